"""Run lessons and store what they print: only in the cells whose output is compared, nothing anywhere else.

A lesson is committed with the text of its ``nbval-check-output`` cells and their execution counts; every other cell is
stored without output, so that a diff shows what an author wrote and what a number became. What is folded stays folded.
"""

from __future__ import annotations

from pathlib import Path

from physdl.course import files

CHECKED = "nbval-check-output"


def add_parser(commands):
    """Add ``refresh`` to the command line."""
    parser = commands.add_parser("refresh", help="run lessons and store their checked outputs")
    parser.add_argument("notebooks", nargs="+", type=Path, help="lesson notebooks")
    parser.set_defaults(run=run)


def run(arguments):
    """Refresh each notebook in place; return the exit code."""
    for path in arguments.notebooks:
        count = refresh(path)
        print(f"{path}: {count} checked outputs stored")
    return 0


def refresh(path):
    """Execute one notebook and write it back with its checked outputs alone.

    Parameters
    ----------
    path : pathlib.Path
        A lesson notebook.

    Returns
    -------
    int
        Number of cells whose output is stored.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails; the file is left as it was.
    """
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}})
    client.coalesce_streams = True  # a slow cell's print comes in pieces
    client.execute()
    stored = strip(notebook)
    files.replace(path, nbformat.writes(notebook).rstrip("\n") + "\n")
    return stored


def strip(notebook):
    """Remove everything that a lesson is not stored with, in place; return how many outputs stay."""
    stored = 0
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        tags, folded = list(cell.metadata.get("tags", [])), cell.metadata.get("jupyter", {}).get("source_hidden")
        cell.metadata = {**({"jupyter": {"source_hidden": True}} if folded else {}), **({"tags": tags} if tags else {})}
        if cell.cell_type != "code":
            continue
        if CHECKED in tags:
            stored += 1
            cell.outputs = [output for output in cell.outputs if output.output_type in ("stream", "execute_result")]
            for output in cell.outputs:
                if "data" in output:
                    output.data = {"text/plain": output.data["text/plain"]}
                    output.metadata = {}
        else:
            cell.outputs, cell.execution_count = [], None
    return stored
