/** The page as it is kept on this device: asked for anew, put away, changed for a new version. */
import { $, $$ } from './boot.mjs';
import { takeTime } from './field_clock.mjs';
import { asked } from './kit/pace.mjs';

const HEADER = 'Holdfast-Field';
const own = $('#main').dataset.version ?? '';

/** The page as the base has it now, put away on this device; null where the base does not give it. @returns {Promise<Document | null>} */
export async function freshPage() {
  const heard = await asked(location.pathname, { headers: { Accept: 'text/html' } });
  if (!('answer' in heard) || heard.answer.status !== 200) return null;
  const version = heard.headers.get(HEADER);
  if (!version) return null; // whoever answered, it was not the base
  if (version === own) await putAway(heard.answer.text, heard.headers);
  else await (await navigator.serviceWorker?.getRegistration('/field'))?.update().catch(() => undefined);
  const page = new DOMParser().parseFromString(heard.answer.text, 'text/html');
  try {
    takeTime(JSON.parse(page.querySelector('#boot')?.textContent ?? ''));
  } catch {
    return null;
  }
  return page;
}

/** Whether all parts lie here: a page without them would open broken. */
let partsKept = Boolean(navigator.serviceWorker?.controller);

/** @param {string} text @param {Headers} had */
async function putAway(text, had) {
  const name = `holdfast-field-${own}`;
  if (!partsKept || !(await caches.has(name))) return;
  const headers = new Headers(had);
  for (const gone of ['Content-Encoding', 'Content-Length']) headers.delete(gone);
  await (await caches.open(name)).put(location.pathname, new Response(text, { headers }));
  document.body.classList.add('kept');
}

/** Whether somebody is in the middle of something. */
const busy = () => $$('.field-form').some((form) => !form.hidden) || document.querySelector('.holding') !== null;

let changed = false;
/** The worker of a new version has taken over: this page follows when nothing is lost by it. */
export function follow() {
  if (changed && !busy()) location.reload();
}

/** Ask a new version to take over, when no form is open. @param {ServiceWorkerRegistration} registration */
export function offerSwitch(registration) {
  if (registration.waiting && navigator.serviceWorker.controller && !busy()) registration.waiting.postMessage('switch');
}

/** Keep this page and its parts on the device. @param {() => Promise<void>} renew */
export async function startKeeping(renew) {
  $('#kept-words').textContent = window.isSecureContext
    ? 'This page opens on this device without a link, once it was kept.'
    : `This address (${location.host}) is not secure: this page cannot open again without the base, and the device gives no place. Leave it open.`;
  if (!('serviceWorker' in navigator)) return;
  const workers = navigator.serviceWorker;
  const before = workers.controller !== null;
  let controlled = before;
  workers.addEventListener('controllerchange', () => {
    changed = controlled; // the first one ever brings nothing new
    controlled = true;
    follow();
  });
  try {
    for (const old of await workers.getRegistrations()) if (new URL(old.scope).pathname === '/') await old.unregister();
    const registration = await workers.register('/sw.js', { scope: '/field', updateViaCache: 'none' });
    registration.addEventListener('updatefound', () => {
      const fresh = registration.installing;
      fresh?.addEventListener('statechange', () => fresh.state === 'installed' && offerSwitch(registration));
    });
    offerSwitch(registration);
    await workers.ready;
    if (!workers.controller) await new Promise((done) => workers.addEventListener('controllerchange', done, { once: true }));
    partsKept = true;
    if (!before) await renew();
  } catch {
    $('#kept-words').textContent = 'This page could not be kept on this device: leave it open.';
  }
}

/** No form is open any more: what waited for that happens now. */
export async function nothingOpen() {
  follow();
  const registration = await navigator.serviceWorker?.getRegistration('/field').catch(() => undefined);
  if (registration) offerSwitch(registration);
}
