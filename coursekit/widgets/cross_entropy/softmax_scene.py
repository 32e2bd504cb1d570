"""The picture of a cost of logits: target and model, the gradient, the cost over each logit."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Rectangle

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
    from coursekit.widgets.cross_entropy.softmax import Logits

__all__ = ["SoftmaxScene"]

_GRID = np.linspace(-6.0, 6.0, 121)
_COSTS = (2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)  # ends of the axis of costs
_SLOPES = (1.1, 2.2, 5.5)  # of that of slopes: at most 1/T
_WIDE = 0.36
_TANGENT = 1.0  # of a tangent to each side, in units of z
_LOOKS = (
    {"color": BLUE, "ls": "-"},
    {"color": VERMILLION, "ls": "--"},
    {"color": GREEN, "ls": "-."},
)


class SoftmaxScene:
    """Left: p and q. Middle: the slopes. Right: the cost over each logit, the others held."""

    def __init__(self) -> None:
        self.figure, axes = new_figure(9.2, 4.0, ratios=(1.0, 0.9, 1.5))
        self._left, self._middle, self._right = axes

        def bars(on: Any, shift: float, **look: Any) -> list[Rectangle]:
            made = [
                Rectangle((k + shift, 0), _WIDE, 0, ec=BLACK, lw=0.8, **look) for k in (1, 2, 3)
            ]
            for bar in made:
                bar.set_zorder(MOVING)
                on.add_patch(bar)
            return made

        self._targets = bars(self._left, -_WIDE, fc=ORANGE, hatch="//")
        self._models = bars(self._left, 0.0, fc=SKY)
        self._slopes = bars(self._middle, -_WIDE / 2)
        for bar, look in zip(self._slopes, _LOOKS, strict=True):
            bar.set_facecolor(look["color"])  # as the curve whose slope it is
        self._targets[0].set_label("target $p$")
        self._models[0].set_label("model $q$")
        legend_above(self._left, 2, handle=1.2)
        for each in (self._left, self._middle):
            each.set(xlim=(0.4, 3.6), xticks=(1, 2, 3), xlabel="class $k$")
        self._left.set(ylim=(0, 1.0), ylabel="probability")
        self._middle.set_ylabel(r"$\partial L/\partial z_k = (q_k - p_k)/T$")
        self._middle.axhline(0, color=BLACK, lw=1.0)
        self._curves, self._tangents = [], []
        for k, look in enumerate(_LOOKS):
            label = f"$z_{k + 1}$"
            self._curves.append(
                self._right.plot([], [], lw=2.2, zorder=MOVING, label=label, **look)[0]
            )
            self._tangents.append(
                self._right.plot([], [], color=BLACK, lw=1.8, zorder=MOVING + 0.1)[0]
            )
        (self._points,) = self._right.plot(
            [], [], color=BLACK, marker="o", ms=7, ls="none", zorder=MOVING + 0.2
        )
        self._right.set(xlim=(-6, 6), xlabel="logit", ylabel="cost $L$ in nats")
        legend_above(self._right, 3, handle=3.2)
        self.moving: list[Any] = [
            *self._targets, *self._models, *self._slopes, *self._curves, *self._tangents,
            self._points,
        ]  # fmt: skip

    def background(self, numbers: Logits) -> Hashable:
        """Tell apart the ends of the axes, in steps."""
        return self._ends(numbers)

    def set_background(self, numbers: Logits) -> None:
        """Set the windows."""
        slope, cost = self._ends(numbers)
        self._middle.set_ylim(-slope, slope)
        self._right.set_ylim(-0.03 * cost, cost)

    def _ends(self, n: Logits) -> tuple[float, float]:
        steepest = float(np.max(np.abs(n.gradient)))
        slope = next(step for step in _SLOPES if step >= steepest)
        return slope, next(step for step in _COSTS if step >= 1.1 * n.cost)

    def move(self, numbers: Logits) -> None:
        """Set bars, curves and tangents."""
        n = numbers
        for bars, heights in (
            (self._targets, n.p), (self._models, n.q), (self._slopes, n.gradient),
        ):  # fmt: skip
            for bar, height in zip(bars, heights, strict=True):
                bar.set_height(float(height))
        reach = np.array([-_TANGENT, _TANGENT])
        for k, (curve, tangent) in enumerate(zip(self._curves, self._tangents, strict=True)):
            logits = np.tile(np.array(n.z), (len(_GRID), 1))
            logits[:, k] = _GRID
            curve.set_data(_GRID, n.cost_of(logits))
            tangent.set_data(n.z[k] + reach, n.cost + n.gradient[k] * reach)
        self._points.set_data(n.z, [n.cost] * 3)
