"""The feedback page that a student gets: everything a student wrote is text in it, and the page may load nothing."""

from __future__ import annotations

import base64
import hashlib
from html import escape

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
section { border-top: 1px solid #8888; margin-top: 2rem; }
pre { overflow: auto; padding: .8rem; border: 1px solid #8888; font-size: .85rem; }
.warning { border: .2rem solid #d55e00; padding: .6rem; font-weight: bold; }
"""
_STATES = {
    "correct": "✓ correct",
    "almost": "≈ almost",
    "property violated": "✗ not yet",
    "wrong type or shape": "▲ wrong type or shape",
    "stopped by an error": "■ stopped by an error",
}
_STANDING = {"holds": "✓ holds", "near": "≈ holds only roughly", "violated": "✗ does not hold"}


def _text(value):
    """Escape text and show characters that could reorder or hide it as what they are."""
    safe = "".join(c if c.isprintable() or c in "\n\t" else f"\\u{ord(c):04x}" for c in str(value))
    return escape(safe, quote=True)


def page(report):
    """Return the feedback on a `Report` of the grader as one HTML page without scripts, links or requests."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    total = "not complete yet" if report.points is None else f"{report.points:g} of {report.possible:g}"
    unsafe = '<p class="warning">Graded without a sandbox: these points are a trial.</p>' if report.unsafe else ""
    title = f"Feedback on lesson {_text(report.lesson)}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>{unsafe}"
        f"<p>{_text(report.notebook)}. Points given automatically: <strong>{total}</strong>.</p>"
        + "".join(_section(mark) for mark in report.marks)
        + "</main></body></html>\n"
    )


def _section(mark):
    points = f"{'–' if mark.points is None else f'{mark.points:g}'} of {mark.possible:g}"
    state = _STATES.get(mark.state, mark.state or mark.status)
    parts = [
        f"<h2>{_text(mark.title or mark.id)}</h2>",
        f"<p><strong>{_text(state)}</strong>, {points}. {_text(mark.message)}</p>",
    ]
    if mark.mistake:
        parts.append(f"<p>Likely reason: {_text(mark.mistake)}</p>")
    if mark.remark:
        parts.append(f"<p>{_text(mark.remark)}</p>")
    if mark.properties:
        rows = "".join(f"<li>{_STANDING[s.state]}: {_text(s.name)}</li>" for s in mark.properties)
        parts.append(f"<ul>{rows}</ul>")
    if mark.answer:
        parts.append(f"<details><summary>Your answer</summary><pre>{_text(mark.answer)}</pre></details>")
    return f"<section>{''.join(parts)}</section>"
