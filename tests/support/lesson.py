"""A lesson as a student meets it: run once from top to bottom, then single cells tried."""

import re
import time
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import matplotlib as mpl
import nbformat

from coursekit.checking import Verdict, run_cells
from coursekit.checking.cells import CellResult

ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))

_DOTS = re.compile(r"(?<=return )\.\.\.|(?<= = )\.\.\.")
_CHECK = re.compile(r'^practice\.check\("(\w+)"\)\Z', re.MULTILINE)


class Lesson:
    """One notebook of ``notebooks/``, unfilled."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path = ROOT / "notebooks" / f"{name}.ipynb"
        notebook: Any = nbformat.read(self.path, as_version=4)
        self.sources: dict[str, str] = {
            cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"
        }
        self.seconds = 0.0

    @property
    def turns(self) -> dict[str, str]:
        """The question that each cell of the student's asks, by the cell's id."""
        found = {cell: _CHECK.search(source) for cell, source in self.sources.items()}
        return {cell: check[1] for cell, check in found.items() if check}

    @cached_property
    def names(self) -> dict[str, Any]:
        """Every name of the lesson after it has run, and ``In`` as a kernel keeps it."""
        names: dict[str, Any] = {"In": list(self.sources.values())}
        start = time.process_time()  # of this process: a busy machine makes no lesson slow
        with mpl.rc_context():
            self._results = run_cells(list(self.sources.values()), names)
        self.seconds = time.process_time() - start
        return names

    @property
    def faults(self) -> dict[str, str | None]:
        """Tracebacks of the cells that failed, by the cell's id."""
        assert self.names
        ran = zip(self.sources, self._results, strict=True)
        return {cell: result.traceback for cell, result in ran if not result.ok}

    def tried(self, cell: str, answer: str) -> Verdict:
        """Put an answer in the place of a cell's dots, run it after the lesson; its verdict."""
        source, dots = _DOTS.subn(lambda _: answer, self.sources[cell])
        assert dots == 1
        names = {**self.names, "In": [*self.names["In"], source]}
        (result,) = run_cells([_CHECK.sub(r'tried = practice.check("\1")', source)], names)
        assert result.ok, result.traceback
        verdict: Verdict = names["tried"].verdict
        return verdict

    def mutated(self, cell: str, true: str, false: str) -> CellResult:
        """Run a cell after the lesson with ``true`` in its text replaced by ``false``."""
        source = self.sources[cell]
        assert true in source
        (result,) = run_cells([source.replace(true, false)], dict(self.names))
        return result


@cache
def lesson(name: str) -> Lesson:
    """The lesson of this name, run once for all tests."""
    return Lesson(name)
