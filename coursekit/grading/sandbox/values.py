"""Plain values in JSON, and back: what a function of a student may be given and may return.

A value travels as itself where JSON has it (None, bool, int, finite float, str, list) and else as
an object with one key: ``{"tuple": […]}``, ``{"dict": [[key, value], …]}``, ``{"float": "nan"}``,
``{"complex": [re, im]}``, ``{"array": [dtype, shape, base64]}``, ``{"scalar": [dtype, base64]}``
for NumPy's own numbers, ``{"foreign": [type name, callable]}`` for what cannot be sent. Reading
makes nothing but these: the dtypes are listed by their exact spelling, and no class, module or
function is ever looked up by a name that came over the wire.

Used by both sides; imports the standard library and NumPy only.
"""

from __future__ import annotations

import base64
import math
import re
from typing import Any

import numpy as np

__all__ = ["DTYPES", "Foreign", "ValueFormError", "clean", "decode", "encode"]

#: The exact spellings of the dtypes that may cross; anything else, objects above all, may not.
DTYPES = frozenset(
    "|b1 |i1 |u1 <i2 <u2 <i4 <u4 <i8 <u8 <f2 <f4 <f8 <c8 <c16".split()  # noqa: SIM905 - a table
)
#: Containers inside one another, and elements of one of them.
DEPTH = 20
ELEMENTS = 50_000
#: Entries of a dict: equal hashes of numbers can be made, and then each entry looks at all others.
ENTRIES = 500
#: Bytes of an array, its dimensions, bits of a whole number.
ARRAY_BYTES = 2 << 20
DIMENSIONS = 16
INT_BITS = 1024

_NON_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_TYPE_NAME = re.compile(r"[^\W\d]\w{0,99}")


class ValueFormError(ValueError):
    """A JSON form that is no value: `encode` has not made it."""


class Foreign:
    """Stands for an object that cannot be sent: only the name of its type is known.

    A decoded one is an instance of an empty class of that name, so that a message about "a
    DataFrame" can be made as if the object were here. If the object could be called, so can this
    one: the call raises TypeError.
    """

    @staticmethod
    def named(name: str, *, can_be_called: bool) -> Foreign:
        """Return a stand-in for an object of the type called ``name``.

        >>> type(Foreign.named("DataFrame", can_be_called=False)).__name__
        'DataFrame'
        """
        made: Foreign = type(name, (_ForeignCallable if can_be_called else Foreign,), {})()
        return made

    def __repr__(self) -> str:
        return f"<a {type(self).__name__}>"


class _ForeignCallable(Foreign):
    def __call__(self, *_: object, **__: object) -> Any:
        raise TypeError("this function stayed in the student's process")


