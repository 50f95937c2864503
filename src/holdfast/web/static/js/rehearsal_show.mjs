/** A rehearsal on the page: the order of the options, what to find out, and each option that is looked at. */
import { $, make } from './boot.mjs';
import { morph } from './live.mjs';
import { endsBar, homesPicture, homesRest, homesTable } from './rehearsal_bars.mjs';
import { adviceWords, chance, costWords, count, ends, harmWords, homeWords, matterWords, mean, share, stockWords, verdict } from './rehearsal_words.mjs';
import { hhmm } from './clock.mjs';

/** @typedef {import('./rehearsal_words.mjs').Rehearsed} Rehearsed */
/** @typedef {import('./rehearsal_words.mjs').Tally} Tally */
/** @typedef {import('./rehearsal_words.mjs').Stage} Stage */
/** @typedef {{began_ms: number, sources: {threat: string, name: string, p: number}[], sites: {site: string, name: string}[], supplies: {need: string, name: string, amount: number, per_day: number}[], without: Rehearsed, with: Rehearsed | null}} Answer */
/** @typedef {{answer: Answer, stage: Stage, letters: string[], what: string[], darkH: number, headlines: (letter: string, number: number) => string, told: string, link: (letter: string) => string}} Scene
 *   letters: the options that are looked at; what: the contingencies in words; darkH: by how much last light comes earlier; told: letter and number of the play that is open */

const MOST = 5; // contingencies and things that matter which stand open
const tallyOf = (/** @type {Rehearsed | null} */ said, /** @type {string} */ letter) => said?.tallies.find((t) => t.letter === letter) ?? null;

/** Write everything anew, keeping what the reader is at. @param {Scene} scene */
export function showRehearsal(scene) {
  const now = scene.answer.with ?? scene.answer.without;
  morph($('#rehearsed'), make('div', {}, verdictBox(scene, now)).innerHTML);
  morph($('#rehearsed-options'), make('div', {}, ...optionsPart(scene, now)).innerHTML);
  writeShort(scene, now);
}

/** One line under the options. @param {Scene} scene @param {Rehearsed} now */
function writeShort(scene, now) {
  const line = document.querySelector('#rehearsal-short');
  if (!line) return;
  const words = `${scene.what.length ? `With ${scene.what.length} ${scene.what.length > 1 ? 'contingencies' : 'contingency'} of your own, rehearsed` : 'Rehearsed'} ${count(now.n)} times: ${verdict(now, scene.stage)[0]}${now.settled ? '' : ' Not settled yet.'}`;
  line.replaceChildren(make('b', {}, words), ' ', make('a', { href: '#rehearsal' }, 'How, and what matters'));
}

/** @param {Scene} scene @param {Rehearsed} now */
function verdictBox({ answer, stage, what, link }, now) {
  const plain = verdict(answer.without, stage)[0];
  const without = !answer.with ? [] : plain === verdict(now, stage)[0] ? ['Without it the same.'] : [`Without it: ${plain}`];
  const lines = [...verdict(now, stage).slice(0, 1), ...without, ...verdict(now, stage).slice(1)];
  const advised = adviceWords(now, stage);
  const bettered = Object.keys(now.bettered ?? {}).filter((letter) => !now.ranking.includes(letter));
  const advice = advised.length ? advised : ['Nothing that could be found out beforehand would change which option is best.'];
  return make('section', { class: 'box', id: 'rehearsal-verdict' },
    ...(what.length ? [make('p', { class: 'what-now' }, make('b', {}, 'What if: '), what.join('; '))] : []),
    make('div', { class: 'two' },
      make('div', {}, make('h3', {}, 'What each costs and brings'), make('ul', { class: 'differences' }, ...lines.map((w) => make('li', {}, w)))),
      make('div', {}, make('h3', {}, 'What to find out first'), make('ul', { class: 'plain-list', id: 'rehearsal-advice' }, ...advice.map((w) => make('li', {}, w))))),
    make('ol', { class: 'ranks', 'aria-label': 'Options as rehearsed, the safest first' }, ...[...new Set(now.ranking)].map((letter) => rank(letter, answer, stage, link))),
    ...(bettered.length ? [make('h3', {}, 'Not ranked'), make('ul', { class: 'ranks', 'aria-label': 'Options that another one betters' }, ...bettered.map((letter) => rank(letter, answer, stage, link)))] : []),
    make('p', { class: 'quiet' }, `Kept: ${stage.unit} brought home by people who are all unharmed. Home: the last team, and nine of ten plays. ± is one standard error.`));
}

