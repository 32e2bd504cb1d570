"""Variances of a sum and a difference, and what is said of them."""

import math
from dataclasses import dataclass

from coursekit.widgets.style import number

__all__ = ["Variances", "describe", "model", "say_split"]


@dataclass(frozen=True)
class Variances:
    """The numbers of one state.

    >>> pair = Variances(3.0, 4.0, 0.5)
    >>> pair.covariance, pair.of_sum, pair.of_difference
    (6.0, 37.0, 13.0)
    """

    std_x: float
    std_y: float
    correlation: float

    @property
    def covariance(self) -> float:
        """Cov[X, Y] = ρ · SD[X] · SD[Y]."""
        return self.correlation * self.std_x * self.std_y

    @property
    def apart(self) -> float:
        """Var[X] + Var[Y]."""
        return self.std_x**2 + self.std_y**2

    @property
    def of_sum(self) -> float:
        """Var[X + Y]."""
        return max(self.apart + 2 * self.covariance, 0.0)  # rounding may leave less than 0

    @property
    def of_difference(self) -> float:
        """Var[X − Y]."""
        return max(self.apart - 2 * self.covariance, 0.0)

    @property
    def tip(self) -> tuple[float, float]:
        """Where the arrow of Y ends, if that of X lies along the first axis."""
        sine = math.sqrt(max(0.0, 1 - self.correlation**2))
        return self.std_y * self.correlation, self.std_y * sine


def model(std_x: float, std_y: float, correlation: float) -> Variances:
    """Take what the sliders say; 0 means 0 there, not the rounding of a step."""
    return Variances(std_x, std_y, round(correlation, 9) + 0.0)


def describe(n: Variances) -> str:
    """Write the covariance, both variances term by term, and what standard deviations do."""
    x, y, rho, cov = n.std_x, n.std_y, n.correlation, n.covariance
    sign, turned = ("+", "−") if cov >= 0 else ("−", "+")
    squares, twice = f"{number(x * x)} + {number(y * y)}", number(abs(2 * cov))
    angle = math.degrees(math.acos(rho))
    sides = [
        f"SD[{what}] = {_root(variance)}, {side}"
        for what, variance, side in (
            ("X + Y", n.of_sum, "the diagonal"),
            ("X − Y", n.of_difference, "the third side"),
        )
    ]
    size = (
        f"Cov[X, Y] = ρ · SD[X] · SD[Y] = {_factor(rho)} · {number(x)} · {number(y)} ="
        f" {number(cov)}: SD[X] times the shadow of Y on X, {number(rho * y)}; the angle has"
        f" cosine ρ: {number(angle, 3)}°"
    )
    of_sum = (
        f"Var[X + Y] = Var[X] + Var[Y] + 2 Cov[X, Y] = {squares} {sign} {twice} ="
        f" {number(n.of_sum)}; {sides[0]}"
    )
    of_difference = (
        f"Var[X − Y] = Var[X] + Var[Y] − 2 Cov[X, Y] = {squares} {turned} {twice} ="
        f" {number(n.of_difference)}; {sides[1]}"
    )
    return "\n".join((size, of_sum, of_difference, _lengths(n)))


def _factor(rho: float) -> str:
    return f"({number(rho)})" if rho < 0 else number(rho)


def _root(variance: float) -> str:
    """Write a square root, exact where it comes out.

    >>> _root(25.0), _root(37.0)
    ('√25 = 5', '√37 ≈ 6.083')
    """
    root = math.sqrt(variance)
    equal = "=" if abs(root - round(root, 2)) < 1e-9 else "≈"
    return f"√{number(variance)} {equal} {number(root)}"


def _lengths(n: Variances) -> str:
    """Say how the standard deviation of the sum compares with the sum of both."""
    x, y = number(n.std_x), number(n.std_y)
    both = number(n.std_x + n.std_y)
    if n.correlation == 1:
        return f"ρ = 1: the arrows lie in one line, and standard deviations add: {x} + {y} = {both}"
    if n.correlation == -1:
        left = number(abs(n.std_x - n.std_y))
        return (
            "ρ = −1: the arrows point against each other, and standard deviations subtract:"
            f" |{x} − {y}| = {left}"
        )
    return f"standard deviations do not add: SD[X + Y] < SD[X] + SD[Y] = {both} unless ρ = 1"


def say_split(n: Variances) -> str:
    """Say whether the variance of the sum splits, and what that depends on."""
    if n.covariance == 0:
        return (
            "✓ Cov[X, Y] = 0, a right angle: Var[X + Y] = Var[X] + Var[Y], the theorem of"
            " Pythagoras. Independence makes Cov = 0, but Cov = 0 is all that is needed."
        )
    one, other = ("longer", "shorter") if n.covariance > 0 else ("shorter", "longer")
    return (
        f"✗ Cov[X, Y] ≠ 0: the variance of the sum does not split. The diagonal is {one}, the"
        f" third side {other} than at a right angle."
    )
