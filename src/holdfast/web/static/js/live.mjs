/**
 * One stream from the base: panels are morphed, map collections handed on, the clock set.
 *
 * What a reader types is never touched: a panel that holds the focus keeps the field as it is. The
 * state of the link is said in words. After every reconnection everything is fetched anew.
 */
import { Idiomorph } from '../vendor/idiomorph/idiomorph.esm.js';
import { askPage } from './ask.mjs';
import { $ } from './boot.mjs';
import { paint, setClock } from './clock.mjs';
import { openStream } from './stream.mjs';

const SILENT_MS = 12_000; // two heartbeats (5 s each) and some patience
let heardAt = performance.now();
let open = false;

/** @param {'live' | 'late' | 'none' | 'starting'} state @param {string} words */
function sayLink(state, words) {
  const link = $('#link');
  if (link.dataset.state === state && link.lastElementChild?.textContent === words) return;
  link.dataset.state = state;
  if (link.lastElementChild) link.lastElementChild.textContent = words;
}

/** Whether somebody has written in a field or ticked a box. @param {Element} field */
function touched(field) {
  if (field instanceof HTMLSelectElement) {
    const given = [...field.options].find((o) => o.defaultSelected) ?? field.options[0];
    return field.selectedOptions[0] !== given;
  }
  if (!(field instanceof HTMLInputElement)) return false;
  return ['checkbox', 'radio'].includes(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

/** What stays as it is: a form that somebody is at, a field with words in it, a drawn map, what a script keeps. @param {HTMLElement} old */
function inHand(old) {
  if (old.matches('.map-side, [data-own]')) return true;
  if (old.matches('form')) return old.contains(document.activeElement) || [...old.querySelectorAll('input, select')].some(touched);
  return touched(old);
}

/** Replace what is inside an element, keeping what the reader is doing in it.
 * @param {Element} element @param {string} html */
export function morph(element, html) {
  Idiomorph.morph(element, html, {
    morphStyle: 'innerHTML',
    ignoreActiveValue: true,
    callbacks: {
      beforeNodeMorphed: (/** @type {Node} */ old) => !(old instanceof HTMLElement && inHand(old)),
      beforeAttributeUpdated: (/** @type {string} */ name, /** @type {Element} */ on) =>
        !(name === 'open' && on instanceof HTMLDetailsElement),
    },
  });
  paint(element);
}

/**
 * @param {{panels?: (ids: string[]) => void, map?: (collections: Record<string, any>) => void,
 *   joined?: () => void, changed?: () => void}} listeners
 */
export function startLive(listeners) {
  const stream = openStream();
  const heard = () => {
    heardAt = performance.now();
    sayLink('live', 'Live');
  };
  stream.addEventListener('open', () => {
    open = true;
    heard();
  });
  stream.addEventListener('hello', (/** @type {any} */ event) => {
    heard();
    setClock(JSON.parse(event.data));
    listeners.joined?.();
  });
  stream.addEventListener('again', () => {
    heard();
    listeners.joined?.();
  });
  stream.addEventListener('change', (/** @type {any} */ event) => {
    heard();
    const change = JSON.parse(event.data);
    if (change.clock) setClock(change.clock);
    const ids = Object.keys(change.panels ?? {});
    for (const id of ids) {
      const element = document.getElementById(id);
      if (element) morph(element, change.panels[id]);
    }
    if (ids.length) listeners.panels?.(ids);
    if (change.map) listeners.map?.(change.map);
    listeners.changed?.();
  });
  stream.addEventListener('error', () => {
    open = false;
    sayLink('none', 'No link');
  });
  setInterval(() => watchLink(), 1000);
}

/** The stream's heartbeats are comments, which a page cannot hear, so a quiet line is asked. */
async function watchLink() {
  const quiet = performance.now() - heardAt;
  if (!open || quiet < SILENT_MS) return;
  try {
    const answer = await fetch('/healthz', { signal: AbortSignal.timeout(3000), cache: 'no-store' });
    if (!answer.ok) throw new Error(String(answer.status));
    heardAt = performance.now();
    sayLink('live', 'Live');
  } catch {
    sayLink('late', `No data ${Math.round((performance.now() - heardAt) / 1000)} s`);
  }
}

const REFRESH_MS = 2000;
let asked = 0;
let refreshedAt = 0;
/** Pages without panels of their own fetch themselves and morph what is inside <main>. */
export function refreshMain() {
  if (asked) return;
  const wait = Math.max(300, REFRESH_MS - (performance.now() - refreshedAt));
  asked = window.setTimeout(async () => {
    asked = 0;
    refreshedAt = performance.now();
    const main = $('main');
    const here = location.href;
    const page = await askPage(here);
    if (!page) return undefined;
    if (location.href !== here) return refreshMain(); // the reader has gone on meanwhile
    const fresh = page.querySelector('main');
    if (fresh) morph(main, fresh.innerHTML);
    document.dispatchEvent(new CustomEvent('refreshed'));
    return undefined;
  }, wait);
}
