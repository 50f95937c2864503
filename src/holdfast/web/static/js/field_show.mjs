/** What the page shows of the outbox: the counter, the list, the last receipt, and what was refused. */
import { $, make } from './boot.mjs';
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
  drawReceipt(all.find((r) => r.run === run));
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

/** The last word's receipt, under the thumb: in the button that said it, where that is still there.
 * @param {Report | undefined} last */
function drawReceipt(last) {
  const receipt = $('#receipt');
  receipt.hidden = !last;
  if (!last) return;
  const said = document.querySelector(`#acts [data-kind="${last.fact.kind}"]:not([hidden])`);
  const button = said ?? $('#acts [data-kind=checked_in]');
  if (receipt.parentElement !== button) button.append(receipt);
  const how = receiptWords(last, hhmm);
  const words = said ? `${hhmm(last.at)}: ${how}` : `${last.label} ${hhmm(last.at)}: ${how}`;
  receipt.className = `receipt ${standing(last)}`;
  if (receipt.textContent === words) return;
  receipt.textContent = words;
  tell(`${last.label} ${hhmm(last.at)}: ${how}`, standing(last) === 'refused');
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
