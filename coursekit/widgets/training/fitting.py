"""Least squares with a polynomial: the data, and gradient descent direction by direction."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["MOST_STEPS", "STEPS", "TARGETS", "Fit", "X", "design", "fit", "scaled"]

MOST_STEPS = 100_000
#: The steps at which losses are drawn: every one at first, then ever fewer.
STEPS = np.unique(np.geomspace(1, MOST_STEPS, 240).round())

# Twelve noisy values of sin(2.6u), u = (x − 5)/5; fixed, so that they are the same everywhere.
X = np.array([0.0, 0.85, 1.75, 2.65, 3.9, 4.6, 5.55, 6.3, 7.35, 8.0, 8.85, 10.0])
TARGETS = np.array([-0.47, -1.1, -1.2, -0.84, -0.69, 0.11, 0.61, 1.08, 0.93, 1.35, 0.68, 0.31])

Array = npt.NDArray[np.float64]


def scaled(x: Array) -> Array:
    """Return u = (x − 5)/5, which is within [−1, 1].

    >>> scaled(np.array([0.0, 5.0, 10.0])).tolist()
    [-1.0, 0.0, 1.0]
    """
    return np.asarray((x - 5.0) / 5.0)


def design(x: Array, degree: int) -> Array:
    """Return the powers 1, u, …, u^degree of the scaled x: shape (len(x), degree + 1).

    >>> design(np.array([10.0, 7.5]), 2).tolist()
    [[1.0, 1.0, 1.0], [1.0, 0.5, 0.25]]
    """
    return np.asarray(scaled(x)[:, None] ** np.arange(degree + 1))


@dataclass(frozen=True, eq=False)
class Fit:
    """Gradient descent on L(θ) = (1/n)‖Φθ − t‖² + λ‖θ‖² from θ = 0, after any number of steps.

    Along each right singular vector of Φ the distance to the minimum is multiplied by 1 − αh in
    every step, h the eigenvalue of the Hessian 2ΦᵀΦ/n + 2λI there. So no step need be taken.
    """

    design_condition: float
    curvatures: Array  # (degree + 1,), the largest first
    goal: Array  # the minimum in the directions, shape (degree + 1,)
    directions: Array  # rows, shape (degree + 1, degree + 1)
    least: float  # L at the minimum

    @property
    def condition(self) -> float:
        """The condition number of the Hessian."""
        return float(self.curvatures[0] / self.curvatures[-1])

    @property
    def limit(self) -> float:
        """The stability limit 2/λ_max of the rate."""
        return float(2 / self.curvatures[0])

    @property
    def minimum(self) -> Array:
        """The parameters of least loss, shape (degree + 1,)."""
        return np.asarray(self.goal @ self.directions)

    def parameters(self, rate: float, steps: int) -> Array:
        """Return θ after so many steps, shape (degree + 1,); infinite where it has diverged."""
        with np.errstate(over="ignore"):
            factors = (1 - rate * self.curvatures) ** steps
            along = self.goal * (1 - factors)
        if not np.isfinite(along).all():
            return np.full_like(along, np.inf)
        return np.asarray(along @ self.directions)

    def losses(self, rate: float, steps: Array) -> Array:
        """Return L after each of the numbers of steps: as many; infinite where it overflows."""
        with np.errstate(over="ignore"):
            factors = (1 - rate * self.curvatures) ** (2 * steps[:, None])
            return np.asarray(self.least + 0.5 * factors @ (self.curvatures * self.goal**2))


@lru_cache(maxsize=64)
def fit(degree: int, ridge: float = 0.0) -> Fit:
    """Solve the least-squares problem of a degree by the singular values of its design.

    >>> [round(fit(degree).design_condition) for degree in (1, 3, 9)]
    [2, 7, 2440]
    """
    phi, count = design(X, degree), len(X)
    left, sizes, directions = np.linalg.svd(phi, full_matrices=False)
    curvatures = 2 * sizes**2 / count + 2 * ridge
    goal = 2 * sizes * (left.T @ TARGETS) / count / curvatures
    theta = goal @ directions
    least = np.mean((phi @ theta - TARGETS) ** 2) + ridge * (theta @ theta)
    return Fit(float(sizes[0] / sizes[-1]), curvatures, goal, directions, float(least))
