"""From the gradebook's marks to what reports and exports are made of."""

from __future__ import annotations

from collections.abc import Iterator

from coursekit.grading.attempt import NO_TIME, NOBODY, NUMBERS_OF
from coursekit.grading.gradebook import Gradebook, LateRule, Mark
from coursekit.grading.gradebook import Override as Decision
from coursekit.grading.one import DOUBTS, NAME_OF_STUDENT, UNREADABLE
from coursekit.grading.report import Late, Override, Standing

__all__ = ["standings"]


def standings(book: Gradebook, sheet: str, rule: LateRule | None = None) -> Iterator[Standing]:
    """Yield where each student stands, in the order of their ids, one after the other."""
    for mark in book.marks(sheet, rule):
        yield _standing(mark, rule)


def _standing(mark: Mark, rule: LateRule | None) -> Standing:
    decisions = [question.override for question in mark.questions] + [mark.override]
    late = None
    if rule is not None and mark.submitted is not None and mark.late:
        due = rule.due + rule.extensions.get(mark.student, 0.0)
        late = Late(mark.submitted, due, mark.penalty, str(rule))
    return Standing(
        mark.grade,
        tuple(_override(decision) for decision in decisions if decision is not None),
        late,
        mark.grade.details.get(UNREADABLE),
        mark.grade.details.get(NAME_OF_STUDENT, ""),
        tuple(_notes(mark)),
    )


def _notes(mark: Mark) -> Iterator[str]:
    """Yield what the instructor should look at; the same sentence for the same thing."""
    yield from mark.notes
    yield from mark.grade.details.get(DOUBTS, "").splitlines()
    for about, whose in mark.grade.details.items():
        question, found, _ = about.partition(NUMBERS_OF)
        if found:
            of = "the sheet without an id" if whose == NOBODY else whose
            yield f"The answer to {question} is right for the numbers of {of} only."
    if any(question.verdict.slip == NO_TIME for question in mark.grade.questions):
        yield "There was no time left to judge some of the answers."


def _override(decision: Decision) -> Override:
    assert decision.points is not None  # one that was taken back is not in a mark
    return Override(
        decision.points, decision.reason, decision.question, decision.author, decision.at
    )
