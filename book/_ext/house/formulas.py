"""No line begins with the full stop that ends a formula."""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

_BEFORE, _AFTER = re.compile(r"[(\[“‘]+\Z"), re.compile(r"[.,;:!?)\]’”…]+")


def keep_together(formula):
    """Tie a formula to the punctuation that touches it."""
    parent, at = formula.parent, formula.parent.index(formula)
    before = _text(parent, at - 1, _BEFORE.search) if at else None
    after = _text(parent, at + 1, _AFTER.match)
    if not (before or after):
        return
    kept = nodes.inline("", "", classes=["physdl-kept"])
    parent[at] = kept
    kept += [nodes.Text(before[0])] if before else []
    kept += formula
    if after:
        kept += nodes.Text(after[0])
        parent[at + 1] = nodes.Text(parent[at + 1].astext()[after.end() :])
    if before:
        parent[at - 1] = nodes.Text(parent[at - 1].astext()[: before.start()])


def _text(parent, at, find):
    return find(parent[at].astext()) if at < len(parent) and isinstance(parent[at], nodes.Text) else None


class Punctuation(SphinxPostTransform):
    """Keep every formula with its punctuation."""

    default_priority = 900

    def run(self, **options):
        """Visit the formulas within lines."""
        for formula in list(self.document.findall(nodes.math)):
            keep_together(formula)


def setup(app):
    """Register the transform."""
    app.add_post_transform(Punctuation)
