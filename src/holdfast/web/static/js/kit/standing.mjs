/** How a report stands, and the words for it: waiting, refused, or on the base's disk. */
import { REFUSALS } from './delivery.mjs';

/** @typedef {{id: string, run: string, label: string, fact: Record<string, unknown> & {kind: string, ref?: string},
 *   at: number, status: 'waiting' | 'kept' | 'refused', why?: string, code?: number, entry?: string, kept_ms?: number,
 *   not_before?: number, n?: number, form?: string, typed?: (string | boolean)[]}} Report what was said on `run` at `at`; `entry` holds it at the base since `kept_ms`; it is not
 *   sent `not_before` (this device's clock), while its place is looked up; `n` counts the reports of this device; `typed` is what the form held */

/** What counts, whatever an earlier version wrote: no delivery without an entry, no refusal without the base's word.
 * @param {Report} report @returns {'waiting' | 'kept' | 'refused'} */
export function standing(report) {
  if (report.status === 'kept' && report.entry) return 'kept';
  if (report.status === 'refused' && REFUSALS.includes(report.code ?? 0)) return 'refused';
  return 'waiting';
}

/** @param {Report[]} reports */
export function tally(reports) {
  const counted = { waiting: 0, refused: 0, kept: 0 };
  for (const report of reports) counted[standing(report)] += 1;
  return counted;
}

/** The counter's words. @param {Report[]} reports */
export function tallyWords(reports) {
  const { waiting, refused, kept } = tally(reports);
  if (!reports.length) return 'empty';
  if (!waiting && !refused) return `base has everything (${kept})`;
  const words = [waiting ? `${waiting} waiting for link` : '', refused ? `${refused} refused` : '', kept ? `${kept} at the base` : ''];
  return words.filter(Boolean).join(', ');
}

/** One report's standing in words. @param {Report} report @param {(ms: number) => string} hhmm */
export function receiptWords(report, hhmm) {
  const how = standing(report);
  if (how === 'kept') return `on the base's disk at ${hhmm(report.kept_ms ?? report.at)}`;
  if (how === 'refused') return `refused: ${report.why ?? 'the base did not take it'}`;
  return report.why ? `waiting for link: ${report.why}` : 'waiting for link: only on this device';
}

/** As they were said on this device, whatever its clock or the room's did meanwhile. @param {Report} a @param {Report} b */
export const inTurn = (a, b) => (a.n ?? 0) - (b.n ?? 0) || a.at - b.at;

/** In which order reports are sent: a call for help first, then as they were said. @param {Report[]} reports */
export function inOrder(reports) {
  const late = (/** @type {Report} */ r) => (r.fact.kind === 'help_called' ? 0 : 1);
  return reports.filter((r) => standing(r) === 'waiting').sort((a, b) => late(a) - late(b) || inTurn(a, b));
}
