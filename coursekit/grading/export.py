"""Marks as tables that learning platforms read, and as JSON.

What each platform asks for, and where that stands (looked up, not tried on a running one):

- *Canvas*: the header of its own gradebook export, ``Student, ID, SIS User ID, SIS Login ID,
  Section`` and the assignments, then a row whose first field holds "Points Possible". A student is
  found by ID, else SIS User ID, else SIS Login ID; an assignment by the number in brackets at the
  end of its name. Read off ``lib/gradebook_importer.rb`` of its public source.
- *Moodle*: any header; the teacher says in the preview which column is which. A student is found by
  user name, ID number or email address, exactly as spelled; one that is unknown stops the whole
  import. Its documentation (Grade import) and ``grade/import/csv`` of its public source.
- *Blackboard*: every field in quotes, the student by ``Username``, the column by the number behind
  the bar, as in ``Sheet 2 [Total Pts: 48 Score] |123456``. Help for instructors, "Upload grades";
  that the Ultra view reads the same file was not verified.

Canvas gets UTF-8 without a byte-order mark; all other tables get one, for without it Excel takes
them for the system's old code page. Moodle drops it; Blackboard's own downloads begin with one,
that uploads may is not documented. Fields are quoted as RFC 4180 says, rows are sorted by student.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coursekit.grading.cleaning import clean
from coursekit.grading.errors import GradingError
from coursekit.grading.files import make_folder, write_file
from coursekit.grading.people import Person
from coursekit.grading.report.standing import Standing
from coursekit.grading.report.words import LOOKS
from coursekit.sheets import Sheet

__all__ = ["FORMS", "Export", "export", "neutralise", "write_export"]

_BOM = "\ufeff"
_TEXT = 300  # characters of a field
_DIGITS = 2

# Fields.


def neutralise(text: str) -> str:
    r"""Return a text that no spreadsheet takes for a formula.

    A quote is put in front if it begins with = + - @, spaces and full-width forms included, and
    also behind a semicolon, at which spreadsheets of many countries begin a new field. Line breaks
    and tabs become spaces, control characters go. Numbers that the program itself writes do not
    pass here, so negative ones stay numbers.

    >>> neutralise("=1+1"), neutralise(" \t@SUM(A1)"), neutralise("a;-2"), neutralise("x = 1")
    ("'=1+1", "'@SUM(A1)", "a;'-2", 'x = 1')
    """
    line = clean(text, _TEXT)
    pieces = line.split(";")
    return ";".join(f"'{piece}" if _begins_a_formula(piece) else piece for piece in pieces)


def _begins_a_formula(text: str) -> bool:
    # What cannot be seen in front of a sign does not save from it.
    first = text.lstrip(" \u200c\u200d\u3164\u2800")[:1]
    return unicodedata.normalize("NFKC", first)[:1] in ("=", "+", "-", "−", "@") and bool(first)


def _number(value: float, digits: int = _DIGITS) -> str:
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
    return "0" if text == "-0" else text


# The tables.


@dataclass(frozen=True)
class Export:
    """A file to be written, and sentences on what to know before it is used."""

    form: str
    suffix: str
    data: bytes
    rows: int
    notes: tuple[str, ...] = ()


@dataclass
class _Request:
    """What a form makes its table of."""

    sheet: Sheet
    column: str
    standings: list[Standing]
    people: Mapping[str, Person] | None
    absent: float | None
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[tuple[Person, str, Standing | None]]:
        """Return who gets which mark, sorted; who has none is left out."""
        by_student = {standing.student: standing for standing in self.standings}
        known = self.people
        if known is None:
            known = {student: Person(student, login=student) for student in by_student}
            self.notes.append("Without a list of people, each student's id is taken for the login.")
        lines: list[tuple[Person, str, Standing | None]] = []
        for student in sorted(known, key=_order):
            standing = by_student.get(student)
            if standing is not None:
                lines.append((known[student], _number(standing.mark), standing))
            elif self.absent is not None:
                lines.append((known[student], _number(self.absent), None))
        strangers = sorted(set(by_student) - set(known), key=_order)
        if known and len(strangers) == len(by_student) > 0:
            raise GradingError(
                "none of those who were graded is in the list of people: graded were"
                f" {_some(strangers[:3])}, the list has {_some(sorted(known, key=_order)[:3])};"
                " name the column of the list that has the ids of the graded (--key)"
            )
        if strangers:
            self.notes.append(
                f"{_counted(len(strangers), 'graded student is', 'graded students are')} not in"
                f" the list of people and left out: {_some(strangers)}."
            )
        return lines


def _order(student: str) -> tuple[str, str]:
    return student.casefold(), student


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(clean(name, 60) for name in names[:10])
    return shown + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def export(
    standings: Iterable[Standing],
    form: str,
    sheet: Sheet,
    *,
    column: str = "",
    people: Mapping[str, Person] | None = None,
    absent: float | None = None,
) -> Export:
    """Make a table of marks in one of `FORMS`: "plain", "canvas", "moodle", "blackboard", "json".

    ``column`` is the header of the marks, for Canvas and Blackboard with their number as in their
    own exports (by default the sheet's title: a new column). ``people`` says what the platform
    calls the students; without it the student's id is taken for the login. ``absent`` is the mark
    of people who handed nothing in; None leaves them out, so that nothing is written over. Grades
    that are not final are left out, and that is said. Raises `GradingError` for an unknown form,
    and for a platform's table if none of the people was graded.
    """
    if form not in _FORMS:
        raise GradingError(f"there is no form {form!r} of marks; there are {', '.join(FORMS)}")
    every = list(standings)
    final = [standing for standing in every if standing.final]
    wanted = clean(column or sheet.title, _TEXT)
    request = _Request(sheet, wanted, final, people, absent)
    open_ = [standing.student for standing in every if not standing.final]
    if open_:
        request.notes.append(
            f"{_counted(len(open_), 'grade is', 'grades are')} not final and left out; grade again:"
            f" {_some(sorted(open_, key=_order))}."
        )
    return _FORMS[form](request)


def write_export(path: Path | str, exported: Export) -> Path:
    """Write an export whole or not at all; only the owner may read it."""
    path = Path(path)
    make_folder(path.parent)
    return write_file(path, exported.data)


def _table(
    request: _Request,
    form: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    bom: bool,
    quote_all: bool = False,
    under_header: Sequence[Sequence[str]] = (),
) -> Export:
    """Write rows; ``rows`` hold texts that are safe already."""
    stream = io.StringIO()
    # Its line ends are those of RFC 4180.
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL)
    writer.writerows([header, *under_header, *rows])
    text = (_BOM if bom else "") + stream.getvalue()
    return Export(form, ".csv", text.encode("utf-8"), len(rows), tuple(request.notes))


def _who(request: _Request, *fields: str) -> list[str]:
    """Neutralise what names a person, and say so: the platform will not find that one."""
    safe = [neutralise(text) for text in fields]
    for given, kept in zip(fields, safe, strict=True):
        if " ".join(given.split()) != kept:
            request.notes.append(
                f"{clean(given, 60)!r} was written as {clean(kept, 60)!r}, to be safe in a"
                " spreadsheet; the platform may not know that name."
            )
    return safe


def _plain(request: _Request) -> Export:
    """One row a student with everything that fits a table."""
    sheet = request.sheet
    questions = [exercise.id for exercise in sheet]
    header = [
        *("student", "name", "mark", "points", "sum", "taken_off", "state", "correct"),
        *("submitted", "file", *questions, "sheet", "sheet_version", "seed", "coursekit"),
    ]
    people = request.people or {}
    rows = []
    for standing in sorted(request.standings, key=lambda each: _order(each.student)):
        grade, scores = standing.grade, standing.scores()
        person = people.get(standing.student, Person(standing.student))
        rows.append(
            [
                neutralise(standing.student),
                neutralise(standing.name or person.full_name),
                _number(standing.mark, 4),
                _number(grade.points or sheet.points),
                _number(standing.reached, 4),
                _number(standing.deducted, 4),
                "graded" if standing.unreadable is None else "unreadable",
                str(sum(question.verdict.correct for question in grade.questions)),
                _time(grade.submitted),
                neutralise(grade.source),
                *(_number(scores[q], 4) if q in scores else "" for q in questions),
                neutralise(grade.sheet),
                neutralise(grade.sheet_hash),
                neutralise(grade.seed_id),
                neutralise(grade.version),
            ]
        )
    came = {standing.student for standing in request.standings}
    if request.absent is not None:
        gone = sorted(set(people) - came, key=_order)
        blank = [""] * (len(header) - 8)
        rows += [
            [neutralise(s), neutralise(people[s].full_name), _number(request.absent, 4),
             _number(sheet.points), "", "", "absent", "", *blank]
            for s in gone
        ]  # fmt: skip
    return _table(request, "plain", header, rows, bom=True)


def _time(seconds: float | None) -> str:
    """Write a time since 1970 as ISO 8601 says, in UTC; nothing if there is none."""
    try:
        when = datetime.datetime.fromtimestamp(seconds or 0.0, datetime.timezone.utc)
    except (ValueError, OverflowError, OSError):
        return ""
    return "" if seconds is None else f"{when:%Y-%m-%dT%H:%M:%SZ}"


#: Canvas takes columns whose names hold one of these for its own and passes over them in silence.
_CANVAS_OWN = re.compile(
    r"(?:Current|Final) (?:Score|Points|Grade)|Override (?:Score|Grade|Status)"
)


def _canvas(request: _Request) -> Export:
    if _CANVAS_OWN.search(request.column):
        raise GradingError(
            f"Canvas passes over a column called {request.column!r}, taking it for its own;"
            " give the column the assignment's name and number, such as 'Sheet 2 (1234)'"
        )
    if not re.search(r"\(\d+\)$", request.column):
        request.notes.append(
            f"Canvas will offer to make a new assignment {request.column!r}; for one that exists, "
            "give the header of its own export, such as 'Sheet 2 (1234)'."
        )
    column = neutralise(request.column)
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", column]
    possible = ["    Points Possible", "", "", "", "", _number(request.sheet.points)]
    rows = []
    for person, mark, _ in request.lines():
        # A row whose first field holds these words is read as the points of the assignments.
        name = (person.full_name or person.student).replace("Points Possible", "Points-Possible")
        who = _who(request, name, person.id, person.sis_id, person.login, person.section)
        rows.append([*who, mark])
    return _table(request, "canvas", header, rows, bom=False, under_header=[possible])


def _moodle(request: _Request) -> Export:
    if request.sheet.points > 100:
        request.notes.append("Moodle refuses marks above 100 unless unlimited grades are allowed.")
    request.notes.append(
        "In Moodle's preview, map from Username (or ID number, Email address) to the user, and the "
        "mark and its feedback to the same item; an unknown user stops the whole import."
    )
    header = [
        *("Username", "ID number", "Email address", "First name", "Last name"),
        neutralise(request.column), "Feedback",
    ]  # fmt: skip
    rows = []
    for person, mark, standing in request.lines():
        who = _who(request, person.login, person.id, person.email, person.first, person.last)
        rows.append([*who, mark, _feedback(standing)])
    return _table(request, "moodle", header, rows, bom=True)


def _blackboard(request: _Request) -> Export:
    column = request.column
    if not re.search(r"\|\s*\d+$", column):
        if "[" not in column:
            column = f"{column} [Total Pts: {_number(request.sheet.points)} Score]"
        request.notes.append(
            "Without its number Blackboard makes a new text column; for one that exists, give the "
            "header of its own download, such as 'Sheet 2 [Total Pts: 48 Score] |123456'."
        )
    header = ["Last Name", "First Name", "Username", "Student ID", neutralise(column)]
    rows = [
        [*_who(request, person.last, person.first, person.login, person.id), mark]
        for person, mark, _ in request.lines()
    ]
    return _table(request, "blackboard", header, rows, bom=True, quote_all=True)


def _feedback(standing: Standing | None) -> str:
    """One line on a submission; the report says the rest."""
    if standing is None:
        return "Nothing was handed in."
    if standing.unreadable is not None:
        return "The file could not be read."
    outcomes = [question.verdict.outcome for question in standing.grade.questions]
    counts = ", ".join(
        f"{outcomes.count(outcome)} {look.word.lower()}"
        for outcome, look in LOOKS.items()
        if outcome in outcomes
    )
    late = f"; {_number(standing.deducted)} taken off for being late" if standing.deducted else ""
    return f"{counts[:1].upper()}{counts[1:]}{late}."


def _json(request: _Request) -> Export:
    """Everything, for programs: nothing is cut, escaped or neutralised."""
    people = request.people or {}
    students = [
        _as_json(standing, people.get(standing.student))
        for standing in sorted(request.standings, key=lambda each: _order(each.student))
    ]
    if request.absent is not None:
        came = {standing.student for standing in request.standings}
        students += [
            {"student": student, "name": people[student].full_name, "mark": request.absent,
             "state": "absent"}
            for student in sorted(set(people) - came, key=_order)
        ]  # fmt: skip
    sheet = request.sheet
    data = {
        "sheet": sheet.name,
        "title": sheet.title,
        "points": sheet.points,
        "students": students,
    }
    # Pure ASCII: control characters and overrides of the writing direction are escapes in it.
    text = json.dumps(data, indent=1, allow_nan=False) + "\n"
    return Export("json", ".json", text.encode("ascii"), len(students), tuple(request.notes))


def _as_json(standing: Standing, person: Person | None) -> dict[str, Any]:
    grade, scores = standing.grade, standing.scores()
    late = standing.late
    return {
        "student": standing.student,
        "name": standing.name or (person.full_name if person else ""),
        "mark": standing.mark,
        "points": grade.points,
        "sum": standing.reached,
        "taken_off": standing.deducted,
        "state": "graded" if standing.unreadable is None else "unreadable",
        "reason": standing.unreadable,
        "submitted": grade.submitted,
        "due": None if late is None else late.due,
        "late_rule": None if late is None else late.rule,
        "file": grade.source,
        "sha256": grade.digest,
        "sheet_version": grade.sheet_hash,
        "seed": grade.seed_id,
        "coursekit": grade.version,
        "layers": list(grade.layers),
        "seconds": grade.seconds,
        "notes": list(grade.notes),
        "cells": [{"cell": f.cell, "kind": f.kind, "message": f.message} for f in grade.faults],
        "changed_by_hand": [
            {"question": o.question, "points": o.points, "reason": o.reason, "by": o.by, "at": o.at}
            for o in standing.overrides
        ],
        "questions": [
            {
                "id": question.id,
                "points": question.points,
                "score": scores[question.id],
                "outcome": question.verdict.outcome,
                "slip": question.verdict.slip,
                "message": question.verdict.message,
                "note": question.note,
                "seconds": question.seconds,
            }
            for question in grade.questions
        ],
    }


_FORMS: Mapping[str, Callable[[_Request], Export]] = {
    "plain": _plain,
    "canvas": _canvas,
    "moodle": _moodle,
    "blackboard": _blackboard,
    "json": _json,
}
#: The forms of `export`.
FORMS = tuple(_FORMS)
