/**
 * A button that is held, so that no brush of the hand does what cannot be taken back lightly.
 *
 * By a pointer or a key held for two seconds. Who can only press (a switch, a screen reader, a key
 * that does not repeat) presses twice; a touch or a click never counts as such a press, unless the
 * button allows it.
 */

export const HOLD_MS = 2_000;
export const AGAIN_MS = 8_000;

/** @typedef {'rest' | 'holding' | 'again' | 'done'} Stage */

export class Hold {
  /** @param {{done: () => void, show: (stage: Stage) => void, taps?: boolean, rests?: boolean}} how
   *   taps: two taps count as well; rests: once done, it is not done again for a while, however often it is pressed */
  constructor({ done, show, taps = false, rests = false }) {
    this.done = done;
    this.show = show;
    this.taps = taps;
    this.rests = rests;
    this.resting = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.rest = undefined;
    this.asking = false;
    this.spent = false; // done by this very press, whose end is no further press
  }

  start() {
    if (this.timer !== undefined || this.resting) return;
    this.spent = false;
    this.show('holding');
    this.timer = setTimeout(() => this.#finish(true), HOLD_MS);
  }

  stop() {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.show(this.asking ? 'again' : 'rest');
  }

  /** The press that did it is over. */
  forget() {
    this.spent = false;
  }

  /** A press came to its end. @param {boolean} pointed by touch or mouse */
  press(pointed) {
    if (this.spent || this.resting) {
      this.spent = false;
      return;
    }
    if (pointed && !this.taps) {
      this.#ask(false);
      return;
    }
    if (this.asking) this.#finish(false);
    else this.#ask(true);
  }

  /** @param {boolean} counts whether one more press is enough */
  #ask(counts) {
    this.asking = counts;
    this.show('again');
    this.#later();
  }

  /** @param {boolean} held */
  #finish(held) {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.asking = false;
    this.spent = held;
    this.resting = this.rests;
    this.show('done');
    this.#later();
    this.done();
  }

  #later() {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      this.asking = false;
      this.resting = false;
      this.show('rest');
    }, AGAIN_MS);
  }
}

/** Listen on a button. @param {HTMLElement} button @param {Hold} hold */
export function holdable(button, hold) {
  button.addEventListener('pointerdown', (e) => e.button === 0 && hold.start());
  for (const name of ['pointerup', 'pointerleave', 'pointercancel', 'blur', 'keyup']) {
    button.addEventListener(name, () => {
      hold.stop();
      setTimeout(() => hold.forget(), 0); // after the click that ends this press
    });
  }
  button.addEventListener('keydown', (e) => {
    if (e.key !== 'Enter' && e.key !== ' ') return;
    if (e.repeat) e.preventDefault(); // holding a key is one press, held
    else hold.start();
  });
  button.addEventListener('contextmenu', (e) => e.preventDefault());
  button.addEventListener('click', (e) => hold.press(e.detail > 0));
}
