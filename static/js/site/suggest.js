// What may be meant, below a search box, while somebody types; what else its form says stays in force. Enter without a choice
// searches as always.
for (const box of document.querySelectorAll("[data-suggest]")) {
  const list = document.createElement("ul");
  list.id = `${box.id}-suggestions`;
  list.className = "suggestions";
  list.role = "listbox";
  list.hidden = true;
  list.setAttribute("aria-label", "Suggestions");
  const told = document.createElement("span");
  told.className = "visually-hidden";
  told.role = "status";
  box.parentElement.append(list, told);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    box.setAttribute(name, value);
  }
  let waiting, asked, chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    told.textContent = "";
  };
  const choose = (at) => {
    chosen = (at + list.children.length + 1) % (list.children.length + 1);
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === chosen)));
    const option = list.children[chosen];
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else { chosen = -1; box.removeAttribute("aria-activedescendant"); }
  };
  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map(({ label, detail, href, count }, n) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${n}`;
      option.role = "option";
      const link = document.createElement("a");
      link.href = href;
      link.tabIndex = -1;
      for (const [name, text] of [["label", label], ["detail", count === undefined ? detail : `${detail} · ${count.toLocaleString("en")}`]]) {
        const part = document.createElement("span");
        part.className = `suggestion-${name}`;
        part.dir = "auto";
        part.textContent = text;
        link.append(part);
      }
      option.append(link);
      return option;
    }));
    close();
    list.hidden = suggestions.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    const { length } = suggestions;
    told.textContent = length === 0 ? "" : length === 1 ? "1 suggestion" : `${length} suggestions`;
  };
  const inForce = () => [...new FormData(box.form)].filter(([name, value]) => value !== "" && name !== box.name);
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    asked?.abort();
    const typed = box.value.trim();
    if (typed.length < 2) return close();
    waiting = setTimeout(async () => {
      asked = new AbortController();
      try {
        const said = new URLSearchParams([[box.name, typed], ...inForce()]);
        const answer = await fetch(`${box.dataset.suggest}&${said}`, { signal: asked.signal });
        if (answer.ok && document.activeElement === box) show(await answer.json());
      } catch { /* Typed on, or away: the search itself still works. */ }
    }, 120);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? list.children.length - 1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) list.children[chosen].firstChild.click();
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  box.addEventListener("blur", () => setTimeout(close, 100));
}
