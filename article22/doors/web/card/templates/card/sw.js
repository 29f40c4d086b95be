// Keeps the card's answers for when there is no network. It never routes, and claims nothing about the hour.
// An answer that may not be kept (somebody is signed in) says no-store, and is not.
const KEPT = "a22-card";
const OFFLINE = "{% url 'card_offline' %}";
const SINCE = "A22-Kept-Since";
const LONGEST = 30 * 24 * 3600 * 1000;

const keep = async (address, answer) => {
  const given = answer || (await fetch(address));
  if (given.ok && !/no-store/.test(given.headers.get("Cache-Control") || "")) {
    const headers = new Headers(given.headers);
    headers.set(SINCE, new Date().toISOString());
    await (await caches.open(KEPT)).put(address, new Response(await given.clone().blob(), { headers }));
  }
  return given;
};

// An answer out of the store: it says since when it was kept; the page's own style then hides whatever holds for an hour only.
const asKept = async (answer) => {
  const at = new Date(answer.headers.get(SINCE));
  if (!(Date.now() - at < LONGEST)) return caches.match(OFFLINE);
  const html = await answer.text();
  const language = /<html lang="([\w-]+)"/.exec(html)?.[1] || "en";
  const since = at.toLocaleString(`${language}-u-nu-latn`, { dateStyle: "long", timeStyle: "short" });
  const marked = html.replace("<html ", `<html data-kept="${at.toISOString()}" `).replaceAll('<time class="kept"></time>', `<time class="kept" datetime="${at.toISOString()}">${since}</time>`);
  return new Response(marked, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": answer.headers.get("Content-Security-Policy") || "" } });
};

const page = async (request) => {
  try {
    return await keep(request.url, await fetch(request));
  } catch {
    const kept = await caches.match(request.url, { ignoreVary: true });
    return kept ? asKept(kept) : caches.match(OFFLINE, { ignoreVary: true });
  }
};

const still = async (request) => (await caches.match(request.url, { ignoreVary: true })) || keep(request.url);

self.addEventListener("install", (event) => event.waitUntil(keep(OFFLINE).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(Promise.all(event.data.keep.map((address) => keep(address).catch(() => null)))));
self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && path.startsWith("{% url 'card' %}")) event.respondWith(page(event.request));
  else if (path.startsWith("/static/")) event.respondWith(still(event.request));
});
