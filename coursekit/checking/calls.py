"""Call a student's function once, whatever it does, and make a plain array of what it returns.

The judge sees an answer only through `call` and `plain`: it gets fresh copies of the inputs, its
printing and warnings are kept away, and what it returns becomes a float array of NumPy's own class
before anything is compared, so that an object that claims to equal everything has no say.
"""

from __future__ import annotations

import inspect
import io
import linecache
import re
import sys
import warnings
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checking.cells import CELL_FILE
from coursekit.checking.probes import fresh
from coursekit.checking.verdict import Verdict

__all__ = [
    "TOLD_LINE",
    "Refused",
    "Reply",
    "call",
    "line_text",
    "order_fault",
    "plain",
    "quiet",
    "shown",
    "signature_fault",
    "stopped",
]

#: Entries of an answer beyond which it is not even copied.
SIZE_LIMIT = 1_000_000
#: Characters of an exception's text that a message repeats, and of a probe before it is shortened.
TEXT_LIMIT = 160
PROBE_LIMIT = 70
#: The attribute in which an exception that was told by another process carries its line's text.
TOLD_LINE = "__coursekit_line__"
#: File names that notebooks give their cells.
_CELL_FILES = (CELL_FILE, "<ipython-input")

_DOUBLE = np.dtype(np.float64)
#: Exact numbers that NumPy keeps as objects; a whole number too long for 64 bits is one as well.
_EXACT = (int, float, Fraction, Decimal)

#: What a beginner's exception says, and the cure.
_CURES: tuple[tuple[type[BaseException], str, str], ...] = (
    (
        TypeError,
        r"for \^:|bitwise_xor",
        "A power is written ** in Python; ^ means something else.",
    ),
    (
        TypeError,
        r"'(?:int|float|numpy\.float64|complex)' object is not callable",
        "A product needs its sign: write 2*(x+1), not 2(x+1).",
    ),
    (
        TypeError,
        r"'float' (?:object is not (?:iter|sub)|object does not support item|has no len)",
        "The input is a single number here, not an array.",
    ),
    (
        NameError,
        r"name '(?:sin|cos|tan|sinh|cosh|tanh|exp|log|log2|log10|sqrt|pi|e|arctan)' is not defined",
        "NumPy has it under np, as in np.exp.",
    ),
    (
        ValueError,
        r"^matmul: .*core dimension|not aligned",
        "Write both shapes side by side: at @ the inner lengths must agree, as in (2, 3) @ (3,).",
    ),
    (
        ValueError,
        "could not be broadcast together",
        "Entry by entry, two shapes must agree from the last axis on, or have a 1 there.",
    ),
)


class Refused(Exception):  # noqa: N818 - it carries a verdict, not an error
    """A verdict that is reached before any number is compared."""

    def __init__(self, outcome: str, slip: str | None, message: str) -> None:
        super().__init__(message)
        self.verdict = Verdict(outcome, 0.0, slip, message)


@dataclass(frozen=True, eq=False)
class Reply:
    """What a call returned: the plain array, and the dtype that it had."""

    array: npt.NDArray[np.float64]
    dtype: np.dtype[Any]


class _Sink(io.TextIOBase):
    """Where a student's printing goes; remembers only that there was some."""

    used = False

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.used = self.used or bool(text.strip())
        return len(text)


class quiet:  # noqa: N801 - used like the functions of contextlib, but a class is four times as fast
    """Keep printing and warnings of the code inside away from the notebook.

    >>> with quiet() as printed:
    ...     print("nobody sees this")
    >>> printed.used
    True
    """

    def __enter__(self) -> _Sink:
        sink = _Sink()
        self._streams = sys.stdout, sys.stderr
        self._warnings = warnings.catch_warnings()
        self._floats = np.errstate(all="ignore")
        self._warnings.__enter__()
        self._floats.__enter__()
        warnings.simplefilter("ignore")
        sys.stdout = sys.stderr = sink
        return sink

    def __exit__(self, *raised: Any) -> None:  # noqa: PYI036 - passed on as they are
        sys.stdout, sys.stderr = self._streams
        self._floats.__exit__(*raised)
        self._warnings.__exit__(*raised)


