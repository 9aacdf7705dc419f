"""The one way to make a figure interactive: both faces, their budgets and what they refuse."""

import gc
import io
import itertools
import json
import re
import weakref
from base64 import b64decode

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from physdl import style
from physdl.explore import Slider, explore, frames, live, show
from physdl.explore import palette as _palette
from physdl.explore.painter import Painter, folded
from physdl.explore.places import share


def wave(**sliders):
    """Return an exploration of a travelling wave, its figure and its draw function."""
    style.use(1)
    figure, ax = style.figure(width=style.POCKET)
    x = np.linspace(0, 10, 200)
    (line,) = ax.plot(x, np.sin(x))
    style.exact(ax, x, np.cos(x))
    text = ax.text(1, 1.1, "")
    ax.set_ylim(-1.5, 1.5)

    def draw(k, a=1.0):
        line.set_ydata(a * np.sin(k * x))
        text.set_text(f"{k:.2f}")
        return f"A sine with wave number {k:.3f} and amplitude {a:.2f}."

    sliders = sliders or {"k": Slider(0.5, 3, label="wave number", unit="1/m")}
    return explore(draw, figure=figure, caption="A wave.", **sliders), figure, draw


def data_of(page):
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.S).group(1))


class Shown:
    """The pictures of a page, put together as its script does it; theme 1 is a dark page."""

    def __init__(self, page):
        self.data = data_of(page)
        self.palettes = [b64decode(palette) for palette in self.data["palettes"]]
        self.images = [b64decode(src) for src in re.findall(r'src="data:image/png;base64,([^"]*)"', page)]
        assert [image[33:][: len(self.palettes[0])] for image in self.images] == [self.palettes[0]] * 2

    def _pixels(self, image):
        return image[33 + len(self.palettes[0]) : -12]

    def _opened(self, pixels, theme):
        png = self.images[0][:33] + self.palettes[theme] + pixels + self.images[0][-12:]
        image = Image.open(io.BytesIO(png))
        image.load()
        return image.convert("RGBA")

    def still(self, theme=0):
        return self._opened(self._pixels(self.images[0]), theme)

    def moving(self, index, theme=0):
        encoded = self.data["frames"][index]
        return self._opened(b64decode(encoded) if encoded else self._pixels(self.images[1]), theme)

    def frame(self, index, theme=0):
        """Return a whole frame, (height, width, 3) uint8."""
        both = Image.alpha_composite(self.still(theme), self.moving(index, theme))
        return np.asarray(both.convert("RGB"))


def test_one_output_has_all_its_faces():
    bundle = wave()[0]._repr_mimebundle_()
    assert set(bundle) == {
        "text/html",
        "image/png",
        "text/plain",
    }  # no widget's view: it would be an error when reopened
    assert bundle["text/plain"] == "Figure: A sine with wave number 1.750 and amplitude 1.00."


def test_static_frames_carry_their_own_alt_text_and_value():
    data = data_of(wave()[0]._repr_mimebundle_()["text/html"])
    assert len(data["frames"]) == len(set(data["alts"])) == len(data["texts"][0]) == 21
    assert data["texts"][0][0] == "0.5 1/m"


def test_still_picture_and_frame_add_up_to_the_drawn_picture():
    exploration = wave()[0]
    shown = Shown(exploration._repr_mimebundle_()["text/html"])
    for index in (0, 10, 20):
        drawn, alt = exploration.render(k=exploration.positions[0][index])
        assert alt == shown.data["alts"][index]
        # 64 colours stand for all: the mean error must be invisible, and a missing curve would be 10 times larger.
        assert np.abs(shown.frame(index).astype(float) - drawn).mean() < 0.5


def test_a_page_carries_no_picture_twice():
    data = data_of(wave()[0]._repr_mimebundle_()["text/html"])
    assert [index for index, frame in enumerate(data["frames"]) if not frame] == [10]  # the one that it shows
    assert "still" not in data


def growing(frames, points=2_000):
    """Return an exploration of a noisy curve that the slider uncovers, and its page."""
    style.use(1)
    figure, ax = style.figure()
    y = np.random.default_rng(0).normal(size=points)
    (line,) = ax.plot([], [], lw=0.8)
    ax.set(xlim=(0, points), ylim=(-4, 4))

    def draw(share):
        line.set_data(np.arange(int(share * points)), y[: int(share * points)])
        return f"The first {share:.2f} of a noisy curve."

    exploration = explore(draw, figure=figure, caption="Noise.", share=Slider(0.02, 1, frames=frames))
    return exploration, exploration._repr_mimebundle_()["text/html"]


