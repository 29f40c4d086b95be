// Keep this answer, and what it is drawn with, for when there is no network.
if ("serviceWorker" in navigator && !document.documentElement.dataset.kept) {
  navigator.serviceWorker.register("/card/sw.js", { scope: "/card/" }).then(async () => {
    const ready = await navigator.serviceWorker.ready;
    const own = performance.getEntriesByType("resource").map((each) => each.name).filter((name) => name.startsWith(`${location.origin}/static/`));
    ready.active.postMessage({ keep: [location.href, ...own] });
  });
}
