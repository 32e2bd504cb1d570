import math

import numpy as np
import pytest
import scipy.special
import scipy.stats

from coursekit.autodiff import check_grads
from coursekit.probability import (
    Bernoulli,
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Laplace,
    MultivariateNormal,
    Normal,
    Poisson,
    ProbabilityError,
    StudentT,
    Uniform,
    climb_likelihood,
    fisher_information,
    likelihood_surface,
    log_likelihood,
    observed_information,
)

RNG = np.random.default_rng(3)
GAMMA_DATA = RNG.gamma(3.0, 0.5, size=200)


def test_log_likelihood_is_the_sum_of_scipys_log_densities():
    expected = scipy.stats.gamma(3.0, scale=0.5).logpdf(GAMMA_DATA).sum()
    assert log_likelihood(Gamma(3.0, 2.0), GAMMA_DATA) == pytest.approx(expected, rel=1e-12)


def test_log_likelihood_is_differentiable():
    check_grads(lambda m, s: log_likelihood(Normal(m, s), [1.0, 2.5, -1.0]), (0.3, 1.2), order=2)


def test_an_impossible_observation_has_no_likelihood():
    assert log_likelihood(Exponential(1.0), [1.0, -1.0]) == -math.inf


def test_log_likelihood_of_vectors():
    data = RNG.normal(size=(20, 2))
    covariance = np.array([[2.0, 0.3], [0.3, 1.0]])
    expected = scipy.stats.multivariate_normal([0, 1], covariance).logpdf(data).sum()
    found = log_likelihood(MultivariateNormal([0.0, 1.0], covariance), data)
    assert found == pytest.approx(expected, rel=1e-12)


# ------------------------------------------------------------------------------------- surfaces


def test_surface_against_a_double_loop():
    data = RNG.normal(2.0, 1.5, size=30)
    means, stds = np.linspace(0, 4, 7), np.linspace(0.5, 3, 5)
    surface = likelihood_surface(Normal, data, mean=means, std=stds)
    expected = [[scipy.stats.norm(m, s).logpdf(data).sum() for s in stds] for m in means]
    np.testing.assert_allclose(surface.values, expected, rtol=1e-12)
    i, j = np.unravel_index(np.argmax(expected), (7, 5))
    assert surface.best == {"mean": means[i], "std": stds[j]}
    assert list(surface.axes) == ["mean", "std"]


def test_surface_with_a_parameter_held_still_and_more_points_than_fit_at_once():
    data = RNG.normal(size=2500)
    stds = np.linspace(0.5, 2, 1001)
    surface = likelihood_surface(Normal, data, mean=0.5, std=stds)
    assert surface.values.shape == (1001,)
    for i in (0, 500, 1000):
        expected = scipy.stats.norm(0.5, stds[i]).logpdf(data).sum()
        assert surface.values[i] == pytest.approx(expected, rel=1e-12)
    assert surface.best["mean"] == 0.5


def test_surface_errors():
    with pytest.raises(ProbabilityError, match="no parameter to vary"):
        likelihood_surface(Normal, [1.0], mean=0.0)
    with pytest.raises(ProbabilityError, match=r"mean has shape \(1, 2\)"):
        likelihood_surface(Normal, [1.0], mean=[[0.0, 1.0]])
    with pytest.raises(ProbabilityError, match="std is -1 at index"):
        likelihood_surface(Normal, [1.0], std=[-1.0, 1.0])


# --------------------------------------------------------------------------------------- climbs


def test_newton_finds_scipys_gamma_fit():
    climb = climb_likelihood(Gamma, GAMMA_DATA, start={"shape": 1.0, "rate": 1.0})
    shape, _, scale = scipy.stats.gamma.fit(GAMMA_DATA, floc=0)
    assert climb.arrived
    assert climb.parameters["shape"] == pytest.approx(shape, rel=1e-4)
    assert climb.parameters["rate"] == pytest.approx(1 / scale, rel=1e-4)
    # scipy's own search stops early; the equations of the maximum do not.
    a, b = climb.parameters["shape"], climb.parameters["rate"]
    assert a / b == pytest.approx(np.mean(GAMMA_DATA), rel=1e-9)
    gap = math.log(np.mean(GAMMA_DATA)) - np.mean(np.log(GAMMA_DATA))
    assert math.log(a) - scipy.special.digamma(a) == pytest.approx(gap, rel=1e-9)


def test_the_climb_goes_uphill_all_the_way():
    climb = climb_likelihood(
        StudentT, RNG.standard_t(3, size=100), start={"df": 30.0, "scale": 5.0}
    )
    assert climb.arrived
    assert np.all(np.diff(climb.heights) >= 0)
    assert len(climb.path) == len(climb.heights)
    assert climb.heights[0] < climb.heights[-1]
    assert climb.path[0].tolist() == pytest.approx([30.0, 5.0])


def test_gradient_and_newton_meet():
    data = [0.5, 1.5, 4.0]
    start = {"mean": 0.0, "std": 1.0}
    slow = climb_likelihood(Normal, data, start, method="gradient", rate=0.3, steps=2000)
    quick = climb_likelihood(Normal, data, start)
    assert slow.arrived
    assert quick.arrived
    assert len(quick.path) < len(slow.path) / 5
    for name, value in {"mean": np.mean(data), "std": np.std(data)}.items():
        assert slow.parameters[name] == pytest.approx(value, rel=1e-7)
        assert quick.parameters[name] == pytest.approx(value, rel=1e-7)


def test_a_gradient_step_is_rate_times_the_slope_of_the_mean():
    climb = climb_likelihood(
        Normal, [1.0, 3.0], {"mean": 0.0}, method="gradient", steps=1, rate=0.25
    )
    # d/dm of the mean log-likelihood is the mean distance, 2, with std 1
    assert climb.path.ravel().tolist() == pytest.approx([0.0, 0.5])
    assert not climb.arrived


