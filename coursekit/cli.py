"""The command line: parse, call, print. What each verb does is written in the rooms.

Exit codes: 0 done (check, verify, release --check: all correct, all fresh); 1 wrong, unanswered,
stale or failed; 2 bad usage or unreadable file; 3 the environment lacks something required;
130 interrupted.
"""

import json
import os
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.core

import coursekit
from coursekit.authoring.errors import RefusalError
from coursekit.console import prepare, say, show_table
from coursekit.environment import MissingError
from coursekit.errors import CoursekitError

if TYPE_CHECKING:
    from coursekit.course import Course

__all__ = ["app", "main"]

DONE, FAILED, USAGE, LACKING, INTERRUPTED = 0, 1, 2, 3, 130


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


def _course(folder: Path | None) -> "Course":
    """Return the course in `folder`; by default the one here, or the one of the installation."""
    from coursekit.course import Course, find_course

    here = folder or Path()
    if (here / "solutions").is_dir() and (here / "notebooks").is_dir():
        return Course(here, checkout=True)
    if folder is not None:
        raise CoursekitError(f"{folder} is no checkout of the course: it lacks solutions/.")
    return find_course()


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
    Students:     lab, check, progress
    Instructors:  release, verify
    Anyone:       doctor, selftest
    """  # noqa: D301 - \b is typer's mark for lines to leave alone


@app.command()
def lab(
    folder: Annotated[Path, typer.Argument(help="Your own copy of the course.")] = Path(
        "my-course"
    ),
    port: Annotated[int | None, typer.Option(help="The port of the server.")] = None,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
    lesson: Annotated[
        str | None, typer.Option(help="The lesson to open, such as 01_derivatives.")
    ] = None,
) -> None:
    """Copy the course to your folder and open it.

    Starts JupyterLab on a lesson. Files with your work in them are never overwritten; delete
    or rename one to get it afresh.

    \b
    Examples:
      coursekit lab
      coursekit lab ~/calculus --lesson 01_derivatives
      coursekit lab --no-browser --port 8890
    """  # noqa: D301
    from coursekit import lab as jupyter
    from coursekit.course import copy_course, find_course
    from coursekit.environment import on_hub

    course = find_course()
    arguments = jupyter.server_arguments(course, folder, lesson, port=port, browser=browser)
    for sentence in copy_course(course, folder).sentences():
        say(sentence)
    if on_hub(os.environ):
        say(f"You are on a JupyterHub: open {folder}/notebooks in its file browser.")
        return
    if jupyter.as_root():
        say("You are root here: what runs in a notebook may do anything to this machine.")
    say("Starting JupyterLab; press Ctrl-C twice here to stop it.")
    sys.stdout.flush()
    jupyter.start(arguments)


@app.command()
def check(
    notebook: Annotated[Path, typer.Argument(help="Your notebook (.ipynb).")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    student: Annotated[
        str | None, typer.Option(help="Your id, if the notebook does not say it.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(help="The sheet, if the notebook does not say it.")
    ] = None,
) -> None:
    """Say of every answer in your notebook what is right or wrong.

    This runs the notebook's code in a fresh process, with your rights: check only notebooks
    that you trust.
    The exit code is 0 if every answer is correct, else 1.

    \b
    Examples:
      coursekit check exercises/01_derivatives.ipynb
      coursekit check homework.ipynb --sheet 02_rules --json
    """  # noqa: D301
    from coursekit.authoring.setup_cell import is_install_line
    from coursekit.notebook.display import LOOKS, points_text
    from coursekit.notebook.own_work import check_notebook

    say(f"Running the code of {notebook} in a fresh process.", err=as_json)
    sys.stdout.flush()
    report = check_notebook(notebook, sheet=sheet, student=student)
    if as_json:
        say(json.dumps(report.as_dict(), indent=1, ensure_ascii=False))
        raise typer.Exit(report.exit_code)
    say(report.title)
    said = Counter(q.verdict.message for q in report.questions if not q.verdict.correct)
    # What holds of many questions (an untouched sheet) is said once, below the table.
    repeated = [message for message, times in said.items() if times > 2]
    show_table(
        ["question", "outcome", "points", "what to look at"],
        [
            [
                question.id,
                str(LOOKS[question.verdict.outcome]),
                points_text(question.score, question.points)
                .removesuffix("s")
                .removesuffix("point"),
                ""
                if question.verdict.correct or question.verdict.message in repeated
                else question.verdict.message,
            ]
            for question in report.questions
        ],
    )
    for message in repeated:
        say(f"{said[message]} questions: {message}")
    for fault in report.faults:
        say(f"Cell {fault.cell} did not run to its end: {fault.message}")
    for note in report.notes:
        if not is_install_line(note):
            say(f"Note: {note}")
    say(points_text(report.score, report.points))
    raise typer.Exit(report.exit_code)


def _progress_rows(folder: Path) -> list[list[str]]:
    """Return a row for each sheet and student that a notebook's folder keeps progress of."""
    from coursekit.notebook.progress import saved_progress
    from coursekit.sheets import load, names

    rows = []
    # A course has its notebooks one folder below; the student may stand above or in it.
    for pattern in (".coursekit", "*/.coursekit", "*/*/.coursekit"):
        for kept in sorted(folder.glob(pattern)):
            try:
                saved = saved_progress(kept.parent)
            except ValueError:
                raise CoursekitError(f"{kept}/progress.json is no progress file.") from None
            for name in [name for name in names() if name in saved]:
                for student, entries in saved[name].items():
                    best = {id_: entry.best for id_, entry in entries.items()}
                    sheet = load(name, student or None)
                    score = sum(each.points * best.get(each.id, 0.0) for each in sheet)
                    still = [each.id for each in sheet if best.get(each.id, 0.0) < 1.0]
                    done = f"{len(sheet) - len(still)} of {len(sheet)}"
                    points = f"{score:.4g} of {sheet.points}"
                    rows.append([name, student, done, points, ", ".join(still)])
    return rows


