"""The pages of the built book: offline, without errors, with links that lead somewhere, and fit for a phone."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from conftest import ROOT, settle

LINKS = {"a": "href", "link": "href", "area": "href", "img": "src", "script": "src", "source": "src", "iframe": "src"}
PHONE, SMALL = 390, 320


class Reader(HTMLParser):
    """Collect a page's targets, links and resources."""

    def __init__(self):
        super().__init__()
        self.targets, self.links, self.resources = set(), [], []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.targets |= {attributes[key] for key in ("id", "name") if attributes.get(key)}
        address = attributes.get(LINKS.get(tag, ""))
        if address and not (tag == "link" and attributes.get("rel") in ("canonical", "author")):
            (self.links if tag in ("a", "area") else self.resources).append(address)


def read(path):
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


@pytest.fixture(scope="module")
def contents(html, pages):
    return {page: read(html / page) for page in pages}


def dead_links(html, contents):
    """Return {page: links that lead to no file, or to no place in it}."""
    found = {}
    for page, reader in contents.items():
        for link in reader.links + reader.resources:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            path, place = (html / page).parent / unquote(parts.path), unquote(parts.fragment)
            if parts.path and not path.is_file():
                found.setdefault(page, []).append(link)
            elif place and (not parts.path or path.suffix == ".html"):
                there = target(contents, html, path) if parts.path else reader
                if place not in there.targets:
                    found.setdefault(page, []).append(link)
    return found


def target(contents, html, path):
    """Return what stands on the page that a link leads to."""
    name = path.resolve().relative_to(html.resolve()).as_posix()
    return contents.get(name) or read(path)


def test_every_internal_link_resolves(html, contents):
    assert dead_links(html, contents) == {}


def test_a_dead_link_is_found(html, contents):
    reader = Reader()
    reader.feed(
        '<p id="here"><a href="#here"></a><a href="#there"></a><a href="intro.html#there"></a><a href="none.html">'
    )
    found = dead_links(html, {"book/extra.html": reader, "book/intro.html": contents["book/intro.html"]})
    assert found["book/extra.html"] == ["#there", "intro.html#there", "none.html"]


def test_no_resource_has_another_host(contents):
    foreign = {
        page: [r for r in reader.resources if urlsplit(r).netloc or urlsplit(r).scheme not in ("", "data")]
        for page, reader in contents.items()
    }
    assert {page: found for page, found in foreign.items() if found} == {}


def test_no_page_carries_widget_state(html, pages):
    """It is a third of a page's weight, and nothing on the page reads it."""
    assert [page for page in pages if "widget-state+json" in (html / page).read_text(encoding="utf-8")] == []


def test_links_to_the_world_are_secure(contents):
    plain = {page: [link for link in reader.links if link.startswith("http:")] for page, reader in contents.items()}
    assert {page: found for page, found in plain.items() if found} == {}


def test_the_front_door_leads_to_the_intro(visit, site):
    page = visit(f"{site}/book/intro.html")
    page.goto(f"{site}/index.html")
    page.wait_for_url("**/book/intro.html")


def test_only_the_table_of_contents_is_built(pages):
    assert [page for page in pages if page.startswith(".") or "/." in page] == []


