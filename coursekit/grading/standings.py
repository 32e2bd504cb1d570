"""From the gradebook's marks to what reports and exports are made of."""

from __future__ import annotations

from collections.abc import Iterator

from coursekit.grading.gradebook import Gradebook, LateRule, Mark
from coursekit.grading.gradebook import Override as Decision
from coursekit.grading.one import NAME_OF_STUDENT, UNREADABLE
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
        late = Late(mark.submitted, due, mark.penalty)
    return Standing(
        mark.grade,
        tuple(_override(decision) for decision in decisions if decision is not None),
        late,
        mark.grade.details.get(UNREADABLE),
        mark.grade.details.get(NAME_OF_STUDENT, ""),
    )


def _override(decision: Decision) -> Override:
    assert decision.points is not None  # one that was taken back is not in a mark
    return Override(
        decision.points, decision.reason, decision.question, decision.author, decision.at
    )
