/**
 * One line typed as radio talk. The base reads it and offers what it may say; a person chooses.
 *
 * Plain Enter takes the note, or an alarm that the line raises beyond doubt: whatever resets a clock
 * takes a press of its own. Where a line that may be an alarm was only noted, the alarm stays offered
 * until somebody has pressed it or put it away.
 */
import { $, make } from './boot.mjs';
import { onlyOne, sayOnce, send, tell } from './say.mjs';

/** @typedef {{act: string, label: string, does: string, grave: boolean, href: string, fact: import('./say.mjs').Fact | null}} Offer */
/** @typedef {{run: string, call: string, offers: Offer[], enter: number, why: string}} Reading */

const PAUSE_MS = 150; // so long nobody types before the line is read (assumed)
const LINE_MS = 60_000; // the same line after this is said anew, also where the first got no answer (assumed)

/** @param {string} line @returns {Promise<Reading>} */
const read = async (line) => (await send('/api/talk', { line })).reading;

/** What may still be meant once one offer was taken: alarms, of the same team. @param {Offer} taken @param {Offer[]} offers */
const beside = (taken, offers) =>
  offers.filter((o) => o.grave && o !== taken && (taken.act === 'note' || (taken.grave && o.fact?.run === taken.fact?.run)));

/** @param {Offer} offer @param {() => void} press @param {boolean} [entered] whether plain Enter does it */
function button(offer, press, entered = false) {
  const inside = [make('b', {}, offer.label), make('small', {}, offer.does), ...(entered ? [make('kbd', {}, 'Enter')] : [])];
  const attributes = { class: `btn offer${offer.grave ? ' grave' : ''}`, 'data-act': offer.act };
  if (offer.href) return make('a', { ...attributes, href: offer.href }, ...inside);
  const made = make('button', { ...attributes, type: 'button' }, ...inside);
  made.addEventListener('click', press);
  return made;
}

/** @param {HTMLFormElement} form with a field 'words' and boxes .reading and .left */
export function startTalk(form) {
  const words = /** @type {HTMLInputElement} */ ($('input[name=words]', form));
  const reading = $('.reading', form);
  const left = $('.left', form);
  let timer = 0;
  let asked = 0;
  let turn = Promise.resolve(true);
  let entering = false;

  /** Say one thing; false where it could not be said. @param {Offer} offer */
  const say = async (offer) => {
    const fact = offer.fact;
    if (!fact) return false;
    try {
      if (await sayOnce(form, JSON.stringify(fact), () => fact, LINE_MS)) tell(`Said: ${offer.label}`);
      return true;
    } catch (error) {
      tell(onlyOne(error), true); // the line stays as it was typed
      return false;
    }
  };

  /** The same after whatever is on its way: a call for help that is pressed meanwhile is not lost.
   * @param {Offer} offer */
  const spoken = (offer) => {
    const mine = turn.then(() => say(offer));
    turn = mine;
    return mine;
  };

  /** Take one of what a line may say. @param {Offer} offer @param {Offer[]} offers @param {string} line */
  const take = async (offer, offers, line) => {
    if (!(await spoken(offer))) return;
    if (words.value.trim() === line) words.value = '';
    asked += 1;
    reading.hidden = true;
    const still = beside(offer, offers);
    if (still.length) leave(still, line, offer.act === 'note');
  };

  /** Keep alarms offered that a line may also have raised. @param {Offer[]} offers @param {string} line @param {boolean} noted */
  const leave = (offers, line, noted) => {
    const row = make('div', { class: 'row', role: 'group', 'aria-label': line });
    const away = make('button', { type: 'button', class: 'btn' }, noted ? 'It was only a note' : 'It was only that');
    away.addEventListener('click', () => row.remove());
    const buttons = offers.map((offer) => button(offer, async () => (await spoken(offer)) && row.remove()));
    row.append(make('p', {}, make('b', {}, noted ? 'Only noted. It may be an alarm: ' : 'It may also be: '), make('q', {}, line)), ...buttons, away);
    left.append(row);
  };

  const show = async () => {
    const line = words.value.trim();
    asked += 1;
    const mine = asked;
    const found = line ? await read(line).catch(() => null) : null;
    if (mine !== asked) return;
    reading.hidden = !found;
    if (!found) return;
    const rows = found.offers.map((offer, i) => button(offer, () => take(offer, found.offers, line), i === found.enter));
    const why = found.why ? [make('p', { class: 'why' }, `Enter logs a note: ${found.why}.`)] : [];
    reading.replaceChildren(...rows, ...why);
  };

  words.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(show, PAUSE_MS);
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const line = words.value.trim();
    clearTimeout(timer);
    if (!line || entering) return;
    asked += 1; // a reading that is still on its way is not shown over this one
    entering = true;
    try {
      const { offers, enter } = await read(line);
      await take(offers[enter], offers, line);
    } catch (error) {
      tell(/** @type {Error} */ (error).message, true);
    } finally {
      entering = false;
    }
  });
}
