"""Failures before the n-th success."""

import math

import numpy as np
import pytest
from scipy import optimize, stats

from coursekit.autodiff import grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import NegativeBinomial


def test_counts_failures_from_0():
    # Two successes at a coin: 0 failures with ¼, 1 with 2/8, 2 with 3/16.
    np.testing.assert_allclose(
        NegativeBinomial(2, 0.5).prob([0, 1, 2]), [1 / 4, 2 / 8, 3 / 16], rtol=1e-14
    )


def test_success_every_time():
    sure = NegativeBinomial(2.5, 1.0)
    assert sure.prob([0, 1]).tolist() == [1, 0]
    assert sure.cdf([0, 3]).tolist() == [1, 1]
    assert sure.icdf([0.0, 0.5]).tolist() == [0, 0]
    assert sure.mean == sure.variance == sure.entropy == 0
    assert sure.sample(3, rng=0).tolist() == [0, 0, 0]
    slopes = grad(lambda n, p: NegativeBinomial(n, p).entropy, (0, 1))(2.5, 1.0)
    assert slopes == (0, -math.inf)


def test_entropy_of_a_wide_distribution():
    """For p → 0 it is that of the gamma distribution of its rate, on the scale 1/p."""
    for n in (0.5, 3.0, 40.0):
        p = 1e-8
        expected = stats.gamma(n).entropy() - math.log(p)
        np.testing.assert_allclose(NegativeBinomial(n, p).entropy, expected, rtol=2e-5)


def test_slope_by_n_by_sums():
    """ψ(n + k) − ψ(n) = Σ 1/(n + j)."""
    found = grad(lambda n: NegativeBinomial(n, 0.3).log_prob(6))(2.7)
    expected = sum(1 / (2.7 + j) for j in range(6)) + math.log(0.3)
    np.testing.assert_allclose(found, expected, rtol=1e-13)


@pytest.mark.parametrize(("n", "p", "rng"), [(0.4, 0.05, 0), (5.0, 0.3, 1), (60.0, 0.5, 2)])
def test_fit_is_the_maximum(n, p, rng):
    data = NegativeBinomial(n, p).sample(3000, rng=rng)
    fitted = NegativeBinomial.fit(data)
    likelihood = lambda d: np.mean(d.log_prob(data))
    best = likelihood(fitted)
    for factor in (0.99, 1.01):
        assert likelihood(NegativeBinomial(fitted.n * factor, fitted.p)) < best
        assert likelihood(NegativeBinomial(fitted.n, fitted.p * factor)) < best
    np.testing.assert_allclose(fitted.mean, np.mean(data), rtol=1e-12)
    # The same maximum by a search that knows no derivative.
    mean = np.mean(data)
    found = optimize.minimize_scalar(
        lambda s: -np.mean(stats.nbinom(np.exp(s), np.exp(s) / (np.exp(s) + mean)).logpmf(data)),
        bounds=(np.log(n) - 2, np.log(n) + 2),
        method="bounded",
        options={"xatol": 1e-9},
    )
    np.testing.assert_allclose(np.log(fitted.n), found.x, atol=1e-6)
    slope = grad(
        lambda s: np.mean(
            NegativeBinomial(np.exp(s), np.exp(s) / (np.exp(s) + mean)).log_prob(data)
        )
    )(np.log(fitted.n))
    assert abs(slope) < 1e-10


def test_fit_with_n_given():
    data = [0, 3, 1, 4]
    fitted = NegativeBinomial.fit(data, n=2)
    assert (fitted.n, fitted.p) == (2, 0.5)
    assert NegativeBinomial.fit([0, 0], n=2).p == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: NegativeBinomial(0, 0.5), "NegativeBinomial: n is 0; expected numbers above 0"),
        (lambda: NegativeBinomial(2, 0.0), "p is 0; expected a probability above 0"),
        (lambda: NegativeBinomial(2, 1.1), r"p is 1\.1; expected probabilities"),
        (
            lambda: NegativeBinomial([1.0, 2.0], [0.1, 0.2, 0.3]),
            r"n of shape \(2,\) and p of shape \(3,\)",
        ),
        (lambda: NegativeBinomial.fit([2, 2, 3]), r"variance 0\.2222 .* mean 2\.333.*Use Poisson"),
        (lambda: NegativeBinomial.fit([0, 0]), "variance 0 of the data is not above their mean 0"),
        (lambda: NegativeBinomial(1e25, 1e-3).sample(rng=0), "would not fit whole numbers"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ProbabilityError, match=message):
        make()


def test_entropy_of_any_mean(monkeypatch):
    """The formula for many joins the sum, which would not end at 1e-200."""
    from coursekit.probability.distributions import negative_binomial

    cases = [(1.0, 0.9e-13), (7.5, 1e-13), (1e13, 0.4), (1e14, 0.9)]
    found = NegativeBinomial(*np.transpose(cases)).entropy
    monkeypatch.setattr(negative_binomial, "_MANY", np.inf)
    for (n, p), entropy in zip(cases, found, strict=True):
        np.testing.assert_allclose(NegativeBinomial(n, p).entropy, entropy, rtol=3e-12)
    monkeypatch.undo()
    # n = 1: geometric, of which the entropy is 1 − log p for small p
    np.testing.assert_allclose(NegativeBinomial(1.0, 1e-200).entropy, 1 + 200 * np.log(10))


def test_entropy_where_whole_numbers_are_no_floats():
    """n = ½: half of a gamma distribution's shape, up to terms of √p by the sum at 0."""
    entropies = NegativeBinomial(0.5, np.array([1e-17, 1e-20, 1e-23])).entropy
    np.testing.assert_allclose(np.diff(entropies), 3 * np.log(10), rtol=1e-7)
