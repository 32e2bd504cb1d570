"""Information between distributions: closed forms, sums and quadrature, against scipy."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from coursekit.autodiff import check_grads, finite_difference, grad, hessian
from coursekit.probability.distributions import (
    Bernoulli,
    Beta,
    Binomial,
    Categorical,
    Cauchy,
    ChiSquared,
    Dirichlet,
    Exponential,
    Gamma,
    Geometric,
    Laplace,
    LogNormal,
    Mixture,
    Multinomial,
    MultivariateNormal,
    NegativeBinomial,
    Normal,
    Poisson,
    StudentT,
    Uniform,
)
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.information import cross_entropy, entropy, js_divergence, kl_divergence
from coursekit.probability.information.families import divergence_of

# Family, the same in scipy, and two sets of parameters.
DENSITIES: list[tuple[Any, Any, tuple[float, ...], tuple[float, ...]]] = [
    (Normal, stats.norm, (0.3, 1.2), (-1.0, 0.5)),
    (Laplace, stats.laplace, (0.0, 1.0), (2.0, 0.3)),
    (Cauchy, stats.cauchy, (0.0, 1.0), (2.0, 3.0)),
    (Exponential, lambda rate: stats.expon(scale=1 / rate), (2.0,), (0.3,)),
    (Gamma, lambda a, rate: stats.gamma(a, scale=1 / rate), (2.5, 1.0), (1.7, 3.0)),
    (ChiSquared, stats.chi2, (3.0,), (7.0,)),
    (Beta, stats.beta, (2.0, 3.0), (1.5, 2.5)),
    (LogNormal, lambda m, s: stats.lognorm(s, scale=math.exp(m)), (0.0, 1.0), (1.0, 2.0)),
    (Uniform, lambda a, b: stats.uniform(a, b - a), (0.0, 1.0), (-1.0, 3.0)),
]
COUNTS: list[tuple[Any, Any, tuple[float, ...], tuple[float, ...]]] = [
    (Bernoulli, stats.bernoulli, (0.3,), (0.9,)),
    (Binomial, stats.binom, (10, 0.3), (10, 0.6)),
    (Poisson, stats.poisson, (3.0,), (7.0,)),
    (Geometric, stats.geom, (0.2,), (0.7,)),
    (NegativeBinomial, stats.nbinom, (2.5, 0.4), (2.5, 0.2)),
]


def _integral(p: Any, q: Any) -> float:
    """KL(p‖q) in scipy alone, over the quantiles of p: in pieces, so that none hides a peak."""

    def term(x: float) -> float:
        log_p = p.logpdf(x)
        return math.exp(log_p) * (log_p - q.logpdf(x)) if log_p > -700 else 0.0

    at = p.ppf([1e-30, 1e-22, 1e-14, 1e-10, 1e-6, 1e-3, 0.1, 0.5, 0.9, 0.999])
    at = np.append(at, p.isf([1e-6, 1e-10, 1e-14, 1e-22, 1e-30]))
    pieces = itertools.pairwise(at)
    return sum(integrate.quad(term, a, b, epsabs=1e-13, epsrel=1e-11)[0] for a, b in pieces)


@pytest.mark.parametrize(("family", "twin", "one", "other"), DENSITIES)
def test_closed_forms_of_densities(family: Any, twin: Any, one: Any, other: Any) -> None:
    for a, b in (one, other), (other, one):
        if family is Uniform and a is other:
            assert kl_divergence(family(*a), family(*b)) == math.inf
            continue
        kl = divergence_of(family(*a), family(*b))
        assert kl == pytest.approx(_integral(twin(*a), twin(*b)), rel=1e-8, abs=1e-10)
        assert kl_divergence(family(*a), family(*b)) == kl
        h = entropy(family(*a))
        assert h == pytest.approx(float(twin(*a).entropy()), rel=1e-9, abs=1e-12)
        assert cross_entropy(family(*a), family(*b)) == pytest.approx(h + kl)
    assert kl_divergence(family(*one), family(*one)) == pytest.approx(0, abs=1e-13)


@pytest.mark.parametrize(("family", "twin", "one", "other"), COUNTS)
def test_closed_forms_of_counts(family: Any, twin: Any, one: Any, other: Any) -> None:
    k = np.arange(0, 400)
    for a, b in (one, other), (other, one):
        p, q = twin(*a).pmf(k), twin(*b).logpmf(k)
        some = p > 1e-250
        by_sum = np.sum(p[some] * (twin(*a).logpmf(k)[some] - q[some]))
        kl = divergence_of(family(*a), family(*b))
        assert kl == pytest.approx(by_sum, rel=1e-10)
        assert kl_divergence(family(*a), family(*b), unit="bits") == pytest.approx(
            by_sum / math.log(2)
        )
    assert kl_divergence(family(*one), family(*one)) == 0


def _differentiable(parameters: tuple[float, ...]) -> np.ndarray:
    return np.array(parameters, float)


@pytest.mark.parametrize(("family", "_twin", "one", "other"), DENSITIES + COUNTS)
def test_gradients_of_closed_forms(family: Any, _twin: Any, one: Any, other: Any) -> None:
    whole = family is Binomial  # its n is no variable

    def f(a: Any, b: Any) -> Any:
        first = (10, a[1]) if whole else tuple(a[i] for i in range(len(one)))
        second = (10, b[1]) if whole else tuple(b[i] for i in range(len(one)))
        return divergence_of(family(*first), family(*second))

    if family is NegativeBinomial:  # with a moving n it is a sum
        assert f(_differentiable(one), _differentiable(other)) is not None
        return
    check_grads(f, (_differentiable(one), _differentiable(other)), order=2)


def test_a_moving_n_is_not_lost() -> None:
    # d/dn of E_p[−log q]: digamma terms, by scipy; not 0 where the two n are equal.
    k = np.arange(400)
    p = stats.nbinom(2.5, 0.4).pmf(k)
    for n in 2.5, 3.5:
        slope = -np.sum(p * (special.digamma(k + n) - special.digamma(n) + math.log(0.3)))
        found = grad(lambda n: kl_divergence(NegativeBinomial(2.5, 0.4), NegativeBinomial(n, 0.3)))(
            n
        )
        assert found == pytest.approx(slope, abs=1e-10)


def test_multivariate_normals() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(2, 3, 3))
    covariances = a @ a.T + np.eye(3), b @ b.T + np.eye(3)
    means = rng.normal(size=(2, 3))
    p, q = (MultivariateNormal(m, c) for m, c in zip(means, covariances, strict=True))
    # By Cholesky factors: ½ (‖L_q⁻¹ L_p‖² + ‖L_q⁻¹ Δ‖² − d) + Σ log diag.
    lp, lq = (np.linalg.cholesky(c) for c in covariances)
    logs = np.sum(np.log(np.diag(lq))) - np.sum(np.log(np.diag(lp)))
    m, d = np.linalg.solve(lq, lp), np.linalg.solve(lq, means[1] - means[0])
    expected = 0.5 * (np.sum(m**2) + np.sum(d**2) - 3) + logs
    assert kl_divergence(p, q) == pytest.approx(expected, rel=1e-12)
    assert kl_divergence(p, p) == pytest.approx(0, abs=1e-14)
    one = kl_divergence(MultivariateNormal([0.3], [[1.44]]), MultivariateNormal([-1.0], [[0.25]]))
    assert one == pytest.approx(kl_divergence(Normal(0.3, 1.2), Normal(-1.0, 0.5)))
    # Independent components: the sum.
    apart = kl_divergence(
        MultivariateNormal([0.0, 1.0], np.diag([1.0, 4.0])),
        MultivariateNormal([1.0, 1.0], np.diag([2.0, 1.0])),
    )
    parts = [(Normal(0.0, 1.0), Normal(1.0, math.sqrt(2))), (Normal(1.0, 2.0), Normal(1.0, 1.0))]
    assert apart == pytest.approx(sum(kl_divergence(*pair) for pair in parts))
    with pytest.raises(ProbabilityError, match="mean of p has length 3 and that of q 1"):
        kl_divergence(p, MultivariateNormal([0.0], [[1.0]]))


def test_multivariate_normals_by_batch_and_their_gradients() -> None:
    rng = np.random.default_rng(4)
    means = rng.normal(size=(5, 2))
    q = MultivariateNormal([0.0, 0.0], [[1.0, 0.5], [0.5, 2.0]])
    several = kl_divergence(MultivariateNormal(means, np.eye(2)), q)
    singly = [kl_divergence(MultivariateNormal(m, np.eye(2)), q) for m in means]
    assert np.allclose(several, singly, rtol=1e-13)

    def f(mean: Any, factor: Any) -> Any:
        covariance = factor @ factor.T + np.eye(2)
        p = MultivariateNormal(mean, covariance)
        return kl_divergence(p, q) + kl_divergence(q, p)

    check_grads(f, (means[0], rng.normal(size=(2, 2))))


def test_dirichlet_and_multinomial() -> None:
    a, b = np.array([2.0, 1.0, 0.5]), np.array([1.0, 3.0, 2.0])
    # E_p[log x_i] = ψ(α_i) − ψ(Σα), and the difference of the log-normalisers.
    expected_logs = special.digamma(a) - special.digamma(a.sum())

    def log_norm(alpha: Any) -> float:
        return float(special.gammaln(alpha).sum() - special.gammaln(alpha.sum()))

    kl = np.sum((a - b) * expected_logs) - log_norm(a) + log_norm(b)
    assert kl_divergence(Dirichlet(a), Dirichlet(b)) == pytest.approx(kl, rel=1e-12)
    two = kl_divergence(Dirichlet([2.0, 3.0]), Dirichlet([1.5, 2.5]))
    assert two == pytest.approx(kl_divergence(Beta(2.0, 3.0), Beta(1.5, 2.5)), rel=1e-12)
    p, q = [0.2, 0.3, 0.5], [0.1, 0.1, 0.8]
    assert kl_divergence(Multinomial(4, p), Multinomial(4, q)) == pytest.approx(
        4 * special.rel_entr(p, q).sum()
    )
    assert kl_divergence(Multinomial(4, p), Multinomial(5, q)) == math.inf
    check_grads(lambda a, b: kl_divergence(Dirichlet(a), Dirichlet(b)), (a, b), order=2)


def test_categorical_is_the_array() -> None:
    p, q = [0.2, 0.0, 0.8], [[0.1, 0.1, 0.8], [0.5, 0.0, 0.5]]
    for f in (kl_divergence, cross_entropy, js_divergence):
        assert np.allclose(f(Categorical(p), Categorical(q)), f(p, q), rtol=1e-13)
    assert kl_divergence(Categorical(q), Categorical(p)).tolist()[0] == math.inf
    assert entropy(Categorical(p)) == pytest.approx(entropy(p))


def test_logits_beyond_what_probabilities_can_hold() -> None:
    # q of the second value is e^−2000 and rounds to 0; its logarithm does not.
    q = Categorical.from_logits(np.array([1000.0, -1000.0]))
    assert kl_divergence(Categorical([0.5, 0.5]), q) == pytest.approx(1000 - math.log(2))
    assert cross_entropy(Categorical([0.5, 0.5]), q) == pytest.approx(1000)
    b = kl_divergence(Bernoulli(0.5), Bernoulli.from_logit(2000.0))
    assert b == pytest.approx(1000 - math.log(2))

    def f(z: Any) -> Any:
        return kl_divergence(Categorical([0.25, 0.75]), Categorical.from_logits(z))

    assert grad(f)(np.array([1000.0, -1000.0])).tolist() == [0.75, -0.75]

    def g(z: Any) -> Any:
        return kl_divergence(Categorical.from_logits(z), q)

    # d/dzᵢ of Σ p (log p − log q) behind a softmax: pᵢ times what log p − log q exceeds its mean.
    at = np.array([0.2, -0.3])
    p = special.softmax(at)
    excess = np.log(p) - np.array([0.0, -2000.0])
    assert np.allclose(grad(g)(at), p * (excess - p @ excess), rtol=1e-12)


# ---------------------------------------------------------------------- sums and quadrature

normals = st.tuples(st.floats(-5, 5), st.floats(0.05, 20))


@settings(max_examples=20)
@given(normals, normals)
def test_normals_against_integration(a: tuple[float, float], b: tuple[float, float]) -> None:
    p, q = Normal(*a), Normal(*b)
    kl = kl_divergence(p, q)
    assert kl >= 0
    assert kl == pytest.approx(_integral(stats.norm(*a), stats.norm(*b)), rel=1e-6, abs=1e-8)
    # Pinsker, with the total variation by integration of the difference of densities.
    x = np.linspace(-150, 150, 60_001)
    gap = np.abs(stats.norm(*a).pdf(x) - stats.norm(*b).pdf(x))
    assert 0.5 * np.trapezoid(gap, x) <= math.sqrt(kl / 2) + 1e-3
    js = js_divergence(p, q)
    assert -1e-12 <= js <= math.log(2) + 1e-12


@pytest.mark.parametrize(
    ("p", "q", "twins"),
    [
        (Normal(0.0, 1.0), Laplace(1.0, 2.0), (stats.norm(), stats.laplace(1, 2))),
        (Normal(0.0, 1.0), Cauchy(0.0, 1.0), (stats.norm(), stats.cauchy())),
        (Laplace(0.0, 1.0), Normal(2.0, 1.5), (stats.laplace(), stats.norm(2, 1.5))),
        (Uniform(0.0, 1.0), Normal(0.0, 1.0), (stats.uniform(), stats.norm())),
        (Exponential(1.0), LogNormal(0.0, 1.0), (stats.expon(), stats.lognorm(1))),
        (LogNormal(0.0, 0.5), Exponential(1.0), (stats.lognorm(0.5), stats.expon())),
        (Gamma(2.0, 1.0), LogNormal(0.0, 1.0), (stats.gamma(2.0), stats.lognorm(1))),
        (StudentT(5.0), Normal(0.0, 1.0), (stats.t(5), stats.norm())),
        (Normal(0.0, 1.0), StudentT(2.0), (stats.norm(), stats.t(2))),
    ],
)
def test_quadrature_between_families(p: Any, q: Any, twins: tuple[Any, Any]) -> None:
    kl = _integral(*twins)
    assert kl_divergence(p, q) == pytest.approx(kl, rel=1e-9, abs=1e-10)
    assert cross_entropy(p, q) == pytest.approx(kl + float(twins[0].entropy()), rel=1e-9)


def test_quadrature_meets_the_closed_forms() -> None:
    from coursekit.probability.information import expectation

    far = [Normal(0.0, 1.0), Normal(30.0, 0.1), Laplace(0.0, 1e-6), Laplace(1e3, 1e3)]
    far += [Cauchy(0.0, 1e-6), Cauchy(1e6, 1.0), Exponential(2.0), Exponential(300.0)]
    for p in far:
        for q in far:
            closed = divergence_of(p, q)
            if closed is not None:
                assert expectation.kl_divergence(p, q) == pytest.approx(
                    closed, rel=1e-11, abs=1e-12
                )


def test_sums_between_families() -> None:
    k = np.arange(300)
    cases = [
        (Binomial(10, 0.3), Poisson(3.0), stats.binom(10, 0.3), stats.poisson(3)),
        (Binomial(10, 0.3), Binomial(20, 0.3), stats.binom(10, 0.3), stats.binom(20, 0.3)),
        (Geometric(0.3), Poisson(3.0), stats.geom(0.3), stats.poisson(3)),
        (Poisson(3.0), NegativeBinomial(2.0, 0.4), stats.poisson(3), stats.nbinom(2, 0.4)),
    ]
    for p, q, p_twin, q_twin in cases:
        some = p_twin.pmf(k) > 0
        logs = p_twin.logpmf(k[some]) - q_twin.logpmf(k[some])
        expected = np.sum(p_twin.pmf(k[some]) * logs)
        assert kl_divergence(p, q) == pytest.approx(expected, rel=1e-10)
    assert kl_divergence(Poisson(3.0), Binomial(10, 0.3)) == math.inf
    assert kl_divergence(Poisson(3.0), Geometric(0.3)) == math.inf  # 0 is no number of trials
    assert kl_divergence(Poisson(0.0), Poisson(7.0)) == 7
    assert kl_divergence(Poisson(7.0), Poisson(0.0)) == math.inf


def test_supports_decide_on_infinity() -> None:
    # A sliver that no point of quadrature meets.
    assert kl_divergence(Uniform(-1e-40, 1.0), Exponential(1.0)) == math.inf
    assert kl_divergence(Uniform(-1e-9, 1.0), Uniform(0.0, 1.0)) == math.inf
    assert cross_entropy(Normal(0.0, 1.0), Exponential(1.0)) == math.inf
    mixed = kl_divergence(Uniform(np.array([0.0, 0.5]), 1.0), Beta(1.0, 1.0))
    assert mixed == pytest.approx([0.0, math.log(2)])
    half = js_divergence(Uniform(0.0, 1.0), Uniform(0.5, 1.5), unit="bits")
    assert half == pytest.approx(0.5, rel=1e-12)
    assert js_divergence(Normal(0.0, 1.0), Normal(100.0, 1.0), unit="bits") == pytest.approx(1)


def test_batches_of_distributions() -> None:
    means, scales = np.array([0.0, 1.0, 5.0]), np.array([[1.0], [2.0]])
    several = kl_divergence(Normal(means, 1.0), Laplace(0.0, scales))
    assert several.shape == (2, 3)
    for i in range(2):
        for j in range(3):
            one = kl_divergence(Normal(means[j], 1.0), Laplace(0.0, scales[i, 0]))
            assert several[i, j] == pytest.approx(one, rel=1e-11)
    counts = kl_divergence(Binomial(5, np.array([0.2, 0.4])), Poisson(np.array([[1.0], [2.0]])))
    single = kl_divergence(Binomial(5, 0.4), Poisson(1.0))
    assert counts[0, 1] == pytest.approx(single, rel=1e-12)


def test_quadrature_is_differentiable_to_second_order() -> None:
    from coursekit.probability.information import expectation

    def by_quadrature(v: Any) -> Any:
        return expectation.kl_divergence(Normal(v[0], v[1]), Normal(v[2], v[3]))

    def closed(v: Any) -> Any:
        return kl_divergence(Normal(v[0], v[1]), Normal(v[2], v[3]))

    at = np.array([0.3, 1.2, -0.4, 0.7])
    assert np.allclose(grad(by_quadrature)(at), grad(closed)(at), rtol=1e-9)
    assert np.allclose(hessian(by_quadrature)(at), hessian(closed)(at), atol=1e-7)
    check_grads(lambda m, r: kl_divergence(Normal(m, 1.0), Laplace(0.0, r)), (0.4, 1.3))
    check_grads(lambda r: js_divergence(Poisson(r), Binomial(10, 0.3)), (2.5,))
    check_grads(lambda s: js_divergence(Normal(0.0, s), Normal(1.0, 1.0)), (0.8,))


@pytest.mark.parametrize(
    ("p", "q", "message"),
    [
        (Normal(0.0, 1.0), [0.5, 0.5], "p is of Normal and q of list; expected two arrays"),
        (Normal(0.0, 1.0), Poisson(1.0), "Normal and Poisson .* one has probabilities of whole"),
        (Cauchy(0.0, 1.0), Normal(0.0, 1.0), "does not settle: infinite, or too long a tail"),
        (Dirichlet([1.0, 1.0]), Normal(0.0, 1.0), "neither a closed form here nor one number"),
    ],
)
def test_what_cannot_be_compared(p: Any, q: Any, message: str) -> None:
    with pytest.raises(ProbabilityError, match=message):
        kl_divergence(p, q)


def _kl_of_mixture(part: Any) -> Any:
    return kl_divergence(Mixture([0.5, 0.5], [part, Normal(0.0, 1.0)]), Normal(0.0, 2.0))


def test_mixtures() -> None:
    far = Mixture([0.25, 0.75], [Normal(-50.0, 1.0), Normal(50.0, 0.1)])
    # The components do not overlap: each part of p sees log(1/w) and its own KL.
    q = Normal(0.0, 30.0)
    parts = [kl_divergence(Normal(-50.0, 1.0), q), kl_divergence(Normal(50.0, 0.1), q)]
    apart = 0.25 * (parts[0] + math.log(0.25)) + 0.75 * (parts[1] + math.log(0.75))
    assert kl_divergence(far, q) == pytest.approx(apart, rel=1e-10)
    gap = Mixture([0.5, 0.5], [Uniform(0.0, 1.0), Uniform(2.0, 3.0)])
    assert kl_divergence(gap, Uniform(0.0, 3.0)) == pytest.approx(math.log(1.5), rel=1e-10)
    assert kl_divergence(Uniform(0.0, 3.0), gap) == math.inf

    def f(m: Any) -> Any:
        return _kl_of_mixture(Normal(m, 1.0))

    assert grad(f)(0.7) == pytest.approx(finite_difference(f, 0.7), rel=1e-7)


def test_heavy_tails() -> None:
    # Against a normal, −E log q is ½ log 2π + ½ E[X²], and E[X²] = ν/(ν − 2).
    for df in (3.0, 5.0):
        exact = -float(stats.t(df).entropy()) + 0.5 * math.log(2 * math.pi) + 0.5 * df / (df - 2)
        assert kl_divergence(StudentT(df), Normal(0.0, 1.0)) == pytest.approx(exact, rel=1e-9)
    # ∞ on paper, and a tail so long that no sum of floats gets near it.
    for df in (2.0, 2.02):
        with pytest.raises(ProbabilityError, match="does not settle"):
            kl_divergence(StudentT(df), Normal(0.0, 1.0))


def test_densities_that_are_infinite_at_an_end() -> None:
    arcsine = Beta(0.5, 0.5)  # its entropy is log(π/4)
    assert kl_divergence(arcsine, Uniform(0.0, 1.0)) == pytest.approx(-math.log(math.pi / 4), 1e-6)
    steep = Gamma(0.1, 1.0)
    exact = -float(stats.gamma(0.1).entropy()) + 0.1  # E[−log q] of Exponential(1) is E[X]
    assert kl_divergence(steep, Exponential(1.0)) == pytest.approx(exact, rel=1e-10)
    with pytest.raises(ProbabilityError, match="closer to an end of its support than numbers can"):
        kl_divergence(Gamma(0.01, 1.0), Exponential(1.0))


def test_moving_ends_are_refused_rather_than_wrong() -> None:
    with pytest.raises(ProbabilityError, match="the ends of p move with a Tensor"):
        grad(lambda a: kl_divergence(Uniform(a, 1.0), Normal(0.0, 1.0)))(0.2)
    with pytest.raises(ProbabilityError, match="the ends of p move with a Tensor"):
        grad(lambda a: _kl_of_mixture(Uniform(a, 1.0)))(0.2)
    # Those of q may move.
    slope = grad(lambda b: cross_entropy(Beta(2.0, 2.0), Uniform(0.0, b)))(2.0)
    assert slope == pytest.approx(0.5)
