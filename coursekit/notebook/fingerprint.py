"""Tell whether two answers give the same values, without keeping the values."""

import copy
import hashlib
from typing import Any

import numpy as np

from coursekit.checking import Exercise
from coursekit.checking.calls import quiet

__all__ = ["fingerprint"]

DIGITS = 9  # significant; two ways to write one formula differ in the last few of sixteen


def fingerprint(exercise: Exercise, answer: Any) -> str | None:
    """Digest what the answer gives at the exercise's probe points, rounded; None if it cannot say.

    Programs are not compared: to run one again may take as long as the first time.

    >>> from coursekit.sheets import load
    >>> exercise = load("01_derivatives")["d_relu"]
    >>> one = fingerprint(exercise, lambda z: 2.0 * z)
    >>> one == fingerprint(exercise, lambda z: z + z), one == fingerprint(exercise, abs)
    (True, False)
    """
    if exercise.kind == "program":
        return None
    try:
        with quiet():
            values = _values(exercise, answer)
            text = "\n".join(_rounded(value) for value in values)
    except Exception:  # noqa: BLE001 - an answer that cannot be repeated has no fingerprint
        return None
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _values(exercise: Exercise, answer: Any) -> list[Any]:
    if exercise.kind == "formula" and isinstance(answer, str):
        from coursekit.formula import parse

        answer = parse(answer, tuple(exercise.inputs))
    if not callable(answer):
        return [answer]
    return [answer(*copy.deepcopy(point)) for point in exercise.probe_points()]


def _rounded(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(f"{key}={_rounded(value[key])};" for key in sorted(value))
    if isinstance(value, str):
        return value.strip().casefold()
    array = np.asarray(value, dtype=complex)
    # Adding 0 turns −0 into 0: they are the same answer.
    parts = [f"{x.real + 0.0:.{DIGITS - 1}e},{x.imag + 0.0:.{DIGITS - 1}e}" for x in array.ravel()]
    return f"{array.shape}:{' '.join(parts)}"
