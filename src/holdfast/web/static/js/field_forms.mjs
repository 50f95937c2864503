/** The forms of the team's page: opened in the place of the buttons, also to mend what was refused. */
import { $, $$, boot, make } from './boot.mjs';
import { hhmm, nextAt } from './clock.mjs';
import { nothingOpen } from './field_kept.mjs';
import { found as place, placeOf } from './field_place.mjs';
import { contact, counted, crewNow, found, home, people } from './field_read.mjs';
import { farFrom, farWords } from './kit/far.mjs';
import { peopleWords } from './kit/heads.mjs';

/** @typedef {import('./outbox.mjs').Report} Report */
/** @typedef {import('./say.mjs').Fact} Fact */
/** @typedef {{label: string, fact: Fact, at?: number, where?: ReturnType<typeof placeOf> | 'as sent',
 *   form: string, typed: (string | boolean)[], instead_of?: Report}} Filled */

/** @type {Record<string, [string, (form: FormData, element: HTMLFormElement) => Fact]>} */
const FORMS = { contact: ['Contact', contact], found: ['Found stock', found], people: ['Found people', people], home: ['All home', home], mend: ['', mended] };
const HALF_DAY_MS = 43_200_000;

/** @type {Report | undefined} what was refused and is being mended */
let mending;

/** @param {string} name */
const formOf = (name) => /** @type {HTMLFormElement} */ ($(`#form-${name}`));
/** @param {HTMLFormElement} form */
const fields = (form) => /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ ([...form.elements].filter((e) => e.matches('input, select') && !e.closest('.mending')));
/** @param {HTMLInputElement | HTMLSelectElement} field */
const ticks = (field) => field.type === 'radio' || field.type === 'checkbox';

/** @param {string} name @param {Report} [report] to be mended */
export function openForm(name, report) {
  const form = formOf(name);
  form.reset();
  mending = report;
  for (const other of $$('.field-form')) other.hidden = other !== form;
  $('#acts').hidden = true;
  form.querySelector('.mending')?.remove();
  if (name === 'home') drawHeads(form);
  if (name === 'mend') drawMend(form);
  if (report) refill(form, report);
  says(form, '');
  form.dispatchEvent(new Event('input'));
  /** @type {HTMLElement | null} */ (form.querySelector('input, select'))?.focus({ preventScroll: true });
  scrollTo({ top: 0 });
  if (name === 'home') void askBack(form);
}

/** @param {Report} report */
export function mend(report) {
  openForm(report.form && report.form in FORMS ? report.form : 'mend', report);
}

/** @param {HTMLFormElement} form */
function close(form) {
  form.hidden = true;
  $('#acts').hidden = false;
  form.querySelector('.mending')?.remove();
  form.reset();
  mending = undefined;
  scrollTo({ top: 0 });
  void nothingOpen();
}

/** @param {HTMLFormElement} form @param {string} words */
function says(form, words) {
  $('.form-says', form).textContent = words;
}

/** What was typed comes back, with the base's word and what may have been wrong about it. @param {HTMLFormElement} form @param {Report} report */
function refill(form, report) {
  const all = fields(form);
  const typed = report.typed?.length === all.length ? report.typed : [];
  typed.forEach((value, i) => {
    const field = all[i];
    if (ticks(field)) /** @type {HTMLInputElement} */ (field).checked = value === true;
    else field.value = String(value);
  });
  const when = make('input', { name: 'mend-time', type: 'time', value: hhmm(report.at) });
  const where = /** @type {HTMLSelectElement} */ ($('#where').cloneNode(true));
  where.removeAttribute('id');
  where.name = 'mend-place';
  where.prepend(make('option', { value: '', selected: '' }, report.fact.at ? 'as it was sent' : 'none, as it was sent'));
  where.value = '';
  const labelled = (/** @type {string} */ words, /** @type {HTMLElement} */ field) => make('label', {}, make('span', { class: 'label' }, words), field);
  $('h2', form).after(make('div', { class: 'mending' }, make('p', { class: 'why' }, report.why ?? ''), labelled('When it was', when), labelled('Place', where)));
}

