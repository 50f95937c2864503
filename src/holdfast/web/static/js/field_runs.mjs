/** The list of runs: as it is kept here, then as the base has it; and what still waits on this device. */
import { $ } from './boot.mjs';
import { startClock } from './clock.mjs';
import { startTime } from './field_clock.mjs';
import { freshPage, startKeeping } from './field_kept.mjs';
import { startLink } from './field_link.mjs';
import { tallyWords } from './kit/standing.mjs';
import { reports } from './outbox.mjs';

async function draw() {
  $('#outbox-count').textContent = tallyWords(await reports());
}

async function renew() {
  const fresh = (await freshPage())?.querySelector('#runs');
  if (fresh) $('#runs').replaceWith(fresh);
}

startTime(!navigator.serviceWorker?.controller);
startClock();
await draw().catch(() => undefined);
startLink({ drawn: draw, renew });
void startKeeping(renew);
