/**
 * Asking the base for something. An answer that does not come, comes broken or is cut off half-way
 * (the link fell, or the reader has gone on to another page) is null: never an error nobody caught.
 */

/**
 * What `read` makes of a good answer; null where there is none.
 * @template T
 * @param {string} address
 * @param {(answer: Response) => Promise<T>} read
 * @param {RequestInit} [how]
 * @param {(answer: Response) => void} [refused] told of an answer that is not a good one
 * @returns {Promise<T | null>}
 */
async function ask(address, read, how, refused) {
  try {
    const answer = await fetch(address, how);
    if (answer.ok) return await read(answer);
    refused?.(answer);
    return null;
  } catch {
    return null;
  }
}

/** The base's JSON. @param {string} address @returns {Promise<any>} */
export const askJson = (address) =>
  ask(address, (answer) => answer.json(), { headers: { Accept: 'application/json' } });

/** The base's JSON of something that it may have forgotten: then `gone`; no answer is null. @param {string} address @returns {Promise<{gone?: true, said?: any} | null>} */
export async function askKept(address) {
  let gone = false;
  const keep = (/** @type {Response} */ answer) => answer.json().then((said) => ({ said }));
  const found = await ask(address, keep, { cache: 'no-store', headers: { Accept: 'application/json' } }, (answer) => {
    gone = answer.status === 404;
  });
  return gone ? { gone } : found;
}

/** A page of the base's, not shown yet. @param {string} address @returns {Promise<Document | null>} */
export const askPage = (address) =>
  ask(address, async (answer) => new DOMParser().parseFromString(await answer.text(), 'text/html'), { headers: { Accept: 'text/html' } });

/** A drawing of the base's. @param {string} address @returns {Promise<Document | null>} */
export const askDrawing = (address) =>
  ask(address, async (answer) => new DOMParser().parseFromString(await answer.text(), 'image/svg+xml'));