class Walk:
    """Open pages one after the other, and note what each asks of other hosts and what goes wrong."""

    def __init__(self, browser, home, formulas, **options):
        self.context, self.home, self.requests, self.wrong = browser.new_context(**options), home, [], []
        if not formulas:  # an empty script, since one that is missing would be an error
            empty = {"body": "", "content_type": "text/javascript"}
            self.context.route("**/mathjax/**", lambda route: route.fulfill(**empty))
        self.page = page = self.context.new_page()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", self.failed)
        page.on("response", lambda one: one.status >= 400 and self.wrong.append(f"{one.url}: {one.status}"))
        page.on("console", lambda message: message.type == "error" and self.wrong.append(message.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def failed(self, request):
        """Note a request that failed, but not one that ended because its page was left."""
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"{request.url}: {request.failure}")

    def open(self, name):
        """Return what is wrong with a page."""
        self.requests.clear()
        self.wrong.clear()
        self.page.goto(f"{self.home}/{name}")
        settle(self.page)
        assert self.requests, name
        return [url for url in self.requests if not url.startswith((self.home, "data:", "blob:"))] + self.wrong


WIDTH = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
BARE = """images => images
    .filter(i => !i.closest("figure.physdl-explore, figure.physdl-figure"))
    .filter(i => !i.alt.trim() || /[/.](png|svg|webp)\\b/.test(i.alt) || i.closest(".cell_output"))
    .map(i => i.alt + " " + i.src.slice(0, 60))"""


# Displayed formulas of a page, its folds open, that are wider than their column.
CUT = """() => {
    document.querySelectorAll("article details").forEach(fold => { fold.open = true });
    return [...document.querySelectorAll("article div.math")].filter(box => box.scrollWidth > box.clientWidth)
        .map(box => `${box.id || box.textContent.trim().slice(0, 40)}: ${box.scrollWidth - box.clientWidth}`);
}"""


@pytest.fixture(scope="module")
def seen(browser, site, walked):
    """Return what a phone sees of pages, their formulas set: errors, and what is too wide, there or at a desk."""
    walk = Walk(browser, site, formulas=True, viewport={"width": PHONE, "height": 844})
    found = {"wrong": {}, "wide": {}, "cut": {}}
    for name in walked:
        found["wrong"][name] = walk.open(name)
        found["wide"][name] = []
        for width in (PHONE, SMALL):
            walk.page.set_viewport_size({"width": width, "height": 844})
            if (reach := walk.page.evaluate(WIDTH)) > width:
                found["wide"][name].append(f"{reach} of {width}")
        if name.startswith("lessons/"):
            walk.page.set_viewport_size({"width": 1440, "height": 900})
            found["cut"][name] = walk.page.evaluate(CUT)
        walk.page.set_viewport_size({"width": PHONE, "height": 844})
    walk.context.close()
    return {what: {name: lines for name, lines in by_page.items() if lines} for what, by_page in found.items()}


def test_pages_with_their_formulas_are_offline_and_without_errors(seen):
    assert seen["wrong"] == {}


def test_no_page_scrolls_sideways_on_a_phone(seen):
    assert seen["wide"] == {}


def test_no_formula_of_a_lesson_is_wider_than_its_column_at_a_desk(seen):
    assert seen["cut"] == {}


def test_every_page_works_from_the_disk_and_every_picture_has_words(browser, html, pages):
    """No figure slips out beside explore and show, and none carries its file's path as alt text."""
    walk = Walk(browser, html.resolve().as_uri(), formulas=False)
    wrong = {name: walk.open(name) + walk.page.eval_on_selector_all("article img", BARE) for name in pages}
    walk.context.close()
    assert {name: lines for name, lines in wrong.items() if lines} == {}


def test_formulas_are_set_from_the_disk(browser, html):
    walk = Walk(browser, html.resolve().as_uri(), formulas=True)
    for name in ("book/notation.html", "lessons/3_neural/4_complex.html"):
        assert walk.open(name) == []
        assert walk.page.locator("mjx-container").count() > 20
    walk.context.close()


def test_a_walk_sees_requests_and_errors_width_and_bare_pictures(browser, site, pages):
    walk = Walk(browser, site, formulas=False, viewport={"width": PHONE, "height": 844})
    page = walk.page
    assert walk.open(pages[0]) == []
    with page.expect_event("requestfailed"):
        page.evaluate("new Image().src = 'http://127.0.0.1:9/pixel.png'")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('seen') })")
    more = '<img alt="a.png"><div style="width: 500px">wide</div>'
    page.evaluate("more => document.querySelector('article').insertAdjacentHTML('beforeend', more)", more)
    assert page.evaluate(WIDTH) > PHONE
    assert len(page.eval_on_selector_all("article img", BARE)) == 1
    walk.context.close()
    assert "http://127.0.0.1:9/pixel.png" in walk.requests
    assert walk.wrong[-1] == "seen"
    assert any(line.startswith("http://127.0.0.1:9/pixel.png: ") for line in walk.wrong)


def test_figures_and_statements_bear_the_lessons_numbers_and_links_to_themselves(html, pages):
    """1.5.1, 1.5.2, … in the order of the page, figures and statements each in a row of their own."""
    found, places = 0, {}
    for name in [p for p in pages if re.fullmatch(r"lessons/[^/]+/[^/]+\.html", p)]:
        text = (html / name).read_text(encoding="utf-8")
        lesson = re.search(r"<h1>(\d\.\d) ", text)[1]
        figures = re.findall(r'<b class="physdl-numbered">Figure ([\d.]+)</b>', text)
        statements = re.findall(r'<p class="admonition-title"><span class="caption-number">\w+ ([\d.]+) ?</span>', text)
        for row in (figures, statements):
            assert row == [f"{lesson}.{k}" for k in range(1, len(row) + 1)], name
            found += len(row)
        links = re.findall(r'<a class="headerlink[^"]*" href="#([^"]+)" title="Link to this (\w+)"', text)
        links = [place for place, what in links if what not in ("heading", "equation")]
        assert len(links) == len(figures) + len(statements), name
        assert all(text.count(f' id="{place}"') == 1 for place in links), name
        places[name] = links
    assert found >= 120
    assert "figure-1-1-1" in places["lessons/1_action/1_fermat.html"]


def test_the_tally_leads_to_each_claim(html):
    ledger = set(re.findall(r'id="(claim-[\w-]+)"', (html / "book/ledger.html").read_text(encoding="utf-8")))
    named = re.findall(
        r'href="ledger\.html#(claim-[\w-]+)"', (html / "book/looking_back.html").read_text(encoding="utf-8")
    )
    assert len(named) >= 19
    assert set(named) == ledger


def test_download_buttons_give_the_file(visit, site, pages):
    exercises = [page for page in pages if re.fullmatch(r"lessons/[^/]+/exercises/[^/]+\.html", page)]
    assert exercises
    for name in exercises:
        page = visit(f"{site}/{name}")
        with page.expect_download() as waiting:
            page.locator(".physdl-download a").click()
        source = ROOT / name.replace(".html", ".ipynb")
        assert waiting.value.suggested_filename == source.name
        assert waiting.value.path().read_bytes() == source.read_bytes()


@pytest.mark.parametrize("way", ["http", "file"])
def test_the_search_finds_snell(visit, html, site, way):
    home = site if way == "http" else html.resolve().as_uri()
    page = visit(f"{home}/search.html?q=snell")
    page.wait_for_selector("#search-results li a")
    links = page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.href)")
    assert any("lessons/1_action/1_fermat.html" in link for link in links)
