/**
 * The room's clock, kept from what the server last said, and every time on the page that runs.
 *
 * The server's clock may run faster than ours (an exercise). Between two words from the server we
 * count on by ourselves; a time element carries its milliseconds in data-ms.
 */
import { $$, boot, recall, remember } from './boot.mjs';

let saidMs = boot.now_ms;
let saidAt = performance.now();
let rate = boot.rate;
let zone = boot.zone;
let zulu = recall('zulu') === 'yes';

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const LETTERS = 'YXWVUTSRQPONZABCDEFGHIKLM';
/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** The room's time now, in milliseconds since 1970. */
export const nowMs = () => saidMs + (performance.now() - saidAt) * rate;

/**
 * Take the server's word for the time.
 * @param {{now_ms?: number, rate?: number, zone?: string}} said
 */
export function setClock(said) {
  if (typeof said.now_ms === 'number') {
    saidMs = said.now_ms;
    saidAt = performance.now();
  }
  if (typeof said.rate === 'number') rate = said.rate;
  if (said.zone) zone = said.zone;
  paint();
}

/**
 * Parts of a moment in a zone.
 * @param {number} ms
 * @param {string} where
 */
function parts(ms, where) {
  let format = formats.get(where);
  if (!format) {
    const ask = /** @type {Intl.DateTimeFormatOptions} */ ({
      timeZone: where, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit',
      minute: '2-digit', second: '2-digit', hourCycle: 'h23',
    });
    try {
      format = new Intl.DateTimeFormat('en-GB', ask);
    } catch {
      format = new Intl.DateTimeFormat('en-GB', { ...ask, timeZone: 'UTC' });
    }
    formats.set(where, format);
  }
  return Object.fromEntries(format.formatToParts(ms).map((p) => [p.type, p.value]));
}

/** @param {number} ms @param {string} [where] */
export function hhmm(ms, where = zulu ? 'UTC' : zone) {
  const p = parts(ms, where);
  return `${p.hour}:${p.minute}`;
}

/** How far the base's clocks run ahead of UTC at a moment. @param {number} ms */
function aheadMs(ms) {
  const p = parts(ms, zone);
  const shown = Date.UTC(+p.year, +p.month - 1, +p.day, +p.hour, +p.minute, +p.second);
  return shown - Math.floor(ms / 1000) * 1000;
}

/** The last minute of a day by the base's clocks. @param {string} date 'YYYY-MM-DD' */
export function endOfDay(date) {
  const shown = Date.parse(`${date}T23:59Z`);
  return shown - aheadMs(shown - aheadMs(shown));
}

/**
 * The next moment at which the base's clocks show a time of day.
 * @param {string} text 'HH:MM'
 * @param {number} [from]
 */
export function nextAt(text, from = nowMs()) {
  const [hours, minutes] = text.split(':').map(Number);
  const p = parts(from, zone);
  let ahead = (hours - +p.hour) * 60 + (minutes - +p.minute);
  if (ahead < 0) ahead += 24 * 60;
  return Math.floor(from / 60_000) * 60_000 + ahead * 60_000;
}

/** @param {number} ms */
function letter(ms) {
  const hours = aheadMs(ms) / 3_600_000;
  return Number.isInteger(hours) ? (LETTERS[hours + 12] ?? 'J') : 'J';
}

/** Date-time group: 201502B NOV 26. @param {number} ms */
export function dtg(ms) {
  const p = parts(ms, zone);
  return `${p.day}${p.hour}${p.minute}${letter(ms)} ${MONTHS[+p.month - 1]} ${p.year.slice(2)}`;
}

