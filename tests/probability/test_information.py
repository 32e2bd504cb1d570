"""Information of arrays and tables: values, identities, slopes, and what is refused."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import spatial, special, stats

from coursekit.autodiff import Tensor, check_grads, finite_difference, grad, jacobian, nn
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.information import (
    binary_entropy,
    conditional_entropy,
    cross_entropy,
    entropy,
    js_divergence,
    kl_divergence,
    mutual_information,
    perplexity,
    surprise,
    terms,
)
from coursekit.probability.joint.conditional import Conditional
from coursekit.probability.joint.table import Joint

LOG_2 = math.log(2)


def _shares(weights: list[int]) -> np.ndarray:
    return np.array(weights) / sum(weights)


def simplex(size: int, least: int = 0) -> st.SearchStrategy[np.ndarray]:
    """Distributions of ``size`` values, with zeros unless ``least`` is 1, and very unequal ones."""
    weight = st.one_of(st.integers(least, 5), st.integers(least, 10**9))
    return st.lists(weight, min_size=size, max_size=size).filter(any).map(_shares)


pairs = st.integers(1, 6).flatmap(lambda k: st.tuples(simplex(k), simplex(k, least=1)))
pairs_with_zeros = st.integers(1, 6).flatmap(lambda k: st.tuples(simplex(k), simplex(k)))
tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: simplex(shape[0] * shape[1]).map(lambda p: p.reshape(shape))
)


# -------------------------------------------------------------------------------------- values


def test_the_quizzes_of_the_lecture() -> None:
    # By hand, over both values of x: −0.99 ln q − 0.01 ln (1 − q).
    for q, nats in (0.01, 4.559), (0.98, 0.0591):
        by_hand = -0.99 * math.log(q) - 0.01 * math.log(1 - q)
        assert cross_entropy([0.01, 0.99], [1 - q, q]) == pytest.approx(by_hand, rel=1e-14)
        assert by_hand == pytest.approx(nats, abs=5e-4)
    assert round(float(cross_entropy([0.01, 0.99], [0.99, 0.01], unit="bits")), 3) == 6.578
    assert round(float(cross_entropy([0.01, 0.99], [0.02, 0.98], unit="bits")), 4) == 0.0853


@given(pairs_with_zeros)
def test_values_are_those_of_scipy(pair: tuple[np.ndarray, np.ndarray]) -> None:
    p, q = pair
    assert entropy(p) == pytest.approx(special.entr(p).sum(), rel=1e-13, abs=1e-15)
    assert kl_divergence(p, q) == pytest.approx(special.rel_entr(p, q).sum(), rel=1e-12, abs=1e-14)
    js = spatial.distance.jensenshannon(p, q) ** 2
    assert js_divergence(p, q) == pytest.approx(js, rel=1e-9, abs=1e-12)
    masked = sum(a * -math.log(b) if b else math.inf for a, b in zip(p, q, strict=True) if a)
    assert cross_entropy(p, q) == pytest.approx(masked, rel=1e-13, abs=1e-15)


def test_units() -> None:
    p, q = [0.3, 0.7], [0.6, 0.4]
    for f in (entropy, binary_entropy, surprise):
        assert np.allclose(np.multiply(f(p, unit="bits"), LOG_2), f(p), rtol=1e-14)
    for f in (cross_entropy, kl_divergence, js_divergence):
        assert f(p, q, unit="bits") * LOG_2 == pytest.approx(f(p, q), rel=1e-14)
    table = [[0.1, 0.2], [0.3, 0.4]]
    for f in (conditional_entropy, mutual_information):
        assert f(table, unit="bits") * LOG_2 == pytest.approx(f(table), rel=1e-14)
    with pytest.raises(ProbabilityError, match="'bans'; expected \"nats\""):
        entropy(p, unit="bans")


def test_certainty_is_plain_zero() -> None:
    for value in (
        entropy([0.0, 1.0, 0.0]),
        cross_entropy([0.0, 1.0], [0.0, 1.0]),
        kl_divergence([0.0, 1.0], [0.0, 1.0]),
        surprise(1.0),
        binary_entropy(0.0),
        binary_entropy(1.0),
        conditional_entropy([[0.5, 0.0], [0.0, 0.5]]),
    ):
        assert value == 0
        assert math.copysign(1, value) == 1  # not −0.0, which prints as such


def test_what_the_model_excludes_costs_infinity() -> None:
    p, q = [0.5, 0.5], [1.0, 0.0]
    assert cross_entropy(p, q) == math.inf
    assert kl_divergence(p, q) == math.inf
    assert perplexity(p, q) == math.inf
    assert surprise(0.0) == math.inf
    assert js_divergence(p, q) < LOG_2
    assert kl_divergence(q, p) == pytest.approx(LOG_2)  # 0 in p is no harm


def test_axes_and_batches() -> None:
    rng = np.random.default_rng(5)
    p, q = rng.dirichlet(np.ones(4), (2, 3)), rng.dirichlet(np.ones(4), 3)
    rows = [[stats.entropy(p[i, j]) for j in range(3)] for i in range(2)]
    assert np.allclose(entropy(p), rows)
    assert np.allclose(entropy(np.moveaxis(p, -1, 0), axis=0), rows)
    assert np.allclose(entropy(p / 6, axis=None), stats.entropy((p / 6).ravel()))
    expected = [[stats.entropy(p[i, j], q[j]) for j in range(3)] for i in range(2)]
    assert np.allclose(kl_divergence(p, q), expected)
    assert np.allclose(perplexity(p), np.exp(rows))
    turned = kl_divergence(np.moveaxis(p, -1, 0), np.moveaxis(p[:, ::-1], -1, 0), axis=0)
    assert np.allclose(turned, kl_divergence(p, p[:, ::-1]))
    assert kl_divergence(p / 6, p[::-1] / 6, axis=None).shape == ()


def test_the_precision_is_kept() -> None:
    p, q = np.array([0.3, 0.7], np.float32), np.array([0.5, 0.5], np.float32)
    for value in (entropy(p), cross_entropy(p, q), kl_divergence(p, q), js_divergence(p, q)):
        assert value.dtype == np.float32


def test_close_distributions_keep_their_digits() -> None:
    p = np.array([0.25, 0.25, 0.5])
    for step in (1e-4, 1e-6, 1e-8):
        d = np.array([step, -step, 0.0])
        p1 = p + d
        # KL(p + d ‖ p) = Σ d²/2p − d³/6p² + …, and the cubes cancel here.
        leading = np.sum((p1 - p) ** 2 / (2 * p))
        assert kl_divergence(p1, p) == pytest.approx(leading, rel=max(1e-7, step))


def test_surprise_at_tiny_probabilities() -> None:
    assert np.allclose(binary_entropy([1e-300, 1e-20]) / [1e-300, 1e-20], [691.775, 47.0517])
    assert kl_divergence([1.0, 0.0], [1e-310, 1.0]) == pytest.approx(310 * math.log(10))


# ---------------------------------------------------------------------------------- identities


@given(pairs)
def test_cross_entropy_is_entropy_and_kl(pair: tuple[np.ndarray, np.ndarray]) -> None:
    p, q = pair
    kl = kl_divergence(p, q)
    assert kl >= 0
    assert cross_entropy(p, q) - entropy(p) == pytest.approx(kl, abs=1e-13)
    assert kl_divergence(p, p) == 0
    if np.max(np.abs(p - q)) > 1e-7:
        assert kl > 0


@given(pairs)
def test_bounds(pair: tuple[np.ndarray, np.ndarray]) -> None:
    p, q = pair
    k = len(p)
    assert 0 <= entropy(p) <= math.log(k) + 1e-14
    uniform = np.full(k, 1 / k)
    assert kl_divergence(p, uniform) == pytest.approx(math.log(k) - entropy(p), abs=1e-13)
    total_variation = 0.5 * np.sum(np.abs(p - q))
    assert total_variation <= math.sqrt(kl_divergence(p, q) / 2) + 1e-12  # Pinsker
    js = js_divergence(p, q)
    assert 0 <= js <= LOG_2 + 1e-15
    assert js == pytest.approx(js_divergence(q, p), rel=1e-13)
    # Jensen: the entropy of a mixture is at least the mixture of the entropies.
    m = 0.5 * p + 0.5 * q
    assert entropy(m) - 0.5 * (entropy(p) + entropy(q)) == pytest.approx(js, abs=1e-13)
    assert 1 <= perplexity(p) <= k * (1 + 1e-14)


@given(st.integers(1, 5).flatmap(lambda k: st.tuples(simplex(k), simplex(k, 1))), st.data())
def test_processing_loses_information(
    pair: tuple[np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    p, q = pair
    channel = np.stack([data.draw(simplex(3, 1)) for _ in p])
    assert kl_divergence(p @ channel, q @ channel) <= kl_divergence(p, q) + 1e-13
    assert js_divergence(p @ channel, q @ channel) <= js_divergence(p, q) + 1e-13
    joint = p[:, None] * channel  # of x and y; a second step makes z of y
    second = np.stack([data.draw(simplex(2)) for _ in range(3)])
    assert mutual_information(joint @ second) <= mutual_information(joint) + 1e-13


@given(tables)
def test_chain_rule_and_mutual_information(table: np.ndarray) -> None:
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    whole = entropy(table, axis=None)
    assert entropy(rows) + conditional_entropy(table) == pytest.approx(whole, abs=1e-13)
    assert entropy(columns) + conditional_entropy(table.T) == pytest.approx(whole, abs=1e-13)
    enumerated = sum(r * stats.entropy(t / r) for r, t in zip(rows, table, strict=True) if r)
    assert conditional_entropy(table) == pytest.approx(enumerated, abs=1e-13)
    shared = mutual_information(table)
    assert shared >= 0
    assert shared == pytest.approx(entropy(rows) + entropy(columns) - whole, abs=1e-13)
    assert shared <= min(entropy(rows), entropy(columns)) + 1e-13
    assert conditional_entropy(table) <= entropy(columns) + 1e-13
    assert mutual_information(table.T) == pytest.approx(shared, rel=1e-12, abs=1e-16)


@given(simplex(3), simplex(4))
def test_independent_variables_share_nothing(p: np.ndarray, q: np.ndarray) -> None:
    table = p[:, None] * q
    assert mutual_information(table) < 1e-15
    assert conditional_entropy(table) == pytest.approx(entropy(q), abs=1e-14)
    assert entropy(table, axis=None) == pytest.approx(entropy(p) + entropy(q), abs=1e-13)


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=5), st.floats(-1e3, 1e3))
def test_a_shift_of_the_logits_changes_nothing(logits: list[float], shift: float) -> None:
    z = np.array(logits)
    p, q = nn.softmax(z), nn.softmax(z + shift)
    assert np.allclose(p, q, rtol=1e-11)
    assert kl_divergence(p, q) < 1e-20


# -------------------------------------------------------------------------------------- tables


def _three_variables() -> Joint:
    table = np.random.default_rng(2).dirichlet(np.ones(24)).reshape(2, 3, 4)
    return Joint(table, names=("a", "b", "c"))


def test_groups_of_axes_and_those_summed_out() -> None:
    joint = _three_variables()
    table = np.asarray(joint.table)

    def h(*kept: int) -> float:
        rest = tuple(axis for axis in range(3) if axis not in kept)
        return float(stats.entropy(table.sum(axis=rest).ravel()))

    for names, axes in (joint, ("a", "b", "c")), (table, (0, 1, 2)):
        a, b, c = axes
        assert mutual_information(names, a, c) == pytest.approx(h(0) + h(2) - h(0, 2))
        assert mutual_information(names, c, a) == pytest.approx(h(0) + h(2) - h(0, 2))
        assert mutual_information(names, (c, a), b) == pytest.approx(h(0, 2) + h(1) - h(0, 1, 2))
        assert conditional_entropy(names, of=b, given=c) == pytest.approx(h(1, 2) - h(2))
        assert conditional_entropy(names, of=b, given=(c, a)) == pytest.approx(h(0, 1, 2) - h(0, 2))
        assert conditional_entropy(names, of=[a, c], given=b) == pytest.approx(h(0, 1, 2) - h(1))


def test_a_joint_is_one_distribution() -> None:
    joint = _three_variables()
    flat = np.asarray(joint.table).ravel()
    assert entropy(joint) == pytest.approx(stats.entropy(flat))
    other = Joint(np.full((2, 3, 4), 1 / 24), names=("a", "b", "c"))
    assert kl_divergence(joint, other) == pytest.approx(math.log(24) - stats.entropy(flat))
    half = Fraction(1, 2)
    exact = Joint([[half, Fraction(0)], [Fraction(0), half]], names=("x", "y"))
    assert mutual_information(exact, "x", "y", unit="bits") == pytest.approx(1)
    with pytest.raises(ProbabilityError, match=r"q\.marginal\(\*p\.names\)"):
        kl_divergence(joint, joint.marginal("c", "b", "a"))
    with pytest.raises(ProbabilityError, match="two arrays, or two Joints"):
        kl_divergence(joint, joint.table)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a", "d"), "second is 'd'; expected one of the axes 'a', 'b', 'c'"),
        ((), "first is None; expected one or several"),
        (("a", ("a", "b")), "first and second both have the axis 'a'"),
        (("a", ("b", "b")), "expected each axis once"),
    ],
)
def test_axes_that_are_refused(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ProbabilityError, match=message.replace("(", r"\(")):
        mutual_information(_three_variables(), *arguments)


# -------------------------------------------------------------------------------------- slopes

P, Q = np.array([0.2, 0.3, 0.5]), np.array([0.1, 0.6, 0.3])
Z, W = np.log(P), np.array([0.4, -1.0, 0.2])


@pytest.mark.parametrize(
    "f",
    [
        lambda z: entropy(nn.softmax(z)),
        lambda z: cross_entropy(P, nn.softmax(z), unit="bits"),
        lambda z: cross_entropy(nn.softmax(z), Q),
        lambda z: kl_divergence(nn.softmax(z), nn.softmax(z * W)),
        lambda z: js_divergence(nn.softmax(z), nn.softmax(z[::-1])),
        lambda z: perplexity(nn.softmax(z)),
        lambda z: np.sum(binary_entropy(nn.sigmoid(z))),
        lambda z: np.sum(surprise(nn.sigmoid(z))),
        lambda z: conditional_entropy(np.reshape(nn.softmax(np.concatenate([z, 2 * z])), (2, 3))),
        lambda z: mutual_information(np.reshape(nn.softmax(np.concatenate([z, z * W])), (3, 2))),
    ],
)
def test_gradients_behind_a_softmax(f: object) -> None:
    check_grads(f, (np.array([0.3, -0.2, 0.9]),), order=2)


@pytest.mark.parametrize(
    "term", [terms.cross_terms, terms.ratio_terms, terms.entropy_terms, terms.binary_entropy_terms]
)
def test_the_rules_of_the_terms(term: object) -> None:
    arguments = (P, Q) if term in (terms.cross_terms, terms.ratio_terms) else (P,)
    check_grads(term, arguments, order=2)


def test_gradients_are_those_of_the_printed_formulas() -> None:
    by_p, by_q = grad(kl_divergence, argnums=(0, 1))(P, Q)
    assert np.allclose(by_p, np.log(P / Q) + 1)
    assert np.allclose(by_q, -P / Q)
    assert np.allclose(grad(cross_entropy, argnums=1)(P, Q), -P / Q)
    assert np.allclose(grad(entropy)(P), -np.log(P) - 1)
    assert np.allclose(grad(js_divergence)(P, Q), 0.5 * np.log(2 * P / (P + Q)))
    assert grad(binary_entropy)(0.2) == pytest.approx(math.log(4))
    # Behind a softmax the slope of the cross-entropy is q − p.
    assert np.allclose(grad(lambda z: cross_entropy(P, nn.softmax(z)))(W), nn.softmax(W) - P)


def test_the_mask_holds_for_slopes() -> None:
    p, q = np.array([0.0, 1.0]), np.array([0.0, 1.0])
    assert grad(entropy)(p).tolist() == [0.0, -1.0]
    assert np.all(np.equal(grad(cross_entropy, argnums=(0, 1))(p, q), [[0, 0], [0, -1]]))
    assert np.all(np.equal(grad(kl_divergence, argnums=(0, 1))(p, q), [[0, 1], [0, -1]]))
    assert grad(binary_entropy)(0.0) == grad(binary_entropy)(1.0) == 0
    # By p the slope of −p log q is −log q at p = 0 too: nothing is infinite there.
    assert grad(cross_entropy)(p, np.array([0.25, 0.75])) == pytest.approx(-np.log([0.25, 0.75]))
    # Saturated: softmax and sigmoid round to 0 and 1, and the slope is 0, not nan.
    assert np.all(grad(lambda z: entropy(nn.softmax(z)))(np.array([1000.0, 0.0])) == 0)
    assert grad(lambda z: binary_entropy(nn.sigmoid(z)))(1000.0) == 0
    by_q = grad(cross_entropy, argnums=1)(np.array([0.5, 0.5]), np.array([0.0, 1.0]))
    assert by_q.tolist() == [-math.inf, -0.5]


def test_an_infinite_row_leaves_the_others_their_slopes() -> None:
    p, q = np.full((2, 2), 0.5), np.array([[0.0, 1.0], [0.5, 0.5]])
    rows = jacobian(lambda q: cross_entropy(p, q))(q)
    assert rows[1].tolist() == [[0.0, 0.0], [-1.0, -1.0]]
    assert rows[0].tolist() == [[-math.inf, -0.5], [0.0, 0.0]]


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=4))
def test_gradients_against_differences(logits: list[float]) -> None:
    z = np.array(logits)
    q = nn.softmax(np.arange(len(z)) * 0.5)

    def f(z: object) -> object:
        p = nn.softmax(z)
        return kl_divergence(p, q) + 2 * js_divergence(q, p) - 3 * entropy(p)

    assert np.allclose(grad(f)(z), finite_difference(f, z), atol=1e-8)


def test_tensors_in_tensors_out() -> None:
    p = Tensor(P, requires_grad=True)
    h = entropy(p, unit="bits")
    h.backward()
    assert np.allclose(p.grad, (-np.log(P) - 1) / LOG_2)


# ------------------------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: entropy([0.5, 0.6]), r"p sum to 1\.1; expected 1\. If these are counts"),
        (lambda: entropy([[0.5, 0.5], [0.5, 0.6]]), r"p sum to 1\.1 at index 1; .*axis=None"),
        (lambda: entropy([0.5, 0.5 + 2e-9]), r"p sum to 1\.00000000"),
        (lambda: entropy([1.5, -0.5]), "p is -0.5 at index 1; expected probabilities, 0 or more"),
        (lambda: entropy([[0.5, 0.5], [np.nan, 1]]), r"p is nan at index \(1, 0\)"),
        (lambda: entropy(0.5), r"p is one number, 0\.5; .*\[1 - p, p\]"),
        (lambda: entropy([]), r"p has shape \(0,\); expected one entry or more"),
        (lambda: entropy([0.5, 0.5], axis=1), r"axis is 1, but p has shape \(2,\)"),
        (lambda: entropy(["a", "b"]), "p is .*expected a real number"),
        (lambda: kl_divergence([0.5, 0.5], [0.2, 0.2]), r"q sum to 0\.4"),
        (lambda: kl_divergence([0.5, 0.5], [1.0]), r"p has shape \(2,\) and q \(1,\)"),
        (lambda: kl_divergence([0.5, 0.5], [np.inf, 0.5]), "q is inf at index 0"),
        (lambda: cross_entropy([[0.5, 0.5]] * 2, [[0.5, 0.5]] * 3), "the same values"),
        (lambda: cross_entropy([0.5, 0.5], [[0.5], [0.5]], axis=0), "the same values"),
        (lambda: surprise(1.5), r"p is 1\.5; expected probabilities, between 0 and 1"),
        (lambda: binary_entropy([0.5, -0.1]), r"p is -0\.1 at index 1"),
        (lambda: mutual_information([[0.5, 0.6], [0.0, 0.0]]), r"joint sum to 1\.1"),
        (lambda: conditional_entropy([0.5, 0.5]), "given is None; expected one or several"),
        (lambda: entropy(Tensor([0.5, 0.6], requires_grad=True)), r"p sum to 1\.1"),
    ],
)
def test_what_is_refused(call: object, message: str) -> None:
    with pytest.raises(ProbabilityError, match=message):
        call()


def test_tables_of_other_variables_or_labels_are_not_compared():
    p = Joint([[0.25, 0.25], [0.0, 0.5]], ("x", "y"))
    with pytest.raises(ProbabilityError, match="of the variables 'x', 'y' and q of 'y', 'x'; exp"):
        kl_divergence(p, p.marginal("y", "x"))
    assert kl_divergence(p, p.marginal("y", "x").marginal("x", "y")) == 0
    other = Joint(p.table, ("x", "y"), labels={"y": ("no", "yes")})
    with pytest.raises(ProbabilityError, match="y has the labels 0, 1 in p and 'no', 'yes' in q"):
        kl_divergence(p, other)


def test_a_conditional_is_not_one_distribution():
    likelihood = Conditional([[0.4, 0.6], [0.8, 0.2]], of="fruit", given="carton")
    for measure in (entropy, conditional_entropy, mutual_information):
        with pytest.raises(
            ProbabilityError, match=r"p\(fruit \| carton\), which is a distribution"
        ):
            measure(likelihood)


@pytest.mark.parametrize("axis", [0, 1, -2])
def test_a_joint_and_a_distribution_have_no_axis_to_choose(axis):
    joint = Joint([[0.25, 0.25], [0.5, 0.0]], ("x", "y"))
    for call in (
        lambda: entropy(joint, axis=axis),
        lambda: perplexity(joint, axis=axis),
        lambda: kl_divergence(joint, joint, axis=axis),
        lambda: entropy(Normal(), axis=axis),
        lambda: cross_entropy(Normal(), Normal(), axis=axis),
        lambda: js_divergence(Normal(), Normal(), axis=axis),
    ):
        with pytest.raises(ProbabilityError, match=rf"axis is {axis}, but p is of (Joint|Normal)"):
            call()
    assert entropy(joint, axis=None) == entropy(joint)
