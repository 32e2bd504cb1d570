"""Scales at which squares are no numbers: standard deviations and fits are all the same."""

import numpy as np
import pytest

from coursekit.autodiff import check_grads
from coursekit.probability import (
    Exponential,
    Gamma,
    Geometric,
    Laplace,
    LogNormal,
    Mixture,
    NegativeBinomial,
    Normal,
    StudentT,
    Uniform,
)

# A family of a scale, to be compared with itself at scale 1.
FAMILIES = {
    "Exponential": lambda s: Exponential(1 / s),
    "Gamma": lambda s: Gamma(2.5, 1 / s),
    "Laplace": lambda s: Laplace(0.0, s),
    "LogNormal": lambda s: LogNormal(np.log(s), 0.5),
    "Mixture": lambda s: Mixture([0.5, 0.5], [Normal(0.0, s), Normal(3 * s, 2 * s)]),
    "Normal": lambda s: Normal(s, s),
    "StudentT": lambda s: StudentT(5.0, 0.0, s),
    "Uniform": lambda s: Uniform(-s, s),
}


@pytest.mark.parametrize("scale", [1e-200, 1e200])
@pytest.mark.parametrize("make", FAMILIES.values(), ids=FAMILIES)
def test_std_at_any_scale(make, scale):
    expected = np.sqrt(make(1.0).variance) * scale
    np.testing.assert_allclose(make(scale).std, expected, rtol=1e-12)
    assert make(scale).variance == (0.0 if scale < 1 else np.inf)
    if make is not FAMILIES["Mixture"]:  # of which the parameters are single numbers
        np.testing.assert_allclose(make(np.array([scale])).std, [expected], rtol=1e-12)


@pytest.mark.parametrize("make", FAMILIES.values(), ids=FAMILIES)
def test_std_has_its_slope(make):
    check_grads(lambda s: make(s).std, (1.3,))


def test_std_of_rare_events():
    np.testing.assert_allclose(Geometric(1e-200).std, 1e200, rtol=1e-14)
    np.testing.assert_allclose(NegativeBinomial(4.0, 1e-200).std, 2e200, rtol=1e-14)
    assert Geometric(1e-200).variance == NegativeBinomial(4.0, 1e-200).variance == np.inf
    # Var X is (1 − p)/p² by counting, too
    k = np.arange(1, 2000)
    p = 0.3 * 0.7 ** (k - 1.0)
    spread = np.sqrt(np.sum(p * k**2.0) - np.sum(p * k) ** 2)
    np.testing.assert_allclose(Geometric(0.3).std, spread, rtol=1e-12)


def test_a_degenerate_mixture_has_no_spread():
    half = Mixture([0.5, 0.5], [Geometric(1.0), Geometric(1.0)])
    assert half.std == 0


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1.0, 1e200, 1e300])
def test_normal_fit_at_any_scale(scale):
    found = Normal.fit(np.array([1.0, 2.0, 6.0]) * scale)
    np.testing.assert_allclose(found.mean / scale, 3.0, rtol=1e-14)
    np.testing.assert_allclose(found.std / scale, np.sqrt(14 / 3), rtol=1e-14)
