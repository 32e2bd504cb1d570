"""Tables that are Tensors: every answer is differentiable by the numbers in the table."""

import numpy as np
import pytest

from coursekit.autodiff import Tensor, check_grads, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.joint import Conditional, Joint, bayes, mosaic

LOGITS = np.array([[0.3, -0.5, 0.1], [0.8, -0.2, 0.4]])


def table(logits):
    weights = np.exp(logits)
    return Joint(weights / np.sum(weights), ("x", "y"), {"x": (1, 4), "y": (-1, 2, 3)})


@pytest.mark.parametrize(
    "ask",
    [
        lambda j: j.prob(x=1, y=3),
        lambda j: j.prob(lambda x, y: x > y),
        lambda j: j.marginal("y").prob(y=2),
        lambda j: j.marginal("y", "x").prob(y=2, x=4),
        lambda j: j.given(y=3).prob(x=4),
        lambda j: j.expectation(lambda x, y: x * y),
        lambda j: np.sum(j.expectation(lambda x, y: np.array([x, y, x * y]))),
        lambda j: j.variance("y"),
        lambda j: j.covariance("x", "y"),
        lambda j: np.sum(j.covariance_matrix() ** 2),
        lambda j: j.correlation("x", "y"),
        lambda j: j.conditional(of="y", given="x").prob(x=1, y=2),
        lambda j: (j.marginal("x") * j.conditional("y", "x").rename(y="z")).prob(z=3),
        lambda j: bayes(j.marginal("x"), j.conditional("y", "x"), [2, 3]).log_evidence,
        lambda j: bayes(j.marginal("x"), j.conditional("y", "x"), 2).posterior.prob(x=1),
        lambda j: mosaic(j)[4].height,
    ],
)
def test_gradients_through_every_answer(ask):
    check_grads(lambda logits: ask(table(logits)), (LOGITS,), order=2)


def test_weights_are_shared_differentiably():
    def f(weights):
        return Joint.from_weights(weights, ("x", "y")).given(y=1).prob(x=0)

    weights = np.array([[1.0, 2.0], [3.0, 5.0]])
    check_grads(f, (weights,), order=2)
    np.testing.assert_allclose(grad(f)(weights), [[0, 5 / 49], [0, -2 / 49]], atol=1e-15)

    def g(weights):
        return Conditional.from_weights(weights, "y", "x").prob(x=1, y=0)

    np.testing.assert_allclose(grad(g)(weights), [[0, 0], [5 / 64, -3 / 64]], atol=1e-15)


def test_parameters_of_the_function_in_an_expectation():
    joint = Joint([0.25, 0.75], "x", (1, 3))
    assert grad(lambda a: joint.expectation(lambda x: a**x))(2.0) == pytest.approx(0.25 + 0.75 * 12)
    exact = Joint.from_counts([1, 3], "x", (1, 3))
    assert grad(lambda a: exact.variance(lambda x: a * x))(2.0) == pytest.approx(4 * 0.75)


def test_the_slope_by_a_probability_of_zero_is_kept():
    def f(p):
        return Joint(np.stack([p, 1 - p]), "x", (5, 2)).expectation(lambda x: x)

    assert grad(f)(0.0) == 3.0


def test_a_tensor_prior_and_an_exact_likelihood():
    likelihood = Conditional.from_counts([[2, 3], [4, 1]], "fruit", "carton")

    def posterior(p):
        return (Joint(np.stack([p, 1 - p]), "carton") * likelihood).given(fruit=0).prob(carton=0)

    assert posterior(0.5) == pytest.approx(1 / 3)
    check_grads(posterior, (0.3,), order=2)


def test_a_tensor_is_checked_and_shown_as_any_table():
    joint = Joint(Tensor([0.25, 0.75]), "x")
    assert str(joint) == str(Joint([0.25, 0.75], "x"))
    assert joint.mode() == {"x": 1}
    assert set(joint.sample(50, rng=0)["x"].tolist()) == {0, 1}
    with pytest.raises(ProbabilityError, match=r"sums to 1.25; expected 1"):
        Joint(Tensor([0.5, 0.75]), "x")
    with pytest.raises(ProbabilityError, match=r"table is -0.5 at index 0"):
        Joint(Tensor([-0.5, 1.5]), "x")
