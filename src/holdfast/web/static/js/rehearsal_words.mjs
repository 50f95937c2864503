/**
 * What a rehearsal says, in words. Figures come with their standard error where it can be seen; what
 * happened in no play, or in all, is counted and never called certain.
 */
import { hhmm, span } from './clock.mjs';

/** @typedef {{mean: number, error: number}} Figure */
/** @typedef {{what: number, words: string, share: Figure, later_s: number | null, value: number | null, harm: number | null}} Struck */
/** @typedef {{letter: string, n: number, unharmed: Figure, all_home: Figure, harmed: Figure, dead: Figure, stranded: Figure,
 *   home_s: number[] | null, bars: number[], after_dark: Figure, value: Figure, kept: Figure, people: Figure,
 *   goods: [string, number, number][],
 *   struck: Struck[], worst: number[]}} Tally */
/** @typedef {{kind: string, key: string, name: string, p: number, harm: number, harm_error: number, kept: number, kept_error: number, part: number}} Matter */
/** @typedef {{matter: Matter, worth: number, error: number, if_so: string, if_not: string}} Advice */
/** @typedef {{letter: string, over: string, kept: Figure, dead: Figure, harm: Figure}} Step */
/** @typedef {{n: number, tallies: Tally[], ranking: string[], bettered?: Record<string, string[]>, steps?: Step[], settled: boolean, unsettled: [string, string][],
 *   matters: Record<string, Matter[]>, advice: Advice[]}} Rehearsed */
/** @typedef {{letter: string, why: string, p_home: number, value: number, teams: number, turn_ms: number | null, home_ms: number | null, dark_ms: number | null}} Option */
/** @typedef {{unit: string, call: string, options: Option[]}} Stage call: of the run that is out, for which this was asked anew */

const SURE = 3; // standard errors beyond which a difference is told, as rehearse.matters has it
const APART = 2.6; // standard errors between two options that are told apart, as rehearse.weighing has it
const STAY = 'H';

/** @param {number} error how many digits a figure with this error has @param {number} most */
const digits = (error, most) => (error >= 0.95 ? 0 : error >= 0.095 ? Math.min(1, most) : most);

/** '98.9 % ± 0.1'. @param {Figure} figure @param {number} n plays */
export function share({ mean, error }, n) {
  if (mean <= 0) return `0 of ${count(n)}`;
  if (mean >= 1) return `all of ${count(n)}`;
  const d = digits(error * 100, 2);
  return `${(mean * 100).toFixed(d)} % ± ${(error * 100).toFixed(d)}`;
}

/** A chance without its error: never called certain. @param {number} p */
export function chance(p) {
  if (p <= 0.0005) return '<0.1 %';
  if (p >= 0.9995) return '>99.9 %';
  return `${(p * 100).toFixed(p >= 0.99 || p < 0.0995 ? 1 : 0)} %`;
}

/** '61.3 ± 0.5'. @param {Figure} figure */
export function mean({ mean: m, error }) {
  const d = digits(error, 1);
  return error >= 0.05 ? `${number(m, d)} ± ${number(error, d)}` : number(m, error > 0 && m < 10 ? 1 : d);
}

