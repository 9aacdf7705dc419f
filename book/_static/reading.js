// What the reader has read and solved: kept by this browser, sent nowhere, and forgotten on request.
// Lessons are known by their numbers, exercises by theirs: physdl:read:1.1, physdl:solved:1.1-3. Guesses are the figures' own.
(() => {
  const PREFIX = "physdl:";
  const here = new Map(); // where a browser keeps nothing, as long as the page stands
  const store = {
    all() {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => [key, localStorage.getItem(key)]);
      } catch { return [...here]; }
    },
    get(key) {
      try { return localStorage.getItem(PREFIX + key); } catch { return here.get(PREFIX + key) ?? null; }
    },
    set(key, value) {
      try {
        if (value === null) localStorage.removeItem(PREFIX + key);
        else localStorage.setItem(PREFIX + key, value);
      } catch { if (value === null) here.delete(PREFIX + key); else here.set(PREFIX + key, value); }
      document.dispatchEvent(new Event("physdl:reading"));
    },
  };

  const make = (name, properties, ...inside) => {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...inside);
    return node;
  };
  const has = (kind, name) => store.get(`${kind}:${name}`) === "yes";
  const names = (kind) => store.all().filter(([key, value]) => key.startsWith(`${PREFIX}${kind}:`) && value !== "no")
    .map(([key]) => key.slice(PREFIX.length + kind.length + 1))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const solved = (lesson) => names("solved").filter((name) => name.startsWith(`${lesson}-`)).length;
  const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

  // The lesson that an address belongs to, and whether it is the page of its exercises.
  const place = (address) => {
    const found = /\/lessons\/(\d)_[^/]+\/(exercises\/)?(\d+)_[^/]+\.html$/.exec(address);
    return found ? { lesson: `${found[1]}.${found[3]}`, exercises: Boolean(found[2]) } : null;
  };

  // ---- the sidebar: a tick is seen and said ----

  const sidebar = () => {
    document.querySelectorAll(".bd-links a.internal").forEach((link) => {
      const page = place(link.href.split("#")[0]);
      if (!page) return;
      link.querySelector(".physdl-mark")?.remove();
      const done = page.exercises ? solved(page.lesson) : has("read", page.lesson);
      if (!done) return;
      const mark = make("span", { className: "physdl-mark" });
      if (page.exercises) mark.append(` ${done} solved`);
      else mark.append(make("span", { textContent: " ✓", ariaHidden: "true" }), make("span", { className: "physdl-unseen", textContent: " (read)" }));
      link.append(mark);
    });
  };

  // ---- the map: a tick in the station, the exercises below the number ----

  const svg = (name, attributes, text = "") => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    node.textContent = text;
    return node;
  };

  const map = () => document.querySelectorAll("svg.physdl-map .map-lesson.written").forEach((station) => {
    station.querySelectorAll(".map-mark").forEach((mark) => mark.remove());
    const { lesson, exercises } = station.dataset;
    const link = station.querySelector("a");
    const stop = station.querySelector(".map-stop");
    const label = link.querySelector(".map-number");
    const done = solved(lesson);
    if (has("read", lesson)) {
      const [x, y, width] = ["x", "y", "width"].map((side) => Number(stop.getAttribute(side)));
      stop.after(svg("path", { class: "map-mark map-tick", d: `M${x + width / 2 - 4.2} ${y + 7.8}l3 3.2l5.4 -6.6` }));
    }
    if (done) {
      const [x, y] = ["x", "y"].map((side) => Number(label.getAttribute(side)));
      link.append(svg("text", { class: "map-mark map-solved", x, y: y + 18, "aria-hidden": "true" }, `${done}/${exercises}`));
    }
    // What the marks say, for those who hear the map.
    const words = [has("read", lesson) && "read", done && `${done} of ${exercises} exercises solved`].filter(Boolean).join(", ");
    if (words) link.append(svg("text", { class: "map-mark map-said" }, ` (${words})`));
  });

  // ---- a lesson: read when its take-away has been in view, or when the reader says so ----

  const lesson = (number) => {
    const takeAway = document.getElementById("to-take-along");
    if (!takeAway) return;
    const key = `read:${number}`;
    const said = make("span", {});
    const button = make("button", { type: "button" });
    const box = make("p", { className: "physdl-reading" }, said, button);
    takeAway.append(box);
    const show = () => {
      const read = has("read", number);
      const words = read ? "✓ Read. The map and the list of pages show it, in this browser alone." : "Not marked as read.";
      if (said.textContent !== words) said.textContent = words;
      button.textContent = read ? "Take it back" : "I have read it";
    };
    button.addEventListener("click", () => store.set(key, has("read", number) ? "no" : "yes"));
    document.addEventListener("physdl:reading", show);
    show();
    said.setAttribute("role", "status"); // from now on: what stands there already need not be announced
    // Whoever takes it back is not told again that it is read. A glance in passing is not reading.
    let glance;
    const list = takeAway.querySelector("ol, ul") ?? takeAway;
    new IntersectionObserver((seen, observer) => {
      clearTimeout(glance);
      if (store.get(key) !== null) observer.disconnect();
      else if (seen.at(-1).isIntersecting) glance = setTimeout(() => { if (store.get(key) === null) store.set(key, "yes"); }, 3000);
    }).observe(list.lastElementChild ?? list);
  };

  // ---- the page of exercises: the reader ticks what is solved ----

  const exercises = () => document.querySelectorAll(".bd-article section > h2").forEach((heading) => {
    const name = /^\d+\.\d+-\d+/.exec(heading.textContent.trim())?.[0];
    if (!name) return;
    const box = make("input", { type: "checkbox", autocomplete: "off", ariaLabel: `solved: exercise ${name}` });
    const label = make("label", { className: "physdl-solved" }, box, " solved");
    const line = heading.nextElementSibling;
    if (line?.matches("p") && line.querySelector(":scope > em:only-child")) line.append(label);
    else heading.after(make("p", {}, label));
    box.addEventListener("change", () => store.set(`solved:${name}`, box.checked ? "yes" : null));
    const show = () => { box.checked = has("solved", name); };
    document.addEventListener("physdl:reading", show);
    show();
  });

  // ---- one place that shows everything, and forgets it ----

  const kept = (box) => {
    const said = make("div", {});
    const told = make("p", { className: "physdl-memory-told" });
    const forget = make("button", { type: "button", textContent: "Forget all of it" });
    const back = make("button", { type: "button", textContent: "Put it back", hidden: true });
    told.setAttribute("role", "status");
    box.replaceChildren(said, forget, told, back);
    let gone = [];
    const show = () => {
      const [read, done, guesses] = ["read", "solved", "guess"].map(names);
      said.replaceChildren();
      forget.hidden = !store.all().length;
      const line = (words, list) => said.append(make("p", {}, make("strong", { textContent: words }), list.length ? `: ${list.join(", ")}` : ""));
      if (read.length) line(`${count(read.length, "lesson")} read`, read);
      if (done.length) line(`${count(done.length, "exercise")} solved`, done);
      if (guesses.length) line(`${count(guesses.length, "guess", "guesses")} made`, []);
      if (!said.childElementCount) said.append(make("p", { textContent: forget.hidden ? "This browser keeps nothing of yours." : "Nothing is marked." }));
      if (!forget.hidden) back.hidden = true;
    };
    forget.addEventListener("click", () => {
      gone = store.all();
      gone.forEach(([key]) => store.set(key.slice(PREFIX.length), null));
      told.textContent = "Forgotten.";
      back.hidden = false;
      back.focus();
    });
    back.addEventListener("click", () => {
      gone.forEach(([key, value]) => store.set(key.slice(PREFIX.length), value));
      told.textContent = "It is back.";
      forget.focus();
    });
    document.addEventListener("physdl:reading", show);
    document.addEventListener("physdl:guess", show);
    show();
  };

  // ---- the cover: whoever comes back goes on where they were ----

  const goOn = (ways) => {
    const read = names("read");
    const links = [...document.querySelectorAll(".bd-links a.internal")].filter((link) => place(link.href)?.exercises === false);
    const last = links.findLastIndex((link) => read.includes(place(link.href).lesson));
    const next = last < 0 ? null : links.slice(last + 1).find((link) => !read.includes(place(link.href).lesson));
    const first = ways.querySelector("a");
    first.dataset.begin ??= JSON.stringify([first.href, first.textContent]);
    [first.href, first.textContent] = next ? [next.href, `Go on with ${next.textContent.trim()}`] : JSON.parse(first.dataset.begin);
  };

  const page = place(location.pathname);
  if (page?.exercises) exercises();
  else if (page) lesson(page.lesson);
  document.querySelectorAll(".physdl-memory").forEach(kept);
  const all = () => {
    sidebar();
    map();
    document.querySelectorAll(".physdl-ways").forEach(goOn);
  };
  document.addEventListener("physdl:reading", all);
  window.addEventListener("storage", (event) => { if (!event.key || event.key.startsWith(PREFIX)) document.dispatchEvent(new Event("physdl:reading")); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) document.dispatchEvent(new Event("physdl:reading")); });
  all();
})();
