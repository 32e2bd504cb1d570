import numpy as np
import pytest
import scipy.stats

from coursekit.probability import (
    Normal,
    ProbabilityError,
    likelihood_surface,
)

RNG = np.random.default_rng(3)


def test_surface_against_a_double_loop():
    data = RNG.normal(2.0, 1.5, size=30)
    means, stds = np.linspace(0, 4, 7), np.linspace(0.5, 3, 5)
    surface = likelihood_surface(Normal, data, mean=means, std=stds)
    expected = [[scipy.stats.norm(m, s).logpdf(data).sum() for s in stds] for m in means]
    np.testing.assert_allclose(surface.values, expected, rtol=1e-12)
    i, j = np.unravel_index(np.argmax(expected), (7, 5))
    assert surface.best == {"mean": means[i], "std": stds[j]}
    assert list(surface.axes) == ["mean", "std"]


def test_surface_with_a_parameter_held_still_and_more_points_than_fit_at_once():
    data = RNG.normal(size=2500)
    stds = np.linspace(0.5, 2, 1001)
    surface = likelihood_surface(Normal, data, mean=0.5, std=stds)
    assert surface.values.shape == (1001,)
    for i in (0, 500, 1000):
        expected = scipy.stats.norm(0.5, stds[i]).logpdf(data).sum()
        assert surface.values[i] == pytest.approx(expected, rel=1e-12)
    assert surface.best["mean"] == 0.5


def test_surface_errors():
    with pytest.raises(ProbabilityError, match="no parameter to vary"):
        likelihood_surface(Normal, [1.0], mean=0.0)
    with pytest.raises(ProbabilityError, match=r"mean has shape \(1, 2\)"):
        likelihood_surface(Normal, [1.0], mean=[[0.0, 1.0]])
    with pytest.raises(ProbabilityError, match="std is -1 at index"):
        likelihood_surface(Normal, [1.0], std=[-1.0, 1.0])
