/**
 * The page's service worker: keeps every file of the build, so that the page works without a
 * network once it is loaded. The build puts before it what `viz/vite.config.ts` knows:
 * EVENHAND_FILES, paths from the page's folder, and EVENHAND_BUILD, another for other files.
 */
const folder = new URL('./', self.location.href).href;
// Several builds may lie below one origin, in folders of their own.
const ours = `evenhand ${folder} `;
const name = ours + EVENHAND_BUILD;
const kept = new Set(EVENHAND_FILES.map((path) => new URL(path, folder).href));

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(name).then((cache) => cache.addAll([folder, ...kept])));
});

self.addEventListener('activate', (event) => {
  // Pages of the build before are gone by now: a new worker waits for that.
  const forget = async () => {
    const names = await caches.keys();
    const old = names.filter((one) => one.startsWith(ours) && one !== name);
    await Promise.all(old.map((one) => caches.delete(one)));
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  if (kept.has(request.url)) {
    // Their names change with what is in them.
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
  } else if (request.mode === 'navigate' && request.url.split(/[?#]/)[0] === folder) {
    event.respondWith(fetch(request).catch(() => caches.match(folder)));
  }
});
