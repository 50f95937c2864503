/**
 * What an answer means for a report: the base has it, the base refuses it, or it goes on waiting.
 *
 * Laws. A report is delivered only by an answer that names it by its own ref and says which entry
 * of the ledger holds it. It is refused only by the base's own sentence about its content.
 * Whatever else comes, or does not come, proves nothing: the report waits and is sent again, and
 * its ref keeps it from being said twice.
 */

/** @typedef {{status: number, type: string, text: string, after?: string | null}} Answer what came:
 *   status, content type, body, and the header Retry-After */
/** @typedef {'none' | 'silent' | 'door' | 'busy' | 'fault' | 'stranger'} Cause why nothing is settled:
 *   no link, no answer in time, not admitted, come later, the base's fault, somebody else answered */
/** @typedef {{said: 'delivered', entry: string} | {said: 'refused', why: string, status: number}
 *   | {said: 'waiting', why: string, cause: Cause, after_ms?: number}} Verdict */

/** Answers about the content: sent again as it is, it would be refused again. */
export const REFUSALS = Object.freeze([400, 409, 413, 415, 422]);
const DOOR = [401, 403, 421];
const PORTAL = 511; // RFC 6585: this network wants a sign-in
const BUSY = [408, 425, 429, 502, 503, 504];
const ENTRY_ID = /^[0-9a-f]{64}$/;
const LONGEST_AFTER_MS = 300_000;

/** @type {Record<Cause, string>} */
const WORDS = {
  none: 'no link to the base',
  silent: 'the base does not answer',
  door: 'the base asks for its link again: open it once more in this browser',
  busy: 'the base cannot take it at the moment',
  fault: 'something failed at the base',
  stranger: 'something other than the base answered (a sign-in page of this network?)',
};

/** @param {string} text @returns {any} undefined where it is no JSON */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {Answer} answer @returns {any} what the base's JSON says; undefined where it is none */
const said = (answer) => (/^application\/json\b/i.test(answer.type) ? read(answer.text) : undefined);

/** @param {Cause} cause @param {Answer} [answer] @returns {Verdict} */
function waits(cause, answer) {
  const code = answer && cause !== 'stranger' ? ` (${answer.status})` : '';
  const seconds = Number(answer?.after);
  const after = answer?.after && seconds > 0 ? { after_ms: Math.min(seconds * 1000, LONGEST_AFTER_MS) } : {};
  return { said: 'waiting', why: WORDS[cause] + code, cause, ...after };
}

/** What it means that nothing came. @param {boolean} silent whether the time ran out @returns {Verdict} */
export const unanswered = (silent) => waits(silent ? 'silent' : 'none');

/**
 * What an answer to the sending of a word means.
 * @param {Answer} answer
 * @param {{kind: string, ref?: string}} fact the word as it was sent
 * @returns {Verdict}
 */
export function judge(answer, fact) {
  const { status } = answer;
  if (status === 200 || status === 201) {
    const entry = entryOf(said(answer), fact);
    return entry ? { said: 'delivered', entry } : waits('stranger');
  }
  const sentence = said(answer)?.error;
  const ours = typeof sentence === 'string' && sentence !== '';
  if (REFUSALS.includes(status)) return ours ? { said: 'refused', why: sentence, status } : waits('stranger');
  if (BUSY.includes(status)) return waits('busy', answer);
  if (DOOR.includes(status)) return waits(ours ? 'door' : 'stranger', answer);
  if (status >= 500 && status !== PORTAL) return waits('fault', answer);
  return waits(ours ? 'fault' : 'stranger', answer);
}

/** The entry that holds the word by the base's receipt. @param {any} body @param {{kind: string, ref?: string}} fact */
function entryOf(body, fact) {
  const receipts = Array.isArray(body?.said) ? body.said : [];
  const named = receipts.find((/** @type {any} */ r) => fact.ref && r?.ref === fact.ref && r.kind === fact.kind);
  return named && ENTRY_ID.test(named.id) && ENTRY_ID.test(named.device) && Number.isInteger(named.seq) ? String(named.id) : '';
}

/** What the answer to 'are you there' says: only the base knows its time. @param {Answer} answer @returns {Cause | 'there'} */
export function there(answer) {
  const body = said(answer);
  if (answer.status === 200 && body?.ok === true && Number.isFinite(body.now_ms)) return 'there';
  const verdict = judge(answer, { kind: '' });
  return verdict.said === 'waiting' ? verdict.cause : 'stranger';
}
