"""Joint tables against enumeration in Fractions, and what they refuse."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tables import enumerated, exact_tables

from coursekit.autodiff import Tensor
from coursekit.probability import ProbabilityError
from coursekit.probability.joint import Joint

HALF = Fraction(1, 2)


def cartons() -> Joint:
    return Joint(
        [[Fraction(1, 5), Fraction(3, 10)], [Fraction(2, 5), Fraction(1, 10)]],
        names=("carton", "fruit"),
        labels={"carton": ("c1", "c2"), "fruit": ("banana", "apple")},
    )


@given(exact_tables(), st.data())
def test_marginals_are_sums_over_the_other_variables(table, data):
    joint = Joint(*table)
    names = data.draw(st.permutations(joint.names).map(lambda p: p[: len(p) // 2 + 1]))
    marginal = joint.marginal(*names)
    assert marginal.names == tuple(names)
    assert enumerated(marginal).cells == enumerated(joint).marginal(*names)


@given(exact_tables(least=2), st.data())
def test_conditionals_are_joint_over_evidence_exactly(table, data):
    joint = Joint(*table)
    brute = enumerated(joint)
    name = data.draw(st.sampled_from(joint.names))
    label = data.draw(st.sampled_from(joint.labels[name]))
    evidence = brute.prob(**{name: label})
    assert joint.evidence(**{name: label}) == evidence
    if evidence == 0:
        with pytest.raises(ProbabilityError, match="has probability 0"):
            joint.given(**{name: label})
        return
    posterior = joint.given(**{name: label})
    assert posterior.exact
    place = joint.names.index(name)
    expected = {
        combination[:place] + combination[place + 1 :]: p / evidence
        for combination, p in brute.where(**{name: label}).items()
    }
    assert enumerated(posterior).cells == expected


@given(exact_tables(least=2, most=3), st.data())
def test_the_same_in_floats(table, data):
    exact = Joint(*table)
    floats = exact.to_floats()
    assert not floats.exact
    names = data.draw(st.permutations(exact.names))[:1]
    np.testing.assert_allclose(
        floats.marginal(*names).table, exact.marginal(*names).table.astype(float), atol=1e-15
    )
    x, y = exact.names[:2]
    assert floats.covariance(x, y) == pytest.approx(float(exact.covariance(x, y)), abs=1e-12)


@given(exact_tables(), st.data())
def test_probabilities_of_values_and_of_events(table, data):
    joint = Joint(*table)
    brute = enumerated(joint)
    names = data.draw(st.lists(st.sampled_from(joint.names), min_size=1, unique=True))
    values = {name: data.draw(st.sampled_from(joint.labels[name])) for name in names}
    assert joint.prob(**values) == brute.prob(**values)
    assert joint.prob(lambda x: x > 2) == sum(
        p for combination, p in brute.cells.items() if combination[0] > 2
    )


def test_several_observations_at_once_or_one_by_one():
    table = np.arange(1, 13).reshape(2, 2, 3)
    joint = Joint.from_counts(table, ("a", "b", "c"))
    at_once = joint.given(a=1, c=2)
    one_by_one = joint.given(c=2).given(a=1)
    assert (
        at_once.table.tolist() == one_by_one.table.tolist() == [Fraction(9, 21), Fraction(12, 21)]
    )
    assert at_once.title == "p(b | a=1, c=2)"
    assert one_by_one.title == "p(b | c=2, a=1)"


def test_sum_rule_and_product_rule():
    joint = cartons()
    again = joint.marginal("carton") * joint.conditional(of="fruit", given="carton")
    assert again.table.tolist() == joint.table.tolist()
    assert again.labels == joint.labels
    other = joint.marginal("fruit") * joint.conditional(of="carton", given="fruit")
    assert other.names == ("fruit", "carton")
    assert other.marginal("carton", "fruit").table.tolist() == joint.table.tolist()


@given(exact_tables(least=3, most=3))
def test_a_joint_splits_into_a_chain_and_back(table):
    joint = Joint(*table)
    chain = (
        joint.marginal("x")
        * joint.conditional(of="y", given="x")
        * joint.conditional(of="z", given=("x", "y"))
    )
    assert chain.table.tolist() == joint.table.tolist()


def test_exact_only_if_all_is_exact():
    assert Joint([HALF, HALF], "x").exact
    assert Joint([1, 0], "x").exact  # a certain value, as in a table of a deterministic variable
    mixed = Joint([HALF, 0.5], "x")
    assert not mixed.exact
    assert mixed.table.dtype == float
    assert isinstance(cartons().prob(carton="c1"), Fraction)
    assert isinstance(mixed.prob(x=0), float)
    product_ = Joint([HALF, HALF], "x") * Joint([0.25, 0.75], "y")
    assert product_.table.tolist() == [[0.125, 0.375], [0.125, 0.375]]


def test_large_counts_do_not_overflow():
    for counts in ([2**62, 2**62], np.array([2**62, 2**62])):
        joint = Joint.from_counts(counts, "x")
        assert joint.table.tolist() == [HALF, HALF]
        assert (joint * joint.rename(x="y")).prob(x=0, y=0) == Fraction(1, 4)
    labels = np.array([2**40, 3])
    squares = Joint([HALF, HALF], "x", labels).expectation(lambda x: np.int64(x) if x < 9 else x**2)
    assert squares == Fraction(2**80 + 3, 2)
    assert all(type(p.numerator) is int for p in Joint(np.array([1, 0]), "x").table)


def test_the_table_cannot_be_changed():
    source = np.array([0.25, 0.75])
    joint = Joint(source, "x")
    source[0] = 9
    assert joint.prob(x=0) == 0.25
    for table in (joint.table, joint.rename(x="y").table, (joint * joint.rename(x="y")).table):
        with pytest.raises(ValueError, match="read-only"):
            table[...] = 0


def test_labels_in_all_spellings():
    table = [[0.25, 0.25], [0.25, 0.25]]
    assert Joint(table, ("a", "b")).labels == {"a": (0, 1), "b": (0, 1)}
    assert Joint(table, ("a", "b"), {"b": np.array([1.5, 2.5])}).labels == {
        "a": (0, 1),
        "b": (1.5, 2.5),
    }
    assert Joint(table, ("a", "b"), (("u", "v"), range(3, 5))).labels == {
        "a": ("u", "v"),
        "b": (3, 4),
    }
    assert Joint([0.5, 0.5], "a", ("u", "v")).labels == {"a": ("u", "v")}
    assert Joint([0.5, 0.5], ("a",), (("u", "v"),)).labels == {"a": ("u", "v")}
    assert Joint(table, ("a", "b")).prob(a=np.int64(1)) == 0.5


def test_variables_may_have_any_name():
    joint = Joint([[0.25, 0.75]], ("self", "a name"))
    assert joint.given(self=0).names == ("a name",)
    assert joint.prob(**{"self": 0, "a name": 1}) == 0.75


def test_mode_is_the_first_of_the_most_probable():
    assert cartons().mode() == {"carton": "c2", "fruit": "banana"}
    assert Joint([HALF, HALF], "x", ("u", "v")).mode() == {"x": "u"}


def test_rename_keeps_the_table():
    joint = cartons().rename(carton="box")
    assert joint.names == ("box", "fruit")
    assert joint.prob(box="c1", fruit="banana") == Fraction(1, 5)
    with pytest.raises(ProbabilityError, match="given twice"):
        cartons().rename(carton="fruit")
    with pytest.raises(ProbabilityError, match="'box' is not a variable here"):
        cartons().rename(box="carton")


def test_two_joints_multiply_as_independent():
    die = Joint.from_counts([1] * 6, "x", range(1, 7))
    pair = die * die.rename(x="y")
    brute = sum(Fraction(1, 36) for x, y in product(range(1, 7), repeat=2) if x + y == 7)
    assert pair.prob(lambda x, y: x + y == 7) == brute == Fraction(1, 6)
    assert pair.independent("x", "y")


NAN = float("nan")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[0.5, 0.6]], ("a", "b")), r"table of p\(a, b\) sums to 1.1; expected 1. For counts"),
        (([3, 4], "a"), r"sums to 7; expected 1. For counts there is Joint.from_counts"),
        (([HALF, Fraction(1, 3)], "a"), r"sums to 5/6; expected 1"),
        (([0.5, -0.5, 1.0], "a"), r"table is -0.5 at index 1; expected numbers of 0 or more"),
        (([[Fraction(3, 2), Fraction(-1, 2)]], ("a", "b")), r"table is -1/2 at index \(0, 1\)"),
        (([0.5, NAN], "a"), r"table is nan at index 1; expected finite numbers"),
        (([HALF, NAN], "a"), r"table is nan at index 1; expected finite numbers"),
        (([0.5, float("inf")], "a"), r"table is inf at index 1"),
        (([[0.5, 0.5], [0.5]], ("a", "b")), r"rows of equal length"),
        (([0.5, 0.5], 1), r"names contain 1; expected texts"),
        (([], "a"), r"has shape \(0,\); expected one axis or more"),
        ((0.5, ()), r"has shape \(\); expected one axis or more"),
        ((["half", "half"], "a"), r"expected a real number or an array of them"),
        (([0.5, 0.5], ("a", "b")), r"2 names \('a', 'b'\) for a table of shape \(2,\); expected 1"),
        (([[0.5, 0.5]], ("a", "a")), r"name 'a' is given twice"),
        (([0.5, 0.5], (3,)), r"names contain 3; expected texts"),
        (([0.5, 0.5], ("",)), r"names contain ''"),
        (([0.5, 0.5], "a", ("u",)), r"a has 1 label \('u'\) for an axis of length 2"),
        (([0.5, 0.5], "a", ("u", "u")), r"a has the label 'u' twice"),
        (([0.5, 0.5], "a", (1, True)), r"a has the label 1 twice"),
        (([0.5, 0.5], "a", {"b": (1, 2)}), r"labels: 'b' is not a variable here.*are 'a'"),
        (([0.5, 0.5], ("a",), ("u", "v")), r"labels has 2 entries for the variables 'a'"),
        (([0.5, 0.5], ("a",), ("uv",)), r"labels of a are 'uv'; expected a sequence of labels"),
        (([0.5, 0.5], "a", (NAN, 1)), r"nan cannot be a label of a"),
        (([0.5, 0.5], "a", ([1], [2])), r"\[1\] cannot be a label of a"),
    ],
)
def test_what_is_not_a_table_is_refused(arguments, message):
    with pytest.raises(ProbabilityError, match=message):
        Joint(*arguments)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda j: j.given(fruit="kiwi"), r"fruit has no label 'kiwi'; its labels are 'banana', '"),
        (lambda j: j.given(fruit=["banana"]), r"fruit has no label \['banana'\]"),
        (lambda j: j.given(fruits="apple"), r"'fruits' is not a variable here.*'carton', 'fruit'"),
        (lambda j: j.given(), r"expected values of some variables, with others left over"),
        (lambda j: j.given(carton="c1", fruit="apple"), r"with others left over.*prob"),
        (lambda j: j.evidence(), r"prob\(\) of nothing; expected values, such as carton='c1'"),
        (lambda j: j.prob(lambda fruit: True, carton="c1"), r"an event and values \(carton=c1\)"),
        (lambda j: j.prob(lambda fruit: 1.5), r"gives 1.5 at fruit=banana; expected True or False"),
        (lambda j: j.prob("apple"), r"the event is 'apple'; expected a function of variables"),
        (lambda j: j.marginal(), r"marginal\(\) of no variable; expected.*'carton', 'fruit'"),
        (lambda j: j.marginal("apple"), r"'apple' is not a variable here"),
        (lambda j: j.marginal("fruit", "fruit"), r"'fruit' is given twice"),
        (lambda j: j.conditional(of="fruit", given=()), r"expected a name or more in each"),
        (lambda j: j.conditional(of="fruit", given="fruit"), r"'fruit' is given twice"),
        (lambda j: j.independent("fruit", "fruit"), r"'fruit' is given twice"),
        (lambda j: j.independent("fruit", ()), r"expected a name or more in each"),
        (lambda j: j.sample(3, rng=None), r"rng is None; expected a seed"),
        (lambda j: j.sample(-1, rng=0), r"shape is -1; expected a number of samples"),
    ],
)
def test_what_cannot_be_asked_is_refused(ask, message):
    with pytest.raises(ProbabilityError, match=message):
        ask(cartons())


def test_evidence_of_probability_zero_is_named():
    joint = Joint([[0.5, 0.0], [0.5, 0.0]], ("x", "y"), {"y": ("seen", "never")})
    assert joint.evidence(y="never") == 0
    with pytest.raises(ProbabilityError, match=r"y=never has probability 0 in p\(x, y\)"):
        joint.given(y="never")


def test_only_factors_multiply():
    with pytest.raises(TypeError):
        cartons() * 2
    with pytest.raises(TypeError):
        2 * cartons()


def test_sums_are_held_to_rounding_and_no_more():
    Joint([0.1] * 10, "x")
    Joint(np.full(10, 0.1, dtype=np.float32), "x")
    with pytest.raises(ProbabilityError, match=r"sums to 1.00000001"):
        Joint([0.5, 0.50000001], "x")
    with pytest.raises(ProbabilityError, match="expected 1"):
        Joint([HALF, HALF - Fraction(1, 10**30)], "x")


def test_a_joint_is_an_array_of_floats_for_numpy():
    exact = Joint([[Fraction(1, 4), Fraction(1, 2)], [Fraction(1, 4), 0]], ("x", "y"))
    array = np.asarray(exact)
    assert array.dtype == float
    assert array.tolist() == [[0.25, 0.5], [0.25, 0.0]]
    assert np.asarray(exact, dtype=np.float32).dtype == np.float32
    own = Joint([0.25, 0.75], "x")
    np.asarray(own)[0] = 1  # a copy
    assert own.prob(x=0) == 0.25
    assert np.asarray(Joint(Tensor([0.25, 0.75]), "x")).tolist() == [0.25, 0.75]
    with pytest.raises(ValueError, match=r"p\(x\) cannot be an array without a copy"):
        np.array(own, copy=False)


def test_what_was_observed_is_spelt_like_its_label():
    joint = Joint([[0.25, 0.5], [0.25, 0.0]], ("x", "y"))
    assert joint.given(x=1.0).title == "p(y | x=1)"
    assert joint.given(x=np.int64(1)).title == "p(y | x=1)"
    assert joint.conditional(of="y", given="x").row(x=True).title == "p(y | x=1)"


def test_one_label_is_no_plural():
    with pytest.raises(ProbabilityError, match=r"x has 1 label \('a'\) for an axis of length 2"):
        Joint([0.5, 0.5], "x", ["a"])
