// Opens the team's pages from this device: no network stands in the way of opening them, ever.
// The base writes in what is kept and under which version. A page and its parts are kept and
// changed together: a new version is fetched in the background, and takes over when a page says
// that no form is open ('switch').
const VERSION = 'VERSION';
const PARTS = ['PARTS'];
const NAMED = 'holdfast-field-';
const KEPT = NAMED + VERSION;
const LIST = '/field';
const LIMIT_MS = 5_000; // for a page that is not kept here, while somebody waits for it
const BACKGROUND_LIMIT_MS = 60_000; // for one part, while nobody waits

const isPage = (path) => path === LIST || path.startsWith(`${LIST}/`);

/** Whether the base itself gave this page, in the version whose parts we hold; no portal does. */
const isOurs = (answer) => answer.ok && !answer.redirected && answer.headers.get('Holdfast-Field') === VERSION;

/** Fetch, or throw when the time is up. */
async function within(ms, request, how = {}) {
  const stopper = new AbortController();
  const timer = setTimeout(() => stopper.abort(), ms);
  try {
    return await fetch(request, { ...how, signal: stopper.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** All parts, or none: a page never meets parts of another version. */
async function fill() {
  const kept = await caches.open(KEPT);
  await Promise.all(PARTS.map(async (part) => {
    const answer = await within(BACKGROUND_LIMIT_MS, part, { cache: 'no-cache' });
    if (!answer.ok || answer.redirected || /text\/html/.test(answer.headers.get('Content-Type') ?? '')) throw new Error(`${part} did not come`);
    await kept.put(part, answer);
  }));
  const before = await Promise.all((await caches.keys()).filter((name) => name.startsWith(NAMED)).map(async (name) => (await caches.open(name)).keys()));
  const paths = new Set([LIST, ...before.flat().map((request) => new URL(request.url).pathname).filter(isPage)]);
  await Promise.all([...paths].map(async (path) => {
    const answer = await within(BACKGROUND_LIMIT_MS, path, { cache: 'no-store' }).catch(() => null);
    if (answer && isOurs(answer)) await kept.put(path, answer);
  }));
}

/** A page: as it is kept; else from the base, if that answers in time; else a word on how it stands. */
async function opened(request, path) {
  const kept = await caches.match(path, { cacheName: KEPT });
  if (kept) return kept;
  try {
    const answer = await within(LIMIT_MS, request);
    if (isOurs(answer)) await (await caches.open(KEPT)).put(path, answer.clone());
    return answer;
  } catch {
    return notHere();
  }
}

async function notHere() {
  const runs = (await (await caches.open(KEPT)).keys()).map((request) => new URL(request.url).pathname).filter((path) => path.startsWith(`${LIST}/`));
  const links = [LIST, ...runs].map((path) => `<li><a class="btn" href="${encodeURI(path)}">${encodeURI(path)}</a></li>`).join('');
  return new Response(
    `<!doctype html><html lang="en" data-theme="dark"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="stylesheet" href="/static/css/theme.css"><link rel="stylesheet" href="/static/css/app.css"><title>No answer from the base</title>
<body class="field"><main><h1>The base does not answer, and this page is not kept on this device.</h1><p>Kept here:</p><ul>${links}</ul></main></body></html>`,
    { status: 503, headers: { 'Content-Type': 'text/html; charset=utf-8' } },
  );
}

self.addEventListener('install', (event) => event.waitUntil(fill()));
self.addEventListener('activate', (event) => {
  const gone = caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith(NAMED) && name !== KEPT).map((name) => caches.delete(name))));
  event.waitUntil(gone.then(() => self.clients.claim()));
});
self.addEventListener('message', ({ data }) => data === 'switch' && self.skipWaiting());
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') {
    if (isPage(pathname)) event.respondWith(opened(request, pathname));
  } else if (PARTS.includes(pathname)) {
    event.respondWith(caches.match(pathname, { cacheName: KEPT }).then((kept) => kept ?? fetch(request)));
  }
});
