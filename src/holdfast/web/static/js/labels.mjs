/**
 * Where the labels of operational marks find room: which side of its mark each one prefers.
 *
 * Nothing is ever dropped: a label that finds no free side is drawn over its neighbour. Near the
 * map's edge a label turns inwards; a small threat is labelled above, a large one below its circle.
 */

/** @typedef {(string | number[])[]} Anchors pairs of an anchor and its offset in ems */

/** Collections whose features carry labels that are never dropped. */
export const LABELLED = ['threat-labels', 'caches', 'sites', 'bases', 'teams'];

const LETTER_PX = 6.8; // of Inter at 12 px (measured)
const MARK_PX = 20; // from a mark's middle to its label beside it
const THREAT_EM_PX = 11.5;
const STEP_PX = 15;
const SMALL_STEPS = 4; // up to 60 px a circle is small: its label stands above or beside it
const TOGETHER_PX = 24;

/** @param {string} first the corner words: how the text lies from its mark @param {number} x @param {number} y */
const inward = (first, x, y) => [first, [first === 'right' ? -x : x, 0], `top-${first}`, [first === 'right' ? -x * 0.65 : x * 0.65, y], `bottom-${first}`, [first === 'right' ? -x * 0.65 : x * 0.65, -y]];

/** @type {Record<string, Anchors>} */
const TEAM = {
  '': ['left', [1.7, 0], 'right', [-1.7, 0], 'bottom', [0, -1.5], 'top', [0, 1.5], 'top-left', [1, 1.4], 'top-right', [-1, 1.4], 'bottom-left', [1, -1.4], 'bottom-right', [-1, -1.4], 'top', [0, 3], 'bottom', [0, -3]],
  right: inward('right', 1.7, 1.4), left: inward('left', 1.7, 1.4), both: ['bottom', [0, -1.5], 'top', [0, 1.5]],
};
/** @type {Record<string, Anchors>} */
const MARK = {
  '': ['top', [0, 1.25], 'left', [1.4, 0], 'right', [-1.4, 0], 'bottom', [0, -1.25], 'top-left', [0.9, 0.9], 'top-right', [-0.9, 0.9], 'bottom-left', [0.9, -0.9], 'bottom-right', [-0.9, -0.9]],
  right: inward('right', 1.4, 0.9), left: inward('left', 1.4, 0.9),
};
/** A cache at a site stands at the site's lower right (icon-offset), and its label beside it. @type {Record<string, Anchors>} */
const BESIDE = {
  '': ['left', [2.9, 1.6], 'top', [1.6, 2.7], 'top-right', [0.6, 2.3]],
  right: ['top-right', [2.2, 2.7], 'right', [0.4, 2.9]], left: ['left', [2.9, 1.6], 'top-left', [0.6, 2.7]],
};

/** @param {number} steps radius of the circle on the screen, in steps @returns {Record<string, Anchors>} */
function threatAnchors(steps) {
  if (steps > SMALL_STEPS) {
    const sides = ['left', [1.5, -0.8], 'right', [-1.5, -0.8]];
    return {
      '': ['top', [0, 0.3], 'bottom', [0, -0.4], 'top-left', [0.6, 0.2], 'top-right', [-0.6, 0.2], ...sides],
      right: ['top-right', [-0.6, 0.2], 'bottom-right', [-0.2, -0.4]], left: ['top-left', [0.6, 0.2], 'bottom-left', [0.2, -0.4]],
    };
  }
  const r = Math.max(1.6, (steps * STEP_PX) / THREAT_EM_PX + 0.3);
  const d = r * 0.75;
  return {
    '': ['bottom', [0, -r], 'left', [r, -0.3], 'right', [-r, -0.3], 'bottom-left', [d, -d], 'bottom-right', [-d, -d], 'top-left', [d, d], 'top-right', [-d, d], 'top', [0, r], 'bottom', [0, -r - 2.6], 'top', [0, r + 2.6]],
    right: ['bottom-right', [-d, -d], 'right', [-r, 0], 'top-right', [-d, d]], left: ['bottom-left', [d, -d], 'left', [r, 0], 'top-left', [d, d]],
  };
}

