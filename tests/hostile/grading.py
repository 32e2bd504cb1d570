"""The path that a submission takes from its cells to its marks, for the tests of this folder."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import coursekit
from coursekit.checking.stored import CodeCell
from coursekit.grading.one import Grader, Times
from coursekit.grading.records import Grade, Submission
from coursekit.grading.sandbox import Sandbox
from coursekit.sheets import load

__all__ = ["SECRET", "STUDENT", "command_line", "marks_of", "sent"]

#: A secret seed and a student; the seed is nowhere but in the grader.
SECRET = bytes(range(100, 132))
STUDENT = "anna01"

_GRADERS: dict[tuple[str, float], Grader] = {}


def sent(
    sandbox: Sandbox, sheet: str, cells: Sequence[str], cell_seconds: float, student: str = STUDENT
) -> Grade:
    """Grade the cells as the command line does."""
    key = (sheet, cell_seconds)
    if key not in _GRADERS:
        times = Times(cell=cell_seconds, question=cell_seconds, total=60.0)
        _GRADERS[key] = Grader(load(sheet), SECRET, times)
    numbered = tuple(CodeCell(number, source) for number, source in enumerate(cells, start=1))
    submission = Submission(student, f"{student}.ipynb", "00", numbered)
    return _GRADERS[key].grade(sandbox, submission)


def marks_of(grade: Grade) -> dict[str, float]:
    """Return the share of each question that earned something."""
    return {q.id: q.verdict.score for q in grade.questions if q.verdict.score}


def command_line(*arguments: object) -> list[str]:
    """Return what an instructor types, with the coursekit that is tested, from any folder."""
    paths = [str(Path(coursekit.__file__).resolve().parents[1])]
    paths += [path for path in sys.path if Path(path).is_absolute()]
    start = f"import sys; sys.path[:] = {paths!r}; from coursekit.cli import main; main()"
    return [sys.executable, "-I", "-c", start, *map(str, arguments)]
