/** The map's own symbols, drawn in the theme's colours from our icon sheet. */
import { askDrawing } from './ask.mjs';
import { PALETTE } from './style.mjs';

const SITES = [
  'warehouse', 'hospital', 'pharmacy', 'fuel', 'food', 'water', 'shelter', 'school', 'extraction', 'village',
  'mosque', 'other',
];
/** Kinds that look like another. @type {Record<string, string>} */
const ALIKE = {
  clinic: 'hospital', doctors: 'hospital', worship: 'mosque', police: 'village', fire_station: 'village', medical: 'hospital', market: 'food', bakery: 'food', granary: 'food', supermarket: 'food', storage: 'warehouse',
  depot: 'warehouse', well: 'water', camp: 'shelter', house: 'village', place_of_worship: 'mosque',
  building: 'village', base: 'shelter', industrial: 'warehouse', helipad: 'extraction',
};

/** @type {Document | null} */
let sheet = null;
/** The icon sheet; without it the symbols are drawn bare, and asked for anew the next time. */
const icons = async () => (sheet ??= await askDrawing('/static/icons.svg'));

/** @param {string} body @param {number} size on the page @param {number} [ratio] */
async function draw(body, size, ratio = 2) {
  const image = new Image(size * ratio, size * ratio);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size * ratio}" height="${size * ratio}" viewBox="0 0 ${size} ${size}">${body}</svg>`;
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * ratio;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, size * ratio, size * ratio);
}

/** @param {Document | null} doc @param {string} name @param {string} colour @param {number} x @param {number} size */
function glyph(doc, name, colour, x, size) {
  const found = doc?.getElementById(name) ?? doc?.getElementById('other');
  return `<g color="${colour}" transform="translate(${x} ${x}) scale(${size / 24})">${found?.innerHTML ?? ''}</g>`;
}

/** @param {Record<string, any>} p @param {Document | null} doc @param {string} what @param {boolean} done */
function siteBody(p, doc, what, done) {
  if (what === 'extraction') {
    return `<path d="M14 1 27 14 14 27 1 14z" fill="${p.ring}" stroke="${p.good}" stroke-width="2"/>${glyph(doc, what, p.good, 8, 12)}`;
  }
  const edge = done ? p.text2 : p.text;
  const tick = done ? `<path d="m18 20 3.500 3.500 6-7" fill="none" stroke="${p.ring}" stroke-width="6"/><path d="m18 20 3.500 3.500 6-7" fill="none" stroke="${p.good}" stroke-width="2.500"/>` : '';
  return `<circle cx="14" cy="14" r="12" fill="${p.ring}" stroke="${edge}" stroke-width="1.600"/>${glyph(doc, what, edge, 6.5, 15)}${tick}`;
}

/** @param {Record<string, any>} p @returns {Record<string, [string, number]>} hatches, 1:1 */
const hatches = (p) => ({
  'hatch-hostile': [`<path d="M-4 16 16 -4M4 24 24 4" stroke="${p.critical}" stroke-width="1.600"/>`, 20],
  'hatch-mines': [`<path d="M-4 16 16 -4M4 24 24 4M-4 4 16 24M4 -4 24 16" stroke="${p.critical}" stroke-width="1.200"/>`, 20],
  'hatch-ground': [`<path d="M0 5H20M0 15H20" stroke="${p.warning}" stroke-width="1.600"/>`, 20],
  'hatch-unknown': [`<g fill="${p.unknown}"><circle cx="5" cy="5" r="1.600"/><circle cx="15" cy="15" r="1.600"/></g>`, 20],
});

