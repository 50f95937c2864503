/**
 * The map: base, what we know over it, and what the reader does with it.
 *
 * A team's place is drawn as what it is: reported, reckoned since its last report, or lost; a lost
 * team's circle is where it could be by now.
 */
import { Map as GlMap, NavigationControl, ScaleControl } from '../vendor/maplibre-gl/maplibre-gl.mjs';
import { askJson } from './ask.mjs';
import { $, $$, boot, calm, phone } from './boot.mjs';
import { hhmm, nowMs, span } from './clock.mjs';
import { LABELLED, makeRoom } from './labels.mjs';
import { degrees, grid, ring } from './place.mjs';
import { EMPTY, FONTS, SWITCHES, style } from './style.mjs';
import { STRETCH, alike, symbols } from './symbols.mjs';

/** @typedef {import('./style.mjs').Theme} Theme */

/** @type {any} */
export let map;
/** @type {import('./style.mjs').Collections} */
const data = {};
/** @type {import('./style.mjs').BaseMap} */
let base = { bounds: null, attribution: '', relief: null, centre: null };
/** @type {Map<string, [ImageData, number]>} */
let drawn = new Map();
/** @type {string | null} */
let chosenRun = null;

const theme = () => /** @type {Theme} */ (document.documentElement.dataset.theme ?? 'dark');
const collection = (/** @type {any[]} */ features) => ({ type: 'FeatureCollection', features });
const pointOf = (/** @type {number[]} */ coordinates, properties = {}) => ({
  type: 'Feature', properties, geometry: { type: 'Point', coordinates },
});

/** Each collection as the base last said it: features by id. @type {Record<string, Map<string, any>>} */
const known = {};

/** Take what differs as the stream tells it: a collection anew where it says `whole`, else its features by
 * id and those that are gone. It may come before there is a map to draw on.
 * @param {Record<string, any>} said */
export function hear(said) {
  /** @type {Record<string, any>} */
  const now = {};
  for (const [name, part] of Object.entries(said)) {
    if (part?.type !== 'FeatureCollection') continue;
    const features = part.whole ? new Map() : (known[name] ?? new Map());
    for (const id of part.gone ?? []) features.delete(id);
    for (const feature of part.features) features.set(feature.id, feature);
    known[name] = features;
    now[name] = collection([...features.values()]);
  }
  take(now);
}

/** Take whole collections and draw what follows from them.
 * @param {Record<string, any>} said */
export function take(said) {
  for (const [name, value] of Object.entries(said)) if (value?.type === 'FeatureCollection') data[name] = value;
  if (said.threats) {
    data['threat-labels'] = collection(
      said.threats.features.map((/** @type {any} */ t) => pointOf([t.properties.lon, t.properties.south], t.properties)),
    );
  }
  if (said.closures) {
    data['closure-points'] = collection(said.closures.features.map((/** @type {any} */ c) => pointOf(middle(c.geometry.coordinates[0]), c.properties)));
  }
  if (said.teams) placeTeams(said.teams.features);
  if (said.ways || said.sites || said.threats) follow();
  show(['threats', 'threat-labels', 'closures', 'closure-points', 'ways', 'caches', 'sites', 'bases'].filter((n) => n in said || n.replace(/-.*/, 's') in said));
}

/** @param {number[][]} line */
function middle(line) {
  const xs = line.map((p) => p[0]);
  const ys = line.map((p) => p[1]);
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
}

/** @type {any[]} */
let teamFeatures = [];
const RECENT_MS = 3 * 60_000;

/** What a team's label adds to its name. @param {any} p @param {number} now */
function noteOf(p, now) {
  if (p.help) return p.reckoned ? 'needs help · reckoned' : 'needs help';
  if (p.lost) return `${span(now - p.placed_ms)} old${p.reach_m >= 1000 && !phone() ? ` · within ${Math.round(p.reach_m / 1000)} km` : ''}`; // of the place that is shown; its circle may lie off the map
  if (p.phase === 'on_site') return 'on site';
  const age = now - p.reported_ms;
  const heard = age <= RECENT_MS ? '' : phone() ? span(age) : `heard ${span(age)} ago`;
  if (!p.reckoned) return heard;
  if (phone()) return `reckoned${heard && ` ${heard}`}`;
  return `reckoned · said ${hhmm(p.placed_ms)}${heard && p.placed_ms < p.reported_ms ? ` · ${heard}` : ''}`;
}

/** @param {any[]} features as the base says them */
function placeTeams(features) {
  teamFeatures = features;
  const now = nowMs();
  data.teams = collection(
    features.map((t) => {
      const p = t.properties;
      const lost = p.lost || p.help;
      const still = p.phase === 'on_site';
      const note = noteOf(p, now);
      const image = p.lost ? 'team-lost' : still ? 'team-site' : p.reckoned && (p.ended || now - p.placed_ms > RECENT_MS) ? 'team-reckoned' : 'team-go';
      return pointOf(t.geometry.coordinates, { run: p.run, call: p.call, lost, note, image, turn: p.lost || still ? 0 : (p.heading_deg ?? 0) });
    }),
  );
  data.reach = collection(
    features
      .filter((t) => t.properties.lost && t.properties.reach_m > 100)
      .map((t) => ({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: ring(t.geometry.coordinates, t.properties.reach_m) } })),
  );
  show(['teams', 'reach']);
}

