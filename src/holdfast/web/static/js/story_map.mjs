/** A play on the map: hollow rings that are nobody's real place, the way they went, and what struck where. */
import { phone } from './boot.mjs';
import { fit, map } from './map.mjs';
import { EMPTY, FONTS, PALETTE } from './style.mjs';
import { legsOf, placeAt, placeOfStep, trail } from './story_path.mjs';
import { waysOf } from './plan_map.mjs';

/** @typedef {import('./story_path.mjs').Leg} Leg */
const OWN = ['story-trail', 'story-struck', 'story-teams'];
/** @type {Record<string, any>} */
const data = Object.fromEntries(OWN.map((name) => [name, EMPTY]));
/** @type {Leg[][]} */
let legs = [];
/** @type {any} */
let told = null;

const collection = (/** @type {any[]} */ features) => ({ type: 'FeatureCollection', features });
const feature = (/** @type {string} */ type, /** @type {any} */ coordinates, properties = {}) => ({ type: 'Feature', properties, geometry: { type, coordinates } });

/** @param {any} p the theme's colours @returns {any[]} */
const layers = (p) => [
  { id: 'story-trail', type: 'line', source: 'story-trail', layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': p.warning, 'line-width': 4, 'line-dasharray': [0.2, 2] } },
  { id: 'story-struck', type: 'circle', source: 'story-struck', paint: { 'circle-radius': 6, 'circle-color': p.critical, 'circle-stroke-color': p.ring, 'circle-stroke-width': 2 } },
  { id: 'story-teams', type: 'circle', source: 'story-teams', paint: { 'circle-radius': 10, 'circle-color': p.ring, 'circle-opacity': 0.6, 'circle-stroke-color': p.warning, 'circle-stroke-width': 3.5 } },
  {
    id: 'story-names', type: 'symbol', source: 'story-teams',
    layout: {
      'text-field': ['get', 'label'], 'text-font': [FONTS[1]], 'text-size': 12.5, 'text-anchor': 'top', 'text-offset': [0, 1.3], 'text-allow-overlap': true,
      'icon-allow-overlap': true, 'icon-image': 'pill', 'icon-text-fit': 'both', 'icon-text-fit-padding': [1, 5, 1, 5],
    },
    paint: { 'text-color': p.text },
  },
];

/** A style that was set anew has lost what is ours. */
function ensure() {
  if (!map?.getLayer('plan-stops') || map.getLayer('story-names')) return;
  for (const name of OWN) if (!map.getSource(name)) map.addSource(name, { type: 'geojson', data: data[name] });
  const p = PALETTE[/** @type {import('./style.mjs').Theme} */ (document.documentElement.dataset.theme ?? 'dark')];
  for (const layer of layers(p)) map.addLayer(layer);
}

/** @param {string} name @param {any[]} features */
function put(name, features) {
  data[name] = collection(features);
  map?.getSource(name)?.setData(data[name]);
}

/** The teams of a play as they are at a moment, in seconds after its beginning. @param {number} at_s */
export function drawMoment(at_s) {
  if (!told) return;
  const several = legs.length > 1;
  const places = legs.map((one) => placeAt(one, at_s));
  put('story-teams', places.flatMap((at, i) => (at ? [feature('Point', at, { label: several ? `Rehearsal ${i + 1}` : 'Rehearsal' })] : [])));
  put('story-trail', legs.map((one) => trail(one, at_s)).filter((line) => line.length > 1).map((line) => feature('LineString', line)));
  put('story-struck', told.story.steps.filter((/** @type {any} */ s) => s.bad && s.place && s.at_s <= at_s).map((/** @type {any} */ s) => feature('Point', placeOfStep(s.place))));
}

/** Put a play on the map, all of it in sight. @param {any} story as the base tells it */
export function drawStory(story) {
  told = story;
  legs = story.teams.map((/** @type {string} */ _, /** @type {number} */ i) => {
    const own = story.story.steps.filter((/** @type {any} */ s) => s.team === i);
    return legsOf(own, waysOf(story.letter, i + 1));
  });
  ensure();
  const all = legs.flat().flatMap((leg) => leg.path);
  if (!map || !all.length) return;
  const xs = all.map((at) => at[0]);
  const ys = all.map((at) => at[1]);
  fit([[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]], { top: 80, bottom: phone() ? 220 : 170, left: phone() ? 40 : 70, right: phone() ? 50 : 90 });
}

export function clearStory() {
  told = null;
  legs = [];
  for (const name of OWN) put(name, []);
}

document.addEventListener('plan-drawn', ensure);
