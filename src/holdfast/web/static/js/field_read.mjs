/** What the forms of the team's page say, as facts. */
import { $, $$ } from './boot.mjs';
import { headCount, peopleFound } from './kit/heads.mjs';

/** @typedef {import('./say.mjs').Fact} Fact */

const words = (/** @type {FormData} */ form) => {
  const said = String(form.get('words') ?? '').trim();
  return said ? { words: said } : {};
};
const count = (/** @type {FormData} */ form, /** @type {string} */ key) => Number(form.get(key) || 0);

/** @param {FormData} form */
export function contact(form) {
  const still = form.get('still_there');
  const number = (/** @type {string} */ key) => (form.get(key) ? { [key]: Number(form.get(key)) } : {});
  return {
    kind: 'contact_reported', unit: form.get('unit') ?? 'unknown', harm: form.get('harm') ?? 'not_known',
    intention: form.get('intention') ?? 'not_known', ...number('size'), ...number('direction_deg'),
    ...(form.get('activity') ? { activity: form.get('activity') } : {}),
    ...(still ? { still_there: still === 'yes' } : {}), ...words(form),
  };
}

/** @param {FormData} form @param {HTMLFormElement} element */
export function found(form, element) {
  /** @type {Record<'found' | 'taken', [string, number][]>} */
  const amounts = { found: [], taken: [] };
  for (const row of $$('[data-item]', element)) {
    const item = row.dataset.item || row.querySelector('select')?.value;
    if (!item) continue;
    for (const key of /** @type {('found' | 'taken')[]} */ (['found', 'taken'])) {
      const n = /** @type {HTMLInputElement} */ ($(`[name=${key}]`, row)).value;
      if (n !== '') amounts[key].push([item, Number(n)]);
    }
  }
  return { kind: 'found_reported', site: $('#main').dataset.site ?? '', searched: form.get('searched') ?? 'part', ...amounts, ...words(form) };
}

/** @param {FormData} form */
export const counted = (form) =>
  peopleFound({ adults: count(form, 'walking'), children: count(form, 'children'), carried: count(form, 'carried'), carried_children: count(form, 'carried_children') });

/** @param {FormData} form */
export function people(form) {
  const found = counted(form);
  if (found.walking + found.carried === 0) throw new Error('Nobody is counted yet.');
  return { kind: 'people_found', ...found, ...words(form) };
}

/** @param {FormData} form */
export function home(form) {
  const crew = crewNow().map(([person]) => person);
  const heads = headCount(crew, Object.fromEntries(crew.map((person) => [person, String(form.get(`head-${person}`) ?? '')])));
  if (!heads) throw new Error('Say of everybody whether they are inside the gate.');
  return { kind: 'came_home', ...heads, others: count(form, 'others'), ...words(form) };
}

/** Who is on this run, by id and name. @returns {[string, string][]} */
export function crewNow() {
  const { crew = '[]', names = '[]' } = $('#main').dataset;
  const called = JSON.parse(names);
  return JSON.parse(crew).map((/** @type {string} */ person, /** @type {number} */ i) => [person, called[i] ?? person]);
}
