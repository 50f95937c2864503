/**
 * One line typed as radio talk, understood where it can be: "HERON 2 all well" is a check-in.
 *
 * Nothing is guessed silently: what was understood is offered beside the line, and the words are
 * kept as they were typed.
 */

/** @typedef {{run: string, call: string, site: string, crew: string[], phase: string}} Known */
/** @typedef {{words: string, fact: import('./say.mjs').Fact}} Reading */

/** @type {[RegExp, string, (k: Known) => {kind: string, [field: string]: unknown} | null][]} */
const PHRASES = [
  [/\b(all (is )?well|all ok|all good|check(ing|ed)?[ -]?in)\b/i, 'Check-in, all well', () => ({ kind: 'checked_in' })],
  [/\b(arrived|on site|at the site|in position)\b/i, 'Arrived', (k) => (k.site ? { kind: 'arrived', site: k.site } : null)],
  [/\b(leaving|left( the)? site|moving off)\b/i, 'Leaving the site', (k) => (k.site && k.phase === 'on_site' ? { kind: 'left_site', site: k.site } : null)],
  [/\b(turn(ed|ing) back|coming home|heading home|aborting)\b/i, 'Turned back', () => ({ kind: 'turned_back' })],
  [/\b(fallback|falling back|plan b)\b/i, 'Takes the fallback', () => ({ kind: 'way_switched', role: 'fallback' })],
  [/\b(need(s)? help|mayday|pinned|casualty)\b/i, 'Calls for help', () => ({ kind: 'help_called' })],
  [/\b(through the gate|at the gate|left the gate|departed|moving out)\b/i, 'Left the gate', (k) => (k.phase === 'ready' ? { kind: 'departed', crew: k.crew } : null)],
];

/**
 * What a line says, as a fact; null when it is only words.
 * @param {string} line
 * @param {Known[]} runs
 * @returns {{run: Known | null, reading: Reading | null}}
 */
export function read(line, runs) {
  const flat = line.toLowerCase().replace(/[^a-z0-9]+/g, '');
  const run = runs.find((r) => flat.startsWith(r.call.toLowerCase().replace(/[^a-z0-9]+/g, ''))) ?? null;
  if (!run) return { run, reading: null };
  for (const [phrase, words, fact] of PHRASES) {
    const body = phrase.test(line) ? fact(run) : null;
    if (body) {
      return { run, reading: { words: `${run.call}: ${words}`, fact: { ...body, run: run.run, words: line } } };
    }
  }
  return { run, reading: null };
}
