"""What instructors type when a class is graded: write the reports, export the marks."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coursekit.console import say
from coursekit.errors import CoursekitError

if TYPE_CHECKING:
    from coursekit.grading.gradebook import Gradebook, LateRule
    from coursekit.grading.people import Person

__all__ = ["export", "report"]

#: A table of a university's students is smaller.
_PEOPLE_BYTES = 20_000_000
#: The rule for lateness, where nothing else is said: percent a day and in all, minutes.
_PER_DAY, _CAP, _GRACE = 10.0, 100.0, 0.0

Book = Annotated[Path, typer.Option(help="The gradebook, an SQLite file.")]
Due = Annotated[
    str | None, typer.Option(help='The due time, as in "2026-11-20 23:59+01:00" (else UTC).')
]
PerDay = Annotated[float, typer.Option(help="Percent taken off for each day begun.")]
Cap = Annotated[float, typer.Option(help="Percent taken off at most.")]
Grace = Annotated[float, typer.Option(help="Minutes that nobody counts.")]


def report(
    gradebook: Book = Path("marks.db"),
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("reports"),
    sheet: Annotated[str | None, typer.Option(help="Needed if there are several.")] = None,
    roster: Annotated[Path | None, typer.Option(help="The class, a CSV file.")] = None,
    due: Due = None,
    per_day: PerDay = _PER_DAY,
    cap: Cap = _CAP,
    grace: Grace = _GRACE,
) -> None:
    """Write a page for each student and one on the class.

    Pages of students say which slip was made and which hint helps, and give no answers away.
    trail.txt is for you: every grading and decision, and whom the last run moved, and why.

    \b
    Examples:
      coursekit report --gradebook marks.db --out reports/
      coursekit report --due "2026-11-20 23:59+01:00" --per-day 10
    """  # noqa: D301
    from coursekit.grading.chronicle import write_chronicle
    from coursekit.grading.gradebook import Gradebook
    from coursekit.grading.report import write_reports
    from coursekit.grading.standings import standings
    from coursekit.grading.submission import read_roster
    from coursekit.sheets import load

    with Gradebook(gradebook, new=False) as book:
        name = _only_sheet(book, sheet)
        rule = _rule(book, name, due, per_day, cap, grace)
        written = write_reports(
            out,
            standings(book, name, rule),
            load(name),
            roster=[student.id for student in read_roster(roster)] if roster else (),
        )
        told = write_chronicle(out, book, name)
    say(f"{len(written.students)} students: {written.folder}")
    say(f"The class: {written.class_page}")
    say(f"What happened, line by line: {told}")


def export(
    gradebook: Book = Path("marks.db"),
    form: Annotated[
        str, typer.Option("--format", help="plain, canvas, moodle, blackboard or json.")
    ] = "plain",
    out: Annotated[Path | None, typer.Option(help="Default: SHEET-FORMAT.csv.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Needed if there are several.")] = None,
    people: Annotated[
        Path | None, typer.Option(help="The platform's own export: who is who.")
    ] = None,
    key: Annotated[str | None, typer.Option(help="Its column with the students' ids.")] = None,
    column: Annotated[str, typer.Option(help="The heading of the marks.")] = "",
    absent: Annotated[
        float | None, typer.Option(help="The mark of those who handed in nothing.")
    ] = None,
    due: Due = None,
    per_day: PerDay = _PER_DAY,
    cap: Cap = _CAP,
    grace: Grace = _GRACE,
) -> None:
    """Write the marks as a table for a learning platform.

    \b
    Examples:
      coursekit export --gradebook marks.db
      coursekit export --format canvas --people canvas-grades.csv --column "Sheet 2 (12345)"
      coursekit export --format moodle --people moodle-grades.csv --key "ID number" --absent 0
    """  # noqa: D301
    from coursekit.grading import export as exporting
    from coursekit.grading.gradebook import Gradebook
    from coursekit.grading.standings import standings
    from coursekit.sheets import load

    known = _people(people, key) if people else None
    with Gradebook(gradebook, new=False) as book:
        name = _only_sheet(book, sheet)
        exported = exporting.export(
            standings(book, name, _rule(book, name, due, per_day, cap, grace)),
            form,
            load(name),
            column=column,
            people=known,
            absent=absent,
        )
    path = exporting.write_export(out or Path(f"{name}-{form}{exported.suffix}"), exported)
    for note in exported.notes:
        say(f"Note: {note}")
    say(f"{exported.rows} rows: {path}")


def _people(path: Path, key: str | None) -> "dict[str, Person]":
    from coursekit.grading.people import read_people
    from coursekit.grading.submission.tables import read_rows

    (_, headings), *rows = read_rows(path, "list of people", _PEOPLE_BYTES)
    return read_people([dict(zip(headings, cells, strict=False)) for _, cells in rows], key)


def _only_sheet(book: "Gradebook", wanted: str | None) -> str:
    graded = book.sheets()
    if wanted is not None and wanted in graded:
        return wanted
    if wanted is None and len(graded) == 1:
        return graded[0]
    listed = ", ".join(graded) or "none"
    raise CoursekitError(f"name one of the sheets in {book.path} with --sheet; there are {listed}.")


def _rule(
    book: "Gradebook", sheet: str, due: str | None, per_day: float, cap: float, grace: float
) -> "LateRule | None":
    """Return the rule for lateness, None without a due time; say of whom there is no time."""
    from coursekit.grading.gradebook import LateRule
    from coursekit.grading.times import read_time

    if due is None:
        if (per_day, cap, grace) != (_PER_DAY, _CAP, _GRACE):
            raise CoursekitError("--per-day, --cap and --grace need a due time: add --due.")
        return None
    students = book.students(sheet)
    unknown = sum(book.submitted(student, sheet) is None for student in students)
    if unknown:
        say(
            f"Of {unknown} of {len(students)} students there is no time, so no penalty; "
            "give `coursekit grade` the platform's list with --submitted.",
            err=True,
        )
    return LateRule(due=read_time(due), grace=60 * grace, per_day=per_day, cap=cap)
