// How a photograph will look, drawn at once while the sliders move; it can be dragged, too.
for (const form of document.querySelectorAll("[data-crop]")) {
  const sheet = form.querySelector("[data-crop-sheet]");
  const preview = form.querySelector("[data-crop-preview]");
  const [zoom, x, y] = ["zoom", "x", "y"].map((name) => form.elements[name]);
  const canvas = document.createElement("canvas");
  canvas.className = preview.className;
  canvas.width = canvas.height = 2 * preview.width;
  canvas.role = "img";
  canvas.setAttribute("aria-label", preview.alt);

  // As the server cuts it.
  const square = () => {
    const { naturalWidth: width, naturalHeight: height } = sheet;
    const shorter = Math.min(width, height);
    const side = Math.max(Math.floor((shorter * 100) / zoom.value), Math.min(sheet.dataset.least, shorter));
    return { side, across: width - side, down: height - side };
  };
  const draw = () => {
    const { side, across, down } = square();
    const pen = canvas.getContext("2d");
    pen.drawImage(sheet, (across * x.value) / 100, (down * y.value) / 100, side, side, 0, 0, canvas.width, canvas.height);
  };
  const move = (slider, room, by) => {
    if (room > 0) slider.value = Number(slider.value) - (100 * by) / room;
  };

  sheet.decode().then(() => {
    preview.replaceWith(canvas);
    form.querySelector("[data-crop-look]").hidden = true;
    // Dragged by less than a slider's step it would not move at all.
    for (const slider of [x, y]) slider.step = "any";
    form.addEventListener("submit", () => {
      for (const slider of [x, y]) slider.step = 1;
    });
    form.addEventListener("input", draw);
    canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
    canvas.addEventListener("pointermove", (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      const { side, across, down } = square();
      const scale = side / canvas.clientWidth;
      move(x, across, event.movementX * scale);
      move(y, down, event.movementY * scale);
      draw();
    });
    draw();
  }, () => {});
}
