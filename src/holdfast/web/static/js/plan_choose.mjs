/**
 * Choosing an option: asked once more in a dialog that says what it means, then said. What has
 * changed since it was worked out is told by the base, and asked about once more.
 */
import { $, make } from './boot.mjs';
import { by } from './plan_ask.mjs';
import { address, plan, show } from './plan_show.mjs';
import { send, tell } from './say.mjs';

/** The dialog stands outside of what is morphed, so that news do not close it. */
const dialog = /** @type {HTMLDialogElement} */ (make('dialog', { class: 'confirm', 'aria-labelledby': 'confirm-head' }));

/** The base's status for what may be chosen only by who knows what has changed. */
const CHANGED = 409;

/** @param {string} letter @param {string} call @param {boolean} anyway */
async function choose(letter, call, anyway) {
  const said = await send(`/api/plans/${plan()}/choose`, { letter, ...(call ? { call } : {}), ...(anyway ? { anyway } : {}), ...by() });
  const runs = said.runs ?? [];
  if (runs.length === 1) return location.assign(`/runs/${encodeURIComponent(runs[0])}`);
  if (!runs.length) return location.assign('/');
  await show(address(letter));
  return tell(`Option ${letter} is chosen: ${runs.length} runs are tasked and wait for their people.`);
}

/** Ask whether this option shall be chosen. @param {string} letter */
export function askToChoose(letter) {
  const row = document.querySelector(`#option-${letter}`);
  if (!row?.querySelector('[data-choose]') || dialog.open) return;
  const goes = !row.querySelector('.nobody');
  const call = row.closest('#options')?.getAttribute('data-anew') ?? ''; // of a run that is out and is planned anew
  const figures = /** @type {HTMLElement} */ ($('dl', row).cloneNode(true));
  const named = /** @type {HTMLInputElement} */ (make('input', { maxlength: '100', placeholder: 'given by itself' }));
  const yes = /** @type {HTMLButtonElement} */ (make('button', { class: 'btn main' }, goes ? `Choose ${letter}` : call ? 'They wait' : 'Stay home'));
  const no = make('button', { type: 'button', class: 'btn' }, 'Not yet');
  const trouble = make('p', { class: 'bad-words', role: 'alert' });
  const form = make('form', { class: 'stack' }, ...(goes && !call ? [make('label', {}, 'Call sign', named)] : []), trouble, make('div', { class: 'row' }, yes, no));
  dialog.replaceChildren(
    make('h2', { id: 'confirm-head' }, goes ? `Choose option ${letter}?` : call ? `Let ${call} wait where it is?` : 'Stay home?'),
    make('p', { class: 'quiet' }, goes ? `${row.querySelector('.why')?.textContent?.trim() ?? ''} ${call ? `${call} is tasked anew: tell them by radio.` : 'Its people are asked to go at once.'}` : call ? 'Its tasking stays as it is: tell them by radio.' : 'Nobody leaves; the plan is decided.'),
    ...(goes ? [figures] : []), form,
  );
  no.addEventListener('click', () => dialog.close());
  let anyway = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    yes.disabled = true;
    try {
      await choose(letter, named.value.trim(), anyway);
      dialog.close();
    } catch (error) {
      const told = /** @type {Error & {status?: number}} */ (error);
      anyway = told.status === CHANGED;
      trouble.textContent = anyway ? `This has changed since it was worked out. ${told.message}` : told.message;
      if (anyway) yes.textContent = `Choose ${letter} all the same`;
      yes.disabled = false;
      if (anyway) no.focus(); // a second Enter must not choose what nobody has read
    }
  });
  dialog.showModal();
  yes.focus();
}

export function startChoosing() {
  document.body.append(dialog);
  document.addEventListener('click', (event) => {
    const button = /** @type {Element} */ (event.target).closest('[data-choose]');
    if (button instanceof HTMLElement) askToChoose(button.dataset.choose ?? '');
  });
}