/** Ages on labels go on between two words from the base. */
function age() {
  const written = () => (data.teams ?? EMPTY).features.map((/** @type {any} */ f) => f.properties.note).join();
  const ages = written();
  const now = nowMs();
  const next = teamFeatures.map((t) => noteOf(t.properties, now)).join();
  if (next !== ages) placeTeams(teamFeatures);
}

/** @param {string[]} names */
function show(names) {
  for (const name of names) {
    if (LABELLED.includes(name)) settle(name);
    map?.getSource(name)?.setData(data[name] ?? EMPTY);
  }
}

/** Labels keep clear where they can. @param {string} name @returns {boolean} whether any turned */
function settle(name) {
  const marks = [...(data.sites ?? EMPTY).features, ...(data.bases ?? EMPTY).features];
  return Boolean(map && makeRoom(map, name, (data[name] ?? EMPTY).features, marks));
}

/** After the map has moved: labels at its edges turn inwards. */
function resettle() {
  for (const name of LABELLED) if (settle(name)) map.getSource(name)?.setData(data[name]);
}

let moved = false; // the reader has moved the map; from then on it is theirs
/** Until the reader moves the map it shows everything of ours, also what comes up later. */
function follow() {
  if (moved || !map || document.querySelector('#spot:not([hidden])')) return;
  const all = boundsOf(ALL_OURS);
  if (all && !clear(all)) map.fitBounds(all, { ...framing(), duration: calm() ? 0 : 500 });
}

/** Whether all of it is in sight, and not under what lies over the map. @param {any} all */
function clear([[west, south], [east, north]]) {
  const { padding } = framing();
  const { clientWidth, clientHeight } = map.getContainer();
  const first = map.unproject([padding.left * NEARLY, padding.top * NEARLY]);
  const last = map.unproject([clientWidth - padding.right * NEARLY, clientHeight - padding.bottom * NEARLY]);
  return west >= first.lng && north <= first.lat && east <= last.lng && south >= last.lat;
}
const NEARLY = 0.7; // of the room kept at the first fit: so small a shift is not worth a move

const ALL_OURS = ['ways', 'teams', 'bases', 'sites', 'threats'];
/** Room for what lies over the map. @param {boolean} [small] a map beside a table */
const framing = (small = false) => ({
  padding: phone() && !small ? { top: 130, bottom: 70, left: 50, right: 50 } : small ? { top: 50, bottom: 80, left: 60, right: 70 } : { top: 90, bottom: 90, left: 90, right: 110 }, maxZoom: 14,
});

/** What has just been said, without waiting for the stream; what the stream told stands over it. */
export async function refresh() {
  hearBeside((await askJson('/api/map')) ?? {});
}

/** Only what is not known yet. @param {Record<string, any>} collections */
function hearBeside(collections) {
  /** @type {Record<string, any>} */
  const news = {};
  for (const [name, part] of Object.entries(collections)) {
    const features = (part?.features ?? []).filter((/** @type {any} */ f) => !known[name]?.has(f.id));
    if (features.length) news[name] = { ...part, features };
  }
  hear(news);
}

async function drawSymbols() {
  drawn = await symbols(theme());
  for (const [name, [image, ratio]] of drawn) {
    if (map.hasImage(name)) map.updateImage(name, image);
    else map.addImage(name, image, { pixelRatio: ratio, ...(name.startsWith('pill') ? STRETCH : {}) });
  }
}

/** @param {{id: string}} event a symbol that the style wants and nobody drew */
function missing({ id }) {
  if (map.hasImage(id)) return;
  const [image, pixelRatio] = drawn.get(alike(id) ?? '') ?? [{ width: 1, height: 1, data: new Uint8Array(4) }, 1];
  map.addImage(id, image, { pixelRatio });
}

/** Where everything of ours lies. @param {string[]} names @param {(f: any) => boolean} [which] */
export function boundsOf(names, which = () => true) {
  /** @type {number[][]} */
  const all = [];
  const walk = (/** @type {any} */ c) => (typeof c[0] === 'number' ? all.push(c) : c.forEach(walk));
  for (const name of names) for (const f of (data[name] ?? EMPTY).features) if (which(f)) walk(f.geometry.coordinates);
  if (!all.length) return null;
  const xs = all.map((p) => p[0]);
  const ys = all.map((p) => p[1]);
  return [[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]];
}

/** Bring into view without haste. @param {any} bounds @param {any} [padding] room for what lies over the map */
export function fit(bounds, padding = phone() ? 40 : 70) {
  moved = true;
  if (bounds) map.fitBounds(bounds, { padding, maxZoom: 15, duration: calm() ? 0 : 500 });
}

