/** What a team that called for help is told: whether the base has it, and whether anybody took it. */
import { inTurn, standing } from './standing.mjs';

/** @typedef {import('./standing.mjs').Report} Report */
/** @typedef {{open: boolean, seen_by: string, as_of: number}} Told the base's last word on this run's call */

/** What a team says that pressed it by mistake: words for the log, by which the page knows them again. */
export const MISTAKE = 'The call for help was pressed by mistake, says the team: the room closes it.';

/** The last call of these reports. @param {Report[]} reports */
export const lastCall = (reports) =>
  reports.filter((r) => r.fact.kind === 'help_called').reduce((/** @type {Report | undefined} */ last, r) => (last && inTurn(last, r) > 0 ? last : r), undefined);

/** @param {Report} call @param {Told} told */
export const isClosed = (call, told) => standing(call) === 'kept' && !told.open && told.as_of > (call.kept_ms ?? call.at);

/** Whether this call was said to be a mistake since. @param {Report[]} reports @param {Report} call */
export const mistaken = (reports, call) =>
  reports.some((r) => r.fact.kind === 'note_logged' && r.fact.words === MISTAKE && standing(r) !== 'refused' && inTurn(r, call) > 0);

/**
 * @param {Report} call @param {Told} told @param {(ms: number) => string} hhmm @param {boolean} [mistake]
 */
export function helpWords(call, told, hhmm, mistake = false) {
  const words = callWords(call, told, hhmm);
  if (!mistake || isClosed(call, told)) return words;
  return `${words} You said that it was a mistake: the call stays open until the room closes it.`;
}

/** @param {Report} call @param {Told} told @param {(ms: number) => string} hhmm */
function callWords(call, told, hhmm) {
  const how = standing(call);
  if (how === 'refused') return `The base did not take the call of ${hhmm(call.at)}: ${call.why ?? ''} Use the radio.`;
  if (how === 'waiting') return `Called at ${hhmm(call.at)}. The base does not have it yet: use the radio too.`;
  const has = `The base has the call of ${hhmm(call.at)} on its disk.`;
  if (isClosed(call, told)) return `${has} The room has closed it.`;
  if (told.open && told.seen_by) return `${has} Taken by ${told.seen_by}.`;
  return `${has} Nobody there has taken it yet.`;
}
