/**
 * Forms that put things on the books. Each carries in data-book what is known before anybody types;
 * what is refused is said beside the form, and what was typed stays.
 *
 * A field says by data-as what it becomes: number, list (words with commas, or ticks), tick (true),
 * day (the end of that day at the base). data-new names the id that is made from the name.
 */
import { $$ } from './boot.mjs';
import { endOfDay, nextAt, nowMs } from './clock.mjs';
import { refreshMain } from './live.mjs';
import { asksBack } from './look.mjs';
import { newId, onlyOne, sayOnce, tell } from './say.mjs';

/** @typedef {import('./say.mjs').Fact} Fact */
/** @typedef {Record<string, any>} Typed */

/**
 * An id from a name: short and plain, and by its end another one than any other machine's.
 * @param {string} name
 * @param {string} what stands in where the name has no plain letters
 */
export function idFrom(name, what) {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return newId(plain.slice(0, 24).replace(/^-+|-+$/g, '') || what).slice(0, -4);
}

/** @param {string} text */
const listed = (text) => text.toLowerCase().split(',').map((word) => word.trim()).filter(Boolean);

/** @type {Record<string, (text: string) => unknown>} */
const AS = { number: Number, tick: () => true, day: endOfDay };

/** What was typed, without what was left empty. @param {HTMLFormElement} form @returns {Typed} */
function typed(form) {
  /** @type {Typed} */
  const found = {};
  for (const field of /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ ($$('input, select', form))) {
    const { name, dataset } = field;
    const ticked = !(field instanceof HTMLInputElement && field.type === 'checkbox') || field.checked;
    const text = ticked ? field.value.trim() : '';
    if (dataset.as === 'list') {
      const more = field.type === 'checkbox' ? [text].filter(Boolean) : listed(text);
      found[name] = [...new Set([...(found[name] ?? []), ...more])];
    } else if (name && text) found[name] = (AS[dataset.as ?? ''] ?? String)(text);
  }
  return found;
}

/** Forms that say something else than the one fact of their fields.
 * @type {Record<string, (form: Typed) => Fact[]>} */
const MAKES = {
  receive({ holder, item, n, expires_ms, batch, words }) {
    const lot = newId('lot').slice(0, -4);
    return [
      { kind: 'lot_defined', lot, item, expires_ms, batch },
      { kind: 'stock_moved', lot, n, source: 'outside', target: holder, reason: 'received', words },
    ];
  },
  issue({ holder, lot, n, reason, words, allowed_by }) {
    const target = reason === 'issued' ? 'used' : 'lost';
    return [{ kind: 'stock_moved', lot, n, source: holder, target, reason, words, allowed_by }];
  },
  silence({ kind, start, end, ...more }) {
    const start_ms = Math.round(start ? nextAt(start) : nowMs());
    return [{ kind, ...more, start_ms, end_ms: nextAt(end, start_ms) }];
  },
};

/** The facts that a form says. @param {HTMLFormElement} form @returns {Fact[]} */
function factsOf(form) {
  const all = { ...JSON.parse(form.dataset.book ?? '{}'), ...typed(form) };
  const made = MAKES[form.dataset.makes ?? ''];
  if (made) return made(all);
  const key = form.dataset.new;
  return [key ? { ...all, [key]: idFrom(all.name ?? '', key) } : all];
}

/** @param {HTMLFormElement} form */
function sayDone(form) {
  const name = /** @type {HTMLInputElement | null} */ (form.querySelector('[name=name]'))?.value.trim();
  tell(name ? `On the books: ${name}.` : 'Said.');
  form.reset();
  if (form.dataset.again !== undefined) $$('input, select', form)[0]?.focus();
  else /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
  refreshMain();
}

/** @param {HTMLFormElement} form @param {string} sentence */
function refuse(form, sentence) {
  const place = form.querySelector('.refusal');
  if (place) place.textContent = sentence;
}

/** A suggestion fills in the form; nothing is said until somebody says it. @param {HTMLElement} button */
function suggest(button) {
  const form = button.closest('form');
  for (const [name, value] of Object.entries(JSON.parse(button.dataset.suggest ?? '{}'))) {
    const field = /** @type {HTMLInputElement | null | undefined} */ (form?.querySelector(`[name=${name}]`));
    if (field) field.value = String(value);
  }
  /** @type {HTMLElement | null | undefined} */ (form?.querySelector('[name=floor_days]'))?.focus();
}

/** A link to a form opens the box that it lies in. */
function openLinked() {
  const form = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const box = form?.closest('details');
  if (!form || !box) return;
  box.open = true;
  box.scrollIntoView({ block: 'start' });
  $$('input, select', form)[0]?.focus();
}

export function startBooks() {
  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.book === undefined) return;
    event.preventDefault();
    refuse(form, '');
    try {
      const text = JSON.stringify([form.dataset.book, [...new FormData(form)]]);
      const back = await asksBack(form, text, () => factsOf(form));
      if (back) {
        refuse(form, back);
        return;
      }
      if (await sayOnce(form, text, () => factsOf(form))) sayDone(form);
    } catch (error) {
      refuse(form, onlyOne(error));
    }
  });
  document.addEventListener('click', ({ target }) => {
    const button = /** @type {Element} */ (target).closest('[data-suggest]');
    if (button instanceof HTMLElement) suggest(button);
  });
  window.addEventListener('hashchange', openLinked);
  openLinked();
}
