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

/** What was sent for a form or button last, and when the base said yes to it.
 * @typedef {{text: string, body: any, once: string, at: number, done: number}} Trial
 * @type {WeakMap<object, Trial>} */
const tried = new WeakMap();
/** What is on its way of each owner. @type {WeakMap<object, Promise<unknown>>} */
const sending = new WeakMap();
const SAME_PRESS_MS = 1_000; // the same words from the same place again so soon are the same press (assumed)

/** Whether a press is the one before once more: sent already, or with yes a moment ago.
 * @param {object} owner @param {string} text */
const pressedTwice = (owner, text) => {
  const trial = tried.get(owner);
  if (trial?.text !== text) return false;
  return sending.has(owner) || (trial.done > 0 && performance.now() - trial.done < SAME_PRESS_MS);
};

/**
 * Send what an act makes, once however often it is pressed: a second press while the first is on its
 * way is none, another word waits for it, and what was sent and not answered is sent again as the same word, never as a second.
 * @param {object} owner the form or button that is pressed
 * @param {string} text what is filled in; changed, it is another word
 * @param {() => any} make the body, made once for each word
 * @param {{address?: string, forMs?: number}} [how] for so long the same press is the same word
 * @returns {Promise<any>} the base's answer; null where the press was the one before once more
 */
export async function sendOnce(owner, text, make, { address = '/api/facts', forMs = Infinity } = {}) {
  if (pressedTwice(owner, text)) return null;
  const other = sending.get(owner);
  if (other) {
    const body = make(); // as it is filled in now; another word of the same form goes first
    await other;
    return sendOnce(owner, text, () => body, { address, forMs });
  }
  const before = tried.get(owner);
  const same = before?.text === text && !before.done && performance.now() - before.at < forMs;
  /** @type {Trial} */
  const trial = same ? before : { text, body: make(), once: newId('once'), at: performance.now(), done: 0 };
  tried.set(owner, trial);
  const answer = send(address, trial.body, trial.once);
  sending.set(owner, answer.catch(() => null));
  try {
    const said = await answer;
    trial.done = performance.now();
    return said;
  } finally {
    sending.delete(owner);
  }
}

/** Say facts, once however often it is pressed; as `sendOnce`. @param {object} owner @param {string} text @param {() => Fact | Fact[]} make @param {number} [forMs] */
export const sayOnce = (owner, text, make, forMs) =>
  sendOnce(owner, text, () => [make()].flat().map(signed), forMs === undefined ? {} : { forMs });

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

const BUTTON_MS = 60_000; // a button that got no answer is pressed as another word after this: 'all well' is of its time (assumed)

/** Every button that carries a fact says it at one press. */
export function startSaying() {
  document.addEventListener('click', async (event) => {
    const button = /** @type {Element} */ (event.target).closest('button[data-fact]');
    if (!(button instanceof HTMLButtonElement) || button.disabled) return;
    const text = button.dataset.fact ?? '{}';
    button.disabled = true;
    try {
      if (await sayOnce(button, text, () => JSON.parse(text), BUTTON_MS)) tell(`Said: ${button.textContent?.trim() || button.title}`);
    } catch (error) {
      tell(onlyOne(error), true);
    } finally {
      button.disabled = false;
    }
  });
}

/** What was refused, where one fact alone was said. @param {unknown} error */
export const onlyOne = (error) => /** @type {Error} */ (error).message.replace(/^Fact \d+ of \d+: /, '');

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
