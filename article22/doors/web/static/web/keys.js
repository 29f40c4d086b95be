// The keys of a list with one that is chosen: j and k go on and back, any other key presses or enters what is marked with it. Nothing needs them.
const STEPS = { j: 1, k: -1 };
const isField = (node) => Boolean(node?.matches("input:not([type=hidden]), textarea, select"));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const here = document.activeElement;
  if (event.key === "Escape") here?.blur();
  if (isField(here)) return;
  if (event.key in STEPS) {
    const rows = [...document.querySelectorAll(".pick")], at = rows.findIndex((row) => row.hasAttribute("aria-current"));
    rows[at + STEPS[event.key]]?.click();
    return;
  }
  const node = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!node) return;
  event.preventDefault();
  if (isField(node)) node.focus(); else node.click();
});
