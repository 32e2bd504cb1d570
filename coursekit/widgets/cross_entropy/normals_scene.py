"""The picture of two divergences: densities, what is averaged, and both over the mean of q."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.patches import Polygon

from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    MOVING,
    ORANGE,
    SKY,
    VERMILLION,
    legend_above,
    new_figure,
)

if TYPE_CHECKING:
    from coursekit.widgets.cross_entropy.normals import TwoPeaks

__all__ = ["NormalsScene"]

_X = np.linspace(-6.0, 6.0, 301)
_MEANS = np.linspace(-4.0, 4.0, 81)
_DENSITIES = (0.6, 1.4)
_ENDS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0)

Array = npt.NDArray[np.float64]


class NormalsScene:
    """Left: p, q and both minimisers. Right: both divergences over the mean of q."""

    def __init__(self) -> None:
        self.figure, (self._left, self._right) = new_figure(9.2, 4.2, ratios=(1.25, 1.0))
        self._left.set(xlim=(-6, 6), xlabel="$x$", ylabel="density")
        self._right.set(xlim=(-4, 4), xlabel="mean of $q$, its std held", ylabel="nats")
        self._area = Polygon(
            np.zeros((1, 2)), facecolor=SKY, alpha=0.45, lw=0, zorder=MOVING, label="$p$"
        )
        self._left.add_patch(self._area)

        def line(axes: Any, layer: float, **look: Any) -> Any:
            return axes.plot([], [], zorder=MOVING + layer, **look)[0]

        self._wide = line(
            self._left, 0.1, color=ORANGE, lw=2.2, ls="--", label=r"least KL$(p\,\Vert\,q)$"
        )
        self._narrow = line(
            self._left, 0.1, color=GREEN, lw=2.2, ls="-.", label=r"least KL$(q\,\Vert\,p)$"
        )
        self._q = line(self._left, 0.2, color=BLUE, lw=2.8, label="$q$")
        self._forward = line(
            self._right, 0.1, color=ORANGE, lw=2.4, ls="--", label=r"KL$(p\,\Vert\,q)$"
        )
        self._reverse = line(
            self._right, 0.1, color=GREEN, lw=2.4, ls="-.", label=r"KL$(q\,\Vert\,p)$"
        )
        self._points = line(self._right, 0.3, color=BLACK, marker="o", ms=7, ls="none")
        self._now = self._right.axvline(0, color=VERMILLION, lw=1.2, ls=":", zorder=MOVING)
        legend_above(self._left, 4, handle=2.4)
        legend_above(self._right, 2)
        self.moving: list[Any] = [
            self._area, self._wide, self._narrow, self._q, self._now, self._forward,
            self._reverse, self._points,
        ]  # fmt: skip

    def background(self, numbers: TwoPeaks) -> Hashable:
        """Tell apart the ends of the axes, in steps."""
        return self._ends(numbers)

    def set_background(self, numbers: TwoPeaks) -> None:
        """Set the windows."""
        density, end = self._ends(numbers)
        self._left.set_ylim(0, density)
        self._right.set_ylim(-0.03 * end, end)

    def _ends(self, n: TwoPeaks) -> tuple[float, float]:
        density = next(step for step in _DENSITIES if step >= 0.41 / n.std)
        high = 1.05 * max(n.forward, n.reverse)
        return density, next(step for step in _ENDS if step >= high)

    def move(self, numbers: TwoPeaks) -> None:
        """Set densities, curves and points."""
        n = numbers
        corners = np.stack([_X, np.exp(n.p.log_prob(_X))], axis=1)
        self._area.set_xy(np.concatenate([[[_X[0], 0.0]], corners, [[_X[-1], 0.0]]]))
        self._q.set_data(_X, _normal(n.mean, n.std))
        self._wide.set_data(_X, _normal(*n.best_forward))
        self._narrow.set_data(_X, _normal(*n.best_reverse))
        self._forward.set_data(_MEANS, n.p.forward(_MEANS, n.std))
        self._reverse.set_data(_MEANS, n.p.reverse(_MEANS, n.std, every=2))
        self._points.set_data([n.mean, n.mean], [n.forward, n.reverse])
        self._now.set_xdata([n.mean, n.mean])


def _normal(mean: float, std: float) -> Array:
    return np.asarray(np.exp(-0.5 * ((_X - mean) / std) ** 2) / (std * np.sqrt(2 * np.pi)))
