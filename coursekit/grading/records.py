"""What passes between reading, judging, keeping and reporting: plain records, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field

from coursekit.checking import Verdict
from coursekit.checking.stored import CodeCell

__all__ = ["FAULTS", "CellFault", "CodeCell", "Grade", "QuestionGrade", "Submission"]

#: How a cell can fail: it raised, ran too long, ended its process, or asked for too much.
FAULTS = ("error", "timeout", "exit", "memory", "output")


@dataclass(frozen=True)
class Submission:
    """One student's notebook, read and not run.

    ``source`` is the name that people know it by (its path inside the download), ``digest`` the
    SHA-256 of its bytes, ``fault`` says why nothing of it can be graded (then there are no cells),
    ``notes`` what was odd about it, ``submitted`` the time that the learning platform gives, in
    seconds since 1970, ``name`` the person's name where a roster or the platform gives it,
    ``doubts`` those of the notes that the class page shows too: it may be another one's file, or
    another sheet's.

    >>> Submission("abcd12", "abcd12.ipynb", "00").fault is None
    True
    """

    student: str
    source: str
    digest: str
    cells: tuple[CodeCell, ...] = ()
    notes: tuple[str, ...] = ()
    fault: str | None = None
    submitted: float | None = None
    name: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellFault:
    """A cell that did not run to its end; ``kind`` is one of `FAULTS`."""

    cell: int
    kind: str
    message: str


@dataclass(frozen=True)
class QuestionGrade:
    """The verdict on one question of one submission.

    >>> QuestionGrade("d_relu", "ReLU", 2, Verdict("correct", 1.0)).score
    2.0
    """

    id: str
    title: str
    points: int
    verdict: Verdict
    seconds: float = 0.0
    note: str = ""

    @property
    def score(self) -> float:
        """Points reached."""
        return self.points * self.verdict.score


@dataclass(frozen=True)
class Grade:
    """What grading one submission gave, with everything that the marks depend on.

    ``sheet_hash`` names the state of the sheet, ``seed_id`` the secret seed without telling it,
    ``layers`` the layers of the jail that were on. ``harness`` is None, or says how the grader and
    not the student failed: such a grade is not final and is done again.
    """

    student: str
    source: str
    digest: str
    sheet: str
    sheet_hash: str
    seed_id: str
    version: str
    layers: tuple[str, ...] = ()
    questions: tuple[QuestionGrade, ...] = ()
    faults: tuple[CellFault, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    submitted: float | None = None
    harness: str | None = None
    details: dict[str, str] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """The points that there are."""
        return sum(question.points for question in self.questions)

    @property
    def score(self) -> float:
        """The points reached, before any penalty."""
        return float(sum(question.score for question in self.questions))
