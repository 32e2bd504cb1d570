"""The distribution explorer: areas and rises by other means, samples, links, what it refuses."""

import math

import numpy as np
import pytest

from coursekit.probability import ProbabilityError
from coursekit.probability.distributions.relations import SpecialCase
from coursekit.widgets import WidgetError, distribution_explorer
from coursekit.widgets.probability.explored import describe, model
from coursekit.widgets.probability.families import FAMILIES
from coursekit.widgets.probability.links import links_of

CONTINUOUS = [name for name, each in FAMILIES.items() if not each.discrete]
DISCRETE = [name for name, each in FAMILIES.items() if each.discrete]
LINKS = [each for name in FAMILIES for each in links_of(name)]


def state(name, interval=None, compare=None, draws=500, **parameters):
    own = FAMILIES[name]
    first, second = (*own.values(parameters), 0.0)[:2]
    return model(name, first, second, interval or own.between, draws, compare, 0)


@pytest.mark.parametrize("name", CONTINUOUS)
def test_the_rise_is_the_area_under_the_density(name):
    n = state(name)
    nodes, weights = np.polynomial.legendre.leggauss(40)
    a, b = n.interval
    area = 0.0
    for low, high in ((a, (a + b) / 2), ((a + b) / 2, b)):  # Laplace has its kink in the middle
        x = (low + high) / 2 + (high - low) / 2 * nodes
        area += (high - low) / 2 * np.sum(weights * n.distribution.prob(x))
    assert n.probability == pytest.approx(area, abs=1e-6)


@pytest.mark.parametrize("name", DISCRETE)
def test_the_rise_of_whole_numbers_counts_both_ends(name):
    n = state(name)
    a, b = n.interval
    total = sum(float(n.distribution.prob(k)) for k in range(round(a), round(b) + 1))
    assert n.probability == pytest.approx(total, abs=1e-12)
    assert total > 0.1


def test_known_numbers():
    assert state("Normal").probability == pytest.approx(math.erf(1 / math.sqrt(2)), abs=1e-12)
    n = state("Exponential", (0.0, math.log(2) / 0.5), rate=0.5)
    assert n.probability == pytest.approx(0.5, abs=1e-12)
    n = state("Binomial", (2, 2), n=10, p=0.3)
    assert n.probability == pytest.approx(math.comb(10, 2) * 0.3**2 * 0.7**8, abs=1e-12)
    n = state("Binomial", (1.4, 2.6), n=10, p=0.3)  # only 2 lies in between
    assert n.probability == pytest.approx(math.comb(10, 2) * 0.3**2 * 0.7**8, abs=1e-12)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_histogram_has_the_area_of_the_sample_in_the_picture(name):
    n = state(name)
    inside = (n.sample.edges[0] <= n.sample.ordered) & (n.sample.ordered <= n.sample.edges[-1])
    area = np.sum(n.sample.heights * np.diff(n.sample.edges))
    assert area == pytest.approx(inside.mean())
    assert area > 0.9
    a, b = n.interval
    assert n.sample.inside == np.sum((n.sample.ordered >= a) & (n.sample.ordered <= b))


def test_a_growing_sample_keeps_its_beginning_and_comes_near():
    small, large = state("Gamma", draws=100), state("Gamma", draws=10_000)
    assert set(small.sample.ordered) < set(large.sample.ordered)
    assert large.sample.inside / 10_000 == pytest.approx(large.probability, abs=0.02)


@pytest.mark.parametrize("link", LINKS, ids=lambda each: f"{each.source}-{each.target}")
def test_links_rest_on_a_relationship_and_land_in_the_family(link):
    assert {link.source, link.target} <= link.relationship.families
    n = state(link.source, compare=link.target)
    if n.other is not None:
        assert n.other.name == link.target
        assert n.family.name == link.source


