"""One trial with two outcomes."""

import math

import numpy as np
import pytest

from coursekit.autodiff import check_grads, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Bernoulli


def test_certain_outcomes():
    both = Bernoulli([0.0, 1.0])
    np.testing.assert_array_equal(both.log_prob([[0], [1]]), [[0, -math.inf], [-math.inf, 0]])
    np.testing.assert_array_equal(both.entropy, [0, 0])
    np.testing.assert_array_equal(both.sample(50, rng=0), np.tile([0, 1], (50, 1)))
    assert both.variance.tolist() == [0, 0]
    assert both.logit.tolist() == [-math.inf, math.inf]


def test_slopes_at_certain_outcomes():
    of = lambda value: grad(lambda p: Bernoulli(p).log_prob(value))
    assert of(0)(0.0) == -1
    assert of(1)(1.0) == 1
    assert grad(lambda p: Bernoulli(p).entropy)(0.0) == math.inf
    assert grad(lambda p: Bernoulli(p).entropy)(1.0) == -math.inf


def test_from_logit_keeps_what_p_cannot():
    for logit in (-800.0, -3.0, 0.0, 0.7, 50.0, 800.0):
        made = Bernoulli.from_logit(logit)
        np.testing.assert_allclose(made.log_prob(1), -np.logaddexp(0, -logit), rtol=1e-15)
        np.testing.assert_allclose(made.log_prob(0), -np.logaddexp(0, logit), rtol=1e-15)
        np.testing.assert_allclose(made.logit, logit, rtol=1e-15)
        odds = math.exp(min(logit, 700.0))
        np.testing.assert_allclose(made.mean, odds / (1 + odds), rtol=1e-14)
    x = np.array([0.0, 1.0])
    check_grads(lambda logit: Bernoulli.from_logit(logit).log_prob(x), (0.7,))
    check_grads(lambda logit: Bernoulli.from_logit(logit).entropy, (np.array([-2.0, 0.7]),))
    # (target − p), the gradient of the cost from logits, at any size
    slope = grad(lambda logit: Bernoulli.from_logit(logit).log_prob(0))
    assert slope(800.0) == -1
    assert slope(-800.0) == 0
    np.testing.assert_allclose(Bernoulli.from_logit(-40.0).entropy, 41 * math.exp(-40), rtol=1e-12)


def test_one_logit_many_uses():
    """A Tensor is differentiated again and again: no graph is kept from the first time."""
    from coursekit.autodiff import Tensor

    logit = Tensor(0.3, requires_grad=True)
    made = Bernoulli.from_logit(logit)
    for _ in range(2):
        made.log_prob(1).backward()
        made.entropy.backward()
    p = 1 / (1 + math.exp(-0.3))
    np.testing.assert_allclose(logit.grad.data, 2 * (1 - p) - 2 * 0.3 * p * (1 - p))


def test_fit():
    data = np.array([0, 1, 1, 0, 1])
    fitted = Bernoulli.fit(data)
    assert fitted.p == 0.6
    best = np.sum(fitted.log_prob(data))
    for p in (0.59, 0.61):
        assert np.sum(Bernoulli(p).log_prob(data)) < best
    assert Bernoulli.fit([True, True]).p == 1
    assert Bernoulli.fit([[0, 1], [0, 0]]).p == 0.25


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Bernoulli(1.2), r"Bernoulli: p is 1\.2; expected probabilities, between 0 and 1"),
        (lambda: Bernoulli([0.5, -0.1]), r"p is -0\.1 at index 1"),
        (lambda: Bernoulli(math.nan), "p is nan; expected finite"),
        (lambda: Bernoulli("heads"), "p is 'heads'; expected a real number"),
        (lambda: Bernoulli.from_logit(math.inf), "logit is inf; expected finite"),
        (lambda: Bernoulli.fit([0, 2]), "data hold 2; expected zeros and ones"),
        (lambda: Bernoulli.fit([0.5]), r"data is 0\.5 at index 0; expected whole numbers"),
        (lambda: Bernoulli.fit([]), "expected an array of one observation or more"),
        (lambda: Bernoulli.fit(1), "expected an array of one observation or more"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ProbabilityError, match=message):
        make()
