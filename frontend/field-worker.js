/*
 * Opens the field page without a net: it keeps the files of that page and nothing else. Answers of the
 * service are never kept here. A page is always asked of the service first, so that this worker can
 * never stand between a phone and a newer version; it steps in for a newer one only when told to.
 */
const NAME = 'muster-field-__VERSION__'
const FILES = __FILES__
const PAGE = '/field'
/** The service of the live world, and of any exercise. */
const SERVICE = /^(\/w\/[a-z0-9_]+)?\/api\//
const PATIENCE_MS = 4000

self.addEventListener('install', (event) => {
  const fresh = FILES.map((path) => new Request(path, { cache: path.startsWith('/assets/') ? 'default' : 'reload' }))
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(fresh)))
})

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('muster-field-') && name !== NAME
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()))
})

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') self.skipWaiting()
})

const kept = (path) => caches.open(NAME).then((cache) => cache.match(path, { ignoreVary: true }))
const soon = (request) => new Promise((resolve, reject) => {
  const timer = setTimeout(() => reject(new Error('slow')), PATIENCE_MS)
  fetch(request).then(resolve, reject).finally(() => clearTimeout(timer))
})

/** The page from the service; without a net, or when it is too slow, the one that was kept. */
async function page(request) {
  try {
    return await soon(request)
  } catch {
    return (await kept(PAGE)) ?? fetch(request)
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || SERVICE.test(pathname)) return
  if (request.mode === 'navigate') return event.respondWith(page(request))
  if (FILES.includes(pathname)) event.respondWith(kept(pathname).then((found) => found ?? fetch(request)))
})