# Parameters for which the two families are one, and by how little limits miss.
MERGING = [
    ("Gamma", "Exponential", {"shape": 1.0, "rate": 0.7}, 1e-12),
    ("Exponential", "Gamma", {"rate": 0.7}, 1e-12),
    ("Gamma", "ChiSquared", {"shape": 2.5, "rate": 0.5}, 1e-12),
    ("ChiSquared", "Gamma", {"df": 5.0}, 1e-12),
    ("ChiSquared", "Exponential", {"df": 2.0}, 1e-12),
    ("Exponential", "ChiSquared", {"rate": 0.5}, 1e-12),
    ("Beta", "Uniform", {"a": 1.0, "b": 1.0}, 1e-12),
    ("Uniform", "Beta", {"low": 0.0, "high": 1.0}, 1e-12),
    ("StudentT", "Cauchy", {"df": 1.0, "scale": 0.5}, 1e-10),
    ("Cauchy", "StudentT", {"location": 0.0, "scale": 0.5}, 1e-10),
    ("Binomial", "Bernoulli", {"n": 1.0, "p": 0.3}, 1e-12),
    ("StudentT", "Normal", {"df": 30.0, "scale": 1.0}, 0.01),
    ("Binomial", "Poisson", {"n": 50.0, "p": 0.02}, 0.01),
    ("Poisson", "Binomial", {"rate": 0.1}, 0.01),
    ("Gamma", "Normal", {"shape": 400.0, "rate": 20.0}, 0.01),
    ("Beta", "Normal", {"a": 400.0, "b": 400.0}, 0.01),
    ("ChiSquared", "Normal", {"df": 800.0}, 0.01),
    ("Geometric", "Exponential", {"p": 0.01}, 0.02),
    ("NegativeBinomial", "Poisson", {"n": 200.0, "p": 0.99}, 0.01),
]


@pytest.mark.parametrize(("source", "target", "parameters", "near"), MERGING)
def test_families_merge_when_the_condition_holds(source, target, parameters, near):
    n = state(source, compare=target, **parameters)
    assert n.link.merges
    assert n.distance < near
    if near < 1e-9:
        assert isinstance(n.link.relationship.example, SpecialCase)


@pytest.mark.parametrize(
    ("source", "parameters", "target", "by"),
    [
        ("Normal", {"mean": 0.3, "std": 0.5}, "LogNormal", np.exp),
        ("LogNormal", {"log_mean": 0.3}, "Normal", np.log),
        ("Normal", {}, "ChiSquared", np.square),
        ("Uniform", {"low": 0.0, "high": 1.0}, "Exponential", lambda u: -np.log(u)),
        ("Exponential", {"rate": 0.7}, "Geometric", np.ceil),
        ("Laplace", {"scale": 0.5}, "Exponential", np.abs),
        ("Geometric", {}, "NegativeBinomial", lambda x: x - 1),
    ],
)
def test_functions_of_a_sample_follow_the_family_beside(source, parameters, target, by):
    n = state(source, compare=target, draws=10_000, **parameters)
    assert not n.link.merges
    moved = by(n.sample.ordered)
    for q in (0.2, 0.5, 0.8):
        x = float(n.other_distribution.icdf(q))
        assert np.mean(moved <= x) == pytest.approx(float(n.other_distribution.cdf(x)), abs=0.02)


def test_words_say_area_rise_and_what_is_beside():
    words = describe(state("Gamma", compare="Exponential", shape=2.0, rate=1.0))
    assert "F(3) − F(1) ≈ 0.8009 − 0.2642 ≈ 0.5366" in words
    assert "dashed: Exponential(rate = 1)" in words
    assert "(shape = 1)" in words
    assert "differ by up to 0.37" in words
    merged = describe(state("Gamma", compare="Exponential", shape=1.0, rate=1.0))
    assert "it is the same distribution" in merged
    assert "E[X] does not exist" in describe(state("Cauchy"))
    assert "p(x) may exceed 1" in describe(state("Uniform", low=0.0, high=0.5))
    assert "grows without bound" in describe(state("Beta", a=0.5, b=0.5))
    assert "This is not drawn" in describe(state("Normal", compare="Cauchy", mean=1.0))


