"""Products of matrices: all their bracketings, what each costs, and the cheapest."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Union

__all__ = ["Multiplication", "Tree", "all_trees", "cheapest", "cost", "from_the_left"]
__all__ += ["from_the_right", "multiplications"]

#: A factor by its place from the left, from 0; or two trees, whose products are multiplied.
Tree = Union[int, tuple["Tree", "Tree"]]  # noqa: UP007 - names itself


@dataclass(frozen=True)
class Multiplication:
    """One product of a bracketing: factors ``first`` … ``middle − 1`` times ``middle`` … ``last``.

    ``shape`` is (p, q, r) for p×q · q×r; the schoolbook product takes p·q·r multiplications.
    """

    first: int
    middle: int
    last: int
    shape: tuple[int, int, int]

    @property
    def cost(self) -> int:
        """Multiplications of numbers."""
        p, q, r = self.shape
        return p * q * r


def all_trees(count: int) -> list[Tree]:
    """Return every bracketing of ``count`` factors, Catalan's number of them.

    >>> all_trees(3)
    [(0, (1, 2)), ((0, 1), 2)]
    >>> [len(all_trees(count)) for count in range(1, 7)]
    [1, 1, 2, 5, 14, 42]
    """
    return list(_between(0, count))


@lru_cache(maxsize=256)
def _between(start: int, stop: int) -> tuple[Tree, ...]:
    if stop - start == 1:
        return (start,)
    return tuple(
        (left, right)
        for middle in range(start + 1, stop)
        for left in _between(start, middle)
        for right in _between(middle, stop)
    )


def from_the_left(count: int) -> Tree:
    """Return ((0 1) 2) …: reverse mode, where the loss stands on the left.

    >>> from_the_left(4)
    (((0, 1), 2), 3)
    """
    tree: Tree = 0
    for place in range(1, count):
        tree = (tree, place)
    return tree


def from_the_right(count: int) -> Tree:
    """Return … (0 (1 2)): forward mode, where the parameters stand on the right.

    >>> from_the_right(4)
    (0, (1, (2, 3)))
    """
    tree: Tree = count - 1
    for place in range(count - 2, -1, -1):
        tree = (place, tree)
    return tree


def multiplications(tree: Tree, sizes: Sequence[int]) -> list[Multiplication]:
    """Return the products of a bracketing in the order in which they can be made.

    Factor k has shape ``sizes[k]`` × ``sizes[k + 1]``.

    >>> [each.cost for each in multiplications(((0, 1), 2), [1, 2, 3, 4])]
    [6, 12]
    """
    made: list[Multiplication] = []

    def visit(tree: Tree) -> tuple[int, int]:
        if isinstance(tree, int):
            return tree, tree + 1
        (first, middle), (_, last) = visit(tree[0]), visit(tree[1])
        shape = sizes[first], sizes[middle], sizes[last]
        made.append(Multiplication(first, middle, last, shape))
        return first, last

    visit(tree)
    return made


def cost(tree: Tree, sizes: Sequence[int]) -> int:
    """Count the multiplications of numbers that a bracketing takes.

    >>> cost((0, (1, 2)), [1, 2, 3, 4]), cost(((0, 1), 2), [1, 2, 3, 4])
    (32, 18)
    """
    return sum(each.cost for each in multiplications(tree, sizes))


def cheapest(sizes: Sequence[int]) -> tuple[int, Tree]:
    """Find the cheapest bracketing by dynamic programming: short products first, each kept.

    >>> cheapest([10, 100, 5, 50])
    (7500, ((0, 1), 2))
    """
    count = len(sizes) - 1
    best: dict[tuple[int, int], tuple[int, Tree]] = {(k, k + 1): (0, k) for k in range(count)}
    for length in range(2, count + 1):
        for start in range(count - length + 1):
            stop = start + length
            best[start, stop] = min(
                (
                    (
                        best[start, middle][0]
                        + best[middle, stop][0]
                        + sizes[start] * sizes[middle] * sizes[stop],
                        (best[start, middle][1], best[middle, stop][1]),
                    )
                    for middle in range(start + 1, stop)
                ),
                key=lambda each: each[0],
            )
    return best[0, count]
