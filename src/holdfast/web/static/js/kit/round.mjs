/**
 * One round of sending: every report that waits, in order, and what became of each.
 *
 * Laws. Where the link or the door is at fault the round ends: the others would fare no better.
 * Where one report meets a fault of the base, the others still go. What is refused while an earlier
 * report of the same run still waits may rest on that one: it waits too.
 */
import { inOrder } from './standing.mjs';

/** @typedef {import('./standing.mjs').Report} Report */
/** @typedef {import('./delivery.mjs').Verdict} Verdict */
/** @typedef {{cause: import('./delivery.mjs').Cause | 'there', after_ms: number, n_sent: number}} Outcome */

const RESTS = 'An earlier report still waits; this one is tried again after it.';

/**
 * @param {Report[]} reports @param {number} now of this device
 * @param {(report: Report) => Promise<Verdict>} send
 * @param {(report: Report, verdict: Verdict) => Promise<void>} note keep what became of it
 * @returns {Promise<Outcome>}
 */
export async function sendAll(reports, now, send, note) {
  const held = new Set();
  /** @type {Outcome} */
  const outcome = { cause: 'there', after_ms: 0, n_sent: 0 };
  for (const report of inOrder(reports)) {
    if ((report.not_before ?? 0) > now) {
      held.add(report.run);
      continue;
    }
    const verdict = await send(report);
    outcome.n_sent += 1;
    const rests = verdict.said === 'refused' && held.has(report.run);
    await note(report, rests ? { said: 'waiting', why: `${verdict.why} ${RESTS}`, cause: 'fault' } : verdict);
    if (verdict.said !== 'waiting') continue;
    held.add(report.run);
    outcome.after_ms = Math.max(outcome.after_ms, verdict.after_ms ?? 0);
    if (verdict.cause !== 'fault') return { ...outcome, cause: verdict.cause };
    outcome.cause = 'fault';
  }
  return outcome;
}
