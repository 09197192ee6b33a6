// A button that copies the page's address; it stays hidden where that is not possible.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const words = button.querySelector("span");
  const before = words.textContent;
  words.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const canonical = document.querySelector("link[rel=canonical]")?.href ?? location.href;
    try {
      await navigator.clipboard.writeText(canonical);
      words.textContent = "Copied";
    } catch {
      words.textContent = canonical;
    }
    setTimeout(() => (words.textContent = before), 2500);
  });
}
