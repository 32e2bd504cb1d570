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
from coursekit.widgets.controls import AFTER_LABEL, WIDE, drop_down, label_width
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.words import message_line

__all__ = ["backprop_stepper", "model"]

OWN = "own"
_END = 10**6  # beyond the last step of anything
_EXAMPLE = "z = w x + b; tanh(z) + z^2"


_typed = lru_cache(maxsize=32)(typed)


def _expression(key: str, formula: str) -> Expression:
    return _typed(formula) if key == OWN else EXPRESSIONS[key]


@lru_cache(maxsize=32)
def _planned(chosen: Expression, values: str) -> Plan:
    return planned(chosen, read(values, chosen.values))


def _plan(key: str, formula: str, values: str) -> Plan:
    return _planned(_expression(key, formula), values)


def model(expression: str, formula: str, values: str, step: int) -> Pass:
    """Go ``step`` steps through the passes of an expression at typed values.

    ``formula`` counts for the expression "own" only. A step beyond the last is the last.

    >>> n = model("logistic", "", "w = 0.5, b = -1, x = 2, t = 1", 99)
    >>> float(n.plan.graph["w"].adjoint)
    -0.25
    """
    plan = _plan(expression, formula, values)
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
        values: numbers for the inputs by their names (λ is ``lam``), or arrays of the shapes that
            the expression starts with.

    The stored picture shows the last step. Raises `WidgetError` for an unknown name, a wrong shape
    or a place without value or derivative, `FormulaError` for a formula that cannot be read.

    >>> widget = backprop_stepper("regularised", w=0.5, b=-1.0, step=99)
    >>> for line in widget.description.split(chr(10))[1:3]:
    ...     print(line)
    w̄ = z̄·∂z/∂w + R̄·∂R/∂w = z̄·x + R̄·w
    w̄ = (−0.125)·2 + 0.1·0.5 = −0.2
    """
    key = expression if expression in EXPRESSIONS else OWN
    if key == OWN and expression.isidentifier():  # a name alone is no formula either
        raise WidgetError(
            f"expression = {expression!r} is unknown. Choose from {', '.join(EXPRESSIONS)}, or "
            "give a formula such as 'w*x + sin(w)'."
        )
    chosen = _expression(key, expression)
    text = written({**chosen.values, **_given(values, chosen.values)})
    plan = _plan(key, expression, text)
    last = len(plan.steps) - 1
    options = [(each.title, name) for name, each in EXPRESSIONS.items()] + [("your own", OWN)]
    controls: dict[str, Any] = {
        "expression": drop_down("expression", options, key, wide=True),
        "formula": _field("formula", expression if key == OWN else _EXAMPLE),
        "values": _field("values", text),
        "step": ipywidgets.IntSlider(
            value=plan.turn if step is None else max(0, min(step, last)),
            min=0,
            max=last,
            description="step",
            layout=dict(WIDE),
            style=label_width(),
        ),
    }
    message = message_line()
    _follow(controls)
    fields = [controls[name] for name in ("expression", "formula", "values")]
    return Live(
        model,
        GraphScene,
        describe,
        controls,
        still={"step": _END},
        top=[*fields, message, _buttons(controls["step"]), controls["step"]],
        message=message,
    )


def _given(values: Mapping[str, Any], patterns: Mapping[str, Any]) -> dict[str, Any]:
    """Return an author's values, each as an array or a number of the shape that is needed."""
    given = {}
    for written_name, value in values.items():
        name = "lam" if written_name == "λ" else written_name
        if name not in patterns:
            raise WidgetError(f"{name} is no input here: the inputs are {', '.join(patterns)}.")
        try:
            array = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            raise WidgetError(f"{name} = {value!r} is no number and no array.") from None
        if array.shape != np.shape(patterns[name]):
            expected = np.shape(patterns[name])
            raise WidgetError(f"{name} has shape {array.shape}; expected {expected}.")
        given[name] = array[()]
    return given


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
    expression, formula, values, step = (
        controls[name] for name in ("expression", "formula", "values", "step")
    )

    def plan() -> Plan | None:
        try:
            return _plan(expression.value, formula.value, values.value)
        except CoursekitError:  # the model says what is wrong
            return None

    def measure(_: Any) -> None:
        if (now := plan()) is not None:
            step.max = len(now.steps) - 1

    def change(_: Any) -> None:
        own = expression.value == OWN
        formula.layout.display = None if own else "none"
        try:
            chosen = _expression(expression.value, formula.value)
        except CoursekitError:
            return
        before = _kept(values.value, chosen.values) if own else {}
        values.value = written({**chosen.values, **before})
        measure(None)
        if (now := plan()) is not None:
            step.value = now.turn

    formula.layout.display = None if expression.value == OWN else "none"
    expression.observe(change, "value")
    formula.observe(change, "value")
    values.observe(measure, "value")


def _kept(text: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return of the typed values those that the new formula still has."""
    try:
        return read(text, values, partly=True)
    except WidgetError:
        return {}