def test_a_curve_that_stays_is_told_once():
    """What most frames show is in the picture that stands still, though it was drawn as a thing that moves."""
    exploration, page = growing(20)
    shown = Shown(page)
    last = np.asarray(shown.moving(19))[..., 3]
    exploration.painter.set_dpi(144)
    curve = (
        np.ptp(exploration.render(share=1.0)[0].astype(int) - exploration.render(share=0.02)[0], axis=-1) > 0
    ).sum()
    assert (last > 0).sum() < 0.8 * curve
    for index in (0, 11, 19):
        drawn, _ = exploration.render(share=exploration.positions[0][index])
        assert np.abs(shown.frame(index).astype(float) - drawn).mean() < 1.0


def test_the_usual_colour_of_a_pixel():
    pictures = np.array([[[1, 2, 3, 4]], [[1, 5, 3, 6]], [[1, 5, 4, 4]]], np.uint8)
    assert _palette.common(pictures).tolist() == [[1, 5, 3, 4]]


def test_nothing_of_other_frames_shines_through():
    """A browser shrinks both layers, each by itself, and lays one over the other."""
    style.use(1)
    figure, ax = style.figure(height=2)
    title = ax.set_title("")

    def draw(k):
        title.set_text("A" if k == 1 else "Long words of other frames")
        return title.get_text()

    exploration = explore(draw, figure=figure, caption="A title.", k=Slider(0, 4, value=1, step=1))
    shown = Shown(exploration._repr_mimebundle_()["text/html"])
    small = tuple(int(side / 1.44) for side in shown.still().size)
    for index in range(5):
        layers = [layer.resize(small, Image.Resampling.BILINEAR) for layer in (shown.still(), shown.moving(index))]
        seen = np.asarray(Image.alpha_composite(*layers).convert("RGB"), int)
        whole = Image.fromarray(shown.frame(index)).resize(small, Image.Resampling.BILINEAR)
        assert np.abs(seen - np.asarray(whole, int)).max() <= 3


def test_fewer_colours_before_less_sharpness(monkeypatch):
    monkeypatch.setitem(frames.BYTES, 1, 100_000)
    style.use(1)
    figure, ax = style.figure(width=style.WIDTH / 2)
    ramp = np.linspace(0, 1, 400) + np.zeros((200, 1))
    image = ax.imshow(ramp, cmap="viridis", vmin=0, vmax=1, aspect="auto")

    def draw(k):
        image.set_data((ramp + 0.4 * np.sin((5 + k) * ramp + 40 * k * np.linspace(0, 1, 200)[:, None])) % 1)
        return f"Waves of colour {k:.3f}."

    exploration = explore(draw, figure=figure, caption="Waves.", colors=200, k=Slider(0, 1, frames=7))
    shown = Shown(exploration._repr_mimebundle_()["text/html"])
    assert shown.still().width == 144 * figure.get_size_inches()[0] // 1
    assert len(shown.palettes[0]) < 3 * 100


def test_repainting_what_moved_gives_the_same_picture_as_painting_all():
    exploration, figure, draw = wave()
    exploration.render(k=0.7)
    fast, _ = exploration.render(k=2.9)
    draw(2.9)
    for artist in figure.findobj():
        artist.set_animated(False)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    full = np.asarray(canvas.buffer_rgba())[..., :3]
    # A moved line lies over what stands still; only pixels where lines cross may differ.
    assert (np.abs(fast.astype(int) - full).max(-1) > 8).mean() < 2e-3