def test_go_there_jumps_and_keeps_what_was_left_beside():
    widget = distribution_explorer("Binomial", n=40, p=0.5, between=(18, 22), compare="Normal")
    go = widget.box.children[0].children[2]
    assert not go.disabled
    go.click()
    c = widget.controls
    assert c["family"].value == "Normal"
    assert (c["first"].value, c["second"].value) == pytest.approx((20.0, math.sqrt(10.0)))
    assert c["interval"].value == (18.0, 22.0)
    assert "dashed: Binomial(n = 40, p = 0.5), where you came from" in widget.description
    assert widget.message == ""
    go.click()
    assert (c["family"].value, c["first"].value, c["second"].value) == ("Binomial", 40.0, 0.5)
    assert "where you came from" in widget.description
    c["compare"].value = ""
    assert go.disabled
    assert "dashed" not in widget.description


def test_every_family_can_be_chosen_and_moved():
    widget = distribution_explorer()
    for name, own in FAMILIES.items():
        widget.controls["family"].value = name
        assert widget.message == ""
        assert f"X ~ {name}(" in widget.description
        sliders = widget.box.children[1].children
        assert [each.description for each in sliders[:-1]] == [p.name for p in own.parameters]
        assert widget.controls["compare"].value == ""
    sliders[0].value = 2.5
    assert "X ~ NegativeBinomial(n = 2.5" in widget.description
    widget.controls["interval"].value = (1.0, 6.0)
    assert sliders[-1].value == (1.0, 6.0)


@pytest.mark.parametrize(("first", "then"), [("Normal", "Bernoulli"), ("Bernoulli", "Normal")])
def test_a_family_looks_the_same_wherever_one_comes_from(first, then):
    widget = distribution_explorer(first)
    widget.controls["family"].value = then
    np.testing.assert_array_equal(widget.frame(), distribution_explorer(then).frame())


def test_one_value_lies_two_values_lie():
    assert "1 of 1 value lies in" in distribution_explorer(draws=1).description
    assert "of 2 values lie in" in distribution_explorer(draws=2).description


def test_new_samples_are_drawn_and_the_seed_repeats_them():
    widget = distribution_explorer(seed=3)
    before, text = widget.frame(), widget.description
    widget.box.children[-5].click()
    assert widget.description.split("\n")[:2] == text.split("\n")[:2]
    assert (widget.frame() != before).any()
    np.testing.assert_array_equal(distribution_explorer(seed=4).frame(), widget.frame())


def test_what_cannot_be_keeps_the_picture():
    widget = distribution_explorer("Uniform")
    before = widget.frame()
    widget.controls["first"].value = 2.5
    assert "⚠" in widget.message
    np.testing.assert_array_equal(widget.frame(), before)
    widget.controls["first"].value = 1.5
    assert widget.message == ""


def test_values_beyond_the_sliders_widen_them():
    widget = distribution_explorer(mean=170.0, std=10.0, between=(160, 180))
    c = widget.controls
    assert (c["first"].value, c["second"].value, c["interval"].value) == (170, 10, (160, 180))
    assert "≈ 0.6827" in widget.description
    low, high = widget.figure().axes[0].get_xlim()
    assert 100 < low < 150 < 190 < high < 240


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"family": "Normale"}, "no family 'Normale'"),
        ({"sigma": 2.0}, "It has mean and std"),
        ({"between": (1.0, 0.0)}, "Choose a ≤ b"),
        ({"draws": 0}, "from 1 to 10 000"),
        ({"compare": "Poisson"}, "Choose one of StudentT"),
    ],
)
def test_what_it_does_not_know_is_refused(arguments, words):
    with pytest.raises(WidgetError, match=words):
        distribution_explorer(**arguments)


def test_parameters_that_cannot_be_are_refused():
    with pytest.raises(ProbabilityError):
        distribution_explorer(std=-1.0)
