/** Wishes for a visit, in a site's row of the form: hours, skills, and who waits there. */
import { $, $$ } from './boot.mjs';
import { nextAt } from './clock.mjs';

/** @param {ParentNode} within @param {string} wish */
export const wished = (within, wish) => /** @type {HTMLInputElement | null} */ (within.querySelector(`[data-wish=${wish}]`));

/** The groups that wait at a site, of those where anybody is counted. @param {HTMLElement} row */
function waiting(row) {
  const groups = $$('.group', row).map((group) => Object.fromEntries(/** @type {HTMLInputElement[]} */ ($$('[data-wait]', group)).map((box) => [box.dataset.wait, Number(box.value || 0)])));
  return groups.filter((group) => Object.values(group).some((n) => n > 0));
}

/** What is wished of one visit; null where nothing is. @param {HTMLElement} row @param {string} site @param {number} from @param {boolean} ofPeople */
export function wishesOf(row, site, from, ofPeople) {
  const time = (/** @type {string} */ wish) => {
    const text = wished(row, wish)?.value.trim();
    return text ? { [`${wish}_ms`]: nextAt(text, from) } : {};
  };
  const stay = wished(row, 'stay_h')?.value;
  const needs = /** @type {HTMLInputElement[]} */ ($$('[data-wish=needs]:checked', row)).map((box) => box.value);
  const people = ofPeople ? waiting(row) : [];
  const found = {
    ...time('opens'), ...time('closes'), ...(stay ? { stay_h: Number(stay) } : {}),
    ...(wished(row, 'must')?.checked ? { must: true } : {}), ...(wished(row, 'silent')?.checked ? { silent: true } : {}), ...(needs.length ? { needs } : {}),
    ...(people.length ? { people } : {}),
  };
  return Object.keys(found).length ? { site, ...found } : null;
}

/** The fields for wishes, with room for one group; they are made when they are first opened. @param {Element} more */
export function openWishes(more) {
  if (more.querySelector('.wishes')) return;
  more.append(/** @type {HTMLTemplateElement} */ ($('#site-wishes')).content.cloneNode(true));
  addGroup(more);
}

/** Fields for one more group that waits; the new one. @param {Element} within */
export function addGroup(within) {
  const groups = $('.groups', within);
  groups.append(/** @type {HTMLTemplateElement} */ ($('#site-group')).content.cloneNode(true));
  return /** @type {HTMLElement} */ (groups.lastElementChild);
}