def test_changed_limits_repaint_the_axes():
    figure, ax = style.figure()
    (line,) = ax.plot([0, 1], [0, 1])

    def draw(top):
        line.set_ydata([0, top])
        ax.set_ylim(0, top)
        return f"A line up to {top}."

    exploration = explore(draw, figure=figure, caption="Grows.", top=Slider(1, 1000))
    small, large = exploration.render(top=1)[0], exploration.render(top=1000)[0]
    left = slice(0, small.shape[1] // 12)
    assert np.any(small[:, left] != large[:, left]), "tick labels did not follow the limits"


def test_drawing_afresh_works_too():
    figure, ax = style.figure()

    def draw(n):
        ax.clear()
        ax.bar(range(n), range(n))
        return f"{n} bars."

    exploration = explore(draw, figure=figure, caption="Bars.", n=Slider(1, 9, step=1))
    assert exploration.positions == [list(range(1, 10))]
    two = exploration.render(n=2)[0]
    nine = exploration.render(n=9)[0]
    assert np.any(two != nine)
    assert np.array_equal(two, exploration.render(n=2)[0])


def test_the_first_layout_holds():
    exploration, figure, _ = wave()
    before = figure.axes[0].get_position().bounds
    exploration.render(k=3)
    assert figure.axes[0].get_position().bounds == before


def dotted(width):
    """Return the page of a figure of one dot with a handle, and its data."""
    figure, ax = style.figure(width=width, height=5)
    (dot,) = ax.plot([0], [0], "o")
    ax.set(xlim=(-1, 2), ylim=(-1, 1))

    def draw(x):
        dot.set_data([x], [0])
        return f"A dot at {x:.1f}."

    shown = explore(draw, figure=figure, caption="A dot.", x=Slider(0, 1, handle=lambda x: (x, 0)))
    text = shown._repr_mimebundle_()["text/html"]
    return text, data_of(text)


def test_what_a_phone_would_show_too_small_is_drawn_for_it_once_more():
    text, data = dotted(style.WIDTH)
    pocket = data["pocket"]
    assert "--wide:720px;--pocket:440px;width:720px;" in text
    assert (data["size"], pocket["size"]) == ([720, 500], [440, 440])
    assert 10.5 / 72 * 100 * 345 / pocket["size"][0] >= 11  # px of an axis's numbers where 345 px are left
    assert text.count("<source") == text.count('width="440" height="440"') == 2
    for drawing in (data, pocket):  # the handle stands in each where its point is drawn
        assert len(drawing["frames"]) == len(drawing["handles"][0]["points"]) == 21
    png = b64decode(re.findall(r'srcset="data:image/png;base64,([^"]*)', text)[1])
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    across, down = pocket["handles"][0]["points"][data["frames"].index("")]
    assert picture.shape == (633, 633, 3)
    colour = np.array(mpl.colors.to_rgb(style.PARTS[1])) * 255
    there = np.argwhere(np.abs(picture - colour).sum(axis=-1) < 60)
    assert np.abs(there.mean(axis=0) / 633 - [down, across]).max() < 0.01


def test_drawing_for_a_phone_leaves_the_picture_as_it_was():
    figure, ax = style.figure()
    ax.plot([0, 1], [0, 1])
    ax.set(xlabel="x", ylabel="y")
    shown = show(figure, alt="A line.", caption="A line.")
    before = shown.render()[0]
    assert data_of(shown._repr_mimebundle_()["text/html"])["pocket"]
    shown.painter.set_dpi(100)
    assert (shown.render()[0] == before).all()


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Thrown balls cross the fronts of equal action", "Thrown balls cross the\nfronts of equal action"),
        ("$a + b + c + d$ is", "$a + b + c + d$\nis"),
        (
            "$10^0$ m: light needs $3^3$ s; as a wave, $10^{-6}$ eV",
            "$10^0$ m: light needs $3^3$ s;\nas a wave, $10^{-6}$ eV",
        ),
        ("Undivided", "Undivided"),
    ],
)
def test_a_title_is_folded_between_two_words(title, lines):
    assert folded(title) == folded(lines) == lines


def test_titles_side_by_side_do_not_touch_on_a_phone():
    style.use(1)
    figure, row = style.figure(1, 3, height=3, sharey=True)
    for ax, title in zip(row, ("A tree grows", "All of its nodes are equal", "None"), strict=True):
        ax.plot([0, 1], [0, 1])
        ax.set_title(title)
    painter = Painter(figure, lambda: "Three lines.")
    painter.paint({})
    with painter.of_size(style.POCKET, 3):
        painter.paint({})
        ends = [title.get_window_extent() for title in painter._titles()]
        assert all(a.x1 < b.x0 for a, b in itertools.pairwise(ends))
    assert row[1].get_title("left") == "All of its nodes are equal"


def test_a_long_title_takes_two_lines_on_a_phone_and_one_on_a_desk():
    """There is room for it even if it comes later than the layout."""
    style.use(1)
    figure, ax = style.figure()
    ax.plot([0, 1], [0, 1])

    def draw(long):
        ax.set_title("A title that a phone has no room for, not even without its axis" if long else "A short one")
        return "A line."

    painter = Painter(figure, draw)
    for long in (False, True):
        painter.paint({"long": long})
    with painter.of_size(style.POCKET, 3):
        for long in (False, True):
            picture = painter.paint({"long": long})[0]
            box = ax.get_tightbbox()
            assert (box.x0 >= 0, box.y0 >= 0) == (True, True)
            assert (box.x1 <= figure.bbox.width, box.y1 <= figure.bbox.height) == (True, True)
            assert (picture[:, -1] == picture[0, -1]).all()
            assert ax.get_title("left").count("\n") == long
    painter.paint({"long": True})
    assert ax.get_title("left").count("\n") == 0


