// What a page does with physdl's figures and questions, in the static book and in JupyterLab alike. It may run any number
// of times on one page, once for each output that carries it: what has been started is left alone.
(() => {
  const root = document.documentElement;
  const physdl = (window.physdl ??= { kernels: new Map() });
  const narrow = matchMedia("screen and (max-width: 540px)");
  const mouse = matchMedia("(hover: hover)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const EDGE = 0.05; // how far beyond the end of a slider a guess is still shown, at that end
  let printing = false;

  const night = () => !printing && (root.dataset.theme === "dark" || document.body.dataset.jpThemeLight === "false");
  const make = (name, properties, parent) => {
    const node = Object.assign(document.createElement(name), properties);
    parent?.append(node);
    return node;
  };
  const data = (element) => JSON.parse(element.querySelector('script[type="application/json"]').textContent);
  const inward = (ghost) => ghost.classList.toggle("is-right", parseFloat(ghost.style.left) > 65); // its words stay in the picture
  const clamp = (number, most) => Math.min(Math.max(number, 0), most);

  // ---- what the reader has guessed: kept by this browser for this book, and sent nowhere ----

  const guesses = {
    name: (key) => `physdl:guess:${key}`,
    get(key) {
      try { return JSON.parse(localStorage.getItem(this.name(key))); } catch { return this.here?.[key] ?? null; }
    },
    set(key, guess) {
      (this.here ??= {})[key] = guess;
      try {
        if (guess) localStorage.setItem(this.name(key), JSON.stringify(guess));
        else localStorage.removeItem(this.name(key));
      } catch { /* a browser that keeps nothing keeps it as long as the page stands */ }
      document.dispatchEvent(new CustomEvent("physdl:guess", { detail: key }));
    },
  };

  // ---- a figure ----

  // All pictures of a figure are PNGs of one size in one palette, and a dark page exchanges the palette: so a page carries
  // of each frame the pixels alone, and what goes before and after them is taken from the two pictures that it shows.
  const HEAD = 33; // bytes in front of the palette
  const END = 12; // bytes behind the pixels

  class Pictures {
    constructor([background, image], { palettes, frames }) {
      const whole = (part) => atob((part.getAttribute("srcset") ?? part.getAttribute("src")).split(",")[1]);
      this.palettes = palettes.map(atob);
      const pixels = (png) => png.slice(HEAD + this.palettes[0].length, -END);
      [this.still, this.first] = [background, image].map((img) => pixels(whole(img)));
      const shown = whole(background);
      [this.head, this.end] = [shown.slice(0, HEAD), shown.slice(-END)];
      this.frames = frames;
    }

    address(pixels) { return `data:image/png;base64,${btoa(this.head + this.palettes[Number(night())] + pixels + this.end)}`; }
    get background() { return this.address(this.still); }
    frame(number) { return this.address(this.frames[number] ? atob(this.frames[number]) : this.first); }
  }

  // A page of the book keeps its pictures in files: what is seen at first, by day and by night, and a script with all the
  // frames, which is asked for when the reader comes near.
  class Files {
    constructor({ files, palettes }, element, arrived) {
      Object.assign(this, files, { palettes: palettes.map(atob), element, arrived });
    }

    near() { if (this.moving) this.ask(); }

    ask() {
      if (this.asked) return;
      this.asked = true;
      const file = make("script", { src: this.moving });
      file.dataset.name = this.moving;
      file.onload = () => {
        Object.assign(this, physdl.files[this.moving]);
        file.remove();
        this.element.dataset.frames = "here";
        this.arrived();
      };
      file.onerror = () => { this.asked = false; file.remove(); }; // the next move asks again
      document.head.append(file);
    }

    get background() { return this.still[Number(night())]; }
    frame(number) {
      if (this.moving && !this.frames) {
        if (number !== this.start) this.ask();
        return this.first[Number(night())];
      }
      if (!this.frames?.[number]) return this.first[Number(night())];
      return `data:image/png;base64,${btoa(atob(this.head) + this.palettes[Number(night())] + atob(this.frames[number]) + atob(this.end))}`;
    }
  }

  class Figure {
    constructor(element) {
      const { alts, shape, texts, cuts, pocket, ...wide } = data(element);
      Object.assign(this, { alts, shape, texts, cuts, element, painted: 0, asked: 0, panels: null, timer: null, touched: false });
      this.spots = this.texts.map((texts) => texts.length); // how many values each slider has now
      element.querySelectorAll(".physdl-controls").forEach((controls) => { controls.hidden = false; });
      element.querySelectorAll(".physdl-still").forEach((sentence) => sentence.remove());
      this.scroll = element.querySelector(".physdl-scroll");
      this.picture = element.querySelector(".physdl-picture");
      this.image = this.picture.querySelectorAll("img")[1];
      this.wide = this.drawing(wide, this.picture.querySelectorAll("img"));
      this.pocket = pocket && this.drawing(pocket, this.picture.querySelectorAll("source"));
      if (!wide.files?.moving) element.dataset.frames = "here";
      const near = new IntersectionObserver((seen) => { if (seen.at(-1).isIntersecting) { near.disconnect(); this.form.pictures.near(); } }, { rootMargin: "1500px 0px" });
      near.observe(element);
      this.inputs = [...element.querySelectorAll("input")];
      this.values = element.querySelectorAll(".physdl-value");
      this.caption = element.querySelector("figcaption > span") ?? element.querySelector("figcaption");
      this.beside = this.caption.textContent;
      this.below = this.cuts.length ? this.beside.replace(/\bLeft:/g, "Above:").replace(/\bRight:/g, "Below:") : this.beside;
      this.status = make("p", { className: "physdl-spoken" }, element);
      this.status.setAttribute("role", "status");
      this.inputs.forEach((input) => {
        input.addEventListener("input", () => { this.stop(); this.moved(); });
        unswiped(input, () => this.moved());
      });
      this.grips = this.handles.map((_, h) => this.grip(h));
      this.ghosts = this.marks.map(() => []);
      this.player();
      narrow.addEventListener("change", () => this.render());
      document.addEventListener("physdl:guess", (event) => { if (this.marks.some((mark) => mark.key === event.detail)) this.mark(); });
      document.addEventListener("physdl:paper", () => this.render());
      const connect = () => { if (!this.kernel && physdl.kernels.has(element.dataset.kernel)) this.connect(physdl.kernels.get(element.dataset.kernel)); };
      document.addEventListener("physdl:kernel", connect);
      connect();
      this.render();
    }

    // How the figure is drawn: its pictures, the elements that show them, and what has its place in them.
    drawing({ files, palettes, frames, ...places }, parts) {
      const pictures = files ? new Files({ files, palettes }, this.element, () => this.render()) : new Pictures(parts, { palettes, frames });
      return { ...places, parts, pictures };
    }

    // What a phone would show too small is drawn for it once more.
    get form() { return this.pocket && narrow.matches ? this.pocket : this.wide; }
    get handles() { return this.form.handles; }
    get marks() { return this.form.marks; }
    get pictures() { return this.form.pictures; }

    get indices() { return this.inputs.map((input) => Number(input.value)); }

    // The frame that is nearest to where the sliders stand: exactly there in a page, close to it beside a kernel.
    get frame() {
      return this.indices.reduce((sum, index, k) => sum * this.shape[k] + Math.round((index / Math.max(1, this.spots[k] - 1)) * (this.shape[k] - 1)), 0);
    }

    moved() {
      this.touched = true;
      this.render();
      clearTimeout(this.speech);
      this.speech = setTimeout(() => { if (!this.timer) this.status.textContent = this.image.alt; }, 700);
    }

    render() {
      this.say();
      if (!this.kernel || !this.touched) this.paint(this.pictures.background, this.pictures.frame(this.frame), this.alts[this.frame]);
      this.hold();
      if (this.kernel && this.touched) this.ask();
      this.prepare();
    }

    // Paper is light and does not wait: who may print a dark page has its light pictures beforehand.
    prepare() {
      clearTimeout(this.preparing);
      if (!night() || !mouse.matches) return;
      this.preparing = setTimeout(() => {
        const before = printing;
        printing = true;
        const light = [this.pictures.background, this.pictures.frame(this.frame)];
        printing = before;
        this.light = light.map((src) => Object.assign(new Image(), { src }));
      }, 500);
    }

    paint(background, picture, alt) {
      const small = this.form !== this.wide;
      this.form.parts.forEach((part, k) => {
        const [name, address] = [small ? "srcset" : "src", k ? picture : background];
        if (part.getAttribute(name) !== address) part.setAttribute(name, address); // what is there already is not fetched again
      });
      this.image.alt = alt;
      if (this.cuts.length && narrow.matches && !this.panels) this.stack();
      this.element.classList.toggle("is-stacked", Boolean(this.panels) && narrow.matches);
      if (!this.panels) return;
      this.caption.textContent = narrow.matches ? this.below : this.beside;
      this.panels.querySelectorAll("img").forEach((part, k) => { part.src = k % 2 ? picture : background; });
      this.panels.querySelectorAll("img")[1].alt = alt;
    }

    // A kernel draws as wide as the lesson has it.
    unpocket() {
      this.pocket = null;
      this.picture.classList.remove("has-pocket");
      this.picture.querySelectorAll("source").forEach((source) => source.remove());
    }

    say() {
      this.inputs.forEach((input, k) => {
        this.values[k].textContent = this.texts[k][input.value];
        input.setAttribute("aria-valuetext", this.texts[k][input.value]);
      });
    }

    // On a narrow screen the parts of a wide picture stand one below the other: each is a window on the whole.
    stack() {
      const [width, height] = this.wide.size;
      const widest = width * Math.max(...[...this.cuts, 1].map((end, k) => end - (k ? this.cuts[k - 1] : 0)));
      this.panels = make("div", { className: "physdl-panels" });
      [...this.cuts, 1].forEach((end, k) => {
        const start = k ? this.cuts[k - 1] : 0;
        const wide = (end - start) * width;
        const panel = make("div", {}, this.panels);
        panel.style = `flex:1 1 ${0.85 * wide}px;max-width:min(${1.1 * wide}px, ${(100 * wide) / widest}%);aspect-ratio:${wide}/${height}`; // all of one scale
        const sight = make("div", { className: "physdl-window" }, panel);
        for (let layer = 0; layer < 2; layer++) {
          const part = make("img", { alt: "" }, sight);
          part.style = `position:absolute;top:0;left:${(-100 * start) / (end - start)}%;width:${100 / (end - start)}%;height:100%;max-width:none`;
        }
      });
      this.scroll.after(this.panels);
    }

    // Put something over the picture at a share of its width and height; in stacked panels, over the right one.
    place(node, [x, y]) {
      let within = this.picture;
      if (!this.panels || !narrow.matches) {
        node.style.left = `${100 * x}%`;
      } else {
        const edges = [0, ...this.cuts, 1];
        const k = clamp(edges.findIndex((edge) => edge > x) - 1, this.cuts.length);
        node.style.left = `${(100 * (x - edges[k])) / (edges[k + 1] - edges[k])}%`;
        within = this.panels.children[k];
      }
      if (node.parentElement !== within) within.append(node); // to move a node that is held would take it out of the hand
      node.style.top = `${100 * y}%`;
    }

    // ---- the point itself, to be dragged ----

    // The places of a handle while slider k moves alone.
    path(handle, k) {
      if (handle.lines) return handle.lines[handle.sliders.indexOf(k)];
      const here = this.indices;
      return Array.from({ length: this.shape[k] }, (_, index) => handle.points[here.reduce((sum, value, j) => sum * this.shape[j] + (j === k ? index : value), 0)]);
    }

    grip(h) {
      const grip = make("div", { className: "physdl-handle" });
      grip.setAttribute("aria-hidden", "true"); // the slider is its twin for those who use the keyboard or listen
      const drag = (event) => {
        const box = grip.parentElement.querySelector("img").getBoundingClientRect();
        const [x, y] = [event.clientX - grip.off[0] - box.left, event.clientY - grip.off[1] - box.top];
        let changed = false;
        const handle = this.handles[h];
        for (const k of handle.sliders) {
          const path = this.path(handle, k);
          const far = path.map(([u, v]) => (u * box.width - x) ** 2 + (v * box.height - y) ** 2);
          const best = far.indexOf(Math.min(...far));
          changed ||= best !== Number(this.inputs[k].value);
          this.inputs[k].value = best;
        }
        if (changed) this.moved();
      };
      grip.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        event.preventDefault();
        this.stop();
        const box = grip.getBoundingClientRect();
        grip.off = [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
        grip.setPointerCapture(event.pointerId);
        this.element.classList.add("is-held");
      });
      grip.addEventListener("pointermove", (event) => { if (grip.hasPointerCapture(event.pointerId)) drag(event); });
      for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) grip.addEventListener(end, () => this.element.classList.remove("is-held"));
      return grip;
    }

    // A grip that moves to and fro sideways leaves it to the finger to scroll the page up and down, and the reverse.
    hold() {
      const box = this.form.size;
      this.handles.forEach((handle, h) => {
        const paths = handle.sliders.map((k) => this.path(handle, k));
        const [wide, high] = [0, 1].map((side) => {
          const along = paths.flat().map((point) => point[side] * box[side]);
          return Math.max(...along) - Math.min(...along);
        });
        this.grips[h].style.touchAction = wide > 3 * high ? "pan-y" : high > 3 * wide ? "pan-x" : "none";
        this.grips[h].dataset.way = wide > 3 * high ? "ew" : high > 3 * wide ? "ns" : "all";
        this.place(this.grips[h], paths[0][this.indices[handle.sliders[0]]]);
      });
      this.mark();
    }

    // ---- the reader's guess, in the figure that settles it ----

    mark() {
      this.marks.forEach((mark, m) => {
        this.ghosts[m].forEach((ghost) => ghost.remove());
        const guess = guesses.get(mark.key);
        this.ghosts[m] = guess ? this.ghost(mark, guess) : [];
      });
    }

    ghost(mark, guess) {
      let share = mark.start + mark.slope * (mark.log ? Math.log10(guess.value) : guess.value);
      if (!(share >= -EDGE && share <= 1 + EDGE)) return []; // beyond what is drawn there is no place for it
      share = clamp(share, 1);
      const label = `your guess, ${guess.text}`;
      if (mark.slider !== null) {
        const tick = make("span", { className: "physdl-guess-tick", title: label }, this.inputs[mark.slider].parentElement);
        tick.style.setProperty("--at", share);
        const handle = this.handles.find((one) => one.sliders.includes(mark.slider));
        if (!handle) return [tick];
        const path = this.path(handle, mark.slider);
        const at = share * (path.length - 1);
        const [a, b] = [path[Math.floor(at)], path[Math.ceil(at)]];
        const ring = make("div", { className: "physdl-guess-ring" });
        make("span", { textContent: "your guess" }, ring);
        this.place(ring, a.map((side, k) => side + (at % 1) * (b[k] - side)));
        inward(ring);
        return [tick, ring];
      }
      const [left, top, right, bottom] = mark.box;
      const line = make("div", { className: `physdl-guess-line is-${mark.axis}` });
      make("span", { textContent: label }, line);
      const upright = mark.axis === "x";
      this.place(line, upright ? [share, top] : [left, share]);
      inward(line);
      const whole = line.parentElement.querySelector("img").style.width.replace("%", "") / 100 || 1;
      line.style[upright ? "height" : "width"] = `${100 * (upright ? bottom - top : (right - left) * whole)}%`;
      return [line];
    }

    // ---- play: to the end, once; any key, any hand and leaving the screen stop it ----

    player() {
      this.play = this.element.querySelector(".physdl-play");
      if (!this.play) return;
      this.play.addEventListener("click", () => { if (this.timer) this.stop(); else this.start(); });
      document.addEventListener("keydown", (event) => { if (event.target !== this.play || !["Enter", " "].includes(event.key)) this.stop(); });
      this.inputs.forEach((input) => input.addEventListener("pointerdown", () => this.stop()));
      new IntersectionObserver((seen) => { if (!seen.at(-1).isIntersecting) this.stop(); }).observe(this.element); // its picture is hidden where panels stand one below the other
      const hide = () => { this.play.hidden = calm.matches; if (calm.matches) this.stop(); };
      calm.addEventListener("change", hide);
      hide();
    }

    start() {
      const [input] = this.inputs;
      const last = this.spots[0] - 1;
      const step = Math.max(1, Math.round(last / Math.max(1, this.shape[0] - 1)));
      if (Number(input.value) >= last) input.value = 0;
      this.timer = setInterval(() => {
        input.value = Math.min(last, Number(input.value) + step);
        if (Number(input.value) >= last) this.stop();
        this.moved();
      }, 200);
      this.play.setAttribute("aria-pressed", "true");
    }

    stop() {
      if (!this.timer) return;
      clearInterval(this.timer);
      this.timer = null;
      this.play.setAttribute("aria-pressed", "false");
      this.moved();
    }

    // ---- beside a kernel: every value, drawn when it is asked for; one question at a time, the newest next ----

    connect(kernel) {
      this.kernel = kernel;
      this.inputs.forEach((input, k) => {
        input.max = kernel.texts[k].length - 1;
        input.value = kernel.start[k];
      });
      this.texts = kernel.texts;
      this.spots = kernel.texts.map((texts) => texts.length);
      if (this.pocket) this.unpocket();
      this.handles.forEach((handle, h) => { handle.lines = kernel.lines[h]; });
      this.render();
    }

    async ask() {
      this.wanted = [this.indices, night()];
      if (this.waiting) return;
      this.waiting = true;
      while (this.wanted) {
        const [indices, dark] = this.wanted;
        this.wanted = null;
        const answer = await this.kernel.ask(indices, dark);
        this.element.querySelector(".physdl-error")?.remove();
        if (answer.error) {
          make("p", { className: "physdl-error", textContent: answer.error }, this.picture).setAttribute("role", "alert");
          continue;
        }
        this.handles.forEach((handle, h) => { handle.lines = answer.lines[h]; });
        this.paint(answer.picture, "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", answer.alt);
        this.hold();
      }
      this.waiting = false;
    }
  }

  // A swipe that scrolls the page may begin on a slider and move it: what it changed is put back.
  const unswiped = (input, back) => {
    let before = null;
    input.addEventListener("pointerdown", () => { before = input.value; });
    input.addEventListener("pointercancel", () => {
      if (before === null || input.value === before) return;
      input.value = before;
      back();
    });
  };

  // ---- a question that the reader answers before the page does ----

  const FIRST = { slider: "Move the slider first", choice: "Choose one first", number: "Write a number first" };

  class Question {
    constructor(element) {
      Object.assign(this, data(element), { element });
      this.form = element.querySelector("form");
      this.details = element.querySelector("details");
      this.result = element.querySelector(".physdl-result");
      this.element.tabIndex = -1;
      this.button = element.querySelector('button[type="submit"]');
      this.label = this.button.textContent;
      this.again = element.querySelector(".physdl-forget");
      this.inputs = [...this.form.querySelectorAll("input")];
      this.form.hidden = false;
      this.form.addEventListener("submit", (event) => { event.preventDefault(); this.commit(); });
      this.form.addEventListener("input", () => this.changed());
      if (this.kind === "slider") this.slide(this.inputs[0]);
      this.again.addEventListener("click", () => { guesses.set(this.key, null); this.inputs[0].focus(); });
      document.addEventListener("physdl:guess", (event) => { if (event.detail === this.key) this.show(); });
      this.show();
    }

    // What stands in the form: a value that can be compared, and how the reader would say it; null if that is nothing.
    read() {
      if (this.kind === "choice") {
        const value = this.inputs.findIndex((input) => input.checked);
        return value < 0 ? null : { value, text: this.texts[value] };
      }
      if (this.kind === "slider") {
        const index = Number(this.inputs[0].value);
        return { index, value: this.values[index], text: this.texts[index] };
      }
      const typed = this.inputs[0].value.trim().replace(/\u2212/g, "-").replace(/(\d),(?=\d{3}\b)/g, "$1").replace(",", ".");
      const value = typed === "" ? NaN : Number(typed);
      return Number.isFinite(value) ? { value, text: `${this.inputs[0].value.trim()}${this.unit}` } : null;
    }

    slide(input) {
      let untouched = false; // when the finger came
      input.addEventListener("pointerdown", () => { untouched = this.button.disabled; });
      unswiped(input, () => { this.changed(); if (untouched) this.offer(false); });
      input.addEventListener("keydown", (event) => {
        const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
        if (!way || event.altKey || event.ctrlKey || event.metaKey) return; // these are the browser's
        let index = Number(input.value) + way; // several positions may read alike: an arrow leads to the next that does not
        while (this.texts[index] !== undefined && this.texts[index] === this.texts[input.value]) index += way;
        event.preventDefault();
        if (this.texts[index] === undefined) return;
        input.value = index;
        this.changed();
      });
    }

    offer(ready) {
      this.button.disabled = !ready;
      this.button.textContent = ready ? this.label : FIRST[this.kind];
    }

    changed() {
      const guess = this.read();
      this.offer(Boolean(guess));
      if (this.kind === "slider") {
        this.element.querySelector(".physdl-value").textContent = guess.text;
        this.inputs[0].setAttribute("aria-valuetext", guess.text);
      }
    }

    commit() {
      const guess = this.read();
      if (!guess) return;
      guesses.set(this.key, guess);
      this.element.focus(); // and not the button that forgets: a second Enter would take the guess back
    }

    show() {
      const guess = guesses.get(this.key);
      this.element.classList.toggle("is-told", Boolean(guess));
      this.details.hidden = true;
      this.inputs.forEach((input) => { input.disabled = Boolean(guess); });
      this.button.hidden = Boolean(guess);
      this.again.hidden = !guess;
      this.element.querySelector(".physdl-answer-tick")?.remove();
      this.element.querySelectorAll(".is-answer, .is-guess").forEach((label) => label.classList.remove("is-answer", "is-guess"));
      this.result.replaceChildren();
      if (!guess) {
        this.form.reset();
        this.changed();
        this.offer(false); // a thumb that nobody has moved is no guess
        return;
      }
      this.restore(guess);
      make("p", { className: "physdl-verdict", textContent: this.verdict(guess) }, this.result);
      this.slips(guess.value).forEach((sentence) => make("p", { textContent: sentence }, this.result));
      make("p", { textContent: this.why }, this.result);
    }

    restore(guess) {
      if (this.kind === "choice") {
        this.inputs[guess.value].checked = true;
        this.inputs[guess.value].closest("label").classList.add("is-guess");
        this.inputs[this.answer].closest("label").classList.add("is-answer");
      } else if (this.kind === "slider") {
        this.inputs[0].value = guess.index;
        this.changed();
        const tick = make("span", { className: "physdl-answer-tick" }, this.inputs[0].parentElement);
        tick.style.setProperty("--at", clamp(this.share, 1));
        make("span", { textContent: this.said }, tick);
      } else this.inputs[0].value = guess.text.slice(0, guess.text.length - this.unit.length);
    }

    verdict(guess) {
      if (this.kind === "choice") return guess.value === this.answer ? `Yes: ${this.said}.` : `You said: ${guess.text}. It is: ${this.said}.`;
      const near = guess.value >= this.close[0] && guess.value <= this.close[1];
      return near ? `You said ${guess.text}, and it is ${this.said}: close.` : `You said ${guess.text}. It is ${this.said}.`;
    }

    slips(value) {
      return this.mistakes.filter(([low, high]) => value >= low && value <= high).map(([, , sentence]) => sentence);
    }
  }

  // ---- beginning ----

  const paper = (state) => () => { printing = state; document.dispatchEvent(new Event("physdl:paper")); };
  if (!physdl.started) {
    physdl.started = true;
    window.addEventListener("beforeprint", paper(true));
    window.addEventListener("afterprint", paper(false));
    const dressed = new MutationObserver(() => {
      document.querySelectorAll("figure[data-on], .physdl-predict[data-on]").forEach((one) => { one.dataset.night = night(); });
      document.dispatchEvent(new Event("physdl:paper"));
    });
    // What JupyterLab does with Ctrl or Cmd, as saving, it does from a slider, too.
    window.addEventListener("keydown", (event) => {
      const own = event.target.closest?.(":is(figure, .physdl-predict)[data-on] :is(input, button)");
      own?.toggleAttribute("data-lm-suppress-shortcuts", !(event.ctrlKey || event.metaKey));
    }, true);
    dressed.observe(root, { attributes: true, attributeFilter: ["data-theme"] });
    dressed.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  }
  const begin = (selector, kind) => document.querySelectorAll(`:is(${selector}):not([data-on])`).forEach((element) => {
    element.dataset.on = "";
    element.dataset.night = night();
    // In JupyterLab the arrow keys are the slider's own, not the notebook's.
    element.querySelectorAll("input, button").forEach((control) => { control.dataset.lmSuppressShortcuts = "true"; });
    new kind(element);
  });
  const all = () => {
    begin("figure.physdl-explore, figure.physdl-figure", Figure);
    begin(".physdl-predict", Question);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();
