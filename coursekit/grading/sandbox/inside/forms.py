"""Turn whatever a student's function returns into a form that can be sent.

The judge on the other side treats an answer as it would in the student's own notebook: tensors
count by their data, tables and other array-likes as arrays, fractions as numbers. What fits none of
this is told by the name of its type. Runs beside student code, so nobody trusts what comes out; it
only has to be fair to an honest answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from ..values import DEPTH, ENTRIES, clean, encode  # noqa: TID252 - in the jail it has no other name

__all__ = ["form_of", "is_function"]

#: Elements and bytes of one answer, so that a few of them fit into one frame.
NODES = 20_000
BYTES = 3 << 20


class _TooMuchError(Exception):
    """The answer has more elements or bytes than can be sent."""


class _Budget:
    """What may still be sent of one answer."""

    def __init__(self) -> None:
        self.nodes = NODES
        self.bytes = BYTES

    def spend(self, form: Any) -> Any:
        """Take a finished form of one element off the budget."""
        self.nodes -= 1
        if type(form) is str:
            self.bytes -= len(form)
        elif type(form) is dict and "array" in form:
            self.bytes -= len(form["array"][2])
        if self.nodes < 0 or self.bytes < 0:
            raise _TooMuchError
        return form


def is_function(value: Any) -> bool:
    """Whether a value is for calling: array-likes are not, even where they could be called."""
    return callable(value) and not hasattr(value, "__array__") and not _is_tensor(value)


def form_of(value: Any) -> Any:
    """Return the form of any object; one that cannot be sent becomes its type's name.

    >>> form_of({"a": Fraction(1, 2), "b": {1, 2}})
    {'dict': [['a', 0.5], ['b', {'foreign': ['set', False]}]]}
    """
    try:
        return _form(value, 0, _Budget())
    except _TooMuchError:
        pass
    try:
        # A list of a hundred thousand numbers still fits as one array.
        return _array_form(value, _Budget())
    except Exception:  # noqa: BLE001 - __array__ of a foreign object is student code
        return _foreign(value)


def _foreign(value: Any) -> dict[str, Any]:
    return {"foreign": [clean(str(type(value).__name__))[:100], callable(value)]}


def _is_tensor(value: Any) -> bool:
    return str(type(value).__module__).startswith("coursekit.autodiff")


def _form(value: Any, depth: int, budget: _Budget) -> Any:
    try:
        single = _single(value)
        if single is not None:
            return budget.spend(single[0])
        if depth < DEPTH - 1:
            if isinstance(value, (list, tuple)):
                forms = [_form(item, depth + 1, budget) for item in value]
                return budget.spend({"tuple": forms} if isinstance(value, tuple) else forms)
            if isinstance(value, Mapping) and len(value) <= ENTRIES:
                pairs = [
                    [_form(key, depth + 1, budget), _form(item, depth + 1, budget)]
                    for key, item in value.items()
                ]
                return budget.spend({"dict": pairs})
        if hasattr(value, "__array__") or isinstance(value, range):
            return _array_form(value, budget)
    except _TooMuchError:
        raise
    except Exception:  # noqa: BLE001 - whatever looking at a foreign object raises
        return budget.spend(_foreign(value))
    return budget.spend(_foreign(value))


def _single(value: Any) -> tuple[Any] | None:
    """Return the form of a single number or text in a tuple, None for everything else."""
    if isinstance(value, np.generic) and value.dtype.kind in "biufc":
        # The longest floats have no form of their own that every machine reads.
        wide = {"g": np.float64, "G": np.complex128}.get(value.dtype.char)
        return (encode(wide(value) if wide else value),)
    kinds: tuple[Any, ...] = (bool, int, float, complex)
    for kind in kinds:
        if isinstance(value, kind):  # also of an enumeration or another subclass
            return (encode(kind(value)),)
    if isinstance(value, str):
        return (encode(str.__str__(value)),)
    if isinstance(value, (Fraction, Decimal)):
        return (encode(float(value)),)
    return (None,) if value is None else None


def _array_form(value: Any, budget: _Budget) -> Any:
    array = np.asarray(value.data if _is_tensor(value) else value)
    if array.dtype.kind == "O":
        items = array.ravel().tolist()
        if not all(isinstance(item, (int, float, Fraction, Decimal)) for item in items):
            raise TypeError("objects")
        array = array.astype(np.float64)
    elif array.dtype.char in "gG":
        array = array.astype(np.float64 if array.dtype.char == "g" else np.complex128)
    return budget.spend(encode(np.array(array, subok=False)))
