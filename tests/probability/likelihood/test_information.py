import numpy as np
import pytest
import scipy.special

from coursekit.probability import (
    Bernoulli,
    Cauchy,
    Exponential,
    Gamma,
    Laplace,
    Normal,
    Poisson,
    ProbabilityError,
    StudentT,
    Uniform,
    fisher_information,
    observed_information,
)

RNG = np.random.default_rng(3)
GAMMA_DATA = RNG.gamma(3.0, 0.5, size=200)


def test_observed_information_is_minus_the_second_difference():
    parameters = {"shape": 2.5, "rate": 1.5}

    def slope(v):
        a, b = v
        gap = np.sum(np.log(GAMMA_DATA)) + len(GAMMA_DATA) * (np.log(b) - scipy.special.digamma(a))
        return np.array([gap, len(GAMMA_DATA) * a / b - np.sum(GAMMA_DATA)])

    h = 1e-5
    differences = [
        (slope(np.array([2.5, 1.5]) + h * e) - slope(np.array([2.5, 1.5]) - h * e)) / (2 * h)
        for e in np.eye(2)
    ]
    expected = -np.array(differences)
    found = observed_information(Gamma, GAMMA_DATA, **parameters)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("family", "parameters", "expected"),
    [
        (Normal, {"mean": 1.0, "std": 2.0}, [[0.25, 0], [0, 0.5]]),
        (Bernoulli, {"p": 0.2}, [[1 / 0.16]]),
        (Poisson, {"rate": 4.0}, [[0.25]]),
        (Exponential, {"rate": 4.0}, [[1 / 16]]),
        (
            Gamma,
            {"shape": 3.0, "rate": 2.0},
            [[float(scipy.special.polygamma(1, 3.0)), -0.5], [-0.5, 0.75]],
        ),
        (Cauchy, {"location": 0.0, "scale": 2.0}, [[0.125, 0], [0, 0.125]]),
        # E[(ν + 1)/(ν + t²) …] of a Student t: (ν + 1)/((ν + 3) s²) for the location
        (StudentT, {"location": 0.0}, [[5 / 7]]),
    ],
)
def test_fisher_information_of_textbooks(family, parameters, expected):
    fixed = {"df": 4.0} if family is StudentT else None
    found = fisher_information(family, fixed=fixed, **parameters)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-7)


def test_information_of_a_kink_is_not_its_curvature():
    """The Laplace density has no second derivative at its peak: by its scale it does."""
    found = fisher_information(Laplace, fixed={"location": 0.0}, scale=2.0)
    np.testing.assert_allclose(found, [[0.25]], rtol=1e-6)


def test_information_where_a_curvature_is_missed():
    """Of the location of a Laplace distribution it is 1/scale²: the median has that variance/n."""
    found = fisher_information(Laplace, location=1.0, scale=2.0)
    np.testing.assert_allclose(found, [[0.25, 0.0], [0.0, 0.25]], atol=1e-9)


@pytest.mark.parametrize("parameters", [{"low": 0.0, "high": 2.0}, {"high": 2.0}])
def test_no_information_where_an_end_moves(parameters):
    with pytest.raises(ProbabilityError, match=r"expected slope of log p by (low|high) is not 0"):
        fisher_information(Uniform, **parameters)


def test_information_needs_parameters():
    with pytest.raises(ProbabilityError, match="no parameters"):
        observed_information(Normal, [1.0])
