/** The question as a form: where to, with what wishes, within what limits. */
import { $, $$, boot, recall } from './boot.mjs';
import { nextAt, nowMs } from './clock.mjs';
import { send, tell } from './say.mjs';

/** @typedef {[number, number]} At */

/** Who is on watch here, as a field of what is sent. */
export const by = () => {
  const who = recall(`watch.${boot.base}`);
  return who ? { by: who } : {};
};

const BRING_TO_BASES = ['transfer', 'evacuation'];
/** @param {ParentNode} within @param {string} wish */
const wished = (within, wish) => /** @type {HTMLInputElement | null} */ (within.querySelector(`[data-wish=${wish}]`));

/** What is wished of one visit; null where nothing is. @param {HTMLElement} row @param {number} from */
function wishesOf(row, from) {
  const time = (/** @type {string} */ wish) => {
    const text = wished(row, wish)?.value.trim();
    return text ? { [`${wish}_ms`]: nextAt(text, from) } : {};
  };
  const stay = wished(row, 'stay_h')?.value;
  const needs = /** @type {HTMLInputElement[]} */ ($$('[data-wish=needs]:checked', row)).map((box) => box.value);
  const found = {
    ...time('opens'), ...time('closes'), ...(stay ? { stay_h: Number(stay) } : {}),
    ...(wished(row, 'must')?.checked ? { must: true } : {}), ...(needs.length ? { needs } : {}),
  };
  return Object.keys(found).length ? { site: row.dataset.site, ...found } : null;
}

/** The sites that are ticked and not put away. @param {HTMLFormElement} form */
const ticked = (form) => $$('#site-list li:not(.away)', form).filter((row) => /** @type {HTMLInputElement} */ ($('[name=sites]', row)).checked);

/** @param {HTMLFormElement} form @param {At | null} at */
function question(form, at) {
  const data = new FormData(form);
  const text = (/** @type {string} */ key) => String(data.get(key) ?? '').trim();
  const number = (/** @type {string} */ key) => (text(key) ? { [key]: Number(text(key)) } : {});
  const useAt = at && !$('#place-asked').hidden && /** @type {HTMLInputElement} */ ($('#place-at')).checked;
  const depart = text('depart') ? nextAt(text('depart')) : null;
  const rows = ticked(form);
  const wants = rows.map((row) => wishesOf(row, depart ?? nowMs())).filter(Boolean);
  return {
    objective: text('objective'), sites: rows.map((row) => row.dataset.site), modes: data.getAll('modes'), stays: data.getAll('stays'),
    night: data.get('night') === 'on', live: true, ...(useAt ? { at } : {}), ...(depart ? { depart_ms: depart } : {}),
    ...(text('home_by') ? { home_by_ms: nextAt(text('home_by'), depart ?? nowMs()) } : {}),
    ...number('teams'), ...number('greatest_hazard'), ...number('greatest_overall'), ...number('seconds'),
    ...(wants.length ? { wants } : {}), ...(text('words') ? { words: text('words') } : {}), ...by(),
  };
}

/** Places and sites that were chosen before coming here. @param {HTMLFormElement} form @returns {At | null} */
function chosenBefore(form) {
  const asked = new URLSearchParams(location.search);
  const at = asked.get('at')?.split(',').map(Number);
  const place = /** @type {At | null} */ (at?.length === 2 && at.every(Number.isFinite) ? at : null);
  if (place) {
    $('#place-asked').hidden = false;
    $('#place-asked label').textContent = asked.get('name') ?? `The place chosen on the map (${place[1].toFixed(5)}, ${place[0].toFixed(5)})`;
  }
  const objective = /** @type {HTMLSelectElement} */ ($('[name=objective]', form));
  if ([...objective.options].some((o) => o.value === asked.get('objective'))) objective.value = asked.get('objective') ?? '';
  for (const box of /** @type {HTMLInputElement[]} */ ($$('[name=sites]', form))) if (box.value === asked.get('site')) box.checked = true;
  return place;
}

/** Bases are somewhere to bring things to; for other journeys they are no place to search. @param {HTMLFormElement} form */
function putAway(form) {
  const objective = /** @type {HTMLSelectElement} */ ($('[name=objective]', form)).value;
  for (const row of $$('#site-list [data-what=base]', form)) row.classList.toggle('away', !BRING_TO_BASES.includes(objective));
}

/** @param {HTMLFormElement} form */
function count(form) {
  const all = $$('#site-list li[data-site]:not(.away)', form).length;
  const n = ticked(form).length;
  $('#sites-count').textContent = n ? `${n} of ${all} ticked` : '';
}

/** @param {HTMLFormElement} form */
function startSites(form) {
  const tick = (/** @type {(row: HTMLElement) => boolean} */ which) => {
    for (const row of $$('#site-list li[data-site]', form)) {
      const box = /** @type {HTMLInputElement} */ ($('[name=sites]', row));
      if (!row.hidden) box.checked = which(row);
    }
    count(form);
  };
  document.getElementById('tick-holding')?.addEventListener('click', () => tick((row) => row.dataset.holds !== undefined));
  document.getElementById('tick-none')?.addEventListener('click', () => tick(() => false));
  form.addEventListener('toggle', ({ target }) => {
    if (!(target instanceof HTMLDetailsElement) || !target.matches('.site-more') || target.querySelector('.wishes')) return;
    target.append(/** @type {HTMLTemplateElement} */ ($('#site-wishes')).content.cloneNode(true));
  }, true);
  form.addEventListener('input', ({ target }) => {
    const row = target instanceof HTMLElement && target.dataset.wish ? target.closest('li') : null;
    if (row) /** @type {HTMLInputElement} */ ($('[name=sites]', row)).checked = true; // a wish for a visit is a wish to go
    putAway(form);
    count(form);
  });
}

export function startAsking() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector('#ask'));
  if (!form) return;
  const place = chosenBefore(form);
  startSites(form);
  putAway(form);
  count(form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = question(form, place);
    if (!body.sites.length && !('at' in body)) return tell('Choose where to go: tick a site, or click a place on the map.', true);
    const button = /** @type {HTMLButtonElement} */ ($('button.main', form));
    button.disabled = true;
    $('#ask-state').textContent = 'Asking.';
    try {
      const said = await send('/api/plans', body);
      location.assign(`/plan/${encodeURIComponent(said.plan)}`);
    } catch (error) {
      $('#ask-state').textContent = /** @type {Error} */ (error).message;
      button.disabled = false;
    }
    return undefined;
  });
}
