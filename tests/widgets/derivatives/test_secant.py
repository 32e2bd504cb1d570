"""The secant widget: model, picture, text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import elementwise_grad, finite_difference
from coursekit.widgets import WidgetError, secant_tangent
from coursekit.widgets.derivatives.functions import FUNCTIONS
from coursekit.widgets.derivatives.secant import X_LIMITS, describe, model

ANALYTIC = {  # f and f′ written down here, apart from the table
    "x^2": (lambda x: x**2, lambda x: 2 * x),
    "x^3": (lambda x: x**3, lambda x: 3 * x**2),
    "sin x": (np.sin, np.cos),
    "tanh x": (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2),
    "ReLU": (lambda x: max(x, 0.0), lambda x: float(x > 0)),
    "|x|": (abs, np.sign),
    "e^x": (np.exp, np.exp),
}


def test_every_function_of_the_menu_has_a_reference_here():
    assert set(ANALYTIC) == set(FUNCTIONS)


@given(
    name=st.sampled_from(sorted(ANALYTIC)),
    x=st.floats(*X_LIMITS).filter(lambda x: abs(x) > 1e-6),
    h=st.floats(1e-3, 2.0),
    side=st.sampled_from([1, -1]),
)
def test_model_against_formulas(name, x, h, side):
    f, derivative = ANALYTIC[name]
    n = model(name, x, h, side)
    step = side * h
    assert n.rise == pytest.approx(f(x + step) - f(x), rel=1e-9, abs=1e-12)
    assert n.secant == pytest.approx((f(x + step) - f(x)) / step, rel=1e-9, abs=1e-9)
    assert n.other == pytest.approx((f(x - step) - f(x)) / -step, rel=1e-9, abs=1e-9)
    assert n.left == n.right == pytest.approx(derivative(x), rel=1e-9, abs=1e-12)


def test_tangent_is_autodiff_and_the_secant_is_the_forward_difference():
    f = FUNCTIONS["tanh x"].f
    n = model("tanh x", 0.7, 0.25, 1)
    assert n.right == elementwise_grad(f)(0.7)
    assert n.secant == pytest.approx(finite_difference(f, 0.7, h=0.25, kind="forward"), rel=1e-12)


@pytest.mark.parametrize("side", [1, -1])
def test_the_limit_from_both_sides(side):
    gaps = [abs(model("sin x", 0.5, h, side).secant - np.cos(0.5)) for h in (0.1, 0.01, 1e-3)]
    assert gaps[0] > 5 * gaps[1] > 25 * gaps[2]


@pytest.mark.parametrize(("name", "left"), [("ReLU", 0), ("|x|", -1)])
def test_a_kink_has_two_slopes_and_no_tangent(name, left):
    n = model(name, 4.4e-16, 0.5, 1)  # as a slider adds up 0.05
    assert (n.x, n.left, n.right, n.has_tangent) == (0.0, left, 1.0, False)
    assert f"the slope is {left}".replace("-", "−") in describe(n)
    assert "no tangent at x = 0" in describe(n)
    assert "tangent: slope" not in describe(n)


def test_slopes_against_h_are_those_of_the_secants():
    n = model("e^x", 0.3, 0.5, 1)
    assert n.slopes[0] == pytest.approx((np.exp(0.3 - 2) - np.exp(0.3)) / -2)
    assert n.slopes[-1] == pytest.approx((np.exp(0.3 + 2) - np.exp(0.3)) / 2)
    assert (np.diff(n.slopes) > 0).all()  # convex: secant slopes grow with h


def test_text_has_all_five_numbers():
    lines = secant_tangent("x^2", x=1, h=0.5).description.split("\n")
    assert lines == [
        "f(x) = x² at x = 1, h = 0.5",
        "secant: rise 1.25, run 0.5, slope 2.5; from the other side, h = −0.5, slope 1.5",
        "tangent: slope f′(x) = 2; secant − tangent = 0.5",
    ]


@pytest.mark.parametrize(
    ("control", "value"), [("x", 1.0), ("h", 0.1), ("side", -1), ("function", "|x|")]
)
def test_every_control_changes_picture_and_text(control, value):
    widget = secant_tangent()
    frame, text = widget.frame(), widget.description
    widget.controls[control].value = value
    assert widget.message == ""
    assert (widget.frame() != frame).any()
    assert widget.description != text


def test_limits_stand_still_while_x_and_h_move():
    widget = secant_tangent("x^3")
    limits = [(a.get_xlim(), a.get_ylim()) for a in widget.figure().axes]
    for x, h in ((-3.0, 2.0), (3.0, 0.001)):
        widget.controls["x"].value, widget.controls["h"].value = x, h
        assert [(a.get_xlim(), a.get_ylim()) for a in widget.figure().axes] == limits


@pytest.mark.parametrize("name", sorted(ANALYTIC))
def test_the_slope_stays_in_its_window(name):
    low, high = secant_tangent(name).figure().axes[1].get_ylim()
    for x in np.linspace(*X_LIMITS, 13):
        inside = [s for h in (0.01, 1.0) for s in (model(name, x, h, 1),) if x + h <= X_LIMITS[1]]
        assert all(low < s.secant < high for s in inside)


def test_a_negative_h_starts_on_the_left():
    widget = secant_tangent("sin x", x=0, h=-0.5)
    assert widget.controls["side"].value == -1
    assert "h = −0.5" in widget.description


@pytest.mark.parametrize("wrong", [{"function": "ln x"}, {"x": 4}, {"h": 0}, {"h": 5}])
def test_wrong_arguments_say_what_is_right(wrong):
    with pytest.raises(WidgetError, match=r"Choose"):
        secant_tangent(**wrong)
