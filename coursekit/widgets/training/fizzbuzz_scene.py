"""The picture of Fizz Buzz: the loss, the share right in each class, and each unseen number."""

from collections.abc import Hashable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
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
from coursekit.widgets.training.fizzbuzz import CLASSES, EPOCHS, UNSEEN, FizzBuzz, targets

__all__ = ["FizzBuzzScene"]

_LOSSES = (5e-5, 5.0)
_FILL = ("#E4E4E4", SKY, ORANGE, GREEN)  # of the class that a number is given
_HATCH = ("", "//", "..", "xx")
_SIDE = 10


class FizzBuzzScene:
    """Loss, accuracy by class, and the hundred unseen numbers, each with the class it is given."""

    def __init__(self) -> None:
        self.figure, (curve, bars, board) = new_figure(9.6, 4.0, ratios=(1.0, 0.8, 1.25))
        self._draw_curve(curve)
        self._draw_bars(bars)
        self._draw_board(board)
        self.moving = [self._loss, self._now, *self._bars, self._given, *self._signs, self._wrong]

    def _draw_curve(self, axes: Axes) -> None:
        (self._loss,) = axes.plot([], [], color=BLUE, lw=2.0, zorder=MOVING, label="loss (seen)")
        (self._now,) = axes.plot([], [], "o", color=BLACK, ms=7, zorder=MOVING, clip_on=False)
        axes.set(xlim=(0, EPOCHS), yscale="log", ylim=_LOSSES, xlabel="epoch")
        legend_above(axes, 1)

    def _draw_bars(self, axes: Axes) -> None:
        self._bars = []
        for row, (fill, hatch) in enumerate(zip(_FILL, _HATCH, strict=True)):
            bar = Rectangle(
                (0, row - 0.36), 0, 0.72, fc=fill, ec=BLACK, lw=0.8, hatch=hatch, zorder=MOVING
            )
            axes.add_patch(bar)
            self._bars.append(bar)
        counts = np.bincount(targets(UNSEEN), minlength=len(CLASSES))
        names = [f"{name}\n({count})" for name, count in zip(CLASSES, counts, strict=True)]
        axes.set(xlim=(0, 1), ylim=(len(CLASSES) - 0.5, -0.5), xlabel="share right")
        axes.set_yticks(range(len(CLASSES)), names)
        axes.set_title("unseen, by class", loc="left", fontsize=10.5)

    def _draw_board(self, axes: Axes) -> None:
        axes.set_aspect("equal")
        axes.grid(visible=False)
        axes.spines[["left", "bottom"]].set_visible(False)
        self._given = axes.imshow(
            np.zeros((_SIDE, _SIDE)), cmap=ListedColormap(_FILL), vmin=-0.5, vmax=3.5, zorder=0.5
        )
        # A second cue for the class that is given, beside its colour.
        marks = {1: ("F", "$F$"), 2: ("B", "$B$"), 3: ("FB", "$FB$")}
        self._signs = [
            axes.plot(
                [],
                [],
                marker=sign,
                ls="",
                color=BLACK,
                ms=5 + 3 * (len(name) > 1),
                mew=0.4,
                zorder=MOVING,
            )[0]
            for name, sign in marks.values()
        ]
        (self._wrong,) = axes.plot(
            [], [], "x", color=VERMILLION, ms=12, mew=2.6, zorder=MOVING, label="wrong"
        )
        axes.set_xticks(range(_SIDE), [f"{last + 1}" for last in range(_SIDE)])
        axes.set_yticks(range(_SIDE), [f"{10 * ten}+" for ten in range(_SIDE)])
        axes.tick_params(length=0)
        axes.set_xlabel("numbers 1–100: what each is called")
        legend_above(axes, 1)

    def background(self, numbers: FizzBuzz) -> Hashable:
        """Nothing that stands still ever changes."""
        del numbers
        return None

    def set_background(self, numbers: FizzBuzz) -> None:
        """Nothing to set."""

    def move(self, numbers: FizzBuzz) -> None:
        """Set the loss, the bars and the board."""
        n = numbers
        self._loss.set_data(np.arange(n.epoch + 1), n.losses)
        self._now.set_data([n.epoch], n.losses[-1:])
        table = n.table
        for row, bar in enumerate(self._bars):
            bar.set_width(table[row, row] / table[row].sum())
        self._given.set_data(n.answers.reshape(_SIDE, _SIDE))
        places = UNSEEN - 1
        for kind, sign in enumerate(self._signs, start=1):
            here = places[n.answers == kind]
            sign.set_data(here % _SIDE, here // _SIDE)
        wrong = places[n.answers != targets(UNSEEN)]
        self._wrong.set_data(wrong % _SIDE, wrong // _SIDE)
