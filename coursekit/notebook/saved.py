"""Compare the code in a notebook's file with the code that has run.

A kernel cannot save its notebook. Who hands in a file that lacks the last answer loses it, so the
two are compared statement by statement: what was run and is not in the file was not saved.
"""

import symtable
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
    saved, executed = [*map(_plain, saved)], [*map(_plain, executed)]
    in_file, ran = Bindings(saved), Bindings(executed)
    needed = _needed(saved)
    asked = dict.fromkeys(questions)
    wanted = {*asked, *in_file.names, *needed}
    differ = [
        name
        for name in ran.names
        if name in wanted and ran.texts(name)[-1] not in in_file.texts(name)
    ]
    lacking = [name for name in differ if name in needed and name not in asked]
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


def _plain(source: str) -> str:
    """Return a cell with the line ends that a kernel is given; Windows may store others."""
    return source.replace("\r\n", "\n").replace("\r", "\n")


def _needed(sources: Sequence[str]) -> set[str]:
    """Return every name that the cells read and none of them binds; arguments are no such names."""
    read: set[str] = set()
    bound: set[str] = set()
    for source in sources:
        try:
            top = symtable.symtable(plain_python(source)[0], "cell", "exec")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        bound |= {name.get_name() for name in top.get_symbols() if _binds(name)}
        read |= {name.get_name() for name in top.get_symbols() if name.is_referenced()}
        inner = top.get_children()
        while inner:
            table = inner.pop()
            names = [name for name in table.get_symbols() if name.is_global()]
            read |= {name.get_name() for name in names if name.is_referenced()}
            bound |= {name.get_name() for name in names if _binds(name)}
            inner += table.get_children()
    return read - bound


def _binds(name: symtable.Symbol) -> bool:
    return name.is_assigned() or name.is_imported() or name.is_namespace()
