/** What the bar says when the room cannot be reached: since when, and that what is shown is old. */
import { $ } from './boot.mjs';
import { hhmm, nowMs } from './clock.mjs';

const QUIET_MS = 15_000; // so long live.mjs takes to call a quiet line late

/** When the base was last heard, by its own time, where somebody keeps count. @type {number | null} */
let heardMs = null;

/** @param {number} ms by the base's time */
export function heard(ms) {
  heardMs = ms;
}

/** @param {number} sinceMs @param {string | undefined} cause why nothing comes, as a team's page knows it */
const words = (sinceMs, cause = 'none') => `${cause === 'none' ? 'No link' : 'Nothing new'} since ${hhmm(sinceMs)}: what you see is old.`;

/** Follow the page's own word on its link, and say nothing else: one display of it, in two places. */
export function followLink() {
  const link = document.querySelector('#link');
  if (!(link instanceof HTMLElement)) return;
  let sinceMs = 0;
  const look = () => {
    const { state, cause } = link.dataset;
    if (state !== 'live' && state !== 'none' && state !== 'late') return; // not known yet: as it was
    const box = $('#bar-link');
    const lost = state !== 'live';
    if (lost && box.hidden) sinceMs = heardMs ?? nowMs() - (state === 'late' ? QUIET_MS : 0);
    box.textContent = lost ? words(sinceMs, cause) : '';
    box.hidden = !lost;
    $('#bar').classList.toggle('old', lost);
  };
  new MutationObserver(look).observe(link, { attributes: true, attributeFilter: ['data-state', 'data-cause'] });
  look();
}
