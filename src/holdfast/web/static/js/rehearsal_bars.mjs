/** Pictures of a rehearsal: how the days end, and when they get home; each is told beside in words or a table. */
import { make } from './boot.mjs';
import { hhmm } from './clock.mjs';
import { chance, count, ends } from './rehearsal_words.mjs';

/** @typedef {import('./rehearsal_words.mjs').Tally} Tally */
/** @typedef {import('./rehearsal_words.mjs').Option} Option */
/** @typedef {{tally: Tally, before: Tally | null, option: Option, beganMs: number, darkMs: number | null}} Homes `before`: without the contingencies */

const BIN_S = 900; // as rehearse.tally has it
const MOST_TOLD = 0.995; // part of the plays that the picture holds; the rest is told in words
const [TOP, HEIGHT, FOOT] = [34, 120, 20];

/** @param {string} tag @param {Record<string, string | number>} [attributes] @param {...(string | Node)} inside */
function svg(tag, attributes = {}, ...inside) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, typeof value === 'number' ? String(Math.round(value * 100) / 100) : value);
  element.append(...inside);
  return element;
}
const per = (/** @type {number} */ x) => `${(Math.round(x * 10000) / 100).toFixed(2)}%`;

/** The three ends of a day as one bar. @param {Tally} tally */
export function endsBar(tally) {
  let x = 0;
  const parts = ends(tally).filter((e) => e.part > 0).map((e) => {
    const from = x;
    x += e.part;
    return svg('rect', { class: `end ${e.kind}`, x: per(from), width: per(e.part), height: 14 });
  });
  return svg('svg', { class: 'ends', width: '100%', height: 14, 'aria-hidden': 'true' }, ...parts);
}

/** First and last quarter of an hour that the picture holds. @param {Homes} of */
function reach({ tally, before, option, beganMs, darkMs }) {
  const bins = [tally, ...(before ? [before] : [])].filter((t) => t.bars.length);
  const bin = (/** @type {number} */ ms) => Math.floor((ms - beganMs) / 1000 / BIN_S);
  let first = Math.min(...bins.map((t) => t.bars.findIndex((n) => n > 0)));
  let last = Math.max(...bins.map((t) => lastOf(t.bars)));
  const near = (/** @type {number | null} */ ms) => ms !== null && bin(ms) > first - 12 && bin(ms) < last + 10;
  for (const ms of [option.turn_ms, option.home_ms, darkMs]) {
    if (ms === null || !near(ms)) continue;
    first = Math.min(first, bin(ms));
    last = Math.max(last, bin(ms) + 1);
  }
  return [first, Math.max(last, first + 3) + 1];
}

/** @param {number[]} bars */
function lastOf(bars) {
  const all = bars.reduce((a, b) => a + b, 0);
  let sum = 0;
  for (const [i, n] of bars.entries()) if ((sum += n) >= all * MOST_TOLD) return i;
  return bars.length - 1;
}

/** @param {Homes} of @returns {SVGElement} when the last team is home, one bar a quarter of an hour */
export function homesPicture(of) {
  const { tally, before, option, beganMs, darkMs } = of;
  const [first = 0, last = 1] = reach(of);
  const x = (/** @type {number} */ bin) => Math.max(0, Math.min(1, (bin - first) / (last - first)));
  const xMs = (/** @type {number} */ ms) => x((ms - beganMs) / 1000 / BIN_S);
  const most = Math.max(...[tally, before].map((t) => (t ? Math.max(0, ...t.bars.slice(first, last)) / t.n : 0)), 1e-9);
  const y = (/** @type {number} */ part) => (part / most) * HEIGHT;
  const late = (/** @type {number} */ bin) => darkMs !== null && beganMs + (bin + 1) * BIN_S * 1000 > darkMs;
  const parts = [...darkParts(darkMs, xMs), ...hours(first, last, beganMs, x)];
  for (let bin = first; bin < last; bin += 1) {
    const h = y((tally.bars[bin] ?? 0) / tally.n);
    if (h > 0) parts.push(svg('rect', { class: late(bin) ? 'bar late' : 'bar', x: per(x(bin) + 0.0015), width: per(x(bin + 1) - x(bin) - 0.003), y: TOP + HEIGHT - h, height: h }));
    const was = y((before?.bars[bin] ?? 0) / (before?.n ?? 1));
    if (was > 0) parts.push(svg('line', { class: 'was', x1: per(x(bin)), x2: per(x(bin + 1)), y1: TOP + HEIGHT - was, y2: TOP + HEIGHT - was }));
  }
  parts.push(svg('line', { class: 'foot', x1: '0%', x2: '100%', y1: TOP + HEIGHT, y2: TOP + HEIGHT }));
  parts.push(...flag(option.turn_ms, 'turn', 'turn back', xMs, 11), ...flag(option.home_ms, 'planned', 'plan', xMs, 25));
  return svg('svg', { class: 'homes', width: '100%', height: TOP + HEIGHT + FOOT, role: 'img', 'aria-label': `When the last of option ${tally.letter} is home, in quarters of an hour` }, ...parts);
}

