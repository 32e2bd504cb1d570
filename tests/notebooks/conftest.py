"""Fresh executions of the course's notebooks, each made once for all tests."""

from pathlib import Path

import pytest

from coursekit.authoring.execute import executed, normalise
from coursekit.authoring.notebook_file import read

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def execute_afresh():
    """Execute a notebook in memory, from nothing but its cells' text."""

    def run(path):
        notebook = read(path)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        return normalise(executed(notebook, path.parent))

    return run


@pytest.fixture(scope="session")
def fresh(execute_afresh):
    """The fresh execution of a notebook, the same one for every test that asks."""
    known = {}

    def notebook(path):
        if path not in known:
            known[path] = execute_afresh(path)
        return known[path]

    return notebook
