"""The numbers of a class: marks, questions, slips and times.

Statistics are over the submissions that could be read and whose grading came to its end; the others
are counted by name. Changes by hand count, because they are what the question was worth; being late
does not belong to a question and changes marks only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from coursekit.grading.report.standing import Standing
from coursekit.sheets import Sheet

__all__ = ["ClassRecord", "QuestionMeasure", "Row", "Summary", "cronbach_alpha", "discrimination"]

Array = npt.NDArray[np.float64]


def discrimination(scores: Array) -> list[float | None]:
    """Return how well each question tells the strong from the weak; scores: (students, questions).

    It is Pearson's correlation of a question's points with the sum over all other questions
    (corrected: the question itself is not in the sum), in [−1, 1]. None where it does not exist:
    everybody has the same points, in the question or in the rest, or there are fewer than three
    students. Source: Henrysson (1963).

    >>> discrimination(np.array([[0., 0, 1], [1, 1, 1], [3, 3, 1]]))
    [1.0, 1.0, None]
    """
    students, questions = scores.shape
    if students < 3:
        return [None] * questions
    total = scores.sum(axis=1)
    return [_correlation(scores[:, j], total - scores[:, j]) for j in range(questions)]


def _correlation(a: Array, b: Array) -> float | None:
    if _constant(a) or _constant(b):
        return None
    a, b = a - a.mean(), b - b.mean()
    value = float(a @ b / np.sqrt((a @ a) * (b @ b)))
    return min(max(value, -1.0), 1.0)


def _constant(values: Array) -> bool:
    """Whether all values are equal but for rounding: a sum of points may be off in its last bit."""
    return bool(np.ptp(values) <= 1e-9 * max(1.0, float(np.abs(values).max())))


def cronbach_alpha(scores: Array) -> float | None:
    """Return Cronbach's alpha of scores (students, questions): how consistent the sheet is.

    k/(k−1) · (1 − Σ variance of a question / variance of the sum), with variances over n − 1. None
    with fewer than two questions or three students, or if everybody has the same sum. Source:
    Cronbach (1951).

    >>> cronbach_alpha(np.array([[0., 0], [1, 1], [2, 2]]))
    1.0
    """
    students, questions = scores.shape
    total = scores.sum(axis=1)
    if questions < 2 or students < 3 or _constant(total):
        return None
    within = float(scores.var(axis=0, ddof=1).sum())
    return float(questions / (questions - 1) * (1 - within / float(total.var(ddof=1))))


@dataclass(frozen=True)
class Row:
    """What the class page keeps of one student: a line, not the whole grade."""

    student: str
    name: str
    source: str
    digest: str
    mark: float
    seconds: float
    scores: tuple[float, ...]
    outcomes: tuple[str | None, ...]
    question_seconds: tuple[float, ...]
    status: str
    reason: str = ""


@dataclass(frozen=True)
class Summary:
    """Where a list of numbers lies; quartiles interpolate linearly between neighbours."""

    count: int
    mean: float
    deviation: float | None
    least: float
    lower: float
    median: float
    upper: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Summary | None:
        """Summarise values; None if there are none."""
        if not values:
            return None
        array = np.asarray(values, dtype=float)
        least, lower, median, upper, most = np.percentile(array, [0, 25, 50, 75, 100]).tolist()
        deviation = float(array.std(ddof=1)) if len(array) > 1 else None
        return cls(len(array), float(array.mean()), deviation, least, lower, median, upper, most)


@dataclass(frozen=True)
class QuestionMeasure:
    """One question over the whole class.

    ``difficulty`` is the mean share of its points (1: everybody had it right), ``discrimination``
    see `discrimination`, ``counts`` the number of students by outcome, ``slips`` tags with how many
    made them, most frequent first.
    """

    id: str
    title: str
    points: int
    difficulty: float | None
    discrimination: float | None
    counts: Mapping[str, int]
    slips: tuple[tuple[str, int], ...]
    milliseconds: Summary | None


@dataclass
class ClassRecord:
    """Takes one standing after the other and remembers what the class page needs.

    It keeps a short line for each student, so that a class of ten thousand fits.
    """

    sheet: Sheet
    rows: list[Row] = field(default_factory=list)
    slips: Counter[tuple[str, str]] = field(default_factory=Counter)
    messages: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    fault_kinds: Counter[str] = field(default_factory=Counter)
    faulty: list[tuple[str, str, int, str]] = field(default_factory=list)
    provenance: Counter[tuple[str, str, str, tuple[str, ...]]] = field(default_factory=Counter)
    #: What was noted, and the students of whom it was.
    notes: dict[str, list[str]] = field(default_factory=dict)

    #: Different messages under one tag that are kept to find the most frequent.
    MESSAGES = 20
    #: Cell faults that are listed one by one.
    FAULTS = 200

    def add(self, standing: Standing) -> None:
        """Take one student in."""
        grade = standing.grade
        by_id = {question.id: question for question in grade.questions}
        points = standing.scores()
        asked = [exercise.id for exercise in self.sheet]
        status, reason = "graded", ""
        if grade.harness is not None:
            status, reason = "harness", grade.harness
        elif standing.unreadable is not None:
            status, reason = "unreadable", standing.unreadable
        self.rows.append(
            Row(
                student=standing.student,
                name=standing.name,
                source=grade.source,
                digest=grade.digest,
                mark=standing.mark,
                seconds=grade.seconds,
                scores=tuple(points.get(id_, 0.0) for id_ in asked),
                outcomes=tuple(by_id[i].verdict.outcome if i in by_id else None for i in asked),
                question_seconds=tuple(by_id[i].seconds if i in by_id else 0.0 for i in asked),
                status=status,
                reason=reason,
            )
        )
        for note in standing.notes:
            self.notes.setdefault(note[:400], []).append(standing.student)
        if status != "graded":
            return
        self.provenance[grade.sheet_hash, grade.seed_id, grade.version, grade.layers] += 1
        for question in grade.questions:
            verdict = question.verdict
            if verdict.slip is not None and verdict.outcome not in ("correct", "unanswered"):
                self._slip((question.id, verdict.slip), verdict.message)
        for fault in grade.faults:
            self.fault_kinds[fault.kind] += 1
            if len(self.faulty) < self.FAULTS:
                self.faulty.append((standing.student, fault.kind, fault.cell, fault.message[:400]))

    def _slip(self, key: tuple[str, str], message: str) -> None:
        self.slips[key] += 1
        known = self.messages.setdefault(key, Counter())
        message = message[:1000]
        if message in known or len(known) < self.MESSAGES:
            known[message] += 1

    def graded(self) -> list[Row]:
        """Return the students over whom statistics are made."""
        return [row for row in self.rows if row.status == "graded"]

    def with_status(self, status: str) -> list[Row]:
        """Return the students with a status: graded, unreadable or harness."""
        return [row for row in self.rows if row.status == status]

    def scores(self) -> Array:
        """Return the points, shape (students, questions)."""
        rows = [row.scores for row in self.graded()]
        return np.array(rows, dtype=float).reshape(len(rows), len(self.sheet))

    def message(self, key: tuple[str, str]) -> str:
        """Return the most frequent message under a slip."""
        return self.messages[key].most_common(1)[0][0] if self.messages.get(key) else ""

    def questions(self) -> list[QuestionMeasure]:
        """Return the measures of each question, in the order of the sheet."""
        scores, rows = self.scores(), self.graded()
        told_apart = discrimination(scores)
        measures = []
        for j, exercise in enumerate(self.sheet):
            counts = Counter(o for row in rows if (o := row.outcomes[j]) is not None)
            slips = Counter({tag: n for (id_, tag), n in self.slips.items() if id_ == exercise.id})
            measures.append(
                QuestionMeasure(
                    id=exercise.id,
                    title=exercise.title,
                    points=exercise.points,
                    difficulty=float(scores[:, j].mean()) / exercise.points if rows else None,
                    discrimination=told_apart[j],
                    counts=counts,
                    slips=tuple(sorted(slips.items(), key=lambda pair: (-pair[1], pair[0]))),
                    milliseconds=Summary.of([1000 * row.question_seconds[j] for row in rows]),
                )
            )
        return measures

    def identical(self) -> list[list[Row]]:
        """Return the groups of students whose files are the same byte for byte."""
        groups: dict[str, list[Row]] = {}
        for row in self.rows:
            if row.digest:
                groups.setdefault(row.digest, []).append(row)
        return sorted(
            (group for group in groups.values() if len(group) > 1),
            key=lambda group: (-len(group), group[0].student),
        )

    def absent(self, roster: Iterable[str]) -> list[str]:
        """Return who is on the roster and handed nothing in."""
        came = {row.student for row in self.rows}
        return [student for student in roster if student not in came]
