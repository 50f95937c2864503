/** What a team that called for help is told: whether the base has it, and whether anybody took it. */
import { inTurn, standing } from './standing.mjs';

/** @typedef {import('./standing.mjs').Report} Report */
/** @typedef {{open: boolean, seen_by: string, as_of: number}} Told the base's last word on this run's call */

/** The last call of these reports. @param {Report[]} reports */
export const lastCall = (reports) =>
  reports.filter((r) => r.fact.kind === 'help_called').reduce((/** @type {Report | undefined} */ last, r) => (last && inTurn(last, r) > 0 ? last : r), undefined);

/** @param {Report} call @param {Told} told */
export const isClosed = (call, told) => standing(call) === 'kept' && !told.open && told.as_of > (call.kept_ms ?? call.at);

/**
 * @param {Report} call @param {Told} told @param {(ms: number) => string} hhmm
 */
export function helpWords(call, told, hhmm) {
  const how = standing(call);
  if (how === 'refused') return `The base did not take the call of ${hhmm(call.at)}: ${call.why ?? ''} Use the radio.`;
  if (how === 'waiting') return `Called at ${hhmm(call.at)}. The base does not have it yet: use the radio too.`;
  const has = `The base has the call of ${hhmm(call.at)} on its disk.`;
  if (isClosed(call, told)) return `${has} The room has closed it.`;
  if (told.open && told.seen_by) return `${has} Taken by ${told.seen_by}.`;
  return `${has} Nobody there has taken it yet.`;
}
