/** The team's page: one press says what happened, with or without a link to the base. */
import { askPage } from './ask.mjs';
import { $, $$, make } from './boot.mjs';
import { hhmm, nowMs, startClock } from './clock.mjs';
import { drop, flush, keep, reports, saveFile } from './outbox.mjs';
import { tell } from './say.mjs';

const main = $('#main');
const run = main.dataset.run ?? '';
const site = main.dataset.site ?? '';
const HOLD_MS = 2000;
const AGAIN_MS = 8000;
const EVERY_MS = 5000;

/** Where the team is, as chosen: [lon, lat], or nothing. @returns {Promise<[number, number] | undefined>} */
async function place() {
  const chosen = /** @type {HTMLSelectElement} */ ($('#where')).value;
  if (chosen === 'none') return undefined;
  if (chosen !== 'device') {
    const [lon, lat] = chosen.split(',').map(Number);
    return [lon, lat];
  }
  if (!navigator.geolocation) return undefined;
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      (p) => {
        $('#where-state').textContent = `within ${Math.round(p.coords.accuracy)} m`;
        resolve([p.coords.longitude, p.coords.latitude]);
      },
      () => {
        $('#where-state').textContent = 'this device gives no place';
        resolve(undefined);
      },
      { timeout: 4000, maximumAge: 30_000, enableHighAccuracy: true },
    );
  });
}

/** Keep it, show it, try to send it. @param {string} label @param {Record<string, unknown> & {kind: string}} fact */
async function report(label, fact) {
  const at = Math.round(nowMs());
  navigator.vibrate?.(30);
  const where = await place();
  await keep(run, label, { ...fact, run, when_ms: at, ...(where ? { at: where } : {}) }, at);
  tell(`${label}: kept on this device`);
  await draw();
  await push();
}

/** @type {Record<string, () => Record<string, unknown> & {kind: string}>} */
const SAID = {
  checked_in: () => ({ kind: 'checked_in', quiet: true }),
  departed: () => ({ kind: 'departed', crew: JSON.parse(main.dataset.crew ?? '[]') }),
  arrived: () => ({ kind: 'arrived', site }),
  left_site: () => ({ kind: 'left_site', site }),
  turned_back: () => ({ kind: 'turned_back' }),
  way_switched: () => ({ kind: 'way_switched', role: 'fallback' }),
  came_home: () => ({ kind: 'came_home', home: JSON.parse(main.dataset.crew ?? '[]') }),
};

/** What the contact form holds. @param {FormData} form */
function contact(form) {
  const words = String(form.get('words') ?? '').trim();
  const still = form.get('still_there');
  const number = (/** @type {string} */ key) => (form.get(key) ? { [key]: Number(form.get(key)) } : {});
  return {
    kind: 'contact_reported', unit: form.get('unit') ?? 'unknown', harm: form.get('harm') ?? 'not_known',
    intention: form.get('intention') ?? 'not_known', ...number('size'), ...number('direction_deg'),
    ...(form.get('activity') ? { activity: form.get('activity') } : {}),
    ...(still ? { still_there: still === 'yes' } : {}), ...(words ? { words } : {}),
  };
}

/** What the form about stock holds. @param {FormData} form @param {HTMLFormElement} element */
function found(form, element) {
  /** @type {Record<'found' | 'taken', [string, number][]>} */
  const amounts = { found: [], taken: [] };
  for (const row of $$('[data-item]', element)) {
    const item = row.dataset.item || row.querySelector('select')?.value;
    if (!item) continue;
    for (const key of /** @type {('found' | 'taken')[]} */ (['found', 'taken'])) {
      const n = /** @type {HTMLInputElement} */ ($(`[name=${key}]`, row)).value;
      if (n !== '') amounts[key].push([item, Number(n)]);
    }
  }
  const words = String(form.get('words') ?? '').trim();
  return { kind: 'found_reported', site, searched: form.get('searched') ?? 'part', ...amounts, ...(words ? { words } : {}) };
}

/** @param {FormData} form */
function people(form) {
  const words = String(form.get('words') ?? '').trim();
  const count = (/** @type {string} */ key) => Number(form.get(key) || 0);
  return { kind: 'people_found', walking: count('walking'), carried: count('carried'), children: count('children'), ...(words ? { words } : {}) };
}

/** @type {Record<string, [string, (form: FormData, element: HTMLFormElement) => any]>} */
const FORMS = { contact: ['Contact', contact], found: ['Found stock', found], people: ['Found people', people] };

function startForms() {
  for (const button of $$('[data-form]')) {
    button.addEventListener('click', () => {
      const form = $(`#form-${button.dataset.form}`);
      for (const other of $$('.field-form')) other.hidden = other !== form;
      $('#acts').hidden = true;
      /** @type {HTMLElement | null} */ (form.querySelector('input, select'))?.focus({ preventScroll: true });
      scrollTo({ top: 0 });
    });
  }
  for (const [name, [label, read]] of Object.entries(FORMS)) {
    const form = /** @type {HTMLFormElement} */ ($(`#form-${name}`));
    const close = () => {
      form.hidden = true;
      $('#acts').hidden = false;
      form.reset();
      scrollTo({ top: 0 });
    };
    $('[data-cancel]', form).addEventListener('click', close);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      await report(label, read(new FormData(form), form));
      close();
    });
  }
}

