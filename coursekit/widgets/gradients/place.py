"""Where on which surface: the controls that the widgets of lesson 03 have in common."""

from dataclasses import dataclass
from typing import Any

import ipywidgets

from coursekit.widgets.controls import WIDE, drop_down, label_width, slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.gradients.functions import (
    OWN,
    OWN_REACH,
    SURFACES,
    Surface,
    known_name,
    menu,
    surface,
)
from coursekit.widgets.style import number
from coursekit.widgets.words import message_line

__all__ = ["Place", "place"]

_FIRST_FORMULA = "sin(x) cos(y)"  # what the box holds when a student opens it
_STEP = 0.05


@dataclass(frozen=True)
class Place:
    """Controls by the name of the model's argument, how they stack, and where messages go."""

    controls: dict[str, Any]
    top: list[Any]
    message: Any


def place(f: str, x: float, y: float) -> Place:
    """Make a list of surfaces, a box for a formula of one's own, and a slider for each variable.

    ``f`` is a name of the table or a formula in x and y. The box shows only where it is asked for.
    Raises `WidgetError` for a point outside the window, `FormulaError` for text that is neither.

    >>> made = place("x^2 y", 1.0, 0.5)
    >>> made.controls["f"].value, made.controls["formula"].value
    ('own', 'x^2 y')
    """
    name = known_name(f) or OWN
    shown = surface(name, f)
    _check(shown, x, y)
    chooser = drop_down("function", menu(), name)
    chooser.layout.max_width = "24em"  # the longest label in full
    box = ipywidgets.Text(
        value=f if name == OWN else _FIRST_FORMULA,
        description="f(x, y) =",
        placeholder="for example x^2 y + sin(y)",
        layout=dict(WIDE),
        style=label_width(),
    )
    sliders = [
        slider(variable, value, -shown.reach, shown.reach, _STEP)
        for variable, value in zip(shown.variables, (x, y), strict=True)
    ]
    message = message_line()

    def follow(_change: object = None) -> None:
        """Open or close the box; give the sliders the names and the window of the surface."""
        chosen = SURFACES.get(chooser.value)
        box.layout.display = "none" if chosen else None
        # Only what is typed can be wrong: without the box no room is kept for a message.
        message.layout.min_height = "0" if chosen else "28px"
        reach = chosen.reach if chosen else OWN_REACH
        for each, variable in zip(sliders, chosen.variables if chosen else "xy", strict=True):
            each.min, each.max, each.description = -reach, reach, variable

    follow()
    chooser.observe(follow, "value")
    controls = {"f": chooser, "formula": box, "x": sliders[0], "y": sliders[1]}
    return Place(controls, [chooser, box, message, *sliders], message)


def _check(shown: Surface, x: float, y: float) -> None:
    for variable, value in zip(shown.variables, (x, y), strict=True):
        if not abs(value) <= shown.reach:
            reach = number(shown.reach)
            raise WidgetError(
                f"{variable} = {number(value)} lies outside the picture. "
                f"Choose {variable} within [−{reach}, {reach}]."
            )
