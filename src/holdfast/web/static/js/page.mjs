/** Pages without a map of the moment: they fetch themselves again when something was said. */
import { $$ } from './boot.mjs';
import { startBooks } from './books.mjs';
import { startClock } from './clock.mjs';
import { startKeys } from './keys.mjs';
import { refreshMain, startLive } from './live.mjs';
import { asksBack } from './look.mjs';
import { filled, onlyOne, sayOnce, startSaying, tell } from './say.mjs';
import { startTalk } from './talk.mjs';
import { startWatch } from './watch.mjs';

/** A form that carries data-fact says that fact with what was filled in; numbers by data-number. */
function startForms() {
  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.fact) return;
    event.preventDefault();
    try {
      const text = JSON.stringify([form.dataset.fact, [...new FormData(form)]]);
      const back = await asksBack(form, text, () => [factOf(form)]);
      if (back) {
        tell(back, true);
        return;
      }
      if (!(await sayOnce(form, text, () => factOf(form)))) return;
      form.reset();
      tell('Said.');
      /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
      refreshMain();
    } catch (error) {
      tell(onlyOne(error), true);
    }
  });
}

/** @param {HTMLFormElement} form @returns {import('./say.mjs').Fact} */
function factOf(form) {
  const fact = JSON.parse(form.dataset.fact ?? '{}');
  const numbers = (form.dataset.numbers ?? '').split(' ');
  const lists = (form.dataset.lists ?? '').split(' ').filter(Boolean);
  for (const [key, value] of Object.entries(filled(form))) {
    fact[key] = numbers.includes(key) ? Number(value) : value;
  }
  for (const key of lists) fact[key] = new FormData(form).getAll(key);
  return fact;
}

startClock();
startKeys();
startSaying();
startForms();
startBooks();
startWatch();
const radio = document.querySelector('form#say');
if (radio instanceof HTMLFormElement) startTalk(radio);
startLive({ changed: refreshMain });
document.addEventListener('click', (event) => {
  if (/** @type {Element} */ (event.target).closest('[data-print]')) window.print();
});

/** Rows without the words in the filter's box are put away. */
function filterRows() {
  for (const box of /** @type {HTMLInputElement[]} */ ($$('[data-filter]'))) {
    const wanted = box.value.toLowerCase();
    for (const row of $$(`${box.dataset.filter} > *`)) row.hidden = !row.textContent?.toLowerCase().includes(wanted);
  }
}
document.addEventListener('input', ({ target }) => target instanceof HTMLElement && target.matches('[data-filter]') && filterRows());
document.addEventListener('refreshed', filterRows);
