// The shortlist without leaving the page: who is on it, how many, and buttons that put people on it and take them off. The
// list is in a cookie that only the server writes; without this script the buttons lead to the list.
const read = () => {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?shortlist=([^~;]+)~/);
  return cookie ? cookie[1].split(".") : [];
};

const show = () => {
  const chosen = read();
  for (const count of document.querySelectorAll("[data-shortlist-count]")) {
    count.textContent = chosen.length || "";
  }
  for (const button of document.querySelectorAll("[data-keep]")) {
    const isOn = chosen.includes(button.value);
    button.name = isOn ? "remove" : "add";
    button.classList.toggle("is-on", isOn);
    button.querySelector("[data-keep-label]").textContent = isOn ? "Shortlisted" : "Shortlist";
  }
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-keep]");
  if (!button) return;
  event.preventDefault();
  // The second half of a double click takes nothing back.
  if (event.detail > 1 || button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  button.querySelector("[data-keep-label]").setAttribute("aria-live", "polite");
  try {
    const body = new URLSearchParams([[button.name, button.value]]);
    const answer = await fetch(button.form.action, { method: "POST", body });
    // What can't be done is said on the list's own page.
    if (answer.ok) show();
    else button.form.requestSubmit(button);
  } catch {
    button.form.requestSubmit(button);
  } finally {
    button.ariaBusy = null;
  }
});

// Back from another page, or from another window: the list may be another one.
addEventListener("pageshow", show);
addEventListener("focus", show);
show();
