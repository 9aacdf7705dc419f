"""The book's own Sphinx extension: one idea per module, each with its own `setup`."""

from . import (
    concept_map,
    cover,
    docstrings,
    downloads,
    figures,
    first_paint,
    folds,
    formulas,
    hanging,
    lessons,
    offline,
    openers,
    parts,
    percents,
    reading,
    roadmap,
    scriptless,
    sheet,
    statements,
    streams,
    tally,
    times,
    ways,
    widgets,
)


def setup(app):
    """Register every module of the house."""
    for module in (
        offline,
        lessons,
        parts,
        concept_map,
        roadmap,
        times,
        formulas,
        statements,
        streams,
        downloads,
        figures,
        first_paint,
        docstrings,
        cover,
        openers,
        tally,
        scriptless,
        ways,
        reading,
        folds,
        hanging,
        percents,
        widgets,
        sheet,
    ):
        module.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
