/**
 * The rehearsal of this plan: asked for when its options are there, again when a contingency is
 * added, and with more plays where options cannot be told apart by the first.
 */
import { askJson } from './ask.mjs';
import { $, make } from './boot.mjs';
import { hhmm, nowMs } from './clock.mjs';
import { address, beside, plan, shown } from './plan_show.mjs';
import { count, list } from './rehearsal_words.mjs';
import { showRehearsal } from './rehearsal_show.mjs';
import { send } from './say.mjs';
import { closeStory, openStory, toldNow } from './story.mjs';
import { fillWhatIf, readyWhatIf, startWhatIf } from './what_if.mjs';

/** @typedef {import('./what_if.mjs').What} What */
/** @typedef {import('./rehearsal_show.mjs').Answer} Answer */

const FIRST = 20_000; // plays of each option, at first and where that does not settle it
const MORE = 200_000;
const QUICK_MS = 1000;

/** @type {Answer | null} */
let answer = null;
/** @type {What[]} */
let what = [];
let of = ''; // the options that were played
let asked = 0;
/** Stories by letter and number, of the plays that are shown. @type {Map<string, any>} */
let stories = new Map();

const section = () => /** @type {HTMLElement | null} */ (document.querySelector('#rehearsal[data-offered]'));
const wanted = () => what.map((one) => one.wanted);
const state = (/** @type {(string | Node)[]} */ ...inside) => document.querySelector('#rehearsal-state')?.replaceChildren(...inside);

/** Progress in words, once it takes longer than anybody would notice. @param {string} words @returns {() => void} ends it */
function tellBusy(words) {
  const began = performance.now();
  let timer = 0;
  const tick = () => {
    const seconds = Math.floor((performance.now() - began) / 1000);
    const line = document.querySelector('#rehearsal-busy');
    if (line) tellPlace(line, seconds);
    else state(make('p', { class: 'row' }, make('span', { role: 'status' }, words), make('span', { class: 'quiet', id: 'rehearsal-busy' }, `${seconds} s`)), make('progress', { 'aria-label': 'Playing' }));
    timer = window.setTimeout(tick, QUICK_MS);
  };
  timer = window.setTimeout(tick, QUICK_MS);
  return () => clearTimeout(timer);
}

/** The seconds so far, and how many rehearsals are before this one while it waits. @param {Element} line @param {number} seconds */
function tellPlace(line, seconds) {
  line.textContent = `${seconds} s${line.getAttribute('data-place') ?? ''}`;
  askJson(`/api/plans/${plan()}/rehearse`).then((said) => line.setAttribute('data-place', said && said.place > 0 ? `. ${said.words}` : ''));
}

/** Ask the base for so many plays. @param {What[]} next @param {number} most @param {string} words */
async function ask(next, most, words) {
  const done = tellBusy(words);
  try {
    return await send(`/api/plans/${plan()}/rehearse`, { what: next.map((one) => one.wanted), most });
  } finally {
    done();
  }
}

/** Whether more plays would tell more. @param {Answer} said */
const open = (said) => !(said.without.settled && (said.with?.settled ?? true));

/** Play with these contingencies, and show it. @param {What[]} next @returns {Promise<string>} what the base has against it */
async function playWith(next) {
  asked += 1;
  const mine = asked;
  try {
    const said = await ask(next, FIRST, 'Playing every option through.');
    if (mine !== asked) return '';
    take(said, next);
    if (open(said)) more(said, next, mine);
    return '';
  } catch (error) {
    if (mine === asked && answer) tellPlayed();
    return /** @type {Error} */ (error).message;
  }
}

/** More plays behind the page's back, until it is settled. @param {Answer} said @param {What[]} next @param {number} mine */
async function more(said, next, mine) {
  const pairs = [...said.without.unsettled, ...(said.with?.unsettled ?? [])].map((pair) => list(pair));
  const words = `${[...new Set(pairs)].join('; ')} cannot be told apart by ${count(said.without.n)} plays: playing more.`;
  try {
    const again = await ask(next, MORE, words);
    if (mine === asked) take(again, next);
  } catch {
    if (mine === asked) tellPlayed(); // what is shown holds, and says that it is not settled
  }
}

