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
  const near = (one) => {
    const box = one.getBoundingClientRect();
    return box.bottom > -200 && box.top < innerHeight + 600;
  };

  // A formula within a sentence that is wider than its column goes on in the next line: before a relation, else before a
  // sign of addition or multiplication, else within parentheses. What cannot be broken gets a line that scrolls.
  const RELATION = "4", BINARY = "3"; // the spaces that MathJax sets on both sides of them
  const OPEN = ["28", "5B", "7B", "27E8"], CLOSE = ["29", "5D", "7D", "27E9"]; // code points
  const SHELL = /^MJX-(MROW|TEXATOM|MSTYLE)$/;
  const lone = (at) => at.children.length === 1 && SHELL.test(at.firstElementChild.tagName) && at.firstElementChild;
  const row = (formula) => {
    let at = formula.querySelector("mjx-math");
    for (let inner; at && (inner = lone(at));) at = inner;
    return at;
  };
  // For each symbol 1, 2 or 3 if a line may begin with it, the better the smaller, and else 4.
  const chances = (symbols) => {
    let depth = 0, last = null;
    return symbols.map((symbol, number) => {
      const sign = symbol.tagName === "MJX-TEXATOM" ? symbol.firstElementChild : symbol; // a larger parenthesis is wrapped
      const code = sign?.tagName === "MJX-MO" && sign.firstElementChild?.className.match(/mjx-c([0-9A-F]+)/)?.[1];
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

  // A formula on a line of its own does so, too, in a narrow column: at its rows and wide gaps, then as above. Its number
  // may go below it. What cannot be broken is set smaller, by a fifth at most; if that is not enough it scrolls.
  const SMALLEST = 0.8, UNSEEN = 0.94; // shares of its size; the second is preferred to another line
  const HANG = 1.2; // em before a line that goes on
  const STATES = ["physdl-wide", "physdl-broken", "physdl-below"];
  const changed = new WeakMap(); // the nodes that were moved, and the boxes opened for them
  const solid = (at) => [...at.children].filter((one) => one.tagName !== "MJX-TSTRUT");
  // Rows of cells of symbols, each with its place; `open` collects the boxes around them.
  const rows = (at, open) => {
    open.push(at);
    const inner = solid(at), [only] = inner;
    if (inner.length === 1 && SHELL.test(only.tagName)) return rows(only, open);
    if (inner.length !== 1 || only.tagName !== "MJX-MTABLE") return [{ place: at, cells: [inner] }];
    const body = only.querySelector("mjx-itable");
    open.push(only, body.parentElement, body);
    return [...body.children].flatMap((line) => {
      open.push(line);
      if (line.children.length === 1) return rows(line.firstElementChild, open);
      open.push(...line.children);
      return [{ place: line.firstElementChild, cells: [...line.children].map(solid) }];
    });
  };
  const gap = (symbol) => parseFloat((symbol.tagName === "MJX-MSTYLE" ? symbol.firstElementChild : symbol)?.style.width) >= 1
    && symbol.querySelector("mjx-mspace") !== null;
  const leads = (group) => group.length && group.every(({ tagName }) => /^MJX-(MTEXT|MO)$/.test(tagName))
    && !/mjx-c2[CE]\b/.test(group.at(-1).firstElementChild?.className) // an arrow, "hence": no comma ends it
    || /mjx-c3A\b/.test(group.at(-1)?.firstElementChild?.className); // or a colon does
  const groups = (cells) => {
    const found = [[]];
    cells.forEach((cell, number) => {
      if (number && number % 2 === 0) found.push([]);
      for (const symbol of cell) {
        if (!gap(symbol)) found.at(-1).push(symbol);
        else if (leads(found.at(-1))) found.at(-1).push(symbol);
        else found.push([]);
      }
    });
    return found.filter((group) => group.some((symbol) => symbol.childNodes.length)).map((group) => {
      const chance = chances(group);
      return group.map((symbol, number) => ({ symbol, chance: chance[number], box: symbol.getBoundingClientRect() }));
    });
  };
  const span = (parts) => parts.at(-1).box.right - parts[0].box.left;
  const plan = (box) => {
    const formula = box.querySelector("mjx-container"), full = box.clientWidth - 1;
    const beside = full - Math.ceil(box.querySelector(".eqno")?.getBoundingClientRect().width ?? 0);
    const need = formula && full ? formula.querySelector("mjx-math").getBoundingClientRect().width : 0;
    if (need <= beside + 1) return null;
    if (beside / need >= UNSEEN) return { box, formula, scale: beside / need };
    if (full / need >= UNSEEN) return { box, formula, scale: Math.min(1, full / need), states: ["physdl-below"] };
    const open = [], em = parseFloat(getComputedStyle(formula).fontSize);
    let begun = false;
    const lines = rows(formula.querySelector("mjx-math"), open).map(({ place, cells }) => {
      const on = begun && cells.length > 1 && !cells[0].length; // below a row's left side
      begun ||= cells[0].length > 0;
      return { place, cells, on, groups: groups(cells) };
    });
    const lay = (room) => {
      let widest = 0;
      const laid = lines.map((line) => {
        const hang = line.on ? HANG * em : 0;
        return { ...line, groups: line.groups.map((group) => {
          if (span(group) + hang <= room) return [group];
          const found = pieces(group, room - hang - HANG * em);
          widest = Math.max(widest, ...found.map((some, number) => span(some) + hang + (number ? HANG * em : 0)));
          return found;
        }) };
      });
      return { widest, laid };
    };
    for (const room of new Set([beside, full])) {
      const { widest, laid } = lay(room);
      if (widest <= room) return { box, formula, open, laid, states: ["physdl-broken", ...(room > beside ? ["physdl-below"] : [])] };
    }
    const scale = full / lay(0).widest, { widest, laid } = lay(full / Math.max(scale, SMALLEST));
    if (scale >= SMALLEST && widest * scale <= full + 0.5) return { box, formula, scale, open, laid, states: ["physdl-broken", "physdl-below"] };
    return { box, formula, scale: Math.max(SMALLEST, Math.min(1, full / need)), states: ["physdl-wide"] };
  };
  const shell = (name, children) => {
    const made = document.createElement("span");
    made.className = name;
    made.append(...children);
    return made;
  };
  const fitLarge = (boxes) => {
    for (const box of boxes) {
      const was = changed.get(box);
      if (!was) continue;
      changed.delete(box);
      box.classList.remove(...STATES);
      was.formula.style.removeProperty("--physdl-scale");
      for (const [place, children] of was.kept) place.replaceChildren(...children);
      for (const one of was.open) one.classList.remove("physdl-open");
    }
    for (const { box, formula, scale = 1, states = [], open = [], laid = [] } of boxes.map(plan).filter(Boolean)) {
      const kept = laid.flatMap(({ place, cells }) => (cells.length > 1 ? [...place.parentElement.children] : [place]))
        .map((place) => [place, [...place.childNodes]]);
      changed.set(box, { formula, kept, open });
      box.classList.add(...states);
      if (scale < 1) formula.style.setProperty("--physdl-scale", Math.floor(scale * 1000) / 1000);
      for (const one of open) one.classList.add("physdl-open");
      for (const [place] of kept) place.replaceChildren();
      for (const { place, on, groups: found } of laid) {
        place.append(shell(on ? "physdl-row physdl-on" : "physdl-row", found.map((group) => shell("physdl-group",
          group.map((some) => shell("physdl-piece", some.map(({ symbol }) => symbol)))))));
      }
    }
  };
  const large = (boxes) => boxes.filter((box) => box.matches("div.math"));
  const inline = (boxes) => boxes.flatMap((box) => [...box.querySelectorAll('mjx-container:not([display="true"])')]).filter(column);
  const refit = () => {
    const boxes = [...document.querySelectorAll("article .math")];
    fit(inline(boxes));
    fitLarge(large(boxes));
  };
  let width = innerWidth;
  addEventListener("resize", () => { // a phone's bars come and go while one scrolls
    if (width !== innerWidth) refit();
    width = innerWidth;
  });
  document.addEventListener("toggle", refit, true); // what was folded had no width

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
        fitLarge(large(fresh));
        [fresh, fitted] = [[], performance.now()];
      }
      await rest();
    }
  };
  MathJax.startup = {
    ...MathJax.startup,
    async pageReady() {
      const all = [...document.querySelectorAll("article .math")].map((one) => [one, near(one)]);
      all.sort(([, a], [, b]) => b - a); // the order is otherwise kept
      const waiting = all.map(([one]) => one);
      addEventListener("beforeprint", () => MathJax.typeset(waiting.splice(0)));
      await set(waiting, all.filter(([, close]) => !close).length);
      await begun;
      await set(waiting, 0);
    },
  };
}
