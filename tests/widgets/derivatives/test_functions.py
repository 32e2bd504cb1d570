"""The table of functions: every entry usable by every widget that offers it."""

import numpy as np
import pytest

from coursekit.autodiff import complex_step, elementwise_grad, finite_difference
from coursekit.widgets import WidgetError
from coursekit.widgets.derivatives.functions import (
    FUNCTIONS,
    SMOOTH,
    curve,
    menu,
    one_sided_slopes,
)

POINTS = np.array([-2.3, -0.7, 0.4, 1.9])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_autodiff_agrees_with_central_differences(name):
    f = FUNCTIONS[name].f
    expected = [finite_difference(f, float(x)) for x in POINTS]
    np.testing.assert_allclose(elementwise_grad(f)(POINTS), expected, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", SMOOTH)
def test_smooth_functions_take_complex_numbers(name):
    f = SMOOTH[name].f
    expected = [complex_step(f, float(x)) for x in POINTS]
    np.testing.assert_allclose(elementwise_grad(f)(POINTS), expected, rtol=1e-13)


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [("ReLU", 0, 1), ("|x|", -1, 1), ("x^2", 0, 0), ("sigmoid", 0.25, 0.25)],
)
def test_one_sided_slopes_at_zero(name, left, right):
    assert one_sided_slopes(FUNCTIONS[name].f, 0.0) == pytest.approx((left, right), abs=1e-7)


@pytest.mark.parametrize("x", [0.0, 1.0, -3.0, 1e6])
@pytest.mark.parametrize(("power", "slope"), [(0.5, np.inf), (1 / 3, np.inf), (1.5, 0.0)])
def test_a_root_has_infinite_slopes_where_it_begins(x, power, slope):
    left, right = one_sided_slopes(lambda each: np.abs(each - x) ** power, x)
    assert (left, right) == pytest.approx((-slope, slope), abs=2e-3)


def test_where_there_is_no_value_there_is_no_slope():
    left, right = one_sided_slopes(lambda x: x * np.sqrt(x), 0.0)
    assert np.isnan(left)
    assert right == pytest.approx(0.0, abs=1e-5)


def test_kinks_are_exactly_where_the_one_sided_slopes_differ():
    for each in FUNCTIONS.values():
        left, right = one_sided_slopes(each.f, 0.0)
        assert (abs(right - left) > 1e-6) == (0.0 in each.kinks), each.name


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(WidgetError, match=r"'cosh'.*'x\^2'.*'ReLU'"):
        curve("cosh")
    assert [name for _, name in menu()] == list(FUNCTIONS)