@pytest.mark.parametrize("width", [style.POCKET, style.WIDTH])
def test_what_fits_a_phone_or_can_be_stacked_is_drawn_once(width):
    columns = 1 if width == style.POCKET else 2
    figure, axes = style.figure(1, columns, width=width)
    for ax in np.atleast_1d(axes):
        ax.plot([0, 1], [0, 1])
    text = show(figure, alt="A line.", caption="A line.")._repr_mimebundle_()["text/html"]
    assert data_of(text)["pocket"] is None
    assert "<source" not in text
    assert "physdl-picture has-pocket" not in text


def test_two_sliders_make_a_grid_with_the_last_moving_fastest():
    exploration, _, _ = wave(k=Slider(0.5, 3, frames=3), a=Slider(0.1, 1.4, frames=4))
    data = data_of(exploration._repr_mimebundle_()["text/html"])
    assert data["shape"] == [3, 4]
    assert data["alts"][1] == "A sine with wave number 0.500 and amplitude 0.53."


def ask(exploration, *indices, night=False):
    """Return what a page receives that asks the kernel for these positions."""
    positions = [slider.fine(live.FINE) for slider in exploration.sliders.values()]
    told, buffers = live.answer(exploration, positions, {"number": 7, "indices": indices, "night": night})
    assert told.pop("number") == 7
    return told, buffers


def test_a_kernel_draws_every_value():
    exploration, _, _ = wave()
    told, (png,) = ask(exploration, 200)
    drawn, alt = exploration.render(k=3.0)
    assert told == {"alt": alt, "lines": []}
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(png))), drawn)
    assert len({ask(exploration, index)[0]["alt"] for index in range(90, 100)}) == 10  # finer than the frames


@pytest.mark.parametrize("before", [True, False])
def test_the_collector_waits_until_the_picture_has_gone(before):
    exploration, _, _ = wave()
    positions, seen = [slider.fine(live.FINE) for slider in exploration.sliders.values()], []
    painter, draw = exploration.painter, exploration.painter.draw

    def drawn(*values, **named):
        seen.append(gc.isenabled())
        return draw(*values, **named)

    def lost(*told):
        seen.append(gc.isenabled())
        raise ConnectionError

    painter.draw = drawn
    try:
        (gc.enable if before else gc.disable)()
        with pytest.raises(ConnectionError):
            live.reply(lost, exploration, positions, {"number": 7, "indices": [3], "night": False})
        seen.append(gc.isenabled())
    finally:
        gc.enable()
    assert len(seen) >= 2
    assert seen == [False] * (len(seen) - 1) + [before]


def test_a_picture_of_any_colours_travels_whole():
    picture = np.random.default_rng(0).integers(0, 256, (37, 53, 3), dtype=np.uint8)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(_palette.whole(picture)))), picture)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(_palette.whole(picture[:1])))), picture[:1])


def test_a_handle_may_pass_from_one_panel_to_another():
    figure, (left, right) = style.figure(1, 2)
    places = {1: (0.2, 0.1), 2: (0.4, 0.3, right), 3: (0.6, 0.9, left)}
    exploration = explore(
        lambda k: f"{k}.", figure=figure, caption="Two.", k=Slider(1, 3, step=1, handle=lambda k: places[k])
    )
    told, _ = ask(exploration, 0)
    each = [share(figure, *places[k]) for k in (1, 2, 3)]
    assert told["lines"] == [[each]]
    assert each[0][0] < 0.5 < each[1][0]


def test_a_handle_that_has_to_work_is_asked_once_for_each_value():
    asked = []

    def handle(k, a):
        asked.append((k, a))
        return k, a

    figure, _ = style.figure()
    sliders = {"k": Slider(0, 3, step=1, handle=handle), "a": Slider(0, 1, step=0.5, handle=handle)}
    exploration = explore(lambda k, a: f"{k}, {a}.", figure=figure, caption="A point.", **sliders)
    asked.clear()
    lines = {(i, j): ask(exploration, i, j)[0]["lines"] for i in range(4) for j in range(3)}
    assert sorted(asked) == [(k, a) for k in range(4) for a in (0, 0.5, 1)]
    along_k, along_a = lines[1, 2][0]
    assert along_k == [share(figure, k, 1) for k in range(4)]
    assert along_a == [share(figure, 1, a) for a in (0, 0.5, 1)]


