/**
 * How the map looks, as a pure function of the theme, the base map and what we know.
 *
 * The base map recedes; only operational marks are saturated; own people are the only blue. Labels
 * are drawn from the web font, so there are no glyph files. Labels of ours are never dropped by
 * collision: they may overlap and are placed first, and the base map's labels give way to them.
 */

import { cacheSides, markSides, teamSides, threatSides } from './labels.mjs';

/** @typedef {'dark' | 'day' | 'red'} Theme */
/** @typedef {Record<string, any>} Collections GeoJSON collections by name */
/** @typedef {{bounds: number[] | null, attribution: string, relief: number[][] | null,
 *   centre: number[] | null, greatest_zoom?: number, map?: string | null}} BaseMap */

export const EMPTY = { type: 'FeatureCollection', features: [] };
/** The weight is part of the family's name, because labels are drawn by a canvas (theme.css). */
export const FONTS = ['Holdfast Map', 'Holdfast Map Semibold'];

/** @type {Record<Theme, Record<string, any>>} */
export const PALETTE = {
  dark: {
    pill: '#151b1e', land: '#12181a', wood: '#15211c', scrub: '#151d1a', grass: '#161f1b', farm: '#181f1a',
    sand: '#1b1b17', rock: '#181c1e', built: '#1e2528', industrial: '#21262b', water: '#1c3d50', wadi: '#243840',
    casing: '#0b0f11', road1: '#968a66', road2: '#7f7b70', road3: '#666e70', road4: '#535d61', road5: '#434d52',
    path: '#4b585d', building: '#2b3437', text: '#c9d4d6',
    text2: '#91a1a6', halo: '#0d1214', relief: 0.5, own: '#62b5e8', back: '#b9a3ee', critical: '#ff6a5c',
    warning: '#f0b23e', unknown: '#f2e04c', good: '#69c08f', fallback: '#e6ecee', ring: '#0b0f11',
  },
  day: {
    pill: '#fbfcfb', land: '#f3f1e9', wood: '#dbe6d2', scrub: '#e6ebd9', grass: '#e9eedd', farm: '#f0edd8',
    sand: '#f4ecd6', rock: '#e8e5de', built: '#e6e1d8', industrial: '#e2dde0', water: '#a5cbe0', wadi: '#bcd0d6',
    casing: '#a89f93', road1: '#f3c66a', road2: '#fbe3a1', road3: '#ffffff', road4: '#ffffff', road5: '#ffffff',
    path: '#a08c70', building: '#d3ccc0', text: '#1d2a26',
    text2: '#4b5853', halo: '#f7f6f0', relief: 0.45, own: '#0b62a3', back: '#6a43b8', critical: '#b3201a',
    warning: '#8f5600', unknown: '#6b5c00', good: '#1d7447', fallback: '#14201c', ring: '#ffffff',
  },
  red: {
    pill: '#0e0101', land: '#070000', wood: '#0b0101', scrub: '#0a0101', grass: '#0a0101', farm: '#0a0101',
    sand: '#0c0202', rock: '#0a0101', built: '#180404', industrial: '#1a0505', water: '#2a0605', wadi: '#200504',
    casing: '#000000', road1: '#a03022', road2: '#8a281c', road3: '#6b1e15', road4: '#4e160f', road5: '#40110c',
    path: '#380f0b', building: '#250606', text: '#e0503c',
    text2: '#b03c2e', halo: '#000000', relief: 0.2, own: '#ff5b45', back: '#d0402e', critical: '#ff9a85',
    warning: '#ff7a5c', unknown: '#ff7a5c', good: '#d0402e', fallback: '#ff9a85', ring: '#000000',
  },
};

/** Which layers each switch of the map turns. @type {Record<string, string[]>} */
export const SWITCHES = {
  threats: ['threat-fill', 'threat-hatch', 'threat-line', 'threat-label'],
  routes: ['way-case', 'way-fallback', 'way-back', 'way-out', 'way-arrows'],
  sites: ['sites', 'caches'],
  relief: ['relief'],
};

