/** What is at a chosen place, and what can be said about it at once. */
import { askJson } from './ask.mjs';
import { $, $$, boot, make } from './boot.mjs';
import { map, mark, refresh, under } from './map.mjs';
import { degrees, grid, km, metres, wind } from './place.mjs';
import { filled, newId, onlyOne, sayOnce, tell } from './say.mjs';

/** @typedef {[number, number]} At */
/** @typedef {{name?: string, what?: string, osm?: string, site?: string, open?: string}} Known */

const ROADS = [1, 2, 3, 4, 5, 6, 7].map((c) => `road-${c}`).concat('paths', 'tunnels');
const KINDS = ['warehouse', 'hospital', 'pharmacy', 'fuel', 'food', 'water', 'shelter', 'school', 'extraction'];

/** The nearest road that is drawn, in words. @param {{x: number, y: number}} point */
function nearestRoad(point) {
  const near = under(point, ROADS, 40);
  const named = near.find((/** @type {any} */ f) => f.properties.name) ?? near[0];
  if (!named) return 'none drawn within reach';
  const kind = String(named.properties.kind ?? 'road').replace(/_/g, ' ');
  return named.properties.name ? `${named.properties.name} (${kind})` : kind;
}

/** The base knows roads that are not drawn at this zoom. @param {At} at @param {HTMLElement} lines */
async function askNear(at, lines) {
  const road = (await askJson(`/api/near?lon=${at[0].toFixed(6)}&lat=${at[1].toFixed(6)}`))?.road;
  const line = lines.querySelectorAll('dd')[2];
  if (!road || !line) return;
  line.textContent = `${road.name ? `${road.name} (${road.kind})` : road.kind}, ${km(road.metres)}`;
}

/** @param {any[]} features @returns {HTMLElement} */
function thereList(features) {
  /** @type {Set<string>} */
  const seen = new Set();
  const list = make('ul', { class: 'there' });
  for (const f of features) {
    const words = (f.properties.label ?? f.properties.call ?? f.properties.name ?? f.properties.contents ?? '').replace('\n', ' · ');
    if (!words || seen.has(words)) continue;
    seen.add(words);
    list.append(make('li', {}, words));
  }
  return list;
}

/** The facts that the panel's forms say. @type {Record<string, (f: Record<string, string>, form: HTMLFormElement, at: At, known: Known) => import('./say.mjs').Fact>} */
const FACTS = {
  site: (f, _form, at, { osm }) => ({ kind: 'site_noted', site: newId('site'), at, name: f.name, what: f.what, ...(f.words ? { words: f.words } : {}), ...(osm ? { osm } : {}) }),
  threat: (f, _form, at) => ({ kind: 'threat_noted', threat: newId('threat'), at, ...f, name: f.name, what: f.what, radius_m: Number(f.radius_m) }),
  sighting: ({ what, radius_m, gone, ...f }, _form, at, { site }) => ({
    kind: 'sighting_reported', sighting: newId('sighting'), at, ...f, ...(site ? { site } : {}),
    ...(f.about === 'threat' ? { what, ...(radius_m ? { radius_m: Number(radius_m) } : {}), ...(gone ? { gone: true } : {}) } : {}),
  }),
  road: (f, form, at) => ({
    kind: 'road_closed', closure: newId('closure'), at, radius_m: Number(f.radius_m), modes: new FormData(form).getAll('modes'),
    ...(f.words ? { words: f.words } : {}),
  }),
};

const SECOND_PRESS_MS = 600; // the second press of a double one falls on the map that lay under the panel (assumed)
let saidMs = -SECOND_PRESS_MS;

/** Close the panel. */
export function closeSpot() {
  const panel = $('#spot');
  if (panel.hidden) return;
  panel.hidden = true;
  panel.replaceChildren();
  mark(null);
}

/** Whether somebody is writing in the panel. */
const writing = () => $$('#spot form input').some((i) => /** @type {HTMLInputElement} */ (i).value && i.closest('form:not([hidden])') && !(/** @type {HTMLInputElement} */ (i).defaultValue));

/**
 * Show what is at a place.
 * @param {At} at
 * @param {Known} [known]
 */
