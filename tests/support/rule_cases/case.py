"""What a case is: one way to call one NumPy function, at one point."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np


class Case(NamedTuple):
    function: Callable[..., Any]  # whose entry in the table this is a case of
    f: Callable[..., Any]
    args: tuple[np.ndarray, ...]
    single: bool = True  # whether it is well enough conditioned for float32

    def __str__(self) -> str:
        shapes = "".join(str(np.shape(a)) for a in self.args).replace(" ", "")
        return f"{self.function.__name__}{shapes}"


def joined(result: Any) -> Any:
    """Join the results of a function that has several, leaving out whole numbers."""
    if not isinstance(result, tuple | list):
        return result
    parts = [part for part in result if np.result_type(part).kind == "f"]
    return np.concatenate([np.ravel(part) for part in parts])


def case(
    function: Callable[..., Any], f: Callable[..., Any], *args: Any, single: bool = True
) -> Case:
    """Return the case of ``f``, which calls ``function`` on the arguments somehow."""
    points = tuple(np.array(a, float) for a in args)
    return Case(function, lambda *a: joined(f(*a)), points, single)


def calls(
    function: Callable[..., Any],
    args: Sequence[Any],
    options: Sequence[dict[str, Any]] = ({},),
    single: bool = True,
) -> list[Case]:
    """Return a case for each set of keywords; all arguments are differentiated by."""
    return [
        case(function, lambda *a, kw=kw: function(*a, **kw), *args, single=single) for kw in options
    ]


def numbers(*shape: int, low: float = -2.0, high: float = 2.0, seed: int = 0) -> np.ndarray:
    """Return an array without pattern, whose entries are well apart."""
    size = int(np.prod(shape, dtype=int))
    order = np.random.default_rng(seed + size).permutation(size)
    return (low + (high - low) * (order + 0.37 + 0.3 * np.sin(1.7 * order)) / size).reshape(shape)


A = numbers(2, 3)
B = numbers(2, 3, seed=5)
C = numbers(2, 2, 3)
V = numbers(4)
W = numbers(3, seed=3)
POSITIVE = numbers(2, 3, low=0.3, high=2.5)
