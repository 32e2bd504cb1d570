"""A surface on a grid: what its pictures in space and on the map are drawn from."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from coursekit.widgets.derivatives.sampling import limits
from coursekit.widgets.gradients.functions import Surface, heights

__all__ = ["Relief", "relief", "round_up"]

_SAMPLES = 80  # along each side; even, for a contour through a node 0 is ambiguous
_ROUND = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0)

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Relief:
    """Heights ``z`` over the grid (x, y), shapes (80, 80), and limits that show most of them."""

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
    (80, 80)
    """
    ends = np.linspace(-shown.reach, shown.reach, _SAMPLES)
    x, y = np.meshgrid(ends, ends)
    z = heights(shown, x, y)
    return Relief(x, y, z, limits([z.ravel()]))


def round_up(value: float) -> float:
    """Return a round number that is not smaller: limits made of it change seldom, in leaps.

    >>> round_up(1.3), round_up(5.0), round_up(0.0)
    (1.5, 6.0, 1.0)
    """
    if not 0 < value < np.inf:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(power * next(step for step in _ROUND if step * power >= value))
