"""Grades as rows and back."""

from __future__ import annotations

import json
import math
import re
import sqlite3
from dataclasses import asdict
from typing import Any

from coursekit.checking import PartVerdict, Verdict
from coursekit.grading.errors import GradingError
from coursekit.grading.records import FAULTS, CellFault, Grade, QuestionGrade

__all__ = ["GRADING", "QUESTION", "grade_from", "grading_row", "plain", "question_rows"]

#: Columns of a grading, without its number and its run.
GRADING = (
    *("uid", "at", "student", "source", "digest", "sheet", "sheet_hash", "seed_id", "version"),
    *("layers", "faults", "notes", "details", "seconds", "submitted", "harness"),
)
#: Columns of a question, without the number of its grading.
QUESTION = (
    *("position", "question", "title", "points", "outcome", "score", "slip", "message", "parts"),
    *("seconds", "note"),
)
#: Characters that are kept of one text: an exception may print a gigabyte.
_LONGEST = 20_000


def plain(text: str) -> str:
    r"""Return a text that a database and every reader of it can hold.

    >>> plain("a\0b\ud800")
    'a�b�'
    """
    text = re.sub("[\0\ud800-\udfff]", "�", text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def grading_row(grade: Grade, uid: str, at: float) -> tuple[Any, ...]:
    """Return the values of `GRADING`; GradingError for a grade that no judge can have given."""
    if not grade.student or not grade.sheet:
        raise GradingError("a grade needs a student and a sheet")
    numbers = [grade.seconds, *(question.seconds for question in grade.questions)]
    numbers += [grade.submitted] if grade.submitted is not None else []
    if not all(math.isfinite(number) for number in numbers):
        raise GradingError(f"the grade of {grade.student} holds a time that is no number")
    ids = [question.id for question in grade.questions]
    if len(ids) != len(set(ids)):
        raise GradingError(f"the grade of {grade.student} judges a question twice")
    faults = [[fault.cell, fault.kind, plain(fault.message)] for fault in grade.faults]
    return (
        uid,
        at,
        plain(grade.student),
        plain(grade.source),
        grade.digest,
        grade.sheet,
        grade.sheet_hash,
        grade.seed_id,
        grade.version,
        _json([plain(layer) for layer in grade.layers]),
        _json(faults),
        _json([plain(note) for note in grade.notes]),
        _json({plain(key): plain(value) for key, value in grade.details.items()}),
        grade.seconds,
        grade.submitted,
        None if grade.harness is None else plain(grade.harness),
    )


def question_rows(grade: Grade) -> list[tuple[Any, ...]]:
    """Return the values of `QUESTION`, one row a question."""
    return [
        (
            position,
            question.id,
            plain(question.title),
            question.points,
            question.verdict.outcome,
            question.verdict.score,
            None if question.verdict.slip is None else plain(question.verdict.slip),
            plain(question.verdict.message),
            _json([_part(part) for part in question.verdict.parts]),
            question.seconds,
            plain(question.note),
        )
        for position, question in enumerate(grade.questions)
    ]


def _part(part: PartVerdict) -> dict[str, Any]:
    return {key: plain(v) if isinstance(v, str) else v for key, v in asdict(part).items()}


def grade_from(row: sqlite3.Row, questions: list[sqlite3.Row]) -> Grade:
    """Return the grade that a row and its questions are; GradingError if they make no sense."""
    try:
        return Grade(
            student=row["student"],
            source=row["source"],
            digest=row["digest"],
            sheet=row["sheet"],
            sheet_hash=row["sheet_hash"],
            seed_id=row["seed_id"],
            version=row["version"],
            layers=tuple(map(str, json.loads(row["layers"]))),
            questions=tuple(map(_question, questions)),
            faults=tuple(_fault(*fault) for fault in json.loads(row["faults"])),
            notes=tuple(map(str, json.loads(row["notes"]))),
            seconds=float(row["seconds"]),
            submitted=row["submitted"],
            harness=row["harness"],
            details={str(key): str(value) for key, value in json.loads(row["details"]).items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise GradingError(
            f"the gradebook's row {row['id']} of {row['student']!r} makes no sense: {error}"
        ) from error


def _fault(cell: int, kind: str, message: str) -> CellFault:
    if kind not in FAULTS:
        raise ValueError(f"a cell's fault of the kind {kind!r}")
    return CellFault(int(cell), kind, str(message))


def _question(row: sqlite3.Row) -> QuestionGrade:
    parts = tuple(PartVerdict(**part) for part in json.loads(row["parts"]))
    verdict = Verdict(row["outcome"], row["score"], row["slip"], row["message"], parts)
    return QuestionGrade(
        row["question"], row["title"], row["points"], verdict, row["seconds"], row["note"]
    )
