"""The functions of networks: against SciPy, differences, and at logits of ±1000."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import special

from coursekit.autodiff import (
    AutodiffError,
    Tensor,
    check_grads,
    elementwise_grad,
    grad,
    hessian,
    jacobian,
    nn,
    value_and_grad,
)

X = np.array([[0.3, -1.2, 2.0], [0.7, 0.1, -0.4]])
FAR = np.array([-1000.0, -40.0, -1.0, 0.0, 1.0, 40.0, 1000.0])


def gelu(x):
    return x * special.ndtr(x)


@pytest.mark.parametrize(
    ("function", "reference"),
    [
        (nn.sigmoid, special.expit),
        (nn.log_sigmoid, special.log_expit),
        (nn.softplus, lambda x: np.logaddexp(x, 0)),
        (nn.relu, lambda x: np.where(x > 0, x, 0)),
        (nn.gelu, gelu),
        (nn.softmax, lambda x: special.softmax(x, axis=-1)),
        (nn.log_softmax, lambda x: special.log_softmax(x, axis=-1)),
    ],
)
def test_against_scipy_and_differences(function, reference, agrees):
    np.testing.assert_allclose(function(X), reference(X), rtol=1e-14)
    np.testing.assert_allclose(function(FAR), reference(FAR), rtol=1e-13, atol=1e-300)
    np.testing.assert_allclose(function(Tensor(X)).data, reference(X), rtol=1e-14)
    agrees(function, X[:, :2] + 0.05)
    agrees(lambda x: function(x * x), X[0])
    check_grads(function, (X,))
    single = X.astype(np.float32)
    assert function(single).dtype == np.float32
    assert jacobian(function)(single).dtype == np.float32
    assert np.all(np.isfinite(jacobian(function)(FAR)))
    assert np.all(np.isfinite(hessian(lambda x: np.sum(function(x)))(FAR)))


def test_derivatives_far_out():
    assert elementwise_grad(nn.relu)(FAR).tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert elementwise_grad(nn.log_sigmoid)(FAR).tolist()[0] == 1.0
    assert elementwise_grad(nn.softplus)(FAR).tolist()[-1] == 1.0
    np.testing.assert_allclose(elementwise_grad(nn.gelu)(FAR)[[0, -1]], [0, 1])
    np.testing.assert_allclose(elementwise_grad(nn.softplus)(-700.0), np.exp(-700.0), rtol=1e-12)


def test_one_number(agrees):
    for function in (nn.sigmoid, nn.log_sigmoid, nn.softplus, nn.relu, nn.gelu):
        agrees(function, 0.7)
        assert function(0.7) == pytest.approx(function(np.array([0.7]))[0])
    for function in (nn.softmax, nn.log_softmax):
        with pytest.raises(AutodiffError, match="one number"):
            grad(function)(1.0)


def test_gelu_by_tanh(agrees):
    x = np.linspace(-4, 4, 41)
    f = lambda x: nn.gelu(x, approximate="tanh")
    by_tanh = 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
    np.testing.assert_allclose(f(x), by_tanh, atol=1e-14)
    np.testing.assert_allclose(f(x), gelu(x), atol=5e-4)
    assert np.all(np.isfinite(elementwise_grad(f)(FAR)))
    agrees(f, X[0])
    with pytest.raises(AutodiffError, match="approximate"):
        nn.gelu(x, approximate="sigmoid")


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -3])
def test_softmax_along_any_axis(axis, agrees):
    x = np.linspace(-1, 2, 12).reshape(2, 3, 2) ** 2
    np.testing.assert_allclose(nn.softmax(x, axis), special.softmax(x, axis), rtol=1e-13)
    agrees(lambda x: nn.softmax(x, axis=axis), x, order=1)
    agrees(lambda x: nn.log_softmax(x, axis=axis), x, order=1)


def test_softmax_of_infinite_scores_leaks_no_warning():
    nan, inf = np.nan, np.inf
    rows = np.array([[inf, 1.0, 2.0], [-inf, -inf, -inf], [inf, inf, 0.0], [-inf, 0.0, 0.0]])
    expected = [[1.0, 0.0, 0.0], [nan] * 3, [nan] * 3, [0.0, 0.5, 0.5]]
    np.testing.assert_array_equal(nn.softmax(rows), expected)
    half = -np.log(2)
    logs = [[0.0, -inf, -inf], [nan] * 3, [nan] * 3, [-inf, half, half]]
    np.testing.assert_allclose(nn.log_softmax(rows), logs)
    np.testing.assert_array_equal(nn.softmax(rows.T, axis=0), np.transpose(expected))


@pytest.mark.parametrize("function", [nn.softmax, nn.log_softmax])
@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ("a", "was given 'a'; expected an array of numbers"),
        ([[1.0], [1.0, 2.0]], "expected an array of numbers"),
        ([], r"no scores along axis -1 of shape \(0,\)"),
        (np.ones((2, 0)), r"no scores along axis -1 of shape \(2, 0\)"),
        (3.0, "was given one number"),
    ],
)
def test_what_are_no_scores(function, scores, message):
    with pytest.raises(AutodiffError, match=f"^{function.__name__} .*{message}"):
        function(scores)


def test_softmax_of_no_examples_is_empty():
    assert nn.softmax(np.ones((0, 3))).shape == (0, 3)


def test_linear(agrees):
    weight, bias = np.array([[1.0, -2.0, 0.5], [0.3, 0.1, 2.0]]), np.array([0.1, -0.2])
    agrees(nn.linear, X[0], weight, bias, order=1)
    agrees(nn.linear, X, weight, bias, order=1)
    agrees(nn.linear, X, weight, order=1)
    np.testing.assert_allclose(nn.linear(X, weight, bias)[1], weight @ X[1] + bias)


def reference_loss(logits, target):
    return -np.mean(np.sum(target * special.log_softmax(logits, axis=-1), axis=-1))


LABELS = np.array([2, 0])
SOFT = np.array([[0.2, 0.3, 0.5], [0.9, 0.1, 0.0]])


@pytest.mark.parametrize("labels", [LABELS, SOFT, SOFT * 3], ids=["classes", "soft", "weighted"])
def test_cross_entropy(labels, agrees):
    target = np.eye(3)[labels] if labels.ndim == 1 else labels
    np.testing.assert_allclose(nn.cross_entropy(X, labels), reference_loss(X, target), rtol=1e-14)
    value, g = value_and_grad(nn.cross_entropy)(X, labels)
    assert value == pytest.approx(reference_loss(X, target))
    mass = target.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(g, (special.softmax(X, 1) * mass - target) / 2, rtol=1e-13)
    agrees(lambda x: nn.cross_entropy(x, labels), X)
    agrees(lambda x: nn.cross_entropy(x * x, labels) ** 2, X, rtol=1e-5)
    single = grad(nn.cross_entropy)(X.astype(np.float32), labels)
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, g, rtol=1e-4, atol=1e-6)


def test_cross_entropy_of_one_example_and_by_its_labels(agrees):
    agrees(lambda x: nn.cross_entropy(x, 1), X[0])
    agrees(nn.cross_entropy, X, SOFT, order=1)
    np.testing.assert_allclose(
        grad(nn.cross_entropy, 1)(X, SOFT), -special.log_softmax(X, axis=1) / 2
    )


def test_losses_at_far_logits():
    logits = np.array([[1000.0, 0.0, -1000.0], [-1000.0, 1000.0, 0.0]])
    assert nn.cross_entropy(logits, np.array([0, 1])) == 0.0
    assert nn.cross_entropy(logits, np.array([2, 0])) == 2000.0
    assert grad(nn.cross_entropy)(logits, np.array([2, 0])).tolist() == [
        [0.5, 0, -0.5],
        [-0.5, 0.5, 0],
    ]
    x = np.array([1000.0, -1000.0])
    assert nn.binary_cross_entropy(x, np.array([0.0, 1.0])) == 1000.0
    assert grad(nn.binary_cross_entropy)(x, np.array([0.0, 1.0])).tolist() == [0.5, -0.5]
    np.testing.assert_allclose(nn.binary_cross_entropy(40.0, 1.0), np.exp(-40.0), rtol=1e-14)


@settings(max_examples=25)
@given(
    x=hnp.arrays(float, (4,), elements=st.floats(-30, 30)),
    z=hnp.arrays(float, (4,), elements=st.floats(0, 1)),
)
def test_binary_cross_entropy(x, z):
    expected = -np.mean(z * special.log_expit(x) + (1 - z) * special.log_expit(-x))
    np.testing.assert_allclose(nn.binary_cross_entropy(x, z), expected, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(
        grad(nn.binary_cross_entropy)(x, z), (special.expit(x) - z) / 4, atol=1e-15
    )


def test_binary_cross_entropy_at_0_has_slope_one_half_minus_the_label(agrees):
    assert grad(nn.binary_cross_entropy)(0.0, 1.0) == -0.5
    agrees(nn.binary_cross_entropy, np.array([0.0, 0.4]), np.array([1.0, 0.3]))


def test_squared_error(agrees):
    agrees(nn.squared_error, X, X**2, order=1)
    assert nn.squared_error([1.0, 2.0], [1.0, 4.0]) == 2.0


def test_wrong_shapes_and_labels_say_so():
    for loss in (nn.squared_error, nn.binary_cross_entropy):
        with pytest.raises(AutodiffError, match=r"\(3, 1\) and \(3,\)"):
            loss(np.ones((3, 1)), np.ones(3))
    with pytest.raises(AutodiffError, match="from 0 to 3 for 3 classes"):
        nn.cross_entropy(X, np.array([0, 3]))
    with pytest.raises(AutodiffError, match=r"labels of shape \(3,\)"):
        nn.cross_entropy(X, np.array([0, 1, 2]))
    with pytest.raises(AutodiffError, match="dtype float64"):
        nn.cross_entropy(X, np.array([0.0, 1.0]))
    with pytest.raises(AutodiffError, match="one number"):
        nn.cross_entropy(1.0, 0)


def test_labels_may_change_after_the_forward_walk():
    labels = np.array([0, 1])
    logits = Tensor(X, requires_grad=True)
    loss = nn.cross_entropy(logits, labels)
    labels[:] = 2
    loss.backward()
    np.testing.assert_allclose(
        np.asarray(getattr(logits.grad, "data", logits.grad)),
        (special.softmax(X, 1) - np.eye(3)[[0, 1]]) / 2,
    )
