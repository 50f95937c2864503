/** The bar on a team's page: asked for every few seconds, as its link is too thin for the stream. */
import './bar.mjs';
import { linked } from './bar_link.mjs';
import { $ } from './boot.mjs';
import { setClock } from './clock.mjs';

const EVERY_MS = 5000;
const PATIENCE_MS = 4000;
let mark = '';
let reachedAt = performance.now();

/** @returns {Promise<{mark: string, html: string | null, clock: any} | null>} null unless the base itself has answered */
async function asked() {
  try {
    const answer = await fetch(`/api/bar?have=${mark}`, {
      cache: 'no-store', headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const said = answer.ok ? await answer.json() : null;
    return typeof said?.mark === 'string' ? said : null;
  } catch {
    return null;
  }
}

async function look() {
  const said = await asked();
  if (said) {
    reachedAt = performance.now();
    setClock(said.clock);
    if (said.html !== null && !$('#alarms').contains(document.activeElement)) {
      mark = said.mark;
      $('#alarms').replaceChildren(...new DOMParser().parseFromString(said.html, 'text/html').body.childNodes);
    }
  }
  linked(said !== null, performance.now() - reachedAt);
  setTimeout(look, EVERY_MS);
}

look();
addEventListener('online', () => asked().then((said) => said && linked(true)));
