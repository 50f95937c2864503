/** The link to the base: when to try, and what to say of it. It rests while nobody looks. */
import { $, make } from './boot.mjs';
import { nowMs } from './clock.mjs';
import { inOrder } from './kit/standing.mjs';
import { waitMs } from './kit/pace.mjs';
import { flush, reports } from './outbox.mjs';

const QUIET_MS = 700; // a mere 'are you there' that is answered sooner needs no word

/** @type {Record<string, [string, string]>} */
const WORDS = {
  asking: ['asking', 'Asking the base'],
  there: ['live', 'Base reachable'],
  none: ['none', 'No link, keeping'],
  silent: ['none', 'Base silent, keeping'],
  door: ['none', 'Open the base’s link again; keeping'],
  busy: ['none', 'Base busy, keeping'],
  fault: ['none', 'Base has a fault, keeping'],
  stranger: ['none', 'Not the base answers, keeping'],
};

let nFailed = 0;
let running = false;
let again = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {{drawn: () => Promise<void>, renew: () => Promise<void>}} */
let told = { drawn: async () => undefined, renew: async () => undefined };

/** @param {string} how */
function show(how) {
  const [state, words] = WORDS[how];
  const link = $('#link');
  if (link.dataset.state === state && link.lastElementChild?.textContent === words) return;
  if (state === 'none') link.dataset.cause = how; // before the state: whoever follows it reads both
  link.dataset.state = state;
  (link.lastElementChild ?? link.appendChild(make('span'))).textContent = words;
}

/** Try now. @param {boolean} [pressed] somebody wants it: tries begin anew at the shortest wait */
export function push(pressed = false) {
  if (pressed) nFailed = 0;
  if (running) again = true;
  else void turns();
}

async function turns() {
  running = true;
  clearTimeout(timer);
  let wait = waitMs(nFailed);
  try {
    do {
      again = false;
      wait = await turn();
    } while (again);
  } finally {
    running = false;
    if (!document.hidden) timer = setTimeout(push, wait);
  }
}

/** One round, and what it means for the page. @returns {Promise<number>} how long to wait for the next */
async function turn() {
  const waiting = inOrder(await reports().catch(() => []));
  if (waiting.length) show('asking');
  const slow = setTimeout(show, QUIET_MS, 'asking');
  /** @type {import('./outbox.mjs').Outcome} */
  const outcome = await flush(nowMs).catch(() => ({ cause: /** @type {const} */ ('none'), after_ms: 0, n_sent: 0 }));
  clearTimeout(slow);
  show(outcome.cause);
  nFailed = outcome.cause === 'there' ? 0 : nFailed + 1;
  await told.drawn().catch(() => undefined);
  if (outcome.cause === 'there' && !again) await told.renew().catch(() => undefined);
  return waitMs(nFailed, outcome.after_ms);
}

/** @param {typeof told} how what to do after each round, and once the base was there */
export function startLink(how) {
  told = how;
  addEventListener('online', () => push(true));
  document.addEventListener('visibilitychange', () => (document.hidden ? clearTimeout(timer) : push(true)));
  push();
}
