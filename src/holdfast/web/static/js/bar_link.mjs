/** What the bar says when the room cannot be reached: since when, and that what is shown is old. */
import { $ } from './boot.mjs';
import { hhmm, nowMs } from './clock.mjs';

let lost = false;

/** The room was reached, or was not; @param {boolean} reached @param {number} [agoMs] for how long not, real time */
export function linked(reached, agoMs = 0) {
  const box = $('#bar-link');
  if (reached === !lost) return;
  lost = !reached;
  box.hidden = reached;
  box.textContent = reached ? '' : `No link since ${hhmm(nowMs() - agoMs)}: what you see is old.`;
  $('#bar').classList.toggle('old', lost);
}

const QUIET_MS = 15_000; // so long live.mjs takes to call a quiet line late

/** Follow the page's own word on its link. */
export function followLink() {
  const link = document.querySelector('#link');
  if (!(link instanceof HTMLElement)) return;
  const look = () => {
    const { state } = link.dataset;
    if (state === 'live') linked(true);
    if (state === 'none' || state === 'late') linked(false, state === 'late' ? QUIET_MS : 0);
  };
  new MutationObserver(look).observe(link, { attributes: true, attributeFilter: ['data-state'] });
  look();
}
