"""What other libraries get silently wrong: here it is right, or it fails and says the cure."""

import copy
import math
import pickle

import numpy as np
import pytest

from coursekit.autodiff import (
    AutodiffError,
    Tensor,
    grad,
    hessian,
    jacobian,
    jvp,
    nn,
    primitive,
    value_and_grad,
    vjp,
)

X = np.array([1.0, 2.0, 3.0])


def into_zeros(x):
    b = np.zeros(3)
    b[0] = x[0]
    return np.sum(b)


def into_zeros_a_vector(x):
    b = np.zeros(3)
    b[:] = x
    return np.sum(b)


def plus_equals(x):
    b = np.ones(3)
    b += x
    return np.sum(b)


def tensor_item(x):
    x[0] = 1.0
    return np.sum(x)


def tensor_remainder_in_place(x):
    x %= 2.0
    return np.sum(x)


def tensor_in_place(x):
    x *= 2.0
    return np.sum(x)


@pytest.mark.parametrize(
    ("f", "cure"),
    [
        (into_zeros, "np.stack"),
        (into_zeros_a_vector, "np.stack"),
        (plus_equals, r"a = a \+ t"),
        (tensor_item, "np.where"),
        (tensor_in_place, r"t = t \* "),
        (tensor_remainder_in_place, r"t = t % "),
        (lambda x: np.sum(np.array([x[0], x[1]])), "np.stack"),
        (lambda x: np.sum(np.array([x[0], x[1]], dtype=object)), "np.stack"),
        (lambda x: np.sum(np.asarray(x)), "np.stack"),
        (lambda x: np.sum(np.full(3, x[0])), "np.stack"),
        (lambda x: math.sin(x[0]) * x[0], "np.sin"),
        (lambda x: float(x[0]) * x[0], "np.sin"),
        (lambda x: int(x[0]) * x[0], "item"),
        (lambda x: complex(x[0]) * x[0], "item"),
        (lambda x: np.sum(np.add(x, 1, out=np.zeros(3))), "new array"),
        (lambda x: np.sum(np.exp(x, where=[True, False, True])), "where"),
        (lambda x: np.sum(np.fft.fft(x)), "primitive"),
        (lambda x: np.sum(np.multiply.accumulate(x)), "primitive"),
        (lambda x: np.sum(x * 1j), "complex_step"),
        (lambda x: np.sum(x * np.array([1, "a"], dtype=object)), "dtype object"),
        (lambda x: np.sum(x * np.ma.masked_array(X)), "asarray"),
        (lambda x: np.sum(np.ma.masked_array(X) * x), "np.stack"),
        (lambda x: np.ma.log(x).sum(), "np.stack"),
        (lambda x: pickle.loads(pickle.dumps(x))[0], "detach"),
        (lambda x: np.histogram(X, 3, weights=x)[0][0], "weights"),
        (lambda x: np.histogram(X, x)[0][0], "bins"),
        (lambda x: np.histogram(x, 3, (x[0], x[2]))[0][0], "range"),
        (lambda x: np.linalg.norm(x, x[1]), "by its order"),
        (lambda x: np.linalg.vector_norm(x, ord=x[1]), "by its order"),
        (lambda x: np.sum(x * np.array(["a", "b", "c"])), "dtype <U1"),
        (lambda x: [x[0], x[1]], "np.stack"),
        (lambda x: (x[0], x[1]), "np.stack"),
        (lambda x: None, "return"),
        (lambda x: x, "elementwise_grad"),
        (lambda x: "text", "real number"),
        (lambda x: Tensor(x)[0], "detach"),
    ],
    ids=range(36),
)
def test_loud_failure_with_a_cure(f, cure):
    with pytest.raises(AutodiffError, match=cure):
        grad(f)(X)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.array([x, x])[0],
        lambda x: math.exp(x),
        lambda x: np.full(2, x)[0],
        lambda x: round(math.floor(x)),
    ],
)
def test_loud_failure_of_numbers(f):
    with pytest.raises(AutodiffError, match=r"np\.stack|np\.sin"):
        grad(f)(1.0)


