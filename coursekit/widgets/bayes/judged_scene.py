"""The picture of a judged sentence: a bar for the prior, for each word and for their sum."""

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from coursekit.widgets.bayes.judged import MOST_ROWS, Judged
from coursekit.widgets.style import BLACK, BLUE, GREY, MOVING, VERMILLION, legend_above, new_figure

__all__ = ["JudgedScene"]

_LEFT = 0.2  # share of the figure that the words need
_HEIGHT = 0.62  # of a bar
_STEP = 2.0  # limits grow by so much, so that the axis rests while the smoothing moves
_FOR: Any = {"fc": BLUE, "hatch": ""}
_AGAINST: Any = {"fc": VERMILLION, "hatch": "//"}


class JudgedScene:
    """Bars to the right speak for positive, to the left for negative; diamonds add them up."""

    def __init__(self) -> None:
        self.figure, (axes,) = new_figure(7.4, 4.6)
        self._axes = axes
        axes.set_position((_LEFT, 0.12, 0.97 - _LEFT, 0.79))
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=False, axis="y")
        axes.axvline(0, color=GREY, lw=1)
        for look, name in ((_FOR, "for positive"), (_AGAINST, "for negative")):
            axes.add_patch(Rectangle((0, 99), 0, 0, ec="white", label=name, **look))
        self._bars = [
            axes.add_patch(Rectangle((0, 0), 0, 0, ec="white", lw=0.8, zorder=MOVING))
            for _ in range(MOST_ROWS + 2)
        ]
        (self._running,) = axes.plot(
            [],
            [],
            "D:",
            color=BLACK,
            ms=5,
            lw=1.2,
            label="sum so far",
            zorder=MOVING,
            clip_on=False,
        )
        axes.set_xlabel("log-odds of positive, in nats")
        legend_above(axes, 3, handle=1.6)
        self.moving: list[Any] = [*self._bars, self._running]

    def background(self, numbers: Judged) -> Hashable:
        """Everything but bars and sums."""
        return tuple(row.label for row in numbers.rows), _reach(numbers)

    def set_background(self, numbers: Judged) -> None:
        """Name the rows."""
        names = ["prior", *(row.label for row in numbers.rows), "sum"]
        reach = _reach(numbers)
        self._axes.set_yticks(range(len(names)), [_short(name) for name in names])
        labels = self._axes.get_yticklabels()
        for place, label in enumerate(labels):
            label.set_weight("bold" if place == len(names) - 1 else "normal")
            label.set_style("italic" if place == 0 else "normal")
        self._axes.set(xlim=(-reach, reach), ylim=(max(len(names), 5) - 0.4, -0.6))

    def move(self, numbers: Judged) -> None:
        """Set bars and sums; what is infinite ends at the edge."""
        edge = _reach(numbers)
        odds = [
            numbers.prior_log_odds, *(row.log_odds for row in numbers.rows), numbers.log_odds
        ]  # fmt: skip
        for place, bar in enumerate(self._bars):
            value = odds[place] if place < len(odds) else 0.0
            width = min(max(value, -edge), edge)
            bar.set_bounds(0, place - _HEIGHT / 2, width, _HEIGHT)
            bar.set(**(_FOR if value > 0 else _AGAINST), visible=place < len(odds))
        sums = np.clip([*numbers.running, numbers.log_odds], -edge, edge)
        self._running.set_data(sums, np.arange(len(sums)))


def _reach(numbers: Judged) -> float:
    values = [*numbers.running, *(row.log_odds for row in numbers.rows)]
    furthest = max((abs(x) for x in values if math.isfinite(x)), default=0.0)
    return _STEP * math.ceil((furthest + 0.3) / _STEP)


def _short(name: str) -> str:
    return name if len(name) <= 16 else f"{name[:15]}…"