/** '45 s', '12 min', '2 h 05 min', '3 d 4 h', as base/grid.py writes it. @param {number} ms */
export function span(ms) {
  const s = Math.floor(Math.abs(ms) / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86_400) {
    return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, '0')} min`;
  }
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

/**
 * @param {number} ms
 * @param {string | undefined} form
 * @param {number} now
 */
function words(ms, form, now) {
  if (form === 'since') return ms <= now ? span(now - ms) : '0 s';
  if (form === 'left') return ms > now ? span(ms - now) : '0 s';
  return ms >= now ? `in ${span(ms - now)}` : `${span(now - ms)} late`;
}

/** @param {Element} element @param {string} text */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Write every time on the page, or below one element. @param {ParentNode} [within] */
export function paint(within = document) {
  const now = nowMs();
  for (const e of $$('time.tick', within)) write(e, words(Number(e.dataset.ms), e.dataset.form, now));
  for (const e of $$('time.at', within)) {
    write(e, hhmm(Number(e.dataset.ms)) + (zulu ? 'Z' : ''));
  }
  for (const e of $$('[data-clock]', within)) {
    if (e.dataset.clock === 'local') write(e, hhmm(now));
    else if (e.dataset.clock === 'zone') write(e, zulu ? 'Zulu' : 'local');
    else if (e.dataset.clock === 'zulu') {
      write(e, zulu ? `${hhmm(now, zone)} local` : `${hhmm(now, 'UTC').replace(':', '')}Z`);
    } else if (e.dataset.clock === 'rate') write(e, String(rate));
    else write(e, dtg(now));
  }
  paintLanes(within, now);
  for (const e of $$('[data-rate]', within)) e.hidden = rate === 1;
  for (const bar of within.querySelectorAll('.daybar')) {
    const { from, to } = /** @type {SVGElement} */ (bar).dataset;
    const share = (now - Number(from)) / Math.max(1, Number(to) - Number(from));
    bar.querySelector('.spent')?.setAttribute('width', String(88 * Math.max(0, Math.min(1, share))));
  }
}

/** The day's lanes: now, and how long a silent team has been silent. @param {ParentNode} within @param {number} now */
function paintLanes(within, now) {
  for (const lanes of within.querySelectorAll('svg.lanes')) {
    const { start, end } = /** @type {SVGElement} */ (lanes).dataset;
    const x = Math.max(0, Math.min(100, ((now - Number(start)) / (Number(end) - Number(start))) * 100));
    const at = `${x.toFixed(2)}%`;
    for (const name of ['x1', 'x2']) lanes.querySelector('line.now')?.setAttribute(name, at);
    const label = lanes.querySelector('.now-at');
    if (label) {
      label.setAttribute('x', at);
      write(label, hhmm(now));
    }
    const sunset = lanes.querySelector('.sunset-at');
    const sunsetX = parseFloat(sunset?.getAttribute('x') ?? '-99');
    const close = Math.abs(sunsetX - x) < 9; // then the two stand on either side of their lines
    const cut = ((100 - sunsetX) / 100) * lanes.clientWidth < 90;
    for (const [text, left] of /** @type {[Element | null, boolean][]} */ ([[sunset, cut || (close && sunsetX < x)], [label, close && !cut && sunsetX >= x]])) {
      text?.setAttribute('text-anchor', left ? 'end' : 'start');
      text?.setAttribute('dx', left ? '-4' : '4');
    }
    for (const hour of lanes.querySelectorAll('.hour')) {
      const at = parseFloat(hour.getAttribute('x') ?? '0');
      const under = cut && at < sunsetX && ((sunsetX - at) / 100) * lanes.clientWidth < 120; // below the word 'sunset'
      const near = under || Math.abs(at - x) < 5;
      hour.setAttribute('visibility', near ? 'hidden' : 'visible');
    }
    for (const bar of lanes.querySelectorAll('.missing')) {
      bar.setAttribute('width', `${Math.max(0, x - parseFloat(bar.getAttribute('x') ?? '0')).toFixed(2)}%`);
    }
  }
}

/** Local or Zulu, on this device. */
export function turnZone() {
  zulu = !zulu;
  remember('zulu', zulu ? 'yes' : 'no');
  paint();
}

/** Count on, once a real second. */
export function startClock() {
  paint();
  setInterval(() => paint(), 1000);
}