/** @param {string} title @param {string} value @param {string} [more] */
const figure = (title, value, more = '') => make('div', {}, make('dt', {}, title), make('dd', {}, value, ...(more ? [' ', make('small', {}, more)] : [])));

/** One option in the order of the rehearsal. @param {string} letter @param {Answer} answer @param {Stage} stage @param {(letter: string) => string} link */
function rank(letter, answer, stage, link) {
  const option = stage.options.find((o) => o.letter === letter);
  const t = tallyOf(answer.with ?? answer.without, letter);
  const was = answer.with ? tallyOf(answer.without, letter) : null;
  const head = option ? make('a', { class: 'letter', 'data-show': '', href: link(letter) }, make('span', { class: 'hidden' }, 'Option '), letter) : make('span', { class: 'letter' }, letter);
  if (!t) return make('li', { id: `rank-${letter}` }, head, make('p', { class: 'quiet' }, stage.call ? 'They wait where they are: what they meet there is not counted, and nothing is brought.' : 'Staying home: nobody is put in danger outside, and nothing is brought.'));
  const before = (/** @type {string} */ words, /** @type {string} */ now) => (was && words !== now ? `without ${words}` : '');
  const away = (/** @type {Tally} */ x) => share({ mean: 1 - x.all_home.mean, error: x.all_home.error }, x.n);
  const home = (/** @type {Tally} */ x) => (x.home_s ? hhmm(answer.began_ms + (x.home_s[2] ?? 0) * 1000) : 'never');
  const span = t.home_s ? `${hhmm(answer.began_ms + (t.home_s[0] ?? 0) * 1000)} to ${hhmm(answer.began_ms + (t.home_s[4] ?? 0) * 1000)}` : '';
  const rows = [
    figure('All home unharmed', share(t.unharmed, t.n), was ? before(share(was.unharmed, was.n), share(t.unharmed, t.n)) : `planned ${chance(option?.p_home ?? 1)}`),
    figure('Not all home alive', away(t), was ? before(away(was), away(t)) : ''),
    figure(`Kept, ${stage.unit}`, mean(t.kept), was ? before(mean(was.kept), mean(t.kept)) : `brought ${mean(t.value)}`),
    ...(t.people.mean > 0 && stage.unit !== 'people' ? [figure('People brought', mean(t.people), was ? before(mean(was.people), mean(t.people)) : '')] : []),
    figure('Home', home(t), was ? `${span}; ${before(home(was), home(t)) || 'no change'}` : span),
    figure('After dark', share(t.after_dark, t.n), was ? before(share(was.after_dark, was.n), share(t.after_dark, t.n)) : ''),
  ];
  return make('li', { id: `rank-${letter}` }, head, make('dl', {}, ...rows), endsBar(t));
}

/** @param {Scene} scene @param {Rehearsed} now */
function optionsPart(scene, now) {
  const found = scene.letters.map((letter) => tallyOf(now, letter)).filter((t) => t !== null);
  const parts = found.map((t) => optionBox(/** @type {Tally} */ (t), scene, now));
  return parts.length ? [make('div', { class: parts.length > 1 ? 'two rehearsed-two' : 'rehearsed-one' }, ...parts)] : [];
}

/** One option that is looked at. @param {Tally} t @param {Scene} scene @param {Rehearsed} now */
function optionBox(t, scene, now) {
  const { answer, stage } = scene;
  const option = /** @type {import('./rehearsal_words.mjs').Option} */ (stage.options.find((o) => o.letter === t.letter));
  const before = answer.with ? tallyOf(answer.without, t.letter) : null;
  const darkMs = option.dark_ms === null ? null : option.dark_ms - scene.darkH * 3_600_000;
  const homes = { tally: t, before, option, beganMs: answer.began_ms, darkMs };
  const id = `rehearsed-${t.letter}`;
  return make('section', { class: 'box rehearsed-option', id, 'data-letter': t.letter, 'aria-labelledby': `${id}-head` },
    make('h3', { id: `${id}-head` }, `Option ${t.letter}, rehearsed`),
    make('div', { class: 'rehearsed-parts' },
      make('div', {}, ...endsPart(t, before, answer), ...(t.bars.length ? [homesPart(homes, id)] : [make('p', { class: 'bad-words' }, homeWords(t, answer.began_ms))])),
      make('div', {}, ...wrongPart(t, stage, id), ...matterPart(t, now, stage, id), ...worstPart(t, scene))));
}

