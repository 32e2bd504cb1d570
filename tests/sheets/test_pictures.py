"""A question's picture shows what its options claim."""

import numpy as np
import pytest

from coursekit.sheets import load
from coursekit.sheets.pictures import curve_and_candidates


@pytest.fixture
def curves():
    return {axes.get_title(): axes.lines[0].get_xydata().T for axes in curve_and_candidates().axes}


def test_the_right_option_is_the_slope_of_the_curve(curves):
    x, f = curves["f"]
    slope = np.gradient(f, x)
    right = next(o.key for o in load("01_derivatives")["derivative_picture"].options if not o.slip)
    for key in "ABCD":
        distance = np.max(abs(curves[key][1][1:-1] - slope[1:-1]))
        assert (distance < 1e-2) == (key == right), key


def test_the_wrong_options_are_what_their_messages_say(curves):
    x, f = curves["f"]
    slope = np.gradient(f, x)
    options = {
        o.slip: curves[o.key][1] for o in load("01_derivatives")["derivative_picture"].options
    }
    np.testing.assert_allclose(options["sign"][1:-1], -slope[1:-1], atol=1e-2)
    np.testing.assert_allclose(np.gradient(options["antiderivative"], x)[1:-1], f[1:-1], atol=1e-2)
    bend = np.gradient(slope, x)
    np.testing.assert_allclose(options["second_derivative"][2:-2], bend[2:-2], atol=2e-2)


def test_the_picture_has_a_text_for_those_who_cannot_see_it():
    text = curve_and_candidates().get_label()
    assert all(key in text for key in ("graph of f", "A is", "B is", "C is", "D crosses"))


def test_axes_are_labelled():
    left = curve_and_candidates().axes[0]
    assert (left.get_xlabel(), left.get_ylabel()) == ("x", "f(x)")
