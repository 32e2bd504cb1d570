"""Make the one file that a student hands in, and say what is missing in it.

The file is the notebook itself with claims in its metadata (`coursekit.checking.manifest`), so that
every learning platform takes it and a person can open it. Nothing is sent anywhere.
"""

import importlib
import json
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import coursekit
from coursekit.checking import Bindings
from coursekit.checking.manifest import Manifest, code_hash
from coursekit.checking.stored import StoredNotebook, read_cells
from coursekit.files import notebook_bytes, write_atomic
from coursekit.notebook.errors import NotebookError
from coursekit.notebook.locating import Located, beside
from coursekit.notebook.reading import opened_sheets
from coursekit.notebook.saved import compare
from coursekit.notebook.workspace import Workspace
from coursekit.sheets import Sheet

__all__ = ["HandIn", "file_name", "fuller", "hand_in", "offer_download", "twin", "unsaved_work"]

#: Larger files are handed in without their outputs: platforms have limits of their own.
LARGE = 5_000_000  # bytes


@dataclass(frozen=True)
class HandIn:
    """A file that was written, and what a student should know about it.

    ``source`` is the name of the notebook that it was made from, ``unanswered`` are the ids of
    questions without an answer, of ``total``.
    """

    path: Path
    source: str
    sheet: str
    student: str | None
    unanswered: tuple[str, ...]
    total: int
    notes: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """Say what to do with the file and what is missing in it."""
        answered = self.total - len(self.unanswered)
        said = [f"{answered} of {self.total} questions have an answer in {self.source}."]
        if self.unanswered:
            said.append(f"Without an answer: {', '.join(self.unanswered)}.")
        said.extend(self.notes)
        now = "Now upload" if answered else "If an empty sheet is meant, upload"
        return [*said, f"{now} this one file: {self.path}. Nothing has been sent yet."]


def hand_in(located: Located, sheet: Sheet, folder: Path, *, notes: tuple[str, ...] = ()) -> HandIn:
    """Write the file into ``folder``; an earlier one of the same sheet and student is replaced.

    Raises NotebookError for what is no notebook in Python, for one of another sheet (it would take
    the place of the right one) and where the file cannot be written.
    """
    stored = _stored(located)
    sources = [cell.source for cell in stored.cells]
    notes = (*notes, *_unlike(located, sheet, sources))
    notebook: dict[str, Any] = json.loads(located.raw.decode("utf-8-sig"))
    versions = {
        "coursekit": coursekit.__version__,
        "python": platform.python_version(),
        "numpy": importlib.import_module("numpy").__version__,
    }
    claims = Manifest(sheet.name, sheet.student, code_hash(stored.cells), versions)
    notebook["metadata"] = claims.written_into(_without_widgets(notebook.get("metadata")))
    content = notebook_bytes(notebook)
    if len(content) > LARGE:
        for cell in notebook["cells"]:
            if isinstance(cell, dict) and "outputs" in cell:
                cell["outputs"] = []
        content = notebook_bytes(notebook)
        notes = (*notes, "The outputs were left out: with them the file is too large.")
    path = folder / file_name(sheet.name, sheet.student)
    try:
        write_atomic(path, content)
    except OSError as error:
        raise NotebookError(
            f"{path} cannot be written ({error.strerror}); hand in your notebook's own file"
        ) from None
    unanswered = _unanswered(sheet, sources)
    source = Path(located.name).name
    return HandIn(path, source, sheet.name, sheet.student, unanswered, len(sheet), notes)


def _unanswered(sheet: Sheet, sources: list[str]) -> tuple[str, ...]:
    bindings = Bindings(sources)
    return tuple(exercise.id for exercise in sheet if bindings.status(exercise.id) != "found")


def _stored(located: Located) -> StoredNotebook:
    stored = read_cells(located.raw)
    name = Path(located.name).name
    if stored.fault is not None:
        raise NotebookError(f"{name} {stored.fault}")
    if stored.language is not None:
        raise NotebookError(f"{name} is a notebook for {stored.language}; choose a Python 3 kernel")
    try:
        is_notebook = isinstance(json.loads(located.raw.decode("utf-8-sig"))["cells"], list)
    except (ValueError, KeyError, TypeError, RecursionError):
        is_notebook = False
    if not is_notebook:
        raise NotebookError(f"{name} is damaged or in an old format; open it and save it again")
    return stored


