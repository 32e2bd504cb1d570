"""Read a student's notebook file: its code cells, the sheet that it opens and for whom.

Nothing is run. The file is read as JSON and not through nbformat, because a notebook that an editor
or a merge has damaged a little is still a student's work.
"""

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.checking.cells import plain_python
from coursekit.notebook.errors import NotebookError
from coursekit.sheets import names

__all__ = ["CodeCell", "NotebookText", "opened_sheets", "read_notebook"]


@dataclass(frozen=True)
class CodeCell:
    """One code cell: where it stands among all cells of the notebook, from 1, and its text."""

    number: int
    source: str

    def __str__(self) -> str:
        first = next((line.strip() for line in self.source.splitlines() if line.strip()), "")
        short = first if len(first) <= 50 else first[:49] + "…"
        return f"cell {self.number} (`{short}`)"


@dataclass(frozen=True)
class NotebookText:
    """What a notebook file says: code cells in order, and the sheet and student it names."""

    path: Path
    cells: tuple[CodeCell, ...]
    sheet: str | None
    student: str | None
    notes: tuple[str, ...] = ()


def read_notebook(path: Path | str) -> NotebookText:
    """Read a Python notebook.

    The sheet is the one that the notebook itself opens, else ``coursekit.sheet`` in its metadata,
    else the sheet whose name the file's name contains. Raises NotebookError for a file that cannot
    be read, is no notebook, or holds another language.
    """
    path = Path(path)
    data = _load(path)
    metadata = data.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    _refuse_other_language(path, metadata)
    cells = tuple(_code_cells(path, data))
    opened = opened_sheets([cell.source for cell in cells])
    notes = []
    if len({name for name, _ in opened}) > 1:
        listed = ", ".join(dict.fromkeys(name for name, _ in opened))
        notes.append(f"This notebook opens several sheets ({listed}); the first is checked.")
    if opened:
        return NotebookText(path, cells, *opened[0], tuple(notes))
    own = metadata.get("coursekit")
    sheet = own.get("sheet") if isinstance(own, dict) else None
    if not isinstance(sheet, str):
        # The longest match: a name may be the beginning of another.
        fits = [name for name in names() if name in path.stem]
        sheet = max(fits, key=len, default=None)
    return NotebookText(path, cells, sheet, None)


def _load(path: Path) -> dict[str, Any]:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise NotebookError(f"there is no file {path}; check the name and the folder") from None
    except IsADirectoryError:
        raise NotebookError(f"{path} is a folder; name the notebook in it") from None
    except OSError as error:
        raise NotebookError(f"{path} cannot be read: {error.strerror}") from None
    if not raw.strip():
        raise NotebookError(f"{path} is empty; save the notebook in your editor and check again")
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotebookError(
            f"{path} is not UTF-8 text, as every notebook is; download or save it again"
        ) from None
    except (ValueError, RecursionError):
        raise NotebookError(
            f"{path} is not a notebook (an .ipynb file is JSON); save it again from Jupyter"
        ) from None
    if not isinstance(data, dict) or not ("cells" in data or "worksheets" in data):
        raise NotebookError(f"{path} is JSON, but not a notebook: it has no cells")
    return data


def _refuse_other_language(path: Path, metadata: Mapping[str, Any]) -> None:
    for place, key in (("kernelspec", "language"), ("language_info", "name")):
        found = metadata.get(place)
        language = found.get(key) if isinstance(found, dict) else None
        if isinstance(language, str) and language.lower() not in ("python", "ipython", ""):
            raise NotebookError(
                f"{path} is a notebook for {language}; sheets are answered in Python: "
                "choose a Python 3 kernel and save"
            )


def _code_cells(path: Path, data: Mapping[str, Any]) -> list[CodeCell]:
    listed = data.get("cells")
    if listed is None:
        # Notebooks of format 3 keep their cells one level deeper and call the text "input".
        sheets = data["worksheets"]
        listed = [
            cell
            for sheet in (sheets if isinstance(sheets, list) else [])
            for cell in (sheet.get("cells", []) if isinstance(sheet, dict) else [])
        ]
    if not isinstance(listed, list):
        raise NotebookError(f"{path} is damaged: its cells are not a list")
    cells = []
    for number, cell in enumerate(listed, start=1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", cell.get("input", ""))
        if isinstance(source, list):
            source = "".join(line for line in source if isinstance(line, str))
        if isinstance(source, str):
            cells.append(CodeCell(number, source))
    return cells


def opened_sheets(sources: Sequence[str]) -> list[tuple[str, str | None]]:
    r"""Find every ``open_sheet("name", student=…)`` in cells, without running them.

    The student may be text or a variable that was assigned text.

    >>> opened_sheets(['ME = "abcd12"', '%time\nsheet = ck.open_sheet("02_rules", student=ME)'])
    [('02_rules', 'abcd12')]
    """
    texts: dict[str, str] = {}
    found = []
    for source in sources:
        try:
            tree = ast.parse(plain_python(source)[0])
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                if isinstance(node.value.value, str):
                    names_ = [to.id for to in node.targets if isinstance(to, ast.Name)]
                    texts.update(dict.fromkeys(names_, node.value.value))
            elif isinstance(node, ast.Call) and _called(node.func) == "open_sheet":
                given = dict(zip(("name", "student"), node.args, strict=False))
                given.update((word.arg, word.value) for word in node.keywords if word.arg)
                name = _text(given.get("name"), texts)
                if name is not None:
                    found.append((name, _text(given.get("student"), texts)))
    return found


def _called(node: ast.expr) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _text(node: ast.expr | None, texts: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    return texts.get(node.id) if isinstance(node, ast.Name) else None
