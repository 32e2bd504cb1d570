"""Release: worked notebooks (`solutions/`) to student notebooks (`exercises/`), and stamps.

The same worked notebook gives the same bytes. What happens to a notebook is in `steps`; here are
the files: which there are, whether they are stale, and that nothing unrelated is overwritten.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coursekit import sheets
from coursekit.authoring.errors import AuthoringError, RefusalError
from coursekit.authoring.links import colab_link, read_link, stamp_link
from coursekit.authoring.notebook_file import dump, read
from coursekit.authoring.setup_cell import is_setup_cell, read_source
from coursekit.authoring.steps import Task, answered, stamp_setup, student_notebook
from coursekit.checking import Exercise
from coursekit.course import Course
from coursekit.files import write_atomic
from coursekit.sheets import Sheet, SheetError

__all__ = ["Released", "release", "write_released"]


@dataclass(frozen=True)
class Released:
    """One file of the course as it should be, beside what is on disk."""

    path: Path
    content: bytes
    old: bytes | None = field(repr=False)

    @property
    def stale(self) -> bool:
        """Whether the file on disk is missing or differs."""
        return self.content != self.old


def release(
    course: Course,
    names: Sequence[str] = (),
    *,
    source: str | None = None,
    repo: str | None = None,
) -> list[Released]:
    """Work out the student sheets, and the lessons' set-up cells, of `names` (default: all).

    `source` and `repo` ("owner/name" or "owner/name@branch" on GitHub) of None keep what the file
    on disk is stamped with, "" removes the stamp. Nothing is written: see `write_released`.

    `AuthoringError`: a name that is neither a worked sheet nor a lesson, a notebook that cannot
    be released or shows a question in words of before, or a file in `exercises/` that is not the
    student version of the worked notebook, that somebody has answered, or that no worked notebook
    belongs to.
    """
    lessons = [path.stem for path in sorted(course.notebooks.glob("*.ipynb"))]
    worked = [path.stem for path in sorted(course.solutions.glob("*.ipynb"))]
    if not worked:
        raise AuthoringError(
            f"{course.solutions} holds no worked notebook; run this in a clone of the course."
        )
    for name in names:
        if name not in worked and name not in lessons:
            raise AuthoringError(
                f"{name!r} is neither a worked sheet nor a lesson; there are "
                f"{', '.join(sorted({*worked, *lessons}))}."
            )
    if not names:
        _refuse_orphans(course, worked)
    files = [_sheet(course, name, source, repo) for name in worked if not names or name in names]
    files += [_lesson(course, name, source, repo) for name in lessons if not names or name in names]
    return files


def _sheet(course: Course, name: str, source: str | None, repo: str | None) -> Released:
    path = course.exercises / f"{name}.ipynb"
    worked_path = course.solutions / path.name
    worked = read(worked_path)
    questions = _questions(name, worked_path)
    ids = [exercise.id for exercise in questions]
    old = path.read_bytes() if path.exists() else None
    present = _student_version_on_disk(path, worked, ids)
    try:
        notebook = student_notebook(
            worked,
            name,
            ids,
            source=_present_source(present) if source is None else source,
            link=_link(repo, path, course, present),
        )
    except AuthoringError as error:
        raise type(error)(f"{worked_path}: {error}") from None
    if outdated := [exercise.id for exercise in questions if not _is_shown(exercise, worked)]:
        raise RefusalError(
            f"{worked_path} was run before {', '.join(outdated)} got the words that the sheet has "
            "now, and students would read the old ones. Run it again: "
            f"python -m coursekit.authoring.execute {worked_path}"
        )
    return Released(path, dump(notebook), old)


def _is_shown(exercise: Exercise, worked: Any) -> bool:
    """Whether the question's stored output, if there is one, has the sheet's own words."""
    words = [exercise.title, exercise.prompt_text().strip()]
    words += [option.text for option in exercise.options]
    shown = [
        output["data"].get("text/markdown", "")
        for cell in worked.cells
        if cell.cell_type == "code" and cell.source.strip() == f'sheet.ask("{exercise.id}")'
        for output in cell.outputs
        if "data" in output
    ]
    return not shown or any(all(each in text for each in words) for text in shown)


def _questions(name: str, worked_path: Path) -> Sheet:
    try:
        return sheets.load(name)
    except SheetError as error:
        raise AuthoringError(
            f"{worked_path} belongs to no sheet: {error}. Declare the sheet in a module of "
            "coursekit/sheets/ and name the module in coursekit/sheets/__init__.py."
        ) from None


def _refuse_orphans(course: Course, worked: Sequence[str]) -> None:
    """Refuse a sheet that stays behind when its worked notebook is renamed or removed."""
    for path in sorted(course.exercises.glob("*.ipynb")):
        if path.stem not in worked:
            raise RefusalError(
                f"{path} has no worked notebook in {course.solutions}; delete it, or move it "
                "away if it is somebody's work."
            )


def _student_version_on_disk(path: Path, worked: Any, ids: Sequence[str]) -> Any:
    """Return the notebook that is about to be replaced, None if there is none."""
    if not path.exists():
        return None
    refusal = RefusalError(
        f"{path} is not the student version of the worked notebook of that name; move it away, "
        "so that nothing of yours is overwritten."
    )
    try:
        present = read(path)
    except AuthoringError:
        raise refusal from None
    if not _cell_ids(present) & _cell_ids(worked):
        raise refusal
    if found := answered(present, ids):
        raise RefusalError(
            f"{path} holds somebody's answers ({', '.join(found)}); move it away, so that they "
            "are not overwritten. Work on a sheet in a copy: coursekit lab."
        )
    return present


def _cell_ids(notebook: Any) -> set[str]:
    """Return the cells' ids; notebooks before format 4.5 have none."""
    return {cell["id"] for cell in notebook.cells if "id" in cell}


def _lesson(course: Course, name: str, source: str | None, repo: str | None) -> Released:
    """Stamp a lesson; its text and outputs are its author's and stay as they are."""
    path = course.notebooks / f"{name}.ipynb"
    notebook = read(path)
    old = path.read_bytes()
    before = dump(notebook)
    stamp = _present_source(notebook) if source is None else source
    try:
        stamp_setup(notebook, Task(name, (), source=stamp))
        stamp_link(notebook, _link(repo, path, course, notebook))
    except AuthoringError as error:
        raise type(error)(f"{path}: {error}") from None
    content = dump(notebook)
    return Released(path, old if content == before else content, old)


def _present_source(notebook: Any) -> str:
    sources = [cell.source for cell in notebook.cells] if notebook is not None else []
    return next((read_source(text) for text in sources if is_setup_cell(text)), "")


def _link(repo: str | None, path: Path, course: Course, present: Any) -> str:
    if repo is None:
        return read_link(present) if present is not None else ""
    return colab_link(repo, path.relative_to(course.root).as_posix()) if repo else ""


def write_released(files: Sequence[Released]) -> list[Path]:
    """Write what is stale; return the paths that changed.

    `AuthoringError`: a file cannot be written.
    """
    changed = [file.path for file in files if file.stale]
    try:
        for file in files:
            if file.stale:
                write_atomic(file.path, file.content)
    except OSError as error:
        raise AuthoringError(
            f"{error.filename} cannot be written ({error.strerror}); release in a checkout of "
            "your own."
        ) from None
    return changed
