"""Where a student stands: the grade, and what was changed by hand or taken off for being late.

Plain records, so that the gradebook's rows become them without knowing anything of reports.
"""

from __future__ import annotations

from dataclasses import dataclass

from coursekit.grading.records import Grade

__all__ = ["Late", "Override", "Standing"]


@dataclass(frozen=True)
class Override:
    """Points that a person set by hand.

    ``question`` is the id of a question, or None: then ``points`` is the mark itself, whatever the
    questions give. ``reason`` is shown to the student, ``by`` (who did it) and ``at`` (seconds
    since 1970) to the instructor.
    """

    points: float
    reason: str
    question: str | None = None
    by: str = ""
    at: float | None = None


@dataclass(frozen=True)
class Late:
    """What was taken off because the work came late.

    ``submitted`` and ``due`` are seconds since 1970, ``deducted`` are points (0 or more), ``rule``
    is the sentence that the course has for it.
    """

    submitted: float
    due: float
    deducted: float
    rule: str = ""


@dataclass(frozen=True)
class Standing:
    """One student's grade with all that changes it.

    ``overrides`` are in the order of time; the last one on a question counts. ``unreadable`` says
    why nothing of the submission could be graded, ``notes`` what the instructor should know.

    >>> from coursekit.checking import Verdict
    >>> from coursekit.grading.records import QuestionGrade
    >>> grade = Grade("abcd12", "abcd12.ipynb", "00", "02_rules", "11", "22", "0.1.0",
    ...     questions=(QuestionGrade("d_power", "A power", 2, Verdict("wrong", 0.0)),))
    >>> standing = Standing(grade, (Override(2.0, "A typing error of ours.", "d_power"),),
    ...     Late(90.0, 30.0, 0.5))
    >>> standing.reached, standing.mark
    (2.0, 1.5)
    """

    grade: Grade
    overrides: tuple[Override, ...] = ()
    late: Late | None = None
    unreadable: str | None = None
    name: str = ""
    notes: tuple[str, ...] = ()

    @property
    def student(self) -> str:
        """The student's id."""
        return self.grade.student

    @property
    def final(self) -> bool:
        """Whether the grader came to its end; if not, the mark will change."""
        return self.grade.harness is None

    def override(self, question: str | None) -> Override | None:
        """Return what was set by hand for a question (None: for the mark), the last time."""
        return next((o for o in reversed(self.overrides) if o.question == question), None)

    def scores(self) -> dict[str, float]:
        """Return the points of each question that count, changes by hand included."""
        points = {question.id: question.score for question in self.grade.questions}
        for override in self.overrides:
            if override.question is not None:
                points[override.question] = override.points
        return points

    @property
    def reached(self) -> float:
        """The sum over the questions, before anything is taken off."""
        return float(sum(self.scores().values()))

    @property
    def deducted(self) -> float:
        """The points that being late costs; never more than there are."""
        return 0.0 if self.late is None else min(max(self.late.deducted, 0.0), self.reached)

    @property
    def mark(self) -> float:
        """The points that count in the end."""
        whole = self.override(None)
        return self.reached - self.deducted if whole is None else whole.points