def clean(text: str) -> str:
    r"""Return ``text`` with a replacement character for each half of a surrogate pair.

    >>> clean("a\ud800b") == "a\ufffdb"
    True
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def encode(value: Any, depth: int = 0) -> Any:
    """Return the JSON form of a plain value; TypeError for every other.

    Plain are None, bool, int, float, complex, str, lists, tuples and dicts of plain values, and
    arrays and scalars of NumPy of the dtypes in `DTYPES`.

    >>> encode((1, float("inf"), np.arange(2, dtype="<u2")))
    {'tuple': [1, {'float': 'inf'}, {'array': ['<u2', [2], 'AAABAA==']}]}
    """
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is int:
        if value.bit_length() > INT_BITS:
            raise TypeError(f"a whole number of more than {INT_BITS} bits")
        return value
    if kind is float:
        return value if math.isfinite(value) else {"float": repr(value)}
    if kind is str:
        return clean(value)
    if kind is complex:
        return {"complex": [encode(value.real), encode(value.imag)]}
    if kind is np.ndarray:
        return {"array": [_spelling(value.dtype), list(value.shape), _packed(value)]}
    if isinstance(value, np.generic):
        return {"scalar": [_spelling(value.dtype), _packed(np.asarray(value))]}
    if kind in (list, tuple, dict):
        return _encode_container(value, depth + 1)
    raise TypeError(f"a {kind.__name__} cannot be sent")


def _encode_container(value: Any, depth: int) -> Any:
    if depth > DEPTH:
        raise TypeError(f"more than {DEPTH} nested containers")
    if isinstance(value, dict):
        if len(value) > ENTRIES:
            raise TypeError(f"a dict of {len(value)} entries")
        return {"dict": [[encode(k, depth), encode(v, depth)] for k, v in value.items()]}
    if len(value) > ELEMENTS:
        raise TypeError(f"{len(value)} elements")
    items = [encode(item, depth) for item in value]
    return items if isinstance(value, list) else {"tuple": items}


def _spelling(dtype: np.dtype[Any]) -> str:
    spelling = str(dtype.newbyteorder("<").str)
    if spelling not in DTYPES:
        raise TypeError(f"an array of {dtype} cannot be sent")
    return spelling


def _packed(array: np.ndarray[Any, Any]) -> str:
    if array.nbytes > ARRAY_BYTES or array.ndim > DIMENSIONS:
        raise TypeError(f"an array of shape {array.shape}")
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return base64.b64encode(little.tobytes()).decode("ascii")


def decode(form: Any, depth: int = 0) -> Any:
    """Return the value of a JSON form that `encode` made; ValueFormError for every other.

    Arrays are fresh, writeable and of the machine's own byte order.

    >>> decode({"tuple": [1, {"scalar": ["<f8", "AAAAAAAA8D8="]}]})
    (1, np.float64(1.0))
    """
    kind = type(form)
    if form is None or kind in (bool, int, float):
        return form
    if kind is str:
        if clean(form) != form:
            raise ValueFormError("text with half a surrogate pair")
        return form
    if depth > DEPTH:
        raise ValueFormError(f"more than {DEPTH} nested containers")
    if kind is list:
        return [decode(item, depth + 1) for item in form]
    if kind is not dict or len(form) != 1:
        raise ValueFormError("a value of no known form")
    ((name, body),) = form.items()
    reader = _READERS.get(name)
    if reader is None:
        raise ValueFormError("a value of no known form")
    return reader(body, depth + 1)


def _sized(body: Any, count: int) -> list[Any]:
    if type(body) is not list or len(body) != count:
        raise ValueFormError("a value of no known form")
    return body


def _read_tuple(body: Any, depth: int) -> tuple[Any, ...]:
    if type(body) is not list:
        raise ValueFormError("a tuple of no known form")
    return tuple(decode(item, depth) for item in body)


def _read_dict(body: Any, depth: int) -> dict[Any, Any]:
    if type(body) is not list or len(body) > ENTRIES:
        raise ValueFormError("a dict of no known form")
    built: dict[Any, Any] = {}
    for pair in body:
        key, value = (decode(item, depth) for item in _sized(pair, 2))
        try:
            built[key] = value
        except TypeError:
            raise ValueFormError("a dict with a key that cannot be one") from None
    return built


def _read_float(body: Any, _: int) -> float:
    if type(body) is not str or body not in _NON_FINITE:
        raise ValueFormError("a number of no known form")
    return _NON_FINITE[body]


def _read_complex(body: Any, depth: int) -> complex:
    parts = [decode(part, depth) for part in _sized(body, 2)]
    if any(type(part) is not float for part in parts):
        raise ValueFormError("a complex number of no known form")
    return complex(*parts)


def _read_array(body: Any, _: int) -> np.ndarray[Any, Any]:
    spelling, shape, packed = _sized(body, 3)
    if type(shape) is not list or len(shape) > DIMENSIONS:
        raise ValueFormError("an array of no known shape")
    size = 1
    for length in shape:
        if type(length) is not int or not 0 <= length <= ARRAY_BYTES:
            raise ValueFormError("an array of no known shape")
        size *= length
    # Beside a 0, the other lengths must not be endless either: NumPy multiplies them.
    if math.prod(length for length in shape if length) > ARRAY_BYTES:
        raise ValueFormError("an array of no known shape")
    return _unpacked(spelling, packed, size).reshape(shape)


def _read_scalar(body: Any, _: int) -> Any:
    spelling, packed = _sized(body, 2)
    return _unpacked(spelling, packed, 1)[0]


def _unpacked(spelling: Any, packed: Any, size: int) -> np.ndarray[Any, Any]:
    if type(spelling) is not str or spelling not in DTYPES or type(packed) is not str:
        raise ValueFormError("an array of no known dtype")
    dtype = np.dtype(spelling)
    if size * dtype.itemsize > ARRAY_BYTES or len(packed) > 4 * ((ARRAY_BYTES + 2) // 3):
        raise ValueFormError("an array that is too large")
    try:
        raw = base64.b64decode(packed, validate=True)
    except ValueError as error:
        raise ValueFormError("an array of no known form") from error
    if len(raw) != size * dtype.itemsize:
        raise ValueFormError("an array whose shape is not that of its data")
    if spelling == "|b1" and raw.strip(b"\0\1"):
        raise ValueFormError("a truth value that is neither true nor false")
    return np.frombuffer(raw, dtype).astype(dtype.newbyteorder("="), copy=True)


def _read_foreign(body: Any, _: int) -> Foreign:
    name, can_be_called = _sized(body, 2)
    if type(name) is not str or type(can_be_called) is not bool:
        raise ValueFormError("an object of no known form")
    if not _TYPE_NAME.fullmatch(name):
        name = "object"
    return Foreign.named(name, can_be_called=can_be_called)


_READERS: dict[str, Any] = {
    "tuple": _read_tuple,
    "dict": _read_dict,
    "float": _read_float,
    "complex": _read_complex,
    "array": _read_array,
    "scalar": _read_scalar,
    "foreign": _read_foreign,
}
