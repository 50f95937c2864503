/** A plan at work: how far it is, its options as they come, and a button that ends it. */
import { askKept } from './ask.mjs';
import { $ } from './boot.mjs';
import { plan, show } from './plan_show.mjs';
import { send, tell } from './say.mjs';

const PAUSE_MS = 500;

const box = () => /** @type {HTMLElement | null} */ (document.querySelector('#work[data-at-work]'));
const write = (/** @type {string} */ selector, /** @type {string} */ text) => {
  const element = document.querySelector(selector);
  if (element && element.textContent !== text) element.textContent = text;
};

/** @param {any} said */
function tellHowFar(said) {
  const seconds = Math.floor(said.elapsed_ms / 1000);
  write('#work-step', said.words);
  write('#work-time', said.waits ? '' : seconds < said.seconds ? `${seconds} s of ${Math.round(said.seconds)} s at most` : `${seconds} s`);
  write('#work-stop', said.waits ? 'Give it up' : 'Good enough: stop here');
  const bar = document.querySelector('#work-part');
  if (bar instanceof HTMLProgressElement) bar.value = said.part;
}

/** Ask once, show what is new, and ask again after a pause until it is over. */
async function ask() {
  const work = box();
  if (!work) return;
  const answer = await askKept(`/api/plans/${plan()}/work`);
  if (answer?.gone) return location.reload(); // the room was restarted; its page says so
  const said = answer?.said;
  if (said) {
    tellHowFar(said);
    if (said.done || String(said.news) !== work.dataset.news) await show(location.href, false);
  } else write('#work-time', 'No link to the base. The plan goes on there.');
  setTimeout(ask, PAUSE_MS);
}

export function startWorking() {
  document.addEventListener('click', async (event) => {
    const button = /** @type {Element} */ (event.target).closest('#work-stop');
    if (!(button instanceof HTMLButtonElement)) return;
    button.disabled = true;
    try {
      await send(`/api/plans/${plan()}/stop`, {});
      write('#work-step', 'Stopping.');
    } catch (error) {
      tell(/** @type {Error} */ (error).message, true);
      button.disabled = false;
    }
  });
  if (box()) $('#work').scrollIntoView({ block: 'nearest' });
  ask();
}
