// Keeps the page's files, and the last answers of the hub, for when there is no network.
// VERSION and FILES are written above by the build.

const SHELL = `shell-${VERSION}`;
const ANSWERS = 'answers';
const MOST_ANSWERS = 200;
// A network that is there and carries nothing is none.
const PATIENCE = 5_000;

self.addEventListener('install', (event) => {
  // It waits until no tab shows the page of the one before, whose files would be gone.
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)));
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('shell-') && name !== SHELL) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || request.headers.has('range')) return;
  if (request.mode === 'navigate') {
    // Consent pages come back through the hub; only the app's own addresses are the app.
    if (!pathname.startsWith('/api/')) event.respondWith(page(request));
  } else if (pathname.startsWith('/api/v1/')) {
    if (!pathname.endsWith('/live') && !pathname.endsWith('/export')) event.respondWith(answer(request));
  } else if (FILES.includes(pathname)) {
    event.respondWith(file(request));
  }
});

// The newest page where there is a network, else the one that is kept.
async function page(request) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    return (await caches.open(SHELL)).match('/');
  }
}

async function file(request) {
  return (await (await caches.open(SHELL)).match(request)) ?? fetch(request);
}

async function answer(request) {
  const kept = await caches.open(ANSWERS);
  try {
    const response = await fetch(request);
    // Where storage is full it is not kept.
    if (response.ok) await keep(kept, request, response.clone()).catch(() => {});
    return response;
  } catch (error) {
    const known = await kept.match(request);
    if (known) return known;
    throw error;
  }
}

// The latest are kept: what is asked for again moves to the end.
async function keep(kept, request, response) {
  await kept.put(request, response);
  const all = await kept.keys();
  if (all.length > MOST_ANSWERS) await kept.delete(all[0]);
}
