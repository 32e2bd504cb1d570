import math

import numpy as np
import pytest
import scipy.special
import scipy.stats

from coursekit.probability import (
    Bernoulli,
    Beta,
    Exponential,
    Gamma,
    Normal,
    ProbabilityError,
    StudentT,
    climb_likelihood,
)

RNG = np.random.default_rng(3)
GAMMA_DATA = RNG.gamma(3.0, 0.5, size=200)


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


def test_no_standard_errors_where_there_is_no_top():
    """Equal observations: the likelihood grows as std goes to 0."""
    climb = climb_likelihood(Normal, [1.0, 1.0], {"mean": 0.0, "std": 1.0})
    assert not climb.arrived
    with pytest.raises(ProbabilityError, match="not positive definite"):
        _ = climb.standard_errors


@pytest.mark.parametrize("method", ["newton", "gradient"])
def test_a_coin_that_never_fails_has_no_top(method):
    """The likelihood rises as p goes to 1, and the logit to infinity."""
    for data, end in (([1, 1, 1], 1.0), ([0, 0], 0.0)):
        climb = climb_likelihood(Bernoulli, data, {"p": 0.5}, method=method, rate=1.0, steps=500)
        assert not climb.arrived
        assert climb.parameters["p"] == pytest.approx(end, abs=0.01)


def test_a_line_between_two_groups_has_no_top():
    """Logistic regression of groups that a threshold tells apart, by a free coordinate."""
    x = np.array([-2.0, -1.0, 1.0, 2.0])
    climb = climb_likelihood(
        lambda w: Bernoulli.from_logit(w * x), [0.0, 0.0, 1.0, 1.0], {"w": 0.0}, steps=60
    )
    assert not climb.arrived


def test_tails_as_light_as_normal_ones_have_no_best_df():
    data = np.array([-1.2, -0.9, -0.3, 0.3, 0.9, 1.2])
    climb = climb_likelihood(StudentT, data, {"df": 5.0, "scale": 1.0})
    assert not climb.arrived


def test_a_rare_success_has_its_top():
    data = np.zeros(20_000)
    data[7] = 1
    climb = climb_likelihood(Bernoulli, data, {"p": 0.5})
    assert climb.arrived
    assert climb.parameters["p"] == pytest.approx(1 / 20_000, rel=2e-6)


@pytest.mark.parametrize("unit", [1e-8, 1e6])
def test_a_climb_in_any_unit(unit):
    data = np.array([1.0, 2.0, 6.0]) * unit
    climb = climb_likelihood(Normal, data, {"mean": 0.0, "std": unit})
    assert climb.arrived
    assert climb.parameters["mean"] == pytest.approx(3 * unit, rel=1e-7)
    assert climb.parameters["std"] == pytest.approx(np.std(data), rel=1e-7)
