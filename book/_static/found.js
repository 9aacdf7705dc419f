// (It stands before the index, with whose coming the search begins.) What the search shows of a page is what a reader would read: no formulas' code, no list of the page's contents. Lessons come
// before the reference. The field in sight has the focus, and the Tab key leads from it to what was found; a voice says how much that is.
Search.htmlToText = (text, anchor) => {
  const main = new DOMParser().parseFromString(text, "text/html").querySelector('[role="main"]');
  if (!main) return "";
  const found = (anchor && main.querySelector(anchor)) || main.querySelector("article") || main;
  found.querySelectorAll(".headerlink, script, style, nav, form, button, noscript, .physdl-still, .physdl-ways, .physdl-download, .physdl-download-library, .bd-header-article, .bd-sidebar-secondary, #jb-print-docs-body").forEach((one) => one.remove());
  for (const formula of found.querySelectorAll(".math")) {
    formula.textContent = formula.matches("div") ? " … " : formula.textContent.replace(/\\[lr]?[vV]ert/g, "|").replace(/\\[()[\],;!]|[{}]/g, "").replace(/\\([a-zA-Z]+)/g, "$1");
  }
  for (const block of found.querySelectorAll("h1, h2, h3, h4, p, li, dt, dd, td, th, pre, figcaption")) block.append(" ");
  return found.textContent.replace(/\s+/g, " ");
};
Scorer.score = ([page, , , , score]) => (page.startsWith("lessons/") ? score + 20 : page.startsWith("book/api/") ? score - 20 : score);
document.addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector(".bd-search-container input");
  if (document.activeElement === document.body) field.focus();
  const results = document.getElementById("search-results"), said = document.getElementById("physdl-found");
  const tell = () => { said.textContent = results.querySelector(".search-summary")?.textContent ?? ""; };
  new MutationObserver(tell).observe(results, { childList: true, subtree: true, characterData: true });
  tell();
});
