/** Single keys. Off while somebody types, and off altogether where this device says so. */
import { $, $$, recall, remember } from './boot.mjs';
import { turnZone } from './clock.mjs';

const THEMES = ['dark', 'day', 'red'];

/** The next look on this device. */
export function turnTheme() {
  const root = document.documentElement;
  const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? 'dark') + 1) % THEMES.length];
  root.dataset.theme = next;
  remember('theme', next);
  document.dispatchEvent(new CustomEvent('themed', { detail: next }));
}

/** @param {EventTarget | null} target */
const typing = (target) =>
  target instanceof HTMLElement &&
  (target.matches('input:not([type=checkbox]):not([type=radio]), textarea, select') || target.isContentEditable);

/**
 * @param {Record<string, (event: KeyboardEvent) => void>} more keys of this page
 */
export function startKeys(more = {}) {
  const on = /** @type {HTMLInputElement} */ ($('#keys-on'));
  on.checked = recall('keys') !== 'off';
  on.addEventListener('change', () => remember('keys', on.checked ? 'on' : 'off'));
  const help = /** @type {HTMLDialogElement} */ ($('#help'));
  $('#keys').addEventListener('click', () => help.showModal());
  $('#theme').addEventListener('click', turnTheme);
  /** @type {Record<string, (event: KeyboardEvent) => void>} */
  const keys = {
    t: turnTheme,
    z: turnZone,
    '?': () => help.showModal(),
    n: () => location.assign('/plan'),
    a: () => $$('.alarm.gravest .btn')[0]?.focus(),
    ...more,
  };
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return keys.Escape?.(event);
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (typing(event.target) || document.querySelector('dialog[open]')) return undefined;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return undefined;
    event.preventDefault();
    act(event);
    return undefined;
  });
}
