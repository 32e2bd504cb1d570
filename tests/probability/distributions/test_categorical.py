"""One of K outcomes."""

import math

import numpy as np
import pytest
from scipy import stats

from coursekit.autodiff import Tensor, check_grads, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Categorical

WEATHER = Categorical([0.5, 0.3, 0.2], labels=["sun", "cloud", "rain"])


def test_names_and_numbers():
    assert WEATHER.prob("rain") == 0.2
    assert WEATHER.prob([["sun", "rain"], ["rain", "cloud"]]).tolist() == [[0.5, 0.2], [0.2, 0.3]]
    assert WEATHER.prob([0, 2, 3, -1]).tolist() == [0.5, 0.2, 0, 0]
    assert WEATHER.labels == ("sun", "cloud", "rain")
    assert WEATHER.labelled([[2, 0]]).tolist() == [["rain", "sun"]]
    assert WEATHER.labelled(1) == "cloud"
    assert set(WEATHER.labelled(WEATHER.sample(99, rng=0))) == set(WEATHER.labels)


def test_tables():
    assert str(WEATHER) == "sun    0.5\ncloud  0.3\nrain   0.2"
    assert str(Categorical([0.25, 0.75])) == "0  0.25\n1  0.75"
    html = Categorical([0.25, 0.75], labels=["<a>", "b"])._repr_html_()
    assert "<th>&lt;a&gt;</th><td>0.25</td>" in html
    many = Categorical([[0.5, 0.5], [0.1, 0.9]])
    assert many._repr_html_() is None
    assert str(many) == repr(many)
    assert repr(WEATHER).endswith("labels=('sun', 'cloud', 'rain'))")


def test_impossible_outcomes():
    some = Categorical([0.0, 0.5, 0.0, 0.5, 0.0])
    assert some.log_prob(0) == -math.inf
    np.testing.assert_allclose(some.entropy, math.log(2), rtol=1e-15)
    assert set(some.sample(1000, rng=0).tolist()) == {1, 3}
    assert some.icdf([0.0, 0.5, 0.51, 1.0]).tolist() == [0, 1, 3, 4]
    assert Categorical([1.0]).entropy == 0


def test_many_distributions():
    p = np.array([[[0.1, 0.2, 0.7]], [[1.0, 0.0, 0.0]]])  # shape (2, 1, 3)
    many = Categorical(p)
    k = np.array([0, 1, 2, 1])
    assert many.prob(k).shape == (2, 4)
    for i in range(2):
        one = Categorical(p[i, 0])
        np.testing.assert_array_equal(many.prob(k)[i], one.prob(k))
        np.testing.assert_array_equal(many.cdf(k)[i], one.cdf(k))
        np.testing.assert_array_equal(many.survival(k)[i], one.survival(k))
        for name in ("mean", "variance", "std", "entropy"):
            np.testing.assert_array_equal(getattr(many, name)[i, 0], getattr(one, name))
        q = np.linspace(0, 1, 9)
        np.testing.assert_array_equal(many.icdf(q[:, None, None])[:, i, 0], one.icdf(q))
    x = many.sample(5000, rng=0)
    assert x.shape == (5000, 2, 1)
    counts = np.bincount(x[:, 0, 0], minlength=3)
    assert stats.chisquare(counts, 5000 * p[0, 0]).pvalue > 1e-3
    assert not np.any(x[:, 1, 0])


def test_from_weights():
    assert Categorical.from_weights([1, 2, 5]).p.tolist() == [0.125, 0.25, 0.625]
    assert Categorical.from_weights([[1, 1], [0, 3]]).p.tolist() == [[0.5, 0.5], [0, 1]]
    assert Categorical.from_weights([1, 3], labels=["a", "b"]).prob("b") == 0.75
    check_grads(lambda w: Categorical.from_weights(w).entropy, (np.array([1.0, 2.0, 0.5]),))


def test_from_logits():
    logits = np.array([[1.0, -2.0, 0.3], [1000.0, 0.0, -1000.0]])
    made = Categorical.from_logits(logits)
    np.testing.assert_allclose(
        made.log_prob(np.array([[0], [1], [2]])).T,
        logits - np.logaddexp.reduce(logits, axis=1, keepdims=True),
        rtol=1e-15,
    )
    np.testing.assert_allclose(made.p.sum(axis=1), 1, rtol=1e-15)
    k = np.array([2.0, 0.0])
    check_grads(lambda x: Categorical.from_logits(x).log_prob(k), (logits[:1] * 0.5,))
    check_grads(lambda x: Categorical.from_logits(x).entropy, (logits[:1] * 0.5,))
    assert grad(lambda x: np.sum(Categorical.from_logits(x).entropy))(logits[1]).tolist() == [0] * 3
    # The gradient of the cross-entropy cost: q − p.
    slope = grad(lambda x: -Categorical.from_logits(x).log_prob(1))(logits[0])
    np.testing.assert_allclose(slope, made.p[0] - [0, 1, 0], rtol=1e-14)


