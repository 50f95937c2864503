/** The team's page: one press says what happened, with or without a link to the base. */
import { $, $$ } from './boot.mjs';
import { nowMs, startClock } from './clock.mjs';
import { startTime } from './field_clock.mjs';
import { mend, openForm, startForms } from './field_forms.mjs';
import { drawHelp, heardOfHelp, startHelp } from './field_help.mjs';
import { freshPage, startKeeping } from './field_kept.mjs';
import { push, startLink } from './field_link.mjs';
import { LOOK_MS, placeOf } from './field_place.mjs';
import { draw as drawOutbox } from './field_show.mjs';
import { Hold, holdable } from './kit/hold.mjs';
import { keep, place, saveFile } from './outbox.mjs';
import { tell } from './say.mjs';

/** @typedef {import('./say.mjs').Fact} Fact */

const main = $('#main');
const run = main.dataset.run ?? '';
const PLACING_MS = LOOK_MS + 2_000;

/** Keep it, show it, try to send it. @param {string} label @param {Fact} fact
 * @param {Partial<import('./field_forms.mjs').Filled>} [more] */
async function report(label, fact, { at = Math.round(nowMs()), where = placeOf(), form, typed, instead_of } = {}) {
  navigator.vibrate?.(30);
  const asSent = where === 'as sent' ? instead_of?.fact.at : 'fix' in where ? where.fix?.at : undefined;
  const looking = where !== 'as sent' && 'looking' in where ? where.looking : undefined;
  const whose = instead_of?.run ?? run;
  const told = 'about' in fact ? {} : { run: whose, ...(asSent ? { at: asSent } : {}) }; // words for the log have no place
  const said = { ...fact, ...told, when_ms: at };
  try {
    const kept = await keep({ run: whose, label, fact: said, at, placing_ms: looking ? PLACING_MS : 0, form, typed, instead_of: instead_of?.id });
    if (looking) void looking.then((fix) => place(kept.id, fix?.at)).then(() => push(true));
  } catch {
    $('#unkept').hidden = false; // full, or forbidden: nothing may look as if it were kept
    throw new Error('This device could not keep the report. Say it by radio, and tell the base about this device.');
  }
  await draw();
  if (!looking) push(true);
}

/** @type {Record<string, () => Fact>} */
const SAID = {
  checked_in: () => ({ kind: 'checked_in', quiet: true }),
  departed: () => ({ kind: 'departed', crew: JSON.parse(main.dataset.crew ?? '[]') }),
  arrived: () => ({ kind: 'arrived', site: main.dataset.site }),
  left_site: () => ({ kind: 'left_site', site: main.dataset.site }),
  turned_back: () => ({ kind: 'turned_back' }),
  way_switched: () => ({ kind: 'way_switched', role: 'fallback' }),
};

async function draw() {
  const all = await drawOutbox(run, { mend, push });
  drawHelp(all.filter((r) => r.run === run));
}

/** The run, as the base reckons it now. */
async function renew() {
  const page = await freshPage();
  const fresh = page?.querySelector('#main');
  if (!page || !(fresh instanceof HTMLElement)) return;
  for (const part of ['#told', '#due', '#where-now', '#help-told']) {
    const now = page.querySelector(part);
    if (now) $(part).replaceWith(now);
  }
  if (fresh.dataset.site !== main.dataset.site) nextStop(page, fresh);
  for (const key of ['phase', 'crew', 'names', 'others']) main.dataset[key] = fresh.dataset[key];
  heardOfHelp(nowMs());
  fitButtons();
  await draw();
}

/** The team heads for another stop: what names the last one names this one, unless a form is open about it.
 * @param {Document} page @param {HTMLElement} fresh */
function nextStop(page, fresh) {
  if (!$('#form-found').hidden) return;
  for (const part of ['[data-say=arrived] > small', '[data-say=left_site] > small', '#form-found h2', '#form-found .lines']) {
    const [had, now] = [document.querySelector(part), page.querySelector(part)];
    if (had && now) had.replaceWith(now);
  }
  main.dataset.site = fresh.dataset.site ?? '';
}

/** What a team still has to say whose run was called off, where it left all the same. */
const IF_OUT = ['checked_in', 'arrived', 'left_site', 'turned_back', 'contact_reported', 'came_home'];

/** Buttons that cannot be meant now are put away. */
function fitButtons() {
  const phase = main.dataset.phase ?? '';
  const off = phase === 'called_off'; // who is down as home may still be out, and has all its buttons
  const inside = ['tasked', 'ready'].includes(phase);
  for (const button of $$('#acts .act')) {
    const { kind = '', say } = button.dataset;
    button.hidden = off ? !IF_OUT.includes(kind) : (say === 'departed') !== inside;
  }
}

/** The base has called them home: one press says that they have heard, once. */
function startAnswer() {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('#called-answer') : null;
    if (!(button instanceof HTMLButtonElement) || button.disabled) return;
    const { answer = 'checked_in', label = '' } = button.dataset;
    button.disabled = true;
    report(label, { kind: answer, words: 'Called home: understood' }).catch((error) => {
      button.disabled = false;
      tell(error.message, true);
    });
  });
}

/** 'All home' ends the watch over a team: held, then counted by name. */
function startHome() {
  const button = $('#all-home');
  const how = $('small:not(.receipt)', button);
  const rest = how.textContent ?? '';
  const show = (/** @type {import('./kit/hold.mjs').Stage} */ stage) => {
    button.classList.toggle('holding', stage === 'holding');
    if (stage !== 'holding') how.textContent = stage === 'again' ? 'hold it for 2 s (by key: press once more)' : rest;
  };
  holdable(button, new Hold({ done: () => openForm('home'), show }));
}

startTime(!navigator.serviceWorker?.controller);
startClock();
for (const button of $$('[data-say]:not(#all-home)')) {
  const label = button.dataset.label ?? '';
  button.addEventListener('click', () => report(label, SAID[button.dataset.say ?? '']()).catch((error) => tell(error.message, true)));
}
startForms(({ label, fact, ...more }) => report(label, fact, more));
startHelp((label, fact) => report(label, fact).catch((error) => tell(error.message, true)));
startHome();
startAnswer();
fitButtons();
$('#export').addEventListener('click', saveFile);
await draw().catch(() => {
  $('#unkept').hidden = false;
});
startLink({ drawn: draw, renew });
void startKeeping(renew);
