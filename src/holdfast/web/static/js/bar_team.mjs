/**
 * The bar on a team's page: asked for every few seconds, as its link is too thin for the stream.
 *
 * It asks only while the page's own link is up and somebody looks: how soon a lost link is tried
 * again is the link's matter alone, and the bar asks at once when it is back.
 */
import './bar.mjs';
import { heard } from './bar_link.mjs';
import { $, boot } from './boot.mjs';
import { nowMs, setClock } from './clock.mjs';
import { asked, waitMs } from './kit/pace.mjs';

const EVERY_MS = 5_000;
const link = $('#link');
let mark = '';
let nFailed = 0;
let asking = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @returns {Promise<{mark: string, html: string | null, clock: any} | null>} null unless the base itself has answered */
async function told() {
  const came = await asked(`/api/bar?have=${mark}`, { headers: { Accept: 'application/json' } });
  if (!('answer' in came) || came.answer.status !== 200) return null;
  try {
    const said = JSON.parse(came.answer.text);
    return typeof said?.mark === 'string' ? said : null;
  } catch {
    return null;
  }
}

async function look() {
  clearTimeout(timer);
  if (asking || document.hidden || link.dataset.state !== 'live') return;
  asking = true;
  const said = await told();
  asking = false;
  nFailed = said ? 0 : nFailed + 1;
  if (said) show(said);
  timer = setTimeout(look, said ? EVERY_MS : waitMs(nFailed));
}

/** @param {{mark: string, html: string | null, clock: any}} said */
function show(said) {
  setClock(said.clock);
  heard(nowMs());
  if (said.html === null || $('#alarms').contains(document.activeElement)) return;
  mark = said.mark;
  $('#alarms').replaceChildren(...new DOMParser().parseFromString(said.html, 'text/html').body.childNodes);
}

heard(boot.now_ms); // the page itself: perhaps an old one, opened from this device
document.addEventListener('visibilitychange', () => (document.hidden ? clearTimeout(timer) : void look()));
new MutationObserver(() => void look()).observe(link, { attributes: true, attributeFilter: ['data-state'] });
void look();
