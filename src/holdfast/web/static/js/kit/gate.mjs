/** The count at the gate in words, and what is asked back before it is said. */

/** @typedef {{person: string, name: string, answer: '' | 'in' | 'out', inside: boolean}} Head one of those
 *   who left: what was answered for them, and whether they are down as inside already */

/** @param {Head[]} heads */
const names = (heads) => heads.map((head) => head.name).join(', ');
/** @param {Head[]} heads */
const areIs = (heads) => (heads.length === 1 ? 'is' : 'are');

/** '4 of 5 home; Chi is missing'. @param {Head[]} heads */
export function countWords(heads) {
  const home = heads.filter((head) => head.answer === 'in');
  const gone = heads.filter((head) => head.answer === 'out');
  const open = heads.filter((head) => head.answer === '');
  const parts = [`${home.length} of ${heads.length} home`];
  if (gone.length) parts.push(`${names(gone)} ${areIs(gone)} missing`);
  if (open.length) parts.push(`nothing said of ${names(open)}`);
  return parts.join('; ');
}

/** What is asked before the count is said; whom it takes off is asked by name.
 * @param {string} call @param {Head[]} heads @param {string} since when they were down as home, if they are
 * @param {string} others how many people found came in, as it was typed */
export function askWords(call, heads, since, others) {
  const found = Number(others) > 0 ? `, and ${others} people found` : '';
  const off = heads.filter((head) => head.inside && head.answer === 'out');
  const down = since ? `${call} is down as home since ${since}. ` : '';
  const taken = off.length ? `${names(off)} ${areIs(off)} not with them? ${off.length === 1 ? 'That person is' : 'They are'} then out again, with a clock. ` : '';
  return `${down}${taken}${call}: ${countWords(heads)}${found}. Press again to say it.`;
}

/** The fact of a count, null while somebody has no answer. @param {string} run @param {Head[]} heads @param {string} others @param {string} words */
export function gateFact(run, heads, others, words) {
  if (heads.some((head) => head.answer === '')) return null;
  const of = (/** @type {string} */ answer) => heads.filter((head) => head.answer === answer).map((head) => head.person);
  return { kind: 'came_home', run, home: of('in'), missing: of('out'), others: Number(others || 0), ...(words ? { words } : {}) };
}
