"""What instructors type to mark a class: grade it, write the reports, export the marks."""

import getpass
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coursekit.commands.codes import FAILED, INTERRUPTED
from coursekit.console import say, show_table
from coursekit.environment import MissingError
from coursekit.errors import CoursekitError

if TYPE_CHECKING:
    from coursekit.grading.gradebook import Gradebook, LateRule
    from coursekit.grading.marking import Marked
    from coursekit.grading.people import Person
    from coursekit.grading.submission import Collection
    from coursekit.grading.team import Job

__all__ = ["export", "grade", "report"]

#: Lines that are shown of a list; the rest is counted.
_LINES = 20
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


def grade(
    places: Annotated[
        list[Path] | None,
        typer.Argument(help="Notebooks, folders, zips or an LMS download.", metavar="PLACE"),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet, such as 02_rules.")] = None,
    gradebook: Book = Path("marks.db"),
    roster: Annotated[Path | None, typer.Option(help="The class, a CSV file.")] = None,
    manifest: Annotated[Path | None, typer.Option(help="Whose each file is (CSV, JSON).")] = None,
    submitted: Annotated[
        Path | None, typer.Option(help="When each student handed in, a CSV file.")
    ] = None,
    seed_file: Annotated[
        Path | None, typer.Option(help="The secret; default: beside the gradebook.")
    ] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Workers; default: one a core.")] = None,
    cell_seconds: Annotated[float, typer.Option(min=0.1, help="For one cell.")] = 10.0,
    question_seconds: Annotated[float, typer.Option(min=0.1, help="For one answer.")] = 10.0,
    total_seconds: Annotated[float, typer.Option(min=1, help="For one notebook.")] = 60.0,
    memory_mb: Annotated[int, typer.Option(min=64, help="Memory of one notebook.")] = 1024,
    trusted: Annotated[
        bool, typer.Option("--trusted", help="No jail: for notebooks you would run yourself.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Also grade what is current.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Prove the whole path; grade nobody.")
    ] = False,
    shard: Annotated[
        str | None, typer.Option(help="Grade part i of N, as in 2/3, into a file of its own.")
    ] = None,
    merge: Annotated[
        bool, typer.Option("--merge", help="PLACEs are gradebooks of shards: join them.")
    ] = False,
    override: Annotated[
        tuple[str, str, float] | None,
        typer.Option(
            help='Set points by hand; "mark" as QUESTION is the whole mark.',
            metavar="STUDENT QUESTION POINTS",
        ),
    ] = None,
    withdraw: Annotated[
        tuple[str, str] | None,
        typer.Option(help="Take that back.", metavar="STUDENT QUESTION"),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; the student reads it.")] = "",
    author: Annotated[str, typer.Option(help="Who decides; default: you.")] = "",
) -> None:
    """Mark a class of untrusted notebooks.

    Each notebook runs in a jail of its own; answers are compared outside it. What was graded
    before with the same file, sheet and seed is skipped, so a run that was stopped is resumed by
    typing it again. The exit code is 0 whatever the marks.

    \b
    Examples:
      coursekit grade --sheet 02_rules --dry-run
      coursekit grade submissions/ --sheet 02_rules --gradebook marks.db --roster class.csv
      coursekit grade download.zip --sheet 02_rules --submitted times.csv --jobs 4
      coursekit grade submissions/ --sheet 02_rules --shard 1/3
      coursekit grade --merge marks.1of3.db marks.2of3.db marks.3of3.db --gradebook marks.db
      coursekit grade --sheet 02_rules --override abcd12 d_tanh 2 --reason "Typing error of ours."
    """  # noqa: D301
    from coursekit.grading.marking import mark_class
    from coursekit.grading.meter import Meter
    from coursekit.grading.one import Times
    from coursekit.grading.sandbox import Limits, SandboxError
    from coursekit.grading.seeds import BYTES, read_secret, secret_for
    from coursekit.grading.shards import Shard
    from coursekit.grading.submission import collect
    from coursekit.grading.team import Job
    from coursekit.sheets import load, names

    if merge:
        _merge(places or [], gradebook)
        return
    if sheet is None:
        raise CoursekitError(f"--sheet is missing; there are {', '.join(names())}.")
    load(sheet)
    if override or withdraw:
        _decide(gradebook, sheet, override, withdraw, reason, author)
        return
    seed_file = seed_file or secret_for(gradebook)
    _need_apart(places or [], gradebook, seed_file)
    _say_walls(trusted=trusted)
    fresh = dry_run and not seed_file.exists()
    job = Job(
        sheet,
        secrets.token_bytes(BYTES) if fresh else read_secret(seed_file, create=not dry_run),
        Times(cell_seconds, question_seconds, total_seconds),
        # Time is kept by the clock; this only ends what burns many processors at once.
        Limits(memory_mb=memory_mb, cpu_seconds=60 + int(2 * total_seconds)),
        trusted,
    )
    try:
        if dry_run:
            _rehearse(job, jobs)
            return
        if not places:
            raise CoursekitError("name what was handed in: notebooks, folders or zip files.")
        part = Shard.parse(shard) if shard else None
        with collect(
            places, roster=roster, manifest=manifest, submitted=submitted, sheet=sheet
        ) as class_:
            _say_collection(class_)
            with Meter(len(class_)) as meter:
                marked = mark_class(
                    class_, job, gradebook, part=part, jobs=jobs, again=again, progress=meter
                )
    except SandboxError as error:
        raise MissingError(str(error)) from error
    _say_marked(marked)
    if marked.summary.interrupted:
        raise typer.Exit(INTERRUPTED)


def _need_apart(places: Sequence[Path], *own: Path) -> None:
    """Raise if a file of the instructor's lies among what was handed in: it may be a student's."""
    for place in places:
        for file in own:
            if place.is_dir() and file.resolve().is_relative_to(place.resolve()):
                raise CoursekitError(
                    f"{file} lies in {place}, among what was handed in, and could have been handed"
                    " in itself. Keep gradebook and seed elsewhere: --gradebook ../marks.db"
                )


def _say_walls(*, trusted: bool) -> None:
    """Say which layers of the jail are missing; raise MissingError if too many are."""
    from coursekit.grading.sandbox import SandboxError, available
    from coursekit.grading.sandbox.layers import require

    if trusted:
        say("No jail: the notebooks run with your rights, as if you had opened them.", err=True)
        return
    layers = available()
    try:
        require(layers)
    except SandboxError as error:
        raise MissingError(str(error)) from error
    say(f"Walls: {', '.join(layer.name for layer in layers if layer.on)}.", err=True)
    for layer in layers:
        if not layer.on:
            say(f"Not here: {layer.name} ({layer.cause}). {layer.cure}".rstrip(), err=True)


def _decide(
    gradebook: Path,
    sheet: str,
    override: tuple[str, str, float] | None,
    withdraw: tuple[str, str] | None,
    reason: str,
    author: str,
) -> None:
    """Set points by hand, or take that back."""
    from coursekit.grading.gradebook import Gradebook

    author = author or getpass.getuser()
    with Gradebook(gradebook, new=False) as book:
        if override:
            student, question, points = override
            where = None if question == "mark" else question
            book.override(student, where, points, sheet=sheet, reason=reason, author=author)
        if withdraw:
            student, question = withdraw
            where = None if question == "mark" else question
            book.withdraw(student, where, sheet=sheet, reason=reason, author=author)
        mark = book.mark(student, sheet)
    assert mark is not None  # there is none for whom nothing was graded
    say(f"{student} has {mark.final:g} of {mark.points} points now.")


def _rehearse(job: "Job", jobs: int | None) -> None:
    """Grade notebooks whose marks are known; exit 1 if one of them gets others."""
    from coursekit.grading.dry_run import dry_run

    results = dry_run(job, jobs=jobs)
    show_table(
        ["notebook", "points", ""],
        [
            [
                result.name,
                f"{result.score:g} of {result.points}",
                "FAILED" if result.faults else "as it must be",
            ]
            for result in results
        ],
    )
    faults = [fault for result in results for fault in result.faults]
    for fault in faults:
        say(f"FAILED {fault}")
    if faults:
        raise typer.Exit(FAILED)
    say(f"{len(results)} notebooks got what they must. The class can be graded.")


def _merge(shards: list[Path], gradebook: Path) -> None:
    from coursekit.grading.gradebook import merge

    merged = merge(shards, gradebook)
    say(f"{gradebook}: {merged.gradings} gradings added, {merged.known} were there already.")
    for student, sheet in merged.conflicts:
        say(f"Several shards graded {student} in {sheet} differently; the newest counts.")
    if len(merged.versions) > 1:
        say(f"The shards were graded by different versions: {', '.join(merged.versions)}.")


def _say_list(lines: Sequence[str]) -> None:
    for line in lines[:_LINES]:
        say(line)
    if len(lines) > _LINES:
        say(f"… and {len(lines) - _LINES} more")


def _say_collection(class_: "Collection") -> None:
    say(f"{len(class_)} submissions.")
    _say_list([f"Passed over: {problem}." for problem in class_.problems])
    _say_list([f"Not on the roster: {student}" for student in class_.unlisted])
    _say_list([f"Handed in nothing: {student.id}" for student in class_.missing])
    _say_list([f"The very same file: {', '.join(group)}" for group in class_.twins])


def _say_marked(marked: "Marked") -> None:
    from coursekit.grading.meter import duration

    summary = marked.summary
    told = f"{summary.graded} graded in {duration(summary.seconds)}"
    if summary.skipped:
        told += f", {summary.skipped} were current"
    say(f"{told}; the marks are in {marked.gradebook}.")
    _say_list([f"Moved: {change}" for change in marked.moved])
    if marked.unfinished:
        say("The grader failed on these submissions; type the same again to grade them:")
        _say_list(marked.unfinished)
    if summary.interrupted:
        say("Interrupted; type the same again to grade the rest.")


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
