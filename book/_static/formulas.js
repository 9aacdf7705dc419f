// Formulas are set a few at a time, those in sight first: in between the page scrolls, and its figures answer. The rest
// waits until the reader does something: who only looks at the top of a page needs no more, and a phone is saved the work.
{
  const STRETCH = 5; // milliseconds of setting at a time
  const LEAST = 8, MOST = 40; // formulas at a time: each time costs some milliseconds, however few they are
  const SIGNS = ["scroll", "keydown", "pointerdown", "pointermove", "beforeprint"]; // of a reader
  const PATIENCE = 10_000; // milliseconds: who reads by a voice may give the page no sign
  const begun = new Promise((done) => {
    for (const sign of SIGNS) addEventListener(sign, done, { once: true, passive: true });
    setTimeout(done, PATIENCE);
  });
  // What the reader does comes first; to wait until there is nothing else to do would take a busy machine very long.
  const rest = () => window.scheduler?.yield?.() ?? new Promise((done) => { setTimeout(done); });
  const painted = () => new Promise((done) => { // a page that is not looked at is not painted
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 1000);
  });
  const near = (one) => { // not what is folded, nor what stands in a section that is not laid out
    if (one.checkVisibility?.({ contentVisibilityAuto: true }) === false) return false;
    const box = one.getBoundingClientRect();
    return box.bottom > -200 && box.top < innerHeight + 600;
  };

  // A formula within a sentence that is wider than its column goes on in the next line: before a relation, else before a
  // sign of addition or multiplication, else within parentheses. What cannot be broken gets a line that scrolls.
  const RELATION = "4", BINARY = "3"; // the spaces that MathJax sets on both sides of them
  const OPEN = ["28", "5B", "7B", "27E8"], CLOSE = ["29", "5D", "7D", "27E9"]; // code points
  const row = (formula) => {
    let at = formula.querySelector("mjx-math");
    while (at?.children.length === 1 && /^MJX-(MROW|TEXATOM|MSTYLE)$/.test(at.firstElementChild.tagName)) at = at.firstElementChild;
    return at;
  };
  // For each symbol 1, 2 or 3 if a line may begin with it, the better the smaller, and else 4.
  const chances = (symbols) => {
    let depth = 0, last = null;
    return symbols.map((symbol, number) => {
      const code = symbol.tagName === "MJX-MO" && symbol.firstElementChild?.className.match(/mjx-c([0-9A-F]+)/)?.[1];
      if (CLOSE.includes(code)) depth = Math.max(0, depth - 1);
      const gap = symbol.getAttribute("space");
      last = [RELATION, BINARY].includes(gap) && gap !== last ? gap : null; // what follows one has its space, too
      const chance = !number || !last ? 4 : depth ? 3 : last === RELATION ? 1 : 2;
      if (OPEN.includes(code)) depth += 1;
      return chance;
    });
  };
  const pieces = (parts, room, chance = 1) => {
    const width = parts.at(-1).box.right - parts[0].box.left;
    if (width <= room || chance > 3) return [parts];
    const split = [];
    for (const part of parts) {
      if (!split.length || part.chance === chance) split.push([]);
      split.at(-1).push(part);
    }
    return split.flatMap((some) => pieces(some, room, chance + 1));
  };
  const column = (formula) => formula.closest("p, li, dd");
  const space = (formula) => { // for it and for what is tied to it
    const kept = formula.closest(".physdl-kept");
    return column(formula).clientWidth - (kept ? kept.offsetWidth - formula.parentElement.offsetWidth : 0);
  };
  const fit = (formulas) => {
    for (const formula of formulas) {
      formula.classList.remove("physdl-wide", "physdl-broken");
      formula.querySelectorAll(".physdl-piece").forEach((piece) => piece.replaceWith(...piece.children));
    }
    const wide = formulas.filter((one) => one.offsetWidth > space(one) + 1).map((formula) => {
      const symbols = [...row(formula).children], chance = chances(symbols), room = space(formula);
      const parts = symbols.map((symbol, number) => ({ symbol, chance: chance[number], box: symbol.getBoundingClientRect() }));
      const found = pieces(parts, room);
      return [formula, found, found.every((some) => some.at(-1).box.right - some[0].box.left <= room)];
    });
    for (const [formula, found, fits] of wide) {
      formula.classList.add(fits ? "physdl-broken" : "physdl-wide");
      if (fits) {
        for (const some of found) {
          const piece = document.createElement("span");
          piece.className = "physdl-piece";
          some[0].symbol.before(piece);
          piece.append(...some.map(({ symbol }) => symbol));
        }
      }
    }
  };
  const inline = (boxes) => boxes.flatMap((box) => [...box.querySelectorAll('mjx-container:not([display="true"])')]).filter(column);
  const refit = () => fit(inline([...document.querySelectorAll("article .math")]));
  let width = innerWidth;
  addEventListener("resize", () => { // a phone's bars come and go while one scrolls: then no formula has more room
    if (width !== innerWidth) refit();
    width = innerWidth;
  });
  document.addEventListener("toggle", ({ target }) => fit(inline([...target.querySelectorAll(".math")])), true); // what was folded had no width

  const set = async (waiting, left) => {
    let fresh = [], fitted = performance.now();
    for (let size = LEAST; waiting.length > left;) {
      const begin = performance.now(), some = waiting.splice(0, Math.min(size, waiting.length - left));
      await MathJax.typesetPromise(some);
      const end = performance.now(), spent = Math.max(1, end - begin);
      size = Math.min(MOST, Math.max(LEAST, Math.round((size * STRETCH) / spent)));
      fresh.push(...some);
      if (end > fitted + 300 || waiting.length <= left) { // to measure them the whole page is laid out
        fit(inline(fresh));
        [fresh, fitted] = [[], performance.now()];
      }
      await rest();
    }
  };
  // To know the letters beside it, MathJax lays out the page once more for each handful of formulas. Their size is set by
  // the style sheet and nothing is broken by its width: so one measurement serves all that stand in the same sort of box.
  const measureOnce = (output) => {
    const known = new Map();
    const kind = (math) => `${math.start.node.parentNode.tagName} ${math.display}`;
    const measure = output.getMetricMaps.bind(output);
    output.getMetricMaps = (page) => {
      const asked = [...page.math].filter((math) => math.start.node?.parentNode);
      const fresh = asked.filter((math) => !known.has(kind(math)));
      const found = fresh.length ? measure({ math: fresh }) : [];
      for (const math of fresh) {
        const metrics = found[+math.display].get(math.start.node.parentNode);
        if (metrics) known.set(kind(math), metrics);
      }
      const maps = [new Map(), new Map()];
      for (const math of asked) maps[+math.display].set(math.start.node.parentNode, known.get(kind(math)));
      return maps;
    };
  };

  MathJax.startup = {
    ...MathJax.startup,
    async pageReady() {
      measureOnce(MathJax.startup.output);
      await painted();
      const all = [...document.querySelectorAll("article .math")].map((one) => [one, near(one)]);
      all.sort(([, a], [, b]) => b - a); // the order is otherwise kept
      const waiting = all.map(([one]) => one);
      addEventListener("beforeprint", () => MathJax.typeset(waiting.splice(0)));
      await set(waiting, all.filter(([, close]) => !close).length);
      await begun;
      await set(waiting, 0);
      await document.fonts.ready; // with the last letters a few formulas have become wider
      refit();
      document.dispatchEvent(new Event("physdl-formulas"));
    },
  };
}
