"""The normal distribution of a vector."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff.tape import Node, raw
from coursekit.probability.distributions.base import vectors_of
from coursekit.probability.distributions.multivariate import Multivariate
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.support import RealVectors, Support
from coursekit.probability.validation import need, positive, real

__all__ = ["MultivariateNormal"]

_LOG_2_PI = math.log(2 * math.pi)
_SYMMETRIC = 1e-9  # what entries across the diagonal may differ by, beside the two variances


@dataclass(frozen=True, eq=False)
class MultivariateNormal(Multivariate):
    """The normal distribution N(μ, Σ) of a vector of k numbers.

    ``mean``: μ, shape (k,); ``covariance``: Σ, shape (k, k), symmetric and positive definite
    (ProbabilityError otherwise, with the eigenvalue that is not above 0).  Axes in front make one
    distribution an entry.  A value has shape (…, k).  The gradient by Σ is the symmetric one.
    Source: S2, "Random vectors"; Bishop, Pattern Recognition and Machine Learning, section 2.3.

    >>> body = MultivariateNormal(mean=[170.0, 65.0], covariance=[[100.0, 48.0], [48.0, 64.0]])
    >>> body.correlation
    array([[1. , 0.6],
           [0.6, 1. ]])
    >>> tall = body.conditional(given={0: 190.0})
    >>> tall.mean.round(9), tall.covariance.round(9)
    (array([74.6]), array([[40.96]]))
    """

    mean: Any
    covariance: Any

    def __post_init__(self) -> None:
        mean = real(self.mean, "MultivariateNormal: mean")
        covariance = real(self.covariance, "MultivariateNormal: covariance")
        _need_shapes(np.shape(mean), np.shape(covariance))
        _need_positive_definite(np.asarray(raw(covariance)))
        self._set(mean=mean, covariance=covariance)

    @classmethod
    def bivariate(
        cls,
        mean_x: Any = 0.0,
        mean_y: Any = 0.0,
        std_x: Any = 1.0,
        std_y: Any = 1.0,
        correlation: Any = 0.0,
    ) -> MultivariateNormal:
        """Return the normal distribution of a pair: ``correlation`` lies between −1 and 1.

        >>> MultivariateNormal.bivariate(std_x=2.0, std_y=3.0, correlation=0.5).covariance
        array([[4., 3.],
               [3., 9.]])
        """
        name = "MultivariateNormal.bivariate: "
        x, y = positive(std_x, name + "std_x"), positive(std_y, name + "std_y")
        rho = real(correlation, name + "correlation")
        need(
            np.less(np.absolute(raw(rho)), 1),
            rho,
            name + "correlation",
            "numbers between −1 and 1, without these",
            "At ±1 one number tells the other, and there is no density.",
        )
        means = np.broadcast_arrays(real(mean_x, name + "mean_x"), real(mean_y, name + "mean_y"))
        xx, xy, yy = np.broadcast_arrays(x * x, rho * x * y, y * y)
        rows = [np.stack([xx, xy], axis=-1), np.stack([xy, yy], axis=-1)]
        return cls(np.stack(means, axis=-1), np.stack(rows, axis=-2))

    @classmethod
    def fit(cls, data: Any) -> MultivariateNormal:
        """Return the most likely normal distribution: the mean, and the covariance with divisor n.

        ``data``: shape (n, k), one observation a row, n > k of them, not all in one plane.

        >>> MultivariateNormal.fit([[0.0, 0.0], [2.0, 0.0], [1.0, 3.0]]).mean
        array([1., 1.])
        """
        values = real(data, "MultivariateNormal.fit: data")
        values = np.asarray(raw(values))
        if values.ndim != 2 or values.shape[0] <= values.shape[1]:
            raise ProbabilityError(
                f"MultivariateNormal.fit: data has shape {values.shape}; expected (n, k), one"
                " observation a row, and more observations than numbers in each."
            )
        mean = np.mean(values, axis=0)
        moved = values - mean
        covariance = moved.T @ moved / len(values)
        if _least_eigenvalue(covariance) is not None:
            raise ProbabilityError(
                "MultivariateNormal.fit: the observations lie in a plane (a component is constant,"
                " or the others tell it), so the likelihood grows without bound. Leave such"
                " components out."
            )
        return cls(mean, covariance)

    @property
    def _length(self) -> int:
        return int(np.shape(self.mean)[-1])

    @property
    def _sigma(self) -> Any:
        # The Cholesky factor reads one triangle only, and so would its gradient.
        if isinstance(self.covariance, Node):
            return 0.5 * (self.covariance + _turned(self.covariance))
        return self.covariance

    @property
    def variance(self) -> Any:
        """The variances of the components, the diagonal of Σ."""
        return np.diagonal(self.covariance, axis1=-2, axis2=-1)

    @property
    def correlation(self) -> Any:
        """The matrix of correlations Σᵢⱼ/(σᵢσⱼ)."""
        variance = self.variance
        return self._sigma / np.sqrt(variance[..., :, None] * variance[..., None, :])

    @property
    def entropy(self) -> Any:
        """½ log det(2πe Σ), in nats."""
        return 0.5 * self._length * (_LOG_2_PI + 1) + _log_diagonal(np.linalg.cholesky(self._sigma))

    @property
    def support(self) -> Support:
        """All vectors of k real numbers."""
        return RealVectors(self._length)

    def log_prob(self, value: Any) -> Any:
        """Return log p(value) of vectors, shape (…, k); −∞ where a number is infinite.

        Differentiable in the value, the mean and the covariance.
        """
        return super().log_prob(vectors_of(value, self._length, "MultivariateNormal"))

    def mahalanobis(self, value: Any) -> Any:
        """Return the distance of vectors, shape (…, k), from the mean in standard deviations.

        √((x − μ)ᵀ Σ⁻¹ (x − μ)): the same for all points of one density.

        >>> float(MultivariateNormal([0.0, 0.0], [[4.0, 0.0], [0.0, 1.0]]).mahalanobis([6.0, 4.0]))
        5.0
        """
        value = vectors_of(value, self._length, "MultivariateNormal")
        return np.linalg.norm(self._white(value, np.linalg.cholesky(self._sigma)), axis=-1)

    def marginal(self, indices: int | Sequence[int]) -> MultivariateNormal | Normal:
        """Return the distribution of some components, in the order given; of one index, a Normal.

        >>> MultivariateNormal([1.0, 2.0], [[4.0, 1.0], [1.0, 9.0]]).marginal(1)
        Normal(mean=2.0, std=3.0)
        """
        if isinstance(indices, int | np.integer):
            (i,) = self._places([indices])
            return Normal(self.mean[..., i], np.sqrt(self.covariance[..., i, i]))
        places = self._places(list(indices))
        if not places:
            raise ProbabilityError(
                "MultivariateNormal.marginal: no index was given; expected one or more of"
                f" 0 … {self._length - 1}."
            )
        return MultivariateNormal(self.mean[..., places], _block(self._sigma, places, places))

    def conditional(self, given: Mapping[int, Any]) -> MultivariateNormal:
        """Return the distribution of the other components, given the values of some.

        ``given``: {index: value}; for arrays of values, one distribution an entry.  The others keep
        their order.

        >>> pair = MultivariateNormal.bivariate(std_x=2.0, std_y=1.0, correlation=0.5)
        >>> pair.conditional(given={0: 4.0})
        MultivariateNormal(mean=array([1.]), covariance=array([[0.75]]))
        """
        known = self._places(list(given))
        others = [i for i in range(self._length) if i not in known]
        if not known or not others:
            raise ProbabilityError(
                f"MultivariateNormal.conditional: {len(known)} of {self._length} components were"
                " given; expected at least one, and at least one left over."
            )
        values = np.stack(
            np.broadcast_arrays(
                *(
                    real(each, f"MultivariateNormal.conditional: the value given at {i}")
                    for i, each in given.items()
                )
            ),
            axis=-1,
        )
        across = _block(self._sigma, known, others)
        gain = np.linalg.solve(_block(self._sigma, known, known), across)
        mean = self.mean[..., others] + _times(values - self.mean[..., known], gain)
        left = _block(self._sigma, others, others) - _turned(across) @ gain
        return MultivariateNormal(mean, 0.5 * (left + _turned(left)))

    def _places(self, indices: list[Any]) -> list[int]:
        for i in indices:
            if isinstance(i, bool) or not isinstance(i, int | np.integer):
                raise ProbabilityError(
                    f"MultivariateNormal: the index {i!r} is not a whole number; expected"
                    f" 0 … {self._length - 1}."
                )
            if not -self._length <= i < self._length:
                raise ProbabilityError(
                    f"MultivariateNormal: there is no component {i}; expected an index from 0 to"
                    f" {self._length - 1}."
                )
        places = [int(i) % self._length for i in indices]
        if len(set(places)) < len(places):
            raise ProbabilityError(
                f"MultivariateNormal: the indices {indices} name a component twice; expected each"
                " one once."
            )
        return places

    def _white(self, value: Any, factor: Any) -> Any:
        """Return standard normal numbers: the value, moved and turned, in standard deviations."""
        return _times(value - self.mean, _turned(np.linalg.inv(factor)))

    def _log_density(self, value: Any) -> Any:
        factor = np.linalg.cholesky(self._sigma)
        z = self._white(value, factor)
        constant = _log_diagonal(factor) + 0.5 * self._length * _LOG_2_PI
        return np.einsum("...i,...i->...", z, z) * -0.5 - constant

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        own = np.broadcast_shapes(np.shape(self.mean)[:-1], np.shape(self.covariance)[:-2])
        z = rng.standard_normal((*shape, *own, self._length))
        return _times(z, _turned(np.linalg.cholesky(self._sigma))) + self.mean


def _turned(matrices: Any) -> Any:
    return np.swapaxes(matrices, -1, -2)


def _times(vectors: Any, matrices: Any) -> Any:
    """Return rows times matrices: (…, m) and (…, m, k) make (…, k)."""
    if np.ndim(matrices) == 2:
        return vectors @ matrices
    return (vectors[..., None, :] @ matrices)[..., 0, :]


def _log_diagonal(factor: Any) -> Any:
    return np.sum(np.log(np.diagonal(factor, axis1=-2, axis2=-1)), axis=-1)


def _block(matrices: Any, rows: list[int], columns: list[int]) -> Any:
    return matrices[..., np.array(rows)[:, None], np.array(columns)]


def _need_shapes(mean: tuple[int, ...], covariance: tuple[int, ...]) -> None:
    if not mean or not mean[-1]:
        raise ProbabilityError(
            f"MultivariateNormal: mean has shape {mean}; expected a vector of one number or more"
            " (the distribution of a single number is Normal)."
        )
    if len(covariance) < 2 or covariance[-1] != covariance[-2]:
        raise ProbabilityError(
            f"MultivariateNormal: covariance has shape {covariance}; expected a square matrix of"
            f" shape ({mean[-1]}, {mean[-1]}), of independent components np.diag(variances)."
        )
    if covariance[-1] != mean[-1]:
        raise ProbabilityError(
            f"MultivariateNormal: mean has length {mean[-1]}, and covariance has shape"
            f" {covariance}; expected as many rows and columns as the mean has entries."
        )
    try:
        np.broadcast_shapes(mean[:-1], covariance[:-2])
    except ValueError:
        raise ProbabilityError(
            f"MultivariateNormal: mean has shape {mean} and covariance {covariance}; expected"
            " axes in front that broadcast, with one distribution an entry."
        ) from None


def _least_eigenvalue(covariance: Any) -> tuple[tuple[int, ...], float] | None:
    """Return where the covariance is not positive definite, and its smallest eigenvalue there."""
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    scale = np.sqrt(np.where(variance > 0, variance, 1.0))
    # Judged in units of the standard deviations: grams and tonnes are no linear dependence.
    scaled = covariance / scale[..., :, None] / scale[..., None, :]
    rounding = np.finfo(float).eps * covariance.shape[-1]
    wrong = np.argwhere(np.linalg.eigvalsh(scaled)[..., 0] <= rounding)
    if not len(wrong):
        return None
    index = tuple(int(i) for i in wrong[0])
    return index, float(np.linalg.eigvalsh(covariance)[index][0])


def _need_positive_definite(covariance: Any) -> None:
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    size = np.sqrt(np.absolute(variance[..., :, None] * variance[..., None, :]))
    gap = np.absolute(covariance - _turned(covariance))
    wrong = np.argwhere(gap > _SYMMETRIC * size)
    if len(wrong):
        *front, i, j = (int(each) for each in wrong[0])
        here, there = covariance[tuple(wrong[0])], _turned(covariance)[tuple(wrong[0])]
        raise ProbabilityError(
            f"MultivariateNormal: covariance is {here:g} at index {(*front, i, j)} and"
            f" {there:g} at index {(*front, j, i)}; expected a symmetric matrix, since"
            " Cov[X, Y] = Cov[Y, X]."
        )
    found = _least_eigenvalue(covariance)
    if found is not None:
        index, eigenvalue = found
        where = f" at index {index}" if index else ""
        raise ProbabilityError(
            f"MultivariateNormal: covariance{where} is not positive definite: its smallest"
            f" eigenvalue is {eigenvalue:g}; expected all above 0. Along that eigenvector the"
            " variance would be 0 or less: look for a component that the others tell, and for"
            " covariances larger than std times std."
        )
