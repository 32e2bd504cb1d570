"""Python files in place of notebooks: exports of Jupyter, VS Code and Colab."""

from __future__ import annotations

import ast
import re
import warnings

from coursekit.checking.stored import CodeCell, ReadingLimits, StoredNotebook, cleaned, decoded

__all__ = ["read_script"]

#: "# %% [markdown]" of VS Code and Spyder, "# In[3]:" of nbconvert.
_MARK = re.compile(r"#\s*(?:%%(?P<title>.*)|In\s?\[[\d ]*\]:?\s*)")


def read_script(raw: bytes, limits: ReadingLimits | None = None) -> StoredNotebook:
    r"""Read a Python file as cells: at its marks, or else one statement a cell.

    So a line that fails costs no more than it does in a notebook. Never raises.

    >>> [cell.source for cell in read_script(b"# %%\nx = 1\n# %% [markdown]\n# text\n").cells]
    ['x = 1']
    >>> [cell.source for cell in read_script(b"x = 1\n\ndef f():\n    return x\n").cells]
    ['x = 1', 'def f():\n    return x']
    """
    limits = limits or ReadingLimits()
    if len(raw) > min(limits.size, 4 * limits.text):
        return StoredNotebook(fault=f"is a script of more than {limits.text} characters")
    notes: list[str] = []
    found = decoded(raw, notes)
    text = cleaned(found)
    if text != found:
        notes.append("NUL or broken characters were taken out.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    sources = _at_marks(lines) if any(map(_MARK.fullmatch, lines)) else _by_statement(lines)
    kept = [(number, source) for number, source in enumerate(sources, start=1) if source]
    if not kept:
        return StoredNotebook(notes=tuple(notes), fault="is a script without any code")
    if len(kept) > limits.cells or len(text) > limits.text:
        return StoredNotebook(notes=tuple(notes), fault="is a script without end")
    cells = tuple(CodeCell(number, source) for number, source in kept)
    return StoredNotebook(cells, tuple(notes))


def _at_marks(lines: list[str]) -> list[str]:
    """Split at marks; a cell of text becomes an empty source, so that numbers stay."""
    cells: list[list[str]] = [[]]
    for line in lines:
        mark = _MARK.fullmatch(line)
        if mark is None:
            cells[-1].append(line)
        else:
            is_text = re.search(r"\[(?:markdown|md|raw)\]", mark["title"] or "") is not None
            cells.append(["#"] if is_text else [])
    sources = ["\n".join(cell).strip("\n") for cell in cells]
    if not sources[0].strip():
        del sources[0]
    return ["" if source.startswith("#\n") or source == "#" else source for source in sources]


def _by_statement(lines: list[str]) -> list[str]:
    text = "\n".join(lines)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [text.strip("\n")]
    cells: list[tuple[int, int]] = []
    for statement in body:
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(d.lineno for d in decorators)])
        last = statement.end_lineno or statement.lineno
        # Statements on one line (`a = 1; b = 2`) stay together.
        if cells and cells[-1][1] >= first:
            cells[-1] = (cells[-1][0], max(last, cells[-1][1]))
        else:
            cells.append((first, last))
    return ["\n".join(lines[first - 1 : last]) for first, last in cells]
