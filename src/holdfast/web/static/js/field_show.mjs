/** What the page shows of the outbox: the counter, the list, the last receipt, and what was refused. */
import { $, $$, make } from './boot.mjs';
import { hhmm } from './clock.mjs';
import { receiptWords, standing, tallyWords } from './kit/standing.mjs';
import { drop, reports, sendAgain } from './outbox.mjs';
import { tell } from './say.mjs';

/** @typedef {import('./outbox.mjs').Report} Report */

const KEPT_SHOWN = 8;

/** @param {Report} report @param {string} run */
const named = (report, run) => `${report.label} ${hhmm(report.at)}${report.run === run ? '' : ` (${report.run})`}`;

/** What concerns this page: its run's reports, and whatever else has not reached the base. @param {Report[]} all @param {string} run */
const concerns = (all, run) => all.filter((r) => r.run === run || standing(r) !== 'kept');

/**
 * @param {string} run
 * @param {{mend: (report: Report) => void, push: (pressed?: boolean) => void}} acts
 * @returns {Promise<Report[]>} what lies here
 */
export async function draw(run, acts) {
  const all = await reports();
  const here = concerns(all, run);
  $('#outbox-count').textContent = tallyWords(here);
  drawList(here, run);
  drawReceipts(all.filter((r) => r.run === run));
  drawRefused(here.filter((r) => standing(r) === 'refused'), run, acts);
  return all;
}

/** @param {Report[]} here @param {string} run */
function drawList(here, run) {
  let kept = 0;
  const shown = here.filter((r) => standing(r) !== 'kept' || (kept += 1) <= KEPT_SHOWN);
  $('#outbox').replaceChildren(
    ...shown.map((r) => make('li', { class: standing(r) }, make('span', {}, named(r, run)), make('span', { class: 'status' }, receiptWords(r, hhmm)))),
  );
}

let told = '';
/** Each button carries the receipt of what it said last, and of nothing else; the last word of all is
 * read out, and stands below the buttons where none of them said it. @param {Report[]} mine newest first */
function drawReceipts(mine) {
  const last = mine.at(0);
  for (const button of $$('#acts [data-kind]')) {
    const report = mine.find((r) => r.fact.kind === button.dataset.kind);
    const held = button.querySelector(':scope > .receipt');
    const receipt = held ?? (report ? button.appendChild(make('small', { class: 'receipt' })) : null);
    if (!receipt || !report) continue;
    receipt.className = `receipt ${standing(report)}`;
    receipt.id = report === last && !button.hidden ? 'receipt' : '';
    const words = `${hhmm(report.at)}: ${receiptWords(report, hhmm)}`;
    if (receipt.textContent !== words) receipt.textContent = words;
  }
  if (!last) return;
  const words = `${last.label} ${hhmm(last.at)}: ${receiptWords(last, hhmm)}`;
  const shown = document.querySelector(`#acts [data-kind="${last.fact.kind}"]:not([hidden])`) !== null;
  const below = $('#last-word');
  below.hidden = shown || last.fact.kind === 'help_called'; // a call for help has a box of its own
  below.className = `last-word ${standing(last)}`;
  below.textContent = below.hidden ? '' : words;
  if (words === told) return;
  told = words;
  tell(words, standing(last) === 'refused');
}

let drawn = '';
/** What the base did not take stands at the top until somebody has dealt with it.
 * @param {Report[]} refused @param {string} run @param {Parameters<typeof draw>[1]} acts */
function drawRefused(refused, run, acts) {
  const now = JSON.stringify(refused.map((r) => [r.id, r.why]));
  if (now === drawn) return;
  const box = $('#refused');
  const more = refused.some((r) => !drawn.includes(r.id));
  drawn = now;
  box.hidden = !refused.length;
  box.replaceChildren(...refused.map((r) => refusal(r, run, acts)));
  if (!more) return;
  navigator.vibrate?.([80, 60, 80]);
  if (document.querySelector('.field-form:not([hidden])')) return; // nobody's typing is taken from them
  scrollTo({ top: 0 });
  /** @type {HTMLElement | null} */ (box.querySelector('h2'))?.focus({ preventScroll: true });
}

/** @param {Report} report @param {string} run @param {Parameters<typeof draw>[1]} acts */
function refusal(report, run, acts) {
  const button = (/** @type {string} */ words, /** @type {() => unknown} */ act, main = '') => {
    const made = make('button', { type: 'button', class: `btn ${main}` }, words);
    made.addEventListener('click', act);
    return made;
  };
  const redraw = () => draw(run, acts);
  const change = report.run === run
    ? button('Change it and send', () => acts.mend(report), 'main')
    : make('a', { class: 'btn main', href: `/field/${report.run}` }, 'Change it on its run’s page');
  const again = button('Send again as it is', async () => {
    await sendAgain(report.id);
    await redraw();
    acts.push(true);
  });
  const gone = button('Remove', async () => {
    if (gone.dataset.sure !== 'yes') {
      gone.dataset.sure = 'yes';
      gone.textContent = 'Remove for good';
      return;
    }
    await drop(report.id);
    await redraw();
  });
  return make(
    'article', { 'data-report': report.id },
    make('h2', { tabindex: '-1' }, `The base did not take: ${named(report, run)}`), make('p', { class: 'why' }, report.why ?? ''),
    make('div', { class: 'acts-grid' }, change, again, gone),
  );
}
