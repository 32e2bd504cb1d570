"""A name for the state of a sheet: marks that were given by another one are not current."""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from coursekit.checking import Exercise
from coursekit.checking.derivative import Derivative
from coursekit.sheets import Sheet

__all__ = ["sheet_hash"]


@lru_cache(maxsize=16)
def sheet_hash(sheet: Sheet) -> str:
    """Return a hash of everything in a sheet that can move a mark or a message.

    That is the data of its questions and the text of the modules in which their functions are
    written. What those call belongs to the package, whose version is recorded beside the hash.

    >>> from coursekit.sheets import load
    >>> sheet_hash(load("02_rules")) == sheet_hash(load("02_rules", "abcd12"))
    True
    """
    digest = hashlib.sha256(sheet.name.encode())
    modules: set[str] = set()
    for exercise in sheet:
        for value in _values(exercise):
            inner = value.function if isinstance(value, Derivative) else value
            if callable(inner):
                modules.add(str(inner.__module__))
            else:
                digest.update(b"\0" + repr(value).encode())
    for name in sorted(modules):
        digest.update(b"\0" + _source(name).encode())
    return digest.hexdigest()[:16]


def _values(exercise: Exercise) -> Iterator[Any]:
    yield from (exercise.id, exercise.title, exercise.prompt, exercise.kind, exercise.points)
    yield from (sorted(exercise.inputs.items()), exercise.reference, exercise.probes)
    yield from (exercise.where, exercise.variant, exercise.driver, exercise.rtol)
    yield from (exercise.within_factor, exercise.row_vector, exercise.why)
    yield from (sorted(exercise.part_points.items()), list(exercise.options))
    if exercise.variant is None:  # the numbers of a variant are its student's, not the sheet's
        yield sorted(exercise.parameters.items())
    for slip in exercise.slips:
        yield from (slip.tag, slip.message, slip.answer)


def _source(module: str) -> str:
    try:
        return inspect.getsource(sys.modules[module])
    except (KeyError, OSError, TypeError):
        return module  # built-in, or typed at a prompt
