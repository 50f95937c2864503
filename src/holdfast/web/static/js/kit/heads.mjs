/** Counting people so that nobody is forgotten and nobody is counted twice. */

/**
 * The people found, as the base counts them: everybody walks or is carried, and of all these so many
 * are children.
 * @param {{adults: number, children: number, carried: number, carried_children?: number}} counted each
 *   person once; of those carried, so many are children
 */
export function peopleFound({ adults, children, carried, carried_children = 0 }) {
  return { walking: adults + children, carried, children: children + Math.min(carried_children, carried) };
}

/** @param {number} n @param {string} one @param {string} more */
const counted = (n, one, more) => `${n} ${n === 1 ? one : more}`;

/** @param {{walking: number, carried: number, children: number}} found */
export function peopleWords({ walking, carried, children }) {
  return `${counted(walking + carried, 'person', 'people')} in all: ${counted(walking, 'walks', 'walk')}, ${carried} carried, ${counted(children, 'is a child', 'are children')}`;
}

/**
 * Who is home, from an answer for each name; null while one has none.
 * @param {string[]} crew @param {Record<string, string | undefined>} answers person -> 'in' or 'out'
 */
export function headCount(crew, answers) {
  if (crew.some((person) => answers[person] !== 'in' && answers[person] !== 'out')) return null;
  return { home: crew.filter((person) => answers[person] === 'in'), missing: crew.filter((person) => answers[person] === 'out') };
}