const number = (/** @type {number} */ n, d = n >= 100 || n === Math.round(n) ? 0 : 1) => n.toLocaleString('en-GB', { minimumFractionDigits: d, maximumFractionDigits: d });
/** @param {number} n */
export const count = (n) => n.toLocaleString('en-GB');
/** @param {string[]} names @param {string} [last] */
export const list = (names, last = 'and') => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names[names.length - 1]}`);
/** An option by its letter; the one in which nobody goes anywhere in words. @param {string} letter @param {Stage} stage */
const name = (letter, stage) => (letter !== STAY || stage.options.some((o) => o.letter === STAY && o.teams) ? letter : stage.call ? 'waiting' : 'staying home');
const capital = (/** @type {string} */ text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** When the last is home. @param {Tally} tally @param {number} beganMs */
export function homeWords(tally, beganMs) {
  if (!tally.home_s) return 'In no play did all of them come home.';
  const at = (/** @type {number} */ i) => hhmm(beganMs + (tally.home_s?.[i] ?? 0) * 1000);
  return `The last is home by ${at(2)} in half of the plays, and between ${at(0)} and ${at(4)} in nine of ten.`;
}

/** The three ways in which a day can end, as parts of one. @param {Tally} t */
export const ends = (t) => [
  { kind: 'whole', words: 'all home unharmed', part: t.unharmed.mean, figure: t.unharmed },
  { kind: 'hurt', words: 'all home, somebody harmed', part: Math.max(0, t.all_home.mean - t.unharmed.mean), figure: null },
  { kind: 'lost', words: 'not all home alive', part: Math.max(0, 1 - t.all_home.mean), figure: { mean: 1 - t.all_home.mean, error: t.all_home.error } },
];

/** How many are harmed in a hundred such days. @param {Tally} t */
export function harmWords(t) {
  const hundred = (/** @type {Figure} */ f) => mean({ mean: f.mean * 100, error: f.error * 100 });
  if (t.harmed.mean <= 0) return `Nobody was harmed in ${count(t.n)} plays.`;
  return `In a hundred such days ${hundred(t.harmed)} people are harmed${t.dead.mean > 0 ? `, ${hundred(t.dead)} of them die` : ' and nobody dies'}.`;
}

/** How long each stock lasts after the day: in the mean, and in the twentieth of the plays that is worst.
 * @param {Tally} t @param {{need: string, name: string, amount: number, per_day: number}[]} supplies @returns {string[]} */
export function stockWords(t, supplies) {
  return t.goods.flatMap(([need, brought, least]) => {
    const known = supplies.find((s) => s.need === need);
    if (!known) return [];
    const days = (/** @type {number} */ more) => `${((known.amount + more) / known.per_day).toFixed(1)} d`;
    return [`${known.name} for ${days(brought)} afterwards, ${days(least)} in one play of twenty; ${days(0)} now.`];
  });
}

/** Lives first, then what they buy: the safest that brings anything, and what each further one brings more and costs.
 * @param {Rehearsed} said @param {Stage} stage @returns {string[]} */
export function verdict(said, stage) {
  const by = Object.fromEntries(said.tallies.map((t) => [t.letter, t]));
  const ranked = [...new Set(said.ranking)].filter((letter) => by[letter]);
  const [safest = STAY] = ranked;
  const top = by[safest];
  const left = notRanked(said, stage);
  if (!top || top.kept.mean <= 0) return [`${capital(name(STAY, stage))} is best: no option brings anything home with everybody unharmed.`, ...left, settledWords(said)];
  const prices = (said.steps ?? []).slice(1).map((step) => priceWords(step, stage));
  const first = `${livesWords(top)} with ${safest}${ranked.length > 1 ? ', the safest of these' : ''}; ${mean(top.kept)} ${stage.unit} come home with everybody unharmed.`;
  return [[first, ...prices.slice(0, 1)].join(' '), ...prices.slice(1), ...left, settledWords(said), ...orderWords(ranked, by, stage)];
}

/** How many die and how often somebody is harmed. @param {Tally} t */
function livesWords(t) {
  const dies = t.dead.mean > 0 ? rateWords(t.dead.mean, 'One person dies') : `Nobody died in ${count(t.n)} plays`;
  const harmed = 1 - t.unharmed.mean;
  return harmed > 0 ? `${dies}, and somebody is harmed or not home on ${days(harmed)},` : dies;
}

/** '8 of 100 days', '1 day in 500'. @param {number} p */
function days(p) {
  if (p >= 0.995) return 'every day';
  return p >= 0.02 ? `${Math.round(p * 100)} of 100 days` : `1 day in ${count(rounded(1 / p))}`;
}

/** 'One person dies in 500 days', '1.4 people die a day'. @param {number} mean_ @param {string} what */
const rateWords = (mean_, what) => (mean_ >= 0.5 ? `${number(mean_, 1)} people die each day` : `${what} in ${count(rounded(1 / mean_))} days`);

/** Two figures are enough. @param {number} n */
function rounded(n) {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(n, 1))) - 1);
  return Math.round(n / unit) * unit;
}

/** 'D brings 4.1 more than A for one death in 500 days.' @param {Step} step @param {Stage} stage */
export function priceWords({ letter, over, kept, dead, harm }, stage) {
  const told = (/** @type {Figure} */ f) => Math.abs(f.mean) > APART * f.error;
  const gain = told(kept) ? `brings ${number(Math.abs(kept.mean))} ${stage.unit} ${kept.mean > 0 ? 'more' : 'less'} than ${over}` : `brings as much as ${over}, as far as can be told`;
  const costs = [];
  if (told(dead)) costs.push(dead.mean > 0 ? deathWords(dead.mean) : `${deathWords(-dead.mean)} less`);
  if (told(harm)) costs.push(`somebody harmed or not home on ${days(Math.abs(harm.mean))} ${harm.mean > 0 ? 'more' : 'less'}`);
  return `${letter} ${gain} ${costs.length ? `for ${list(costs)}` : 'and is as safe, as far as can be told'}.`;
}

/** 'one death in 500 days'. @param {number} mean_ */
const deathWords = (mean_) => (mean_ >= 0.5 ? `${number(mean_, 1)} deaths each day` : `one death in ${count(rounded(1 / mean_))} days`);

/** What is not ranked, and what betters it. @param {Rehearsed} said @param {Stage} stage @returns {string[]} */
function notRanked(said, stage) {
  return Object.entries(said.bettered ?? {}).map(([letter, others]) => {
    const only = others.length === 1 && others[0] === STAY;
    if (only) return `${letter} is not ranked: it brings nothing home with everybody unharmed, as ${name(STAY, stage)} does.`;
    return `${letter} is not ranked: ${list(others)} ${others.length > 1 ? 'are' : 'is'} no worse in lives or in what comes home, and better in one of them.`;
  });
}

/** @param {Rehearsed} said */
function settledWords(said) {
  const plays = `${count(said.n)} plays of each option on the same days`;
  if (said.tallies.length < 2) return `${count(said.n)} plays.`;
  if (said.settled) return `${plays}: what each keeps is settled, or what is between two of them is too little to matter.`;
  const pairs = said.unsettled.map((pair) => list(pair)).join('; ');
  return `${plays}: what ${pairs} keep cannot be told apart yet.`;
}

/** Where the rehearsal has another order by value than the planner. @param {string[]} ranked @param {Record<string, Tally>} by @param {Stage} stage */
function orderWords(ranked, by, stage) {
  const rehearsed = [...ranked].sort((a, b) => (by[b]?.kept.mean ?? 0) - (by[a]?.kept.mean ?? 0));
  const planned = stage.options.filter((o) => ranked.includes(o.letter)).sort((a, b) => b.value - a.value || rehearsed.indexOf(a.letter) - rehearsed.indexOf(b.letter));
  const same = planned.every((o, i) => o.letter === rehearsed[i]);
  const fell = planned[0];
  if (same || !fell) return [];
  const tally = by[fell.letter];
  const why = fell.letter === rehearsed[0] ? '' : ` ${fell.letter} was planned to bring ${number(fell.value)} with ${chance(fell.p_home)} all home; rehearsed it is ${number(tally?.kept.mean ?? 0)} with ${chance(tally?.unharmed.mean ?? 0)}.`;
  return [`The planner has another order by value: ${planned.map((o) => o.letter).join(', ')}. Rehearsed it is ${rehearsed.join(', ')}.${why}`];
}

/** How often somebody is harmed if it is so, and if not. @param {Matter} m @param {Tally | undefined} tally */
function harms(m, tally) {
  const all = 1 - (tally?.unharmed.mean ?? 1);
  return [all + (1 - m.p) * m.harm, all - m.p * m.harm].map((p) => Math.min(1, Math.max(0, p)));
}

/** @param {Matter} m */
const harmTold = (m) => Math.abs(m.harm) > SURE * m.harm_error;
/** @param {Matter} m */
const keptTold = (m) => Math.abs(m.kept) > SURE * m.kept_error && Math.abs(m.kept) >= 0.05;

/** One thing that nobody knows, and what it does to an option. @param {Matter} m @param {Tally} tally @param {string} unit */
export function matterWords(m, tally, unit) {
  const so = { threat: `${m.name} there`, site: `${m.name} empty` }[m.kind] ?? m.name;
  const told = [];
  if (keptTold(m)) told.push(`${number(Math.abs(m.kept))} ${unit} ${m.kept > 0 ? 'less' : 'more'} if it is so`);
  if (harmTold(m)) {
    const [yes = 0, no = 0] = harms(m, tally);
    told.push(`harm in ${chance(yes)} if it is so, ${chance(no)} if not`);
  }
  if (m.part >= 0.01) told.push(`knowing it would take away ${Math.round(m.part * 100)} % of what is open`);
  return { so: `${so} (${chance(m.p)})`, does: capital(told.join('; ')) };
}

/** What to find out first. @param {Rehearsed} said @param {Stage} stage @returns {string[]} */
export function adviceWords(said, stage) {
  const ranked = said.tallies.filter((t) => said.ranking.includes(t.letter));
  const best = [...ranked].sort((a, b) => b.kept.mean - a.kept.mean)[0];
  return said.advice.map((a) => {
    const m = said.matters[best?.letter ?? '']?.find((x) => x.kind === a.matter.kind && x.key === a.matter.key) ?? a.matter;
    const site = m.kind === 'site';
    const [yes = 0, no = 0] = harms(m, best);
    const harm = best && harmTold(m) ? `: harm in ${chance(yes)} of the plays of ${best.letter} if it is, ${chance(no)} if not` : '';
    const what = site ? `Whether ${m.name} is empty decides${harm}.` : `Whether ${m.name} is there decides${harm}.`;
    return `${what} Looking there first is worth ${mean({ mean: a.worth, error: a.error })} ${stage.unit}: then ${name(a.if_so, stage)} if it is${site ? ' empty' : ' there'}, else ${name(a.if_not, stage)}.`;
  });
}

/** What a contingency cost in the plays in which it struck. @param {Struck} s @param {string} unit */
export function costWords(s, unit) {
  const told = [];
  if (s.later_s !== null && Math.abs(s.later_s) >= 60) told.push(`home ${span(s.later_s * 1000)} ${s.later_s > 0 ? 'later' : 'sooner'}`);
  if (s.value !== null && s.value >= 0.05) told.push(`${number(s.value)} ${unit} less`);
  if (s.harm !== null && s.harm >= 0.005 && s.harm < 0.95) told.push(`harm ${Math.round(s.harm * 100)} points more often`);
  return told.length ? capital(list(told, 'and')) : s.later_s === null ? 'Too rare to tell what it costs' : 'Costs little';
}