/** @param {Tally} t @param {Tally | null} before @param {Answer} answer */
function endsPart(t, before, answer) {
  const was = before ? ends(before) : [];
  const item = (/** @type {any} */ e, /** @type {number} */ i) => make('li', {}, make('i', { class: `end-mark ${e.kind}`, 'aria-hidden': 'true' }), make('b', {}, e.figure ? share(e.figure, t.n) : e.part > 0 ? chance(e.part) : `0 of ${count(t.n)}`), ` ${e.words}`, ...(was[i] ? [make('small', {}, `, without it ${chance(was[i]?.part ?? 0)}`)] : []));
  return [
    make('h4', {}, 'How it ends'), endsBar(t), ...(before ? [make('p', { class: 'hidden' }, 'The thin bar is without it.'), make('div', { class: 'thin' }, endsBar(before))] : []),
    make('ul', { class: 'ends-words' }, ...ends(t).map(item)),
    make('p', { class: 'quiet' }, [harmWords(t), ...stockWords(t, answer.supplies)].join(' ')),
  ];
}

/** @param {import('./rehearsal_bars.mjs').Homes} homes @param {string} id */
function homesPart(homes, id) {
  const { tally, before } = homes;
  const dark = homes.darkMs === null ? '' : ` After dark, or not home: ${share(tally.after_dark, tally.n)}.`;
  return make('figure', { class: 'homes-figure' },
    make('h4', {}, 'When they get home'),
    make('p', {}, homeWords(tally, homes.beganMs) + dark, ...(before ? [make('br'), make('span', { class: 'quiet' }, `Without it: ${homeWords(before, homes.beganMs)}`)] : [])),
    homesPicture(homes), make('p', { class: 'quiet' }, `${homesRest(homes)}${before ? ' Short lines: without it.' : ''}`.trim()),
    make('details', { id: `${id}-table` }, make('summary', {}, 'As a table'), make('div', { class: 'scroll', tabindex: '0' }, homesTable(homes))));
}

/** The first few, and the others behind a word. @param {HTMLElement[]} items @param {string} id */
function folded(items, id, kind = 'plain-list') {
  const more = items.slice(MOST);
  return [make('ul', { class: kind }, ...items.slice(0, MOST)), ...(more.length ? [make('details', { id }, make('summary', {}, `${more.length} more`), make('ul', { class: kind }, ...more))] : [])];
}

/** @param {Tally} t @param {Stage} stage @param {string} id */
function wrongPart(t, stage, id) {
  const items = t.struck.map((s) => make('li', {}, make('b', {}, s.words), ` in ${chance(s.share.mean)} of the plays. `, make('span', { class: 'quiet' }, `${costWords(s, stage.unit)}.`)));
  if (!items.length) return [make('h4', {}, 'What went wrong'), make('p', { class: 'quiet' }, 'Nothing, in any play.')];
  return [make('h4', {}, 'What went wrong'), make('p', { class: 'quiet' }, 'What those plays cost beside the others:'), ...folded(items, `${id}-wrong`)];
}

/** @param {Tally} t @param {Rehearsed} now @param {Stage} stage @param {string} id */
function matterPart(t, now, stage, id) {
  const items = (now.matters[t.letter] ?? []).map((m) => {
    const { so, does } = matterWords(m, t, stage.unit);
    return make('li', {}, make('b', {}, `${so}. `), `${does}.`);
  });
  return [make('h4', {}, 'What matters most'), ...(items.length ? folded(items, `${id}-matters`) : [make('p', { class: 'quiet' }, 'Nothing that is unknown does more to it than chance.')])];
}

/** @param {Tally} t @param {Scene} scene */
function worstPart(t, { headlines, told }) {
  const items = t.worst.map((number) => {
    const words = `Play ${count(number)}: ${headlines(t.letter, number)}`.replace(/: $/, '');
    const on = told === `${t.letter}${number}`;
    return make('li', {}, make('button', { type: 'button', class: 'btn play', id: `play-${t.letter}-${number}`, 'data-letter': t.letter, 'data-play': String(number), 'aria-pressed': String(on) }, words), make('span', { class: 'only-print' }, words));
  });
  return [make('h4', {}, items.length > 1 ? `The worst ${items.length} of ${count(t.n)} plays` : 'The worst play'), make('ul', { class: 'worst' }, ...items)];
}
