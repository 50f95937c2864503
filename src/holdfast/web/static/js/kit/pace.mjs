/** How long a request may take, and how soon the next try comes. */

export const LIMIT_MS = 5_000;
/** While the base answers: how often it is asked how things stand. */
export const HEARTBEAT_MS = 10_000;
export const FIRST_MS = 5_000;
export const LONGEST_MS = 300_000;

/**
 * How long to wait after so many rounds in a row without the base: 5 s, doubled, 5 min at most.
 * @param {number} nFailed 0 where the last round reached it
 * @param {number} [atLeastMs] what the base asked for
 */
export function waitMs(nFailed, atLeastMs = 0) {
  const own = nFailed === 0 ? HEARTBEAT_MS : Math.min(FIRST_MS * 2 ** Math.min(nFailed - 1, 20), LONGEST_MS);
  return Math.min(Math.max(own, atLeastMs), LONGEST_MS);
}

export class TimeUp extends Error {}

/**
 * What `act` comes to, or TimeUp when it takes longer; what it asked for is then cut off, also in
 * the middle of a body. (Not AbortSignal.timeout, which browsers of 2021 lack.)
 * @template T
 * @param {number} ms
 * @param {(signal: AbortSignal) => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function within(ms, act) {
  const stopper = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const up = new Promise((_, fail) => {
    timer = setTimeout(() => {
      fail(new TimeUp('The time is up.'));
      stopper.abort();
    }, ms);
  });
  try {
    return await /** @type {Promise<T>} */ (Promise.race([act(stopper.signal), up]));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What a request comes to, read whole, within the limit.
 * @param {string} address @param {RequestInit} [how] @param {number} [limitMs]
 * @returns {Promise<{answer: import('./delivery.mjs').Answer, headers: Headers} | {silent: boolean}>}
 */
export async function asked(address, how = {}, limitMs = LIMIT_MS) {
  try {
    return await within(limitMs, async (signal) => {
      const answer = await fetch(address, { cache: 'no-store', redirect: 'manual', ...how, signal });
      const text = await answer.text();
      const type = answer.headers.get('Content-Type') ?? '';
      return { answer: { status: answer.status, type, text, after: answer.headers.get('Retry-After') }, headers: answer.headers };
    });
  } catch (error) {
    return { silent: error instanceof TimeUp };
  }
}
