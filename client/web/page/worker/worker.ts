/**
 * The page's worker: it keeps the shell of the page (the files that are the same for everybody, and nothing of any game), so
 * that the page is there while Clay is not, says so, and goes on by itself.
 */

interface Moment {
  waitUntil(done: Promise<unknown>): void;
}

interface Fetching {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Worker {
  readonly location: Location;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(): Promise<readonly { focus(): Promise<unknown> }[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', act: (event: Moment) => void): void;
  addEventListener(type: 'fetch', act: (event: Fetching) => void): void;
  addEventListener(
    type: 'notificationclick',
    act: (event: Moment & { notification: Notification }) => void,
  ): void;
}

const worker = globalThis as unknown as Worker;
const CACHE = 'clay PAGE_BUILD';
const SHELL = ['/', '/page.js', '/page.css', '/icon.svg', '/manifest.json'];

worker.addEventListener('install', event => {
  event.waitUntil(fill().then(() => worker.skipWaiting()));
});
worker.addEventListener('activate', event => {
  event.waitUntil(forgetOthers().then(() => worker.clients.claim()));
});
worker.addEventListener('fetch', event => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method === 'GET' && origin === worker.location.origin && SHELL.includes(pathname))
    event.respondWith(freshOrKept(event.request, pathname));
});
worker.addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(worker.clients.matchAll().then(([first]) => first?.focus()));
});

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL);
}

async function forgetOthers(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith('clay ') && name !== CACHE) await caches.delete(name);
}

/** What Clay has now; while it does not answer, what was kept. */
async function freshOrKept(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.status < 500) return answer;
  } catch {
    // Nobody is there.
  }
  return (await cache.match(path)) ?? Response.error();
}
