"""Write the reports of a class into a folder."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coursekit.grading.errors import GradingError
from coursekit.grading.files import make_folder, safe_name, write_file
from coursekit.grading.report.facts import Guide
from coursekit.grading.report.measures import ClassRecord
from coursekit.grading.report.standing import Standing
from coursekit.grading.report.student import student_page, student_text
from coursekit.sheets import Sheet

__all__ = ["CLASS_PAGE", "STUDENTS", "Written", "write_reports"]

#: The class page and the folder of the students' reports, within the folder that is written to.
CLASS_PAGE, STUDENTS = "class.html", "students"


@dataclass(frozen=True)
class Written:
    """What was written: the class page (None if it was not asked for) and a page a student."""

    folder: Path
    class_page: Path | None = None
    students: dict[str, Path] = field(default_factory=dict)


def write_reports(
    folder: Path | str,
    standings: Iterable[Standing],
    sheet: Sheet,
    *,
    roster: Sequence[str] = (),
    problems: Sequence[str] = (),
    students: bool = True,
    whole_class: bool = True,
    made: float | None = None,
    zone: datetime.tzinfo | None = None,
) -> Written:
    """Write ``students/ID.html`` and ``.txt`` for each standing, and ``class.html`` over them all.

    Standings are taken one by one, so that they may come from a database as they are needed.
    ``roster`` are the ids of all who should have handed in, ``problems`` sentences on what was
    found among the submissions and was none, ``made`` the time to print on the class page, ``zone``
    the zone of all times (by default this computer's). Every file is written whole or not at all,
    and only the owner may read it. Raises `GradingError` where the folder cannot be written to, or
    if a student occurs twice.
    """
    folder = Path(folder)
    made_in = make_folder(folder / STUDENTS if students else folder)
    guide, record = Guide(sheet), ClassRecord(sheet)
    seen: set[str] = set()
    written: dict[str, Path] = {}
    for standing in standings:
        student = standing.student
        if student in seen:
            raise GradingError(
                f"the student {student!r} has two grades of {sheet.name}, one is expected;"
                " keep the submission that counts"
            )
        seen.add(student)
        if whole_class:
            record.add(standing)
        if students:
            path = made_in / f"{safe_name(student)}.html"
            _write(path, student_page(standing, guide, zone=zone))
            _write(path.with_name(f"{path.stem}.txt"), student_text(standing, guide, zone=zone))
            written[student] = path
    if not whole_class:
        return Written(folder, None, written)
    from coursekit.grading.report.class_page import class_page  # Matplotlib only where it draws

    html = class_page(
        record,
        guide,
        roster=roster,
        problems=problems,
        links={student: f"{STUDENTS}/{path.name}" for student, path in written.items()},
        made=made,
        zone=zone,
    )
    return Written(folder, _write(folder / CLASS_PAGE, html), written)


def _write(path: Path, text: str) -> Path:
    return write_file(path, text.encode("utf-8"))
