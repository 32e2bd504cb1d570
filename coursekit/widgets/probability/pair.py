"""Two jointly normal variables: one is known, and what that says about the other."""

import math
from dataclasses import dataclass
from typing import Any

from coursekit.probability import MultivariateNormal, Normal
from coursekit.widgets.style import number

__all__ = ["RADII", "Pair", "describe", "model"]

RADII = (1.0, 2.0, 3.0)  # Mahalanobis distances at which the density is outlined


@dataclass(frozen=True)
class Pair:
    """The numbers of one state: N(μ, Σ) of a pair (X, Y), and the value x at which it is cut.

    >>> n = Pair(0.8, 1.5, 1.0, 1.5, 0.0, 0.0)
    >>> round(n.given.mean, 12), round(n.given.variance, 12)
    (0.8, 0.36)
    """

    correlation: float
    std_x: float
    std_y: float
    x: float
    mean_x: float
    mean_y: float

    @property
    def joint(self) -> MultivariateNormal:
        """The distribution of the pair."""
        return MultivariateNormal.bivariate(
            self.mean_x, self.mean_y, self.std_x, self.std_y, self.correlation
        )

    @property
    def first(self) -> Normal:
        """The marginal distribution of X."""
        return Normal(self.mean_x, self.std_x)

    @property
    def second(self) -> Normal:
        """The marginal distribution of Y."""
        return Normal(self.mean_y, self.std_y)

    @property
    def given(self) -> Normal:
        """The distribution of Y, given X = x."""
        known = self.joint.conditional(given={0: self.x})
        return Normal(float(known.mean[0]), math.sqrt(float(known.covariance[0, 0])))

    @property
    def slope(self) -> float:
        """How much E[Y | X = x] grows with x."""
        return self.correlation * self.std_y / self.std_x

    def expected(self, x: Any) -> Any:
        """E[Y | X = x] at other places."""
        return self.mean_y + self.slope * (x - self.mean_x)


def model(
    correlation: float, std_x: float, std_y: float, x: float, *, mean_x: float, mean_y: float
) -> Pair:
    """Take what the sliders say; 0 means 0 there, not the rounding of a step."""
    at = 0.0 if abs(x) < 1e-9 * std_x else x
    return Pair(round(correlation, 9) + 0.0, std_x, std_y, at, mean_x, mean_y)


def describe(n: Pair) -> str:
    """Write Σ, the marginals, the conditional mean and variance, and what was learnt."""
    covariance = number(n.correlation * n.std_x * n.std_y)
    rows = (
        "covariance Σ\tX\tY",
        f"X\t{number(n.std_x**2)}\t{covariance}",
        f"Y\t{covariance}\t{number(n.std_y**2)}",
        _whole(n, covariance),
        _mean(n),
        _variance(n),
        _slice(n),
        _learnt(n),
    )
    return "\n".join(rows)


def _whole(n: Pair, covariance: str) -> str:
    determinant = n.std_x**2 * n.std_y**2 * (1 - n.correlation**2)
    return (
        f"Cov[X, Y] = ρ σ_X σ_Y = {covariance}; det Σ = σ_X² σ_Y² (1 − ρ²) ="
        f" {number(determinant)}; the ellipses hold {_shares()} of the probability\n"
        f"marginals: X ~ N({number(n.mean_x)}, {number(n.std_x)}²) and"
        f" Y ~ N({number(n.mean_y)}, {number(n.std_y)}²), whatever ρ is"
    )


def _slice(n: Pair) -> str:
    return (
        f"area under the slice: p_X(x) = {number(float(n.first.prob(n.x)))}, the height of the"
        " marginal at x; divided by it, the slice becomes the density p(y | x) of area 1"
    )


def _shares() -> str:
    """Write how much of the probability lies within the ellipses.

    >>> _shares()
    '39 %, 86 % and 99 %'
    """
    *first, last = (f"{100 * (1 - math.exp(-(r**2) / 2)):.0f} %" for r in RADII)
    return f"{', '.join(first)} and {last}"


def _mean(n: Pair) -> str:
    away = f"({number(n.x)} − {_factor(n.mean_x)})"
    return (
        f"E[Y | X = {number(n.x)}] = μ_Y + ρ (σ_Y/σ_X)(x − μ_X) = {number(n.mean_y)} +"
        f" {_factor(n.correlation)} · ({number(n.std_y)}/{number(n.std_x)}) · {away} ="
        f" {number(n.given.mean)}"
    )


def _variance(n: Pair) -> str:
    left = 1 - n.correlation**2
    return (
        f"Var[Y | X = {number(n.x)}] = (1 − ρ²) σ_Y² = {number(left)} · {number(n.std_y**2)} ="
        f" {number(n.given.std**2)}, the same for every x; SD {number(n.given.std)} instead of"
        f" {number(n.std_y)}"
    )


def _learnt(n: Pair) -> str:
    """Say what knowing x changes."""
    if n.correlation == 0:
        return (
            "ρ = 0: p(y | x) = p(y) for every x, so X and Y are independent. For jointly normal"
            " variables Cov[X, Y] = 0 is enough for that; in general it is not."
        )
    moved = n.given.mean - n.mean_y
    mean = f"moves the mean by {number(moved)}" if abs(moved) > 1e-9 else "leaves the mean"
    return (
        f"knowing x {mean} and takes away {number(100 * n.correlation**2)} % of the variance"
        f" (ρ² = {number(n.correlation**2)})"
    )


def _factor(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)
