/**
 * The alarm bar of every page: counted in title and favicon, read out, heard, and louder the longer
 * nobody takes it.
 *
 * Whoever brings the panel (the live stream, or a team's page by asking) only puts it there; this
 * module looks at what stands in it. Several windows of one device ring once.
 */
import { $, $$, recall, remember } from './boot.mjs';
import { followLink } from './bar_link.mjs';
import { notice, startNotices } from './bar_notice.mjs';
import { ring, startSound } from './bar_sound.mjs';

/** @typedef {import('./bar_sound.mjs').Severity} Severity */
/** @typedef {{id: string, severity: Severity, taken: boolean, who: string, words: string}} Alarm */

/** After so many seconds untaken an alarm is louder, and loudest; never for a notice (assumed). */
const LOUDER_S = { critical: [60, 180], warning: [300, 900], notice: [Infinity, Infinity] };
/** It sounds again every so many seconds: at first, louder, loudest (assumed). */
const AGAIN_S = { critical: [20, 10, 5], warning: [120, 60, 30], notice: [Infinity, Infinity, Infinity] };
const RANK = /** @type {Severity[]} */ (['critical', 'warning', 'notice']);

const bar = $('#bar');
const team = bar.hasAttribute('data-team');
const plain = document.title.replace(/^\(\d+\) /, '');
const icon = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel=icon]'));

/** @returns {Alarm[]} as they stand in the bar */
const alarms = () =>
  $$('#alarms .alarm').map((a) => ({
    id: a.dataset.alarm ?? '',
    severity: RANK.find((s) => a.classList.contains(s)) ?? 'notice',
    taken: a.classList.contains('seen'),
    who: a.querySelector('.text b')?.textContent ?? '',
    words: [...(a.querySelector('.text')?.childNodes ?? [])].filter((n) => n instanceof Text).map((n) => n.textContent?.trim()).join(' ').trim(),
  }));

/** When this device first saw each alarm that nobody has taken. @returns {Record<string, number>} */
function firstSeen() {
  try {
    return JSON.parse(recall('alarms') ?? '{}');
  } catch {
    return {};
  }
}

/** How loud it is by now: 0, 1 or 2. @param {Alarm} alarm @param {number} sinceMs */
function loudness(alarm, sinceMs) {
  const s = (Date.now() - sinceMs) / 1000;
  return LOUDER_S[alarm.severity].filter((after) => s >= after).length;
}

/** @type {Set<string> | null} */
let known = null;
/** @type {Record<string, number>} */
let seen = {};
/** New alarms that have not been sounded here. @type {Alarm[]} */
let waiting = [];

/** The panel has changed: say what is new. */
function changed() {
  const now = alarms();
  const untaken = now.filter((a) => !a.taken);
  const held = firstSeen();
  seen = Object.fromEntries(untaken.map((a) => [a.id, held[a.id] ?? Date.now()]));
  remember('alarms', JSON.stringify(seen));
  const fresh = untaken.filter((a) => known && !known.has(a.id));
  known = new Set(now.map((a) => a.id));
  count(now, untaken);
  readOut(fresh);
  for (const a of fresh) if (a.severity !== 'notice') notice(a.id, `${a.who}: ${a.words}`, plain);
  waiting.push(...fresh);
  if (!document.hidden) sound(); // a window in the background leaves the sound to one in front, if there is one
}

/** @param {Alarm[]} now @param {Alarm[]} untaken */
function count(now, untaken) {
  const gravest = untaken.find((a) => a.severity === 'critical');
  document.title = (now.length ? `(${now.length}) ` : '') + (gravest ? `${gravest.who} ${gravest.words} · ` : '') + plain;
  const colour = gravest ? '#c4241b' : untaken.some((a) => a.severity === 'warning') ? '#9a5b00' : '#44525a';
  if (icon) icon.href = now.length ? badge(now.length, colour) : '/static/favicon.svg';
  bar.dataset.n = String(now.length);
  $('.bar-tools').dataset.tally = now.length ? `${now.length} alarm${now.length > 1 ? 's' : ''}${untaken.length ? `, ${untaken.length} not taken` : ''}` : '';
  const most = team ? 1 : 2; // a team's bar has no room for acts until it is opened
  $('#bar-all').hidden = now.length < most;
  open(bar.hasAttribute('data-open') && now.length >= most);
}

/** The base's own sign with a number on it. @param {number} n @param {string} colour */
function badge(n, colour) {
  const text = n > 9 ? '9+' : String(n);
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#0b62a3"/>' +
    `<rect x="5" y="5" width="19" height="19" rx="9" fill="${colour}"/>` +
    `<text x="14.5" y="20" font-family="sans-serif" font-size="15" font-weight="700" text-anchor="middle" fill="#fff">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** For those who do not see the bar: at once what threatens a life, the rest when there is a pause. @param {Alarm[]} fresh */
function readOut(fresh) {
  const told = (/** @type {Alarm[]} */ those) => those.map((a) => `${a.who} ${a.words}`).join('. ');
  const grave = fresh.filter((a) => a.severity === 'critical');
  const rest = fresh.filter((a) => a.severity !== 'critical');
  if (grave.length) $('#alarm-loud').textContent = told(grave);
  if (rest.length) $('#alarm-quiet').textContent = told(rest);
}

/** When a sound of each severity was made last on this device, in any window. @returns {Partial<Record<Severity | 'ids', any>>} */
function rung() {
  try {
    return JSON.parse(recall('rung') ?? '{}');
  } catch {
    return {};
  }
}

/** Sound what is new, and again what nobody has taken. */
function sound() {
  const fresh = waiting;
  waiting = [];
  const untaken = alarms().filter((a) => !a.taken);
  const loud = Math.max(0, ...untaken.map((a) => loudness(a, seen[a.id] ?? Date.now())));
  bar.dataset.loud = String(loud);
  const last = rung();
  for (const severity of RANK) {
    const these = untaken.filter((a) => a.severity === severity);
    if (!these.length) continue;
    const step = Math.max(...these.map((a) => loudness(a, seen[a.id] ?? Date.now())));
    const quiet_s = (Date.now() - (last[severity] ?? 0)) / 1000;
    const news = fresh.some((a) => a.severity === severity && !(last.ids ?? []).includes(a.id));
    if (!news && quiet_s < AGAIN_S[severity][step]) continue;
    if (!news && severity === 'notice') continue;
    if (!ring(severity, step)) continue;
    const ids = [...(last.ids ?? []), ...fresh.map((a) => a.id)].slice(-50);
    remember('rung', JSON.stringify({ ...last, [severity]: Date.now(), ids }));
    bar.dataset.rang = `${severity} ${step}`;
    bar.dataset.rings = String(Number(bar.dataset.rings ?? 0) + 1);
    return; // the gravest drowns the others
  }
}

/** Show all alarms, or the gravest alone. @param {boolean} all */
function open(all) {
  bar.toggleAttribute('data-open', all);
  const button = $('#bar-all');
  button.setAttribute('aria-expanded', String(all));
  const n = bar.dataset.n ?? '';
  button.textContent = all ? 'Show less' : team ? `All ${n}` : 'Show all';
}

startSound();
startNotices();
followLink();
$('#bar-all').addEventListener('click', () => open(!bar.hasAttribute('data-open')));
new MutationObserver(changed).observe($('#alarms'), { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ['class'] });
changed();
setInterval(sound, 1000);
