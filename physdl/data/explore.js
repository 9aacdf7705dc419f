(() => {
  const figure = document.currentScript.closest("figure");
  const { still, frames, alts, texts, shape, dark, cuts } = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  figure.querySelectorAll(".physdl-controls").forEach((controls) => { controls.hidden = false; });
  figure.querySelectorAll(".physdl-still").forEach((sentence) => sentence.remove());
  const [background, image] = figure.querySelectorAll("img");
  const inputs = [...figure.querySelectorAll("input")];
  const outputs = figure.querySelectorAll("output");
  const root = document.documentElement;
  const scroll = figure.querySelector(".physdl-scroll");
  const caption = figure.querySelector("figcaption");
  const beside = caption.textContent;
  const below = cuts.length === 1 ? beside.replace(/\bLeft:/g, "Above:").replace(/\bRight:/g, "Below:") : beside;
  const narrow = matchMedia("screen and (max-width: 540px)");
  let printing = false;
  let panels = null;

  // On a narrow screen the parts of a wide picture stand one below the other: each is a window on the whole.
  const stack = () => {
    const [width, height] = ["width", "height"].map((side) => Number(background.getAttribute(side)));
    panels = document.createElement("div");
    panels.className = "physdl-panels";
    panels.style = "display:flex;flex-wrap:wrap;justify-content:center;gap:0.6rem 0";
    [...cuts, 1].forEach((end, k) => {
      const start = k ? cuts[k - 1] : 0;
      const wide = (end - start) * width;
      const panel = document.createElement("div");
      panel.style = `position:relative;overflow:hidden;flex:1 1 ${0.85 * wide}px;max-width:${1.1 * wide}px;aspect-ratio:${wide}/${height}`;
      for (let layer = 0; layer < 2; layer++) {
        const part = document.createElement("img");
        part.alt = "";
        part.style = `position:absolute;top:0;left:${(-100 * start) / (end - start)}%;width:${100 / (end - start)}%;height:100%;max-width:none`;
        panel.append(part);
      }
      panels.append(panel);
    });
    scroll.after(panels);
  };

  // A palette PNG becomes its dark twin when its PLTE chunk is exchanged.
  const darkened = (picture, encoded) => {
    const png = atob(picture);
    const chunk = atob(encoded);
    const at = png.indexOf("PLTE") - 4;
    return btoa(png.slice(0, at) + chunk + png.slice(at + chunk.length));
  };
  const render = () => {
    const index = inputs.reduce((sum, input, k) => sum * shape[k] + Number(input.value), 0);
    const night = root.dataset.theme === "dark" && !printing;
    const source = (picture, chunk) => "data:image/png;base64," + (night ? darkened(picture, chunk) : picture);
    background.src = source(still, dark[0]);
    image.src = source(frames[index], dark[1]);
    image.alt = alts[index];
    if (cuts.length && narrow.matches && !panels) stack();
    if (panels) {
      scroll.hidden = narrow.matches;
      caption.textContent = narrow.matches ? below : beside;
      panels.style.display = narrow.matches ? "flex" : "none";
      [...panels.querySelectorAll("img")].forEach((part, k) => { part.src = k % 2 ? image.src : background.src; });
      panels.querySelectorAll("img")[1].alt = alts[index];
    }
    inputs.forEach((input, k) => {
      outputs[k].textContent = texts[k][input.value];
      input.setAttribute("aria-valuetext", texts[k][input.value]);
    });
  };
  inputs.forEach((input) => input.addEventListener("input", render));
  narrow.addEventListener("change", render);
  new MutationObserver(render).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  const forPaper = (state) => () => { printing = state; render(); };
  window.addEventListener("beforeprint", forPaper(true));
  window.addEventListener("afterprint", forPaper(false));

  const play = figure.querySelector(".physdl-play");
  if (play) {
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    let timer = null;
    const stop = () => { clearInterval(timer); timer = null; play.setAttribute("aria-pressed", "false"); };
    const tick = () => { inputs[0].value = (Number(inputs[0].value) + 1) % shape[0]; render(); };
    play.addEventListener("click", () => {
      if (timer) return stop();
      timer = setInterval(tick, 200);
      play.setAttribute("aria-pressed", "true");
    });
    inputs.forEach((input) => input.addEventListener("pointerdown", stop));
    const hide = () => { play.hidden = still.matches; if (still.matches) stop(); };
    still.addEventListener("change", hide);
    hide();
  }
  render();
})();
