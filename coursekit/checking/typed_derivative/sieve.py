"""Which wrong answers can be told apart at the points where answers are compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from coursekit.formula.tree import Node, evaluate

__all__ = ["Answer", "Sieve"]

Array = npt.NDArray[np.float64]

_RTOL, _FLOOR = 1e-4, 1e-6


class Answer:
    """A tree as a function of its variables, in order, that knows its values at some points."""

    def __init__(self, tree: Node, variables: Sequence[str]) -> None:
        self.tree = tree
        self._variables = variables
        self._known: dict[tuple[float, ...], float] = {}

    def __call__(self, *point: float) -> float:
        """Return the value at a point."""
        if point not in self._known:
            value = evaluate(self.tree, dict(zip(self._variables, point, strict=True)), {})
            self._known[point] = float(value)
        return self._known[point]

    def learn(self, points: Sequence[tuple[float, ...]], values: Array) -> None:
        """Remember values that were computed all at once."""
        self._known.update(zip(points, map(float, values), strict=True))


class Sieve:
    """Lets a wrong answer through unless it equals the right one or one that came before.

    ``points`` are where answers are compared, one value a variable; ``root`` is the function of
    which all answers are made, ``right`` its derivative.
    """

    def __init__(
        self,
        points: Sequence[tuple[float, ...]],
        variables: Sequence[str],
        root: Node,
        right: Node,
    ) -> None:
        self._points, self._variables = points, variables
        columns = np.array(points, dtype=float).T
        self._columns = dict(zip(variables, columns, strict=True))
        self._shared: dict[int, object] = {}
        self._kept = (root, right)  # what the ids belong to
        with np.errstate(all="ignore"):
            evaluate(root, self._columns, self._shared)
        self._right = self._values(right)
        self._seen = self._right[np.newaxis]

    def _values(self, node: Node) -> Array:
        with np.errstate(all="ignore"):
            values = evaluate(node, self._columns, dict(self._shared))
        return np.broadcast_to(np.asarray(values, dtype=float), len(self._points))

    @staticmethod
    def _among(values: Array, seen: Array) -> bool:
        largest = np.maximum(np.abs(values), np.abs(seen))
        finite = largest[np.isfinite(largest)]
        scale = float(np.median(finite)) if finite.size else 0.0
        with np.errstate(invalid="ignore"):
            near = np.abs(values - seen) <= _RTOL * largest + _FLOOR * scale
        alike = near | (values == seen) | (np.isnan(values) & np.isnan(seen))
        return bool(alike.all(axis=-1).any())

    def is_right(self, node: Node) -> bool:
        """Return whether a formula is the right answer, as far as the points can tell."""
        return self._among(self._values(node), self._right[np.newaxis])

    def passed(self, node: Node) -> Answer | None:
        """Return a wrong answer as a function if it is new, and remember it."""
        values = self._values(node)
        if np.isnan(values).all() or self._among(values, self._seen):
            return None
        self._seen = np.vstack([self._seen, values])
        answer = Answer(node, self._variables)
        answer.learn(self._points, values)
        return answer
