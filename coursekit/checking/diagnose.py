"""From wrong numbers to what was probably done: small steps, asked in order.

Each step looks at a `Case` and returns a `Finding` or None. The order matters: a named slip is
better than a generic one, and "rounded" must come before "a constant factor", or 0.333 for ⅓ would
read as a factor of 0.999.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from coursekit.checking.case import Case, Finding, Step, evaluate, first_finding, named
from coursekit.checking.compare import Array, flat, rms, within
from coursekit.checking.properties import fallback

__all__ = ["diagnose"]


def diagnose(case: Case) -> Finding:
    """Name what is wrong with finite numbers of the right shape."""
    return first_finding(case, _STEPS) or fallback(case)


# A named slip with a further slip on top.


def _not_differentiated(case: Case) -> Finding | None:
    if case.undifferentiated is None:
        return None
    values = [evaluate(case.undifferentiated, *probe) for probe in case.probes]
    if any(value is None for value in values) or not case.close(case.got, values):  # type: ignore[arg-type]
        return None
    return Finding("not_differentiated", "That is the function itself. Its derivative is asked.")


def _slip_rounded(case: Case) -> Finding | None:
    """Name the slip that a single number is, if that was written down with three digits or more."""
    got = flat(case.got)
    if case.is_function or got.size != 1 or (_significant(float(got[0])) or 0) < 3:
        return None
    for slip in case.slips:
        value = slip.values[0]
        if value is None or value.size != 1 or float(value.item()).is_integer():
            continue
        if _is_rounding(float(got[0]), float(value.item()), cut=False):
            return Finding(slip.tag, slip.message)
    return None


def _short(numbers: Array) -> bool:
    """Whether this is one number of few digits, which is twice something else by accident."""
    return numbers.size == 1 and (_significant(float(numbers[0])) or 9) < 4


def _named_and_more(case: Case) -> Finding | None:
    if not flat(case.got).any():
        return None  # zero times anything is zero: that would prove nothing
    accidental = _short(flat(case.got))
    for suffix, factor, text in (
        ("minus", -1.0, "Apart from the sign"),
        ("double", 2.0, "Apart from a factor 2"),
        ("half", 0.5, "Apart from a factor ½"),
    ):
        if accidental and factor != -1.0:
            continue
        for slip in case.slips:
            if not slip.composite and case.is_slip(slip, factor):
                return Finding(f"{slip.tag}_{suffix}", f"{text}: {slip.message}")
    return None


# Near misses.


def _integer(case: Case) -> Finding | None:
    got, want = flat(case.got), flat(case.want)
    whole = np.array_equal(got, np.trunc(got)) and not np.array_equal(want, np.trunc(want))
    if not (whole and got.any()):
        return None
    if got.size == 1:
        return _whole_number(float(got[0]), float(want[0]))
    if np.array_equal(got, np.trunc(want)) or np.array_equal(got, np.floor(want)):
        return Finding(
            "integer",
            "The fractions were cut off: your numbers are whole. "
            "Use / instead of //, and float arrays instead of integer ones.",
        )
    if np.array_equal(got, np.rint(want)):
        return Finding("rounded", "Your answer is rounded to whole numbers. Keep full precision.")
    return None


def _whole_number(x: float, want: float) -> Finding | None:
    """One whole number may have been cut off, rounded, or neither: say only what is certain."""
    if x not in (math.trunc(want), math.floor(want), round(want)):
        return None
    return Finding(
        "integer", "Your number is whole, the right one is not. Use / instead of //, do not round."
    )


def _significant(x: float) -> int | None:
    """How many significant digits reproduce ``x``; None if more than five are needed."""
    if x == 0:
        return 0
    return next((d for d in range(1, 6) if float(f"{x:.{d - 1}e}") == x), None)


def _is_rounding(x: float, want: float, *, cut: bool = True) -> bool:
    """Whether ``x`` is ``want`` rounded (or cut off) at the last digit that ``x`` has."""
    digits = _significant(x)
    if digits is None:
        return False
    if x == 0:
        return abs(want) < 0.06
    unit = 10.0 ** (math.floor(math.log10(abs(x))) - digits + 1)
    cut_off = cut and 0 <= abs(want) - abs(x) < unit
    return abs(x - want) <= 0.501 * unit or (cut_off and x * want > 0)


def _rounded(case: Case) -> Finding | None:
    got, want = flat(case.got), flat(case.want)
    largest = float(np.abs(want).max(initial=0.0))
    if np.array_equal(want, np.rint(want)) or np.abs(got - want).max() > 2e-2 * largest:
        return None
    if not all(_is_rounding(float(x), float(y)) for x, y in zip(got, want, strict=True)):
        return None
    digits = max(_significant(float(x)) or 0 for x in got)
    return Finding(
        "rounded", f"Close: your answer is rounded to about {digits} digits. Keep full precision."
    )


def _approximate(case: Case) -> Finding | None:
    got, want = flat(case.got), flat(case.want)
    error = rms([got - want])
    if case.is_function and error <= 5e-3 * rms(case.want) and _everywhere_near(got, want):
        share = error / rms(case.want)
        return Finding(
            "approximate",
            f"Close, but not exact (off by about {share:.0e} of its size). "
            "A difference quotient with a coarse step, or a rounded constant?",
        )
    if not case.is_function and error <= 1e-3 * float(np.abs(want).max(initial=0.0)):
        return Finding("approximate", "Close, but not exact. Was something rounded on the way?")
    return None


def _everywhere_near(got: Array, want: Array) -> bool:
    """Small entries must be near too, not only small beside the large ones."""
    return bool(np.all(np.abs(got - want) <= 0.1 * np.maximum(np.abs(want), 0.1 * rms([want]))))


# Generic transformations of the right answer.


def _sign(case: Case) -> Finding | None:
    if case.close(case.got, [-want for want in case.want]):
        return Finding("sign", "Right up to the sign. Look for a minus that was lost or doubled.")
    return None


def _reciprocal(case: Case) -> Finding | None:
    want = flat(case.want)
    if np.any(want == 0) or _short(want):
        return None  # that ½ is 2 upside down would be an accident, or would say too much
    if case.close(case.got, [1 / want for want in case.want]):
        return Finding("reciprocal", "Upside down: numerator and denominator are exchanged.")
    return None


def _transposed(case: Case) -> Finding | None:
    if any(want.ndim != 2 for want in case.want):
        return None
    if case.close(case.got, [want.T for want in case.want]):
        return Finding("transposed", "Transposed. Rows belong to outputs, columns to inputs.")
    return None


def _reversed(case: Case) -> Finding | None:
    if any(want.ndim == 0 or want.shape[0] < 2 for want in case.want):
        return None
    if case.close(case.got, [want[::-1] for want in case.want]):
        return Finding("reversed", "Right numbers in reverse order.")
    return None


_KNOWN_FACTORS = (
    (math.log(2), "ln 2", " (nats against bits)"),
    (math.log(10), "ln 10", " (natural against decimal logarithms)"),
    (math.pi, "π", ""),
    (2 * math.pi, "2π", ""),
    (math.sqrt(2.0), "√2", ""),
    (math.sqrt(2 * math.pi), "√(2π)", ""),
    (180 / math.pi, "180/π", " (degrees against radians)"),
)


def _simple_factor(factor: float) -> str | None:
    """Return a factor that is a fraction of small numbers, ``4/5``; None if it is none."""
    fraction = Fraction(factor).limit_denominator(12)
    if fraction and math.isclose(factor, fraction, rel_tol=1e-5) and fraction.numerator <= 100:
        return f"{fraction} times as large"
    return None


def _unit_factor(factor: float) -> str | None:
    """Return a factor that mixed units or constants leave, ``1/ln 2``; None if it is none."""
    for value, text, note in _KNOWN_FACTORS:
        if math.isclose(factor, value, rel_tol=1e-5):
            return f"{text} times as large{note}"
        if math.isclose(factor, 1 / value, rel_tol=1e-5):
            return (
                f"1/({text}) times as large{note}"
                if "/" in text
                else f"1/{text} times as large{note}"
            )
    return None


def _distinct(values: Array) -> int:
    return len(np.unique(np.round(values / (np.abs(values).max(initial=0.0) or 1.0), 6)))


def _factor(case: Case) -> Finding | None:
    got, want = flat(case.got), flat(case.want)
    size = float(want @ want)
    if not (math.isfinite(size) and size):
        return None
    factor = float(got @ want) / size
    if abs(factor) < 1e-9 or not case.close(case.got, [factor * value for value in case.want]):
        return None
    text = _unit_factor(abs(factor))
    if text is None and want.size > 1:
        # Of a single number, "yours is twice as large" would give the right one away.
        text = _simple_factor(abs(factor))
    if text is None and _distinct(want) < 3:
        return None  # a few numbers prove little, unless the factor has a name
    shown = ("−" if factor < 0 else "") + (text or f"{abs(factor):.4g} times as large")
    return Finding(
        "factor",
        f"Right up to a constant factor: yours is {shown}.",
    )


def _input_factor(case: Case) -> Finding | None:
    for index, name in enumerate(case.inputs):
        values = [probe[index] for probe in case.probes]
        if not all(isinstance(v, (int, float)) and v != 0 for v in values) or len(set(values)) < 3:
            continue
        pairs = list(zip(case.want, values, strict=True))
        if case.close(case.got, [want * v for want, v in pairs]):
            return Finding(
                "input_factor", f"A factor {name} too many: yours is {name} times as large."
            )
        if case.close(case.got, [want / v for want, v in pairs]):
            return Finding("input_factor", f"A factor {name} is missing from your answer.")
    return None


def _offset(case: Case) -> Finding | None:
    if _distinct(flat(case.want)) < 3:
        return None
    shift = float(np.mean(flat(case.got) - flat(case.want)))
    if not case.close(case.got, [want + shift for want in case.want]):
        return None
    return Finding(
        "offset",
        f"Right up to a constant: yours is too {'large' if shift > 0 else 'small'} by the same"
        " amount everywhere.",
    )


def _unnormalised(case: Case) -> Finding | None:
    if any(want.size < 2 or not math.isclose(want.sum(), 1.0, rel_tol=1e-6) for want in case.want):
        return None
    totals = [got.sum() for got in case.got]
    if any(total == 0 for total in totals):
        return None
    scaled = [got / total for got, total in zip(case.got, totals, strict=True)]
    if case.close(scaled, case.want):
        return Finding(
            "unnormalised", "Right proportions, but they do not sum to 1. Divide by their total."
        )
    return None


def _constant(case: Case) -> Finding | None:
    if len(case.got) < 3 or any(got.shape != case.got[0].shape for got in case.got):
        return None
    if not case.close(case.got, [case.got[0]] * len(case.got)):
        return None
    if case.close(case.want, [case.want[0]] * len(case.want)):
        return None
    # Not by name: the right answer need not depend on each of the inputs.
    return Finding(
        "constant", "Your answer is the same at every test input. The right answer is not."
    )


def _entries(case: Case) -> Finding | None:
    shape = case.want[0].shape
    if any(want.shape != shape for want in case.want) or case.want[0].size < 2:
        return None
    scale = rms(case.want)
    right = np.logical_and.reduce(
        [
            within(got, want, scale, case.rtol, 1e-9)
            for got, want in zip(case.got, case.want, strict=True)
        ]
    )
    if not right.any():
        return None
    place = tuple(int(i) for i in np.argwhere(~right)[0]) if not right.all() else ()
    where = str(place[0]) if len(place) == 1 else str(place)
    count = int(right.sum())
    return Finding(
        "entries",
        f"{count} of {right.size} entries {'is' if count == 1 else 'are'} right. "
        f"The first wrong one has index {where} (counted from 0).",
    )


#: Shapes and finiteness are settled before these.
_STEPS: tuple[Step, ...] = (
    named,
    _not_differentiated,
    _named_and_more,
    _integer,
    _rounded,
    _slip_rounded,
    _approximate,
    _sign,
    _reciprocal,
    _transposed,
    _reversed,
    _factor,
    _input_factor,
    _offset,
    _unnormalised,
    _constant,
    _entries,
)
