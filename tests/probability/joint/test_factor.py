"""The product rule: chains of conditionals, in any order that is one, and no other."""

from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest
from support.tables import enumerated

from coursekit.probability import ProbabilityError
from coursekit.probability.joint import Conditional, Joint


def random_factors() -> dict[str, Joint | Conditional]:
    """Return the factors of S2's graph p(a) p(b|a) p(c|a,b) p(d|b) p(e|c), as Fractions."""
    rng = np.random.default_rng(0)

    def counts(*shape: int) -> np.ndarray:
        return rng.integers(1, 9, shape)

    return {
        "a": Joint.from_counts(counts(2), "a"),
        "b": Conditional.from_counts(counts(2, 3), "b", "a"),
        "c": Conditional.from_counts(counts(3, 2, 2), "c", ("b", "a")),
        "d": Conditional.from_counts(counts(3, 2), "d", "b"),
        "e": Conditional.from_counts(counts(2, 2), "e", "c"),
    }


def test_a_chain_is_the_product_of_its_factors_cell_by_cell():
    a, b, c, d, e = random_factors().values()
    joint = a * b * c * d * e
    assert isinstance(joint, Joint)
    assert joint.names == ("a", "b", "c", "d", "e")
    cells = enumerated(joint).cells
    assert sum(cells.values()) == 1
    for i, j, k, m, n in product(range(2), range(3), range(2), range(2), range(2)):
        expected = a.table[i] * b.table[i, j] * c.table[j, i, k] * d.table[j, m] * e.table[k, n]
        assert cells[i, j, k, m, n] == expected
    # What each variable depends on, and on what no more once that is known.
    assert joint.independent("e", ("a", "b", "d"), given="c")
    assert not joint.independent("e", "a")


def test_every_order_in_which_parents_come_first_gives_the_same_joint():
    factors = random_factors()
    a, b, c, d, e = factors.values()
    reference = enumerated(a * b * c * d * e)
    parents = {"a": "", "b": "a", "c": "ab", "d": "b", "e": "c"}
    tried = 0
    for order in permutations("abcde"):
        if any(order.index(p) > order.index(x) for x in "abcde" for p in parents[x]):
            continue
        joint = factors[order[0]]
        for name in order[1:]:
            joint = joint * factors[name]
        assert joint.marginal(*"abcde").table.tolist() == (a * b * c * d * e).table.tolist()
        assert enumerated(joint).names == tuple(order)
        tried += 1
    assert tried == 3
    assert sum(reference.cells.values()) == 1


def test_the_prior_may_stand_last_as_in_the_lecture():
    # p(x, y) = p(y | x) p(x), and p(a, b, c) = p(a | b, c) p(b | c) p(c)
    prior = Joint([0.25, 0.75], "x")
    likelihood = Conditional([[0.5, 0.5], [1.0, 0.0]], "y", "x")
    assert (likelihood * prior).table.tolist() == (prior * likelihood).table.tolist()
    rng = np.random.default_rng(1)
    c = Joint.from_counts(rng.integers(1, 5, 2), "c")
    b = Conditional.from_counts(rng.integers(1, 5, (2, 2)), "b", "c")
    a = Conditional.from_counts(rng.integers(1, 5, (2, 2, 2)), "a", ("b", "c"))
    backwards = a * b * c
    assert backwards.names == ("c", "b", "a")
    assert backwards.table.tolist() == (c * b * a).table.tolist()


def test_two_conditionals_multiply_to_one():
    rng = np.random.default_rng(2)
    b = Conditional.from_counts(rng.integers(1, 5, (2, 3)), "b", "a")
    c = Conditional.from_counts(rng.integers(1, 5, (3, 2)), "c", "b")
    pair = b * c
    assert isinstance(pair, Conditional)
    assert (pair.of, pair.given) == (("b", "c"), ("a",))
    for i, j, k in product(range(2), range(3), range(2)):
        assert pair.table[i, j, k] == b.table[i, j] * c.table[j, k]


A = Joint([0.5, 0.5], "a")
B_A = Conditional([[0.5, 0.5], [0.5, 0.5]], "b", "a")
A_B = Conditional([[0.5, 0.5], [0.5, 0.5]], "a", "b")
C_AB = Conditional(np.full((2, 2, 2), 0.5), "c", ("a", "b"))
C_D = Conditional([[0.5, 0.5], [0.5, 0.5]], "c", "d")


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        (
            A,
            C_AB,
            r"p\(c \| a, b\) conditions on b, which p\(a\) does not have. Each factor of a chain",
        ),
        (C_AB, A, r"p\(c \| a, b\) conditions on b, which p\(a\) does not have"),
        (A, C_D, r"p\(c \| d\) conditions on d, which p\(a\) does not have"),
        (B_A, C_D, r"p\(c \| d\) conditions on d, which p\(b \| a\) does not have"),
        (A, A, r"p\(a\) and p\(a\) are both about a"),
        (A * B_A, B_A, r"p\(a, b\) and p\(b \| a\) are both about b"),
        (B_A, A_B, r"p\(b \| a\) and p\(a \| b\) each condition on the other"),
        (B_A, Joint([1], "b"), r"are both about b"),
        (
            Joint([1], "a", ("u",)),
            B_A,
            r"a has the labels \('u',\) in p\(a\), but \(0, 1\) in p\(b",
        ),
    ],
)
def test_what_is_no_chain_is_refused(left, right, message):
    with pytest.raises(ProbabilityError, match=message):
        left * right


def test_what_was_observed_stays_in_the_title():
    joint = A * B_A
    again = joint.given(b=1) * B_A
    assert again.title == "p(a, b | b=1)"


def test_exactness_survives_a_deterministic_table_of_whole_numbers():
    coin = Joint([Fraction(1, 3), Fraction(2, 3)], "coin")
    copy = Conditional([[1, 0], [0, 1]], "seen", "coin")
    assert (coin * copy).prob(coin=1, seen=1) == Fraction(2, 3)
    assert (coin * copy).exact