/** @param {Answer} said @param {What[]} next */
function take(said, next) {
  if (JSON.stringify(next) !== JSON.stringify(what)) closeStory();
  answer = said;
  what = next;
  stories = new Map();
  fillWhatIf(said);
  tellPlayed();
  draw();
}

function tellPlayed() {
  state(make('p', { class: 'quiet' }, `Played at ${hhmm(nowMs())}, from what is believed now.`));
}

/** The page as it is looked at now. */
function draw() {
  if (!answer || !section()) return;
  const letters = [shown(), beside()].filter(Boolean);
  const darkH = Math.max(0, ...wanted().map((one) => (one.kind === 'dark' ? (one.n ?? 0) : 0)));
  const stage = JSON.parse(document.getElementById('plan-stage')?.textContent ?? '{}');
  if (toldNow() && !letters.includes(toldNow().slice(0, 1))) closeStory();
  showRehearsal({
    answer, stage, letters, what: what.map((one) => one.words), darkH, told: toldNow(), link: (letter) => address(letter),
    headlines: (letter, number) => stories.get(`${letter}${number}`)?.story.headline ?? '',
  });
  tellWorst(letters);
}

/** The headlines of the worst plays, as they come. @param {string[]} letters */
async function tellWorst(letters) {
  const said = answer;
  const now = said?.with ?? said?.without;
  let news = false;
  for (const tally of now?.tallies.filter((t) => letters.includes(t.letter)) ?? []) {
    for (const number of tally.worst) {
      if (stories.has(`${tally.letter}${number}`)) continue;
      const story = await tellOne(tally.letter, number).catch(() => null);
      if (said !== answer) return;
      if (story) news = stories.set(`${tally.letter}${number}`, story).size > 0;
    }
  }
  if (news) draw();
}

/** @param {string} letter @param {number} number */
const tellOne = (letter, number) => send(`/api/plans/${plan()}/story`, { letter, number, what: wanted() });

/** @param {HTMLElement} button one of the worst plays */
async function openPlay(button) {
  const [letter, number] = [button.dataset.letter ?? '', Number(button.dataset.play)];
  try {
    const told = stories.get(`${letter}${number}`) ?? (await tellOne(letter, number));
    stories.set(`${letter}${number}`, told);
    openStory(told, button.id);
  } catch (error) {
    state(make('p', { class: 'bad-words', role: 'alert' }, /** @type {Error} */ (error).message));
  }
}

/** Play it all; a failure leaves a sentence and a button. */
async function begin() {
  const trouble = await playWith(what);
  if (!trouble) return;
  const again = make('button', { type: 'button', class: 'btn main', id: 'rehearse-retry' }, 'Try again');
  again.addEventListener('click', begin);
  state(make('div', { class: 'box warnings row' }, make('p', { class: 'bad-words', role: 'alert' }, `It could not be rehearsed. ${trouble}`), again));
}

/** Other options than were played are played anew; another one that is looked at is shown. */
function follow() {
  const now = section()?.dataset.offered ?? '';
  if (!now) return;
  if (now === of) return draw();
  of = now;
  readyWhatIf();
  begin();
}

export function startRehearsing() {
  startWhatIf(playWith);
  document.addEventListener('refreshed', follow);
  document.addEventListener('story', draw);
  document.addEventListener('click', ({ target }) => {
    const on = target instanceof Element ? target : document.body;
    const button = on.closest('[data-play]');
    if (button instanceof HTMLElement) openPlay(button);
    if (on.closest('#rehearse-again')) begin();
    const link = on.closest('a[href="#rehearsal"]');
    if (link) $('#rehearsal-head').focus();
  });
  follow();
}