def _unlike(located: Located, sheet: Sheet, sources: list[str]) -> list[str]:
    """Say where the file opens the sheet for somebody else or for nobody; refuse another sheet."""
    opened = opened_sheets(sources)
    students = {student for name, student in opened if name == sheet.name}
    if opened and not students:
        raise NotebookError(
            f"{Path(located.name).name} opens the sheet {opened[0][0]}, and not {sheet.name}; take "
            "the notebook of that sheet"
        )
    if students and sheet.student not in students:
        cure = "correct that cell, run it, save and submit again."
        if sheet.student is None:
            return [f"The file opens the sheet with a student id, and you have run none: {cure}"]
        return [f"The file opens the sheet with another id than {sheet.student}, or none: {cure}"]
    if sheet.student is None:
        cure = "write yours where the sheet is opened, run that cell, save and submit again."
        return [f"It gives no student id. If your course uses ids, {cure}"]
    return []


def _without_widgets(metadata: object) -> dict[str, Any]:
    """Drop the widgets' saved state, which is large and of no use to anybody else."""
    given = metadata if isinstance(metadata, Mapping) else {}
    return {key: value for key, value in given.items() if key != "widgets"}


def file_name(sheet: str, student: str | None) -> str:
    """Return the name of the file: the sheet's, and the id as far as file systems take it.

    >>> file_name("02_rules", "abcd12"), file_name("02_rules", None), file_name("02_rules", "a/b c")
    ('02_rules_abcd12.ipynb', '02_rules.ipynb', '02_rules_a-b-c.ipynb')
    """
    if student is None:
        return f"{sheet}.ipynb"
    safe = re.sub(r"[^\w.@+-]+", "-", student)[:100]
    return f"{sheet}_{safe}.ipynb"


def unsaved_work(
    located: Located, sheet: Sheet, workspace: Workspace
) -> tuple[list[str], list[str]]:
    """Say what was run and is not in the file, and what is in it and was not run.

    The first sentences are reasons to save before anything is written, the second are notes.
    """
    saved = [cell.source for cell in _stored(located).cells]
    difference = compare(saved, workspace.sources, [exercise.id for exercise in sheet])
    stop, notes = [], []
    name = Path(located.name).name
    if difference.unsaved:
        stop.append(
            f"{_listed(difference.unsaved)}: what you have run is not what the file {name} holds."
        )
    if difference.lacking:
        stop.append(
            f"{_listed(difference.lacking)}: {name} uses it and defines it in no cell, so that a "
            "fresh run stops there."
        )
    if difference.not_run:
        notes.append(
            f"{_listed(difference.not_run)}: not run in this kernel as the file has it. Run all "
            "cells and check once more if you are not sure."
        )
    if difference.overruled:
        notes.append(
            f"{_listed(difference.overruled)}: defined more than once. The last one in the file "
            "counts, and it is not the one that you ran last."
        )
    return stop, notes


def twin(located: Located, sheet: Sheet, workspace: Workspace) -> str | None:
    """Return the name of another notebook of the sheet, beside this one, that lacks nothing.

    A server tells a kernel the name with which it started; renamed since, the file is another one.
    """
    for other in beside(located, sheet.name):
        if not unsaved_work(other, sheet, workspace)[0]:
            return Path(other.name).name
    return None


def fuller(located: Located, sheet: Sheet) -> str | None:
    """Return the name of a notebook of the sheet that has answers, where the one found has none.

    A notebook was renamed while its kernel ran, and `coursekit fetch` brought its old name back.
    """

    def is_empty(file: Located) -> bool:
        sources = [cell.source for cell in read_cells(file.raw).cells]
        return len(_unanswered(sheet, sources)) == len(sheet)

    if not is_empty(located):
        return None
    others = (Path(each.name).name for each in beside(located, sheet.name) if not is_empty(each))
    return next(others, None)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def offer_download(path: Path) -> bool:
    """Let Colab's page download the file, for its disk does not last; tell whether that began."""
    try:
        importlib.import_module("google.colab.files").download(str(path))
    except Exception:  # noqa: BLE001 - Colab's interface is not ours; the file is there anyhow
        return False
    return True