/** One choice of anchors for each slot, as the style says it. @param {Record<string, Anchors>} slots */
function bySlot(slots) {
  const { '': free, ...others } = slots;
  return ['match', ['coalesce', ['get', 'slot'], ''], ...Object.entries(others).flatMap(([slot, anchors]) => [slot, ['literal', anchors]]), ['literal', free]];
}
const named = (/** @type {string} */ before, /** @type {Record<string, Anchors>} */ slots) => Object.fromEntries(Object.entries(slots).map(([slot, anchors]) => [`${before}${slot}`, anchors]));

export const teamSides = bySlot(TEAM);
export const markSides = bySlot(MARK);
export const cacheSides = bySlot({ ...MARK, ...named('beside', BESIDE) });
export const threatSides = bySlot({
  '': threatAnchors(SMALL_STEPS + 1)[''],
  ...Object.assign({}, ...Array.from({ length: SMALL_STEPS + 2 }, (_, steps) => named(`${steps}`, threatAnchors(steps)))),
});

/** About how wide a label is drawn. @param {any} p properties of the feature */
function widthOf(p) {
  const lines = String(p.label ?? (p.call !== undefined ? (p.note !== undefined ? `${p.call}  ${p.note}` : `Cache ${p.call}`) : p.name) ?? '').split('\n');
  return Math.max(...lines.map((line) => line.length)) * LETTER_PX;
}

/** At which edge of the map a label would be cut: '', 'left', 'right', 'both'.
 * @param {number} x @param {number} wide of the map @param {number} before what it takes to the left @param {number} after */
function edge(x, wide, before, after) {
  if (x < 0 || x > wide) return '';
  return [x - before < 0 ? 'left' : '', x + after > wide ? 'right' : ''].filter(Boolean).join('');
}

/** A circle's radius on the screen at zoom 0, from its middle and its southern end. @param {{lat: number, south: number}} p */
const radiusAtZero = ({ lat, south }) => ((lat - south) * 111_195) / (78_271.517 * Math.cos((lat * Math.PI) / 180));

/**
 * Give each feature the slot that its place on the screen asks for.
 * @param {any} map
 * @param {string} name
 * @param {any[]} features
 * @param {any[]} marks features that a cache may stand at
 * @returns {boolean} whether anything changed
 */
export function makeRoom(map, name, features, marks) {
  const wide = map.getContainer().clientWidth;
  let changed = false;
  for (const f of features) {
    const p = f.properties;
    const steps = name === 'threat-labels' ? Math.min(SMALL_STEPS + 1, Math.ceil(radiusAtZero(p) * 2 ** map.getZoom() / STEP_PX)) : 0;
    if (name === 'threat-labels') f.geometry.coordinates = [p.lon, steps > SMALL_STEPS ? p.south : p.lat];
    const { x, y } = map.project(f.geometry.coordinates);
    const width = widthOf(p);
    let slot = edge(x, wide, width / 2, width / 2);
    if (name === 'teams') {
      const right = x + MARK_PX + width > wide && x <= wide;
      const left = x - MARK_PX - width < 0 && x >= 0;
      slot = right && left ? 'both' : right ? 'right' : '';
    } else if (slot === 'leftright') slot = '';
    if (name === 'threat-labels') slot = `${steps}${slot}`;
    if (name === 'caches') {
      const beside = marks.some((m) => { const at = map.project(m.geometry.coordinates); return Math.hypot(at.x - x, at.y - y) < TOGETHER_PX; });
      slot = `${beside ? 'beside' : ''}${slot}`;
    }
    changed ||= slot !== p.slot;
    p.slot = slot;
  }
  return changed;
}
