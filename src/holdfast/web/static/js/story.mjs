/**
 * One play told: its steps in a list, and on the map as something to be played, paused and scrubbed.
 *
 * For readers who asked for less motion nothing moves by itself: the play goes from step to step.
 */
import { $, $$, calm, make } from './boot.mjs';
import { hhmm } from './clock.mjs';
import { count } from './rehearsal_words.mjs';
import { clearStory, drawMoment, drawStory } from './story_map.mjs';

/** @typedef {import('./story_path.mjs').Step} Step */
/** @typedef {{letter: string, began_ms: number, teams: string[], story: {number: number, headline: string, steps: Step[]}}} Told */

const LONG_S = 25; // seconds in which a whole day is played
const NOTCH_S = 60; // of the slider
const FRAME_MS = 50;

/** @type {Told | null} */
let told = null;
let steps = /** @type {Step[]} */ ([]);
let from = ''; // the button that opened it
let at_s = 0;
let now = 0; // number of the step
let playing = 0;

const slider = () => /** @type {HTMLInputElement} */ ($('#story-at'));
const end = () => steps[steps.length - 1]?.at_s ?? 0;

/** Letter and number of the play that is open; empty where none is. */
export const toldNow = () => (told ? `${told.letter}${told.story.number}` : '');

/** @param {Step} step */
const wordsOf = (step) => `${told && told.teams.length > 1 ? `Team ${step.team + 1} ` : ''}${step.words}`;
const clock = (/** @type {number} */ s) => hhmm((told?.began_ms ?? 0) + s * 1000);

/** @param {Told} story @param {string} opener id of the button */
export function openStory(story, opener) {
  pause();
  told = story;
  from = opener;
  steps = [...story.story.steps].sort((a, b) => a.at_s - b.at_s);
  const name = `Rehearsal, play ${count(story.story.number)} of option ${story.letter}`;
  $('#story-head').textContent = name;
  $('#story-band').replaceChildren(make('b', {}, `Rehearsal, play ${count(story.story.number)}`), ': this has not happened');
  $('#story-steps').replaceChildren(...steps.map((step, i) => make('li', { class: step.bad ? 'bad' : '' },
    make('button', { type: 'button', 'data-step': String(i) }, make('time', {}, clock(step.at_s)), ' ', make('span', {}, wordsOf(step), ...(step.bad ? [make('span', { class: 'hidden' }, ' (something struck)')] : []))))));
  for (const id of ['#story', '#story-band', '#story-bar']) $(id).hidden = false;
  $('#story-play').hidden = calm();
  slider().max = String(calm() ? steps.length - 1 : Math.ceil(end() / NOTCH_S) * NOTCH_S);
  slider().step = String(calm() ? 1 : NOTCH_S);
  drawStory(story);
  seek(0);
  $('#plan-top').scrollIntoView({ block: 'start' });
  $('#story-head').focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent('story'));
}

export function closeStory() {
  if (!told) return;
  pause();
  told = null;
  clearStory();
  for (const id of ['#story', '#story-band', '#story-bar']) $(id).hidden = true;
  document.dispatchEvent(new CustomEvent('story'));
}

/** Show a moment. @param {number} to seconds after the beginning @param {number} [step] the step that is meant, where several share a moment */
function seek(to, step) {
  at_s = Math.max(0, Math.min(end(), to));
  now = step ?? Math.max(0, steps.findLastIndex((s) => s.at_s <= at_s + 1e-6));
  const current = steps[now];
  slider().value = String(calm() ? now : at_s);
  const there = current && Math.abs(current.at_s - at_s) < NOTCH_S / 2;
  const words = !current ? '' : there ? `${clock(at_s)}: ${wordsOf(current)}` : `${clock(at_s)}, after ${clock(current.at_s)}: ${wordsOf(current)}`;
  slider().setAttribute('aria-valuetext', words);
  $('#story-when').textContent = clock(at_s);
  $('#story-since').textContent = current && !there ? `after ${clock(current.at_s)}:` : '';
  const said = current ? wordsOf(current) : '';
  if ($('#story-now').textContent !== said) $('#story-now').textContent = said; // read aloud at each step, not at each minute
  $$('#story-steps button').forEach((button, i) => {
    if (i !== now) return button.removeAttribute('aria-current');
    if (!button.hasAttribute('aria-current')) inSight(button);
    button.setAttribute('aria-current', 'step');
    return undefined;
  });
  /** @type {HTMLButtonElement} */ ($('#story-before')).disabled = now <= 0;
  /** @type {HTMLButtonElement} */ ($('#story-next')).disabled = now >= steps.length - 1;
  $('#story-play').textContent = playing ? 'Pause' : at_s >= end() ? 'Play it again' : 'Play it';
  drawMoment(at_s);
}

/** Scroll the list, never the page. @param {HTMLElement} button */
function inSight(button) {
  const list = $('#story-steps');
  const [top, bottom] = [button.offsetTop - list.offsetTop, button.offsetTop - list.offsetTop + button.offsetHeight];
  if (top < list.scrollTop) list.scrollTop = top;
  if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
}

/** To the step before or after. @param {number} by */
function go(by) {
  pause();
  const next = Math.max(0, Math.min(steps.length - 1, now + by));
  seek(steps[next]?.at_s ?? 0, next);
}

function play() {
  if (at_s >= end()) at_s = 0;
  let last = performance.now();
  const tick = () => {
    const time = performance.now();
    const next = at_s + ((time - last) / 1000 / LONG_S) * end();
    last = time;
    if (next >= end()) pause();
    seek(next);
  };
  playing = window.setInterval(tick, FRAME_MS);
  seek(at_s);
}

function pause() {
  clearInterval(playing);
  playing = 0;
  if (told) $('#story-play').textContent = 'Play it';
}

/** Close it and go back to where it was opened. */
function leave() {
  closeStory();
  const opener = document.getElementById(from);
  opener?.scrollIntoView({ block: 'center' });
  opener?.focus({ preventScroll: true });
}

export function startTelling() {
  document.addEventListener('click', ({ target }) => {
    const on = target instanceof Element ? target.closest('button') : null;
    if (!on || !told) return;
    if (on.id === 'story-play') playing ? pause() : play();
    if (on.id === 'story-before') go(-1);
    if (on.id === 'story-next') go(1);
    if (on.id === 'story-close') leave();
    if (on.dataset.step) {
      const step = Number(on.dataset.step);
      pause();
      seek(steps[step]?.at_s ?? 0, step);
    }
  });
  document.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.id !== 'story-at') return;
    pause();
    const value = Number(target.value);
    if (calm()) seek(steps[value]?.at_s ?? 0, value);
    else seek(value);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && told && !document.querySelector('dialog[open]')) leave();
  });
}
