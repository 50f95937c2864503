/** The question as a form: where to, with what wishes, within what limits. */
import { $, $$, boot, recall } from './boot.mjs';
import { nextAt, nowMs } from './clock.mjs';
import { asked, fillIn } from './plan_again.mjs';
import { addGroup, openWishes, wishesOf } from './plan_wishes.mjs';
import { newId, send, tell } from './say.mjs';

/** Who is on watch here, as a field of what is sent. */
export const by = () => {
  const who = recall(`watch.${boot.base}`);
  return who ? { by: who } : {};
};

/** What is a goal only of some journeys; for others it is no place to search. @type {Record<string, string[]>} */
const GOAL_OF = { base: ['transfer', 'evacuation'], extraction: ['evacuation'] };
const OF_PEOPLE = ['rescue', 'evacuation'];

/** The sites that are ticked and not put away. @param {HTMLFormElement} form */
const ticked = (form) => $$('#site-list li:not(.away)', form).filter((row) => /** @type {HTMLInputElement} */ ($('[name=sites]', row)).checked);

/** @param {HTMLFormElement} form */
const objectiveOf = (form) => String(new FormData(form).get('objective') ?? '');

/** @param {HTMLFormElement} form */
function question(form) {
  const data = new FormData(form);
  const text = (/** @type {string} */ key) => String(data.get(key) ?? '').trim();
  const number = (/** @type {string} */ key) => (text(key) ? { [key]: Number(text(key)) } : {});
  const depart = text('depart') ? nextAt(text('depart')) : null;
  const rows = ticked(form).map((row) => ({ row, site: row.dataset.site || newId('place') }));
  const spot = rows.find(({ row }) => row.dataset.at);
  const ofPeople = OF_PEOPLE.includes(text('objective'));
  const wants = rows.map(({ row, site }) => wishesOf(row, site, depart ?? nowMs(), ofPeople)).filter(Boolean);
  const bases = data.getAll('bases');
  const before = asked(form);
  const avoid = before ? data.getAll('avoid').map((i) => before.avoid?.[Number(i)]) : [];
  return {
    objective: text('objective'), sites: rows.filter((r) => r !== spot).map(({ site }) => site), modes: data.getAll('modes'), stays: data.getAll('stays'),
    night: data.get('night') === 'on', live: true, ...(spot ? placed(spot.row, spot.site) : {}), ...(depart ? { depart_ms: depart } : {}),
    ...(text('home_by') ? { home_by_ms: nextAt(text('home_by'), depart ?? nowMs()) } : {}),
    ...number('teams'), ...number('greatest_hazard'), ...number('greatest_overall'), ...number('seconds'),
    ...(bases.length ? { bases } : {}), ...(avoid.length ? { avoid } : {}), ...(form.dataset.run ? { run: form.dataset.run } : {}),
    ...(wants.length ? { wants } : {}), ...(text('words') ? { words: text('words') } : {}), ...by(), ...despiteRest(data),
  };
}

/** Who may go although rest is owed, and who orders it. @param {FormData} data */
function despiteRest(data) {
  const despite_rest = data.getAll('despite_rest');
  const orders = String(data.get('rest_by') ?? '');
  return despite_rest.length ? { despite_rest, ...(orders ? { by: orders } : {}) } : {};
}

/** The place that was chosen before coming here, as a site of our own naming. @param {HTMLElement} row @param {string} site */
const placed = (row, site) => ({ at: JSON.parse(row.dataset.at ?? '[]'), at_site: site, ...(row.dataset.name ? { at_name: row.dataset.name } : {}) });

/** What for and which site, where they were chosen before coming here. @param {HTMLFormElement} form */
function chosenBefore(form) {
  const asked = new URLSearchParams(location.search);
  const objective = form.querySelector('select[name=objective]');
  if (objective instanceof HTMLSelectElement && [...objective.options].some((o) => o.value === asked.get('objective'))) objective.value = asked.get('objective') ?? '';
  for (const box of /** @type {HTMLInputElement[]} */ ($$('[name=sites]', form))) if (box.value && box.value === asked.get('site')) box.checked = true;
}

/** Only what this journey is about: its goals, who waits, and people of the bases that take part. @param {HTMLFormElement} form */
function putAway(form) {
  const objective = objectiveOf(form);
  form.classList.toggle('of-people', OF_PEOPLE.includes(objective));
  for (const row of $$('#site-list [data-what]:not([data-coming])', form)) row.classList.toggle('away', !(GOAL_OF[row.dataset.what ?? ''] ?? [objective]).includes(objective));
  const bases = new FormData(form).getAll('bases');
  for (const person of $$('[data-base]', form)) person.hidden = !bases.includes(person.dataset.base ?? '');
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
  document.getElementById('tick-holding')?.addEventListener('click', () => tick((row) => row.dataset.holds !== undefined || row.dataset.at !== undefined));
  document.getElementById('tick-none')?.addEventListener('click', () => tick(() => false));
  form.addEventListener('toggle', ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.matches('.site-more')) openWishes(target);
  }, true);
  form.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('[data-add-group]') : null;
    if (button) $('input', addGroup(/** @type {Element} */ (button.closest('.waits')))).focus();
  });
  form.addEventListener('input', ({ target }) => {
    const row = target instanceof HTMLElement && (target.dataset.wish || target.dataset.wait) ? target.closest('li') : null;
    if (row) /** @type {HTMLInputElement} */ ($('[name=sites]', row)).checked = true; // a wish for a visit is a wish to go
    putAway(form);
    count(form);
  });
}

export function startAsking() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector('#ask'));
  if (!form) return;
  chosenBefore(form);
  startSites(form);
  const before = asked(form);
  if (before) $('#again-words').textContent = fillIn(form, before);
  putAway(form);
  count(form);
  if (form.classList.contains('of-people')) for (const row of ticked(form)) /** @type {HTMLDetailsElement} */ ($('.site-more', row)).open = true; // the first question of a rescue
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = question(form);
    if (!body.sites.length && !('at' in body) && !('run' in body)) return tell('Choose where to go: tick a site, or click a place on the map.', true);
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
