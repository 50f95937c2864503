/** One run: the debrief's form and the count at the gate, beside what every page does. */
import { $, $$ } from './boot.mjs';
import { startGate } from './gate.mjs';
import { refreshMain } from './live.mjs';
import './page.mjs';
import { sendOnce, tell } from './say.mjs';

/** @param {HTMLFormElement} form what people say of each assumption */
function answers(form) {
  return $$('fieldset[data-assumed]', form).map((part) => {
    const held = /** @type {HTMLInputElement | null} */ (part.querySelector('input[type=radio]:checked'))?.value ?? '';
    const found = /** @type {HTMLInputElement} */ (part.querySelector('[name=found]')).value.trim();
    return { assumed: part.dataset.assumed ?? '', found, held: held === '' ? null : held === 'yes' };
  });
}

startGate();

/** What nobody has answered, by the reports or by hand. @param {HTMLFormElement} form */
const unanswered = (form) =>
  $$('fieldset[data-assumed]', form).filter((part) => !part.querySelector('input[type=radio]:checked')).map((part) => part.dataset.assumed ?? '');

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.id !== 'debrief-form') return;
  event.preventDefault();
  const words = String(new FormData(form).get('words') ?? '').trim();
  const says = $('.form-says', form);
  const open = unanswered(form);
  says.textContent = open.length ? `Not answered yet, ${open.length} of ${$$('fieldset[data-assumed]', form).length}: ${open.join('; ')}. 'Nobody can tell' is an answer too.` : '';
  if (open.length) return;
  try {
    const body = { met: answers(form), ...(words ? { words } : {}) };
    if (!(await sendOnce(form, JSON.stringify(body), () => body, { address: `/api/runs/${form.dataset.run}/debrief` }))) return;
    tell('The account of this run is closed.');
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
    refreshMain();
  } catch (error) {
    says.textContent = /** @type {Error} */ (error).message;
  }
});