/** Layers whose every feature must be drawn with its label. */
export const OPERATIONAL = ['threat-label', 'sites', 'caches', 'bases', 'teams', 'team-labels'];

const byZoom = (/** @type {(number)[]} */ ...stops) => ['interpolate', ['exponential', 1.5], ['zoom'], ...stops];
/** Road class to [zoom, width] stops. @type {Record<number, number[]>} */
const WIDTHS = {
  1: [8, 1.2, 15, 11], 2: [8, 1, 15, 9], 3: [9, 0.9, 15, 7], 4: [9, 0.6, 15, 6], 5: [11, 0.4, 15, 4.5],
  6: [12, 0.3, 15, 3], 7: [11, 0.5, 15, 2.4],
};
const kind = ['get', 'kind'];
const cls = ['get', 'rank'];

/** @param {Record<string, any>} p @param {number} greatest @param {string} origin @param {BaseMap} base */
function baseSources(p, greatest, origin, base) {
  /** @type {Record<string, any>} */
  const sources = {};
  if (base.bounds) {
    sources.base = {
      type: 'vector', tiles: [`${origin}/tiles/{z}/{x}/{y}.pbf`], minzoom: 0, maxzoom: greatest,
      attribution: base.attribution,
      ...(base.bounds[2] <= 180 ? { bounds: base.bounds } : {}), // no box holds both sides of the 180th meridian
    };
  }
  if (base.relief) sources.relief = { type: 'image', url: `${origin}/api/relief.png`, coordinates: base.relief };
  return sources;
}

/** @param {Record<string, any>} p @param {number} c @param {boolean} casing */
function road(p, c, casing) {
  const width = WIDTHS[c];
  return {
    id: `${casing ? 'road-case' : 'road'}-${c}`, type: 'line', source: 'base', 'source-layer': 'roads',
    filter: ['all', ['==', cls, c], ['!', ['has', 'tunnel']]], minzoom: c >= 6 ? 11.5 : c === 5 ? 10.5 : 0,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': casing ? p.casing : p[`road${Math.min(c, 5)}`],
      'line-width': casing ? byZoom(width[0], width[1] + 0.8, width[2], width[3] + 2) : byZoom(...width),
    },
  };
}