def test_message_names_function_argument_and_shape():
    with pytest.raises(AutodiffError, match=r"np\.polyfit.*shape \(3,\) as argument number 2"):
        grad(lambda x: np.polyfit(X, x, 1))(X)


def test_whole_numbers():
    assert grad(lambda x: x**2)(3) == 6.0
    assert grad(lambda x: np.sum(x**2))([1, 2]).tolist() == [2, 4]
    assert grad(lambda x: x * x)(np.int64(2)) == 4.0
    assert grad(lambda x: x * 2)(True) == 2.0
    with pytest.raises(AutodiffError, match=r"astype\(float\)"):
        grad(np.sum)(np.array([True, False]))
    for make in (lambda: grad(np.sum)(np.array([1, 2])), lambda: Tensor(np.arange(3), True)):
        with pytest.raises(AutodiffError, match=r"astype\(float\)"):
            make()


@pytest.mark.parametrize(
    "bad", ["3", None, {"a": "b"}, 1j, np.array([1j]), [[1.0], [1.0, 2.0]], np.ma.masked_array(X)]
)
def test_inputs_that_are_no_real_numbers(bad):
    with pytest.raises(AutodiffError, match=r"argument 0.* of"):
        grad(lambda x: x)(bad)


def test_no_perturbation_confusion():
    assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(2.0) == 1.0
    assert grad(lambda x: x * grad(lambda x: x * 2)(x))(3.0) == 2.0
    inner = lambda x: jvp(lambda y: x * y, (1.0,), (1.0,))[1]
    assert grad(lambda x: x * inner(x))(3.0) == 6.0
    assert jvp(lambda x: x * inner(x), (3.0,), (1.0,))[1] == 6.0
    assert (
        jacobian(lambda x: x * jacobian(lambda y: x + y, mode="forward")(1.0), mode="forward")(2.0)
        == 1
    )


def test_a_chain_of_a_million_operations():
    def f(x):
        for _ in range(500_000):
            x = x * 1.000001 + 1e-9
        return x

    assert grad(f)(0.5) == pytest.approx(math.exp(0.5), rel=1e-5)


def test_a_long_chain_forward_and_freed_without_recursion():
    def f(x):
        for _ in range(100_000):
            x = x + 1e-6
        return x

    assert jacobian(f, mode="forward")(0.5) == 1.0
    x = Tensor(1.0, requires_grad=True)
    y = f(x)
    del y  # never walked: let go of by Python alone


def test_doubling_sixty_times_is_linear():
    def f(x):
        for _ in range(60):
            x = x + x
        return x

    assert grad(f)(1.0) == 2.0**60
    assert jacobian(f, mode="forward")(1.0) == 2.0**60
    assert grad(grad(lambda x: f(x) ** 2))(1.0) == 2.0**121


def test_gradients_are_nobody_elses_arrays():
    a, b = grad(lambda a, b: np.sum(a + b), argnums=(0, 1))(X, X)
    a += 1  # neither read-only nor shared
    assert b.tolist() == [1, 1, 1]
    u, v = Tensor(X, True), Tensor(X, True)
    np.sum(u + v).backward()
    u.grad *= 2
    assert v.grad.tolist() == [1, 1, 1]


def test_values_are_nobody_elses_arrays():
    value, pullback = vjp(np.tanh, X)
    value[:] = 0
    np.testing.assert_allclose(pullback(np.ones(3))[0], 1 - np.tanh(X) ** 2)


def test_branches_loops_and_builtins():
    def f(x):
        total = 0
        for each in x:
            total += each if each > 1.5 else -each
        return max(total, x[0]) + sum(x) + abs(min(x))

    assert grad(f)(X).tolist() == [1, 2, 2]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_gradients_flow_through_copies(copied):
    assert grad(lambda x: copied(x) ** 2)(3.0) == 6.0
    assert grad(lambda x: np.sum(copied(2 * x) ** 2))(X).tolist() == [8, 16, 24]
    assert grad(lambda p: copied(p)["w"] ** 2)({"w": 3.0}) == {"w": 6.0}


