"""The ways of those who have a keyboard alone, or a finger: the focus stays, and what is reached is in sight."""

LESSON = "lessons/1_action/1_fermat.html"
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


def test_the_theme_switch_keeps_the_focus_and_says_its_state(visit, site):
    page = visit(f"{site}/{LESSON}")
    switch = page.locator(".theme-switch-button:visible").first
    switch.focus()
    seen = []
    for _ in range(3):
        page.keyboard.press("Enter")
        page.wait_for_timeout(50)
        assert switch.evaluate("node => node === document.activeElement")
        seen.append(switch.get_attribute("aria-label"))
    assert set(seen) == {"Colour mode: light", "Colour mode: dark", "Colour mode: auto"}


def test_a_slider_that_gets_the_focus_has_its_picture_in_sight(visit, site):
    page = visit(f"{site}/{LESSON}")
    figures = page.locator("figure.physdl-explore")
    for number in range(figures.count()):
        page.evaluate("scrollTo(0, 0)")
        # as the Tab key does, and no farther than it must
        figures.nth(number).locator("input").first.evaluate("input => input.scrollIntoView({ block: 'nearest' })")
        page.wait_for_timeout(50)
        share = (
            figures.nth(number)
            .locator(".physdl-picture")
            .evaluate(
                "one => (Math.min(innerHeight, one.getBoundingClientRect().bottom) - one.getBoundingClientRect().top)"
                " / one.getBoundingClientRect().height"
            )
        )
        assert share > 0.95, number


BOXES = "[...document.querySelectorAll('div.math, div.highlight pre')]"
SCROLL = f"{BOXES}.filter((box) => box.scrollWidth > box.clientWidth + 1)"


def test_what_scrolls_is_reached_at_the_first_key_and_when_a_reader_does_anything(visit, site):
    page = visit(f"{site}/lessons/5_bayes/3_running.html", width=390, height=844)
    reached = f"{SCROLL}.every((box) => box.tabIndex === 0)"
    page.wait_for_function(f"() => {SCROLL}.length > 3 && {reached}", timeout=3_000)  # it was scrolled
    page.reload()
    assert page.evaluate(f"{SCROLL}.every((box) => box.tabIndex === -1)")
    page.keyboard.press("Shift")
    assert page.evaluate(reached)


def test_the_contents_close_when_an_entry_is_touched(visit, site):
    page = visit(f"{site}/{LESSON}", **PHONE)
    page.locator(".secondary-toggle:visible").first.tap()
    panel = page.locator("dialog#pst-secondary-sidebar-modal")
    panel.locator('a[href^="#"]').last.tap()
    page.wait_for_function("dialog => !dialog.open", arg=panel.element_handle())


def test_a_usual_picture_fits_a_phone(visit, site):
    page = visit(f"{site}/{LESSON}", **PHONE)
    over = page.locator("figure.physdl-explore .physdl-scroll").evaluate_all(
        "all => all.map(one => one.scrollWidth - one.clientWidth)"
    )
    assert len(over) > 2
    assert max(over) <= 0


def test_a_picture_stands_on_the_colour_of_its_figure(visit, site):
    page = visit(f"{site}/{LESSON}")
    under = "one => getComputedStyle(one).backgroundColor"
    figure = page.locator("figure.physdl-explore:has(.physdl-scroll:visible)").first
    assert figure.evaluate(under) != "rgba(0, 0, 0, 0)"
    assert figure.locator(".physdl-scroll").evaluate(under) in ("rgba(0, 0, 0, 0)", figure.evaluate(under))


def test_a_lesson_leads_to_its_exercises_and_to_the_next_lesson(visit, site):
    page = visit(f"{site}/{LESSON}")
    ways, words = page.locator(".prev-next-area a"), page.locator(".prev-next-subtitle")
    assert words.all_text_contents() == ["previous", "its exercises", "next lesson"]
    ends = [way.get_attribute("href") for way in ways.all()]
    assert ends[1:] == ["exercises/1_fermat.html", "2_interference.html"]
    assert "Interference" in ways.nth(2).inner_text()
    page.goto(f"{site}/lessons/5_bayes/6_dna.html")  # the last one
    assert words.all_text_contents() == ["previous", "its exercises"]
    page.goto(f"{site}/lessons/1_action/exercises/1_fermat.html")
    assert words.all_text_contents() == ["previous", "next"]