/** @param {Record<string, any>} p @param {BaseMap} base */
function baseLayers(p, base) {
  const ground = [
    'match', kind, 'wood', p.wood, 'scrub', p.scrub, ['grass', 'cemetery'], p.grass, 'farmland', p.farm, 'sand', p.sand,
    ['rock', 'glacier'], p.rock, 'residential', p.built, ['industrial', 'military'], p.industrial, 'wetland', p.wadi, p.land,
  ];
  /** @type {any[]} */
  const layers = [{ id: 'ground', type: 'background', paint: { 'background-color': p.land } }];
  const tiles = (/** @type {any} */ layer) => base.bounds && layers.push({ source: 'base', ...layer });
  tiles({ id: 'land', type: 'fill', 'source-layer': 'land', paint: { 'fill-color': ground } });
  if (base.relief) {
    layers.push({ id: 'relief', type: 'raster', source: 'relief', paint: { 'raster-opacity': p.relief, 'raster-fade-duration': 0 } });
  }
  tiles({ id: 'lakes', type: 'fill', 'source-layer': 'water', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': p.water } });
  tiles({
    id: 'rivers', type: 'line', 'source-layer': 'water',
    filter: ['all', ['!=', kind, 'wadi'], ['!=', ['geometry-type'], 'Polygon']],
    paint: { 'line-color': p.water, 'line-width': ['interpolate', ['linear'], ['zoom'], 8, ['match', kind, 'river', 1.2, 0.4], 14, ['match', kind, 'river', 5, 1.6]] },
  });
  tiles({
    id: 'wadis', type: 'line', 'source-layer': 'water', minzoom: 9.5, filter: ['all', ['==', kind, 'wadi'], ['!=', ['geometry-type'], 'Polygon']],
    paint: { 'line-color': p.wadi, 'line-width': 1.2, 'line-dasharray': [4, 2] },
  });
  tiles({ id: 'buildings', type: 'fill', 'source-layer': 'buildings', minzoom: 13.5, paint: { 'fill-color': p.building } });
  tiles({
    id: 'rails', type: 'line', 'source-layer': 'rail', minzoom: 9,
    paint: { 'line-color': p.path, 'line-width': 1.1, 'line-dasharray': [6, 1.5] },
  });
  tiles({
    id: 'paths', type: 'line', 'source-layer': 'roads', minzoom: 11.5, filter: ['>=', cls, 8],
    paint: { 'line-color': p.path, 'line-width': 0.9, 'line-dasharray': [3, 2] },
  });
  for (const casing of [true, false]) for (const c of [7, 6, 5, 4, 3, 2, 1]) tiles(road(p, c, casing));
  tiles({
    id: 'tunnels', type: 'line', 'source-layer': 'roads', filter: ['has', 'tunnel'],
    paint: { 'line-color': p.road4, 'line-width': 1.5, 'line-dasharray': [2, 2] },
  });
  return layers;
}

/** Latin name with the local one beneath, where there is one and it differs. */
const twoNames = (/** @type {string} */ latin, /** @type {string} */ local) => [
  'case',
  ['all', ['!=', ['coalesce', ['get', local], ''], ''], ['!=', ['get', local], ['get', latin]]],
  ['format', ['coalesce', ['get', latin], ''], {}, '\n', {}, ['get', local], { 'font-scale': 0.88 }],
  ['format', ['coalesce', ['get', latin], ''], {}],
];

/** @param {Record<string, any>} p @param {BaseMap} base */
function baseLabels(p, base) {
  if (!base.bounds) return [];
  const paint = (/** @type {string} */ colour) => ({ 'text-color': colour, 'text-halo-color': p.halo, 'text-halo-width': 1.6 });
  return [
    {
      id: 'road-names', type: 'symbol', source: 'base', 'source-layer': 'roads', minzoom: 13, filter: ['has', 'name'],
      layout: { 'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-font': [FONTS[0]], 'text-size': 11 },
      paint: paint(p.text2),
    },
    {
      id: 'peaks', type: 'symbol', source: 'base', 'source-layer': 'places', minzoom: 11, filter: ['==', kind, 'peak'],
      layout: {
        'icon-image': 'peak', 'text-field': twoNames('name', 'name_ar'), 'text-font': [FONTS[0]], 'text-size': 10, 'text-anchor': 'top',
        'text-offset': [0, 0.5], 'text-optional': true,
      },
      paint: paint(p.text2),
    },
    {
      id: 'spots', type: 'symbol', source: 'base', 'source-layer': 'spots', minzoom: 12.5,
      layout: {
        'icon-image': 'spot', 'text-field': twoNames('name', 'name_ar'), 'text-font': [FONTS[0]], 'text-size': 10.5, 'text-anchor': 'top',
        'text-offset': [0, 0.5], 'text-optional': true,
      },
      paint: paint(p.text2),
    },
    {
      id: 'places', type: 'symbol', source: 'base', 'source-layer': 'places', filter: ['!=', kind, 'peak'],
      layout: {
        'text-field': twoNames('name', 'name_ar'), 'text-font': [FONTS[0]], 'text-padding': 4, 'text-max-width': 9,
        'text-size': ['match', kind, 'city', 15, 'town', 13.5, 'village', 12, 11],
        'symbol-sort-key': ['coalesce', cls, 9],
      },
      paint: { ...paint(p.text2), 'text-color': ['match', kind, ['city', 'town'], p.text, p.text2] },
    },
  ];
}

const what = ['get', 'what'];
const HOSTILE = ['armed', 'infected', 'shelling'];

/** @param {Record<string, any>} p */
function threatLayers(p) {
  const colour = ['match', what, [...HOSTILE, 'mines'], p.critical, ['terrain', 'fire', 'disease'], p.warning, p.unknown];
  const hatch = ['match', what, HOSTILE, 'hatch-hostile', 'mines', 'hatch-mines', ['terrain', 'fire', 'disease'], 'hatch-ground', 'hatch-unknown'];
  const belief = ['coalesce', ['get', 'belief'], 0.5];
  return [
    { id: 'threat-fill', type: 'fill', source: 'threats', paint: { 'fill-color': colour, 'fill-opacity': ['*', 0.22, belief] } },
    { id: 'threat-hatch', type: 'fill', source: 'threats', paint: { 'fill-pattern': hatch, 'fill-opacity': ['+', 0.12, ['*', 0.5, belief]] } },
    { id: 'threat-line', type: 'line', source: 'threats', paint: { 'line-color': colour, 'line-width': 1.8, 'line-opacity': ['+', 0.35, ['*', 0.65, belief]] } },
    { id: 'closure-fill', type: 'fill', source: 'closures', paint: { 'fill-color': p.warning, 'fill-opacity': 0.25 } },
    { id: 'closure-line', type: 'line', source: 'closures', paint: { 'line-color': p.warning, 'line-width': 2, 'line-dasharray': [2, 1] } },
    { id: 'reach', type: 'line', source: 'reach', paint: { 'line-color': p.critical, 'line-width': 1.6, 'line-dasharray': [3, 3] } },
  ];
}

/** @param {Record<string, any>} p */
function wayLayers(p) {
  const role = ['get', 'role'];
  // Out and back both keep to the right of their own direction, so they lie side by side.
  const beside = ['match', role, ['out', 'between', 'back'], 2.6, 0];
  const way = (/** @type {string} */ id, /** @type {any} */ filter, /** @type {any} */ paint, cap = 'round') => ({
    id: `way-${id}`, type: 'line', source: 'ways', filter, layout: { 'line-join': 'round', 'line-cap': cap }, paint,
  });
  return [
    way('case', ['!=', role, 'fallback'], { 'line-color': p.ring, 'line-width': 5.5, 'line-opacity': 0.75, 'line-offset': beside }),
    way('fallback', ['==', role, 'fallback'], { 'line-color': p.fallback, 'line-width': ['case', ['==', ['get', 'taken'], true], 3.6, 2.2], 'line-dasharray': [0.9, 1.5] }, 'butt'),
    way('back', ['==', role, 'back'], { 'line-color': p.back, 'line-width': 3, 'line-dasharray': [3, 1.4], 'line-offset': 2.6 }, 'butt'),
    way('out', ['in', role, ['literal', ['out', 'between']]], { 'line-color': p.own, 'line-width': 3, 'line-offset': 2.6 }),
    {
      id: 'way-arrows', type: 'symbol', source: 'ways', filter: ['!=', role, 'fallback'],
      layout: {
        'symbol-placement': 'line', 'symbol-spacing': 110, 'icon-rotation-alignment': 'map', 'icon-allow-overlap': true,
        'icon-ignore-placement': true, 'icon-image': ['match', role, 'back', 'arrow-back', 'arrow-own'], 'icon-offset': [0, 5],
      },
    },
  ];
}

/** @param {Record<string, any>} p */
function markLayers(p) {
  const paint = { 'text-color': p.text, 'text-halo-color': p.halo, 'text-halo-width': 1.8 };
  const always = { 'icon-allow-overlap': true, 'text-allow-overlap': true };
  return [
    {
      id: 'threat-label', type: 'symbol', source: 'threat-labels',
      layout: {
        'text-field': ['get', 'label'], 'text-font': [FONTS[0]], 'text-size': 11.5, 'text-allow-overlap': true, 'text-justify': 'auto',
        'text-variable-anchor-offset': threatSides,
      },
      paint: {
        ...paint, 'text-halo-width': 2,
        'text-color': ['match', what, [...HOSTILE, 'mines'], p.critical, ['terrain', 'fire', 'disease'], p.warning, p.unknown],
      },
    },
    {
      id: 'closures', type: 'symbol', source: 'closure-points',
      layout: { 'icon-image': 'closure', 'icon-allow-overlap': true },
    },
    {
      id: 'sites', type: 'symbol', source: 'sites',
      layout: {
        ...always, 'icon-image': ['concat', 'site-', what, ['match', ['get', 'searched'], 'all', '-done', '']],
        'text-field': twoNames('name', 'name_local'), 'text-font': [FONTS[0]], 'text-size': 12, 'text-justify': 'auto',
        'text-variable-anchor-offset': markSides, 'text-max-width': 11,
      },
      paint,
    },
    {
      id: 'caches', type: 'symbol', source: 'caches',
      layout: {
        ...always, 'icon-image': 'cache', 'text-field': ['concat', 'Cache ', ['coalesce', ['get', 'call'], '']], 'text-font': [FONTS[0]],
        'text-size': 11.5, 'text-justify': 'auto', 'text-variable-anchor-offset': cacheSides,
        'icon-offset': ['case', ['==', ['slice', ['coalesce', ['get', 'slot'], ''], 0, 6], 'beside'], ['literal', [18, -18]], ['literal', [0, 0]]],
      },
      paint,
    },
    {
      id: 'bases', type: 'symbol', source: 'bases',
      layout: {
        ...always, 'icon-image': 'base', 'text-field': ['get', 'name'], 'text-font': [FONTS[1]], 'text-size': 12.5,
        'text-justify': 'auto', 'text-variable-anchor-offset': markSides, 'symbol-sort-key': -5,
      },
      paint,
    },
    {
      id: 'team-labels', type: 'symbol', source: 'teams',
      layout: {
        'icon-image': ['case', ['get', 'lost'], 'pill-lost', 'pill'], 'icon-text-fit': 'both', 'icon-text-fit-padding': [1, 4, 1, 4],
        'text-field': ['format', ['get', 'call'], {}, ['case', ['==', ['get', 'note'], ''], '', ['concat', '  ', ['get', 'note']]], { 'text-color': ['case', ['get', 'lost'], p.critical, p.text2] }],
        'text-font': [FONTS[1]], 'text-size': 12.5, 'text-max-width': 40, 'text-justify': 'auto', 'symbol-sort-key': -9, ...always,
        'text-variable-anchor-offset': teamSides,
      },
      paint: { 'text-color': p.text },
    },
    {
      id: 'teams', type: 'symbol', source: 'teams',
      layout: {
        'icon-image': ['get', 'image'], 'icon-rotate': ['get', 'turn'], 'icon-rotation-alignment': 'map', 'icon-allow-overlap': true,
        'icon-ignore-placement': false,
      },
    },
    { id: 'chosen', type: 'symbol', source: 'chosen', layout: { 'icon-image': 'chosen', 'icon-allow-overlap': true, 'icon-ignore-placement': true } },
  ];
}

/**
 * The whole style.
 * @param {Theme} theme
 * @param {BaseMap} base
 * @param {Collections} data
 * @param {string} origin
 * @returns {any}
 */
export function style(theme, base, data, origin) {
  const p = PALETTE[theme];
  const own = ['threats', 'threat-labels', 'closures', 'closure-points', 'reach', 'ways', 'caches', 'sites', 'bases', 'teams', 'chosen'];
  return {
    version: /** @type {8} */ (8),
    sources: {
      ...baseSources(p, base.greatest_zoom ?? 14, origin, base),
      ...Object.fromEntries(own.map((name) => [name, { type: 'geojson', data: data[name] ?? EMPTY }])),
    },
    layers: [...baseLayers(p, base), ...threatLayers(p), ...wayLayers(p), ...baseLabels(p, base), ...markLayers(p)],
  };
}
