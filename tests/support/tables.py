"""Joint tables by brute force: dictionaries from combinations of labels to Fractions."""

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

NAMES = ("x", "y", "z")


class Enumerated:
    """A joint distribution as a dict; every question is a loop over all combinations."""

    def __init__(self, names: tuple[str, ...], cells: dict[tuple[Any, ...], Any]) -> None:
        self.names = names
        self.cells = cells

    def where(self, **values: Any) -> dict[tuple[Any, ...], Any]:
        return {
            combination: p
            for combination, p in self.cells.items()
            if all(combination[self.names.index(name)] == value for name, value in values.items())
        }

    def prob(self, **values: Any) -> Any:
        return sum(self.where(**values).values())

    def marginal(self, *names: str) -> dict[tuple[Any, ...], Any]:
        sums: dict[tuple[Any, ...], Any] = {}
        for combination, p in self.cells.items():
            key = tuple(combination[self.names.index(name)] for name in names)
            sums[key] = sums.get(key, 0) + p
        return sums

    def expectation(self, f: Any) -> Any:
        return sum(p * f(*combination) for combination, p in self.cells.items())


def enumerated(joint: Any) -> Enumerated:
    """Return a table cell by cell, by its entries and labels alone."""
    cells = {}
    for index in product(*(range(length) for length in joint.table.shape)):
        labels = tuple(joint.labels[name][i] for name, i in zip(joint.names, index, strict=True))
        cells[labels] = joint.table[index]
    return Enumerated(joint.names, cells)


@st.composite
def exact_tables(draw: Any, least: int = 1, most: int = 3) -> Any:
    """Return (table of Fractions, names, labels): counts over their total, zeros included."""
    shape = draw(st.lists(st.integers(1, 3), min_size=least, max_size=most))
    size = int(np.prod(shape))
    counts = draw(st.lists(st.integers(0, 6), min_size=size, max_size=size).filter(any))
    table = np.empty(size, dtype=object)
    table[:] = [Fraction(count, sum(counts)) for count in counts]
    labels = {
        name: tuple(draw(st.lists(st.integers(-5, 9), min_size=n, max_size=n, unique=True)))
        for name, n in zip(NAMES, shape, strict=False)
    }
    return table.reshape(shape), NAMES[: len(shape)], labels
