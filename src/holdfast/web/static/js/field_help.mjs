/**
 * The call for help: held, or pressed twice; then whether the base has it and who took it.
 *
 * 'Pressed by mistake' is a word for the room, which closes the call: it is no report that all is
 * well, since a team under duress may press it, and it moves no clock.
 */
import { $, $$ } from './boot.mjs';
import { hhmm } from './clock.mjs';
import { MISTAKE, helpWords, isClosed, lastCall, mistaken } from './kit/help.mjs';
import { Hold, holdable } from './kit/hold.mjs';

/** @typedef {import('./outbox.mjs').Report} Report */
/** @typedef {(label: string, fact: import('./say.mjs').Fact) => Promise<void>} Say */

let asOf = 0;

/** The base has just said how the call stands. @param {number} now */
export function heardOfHelp(now) {
  asOf = now;
}

/** @param {Report[]} reports of this run */
export function drawHelp(reports) {
  const box = $('#help-now-stands');
  const call = lastCall(reports);
  const { open, seen = '' } = $('#help-told').dataset;
  const told = { open: open === 'yes', seen_by: seen, as_of: asOf };
  box.hidden = !call && !told.open;
  if (call) {
    const mistake = mistaken(reports, call);
    const words = helpWords(call, told, hhmm, mistake);
    if ($('#help-words').textContent !== words) $('#help-words').textContent = words;
    $('#help-more').hidden = isClosed(call, told);
    $('#help-mistake').hidden = mistake;
  } else if (told.open) $('#help-words').textContent = `The base has a call for help from you. ${seen ? `Taken by ${seen}.` : 'Nobody there has taken it yet.'}`;
}

/** @param {Say} say */
export function startHelp(say) {
  const button = $('#help-now');
  const how = $('#help-how');
  const rest = how.textContent ?? '';
  const hold = new Hold({
    taps: true,
    rests: true,
    done: () => {
      navigator.vibrate?.([200, 100, 200]);
      void say('Need help now', { kind: 'help_called' });
    },
    show: (stage) => {
      button.classList.toggle('holding', stage === 'holding');
      if (stage !== 'holding') how.textContent = { rest, again: 'press once more to call for help', done: 'called; keep this page open' }[stage];
    },
  });
  holdable(button, hold);
  for (const need of $$('[data-need]')) need.addEventListener('click', () => say(`Help: ${need.textContent?.trim()}`, { kind: 'help_called', need: need.dataset.need }));
  $('#help-mistake').addEventListener('click', () => say('Help was a mistake', { kind: 'note_logged', about: $('#main').dataset.run, words: MISTAKE }));
}
