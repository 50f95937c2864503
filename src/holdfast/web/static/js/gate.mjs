/**
 * The form at the gate, on a run's page. Nothing is ticked for anybody; the count stands beside it in
 * words, and is asked back: the second press says it. Whatever is changed between the two asks anew.
 */
import { $, $$ } from './boot.mjs';
import { hhmm } from './clock.mjs';
import { askWords, countWords, gateFact } from './kit/gate.mjs';
import { refreshMain } from './live.mjs';
import { say, tell } from './say.mjs';

/** @typedef {import('./kit/gate.mjs').Head} Head */

const SAY = 'Press again: say it';
let first = '';

/** @param {EventTarget | null} target @returns {HTMLFormElement | null} */
function gateOf(target) {
  const form = target instanceof Element ? target.closest('form[data-gate]') : null;
  return form instanceof HTMLFormElement ? form : null;
}

/** Who is counted: all who left, and whoever was asked and is said to have gone after all.
 * @param {HTMLFormElement} form @returns {Head[]} */
function heads(form) {
  const inside = JSON.parse(form.dataset.inside ?? '[]');
  const rows = $$('[data-person]', form).filter((row) => row.dataset.stayed === undefined || row.querySelector('input:checked:not([value=""])'));
  return rows.map((row) => {
    const { person = '', name = '' } = row.dataset;
    const answer = /** @type {HTMLInputElement | null} */ (row.querySelector('input:checked'))?.value;
    return { person, name, answer: answer === 'in' || answer === 'out' ? answer : '', inside: inside.includes(person) };
  });
}

/** @param {HTMLFormElement} form @param {string} name */
const typed = (form, name) => String(new FormData(form).get(name) ?? '').trim();

/** Asking, or not any more. @param {HTMLFormElement} form @param {string} words what is asked; '' for nothing */
function ask(form, words) {
  const button = $('button.main', form);
  first ||= button.textContent ?? '';
  form.dataset.asked = words;
  button.textContent = words ? SAY : first;
  $('[data-back]', form).hidden = !words;
  $('.form-says', form).textContent = words;
}

/** @param {HTMLFormElement} form */
function counted(form) {
  ask(form, '');
  const all = heads(form);
  $('.gate-count', form).textContent = all.some((head) => head.answer) ? countWords(all) : '';
}

/** @param {HTMLFormElement} form */
async function press(form) {
  const { run = '', call = '', since = '', asked = '' } = form.dataset;
  const all = heads(form);
  const fact = gateFact(run, all, typed(form, 'others'), typed(form, 'words'));
  if (!fact) {
    $('.form-says', form).textContent = `Say of everybody whether they are inside the gate: ${countWords(all)}.`;
    return;
  }
  const words = askWords(call, all, since ? hhmm(Number(since)) : '', typed(form, 'others'));
  if (asked !== words) {
    ask(form, words);
    return;
  }
  const button = /** @type {HTMLButtonElement} */ ($('button.main', form));
  button.disabled = true;
  try {
    await say(fact);
    tell(`Said: ${call}, ${countWords(all)}.`);
    form.reset();
    counted(form);
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
    refreshMain();
  } catch (error) {
    ask(form, '');
    $('.form-says', form).textContent = /** @type {Error} */ (error).message;
  } finally {
    button.disabled = false;
  }
}

export function startGate() {
  const open = () => {
    const part = location.hash === '#home' ? document.getElementById('home') : null;
    if (part instanceof HTMLDetailsElement) part.open = true;
  };
  document.addEventListener('input', ({ target }) => {
    const form = gateOf(target);
    if (form) counted(form);
  });
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('a[href$="#home"]')) setTimeout(open); // the same part once more
    const form = gateOf(target);
    const button = target instanceof Element ? target.closest('button') : null;
    if (!form || !button) return;
    if ('all' in button.dataset) for (const box of /** @type {HTMLInputElement[]} */ ($$('[data-person]:not([data-stayed]) input[value=in]', form))) box.checked = true;
    if ('all' in button.dataset || 'back' in button.dataset) counted(form);
  });
  document.addEventListener('submit', (event) => {
    const form = gateOf(event.target);
    if (!form) return;
    event.preventDefault();
    void press(form);
  });
  addEventListener('hashchange', open);
  open();
}
