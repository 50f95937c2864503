/**
 * Saying facts to the base. A fact that could not be said stays on the page as it was typed, and
 * the page says why in the base's own sentence.
 */
import { $, boot, recall } from './boot.mjs';

/** @typedef {Record<string, unknown> & {kind: string}} Fact */

/** A short id of our own: 'site-3f9c2a71'. @param {string} what */
export function newId(what) {
  const bytes = crypto.getRandomValues(new Uint8Array(5));
  return `${what}-${[...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * Send JSON and read the answer; throws an Error with the base's sentence and its `status`.
 * @param {string} address
 * @param {unknown} body
 * @param {string} [once] a key under which a repeated sending is answered with the first answer
 * @returns {Promise<any>}
 */
export async function send(address, body, once = newId('once')) {
  let answer;
  try {
    answer = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'Idempotency-Key': once },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error('No link to the base. Nothing was sent; try again.');
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(said.error ?? `The base answered ${answer.status}.`), { status: answer.status });
  return said;
}

/** A fact with the name of who is on watch here. @param {Fact} fact @returns {Fact} */
export function signed(fact) {
  const by = recall(`watch.${boot.base}`);
  return by && !('by' in fact) ? { ...fact, by } : fact;
}

/** @param {Fact | Fact[]} fact @returns {Promise<any>} */
export async function say(fact) {
  return send('/api/facts', Array.isArray(fact) ? fact.map(signed) : signed(fact));
}

let timer = 0;
/** A word to the reader about what they just did; it never covers anything that matters.
 * @param {string} text @param {boolean} [bad] */
export function tell(text, bad = false) {
  const box = $('#said');
  box.textContent = text;
  box.classList.toggle('bad', bad);
  box.classList.add('on');
  clearTimeout(timer);
  timer = window.setTimeout(() => box.classList.remove('on'), bad ? 12_000 : 4_000);
}

/** Every button that carries a fact says it at one press. */
export function startSaying() {
  document.addEventListener('click', async (event) => {
    const button = /** @type {Element} */ (event.target).closest('button[data-fact]');
    if (!(button instanceof HTMLButtonElement) || button.disabled) return;
    button.disabled = true;
    try {
      await say(JSON.parse(button.dataset.fact ?? '{}'));
      tell(`Said: ${button.textContent?.trim() || button.title}`);
    } catch (error) {
      tell(/** @type {Error} */ (error).message, true);
    } finally {
      button.disabled = false;
    }
  });
}

/**
 * What a form holds, without what was left empty.
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
export function filled(form) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const [key, value] of new FormData(form)) {
    if (typeof value === 'string' && value.trim()) found[key] = value.trim();
  }
  return found;
}