def test_an_argument_is_named_once():
    for argnums in ((0, 0), (0, -2), (1, 0, 1)):
        for transform in (grad, jacobian):
            with pytest.raises(AutodiffError, match="twice"):
                transform(lambda x, y: x * y, argnums)(2.0, 3.0)
    assert grad(lambda x, y: x * y, (1, 0))(2.0, 3.0) == (2.0, 3.0)


def test_a_number_stretched_by_einsum_stands_for_all():
    for spelling in ("i,i->", "i,i", "i,i->i"):
        f = lambda a, b, s=spelling: np.sum(np.einsum(s, a, b))
        assert grad(f, (0, 1))(X, np.ones(1))[0].tolist() == [1, 1, 1]
        assert grad(f, (0, 1))(X, np.ones(1))[1].tolist() == [6]
    stretched = jacobian(lambda a: np.einsum("ij,i->j", a, np.ones(1)))
    assert stretched(np.ones((3, 2))).shape == (2, 3, 2)


def test_eigenvectors_have_the_signs_of_numpys():
    a = np.random.default_rng(0).normal(size=(8, 8))
    for uplo in "LU":
        found = np.linalg.eigh(Tensor(a, requires_grad=True), uplo)
        np.testing.assert_array_equal(found[1].data, np.linalg.eigh(a, uplo)[1])


def test_a_histogram_is_constant_but_for_its_edges():
    counts, edges = np.histogram(Tensor(X, requires_grad=True), 4)
    assert counts.tolist() == np.histogram(X, 4)[0].tolist()
    assert not isinstance(counts, Tensor)
    np.testing.assert_allclose(edges.data, np.histogram(X, 4)[1])
    edge = lambda x: np.histogram_bin_edges(x, 4)[1]
    assert grad(edge)(X).tolist() == [0.75, 0, 0.25]
    assert grad(lambda x: np.sum(np.histogram(x, [0.0, 2.5, 4.0])[0]))(X).tolist() == [0, 0, 0]


def test_infinite_entries_beside_a_quantile():
    inf = np.inf
    for a in ([1.0, 2.0, inf], [-inf, inf, 2.0], [1.0, inf, inf], [2.0, inf, -inf, 2.0]):
        for f in (np.median, np.nanmedian):
            value, gradient = value_and_grad(f)(np.array(a))
            assert value == f(np.array(a))
            assert np.sum(gradient) == 1.0


def test_nothing_plus_nothing_has_slope_0():
    for add in (np.logaddexp, np.logaddexp2):
        assert grad(add, (0, 1))(-np.inf, -np.inf) == (0, 0)
        assert grad(add, (0, 1))(-np.inf, 1.0) == (0, 1)


def test_hessian_of_rosenbrock():
    def f(x):
        return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

    optimize = pytest.importorskip("scipy.optimize")
    x = np.linspace(-1, 1, 6)
    np.testing.assert_allclose(grad(f)(x), optimize.rosen_der(x), rtol=1e-12)
    np.testing.assert_allclose(hessian(f)(x), optimize.rosen_hess(x), rtol=1e-12, atol=1e-10)
    np.testing.assert_allclose(grad(f)(x), optimize.approx_fprime(x, f), rtol=1e-4, atol=1e-4)


def test_a_pullback_gives_no_array_away_twice():
    given = np.ones(3)
    _, pullback = vjp(lambda x: x + 0.0, X)
    for cotangent in (given, Tensor(given)):
        first = pullback(cotangent)[0]
        first[:] = 9.0
        assert pullback(cotangent)[0].tolist() == [1, 1, 1]
    assert given.tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    "function", [np.arctan2, np.hypot, np.fmin, np.power, np.multiply, np.divide]
)
@pytest.mark.parametrize("wrap", [lambda b: b, np.array, lambda b: Tensor(np.array([b]))])
@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int32, np.int64])
def test_whole_constants_do_not_overflow_in_a_rule(function, wrap, dtype):
    b = dtype(100) if function is not np.power else dtype(0)
    for mode in ("forward", "reverse"):
        found = jacobian(lambda x: np.sum(function(x, wrap(b))), mode=mode)(2.0)
        assert found == pytest.approx(grad(function)(2.0, float(b)), rel=1e-12)


