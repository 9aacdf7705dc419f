// Formulas are set a few at a time, those in sight first: in between the page scrolls, and its figures answer. The rest
// waits until the reader does something: who only looks at the top of a page needs no more, and a phone is saved the work.
{
  const STRETCH = 5; // milliseconds of setting at a time
  const MOST = 40; // formulas at a time
  const SIGNS = ["scroll", "keydown", "pointerdown", "pointermove", "beforeprint"]; // of a reader
  const PATIENCE = 10_000; // milliseconds: who reads by a voice may give the page no sign
  const begun = new Promise((done) => {
    for (const sign of SIGNS) addEventListener(sign, done, { once: true, passive: true });
    setTimeout(done, PATIENCE);
  });
  const rest = () => new Promise((done) => { (window.requestIdleCallback ?? setTimeout)(done, { timeout: 100 }); });
  const near = (one) => {
    const box = one.getBoundingClientRect();
    return box.bottom > -200 && box.top < innerHeight + 600;
  };
  const set = async (waiting, left) => {
    for (let size = 1; waiting.length > left;) {
      const begin = performance.now();
      await MathJax.typesetPromise(waiting.splice(0, Math.min(size, waiting.length - left)));
      const spent = Math.max(1, performance.now() - begin);
      size = Math.min(MOST, Math.max(1, Math.round((size * STRETCH) / spent)));
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
