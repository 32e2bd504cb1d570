"""What students type: open the course, check a notebook, see how far one is."""

import json
import os
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

import coursekit
from coursekit.console import say, show_table
from coursekit.errors import CoursekitError

__all__ = ["check", "fetch", "lab", "progress", "submit"]


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

    Starts JupyterLab on lesson 00, or on the lesson that you worked in last. What a newer
    course brings is merged around your work, see `coursekit fetch`.

    \b
    Examples:
      coursekit lab
      coursekit lab ~/calculus --lesson 01_derivatives
      coursekit lab --no-browser --port 8890
    """  # noqa: D301
    from coursekit import lab as jupyter
    from coursekit.course import find_course
    from coursekit.environment import on_hub
    from coursekit.fetching import fetch_course

    course = find_course()
    at = partial(jupyter.server_arguments, course, folder, port=port, browser=browser)
    arguments = at(lesson)  # before anything is copied, so that an unknown lesson costs nothing
    fetched = fetch_course(course, folder)
    for sentence in fetched.sentences():
        say(sentence)
    if lesson is None:
        arguments = at(jupyter.last_lesson(fetched))
    if on_hub(os.environ):
        say(jupyter.in_file_browser(folder, os.environ.get("JUPYTER_SERVER_ROOT", "")))
        return
    if jupyter.as_root():
        say("You are root here: what runs in a notebook may do anything to this machine.")
    say("Starting JupyterLab; press Ctrl-C twice here to stop it.")
    sys.stdout.flush()
    jupyter.start(arguments)


def fetch(
    folder: Annotated[Path, typer.Argument(help="Your own copy of the course.")] = Path(
        "my-course"
    ),
) -> None:
    """Put the course into your folder, or bring your copy up to date.

    A cell that you have changed, written or deleted is never touched. Where the course has
    changed it too, its text is shown above yours. Save your notebooks before; every notebook
    that is merged is kept as it was in .coursekit/before. The course is the one that is
    installed: to get a newer one, first run your lecturer's install line with
    --force-reinstall --no-deps (--upgrade alone keeps what has the same version number).

    \b
    Examples:
      coursekit fetch
      coursekit fetch ~/calculus
    """  # noqa: D301
    from coursekit.course import find_course
    from coursekit.fetching import fetch_course

    fetched = fetch_course(find_course(), folder)
    for sentence in fetched.sentences():
        say(sentence)
    if not fetched.news:
        say(
            f"The course that is installed here, coursekit {coursekit.__version__}, has nothing "
            "newer. For one that was announced, see `coursekit fetch --help`."
        )


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


def submit(
    notebook: Annotated[Path, typer.Argument(help="Your notebook (.ipynb), saved.")],
    out: Annotated[Path, typer.Option(help="The folder for the file.")] = Path("to_hand_in"),
    student: Annotated[
        str | None, typer.Option(help="Your id, if the notebook does not say it.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(help="The sheet, if the notebook does not say it.")
    ] = None,
) -> None:
    """Write the one file that you hand in.

    It is your notebook with a note of the sheet, your id and the versions. Nothing is run and
    nothing is sent: look at your answers with `coursekit check` before, and upload the file to
    your course's platform afterwards.

    \b
    Examples:
      coursekit submit exercises/02_rules.ipynb
      coursekit submit homework.ipynb --sheet 02_rules --student abcd12
    """  # noqa: D301
    from coursekit.notebook.handing_in import hand_in
    from coursekit.notebook.locating import locate
    from coursekit.notebook.reading import read_notebook, sheet_of

    questions = sheet_of(read_notebook(notebook), sheet, student)
    made = hand_in(locate(notebook.absolute(), questions.name, {}), questions, out)
    for sentence in made.sentences():
        say(sentence)
