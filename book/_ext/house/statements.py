"""Definitions, theorems and figures bear the number that the lesson gives them, and a link of their own.

JupyterLab reads the same two options: ``:enumerator: 1.5.2`` is the number of a statement, ``:nonumber:`` leaves a
proof without one.
"""

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_proof.directive import ElementDirective, ProofDirective
from sphinx_proof.proof_type import PROOF_TYPES


class Numbered:
    """What a statement's directive does besides: keep the number."""

    option_spec: ClassVar = {**ElementDirective.option_spec, "enumerator": directives.unchanged_required}

    def run(self):
        """Return the statement."""
        (node,) = super().run()
        self.env.proof_list[node["label"]]["enumerator"] = self.options.get("enumerator", "")
        return [node]


class Proof(ProofDirective):
    """A proof, whose option for JupyterLab means nothing here."""

    option_spec: ClassVar = {**ProofDirective.option_spec, "nonumber": directives.flag}

    def run(self):
        """Return the proof, without the id that all proofs of a page would share."""
        (node,) = super().run()
        node[0]["ids"] = []
        return [node]


def number(app, env):
    """Put the lessons' own numbers in the place of those that were counted over the whole book."""
    for entry in getattr(env, "proof_list", {}).values():
        if entry.get("enumerator"):
            counted = env.toc_fignumbers[entry["docname"]][entry["countertype"]]
            counted[entry["ids"][0]] = tuple(entry["enumerator"].split("."))
    return []


def permalink(name, what):
    """Return the link of something to itself, as headings have it."""
    return nodes.reference("", "#", refid=name, internal=True, classes=["headerlink"], reftitle=f"Link to this {what}")


class Permalinks(SphinxPostTransform):
    """Give every statement a link to itself, and its text no id that two statements would share."""

    formats = ("html",)
    default_priority = 900

    def run(self, **options):
        """Visit the statements."""
        for statement in self.document.findall(nodes.Admonition):
            if statement.get("realtype"):
                statement[1]["ids"] = []
                statement[0] += permalink(statement["ids"][0], statement["realtype"])


def setup(app):
    """Register directives, numbers and links."""
    app.setup_extension("sphinx_proof")
    for name, kind in PROOF_TYPES.items():
        app.add_directive_to_domain("prf", name, type(kind.__name__, (Numbered, kind), {}), override=True)
    app.add_directive_to_domain("prf", "proof", Proof, override=True)
    app.connect("env-get-updated", number, priority=600)
    app.add_post_transform(Permalinks)
