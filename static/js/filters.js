// Filters apply as soon as they change, and no form leaves empty parameters in the address.
const form = document.querySelector("[data-filters]");
const sheet = form?.closest("details");
// On a narrow screen several filters are set before the results are looked at.
const narrow = matchMedia("(max-width: 55.99rem)");
let emptied = [];
let waiting;
// With the arrow keys every value on the way is a change: whoever uses them says when, with the button.
let byKeyboard = false;
document.addEventListener("keydown", () => { byKeyboard = true; });
document.addEventListener("pointerdown", () => { byKeyboard = false; });

document.addEventListener("submit", (event) => {
  if (event.target.method !== "get") return;
  emptied = [...event.target.elements].filter((field) => field.name && field.value === "" && !field.disabled);
  for (const field of emptied) field.disabled = true;
});

// Whoever comes back finds every field usable again, and as the page says it: what was chosen there led away from it.
addEventListener("pageshow", (event) => {
  for (const field of emptied) field.disabled = false;
  if (event.persisted) form?.reset();
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!form || field.form !== form || field.type === "search") return;
  if (narrow.matches && sheet.contains(field)) return;
  if (byKeyboard && field.localName === "select") return;
  clearTimeout(waiting);
  waiting = setTimeout(() => form.requestSubmit(), field.type === "checkbox" ? 350 : 0);
});
