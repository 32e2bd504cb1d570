"""What a student gets: the judged points, decisions made by hand, the penalty for being late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coursekit.grading.gradebook.late import LateRule
from coursekit.grading.records import Grade, QuestionGrade
from coursekit.grading.times import show_time

__all__ = ["Mark", "Override", "QuestionMark", "mark_of"]


@dataclass(frozen=True)
class Override:
    """A decision made by hand: ``points`` for a question, or without one for the whole sheet.

    ``points`` None takes earlier decisions back. ``digest`` is the file that it was made for: when
    the student hands in another one, the decision no longer counts.
    """

    student: str
    sheet: str
    question: str | None
    points: float | None
    reason: str
    author: str
    at: float
    digest: str


@dataclass(frozen=True)
class QuestionMark:
    """One question: as it was judged, and the points that count."""

    judged: QuestionGrade
    score: float
    override: Override | None = None

    @property
    def id(self) -> str:
        """The question's id."""
        return self.judged.id

    @property
    def points(self) -> int:
        """The points that there are."""
        return self.judged.points


@dataclass(frozen=True)
class Mark:
    """What counts for one student and sheet.

    ``score`` are the points with decisions by hand, ``penalty`` those that lateness costs,
    ``final`` the result. ``late`` are the seconds too late by the rule, None without a rule or a
    time. A decision on the whole mark (``override``) is final: no penalty is taken off it.
    ``notes`` say what an instructor should know, such as a decision that no longer counts.
    """

    grade: Grade
    questions: tuple[QuestionMark, ...]
    score: float
    penalty: float = 0.0
    late: float | None = None
    submitted: float | None = None
    override: Override | None = None
    notes: tuple[str, ...] = ()

    @property
    def student(self) -> str:
        """The student's id."""
        return self.grade.student

    @property
    def points(self) -> int:
        """The points that there are."""
        return self.grade.points

    @property
    def final(self) -> float:
        """The points that the student gets."""
        return self.score - self.penalty


def mark_of(
    grade: Grade,
    overrides: Iterable[Override],
    submitted: float | None,
    rule: LateRule | None,
) -> Mark:
    """Put together what counts; ``overrides`` are all decisions on this student and sheet."""
    notes: list[str] = []
    in_force = _in_force(grade, overrides, notes)
    questions = []
    for question in grade.questions:
        own = in_force.pop(question.id, None)
        questions.append(QuestionMark(question, _points(own, question.points, question.score), own))
    whole = in_force.pop(None, None)
    notes += [
        f"The sheet has no question {id_} any more: its override is idle." for id_ in in_force
    ]
    score = float(sum(question.score for question in questions))
    late = rule.late(submitted, grade.student) if rule else None
    if rule and submitted is None:
        notes.append("The platform gives no time, so there is no penalty.")
    if whole is not None:
        score, penalty = _points(whole, grade.points, score), 0.0
    else:
        penalty = rule.penalty(score, grade.points, submitted, grade.student) if rule else 0.0
    return Mark(grade, tuple(questions), score, penalty, late, submitted, whole, tuple(notes))


def _points(override: Override | None, points: int, judged: float) -> float:
    if override is None or override.points is None:
        return judged
    return min(override.points, float(points))  # the question may be worth less by now


def _in_force(
    grade: Grade, overrides: Iterable[Override], notes: list[str]
) -> dict[str | None, Override]:
    """Return the newest decision on each question, without those taken back or for other files."""
    newest: dict[str | None, Override] = {}
    for override in sorted(overrides, key=lambda override: override.at):
        newest[override.question] = override
    kept = {key: o for key, o in newest.items() if o.points is not None}
    for key, override in list(kept.items()):
        if override.digest != grade.digest:
            del kept[key]
            notes.append(
                f"The override of {key or 'the whole mark'} by {override.author}"
                f" ({show_time(override.at)}) was for another file and no longer counts."
            )
    return kept
