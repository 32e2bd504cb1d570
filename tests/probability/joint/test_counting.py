"""From counts, weights, samples and records to tables."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.probability import ProbabilityError
from coursekit.probability.joint import Joint

draws = st.lists(
    st.tuples(st.sampled_from(["c1", "c2"]), st.sampled_from([1, 2, 3])), min_size=1, max_size=20
)


@given(draws)
def test_records_are_counted(rows):
    joint = Joint.from_records(rows, ("carton", "fruits"))
    for (carton, fruits), count in Counter(rows).items():
        assert joint.prob(carton=carton, fruits=fruits) == Fraction(count, len(rows))
    assert joint.labels["carton"] == tuple(sorted({carton for carton, _ in rows}))
    as_dicts = [{"fruits": fruits, "carton": carton} for carton, fruits in rows]
    again = Joint.from_records(as_dicts)
    assert again.names == ("fruits", "carton")
    assert again.marginal("carton", "fruits").table.tolist() == joint.table.tolist()


@given(draws)
def test_samples_are_counted_in_arrays_of_any_shape(rows):
    cartons, fruits = zip(*rows, strict=True)
    listed = Joint.from_samples({"carton": cartons, "fruits": fruits})
    arrays = Joint.from_samples(
        {"carton": np.array(cartons)[None, :], "fruits": np.array(fruits)[:, None]}
    )
    assert listed.table.tolist() == arrays.table.tolist()
    assert arrays.labels == listed.labels
    assert all(type(label) in (str, int) for own in arrays.labels.values() for label in own)


def test_labels_may_be_given_for_what_never_occurs():
    joint = Joint.from_samples({"die": [1, 1, 6]}, {"die": range(1, 7)})
    assert joint.table.tolist() == [Fraction(2, 3), 0, 0, 0, 0, Fraction(1, 3)]
    with pytest.raises(ProbabilityError, match=r"die has no label 7; its labels are 1, 2"):
        Joint.from_samples({"die": [1, 7]}, {"die": range(1, 7)})
    with pytest.raises(ProbabilityError, match=r"labels: 'dice' is not a variable here"):
        Joint.from_samples({"die": [1, 7]}, {"dice": range(1, 7)})


def test_samples_of_several_types_keep_their_types():
    joint = Joint.from_samples({"x": ["a", 1, "a", None]})
    assert joint.labels == {"x": ("a", 1, None)}
    assert joint.prob(x="a") == Fraction(1, 2)


def test_counts_are_exact_unless_floats_are_wanted():
    exact = Joint.from_counts([[1, 2], [3, 0]], ("x", "y"))
    assert exact.table.tolist() == [[Fraction(1, 6), Fraction(1, 3)], [Fraction(1, 2), 0]]
    floats = Joint.from_counts([[1, 2], [3, 0]], ("x", "y"), exact=False)
    assert floats.table.dtype == float
    np.testing.assert_allclose(floats.table, [[1 / 6, 1 / 3], [0.5, 0]])
    assert Joint.from_counts(np.array([1.0, 3.0]), "x").exact


def test_weights_keep_their_kind():
    assert Joint.from_weights([Fraction(1, 3), 1], "x").table.tolist() == [
        Fraction(1, 4),
        Fraction(3, 4),
    ]
    assert Joint.from_weights([1e-300, 3e-300], "x").table.tolist() == [0.25, 0.75]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Joint.from_counts([1, 2.5], "x"),
            r"counts is 2.5 at index 1; expected whole numbers",
        ),
        (
            lambda: Joint.from_counts([1, Fraction(1, 2)], "x"),
            r"counts is 1/2 at index 1.*from_we",
        ),
        (lambda: Joint.from_counts([1, -2], "x"), r"-2.*at index 1; expected numbers of 0 or more"),
        (lambda: Joint.from_counts([0, 0], "x"), r"counts are all 0, so they have no shares"),
        (lambda: Joint.from_weights([0.0, 0.0], "x"), r"weights are all 0, so they have no shares"),
        (lambda: Joint.from_weights([1.0, float("nan")], "x"), r"weights is nan at index 1"),
        (lambda: Joint.from_counts(3, "x"), r"has shape \(\)"),
        (lambda: Joint.from_samples([1, 2]), r"samples are list; expected a dict"),
        (lambda: Joint.from_samples({"x": [1], "y": [1, 2]}), r"differ in number \(x: 1, y: 2\)"),
        (lambda: Joint.from_samples({"x": []}), r"samples are empty"),
        (lambda: Joint.from_samples({"x": [[1], [2]]}), r"\[1\] cannot be the value of one draw"),
        (lambda: Joint.from_samples({"x": np.array([1.0, np.nan])}), r"nan cannot be a label of x"),
        (lambda: Joint.from_records([]), r"there are no records"),
        (lambda: Joint.from_records([(1, 2)]), r"first record is \(1, 2\); expected a dict"),
        (
            lambda: Joint.from_records([(1, 2), (1,)], ("x", "y")),
            r"record 1 is \(1,\); expected 2 val",
        ),
        (
            lambda: Joint.from_records([{"x": 1}, {"y": 1}]),
            r"record 1 is {'y': 1}; expected values of",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused(make, message):
    with pytest.raises(ProbabilityError, match=message):
        make()
