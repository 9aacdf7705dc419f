(() => {
  const figure = document.currentScript.closest("figure");
  const { still, frames, alts, texts, shape, dark } = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const [background, image] = figure.querySelectorAll("img");
  const inputs = [...figure.querySelectorAll("input")];
  const outputs = figure.querySelectorAll("output");
  const root = document.documentElement;
  let printing = false;

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
    inputs.forEach((input, k) => {
      outputs[k].textContent = texts[k][input.value];
      input.setAttribute("aria-valuetext", texts[k][input.value]);
    });
  };
  inputs.forEach((input) => input.addEventListener("input", render));
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
