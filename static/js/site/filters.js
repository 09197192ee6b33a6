// Filters apply as soon as they change, and no form leaves empty parameters in the address.
const form = document.querySelector("[data-filters]");
const sheet = form?.closest("details");
// On a narrow screen several filters are set before the results are looked at.
const narrow = matchMedia("(max-width: 55.99rem)");
const emptied = [];
let waiting;
// With the arrow keys every value on the way is a change: whoever uses them says when, with the button.
let byKeyboard = false;
document.addEventListener("keydown", () => { byKeyboard = true; });
document.addEventListener("pointerdown", () => { byKeyboard = false; });

document.addEventListener("submit", (event) => {
  if (event.target.method !== "get") return;
  const empty = [...event.target.elements].filter((field) => field.name && field.value === "" && !field.disabled);
  for (const field of empty) field.disabled = true;
  emptied.push(...empty);
});

// Whoever comes back finds every field usable again, and as the page says it: what was chosen there led away from it.
addEventListener("pageshow", (event) => {
  for (const field of emptied.splice(0)) field.disabled = false;
  if (event.persisted) form?.reset();
});

// What is typed may not be all yet: it applies when it was picked from what is suggested, or the form is left.
const isTyped = (field) => field.localName === "input" && !["checkbox", "radio"].includes(field.type);
const apply = (after, field) => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { stay(field); form.requestSubmit(); }, after);
};

// The page comes anew with every change: whoever made it goes on where they were.
const PLACE = "filters";
const stay = (field) => {
  const place = { path: location.pathname, name: field.name, value: field.value, top: field.getBoundingClientRect().top };
  try { sessionStorage.setItem(PLACE, JSON.stringify(place)); } catch { /* Nothing may be kept: the page begins at its head. */ }
};
const goOn = () => {
  let place;
  try {
    place = JSON.parse(sessionStorage.getItem(PLACE));
    sessionStorage.removeItem(PLACE);
  } catch { return; }
  if (!form || place?.path !== location.pathname) return;
  const isIt = (field) => field.name === place.name && (!/^(checkbox|radio)$/.test(field.type) || field.value === place.value);
  const field = [...form.elements].find(isIt);
  if (!field) return;
  field.focus({ preventScroll: true });
  scrollBy({ top: field.getBoundingClientRect().top - place.top, behavior: "instant" });
};
goOn();
const waits = (field) => !form || field.form !== form || field.type === "search" || (narrow.matches && sheet.contains(field));

document.addEventListener("input", (event) => {
  if (event.inputType === "insertReplacementText" && !waits(event.target) && event.target.list) apply(0, event.target);
});

document.addEventListener("change", (event) => {
  const field = event.target;
  // A price by the hour is none by the month; one that was typed since the page came may be meant so.
  for (const name of field.dataset.clears?.split(" ") ?? []) {
    const amount = form.elements[name];
    if (!amount || amount.value !== amount.defaultValue) continue;
    if (amount.type === "hidden") { amount.disabled = true; emptied.push(amount); }
    else amount.value = "";
  }
  if (waits(field)) return;
  if (byKeyboard && field.localName === "select") return;
  if (!isTyped(field)) return apply(field.type === "checkbox" ? 350 : 0, field);
  setTimeout(() => { if (!form.contains(document.activeElement)) apply(0, field); });
});
