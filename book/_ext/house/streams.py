"""What a program prints reaches the page as it was printed, however many pieces the kernel sent it in.

MyST-NB merges the pieces and ends each with a new line: a piece that begins with the end of a line got an empty one.
"""

import copy

from myst_nb.core import render, utils


def joined(outputs):
    """Return the outputs with the pieces of one stream that follow each other made one."""
    whole = []
    for output in outputs:
        last = whole[-1] if whole else {}
        if output["output_type"] == "stream" == last.get("output_type") and output["name"] == last["name"]:
            last["text"] += output["text"]
        else:
            whole.append(copy.copy(output))
    return whole


def setup(app):
    """Join them before they are merged."""
    merge = utils.coalesce_streams
    render.coalesce_streams = lambda outputs: merge(joined(outputs))
