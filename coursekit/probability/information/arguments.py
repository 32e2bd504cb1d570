"""What is taken for a distribution given as an array, and for a pair of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.validation import axis_sums_to_one, need, real

__all__ = ["incomparable", "is_joint", "need_no_axis", "pair", "vector"]


def is_joint(p: Any) -> bool:
    """Return whether ``p`` is a table with named axes: one distribution, whatever its axes.

    >>> is_joint([[0.5, 0.5]])
    False
    """
    return hasattr(p, "table") and hasattr(p, "names")


def need_no_axis(p: Any, name: str, axis: int | None) -> None:
    """Raise if an axis was chosen in what is one distribution as a whole (−1 is the default).

    >>> need_no_axis([0.5, 0.5], "p", -1)
    """
    if axis in (-1, None):
        return
    cure = ""
    if is_joint(p):
        cure = f" Of one variable there is {name}.marginal(…), given another conditional_entropy."
    raise ProbabilityError(
        f"axis is {axis}, but {name} is of {type(p).__name__}, which is one distribution as a"
        f" whole; an axis is for arrays.{cure}"
    )


def vector(p: Any, name: str, axis: int | None) -> tuple[Any, int | None]:
    """Return probabilities that sum to 1 along ``axis`` (None: altogether), and that axis.

    A Joint is taken as a whole.  Raises ProbabilityError unless they are distributions.

    >>> vector([0.25, 0.75], "p", -1)
    (array([0.25, 0.75]), -1)
    """
    if is_joint(p):
        if hasattr(p, "of"):  # a Conditional
            raise ProbabilityError(
                f"{name} is {p.title}, which is a distribution for each {' and '.join(p.given)};"
                " expected one. Multiply it by theirs, prior * likelihood, or take a row(…)."
            )
        need_no_axis(p, name, axis)
        p, axis = p.table, None
    value = real(p, name)
    plain = np.asarray(raw(value))
    if not plain.ndim:
        raise ProbabilityError(
            f"{name} is one number, {plain:g}; expected an array of probabilities that sum to 1."
            f" For a variable of two values give [1 - {name}, {name}]."
        )
    if axis is not None and not -plain.ndim <= axis < plain.ndim:
        raise ProbabilityError(
            f"axis is {axis}, but {name} has shape {plain.shape}; expected an axis from"
            f" {-plain.ndim} to {plain.ndim - 1}, or None for all of them."
        )
    if not (plain.size if axis is None else plain.shape[axis]):
        raise ProbabilityError(f"{name} has shape {plain.shape}; expected one entry or more.")
    need(np.greater_equal(plain, 0), plain, name, "probabilities, 0 or more")
    cure = f"If these are counts or weights, divide by their sum: {name} / np.sum({name})."
    if plain.ndim > 1 and axis is not None:
        cure = f"A joint table is one distribution: axis=None. {cure}"
    axis_sums_to_one(plain, name, axis, cure)
    return value, axis


def pair(p: Any, q: Any, axis: int | None) -> tuple[Any, Any, int | None]:
    """Return two arrays of distributions over the same values, and their axis; raise otherwise.

    Axes beside that of the distribution are batches, and broadcast.

    >>> p, q, axis = pair([0.5, 0.5], [[0.5, 0.5], [0.9, 0.1]], -1)
    >>> p.shape, q.shape, axis
    ((2,), (2, 2), -1)
    """
    if is_joint(p) or is_joint(q):
        _need_same_variables(p, q)
    p, axis_of_p = vector(p, "p", axis)
    q, axis = vector(q, "q", axis_of_p)
    shapes = np.shape(raw(p)), np.shape(raw(q))
    if axis is None:
        fits = shapes[0] == shapes[1]
    else:  # counted from the left, an axis is the same one only in as many axes
        aligned = axis < 0 or len(shapes[0]) == len(shapes[1])
        fits = aligned and shapes[0][axis] == shapes[1][axis] and _broadcast(*shapes)
    if not fits:
        raise ProbabilityError(
            f"p has shape {shapes[0]} and q {shapes[1]}; expected probabilities of the same values,"
            " entry by entry. Give both one shape, with 0 for a value that cannot occur."
        )
    return p, q, axis


def _need_same_variables(p: Any, q: Any) -> None:
    if not (is_joint(p) and is_joint(q)):
        raise ProbabilityError(
            "one of p and q has named axes, the other has not; expected two arrays, or two Joints."
        )
    if tuple(p.names) != tuple(q.names):
        raise ProbabilityError(
            f"p is of the variables {_listed(p.names)} and q of {_listed(q.names)}; expected the"
            " same in the same order. q.marginal(*p.names) puts the axes of q in the order of p's."
        )
    for name in p.names:
        ours, theirs = (getattr(d, "labels", {}).get(name, ()) for d in (p, q))
        if ours != theirs:
            raise ProbabilityError(
                f"{name} has the labels {_listed(ours)} in p and {_listed(theirs)} in q; expected"
                " the same in the same order."
            )


def _listed(values: Any) -> str:
    return ", ".join(map(repr, values))


def _broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    try:
        np.broadcast_shapes(a, b)
    except ValueError:
        return False
    return True


def incomparable(p: Any, q: Any, reason: str) -> ProbabilityError:
    """Return the error that says why two Distributions cannot be compared, and what to do.

    >>> str(incomparable(1, 2, "they are numbers")).startswith("int and int cannot be compared")
    True
    """
    return ProbabilityError(
        f"{type(p).__name__} and {type(q).__name__} cannot be compared: {reason}. From samples x of"
        " p, the mean of p.log_prob(x) - q.log_prob(x) estimates KL(p‖q)."
    )
