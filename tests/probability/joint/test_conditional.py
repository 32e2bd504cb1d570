"""Conditional tables: rows that sum to 1, and rows that do not exist."""

from fractions import Fraction

import numpy as np
import pytest

from coursekit.probability import ProbabilityError
from coursekit.probability.joint import Conditional, Joint

LABELS = {"carton": ("c1", "c2"), "fruit": ("banana", "apple", "kiwi")}


def fruit() -> Conditional:
    table = [
        [Fraction(2, 5), Fraction(3, 5), 0],
        [Fraction(4, 5), Fraction(1, 10), Fraction(1, 10)],
    ]
    return Conditional(table, of="fruit", given="carton", labels=LABELS)


def test_given_axes_come_first():
    table = np.full((2, 3, 4, 5), 1 / 20)
    conditional = Conditional(table, of=("c", "d"), given=("a", "b"))
    assert conditional.names == ("a", "b", "c", "d")
    assert conditional.shape == (2, 3, 4, 5)
    assert conditional.title == "p(c, d | a, b)"
    assert conditional.row(a=1, b=2).shape == (4, 5)
    assert conditional.prob(a=1, b=2, c=3) == pytest.approx(0.25)


def test_rows_and_single_probabilities():
    conditional = fruit()
    assert conditional.exact
    assert conditional.prob(fruit="banana", carton="c2") == Fraction(4, 5)
    row = conditional.row(carton="c2")
    assert row.names == ("fruit",)
    assert row.table.tolist() == [Fraction(4, 5), Fraction(1, 10), Fraction(1, 10)]
    assert row.title == "p(fruit | carton=c2)"


def test_counts_and_weights_are_shared_row_by_row():
    counts = [[3.0, 1.0, 0.0], [2.0, 2.0, 4.0]]
    exact = Conditional.from_counts(counts, of="next", given="previous")
    assert exact.table.tolist() == [
        [Fraction(3, 4), Fraction(1, 4), 0],
        [Fraction(1, 4), Fraction(1, 4), Fraction(1, 2)],
    ]
    floats = Conditional.from_counts(counts, of="next", given="previous", exact=False)
    weights = Conditional.from_weights(np.array(counts) / 7, of="next", given="previous")
    for conditional in (floats, weights):
        assert not conditional.exact
        np.testing.assert_allclose(conditional.table, exact.table.astype(float))
    with pytest.raises(
        ProbabilityError, match=r"counts are all 0 in row 1, so they have no shares"
    ):
        Conditional.from_counts([[1, 2], [0, 0]], of="y", given="x")
    with pytest.raises(ProbabilityError, match=r"1.5 at index \(0, 1\); expected whole numbers"):
        Conditional.from_counts([[1, 1.5]], of="y", given="x")


def test_rows_for_the_impossible_do_not_exist():
    joint = Joint([[0.5, 0.5], [0.0, 0.0]], ("x", "y"))
    conditional = joint.conditional(of="y", given="x")
    assert conditional.defined.tolist() == [True, False]
    assert conditional.prob(y=0, x=0) == 0.5
    for ask in (lambda: conditional.prob(y=0, x=1), lambda: conditional.row(x=1)):
        with pytest.raises(ProbabilityError, match=r"p\(y \| x\) has no row for x=1"):
            ask()
    # 0 times no matter what is 0; anything else times a row that does not exist is nothing.
    assert (joint.marginal("x") * conditional).table.tolist() == joint.table.tolist()
    with pytest.raises(
        ProbabilityError, match=r"no row for x=1 .* but p\(x\) says that it can occur"
    ):
        Joint([0.5, 0.5], "x") * conditional


def test_rows_follow_their_labels_when_these_are_in_another_order():
    prior = Joint([0.25, 0.75], "x", ("u", "v"))
    likelihood = Conditional([[1, 0], [0.5, 0.5]], "y", "x", {"x": ("v", "u")})
    product = prior * likelihood
    assert product.labels["x"] == ("u", "v")
    assert product.prob(x="u", y=0) == 0.125
    assert product.prob(x="v", y=0) == 0.75
    never = Joint([[1, 0], [0, 0]], ("x", "y"), {"x": ("v", "u")}).conditional("y", "x")
    certain = Joint([0, 1], "x", ("u", "v"))
    assert (certain * never).prob(x="v", y=0) == 1


def test_rename_keeps_the_rows():
    conditional = fruit().rename(fruit="first", carton="box")
    assert conditional.title == "p(first | box)"
    assert conditional.labels == {"box": LABELS["carton"], "first": LABELS["fruit"]}
    with pytest.raises(ProbabilityError, match="given twice"):
        fruit().rename(fruit="carton")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ([[0.4, 0.6], [0.6, 0.5]], "y", "x"),
            r"the row x=1 of p\(y \| x\) sums to 1.1; expected 1",
        ),
        (
            ([[0.4, 0.5], [0.6, 0.5]], "y", "x"),
            r"sums to 0.9; expected 1. Its columns do: .*transp",
        ),
        (([[0.4, 0.1], [0.2, 0.3]], "y", "x"), r"The whole table does: it is a joint table"),
        (([[3, 1], [2, 2]], "y", "x"), r"sums to 4; expected 1. For counts .*from_counts"),
        (([[1.5, -0.5]], "y", "x"), r"table is -0.5 at index \(0, 1\)"),
        (([[1.0, float("nan")]], "y", "x"), r"table is nan at index \(0, 1\)"),
        (([[1.0]], "y", ()), r"of is 'y' and given is \(\); expected a name or more in each"),
        (([[1.0]], "y", "y"), r"name 'y' is given twice"),
        (([1.0], "y", "x"), r"2 names \('x', 'y'\) for a table of shape \(1,\)"),
        (([[0.5, 0.5]], "y", "x", {"y": "ab"}), r"labels of y are 'ab'"),
        (([[0.5, 0.5]], "y", "x", {"z": (1,)}), r"labels: 'z' is not a variable here"),
    ],
)
def test_what_is_not_a_conditional_table_is_refused(arguments, message):
    with pytest.raises(ProbabilityError, match=message):
        Conditional(*arguments)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda c: c.prob(fruit="apple"), r"needs a value of carton.*multiply by its distribution"),
        (lambda c: c.row(), r"needs a value of carton"),
        (lambda c: c.row(carton="c1", fruit="apple"), r"was given one of fruit.*prob\(carton=c1, "),
        (lambda c: c.row(carton="c3"), r"carton has no label 'c3'; its labels are 'c1', 'c2'"),
        (lambda c: c.prob(box="c1"), r"'box' is not a variable here"),
    ],
)
def test_what_cannot_be_asked_is_refused(ask, message):
    with pytest.raises(ProbabilityError, match=message):
        ask(fruit())


def test_a_conditional_is_an_array_of_floats_for_numpy():
    rows = np.asarray(Conditional([[Fraction(1, 4), Fraction(3, 4)], [1, 0]], of="y", given="x"))
    assert rows.dtype == float
    assert rows.tolist() == [[0.25, 0.75], [1.0, 0.0]]
