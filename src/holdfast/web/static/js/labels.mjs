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

/** Eight sides of a mark in the order of preference, each `x` and `y` ems away, and then further off.
 * @param {string[]} order @param {number} x @param {number} y @param {number} [line] height of the label @returns {Anchors} */
function around(order, x, y, line = 1.5) {
  const [dx, dy] = [x * 0.65, y * 0.75];
  /** @type {Record<string, (far: number) => number[]>} */
  const sides = {
    top: (far) => [0, y + far], bottom: (far) => [0, -y - far], left: (far) => [x + far, 0], right: (far) => [-x - far, 0],
    'top-left': (far) => [dx, dy + far], 'top-right': (far) => [-dx, dy + far], 'bottom-left': (far) => [dx, -dy - far], 'bottom-right': (far) => [-dx, -dy - far],
  };
  const corners = ['top-left', 'top-right', 'bottom-left', 'bottom-right'].filter((side) => !order.includes(side));
  const near = [...order, ...corners].flatMap((side) => [side, sides[side](0)]);
  const far = [1, 2, 3].flatMap((n) => ['top', 'bottom', 'top-left', 'top-right', 'bottom-left', 'bottom-right'].flatMap((side) => [side, sides[side](n * line)]));
  return [...near, ...far];
}

const TEAM = around(['left', 'right', 'bottom', 'top'], 1.7, 1.5);
const MARK = around(['top', 'left', 'right', 'bottom'], 1.4, 1.25, 1.3);
/** A cache at a site stands at the site's upper right (icon-offset), and its label beside it. @type {Anchors} */
const BESIDE = ['left', [2.9, -1.6], 'bottom', [1.6, -2.7], 'bottom-right', [2.2, -2.7], 'bottom-left', [0.6, -2.7], 'right', [0.4, -2.9]];
const LARGE = /** @type {Anchors} */ (['top', [0, 0.3], 'bottom', [0, -0.4], 'top-left', [0.6, 0.2], 'top-right', [-0.6, 0.2], 'left', [1.5, -0.8], 'right', [-1.5, -0.8], 'bottom-left', [0.4, -0.4], 'bottom-right', [-0.4, -0.4]]);

/** @param {number} steps radius of the circle on the screen, in steps */
function threatAnchors(steps) {
  if (steps > SMALL_STEPS) return LARGE;
  const r = Math.max(2.1, (steps * STEP_PX) / THREAT_EM_PX + 0.3);
  return around(['bottom', 'left', 'right'], r, r, 2.6);
}

/** What is left of the anchors where the map ends: 1 forbids a label beside the mark, 2 one over its middle. @type {Record<string, RegExp>} */
const CUT = { r1: /left/, r2: /left|^top$|^bottom$/, l1: /right/, l2: /right|^top$|^bottom$/, both: /left|right/ };

/** One list of anchors for each way in which the map's edge cuts it. @param {Anchors} anchors @returns {Record<string, Anchors>} */
function slots(anchors) {
  const pairs = anchors.flatMap((side, i) => (i % 2 ? [] : [/** @type {[string, number[]]} */ ([side, anchors[i + 1]])]));
  const cut = Object.entries(CUT).map(([slot, gone]) => [slot, pairs.filter(([side]) => !gone.test(side)).flat()]);
  return { '': anchors, ...Object.fromEntries(cut) };
}

/** One choice of anchors for each slot, as the style says it. @param {Record<string, Anchors>} slots */
function bySlot(slots) {
  const { '': free, ...others } = slots;
  return ['match', ['coalesce', ['get', 'slot'], ''], ...Object.entries(others).flatMap(([slot, anchors]) => [slot, ['literal', anchors]]), ['literal', free]];
}
const named = (/** @type {string} */ before, /** @type {Record<string, Anchors>} */ slots) => Object.fromEntries(Object.entries(slots).map(([slot, anchors]) => [`${before}${slot}`, anchors]));

export const teamSides = bySlot(slots(TEAM));
export const markSides = bySlot(slots(MARK));
export const cacheSides = bySlot({ ...slots(MARK), ...named('beside', slots(BESIDE)) });
export const threatSides = bySlot({
  '': LARGE,
  ...Object.assign({}, ...Array.from({ length: SMALL_STEPS + 2 }, (_, steps) => named(`${steps}`, slots(threatAnchors(steps))))),
});

/** About how wide a label is drawn. @param {any} p properties of the feature */
function widthOf(p) {
  const lines = String(p.label ?? (p.call !== undefined ? (p.note !== undefined ? `${p.call}  ${p.note}` : `Cache ${p.call}`) : p.name) ?? '').split('\n');
  return Math.max(...lines.map((line) => line.length)) * LETTER_PX;
}

/** How the map's edge cuts a label, as CUT names it.
 * @param {number} x of the mark @param {number} wide of the map @param {number} beside from the mark to its label @param {number} width of the label */
function edge(x, wide, beside, width) {
  if (x < 0 || x > wide) return '';
  const right = x + width / 2 > wide ? 2 : x + beside + width > wide ? 1 : 0;
  const left = x - width / 2 < 0 ? 2 : x - beside - width < 0 ? 1 : 0;
  if (right && left) return right === left ? 'both' : right > left ? 'r2' : 'l2';
  return right ? `r${right}` : left ? `l${left}` : '';
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
    const reach = name === 'threat-labels' && steps <= SMALL_STEPS ? steps * STEP_PX : 0;
    let slot = edge(x, wide, MARK_PX + reach, widthOf(p));
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
