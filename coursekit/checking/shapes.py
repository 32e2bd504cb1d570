"""What can be wrong before the numbers are compared: shapes, nan and inf."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coursekit.checking.case import Case, Finding, Step, first_finding, named
from coursekit.checking.compare import Array, flat

__all__ = ["column_for_row", "not_finite", "wrong_shape"]


def wrong_shape(case: Case) -> Finding | None:
    """Name what is wrong with the shape, or None if every shape is right."""
    if all(got.shape == want.shape for got, want in zip(case.got, case.want, strict=True)):
        return None
    # A slip that was named with this very shape says more than any shape can.
    return first_finding(case, (named, _singleton, *_RESHAPINGS)) or _plain_shape(case)


def column_for_row(case: Case) -> Finding | None:
    """Name the right entries of a gradient that stand in a column, where a row is asked."""
    if any(want.ndim != 1 or want.size < 2 for want in case.want):
        return None
    if any(got.shape != (want.size, 1) for got, want in zip(case.got, case.want, strict=True)):
        return None
    if not case.close([got[:, 0] for got in case.got], case.want):
        return None
    given, (n,) = _shapes(case)
    # A slip of just this shape knows better, for not all that stands in a row is a gradient.
    return named(case) or Finding(
        "column",
        f"Right entries, but in a column: {_shape_text(given)}. A gradient is a row in this "
        f"course: give {_shape_text((n,))} or {(1, n)}.",
    )


def _shapes(case: Case) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the first pair of shapes that differ: given, asked."""
    return next(
        (got.shape, want.shape)
        for got, want in zip(case.got, case.want, strict=True)
        if got.shape != want.shape
    )


def _shape_text(shape: tuple[int, ...]) -> str:
    return f"shape {shape}" if shape else "a single number"


def _singleton(case: Case) -> Finding | None:
    pairs = list(zip(case.got, case.want, strict=True))
    if any(np.squeeze(got).shape != np.squeeze(want).shape for got, want in pairs):
        return None
    if not case.close([got.reshape(want.shape) for got, want in pairs], case.want):
        return None
    given, asked = _shapes(case)
    cure = "Give a plain number." if not asked else "Axes of length 1 count."
    return Finding(
        "singleton",
        f"Right numbers, but {_shape_text(given)} instead of {_shape_text(asked)}. {cure}",
    )


def _reshaped(tag: str, change: Callable[[Array], Array], cure: str) -> Step:
    def step(case: Case) -> Finding | None:
        if not all(got.size for got in case.got):
            return None  # nothing has no mean
        try:
            changed = [change(got) for got in case.got]
            if all(want.ndim == 0 for want in case.want) and all(
                np.count_nonzero(got) == 1 for got in case.got
            ):
                return None  # the point (x, 0) is no sum that was forgotten
        except (ValueError, IndexError):
            return None
        if not case.close(changed, case.want):
            return None
        given, asked = _shapes(case)
        return Finding(
            tag, f"{_shape_text(given).capitalize()} instead of {_shape_text(asked)}: {cure}"
        )

    return step


def _summed(case: Case) -> Finding | None:
    if any(got.ndim for got in case.got) or all(want.ndim == 0 for want in case.want):
        return None
    if not case.close(case.got, [np.asarray(want.sum()) for want in case.want]):
        return None
    return Finding(
        "summed",
        f"You added the entries up to one number; {_shape_text(_shapes(case)[1])} is asked.",
    )


def _flattened(case: Case) -> Finding | None:
    if any(got.size != want.size for got, want in zip(case.got, case.want, strict=True)):
        return None
    pairs = zip(case.got, case.want, strict=True)
    if not case.close([got.reshape(want.shape) for got, want in pairs], case.want):
        return None
    given, asked = _shapes(case)
    return Finding(
        "reshaped",
        f"Right numbers in the right order, but {_shape_text(given)}: reshape to {asked}.",
    )


def _plain_shape(case: Case) -> Finding:
    given, asked = _shapes(case)
    if not asked:
        return Finding("shape", f"Your answer has {_shape_text(given)}; one number is asked.")
    yours = f"has {_shape_text(given)}" if given else "is a single number"
    return Finding(
        "shape",
        f"Your answer {yours}, asked is {_shape_text(asked)}. "
        "Write the shape of every factor beside it and see where the axes part.",
    )


_RESHAPINGS: tuple[Step, ...] = (
    _reshaped("transposed", lambda a: a.T, "right numbers, transposed."),
    _reshaped("not_summed", lambda a: a.sum(0), "a sum over the first axis is missing."),
    _reshaped("not_summed", lambda a: a.sum(-1), "a sum over the last axis is missing."),
    _reshaped("not_averaged", lambda a: a.mean(0), "a mean over the first axis is missing."),
    _reshaped("not_averaged", lambda a: a.mean(-1), "a mean over the last axis is missing."),
    _summed,
    _flattened,
)


def not_finite(case: Case) -> Finding | None:
    """Name nan and inf where a number is asked, unless a named slip explains them."""
    if np.isfinite(flat(case.got)).all():
        return None
    for index, (got, want) in enumerate(zip(case.got, case.want, strict=True)):
        bad = ~np.isfinite(got) & np.isfinite(want)
        if not bad.any():
            continue
        if finding := named(case):
            return finding
        where = f" at {case.at(index)}" if case.is_function else ""
        if np.isnan(got[bad]).any():
            return Finding(
                "nan",
                f"Your {case.name} gives nan{where}. "
                "That comes from 0/0, 0·log 0, inf − inf, or a root or logarithm below 0.",
            )
        return Finding(
            "inf",
            f"Your {case.name} gives inf{where}. "
            "That comes from a division by 0, log 0, or exp of a large number.",
        )
    return None
