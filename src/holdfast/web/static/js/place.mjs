/** Places in words and small sums on the earth. */
import { forward } from '../vendor/mgrs/mgrs.esm.js';

const EARTH_M = 6_371_008.8;
const rad = (/** @type {number} */ d) => (d * Math.PI) / 180;

/** MGRS, grouped, 10 m; latitude and longitude near the poles. @param {[number, number]} at */
export function grid([lon, lat]) {
  if (lat > 84 || lat < -80) return degrees([lon, lat]);
  const raw = forward([lon, lat], 4);
  const head = raw.length - 8;
  return `${raw.slice(0, head - 2)} ${raw.slice(head - 2, head)} ${raw.slice(head, head + 4)} ${raw.slice(head + 4)}`;
}

/** @param {[number, number]} at */
export const degrees = ([lon, lat]) => `${lat.toFixed(5)}, ${lon.toFixed(5)}`;

/** @param {[number, number]} a @param {[number, number]} b */
export function metres(a, b) {
  const h =
    Math.sin(rad(b[1] - a[1]) / 2) ** 2 +
    Math.cos(rad(a[1])) * Math.cos(rad(b[1])) * Math.sin(rad(b[0] - a[0]) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Where b lies from a, in eight winds. @param {[number, number]} a @param {[number, number]} b */
export function wind(a, b) {
  const y = Math.sin(rad(b[0] - a[0])) * Math.cos(rad(b[1]));
  const x =
    Math.cos(rad(a[1])) * Math.sin(rad(b[1])) -
    Math.sin(rad(a[1])) * Math.cos(rad(b[1])) * Math.cos(rad(b[0] - a[0]));
  const names = ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'];
  return names[Math.round(((Math.atan2(y, x) * 180) / Math.PI + 360) / 45) % 8];
}

/** @param {number} m */
export const km = (m) => (m < 1000 ? `${Math.round(m)} m` : `${(m / 1000).toFixed(1)} km`);

/** A ring around a place. @param {[number, number]} at @param {number} radiusM @returns {[number, number][]} */
export function ring([lon, lat], radiusM) {
  const up = ((radiusM / EARTH_M) * 180) / Math.PI;
  const across = up / Math.max(Math.cos(rad(lat)), 1e-6);
  return Array.from({ length: 65 }, (_, i) => [
    lon + Math.cos((i / 64) * 2 * Math.PI) * across,
    lat + Math.sin((i / 64) * 2 * Math.PI) * up,
  ]);
}
