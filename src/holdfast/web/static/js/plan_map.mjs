/**
 * The options on the map. A team is told by its number on its ways and stops, and by the edge of
 * its line (plain, lined, dashed, dotted); a second option is hollow. No meaning hangs on colour.
 */
import { askJson } from './ask.mjs';
import { $, $$, boot, make } from './boot.mjs';
import { emphasise, fit, map, startMap, take } from './map.mjs';
import { EMPTY, FONTS, PALETTE } from './style.mjs';

/** @typedef {import('./style.mjs').Theme} Theme */
/** @typedef {{letters: string[], shown: any, other: any, asked: number[][], final: boolean}} Told */

const told = () => /** @type {Told} */ (JSON.parse(document.getElementById('plan-map')?.textContent ?? '{}'));
const collection = (/** @type {any[]} */ features) => ({ type: 'FeatureCollection', features });
const OWN = ['plan-other', 'plan-stops', 'plan-avoid'];
/** @type {Record<string, any>} */
const data = Object.fromEntries(OWN.map((name) => [name, EMPTY]));
let drawn = '';
let picked = 0; // a team, 0 for all; with two options 1 and 2 are the options
/** @type {any} */
let trial = null; // ways of a change that is being tried

const main = ['!=', ['get', 'role'], 'fallback'];
const SIDE_PX = 3.4; // between two teams on one road
const aside = ['+', 2.6, ['*', SIDE_PX, ['min', 3, ['-', ['coalesce', ['get', 'team'], 1], 1]]]];
const sides = ['match', ['%', ['coalesce', ['get', 'team'], 1], 4], 2, ['literal', [0, 8.4]], 3, ['literal', [0, 11.8]], 0, ['literal', [0, 15.2]], ['literal', [0, 5]]];
/** @type {[string, number, number[] | null][]} */
const EDGES = [['lined', 2, null], ['dashed', 3, [4, 3]], ['dotted', 0, [1, 3]]];

/** @param {string} id @param {string} source @param {any} p */
const badges = (id, source, p) => ({
  id, type: 'symbol', source, filter: main,
  layout: {
    'symbol-placement': 'line', 'symbol-spacing': 170, 'text-field': ['get', 'badge'], 'text-font': [FONTS[1]], 'text-size': 11,
    'text-rotation-alignment': 'viewport', 'icon-rotation-alignment': 'viewport', 'text-allow-overlap': true, 'icon-allow-overlap': true,
    'icon-image': 'pill', 'icon-text-fit': 'both', 'icon-text-fit-padding': [0, 3, 0, 3],
  },
  paint: { 'text-color': p.text },
});

/** @param {any} p the theme's colours @returns {any[]} */
function layers(p) {
  const colour = ['match', ['get', 'role'], 'back', p.back, p.own];
  const hollow = (/** @type {string} */ id, /** @type {any} */ paint) => ({ id, type: 'line', source: 'plan-other', filter: main, layout: { 'line-join': 'round' }, paint: { 'line-offset': -3.5, ...paint } });
  const edge = (/** @type {[string, number, number[] | null]} */ [id, team, dash]) => ({
    id: `plan-edge-${id}`, type: 'line', source: 'ways', filter: ['all', main, ['==', ['%', ['get', 'team'], 4], team]], layout: { 'line-join': 'round' },
    paint: { 'line-color': p.text, 'line-width': 1.3, 'line-gap-width': 4.4, 'line-offset': aside, ...(dash ? { 'line-dasharray': dash } : {}) },
  });
  return [
    hollow('plan-other-case', { 'line-color': p.ring, 'line-width': 8, 'line-opacity': 0.75 }),
    hollow('plan-other', { 'line-color': colour, 'line-width': 1.5, 'line-gap-width': 3.4 }),
    ...EDGES.map(edge),
    badges('plan-other-badges', 'plan-other', p), badges('plan-badges', 'ways', p),
    { id: 'plan-avoid', type: 'symbol', source: 'plan-avoid', layout: { 'icon-image': 'closure', 'icon-allow-overlap': true } },
    {
      id: 'plan-stops', type: 'symbol', source: 'plan-stops',
      layout: {
        'text-field': ['get', 'label'], 'text-font': [FONTS[1]], 'text-size': 12, 'text-anchor': 'bottom', 'text-offset': [0, -1.5], 'text-allow-overlap': true,
        'icon-allow-overlap': true, 'icon-image': 'pill', 'icon-text-fit': 'both', 'icon-text-fit-padding': [1, 5, 1, 5],
      },
      paint: { 'text-color': p.text },
    },
  ];
}

