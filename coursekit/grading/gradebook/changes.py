"""Who moved when a class was graded again, on which question, and why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook.book import Gradebook, Run
from coursekit.grading.gradebook.marks import Mark

__all__ = ["REASONS", "Change", "changes"]

#: Why points moved, and how it is said.
REASONS = {
    "new": "graded for the first time",
    "submission": "another file was handed in",
    "question": "the question was changed",
    "sheet": "the sheet was changed, this question was not, as far as is known",
    "seed": "another seed, so other points were probed",
    "version": "another version of coursekit",
    "override": "a decision by hand",
    "harness": "the grader had failed, or failed now",
    "unexplained": "nothing else changed: the answer may depend on chance or on time",
}


@dataclass(frozen=True)
class Change:
    """One question of one student whose points moved; ``question`` is "" for the whole mark.

    ``before`` and ``after`` are points with decisions by hand and without penalties, None where the
    question was not there. ``why`` holds keys of `REASONS`, ``slips`` the slips before and after.
    """

    student: str
    sheet: str
    question: str
    title: str
    before: float | None
    after: float | None
    why: tuple[str, ...]
    slips: tuple[str | None, str | None] = (None, None)

    @property
    def moved(self) -> float:
        """The points won or lost."""
        return (self.after or 0.0) - (self.before or 0.0)

    def __str__(self) -> str:
        def shown(points: float | None) -> str:
            return "nothing" if points is None else f"{points:g}"

        reasons = "; ".join(REASONS[key] for key in self.why)
        what = self.question or "the whole mark"
        return f"{self.student}, {what}: {shown(self.before)} → {shown(self.after)} ({reasons})"


def changes(
    book: Gradebook, sheet: str, before: int | None = None, after: int | None = None
) -> Iterator[Change]:
    """Yield every question whose points differ between the ends of two runs, by student.

    ``after`` None is the state now, ``before`` None the state just before the last run began; all
    shards of a class count as one run. Only points that differ are reported, also when they were
    decided by hand in between. Raises GradingError for a run that is not there or is of another
    sheet.
    """
    rounds = _rounds(book.runs(sheet))
    start = _end(book, rounds, before) if before is not None else _last_start(rounds)
    end = _end(book, rounds, after) if after is not None else math.inf
    for student in book.students(sheet):
        old, new = (book.mark(student, sheet, at=moment) for moment in (start, end))
        if new is not None:
            yield from _of_student(book, old, new)


def _rounds(runs: Iterable[Run]) -> dict[int, list[Run]]:
    """Return for each run those that graded one class with it: its batch, until a shard repeats."""
    current: dict[str, list[Run]] = {}
    rounds = {}
    for run in runs:
        together = current.setdefault(run.batch, [])
        shard = run.options.get("shard")
        if shard is not None and any(other.options.get("shard") == shard for other in together):
            together = current[run.batch] = []
        together.append(run)
        rounds[run.id] = together
    return rounds


def _last_start(rounds: Mapping[int, Sequence[Run]]) -> float:
    last = max(rounds.values(), key=lambda runs: runs[-1].started, default=())
    return min((run.started for run in last), default=math.inf)


def _end(book: Gradebook, rounds: Mapping[int, Sequence[Run]], number: int) -> float:
    """Return when a run and those beside it ended, if need be by their last grading."""
    if number not in rounds:
        known = ", ".join(map(str, rounds)) or "none"
        raise GradingError(
            f"there is no run {number} of this sheet in the gradebook; runs: {known}"
        )
    moments = [run.finished or run.started for run in rounds[number]]
    for run in rounds[number]:
        rows = book.select("SELECT MAX(at) FROM grading WHERE run = ?", (run.id,))
        moments += [row[0] for row in rows if row[0] is not None]
    return max(moments)


def _of_student(book: Gradebook, old: Mark | None, new: Mark) -> Iterator[Change]:
    grade = new.grade
    before = {question.id: question for question in old.questions} if old else {}
    after = {question.id: question for question in new.questions}
    for id_ in [*after, *(id_ for id_ in before if id_ not in after)]:
        was, is_ = before.get(id_), after.get(id_)
        points = tuple(None if q is None else q.score for q in (was, is_))
        if points[0] == points[1] or (old is None and not points[1]):
            continue
        title = (is_ or before[id_]).judged.title
        slips = tuple(None if q is None else q.judged.verdict.slip for q in (was, is_))
        decided = (was.override if was else None) != (is_.override if is_ else None)
        why = _why(book, old, new, id_, decided=decided)
        yield Change(
            grade.student, grade.sheet, id_, title, points[0], points[1], why, (slips[0], slips[1])
        )
    if (old.override if old else None) != new.override:
        was_score = old.score if old else None
        if was_score != new.score:
            yield Change(grade.student, grade.sheet, "", "", was_score, new.score, ("override",))


def _why(
    book: Gradebook, old: Mark | None, new: Mark, question: str, *, decided: bool
) -> tuple[str, ...]:
    if old is None:
        return ("new",)
    was, is_ = old.grade, new.grade
    found = []
    if decided:
        found.append("override")
    if was.harness is not None or is_.harness is not None:
        found.append("harness")
    if was.digest != is_.digest:
        found.append("submission")
    if was.sheet_hash != is_.sheet_hash:
        states = [book.exercise_hashes(grade.sheet_hash).get(question) for grade in (was, is_)]
        found.append("question" if states[0] != states[1] else "sheet")
    if was.seed_id != is_.seed_id:
        found.append("seed")
    if was.version != is_.version:
        found.append("version")
    return tuple(found) or ("unexplained",)
