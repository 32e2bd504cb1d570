"""Read a student's notebook file: its code cells, the sheet that it opens and for whom.

Nothing is run.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coursekit.checking.cells import plain_python
from coursekit.checking.stored import CodeCell, StoredNotebook, read_cells
from coursekit.notebook.errors import NotebookError
from coursekit.sheets import Sheet, SheetError, load, names, student_id

__all__ = ["CodeCell", "NotebookText", "opened_sheets", "read_notebook", "sheet_of"]


@dataclass(frozen=True)
class NotebookText:
    """What a notebook file says: code cells in order, and the sheet and student it names.

    ``lesson`` is the lesson whose exercises stand in it; such a notebook is no sheet's.
    """

    path: Path
    cells: tuple[CodeCell, ...]
    sheet: str | None
    student: str | None
    notes: tuple[str, ...] = ()
    lesson: str | None = None


def read_notebook(path: Path | str) -> NotebookText:
    """Read a Python notebook.

    The sheet is the one that the notebook itself opens, else ``coursekit.sheet`` in its metadata,
    else the sheet whose name the file's name contains; a lesson, whose file has its sheet's name,
    is none. Raises NotebookError for a file that cannot
    be read, is no notebook, or holds another language.
    """
    path = Path(path)
    stored = _load(path)
    cells = stored.cells
    sources = [cell.source for cell in cells]
    opened = opened_sheets(sources)
    notes = []
    if len({name for name, _ in opened}) > 1:
        listed = ", ".join(dict.fromkeys(name for name, _ in opened))
        notes.append(f"This notebook opens several sheets ({listed}); the first is checked.")
    notes += stored.notes
    if opened:
        return NotebookText(path, cells, *opened[0], tuple(notes))
    if lessons := _named_in_calls(sources, "open_practice"):
        return NotebookText(path, cells, None, None, tuple(notes), lesson=lessons[0][0])
    own = stored.metadata.get("coursekit")
    sheet = own.get("sheet") if isinstance(own, dict) else None
    if not isinstance(sheet, str):
        # The longest match: a name may be the beginning of another.
        fits = [name for name in names() if name in path.stem]
        sheet = max(fits, key=len, default=None)
    return NotebookText(path, cells, sheet, None, tuple(notes))


def sheet_of(text: NotebookText, sheet: str | None = None, student: str | None = None) -> Sheet:
    """Load the sheet that a notebook answers; ``sheet`` and ``student`` overrule what it says.

    Raises NotebookError where nobody says which sheet, SheetError for an unknown one.
    """
    name = sheet or text.sheet
    if name is None and text.lesson is not None:
        raise NotebookError(
            f"{text.path} is the lesson {text.lesson}: its exercises are checked where they stand, "
            f"and the sheet that belongs to it is another file, exercises/{text.lesson}.ipynb"
            if text.lesson in names()
            else f"{text.path} is the lesson {text.lesson}: its exercises are checked where they "
            "stand, and no sheet belongs to it"
        )
    if name is None:
        raise NotebookError(
            f"{text.path} does not say which sheet it answers: open one in it, as in "
            f'sheet = coursekit.open_sheet("{names()[0]}"), or name it (--sheet {names()[0]})'
        )
    return load(name, student or text.student)


def _load(path: Path) -> StoredNotebook:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise NotebookError(f"there is no file {path}; check the name and the folder") from None
    except IsADirectoryError:
        raise NotebookError(f"{path} is a folder; name the notebook in it") from None
    except OSError as error:
        raise NotebookError(f"{path} cannot be read: {error.strerror}") from None
    stored = read_cells(raw)
    if stored.fault is not None:
        raise NotebookError(f"{path} {stored.fault}")
    if stored.language is not None:
        raise NotebookError(
            f"{path} is a notebook for {stored.language}; sheets are answered in Python: "
            "choose a Python 3 kernel and save"
        )
    return stored


def opened_sheets(sources: Sequence[str]) -> list[tuple[str, str | None]]:
    r"""Find every ``open_sheet("name", student=…)`` in cells, without running them.

    The student may be text (or a whole number) or a variable that was assigned one; an empty text
    is no student.

    >>> opened_sheets(['ME = "abcd12"', '%time\nsheet = ck.open_sheet("02_rules", student=ME)'])
    [('02_rules', 'abcd12')]
    """
    return _named_in_calls(sources, "open_sheet")


def _named_in_calls(sources: Sequence[str], function: str) -> list[tuple[str, str | None]]:
    values: dict[str, object] = {}
    found = []
    for source in sources:
        try:
            tree = ast.parse(plain_python(source)[0])
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                names_ = [to.id for to in node.targets if isinstance(to, ast.Name)]
                values.update(dict.fromkeys(names_, node.value.value))
            elif isinstance(node, ast.Call) and _called(node.func) == function:
                given = dict(zip(("name", "student"), node.args, strict=False))
                given.update((word.arg, word.value) for word in node.keywords if word.arg)
                name = _value(given.get("name"), values)
                if isinstance(name, str):
                    found.append((name, _student(_value(given.get("student"), values))))
    return found


def _called(node: ast.expr) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _value(node: ast.expr | None, values: Mapping[str, object]) -> object:
    if isinstance(node, ast.Constant):
        return node.value
    return values.get(node.id) if isinstance(node, ast.Name) else None


def _student(value: object) -> str | None:
    """Return the id that a sheet would be opened with; what it would refuse is no id."""
    try:
        return student_id(value)
    except SheetError:
        return None
