// In the review queue: "j" and "k" go down and up the rows, "x" ticks one, "o" opens it, "e" edits it. All of it works without, too.
const rows = [...document.querySelectorAll("tbody tr")].filter((row) => row.querySelector("input[name=id]"));

addEventListener("keydown", (event) => {
  if (rows.length === 0 || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const tick = (row) => row.querySelector("input[name=id]");
  if (event.key === "j" || event.key === "k") {
    const next = event.key === "j" ? Math.min(here + 1, rows.length - 1) : Math.max(here - 1, 0);
    tick(rows[next]).focus();
  } else if (event.key === "x" && here >= 0) {
    tick(rows[here]).click();
  } else if (event.key === "o" && here >= 0) {
    rows[here].querySelector("a.row-link").click();
  } else if (event.key === "e" && here >= 0) {
    rows[here].querySelector("a.row-edit").click();
  } else {
    return;
  }
  event.preventDefault();
});