/** @param {number | null} darkMs @param {(ms: number) => number} xMs */
function darkParts(darkMs, xMs) {
  if (darkMs === null || xMs(darkMs) >= 1) return [];
  const at = xMs(darkMs);
  const left = at > 0.6;
  return [
    svg('rect', { class: 'dark', x: per(at), width: per(1 - at), y: TOP, height: HEIGHT }),
    svg('line', { class: 'sunset', x1: per(at), x2: per(at), y1: 2, y2: TOP + HEIGHT }),
    svg('text', { class: 'sunset-at', x: per(at), dx: left ? -4 : 4, y: 11, 'text-anchor': left ? 'end' : 'start' }, `last light ${hhmm(darkMs)}`),
  ];
}

/** @param {number} first @param {number} last @param {number} beganMs @param {(bin: number) => number} x */
function hours(first, last, beganMs, x) {
  const step = last - first > 48 ? 12 : last - first > 20 ? 8 : 4;
  const parts = [];
  for (let bin = first; bin <= last; bin += 1) {
    const ms = beganMs + bin * BIN_S * 1000;
    const quarter = Math.round(ms / (BIN_S * 1000));
    if (quarter % step || x(bin) > 0.94) continue;
    parts.push(svg('text', { class: 'hour', x: per(x(bin)), y: TOP + HEIGHT + 15, dx: 2 }, hhmm(ms)));
    parts.push(svg('line', { class: 'tick', x1: per(x(bin)), x2: per(x(bin)), y1: TOP + HEIGHT, y2: TOP + HEIGHT + 6 }));
  }
  return parts;
}

/** @param {number | null} ms @param {string} kind @param {string} words @param {(ms: number) => number} xMs @param {number} y */
function flag(ms, kind, words, xMs, y) {
  if (ms === null || xMs(ms) <= 0 || xMs(ms) >= 1) return [];
  const at = xMs(ms);
  const left = at > 0.7;
  return [
    svg('line', { class: kind, x1: per(at), x2: per(at), y1: y - 9, y2: TOP + HEIGHT }),
    svg('text', { class: `${kind}-at`, x: per(at), dx: left ? -4 : 4, y, 'text-anchor': left ? 'end' : 'start' }, `${words} ${hhmm(ms)}`),
  ];
}

/** What the picture leaves out, in words. @param {Homes} of @returns {string} */
export function homesRest(of) {
  const { tally, option, beganMs, darkMs } = of;
  const [first = 0, last = 1] = reach(of);
  const bin = (/** @type {number} */ ms) => (ms - beganMs) / 1000 / BIN_S;
  const told = [];
  const later = tally.bars.slice(last).reduce((a, b) => a + b, 0);
  if (later) told.push(`Later still, up to ${hhmm(beganMs + tally.bars.length * BIN_S * 1000)}: ${chance(later / tally.n)}.`);
  for (const [ms, words] of /** @type {[number | null, string][]} */ ([[option.turn_ms, 'Turn-round time'], [darkMs, 'Last light']])) {
    if (ms !== null && (bin(ms) <= first || bin(ms) >= last)) told.push(`${words} ${hhmm(ms)}, ${bin(ms) <= first ? 'before' : 'after'} what is drawn.`);
  }
  return told.join(' ');
}

/** The same as a table. @param {Homes} of */
export function homesTable(of) {
  const { tally, before, beganMs, darkMs } = of;
  const [first = 0, last = 1] = reach(of);
  const part = (/** @type {Tally} */ t, /** @type {number} */ bin) => ((t.bars[bin] ?? 0) ? chance((t.bars[bin] ?? 0) / t.n) : '0');
  const rows = Array.from({ length: last - first }, (_, i) => first + i).map((bin) => {
    const ms = beganMs + bin * BIN_S * 1000;
    const dark = darkMs !== null && ms + BIN_S * 1000 > darkMs ? ', dark' : '';
    return make('tr', {}, make('th', { scope: 'row' }, `${hhmm(ms)} to ${hhmm(ms + BIN_S * 1000)}${dark}`), make('td', { class: 'num' }, part(tally, bin)), ...(before ? [make('td', { class: 'num' }, part(before, bin))] : []));
  });
  const head = ['Home', before ? 'With it' : 'Part of the plays', ...(before ? ['Without'] : [])].map((words, i) => make('th', { scope: 'col', ...(i ? { class: 'num' } : {}) }, words));
  return make('table', { class: 'plain' }, make('caption', {}, `When the last of option ${tally.letter} is home, of ${count(tally.n)} plays`), make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows));
}
