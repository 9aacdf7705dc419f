// Formulas are set a few at a time, those that are seen first: in between the page scrolls, and its figures answer.
{
  const SLICE = 20; // milliseconds at a stretch
  const rest = () => new Promise((done) => { setTimeout(done); });
  const near = (one) => {
    const box = one.getBoundingClientRect();
    return box.bottom > -200 && box.top < innerHeight + 600;
  };
  MathJax.startup = {
    ...MathJax.startup,
    async pageReady() {
      const waiting = [...document.querySelectorAll("article .math")];
      waiting.sort((a, b) => near(b) - near(a)); // the order is otherwise kept
      while (waiting.length) {
        const end = performance.now() + SLICE;
        do await MathJax.typesetPromise(waiting.splice(0, 4));
        while (waiting.length && performance.now() < end);
        await rest();
      }
    },
  };
}
