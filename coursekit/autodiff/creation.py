"""Tensors made from a shape, in PyTorch's spelling."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.tensor import Tensor

__all__ = ["manual_seed", "ones", "randn", "zeros"]

_random: list[Any] = []  # made when first needed: loading it takes time


def _shape(lengths: tuple[Any, ...]) -> tuple[int, ...]:
    if len(lengths) == 1 and isinstance(lengths[0], tuple | list):
        lengths = tuple(lengths[0])
    try:
        shape = tuple(each.__index__() for each in lengths)
    except AttributeError:
        shape = (-1,)
    if any(each < 0 for each in shape):
        raise AutodiffError(
            f"{lengths!r} is no shape; expected lengths of axes, such as zeros(2, 3)."
        )
    return shape


def zeros(*shape: Any, requires_grad: bool = False) -> Tensor:
    """Return a Tensor of zeros; the lengths of its axes one by one, or as a tuple.

    >>> zeros(2, 3).shape, zeros((2, 3)).shape
    ((2, 3), (2, 3))
    """
    return Tensor(np.zeros(_shape(shape)), requires_grad)


def ones(*shape: Any, requires_grad: bool = False) -> Tensor:
    """Return a Tensor of ones; the lengths of its axes one by one, or as a tuple.

    >>> ones(3).tolist()
    [1.0, 1.0, 1.0]
    """
    return Tensor(np.ones(_shape(shape)), requires_grad)


def randn(*shape: Any, requires_grad: bool = False) -> Tensor:
    """Return a Tensor of standard normal random numbers; `manual_seed` makes them repeatable.

    >>> manual_seed(0)
    >>> a = randn(2, 3)
    >>> manual_seed(0)
    >>> bool(np.all(a == randn(2, 3)))
    True
    """
    if not _random:
        _random.append(np.random.default_rng())
    return Tensor(_random[0].standard_normal(_shape(shape)), requires_grad)


def manual_seed(seed: int) -> None:
    """Start the random numbers of `randn` anew."""
    _random[:] = [np.random.default_rng(seed)]
