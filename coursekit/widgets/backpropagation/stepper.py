"""A graph step by step: first the values from left to right, then the adjoints back."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import ipywidgets
import numpy as np

from coursekit.errors import CoursekitError
from coursekit.widgets.backpropagation.drawing import GraphScene
from coursekit.widgets.backpropagation.entries import read, written
from coursekit.widgets.backpropagation.expressions import EXPRESSIONS, Expression
from coursekit.widgets.backpropagation.steps import Pass, Plan, describe, planned
from coursekit.widgets.backpropagation.typed import typed
from coursekit.widgets.controls import AFTER_LABEL, drop_down, label_width
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live, message_line

__all__ = ["backprop_stepper", "model"]

OWN = "own"
_EXAMPLE = "z = w x + b; y = tanh(z); (y - t)^2 + z^2/10"


@lru_cache(maxsize=32)
def _expression(expression: str, formula: str) -> Expression:
    return typed(formula) if expression == OWN else EXPRESSIONS[expression]


@lru_cache(maxsize=32)
def _plan(expression: str, formula: str, values: str) -> Plan:
    chosen = _expression(expression, formula)
    return planned(chosen, read(values, chosen.values))


def model(expression: str, formula: str, values: str, step: int) -> Pass:
    """Go ``step`` steps through the passes of an expression at typed values.

    ``formula`` counts for the expression "own" only. A step beyond the last is the last.

    >>> n = model("logistic", "", "w = 0.5, b = -1, x = 2, t = 1", 99)
    >>> float(n.plan.graph["w"].adjoint)
    -0.25
    """
    plan = _plan(expression, formula if expression == OWN else "", values)
    return Pass(plan, min(step, len(plan.steps) - 1))


def backprop_stepper(
    expression: str = "logistic", *, step: int | None = None, **values: Any
) -> Live[Pass]:
    """Step through the graph of an expression: values forward, then adjoints backward.

    Args:
        expression: "logistic", "regularised", "exp", "norm" or "softmax"; or a formula of one's
            own such as ``"w*x + sin(w)"``, also in named steps, ``"z = w x + b; z^2 + z"``.
        step: how many steps are done at first; by default the forward pass and the adjoint of the
            result, where the backward pass starts.
        values: numbers for the inputs by their names, or arrays of the shapes that the expression
            starts with.

    The stored picture shows the last step. Raises `WidgetError` for an unknown name, a wrong shape
    or a place without value or derivative, `FormulaError` for a formula that cannot be read.

    >>> widget = backprop_stepper("regularised", w=0.5, b=-1.0, step=99)
    >>> print(widget.description.split(": ", 1)[1].split(chr(10))[0].split(" = ", 2)[2])
    z̄·x + R̄·w = (−0.125)·2 + 0.1·0.5 = −0.2
    """
    own = expression not in EXPRESSIONS
    chosen = _expression(OWN if own else expression, expression)
    unknown = set(values) - set(chosen.values)
    if unknown:
        raise WidgetError(
            f"{min(unknown)} is no input of this expression; it has {', '.join(chosen.values)}."
        )
    given = {
        **chosen.values,
        **{name: _like(name, value, chosen.values[name]) for name, value in values.items()},
    }
    text = written(given)
    plan = _plan(OWN if own else expression, expression if own else "", text)
    last = len(plan.steps) - 1
    options = [(each.title, key) for key, each in EXPRESSIONS.items()] + [("your own", OWN)]
    controls: dict[str, Any] = {
        "expression": drop_down("expression", options, OWN if own else expression),
        "formula": _field("formula", expression if own else _EXAMPLE),
        "values": _field("values", text),
        "step": ipywidgets.IntSlider(
            value=plan.turn if step is None else max(0, min(step, last)),
            min=0,
            max=last,
            description="step",
            layout={"width": "calc(100% - 4px)", "max_width": "36em"},
            style=label_width(),
        ),
    }
    message = message_line()
    _follow(controls)
    top = [
        controls["expression"],
        controls["formula"],
        controls["values"],
        message,
        _buttons(controls["step"]),
        controls["step"],
    ]
    return Live(
        model, GraphScene, describe, controls, still={"step": 10**6}, top=top, message=message
    )


def _like(name: str, value: Any, pattern: Any) -> Any:
    """Return a value as an array or a number of the shape that the expression needs."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise WidgetError(f"{name} = {value!r} is no number and no array of numbers.") from None
    if array.shape != np.shape(pattern):
        raise WidgetError(f"{name} has shape {array.shape}; expected {np.shape(pattern)}.")
    return array[()]


def _field(label: str, text: str) -> Any:
    return ipywidgets.Text(
        value=text,
        description=label,
        continuous_update=False,  # what is half typed is not yet wrong
        layout={"width": "calc(100% - 4px)", "max_width": "48em"},
        style=label_width(),
    )


def _buttons(step: Any) -> Any:
    """Make the three buttons; they move the slider, so both always agree."""

    def button(label: str, icon: str, place: Any) -> Any:
        made = ipywidgets.Button(description=label, icon=icon, layout={"width": "10.5em"})

        def press(_: Any) -> None:
            step.value = max(step.min, min(step.max, place()))

        made.on_click(press)
        return made

    row = [
        button("Start again", "fast-backward", lambda: 0),
        button("Step backward", "step-backward", lambda: step.value - 1),
        button("Step forward", "step-forward", lambda: step.value + 1),
    ]
    layout = {"margin": f"0 0 0 {AFTER_LABEL}", "flex_flow": "row wrap"}
    return ipywidgets.HBox(row, layout=layout)


def _follow(controls: dict[str, Any]) -> None:
    """Another expression brings its own values and its own number of steps."""

    def fit(_: Any) -> None:
        key, formula = controls["expression"].value, controls["formula"].value
        controls["formula"].layout.display = None if key == OWN else "none"
        try:
            chosen = _expression(key, formula if key == OWN else "")
            before = _kept(controls["values"].value, chosen.values) if key == OWN else {}
            text = written({**chosen.values, **before})
            plan = _plan(key, formula if key == OWN else "", text)
        except CoursekitError:  # the model will say what is wrong
            return
        controls["step"].max = max(len(plan.steps) - 1, controls["step"].max)
        controls["values"].value = text
        controls["step"].value = plan.turn
        controls["step"].max = len(plan.steps) - 1

    controls["formula"].layout.display = None if controls["expression"].value == OWN else "none"
    controls["expression"].observe(fit, "value")
    controls["formula"].observe(fit, "value")


def _kept(text: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return of the typed values those that the new formula still has."""
    try:
        return read(text, values, partly=True)
    except WidgetError:
        return {}
