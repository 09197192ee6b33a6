// Filters apply as soon as they change, and leave no empty parameters in the address.
const form = document.querySelector("[data-filters]");
const sheet = form?.closest("details");
// On a narrow screen several filters are set before the results are looked at.
const narrow = matchMedia("(max-width: 55.99rem)");
let waiting;

function fields() {
  return [...form.elements].filter((field) => field.name);
}

form?.addEventListener("submit", () => {
  for (const field of fields()) field.disabled ||= field.value === "";
});

// Coming back must find every field usable again.
addEventListener("pageshow", (event) => {
  if (form && event.persisted) for (const field of fields()) if (field.value === "") field.disabled = false;
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!form || field.form !== form || field.type === "search") return;
  if (narrow.matches && sheet?.open && sheet.contains(field)) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => form.requestSubmit(), field.type === "checkbox" ? 350 : 0);
});
