/**
 * Keys of the plan page: options by their letter, the next one, compare, change, choose.
 *
 * A letter that is a command already (c, e, and those of every page) needs Shift to mean an option.
 */
import { $, $$ } from './boot.mjs';
import { askToChoose } from './plan_choose.mjs';
import { stopForbidding } from './plan_edit.mjs';
import { pickTeam } from './plan_map.mjs';
import { address, beside, letters, show, shown } from './plan_show.mjs';
import { openWhatIf } from './what_if.mjs';

const COMMANDS = 'cetznw';
const FIELDS = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]';
const ACTS = 'button, a, summary, label, input, select';

/** The letter before or after, round and round. @param {string} from @param {number} step @param {string} [without] */
function neighbour(from, step, without = '') {
  const all = letters().filter((letter) => letter !== without);
  const at = all.indexOf(from);
  return all[(at + step + all.length) % all.length] ?? from;
}

/** The option that is looked at, or the one beside it, moves on. @param {number} step */
function move(step) {
  if (beside()) show(address(shown(), neighbour(beside(), step, shown())));
  else show(address(neighbour(shown(), step)));
}

function compare() {
  if (beside()) return show(address(shown()));
  const other = neighbour(shown(), 1);
  return other === shown() ? undefined : show(address(shown(), other));
}

function change() {
  const edit = document.querySelector('#edit');
  if (!(edit instanceof HTMLDetailsElement)) return;
  edit.open = !edit.open;
  if (!edit.open) return;
  edit.scrollIntoView({ block: 'start' });
  $$('input, select', edit)[0]?.focus();
}

/** What a key means here; undefined where it means nothing. @param {KeyboardEvent} event */
function meaning(event) {
  const { key, shiftKey, target } = event;
  const on = target instanceof Element ? target : document.body;
  const letter = key.toUpperCase();
  if (/^[a-z]$/i.test(key) && letters().includes(letter) && (shiftKey || !COMMANDS.includes(key))) return () => show(address(letter));
  if (shiftKey) return undefined;
  if (key === 'c') return compare;
  if (key === 'e') return change;
  if (key === 'w') return openWhatIf;
  if (/^[0-9]$/.test(key)) return () => pickTeam(Number(key));
  if ((key === 'ArrowLeft' || key === 'ArrowRight') && !on.closest('.map-side, .scroll, .story, input')) return () => move(key === 'ArrowRight' ? 1 : -1);
  if (key === 'Enter' && !on.closest(ACTS)) return () => askToChoose(shown());
  return undefined;
}

export function startPlanKeys() {
  const rows = document.querySelector('#plan-keys');
  if (rows instanceof HTMLTemplateElement) $('#help .keys').replaceChildren(rows.content.cloneNode(true));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return stopForbidding();
    const on = /** @type {HTMLInputElement} */ ($('#keys-on')).checked;
    if (!on || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return undefined;
    if (event.target instanceof Element && event.target.matches(FIELDS)) return undefined;
    const act = letters().length ? meaning(event) : undefined;
    if (!act) return undefined;
    event.preventDefault();
    event.stopImmediatePropagation(); // the same key may mean something else on every page
    return act();
  }, true);
}
