"""Plain arrays that an operation keeps: what is accepted, and whether they were changed since.

The backward walk uses the arrays that the operation used.  If one is overwritten in between, the
gradient would be that of another function, so each is fingerprinted when it is recorded and
compared when it is used again.  Up to 64 KB the fingerprint is a copy; above, it is 1021 sums, one
of every 1021st word of 64 bits: each change of one entry shows, at the price of one reading of the
array (a CRC costs fourteen times that, locking arrays 40 % of a training step).  The number is a
prime, so that rows of an array that change places change the sums too.

What the sums miss: changes of several entries of a large array that cancel in every sum, to the
last bit, such as two entries that change places a multiple of 1021 words apart.  `strict_checks`,
or ``strict=True`` of a transform, keeps an exact copy of arrays of every size.
"""

from __future__ import annotations

import threading
from contextlib import ContextDecorator
from typing import Any

import numpy as np

from coursekit.autodiff.errors import AutodiffError

__all__ = [
    "Print",
    "Stamp",
    "as_constant",
    "as_input",
    "own",
    "stamp",
    "strict_checks",
    "verify",
]

_SHARED_FROM = 512 * 1024  # bytes; a copy of less costs less than looking at it twice
_COPY_BELOW = 64 * 1024
_ROW = 1021
_WORD = 8

Print = tuple[bytes, ...]
Stamp = tuple[np.ndarray, Print]


class _Care(threading.local):
    """Whether a stamp is an exact copy whatever it costs: one switch a thread."""

    exact = False


_care = _Care()


class strict_checks(ContextDecorator):  # noqa: N801 - reads like the keyword that it is
    """In this block, keep an exact copy of every captured array to compare with, large or small.

    >>> from coursekit.autodiff import Tensor, strict_checks
    >>> x, a = Tensor(2.0, requires_grad=True), np.ones((100, 100))
    >>> with strict_checks():
    ...     y = np.sum(x * a)
    """

    def __init__(self) -> None:
        self._before: list[bool] = []

    def __enter__(self) -> None:
        self._before.append(_care.exact)
        _care.exact = True

    def __exit__(self, *_: object) -> None:
        _care.exact = self._before.pop()


def _sums(array: Any) -> Print:
    if not array.flags.c_contiguous:
        array = array.T if array.flags.f_contiguous else np.ascontiguousarray(array)
    buffer = array.reshape(-1).view(np.uint8)
    whole = buffer.size - buffer.size % (_ROW * _WORD)
    words = buffer[:whole].view(np.uint64).reshape(-1, _ROW)
    return np.add.reduce(words, axis=0).tobytes(), buffer[whole:].tobytes()


def stamp(array: Any) -> Stamp:
    """Remember what an array looks like now."""
    if array.nbytes <= _COPY_BELOW or _care.exact:
        return array, (array.tobytes(),)
    return array, _sums(array)


def verify(stamps: Any, name: str, seen: dict[Any, Print]) -> None:
    """Raise unless the arrays still look as they did; ``seen`` spares a walk the repetitions."""
    for array, before in stamps:
        if len(before) == 1:  # an exact copy
            if array.tobytes() == before[0]:
                continue
        else:
            now = seen.get(id(array))
            if now is None:
                now = seen[id(array)] = _sums(array)
            if now == before:
                continue
        raise AutodiffError(
            f"an array of shape {array.shape} that {name} used was changed in place before the"
            " gradient was computed, so the gradient would be wrong. Compute a new array"
            " (a = a + 1 instead of a += 1), or give the operation a.copy()."
        )


def as_constant(value: Any, name: str) -> Any:
    """Return what may stand beside a Tensor in an operation: an array or a number, real or bool."""
    if type(value) is np.ndarray or isinstance(value, np.generic):
        array = value
    elif isinstance(value, np.ndarray):
        raise AutodiffError(
            f"{name} was given a {type(value).__name__}, whose arithmetic differs from an array's."
            " Give np.asarray(…) of it."
        )
    else:
        # Lists can change behind our back: an array of our own cannot.
        array = np.array(value)
    if array.dtype.kind not in "fiub":
        raise AutodiffError(
            f"{name} was given {_short(value)} (dtype {array.dtype}) beside a Tensor; expected real"
            f" numbers.{_cure_of_kind(array.dtype.kind)}"
        )
    return array


def own(array: Any, *, shared: bool) -> Any:
    """Return a copy of a float array, or, if it is large and ``shared``, the array itself.

    Whoever uses a shared array stamps it.

    >>> small = np.ones(3)
    >>> own(small, shared=True) is small
    False
    """
    return array if shared and array.nbytes >= _SHARED_FROM else array.copy("K")


def as_input(value: Any, what: str) -> Any:
    """Return a copy of ``value`` as floating-point numbers that can be differentiated by.

    Python numbers, NumPy scalars and lists of numbers become floats; an array must be a float
    array already, because an integer array usually is one by oversight.
    """
    if isinstance(value, np.ma.MaskedArray | np.matrix):
        raise AutodiffError(f"{what} is a {type(value).__name__}; give np.asarray(…) of it.")
    try:
        array = np.array(value)
    except ValueError as error:
        raise AutodiffError(
            f"{what} is not an array of numbers: {error}. Give numbers, lists of numbers of equal"
            " length, or a float array."
        ) from error
    kind = array.dtype.kind
    if kind == "f":
        return array if array.ndim else array[()]
    if kind in "iub" and (array.ndim == 0 or not isinstance(value, np.ndarray)):
        array = array.astype(float)
        return array if array.ndim else array[()]
    if kind in "iub":
        raise AutodiffError(
            f"{what} is an array of dtype {array.dtype}, and one cannot take a limit among whole"
            " numbers. Give x.astype(float), or write it with points: np.array([1.0, 2.0])."
        )
    raise AutodiffError(
        f"{what} is {_short(value)} (dtype {array.dtype}); expected real numbers or an array of"
        f" them.{_cure_of_kind(kind)}"
    )


def _cure_of_kind(kind: str) -> str:
    if kind == "c":
        return " Complex numbers are not differentiated here: complex_step takes a plain function."
    if kind == "O":
        return " Join Tensors with np.stack([…]) or np.concatenate([…]), not np.array([…])."
    return ""


def _short(value: Any) -> str:
    text = repr(value).replace("\n", " ")
    return text if len(text) <= 60 else text[:57] + "…"