def test_a_kernels_picture_suits_a_dark_page():
    exploration, _, _ = wave()
    day, night = (np.asarray(Image.open(io.BytesIO(ask(exploration, 3, night=dark)[1][0])), float) for dark in (0, 1))
    assert day.mean() > 220
    assert night.mean() < 60
    assert np.abs(night - _palette.darken(day.astype(np.uint8))).mean() < 4


def test_the_kernels_end_knows_the_values_and_starts_where_the_page_does():
    exploration, _, _ = wave(k=Slider(0.5, 3, value=1.2), a=Slider(1, 3, step=1))
    bundle = exploration._repr_mimebundle_()
    kernel = exploration.kernel
    assert re.search(rf'data-kernel="{kernel.figure}"', bundle["text/html"])
    assert [len(texts) for texts in kernel.texts] == [201, 3]
    assert [texts[at] for texts, at in zip(kernel.texts, kernel.start, strict=True)] == ["1.2", "2"]


def test_a_failing_draw_is_reported_in_the_figures_place():
    exploration, _, _ = wave()

    def fails(k):
        raise ZeroDivisionError("<k> is too large")

    exploration.painter.draw = fails
    assert ask(exploration, 5) == ({"error": "ZeroDivisionError: <k> is too large"}, [])


def test_a_closed_figure_lets_go_of_its_picture_and_says_so():
    exploration, _, _ = wave()
    exploration._repr_mimebundle_()
    exploration.close()
    assert exploration.painter is None
    with pytest.raises(RuntimeError, match="Run the cell once more"):
        exploration.render(k=1.0)


def test_two_ends_of_one_cell_stay_and_an_earlier_run_goes(monkeypatch):
    parent = {"metadata": {"cellId": "c"}, "header": {"msg_id": "first"}}
    monkeypatch.setattr("IPython.get_ipython", lambda: type("Shell", (), {"get_parent": lambda self: parent})())
    pair = [wave()[0], wave()[0]]
    for one in pair:
        one._repr_mimebundle_()
    assert all(one.painter for one in pair)
    pictures = [weakref.ref(one.painter.figure) for one in pair]
    parent["header"] = {"msg_id": "second"}
    again = wave()[0]
    again._repr_mimebundle_()
    assert [one.painter for one in pair] == [None, None]
    assert [picture() for picture in pictures] == [None, None]  # their memory is free now, not some runs later
    assert again.painter is not None


