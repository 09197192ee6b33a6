// A button that copies an address, the page's own if it names none; it stays hidden where that is not possible.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const words = button.querySelector("span");
  const before = words.textContent;
  words.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const address = button.dataset.copy || document.querySelector("link[rel=canonical]")?.href || location.href;
    try {
      await navigator.clipboard.writeText(address);
      words.textContent = "Copied";
    } catch {
      words.textContent = address;
    }
    setTimeout(() => (words.textContent = before), 2500);
  });
}
