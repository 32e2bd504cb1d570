"""What instructors type to mark a class."""

import getpass
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coursekit.commands.cluster import merge_shards, write_script
from coursekit.commands.codes import FAILED, INTERRUPTED
from coursekit.console import say, say_list, show_table
from coursekit.environment import MissingError
from coursekit.errors import CoursekitError

if TYPE_CHECKING:
    from coursekit.grading.marking import Marked
    from coursekit.grading.submission import Collection
    from coursekit.grading.team import Job

__all__ = ["grade"]


def grade(
    places: Annotated[
        list[Path] | None,
        typer.Argument(help="Notebooks, folders, zips or an LMS download.", metavar="PLACE"),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet, such as 02_rules.")] = None,
    gradebook: Annotated[Path, typer.Option(help="The gradebook, an SQLite file.")] = Path(
        "marks.db"
    ),
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
    slurm: Annotated[
        int | None, typer.Option(min=1, help="Write the job script that grades in N shards.")
    ] = None,
    scratch: Annotated[
        Path | None, typer.Option(help="A local folder to work in; for network folders.")
    ] = None,
    merge: Annotated[
        bool, typer.Option("--merge", help="Join shards: PLACEs, or those by the gradebook.")
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
    typing it again. The exit code is 0 whatever the marks; 1 after --merge if shards are missing.

    \b
    Examples:
      coursekit grade --sheet 02_rules --dry-run
      coursekit grade submissions/ --sheet 02_rules --gradebook marks.db --roster class.csv
      coursekit grade download.zip --sheet 02_rules --submitted times.csv --jobs 4
      coursekit grade submissions/ --sheet 02_rules --shard 1/3
      coursekit grade submissions/ --sheet 02_rules --slurm 8
      coursekit grade --merge --gradebook marks.db
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

    if slurm and (shard or dry_run or merge):
        raise CoursekitError(
            "--slurm writes a script for all shards; leave --shard, --dry-run or --merge."
        )
    if slurm and again:
        shards = f"{gradebook.stem}.*of{slurm}{gradebook.suffix}"
        raise CoursekitError(
            "--slurm and --again: a shard that is sent once more would begin once more. Delete the "
            f"gradebooks of the shards instead ({shards}); the newest grading counts."
        )
    if merge:
        merge_shards(places or [], gradebook, sheet)
        return
    if sheet is None:
        raise CoursekitError(f"--sheet is missing; there are {', '.join(names())}.")
    load(sheet)
    if override or withdraw:
        _decide(gradebook, sheet, override, withdraw, reason, author)
        return
    seed_file = seed_file or secret_for(gradebook)
    _need_apart(places or [], gradebook, seed_file)
    if not slurm:  # what counts there are the walls of the nodes
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
            if slurm:
                options = {
                    "roster": roster,
                    "manifest": manifest,
                    "submitted": submitted,
                    "cell_seconds": cell_seconds,
                    "question_seconds": question_seconds,
                    "total_seconds": total_seconds,
                    "trusted": trusted,
                }
                write_script(
                    places,
                    sheet,
                    gradebook,
                    slurm,
                    secret=seed_file,
                    jobs=jobs,
                    memory_mb=memory_mb,
                    scratch=scratch,
                    students=len(class_),
                    options=options,
                )
                return
            total = len(class_.only(part.takes) if part else class_)
            with Meter(total) as meter:
                marked = mark_class(
                    class_,
                    job,
                    gradebook,
                    part=part,
                    jobs=jobs,
                    again=again,
                    scratch=scratch,
                    progress=meter,
                )
    except SandboxError as error:
        raise MissingError(str(error)) from error
    _say_marked(marked)
    if marked.summary.interrupted:
        raise typer.Exit(INTERRUPTED)


def _need_apart(places: Sequence[Path], *own: Path) -> None:
    """Raise if a file of the instructor's lies among what was handed in: it may be a student's.

    A zip file is never unpacked; beside a notebook everything may have come out of one.
    """
    for place in places:
        for file in own:
            home, folder = file.resolve().parent, place.resolve()
            beside = place.suffix == ".ipynb" and home == folder.parent
            if beside or (place.is_dir() and home.is_relative_to(folder)):
                raise CoursekitError(
                    f"{file} lies {'beside' if beside else 'in'} {place}, among what was handed in,"
                    " and could have been handed in itself. Keep gradebook and seed elsewhere:"
                    " --gradebook ../marks.db"
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


def _say_collection(class_: "Collection") -> None:
    say(f"{len(class_)} submissions.")
    say_list([f"Passed over: {problem}." for problem in class_.problems])
    say_list([f"Not on the roster: {student}" for student in class_.unlisted])
    say_list([f"Handed in nothing: {student.id}" for student in class_.missing])
    say_list([f"The very same file: {', '.join(group)}" for group in class_.twins])


def _say_marked(marked: "Marked") -> None:
    from coursekit.grading.meter import duration

    if marked.aside is not None:
        aside, why = marked.aside
        say(f"{marked.gradebook} {why}: it is {aside.name} now, and this shard began anew.")
    summary = marked.summary
    told = f"{summary.graded} graded in {duration(summary.seconds)}"
    if summary.skipped:
        told += f", {summary.skipped} were current"
    say(f"{told}; the marks are in {marked.gradebook}.")
    say_list([f"Moved: {change}" for change in marked.moved])
    if marked.unfinished:
        say("The grader failed on these submissions; type the same again to grade them:")
        say_list(marked.unfinished)
    if summary.interrupted:
        say("Interrupted; type the same again to grade the rest.")