/** A style that was set anew has lost what is ours. */
function ensure() {
  if (!map.getLayer('way-out') || map.getLayer('plan-stops')) return;
  for (const name of OWN) if (!map.getSource(name)) map.addSource(name, { type: 'geojson', data: data[name] });
  const p = PALETTE[/** @type {Theme} */ (document.documentElement.dataset.theme ?? 'dark')];
  for (const layer of layers(p)) map.addLayer(layer);
  for (const id of ['way-case', 'way-out', 'way-back']) map.setPaintProperty(id, 'line-offset', aside);
  map.setLayoutProperty('way-arrows', 'icon-offset', sides);
  pick(picked, false);
  document.dispatchEvent(new CustomEvent('plan-drawn')); // whatever lies over it is put on again
}

/** @param {string} name @param {any} value */
function put(name, value) {
  data[name] = value;
  map?.getSource(name)?.setData(value);
}

/** Draw what the page says now. */
function draw() {
  const said = told();
  const now = JSON.stringify([said, trial]);
  if (!map || now === drawn) return;
  const first = drawn === '';
  drawn = now;
  const stops = [...said.shown.stops.features, ...(said.other?.stops.features ?? [])];
  take({ ways: trial ?? said.shown.ways });
  put('plan-other', said.other?.ways ?? EMPTY);
  put('plan-stops', collection(together(stops)));
  offer(said);
  pick(0, false);
  if (!first) fit(around(said));
}

/** Stops of both options at one site share a label. @param {any[]} stops */
function together(stops) {
  /** @type {Map<string, any>} */
  const at = new Map();
  for (const stop of stops) {
    const key = stop.geometry.coordinates.join();
    const before = at.get(key);
    at.set(key, before ? { ...before, properties: { ...before.properties, label: `${before.properties.label}, ${stop.properties.label}` } } : stop);
  }
  return [...at.values()];
}

/** Buttons for the teams, or for the two options. @param {Told} said */
function offer(said) {
  const n = new Set(said.shown.ways.features.map((/** @type {any} */ f) => f.properties.team)).size;
  const names = said.other ? ['Both', ...said.letters] : n > 1 ? ['All', ...Array.from({ length: n }, (_, i) => `Team ${i + 1}`)] : [];
  $('#map-teams').replaceChildren(...names.map((name, i) => {
    const button = make('button', { type: 'button', 'aria-pressed': String(i === 0) }, name);
    button.addEventListener('click', () => pick(i));
    return button;
  }));
  const legend = $('#legend-other');
  legend.hidden = !said.other;
  $('span', legend).textContent = said.other ? `Option ${said.letters[1]}` : '';
}

/** @param {number} which @param {boolean} [move] whether the map goes there */
function pick(which, move = true) {
  const buttons = $$('#map-teams button');
  if (which > Math.max(0, buttons.length - 1)) return;
  picked = which;
  buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(i === which)));
  if (!map.getLayer('plan-stops')) return;
  const said = told();
  const two = Boolean(said.other);
  const many = two || buttons.length > 1;
  const seen = (/** @type {string[]} */ ids, /** @type {boolean} */ on) => ids.forEach((id) => map.getLayer(id) && map.setLayoutProperty(id, 'visibility', on ? 'visible' : 'none'));
  seen(['plan-other-case', 'plan-other', 'plan-other-badges'], two && which !== 1);
  seen(['way-case', 'way-out', 'way-back', 'way-fallback', 'way-arrows', ...EDGES.map(([id]) => `plan-edge-${id}`)], !(two && which === 2));
  seen(['plan-badges'], many && !(two && which === 2));
  const mine = ['==', ['get', 'run'], String(which)];
  const one = !two && which > 0;
  for (const [id] of EDGES) map.setPaintProperty(`plan-edge-${id}`, 'line-opacity', one ? ['case', mine, 1, 0.16] : 1);
  for (const id of ['plan-badges', 'plan-stops']) for (const part of ['text', 'icon']) map.setPaintProperty(id, `${part}-opacity`, one ? ['case', mine, 1, 0.25] : 1);
  if (move || !one) emphasise(one ? String(which) : null);
  if (move && !one) fit(around(said));
}