def test_a_handle_stands_where_its_point_is_drawn():
    """Where the dot's own colour is, in the picture of the end's frame."""
    style.use(1)
    figure, ax = style.figure()
    (dot,) = ax.plot([0], [0], "o", color="#00ff00", markersize=12)
    ax.set(xlim=(0, 4), ylim=(-1, 3))

    def draw(x, y):
        dot.set_data([x], [y])
        return f"A dot at {x:.2f}, {y:.2f}."

    def place(x, y):
        return x, y

    sliders = {"x": Slider(0.5, 3, handle=place, frames=4), "y": Slider(0, 2, handle=place, frames=3)}
    exploration = explore(draw, figure=figure, caption="A dot.", **sliders)
    data = data_of(exploration._repr_mimebundle_()["text/html"])
    (handle,) = data["handles"]
    assert handle["sliders"] == [0, 1]
    assert len(handle["points"]) == 12
    for number in (0, 5, 11):
        seen, _ = exploration.render(x=exploration.positions[0][number // 3], y=exploration.positions[1][number % 3])
        rows, columns = np.nonzero((seen == [0, 255, 0]).all(-1))
        middle = (columns.mean() + 0.5) / seen.shape[1], (rows.mean() + 0.5) / seen.shape[0]
        assert np.allclose(handle["points"][number], middle, rtol=0, atol=2e-3)
    told, _ = ask(exploration, 0, 100)
    (along_x, along_y) = told["lines"][0]
    assert len(along_x) == len(along_y) == 201
    assert np.ptp([point[1] for point in along_x]) == np.ptp([point[0] for point in along_y]) == 0


def test_error_handle():
    for wrong, reason in (
        (lambda k: k, "TypeError"),
        (lambda k: (1, 2, 3, 4), "4 numbers"),
        (lambda x: (0, 0), "unexpected"),
    ):
        with pytest.raises(ValueError, match=f"`k.handle` must return .*{reason}"):
            wave(k=Slider(0.5, 3, handle=wrong))
    with pytest.raises(ValueError, match="finite"):
        wave(k=Slider(0.5, 3, handle=lambda k: (np.nan, 0)))


def test_dark_twin_is_a_valid_picture_with_swapped_greys():
    shown = Shown(wave()[0]._repr_mimebundle_()["text/html"])
    for picture in (shown.still, lambda theme: shown.moving(7, theme)):
        original, changed = (np.asarray(picture(theme), float) for theme in (0, 1))
        assert np.array_equal(original[..., 3], changed[..., 3])
        paper = (original[..., :3].min(-1) > 245) & (original[..., 3] > 0)
        assert changed[paper][:, :3].max() < 60


def test_a_pale_tint_becomes_a_dark_one_of_the_same_hue():
    tints = np.array([[178, 210, 234], [233, 200, 218], [253, 221, 199]], np.uint8)  # pale blue, rose, orange
    dark = _palette.darken(tints).astype(int)
    assert dark.max() < 140
    for light, found in zip(tints.astype(int), dark, strict=True):
        assert np.array_equal(np.argsort(light), np.argsort(found))
        assert np.ptp(found) > 0.6 * np.ptp(light)


def test_a_picture_keeps_its_colours_on_a_dark_page():
    style.use(0)
    figure, (ax, other) = style.figure(1, 2)
    ax.imshow(np.linspace(0, 1, 64).reshape(8, 8), cmap="gray", aspect="auto")
    other.plot([0, 1])
    style.keep(ax)
    exploration = show(figure, alt="A ramp of greys.", caption="Ramp.")
    shown = Shown(exploration._repr_mimebundle_()["text/html"])
    before, after = (shown.frame(0, theme).astype(int) for theme in (0, 1))
    kept = exploration.painter.parts() == _palette.KEPT
    assert kept.mean() > 0.2
    assert np.array_equal(before[kept], after[kept])
    assert before[kept].min() < 20
    assert np.abs(before[kept] - exploration.render()[0][kept]).max() < 10
    paper = (before.min(-1) > 245) & ~kept
    assert after[paper].max() < 60


@pytest.mark.parametrize("shift", [0, 0.2, 0.4, 0.6, 0.8])  # pixels
def test_what_is_kept_ends_where_the_picture_does(shift):
    """A row of it that lay outside would turn into a pale line on the dark page."""
    style.use(0)
    figure, ax = style.figure()
    ax.imshow(np.zeros((8, 8)), cmap="gray", vmin=0, vmax=1, aspect="auto")
    ax.set_axis_off()
    style.keep(ax)
    figure.set_layout_engine("none")
    width, height = figure.bbox.size
    ax.set_position([(40 + shift) / width, (30 + shift) / height, (200.3 - shift) / width, (100.7 + shift) / height])
    exploration = show(figure, alt="Black.", caption="Black.")
    exploration.painter.set_dpi(figure.dpi)
    black = exploration.render()[0][..., :3].max(axis=-1) < 10
    assert np.array_equal(black, exploration.painter.parts() == _palette.KEPT)


MAPS = {
    **{f"fade {part}": style.fade(part) for part in style.PARTS},
    **{f"signed {part}": style.signed(part) for part in style.PARTS if part != 1},
    **{name: colormaps[name] for name in ("PuOr_r", "RdBu", "cividis", "viridis")},
}


def brightness(name, shades):
    """Return the brightness of a map's colours on a dark page, from its light end to its dark one (or ends)."""
    colors = MAPS[name](np.linspace(0, 1, 65), bytes=True)[:, :3]
    if name.startswith(("signed", "PuOr", "RdBu")):
        colors = np.stack([colors[32:], colors[32::-1]])
    found = luminance(_palette.darken(colors, shades=shades))
    return found[::-1] if name in ("cividis", "viridis") else found


@pytest.mark.parametrize("name", MAPS)
def test_more_is_brighter_on_a_dark_page(name):
    found = brightness(name, shades=True)
    assert np.diff(found).min() > -0.002  # a colour has 256 levels
    assert np.ptp(found, axis=-1).min() > 0.15


def test_the_lines_own_rule_would_not_do_for_pictures():
    assert np.diff(brightness("fade 3", shades=False)).min() < -0.005


@pytest.mark.parametrize("inset", [False, True])
def test_a_picture_of_ink_is_brighter_where_there_is_more(inset):
    style.use(3)
    figure, ax = style.figure()
    ax.plot([0, 1], color=style.COLORS["light"])
    at = ax.inset_axes([0.1, 0.1, 0.8, 0.8]) if inset else ax
    at.imshow(np.linspace(0, 1, 17)[None], cmap=style.fade(3), aspect="auto", interpolation="nearest")
    exploration = explore(lambda k: "Ink." + k * "!", figure=figure, caption="Ink.", k=Slider(0, 1, step=1))
    page = Image.fromarray(Shown(exploration._repr_mimebundle_()["text/html"]).frame(0, 1))
    beside_a_kernel = Image.open(io.BytesIO(ask(exploration, 0, night=True)[1][0]))
    for dark in (page, beside_a_kernel):
        box = at.get_window_extent()
        row = int((figure.bbox.height - (0.3 * box.y0 + 0.7 * box.y1)) * dark.height / figure.bbox.height)
        across = (box.x0 + box.width * (np.arange(17) + 0.5) / 17) * dark.width / figure.bbox.width
        found = luminance(np.asarray(dark)[row, across.astype(int)])
        assert np.diff(found).min() > -0.01
        assert np.ptp(found) > 0.15


def luminance(rgb):
    srgb = np.asarray(rgb) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("name", [*style.COLORS, *style.PARTS])
def test_every_colour_carries_on_light_and_dark_paper(name):
    code = style.COLORS.get(name) or style.PARTS[name]
    pair = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (style.PAPER, code)])
    for paper, colour in (luminance(pair), luminance(_palette.darken(pair))):
        contrast = (max(paper, colour) + 0.05) / (min(paper, colour) + 0.05)
        # 4.5 for text (the accents), 2 for broad lines that are also labelled
        assert contrast > (4.5 if name in style.PARTS and paper > 0.5 else 2.0)


