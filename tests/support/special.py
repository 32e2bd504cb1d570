"""How far special functions are from their references."""

import numpy as np

__all__ = ["powers_of_ten", "worst"]


def worst(found, expected):
    """Return the largest relative error; where one is nan, 0 or infinite, both must be."""
    found, expected = np.broadcast_arrays(np.asarray(found), np.asarray(expected))
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    special = np.isnan(expected) | np.isinf(expected) | (expected == 0)
    np.testing.assert_array_equal(found[special], expected[special])
    errors = np.abs(found[~special] / expected[~special] - 1)
    return float(np.max(errors, initial=0.0))


def powers_of_ten(rng, low, high, count):
    """Return numbers whose logarithms are spread evenly."""
    return 10 ** rng.uniform(low, high, count)
