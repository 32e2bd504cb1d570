"""At which points an answer is compared with the reference.

First come the author's structural points, which break the degeneracies of the question; then points
of low discrepancy from the declared domains. The sequence is Kronecker's with the square roots of
the primes: point k has the coordinates k·√p mod 1, moved as a whole by a shift that is a hash
(Cranley and Patterson). The shift is fixed for practice and secret in grading.
"""

from __future__ import annotations

import copy
import hashlib
import math
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.checking.domains import Domain, Integers, OneOf
from coursekit.checking.errors import ExerciseError

if TYPE_CHECKING:
    from coursekit.checking.exercise import Exercise

__all__ = ["DRAWN", "fresh", "probe_points", "unit_points"]

Array = npt.NDArray[np.float64]

#: Points that are drawn in addition to the structural ones.
DRAWN = 8

#: The shift of practice: running a cell again never changes a verdict.
PRACTICE = b"practice"


def probe_points(exercise: Exercise, seed: bytes | None = None) -> list[tuple[Any, ...]]:
    """Return the structural points and then `DRAWN` further ones; ``[()]`` without inputs.

    Errors: `ExerciseError` if the condition ``where`` leaves too few points.
    """
    domains = list(exercise.inputs.values())
    if not domains:
        return [()]
    points = [
        tuple(_as_input(domain, value) for domain, value in zip(domains, probe, strict=True))
        for probe in exercise.probes
    ]
    dimension = sum(domain.dimension for domain in domains)
    key = hashlib.sha256((PRACTICE if seed is None else b"grading" + seed) + b"|")
    key.update(exercise.id.encode())
    wanted = len(points) + DRAWN
    for count, coordinates in enumerate(unit_points(dimension, key.digest())):
        point = tuple(_split(domains, coordinates))
        if exercise.where is None or exercise.where(*point):
            points.append(point)
        if len(points) == wanted:
            return points
        if count > 50 * DRAWN:
            break
    raise ExerciseError(
        f"exercise {exercise.id!r}: the condition `where` accepts fewer than {DRAWN} of"
        f" {50 * DRAWN} points; narrow the domains of its inputs instead"
    )


def fresh(value: Any) -> Any:
    """Return a copy of what a function could change: an array, a list, a dict."""
    if type(value) is float:
        return value
    return value.copy() if isinstance(value, np.ndarray) else copy.deepcopy(value)


def _as_input(domain: Domain, value: Any) -> Any:
    """Give a structural value the type that a drawn one has: a float, an int or a float array."""
    if isinstance(domain, (Integers, OneOf)):
        return fresh(value)
    array = np.array(value, dtype=float)
    return float(array) if array.ndim == 0 else array


def _split(domains: list[Domain], coordinates: Array) -> Iterator[Any]:
    start = 0
    for domain in domains:
        yield domain.value(coordinates[start : start + domain.dimension])
        start += domain.dimension


def unit_points(dimension: int, key: bytes) -> Iterator[Array]:
    """Yield points of the unit cube, shape (dimension,), without end; ``key`` sets the shift.

    >>> first = next(unit_points(3, b"key"))
    >>> first.shape, bool((0 <= first).all() and (first < 1).all())
    ((3,), True)
    """
    shift = _shift(dimension, key)
    steps = np.sqrt(np.array(_primes(dimension), dtype=float)) % 1.0
    k = 0
    while True:
        k += 1
        yield (shift + k * steps) % 1.0


def _shift(dimension: int, key: bytes) -> Array:
    """One number of [0, 1) a coordinate, 53 bits of SHA-256 each."""
    return np.array(
        [
            int.from_bytes(hashlib.sha256(key + index.to_bytes(4, "big")).digest()[:8], "big") >> 11
            for index in range(dimension)
        ]
    ) / float(1 << 53)


@lru_cache(maxsize=32)
def _primes(count: int) -> tuple[int, ...]:
    """Return the first ``count`` primes, by trial division: there are never many."""
    primes: list[int] = []
    candidate = 2
    while len(primes) < count:
        if all(candidate % prime for prime in primes if prime <= math.isqrt(candidate)):
            primes.append(candidate)
        candidate += 1
    return tuple(primes)