def test_words_that_stand_back_can_be_read_on_both_papers():
    pair = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (style.PAPER, style.QUIET)])
    for colors in (luminance(pair), luminance(_palette.darken(pair))):
        assert (max(colors) + 0.05) / (min(colors) + 0.05) >= 4.5


def test_show_gives_a_picture_with_words():
    style.use(0)
    figure, ax = style.figure()
    ax.plot([0, 1])
    bundle = show(figure, alt="A rising line.", caption="It rises.")._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" not in bundle
    assert 'alt="A rising line."' in bundle["text/html"]
    assert "<figcaption>It rises.</figcaption>" in bundle["text/html"]


def test_a_number_stands_before_the_caption_and_is_a_name_to_link_to():
    figure, _ = style.figure(number="9.3.2")
    bundle = show(figure, alt="A line.", caption="It rises.")._repr_mimebundle_()
    assert '<figure id="figure-9-3-2" ' in bundle["text/html"]
    assert '<b class="physdl-numbered">Figure 9.3.2</b> <span>It rises.</span></figcaption>' in bundle["text/html"]
    assert bundle["text/plain"] == "Figure 9.3.2: A line."
    figure.set_label("<b>")
    assert (
        "<figcaption>It rises.</figcaption>"
        in show(figure, alt="A.", caption="It rises.")._repr_mimebundle_()["text/html"]
    )


def test_error_number():
    with pytest.raises(ValueError, match="`number` must be three numbers"):
        style.figure(number="2")


def test_words_are_escaped():
    figure, ax = style.figure()
    ax.plot([0, 1])
    page = show(figure, alt='a "<b>" & </script>', caption="x < y")._repr_mimebundle_()["text/html"]
    assert "<b>" not in page
    assert page.count("</script>") == 2  # its own two
    assert page.count("</style>") == 1
    assert "x &lt; y" in page


def test_whole_and_logarithmic_sliders():
    assert Slider(1, 5, step=1).positions(21) == [1, 2, 3, 4, 5]
    assert Slider(1, 1000, value=1000, step=1, log=True).positions(4) == [1, 10, 100, 1000]
    assert Slider(0.1, 10, log=True).initial == pytest.approx(1)
    assert Slider(-2, 2, value=-1.5, unit="°").text(-1.5) == "−1.5°"
    assert Slider(10, 400, step=1, unit="m").text(161.6) == "162 m"
    assert 0.3 in Slider(0, 1, value=0.3).positions(5)
    for slider in (Slider(0, 11, step=4), Slider(0, 11, step=4, value=8)):  # the end lies between two steps
        assert slider.positions(21) == slider.fine(201) == [0, 4, 8]
    assert Slider(0, 11, step=4).initial == 4


@pytest.mark.parametrize(
    ("value", "pattern", "spelled"),
    [
        (1.0, ".0e", "1"),
        (1e-4, ".0e", "10⁻⁴"),
        (3.2e-5, ".2g", "3.2 × 10⁻⁵"),
        (-2.5e7, ".3g", "−2.5 × 10⁷"),
        (0.04, ".2g", "0.04"),
        (1e20, ".3g", "10²⁰"),
    ],
)
def test_powers_of_ten_are_written_as_such(value, pattern, spelled):
    assert Slider(-1e21, 1e21, format=pattern).text(value) == spelled


