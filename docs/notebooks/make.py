"""Run the notebooks from top to bottom, and store them with what came out.

    python docs/notebooks/make.py [NAME ...]

The tests run them too, and compare: the stored outputs are those of the code.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).parent
NAMES = ("first-city", "own-rule", "a-life")


def executed(name: str, folder: Path) -> NotebookNode:
    """Run a notebook in a folder, and return it with its outputs; raises where a cell does."""
    found = nbformat.read(FOLDER / f"{name}.ipynb", 4)
    NotebookClient(found, timeout=600, resources={"metadata": {"path": str(folder)}}).execute()
    for cell in found.cells:
        cell.metadata.pop("execution", None)  # when it was run
    return found


if __name__ == "__main__":
    for name in sys.argv[1:] or NAMES:
        with TemporaryDirectory() as folder:
            nbformat.write(executed(name, Path(folder)), FOLDER / f"{name}.ipynb")
