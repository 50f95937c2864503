/** The operations room: missions, map, alarms, log, the day. */
import { $, $$, phone } from './boot.mjs';
import { startClock } from './clock.mjs';
import { startKeys } from './keys.mjs';
import { startLive } from './live.mjs';
import { emphasise, hear, map, startMap } from './map.mjs';
import { startSaying } from './say.mjs';
import { startSearch } from './search.mjs';
import { closeSpot, startSpot } from './spot.mjs';
import { startTalk } from './talk.mjs';
import { startWatch } from './watch.mjs';

/** @type {string | null} */
let current = null;
let mapUp = false;

const cards = () => $$('.mission');

function markCurrent() {
  for (const card of cards()) {
    const on = card.dataset.run === current;
    card.classList.toggle('current', on);
    card.querySelector('.pick')?.setAttribute('aria-pressed', String(on));
  }
}

/** Put one mission in the foreground, or none. @param {string | null} run */
function pick(run) {
  current = run;
  markCurrent();
  if (mapUp) emphasise(run);
  if (run) document.getElementById(`run-${run}`)?.scrollIntoView({ block: 'nearest' });
}

/** @param {number} step */
function next(step) {
  const all = cards();
  if (!all.length) return;
  const i = all.findIndex((card) => card.dataset.run === current);
  pick(all[(i + step + all.length) % all.length].dataset.run ?? null);
}

function startMissions() {
  $('#missions').addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest('.radio')) return;
    const run = /** @type {HTMLElement | null} */ (target.closest('.mission'))?.dataset.run;
    if (run) pick(run === current ? null : run);
  });
}

function startTabs() {
  const show = (/** @type {string} */ tab) => {
    document.body.dataset.tab = tab;
    for (const b of $$('[data-tab]', $('.tabs'))) b.setAttribute('aria-pressed', String(b.dataset.tab === tab));
    if (tab === 'map') map?.resize();
  };
  for (const b of $$('[data-tab]', $('.tabs'))) b.addEventListener('click', () => show(b.dataset.tab ?? 'map'));
  if (phone()) show('map');
}

startClock();
startSaying();
startWatch();
startMissions();
startTabs();
startTalk(/** @type {HTMLFormElement} */ ($('#say')));
startKeys({
  ...Object.fromEntries([...'123456789'].map((n) => [n, () => pick(cards()[Number(n) - 1]?.dataset.run ?? current)])),
  j: () => next(1),
  k: () => next(-1),
  l: () => $('#say-words').focus(),
  '/': () => $('#find-words').focus(),
  Escape: () => {
    closeSpot();
    if (document.activeElement === document.body) pick(null);
  },
});
startLive({
  panels: (ids) => {
    if (ids.includes('missions')) {
      markCurrent();
      $('#missions-count').textContent = String(cards().filter((c) => !/\b(home|debriefed|called_off)\b/.test(c.className)).length);
    }
  },
  map: hear,
});
startMap().then(() => {
  mapUp = true;
  startSpot(pick);
  startSearch();
  const asked = new URLSearchParams(location.search).get('run');
  if (asked) pick(asked);
});
