/**
 * Another option, or the same page with news, without leaving it: what is in hand stays in hand,
 * the map keeps its place, and the address says what is shown.
 */
import { askPage } from './ask.mjs';
import { $, $$, phone } from './boot.mjs';
import { morph } from './live.mjs';

let asked = 0;

/** The plan of this page. */
export const plan = () => location.pathname.split('/')[2] ?? '';
/** Letters of the options in their order. */
export const letters = () => $$('#options [data-letter]').map((row) => row.dataset.letter ?? '');
/** The option that is looked at, and the one beside it. */
export const shown = () => document.querySelector('#options .current')?.getAttribute('data-letter') ?? '';
export const beside = () => document.querySelector('#options .beside')?.getAttribute('data-letter') ?? '';

/** @param {string} letter @param {string} [other] */
export const address = (letter, other = '') => `${location.pathname}?option=${letter}${other ? `&with=${other}` : ''}`;

/**
 * Fetch this page anew under an address and morph it in.
 * @param {string} href
 * @param {boolean} [push] whether it is a step that 'back' undoes
 */
export async function show(href, push = true) {
  asked += 1;
  const mine = asked;
  const page = await askPage(href);
  if (mine !== asked) return; // somebody has gone on to another one
  if (!page) return push ? location.assign(href) : undefined;
  const fresh = page.querySelector('main');
  if (!fresh) return;
  const before = shown() + beside();
  if (push) history.pushState(null, '', href);
  morph($('main'), fresh.innerHTML);
  document.dispatchEvent(new CustomEvent('refreshed'));
  if (shown() + beside() !== before) sayShown();
}

/** For those who do not see the page change. */
function sayShown() {
  const why = document.querySelector('#options .current .why')?.textContent?.trim() ?? '';
  const differs = document.querySelector('.differences li')?.textContent ?? '';
  $('#announce').textContent = beside() ? `${shown()} beside ${beside()}. ${differs}` : `Option ${shown()}. ${why}`;
}

export function startShowing() {
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = /** @type {Element} */ (event.target);
    const link = target.closest('a[data-show]');
    const dot = target.closest('.scatter [data-letter]');
    if (!link && !dot) return;
    event.preventDefault();
    const alone = !beside();
    show(link?.getAttribute('href') ?? address(dot?.getAttribute('data-letter') ?? '')).then(() => {
      if (alone && phone()) document.querySelector('#compare')?.scrollIntoView({ block: 'start' }); // it lies below the cards
    });
  });
  window.addEventListener('popstate', () => show(location.href, false));
}
