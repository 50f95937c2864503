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
 * @returns {Promise<T | null>}
 */
async function ask(address, read, how) {
  try {
    const answer = await fetch(address, how);
    return answer.ok ? await read(answer) : null;
  } catch {
    return null;
  }
}

/** The base's JSON. @param {string} address @returns {Promise<any>} */
export const askJson = (address) =>
  ask(address, (answer) => answer.json(), { headers: { Accept: 'application/json' } });

/** A page of the base's, not shown yet. @param {string} address @returns {Promise<Document | null>} */
export const askPage = (address) =>
  ask(address, async (answer) => new DOMParser().parseFromString(await answer.text(), 'text/html'), { headers: { Accept: 'text/html' } });

/** A drawing of the base's. @param {string} address @returns {Promise<Document | null>} */
export const askDrawing = (address) =>
  ask(address, async (answer) => new DOMParser().parseFromString(await answer.text(), 'image/svg+xml'));
