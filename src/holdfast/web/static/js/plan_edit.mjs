/** An option changed by hand: every change is checked at once, and may be kept as one more option. */
import { $, $$, make } from './boot.mjs';
import { hhmm, span } from './clock.mjs';
import { by } from './plan_ask.mjs';
import { markForbidden, onMapClick, tryOut } from './plan_map.mjs';
import { address, show } from './plan_show.mjs';
import { NO_PLACE, placeOf, roadAt } from './pointed.mjs';
import { send, tell } from './say.mjs';

/** @typedef {{at: [number, number], name: string}} Forbidden */

const PAUSE_MS = 300;
const RADIUS_M = 30; // of a forbidden place: this road, not the next (assumed)
/** @type {Forbidden[]} */
let forbidden = [];
let of = ''; // the form that they belong to
let timer = 0;
let keeping = false;
let asked = 0;

const form = () => /** @type {HTMLFormElement | null} */ (document.querySelector('.edit-form'));

/** The change as it stands. @param {HTMLFormElement} from */
function change(from) {
  const drop = /** @type {HTMLInputElement[]} */ ($$('[name=drop]:checked', from)).map((box) => box.value);
  const swap = /** @type {HTMLSelectElement[]} */ ($$('[name=swap]', from)).filter((s) => s.value).map((s) => [s.dataset.out, s.value]);
  return { letter: from.dataset.letter, drop: [...new Set(drop)], swap, avoid: forbidden.map(({ at }) => ({ at, radius_m: RADIUS_M })) };
}

/** @param {number} p */
function chance(p) {
  if (p >= 1) return '100 %';
  return p >= 0.9995 ? '>99.9 %' : `${(p * 100).toFixed(p >= 0.99 || p < 0.1 ? 1 : 0)} %`;
}
/** @param {number} n @param {number} digits @param {string} [unit] */
const signed = (n, digits, unit = '') => (Number(n.toFixed(digits)) === 0 ? '' : `${n > 0 ? '+' : '−'}${Math.abs(n).toFixed(digits)}${unit}`);
const home = (/** @type {any} */ o) => Math.max(...o.taskings.map((/** @type {any} */ t) => t.home_ms));

/** Before and after, line by line. @param {any} said */
function table({ before, option, change: by_how_much }) {
  const late = by_how_much.home_ms ?? 0;
  const rows = [
    [`Value, ${form()?.dataset.unit ?? 'person-days'}`, before.value.toFixed(1), option.value.toFixed(1), signed(by_how_much.value, 1)],
    ['All home', chance(before.p_home), chance(option.p_home), signed(by_how_much.p_home * 100, 1, ' points')],
    ['Expected harmful contacts', before.hazard.toFixed(3), option.hazard.toFixed(3), signed(by_how_much.hazard, 3)],
    ['Last home', hhmm(home(before)), option.taskings.length ? hhmm(home(option)) : '–', Math.abs(late) < 60_000 ? '' : `${span(late)} ${late > 0 ? 'later' : 'sooner'}`],
  ];
  const body = rows.map(([name, ...cells]) => make('tr', {}, make('th', { scope: 'row' }, name ?? ''), ...cells.map((cell) => make('td', { class: 'num' }, cell))));
  const head = ['', 'Before', 'After', 'Change'].map((name) => make('th', { scope: 'col', class: 'num' }, name || make('span', { class: 'hidden' }, 'Figure')));
  return make('table', { class: 'plain' }, make('caption', { class: 'hidden' }, 'What the change does'), make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...body));
}

/** @param {string[]} sentences @param {string} kind */
const list = (sentences, kind) => (sentences.length ? [make('ul', { class: kind }, ...sentences.map((s) => make('li', {}, s)))] : []);

/** What the base answered. @param {any} said */
function tellAnswer(said) {
  const faults = said.faults ?? [];
  const parts = [...list(said.words ?? [], 'plain-list'), ...(said.option ? [table(said)] : []), ...list(faults, 'plain-list faults')];
  const verdict = faults.length ? 'It cannot be done so:' : said.option?.taskings.length ? 'It can be done so.' : 'Nothing is left of it.';
  const seen = said.option?.taskings.length ? [make('p', { class: 'quiet' }, 'The map shows it with the change.')] : [];
  $('#edit-answer').replaceChildren(make('h4', {}, verdict), ...parts, ...seen);
  const keep = /** @type {HTMLButtonElement} */ ($('#edit-keep'));
  keep.disabled = Boolean(faults.length) || !said.option?.taskings.length || !said.letter;
  keep.textContent = `Keep as option ${said.letter ?? ''}`;
  tryOut(said.option?.taskings.length ? said.option : null);
}

