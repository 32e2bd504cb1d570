"""The stepper's controls: buttons, other expressions, typed values, typed formulas, refusals."""

from math import ceil

import numpy as np
import pytest

from coursekit.widgets import WidgetError, backprop_stepper
from coursekit.widgets.backpropagation.arrangement import laid_out
from coursekit.widgets.backpropagation.entries import written
from coursekit.widgets.backpropagation.expressions import EXPRESSIONS
from coursekit.widgets.backpropagation.stepper import OWN
from coursekit.widgets.backpropagation.steps import Pass, describe, planned


def press(widget, label):
    """Click the button of this label, wherever it stands."""

    def buttons(box):
        for child in getattr(box, "children", ()):
            yield from buttons(child)
            if getattr(child, "description", None) == label and hasattr(child, "click"):
                yield child

    (button,) = buttons(widget.box)
    button.click()


def adjoint(widget, name):
    """The adjoint that the state holds."""
    numbers = widget._model(**widget.values)
    return numbers.plan.graph[name].adjoint


def test_it_opens_where_the_backward_pass_starts_and_is_stored_at_its_end():
    widget = backprop_stepper()
    assert widget.description.startswith("step 4 of 8, backward pass: the adjoint of L\n")
    stored = widget._repr_mimebundle_()[0]["text/plain"]
    assert stored.startswith("step 8 of 8, backward pass: the adjoint of w\n")


def test_buttons_go_forward_back_and_to_the_start():
    widget = backprop_stepper("regularised")
    frames = [widget.frame()]
    for label, step in (
        ("Step forward", 7),
        ("Step forward", 8),
        ("Step backward", 7),
        ("Start again", 0),
        ("Step backward", 0),
    ):
        press(widget, label)
        assert widget.values["step"] == step
        assert widget.description.startswith(f"step {step} of 12, ")
        frames.append(widget.frame())
    assert (frames[1] == frames[3]).all()
    assert (frames[0] != frames[1]).any()
    for _ in range(15):
        press(widget, "Step forward")
    assert widget.values["step"] == 12


def test_another_expression_brings_values_steps_and_its_own_size():
    widget = backprop_stepper("w*x + sin(w)")
    for name, expression in EXPRESSIONS.items():
        widget.controls["expression"].value = name
        plan = planned(expression, expression.values)
        assert widget.message == ""
        assert widget.values["values"] == written(expression.values)
        assert widget.controls["step"].max == len(plan.steps) - 1
        assert widget.description == describe(Pass(plan, plan.turn))
        size = tuple(ceil(side) for side in laid_out(plan).size)
        assert (int(widget._image.width), int(widget._image.height)) == size
        assert widget.frame().shape[:2] == size[::-1]


def test_the_way_to_an_expression_leaves_no_trace():
    widget, fresh = backprop_stepper("w*x + sin(w)"), backprop_stepper("norm")
    widget.controls["expression"].value = "norm"
    assert (widget.frame() == fresh.frame()).all()


def test_typed_values_move_the_numbers_and_leave_the_step():
    widget = backprop_stepper("logistic", step=7)
    widget.controls["values"].value = "w = 0, b = 0, x = 2, t = 1"
    assert widget.values["step"] == 7
    assert float(adjoint(widget, "w")) == pytest.approx(-0.25)
    picture = widget.frame()
    widget.controls["values"].value = "w = 0, b = zero, x = 2, t = 1"
    assert "b = zero cannot be read" in widget.message
    assert (widget.frame() == picture).all()
    widget.controls["values"].value = "w = 0, b = 1, x = 2, t = 1"
    assert widget.message == ""
    assert (widget.frame() != picture).any()


def test_typed_formula_keeps_the_values_that_it_still_has():
    widget = backprop_stepper("w*x + sin(w)", w=1.25)
    formula, values = widget.controls["formula"], widget.controls["values"]
    assert values.value == "w = 1.25, x = 0.5"
    formula.value = "w*y + y"
    assert widget.message == ""
    assert values.value == "w = 1.25, y = 0.5"
    formula.value = "w y + yy"
    assert "yy is not a known name" in widget.message
    formula.value = "z = w y; ln(z - 9)"
    assert "f has no finite value here" in widget.message
    values.value = "w = 4, y = 3"
    assert widget.message == ""
    assert float(adjoint(widget, "w")) == pytest.approx(1.0)


def test_steps_follow_values_that_bring_a_graph_back():
    widget = backprop_stepper("w*x")
    widget.controls["formula"].value = "ln(w - 5) + w x + x^2 + x"
    assert widget.message
    widget.controls["values"].value = "w = 6, x = 1"
    assert widget.message == ""
    # One state for the inputs, then w − 5, ln, w·x, +, x², +, +, then the adjoints of these nine.
    assert widget.controls["step"].max == 16


def test_own_formula_shows_its_field_only_then():
    widget = backprop_stepper()
    field = widget.controls["formula"]
    assert field.layout.display == "none"
    widget.controls["expression"].value = OWN
    assert field.layout.display is None
    assert widget.message == ""
    assert "∂f" in widget.description


def test_author_gives_values():
    widget = backprop_stepper("norm", W=np.eye(2, 3), x=[1.0, 2.0, 3.0])
    assert adjoint(widget, "W").shape == (2, 3)
    assert float(adjoint(backprop_stepper("regularised", lam=0.5), "R")) == 0.5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"expression": "logistics"}, "Choose from logistic, regularised, exp, norm, softmax, or"),
        ({"q": 1.0}, "q is no input here: the inputs are w, b, x, t."),
        ({"w": [1.0, 2.0]}, r"w has shape \(2,\); expected \(\)"),
        ({"w": "many"}, "w = 'many' is no number"),
        ({"expression": "norm", "W": np.ones((3, 2))}, r"W has shape \(3, 2\); expected \(2, 3\)"),
        ({"expression": "ln(x)", "x": -1.0}, "f has no finite value here"),
        ({"expression": "sqrt(x)", "x": 0.0}, "no derivative by x here"),
    ],
)
def test_author_is_told_what_is_wrong(arguments, words):
    with pytest.raises(WidgetError, match=words):
        backprop_stepper(**arguments)
