/** Find a place, a person, a run or a grid, and go there. */
import { askJson } from './ask.mjs';
import { $, make } from './boot.mjs';
import { flyTo, map } from './map.mjs';
import { showSpot } from './spot.mjs';

/** @typedef {{kind: string, id: string, name: string, name_local?: string, words?: string, place?: any,
 *   grid?: string, href?: string, what?: string}} Found */

/** @type {Found[]} */
let found = [];
let chosen = -1;
let asking = 0;

const list = () => $('#found');
const input = () => /** @type {HTMLInputElement} */ ($('#find-words'));

/** @param {any} place @returns {[number, number] | null} */
const at = (place) => (Array.isArray(place) ? [place[0], place[1]] : place ? [place.lon, place.lat] : null);

function close() {
  list().hidden = true;
  input().setAttribute('aria-expanded', 'false');
  input().removeAttribute('aria-activedescendant');
  chosen = -1;
}

/** @param {Found} hit @param {string} [open] a form to open there */
function go(hit, open) {
  const place = at(hit.place);
  close();
  if (!place) return hit.href ? location.assign(hit.href) : undefined;
  input().blur();
  flyTo(place, () => showSpot(place, { name: hit.kind === 'grid' ? '' : hit.name, what: hit.what, osm: hit.kind === 'spot' ? hit.id : '', site: hit.kind === 'site' ? hit.id : undefined, open }));
  return undefined;
}

function draw() {
  list().replaceChildren(
    ...found.map((hit, i) => {
      const words = [hit.name_local, hit.words, hit.grid].filter(Boolean).join(' · ');
      const row = make('li', { role: 'option', id: `found-${i}`, 'aria-selected': String(i === chosen) }, make('span', {}, hit.name), make('small', {}, words));
      row.addEventListener('pointerdown', (e) => e.preventDefault());
      row.addEventListener('click', () => go(hit));
      if (hit.place && hit.kind === 'spot') {
        const note = make('button', { type: 'button', class: 'btn', tabindex: '-1' }, 'Note as site');
        note.addEventListener('click', (e) => {
          e.stopPropagation();
          go(hit, 'site');
        });
        row.append(note);
      }
      return row;
    }),
  );
  if (!found.length) list().append(make('li', { class: 'none', role: 'option', 'aria-disabled': 'true' }, 'Nothing found.'));
  list().hidden = false;
  input().setAttribute('aria-expanded', 'true');
  if (chosen >= 0) input().setAttribute('aria-activedescendant', `found-${chosen}`);
}

async function ask() {
  const words = input().value.trim();
  if (words.length < 2) return close();
  const turn = ++asking;
  const { lng, lat } = map.getCenter();
  const said = await askJson(`/api/search?q=${encodeURIComponent(words)}&lon=${lng.toFixed(5)}&lat=${lat.toFixed(5)}`);
  if (turn !== asking) return undefined;
  found = said?.found ?? [];
  chosen = found.length ? 0 : -1;
  draw();
  return undefined;
}

/** The search box over the map. */
export function startSearch() {
  let wait = 0;
  input().addEventListener('input', () => {
    clearTimeout(wait);
    wait = window.setTimeout(ask, 150);
  });
  input().addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!found.length) return;
      event.preventDefault();
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % found.length;
      draw();
    } else if (event.key === 'Escape') {
      close();
      input().blur();
    }
  });
  input().addEventListener('blur', () => setTimeout(close, 150));
  $('#find').addEventListener('submit', (event) => {
    event.preventDefault();
    if (found[chosen]) go(found[chosen]);
    else ask();
  });
}
