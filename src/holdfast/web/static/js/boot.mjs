/** What the page was told when it was made, and the few words that every module needs. */

/**
 * @typedef {{now_ms: number, rate: number, zone: string, exercise: boolean, base: string,
 *   base_name: string, centre: [number, number], sunset_ms: number | null}} Boot
 */

/** @type {Boot} */
export const boot = JSON.parse(document.getElementById('boot')?.textContent ?? '{}');

/**
 * The element that matches, for selectors that our own templates promise.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {T}
 */
export function $(selector, within = document) {
  const found = within.querySelector(selector);
  if (!found) throw new Error(`This page has no ${selector}.`);
  return /** @type {T} */ (found);
}

/**
 * Every element that matches.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {T[]}
 */
export function $$(selector, within = document) {
  return /** @type {T[]} */ ([...within.querySelectorAll(selector)]);
}

/**
 * A new element with text and attributes.
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {...(string | Node)} inside
 * @returns {HTMLElement}
 */
export function make(name, attributes = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}

/** Whether the reader asked for less motion. */
export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Whether the page is laid out for a phone. */
export const phone = () => matchMedia('(max-width: 820px)').matches;

/**
 * What this device remembers under a name; null when it may not remember.
 * @param {string} name
 */
export function recall(name) {
  try {
    return localStorage.getItem(`holdfast.${name}`);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(`holdfast.${name}`, value);
  } catch {
    // a device that may not remember still works
  }
}
