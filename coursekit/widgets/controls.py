"""The controls that every widget uses: one width, one label column, readouts that can be typed in.

A slider's readout is a field: Tab reaches it, a number typed there is taken over. So the value can
be set from the keyboard even where a front end keeps the arrow keys for itself.
"""

import math
from collections.abc import Sequence
from typing import Any

import ipywidgets
import numpy as np

__all__ = [
    "AFTER_LABEL",
    "WIDE",
    "drop_down",
    "label_width",
    "log_slider",
    "slider",
    "whole_slider",
]

AFTER_LABEL = "6.4em"  # left margin of a control without label, in line with the others
WIDE = {"width": "calc(100% - 4px)", "max_width": "36em"}  # shrinks with the window


def label_width(width: str = "6em") -> dict[str, str]:
    """Return the style that gives every label the same column.

    >>> label_width()
    {'description_width': '6em'}
    """
    return {"description_width": width}


def slider(label: str, value: float, low: float, high: float, step: float) -> Any:
    """Make a linear slider.

    >>> slider("x", 0.5, -3.0, 3.0, 0.05).value
    0.5
    """
    return ipywidgets.FloatSlider(
        value=value,
        min=low,
        max=high,
        step=step,
        description=label,
        layout=dict(WIDE),
        style=label_width(),
    )


def whole_slider(label: str, value: int, low: int, high: int) -> Any:
    """Make a slider of whole numbers, ``low`` and ``high`` among them.

    >>> whole_slider("steps", 40, 0, 200).value
    40
    """
    return ipywidgets.IntSlider(
        value=value,
        min=low,
        max=high,
        description=label,
        layout=dict(WIDE),
        style=label_width(),
    )


def log_slider(
    label: str, value: float, low: float, high: float, step: float, readout: str = ".3g"
) -> Any:
    """Make a slider that is linear in the decimal logarithm; ``low`` and ``high`` are values.

    The steps are laid through ``value``, and the lowest lies up to one step above ``low``: a
    browser moves its slider to the nearest step, and the widget would open on another value.

    >>> log_slider("h", 0.1, 1e-3, 2.0, 0.05).value
    0.1
    """
    start, below = float(np.log10(value)), float(np.log10(value) - np.log10(low))
    return ipywidgets.FloatLogSlider(
        value=value,
        min=start - math.floor(below / step + 1e-9) * step,
        max=float(np.log10(high)),
        step=step,
        description=label,
        readout_format=readout,
        layout=dict(WIDE),
        style=label_width(),
    )


def drop_down(
    label: str, options: Sequence[tuple[str, object]], value: object, *, wide: bool = False
) -> Any:
    """Make a list of (label, value) pairs to choose from; ``wide`` gives long labels room.

    >>> drop_down("f(x)", [("x²", "x^2"), ("|x|", "abs")], "abs").label
    '|x|'
    """
    return ipywidgets.Dropdown(
        options=options,
        value=value,
        description=label,
        layout=dict(WIDE) if wide else {"max_width": "18em"},
        style=label_width(),
    )
