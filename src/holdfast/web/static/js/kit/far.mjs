/** How far a place is, and whether that is too far for what was just said. */

const EARTH_M = 6_371_008.8; // IUGG mean radius
/** Beyond this from the base nobody is inside its gate (assumed; a large compound is some 300 m across). */
export const GATE_M = 300;

/** @typedef {{at: [number, number], accuracy_m?: number}} Fix longitude first */

/** On a sphere: within 0.6 %. @param {[number, number]} a @param {[number, number]} b */
export function metresBetween(a, b) {
  const rad = Math.PI / 180;
  const [dLat, dLon] = [(b[1] - a[1]) * rad, (b[0] - a[0]) * rad];
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[1] * rad) * Math.cos(b[1] * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** How far from the base's gate a fix is for certain; 0 where it may well be inside. @param {Fix | undefined} fix @param {[number, number]} base */
export function farFrom(fix, base) {
  if (!fix) return 0;
  const metres = metresBetween(fix.at, base);
  return metres - Math.min(fix.accuracy_m ?? 0, metres / 2) > GATE_M ? metres : 0;
}

/** @param {number} metres */
export const farWords = (metres) => (metres < 950 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1000).toFixed(1)} km`);
