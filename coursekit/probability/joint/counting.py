"""From counts, weights, samples and records to probabilities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.axes import checked_labels, known, listed, position, several
from coursekit.probability.joint.entries import entries, is_exact
from coursekit.probability.validation import need, whole

__all__ = ["columns_of_records", "counted", "shares_of_counts", "shares_of_weights"]

_denominators = np.frompyfunc(lambda count: count.denominator, 1, 1)


def shares_of_counts(counts: Any, what: str, given: int = 0, exact: bool = True) -> Any:
    """Return counts as shares of their total, or of each total over the axes after ``given``.

    >>> shares_of_counts([1, 2], "counts")
    array([Fraction(1, 3), Fraction(2, 3)], dtype=object)
    """
    table = entries(counts, what)
    if not is_exact(table):  # 3.0 is a count too
        table = entries(whole(table, what), what)
    need(
        np.asarray(_denominators(table) == 1, bool),
        table,
        what,
        "whole numbers, 0 or more",
        "For other weights there is from_weights.",
    )
    shares = shares_of_weights(table, what, given)
    return shares if exact else shares.astype(float)


def shares_of_weights(weights: Any, what: str, given: int = 0) -> Any:
    """Return weights of 0 or more as shares of their total; exact or a Tensor if they are.

    >>> shares_of_weights([1.0, 3.0], "weights")
    array([0.25, 0.75])
    """
    table = entries(weights, what)
    totals = np.sum(table, axis=tuple(range(given, np.ndim(table))), keepdims=True)
    _need_positive(raw(totals), what)
    return table / totals


def _need_positive(totals: Any, what: str) -> None:
    wrong = np.argwhere(totals == 0)
    if wrong.size:
        index = tuple(int(i) for i in wrong[0] if totals.size > 1)
        where = f" in row {index[0]}" if index else ""
        raise ProbabilityError(
            f"{what} are all 0{where}, so they have no shares; expected a total above 0."
        )


def columns_of_records(
    records: Iterable[Any], names: str | Sequence[str] | None
) -> dict[str, list[Any]]:
    """Return the columns of records, which are dicts or, with names, tuples.

    >>> columns_of_records([{"x": 1, "y": "a"}, {"x": 2, "y": "b"}], None)
    {'x': [1, 2], 'y': ['a', 'b']}
    """
    rows = list(records)
    if not rows:
        raise ProbabilityError("there are no records; expected one observation or more.")
    if names is None:
        if not isinstance(rows[0], Mapping):
            raise ProbabilityError(
                f"the first record is {rows[0]!r}; expected a dict of name to value, or tuples and"
                " names=(…)."
            )
        own = tuple(rows[0])
    else:
        own = several(names)
    columns: dict[str, list[Any]] = {name: [] for name in own}
    for number, row in enumerate(rows):
        if isinstance(row, Mapping):
            if any(name not in row for name in own):
                raise ProbabilityError(
                    f"record {number} is {dict(row)!r}; expected values of {listed(own)}."
                )
            values = [row[name] for name in own]
        elif isinstance(row, list | tuple | np.ndarray) and len(row) == len(own):
            values = list(row)
        else:
            raise ProbabilityError(
                f"record {number} is {row!r}; expected {len(own)} values, of {listed(own)}."
            )
        for name, value in zip(own, values, strict=True):
            columns[name].append(value)
    return columns


def counted(
    samples: Any, labels: Mapping[str, Sequence[Any]] | None
) -> tuple[Any, dict[str, tuple[Any, ...]]]:
    """Return how often each combination occurs, and the labels of each variable.

    Labels not given are what occurs, sorted if it can be.

    >>> counts, labels = counted({"x": [1, 1, 0], "y": ["a", "b", "b"]}, None)
    >>> counts.tolist(), labels
    ([[0, 1], [1, 1]], {'x': (0, 1), 'y': ('a', 'b')})
    """
    if not isinstance(samples, Mapping) or not samples:
        raise ProbabilityError(
            f"samples are {type(samples).__name__}; expected a dict of name to values,"
            " such as {'x': xs, 'y': ys}."
        )
    for name in labels or {}:
        known(name, samples, "labels")
    columns = {name: _column(column) for name, column in samples.items()}
    if len({len(column) for column in columns.values()}) > 1:
        lengths = ", ".join(f"{name}: {len(column)}" for name, column in columns.items())
        raise ProbabilityError(
            f"the samples differ in number ({lengths}); expected one value of each a draw."
        )
    if not next(iter(columns.values())):
        raise ProbabilityError("the samples are empty; expected one draw or more.")
    every: dict[str, tuple[Any, ...]] = {}
    for name, column in columns.items():
        given = (labels or {}).get(name)
        own = _sorted(dict.fromkeys(column)) if given is None else tuple(given)
        every |= checked_labels({name: own}, (name,), (len(own),))
    places = {name: {label: i for i, label in enumerate(own)} for name, own in every.items()}
    counts = np.zeros([len(own) for own in every.values()], dtype=np.int64)
    for draw, times in Counter(zip(*columns.values(), strict=True)).items():
        at = [
            places[name][value] if value in places[name] else position(every, name, value)
            for name, value in zip(every, draw, strict=True)
        ]
        counts[tuple(at)] = times
    return counts, every


def _column(values: Any) -> list[Any]:
    """Return the values of one variable, as Python's own numbers and texts."""
    if isinstance(values, np.ndarray):
        column: list[Any] = list(values.ravel().tolist())
    elif isinstance(values, str | bytes) or not isinstance(values, Iterable):
        column = [values]
    else:
        column = [value.item() if isinstance(value, np.generic) else value for value in values]
    for value in column:
        if not isinstance(value, Hashable):
            raise ProbabilityError(
                f"{value!r} cannot be the value of one draw; expected texts, numbers or tuples of"
                " them (np.ravel joins the rows of nested lists)."
            )
    return column


def _sorted(values: Iterable[Any]) -> tuple[Any, ...]:
    own = tuple(values)
    try:
        return tuple(sorted(own))
    except TypeError:  # labels of several types have no order but that of their appearance
        return own