/** What all of it lies in: the ways, else the base and the sites of the question. @param {Told} said */
function around(said) {
  const ways = [...said.shown.ways.features, ...(said.other?.ways.features ?? [])].flatMap((f) => f.geometry.coordinates);
  const points = ways.length ? ways : [boot.centre, ...said.asked];
  const xs = points.map((at) => at[0]);
  const ys = points.map((at) => at[1]);
  return [[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]];
}

/** One team on the map, 0 for all. @param {number} n */
export function pickTeam(n) {
  if (map) pick(n);
}

/** A change that is being tried, in place of what it changes; null for what the page says. @param {any} option */
export function tryOut(option) {
  trial = option && collection(option.taskings.flatMap((/** @type {any} */ tasking, /** @type {number} */ i) =>
    tasking.ways.filter((/** @type {any} */ way) => way.line.length >= 4).map((/** @type {any} */ way) => ({
      type: 'Feature', geometry: { type: 'LineString', coordinates: unpacked(way.line) },
      properties: { run: String(i + 1), team: i + 1, role: way.role, badge: String(i + 1) },
    }))));
  draw();
}

/** A line as facts tell it: a place, then steps, in 1e-5 degrees. @param {number[]} line */
function unpacked(line) {
  let [x, y] = [0, 0];
  return Array.from({ length: line.length / 2 }, (_, i) => [(x += line[2 * i] ?? 0) / 1e5, (y += line[2 * i + 1] ?? 0) / 1e5]);
}

/** The ways of a team of an option that is on the map, as lines of places. @param {string} letter @param {number} team from 1 @returns {[number, number][][]} */
export function waysOf(letter, team) {
  const said = told();
  const drawnOption = said.letters[0] === letter ? said.shown : said.letters[1] === letter ? said.other : null;
  return (drawnOption?.ways.features ?? []).filter((/** @type {any} */ f) => f.properties.team === team).map((/** @type {any} */ f) => f.geometry.coordinates);
}

/** Places whose roads are not to be used. @param {[number, number][]} places */
export function markForbidden(places) {
  put('plan-avoid', collection(places.map((at) => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: at } }))));
}

/** @type {((at: [number, number]) => void) | null} */
let clicked = null;
let ended = () => {};
/**
 * Whoever wants the next clicks on the map; null for nobody.
 * @param {((at: [number, number]) => void) | null} listener
 * @param {() => void} [gone] told when somebody else wants them, or nobody
 */
export function onMapClick(listener, gone = () => {}) {
  if (clicked && clicked !== listener) ended();
  [clicked, ended] = [listener, gone];
  document.querySelector('.map-here')?.classList.toggle('pointing', Boolean(listener));
}

export async function startPlanMap() {
  const { bases, sites, threats, closures } = (await askJson('/api/map')) ?? {};
  const said = told();
  await startMap({ collections: { bases, sites, threats, closures, ways: said.shown.ways }, bounds: around(said) });
  map.on('styledata', () => setTimeout(ensure)); // within the event a new layer would be drawn before it is ready
  map.on('load', ensure);
  map.on('click', (/** @type {any} */ e) => clicked?.([e.lngLat.lng, e.lngLat.lat]));
  draw();
  ensure();
  document.addEventListener('refreshed', draw);
}