def signature_fault(answer: Any, inputs: Sequence[str], name: str) -> str | None:
    """Return what is wrong with the number of arguments, or None.

    >>> signature_fault(lambda z, h: z, ["z"], "d_relu")
    'Your d_relu takes 2 arguments, 1 expected: z.'
    """
    try:
        parameters = inspect.signature(answer).parameters.values()
    except (ValueError, TypeError):
        return None  # built-ins and proxies do not tell; the call itself will show it
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    required = [p for p in positional if p.default is p.empty]
    endless = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    missing = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    expected = f"{len(inputs)} expected: {', '.join(inputs)}"
    if missing:
        return f"Your {name} insists on the keyword {missing[0]}; {expected}."
    if len(required) <= len(inputs) and (endless or len(inputs) <= len(positional)):
        return None
    count = len(required) if len(required) > len(inputs) else len(positional)
    return f"Your {name} takes {count} argument{'' if count == 1 else 's'}, {expected}."


def order_fault(answer: Any, inputs: Sequence[str], name: str) -> str | None:
    """Return that the arguments bear the inputs' names in another order, or None.

    >>> order_fault(lambda a, x: x, ["x", "a"], "tangent")
    'Your tangent takes its inputs in the order a, x. It is called with x, a: write them so.'
    """
    try:
        given = list(inspect.signature(answer).parameters)[: len(inputs)]
    except (ValueError, TypeError):
        return None
    if given == list(inputs) or sorted(given) != sorted(inputs):
        return None
    return (
        f"Your {name} takes its inputs in the order {', '.join(given)}. "
        f"It is called with {', '.join(inputs)}: write them so."
    )


def call(answer: Any, probe: tuple[Any, ...], inputs: Sequence[str], name: str) -> Any:
    """Return what ``answer(*probe)`` returns, raw; raise `Refused` if it stops or does harm.

    An answer whose attribute ``elsewhere`` is true runs no code of the student's here; its
    attribute ``used`` says whether the call printed.
    """
    copies = tuple(fresh(value) for value in probe)
    try:
        with nullcontext(answer) if getattr(answer, "elsewhere", False) else quiet() as printed:
            try:
                result = answer(*copies)
            except AttributeError as error:
                if not _misses_an_array(error):
                    raise
                # (z > 0).astype(float) works on NumPy's numbers and arrays, not on Python's.
                copies = tuple(_as_numpy(fresh(value)) for value in probe)
                result = answer(*copies)
    except KeyboardInterrupt:
        raise
    except NotImplementedError:
        raise Refused("unanswered", None, "Not answered yet.") from None
    except BaseException as error:  # noqa: BLE001 - whatever a student's code raises is its verdict
        where = shown(inputs, probe)
        raise Refused("error", "raised", stopped(error, answer, name, where)) from None
    for given, left, input_name in zip(probe, copies, inputs, strict=True):
        if not _untouched(given, left):
            raise Refused(
                "invalid",
                "mutated",
                f"Your {name} changed its input {input_name} in place. "
                f"Work on a copy ({input_name}.copy()) or build a new array.",
            )
    if result is None and printed.used:
        raise Refused(
            "invalid",
            "printed",
            f"Your {name} prints its result and returns nothing. End it with return instead.",
        )
    return result


def _misses_an_array(error: AttributeError) -> bool:
    return bool(re.match(r"'(float|int|bool)' object has no attribute", str(error)))


def _as_numpy(value: Any) -> Any:
    return np.float64(value) if isinstance(value, float) else value


def _untouched(given: Any, left: Any) -> bool:
    if not isinstance(given, np.ndarray):
        return bool(given == left)
    return bool(given.shape == left.shape and given.tobytes() == left.tobytes())


def stopped(error: BaseException, answer: Any, name: str, where: str = "") -> str:
    """Return what an exception says, at which input, and on which line of the student's code."""
    try:
        text = " ".join(str(error).split())
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 - an exception's own __str__ may be broken
        text = ""
    if isinstance(error, RecursionError):
        text = "it calls itself without end"
    if isinstance(error, SystemExit):
        text = "leave out exit() and quit()"
    headline = type(error).__name__ + (f": {_cut(text)}" if text else "")
    message = f"Your {name} stopped with {headline}"
    if where:
        message += f", at {where}"
    # An exception that arose in another process has no traceback here, and says it itself.
    line = getattr(error, TOLD_LINE, "") or _student_line(error.__traceback__, answer)
    message += f" ({line})." if line else "."
    cures = (
        cure for kind, said, cure in _CURES if isinstance(error, kind) and re.search(said, text)
    )
    return " ".join([message, *list(cures)[:1]])


def _student_line(frames: TracebackType | None, answer: Any) -> str:
    """Return the last line of the traceback that lies in a cell or in the answer's own file."""
    own = getattr(getattr(answer, "__code__", None), "co_filename", None)
    found = ""
    while frames is not None:
        file_name = frames.tb_frame.f_code.co_filename
        if file_name == own or file_name.startswith(_CELL_FILES) or "ipykernel_" in file_name:
            text = linecache.getline(file_name, frames.tb_lineno).strip()
            found = line_text(frames.tb_lineno, text)
        frames = frames.tb_next
    return found


