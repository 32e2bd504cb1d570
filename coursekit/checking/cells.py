"""Run the cells of a notebook without a kernel: one cell's error costs that cell only.

Knows nothing of sheets and loads nothing but the standard library, so that it can also run where
untrusted code runs. Time limits are the caller's: run it in a process of its own and watch
``on_cell``.
"""

from __future__ import annotations

import ast
import contextlib
import io
import itertools
import linecache
import re
import traceback
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

__all__ = ["CELL_FILE", "CellResult", "plain_python", "run_cells"]

#: What the file name of every cell begins with, in tracebacks.
CELL_FILE = "<cell "

#: Characters of printed output that are kept of one cell.
OUTPUT_LIMIT = 100_000
#: Lines that are parsed while IPython's own are looked for; each of them is a parse of its own.
LINES_PARSED = 50_000

_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
#: Cell magics whose body is Python all the same.
_PYTHON_BODY = frozenset({"capture", "prun", "time", "timeit"})
_TIME = re.compile(r"(\s*)%time\s+(\S.*)")
_LINE_MAGIC = re.compile(r"\s*(?:[A-Za-z_][\w.,\s]*=\s*)?[%!]\s*\S|\s*\?{1,2}\s*\S|.*\S\?{1,2}\s*$")

_runs = itertools.count(1)


@dataclass(frozen=True)
class CellResult:
    """What became of one cell.

    ``error`` is ``"NameError: name 'g' is not defined"`` or None, ``line`` the line of the cell at
    which it arose, ``traceback`` the frames of the notebook's own code, ``output`` what was
    printed, ``notes`` what was left out because it is not Python.
    """

    index: int
    error: str | None = None
    line: int | None = None
    traceback: str = ""
    output: str = ""
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the cell ran to its end."""
        return self.error is None


class _Capped(io.StringIO):
    """Text output that stops growing: an endless print must not fill the memory."""

    def write(self, text: str) -> int:
        room = OUTPUT_LIMIT - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)


def plain_python(source: str) -> tuple[str, tuple[str, ...]]:
    r"""Return the Python of a cell with IPython's own lines taken out, and a note on each of them.

    Lines keep their numbers. Text that Python itself accepts is never touched, so that a ``%`` or
    a ``?`` inside a string stays.

    >>> plain_python("%matplotlib inline\nx = 1")
    ('pass\nx = 1', ('line 1 was left out: %matplotlib inline',))
    """
    notes: list[str] = []
    magic = _CELL_MAGIC.match(source)
    if magic:
        start = source.index("%%")
        head, _, body = source[start:].partition("\n")
        if magic.group(1) not in _PYTHON_BODY:
            return "", (f"the cell was left out: {head.strip()}",)
        notes.append(f"line {source.count(chr(10), 0, start) + 1} was left out: {head.strip()}")
        source = source[:start] + "\n" + body
    lines = source.split("\n")
    left = LINES_PARSED
    while left > 0:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ast.parse("\n".join(lines))
        except SyntaxError as error:  # noqa: PERF203 - each round takes out the line that fails
            number = (error.lineno or 0) - 1
            left -= number + 1
            if not (0 <= number < len(lines) and _LINE_MAGIC.match(lines[number])):
                break
            notes += _drop(lines, number)
        except (ValueError, RecursionError, MemoryError):
            break  # null bytes, or brackets without end: running the cell reports it
        else:
            break
    return "\n".join(lines), tuple(notes)


def _drop(lines: list[str], number: int) -> list[str]:
    """Replace one of IPython's lines, with its continuations, by Python that does nothing."""
    line = lines[number]
    timed = _TIME.fullmatch(line)
    if timed:
        lines[number] = timed.group(1) + timed.group(2)
        return [f"line {number + 1} ran without its %time"]
    last = number
    while lines[last].endswith("\\") and last + 1 < len(lines):
        last += 1
    indent = line[: len(line) - len(line.lstrip())]
    lines[number : last + 1] = [indent + "pass", *[""] * (last - number)]
    return [f"line {number + 1} was left out: {line.strip()}"]


def _nothing(*_: object, **__: object) -> None:
    """Stand in for ``display`` where there is no front end."""


class _NoShell:
    """Stand in for IPython's shell: every method exists and does nothing.

    >>> _NoShell().run_line_magic("matplotlib", "inline")
    """

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)
        return _nothing


def run_cells(
    cells: Sequence[str],
    namespace: dict[str, Any],
    *,
    on_cell: Callable[[int, CellResult | None], None] | None = None,
) -> list[CellResult]:
    """Run ``cells`` in order in ``namespace``; return one `CellResult` a cell.

    ``on_cell(index, None)`` is called before a cell starts and ``on_cell(index, result)`` when it
    is done. `KeyboardInterrupt` passes through; every other exception, also `SystemExit`, costs
    that cell only.

    >>> space = {}
    >>> [result.error for result in run_cells(["a = 1", "b = a / 0", "c = a + 1"], space)]
    [None, 'ZeroDivisionError: division by zero', None]
    >>> space["c"]
    2
    """
    namespace.setdefault("__name__", "__main__")
    namespace.setdefault("display", _nothing)
    namespace.setdefault("get_ipython", _NoShell)
    run = next(_runs)
    results = []
    for index, cell in enumerate(cells):
        if on_cell is not None:
            on_cell(index, None)
        name = f"{CELL_FILE}{index + 1}>" if run == 1 else f"{CELL_FILE}{index + 1}, run {run}>"
        result = _run_cell(index, cell, name, namespace)
        results.append(result)
        if on_cell is not None:
            on_cell(index, result)
    return results


def _run_cell(index: int, cell: str, file_name: str, namespace: dict[str, Any]) -> CellResult:
    source, notes = plain_python(cell)
    # Tracebacks, and the judge's messages, show the line of the cell.
    linecache.cache[file_name] = (
        len(source),
        None,
        source.splitlines(keepends=True),
        file_name,
    )
    printed = _Capped()
    error, line, trace = None, None, ""
    try:
        with (
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            # A cell may say await at its top level, as in Jupyter; such code gives a coroutine.
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            code = compile(source, file_name, "exec", flags=flags, dont_inherit=True)
            waiting = eval(code, namespace)  # noqa: S307 - to run the notebook's code is the task
            if waiting is not None:
                import asyncio  # few cells need it, and it is slow to load

                asyncio.run(waiting)
    except KeyboardInterrupt:
        raise
    except BaseException as raised:  # noqa: BLE001 - whatever a cell raises costs that cell only
        error, line, trace = _report(raised, file_name)
    return CellResult(index, error, line, trace, printed.getvalue(), notes)


def _report(error: BaseException, file_name: str) -> tuple[str, int | None, str]:
    """One line of text, the line in the cell, and the traceback without this module's frames."""
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - an exception's own __str__ may be broken
        text = "(its text cannot be shown)"
    headline = f"{type(error).__name__}: {text}" if text else type(error).__name__
    frames: TracebackType | None = error.__traceback__
    line = None
    while frames is not None:
        if frames.tb_frame.f_code.co_filename == file_name:
            line = frames.tb_lineno
        frames = frames.tb_next
    if isinstance(error, SyntaxError) and error.filename == file_name:
        line = error.lineno
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(CELL_FILE)
    ]
    return headline, line, "".join(traceback.format_list(own[-10:])) + headline
