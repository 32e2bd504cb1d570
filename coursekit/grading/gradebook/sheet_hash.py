"""A short name for the state of a sheet: it changes when anything changes that a mark depends on.

Functions are named by their source, not by their bytecode, so that two machines with different
Pythons agree; what they use of their own module (helpers, constants, tables) is followed. Code of
the library and of NumPy goes in by name only: its state is the package's version.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import inspect
import sys
import types
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np

from coursekit.checking import Exercise
from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook.function_source import source_of
from coursekit.sheets import Sheet

__all__ = ["exercise_hash", "sheet_hash"]

#: Fields of an exercise that change neither a verdict nor what a report says of it.
_WITHOUT_EFFECT = frozenset({"topic", "level", "source", "hints", "figure"})
#: Hexadecimal digits that are kept of SHA-256: 64 bits, for telling states apart.
_DIGITS = 16

_LIBRARIES = frozenset({"numpy", "scipy", "matplotlib"})


def sheet_hash(sheet: Sheet) -> str:
    """Return the name of a sheet's state, 16 hexadecimal digits.

    In it are the sheet's name and of each exercise everything but topic, level, source, hints and
    figure: prompts, points, titles, inputs, tolerances, options, and the source text of references,
    slips, drivers, conditions and variants with the helpers of their own package. Layout and
    comments inside such a function count as well. The sheet must be that of nobody in particular;
    raises GradingError for a student's own, and for a value that has no lasting text.

    >>> from coursekit.sheets import load
    >>> sheet_hash(load("02_rules")) == sheet_hash(load("02_rules"))
    True
    """
    if sheet.student is not None:
        raise GradingError(
            f"the sheet {sheet.name} carries the numbers of {sheet.student}; its hash is that of"
            f" load({sheet.name!r}) without a student"
        )
    parts = [sheet.name, *(f"{exercise.id}={exercise_hash(exercise)}" for exercise in sheet)]
    return _digest("\n".join(parts))


def exercise_hash(exercise: Exercise) -> str:
    """Return the name of one exercise's state; see `sheet_hash`.

    >>> from coursekit.sheets import load
    >>> len(exercise_hash(load("02_rules")["d_sin_x2"]))
    16
    """
    fields = {
        field.name: getattr(exercise, field.name)
        for field in dataclasses.fields(exercise)
        if field.name not in _WITHOUT_EFFECT
    }
    return _digest("".join(_Writer(exercise.id).tokens(fields)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


class _Writer:
    """Writes a value as text that is the same in every process."""

    def __init__(self, exercise: str) -> None:
        self.exercise = exercise
        # Functions may use each other: the second time only the number is written. The object is
        # kept so that its id is not given to another one.
        self.seen: dict[int, tuple[int, object]] = {}

    def tokens(self, value: Any, root: str = "") -> Iterator[str]:
        """Yield the text of a value; ``root`` is the package whose functions are followed."""
        if value is None or value is ... or isinstance(value, (bool, int, str, bytes)):
            yield f"{type(value).__name__}:{value!r};"
        elif isinstance(value, (float, complex, np.generic)):
            # repr of a float gives every bit back.
            plain = value.item() if isinstance(value, np.generic) else value
            yield f"{type(value).__name__}:{plain!r};"
        elif isinstance(value, np.ndarray) and value.dtype != object:
            data = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
            yield f"array:{value.dtype.str}:{value.shape}:{data};"
        elif isinstance(value, Mapping):
            yield from self._group("mapping", value.items(), root)
        elif isinstance(value, AbstractSet):
            written = sorted("".join(self.tokens(item, root)) for item in value)
            yield from ("set(", *written, ")")
        elif isinstance(value, Sequence):
            # A list or a tuple, an author's choice without effect.
            yield from self._group("sequence", value, root)
        elif id(value) in self.seen:
            yield f"again:{self.seen[id(value)][0]};"
        else:
            self.seen[id(value)] = (len(self.seen), value)
            yield from self._object(value, root)

    def _group(self, name: str, items: Any, root: str) -> Iterator[str]:
        yield f"{name}("
        for item in items:
            yield from self.tokens(item, root)
        yield ")"

    def _object(self, value: Any, root: str) -> Iterator[str]:
        name = f"{_root(type(value).__module__)}.{type(value).__qualname__}"
        if isinstance(value, types.FunctionType):
            yield from self._function(value, root)
        elif isinstance(value, types.ModuleType):
            yield f"module:{value.__name__};"
            if root and _root(value.__name__) == root:
                yield inspect.getsource(value)  # its functions are not followed one by one
        elif isinstance(value, functools.partial):
            yield from self._group(name, (value.func, value.args, value.keywords), root)
        elif isinstance(value, types.MethodType):
            yield from self._group(name, (value.__func__, value.__self__), root)
        elif isinstance(value, type):
            yield from self._class(value, root)
        elif dataclasses.is_dataclass(value):
            fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
            yield from self._group(name, fields.items(), root)
        elif isinstance(value, functools._lru_cache_wrapper):
            yield from self._group(name, (value.__wrapped__,), root)
        elif isinstance(value, np.ufunc) or hasattr(value, "__qualname__"):
            # Built in: by name, without the module, which moves between versions of NumPy.
            yield f"named:{value.__name__};"
        elif " at 0x" not in (text := repr(value)):
            yield f"{name}:{text};"
        else:
            raise GradingError(
                f"exercise {self.exercise!r} holds a {name}, which has no lasting text; make it a"
                " function, a number, an array or a dataclass"
            )

    def _class(self, value: type, root: str) -> Iterator[str]:
        own = _root(value.__module__)
        yield f"class:{own}.{value.__qualname__};"
        if root and own == root:
            yield from self._group("bases", value.__bases__, root)
            yield from self._group("members", sorted(_members(value).items()), root)

    def _function(self, function: types.FunctionType, root: str) -> Iterator[str]:
        own = _root(function.__module__ or "")
        if own in _LIBRARIES or own in sys.stdlib_module_names or (root and own != root):
            yield f"named:{own}.{function.__qualname__};"
            return
        yield f"function:{source_of(function)};"
        yield from self.tokens(function.__defaults__, own)
        yield from self.tokens(function.__kwdefaults__, own)
        for name in sorted(_names(function.__code__)):
            if name in function.__globals__ and not name.startswith("__"):
                yield f"{name}="
                yield from self.tokens(function.__globals__[name], own)
        for cell in function.__closure__ or ():
            yield from self.tokens(_content(cell), own)


def _content(cell: types.CellType) -> object:
    """Return what a function's inner variable holds; ... if it is bound later."""
    try:
        return cell.cell_contents
    except ValueError:
        return ...


