"""NumPy's methods of arrays, each by the function of the same name: t.mean(axis=0)."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff.operators import Operators
from coursekit.autodiff.rules.shapes import astype, reshape, transpose
from coursekit.autodiff.rules.table import call

__all__ = ["Methods"]


class Methods(Operators):
    """What can be written with a dot; methods that change the array itself are left out."""

    __slots__ = ()

    @property
    def T(self) -> Any:  # noqa: N802 - NumPy's name
        """The transpose: all axes reversed."""
        return transpose(self)

    @property
    def mT(self) -> Any:  # noqa: N802 - NumPy's name
        """The matrices of a stack, transposed."""
        return call(np.matrix_transpose, (self,), {})

    @property
    def real(self) -> Any:
        """The value itself: numbers here are real."""
        return self

    @property
    def imag(self) -> Any:
        """Zeros: numbers here are real."""
        return np.zeros_like(self._plain)

    # ------------------------------------------------------------------ reductions and scans

    def sum(self, *args: Any, **options: Any) -> Any:
        """Return np.sum."""
        return call(np.sum, (self, *args), options)

    def mean(self, *args: Any, **options: Any) -> Any:
        """Return np.mean."""
        return call(np.mean, (self, *args), options)

    def var(self, *args: Any, **options: Any) -> Any:
        """Return np.var."""
        return call(np.var, (self, *args), options)

    def std(self, *args: Any, **options: Any) -> Any:
        """Return np.std."""
        return call(np.std, (self, *args), options)

    def prod(self, *args: Any, **options: Any) -> Any:
        """Return np.prod."""
        return call(np.prod, (self, *args), options)

    def max(self, *args: Any, **options: Any) -> Any:
        """Return np.max."""
        return call(np.max, (self, *args), options)

    def min(self, *args: Any, **options: Any) -> Any:
        """Return np.min."""
        return call(np.min, (self, *args), options)

    def cumsum(self, *args: Any, **options: Any) -> Any:
        """Return np.cumsum."""
        return call(np.cumsum, (self, *args), options)

    def cumprod(self, *args: Any, **options: Any) -> Any:
        """Return np.cumprod."""
        return call(np.cumprod, (self, *args), options)

    def trace(self, *args: Any, **options: Any) -> Any:
        """Return np.trace."""
        return call(np.trace, (self, *args), options)

    # ------------------------------------------------------------------ plain results

    def argmax(self, *args: Any, **options: Any) -> Any:
        """Return np.argmax, a plain result."""
        return np.argmax(self._plain, *args, **options)

    def argmin(self, *args: Any, **options: Any) -> Any:
        """Return np.argmin, a plain result."""
        return np.argmin(self._plain, *args, **options)

    def argsort(self, *args: Any, **options: Any) -> Any:
        """Return np.argsort, a plain result."""
        return np.argsort(self._plain, *args, **options)

    def nonzero(self) -> Any:
        """Return np.nonzero, a plain result."""
        return np.nonzero(self._plain)

    def all(self, *args: Any, **options: Any) -> Any:
        """Return np.all, a plain result."""
        return np.all(self._plain, *args, **options)

    def any(self, *args: Any, **options: Any) -> Any:
        """Return np.any, a plain result."""
        return np.any(self._plain, *args, **options)

    def round(self, decimals: int = 0) -> Any:
        """Return np.round, a plain result."""
        return np.round(self._plain, decimals)

    # ------------------------------------------------------------------ shapes and entries

    def reshape(self, *shape: Any, order: str = "C") -> Any:
        """Return the entries in a new shape."""
        return reshape(self, shape[0] if len(shape) == 1 else shape, order)

    def ravel(self, order: str = "C") -> Any:
        """Return the entries as a vector."""
        return reshape(self, (self._plain.size,), order)

    def flatten(self, order: str = "C") -> Any:
        """Return the entries as a vector."""
        return reshape(self, (self._plain.size,), order)

    def squeeze(self, axis: Any = None) -> Any:
        """Return np.squeeze."""
        return call(np.squeeze, (self, axis), {})

    def transpose(self, *axes: Any) -> Any:
        """Return np.transpose; without axes, all axes reversed."""
        return transpose(self, (axes[0] if len(axes) == 1 else axes) if axes else None)

    def swapaxes(self, axis1: int, axis2: int) -> Any:
        """Return np.swapaxes."""
        return call(np.swapaxes, (self, axis1, axis2), {})

    def diagonal(self, *args: Any, **options: Any) -> Any:
        """Return np.diagonal."""
        return call(np.diagonal, (self, *args), options)

    def take(self, *args: Any, **options: Any) -> Any:
        """Return np.take."""
        return call(np.take, (self, *args), options)

    def compress(self, condition: Any, axis: int | None = None) -> Any:
        """Return np.compress."""
        return call(np.compress, (condition, self, axis), {})

    def repeat(self, *args: Any, **options: Any) -> Any:
        """Return np.repeat."""
        return call(np.repeat, (self, *args), options)

    # ------------------------------------------------------------------ arithmetic

    def clip(self, *args: Any, **options: Any) -> Any:
        """Return np.clip."""
        return call(np.clip, (self, *args), options)

    def dot(self, b: Any) -> Any:
        """Return np.dot."""
        return call(np.dot, (self, b), {})

    def conj(self) -> Any:
        """Return the value itself: numbers here are real."""
        return self

    conjugate = conj

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """Return the entries in another precision; plain if they become whole or boolean."""
        del copy  # a Tensor is never changed in place, so it does not matter whether it is one
        return astype(self, dtype)
