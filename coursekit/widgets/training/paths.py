"""Paths downhill: gradient descent, with noise, with momentum, and Adam, on a loss surface."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from coursekit.autodiff import Tensor, optim, value_and_grad
from coursekit.widgets.training.surfaces import SURFACES

__all__ = ["FAR", "METHODS", "MOST_STEPS", "NOISE", "Method", "Path", "path"]

MOST_STEPS = 200
FAR = 1e6  # a parameter beyond it has diverged: nothing more is computed
NOISE = 1.0  # standard deviation of the noise in each entry of the stochastic gradient

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Method:
    """An optimiser, whether its gradients are noisy, and how far its stability reaches.

    ``reach`` is c in the stability limit c / λ of a quadratic with curvature λ; None where there is
    no such limit.
    """

    make: Callable[[list[Tensor], float], optim.Optimiser]
    rule: str
    noisy: bool = False
    reach: float | None = 2.0


def _momentum(parameters: list[Tensor], rate: float) -> optim.Optimiser:
    return optim.Momentum(parameters, lr=rate, momentum=0.9)


METHODS: Mapping[str, Method] = {
    "gradient descent": Method(optim.SGD, "θ ← θ − α∇L"),
    "SGD": Method(optim.SGD, "θ ← θ − α(∇L + noise)", noisy=True),
    "momentum": Method(_momentum, "v ← 0.9v + ∇L, θ ← θ − αv", reach=3.8),
    "Adam": Method(optim.Adam, "θ ← θ − α m̂ / (√v̂ + 10⁻⁸)", reach=None),
}


@dataclass(frozen=True, eq=False)
class Path:
    """Parameters, shape (steps + 1, 2), and losses; shorter than asked for where it diverged."""

    points: Array
    losses: Array
    diverged: bool


@lru_cache(maxsize=64)
def path(surface: str, method: str, rate: float) -> Path:
    """Return the path of `MOST_STEPS` steps from the surface's start.

    The noise of SGD is drawn with a fixed seed, so that the same choice gives the same path.

    >>> path("bowl", "gradient descent", 0.5).points[:3].tolist()
    [[-2.4, 1.6], [-1.2, 0.8], [-0.6, 0.4]]
    """
    shown, chosen = SURFACES[surface], METHODS[method]
    slope = value_and_grad(lambda theta: shown.loss(theta[0], theta[1]))
    theta = Tensor(np.array(shown.start), requires_grad=True)
    optimiser = chosen.make([theta], rate)
    noise = np.random.default_rng(0).standard_normal((MOST_STEPS, 2)) * NOISE
    points, losses = [], []
    for step in range(MOST_STEPS + 1):
        here = np.array(theta.data)
        loss, gradient = slope(here)
        points.append(here)
        losses.append(float(loss))
        if np.abs(here).max() > FAR:
            return Path(np.array(points), np.array(losses), diverged=True)
        if step < MOST_STEPS:
            theta.grad = gradient + noise[step] if chosen.noisy else gradient
            optimiser.step()
    return Path(np.array(points), np.array(losses), diverged=False)
