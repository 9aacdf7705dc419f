// The field in sight has the focus, and the Tab key leads from it to what was found; a voice says how much that is.
document.addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector(".bd-search-container input");
  if (document.activeElement === document.body) field.focus();
  const results = document.getElementById("search-results"), said = document.getElementById("physdl-found");
  const tell = () => { said.textContent = results.querySelector(".search-summary")?.textContent ?? ""; };
  new MutationObserver(tell).observe(results, { childList: true, subtree: true, characterData: true });
  tell();
});
