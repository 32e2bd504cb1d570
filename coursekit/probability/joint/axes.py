"""Names of variables and the labels of their values; what is unknown is refused by name."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from coursekit.probability.errors import ProbabilityError

__all__ = [
    "Label",
    "Labels",
    "checked_labels",
    "checked_names",
    "equals",
    "known",
    "listed",
    "position",
    "several",
]

Label: TypeAlias = Hashable
Labels: TypeAlias = dict[str, tuple[Label, ...]]

_MOST = 12  # labels that a message lists


def several(names: str | Iterable[str]) -> tuple[str, ...]:
    """Return one name or several as a tuple.

    >>> several("fruit"), several(["carton", "fruit"])
    (('fruit',), ('carton', 'fruit'))
    """
    return (names,) if isinstance(names, str) else tuple(names)


def listed(values: Iterable[Any]) -> str:
    """Return values as they were written, the first dozen of them.

    >>> listed(["banana", 1])
    "'banana', 1"
    """
    shown = [repr(value) for value in values]
    more = f", … ({len(shown)} in all)" if len(shown) > _MOST else ""
    return ", ".join(shown[:_MOST]) + more


def equals(observed: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> str:
    """Return values of variables as a text.

    >>> equals({"carton": "c1", "fruit": "apple"})
    'carton=c1, fruit=apple'
    """
    pairs = observed.items() if isinstance(observed, Mapping) else observed
    return ", ".join(f"{name}={value}" for name, value in pairs)


def checked_names(names: Any, shape: tuple[int, ...]) -> tuple[str, ...]:
    """Return the names of the axes of a table: texts that differ, one an axis.

    >>> checked_names("fruit", (2,))
    ('fruit',)
    """
    given: tuple[Any, ...] = several(names if isinstance(names, Iterable) else (names,))
    for name in given:
        if not isinstance(name, str) or not name:
            raise ProbabilityError(f"names contain {name!r}; expected texts such as 'fruit'.")
        if given.count(name) > 1:
            raise ProbabilityError(f"the name {name!r} is given twice in {given}; names differ.")
    if len(given) != len(shape):
        count = "1 name" if len(given) == 1 else f"{len(given)} names"
        raise ProbabilityError(
            f"{count} ({listed(given)}) for a table of shape {shape}; expected"
            f" {len(shape)}, one an axis."
        )
    return given


def checked_labels(
    labels: Mapping[str, Sequence[Any]] | Sequence[Any] | None,
    names: tuple[str, ...],
    shape: tuple[int, ...],
    flat: bool = False,
) -> Labels:
    """Return the labels of each variable; 0, 1, 2, … where none are given.

    ``labels`` is a dict of name to labels, or a tuple of them in the order of the axes; with
    ``flat`` (a single variable, named without a tuple) simply its labels.

    >>> checked_labels({"fruit": ["banana", "apple"]}, ("carton", "fruit"), (3, 2))
    {'carton': (0, 1, 2), 'fruit': ('banana', 'apple')}
    """
    if labels is None:
        labels = {}
    if not isinstance(labels, Mapping):
        every = (labels,) if flat else tuple(labels)
        if len(every) != len(names):
            entries = "1 entry" if len(every) == 1 else f"{len(every)} entries"
            raise ProbabilityError(
                f"labels has {entries} for the variables {listed(names)}; expected the"
                " labels of each variable in turn, or a dict of name to labels."
            )
        labels = dict(zip(names, every, strict=True))
    for name in labels:
        known(name, names, "labels")
    return {
        name: _labels_of(name, labels[name], length) if name in labels else tuple(range(length))
        for name, length in zip(names, shape, strict=True)
    }


def _labels_of(name: str, labels: Any, length: int) -> tuple[Label, ...]:
    if isinstance(labels, str | bytes) or not isinstance(labels, Iterable):
        raise ProbabilityError(
            f"the labels of {name} are {labels!r}; expected a sequence of labels, such as"
            " ('banana', 'apple')."
        )
    own = tuple(_plain(label) for label in labels)
    if len(own) != length:
        count = "1 label" if len(own) == 1 else f"{len(own)} labels"
        raise ProbabilityError(
            f"{name} has {count} ({listed(own)}) for an axis of length {length};"
            " expected one label for each entry of the axis."
        )
    for label in own:
        if not isinstance(label, Hashable) or label != label:  # nan is not equal to itself
            raise ProbabilityError(
                f"{label!r} cannot be a label of {name}, for it could not be found again; expected"
                " texts, numbers or tuples of them."
            )
    if len(set(own)) != length:
        twice = next(label for label in own if own.count(label) > 1)
        raise ProbabilityError(f"{name} has the label {twice!r} twice; labels differ.")
    return own


def _plain(label: Any) -> Any:
    """Return a NumPy scalar as the Python object that prints without its type."""
    return label.item() if isinstance(label, np.generic) else label


def known(name: Any, names: Iterable[str], what: str = "") -> str:
    """Return a name that exists; raise with those that do.

    >>> try:
    ...     known("fruits", ("carton", "fruit"))
    ... except ProbabilityError as error:
    ...     print(error)
    'fruits' is not a variable here; the variables are 'carton', 'fruit'.
    """
    existing = tuple(names)
    if name not in existing:
        raise ProbabilityError(
            f"{what and what + ': '}{name!r} is not a variable here; the variables are"
            f" {listed(existing)}."
        )
    return str(name)


def position(labels: Labels, name: str, label: Any) -> int:
    """Return the place of a label on its axis; raise with the labels that exist.

    >>> try:
    ...     position({"fruit": ("banana", "apple")}, "fruit", "kiwi")
    ... except ProbabilityError as error:
    ...     print(error)
    fruit has no label 'kiwi'; its labels are 'banana', 'apple'.
    """
    known(name, labels)
    own = labels[name]
    try:
        return own.index(_plain(label))
    except ValueError:
        pass
    raise ProbabilityError(f"{name} has no label {label!r}; its labels are {listed(own)}.")