def test_error_no_alt_text_in_show():
    figure, _ = style.figure()
    with pytest.raises(TypeError, match="`alt` must be a sentence"):
        show(figure, alt=" ", caption="x")


def test_error_draw_without_alt_text():
    figure, _ = style.figure()
    with pytest.raises(TypeError, match="alt text returned by `draw`"):
        explore(lambda k: None, figure=figure, caption="x", k=Slider(0, 1))


def test_error_number_of_sliders():
    figure, _ = style.figure()
    with pytest.raises(ValueError, match="`sliders` must be one or two; got 0"):
        explore(lambda: "x", figure=figure, caption="x")


def test_error_not_a_slider():
    figure, _ = style.figure()
    with pytest.raises(TypeError, match=r"Write `k=Slider\(start, stop"):
        explore(lambda k: "x", figure=figure, caption="x", k=(0, 1))


def test_error_too_many_frames():
    figure, _ = style.figure()
    with pytest.raises(ValueError, match=r"`k\.frames` must be at most 41; got 42"):
        explore(lambda k: "x", figure=figure, caption="x", k=Slider(0, 1, frames=42))


def test_error_frames_too_heavy(monkeypatch):
    assert frames.BYTES == {1: 400_000, 2: 800_000}
    monkeypatch.setitem(frames.BYTES, 1, 40_000)
    style.use(1)
    figure, ax = style.figure(width=3, height=2)
    image = ax.imshow(np.zeros((50, 100)), vmin=0, vmax=1)
    rng = np.random.default_rng(0)

    def draw(k):
        image.set_data(rng.random((50, 100)))
        return f"Noise {k}."

    with pytest.raises(ValueError, match="must weigh at most 40 kB together"):
        explore(draw, figure=figure, caption="Noise.", k=Slider(0, 1, frames=11))._repr_mimebundle_()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"start": 1, "stop": 1}, "`stop` must be larger than `start`"),
        ({"start": float("nan"), "stop": 1}, "`start` must be finite"),
        ({"start": 0, "stop": 1, "log": True}, "`start` must be positive"),
        ({"start": 0, "stop": 1, "value": 2}, "`value` must lie between 0 and 1; got 2"),
        ({"start": 0, "stop": 1, "format": "zz"}, "`format` must be a format for numbers; got zz"),
    ],
)
def test_error_slider(arguments, message):
    with pytest.raises(ValueError, match=message):
        Slider(**arguments)


def test_error_frames_of_a_slider():
    with pytest.raises(ValueError, match="`frames` must be at most 10000; got 20000"):
        Slider(0, 1, frames=20_000).positions(21)


def test_error_unknown_part():
    with pytest.raises(ValueError, match="`part` must be one of 0, 1, 2, 3, 4, 5; got 6"):
        style.use(6)


READERS_OWN = """
text.usetex: True
lines.marker: o
savefig.bbox: tight
savefig.dpi: 300
axes.grid: True
axes.unicode_minus: False
xtick.top: True
font.size: 20
legend.loc: upper left
figure.constrained_layout.h_pad: 1
"""


def test_a_readers_matplotlibrc_changes_no_picture(tmp_path):
    file = tmp_path / "matplotlibrc"
    file.write_text(READERS_OWN)
    with mpl.rc_context():
        style.use(2)
        wanted, page = dict(mpl.rcParams), wave()[0]._repr_mimebundle_()
        mpl.rc_file(file)
        assert dict(mpl.rcParams) != wanted
        style.use(2)
        assert dict(mpl.rcParams) == wanted
        mpl.rc_file(file)
        assert wave()[0]._repr_mimebundle_()["image/png"] == page["image/png"]


def test_a_small_dot_keeps_its_colour():
    """Of a page full of blues, the median cut would make an orange dot of fifty pixels grey."""
    shades = np.linspace([10, 40, 60], [230, 245, 255], 200)[None].repeat(200, axis=0)
    page = shades.astype(np.uint8)
    page[0, 0] = 255
    page[100:107, 100:108] = 213, 94, 0
    palette = _palette.palette([page], 16)
    seen = np.array(palette.getpalette()).reshape(-1, 3)[_palette.indices(page, palette)]
    assert seen[103, 103].tolist() == [213, 94, 0]
    assert len(palette.getpalette()) // 3 <= 256
    many = _palette.palette([page], 255)
    assert len(many.getpalette()) // 3 <= 256