def line_text(number: int, text: str) -> str:
    """Return how messages name a line of a cell.

    >>> line_text(2, "return 1 / 0")
    'line 2: return 1 / 0'
    """
    return f"line {number}" + (f": {_cut(text)}" if text else "")


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…"


def shown(inputs: Sequence[str], probe: tuple[Any, ...]) -> str:
    """Return a probe as a student would type it; arrays by their shape alone where it gets long.

    >>> shown(["x", "A"], (0.1 + 0.2, np.zeros((4, 3))))
    'x = 0.3, A of shape (4, 3)'
    """
    for most in (4, 0):
        pairs = zip(inputs, probe, strict=True)
        text = ", ".join(_shown(name, value, most) for name, value in pairs)
        if len(text) <= PROBE_LIMIT:
            break
    return text


def _shown(name: str, value: Any, most: int) -> str:
    if isinstance(value, np.ndarray):
        if value.size > most:
            return f"{name} of shape {value.shape}"
        return f"{name} = {np.round(value, 4).tolist()}"
    return f"{name} = {value:.6g}" if isinstance(value, float) else _cut(f"{name} = {value!r}")


def plain(value: Any, name: str) -> Reply:
    """Make a float array of an answer, or raise `Refused` with what it is instead.

    Tensors of coursekit.autodiff count by their data; lists and tuples of numbers count as arrays.
    """
    if type(value) in (float, np.float64):
        return Reply(np.array(value, dtype=np.float64), _DOUBLE)  # most are, and nothing can happen
    try:
        with quiet():
            return _plain(value, name)
    except (Refused, KeyboardInterrupt):
        raise
    except BaseException:  # noqa: BLE001 - a foreign object may raise wherever it is looked at
        raise Refused(
            "invalid", "type", f"Your {name} gives something that is no number."
        ) from None


def _plain(value: Any, name: str) -> Reply:
    if type(value).__module__.startswith("coursekit.autodiff"):
        value = value.data
    if isinstance(value, (str, bytes)):
        raise Refused("invalid", "text", f"Your {name} gives text; a number or an array is asked.")
    if isinstance(value, (Mapping, set, frozenset)):
        kind = type(value).__name__
        raise Refused("invalid", "type", f"Your {name} gives a {kind}; numbers are asked.")
    if callable(value):
        raise Refused(
            "invalid", "type", f"Your {name} gives a function; call it and give its result."
        )
    try:
        array = np.asarray(value)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - __array__ of a foreign object is student code
        raise _not_an_array(value, name, error) from None
    return Reply(_numbers(array, value, name), array.dtype)


def _not_an_array(value: Any, name: str, error: BaseException) -> Refused:
    if isinstance(value, (list, tuple)) and isinstance(error, ValueError):
        return Refused(
            "invalid", "ragged", f"Your {name} gives rows of different lengths; no array has those."
        )
    kind = type(value).__name__
    return Refused(
        "invalid", "type", f"Your {name} gives a {kind}, which does not become an array of numbers."
    )


def _numbers(array: npt.NDArray[Any], value: Any, name: str) -> npt.NDArray[np.float64]:
    if array.size > SIZE_LIMIT:
        raise Refused("wrong", "shape", f"Your {name} gives an array of shape {array.shape}.")
    kind = array.dtype.kind
    if kind == "b":
        raise Refused(
            "invalid",
            "truth_value",
            f"Your {name} gives True or False; numbers are asked. "
            "np.where turns cases into numbers.",
        )
    if kind == "c":
        if np.any(array.imag != 0):
            raise Refused(
                "invalid",
                "complex",
                f"Your {name} gives complex numbers. A root or a logarithm of a negative number?",
            )
        array = array.real
    elif kind == "O" and all(type(item) in _EXACT for item in array.ravel().tolist()):
        return _floats(array, name)
    elif kind not in "iuf":
        what = f"a {type(value).__name__}" if array.ndim == 0 else "an array of something else"
        raise Refused("invalid", "type", f"Your {name} gives {what}; numbers are asked.")
    # A copy of NumPy's own class: no subclass and no later change reaches the comparison.
    return np.array(array, dtype=np.float64, subok=False)


def _floats(array: npt.NDArray[Any], name: str) -> npt.NDArray[np.float64]:
    """Exact numbers (`_EXACT`) as floats."""
    try:
        return np.array(array, dtype=np.float64, subok=False)
    except (OverflowError, ValueError):
        raise Refused("invalid", "type", f"Your {name} gives a number too large to use.") from None
