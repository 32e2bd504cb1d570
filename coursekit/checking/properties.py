"""The last resort: where the answer differs, and a property that the student can test alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from coursekit.checking.case import Case, Finding
from coursekit.checking.compare import Array, flat, rms, within

__all__ = ["fallback"]


class _Property(NamedTuple):
    """Something that every right value has and that can be seen without knowing it."""

    tag: str
    text: str
    holds: Callable[[Array], bool]


def _near(a: Any, b: Any) -> bool:
    return bool(np.allclose(a, b, rtol=1e-6, atol=1e-9))


_PROPERTIES = (
    _Property(
        "sum_not_one",
        "The entries of the right answer sum to 1",
        lambda a: a.size > 1 and _near(a.sum(), 1),
    ),
    _Property(
        "rows_not_one",
        "Each row of the right answer sums to 1",
        lambda a: a.ndim == 2 and _near(a.sum(-1), 1),
    ),
    _Property(
        "sum_not_zero",
        "The entries of the right answer sum to 0",
        lambda a: a.size > 1 and _near(a.sum(), 0),
    ),
    _Property(
        "not_symmetric",
        "The right answer is a symmetric matrix",
        lambda a: a.ndim == 2 and a.shape[0] == a.shape[1] and a.size > 1 and _near(a, a.T),
    ),
)


def fallback(case: Case) -> Finding:
    """Name the simplest probe at which the answer differs, and a property if it breaks one."""
    if not case.is_function:
        return _value_differs(case)
    found = _out_of_range(case)
    if found:
        return found
    wrong = [index for index in range(len(case.got)) if not _agrees(case, index)]
    if not wrong:
        wrong = list(range(len(case.got)))
    where = case.at(min(wrong, key=lambda index: _complexity(case.probes[index])))
    right = len(case.got) - len(wrong)
    if right:
        place = f"Right at {right} of {len(case.got)} test inputs, not at {where}."
    else:
        place = f"Not the right value at {where}, nor at any other test input."
    found = _broken_property(case) or _broken_parity(case)
    if found:
        return Finding(found.tag, f"{place} {found.message}; yours breaks this.")
    if case.derivative:
        x = case.derivative
        if isinstance(case.probes[0][list(case.inputs).index(x)], np.ndarray):
            cure = f"Compare with a difference quotient there, in which one entry of {x} moves."
        else:
            cure = f"Compare with (f({x}+h) − f({x}−h))/(2h) there for a small h."
        return Finding("differs", f"{place} {cure}")
    # A few inputs at which a wrong formula agrees by accident are not worth a riddle.
    if right > len(wrong):
        return Finding("partly_right", f"{place} What is special about that input?")
    return Finding("differs", f"{place} Work that one input out by hand, step by step.")


def _agrees(case: Case, index: int) -> bool:
    scale = rms(case.want)
    return bool(np.all(within(case.got[index], case.want[index], scale, case.rtol, 1e-9)))


def _complexity(probe: tuple[Any, ...]) -> float:
    """Few digits and small numbers are simple: they can be worked out by hand."""
    numbers = (float, int, np.ndarray)
    values = flat([np.asarray(v, dtype=float) for v in probe if isinstance(v, numbers)])
    return float(sum(len(f"{value:.6g}") for value in values) + np.abs(values).sum() / 10)


def _value_differs(case: Case) -> Finding:
    got, want = flat(case.got), flat(case.want)
    if np.all(got * want < 0):
        return Finding("wrong_sign", "The sign is not right, and neither is the size.")
    sizes = np.abs(got[want != 0]) / np.abs(want[want != 0])
    if sizes.size and (np.all(sizes > 10) or np.all(sizes < 0.1)):
        return Finding("wrong_magnitude", "Not even the order of magnitude is right.")
    return Finding("differs", "Not the right value. Write down each step with its numbers.")


def _out_of_range(case: Case) -> Finding | None:
    """Negative or above 1 where the right answer never is: said of the test inputs alone."""
    want = flat(case.want)
    if np.any(want < 0):
        return None
    ranges = [("negative", "negative", 0.0, np.inf)]
    if np.all(want <= 1):
        ranges.append(("above_one", "above 1", -np.inf, 1.0))
    for tag, text, low, high in ranges:
        broken = [index for index, got in enumerate(case.got) if np.any((got < low) | (got > high))]
        if broken:
            where = case.at(min(broken, key=lambda index: _complexity(case.probes[index])))
            return Finding(
                tag,
                f"Your answer is {text} at {where}. "
                f"The right answer is never {text} at the test inputs.",
            )
    return None


def _broken_property(case: Case) -> Finding | None:
    for tag, text, holds in _PROPERTIES:
        if all(holds(want) for want in case.want) and not all(holds(got) for got in case.got):
            return Finding(tag, text)
    return None


def _broken_parity(case: Case) -> Finding | None:
    """Even or odd functions of one number: the student can call at x and −x."""
    if case.again is None or len(case.inputs) != 1:
        return None
    if not all(isinstance(probe[0], float) for probe in case.probes):
        return None
    if not flat(case.want).any():
        return None  # zero is even and odd, but that is no help
    mirrored = _mirrored(case)
    if mirrored is None:
        return None
    got, want = mirrored
    name = case.inputs[0]
    for tag, sign, text in (("not_even", 1.0, ""), ("not_odd", -1.0, " up to the sign")):
        if _all_near(want, [sign * value for value in case.want]) and not _all_near(
            got, [sign * value for value in case.got]
        ):
            return Finding(tag, f"The right answer is the same at {name} and −{name}{text}")
    return None


def _mirrored(case: Case) -> tuple[Sequence[Array], Sequence[Array]] | None:
    assert case.again is not None
    try:
        pairs = [case.again((-probe[0],)) for probe in case.probes]
    except Exception:  # noqa: BLE001 - outside the domain anything may happen, and proves nothing
        return None
    if any(got.shape != want.shape for got, want in pairs):
        return None
    return [got for got, _ in pairs], [want for _, want in pairs]


def _all_near(a: Sequence[Array], b: Sequence[Array]) -> bool:
    return _near(flat(a), flat(b))
