"""One submission in the jail: run its cells, ask for its answers, and again without what failed.

A cell or a question that hangs, or that ends the process, costs itself only: the process is killed,
and the notebook is run again without it. How often and how long is bounded.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from coursekit.checking import Bindings, Exercise, ExerciseError, Found, Verdict, judge_found
from coursekit.grading.answers import RemoteFunction, RemoteProgram, points_to_ask, remote_answer
from coursekit.grading.errors import GradingError
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
from coursekit.sheets import names as sheet_names

if TYPE_CHECKING:
    from coursekit.grading.one import Grader

__all__ = ["HARNESS", "NOBODY", "NO_TIME", "NUMBERS_OF", "Attempt", "Times"]

#: Characters of code that are parsed here; a cell for which there is no room binds nothing.
PARSED = 200_000
#: What a report repeats of cells: faults, notes, characters of each.
FAULTS, NOTES, CHARACTERS = 30, 20, 300
#: Seconds that a process has beyond the time of its cells.
SLACK = 1.0
#: Names of a notebook that a question's name is compared with, and their length.
NAMES, NAME = 500, 60
#: The slip of an answer that was not judged for want of time.
NO_TIME = "total"
#: What follows a question's id as a key of the details: for whose numbers an answer is right.
NUMBERS_OF, NOBODY = ": numbers of", "no student"
#: The verdict on an answer on which the grader failed.
HARNESS = Verdict(
    "error", 0.0, "harness", "This answer could not be judged; the grader failed, not you."
)


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


class _Finished(Exception):  # noqa: N818 - never leaves this module
    """There is nothing more to be done, or no time to do it."""


class _Clock:
    """Seconds that each cell took, told by the progress of a child."""

    def __init__(self) -> None:
        self.seconds: dict[int, float] = {}
        self._began = time.monotonic()

    def __call__(self, index: int, result: object) -> None:
        if result is None:
            self._began = time.monotonic()
        else:
            self.stop(index)

    def stop(self, index: int) -> None:
        """Note that a cell ended."""
        self.seconds[index] = time.monotonic() - self._began


@dataclass
class Attempt:
    """All runs of one submission, and what is known of it so far.

    A run that is cut short says what to leave out of the next.
    """

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
            self._judged(id_, Verdict("error", 0.0, NO_TIME, _NO_TIME), 0.0)

    def _pass(self) -> None:
        """Run the cells that are left and ask what is pending, until the first fault."""
        clock = _Clock()
        with self.sandbox.start(self.pieces.sources, clock) as child:
            # What the child tells of its own walls, and the jail's, which stand round all of them.
            walls = {"root", "bubblewrap", "pidfd"} | set(child.layers)
            self.layers = tuple(wall for wall in self.sandbox.layers if wall in walls)
            try:
                # Half of what is left, so that there is time for a second attempt; and no more
                # than the cells may take, or a process that says nothing at all would have it.
                share = min(self._left() / 2, self.times.cell * len(self.pieces) + SLACK)
                results = child.run(cell_seconds=self.times.cell, total_seconds=share)
            except ChildFault as fault:
                self._keep(fault.results)
                self._cut_cells(fault, clock, share)
                return
            self._keep(results)
            if not self._cut_hoarders(results):
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

    def _cut_cells(self, fault: ChildFault, clock: _Clock, share: float) -> None:
        """Cut the cell that stopped everything; the slow ones too if all took too long together."""
        # After its last cell, nobody can say which one is to blame.
        index = len(self.pieces) - 1 if fault.cell is None else fault.cell
        if index < 0:
            raise SandboxError(f"a process without cells ended: {fault}") from fault
        clock.stop(index)
        if isinstance(fault, ChildTimeout) and clock.seconds[index] < 0.9 * self.times.cell:
            self._drop_slow_cells(clock, share)
            return
        kind, did = _what_happened(fault, self.times.cell)
        number = self.pieces[index].number
        who = "it, or a cell before it," if fault.cell is None else "it"
        self.cut.setdefault(number, CellFault(number, kind, f"{who} {did}"))
        self.pieces.cut(index)

    def _cut_hoarders(self, results: Sequence[Any]) -> bool:
        """Cut cells that filled the memory and may still hold it; return whether there are any.

        Every answer after them would die of it.
        """
        full = [r.index for r in results if r.error is not None and _FULL.match(r.error)]
        for index in reversed(full):
            number = self.pieces[index].number
            did = "it asked for more memory than there is"
            self.cut.setdefault(number, CellFault(number, "memory", did))
            self.pieces.cut(index)
        return bool(full)

    def _drop_slow_cells(self, clock: _Clock, share: float) -> None:
        """Drop the slowest cells, until the rest leaves time for those that never had a turn."""
        left = sum(clock.seconds.values())
        dropped = []
        for index in sorted(clock.seconds, key=clock.seconds.__getitem__, reverse=True):
            dropped.append(index)
            left -= clock.seconds[index]
            if left < share / 4:
                break
        for index in sorted(dropped, reverse=True):
            number = self.pieces[index].number
            did = (
                f"it took {clock.seconds[index]:.1f} s, too much where all cells together have "
                f"{share:.0f} s"
            )
            self.cut.setdefault(number, CellFault(number, "timeout", did))
            self.pieces.drop(index)

    # Questions.

    @cached_property
    def _bindings(self) -> Bindings:
        """What the cells bind; those that were left out bind nothing any more."""
        room, readable = PARSED, []
        for piece in map(self.pieces.__getitem__, range(len(self.pieces))):
            fits = len(piece.source) <= room
            room -= len(piece.source) if fits else 0
            readable.append(piece.source if fits else "")
            if not fits:
                self._note(f"cell {piece.number} is too long to be looked at for answers.")
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
                verdict = self._judge(child, described[id_], names, start + seconds)
            except ChildFault as fault:
                kind, did = _what_happened(fault, seconds)
                verdict = Verdict("error", 0.0, kind, f"Your {id_} {did}.")
                self._judged(id_, verdict, time.monotonic() - start)
                return
            self._judged(id_, verdict, time.monotonic() - start)

    def _judge(
        self, child: Child, described: Described, names: dict[str, Any], deadline: float
    ) -> Verdict:
        """Judge one answer and look whether it belongs to somebody else."""
        id_, space = described.name, {}
        if described.status != "missing":
            space[id_] = remote_answer(child, described, deadline)
        found = self._bindings.find(id_, space)
        exercise = self.exercises[id_]
        try:
            verdict = self._verdict(child, exercise, found, names, deadline)
            if verdict.outcome == "wrong" and exercise.variant is not None:
                other = self._for_other_numbers(child, found, names, deadline)
                verdict = other or verdict
        except (ChildFault, SandboxError):
            raise
        except (ExerciseError, GradingError) as error:
            self.harness = f"{id_}: {error}"
            return HARNESS
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not stop the class
            self.harness = f"{id_}: {type(error).__name__}: {error}"
            return HARNESS
        return verdict

    def _verdict(
        self, child: Child, exercise: Exercise, found: Found, names: dict[str, Any], deadline: float
    ) -> Verdict:
        """Judge one answer; raises what became of the process if that did not survive it."""
        remote: RemoteFunction | RemoteProgram | None = None
        if found.status == "found":
            if exercise.kind == "program":
                remote = RemoteProgram(child, exercise, deadline)
                exercise = remote.drives(exercise)
            elif isinstance(found.value, RemoteFunction):
                remote = found.value
                remote.fetch(points_to_ask(exercise, self.grader.seed))
        verdict = judge_found(exercise, found, names, self.exercises, seed=self.grader.seed)
        if remote is not None and remote.fault is not None:
            raise remote.fault
        return verdict

    def _for_other_numbers(
        self, child: Child, found: Found, names: dict[str, Any], deadline: float
    ) -> Verdict | None:
        """Report an answer that is right for other numbers; return the verdict if it counts.

        It counts only if the notebook names no id and the answer is right for the numbers that
        the sheet shows then: its author answered what was asked.
        """
        id_ = found.name
        others = self.grader.other_variants(
            self.grader.sheet[id_], self.exercises[id_], self._claimed()
        )
        # A function has to be called anew for each, so it is compared with the likely ones only.
        most = 5 if isinstance(found.value, RemoteFunction) else None
        for student, other in islice(others, most):
            verdict = self._verdict(child, other, found, names, deadline)
            if verdict.correct:
                counts = student is None and not self._claimed()
                whose = "of the sheet without an id" if student is None else "of another student"
                self.remarks[id_] = (
                    f"This is right for the numbers {whose}{', and counts' if counts else ''}."
                    " Open the sheet with your own id: the numbers depend on it."
                )
                self.details[f"{id_}{NUMBERS_OF}"] = student or NOBODY
                return verdict if counts else None
        return None

    def _claimed(self) -> list[str]:
        """Return texts that may be the id with which the notebook opened the sheet.

        The name of a sheet stands in the same cell and is none.
        """
        found = (
            quoted or number
            for source in self.pieces.sources
            if "student" in source.casefold()
            for quoted, number in _MAY_BE_ID.findall(source[:10_000])
        )
        sheets = {self.grader.sheet.name, *sheet_names()}
        return [text for text in dict.fromkeys(found) if text not in sheets][:20]

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
                self.verdicts.get(exercise.id, HARNESS),
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


#: A text without blanks inside, or a number that a variable or an argument called student gets.
_MAY_BE_ID = re.compile(r"""["'][ \t]*([\w.@-]{1,40})[ \t]*["']|\bstudent\s*=\s*(\d{1,40})\b""")
#: What a set-up cell does in a notebook only.
_INSTALL = '"$INSTALL_FROM"'
#: What a cell ends with that was refused memory; NumPy's own error leaves nothing behind.
_FULL = re.compile(r"MemoryError\b")
_CELL = re.compile(r" \(<cell [^>]*>, line \d+\)$")
_NO_TIME = "There was no time left to judge this answer."


def _what_happened(fault: ChildFault, seconds: float) -> tuple[str, str]:
    """Return the kind of a fault, and what the code did."""
    if isinstance(fault, ChildTimeout):
        return "timeout", f"did not end within {seconds:.3g} s"
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
