"""Student's t distribution, normal in the middle and heavy in the tails."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff import primitive
from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import squared
from coursekit.probability.distributions.cauchy import log_1_plus_square, standardised
from coursekit.probability.distributions.continuous import Continuous
from coursekit.probability.distributions.gamma_terms import log_minus_digamma
from coursekit.probability.distributions.newton import highest
from coursekit.probability.distributions.saddle_point import log_peak
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special import betainc, betaincc, betainccinv, betaincinv
from coursekit.probability.support import Interval, Support
from coursekit.probability.validation import positive, real

__all__ = ["StudentT"]

_LOG_ROOT_2_PI = 0.5 * math.log(2 * math.pi)
_FAR = 1e8  # where the square of a distance makes 1 + square that square
_NORMAL = 1e6  # a fitted df from which on the data say nothing of tails


@dataclass(frozen=True, eq=False)
class StudentT(Continuous):
    """Student's t distribution: the bell curve of data with outliers.

    ``df``: the degrees of freedom ν, above 0 (not only whole numbers): 1 is `Cauchy`, ∞ would be
    `Normal`; ``location``: the median; ``scale``: above 0, not the standard deviation.  The mean is
    nan for ν ≤ 1; the variance is scale² ν/(ν − 2) for ν > 2, ∞ for 1 < ν ≤ 2 and nan below.  The
    cdf and its inverse are differentiable in all but df.  Source: Bishop, Pattern Recognition and
    Machine Learning, section 2.3.7.

    >>> error = StudentT(df=4.0, location=0.0, scale=2.0)
    >>> round(float(error.variance), 9), round(float(error.cdf(2.0)), 6)
    (8.0, 0.81305)
    """

    df: Any
    location: Any = 0.0
    scale: Any = 1.0

    _formula_reaches_infinity = True
    _not_by = ("df",)

    def __post_init__(self) -> None:
        self._set(
            df=positive(self.df, "StudentT: df"),
            location=real(self.location, "StudentT: location"),
            scale=positive(self.scale, "StudentT: scale"),
        )

    @classmethod
    def fit(cls, data: Any, df: float | None = None) -> StudentT:
        """Return the most likely Student's t distribution, by Newton's method.

        ``df``: the degrees of freedom if they are known; else they are fitted too.  It is the
        maximum next to the middle of the data: near df 0 the likelihood has poles at every
        observation, which say nothing.  Raises ProbabilityError if half of the observations are
        equal, and if the likelihood only grows as df → ∞, so that a `Normal` fits better.

        >>> found = StudentT.fit([-9.0, -1.0, -0.5, 0.0, 0.5, 1.0, 9.0])
        >>> round(found.df, 3), round(found.location, 6) + 0.0, round(found.scale, 3)
        (0.788, 0.0, 0.829)
        """
        values, middle, spread = standardised(data, "StudentT", 0.5)
        fixed = None if df is None else positive(df, "StudentT.fit: df")

        def likelihood(theta: Any) -> Any:
            nu = np.exp(theta[2]) if fixed is None else fixed
            return np.mean(_log_density(values, nu, theta[0], np.exp(theta[1])))

        start = [0.0, 0.0] if fixed is not None else [0.0, 0.0, math.log(4.0)]
        theta, found = highest(likelihood, start)
        nu = np.exp(theta[2]) if fixed is None else fixed
        if fixed is None and (nu > _NORMAL or not found):
            raise ProbabilityError(
                "StudentT.fit: the tails of the observations are no heavier than normal ones, so"
                " the likelihood grows as df goes to ∞. Use Normal.fit, or give df."
            )
        if not found:
            raise ProbabilityError(
                "StudentT.fit: no maximum of the likelihood was found. Look at the observations,"
                " and at log_prob of them for a grid of locations and scales."
            )
        return cls(nu, middle + spread * theta[0], spread * np.exp(theta[1]))

    @property
    def mean(self) -> Any:
        """The location for df > 1, else nan: the integral has no value."""
        return np.where(np.greater(raw(self.df), 1), self.location, np.nan)[()]

    @property
    def variance(self) -> Any:
        """scale² df/(df − 2) for df > 2, ∞ for 1 < df ≤ 2, nan below."""
        return squared(self.scale) * self._unit_variance

    @property
    def std(self) -> Any:
        """Scale √(df/(df − 2)) for df > 2, ∞ for 1 < df ≤ 2, nan below."""
        return self.scale * np.sqrt(self._unit_variance)

    @property
    def _unit_variance(self) -> Any:
        df = raw(self.df)
        finite = np.greater(df, 2)
        safe = np.where(finite, self.df, 3.0)
        beyond = np.where(np.greater(df, 1), np.inf, np.nan)
        return np.where(finite, safe / (safe - 2), beyond)[()]

    @property
    def entropy(self) -> Any:
        """½(ν+1) (ψ(½(ν+1)) − ψ(½ν)) + log(√ν B(½ν, ½)) + log(scale), in nats."""
        half = self.df / 2
        slope = (
            np.log1p(0.5 / half) + log_minus_digamma(half) - log_minus_digamma(half + 0.5)
        )  # ψ(½(ν+1)) − ψ(½ν)
        return (half + 0.5) * slope - _constant(self.df) + np.log(self.scale)

    @property
    def support(self) -> Support:
        """All real numbers."""
        return Interval()

    def _log_density(self, value: Any) -> Any:
        return _log_density(value, self.df, self.location, self.scale)

    def _below(self, value: Any) -> Any:
        return _student_t_cdf((value - self.location) / self.scale, self.df)

    def _above(self, value: Any) -> Any:
        return _student_t_cdf((self.location - value) / self.scale, self.df)

    def _quantile(self, probability: Any) -> Any:
        return self.location + self.scale * _student_t_icdf(probability, self.df)

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        return rng.standard_t(raw(self.df), shape + self._shape) * self.scale + self.location


def _constant(df: Any) -> Any:
    """Return −log(√ν B(½ν, ½)), with all its digits for large ν, where it is −½ log 2π."""
    half = df / 2
    tilt = (half - 0.5) * np.log1p(0.5 / half) - 0.5
    return log_peak(half) - log_peak(half + 0.5) + tilt - _LOG_ROOT_2_PI


def _log_density(value: Any, df: Any, location: Any = 0.0, scale: Any = 1.0) -> Any:
    square = log_1_plus_square(value, location, scale * np.sqrt(df))
    return square * (-0.5 * (df + 1)) + (_constant(df) - np.log(scale))


def _slope(g: Any, _y: Any, z: Any, df: Any) -> Any:
    return g * np.exp(_log_density(z, df))


@primitive(_slope, None, elementwise=True)
def _student_t_cdf(z: Any, df: Any) -> Any:
    """Return the probability of less than ``z``, at location 0 and scale 1."""
    z, df = np.broadcast_arrays(np.asarray(z, float), df)
    distance = np.absolute(z) / np.sqrt(df)
    far = distance > _FAR
    square = np.where(far, 1.0, distance) ** 2
    near = square <= 1
    # Each with the argument that keeps its digits: that of the other one is close to 1.
    tail = np.where(
        near,
        _where(near, betaincc, 0.5, df / 2, square / (1 + square)),
        _where(~near, betainc, df / 2, 0.5, 1 / (1 + square)),
    )
    tail = 0.5 * tail
    if np.any(far):
        # There the density is a power of the distance, and so is its integral.
        size = np.where(far, np.absolute(z), 1.0)
        tail = np.where(far, np.exp(_log_density(size, df) + np.log(size / df)), tail)
    return np.where(z < 0, tail, 1 - tail)[()]


def _quantile_slope(g: Any, z: Any, _p: Any, df: Any) -> Any:
    return g * np.exp(-_log_density(z, df))


@primitive(_quantile_slope, None, elementwise=True)
def _student_t_icdf(p: Any, df: Any) -> Any:
    p, df = np.broadcast_arrays(np.asarray(p, float), df)
    tail = np.minimum(p, 1 - p)
    # As in `_student_t_cdf`: from the argument that is not close to 1.
    share = np.asarray(betainccinv(0.5, df / 2, 2 * tail))
    outer = share >= 0.5
    rest = _where(outer, betaincinv, df / 2, 0.5, 2 * tail)
    with np.errstate(divide="ignore", over="ignore"):  # the quantiles of 0 and 1 are infinite
        odds = np.where(outer, (1 - rest) / rest, share / (1 - np.where(outer, 0.5, share)))
        far = np.exp((_constant(df) - 0.5 * np.log(df) - np.log(tail)) / df)
        distance = np.where(far > _FAR, far, np.sqrt(odds))
    return (np.sign(p - 0.5) * distance * np.sqrt(df))[()]


def _where(mask: Any, function: Callable[..., Any], *arguments: Any) -> Any:
    """Return ``function`` of the arguments where the mask is true, at its expense only, and 1."""
    if np.all(mask):
        return function(*arguments)
    result = np.ones(np.shape(mask))
    if np.any(mask):
        chosen = (np.broadcast_to(each, result.shape)[mask] for each in arguments)
        result[mask] = function(*chosen)
    return result
