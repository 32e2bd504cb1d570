"""Expectations against sums over all combinations, and the identities of S2."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tables import enumerated, exact_tables

from coursekit.probability import ProbabilityError
from coursekit.probability.joint import Joint

numbers = st.integers(-4, 4)


@given(exact_tables(least=2), numbers, numbers)
def test_lotus_is_the_sum_over_all_combinations(table, a, b):
    joint = Joint(*table)
    brute = enumerated(joint)
    found = joint.expectation(lambda y, x: a * x * y + b * x**2)
    assert found == brute.expectation(lambda x, y, *_: a * x * y + b * x**2)
    assert isinstance(found, Fraction)
    assert joint.expectation("y") == brute.expectation(lambda x, y, *_: y)


@given(exact_tables(least=2), numbers)
def test_the_rules_of_expectation_and_variance(table, c):
    joint = Joint(*table)
    e, var, cov = joint.expectation, joint.variance, joint.covariance
    assert e(lambda: c) == c
    assert e(lambda x: c * x) == c * e("x")
    assert e(lambda x, y: x + y) == e("x") + e("y")
    assert var(lambda: c) == 0
    assert var(lambda x: c + x) == var("x")
    assert var(lambda x: c * x) == c**2 * var("x")
    assert var("x") == e(lambda x: x**2) - e("x") ** 2
    assert cov("x", "y") == e(lambda x, y: x * y) - e("x") * e("y") == cov("y", "x")
    assert var(lambda x, y: x + y) == var("x") + var("y") + 2 * cov("x", "y")
    # Var[X + Y] splits if and only if Cov[X, Y] = 0, independent or not.
    assert (var(lambda x, y: x + y) == var("x") + var("y")) == (cov("x", "y") == 0)
    if joint.independent("x", "y"):
        assert cov("x", "y") == 0
    assert cov("x", "y") ** 2 <= var("x") * var("y")


@given(exact_tables(least=2))
def test_tower_rule_and_total_variance(table):
    joint = Joint(*table)
    possible = [(label, p) for label, p in zip(joint.labels["y"], joint.marginal("y").table) if p]  # noqa: B905
    means = [joint.given(y=label).expectation("x") for label, _ in possible]
    within = sum(p * joint.given(y=label).variance("x") for label, p in possible)
    tower = sum(p * mean for (_, p), mean in zip(possible, means, strict=True))
    between = sum(p * (mean - tower) ** 2 for (_, p), mean in zip(possible, means, strict=True))
    assert tower == joint.expectation("x")
    assert within + between == joint.variance("x")


@given(exact_tables(least=2))
def test_the_covariance_matrix_of_a_random_vector(table):
    joint = Joint(*table)
    names = joint.names
    sigma = joint.covariance_matrix()
    mu = joint.expectation(names)
    outer = joint.expectation(lambda **v: np.outer([v[n] for n in names], [v[n] for n in names]))
    assert (sigma == outer - np.outer(mu, mu)).all()
    assert (sigma == sigma.T).all()
    assert sigma.dtype == object
    assert joint.covariance_matrix("y", "x").tolist() == sigma[:2, :2][::-1, ::-1].tolist()


def test_uncorrelated_yet_dependent():
    # X uniform on −1, 0, 1 and Y = X².
    joint = Joint.from_counts([[0, 1], [1, 0], [0, 1]], ("x", "y"), {"x": (-1, 0, 1)})
    assert joint.covariance("x", "y") == 0
    assert joint.correlation("x", "y") == 0
    assert not joint.independent("x", "y")
    assert joint.variance(lambda x, y: x + y) == joint.variance("x") + joint.variance("y")


def test_labels_of_any_kind_can_be_worth_something():
    joint = Joint([0.25, 0.75], "fruit", ("banana", "apple"))
    price = {"banana": 2, "apple": 1}
    assert joint.expectation(lambda fruit: price[fruit]) == 1.25
    assert joint.expectation(lambda fruit: fruit == "apple") == 0.75
    assert joint.expectation(lambda fruit, scale=10: scale * price[fruit]) == 12.5


def test_exact_until_a_float_comes_in():
    joint = Joint.from_counts([1, 2], "x", (Fraction(1, 3), 2))
    assert joint.expectation("x") == Fraction(13, 9)
    assert joint.expectation(lambda x: 0.5 * x) == pytest.approx(13 / 18)
    assert isinstance(Joint.from_counts([1, 2], "x", (0.5, 1.5)).expectation("x"), float)
    assert Joint.from_counts([1, 1], "x", (True, False)).expectation("x") == Fraction(1, 2)


def test_a_function_is_not_asked_where_nothing_can_happen():
    joint = Joint([0.0, 0.5, 0.5], "x")
    assert joint.expectation(lambda x: 1 / x) == 0.75  # not at 0
    assert joint.expectation(lambda x: np.array([x, 1 / x])).tolist() == [1.5, 0.75]
    assert joint.variance(lambda x: 1 / x) == 0.0625


def test_infinite_values():
    joint = Joint([0.5, 0.5], "x")
    assert joint.expectation(lambda x: math.inf if x else 0) == math.inf
    with pytest.raises(ProbabilityError, match=r"∞ at some values .* and −∞ at others"):
        joint.expectation(lambda x: math.inf if x else -math.inf)
    with pytest.raises(ProbabilityError, match="infinite somewhere, so it has no variance"):
        joint.variance(lambda x: math.inf if x else 0)


def test_variances_of_large_numbers_keep_their_digits():
    joint = Joint([0.25, 0.75], "x", (1e9, 1e9 + 1))
    assert joint.variance("x") == pytest.approx(0.1875, rel=1e-12)


@given(exact_tables(least=2))
def test_correlation_is_between_minus_one_and_one(table):
    joint = Joint(*table)
    if joint.variance("x") == 0 or joint.variance("y") == 0:
        with pytest.raises(ProbabilityError, match="is constant"):
            joint.correlation("x", "y")
        return
    found = joint.correlation("x", "y")
    assert abs(found) <= 1 + 1e-12
    assert joint.correlation("x", "x") == pytest.approx(1)
    assert joint.correlation("x", lambda x: -3 * x + 1) == pytest.approx(-1)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda j: j.expectation("b"), r"b has the label 'u', which is not a number.*lambda b: "),
        (lambda j: j.expectation("c"), r"'c' is not a variable here; the variables are 'a', 'b'"),
        (lambda j: j.expectation(lambda c: c), r"the function takes 'c', which is not a variable"),
        (lambda j: j.expectation(lambda a, /: a), r"takes 'a', .* \(or cannot be given by name\)"),
        (lambda j: j.expectation(3), r"the function is 3; expected a function of variables"),
        (lambda j: j.expectation(lambda a: None), r"gives None at a=0; expected a number"),
        (lambda j: j.expectation(lambda a: "1"), r"gives '1' at a=0; expected a number"),
        (lambda j: j.expectation(lambda a: float("nan")), r"gives nan at a=0; expected a number"),
        (lambda j: j.expectation(lambda a: [1] * (a + 1)), r"arrays of the shapes \(1,\), \(2,\)"),
        (lambda j: j.variance(lambda a: [a, 2 * a]), r"gives arrays of shape \(2,\); a variance"),
        (lambda j: j.covariance_matrix("a", "c"), r"'c' is not a variable here"),
    ],
)
def test_what_has_no_expectation_is_refused(ask, message):
    joint = Joint([[0.25, 0.25], [0.25, 0.25]], ("a", "b"), {"b": ("u", "v")})
    with pytest.raises(ProbabilityError, match=message):
        ask(joint)


def test_an_error_inside_the_function_is_its_own():
    with pytest.raises(ZeroDivisionError):
        Joint([0.5, 0.5], "x").expectation(lambda x: 1 / x)
