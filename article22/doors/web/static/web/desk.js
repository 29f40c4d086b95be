// The desk's keys, and its pages kept as they are now. Everything that it does can be done without it; what a person is typing is never touched.
const watch = document.querySelector(".watch"), bar = document.querySelector("#bar"), line = document.querySelector("#line");
const NARROW = matchMedia("(max-width: 63.99rem)"), KEPT = "a22-line";
const isField = (node) => node?.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=hidden])");
document.documentElement.classList.add("has-script");

// 1 · the line of a call: read as it is typed; its clock starts at the first key
let first = 0, asked;
function keep() {
  if (!line.value.trim()) first = 0;
  else first ||= Date.now();
  sessionStorage.setItem(KEPT, JSON.stringify({ first, words: line.value }));
}
async function read() {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(`${bar.dataset.reading}?words=${encodeURIComponent(line.value)}`, { signal: asked.signal });
    if (answer.ok && !answer.redirected) document.querySelector("#reading").innerHTML = await answer.text();
    count();
  } catch { /* the next key asks again */ }
}
function count() {
  for (const node of document.querySelectorAll("[data-since]")) node.textContent = first ? `${Math.round((Date.now() - first) / 1000)} s` : "–";
}
if (bar) {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  if (kept.words && !line.value && !location.search.includes("done=log")) { line.value = kept.words; first = kept.first; read(); }
  else if (location.search.includes("done=log")) sessionStorage.removeItem(KEPT);
  let wait;
  line.addEventListener("input", () => { keep(); clearTimeout(wait); wait = setTimeout(read, 90); });
  setInterval(count, 1000);
}
for (const form of document.querySelectorAll("form:has([name=elapsed])")) {
  form.addEventListener("submit", () => {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}").first || first;
    if (kept) form.elements.elapsed.value = Date.now() - kept;
  });
}

// 2 · what is shown: only a part that changed is replaced, and none in which somebody types
const isTouched = (part) => isField(document.activeElement) && part.contains(document.activeElement)
  || [...part.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio]), textarea")].some((field) => field.value !== field.defaultValue);
function mark() {
  const focus = document.activeElement?.closest?.("[data-live] a, [data-live] button");
  return focus && { part: focus.closest("[data-live]"), href: focus.getAttribute("href"), key: focus.dataset.key };
}
function replace(fresh) {
  const before = mark();
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    if (!other || isTouched(part)) continue;
    const plain = (node) => node.innerHTML.replace(/name="(?:once|csrfmiddlewaretoken)" value="[^"]*"/g, "");
    if (plain(part) === plain(other) && part.dataset.case === other.dataset.case) continue;
    part.innerHTML = other.innerHTML;
    for (const name of ["aria-labelledby", "aria-label", "data-case", "data-second"]) {
      if (other.hasAttribute(name)) part.setAttribute(name, other.getAttribute(name));
      else part.removeAttribute(name);
    }
  }
  if (before && !document.contains(document.activeElement?.closest("a, button"))) {
    [...before.part.querySelectorAll("a, button")].find((node) => before.key ? node.dataset.key === before.key : node.getAttribute("href") === before.href)?.focus();
  }
}
async function show(address, headers = {}) {
  const answer = await fetch(address, { headers });
  if (!answer.ok || answer.redirected) throw new Error("no page");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  replace(fresh);
  watch.className = fresh.querySelector(".watch").className;
  document.title = fresh.title;
}
let coming = null; // the dossier that was chosen and is not here yet: a key pressed meanwhile is for it
function choose(row) {
  if (!row) return;
  if (NARROW.matches) { location.href = `/desk/${row.querySelector(".folio").textContent}/`; return; }
  for (const other of rows()) other.toggleAttribute("aria-current", other === row);
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
  history.replaceState(null, "", row.getAttribute("href"));
  coming = show(location.href).catch(() => location.reload()).finally(() => { coming = null; });
}
const rows = () => [...document.querySelectorAll(".case-row")];
document.addEventListener("click", (event) => {
  const row = event.target.closest(".case-row");
  if (!row || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  choose(row);
});

// 3 · keys
const STEPS = { j: 1, k: -1 };
function press(key) {
  if (key in STEPS && rows().length) {
    const all = rows(), at = all.findIndex((row) => row.hasAttribute("aria-current"));
    choose(all[Math.min(Math.max(at + STEPS[key], 0), all.length - 1)]);
    return true;
  }
  const name = key === "Enter" ? "w" : key;
  const node = document.querySelector(`[data-key="${CSS.escape(name)}"]`);
  if (!node) return false;
  if (isField(node)) { node.focus(); node.select?.(); } else node.click();
  return true;
}
document.addEventListener("keydown", (event) => {
  const here = document.activeElement;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = here?.closest("form") ?? document.querySelector(".open-form form, main form.form");
    const button = form?.querySelector("button[value=log]") ?? form?.querySelector("button[type=submit]");
    if (button) { event.preventDefault(); form.requestSubmit(button); }
  } else if (event.key === "Escape") here?.blur();
  else if (!event.ctrlKey && !event.metaKey && !event.altKey && !isField(here) && !(event.key === "Enter" && here?.matches("a, button, summary, input"))) {
    if (coming && !(event.key in STEPS)) { event.preventDefault(); coming.then(() => press(event.key)); }
    else if (press(event.key)) event.preventDefault();
  }
});
document.querySelector(".open-form :is(input:not([type=hidden]), select, textarea)")?.focus();

// 4 · live: an event names a case, and the page is asked for again behind the wall
const live = document.querySelector("#live");
let source, last = "", is_on = false, soon = 0, shown = 0, rest = 1000;
function say(state) {
  is_on = state === "on";
  live.dataset.st = is_on ? "open" : "due";
  for (const node of live.querySelectorAll("[data-say]")) node.hidden = node.dataset.say !== state;
}
function stamp() { live.querySelector("[data-moment]").textContent = document.querySelector("#clock").dataset.second ?? ""; }
function refresh() {
  clearTimeout(soon);
  soon = setTimeout(async () => {
    if (document.hidden) return;
    shown = Date.now();
    try { await show(location.href, { "A22-Again": "1" }); stamp(); } catch { say("off"); }
  }, Math.max(30, shown + 700 - Date.now()));
}
async function listen() {
  try {
    const answer = await fetch(watch.dataset.ask);
    if (!answer.ok || answer.redirected) throw new Error("no ticket");
    source = new EventSource(`${watch.dataset.stream}?ticket=${encodeURIComponent(await answer.text())}&last=${encodeURIComponent(last)}`);
  } catch { again(); return; }
  source.addEventListener("hello", (event) => { last = event.lastEventId || last; rest = 1000; say("on"); refresh(); });
  for (const name of ["change", "resync"]) source.addEventListener(name, (event) => { last = event.lastEventId || last; refresh(); });
  source.onerror = () => { source.close(); again(); };
}
function again() {
  say("off");
  setTimeout(listen, rest + Math.random() * 500);
  rest = Math.min(rest * 2, 15000);
}
if (watch.dataset.stream) listen();
setInterval(refresh, 30000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
