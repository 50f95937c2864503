/** A place that somebody pointed at or wrote: the road that is meant, and what to call it. */
import { askJson } from './ask.mjs';
import { grid } from './place.mjs';

/** The road nearest to a place, with its name and grid. @param {[number, number]} at @returns {Promise<{at: [number, number], name: string}>} */
export async function roadAt(at) {
  const road = (await askJson(`/api/near?lon=${at[0].toFixed(6)}&lat=${at[1].toFixed(6)}`))?.road;
  const place = /** @type {[number, number]} */ (road ? [road.lon, road.lat] : at);
  const what = road ? road.name || `${road.kind.replace(/_/g, ' ')}, no name` : 'No road near';
  return { at: place, name: `${what} · ${grid(place)}` };
}

/** The place that words mean; null where none is known. @param {string} words @returns {Promise<[number, number] | null>} */
export async function placeOf(words) {
  const place = (await askJson(`/api/search?q=${encodeURIComponent(words)}`))?.found?.[0]?.place;
  if (!place) return null;
  return Array.isArray(place) ? /** @type {[number, number]} */ (place) : [place.lon, place.lat];
}
export const NO_PLACE = 'No such place is known: write a grid, or latitude and longitude.';
