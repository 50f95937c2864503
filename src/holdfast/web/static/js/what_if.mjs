/** Contingencies of one's own: said in a small form, several at once, each of which may be taken back. */
import { $, $$, make } from './boot.mjs';
import { onMapClick } from './plan_map.mjs';
import { NO_PLACE, placeOf, roadAt } from './pointed.mjs';

/** @typedef {{kind: string, key?: string, n?: number, at?: [number, number]}} Wanted as POST /api/plans/{plan}/rehearse has it */
/** @typedef {{wanted: Wanted, words: string}} What */

/** @type {What[]} */
let kept = [];
/** Plays with these; answers what the base has against them. @type {(what: What[]) => Promise<string>} */
let play = async () => '';
let busy = false;

const form = () => /** @type {HTMLFormElement} */ ($('#what-if-form'));
/** @param {string} name @returns {HTMLSelectElement | HTMLInputElement} */
const field = (name) => /** @type {HTMLSelectElement} */ (form().elements.namedItem(name));
const chosen = (/** @type {string} */ name) => /** @type {HTMLSelectElement} */ (field(name)).selectedOptions[0];
const trouble = (/** @type {string} */ words) => {
  $('#what-trouble').textContent = words;
};

/** The sites that are visited and the threats that may be met. @param {import('./rehearsal_show.mjs').Answer} answer */
export function fillWhatIf({ sites, sources }) {
  const fill = (/** @type {string} */ name, /** @type {[string, string][]} */ options) => {
    const list = field(name);
    const before = list.value;
    list.replaceChildren(...options.map(([value, words]) => make('option', { value }, words)));
    if (options.some(([value]) => value === before)) list.value = before;
  };
  fill('site', sites.map((s) => [s.site, s.name]));
  fill('threat', sources.map((s) => [s.threat, `${s.name} (${Math.round(s.p * 100)} %)`]));
  for (const option of $$('[name=kind] option', form())) {
    const empty = asks(option).some((name) => (name === 'site' && !sites.length) || (name === 'threat' && !sources.length));
    /** @type {HTMLOptionElement} */ (option).disabled = empty;
  }
}

/** @param {Element | undefined} option */
const asks = (option) => (option?.getAttribute('data-asks') ?? '').split(' ').filter(Boolean);

/** Only the fields that this kind asks for. */
function turn() {
  const wanted = asks(chosen('kind'));
  for (const part of $$('[data-field]', form())) part.hidden = !wanted.includes(part.dataset.field ?? '');
  if (!wanted.includes('place')) pointing(false);
}

/** What the form says, without a place. @returns {What} */
function said() {
  const kind = field('kind').value;
  const head = chosen('kind')?.textContent ?? '';
  const number = (/** @type {string} */ name) => Number(field(name).value);
  const name = (/** @type {string} */ list) => chosen(list)?.textContent?.replace(/ \([^)]*%\)$/, '') ?? '';
  if (kind === 'people') return { wanted: { kind, key: field('site').value, n: number('people') }, words: `${number('people')} people wait at ${name('site')}` };
  if (kind === 'hit') return { wanted: { kind, key: field('site').value }, words: `${head} ${name('site')}` };
  if (kind === 'empty') return { wanted: { kind, key: field('site').value }, words: `${name('site')} is empty` };
  if (kind === 'full') return { wanted: { kind, key: field('site').value }, words: `${name('site')} holds what is hoped` };
  if (kind === 'there' || kind === 'gone') return { wanted: { kind, key: field('threat').value }, words: `${name('threat')} is ${kind}` };
  if (kind === 'slow') return { wanted: { kind, n: number('times') }, words: `Everything takes ${number('times')} times as long` };
  if (kind === 'dark') return { wanted: { kind, n: number('hours') }, words: `It is dark ${number('hours')} h earlier` };
  return { wanted: { kind }, words: head };
}

/** @param {[number, number]} at */
async function shut(at) {
  pointing(false);
  const road = await roadAt(at);
  await add({ wanted: { kind: 'shut', at: road.at }, words: `Shut: ${road.name}` });
}

/** Play with one more; it is not kept if the base refuses it. @param {What} one */
async function add(one) {
  const same = kept.some((k) => JSON.stringify(k.wanted) === JSON.stringify(one.wanted));
  if (same) return trouble('That is among them already.');
  return change([...kept.filter((k) => !against(k.wanted, one.wanted)), one]);
}

/** What cannot both be so: the later one holds. @param {Wanted} a @param {Wanted} b */
function against(a, b) {
  const sides = [['empty', 'full'], ['there', 'gone'], ['people'], ['slow'], ['dark']];
  return sides.some((side) => side.includes(a.kind) && side.includes(b.kind)) && a.key === b.key;
}

/** @param {What[]} to */
async function change(to) {
  if (busy) return trouble('Still playing: wait a moment.');
  busy = true;
  trouble('');
  const against = await play(to);
  busy = false;
  if (against) return trouble(against);
  kept = to;
  return write();
}

function write() {
  $('#what-list').replaceChildren(...kept.map((one) => {
    const back = make('button', { type: 'button', class: 'btn' }, 'Take it back', make('span', { class: 'hidden' }, `: ${one.words}`));
    back.addEventListener('click', async () => {
      await change(kept.filter((other) => other !== one));
      field('kind').focus();
    });
    return make('li', { class: 'row' }, make('b', {}, one.words), back);
  }));
}

/** @param {boolean} on */
function pointing(on) {
  const button = $('#what-click');
  if (!on && button.getAttribute('aria-pressed') !== 'true') return;
  button.setAttribute('aria-pressed', String(on));
  onMapClick(on ? shut : null, () => button.setAttribute('aria-pressed', 'false'));
  if (on) $('.map-here').scrollIntoView({ block: 'nearest' });
}

async function submit() {
  trouble('');
  if (field('kind').value !== 'shut') return add(said());
  const words = field('place').value.trim();
  if (!words) return field('place').focus();
  const place = await placeOf(words);
  if (!place) return trouble(NO_PLACE);
  field('place').value = '';
  return shut(place);
}

/** The form in sight, ready to be filled in. */
export function openWhatIf() {
  if (!document.querySelector('#what-if-form')) return;
  $('#what-if').scrollIntoView({ block: 'nearest' });
  field('kind').focus();
}


/** @param {(what: What[]) => Promise<string>} how */
export function startWhatIf(how) {
  play = how;
  document.addEventListener('submit', (event) => {
    if (!(event.target instanceof Element) || event.target.id !== 'what-if-form') return;
    event.preventDefault();
    submit();
  });
  document.addEventListener('change', ({ target }) => target instanceof Element && target.matches('#what-if-form [name=kind]') && turn());
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('#what-click') : null;
    if (button) pointing(button.getAttribute('aria-pressed') !== 'true');
  });
}

/** The form as it begins. */
export const readyWhatIf = () => turn();