/** @param {Record<string, any>} p @param {Document | null} doc @returns {Record<string, [string, number]>} */
const marks = (p, doc) => ({
  base: [`<rect x="2" y="2" width="24" height="24" rx="3" fill="${p.own}" stroke="${p.ring}" stroke-width="2"/>${glyph(doc, 'base', p.ring, 6, 16)}`, 28],
  cache: [`<rect x="3" y="3" width="22" height="22" fill="${p.ring}" stroke="${p.good}" stroke-width="1.600" stroke-dasharray="4 2"/>${glyph(doc, 'cache', p.good, 7, 14)}`, 28],
  closure: [`<circle cx="10" cy="10" r="9" fill="${p.ring}"/>${glyph(doc, 'closure', p.warning, 1, 18)}`, 20],
  peak: [`<path d="M4 1 7 7H1z" fill="${p.text2}"/>`, 8],
  spot: [`<circle cx="4" cy="4" r="2" fill="${p.text2}"/>`, 8],
  chosen: [`<path d="M16 2v9M16 21v9M2 16h9M21 16h9" stroke="${p.ring}" stroke-width="5"/><path d="M16 2v9M16 21v9M2 16h9M21 16h9" stroke="${p.text}" stroke-width="2"/>`, 32],
  'arrow-own': [`<path d="M3 1 10 6 3 11z" fill="${p.own}" stroke="${p.ring}" stroke-width="1.400"/>`, 12],
  'arrow-back': [`<path d="M3 1 10 6 3 11z" fill="${p.back}" stroke="${p.ring}" stroke-width="1.400"/>`, 12],
  'team-go': [`<circle cx="14" cy="14" r="11.500" fill="${p.own}" stroke="${p.ring}" stroke-width="2"/><path d="M14 5.500 20 20 14 16.500 8 20z" fill="${p.ring}"/>`, 28],
  'team-reckoned': [`<circle cx="14" cy="14" r="11" fill="${p.ring}" stroke="${p.own}" stroke-width="2.500"/><path d="M14 5.500 20 20 14 16.500 8 20z" fill="${p.own}"/>`, 28],
  'team-site': [`<circle cx="14" cy="14" r="11.500" fill="none" stroke="${p.own}" stroke-width="4"/>`, 28],
  'team-lost': [`<circle cx="14" cy="14" r="11.500" fill="none" stroke="${p.ring}" stroke-width="5"/><circle cx="14" cy="14" r="11.500" fill="none" stroke="${p.critical}" stroke-width="3" stroke-dasharray="5 4"/>`, 28],
  pill: [`<rect x="1" y="1" width="18" height="18" rx="3" fill="${p.pill}" stroke="${p.own}" stroke-width="1.300"/>`, 20],
  'pill-lost': [`<rect x="1" y="1" width="18" height="18" rx="3" fill="${p.pill}" stroke="${p.critical}" stroke-width="1.300" stroke-dasharray="3 2"/>`, 20],
});

/**
 * Every symbol of a theme: name -> [image, pixel ratio].
 * @param {import('./style.mjs').Theme} theme
 * @returns {Promise<Map<string, [ImageData, number]>>}
 */
export async function symbols(theme) {
  const p = PALETTE[theme];
  const doc = await icons();
  /** @type {Map<string, [ImageData, number]>} */
  const made = new Map();
  for (const [name, [body, size]] of Object.entries(hatches(p))) made.set(name, [await draw(body, size, 1), 1]);
  for (const [name, [body, size]] of Object.entries(marks(p, doc))) made.set(name, [await draw(body, size), 2]);
  for (const what of SITES) {
    for (const done of [false, true]) {
      made.set(`site-${what}${done ? '-done' : ''}`, [await draw(siteBody(p, doc, what, done), 28), 2]);
    }
  }
  return made;
}

/** The symbol to use for a name nobody drew: of its like, else the plain one. @param {string} name */
export function alike(name) {
  const [, what, done] = /^site-(.*?)(-done)?$/.exec(name) ?? [];
  if (what === undefined) return null;
  return `site-${ALIKE[what] ?? 'other'}${done ?? ''}`;
}

/** How a name tag stretches around its text. */
export const STRETCH = { stretchX: [[10, 30]], stretchY: [[10, 30]], content: [5, 4, 35, 36] };
