"""What instructors type to make a course: release the sheets, prove them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coursekit.commands.codes import DONE, FAILED
from coursekit.console import say, show_table
from coursekit.errors import CoursekitError

if TYPE_CHECKING:
    from coursekit.course import Course

__all__ = ["release", "verify"]


def _course(folder: Path | None) -> "Course":
    """Return the course in `folder`; by default the one here, or the one of the installation."""
    from coursekit.course import Course, find_course

    here = folder or Path()
    if (here / "solutions").is_dir() and (here / "notebooks").is_dir():
        return Course(here, checkout=True)
    if folder is not None:
        raise CoursekitError(f"{folder} is no checkout of the course: it lacks solutions/.")
    return find_course()


def release(
    names: Annotated[
        list[str] | None, typer.Argument(help="Sheets or lessons; default: all.", metavar="NAME")
    ] = None,
    only_check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a file is stale.")
    ] = False,
    source: Annotated[
        str | None,
        typer.Option(help='Where set-up cells install from: a git URL or a wheel; "" for none.'),
    ] = None,
    repo: Annotated[
        str | None,
        typer.Option(help='Stamp "Open in Colab" links to owner/name[@branch] on GitHub.'),
    ] = None,
    course: Annotated[
        Path | None, typer.Option(help="The checkout; default: the one here.")
    ] = None,
) -> None:
    """Make the student notebooks from the worked ones.

    Reads solutions/, writes exercises/ and stamps the lessons' set-up cells.
    Stamps that are not given stay as they are in the files.

    \b
    Examples:
      coursekit release
      coursekit release 02_rules --check
      coursekit release --source git+https://git.example.org/maths/course.git
    """  # noqa: D301
    from coursekit.authoring import links, setup_cell
    from coursekit.authoring import release as releasing

    setup_cell.setup_source(source or "")
    if repo:
        links.colab_link(repo, "")
    files = releasing.release(_course(course), names or (), source=source, repo=repo)
    if only_check:
        stale = [file.path for file in files if file.stale]
        for path in stale:
            say(f"stale: {path}")
        if stale:
            say("Run: coursekit release")
            raise typer.Exit(FAILED)
        say(f"{len(files)} notebooks are fresh.")
        return
    for path in releasing.write_released(files):
        say(f"wrote {path}")
    say(f"{len(files)} notebooks are fresh.")


def verify(
    names: Annotated[
        list[str] | None, typer.Argument(help="Sheets; default: all.", metavar="NAME")
    ] = None,
    course: Annotated[
        Path | None, typer.Option(help="The checkout; default: the one here.")
    ] = None,
) -> None:
    """Prove that a sheet judges as it should.

    Solutions score full marks, stubs none, each slip gets its own message, no message gives
    the answer away. This runs the worked notebooks' code.

    \b
    Examples:
      coursekit verify
      coursekit verify 02_rules
    """  # noqa: D301
    from coursekit.authoring.verify import verify as verify_sheets

    results = verify_sheets(_course(course), names or ())
    for result in results:
        say(f"{result.sheet}: {len(result.rows)} questions, {result.points} points")
        show_table(
            ["question", "kind", "points", "slips", "nearest pair", "proved"],
            [row.cells() for row in result.rows],
        )
        for problem in result.problems:
            say(f"FAILED {result.sheet}, {problem}")
    raise typer.Exit(DONE if all(result.ok for result in results) else FAILED)
