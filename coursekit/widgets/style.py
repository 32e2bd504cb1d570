"""How every picture of the course looks: colours, second cues, sizes, numbers in words.

Colours are those of Okabe and Ito (2008), told apart with every common colour vision; a line style
is always the second cue. The figure stays white, so that it reads the same in a dark theme.
"""

import math
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

__all__ = [
    "BLACK",
    "BLUE",
    "DPI",
    "GREEN",
    "GREY",
    "MOVING",
    "ORANGE",
    "PURPLE",
    "SKY",
    "VERMILLION",
    "legend_above",
    "new_figure",
    "number",
    "power_of_ten",
    "subscript",
    "tidy",
]

BLACK = "#000000"
BLUE = "#0072B2"
GREEN = "#009E73"
ORANGE = "#E69F00"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
VERMILLION = "#D55E00"
GREY = "#595959"  # 7:1 against white, for what must not shout

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

DPI = 100
_LEFT, _RIGHT, _BOTTOM, _TOP, _BETWEEN = 0.72, 0.15, 0.52, 0.42, 0.75  # margins in inches
MOVING = 6.0  # z-order: blitted artists lie on top of everything, in the printed picture too

_RC: Any = {
    "font.family": "DejaVu Sans",  # ships with Matplotlib: the same picture on every machine
    "font.size": 10.5,
    "mathtext.fontset": "dejavusans",
    "axes.titlesize": 10.5,
    "axes.labelsize": 10.5,
    "legend.fontsize": 10,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
}


def new_figure(
    width: float = 7.2,
    height: float = 4.0,
    *,
    ratios: tuple[float, ...] = (1.0,),
    solid: tuple[int, ...] = (),
    stacked: bool = False,
) -> tuple[Figure, list[Any]]:
    """Make a white Agg figure (inches) with one axes for each of ``ratios``, side by side.

    ``solid`` numbers the axes that are three-dimensional, from 0. ``stacked`` puts the axes one
    below the other instead. Above the axes there is room for one line of legend. Nothing here
    touches ``matplotlib.pyplot``, so no global state is left.

    >>> figure, axes = new_figure(ratios=(2, 1))
    >>> len(axes)
    2
    """
    with rc_context(_RC):
        figure = Figure(figsize=(width, height), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        gaps = len(ratios) - 1
        rows, columns = (len(ratios), 1) if stacked else (1, len(ratios))
        inner_width = width - _LEFT - _RIGHT - _BETWEEN * gaps
        inner_height = height - _BOTTOM - _TOP - _BETWEEN * gaps
        # Margins do not depend on labels: the picture keeps still when the function changes.
        grid = figure.add_gridspec(
            rows,
            columns,
            width_ratios=None if stacked else ratios,
            height_ratios=ratios if stacked else None,
            left=_LEFT / width,
            right=1 - _RIGHT / width,
            bottom=_BOTTOM / height,
            top=1 - _TOP / height,
            wspace=_BETWEEN * columns / inner_width,
            hspace=_BETWEEN * rows / inner_height,
        )
        axes: list[Any] = []
        for place in range(len(ratios)):
            projection = "3d" if place in solid else None
            axes.append(figure.add_subplot(grid[place], projection=projection))
    for place, each in enumerate(axes):
        if place not in solid:
            tidy(each)
    return figure, axes


def tidy(axes: Axes) -> None:
    """Take away the box, keep a light grid below everything."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, color="#D9D9D9", linewidth=0.7)
    axes.set_axisbelow(True)


def legend_above(axes: Axes, columns: int, handle: float = 2.6) -> None:
    """Put the legend above the plot, where it can never cover a curve; ``handle`` is in ems."""
    handles, _ = axes.get_legend_handles_labels()
    with rc_context(_RC):
        axes.legend(
            handles=handles,  # given, so that there may be none
            loc="lower left",
            bbox_to_anchor=(0.0, 1.0),
            ncols=columns,
            frameon=False,
            borderaxespad=0.2,
            handlelength=handle,
            columnspacing=1.4,
        )


def number(value: float, digits: int = 4) -> str:
    """Write a number as a person writes it: ``digits`` significant ones, a true minus sign.

    >>> number(-0.5), number(2.0), number(1 / 3), number(3.2e-9, 2), number(float("nan"))
    ('−0.5', '2', '0.3333', '3.2e−9', 'undefined')
    """
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return "0" if text == "-0" else text.replace("-", "−")


def subscript(index: object) -> str:
    """Write the digits of an index below the line.

    >>> subscript(12), subscript("i3")
    ('₁₂', 'i₃')
    """
    return str(index).translate(_BELOW)


def power_of_ten(value: float) -> str:
    """Write the nearest power of ten, in words that a screen reader speaks.

    >>> power_of_ten(2.3e-8)
    '1e−8'
    """
    exponent = round(math.log10(value))
    return f"1e{exponent}".replace("-", "−") if exponent else "1"
