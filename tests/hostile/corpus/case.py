"""What a hostile or unlucky submission is: its cells, what it deserves, how long it may take.

Cells hold ``@NAME@`` where the place of a canary belongs (see `tests/hostile/world.py`), so that
every attack aims at something that is really there.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["FLAG", "HONEST", "TWO_IDS", "Case", "attack", "cell", "hang", "honest"]

#: The first cell of most cases: one right answer, which no later cell may cost, and what the
#: attacks use. ``tried`` tells whether one of several ways gives something.
HONEST = '''\
import ctypes, gc, importlib, json, os, signal, socket, struct, sys, threading, time
import numpy as np

won = False

def tried(*ways):
    for way in ways:
        try:
            if way():
                return True
        except BaseException:
            pass
    return False

def system(number, *arguments):
    """Make a system call by its number; true if the kernel did it."""
    libc = ctypes.CDLL(None, use_errno=True)
    given = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return libc.syscall(ctypes.c_long(number), *given) >= 0

def d_power(x):
    return 5 * x**4
'''

#: The last cell: a right answer exactly if the attack reached its aim. So whoever sees no mark for
#: this question knows that nothing was read, written or started.
FLAG = """\
def d_sin_x2(x):
    return 2 * x * np.cos(x**2) if won else 0.0 * x
"""

#: The questions of these two cells.
TWO_IDS = ("d_power", "d_sin_x2")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One submission.

    ``marks`` gives the deserved share of every question that earns something; all other questions
    earn nothing, except those in ``free``: what becomes of them is the attacker's own business.
    ``seconds`` bounds the whole, ``cell_seconds`` is what a cell or a question may take. ``then``
    are the cells of another student who comes next and deserves ``then_marks``. Cases that are
    ``slow`` belong to the long run of tests.
    """

    name: str
    cells: tuple[str, ...]
    marks: Mapping[str, float] = field(default_factory=dict)
    free: frozenset[str] = frozenset()
    seconds: float = 20.0
    cell_seconds: float = 10.0
    then: tuple[str, ...] = ()
    then_marks: Mapping[str, float] = field(default_factory=dict)
    sheet: str = "02_rules"
    slow: bool = False


def cell(text: str) -> str:
    """Return the source of a cell, written indented."""
    return textwrap.dedent(text).strip("\n") + "\n"


def attack(name: str, *attempts: str, free: Sequence[str] = (), **more: object) -> Case:
    """Return a submission with one right answer, an attack that sets ``won``, and the flag."""
    marks = {"d_power": 1.0} if "d_power" not in free else {}
    cells = (HONEST, *map(cell, attempts), FLAG)
    return Case(name=name, cells=cells, marks=marks, free=frozenset(free), **more)  # type: ignore[arg-type]


def hang(name: str, *attempts: str, **more: object) -> Case:
    """Return an attack that does not end by itself, so that it needs a short limit."""
    return attack(name, *attempts, **{"cell_seconds": 0.6, "seconds": 15.0, **more})  # type: ignore[arg-type]


def honest(
    name: str, *cells: str, marks: Mapping[str, float] | None = None, **more: object
) -> Case:
    """Return an honest submission; without ``marks``, d_power and d_sin_x2 are right."""
    deserved = dict.fromkeys(TWO_IDS, 1.0) if marks is None else marks
    return Case(name=name, cells=tuple(map(cell, cells)), marks=deserved, **more)  # type: ignore[arg-type]
