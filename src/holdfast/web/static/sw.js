// Keeps the team's page and its parts on the device, so that it opens without a link.
const KEPT = 'holdfast-field-1';
const PARTS = [
  '/field', '/static/css/theme.css', '/static/css/app.css', '/static/css/base.css', '/static/css/room.css', '/static/css/bar.css', '/static/css/map.css',
  '/static/css/charts.css', '/static/css/pages.css', '/static/css/field.css', '/static/icons.svg', '/static/favicon.svg',
  '/static/js/theme.js', '/static/js/ask.mjs', '/static/js/boot.mjs', '/static/js/clock.mjs', '/static/js/say.mjs', '/static/js/outbox.mjs',
  '/static/js/bar.mjs', '/static/js/bar_link.mjs', '/static/js/bar_notice.mjs', '/static/js/bar_sound.mjs', '/static/js/bar_team.mjs',
  '/static/js/field.mjs', '/static/vendor/idb/index.js', '/static/vendor/inter/inter-latin-wght-normal.woff2',
];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(PARTS)).then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((n) => n !== KEPT).map((n) => caches.delete(n)))).then(() => self.clients.claim()),
  );
});
self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== location.origin) return;
  if (pathname !== '/field' && !pathname.startsWith('/field/') && !PARTS.includes(pathname)) return;
  event.respondWith(
    fetch(event.request)
      .then((answer) => {
        if (answer.ok) {
          const copy = answer.clone();
          event.waitUntil(caches.open(KEPT).then((kept) => kept.put(event.request, copy)));
        }
        return answer;
      })
      .catch(() => caches.match(event.request).then((kept) => kept ?? Response.error())),
  );
});