def test_probabilities_stay_inside():
    climb = climb_likelihood(Bernoulli, [1, 0, 1, 1], {"p": 0.01}, method="gradient", rate=5.0)
    assert np.all((climb.path > 0) & (climb.path < 1))
    assert climb.parameters["p"] == pytest.approx(0.75, rel=1e-6)


def test_fixed_parameters_stay():
    climb = climb_likelihood(Normal, [1.0, 3.0], {"std": 1.0}, fixed={"mean": 0.0})
    assert climb.parameters["std"] == pytest.approx(math.sqrt(5), rel=1e-9)
    assert climb.distribution.mean == 0.0


def test_a_family_of_ones_own():
    """A regression line: the likelihood of y given x."""
    x = np.linspace(0, 1, 30)
    y = 2 * x - 1 + RNG.normal(0, 0.1, size=30)

    def line(slope, offset):
        return Normal(slope * x + offset, 0.1)

    climb = climb_likelihood(line, y, {"slope": 0.0, "offset": 0.0})
    np.testing.assert_allclose(climb.path[-1], np.polyfit(x, y, 1), rtol=1e-8)
    assert len(climb.path) == 2 + 0  # the likelihood is a parabola: one step of Newton's


def test_names_say_nothing_in_a_family_of_ones_own():
    """The a and b of a line may be below 0, as those of Beta may not."""
    x = np.arange(4.0)
    y = np.array([1.0, 0.1, -1.2, -1.9])
    for start in ({"a": 0.5, "b": 0.5}, {"a": -0.5, "b": -0.5}):
        climb = climb_likelihood(lambda a, b: Normal(a + b * x, 1.0), y, start)
        assert climb.arrived
        np.testing.assert_allclose(climb.path[-1], np.polyfit(x, y, 1)[::-1], rtol=1e-9)
    with pytest.raises(ProbabilityError, match=r"start of a is -1\.0; expected one number ab"):
        climb_likelihood(Beta, [0.5, 0.7], {"a": -1.0, "b": 1.0})


def test_a_step_out_of_the_range_is_shortened():
    data = [1.0, 3.0]
    climb = climb_likelihood(lambda m, s: Normal(m, s), data, {"m": 1.9, "s": 5.0})
    np.testing.assert_allclose(climb.path[-1], [2.0, 1.0], rtol=1e-7)
    assert np.all(climb.path[:, 1] > 0)


def test_standard_errors_of_the_mean():
    data = RNG.normal(size=50)
    climb = climb_likelihood(Normal, data, {"mean": 0.0, "std": 1.0})
    assert climb.standard_errors["mean"] == pytest.approx(np.std(data) / math.sqrt(50), rel=1e-6)
    assert climb.standard_errors["std"] == pytest.approx(np.std(data) / math.sqrt(100), rel=1e-6)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"start": {}}, "start is empty"),
        ({"start": {"std": -1.0}}, "start of std is -1.0; expected one number above 0"),
        ({"start": {"mean": [0.0, 1.0]}}, "expected one number"),
        ({"start": {"mean": 0.0}, "method": "magic"}, "'magic'; expected \"newton\""),
    ],
)
def test_climb_errors(arguments, message):
    with pytest.raises(ProbabilityError, match=message):
        climb_likelihood(Normal, [1.0, 2.0], **arguments)


def test_a_probability_must_start_between_0_and_1():
    with pytest.raises(ProbabilityError, match="above 0 and below 1"):
        climb_likelihood(Bernoulli, [1, 0], {"p": 1.0})


def test_a_start_where_the_data_cannot_occur():
    with pytest.raises(ProbabilityError, match="cannot occur"):
        climb_likelihood(Exponential, [1.0, -2.0], {"rate": 1.0})


def test_a_rate_that_is_too_high():
    with pytest.raises(ProbabilityError, match=r"rate=1000\.0 left the numbers"):
        climb_likelihood(
            Normal, [1.0, 30.0], {"mean": 0.0, "std": 1.0}, method="gradient", rate=1000.0
        )


# ---------------------------------------------------------------------------------- information


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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: log_likelihood("Normal", [1.0]), "distribution is 'Normal'; expected one"),
        (lambda: likelihood_surface(Normal(), [1.0], mean=[0.0]), r"family is Normal\(mean=0.0"),
        (lambda: likelihood_surface(Normal, [1.0], mu=[0.0]), "no parameter 'mu'.* 'mean', 'std'"),
        (lambda: climb_likelihood(Normal, [1.0], {"mu": 0.0}), "no parameter 'mu'"),
        (lambda: climb_likelihood(Gamma, [1.0], {"rate": 1.0}), "needs the parameter 'shape'"),
        (lambda: climb_likelihood(Normal, [1.0], {"mean": 0.0}, fixed={"s": 1}), "parameter 's'"),
        (lambda: fisher_information(Normal, sigma=1.0), "no parameter 'sigma'"),
        (lambda: observed_information(Normal, [1.0], sigma=1.0), "no parameter 'sigma'"),
    ],
)
def test_what_is_no_family_or_parameter(call, message):
    with pytest.raises(ProbabilityError, match=message):
        call()


def test_no_standard_errors_where_there_is_no_top():
    """Equal observations: the likelihood grows as std goes to 0."""
    climb = climb_likelihood(Normal, [1.0, 1.0], {"mean": 0.0, "std": 1.0})
    assert not climb.arrived
    with pytest.raises(ProbabilityError, match="not positive definite"):
        _ = climb.standard_errors
