"""The command line: parse, call, print. What each verb does is written in the rooms.

Exit codes: 0 done (check, verify, release --check: all correct, all fresh; grade: whatever the
marks); 1 wrong, unanswered, stale or failed; 2 bad usage or unreadable file; 3 the environment
lacks something required; 130 interrupted.
"""

from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core

import coursekit
from coursekit.authoring.errors import RefusalError
from coursekit.commands import anyone, grading, instructor, marks, student
from coursekit.commands.codes import FAILED, INTERRUPTED, LACKING, USAGE
from coursekit.console import prepare, say
from coursekit.environment import MissingError
from coursekit.errors import CoursekitError

__all__ = ["app", "main"]


class _Group(typer.core.TyperGroup):
    """Turns what coursekit raises on purpose into one line on stderr and an exit code."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the base class's signature
        """Return the verbs in the order of a course, not of the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except RefusalError as error:
            code, message = FAILED, str(error)
        except MissingError as error:
            code, message = LACKING, str(error)
        except CoursekitError as error:
            code, message = USAGE, str(error)
        except FileNotFoundError:
            if _here_is_there():
                raise
            code, message = USAGE, "the folder you are in has been deleted; cd to another one."
        except KeyboardInterrupt:
            code, message = INTERRUPTED, "interrupted"
        say(f"coursekit: {message}", err=True)
        raise typer.Exit(code)


def _here_is_there() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


app = typer.Typer(
    cls=_Group,
    name="coursekit",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain help keeps the examples' lines apart and is the same in a pipe.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line; the entry point `coursekit`."""
    prepare()
    app()


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"coursekit {coursekit.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Learn the mathematics of deep learning: lessons, live widgets, sheets that explain slips.

    \b
    Students:     lab, fetch, check, progress, submit
    Instructors:  release, verify, grade, report, export
    Anyone:       doctor, kernel, selftest
    """  # noqa: D301 - \b is typer's mark for lines to leave alone


for _verb in (
    *(student.lab, student.fetch, student.check, student.progress, student.submit),
    *(instructor.release, instructor.verify),
    *(grading.grade, marks.report, marks.export),
    *(anyone.doctor, anyone.kernel, anyone.selftest),
):
    app.command()(_verb)
