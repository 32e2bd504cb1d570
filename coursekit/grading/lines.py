"""Records as lines of JSON, for our own processes to pass to one another."""

from __future__ import annotations

import json
from typing import Any

from coursekit.checking import PartVerdict, Verdict
from coursekit.grading.records import CellFault, CodeCell, Grade, QuestionGrade, Submission

__all__ = ["grade_from", "line", "submission_from"]


def line(**message: Any) -> bytes:
    r"""Return a message as one line; records in it become objects.

    >>> line(stop=True)
    b'{"stop": true}\n'
    """
    return json.dumps(message, default=vars).encode("ascii") + b"\n"


def submission_from(told: dict[str, Any]) -> Submission:
    """Return the submission that became ``told``."""
    cells = tuple(CodeCell(**cell) for cell in told.pop("cells"))
    notes, doubts = tuple(told.pop("notes")), tuple(told.pop("doubts"))
    return Submission(cells=cells, notes=notes, doubts=doubts, **told)


def grade_from(told: dict[str, Any]) -> Grade:
    """Return the grade that became ``told``.

    >>> grade = Grade("abcd12", "a.ipynb", "00", "02_rules", "11", "22", "0.1.0", ("limits",))
    >>> grade_from(json.loads(line(grade=grade))["grade"]) == grade
    True
    """
    questions = tuple(_question(question) for question in told.pop("questions"))
    faults = tuple(CellFault(**fault) for fault in told.pop("faults"))
    layers, notes = tuple(told.pop("layers")), tuple(told.pop("notes"))
    return Grade(layers=layers, questions=questions, faults=faults, notes=notes, **told)


def _question(told: dict[str, Any]) -> QuestionGrade:
    verdict = told.pop("verdict")
    parts = tuple(PartVerdict(**part) for part in verdict.pop("parts"))
    return QuestionGrade(verdict=Verdict(parts=parts, **verdict), **told)