def test_one_tensor_many_uses():
    logits = Tensor(np.array([0.1, 0.2]), requires_grad=True)
    made = Categorical.from_logits(logits)
    for _ in range(2):
        made.log_prob(0).backward()
        made.entropy.backward()
    p = Tensor(np.array([0.25, 0.75]), requires_grad=True)
    plain = Categorical(p)
    for _ in range(2):
        plain.log_prob(1).backward()
    np.testing.assert_allclose(p.grad.data, [0, 2 / 0.75])


def test_gradient_by_p():
    """1/p of the outcome, and −log p − 1 for the entropy, each probability moving freely."""
    p = np.array([0.2, 0.3, 0.5])
    found = grad(lambda p: np.sum(Categorical(p).log_prob([1, 1, 2])))(p)
    np.testing.assert_allclose(found, [0, 2 / 0.3, 1 / 0.5])
    np.testing.assert_allclose(grad(lambda p: Categorical(p).entropy)(p), -np.log(p) - 1)


def test_fit():
    data = [0, 2, 2, 1, 2]
    fitted = Categorical.fit(data)
    assert fitted.p.tolist() == [0.2, 0.2, 0.6]
    best = np.sum(fitted.log_prob(data))
    for moved in ([0.21, 0.2, 0.59], [0.19, 0.21, 0.6]):
        assert np.sum(Categorical(moved).log_prob(data)) < best
    assert Categorical.fit(data, size=4).p.tolist() == [0.2, 0.2, 0.6, 0]
    named = Categorical.fit(["b", "a", "b", "b"], labels=["a", "b", "c"])
    assert named.p.tolist() == [0.25, 0.75, 0]
    assert named.prob("b") == 0.75
    assert Categorical.fit([1, 0], labels=["a", "b", "c"]).p.tolist() == [0.5, 0.5, 0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Categorical([0.5, 0.6]), r"p sum to 1\.1; expected 1.*from_weights"),
        (lambda: Categorical([0.5, 0.5 + 1e-8]), r"p sum to 1\.00000001; expected 1"),
        (lambda: Categorical([[0.5, 0.5], [0.2, 0.9]]), r"p sum to 1\.1 at index 1"),
        (lambda: Categorical([1.5, -0.5]), r"p is -0\.5 at index 1; expected probabilities"),
        (lambda: Categorical(0.5), r"p has shape \(\); expected at least one axis"),
        (lambda: Categorical([]), r"p has shape \(0,\)"),
        (lambda: Categorical([[0.5, 0.5], [1.0]]), "not an array of numbers"),
        (lambda: Categorical.fit(["a", "b"]), "data are names, but no labels were given"),
        (lambda: Categorical([0.5, 0.5], labels=["a"]), "expected 2 names"),
        (lambda: Categorical([0.5, 0.5], labels="ab"), "expected 2 names"),
        (lambda: Categorical([0.5, 0.5], labels=["a", 1]), "expected 2 names"),
        (lambda: Categorical([0.5, 0.5], labels=["a", "a"]), "'a' occurs twice"),
        (lambda: WEATHER.prob("snow"), "no outcome 'snow'; the labels are 'sun', 'cloud', 'rain'"),
        (lambda: WEATHER.labelled([0, 3]), "value is 3 at index 1; expected whole numbers below 3"),
        (lambda: WEATHER.labelled(-1), "value is -1; expected whole numbers, 0 or more"),
        (lambda: Categorical([1.0]).labelled(0), "the outcomes have no names"),
        (lambda: Categorical([1.0]).prob("sun"), "the outcomes have none. Give labels"),
        (
            lambda: Categorical.from_weights([0, 0]),
            "the sum of .*weights is 0; expected a sum above",
        ),
        (
            lambda: Categorical.from_weights([1, -1]),
            "weights is -1 at index 1; expected numbers, 0",
        ),
        (lambda: Categorical.from_weights(3), "weights is one number"),
        (lambda: Categorical.from_logits(3.0), "logits is one number.*Bernoulli.from_logit"),
        (lambda: Categorical.fit([0, 3], size=2), "data hold 3; expected numbers from 0 to 1"),
        (lambda: Categorical.fit([0, 3], labels=["a", "b"]), "data hold 3"),
        (lambda: Categorical.fit([0, -1]), "data is -1 at index 1"),
        (lambda: Categorical.fit([0], size=0), "size is 0; expected whole numbers, 1 or more"),
        (lambda: Categorical.fit(["a"], labels=["b"]), "no outcome 'a'"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ProbabilityError, match=message):
        make()


@pytest.mark.parametrize("what", ["cdf", "survival"])
def test_names_have_no_order(what):
    weather = Categorical([0.5, 0.5], labels=["sun", "rain"])
    with pytest.raises(ProbabilityError, match=rf"Categorical.{what} was asked of 'a'; names have"):
        getattr(weather, what)("a")
    with pytest.raises(ProbabilityError, match="names have no order"):
        getattr(weather, what)(["sun", "rain"])
    with pytest.raises(ProbabilityError, match="differ in length"):
        getattr(weather, what)([[0], [0, 1]])
    assert getattr(weather, what)(0) == 0.5
