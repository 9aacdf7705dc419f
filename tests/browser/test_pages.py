"""Every page of the built book: offline, without errors, with links that lead somewhere, and fit for a phone."""

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


@pytest.mark.parametrize("way", ["http", "file"])
def test_every_page_is_offline_and_without_errors(browser, html, pages, site, way):
    home = site if way == "http" else html.resolve().as_uri()
    context = browser.new_context()
    page = context.new_page()
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("requestfailed", lambda request: errors.append(f"{request.url}: {request.failure}"))
    page.on("response", lambda response: response.status >= 400 and errors.append(f"{response.url}: {response.status}"))
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    found = {}
    for name in pages:
        requests.clear()
        errors.clear()
        page.goto(f"{home}/{name}")
        settle(page)
        outside = [url for url in requests if not url.startswith((home, "data:", "blob:"))]
        assert requests, name
        if outside or errors:
            found[name] = outside + errors
    context.close()
    assert found == {}


def test_an_outside_request_and_an_error_would_be_seen(browser, site, pages):
    """The recorder of the test above sees what it is there to see."""
    context = browser.new_context()
    page = context.new_page()
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site}/{pages[0]}")
    with page.expect_event("requestfailed"):
        page.evaluate("new Image().src = 'http://127.0.0.1:9/pixel.png'")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('seen') })")
    context.close()
    assert "http://127.0.0.1:9/pixel.png" in requests
    assert errors == ["seen"]


def test_no_page_scrolls_sideways_on_a_phone(visit, site, pages):
    page = visit(f"{site}/{pages[0]}", width=PHONE, height=844, formulas=True)
    wide = {}
    for name in pages:
        page.goto(f"{site}/{name}")
        settle(page)
        for width in (PHONE, SMALL):
            page.set_viewport_size({"width": width, "height": 844})
            found = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
            if found > width:
                wide[f"{name}, {width}"] = found
    assert wide == {}


def test_every_picture_in_an_output_has_words(visit, site, pages):
    """No figure slips out beside explore and show, and none carries its file's path as alt text."""
    page = visit(f"{site}/{pages[0]}")
    bare = {}
    for name in [p for p in pages if p.startswith("lessons/")]:
        page.goto(f"{site}/{name}")
        found = page.eval_on_selector_all(
            ".cell_output img, article img",
            """images => images
              .filter(i => !i.closest("figure.physdl-explore, figure.physdl-figure"))
              .filter(i => !i.alt.trim() || /[/.](png|svg|webp)\\b/.test(i.alt) || i.closest(".cell_output"))
              .map(i => i.alt + " " + i.src.slice(0, 60))""",
        )
        if found:
            bare[name] = found
    assert bare == {}


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