/** A call for help is held for two seconds, or pressed twice: never sent by a brush of the hand. */
function startHelp() {
  const button = $('#help-now');
  const how = $('#help-how');
  const rest = how.textContent ?? '';
  let timer = 0;
  let firstAt = 0;
  let called = false;
  const call = () => {
    called = true;
    firstAt = 0;
    stop();
    how.textContent = 'called; keep this page open';
    navigator.vibrate?.([200, 100, 200]);
    report('Need help now', { kind: 'help_called' });
    setTimeout(() => {
      called = false;
      how.textContent = rest;
    }, AGAIN_MS);
  };
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
    button.classList.remove('holding');
  };
  const start = () => {
    if (called || timer) return;
    button.classList.add('holding');
    timer = window.setTimeout(call, HOLD_MS);
  };
  const tapped = () => {
    if (called) return;
    if (performance.now() - firstAt < AGAIN_MS && firstAt) return call();
    firstAt = performance.now();
    how.textContent = 'press once more to call for help';
    setTimeout(() => {
      if (!called) how.textContent = rest;
    }, AGAIN_MS);
    return undefined;
  };
  button.addEventListener('pointerdown', start);
  for (const name of ['pointerup', 'pointerleave', 'pointercancel']) button.addEventListener(name, stop);
  button.addEventListener('keydown', (e) => {
    if (e.key === 'Enter' || e.key === ' ') {
      if (e.repeat) e.preventDefault(); // holding a key is one press, held
      else start();
    }
  });
  button.addEventListener('keyup', stop);
  button.addEventListener('contextmenu', (e) => e.preventDefault());
  button.addEventListener('click', tapped);
}

const STATUS = { waiting: 'waiting for link', kept: 'base has it', refused: '' };

async function draw() {
  const all = (await reports()).filter((r) => r.run === run);
  const waiting = all.filter((r) => r.status === 'waiting').length;
  $('#outbox-count').textContent = waiting ? `${waiting} waiting for link` : all.length ? 'base has everything' : 'empty';
  $('#outbox').replaceChildren(
    ...all.slice(0, 8).map((r) => {
      const row = make('li', { class: r.status }, make('span', {}, `${r.label} ${hhmm(r.at)}`));
      if (r.status === 'refused') {
        const gone = make('button', { type: 'button', class: 'btn' }, 'Remove');
        gone.addEventListener('click', async () => {
          await drop(r.id);
          draw();
        });
        const again = make('button', { type: 'button', class: 'btn' }, 'Send again with the place below');
        again.addEventListener('click', async () => {
          const where = await place();
          await drop(r.id);
          await keep(run, r.label, { ...r.fact, ...(where ? { at: where } : {}) }, r.at);
          push();
        });
        row.append(make('span', { class: 'row' }, again, gone), make('span', { class: 'status' }, `base did not take it: ${r.why ?? ''}`));
      } else row.append(make('span', { class: 'status' }, STATUS[r.status]));
      return row;
    }),
  );
}

let reached = false;
async function push() {
  const before = reached;
  reached = await flush();
  const link = $('#link');
  link.dataset.state = reached ? 'live' : 'none';
  if (link.lastElementChild) link.lastElementChild.textContent = reached ? 'Base reachable' : 'No link, keeping';
  await draw();
  if (reached && !before) return;
  if (reached) await renew();
}

/** The times of the run, as the base reckons them now. */
async function renew() {
  const page = await askPage(location.href);
  if (!page) return;
  const fresh = page.querySelector('#main');
  for (const part of ['#due', '#where-now']) {
    const now = page.querySelector(part);
    if (now) $(part).replaceWith(now);
  }
  if (fresh instanceof HTMLElement) {
    main.dataset.phase = fresh.dataset.phase;
    main.dataset.crew = fresh.dataset.crew;
  }
  fitButtons();
}

/** Buttons that cannot be meant now are put away. */
function fitButtons() {
  const phase = main.dataset.phase ?? '';
  const home = ['home', 'debriefed', 'called_off'].includes(phase);
  const inside = ['tasked', 'ready'].includes(phase);
  for (const button of $$('#acts .act')) {
    const says = button.dataset.say;
    button.hidden = home || (says === 'departed') !== inside;
  }
}

for (const button of $$('[data-say]')) {
  button.addEventListener('click', async () => {
    const label = button.firstChild?.nextSibling?.textContent?.trim() || button.textContent?.trim() || '';
    await report(label, SAID[button.dataset.say ?? '']());
  });
}
startClock();
startForms();
startHelp();
fitButtons();
$('#export').addEventListener('click', saveFile);
addEventListener('online', push);
setInterval(push, EVERY_MS);
await draw();
push();
if ('serviceWorker' in navigator) {
  // once it is there, this very page is fetched through it, so that it opens without a link
  navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  navigator.serviceWorker.ready.then(async () => {
    if (!navigator.serviceWorker.controller) {
      await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
    }
    await renew();
    document.body.classList.add('kept');
  });
}
