"""Compare the code in a notebook's file with the code that has run.

A kernel cannot save its notebook. Who hands in a file that lacks the last answer loses it, so the
two are compared statement by statement: what was run and is not in the file was not saved.
"""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coursekit.checking import Bindings
from coursekit.checking.cells import plain_python

__all__ = ["Difference", "compare"]


@dataclass(frozen=True)
class Difference:
    """How file and kernel differ, by names.

    ``unsaved`` were run as the file does not have them; ``lacking`` were run, and the file uses
    them and defines them nowhere; ``not_run`` are answers that stand in the file as they were not
    run in this kernel; ``overruled`` are answers that ran last as an earlier cell of the file has
    them.
    """

    unsaved: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    not_run: tuple[str, ...] = ()
    overruled: tuple[str, ...] = ()


def compare(saved: Sequence[str], executed: Sequence[str], questions: Iterable[str]) -> Difference:
    r"""Compare the code cells of a file with those that have run, for the answers to a sheet.

    A helper that the file does not have counts only if something in the file uses it.

    >>> saved = ["def slope(x): return x"]
    >>> compare(saved, [*saved, "def slope(x):\n    return 2 * x"], ["slope"]).unsaved
    ('slope',)
    >>> compare(saved, ["import numpy"], ["slope"]).not_run
    ('slope',)
    """
    if not executed:
        return Difference()  # a front end that keeps no history
    in_file, ran = Bindings(saved), Bindings(executed)
    asked = dict.fromkeys(questions)
    wanted = {*asked, *in_file.names, *_used(saved)}
    differ = [
        name
        for name in ran.names
        if name in wanted and ran.texts(name)[-1] not in in_file.texts(name)
    ]
    lacking = [name for name in differ if name not in asked and not in_file.texts(name)]
    same = [name for name in asked if in_file.status(name) == "found" and name not in differ]
    not_run = [name for name in same if in_file.texts(name)[-1] not in ran.texts(name)]
    overruled = [
        name
        for name in same
        if name not in not_run and in_file.texts(name)[-1] != ran.texts(name)[-1]
    ]
    return Difference(
        unsaved=tuple(name for name in differ if name not in lacking),
        lacking=tuple(lacking),
        not_run=tuple(not_run),
        overruled=tuple(overruled),
    )


def _used(sources: Sequence[str]) -> set[str]:
    """Return every name that the cells read."""
    used: set[str] = set()
    for source in sources:
        try:
            tree = ast.parse(plain_python(source)[0])
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        used |= {node.id for node in nodes if isinstance(node.ctx, ast.Load)}
    return used
