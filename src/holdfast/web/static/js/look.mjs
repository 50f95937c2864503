/** Asking back: what a report would clash with is told at the first press; the second says it. */
import { send, signed } from './say.mjs';

/** What was asked back of a form, by what was filled in then.
 * @type {WeakMap<HTMLFormElement, string>} */
const asked = new WeakMap();

/**
 * What is asked back before this is said, '' where nothing is: then it is said at once.
 * @param {HTMLFormElement} form only one with data-look is looked at
 * @param {string} text what is filled in; changed, it is asked anew
 * @param {() => import('./say.mjs').Fact[]} make
 */
export async function asksBack(form, text, make) {
  if (form.dataset.look === undefined || asked.get(form) === text) return '';
  const { clashes } = await send('/api/facts?look', make().map(signed));
  asked.set(form, text);
  if (!clashes.length) return '';
  const words = clashes.map((/** @type {{what: string}} */ clash) => clash.what);
  return `${words.join('. ')}. Nothing is said yet: press again, and it is kept as you say it.`;
}
