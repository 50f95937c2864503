/** One run: the debrief's form, beside what every page does. */
import { $$ } from './boot.mjs';
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

// whoever did not come in is not among those who did
document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !target.checked || !['home', 'missing'].includes(target.name)) return;
  const other = target.name === 'home' ? 'missing' : 'home';
  for (const box of /** @type {HTMLInputElement[]} */ ($$(`[name=${other}]`))) if (box.value === target.value) box.checked = false;
});

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.id !== 'debrief-form') return;
  event.preventDefault();
  const words = String(new FormData(form).get('words') ?? '').trim();
  try {
    const body = { met: answers(form), ...(words ? { words } : {}) };
    if (!(await sendOnce(form, JSON.stringify(body), () => body, { address: `/api/runs/${form.dataset.run}/debrief` }))) return;
    tell('The account of this run is closed.');
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
    refreshMain();
  } catch (error) {
    tell(/** @type {Error} */ (error).message, true);
  }
});
