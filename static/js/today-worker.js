/* The service worker of the day on a phone. It sees the pages below /visits/today/ and what they load, and nothing else.
   Pages come from the network if there is one; what was taken along is shown if there is none, for up to twelve hours.
   When the session is over, everything is deleted. Signing out deletes it too (leave.js). */
const PAGES = "visits-today-pages";
const PARTS = "visits-today-parts";
const LONGEST = 12 * 3600_000;
const PATIENCE = 8000;
const KEPT_AT = "x-kept-at";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const keep = async (cache, request, answer) => {
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(Date.now()));
  const body = await answer.clone().blob();
  await (await caches.open(cache)).put(request, new Response(body, { status: answer.status, headers }));
};

const forget = () => Promise.all([PAGES, PARTS].map((name) => caches.delete(name)));

const kept = async (cache, request) => {
  const answer = await (await caches.open(cache)).match(request, { ignoreVary: true, ignoreSearch: true });
  const age = Date.now() - Number(answer?.headers.get(KEPT_AT) ?? 0);
  return answer && age < LONGEST ? answer : null;
};

const isPage = (url) => url.pathname.startsWith(new URL(self.registration.scope).pathname);

const page = async (request) => {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    // Led to the sign-in: this phone may be somebody else's by now.
    if (answer.redirected && !isPage(new URL(answer.url))) await forget();
    else if (answer.type === "opaqueredirect") return answer;
    else if (answer.ok) await keep(PAGES, request.url, answer);
    return answer;
  } catch (error) {
    return (await kept(PAGES, request.url)) ?? Promise.reject(error);
  }
};

const part = async (request) => {
  const old = await kept(PARTS, request.url);
  if (old) return old;
  const answer = await fetch(request);
  if (answer.ok) await keep(PARTS, request.url, answer);
  return answer;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && isPage(url)) event.respondWith(page(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(part(request));
});

const take = async (address, cache) => {
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || (cache === PAGES && answer.redirected)) return 0;
  await keep(cache, new URL(address, self.location.origin).href, answer);
  return 1;
};

self.addEventListener("message", (event) => {
  const { pages = [], parts = [] } = event.data ?? {};
  const all = [...pages.map((url) => take(url, PAGES)), ...parts.map((url) => take(url, PARTS))];
  event.waitUntil(
    Promise.allSettled(all).then((found) => {
      const count = found.filter((one) => one.value === 1).length;
      event.source?.postMessage({ kept: count, of: all.length });
    }),
  );
});
