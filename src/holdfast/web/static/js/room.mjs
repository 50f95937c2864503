/** The operations room: missions, map, alarms, log, the day. */
import { $, $$, phone } from './boot.mjs';
import { startClock } from './clock.mjs';
import { startKeys } from './keys.mjs';
import { startLive } from './live.mjs';
import { emphasise, hear, map, startMap } from './map.mjs';
import { say, startSaying, tell } from './say.mjs';
import { startSearch } from './search.mjs';
import { closeSpot, startSpot } from './spot.mjs';
import { read } from './talk.mjs';
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

const known = () =>
  cards().map((card) => {
    const button = /** @type {HTMLElement | null} */ (card.querySelector('[data-fact*="departed"]'));
    const site = /** @type {HTMLElement | null} */ (card.querySelector('[data-fact*="arrived"], [data-fact*="left_site"]'));
    return {
      run: card.dataset.run ?? '', call: card.querySelector('.pick')?.textContent ?? '',
      phase: ['ready', 'outbound', 'on_site', 'returning'].find((p) => card.classList.contains(p)) ?? '',
      crew: button ? JSON.parse(button.dataset.fact ?? '{}').crew : [],
      site: site ? JSON.parse(site.dataset.fact ?? '{}').site : '',
    };
  });

/** The log's one line: kept as typed, and what it was understood to say is offered beside it. */
function startTalk() {
  const form = /** @type {HTMLFormElement} */ ($('#say'));
  const words = /** @type {HTMLInputElement} */ ($('#say-words'));
  const box = $('#say-reading');
  let asFact = true;
  const reread = () => {
    const { reading } = read(words.value, known());
    box.hidden = !reading;
    if (!reading) return;
    const label = document.createElement('label');
    label.className = 'check';
    const tick = Object.assign(document.createElement('input'), { type: 'checkbox', checked: asFact });
    tick.addEventListener('change', () => (asFact = tick.checked));
    label.append(tick, ` Say it as: ${reading.words}`);
    box.replaceChildren(label);
  };
  words.addEventListener('input', reread);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const line = words.value.trim();
    if (!line) return;
    const { run, reading } = read(line, known());
    const note = { kind: 'note_logged', words: line, ...(run ? { about: run.run } : {}) };
    try {
      await say(reading && asFact ? reading.fact : note);
      words.value = '';
      asFact = true;
      reread();
    } catch (error) {
      tell(/** @type {Error} */ (error).message, true); // the line stays as it was typed
    }
  });
}

/** @type {Set<string>} */
let announced = new Set($$('.alarm').map((a) => a.dataset.alarm ?? ''));
/** Critical alarms that are new are read out, once. */
function announce() {
  const alarms = $$('.alarm');
  const fresh = alarms.filter((a) => a.classList.contains('critical') && !announced.has(a.dataset.alarm ?? ''));
  if (fresh.length) $('#announce').textContent = fresh.map((a) => a.querySelector('.text')?.textContent ?? '').join('. ');
  announced = new Set(alarms.map((a) => a.dataset.alarm ?? ''));
}

startClock();
startSaying();
startWatch();
startMissions();
startTabs();
startTalk();
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
    if (ids.includes('alarms')) announce();
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
