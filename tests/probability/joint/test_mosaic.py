"""The area picture: rectangles that fill the unit square, each as large as its probability."""

from fractions import Fraction

import pytest
from hypothesis import given
from support.tables import exact_tables

from coursekit.probability import ProbabilityError
from coursekit.probability.joint import Conditional, Joint, mosaic


@given(exact_tables(least=2))
def test_areas_are_probabilities_and_fill_the_square(table):
    joint = Joint(*table)
    rectangles = mosaic(joint, "x", "y")
    pair = joint.marginal("x", "y")
    assert sum(r.width * r.height for r in rectangles) == 1
    for r in rectangles:
        assert r.width * r.height == r.probability == pair.prob(**r.labels)
        assert r.width == joint.prob(x=r.labels["x"])
        assert 0 <= r.x <= r.x + r.width <= 1
        assert 0 <= r.y <= r.y + r.height <= 1
    # Beside and above each other without a gap: corners are sums of what came before.
    columns = [label for label in pair.labels["x"] if joint.prob(x=label)]
    for r in rectangles:
        before = columns[: columns.index(r.labels["x"])]
        assert r.x == sum(joint.prob(x=label) for label in before)
        below = pair.labels["y"][: pair.labels["y"].index(r.labels["y"])]
        rest = pair.given(x=r.labels["x"])
        assert r.y == sum(rest.prob(y=label) for label in below)


def test_the_cartons_of_the_lecture():
    joint = Joint.from_counts([[2, 3], [4, 1]], ("carton", "fruit"), {"fruit": ("banana", "apple")})
    first = mosaic(joint)[0]
    assert (first.x, first.y, first.width, first.height) == (0, 0, Fraction(1, 2), Fraction(2, 5))
    assert first.labels == {"carton": 0, "fruit": "banana"}
    turned = mosaic(joint, across="fruit", up="carton")[0]
    assert (turned.width, turned.height) == (Fraction(3, 5), Fraction(1, 3))


def test_two_variables_are_needed():
    joint = Joint.from_counts([[[1, 2], [3, 4]]], ("x", "y", "z"))
    assert len(mosaic(joint, "z", "y")) == 4
    with pytest.raises(ProbabilityError, match=r"expected the names of two variables"):
        mosaic(joint)
    with pytest.raises(ProbabilityError, match=r"'w' is not a variable here"):
        mosaic(joint, "x", "w")


def test_a_conditional_has_no_widths():
    with pytest.raises(ProbabilityError, match="mosaic: a Conditional was given; expected a Joint"):
        mosaic(Conditional([[0.5, 0.5]], "y", "x"))
