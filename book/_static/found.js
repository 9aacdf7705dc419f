// What the search shows of a page is what a reader would read: no formulas' code, no list of the page's contents. Lessons
// come before the reference. The field in sight has the focus, and the Tab key leads from it to what was found; a voice
// says how much that is. (This stands before the index, with whose coming the search begins.)
const LEFT_OUT = `.headerlink, script, style, nav, form, button, noscript, .physdl-still, .physdl-ways, .physdl-download,
  .physdl-download-library, .bd-header-article, .bd-sidebar-secondary, #jb-print-docs-body`;
const plain = (tex) => tex.replace(/\\[lr]?[vV]ert/g, "|").replace(/\\[()[\],;!]|[{}]/g, "").replace(/\\([a-zA-Z]+)/g, "$1");
Search.htmlToText = (text, anchor) => {
  const main = new DOMParser().parseFromString(text, "text/html").querySelector('[role="main"]');
  if (!main) return "";
  const found = (anchor && main.querySelector(anchor)) || main.querySelector("article") || main;
  found.querySelectorAll(LEFT_OUT).forEach((one) => one.remove());
  for (const formula of found.querySelectorAll(".math")) {
    formula.textContent = formula.matches("div") ? " … " : plain(formula.textContent);
  }
  for (const block of found.querySelectorAll("h1, h2, h3, h4, p, li, dt, dd, td, th, pre, figcaption")) block.append(" ");
  return found.textContent.replace(/\s+/g, " ");
};
Scorer.score = ([page, , , , score]) => score + 20 * (page.startsWith("lessons/") - page.startsWith("book/api/"));
document.addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector(".bd-search-container input");
  if (document.activeElement === document.body) field.focus();
  const results = document.getElementById("search-results"), said = document.getElementById("physdl-found");
  const tell = () => { said.textContent = results.querySelector(".search-summary")?.textContent ?? ""; };
  new MutationObserver(tell).observe(results, { childList: true, subtree: true, characterData: true });
  tell();
});
