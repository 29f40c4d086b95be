// The arrow keys turn the tour's pages, as its own links do.
document.addEventListener("keydown", (pressed) => {
  if (pressed.altKey || pressed.ctrlKey || pressed.metaKey || pressed.target.closest("input, textarea, select")) return;
  const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
  const way = { [forward]: "next", [back]: "prev" }[pressed.key];
  if (way) document.querySelector(`a[rel=${way}]`)?.click();
});
