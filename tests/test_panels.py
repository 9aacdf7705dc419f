"""A wide picture is cut between its axes, and only where nothing lies across."""

import json
import re

import numpy as np
import pytest

from physdl import style
from physdl.explore import Slider, explore


def cut(prepare=lambda figure, axes: None, columns=2, **keywords):
    """Return the cuts that the page of a figure gets, and its exploration; `prepare` may draw what moves."""
    style.use(1)
    figure, axes = style.figure(1, columns, **keywords)
    axes = np.atleast_1d(axes)
    for ax in axes:
        ax.plot([0, 1], [0, 1])
        ax.set_ylabel("height (m)", labelpad=25)  # further from its numbers than the panels from one another
    word = axes[0].text(0.1, 0.5, "short")
    move = prepare(figure, axes) or (lambda k: None)

    def draw(k):
        word.set_text(f"{k:.1f}")
        move(k)
        return f"The number {k:.3f}."

    exploration = explore(draw, figure=figure, caption="Two lines.", k=Slider(0, 1, frames=3))
    page = exploration._repr_mimebundle_()["text/html"]
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.S).group(1))[
        "cuts"
    ], exploration


@pytest.mark.parametrize("columns", [2, 3, 4])
def test_the_cuts_lie_on_paper_between_the_axes(columns):
    cuts, exploration = cut(columns=columns)
    assert len(cuts) == columns - 1
    axes = exploration.painter.figure.axes
    for k in (0, 0.5, 1):
        picture, _ = exploration.render(k=k)
        for share, left, right in zip(cuts, axes, axes[1:], strict=False):
            column = share * picture.shape[1]
            assert left.get_window_extent().x1 < column < right.yaxis.get_tightbbox().x0
            assert (picture[:, int(column)] == picture[0, 0]).all()


def test_what_is_written_beside_axes_stays_with_them():
    """Also where the paper between the axes and the words is wider than that between the words and the next axes."""

    def write(figure, axes):
        figure.get_layout_engine().set(wspace=0.2)
        beside.append(axes[0].text(1.45, 0.9, "level", transform=axes[0].transAxes))

    beside = []
    (share,), exploration = cut(write)
    picture, _ = exploration.render(k=0)
    axes, words = exploration.painter.figure.axes, beside[0].get_window_extent()
    gap = axes[1].yaxis.get_tightbbox().x0 - words.x1
    assert 0 < gap < words.x0 - axes[0].get_window_extent().x1
    assert words.x1 < share * picture.shape[1]


def test_one_pair_of_axes_or_axes_one_above_the_other_stay_whole():
    assert cut(columns=1)[0] == []
    style.use(1)
    figure, axes = style.figure(2, 1)
    drawn = explore(
        lambda k: axes[0].set_title(f"{k:.2f}") and f"A number, {k:.3f}.",
        figure=figure,
        caption="Two.",
        k=Slider(0, 1, frames=3),
    )
    assert '"cuts": []' in drawn._repr_mimebundle_()["text/html"]


def test_nothing_is_cut_in_two_even_if_it_lies_across_in_one_frame_only():
    def grow(figure, axes):
        return lambda k: axes[0].set_title("A long title " * (6 if k == 1 else 1))

    def reach(figure, axes):
        (line,) = axes[0].plot([], [], clip_on=False)
        return lambda k: line.set_data([0, 2 if k == 0.5 else 1], [0.5, 0.5])

    assert len(cut()[0]) == 1
    assert cut(grow)[0] == []
    assert cut(reach)[0] == []


def test_axes_that_need_the_labels_of_their_neighbour_stay_beside_it():
    assert cut(sharey=True)[0] == []
    assert len(cut(lambda figure, axes: axes[1].tick_params(labelleft=True), sharey=True)[0]) == 1