def test_whole_constants_keep_the_precision_that_numpy_gives():
    x = Tensor(np.ones(2, np.float32), requires_grad=True)
    for dtype in (np.uint8, np.int64):
        a = np.ones(2, dtype)
        assert (x * a).dtype == (x.data * a).dtype


LOGARITHM = lambda x: np.sum(np.where(x > 0, np.log(x), 0.0))


def hidden_root(x):
    return np.sum(np.where(np.less(x, 1), x, np.sqrt(x - 1.0) ** 2))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("f", "x"),
    [
        (LOGARITHM, np.array([0.0, 1.0])),
        (LOGARITHM, 0.0),
        (hidden_root, X),
        (lambda x: LOGARITHM(x[1:] - x[:-1]), np.ones(3)),
    ],
)
def test_nan_from_the_branch_that_where_does_not_take(f, x):
    with pytest.raises(AutodiffError, match="Choose twice"):
        grad(f)(x)
    with pytest.raises(AutodiffError, match="Choose twice"):
        grad(lambda x: grad(f)(x) if np.ndim(x) == 0 else np.sum(grad(f)(x)))(x)
    t = Tensor(x, requires_grad=True)
    with pytest.raises(AutodiffError, match="Choose twice"):
        f(t).backward()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_nan_that_where_is_not_to_blame_for():
    safe = lambda x: np.where(x > 0, x, 1.0)
    f = lambda x: np.sum(np.where(x > 0, np.log(safe(x)), 0.0))
    assert grad(f)(np.array([0.0, 2.0])).tolist() == [0.0, 0.5]
    nan = float("nan")
    assert np.isnan(grad(lambda x: np.sum(np.where(x > 0, x, 2 * x)) * nan)(X)).all()
    assert np.isnan(grad(lambda x: np.sum(np.where(x > 0, x**2, x * x)))(np.array([nan, 1.0])))[0]
    assert np.isnan(grad(lambda x: np.log(x) * 0.0)(0.0))


def test_defined_where_others_differ_or_fail():
    nan_free = [
        (grad(np.abs)(0.0), 0.0),
        (grad(lambda x: np.maximum(x, 0.0))(0.0), 0.5),
        (grad(nn.relu)(0.0), 0.0),
        (grad(lambda x: 3.0)(2.0), 0.0),
        (grad(lambda x: x**0)(0.0), 0.0),
    ]
    for found, expected in nan_free:
        assert found == expected
    assert grad(np.linalg.norm)(np.zeros(3)).tolist() == [0, 0, 0]
    assert grad(np.max)(np.array([1.0, 5.0, 5.0])).tolist() == [0, 0.5, 0.5]
    assert jacobian(lambda x: np.ones(2))(X).tolist() == [[0] * 3] * 2


def test_a_sum_of_large_gradients_overwrites_nothing_that_is_still_used():
    """Large cotangents are added in place; only ever into an array that nobody else has."""
    a = np.ones(100_000)
    x = Tensor(a, requires_grad=True)
    y, z = np.tanh(x), x * 1.0
    np.sum((y + z) * (y + z) + y * z + x).backward(retain_graph=True)
    t = np.tanh(1.0)
    slope = 1 - t * t
    expected = 2 * (t + 1) * (slope + 1) + slope + t + 1
    np.testing.assert_allclose(x.grad.data, expected)
    kept = []

    @primitive(lambda g, y, x: kept[-1] * g, elementwise=True)
    def linear(x):
        kept.append(np.full(x.shape, 3.0))
        return 3.0 * x

    @primitive(lambda g, y, x: kept[0], elementwise=True)
    def gives_its_own_array_away(x):
        return 3.0 * x

    found = grad(lambda x: np.sum(linear(x) + gives_its_own_array_away(x) + x))(a)
    assert set(found.tolist()) == {7.0}
    assert set(kept[0].tolist()) == {3.0}
