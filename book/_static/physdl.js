// What the theme leaves undone for those who cannot see it, and the map's answer to a pointer or to the Tab key.
document.addEventListener("DOMContentLoaded", () => {
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  // A control's spoken name has to contain the words printed on it; one without words needs a name.
  each("button.search-button-field, button.search-button", (button) => {
    button.setAttribute("aria-label", button.textContent.trim().replace(/\s+/g, " ") || "Search");
  });
  const nameModes = () => each("button.theme-switch-button", (button) => {
    button.setAttribute("aria-label", `Colour mode: ${document.documentElement.dataset.mode}`);
    button.dataset.bsTitle = "Colour mode";
  });
  nameModes();
  new MutationObserver(nameModes).observe(document.documentElement, { attributes: true, attributeFilter: ["data-mode"] });
  // The theme takes the focus from these when they are pressed, also from those who press them by the keyboard.
  each(".theme-switch-button, .primary-toggle, .secondary-toggle", (button) => button.addEventListener("click", (event) => {
    if (event.detail === 0) setTimeout(() => { if (document.activeElement === document.body) button.focus(); });
  }));
  each("dialog#pst-secondary-sidebar-modal", (dialog) => dialog.addEventListener("click", (event) => {
    if (event.target.closest('a[href^="#"]')) dialog.close();
  }));
  each("details > summary:has(> .toctree-toggle)", (summary) => {
    summary.setAttribute("aria-label", `Pages below ${summary.parentElement.parentElement.firstElementChild.textContent.trim()}`);
  });
  each(".sidebar-primary-item:has(> .navbar-brand)", (logo) => logo.setAttribute("role", "banner"));
  each(".citation-list, .citation", (entry) => entry.removeAttribute("role"));
  each("thead th", (head) => {
    if (!head.textContent.trim()) head.replaceWith(document.createElement("td"));
  });

  // The style sheet lays the rows of the ledger out as grids, on a phone those of a dictionary, too; their roles as a
  // table are said again for those who hear it.
  each(".physdl-ledger table, article table:has(thead tr > :first-child:empty)", (table) => {
    const say = (selector, role) => table.querySelectorAll(selector).forEach((part) => part.setAttribute("role", role));
    table.setAttribute("role", "table");
    say("thead, tbody", "rowgroup");
    say("tr", "row");
    say("thead th", "columnheader");
    say("thead td, tbody td", "cell");
  });
  each(".physdl-ledger table", (table) => {
    const names = [...table.querySelectorAll("thead td, thead th")].map((head) => head.textContent.trim());
    table.querySelectorAll("tbody tr").forEach((row) => {
      [...row.cells].forEach((cell, column) => cell.dataset.column = names[column]);
      row.classList.toggle("is-open", row.cells[5].textContent.trim() === "not yet shown");
      row.classList.toggle("is-claim", row.cells[1].textContent.trim() !== "");
    });
  });

  each("svg.physdl-map", (map) => {
    const ask = (number) => {
      map.classList.toggle("is-asked", number !== null);
      map.querySelectorAll(".map-arc").forEach((arc) => {
        arc.classList.toggle("is-on", number === arc.dataset.from || number === arc.dataset.to);
      });
    };
    map.querySelectorAll("[data-lesson]").forEach((lesson) => {
      for (const event of ["mouseenter", "focusin"]) lesson.addEventListener(event, () => ask(lesson.dataset.lesson));
      for (const event of ["mouseleave", "focusout"]) lesson.addEventListener(event, () => ask(null));
    });
  });
});

// Paper is light, whatever the screen was.
{
  const root = document.documentElement;
  let theme;
  window.addEventListener("beforeprint", () => { theme = root.dataset.theme; root.dataset.theme = "light"; });
  window.addEventListener("afterprint", () => { root.dataset.theme = theme; });
}

// What scrolls must be reachable from the keyboard: at the first key all at once, since it may be Tab; else when the reader
// does anything, section after section, for a section out of sight is laid out to be measured; and again when formulas have
// their final width.
{
  const BOXES = "div.math, mjx-container.physdl-wide, .physdl-scroll, .pst-scrollable-table-container, div.highlight pre, div.output";
  const reach = (within = document) => {
    const wide = [...within.querySelectorAll(BOXES)].filter((box) => box.scrollWidth > box.clientWidth + 1);
    for (const box of wide) box.tabIndex = 0; // all are measured first: between two of them the page would be laid out anew
  };
  const stroll = async () => {
    for (const part of [...document.querySelectorAll(".bd-article > section > section"), document]) {
      reach(part);
      await new Promise((done) => { setTimeout(done); });
    }
  };
  let begun = false;
  const begin = () => {
    if (!begun) stroll();
    begun = true;
  };
  for (const sign of ["scroll", "pointerdown", "pointermove"]) addEventListener(sign, begin, { once: true, passive: true });
  setTimeout(begin, 10_000); // who reads by a voice may give the page no sign
  addEventListener("keydown", () => reach(), { once: true, capture: true });
  addEventListener("resize", () => reach());
  document.addEventListener("toggle", () => reach(), true); // what was folded had no width
  document.addEventListener("physdl-formulas", stroll);
}