def _root(module: str) -> str:
    """Return the package that a module's functions are followed in, or the library it is part of.

    >>> _root("coursekit.sheets.rules"), _root("coursekit.autodiff.tensor"), _root("numpy.linalg")
    ('coursekit.sheets', 'numpy', 'numpy')
    """
    parts = module.split(".")
    if parts[0] != "coursekit":
        return parts[0]
    # The library's own rooms are named and not followed, as NumPy is: they have a version.
    return "coursekit.sheets" if parts[1:2] == ["sheets"] else "numpy"


def _members(value: type) -> dict[str, object]:
    """Return what the author of a class wrote: its functions and values, not what Python adds."""
    members: dict[str, object] = {}
    for name, member in vars(value).items():
        written = member.fget if isinstance(member, property) else member
        written = getattr(written, "__func__", written)  # of a static or class method
        is_special = name.startswith("__") and name.endswith("__")
        if isinstance(written, types.FunctionType):
            # Methods that a dataclass generates have no file.
            if not (is_special and written.__code__.co_filename.startswith("<")):
                members[name] = written
        elif not is_special and not isinstance(written, types.MemberDescriptorType):
            members[name] = written
    return members


def _names(code: types.CodeType) -> set[str]:
    """Return every name that a function and the functions inside it look up."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= _names(constant)
    return names
