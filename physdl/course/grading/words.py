"""What a student may be told of words that come out of the sandbox, which may carry the secret inputs."""

from __future__ import annotations

import re

from physdl.course.grading.intake import shown

_NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)([eEjJ][-+]?\d*)?|\b(nan|inf)\b")


def told(outcome):
    """Return what came out of a call with an exception's words cut to what a student may be told.

    The words come from the sandbox and may carry the secret inputs: numbers give way to dots, and the text is short.
    """
    if not isinstance(outcome, dict) or "raised" not in outcome:
        return outcome
    kind = re.sub(r"[^A-Za-z_]", "", str(outcome["raised"]))[:40] or "an exception"
    text = shown(_NUMBER.sub("…", str(outcome.get("text", ""))).strip().rstrip("."), 120)
    line = outcome.get("line")
    if kind != "NotPlain" and isinstance(line, int) and 0 < line < 10_000:
        text = f"{text} (line {line} of the answer cell)".strip()
    return {"raised": kind, "text": text}


def remark(dropped, answer):
    """Return what to say of lines that only a notebook understands, as far as they stand in the answer."""
    lines = [line for line in dropped if isinstance(line, str)] if isinstance(dropped, list) else []
    lines = [line for line in dict.fromkeys(lines) if line.strip("%!? ") in answer][:5]
    named = ", ".join(shown(line, 60) for line in lines)
    return f"Left out, since a notebook understands it and Python does not: {named}." if lines else ""
