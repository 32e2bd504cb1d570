"""Bayes' theorem: by formula, both ways, one observation after the other."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tables import exact_tables

from coursekit.probability import ProbabilityError
from coursekit.probability.joint import Conditional, Joint, bayes

LABELS = {"carton": ("c1", "c2"), "fruit": ("banana", "apple")}


def cartons(first: Fraction = Fraction(1, 2)) -> tuple[Joint, Conditional]:
    prior = Joint([first, 1 - first], "carton", LABELS["carton"])
    likelihood = Conditional(
        [[Fraction(2, 5), Fraction(3, 5)], [Fraction(4, 5), Fraction(1, 5)]],
        of="fruit",
        given="carton",
        labels=LABELS,
    )
    return prior, likelihood


def test_the_cartons_of_the_lecture():
    prior, likelihood = cartons()
    update = bayes(prior, likelihood, {"fruit": "banana"})
    assert update.evidence == Fraction(3, 5)
    assert str(update.posterior.prob(carton="c1")) == "1/3"
    joint = prior * likelihood
    assert joint.evidence(fruit="banana") == Fraction(3, 5)
    assert joint.given(fruit="banana").table.tolist() == [Fraction(1, 3), Fraction(2, 3)]
    assert "1/3" in str(update)
    assert "evidence 3/5" in str(update)


@given(exact_tables(least=2, most=2))
def test_bayes_both_ways(table):
    joint = Joint(*table)
    x, y = joint.marginal("x"), joint.marginal("y")
    for i, x_label in enumerate(joint.labels["x"]):
        for j, y_label in enumerate(joint.labels["y"]):
            if not x.table[i] or not y.table[j]:
                continue
            forwards = joint.given(x=x_label).prob(y=y_label) * x.table[i]
            backwards = joint.given(y=y_label).prob(x=x_label) * y.table[j]
            assert forwards == backwards == joint.table[i, j]


@given(
    st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20),
    st.lists(st.sampled_from(["banana", "apple"]), min_size=1, max_size=5),
)
def test_sequential_equals_batch_equals_the_formula(first, draws):
    prior, likelihood = cartons(first)
    batch = bayes(prior, likelihood, draws)
    belief, evidence = prior, Fraction(1)
    for draw in draws:
        update = bayes(belief, likelihood, draw)
        belief, evidence = update.posterior, evidence * update.evidence
    # All draws as variables of one table, and conditioned on at once.
    joint = prior
    for number in range(len(draws)):
        joint = joint * likelihood.rename(fruit=f"fruit{number}")
    seen = {f"fruit{number}": draw for number, draw in enumerate(draws)}
    # By hand: a product of likelihoods for each carton.
    p = {"banana": (Fraction(2, 5), Fraction(4, 5)), "apple": (Fraction(3, 5), Fraction(1, 5))}
    weights = [first, 1 - first]
    for draw in draws:
        weights = [w * q for w, q in zip(weights, p[draw], strict=True)]
    expected = [w / sum(weights) for w in weights]
    assert batch.posterior.table.tolist() == belief.table.tolist() == expected
    assert joint.given(**seen).table.tolist() == expected
    assert batch.evidence == evidence == joint.evidence(**seen) == sum(weights)
    assert batch.log_evidence == pytest.approx(math.log(sum(weights)))


def test_the_logarithm_of_the_evidence_does_not_underflow():
    prior = Joint([0.5, 0.5], "x")
    likelihood = Conditional([[1e-3, 1 - 1e-3], [1e-3, 1 - 1e-3]], "y", "x")
    update = bayes(prior, likelihood, [0] * 200)
    assert update.evidence == 0
    assert update.log_evidence == pytest.approx(200 * math.log(1e-3))
    np.testing.assert_allclose(update.posterior.table, [0.5, 0.5])


def test_base_rates():
    ill = Joint([Fraction(1, 1000), Fraction(999, 1000)], "ill", (True, False))
    test = Conditional(
        [[Fraction(99, 100), Fraction(1, 100)], [Fraction(5, 100), Fraction(95, 100)]],
        of="test",
        given="ill",
        labels={"ill": (True, False), "test": ("+", "−")},
    )
    assert bayes(ill, test, "+").posterior.prob(ill=True) == Fraction(99, 99 + 5 * 999)


def test_only_some_of_what_could_be_seen():
    prior = Joint([Fraction(1, 4), Fraction(3, 4)], "x")
    pair = Conditional.from_counts([[[1, 2], [3, 4]], [[4, 3], [2, 1]]], of=("y", "z"), given="x")
    update = bayes(prior, pair, {"z": 0})
    assert update.posterior.names == ("x",)
    assert update.posterior.table.tolist() == [Fraction(4, 22), Fraction(18, 22)]
    assert update.evidence == Fraction(22, 40)


def test_a_prior_of_several_variables():
    prior = Joint.from_counts([[1, 2], [3, 4]], ("x", "w"))
    likelihood = Conditional.from_counts([[1, 3], [1, 1]], of="y", given="x")
    update = bayes(prior, likelihood, 0)
    assert update.posterior.names == ("x", "w")
    weights = np.array([[1, 2], [3, 4]]) * np.array([[0.25], [0.5]])
    np.testing.assert_allclose(update.posterior.table.astype(float), weights / weights.sum())


@pytest.mark.parametrize(
    ("observed", "message"),
    [
        ("kiwi", r"fruit has no label 'kiwi'"),
        ({"carton": "c1"}, r"bayes: observed: 'carton' is not a variable here.*are 'fruit'"),
        ([], r"observed is an empty list"),
        ({}, r"expected"),
    ],
)
def test_what_cannot_be_observed_is_refused(observed, message):
    with pytest.raises(ProbabilityError, match=message):
        bayes(*cartons(), observed)


def test_what_has_probability_zero_cannot_be_observed():
    prior = Joint([1, 0], "x")
    likelihood = Conditional([[1, 0], [0, 1]], "y", "x")
    with pytest.raises(ProbabilityError, match=r"y=1 has probability 0 in p\(x, y\)"):
        bayes(prior, likelihood, 1)
    two = Conditional(np.full((1, 2, 2), 0.25), ("y", "z"), "x")
    with pytest.raises(ProbabilityError, match=r"0 was observed, but of which variable of p\(y, z"):
        bayes(Joint([1.0], "x"), two, 0)


def test_prior_and_likelihood_in_the_wrong_order():
    prior, likelihood = cartons()
    with pytest.raises(ProbabilityError, match="the prior is a Conditional and the likelihood a J"):
        bayes(likelihood, prior, "banana")


def test_what_was_observed_as_keywords():
    prior, likelihood = cartons()
    update = bayes(prior, likelihood, fruit="banana")
    assert update.posterior.prob(carton="c1") == Fraction(1, 3)
    with pytest.raises(ProbabilityError, match="'apple' and fruit=banana were observed; expected"):
        bayes(prior, likelihood, "apple", fruit="banana")
    with pytest.raises(ProbabilityError, match=r"nothing was observed.*such as fruit='banana'"):
        bayes(prior, likelihood)
    with pytest.raises(ProbabilityError, match="'carton' is not a variable here"):
        bayes(prior, likelihood, carton="c1")
