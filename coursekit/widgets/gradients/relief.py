"""A surface on a grid: what its pictures in space and on the map are drawn from."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from coursekit.widgets.derivatives.sampling import limits
from coursekit.widgets.gradients.functions import Surface, heights

__all__ = ["Relief", "relief", "round_up"]

_FACETS = 41  # along each side

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Relief:
    """Heights ``z`` over the grid (x, y), shapes (41, 41), and limits that show most of them."""

    x: Array
    y: Array
    z: Array
    limits: tuple[float, float]

    def inside(self, z: Array) -> Array:
        """Return the same heights, with NaN above and below the limits.

        >>> Relief(np.zeros(1), np.zeros(1), np.zeros(1), (0.0, 2.0)).inside(np.array([1.0, 3.0]))
        array([ 1., nan])
        """
        low, high = self.limits
        return np.where((z >= low) & (z <= high), z, np.nan)


@lru_cache(maxsize=16)
def relief(shown: Surface) -> Relief:
    """Sample a surface; kept, because the point moves far more often than the function changes.

    >>> from coursekit.widgets.gradients.functions import SURFACES
    >>> relief(SURFACES["saddle"]).z.shape
    (41, 41)
    """
    ends = np.linspace(-shown.reach, shown.reach, _FACETS)
    x, y = np.meshgrid(ends, ends)
    z = heights(shown, x, y)
    return Relief(x, y, z, limits([z.ravel()]))


def round_up(value: float) -> float:
    """Return the next number of the series … 1, 2, 5, 10, 20, …: limits that seldom change.

    >>> round_up(1.3), round_up(5.0), round_up(0.0)
    (2.0, 5.0, 1.0)
    """
    if not 0 < value < np.inf:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    steps = [step * power for step in (1, 2, 5, 10) if step * power >= value * (1 - 1e-9)]
    return float(steps[0])
