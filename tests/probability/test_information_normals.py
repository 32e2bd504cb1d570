"""Mutual information of normal vectors, in closed form."""

import numpy as np
import pytest
from scipy import stats

from coursekit.autodiff import check_grads
from coursekit.probability import MultivariateNormal, ProbabilityError, mutual_information

COVARIANCE = np.array(
    [[2.0, 0.6, 0.3, 0.1], [0.6, 1.0, 0.2, -0.2], [0.3, 0.2, 0.8, 0.4], [0.1, -0.2, 0.4, 1.5]]
)


@pytest.mark.parametrize(
    ("first", "second"), [(0, 1), ([0, 1], [2, 3]), (3, [0, 2]), ([2, 0], 1), ([0, 1, 2], 3)]
)
def test_mutual_information_of_normals_is_a_sum_of_entropies(first, second):
    """H(X) + H(Y) − H(X, Y), by scipy."""
    joint = MultivariateNormal(np.arange(4.0), COVARIANCE)

    def entropy_of(*places):
        return stats.multivariate_normal(cov=COVARIANCE[np.ix_(places, places)]).entropy()

    x, y = np.atleast_1d(first), np.atleast_1d(second)
    expected = entropy_of(*x) + entropy_of(*y) - entropy_of(*x, *y)
    found = mutual_information(joint, first, second)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    np.testing.assert_allclose(mutual_information(joint, second, first), found, rtol=1e-12)
    bits = mutual_information(joint, first, second, unit="bits")
    np.testing.assert_allclose(bits, expected / np.log(2), rtol=1e-12)


def test_mutual_information_of_a_pair_of_normals():
    for rho in (1e-9, 0.3, -0.9):
        pair = MultivariateNormal.bivariate(std_x=3.0, std_y=0.1, correlation=rho)
        np.testing.assert_allclose(mutual_information(pair), -0.5 * np.log1p(-(rho**2)), rtol=1e-12)
    check_grads(
        lambda rho: mutual_information(MultivariateNormal.bivariate(correlation=rho)), (0.4,)
    )
    with pytest.raises(ProbabilityError, match=r"first is None; expected one or several of the ax"):
        mutual_information(MultivariateNormal(np.zeros(3), np.eye(3)))
    with pytest.raises(ProbabilityError, match="both have the axis 0"):
        mutual_information(pair, 0, [0, 1])
