"""The long run over many draws finds what it is there to find."""

from pathlib import Path

import draws
import pytest

pytestmark = pytest.mark.skipif(
    not (Path(__file__).resolve().parents[2] / "instructor").is_dir(), reason="instructor/ is not part of this copy"
)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(draws, "_held", {})


def run(monkeypatch, *changes):
    """Run on 1.1-1 in this process, with further stored answers."""
    items, answers = draws.load()
    kinds = {**answers["1.1-1"], **dict(changes)}
    monkeypatch.setattr(draws, "load", lambda: (items, {"1.1-1": kinds}))
    return draws.main(["1.1-1", "--draws", "30", "--others", "3"])


def test_a_sound_exercise_passes(monkeypatch, capsys):
    assert run(monkeypatch) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("1.1-1"))
    assert "0 of 39" in line


def test_a_right_answer_refused_and_a_wrong_one_accepted_are_named(monkeypatch, capsys):
    right = draws.load()[1]["1.1-1"]["right"][0]

    def rarely(d, c, t):
        return right(d, c, t) * (1.1 if 20 < d / t < 90 else 1.0)

    assert run(monkeypatch, ("right", [right, rarely]), ("wrong", {"nothing": right})) == 1
    said = capsys.readouterr().out
    assert "right 1: rarely: " in said
    assert "wrong echo (nothing): 3 seeds, first 0: earns 100%: correct" in said
