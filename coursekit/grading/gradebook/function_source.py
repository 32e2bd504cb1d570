"""The text of a function, a lambda in the middle of a table too.

`inspect.getsource` gives the whole lines on which a lambda stands, and what it takes for its end.
"""

from __future__ import annotations

import ast
import functools
import inspect
import types
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

__all__ = ["source_of"]


class _Definition(NamedTuple):
    """A function in the text of a module: name, arguments, source, and from where to where."""

    name: str
    arguments: tuple[str, ...]
    source: str
    start: tuple[int, int]
    end: tuple[int, int]


@functools.lru_cache(maxsize=64)
def _definitions(text: str) -> dict[int, list[_Definition]]:
    """Return every function of a module by its first line."""
    found: dict[int, list[_Definition]] = {}
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        given = node.args
        arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        found.setdefault(first, []).append(
            _Definition(
                "<lambda>" if isinstance(node, ast.Lambda) else node.name,
                tuple(argument.arg for argument in arguments),
                "".join(lines[first - 1 : node.lineno - 1]) + _segment(lines, node),
                (node.lineno, node.col_offset),
                (node.end_lineno or node.lineno, node.end_col_offset or 0),
            )
        )
    return found


def _segment(lines: Sequence[str], node: ast.expr | ast.stmt) -> str:
    """Return the text of a node; columns count UTF-8 bytes."""
    last = node.end_lineno or node.lineno
    taken = [line.encode() for line in lines[node.lineno - 1 : last]]
    taken[-1] = taken[-1][: node.end_col_offset]
    taken[0] = taken[0][node.col_offset :]
    return b"".join(taken).decode()


def source_of(function: types.FunctionType) -> str:
    """Return the text of a function, from its decorators to its end.

    Without one (typed into a shell) its bytecode stands in, which lasts for one Python.

    >>> source_of(_segment).partition("(")[0]
    'def _segment'
    """
    code = function.__code__
    arguments = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    try:
        lines, _ = inspect.findsource(code)
        here = _definitions("".join(lines)).get(code.co_firstlineno, [])
    except (OSError, TypeError, SyntaxError):
        here = []
    fits = [d for d in here if (d.name, d.arguments) == (code.co_name, arguments)]
    if len(fits) > 1:
        fits = _at_columns(code, fits)
    if fits:
        return "\n".join(definition.source for definition in fits)
    constants = [c for c in code.co_consts if not isinstance(c, types.CodeType)]
    inner = [c.co_code for c in code.co_consts if isinstance(c, types.CodeType)]
    return repr((code.co_code, constants, code.co_names, arguments, inner))


def _at_columns(code: types.CodeType, fits: list[_Definition]) -> list[_Definition]:
    """Tell functions that begin on one line apart; where Python kept no columns, all of them count.

    So a change is never missed: at worst a change of the neighbour counts as one, too.
    """
    positions: Iterable[Any] = getattr(code, "co_positions", tuple)()
    known = [(line, column) for line, _, column, _ in positions if line and column]
    around = [d for d in fits if known and all(d.start <= at < d.end for at in known)]
    # Of functions inside one another the innermost is meant.
    return [max(around, key=lambda definition: definition.start)] if around else fits
