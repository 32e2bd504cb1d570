"""Grade one submission: run its cells in the jail, ask for its answers, judge them here.

A cell or a question that hangs, or that ends the process, costs itself only: the process is killed,
and the notebook is run again without it. How often and how long is bounded.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import coursekit
from coursekit.checking import Bindings, Exercise, ExerciseError, Found, Verdict, judge_found
from coursekit.grading.answers import RemoteFunction, RemoteProgram, points_to_ask, remote_answer
from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook import sheet_hash
from coursekit.grading.pieces import Pieces
from coursekit.grading.records import CellFault, Grade, QuestionGrade, Submission
from coursekit.grading.sandbox import (
    Child,
    ChildDied,
    ChildFault,
    ChildTimeout,
    Described,
    Sandbox,
    SandboxError,
)
from coursekit.grading.seeds import probe_seed, seed_id
from coursekit.sheets import Sheet

__all__ = ["NAME_OF_STUDENT", "UNREADABLE", "Grader", "Times", "grade_submission"]

#: Keys of a grade's details: why nothing could be read, and the person's name.
UNREADABLE, NAME_OF_STUDENT = "unreadable", "name"
#: Characters of code that are parsed here; whatever cells come after bind nothing.
PARSED = 400_000
#: What a report repeats of cells: faults, notes, characters of each.
FAULTS, NOTES, CHARACTERS = 30, 20, 300
#: Names of a notebook that a question's name is compared with, and their length.
NAMES, NAME = 500, 60


@dataclass(frozen=True)
class Times:
    """Seconds that a submission may take, and how often it may be started.

    ``cell`` is one cell, ``question`` all calls of one answer, ``total`` everything. Whatever
    goes wrong is left out and the rest run again, at most ``runs`` times.

    >>> Times(cell=5).question
    10.0
    """

    cell: float = 10.0
    question: float = 10.0
    total: float = 60.0
    runs: int = 8


class Grader:
    """Grades submissions to one sheet; keeps what is the same for all of them.

    ``classmates`` are the ids of the class: a wrong answer that is right for another one's numbers
    is reported. ``layers`` of a grade are those that the child itself had.

    Raises GradingError if the sheet cannot be graded in a jail at all.
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
        self._classmates = sorted(classmates)
        self._variants: dict[tuple[str, str], Exercise] = {}

    def grade(self, sandbox: Sandbox, submission: Submission) -> Grade:
        """Return the grade; never raises for what a submission does.

        If the sandbox fails, it is tried once more; then the grade says so in ``harness``.
        """
        start = time.monotonic()
        if submission.fault is not None:
            return self.unjudged(submission, submission.fault)
        for _ in range(2):
            run = _Run(self, sandbox, submission, start + self.times.total)
            try:
                run.work()
            except SandboxError as error:
                run.harness = str(error)
            else:
                break
        return run.grade(time.monotonic() - start)

    def unjudged(self, submission: Submission, why: str, *, harness: bool = False) -> Grade:
        """Return a grade without any points, for a submission that could not be judged."""
        verdict = Verdict("unanswered", 0.0, None, "There was nothing to judge.")
        if harness:
            verdict = _HARNESS
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
        name = {NAME_OF_STUDENT: submission.name} if submission.name else {}
        return Grade(
            student=submission.student,
            source=submission.source,
            digest=submission.digest,
            sheet=self.sheet.name,
            sheet_hash=self.sheet_hash,
            seed_id=self.seed_id,
            version=coursekit.__version__,
            submitted=submission.submitted,
            details={**name, **details},
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

        First those of the sheet itself, then of the ids that the notebook names, then the class's.
        """
        seen = {id(own)}
        for student in (None, *claimed, *self._classmates):
            other = self.variant(exercise, student)
            if id(other) not in seen:
                seen.add(id(other))
                yield student, other


_HARNESS = Verdict(
    "error", 0.0, "harness", "This answer could not be judged; the grader failed, not you."
)


def grade_submission(
    sandbox: Sandbox,
    sheet: Sheet,
    submission: Submission,
    secret: bytes,
    times: Times | None = None,
) -> Grade:
    """Grade one submission; for many of one sheet, keep a `Grader`."""
    return Grader(sheet, secret, times).grade(sandbox, submission)


# One submission.


class _Finished(Exception):  # noqa: N818 - never leaves this module
    """There is nothing more to be done, or no time to do it."""


@dataclass
class _Run:
    """What is known of one submission so far; every pass that is cut short adds to it."""

    grader: Grader
    sandbox: Sandbox
    submission: Submission
    deadline: float
    harness: str | None = None
    layers: tuple[str, ...] = ()
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    cut: dict[int, CellFault] = field(default_factory=dict)  # by number: cells that were cut
    raised: dict[int, CellFault] = field(default_factory=dict)  # by number, in the last pass
    one_by_one: bool = False

    def __post_init__(self) -> None:
        times, student = self.grader.times, self.submission.student
        self.times = times
        self.pieces = Pieces(self.submission.cells)
        self.exercises = {
            exercise.id: self.grader.variant(exercise, student) for exercise in self.grader.sheet
        }

    @property
    def pending(self) -> list[str]:
        """The questions without a verdict, in the order of the sheet."""
        return [id_ for id_ in self.exercises if id_ not in self.verdicts]

    def work(self) -> None:
        """Run and ask until every question has a verdict or the time is over."""
        for _ in range(self.times.runs):
            try:
                self._pass()
            except _Finished:
                break
            if not self.pending:
                return
        else:
            self._note(f"It was started {self.times.runs} times; the rest was not judged.")
        for id_ in self.pending:
            self._judged(id_, Verdict("error", 0.0, "total", _NO_TIME), 0.0)

    def _pass(self) -> None:
        """Run the cells that are left and ask what is pending, until the first fault."""
        durations: dict[int, float] = {}
        began = 0.0

        def progress(index: int, result: object) -> None:
            nonlocal began
            if result is None:
                began = time.monotonic()
            else:
                durations[index] = time.monotonic() - began

        with self.sandbox.start(self.pieces.sources, progress) as child:
            self.layers = tuple(child.layers)
            try:
                # Half of what is left, so that there is time for a second attempt.
                share = self._left() / 2
                results = child.run(cell_seconds=self.times.cell, total_seconds=share)
            except ChildFault as fault:
                self._keep(fault.results)
                self._cut_cell(fault, durations, share)
                return
            self._keep(results)
            self._ask(child)

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            self._note("The time for the whole notebook was over; the rest was not judged.")
            raise _Finished
        return left

    # Cells.

    def _keep(self, results: Sequence[Any]) -> None:
        """Keep what the cells of this pass raised, and what was left out of them."""
        self.raised = {}
        for result in results:
            number = self.pieces[result.index].number
            if result.error is not None and len(self.raised) < FAULTS:
                at = f" in line {result.line}" if result.line else ""
                # A SyntaxError names our own name for the cell, and the line, by itself.
                error = _CELL.sub("", result.error)
                message = _short(f"{error}{at}")
                self.raised.setdefault(number, CellFault(number, "error", message))
            for note in result.notes:
                if _INSTALL not in note:
                    self._note(f"cell {number}: {note}")

    def _cut_cell(self, fault: ChildFault, durations: Mapping[int, float], share: float) -> None:
        """Cut the cell that stopped everything, or the slowest if all together took too long."""
        index = fault.cell
        if index is None:
            raise SandboxError(f"a process ended after its last cell: {fault}") from fault
        late = isinstance(fault, ChildTimeout)
        if late and durations and sum(durations.values()) > share - self.times.cell:
            slowest = max(durations, key=lambda key: durations[key])
            did = (
                f"it took {durations[slowest]:.0f} s, and all cells together took more than "
                f"{share:.0f} s"
            )
            self._cut(slowest, CellFault(self.pieces[slowest].number, "timeout", did), whole=True)
            return
        kind, did = _what_happened(fault, self.times.cell)
        self._cut(index, CellFault(self.pieces[index].number, kind, f"it {did}"))

    def _cut(self, index: int, fault: CellFault, *, whole: bool = False) -> None:
        self.cut.setdefault(fault.cell, fault)
        if whole:
            self.pieces.drop(index)
        else:
            self.pieces.cut(index)

    # Questions.

    @cached_property
    def _bindings(self) -> Bindings:
        """What the cells bind; those that were left out bind nothing any more."""
        room, readable = PARSED, []
        for source in self.pieces.sources:
            room -= len(source)
            readable.append(source if room >= 0 else "")
        if room < 0:
            self._note(f"Only the first {PARSED} characters of code were looked at for answers.")
        return Bindings(readable)

    def _ask(self, child: Child) -> None:
        """Judge what is pending, until all is or the process is gone."""
        self.__dict__.pop("_bindings", None)  # of an earlier pass, with other pieces
        pending = self.pending
        if not self.one_by_one:
            try:
                described = child.describe(pending, seconds=self.times.question)
            except ChildFault:
                self.one_by_one = True
                return
        names: dict[str, Any] = dict.fromkeys(
            [name for name in self._bindings.names if len(name) <= NAME][:NAMES]
        )
        for id_ in pending:
            start = time.monotonic()
            seconds = min(self.times.question, self._left())
            try:
                if self.one_by_one:
                    described = child.describe([id_], seconds=seconds)
                verdict = self._judge(child, id_, described[id_], names, seconds)
            except ChildFault as fault:
                kind, did = _what_happened(fault, seconds)
                verdict = Verdict("error", 0.0, kind, f"Your {id_} {did}.")
                self._judged(id_, verdict, time.monotonic() - start)
                return
            self._judged(id_, verdict, time.monotonic() - start)

    def _judge(
        self, child: Child, id_: str, described: Described, names: dict[str, Any], seconds: float
    ) -> Verdict:
        space: dict[str, Any] = {}
        if described.status != "missing":
            space[id_] = remote_answer(child, described, seconds)
        found = self._bindings.find(id_, space)
        exercise = self.exercises[id_]
        try:
            verdict = self._verdict(child, exercise, found, names, seconds)
            if verdict.outcome == "wrong" and exercise.variant is not None:
                self._look_for_other_numbers(child, found, names, seconds)
        except (ChildFault, SandboxError):
            raise
        except (ExerciseError, GradingError) as error:
            self.harness = f"{id_}: {error}"
            return _HARNESS
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not stop the class
            self.harness = f"{id_}: {type(error).__name__}: {error}"
            return _HARNESS
        return verdict

    def _verdict(
        self, child: Child, exercise: Exercise, found: Found, names: dict[str, Any], seconds: float
    ) -> Verdict:
        """Judge one answer; raises what became of the process if that did not survive it."""
        remote: RemoteFunction | RemoteProgram | None = None
        if found.status == "found":
            if exercise.kind == "program":
                remote = RemoteProgram(child, exercise, seconds)
                exercise = remote.drives(exercise)
            elif isinstance(found.value, RemoteFunction):
                remote = found.value
                remote.fetch(points_to_ask(exercise, self.grader.seed))
        verdict = judge_found(exercise, found, names, self.exercises, seed=self.grader.seed)
        if remote is not None and remote.fault is not None:
            raise remote.fault
        return verdict

    def _look_for_other_numbers(
        self, child: Child, found: Found, names: dict[str, Any], seconds: float
    ) -> None:
        """Report an answer that is right for other numbers; it gets nothing for that."""
        id_ = found.name
        exercise = self.grader.sheet[id_]
        for student, other in self.grader.other_variants(
            exercise, self.exercises[id_], self._claimed()
        ):
            if self._verdict(child, other, found, names, seconds).correct:
                whose = "of the sheet without an id" if student is None else "of another student"
                self.remarks[id_] = (
                    f"This is right for the numbers {whose}. Open the sheet with your own id: "
                    f"the numbers depend on it."
                )
                self.details[f"{id_}: numbers of"] = student or "no student"
                return

    def _claimed(self) -> list[str]:
        """Return texts that may be the id with which the notebook opened the sheet."""
        found = (
            text
            for source in self.pieces.sources
            if "student" in source.casefold()
            for text in re.findall(r"""["']([\w.@-]{1,40})["']""", source[:10_000])
        )
        return list(dict.fromkeys(found))[:20]

    # The record.

    def _judged(self, id_: str, verdict: Verdict, seconds: float) -> None:
        self.verdicts[id_] = verdict
        self.seconds[id_] = seconds

    def _note(self, text: str) -> None:
        if len(self.notes) < NOTES:
            self.notes[_short(text)] = None

    def grade(self, seconds: float) -> Grade:
        """Return everything as a record."""
        questions = tuple(
            QuestionGrade(
                exercise.id,
                exercise.title,
                exercise.points,
                self.verdicts.get(exercise.id, _HARNESS),
                round(self.seconds.get(exercise.id, 0.0), 4),
                self.remarks.get(exercise.id, ""),
            )
            for exercise in self.exercises.values()
        )
        faults = {**self.raised, **self.cut}
        return self.grader.record(
            self.submission,
            layers=self.layers,
            questions=questions,
            faults=tuple(faults[number] for number in sorted(faults)),
            notes=(*self.submission.notes, *self.notes),
            seconds=round(seconds, 4),
            harness=self.harness,
            details=self.details,
        )


#: What a set-up cell does in a notebook only.
_INSTALL = '"$INSTALL_FROM"'
_CELL = re.compile(r" \(<cell [^>]*>, line \d+\)$")
_NO_TIME = "There was no time left to judge this answer."


def _what_happened(fault: ChildFault, seconds: float) -> tuple[str, str]:
    """Return the kind of a fault, and what the code did."""
    if isinstance(fault, ChildTimeout):
        return "timeout", f"did not end within {seconds:g} s"
    if isinstance(fault, ChildDied):
        if fault.reason == "memory":
            return "memory", "asked for more memory than there is"
        if fault.reason == "cpu":
            return "timeout", "used up the processor time of the whole notebook"
        if fault.reason == "exit":
            return "exit", "ended the Python process"
        return "exit", f"ended the Python process ({fault.reason})"
    return "exit", "disturbed the process that asks for answers"


def _short(text: str) -> str:
    return text if len(text) <= CHARACTERS else text[: CHARACTERS - 1] + "…"
