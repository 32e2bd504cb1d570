"""Which condition of a density fails, by how much and where."""

from __future__ import annotations

from dataclasses import dataclass

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.axes import equals

__all__ = ["DensityReport"]

_ROUNDING = 1e-12  # an error below it is not worth a reader's time


@dataclass(frozen=True)
class DensityReport:
    """The three conditions for p being a density, with what was found.

    1. Its integral exists.  2. p ≥ 0 everywhere.  3. Its integral is 1.  True if all of them hold.

    ``integral`` and its ``error`` (estimated by a coarser rule); ``absolute``: ∫|p|; ``lowest``:
    the least value found, at ``lowest_at``; ``not_finite_at``: where p is nan or infinite, or None;
    ``settled``: whether the integral stays when the grid is refined; ``points``: at how many p was
    computed; ``tolerance``: what difference from 1 is let pass.  Source: S2, "Probability density
    functions".

    >>> found = DensityReport("p(x)", 2.0, 1e-12, 2.0, 0.0, {"x": 0.5}, None, True, 20, 1e-6)
    >>> found.integral_exists, found.nonnegative, found.integral_is_one, bool(found)
    (True, True, False, False)
    """

    title: str
    integral: float
    error: float
    absolute: float
    lowest: float
    lowest_at: dict[str, float]
    not_finite_at: dict[str, float] | None
    settled: bool
    points: int
    tolerance: float

    @property
    def integral_exists(self) -> bool:
        """Whether p is finite where it was computed, and ∫|p| does not grow with the grid."""
        return self.not_finite_at is None and self.settled

    @property
    def nonnegative(self) -> bool:
        """Whether p ≥ 0 wherever it was computed."""
        return self.lowest >= 0

    @property
    def integral_is_one(self) -> bool:
        """Whether the integral exists and is 1, up to the tolerance."""
        return self.integral_exists and abs(self.integral - 1) <= self.tolerance

    def __bool__(self) -> bool:
        return self.integral_exists and self.nonnegative and self.integral_is_one

    def require(self) -> None:
        """Raise ProbabilityError unless all three conditions hold; say which do not."""
        if not self:
            found = "; ".join(line for holds, line in self._lines() if not holds)
            raise ProbabilityError(f"{self.title} is not a density: {found}.")

    def _lines(self) -> list[tuple[bool, str]]:
        return [
            (self.integral_exists, f"(1) its integral {self._existence()}"),
            (self.nonnegative, f"(2) {self._sign()}"),
            (self.integral_is_one, f"(3) its integral {self._size()}"),
        ]

    def _existence(self) -> str:
        if self.not_finite_at is not None:
            return f"does not exist: p is not finite at {_at(self.not_finite_at)}"
        if not self.settled:
            return (
                f"does not settle: ∫|p| is {self.absolute:.6g} ± {self.error:.2g} and still moves"
                " when the grid is refined, so it seems not to exist"
            )
        return "exists"

    def _sign(self) -> str:
        if self.nonnegative:
            return f"p ≥ 0 at all of {self.points} points"
        share = (self.integral - self.absolute) / 2
        return (
            f"p is {self.lowest:.6g} at {_at(self.lowest_at)}, below 0 (its negative part"
            f" integrates to {share:.4g})"
        )

    def _size(self) -> str:
        if not self.integral_exists:
            return "cannot be 1, for it does not exist"
        error = f" ± {self.error:.2g}" if self.error > _ROUNDING else ""
        if self.integral_is_one:
            return f"is 1 (found {self.integral:.10g}{error})"
        if self.absolute == 0:
            return "is 0: p is 0 at all points. Give limits around where p is not 0"
        cures = ["If p has mass beyond the limits, widen them"]
        if self.error > abs(self.integral - 1) / 100:
            cures.append("if it has jumps or poles, take more points")
        if self.integral > 0:
            cures.append(f"if the constant in front is wrong, divide p by {self.integral:.6g}")
        return (
            f"is {self.integral:.10g}{error}, which misses 1 by {self.integral - 1:.2g}."
            f" {'; '.join(cures)}"
        )

    def __str__(self) -> str:
        verdict = "is a density" if self else "is not a density"
        lines = [f"{'yes' if holds else 'no ':3}  {line}" for holds, line in self._lines()]
        return "\n".join([f"{self.title} {verdict}", *lines])


def _at(place: dict[str, float]) -> str:
    return equals({name: f"{value:.6g}" for name, value in place.items()})
