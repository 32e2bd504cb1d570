"""Trials until the first success."""

import math

import numpy as np
import pytest

from coursekit.autodiff import grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Geometric


def test_counted_from_1():
    np.testing.assert_allclose(
        Geometric(0.25).prob([0, 1, 2, 3]), [0, 0.25, 0.1875, 0.140625], rtol=1e-14
    )
    assert str(Geometric(0.25).support) == "{1, 2, 3, …}"


def test_success_at_once():
    sure = Geometric(1.0)
    assert sure.prob([1, 2]).tolist() == [1, 0]
    assert sure.cdf([0, 1, 2]).tolist() == [0, 1, 1]
    assert sure.survival([0, 1, 2]).tolist() == [1, 0, 0]
    assert sure.icdf([0.0, 0.5]).tolist() == [1, 1]
    assert sure.mean == 1
    assert sure.variance == sure.entropy == 0
    assert sure.sample(4, rng=0).tolist() == [1, 1, 1, 1]
    assert grad(lambda p: Geometric(p).log_prob(1))(1.0) == 1


def test_no_memory():
    """P(X > j + k | X > j) = P(X > k)."""
    wait = Geometric(0.03)
    j, k = np.arange(0, 300, 7)[:, None], np.arange(0, 300, 11)
    np.testing.assert_allclose(
        wait.survival(j + k), wait.survival(j) * wait.survival(k), rtol=1e-13
    )


def test_rare_success():
    rare = Geometric(1e-14)
    np.testing.assert_allclose(rare.cdf(1000), 1e-11, rtol=1e-9)
    np.testing.assert_allclose(rare.survival(1e14), math.exp(-1), rtol=1e-9)
    np.testing.assert_allclose(rare.icdf(0.5), math.log(2) * 1e14, rtol=1e-9)
    np.testing.assert_allclose(rare.entropy, 1 - math.log(1e-14), rtol=1e-12)


def test_many_values_without_a_table():
    wait = Geometric(0.3)
    k = np.resize([1.0, 2.0, 7.0, 2.5, 0.0, np.nan, np.inf], 3000)
    np.testing.assert_allclose(wait.log_prob(k)[:7], [wait.log_prob(x) for x in k[:7]])


def test_fit():
    data = np.array([1, 3, 2, 4])
    fitted = Geometric.fit(data)
    assert fitted.p == 0.4
    best = np.sum(fitted.log_prob(data))
    for p in (0.39, 0.41):
        assert np.sum(Geometric(p).log_prob(data)) < best
    assert Geometric.fit([1, 1]).p == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Geometric(0.0), "Geometric: p is 0; expected a probability above 0"),
        (lambda: Geometric([0.5, 2.0]), "p is 2 at index 1"),
        (lambda: Geometric.fit([1, 0]), "data is 0 at index 1; expected whole numbers, 1 or more"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ProbabilityError, match=message):
        make()
