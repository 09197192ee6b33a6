// The key "/" goes to the search box, Escape leaves it.
// Which box is in sight is asked only then: it has the browser lay out the page.
const seen = () => [...document.querySelectorAll("[data-search]")].find((input) => input.offsetParent !== null);

addEventListener("keydown", (event) => {
  if (!["/", "Escape"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const box = seen();
  if (!box) return;
  if (event.key === "/" && !event.target.closest("input, select, textarea, [contenteditable]")) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "Escape" && event.target === box && box.value === "") {
    box.blur();
  }
});