/** Everybody who left stands here by name; nothing is ticked for anybody. @param {HTMLFormElement} form */
function drawHeads(form) {
  const choice = (/** @type {string} */ person, /** @type {string} */ value, /** @type {string} */ text) =>
    make('label', {}, make('input', { type: 'radio', name: `head-${person}`, value, required: '' }), make('span', {}, text));
  $('#heads').replaceChildren(
    ...crewNow().map(([person, name]) => make('fieldset', {}, make('legend', {}, name), make('div', { class: 'picks' }, choice(person, 'in', 'Inside the gate'), choice(person, 'out', 'Not inside')))),
  );
  const others = /** @type {HTMLInputElement} */ ($('[name=others]', form));
  const found = Number($('#main').dataset.others ?? 0);
  others.value = found ? '' : '0';
  $('#others-words').textContent = found ? `You reported ${found} found on this run.` : '';
  $('.far', form).hidden = true;
}

/** @param {HTMLFormElement} form */
function drawMend(form) {
  const crew = mending?.fact.crew;
  $('h2', form).textContent = mending?.label ?? '';
  $('#mend-crew').replaceChildren(
    ...(Array.isArray(crew) ? crewNow().map(([person, name]) => make('label', { class: 'check' }, make('input', { type: 'checkbox', name: 'crew', value: person, ...(crew.includes(person) ? { checked: '' } : {}) }), ` ${name}`)) : []),
  );
  /** @type {HTMLInputElement} */ ($('[name=words]', form)).value = String(mending?.fact.words ?? '');
}

/** What had no form of its own, with other words and another crew. @param {FormData} form @returns {Fact} */
function mended(form) {
  const { at, ref, when_ms, ...said } = /** @type {Fact} */ (mending?.fact);
  return { ...said, kind: said.kind, ...(Array.isArray(said.crew) ? { crew: form.getAll('crew') } : {}), words: String(form.get('words') ?? '').trim() };
}

/** 'All home' from far away is asked back. @param {HTMLFormElement} form @returns {Promise<boolean>} whether it may be said */
async function askBack(form) {
  const chosen = String(new FormData(form).get('mend-place') ?? '');
  const far = farFrom(await place(placeOf(chosen || undefined, 0)), boot.centre);
  const box = $('.far', form);
  box.hidden = far === 0;
  const sure = /** @type {HTMLInputElement} */ ($('input', box));
  sure.required = far > 0;
  if (far) $('.far-words', box).textContent = `This place is ${farWords(far)} from the base. Is everybody inside the gate all the same?`;
  return far === 0 || sure.checked;
}

/** @param {HTMLFormElement} form @param {string} name @returns {Filled} */
function read(form, name) {
  const [label, reads] = FORMS[name];
  const data = new FormData(form);
  /** @type {Filled} */
  const filled = { label: mending?.label ?? label, fact: reads(data, form), form: name, typed: fields(form).map((f) => (ticks(f) ? /** @type {HTMLInputElement} */ (f).checked : f.value)) };
  if (!mending) return filled;
  const time = String(data.get('mend-time') ?? '');
  const chosen = String(data.get('mend-place') ?? '');
  const at = time && time !== hhmm(mending.at) ? nextAt(time, mending.at - HALF_DAY_MS) : mending.at;
  return { ...filled, at, where: chosen ? placeOf(chosen) : 'as sent', instead_of: mending };
}

/** @param {(filled: Filled) => Promise<void>} send */
export function startForms(send) {
  for (const button of $$('[data-form]')) button.addEventListener('click', () => openForm(button.dataset.form ?? ''));
  for (const name of Object.keys(FORMS)) {
    const form = formOf(name);
    $('[data-cancel]', form).addEventListener('click', () => close(form));
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const submit = /** @type {HTMLButtonElement} */ ($('button:not([type=button])', form));
      if (submit.disabled) return;
      submit.disabled = true;
      try {
        if (name === 'home' && !(await askBack(form))) {
          $('.far', form).scrollIntoView({ block: 'center' });
          return;
        }
        await send(read(form, name));
        close(form);
      } catch (error) {
        says(form, /** @type {Error} */ (error).message);
      } finally {
        submit.disabled = false;
      }
    });
  }
  const counts = formOf('people');
  counts.addEventListener('input', () => {
    $('#people-total').textContent = peopleWords(counted(new FormData(counts)));
  });
}
