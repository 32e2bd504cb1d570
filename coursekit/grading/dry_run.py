"""The whole path from files to reports, walked with notebooks of which the marks are known."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from coursekit.grading.batch import Summary, grade_class
from coursekit.grading.gradebook import Gradebook
from coursekit.grading.rehearsal import Rehearsal, rehearsals
from coursekit.grading.report import write_reports
from coursekit.grading.standings import standings
from coursekit.grading.submission import collect
from coursekit.grading.team import Job
from coursekit.sheets import load

__all__ = ["Rehearsed", "dry_run"]

#: Seconds that a rehearsal may hang, where the class may hang longer.
PATIENCE = 3.0


@dataclass(frozen=True)
class Rehearsed:
    """What came of one rehearsal: points, of how many, and what was not as it must be."""

    name: str
    score: float
    points: int
    faults: tuple[str, ...]


def dry_run(
    job: Job,
    *,
    jobs: int | None = None,
    progress: Callable[[Summary], None] = lambda _: None,
) -> list[Rehearsed]:
    """Collect, grade, keep and report notebooks whose marks are known; return what each got.

    Nothing of it is left behind. Raises what grading a class raises.
    """
    times = replace(
        job.times,
        cell=min(job.times.cell, PATIENCE),
        question=min(job.times.question, PATIENCE),
    )
    sheet = load(job.sheet)
    made = list(rehearsals(sheet))
    with tempfile.TemporaryDirectory(prefix="coursekit-") as name:
        folder = Path(name)
        handed_in = folder / "handed in"
        handed_in.mkdir()
        for rehearsal in made:
            path = handed_in / rehearsal.submission.source
            path.write_text(json.dumps(rehearsal.notebook()), encoding="utf-8")
        with collect(handed_in, sheet=job.sheet) as class_, Gradebook(folder / "marks.db") as book:
            grade_class(
                class_, replace(job, times=times), book.record, jobs=jobs, progress=progress
            )
            write_reports(folder / "reports", standings(book, job.sheet), sheet)
            return [_rehearsed(rehearsal, book, job.sheet) for rehearsal in made]


def _rehearsed(rehearsal: Rehearsal, book: Gradebook, sheet: str) -> Rehearsed:
    grade = book.grade(rehearsal.submission.student, sheet)
    if grade is None:
        return Rehearsed(rehearsal.name, 0.0, 0, (f"{rehearsal.name}: it was not graded",))
    return Rehearsed(rehearsal.name, grade.score, grade.points, tuple(rehearsal.faults(grade)))
