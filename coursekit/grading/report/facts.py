"""What a student's report says, before it is HTML or text: the same facts for both."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from coursekit.checking import Exercise, PartVerdict
from coursekit.grading.cleaning import clean
from coursekit.grading.records import QuestionGrade
from coursekit.grading.report.feedback import Hint, Told, next_hint, open_points, told
from coursekit.grading.report.standing import Override, Standing
from coursekit.grading.report.words import LOOKS, Look, duration, moment, number, points_of
from coursekit.sheets import Sheet

__all__ = ["Facts", "Guide", "Item", "Part"]


class Guide:
    """A sheet as reports need it: what does not depend on the student is worked out once."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._exercises = {exercise.id: exercise for exercise in sheet}
        self._public = {exercise.id: open_points(exercise) for exercise in sheet}

    def exercise(self, question: str, student: str) -> Exercise | None:
        """Return a question with the student's own numbers; None if the sheet has it no more."""
        exercise = self._exercises.get(question)
        return None if exercise is None else exercise.for_student(self.sheet.name, student)

    def told(self, question: str, outcome: str, slip: str | None, message: str) -> Told:
        """Return what of a message on this question is shown."""
        exercise = self._exercises.get(question)
        inputs = [] if exercise is None else list(exercise.inputs)
        return told(outcome, slip, message, inputs, self._public.get(question, frozenset()))


@dataclass(frozen=True)
class Part:
    """One part of an answer of several."""

    name: str
    outcome: str
    points: str
    message: Told | None


@dataclass(frozen=True)
class Item:
    """One question of the report; ``prompt``, ``message`` and ``hint`` only where they help."""

    id: str
    title: str
    outcome: str
    score: float
    points: int
    prompt: str | None
    message: Told | None
    parts: tuple[Part, ...]
    hint: Hint | None
    note: str
    override: Override | None

    @property
    def look(self) -> Look:
        """The outcome in words and sign."""
        return LOOKS[self.outcome]

    @property
    def of(self) -> str:
        """The points in words."""
        return f"{number(self.score)} of {self.points}"


@dataclass(frozen=True)
class Facts:
    """Everything that a student's report says, in its order."""

    title: str
    student: str
    name: str
    mark: str
    reason_why_not_final: str | None
    unreadable: str | None
    counts: tuple[tuple[str, int], ...]
    account: tuple[tuple[str, str], ...]
    late: str | None
    items: tuple[Item, ...]
    overrides: tuple[tuple[str, str, str], ...]
    standing: Standing

    @classmethod
    def of(cls, standing: Standing, guide: Guide, zone: datetime.tzinfo | None = None) -> Facts:
        """Gather the facts about ``standing``; times are written in ``zone``."""
        grade, sheet = standing.grade, guide.sheet
        points = grade.points or sheet.points
        scores = standing.scores()
        items: tuple[Item, ...] = ()
        if standing.final and standing.unreadable is None:
            # Nobody left the questions open that the grader never came to.
            items = tuple(_item(q, standing, guide, scores) for q in grade.questions)
        titles = {question.id: clean(question.title) for question in grade.questions}
        return cls(
            title=sheet.title,
            student=standing.student,
            name=standing.name,
            mark=points_of(standing.mark, points) if standing.final else "No mark yet",
            reason_why_not_final=None if standing.final else _NOT_FINAL,
            unreadable=standing.unreadable,
            counts=tuple(
                (outcome, count)
                for outcome in LOOKS
                if (count := sum(item.outcome == outcome for item in items))
            ),
            account=_account(standing) if standing.final else (),
            late=None if standing.late is None else _late(standing, zone),
            items=items,
            overrides=tuple(_changed(o, titles) for o in standing.overrides),
            standing=standing,
        )

    @property
    def to_do(self) -> tuple[Item, ...]:
        """The questions that were tried and are not right yet."""
        return tuple(i for i in self.items if i.outcome not in ("correct", "unanswered"))

    @property
    def unanswered(self) -> tuple[Item, ...]:
        """The questions that were left open."""
        return tuple(i for i in self.items if i.outcome == "unanswered")

    def provenance(self) -> Mapping[str, str]:
        """Return what the marks depend on, so that two reports can be told apart."""
        grade = self.standing.grade
        return {
            "File": grade.source,
            "SHA-256 of the file": grade.digest,
            "Sheet": f"{grade.sheet}, version {grade.sheet_hash}",
            "Seed": grade.seed_id,
            "Graded by": f"coursekit {grade.version}",
        }


_NOT_FINAL = (
    "Grading did not come to its end for a technical reason that is not yours. It is done again, "
    "and this mark may change."
)


def _item(
    question: QuestionGrade, standing: Standing, guide: Guide, scores: Mapping[str, float]
) -> Item:
    verdict = question.verdict
    exercise = guide.exercise(question.id, standing.student)
    help_wanted = exercise is not None and not verdict.correct
    message = None
    if verdict.outcome not in ("correct", "unanswered") and verdict.message:
        message = guide.told(question.id, verdict.outcome, verdict.slip, verdict.message)
    return Item(
        id=clean(question.id),
        title=clean(question.title),
        outcome=verdict.outcome,
        score=scores[question.id],
        points=question.points,
        prompt=exercise.prompt_text() if exercise is not None and help_wanted else None,
        message=message,
        parts=tuple(_part(part, question.id, guide) for part in verdict.parts),
        hint=next_hint(exercise, verdict) if exercise is not None and help_wanted else None,
        note=question.note,
        override=standing.override(question.id),
    )


def _part(part: PartVerdict, question: str, guide: Guide) -> Part:
    message = None
    if part.outcome != "correct" and part.message:
        message = guide.told(question, part.outcome, part.slip, part.message)
    reached = f"{number(part.score * part.points)} of {part.points}"
    return Part(part.name, part.outcome, reached, message)


def _account(standing: Standing) -> tuple[tuple[str, str], ...]:
    """Say how the mark comes about, where it is not just the sum of the questions."""
    lines = [("Sum of the questions", number(standing.reached))]
    if standing.deducted:
        lines.append(("Taken off because it came late", number(-standing.deducted)))
    whole = standing.override(None)
    if whole is not None:
        lines.append(("Set by hand", number(whole.points)))
    return (*lines, ("Mark", number(standing.mark))) if len(lines) > 1 else ()


def _late(standing: Standing, zone: datetime.tzinfo | None) -> str:
    late = standing.late
    assert late is not None
    came = f"Handed in {moment(late.submitted, zone)}; due {moment(late.due, zone)}."
    by = late.submitted - late.due
    if by <= 0:
        return f"{came} In time."
    taken = number(standing.deducted)
    points = f"{taken} point{' is' if taken == '1' else 's are'} taken off"
    rule = f" The rule: {late.rule.rstrip('.')}." if late.rule else ""
    return f"{came} That is {duration(by)} late: {points}.{rule}"


def _changed(override: Override, titles: Mapping[str, str]) -> tuple[str, str, str]:
    """Return what was changed by hand, how, and why."""
    if override.question is None:
        what = "The mark"
    else:
        what = titles.get(override.question, override.question)
    return what, number(override.points), override.reason
