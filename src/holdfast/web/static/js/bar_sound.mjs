/**
 * The sounds of alarms, made here and not from files: one for each severity, known by its rhythm.
 *
 * A browser is silent until somebody has pressed something on the page. Until then the button says
 * so; whoever mutes is reminded by its words. A team's page has a setting of its own, off until it is
 * pressed there: a phone that rings can give a team away.
 */
import { $, recall, remember } from './boot.mjs';

/** @typedef {'critical' | 'warning' | 'notice'} Severity */

/** Hertz and seconds, one after the other; 0 Hz is a pause (assumed; after IEC 60601-1-8: more pulses, more urgent). @type {Record<Severity, [number, number][]>} */
const TONES = {
  critical: [[880, 0.14], [0, 0.05], [880, 0.14], [0, 0.05], [1175, 0.22], [0, 0.16], [880, 0.14], [0, 0.05], [880, 0.14], [0, 0.05], [1175, 0.22]],
  warning: [[660, 0.2], [0, 0.1], [660, 0.2], [0, 0.1], [550, 0.3]],
  notice: [[520, 0.18]],
};
const GAIN = [0.2, 0.5, 1]; // by how long nobody has taken it (assumed)
const KEY = document.querySelector('#bar[data-team]') ? 'sound.team' : 'sound';
const WORDS = { off: 'Sound is off: press', on: 'Sound is on', muted: 'Muted' };

/** @type {AudioContext | null} */
let context = null;

/** Whether anything can be heard. @returns {'off' | 'on' | 'muted'} */
export function state() {
  if (recall(KEY) === 'muted') return 'muted';
  return recall(KEY) === 'on' && context?.state === 'running' ? 'on' : 'off';
}

/** Let the page make sounds; must be called from a press. */
async function unlock() {
  try {
    context ??= new AudioContext();
    if (context.state !== 'running') await context.resume();
  } catch {
    context = null; // a device without sound: the button goes on saying that it is off
  }
  draw();
}

function draw() {
  const button = $('#sound');
  const now = state();
  button.dataset.state = now;
  $('span', button).textContent = WORDS[now];
  button.title = now === 'on' ? 'Press to mute alarms on this device' : 'Press to hear alarms on this device';
  const told = { on: 'Alarms sound on this device.', off: 'Alarms do not sound yet: press “Sound is off”.', muted: 'Alarms are muted on this device.' };
  $('#sound-state').textContent = told[now];
}

/** @param {Severity} severity @param {number} [loud] 0, 1 or 2 */
function play(severity, loud = 0) {
  if (!context || context.state !== 'running') return false;
  const gain = context.createGain();
  gain.connect(context.destination);
  let at = context.currentTime + 0.02;
  for (const [hertz, seconds] of TONES[severity]) {
    if (hertz) pulse(context, gain, hertz, at, seconds, GAIN[loud] ?? 1);
    at += seconds;
  }
  return true;
}

/** @param {AudioContext} on @param {GainNode} into @param {number} hertz @param {number} at @param {number} seconds @param {number} level */
function pulse(on, into, hertz, at, seconds, level) {
  const shape = on.createGain();
  shape.gain.setValueAtTime(0, at);
  shape.gain.linearRampToValueAtTime(level, at + 0.015);
  shape.gain.setValueAtTime(level, at + seconds - 0.03);
  shape.gain.linearRampToValueAtTime(0, at + seconds);
  for (const [wave, share] of /** @type {[OscillatorType, number][]} */ ([['triangle', 0.7], ['square', 0.12]])) {
    const part = new OscillatorNode(on, { type: wave, frequency: hertz });
    const loudness = new GainNode(on, { gain: share });
    part.connect(loudness).connect(shape);
    part.start(at);
    part.stop(at + seconds);
  }
  shape.connect(into);
}

/** Sound an alarm, where this device may; whether it was heard. @param {Severity} severity @param {number} loud */
export const ring = (severity, loud) => state() === 'on' && play(severity, loud);

/** The button, the dialog, and what was chosen on this device before. */
export function startSound() {
  $('#sound').addEventListener('click', async () => {
    remember(KEY, state() === 'on' ? 'muted' : 'on');
    await unlock();
    if (state() === 'on') play('notice');
  });
  const dialog = /** @type {HTMLDialogElement} */ ($('#sound-dialog'));
  $('#sound-more').addEventListener('click', () => dialog.showModal());
  dialog.addEventListener('click', async (event) => {
    const asked = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[data-try]'))?.dataset.try;
    if (!asked) return;
    await unlock();
    const heard = asked === 'loudest' ? play('critical', 2) : play(/** @type {Severity} */ (asked));
    if (!heard) $('#sound-state').textContent = 'This device makes no sound.';
  });
  const first = () => {
    for (const what of ['click', 'keydown']) document.removeEventListener(what, first);
    if (recall(KEY) === 'on') unlock(); // chosen on this device before: any press will do, once it is over
  };
  for (const what of ['click', 'keydown']) document.addEventListener(what, first);
  addEventListener('storage', draw); // muted in another window of this device
  draw();
}