/**
 * Go to a place, and do something there. Where it need not fly, it is there before this returns, and
 * what was under way when it was asked for ends first: neither is to be taken for the arrival.
 * @param {[number, number]} at @param {(() => void)} [there] @param {number} [zoom]
 */
export function flyTo(at, there, zoom = 14) {
  moved = true;
  map.stop();
  if (there) map.once('moveend', there);
  map.easeTo({ center: at, zoom: Math.max(map.getZoom(), zoom), duration: calm() ? 0 : 500 });
}

/** Mark the chosen place; null for none. @param {[number, number] | null} at */
export function mark(at) {
  data.chosen = at ? collection([pointOf(at)]) : EMPTY;
  show(['chosen']);
}

/** One run in the foreground, the others dimmed; null for all. @param {string | null} run */
export function emphasise(run) {
  chosenRun = run;
  if (!map?.getLayer('way-out')) return;
  const mine = ['==', ['get', 'run'], run];
  for (const id of ['way-out', 'way-back', 'way-fallback']) map.setPaintProperty(id, 'line-opacity', run ? ['case', mine, 1, 0.16] : 1);
  map.setPaintProperty('way-case', 'line-opacity', run ? ['case', mine, 0.75, 0] : 0.75);
  map.setPaintProperty('way-arrows', 'icon-opacity', run ? ['case', mine, 1, 0.1] : 1);
  if (run) fit(boundsOf(['ways', 'teams'], (f) => f.properties.run === run));
}

/** What of ours lies under a point of the page. @param {{x: number, y: number}} point @param {string[]} layers */
export function under(point, layers, reach = 10) {
  const there = layers.filter((id) => map.getLayer(id));
  return map.queryRenderedFeatures([[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]], { layers: there });
}

function startSwitches() {
  for (const button of $$('[data-layer]')) {
    button.addEventListener('click', () => {
      const on = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(on));
      applySwitches();
    });
  }
}

function applySwitches() {
  for (const button of $$('[data-layer]')) {
    const visibility = button.getAttribute('aria-pressed') === 'true' ? 'visible' : 'none';
    for (const id of SWITCHES[button.dataset.layer ?? ''] ?? []) {
      if (map.getLayer(id)) map.setLayoutProperty(id, 'visibility', visibility);
    }
  }
}

async function turnLook() {
  map.setStyle(style(theme(), base, data, location.origin));
  await drawSymbols();
  applySwitches();
  emphasise(chosenRun);
}

/**
 * Make the map in #map. Resolves when everything is on it.
 * @param {{collections?: Record<string, any>, bounds?: any}} [given] data of a page that has its own
 */
export async function startMap(given = {}) {
  const [basemap, collections] = await Promise.all([
    askJson('/api/basemap'), given.collections ?? askJson('/api/map'),
    ...FONTS.map((family) => document.fonts.load(`12px "${family}"`, 'aب').catch(() => [])),
  ]);
  base = { ...base, ...basemap };
  if (given.collections) take(given.collections);
  else hearBeside(collections ?? {});
  map = new GlMap({
    container: 'map', style: style(theme(), base, data, location.origin), attributionControl: false, dragRotate: false,
    pitchWithRotate: false, touchPitch: false, maxZoom: 18, minZoom: 3, fadeDuration: 0, center: boot.centre, zoom: 11,
  });
  map.touchZoomRotate.disableRotation();
  map.on('styleimagemissing', missing);
  map.on('error', (/** @type {any} */ e) => console.warn('map:', e.error?.message));
  const corner = document.documentElement.dir === 'rtl' ? 'top-left' : 'top-right';
  map.addControl(new NavigationControl({ showCompass: false }), corner);
  map.addControl(new ScaleControl({ unit: 'metric' }), corner);
  $('#attribution').textContent = base.attribution;
  const start = given.bounds ?? boundsOf(given.collections ? ['ways', 'bases'] : ALL_OURS) ?? base.bounds;
  if (start) map.fitBounds(start, { ...framing(Boolean(given.collections)), duration: 0 });
  for (const name of ['dragstart', 'zoomstart', 'click']) map.on(name, (/** @type {any} */ e) => (moved ||= Boolean(given.collections ?? e.originalEvent)));
  for (const name of LABELLED) settle(name);
  map.on('load', () => {
    show(Object.keys(data)); // what came while the style was being read
    resettle();
  });
  map.on('moveend', resettle);
  await drawSymbols();
  map.on('mousemove', (/** @type {any} */ e) => {
    const at = /** @type {[number, number]} */ ([e.lngLat.lng, e.lngLat.lat]);
    $('#cursor').textContent = `${grid(at)}   ${degrees(at)}`;
  });
  $('#cursor').textContent = grid(boot.centre);
  startSwitches();
  document.addEventListener('themed', turnLook);
  setInterval(age, 1000);
  map.once('idle', () => document.body.classList.add('map-ready'));
  Object.assign(globalThis, { holdfastMap: map }); // for tests and for whoever looks under the bonnet
  return map;
}
