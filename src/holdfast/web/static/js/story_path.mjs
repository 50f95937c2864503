/** Where each team of a play is at a moment: between the places of its steps, along its own ways. */
import { metres } from './place.mjs';

/** @typedef {[number, number]} At */
/** @typedef {{at_s: number, team: number, words: string, place: any, bad: boolean}} Step */
/** @typedef {{from_s: number, to_s: number, path: At[]}} Leg */

const NEAR_M = 400; // a step this near to a way happened on it

/** @param {any} place @returns {At | null} */
export const placeOfStep = (place) => (place === null ? null : Array.isArray(place) ? [place[0], place[1]] : [place.lon, place.lat]);

/** The legs of one team between its steps. @param {Step[]} steps its own, in order @param {At[][]} ways @returns {Leg[]} */
export function legsOf(steps, ways) {
  const placed = steps.map((s) => ({ at_s: s.at_s, at: placeOfStep(s.place) })).filter((s) => s.at !== null);
  return placed.slice(1).map((next, i) => {
    const before = placed[i] ?? next;
    return { from_s: before.at_s, to_s: next.at_s, path: between(/** @type {At} */ (before.at), /** @type {At} */ (next.at), ways) };
  });
}

/** Where the team is; before it leaves and after its end, where that is. @param {Leg[]} legs @param {number} at_s @returns {At | null} */
export function placeAt(legs, at_s) {
  const first = legs[0];
  if (!first) return null;
  if (at_s <= first.from_s) return first.path[0] ?? null;
  const leg = legs.find((l) => at_s < l.to_s);
  if (!leg) return legs[legs.length - 1]?.path.at(-1) ?? null;
  return along(leg.path, (at_s - leg.from_s) / Math.max(1e-9, leg.to_s - leg.from_s));
}

/** What it has gone by then. @param {Leg[]} legs @param {number} at_s @returns {At[]} */
export function trail(legs, at_s) {
  const gone = legs.filter((l) => l.from_s <= at_s);
  return gone.flatMap((l) => (l.to_s <= at_s ? l.path : part(l.path, (at_s - l.from_s) / Math.max(1e-9, l.to_s - l.from_s))));
}

/** From one place to another along the way that passes both; straight where none does. @param {At} a @param {At} b @param {At[][]} ways @returns {At[]} */
function between(a, b, ways) {
  if (metres(a, b) < 20) return [a, b];
  let best = { miss: Infinity, path: /** @type {At[]} */ ([a, b]) };
  for (const way of ways) {
    const [from, to] = [nearest(way, a), nearest(way, b)];
    const miss = from.miss + to.miss;
    if (Math.max(from.miss, to.miss) > NEAR_M || miss >= best.miss) continue;
    const [low, high] = from.i <= to.i ? [from.i, to.i] : [to.i, from.i];
    const inside = way.slice(Math.ceil(low), Math.floor(high) + 1);
    best = { miss, path: [a, ...(from.i <= to.i ? inside : inside.reverse()), b] };
  }
  return best.path;
}

/** The spot on a line that is nearest: index with its fraction, and how far off. @param {At[]} line @param {At} at */
function nearest(line, at) {
  let best = { i: 0, miss: Infinity };
  for (let i = 0; i + 1 < line.length; i += 1) {
    const [p, q] = [/** @type {At} */ (line[i]), /** @type {At} */ (line[i + 1])];
    const narrow = Math.cos((at[1] * Math.PI) / 180);
    const [dx, dy] = [(q[0] - p[0]) * narrow, q[1] - p[1]];
    const t = Math.max(0, Math.min(1, ((at[0] - p[0]) * narrow * dx + (at[1] - p[1]) * dy) / (dx * dx + dy * dy || 1)));
    const miss = metres(at, [p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t]);
    if (miss < best.miss) best = { i: i + t, miss };
  }
  return best;
}

/** @param {At[]} path @param {number} share @returns {At} */
const along = (path, share) => /** @type {At} */ (part(path, share).at(-1));

/** The first part of a path. @param {At[]} path @param {number} share 0..1 @returns {At[]} */
function part(path, share) {
  const lengths = path.slice(1).map((at, i) => metres(/** @type {At} */ (path[i]), at));
  let left = share * lengths.reduce((a, b) => a + b, 0);
  /** @type {At[]} */
  const found = [/** @type {At} */ (path[0])];
  for (const [i, length] of lengths.entries()) {
    const [p, q] = [/** @type {At} */ (path[i]), /** @type {At} */ (path[i + 1])];
    if (left >= length) found.push(q);
    else {
      const t = length > 0 ? left / length : 0;
      found.push([p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t]);
      break;
    }
    left -= length;
  }
  return found;
}