@app.command()
def progress(
    folder: Annotated[Path, typer.Argument(help="Your copy of the course.")] = Path(),
) -> None:
    """Show which questions you have answered.

    Reads what sheet.check() has kept beside your notebooks.

    \b
    Examples:
      coursekit progress
      coursekit progress my-course
    """  # noqa: D301
    if not folder.is_dir():
        raise CoursekitError(f"{folder} is no folder; give the folder of your notebooks.")
    rows = _progress_rows(folder)
    if not rows:
        say(f"No progress is kept in {folder} yet: answer a question with sheet.check(…).")
        return
    show_table(["sheet", "student", "correct", "points", "still open"], rows)


@app.command()
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


@app.command()
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


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Say what is missing here, and what to do.

    Looks at Python, packages, front end, widgets and storage.
    The exit code is 3 if something required is missing.

    \b
    Examples:
      coursekit doctor
      coursekit doctor --json
    """  # noqa: D301
    from coursekit.environment import examine, is_ready

    findings = examine()
    if as_json:
        say(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        show_table(
            ["", "found", "", "what to do"],
            [
                [finding.topic, finding.value, finding.severity, finding.cure]
                for finding in findings
            ],
        )
        ready = is_ready(findings)
        say("coursekit can run here." if ready else "coursekit cannot run here yet.")
    raise typer.Exit(DONE if is_ready(findings) else LACKING)


@app.command()
def selftest(
    names: Annotated[
        list[str] | None, typer.Argument(help="Lessons; default: all.", metavar="NAME")
    ] = None,
) -> None:
    """Compare the lessons' stored outputs with a run here.

    \b
    Examples:
      coursekit selftest
      coursekit selftest 01_derivatives
    """  # noqa: D301
    from coursekit.authoring.selftest import selftest as run_lessons
    from coursekit.course import find_course

    failed = run_lessons(find_course(), names or ())
    if failed:
        say("The lessons do not give their stored outputs here; `coursekit doctor` may say why.")
    raise typer.Exit(FAILED if failed else DONE)
