"""Grade one submission to a sheet, with what is the same for all submissions kept."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import coursekit
from coursekit.checking import Exercise, Verdict
from coursekit.grading.answers import driver_source
from coursekit.grading.attempt import HARNESS, Attempt, Times
from coursekit.grading.gradebook import sheet_hash
from coursekit.grading.records import Grade, QuestionGrade, Submission
from coursekit.grading.sandbox import Sandbox, SandboxError
from coursekit.grading.seeds import probe_seed, seed_id
from coursekit.sheets import Sheet

__all__ = ["DOUBTS", "NAME_OF_STUDENT", "UNREADABLE", "Grader", "Times", "grade_submission"]

#: Keys of a grade's details: why nothing could be read, the person's name, and whose or which
#: sheet's file it may be instead, a line each.
UNREADABLE, NAME_OF_STUDENT, DOUBTS = "unreadable", "name", "doubts"
#: How many classmates' numbers a wrong answer is compared with, and how many different ones.
CLASSMATES, VARIANTS = 1_000, 100


class Grader:
    """Grades submissions to one sheet; keeps what is the same for all of them.

    ``classmates`` are the ids of the class: a wrong answer that is right for another one's numbers
    is reported. ``layers`` of a grade are those that the child itself had.

    Raises GradingError if a driver of the sheet cannot run in the jail.
    """

    def __init__(
        self,
        sheet: Sheet,
        secret: bytes,
        times: Times | None = None,
        classmates: Collection[str] = (),
    ) -> None:
        self.sheet = sheet
        self.times = times or Times()
        self.seed = probe_seed(secret, sheet.name)
        self.seed_id = seed_id(secret)
        self.sheet_hash = sheet_hash(sheet)
        for exercise in sheet:
            if exercise.kind == "program":
                driver_source(exercise)
        self._classmates = sorted(classmates)
        self._variants: dict[tuple[str, str], Exercise] = {}
        self._others: dict[str, list[tuple[str | None, Exercise]]] = {}

    def grade(self, sandbox: Sandbox, submission: Submission) -> Grade:
        """Return the grade; never raises for what a submission does.

        If the sandbox fails, it is tried once more; then the grade says so in ``harness``.
        """
        start = time.monotonic()
        if submission.fault is not None:
            return self.unjudged(submission, submission.fault)
        for _ in range(2):
            run = Attempt(self, sandbox, submission, start + self.times.total)
            try:
                run.work()
            except (SandboxError, OSError) as error:
                run.harness = str(error)
                _start_afresh(sandbox)
            else:
                break
        return run.grade(time.monotonic() - start)

    def unjudged(self, submission: Submission, why: str, *, harness: bool = False) -> Grade:
        """Return a grade without any points, for a submission that could not be judged."""
        verdict = Verdict("unanswered", 0.0, None, "There was nothing to judge.")
        if harness:
            verdict = HARNESS
        questions = [
            QuestionGrade(exercise.id, exercise.title, exercise.points, verdict)
            for exercise in self.sheet
        ]
        return self.record(
            submission,
            questions=tuple(questions),
            notes=submission.notes,
            harness=why if harness else None,
            details={} if harness else {UNREADABLE: why},
        )

    def record(self, submission: Submission, *, details: Mapping[str, str], **rest: Any) -> Grade:
        """Return a grade with what it depends on filled in."""
        known = {NAME_OF_STUDENT: submission.name, DOUBTS: "\n".join(submission.doubts)}
        return Grade(
            student=submission.student,
            source=submission.source,
            digest=submission.digest,
            sheet=self.sheet.name,
            sheet_hash=self.sheet_hash,
            seed_id=self.seed_id,
            version=coursekit.__version__,
            submitted=submission.submitted,
            details={**{key: text for key, text in known.items() if text}, **details},
            **rest,
        )

    def variant(self, exercise: Exercise, student: str | None) -> Exercise:
        """Return the student's variant; the same object for the same numbers.

        So what the judge keeps of an exercise serves all students with these numbers.
        """
        own = exercise.for_student(self.sheet.name, student)
        if own is exercise:
            return exercise
        if len(self._variants) > 10_000:
            self._variants.clear()
        return self._variants.setdefault((exercise.id, repr(own.parameters)), own)

    def other_variants(
        self, exercise: Exercise, own: Exercise, claimed: Sequence[str]
    ) -> Iterator[tuple[str | None, Exercise]]:
        """Return the variants with other numbers than ``own``, with whose they are.

        First those of the sheet itself, then of the ids that the notebook names, then some of the
        class's.
        """
        if exercise.id not in self._others:
            self._others[exercise.id] = self._variants_of(exercise, self._classmates[:CLASSMATES])
        near = self._variants_of(exercise, (None, *claimed))
        seen = {id(own)}
        for student, other in (*near, *self._others[exercise.id]):
            if id(other) not in seen:
                seen.add(id(other))
                yield student, other

    def _variants_of(
        self, exercise: Exercise, students: Iterable[str | None]
    ) -> list[tuple[str | None, Exercise]]:
        found: dict[int, tuple[str | None, Exercise]] = {}
        for student in students:
            other = self.variant(exercise, student)
            found.setdefault(id(other), (student, other))
        return list(found.values())[:VARIANTS]


def _start_afresh(sandbox: Sandbox) -> None:
    """Take a jail down that does not work, whatever is left of it; the next start builds anew."""
    for _ in range(2):  # what is left of a child may keep it from closing the first time
        with contextlib.suppress(SandboxError, OSError):
            sandbox.close()


def grade_submission(
    sandbox: Sandbox,
    sheet: Sheet,
    submission: Submission,
    secret: bytes,
    times: Times | None = None,
) -> Grade:
    """Grade one submission; for many of one sheet, keep a `Grader`."""
    return Grader(sheet, secret, times).grade(sandbox, submission)
