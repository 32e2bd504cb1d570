"""The picture of binary entropy: over the truth p, and over the model q."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.probability import binary_entropy
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREY,
    MOVING,
    ORANGE,
    VERMILLION,
    legend_above,
    new_figure,
)

if TYPE_CHECKING:
    from coursekit.widgets.cross_entropy.binary import Binary

__all__ = ["BinaryScene"]

_GRID = np.linspace(0.0, 1.0, 401)
_INNER = np.linspace(0.002, 0.998, 499)
_STEPS = {"nats": (0.9, 1.8, 3.0, 5.0), "bits": (1.3, 2.6, 4.3, 7.2)}  # ends, in either unit
_HEADROOM = 1.04


class BinaryScene:
    """Left: H(p) and its tangent at q. Right: H(p, q) over q and the level H(p)."""

    def __init__(self) -> None:
        self.figure, self._axes = new_figure(8.2, 4.1, ratios=(1.0, 1.0))
        self._entropy, self._line, self._gap, self._ends, self._touch = self._draw(
            self._axes[0], "truth $p$, with $q$ held"
        )
        self._level, self._cost, self._gap_q, self._ends_q, self._bottom = self._draw(
            self._axes[1], "model $q$, with $p$ held"
        )
        legend_above(self._axes[0], 4)  # for both: it reaches over the second
        self.moving: list[Any] = [
            self._entropy, self._line, self._gap, self._ends, self._touch,
            self._level, self._cost, self._gap_q, self._ends_q, self._bottom,
        ]  # fmt: skip

    def _draw(self, axes: Axes, label: str) -> tuple[Any, ...]:
        axes.set(xlim=(0, 1), xlabel=label)

        def line(layer: float, **look: Any) -> Any:
            return axes.plot([], [], zorder=MOVING + layer, **look)[0]

        return (
            line(0.0, color=BLUE, lw=2.6, label="$H(p)$"),
            line(0.0, color=ORANGE, lw=2.6, ls=(0, (5, 1.5)), label="$H(p, q)$"),
            line(0.1, color=VERMILLION, lw=5, label=r"gap KL$(p\,\Vert\,q)$",
                 solid_capstyle="butt", clip_on=False),
            line(0.2, color=BLACK, marker="o", ms=7, ls="none", clip_on=False),
            line(0.3, color=GREY, marker="s", ms=7, mfc="white", mew=1.8, ls="none", clip_on=False,
                 label="$q = p$"),
        )  # fmt: skip

    def background(self, numbers: Binary) -> Hashable:
        """Tell apart the unit and the end of the axes."""
        return numbers.unit, self._end(numbers)

    def set_background(self, numbers: Binary) -> None:
        """Set windows and labels."""
        end = self._end(numbers)
        for axes in self._axes:
            axes.set(ylim=(-0.03 * end, end), ylabel=numbers.unit)

    def _end(self, n: Binary) -> float:
        steps = _STEPS[n.unit]
        # Chosen in nats, so that another unit shows the same picture.
        high = _HEADROOM * n.crossed("nats")
        place = next(i for i, step in enumerate(_STEPS["nats"]) if step >= high)
        return steps[place]

    def move(self, numbers: Binary) -> None:
        """Set curves, line and gaps."""
        n = numbers
        scale = 1.0 if n.unit == "nats" else 1 / np.log(2)
        entropy = n.entropy(n.unit)
        high = n.crossed(n.unit)
        self._entropy.set_data(_GRID, binary_entropy(_GRID, unit=n.unit))
        ends = np.array([0.0, 1.0])
        self._line.set_data(ends, scale * (-ends * np.log(n.q) - (1 - ends) * np.log1p(-n.q)))
        self._gap.set_data([n.p, n.p], [entropy, high])
        self._ends.set_data([n.p, n.p], [entropy, high])
        self._touch.set_data([n.q], [float(binary_entropy(n.q, unit=n.unit))])
        self._level.set_data(ends, [entropy, entropy])
        self._cost.set_data(_INNER, scale * (-n.p * np.log(_INNER) - (1 - n.p) * np.log1p(-_INNER)))
        self._gap_q.set_data([n.q, n.q], [entropy, high])
        self._ends_q.set_data([n.q, n.q], [entropy, high])
        self._bottom.set_data([n.p], [entropy])
