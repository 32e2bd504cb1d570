"""Curves without lies: poles, jumps, steep flanks, undefined stretches."""

import numpy as np
import pytest

from coursekit.widgets.derivatives.sampling import breaks, limits, sample, with_gaps

GRID = np.linspace(-5, 5, 801)


def broken_at(f):
    found = breaks(f, GRID, sample(f, GRID))
    return [round(float(GRID[i] + GRID[i + 1]) / 2, 1) for i in found]


@pytest.mark.parametrize(
    ("f", "where"),
    [
        (np.tan, [-4.7, -1.6, 1.6, 4.7]),
        (np.sign, None),  # two steps of 1 around the sample at 0
        (np.floor, list(range(-4, 6))),
        (lambda x: 1 / (x - 0.003), [0.0]),
        (lambda x: np.tanh(1e6 * (x - 0.003)), []),
        (lambda x: np.cbrt(x - 0.003), []),
        (np.exp, []),
        (lambda x: np.sin(20 * x), []),
        (np.log, []),
        (lambda x: np.full_like(x, np.nan), []),
        (lambda x: 0 * x, []),
    ],
)
def test_breaks_are_at_poles_and_jumps_only(f, where):
    found = broken_at(f)
    if where is None:
        assert found
        assert all(abs(x) <= 0.1 for x in found)
    else:
        assert found == pytest.approx(where, abs=0.1)


def test_gaps_are_in_order_and_keep_every_sample():
    values = sample(np.tan, GRID)
    x, y = with_gaps(GRID, values, breaks(np.tan, GRID, values))
    assert (np.diff(x) > 0).all()
    assert np.isnan(y).sum() == 4
    np.testing.assert_array_equal(y[~np.isnan(y)], values)


def test_limits_cut_poles_and_keep_polynomials_whole():
    low, high = limits([sample(np.tan, GRID)])
    assert -50 < low < -2 < 2 < high < 50
    cubic = GRID**3
    low, high = limits([cubic])
    assert low < cubic.min() < cubic.max() < high


def test_later_curves_never_dwarf_the_first():
    low, high = limits([np.sin(GRID), 1e6 * GRID])
    assert high - low < 12


def test_a_constant_lets_the_others_choose():
    low, high = limits([0 * GRID + 3, GRID])
    assert low < -5 < 5 < high
    assert limits([0 * GRID + 3]) == pytest.approx((1.84, 4.16))
