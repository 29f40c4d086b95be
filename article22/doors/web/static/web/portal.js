// What somebody writes is kept on the device until it was filed: a lost network or a closed window loses nothing. All works without this.
const PREFIX = "a22-draft ";
const LONGEST = 14 * 24 * 3600 * 1000;
const LEFT_ALONE = ["csrfmiddlewaretoken"];

const read = (name) => {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + name));
    if (kept && Date.now() - kept.at < LONGEST) return kept;
    localStorage.removeItem(PREFIX + name);
  } catch { /* a device that keeps nothing */ }
  return null;
};
const keep = (form, sent = false) => {
  const fields = [...new FormData(form)].filter(([name]) => !LEFT_ALONE.includes(name));
  try {
    localStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at: Date.now(), sent, fields }));
  } catch { /* full, or not allowed */ }
};
const drop = (name) => {
  try { localStorage.removeItem(PREFIX + name); } catch { /* nothing is kept there */ }
};

for (const filed of document.querySelectorAll("[data-filed]")) drop(filed.dataset.filed);
for (const mark of document.querySelectorAll("[data-kept]:not(html)")) mark.hidden = !read(mark.dataset.kept);

for (const form of document.querySelectorAll("form[data-draft]")) {
  const kept = "bound" in form.dataset ? null : read(form.dataset.draft);
  const key = form.elements.once;
  const fresh = key.value;
  if (kept) {
    for (const box of form.querySelectorAll("[type=checkbox], [type=radio]")) box.checked = false;
    for (const [name, value] of kept.fields) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "checkbox" || field.type === "radio") field.checked ||= field.value === value;
        else field.value = value;
        if (value && field.type !== "hidden") field.closest("details")?.setAttribute("open", "");
      }
    }
    if (!kept.sent) key.value = fresh; // sent, and no answer seen: sent again as it stands, it is done once
    form.querySelector("[data-restored]").hidden = false;
    form.querySelector("[data-sent]").hidden = !kept.sent;
  }
  if ("bound" in form.dataset) keep(form);
  form.addEventListener("input", () => {
    key.value = fresh;
    keep(form);
  });
  form.addEventListener("submit", () => keep(form, true));
  form.querySelector("[data-discard]")?.addEventListener("click", () => {
    drop(form.dataset.draft);
    location.reload();
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    document.querySelector("[data-copied]").hidden = false;
  });
}
