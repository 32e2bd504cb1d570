"""A product of two arrays, summed over a shared index, and the terms behind one of its entries."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Block", "Contraction", "Part"]

Array = npt.NDArray[np.float64]

#: Per axis an index from 0, or everything along it.
Part = tuple[int | slice, ...]


@dataclass(frozen=True)
class Block:
    """An array with what it is called: in code and on paper.

    ``filled`` says which of its entries may differ from 0, whatever the numbers are.
    """

    code: str
    paper: str
    values: Array
    filled: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Contraction:
    """``einsum(indices, left, right)`` = ``result``, and one entry of it, counted from 0.

    >>> eye, row = (Block(name, name, a, a != 0) for name, a in
    ...     (("I", np.eye(2)), ("x", np.array([3.0, 5.0]))))
    >>> c = Contraction.of("im,n->imn", eye, row, ("dfdA", "df/dA"), (1, 1, 0))
    >>> float(c.result.values[c.entry]), c.terms
    (3.0, [(1.0, 3.0)])
    """

    indices: str
    left: Block
    right: Block
    result: Block
    entry: tuple[int, ...]

    @staticmethod
    def of(
        indices: str, left: Block, right: Block, names: tuple[str, str], entry: tuple[int, ...]
    ) -> "Contraction":
        """Multiply and sum; an entry can differ from 0 if a product of filled ones leads to it."""
        values = np.einsum(indices, left.values, right.values)
        paths = np.einsum(indices, left.filled.astype(float), right.filled.astype(float))
        return Contraction(indices, left, right, Block(*names, values, paths > 0), entry)

    @property
    def spelled(self) -> str:
        """The line of NumPy."""
        return f"np.einsum('{self.indices}', {self.left.code}, {self.right.code})"

    @property
    def summed(self) -> str:
        """The index that is summed over, or nothing."""
        factors, _, kept = self.indices.partition("->")
        return "".join(sorted({*factors} - {*kept, ","}))

    @property
    def parts(self) -> tuple[Part, Part]:
        """Which entries of left and right the chosen entry is made of."""
        factors, _, kept = self.indices.partition("->")
        first, second = factors.split(",")
        at = dict(zip(kept, self.entry, strict=True))

        def part(letters: str) -> Part:
            return tuple(at.get(letter, slice(None)) for letter in letters)

        return part(first), part(second)

    @property
    def terms(self) -> list[tuple[float, float]]:
        """The pairs of factors whose products add up to the chosen entry."""
        first, second = self.parts
        lefts: Any = np.ravel(self.left.values[first])
        rights: Any = np.ravel(self.right.values[second])
        return [(float(a), float(b)) for a, b in zip(lefts, rights, strict=True)]
