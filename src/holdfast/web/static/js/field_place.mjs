/** Where the team is: as chosen on the page, or as the device says. */
import { $ } from './boot.mjs';

export const LOOK_MS = 4_000;

/** @typedef {import('./kit/far.mjs').Fix} Fix */

/** What was chosen: a fix, none, or one that the device has yet to give. @param {string} [chosen]
 * @param {number} [oldestMs] how old the device's own may be
 * @returns {{fix: Fix | undefined} | {looking: Promise<Fix | undefined>}} */
export function placeOf(chosen = /** @type {HTMLSelectElement} */ ($('#where')).value, oldestMs = 30_000) {
  if (chosen === 'none') return { fix: undefined };
  if (chosen === 'device') return 'geolocation' in navigator ? { looking: look(oldestMs) } : { fix: undefined };
  const [lon, lat] = chosen.split(',').map(Number);
  return { fix: { at: [lon, lat] } };
}

/** @param {number} oldestMs @returns {Promise<Fix | undefined>} */
function look(oldestMs) {
  const state = $('#where-state');
  return new Promise((resolve) => {
    const none = () => {
      state.textContent = 'this device gives no place';
      resolve(undefined);
    };
    const slow = setTimeout(none, LOOK_MS + 500); // while it asks its owner, a device answers neither way
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearTimeout(slow);
        state.textContent = `within ${Math.round(coords.accuracy)} m`;
        resolve({ at: [coords.longitude, coords.latitude], accuracy_m: coords.accuracy });
      },
      none,
      { timeout: LOOK_MS, maximumAge: oldestMs, enableHighAccuracy: true },
    );
  });
}

/** @param {ReturnType<typeof placeOf>} place @returns {Promise<Fix | undefined>} */
export const found = async (place) => ('fix' in place ? place.fix : place.looking);
