/** Asking for a plan, and choosing one of its options. */
import { $, $$, boot, recall } from './boot.mjs';
import { nextAt } from './clock.mjs';
import './page.mjs';
import { boundsOf, startMap } from './map.mjs';
import { send, tell } from './say.mjs';

const by = () => {
  const who = recall(`watch.${boot.base}`);
  return who ? { by: who } : {};
};

/** @param {HTMLFormElement} form @param {[number, number] | null} at */
function question(form, at) {
  const data = new FormData(form);
  const text = (/** @type {string} */ key) => String(data.get(key) ?? '').trim();
  const useAt = at && !$('#place-asked').hidden && /** @type {HTMLInputElement} */ ($('#place-at')).checked;
  return {
    objective: text('objective'), sites: data.getAll('sites'), modes: data.getAll('modes'), stays: data.getAll('stays'),
    night: data.get('night') === 'on', ...(useAt ? { at } : {}), ...by(),
    ...(text('depart') ? { depart_ms: nextAt(text('depart')) } : {}),
    ...(text('home_by') ? { home_by_ms: nextAt(text('home_by')) } : {}),
    ...(text('greatest_hazard') ? { greatest_hazard: Number(text('greatest_hazard')) } : {}),
    ...(text('words') ? { words: text('words') } : {}),
  };
}

function startAsking() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector('#ask'));
  if (!form) return;
  const asked = new URLSearchParams(location.search);
  const at = asked.get('at')?.split(',').map(Number);
  const place = /** @type {[number, number] | null} */ (at?.length === 2 && at.every(Number.isFinite) ? at : null);
  if (place) {
    $('#place-asked').hidden = false;
    $('#place-asked label').textContent = asked.get('name') ?? `The place chosen on the map (${place[1].toFixed(5)}, ${place[0].toFixed(5)})`;
  }
  const objective = /** @type {HTMLSelectElement} */ ($('[name=objective]', form));
  if ([...objective.options].some((o) => o.value === asked.get('objective'))) objective.value = asked.get('objective') ?? '';
  const site = asked.get('site');
  for (const box of /** @type {HTMLInputElement[]} */ ($$('[name=sites]', form))) if (box.value === site) box.checked = true;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = question(form, place);
    if (!body.sites.length && !('at' in body)) return tell('Choose where to go: tick a site, or click a place on the map.', true);
    const button = /** @type {HTMLButtonElement} */ ($('button.main', form));
    button.disabled = true;
    $('#ask-state').textContent = 'Working out the options. This takes some seconds.';
    try {
      const said = await send('/api/plans', body);
      location.assign(`/plan/${encodeURIComponent(said.plan?.plan ?? said.plan ?? said.id)}`);
    } catch (error) {
      $('#ask-state').textContent = /** @type {Error} */ (error).message;
      button.disabled = false;
    }
    return undefined;
  });
}

function startChoosing() {
  const plan = location.pathname.split('/')[2];
  document.addEventListener('click', async (event) => {
    const button = /** @type {Element} */ (event.target).closest('[data-choose]');
    if (!(button instanceof HTMLButtonElement) || !plan) return;
    button.disabled = true;
    try {
      const said = await send(`/api/plans/${plan}/choose`, { letter: button.dataset.choose, ...by() });
      const [run] = said.runs ?? [];
      location.assign(run ? `/runs/${encodeURIComponent(run.run ?? run)}` : '/');
    } catch (error) {
      tell(/** @type {Error} */ (error).message, true);
      button.disabled = false;
    }
  });
}

async function startPlanMap() {
  const told = document.getElementById('ways');
  if (!document.getElementById('map') || !told) return;
  const answer = await fetch('/api/map').catch(() => null);
  const around = answer?.ok ? await answer.json() : {};
  const ways = JSON.parse(told.textContent ?? '{}');
  const collections = { bases: around.bases, sites: around.sites, threats: around.threats, closures: around.closures, ways };
  await startMap({ collections, bounds: ways.features?.length ? undefined : boundsOf(['bases', 'sites']) });
}

startAsking();
startChoosing();
startPlanMap();
