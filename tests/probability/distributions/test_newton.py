import numpy as np
import pytest

from coursekit.probability.distributions.newton import highest


def test_a_quadratic_in_one_step():
    point, found = highest(lambda x: -((x[0] - 1) ** 2) - 3 * (x[1] + x[0]) ** 2, np.zeros(2))
    assert found
    np.testing.assert_allclose(point, [1, -1], rtol=1e-14)


def test_from_a_convex_stretch_it_goes_uphill():
    # Newton's method proper would run to the minimum at 0.
    point, found = highest(lambda x: np.sum(x**2 - x**4), np.array([0.1]))
    assert found
    assert float(point[0]) == pytest.approx(np.sqrt(0.5), rel=1e-12)


def test_a_steep_start_is_shortened():
    point, found = highest(lambda x: -np.sum(np.exp(x) - 5 * x), np.array([-6.0]))
    assert found
    assert float(point[0]) == pytest.approx(np.log(5), rel=1e-12)


@pytest.mark.parametrize("f", [lambda x: np.sum(x), lambda x: -np.exp(-np.sum(x))])
def test_without_a_maximum(f):
    assert highest(f, np.zeros(1))[1] is False


def test_on_a_minimum_nothing_is_found():
    assert highest(lambda x: np.sum(x**2), np.zeros(2))[1] is False
