"""The step-size widget: model, prediction before the picture, text."""

import math

import numpy as np
import pytest

from coursekit.autodiff import complex_step, finite_difference
from coursekit.widgets import WidgetError, step_size_error
from coursekit.widgets.derivatives.functions import SMOOTH
from coursekit.widgets.derivatives.step_size import best_step, describe, model

EXACT = {
    "x^2": lambda x: 2 * x,
    "x^3": lambda x: 3 * x**2,
    "sin x": math.cos,
    "tanh x": lambda x: 1 / math.cosh(x) ** 2,
    "sigmoid": lambda x: math.exp(-x) / (1 + math.exp(-x)) ** 2,
    "e^x": math.exp,
}


def state(function="sin x", x=1.0, h=1e-3, guess=1e-3, shown=True):
    return model(function, x, guess, h, shown)


@pytest.mark.parametrize("name", sorted(SMOOTH))
@pytest.mark.parametrize("h", [0.5, 1e-2])
def test_errors_against_autodiff_and_formulas(name, h):
    f, x = SMOOTH[name].f, 0.8
    n = state(name, x, h)
    approximations = {
        "forward": finite_difference(f, x, h=h, kind="forward"),
        "central": finite_difference(f, x, h=h, kind="central"),
        "complex step": complex_step(f, x, h=h),
    }
    for method, value in approximations.items():
        assert n.here[method] == pytest.approx(abs(value - EXACT[name](x)), rel=1e-6, abs=1e-12)


def test_truncation_orders_are_one_and_two():
    coarse, fine = state("e^x", h=1e-2), state("e^x", h=1e-3)
    assert coarse.here["forward"] / fine.here["forward"] == pytest.approx(10, rel=0.02)
    assert coarse.here["central"] / fine.here["central"] == pytest.approx(100, rel=0.02)
    assert coarse.here["complex step"] / fine.here["complex step"] == pytest.approx(100, rel=0.02)


def test_round_off_grows_as_h_shrinks_but_not_for_the_complex_step():
    n = state("sin x", h=1e-13)
    assert n.here["forward"] > 100 * state("sin x", h=1e-8).here["forward"]
    assert n.curves["complex step"][:60].max() < 1e-15


@pytest.mark.parametrize("name", ["sin x", "e^x", "x^3", "tanh x", "sigmoid"])
def test_best_steps_are_those_of_the_theory(name):
    n = state(name)
    assert 1e-9 < n.best["forward"] < 1e-7  # √ε
    assert 1e-7 < n.best["central"] < 1e-4  # ε^(1/3)


def test_a_lucky_zero_is_not_the_best_step():
    errors = np.abs(np.linspace(-8, 8, 161)) + 1e-3  # best in the middle
    errors[20] = 0.0
    assert best_step(errors) == pytest.approx(1e-8)


@pytest.mark.parametrize(
    ("h", "words"),
    [(1e-2, "truncation dominates"), (1e-13, "round-off dominates"), (1e-8, "near the best h")],
)
def test_text_names_the_error_that_rules(h, words):
    assert words in describe(state(h=h)).split("central")[0]


@pytest.mark.parametrize(
    ("guess", "words"),
    [
        (1e-3, "5 powers of ten too large"),
        (1e-9, "1 power of ten too small"),
        (1e-8, "the right order of magnitude"),
    ],
)
def test_the_guess_is_compared_with_the_best(guess, words):
    assert words in describe(state(guess=guess))


def test_nothing_is_given_away_before_the_button():
    widget = step_size_error()
    assert "press “Show the errors”" in widget.description
    assert "1e−8" not in widget.description
    hidden = widget.frame()
    widget.controls["x"].value = 2.0  # would move every curve
    np.testing.assert_array_equal(widget.frame(), hidden)
    widget.controls["shown"].value = True
    assert (widget.frame() != hidden).any()
    assert "smallest near h = 1e−8" in widget.description


def test_one_slider_at_a_time_and_h_starts_from_the_guess():
    widget = step_size_error()
    guess, h, shown = (widget.controls[name] for name in ("guess", "h", "shown"))
    assert (guess.layout.display, h.layout.display) == (None, "none")
    guess.value = 1e-6
    shown.value = True
    assert (guess.layout.display, h.layout.display) == ("none", None)
    assert h.value == pytest.approx(1e-6)
    h.value = 1e-2
    assert "your guess was h = 1e−6" in widget.description
    assert shown.description == "Guess again"


def test_the_stored_picture_is_finished_and_has_no_guess():
    widget = step_size_error()
    text = widget._repr_mimebundle_()[0]["text/plain"]
    assert "forward 0.0042 (truncation dominates)" in text
    assert "guess" not in text
    lines = {line.get_label(): line for line in widget.figure().axes[0].lines}
    assert lines["forward"].get_visible()
    assert "your guess" not in lines


def test_limits_stand_still():
    widget = step_size_error()
    limits = widget.figure().axes[0].viewLim.frozen().bounds
    widget.controls["function"].value, widget.controls["x"].value = "e^x", 3.0
    assert widget.figure().axes[0].viewLim.frozen().bounds == limits


@pytest.mark.parametrize("wrong", [{"function": "|x|"}, {"x": 0.0}, {"h": 2.0}, {"h": 1e-17}])
def test_wrong_arguments_say_what_is_right(wrong):
    with pytest.raises(WidgetError, match="Choose"):
        step_size_error(**wrong)
