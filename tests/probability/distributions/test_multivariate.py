import numpy as np
import pytest

from coursekit.probability import Dirichlet, Multinomial, MultivariateNormal, ProbabilityError

FAMILIES = [
    MultivariateNormal([0.0, 1.0], [[4.0, 0.0], [0.0, 1.0]]),
    Dirichlet([1.0, 2.0]),
    Multinomial(3, [0.25, 0.75]),
]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda d: type(d).__name__)
@pytest.mark.parametrize("what", ["cdf", "survival", "icdf"])
def test_vectors_have_no_order(family, what):
    name = type(family).__name__
    with pytest.raises(ProbabilityError, match=rf"^{name} has no {what}: .*marginal\(0\).{what}"):
        getattr(family, what)([0.5, 0.5])
    assert np.isfinite(getattr(family.marginal(0), what)(0.5))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda d: type(d).__name__)
def test_std_is_that_of_each_number(family):
    each = [family.marginal(i).std for i in range(2)]
    np.testing.assert_allclose(family.std, each, rtol=1e-14)