function tellNothing(words = 'Whatever you change is checked at once. The option itself stays as it is.') {
  const answer = document.querySelector('#edit-answer');
  answer?.replaceChildren(make('p', { class: 'quiet' }, words));
  const keep = document.querySelector('#edit-keep');
  if (keep instanceof HTMLButtonElement) keep.disabled = true;
  tryOut(null);
}

/** Have the change checked; with `keep` also kept. @param {boolean} keep */
async function check(keep) {
  const from = form();
  if (!from || keeping) return;
  asked += 1;
  const mine = asked;
  const wanted = change(from);
  if (!wanted.drop.length && !wanted.swap.length && !wanted.avoid.length) return tellNothing();
  if (!document.querySelector('#edit-answer table')) tellNothing('Checking.');
  keeping = keep; // kept once, however often it is pressed
  try {
    const said = await send(`/api/plans/${from.dataset.plan}/edit`, { ...wanted, keep, ...(keep ? by() : {}) });
    if (mine !== asked) return;
    if (said.kept) await kept(from, said.letter);
    else tellAnswer(said);
  } catch (error) {
    if (mine === asked) tellNothing(/** @type {Error} */ (error).message);
  } finally {
    if (keep) keeping = false;
  }
}

/** @param {HTMLFormElement} from @param {string} letter */
async function kept(from, letter) {
  from.reset();
  /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
  tryOut(null);
  await show(address(letter));
  tell(`Kept as option ${letter}.`);
}

function soon() {
  clearTimeout(timer);
  timer = window.setTimeout(() => check(false), PAUSE_MS);
}

/** The roads that are not to be used, each with a button that takes it back. */
function listForbidden() {
  markForbidden(forbidden.map(({ at }) => at));
  document.querySelector('#forbidden')?.replaceChildren(...forbidden.map((one) => {
    const back = make('button', { type: 'button', class: 'btn' }, 'Allow again');
    back.addEventListener('click', () => {
      forbidden = forbidden.filter((other) => other !== one);
      listForbidden();
      soon();
    });
    return make('li', { class: 'row' }, make('span', {}, one.name), back);
  }));
}

/** The road nearest to a place is not to be used. @param {[number, number]} at */
async function forbid(at) {
  forbidden = [...forbidden, await roadAt(at)];
  listForbidden();
  soon();
}

/** A place that was written. */
async function forbidWritten() {
  const field = /** @type {HTMLInputElement} */ ($('#forbid-place'));
  if (!field.value.trim()) return field.focus();
  const place = await placeOf(field.value.trim());
  if (!place) return tell(NO_PLACE, true);
  field.value = '';
  return forbid(place);
}

/** @param {boolean} on */
function forbidding(on) {
  document.querySelector('#forbid-road')?.setAttribute('aria-pressed', String(on));
  onMapClick(on ? forbid : null, () => document.querySelector('#forbid-road')?.setAttribute('aria-pressed', 'false'));
  if (on) $('.map-here').scrollIntoView({ block: 'nearest' });
}

/** Clicks on the map mean the map again. */
export const stopForbidding = () => forbidding(false);

/** Another option's form begins with nothing. */
function follow() {
  const now = form()?.id ?? '';
  if (now === of) return;
  of = now;
  forbidden = [];
  listForbidden();
  forbidding(false);
  tryOut(null);
}

export function startEditing() {
  of = form()?.id ?? '';
  document.addEventListener('refreshed', follow);
  document.addEventListener('change', ({ target }) => target instanceof Element && target.closest('.edit-form') && !target.matches('#forbid-place') && soon());
  document.addEventListener('submit', (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    check(true);
  });
  document.addEventListener('reset', (event) => {
    if (event.target !== form()) return;
    forbidden = [];
    listForbidden();
    forbidding(false);
    setTimeout(() => tellNothing());
  });
  document.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return;
    const button = target.closest('#forbid-road');
    if (button) forbidding(button.getAttribute('aria-pressed') !== 'true');
    if (target.closest('#forbid-add')) forbidWritten();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.target instanceof Element) || !event.target.matches('#forbid-place')) return;
    event.preventDefault();
    forbidWritten();
  });
}
