/**
 * A question that was asked before, filled into the form to be asked once more. Hours that are over
 * are left empty, and said.
 */
import { $, $$, boot } from './boot.mjs';
import { hhmm, nowMs } from './clock.mjs';
import { addGroup, openWishes } from './plan_wishes.mjs';

/**
 * @typedef {{walking?: number, carried?: number, children?: number}} Group
 * @typedef {{site: string, opens_ms?: number | null, closes_ms?: number | null, stay_h?: number | null,
 *   needs?: string[], must?: boolean, silent?: boolean, people?: Group[]}} Wish
 * @typedef {{objective: string, sites: string[], depart_ms: number, home_by_ms?: number | null,
 *   stays?: string[], despite_rest?: string[], modes?: string[], bases?: string[], night?: boolean, teams?: number | null,
 *   greatest_hazard?: number | null, greatest_overall?: number | null, words?: string,
 *   wants?: Wish[], avoid?: unknown[], spot: string}} Before
 */

/** What was asked before, where this form is to ask it again. @param {HTMLFormElement} form @returns {Before | null} */
export function asked(form) {
  const said = form.querySelector('#ask-again');
  return said ? JSON.parse(said.textContent ?? 'null') : null;
}

/** @param {HTMLFormElement} form @param {string} name @param {unknown} value */
function set(form, name, value) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = String(value ?? '');
}

/** @param {HTMLFormElement} form @param {string} name @param {string[]} values */
function tick(form, name, values) {
  for (const box of /** @type {HTMLInputElement[]} */ ($$(`input[name=${name}]`, form))) box.checked = values.includes(box.value);
}

/** The time of day of an hour that is still to come; empty where it is over. @param {number | null | undefined} ms */
const ahead = (ms) => (ms && ms > nowMs() ? hhmm(ms, boot.zone) : '');

/** @param {HTMLElement} row @param {Wish} wish */
function fillWish(row, wish) {
  const more = /** @type {HTMLDetailsElement} */ ($('.site-more', row));
  openWishes(more);
  more.open = true;
  const set = (/** @type {string} */ name, /** @type {unknown} */ value) => {
    /** @type {HTMLInputElement} */ ($(`[data-wish=${name}]`, more)).value = String(value ?? '');
  };
  set('opens', ahead(wish.opens_ms));
  set('closes', ahead(wish.closes_ms));
  set('stay_h', wish.stay_h);
  /** @type {HTMLInputElement} */ ($('[data-wish=must]', more)).checked = wish.must ?? false;
  /** @type {HTMLInputElement} */ ($('[data-wish=silent]', more)).checked = wish.silent ?? false;
  for (const box of /** @type {HTMLInputElement[]} */ ($$('[data-wish=needs]', more))) box.checked = (wish.needs ?? []).includes(box.value);
  (wish.people ?? []).forEach((group, i) => {
    const fields = i ? addGroup(more) : $('.group', more);
    for (const box of /** @type {HTMLInputElement[]} */ ($$('[data-wait]', fields))) box.value = String(group[/** @type {keyof Group} */ (box.dataset.wait)] || '');
  });
}

/** Fill in what was asked; words about what could not be. @param {HTMLFormElement} form @param {Before} before */
export function fillIn(form, before) {
  set(form, 'objective', before.objective);
  set(form, 'depart', ahead(before.depart_ms));
  set(form, 'home_by', ahead(before.home_by_ms));
  for (const name of /** @type {const} */ (['teams', 'greatest_hazard', 'greatest_overall', 'words'])) set(form, name, before[name]);
  for (const name of /** @type {const} */ (['modes', 'bases', 'stays', 'despite_rest'])) tick(form, name, before[name] ?? []);
  /** @type {HTMLInputElement} */ ($('[name=night]', form)).checked = before.night ?? false;
  const known = new Map($$('#site-list [data-site]', form).map((row) => [row.dataset.site || before.spot, row]));
  for (const [site, row] of known) /** @type {HTMLInputElement} */ ($('[name=sites]', row)).checked = before.sites.includes(site);
  const wants = before.wants ?? [];
  for (const wish of wants) {
    const row = known.get(wish.site);
    if (row) fillWish(row, wish);
  }
  const over = [before.home_by_ms, ...wants.map((wish) => wish.closes_ms)].some((ms) => ms && !ahead(ms));
  const gone = before.sites.filter((site) => !known.has(site)).length;
  return [
    'This is filled in as it was asked before.',
    before.depart_ms > nowMs() ? '' : 'It leaves now, as the hour of leaving is over.',
    over ? 'An hour by which to be there or home is over too: choose another.' : '',
    gone ? 'A site is no longer known.' : '',
  ].filter(Boolean).join(' ');
}
