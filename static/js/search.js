// The key "/" goes to the search box, Escape leaves it.
const box = [...document.querySelectorAll("[data-search]")].find((input) => input.offsetParent !== null);

addEventListener("keydown", (event) => {
  if (!box || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "/" && !event.target.closest("input, select, textarea, [contenteditable]")) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "Escape" && event.target === box && box.value === "") {
    box.blur();
  }
});
