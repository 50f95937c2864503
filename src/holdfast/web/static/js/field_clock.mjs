/**
 * The room's time on a phone: as the base last said it, counted on by the device's own clock.
 *
 * A page that was opened from the device itself is of yesterday, perhaps, and so is the time in it:
 * what counts is when the base last said the time, which is remembered. The device's clock goes on
 * while it sleeps.
 */
import { boot, recall, remember } from './boot.mjs';
import { setClock } from './clock.mjs';

const NAME = 'field-clock';

/** @typedef {{now_ms: number, rate: number, zone: string}} Word */

/** The base has said the time just now. @param {Word} word */
export function takeTime({ now_ms, rate, zone }) {
  setClock({ now_ms, rate, zone });
  remember(NAME, JSON.stringify({ now_ms, rate, zone, base: boot.base, at: Date.now() }));
}

/** @returns {(Word & {at: number, base: string}) | null} */
function remembered() {
  try {
    const kept = JSON.parse(recall(NAME) ?? 'null');
    return kept && kept.base === boot.base && Number.isFinite(kept.now_ms + kept.at + kept.rate) ? kept : null;
  } catch {
    return null;
  }
}

/** Count on from the base's last word. */
export function recallTime() {
  const kept = remembered();
  if (kept) setClock({ now_ms: kept.now_ms + (Date.now() - kept.at) * kept.rate, rate: kept.rate, zone: kept.zone });
}

/** @param {boolean} fresh whether this page has just come from the base */
export function startTime(fresh) {
  if (fresh) takeTime(boot);
  else recallTime();
  document.addEventListener('visibilitychange', () => document.hidden || recallTime());
}
