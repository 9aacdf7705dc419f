// Formulas are set a few at a time, those that are seen first: in between the page scrolls, and its figures answer.
{
  const STRETCH = 10; // milliseconds of setting at a time
  const [LEAST, MOST] = [4, 40]; // formulas at a time
  const rest = () => new Promise((done) => { (window.requestIdleCallback ?? setTimeout)(done, { timeout: 100 }); });
  const near = (one) => {
    const box = one.getBoundingClientRect();
    return box.bottom > -200 && box.top < innerHeight + 600;
  };
  MathJax.startup = {
    ...MathJax.startup,
    async pageReady() {
      const waiting = [...document.querySelectorAll("article .math")].map((one) => [one, near(one)]);
      waiting.sort(([, a], [, b]) => b - a); // the order is otherwise kept
      for (let size = LEAST; waiting.length;) {
        const begin = performance.now();
        await MathJax.typesetPromise(waiting.splice(0, size).map(([one]) => one));
        const spent = Math.max(1, performance.now() - begin);
        size = Math.min(MOST, Math.max(LEAST, Math.round((size * STRETCH) / spent)));
        await rest();
      }
    },
  };
}