export function showSpot(at, known = {}) {
  const point = map.project(at);
  const ours = under(point, ['teams', 'bases', 'sites', 'caches', 'threat-fill', 'closure-fill']);
  const named = under(point, ['spots', 'places', 'buildings'], 14).find((/** @type {any} */ f) => f.properties.name);
  const name = known.name ?? ours.find((/** @type {any} */ f) => f.layer.id !== 'threat-fill')?.properties.name ?? named?.properties.name ?? '';
  const what = known.what ?? named?.properties.kind ?? '';
  const site = known.site ?? ours.find((/** @type {any} */ f) => f.layer.id === 'sites')?.properties.id;
  const far = metres(boot.centre, at);
  const panel = $('#spot');
  const close = make('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, '✕');
  close.addEventListener('click', closeSpot);
  const lines = make('dl');
  for (const [term, words] of [
    ['MGRS', grid(at)], ['Lat, lon', degrees(at)], ['Nearest road', nearestRoad(point)],
    ['From base', far < 30 ? 'at the base' : `${km(far)} ${wind(boot.centre, at)}`],
  ]) lines.append(make('dt', {}, term), make('dd', {}, words));
  const heading = make('h2', {}, name || 'This place', make('span', {}, what.replace(/_/g, ' ')));
  panel.replaceChildren(make('header', {}, heading, close), lines, thereList(ours));
  panel.append(/** @type {HTMLTemplateElement} */ ($('#spot-forms')).content.cloneNode(true));
  const plan = /** @type {HTMLAnchorElement} */ ($('[data-plan]', panel));
  plan.href = site ? `/plan?site=${encodeURIComponent(site)}` : `/plan?at=${at.map((d) => d.toFixed(6)).join(',')}${name ? `&name=${encodeURIComponent(name)}` : ''}`;
  if (site) $('[data-open="site"]', panel).hidden = true;
  wire(panel, at, { ...known, name, what, site, osm: known.osm ?? named?.properties.id ?? '' });
  panel.hidden = false;
  mark(at);
  askNear(at, lines);
  if (known.open) $(`[data-open="${known.open}"]`, panel).click();
}

/** @param {HTMLElement} panel @param {At} at @param {Known} known */
function wire(panel, at, known) {
  const nameField = /** @type {HTMLInputElement} */ ($('form[data-form="site"] [name=name]', panel));
  nameField.value = nameField.defaultValue = known.name ?? '';
  const whatField = /** @type {HTMLSelectElement} */ ($('form[data-form="site"] [name=what]', panel));
  whatField.value = KINDS.includes(known.what ?? '') ? (known.what ?? 'other') : known.what === 'clinic' ? 'hospital' : 'other';
  for (const button of $$('[data-open]', panel)) {
    button.addEventListener('click', () => {
      for (const form of $$('form[data-form]', panel)) form.hidden = form.dataset.form !== button.dataset.open;
      $$('form[data-form]:not([hidden]) input', panel)[0]?.focus();
    });
  }
  const about = /** @type {HTMLSelectElement} */ ($('form[data-form="sighting"] [name=about]', panel));
  const danger = $('[data-when="threat"]', panel);
  about.addEventListener('change', () => (danger.hidden = about.value !== 'threat'));
  for (const form of /** @type {HTMLFormElement[]} */ ($$('form[data-form]', panel))) {
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      try {
        const text = JSON.stringify([form.dataset.form, at, [...new FormData(form)]]);
        if (!(await sayOnce(form, text, () => FACTS[form.dataset.form ?? ''](filled(form), form, at, known)))) return;
        saidMs = performance.now();
        tell('Said. It is on the map.');
        closeSpot();
        await refresh();
      } catch (error) {
        tell(onlyOne(error), true);
      }
    });
  }
}

/** A click on the map shows what is there, unless somebody is writing about another place. */
export function startSpot(/** @type {(run: string) => void} */ pickRun) {
  map.on('click', (/** @type {any} */ e) => {
    if (performance.now() - saidMs < SECOND_PRESS_MS) return undefined;
    const [team] = under(e.point, ['teams', 'team-labels'], 4);
    if (team) return pickRun(team.properties.run);
    if (writing()) return tell('Finish or close what you are writing first.', true);
    return showSpot([e.lngLat.lng, e.lngLat.lat]);
  });
  for (const layer of ['teams', 'sites', 'caches']) {
    map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'));
    map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''));
  }
}
