"""How far the right answer and the known wrong ones lie apart: a sheet's own check of itself."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from coursekit.checking.case import evaluate
from coursekit.checking.compare import Array, distance
from coursekit.checking.judge import as_function, valid_points
from coursekit.checking.kinds import part_values
from coursekit.checking.probes import probe_points

if TYPE_CHECKING:
    from coursekit.checking.exercise import Exercise

__all__ = ["Separation", "separations"]

#: The name under which the right answer appears.
RIGHT = "correct"


class Separation(NamedTuple):
    """Two answers and their largest difference beside their size; infinite for other shapes."""

    first: str
    second: str
    distance: float


def separations(exercise: Exercise, seed: bytes | None = None) -> list[Separation]:
    """Return the distance of every pair among the right answer and the slips.

    Choices and programs have no numbers, so they have no pairs. For parts the distance of two
    answers is that of the part in which they differ most; pairs without a common part are left out.
    """
    if exercise.kind in ("choice", "program"):
        return []
    if exercise.kind == "parts":
        return _of_parts(exercise, seed)
    if exercise.kind == "value":
        points, right = [()], [evaluate(as_function(exercise, exercise.reference))]
    else:
        found, values = valid_points(exercise, seed)
        points, right = list(found), list(values)
    answers: dict[str, list[Array | None]] = {RIGHT: right}
    for slip in exercise.slips:
        function = as_function(exercise, slip.answer)
        answers[slip.tag] = [evaluate(function, *point) for point in points]
    return [
        Separation(first, second, _apart(answers[first], answers[second]))
        for first, second in combinations(answers, 2)
    ]


def _apart(a: list[Array | None], b: list[Array | None]) -> float:
    """Compare where both have a value; a pole of one alone is a difference of its own."""
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if x is not None and y is not None]
    if not pairs:
        return float("inf")
    return distance([x for x, _ in pairs], [y for _, y in pairs])


def _of_parts(exercise: Exercise, seed: bytes | None) -> list[Separation]:
    points = probe_points(exercise, seed)
    with np.errstate(all="ignore"):
        reference = exercise.reference
        right = reference(*points[0], **exercise.parameters) if callable(reference) else reference
    names = list(right)
    answers: Mapping[str, object] = {
        RIGHT: reference,
        **{slip.tag: slip.answer for slip in exercise.slips},
    }
    values = {
        tag: {name: part_values(exercise, answer, name, points) for name in names}
        for tag, answer in answers.items()
    }
    found = []
    for first, second in combinations(values, 2):
        common = [
            _apart(values[first][name], values[second][name])
            for name in names
            if _speaks(values[first][name]) and _speaks(values[second][name])
        ]
        if common:
            found.append(Separation(first, second, max(common)))
    return found


def _speaks(values: list[Array | None]) -> bool:
    return any(value is not None for value in values)
