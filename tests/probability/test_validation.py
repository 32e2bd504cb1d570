"""What is taken for a number, a probability, a source of chance or a unit, and what is not."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from coursekit.autodiff import Tensor
from coursekit.probability import ProbabilityError
from coursekit.probability.validation import (
    axis_sums_to_one,
    generator,
    in_unit,
    need,
    plain_numbers,
    positive,
    probabilities,
    probability,
    real,
    whole,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2, 2.0),
        (True, 1.0),
        (Fraction(1, 4), 0.25),
        (Decimal("0.25"), 0.25),
        ([Fraction(1, 4), 1], [0.25, 1.0]),
        (np.ma.array([1.0, 2.0], mask=False), [1.0, 2.0]),
        ([], []),
    ],
)
def test_numbers(value, expected):
    np.testing.assert_array_equal(real(value, "x"), expected)
    np.testing.assert_array_equal(plain_numbers(value, "x"), expected)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("1", "x is '1'; expected a real number"),
        (None, "x is None; expected a real number"),
        ([1.0, None], r"x is \[1.0, None\]; expected a real number"),
        (1j, "x is 1j; expected a real number"),
        (10**400, "x is 1000.*…; expected a real number"),
        ({"a": 1}, "x is {'a': 1}; expected a real number"),
        ([[1.0], [1.0, 2.0]], r"the rows of \[\[1.0\], \[1.0, 2.0\]\] differ in length"),
        (np.ma.array([1.0, 2.0], mask=[0, 1]), r"x has masked entries.*compressed"),
    ],
)
def test_what_is_no_number(value, message):
    for check in (real, plain_numbers, positive, whole, probability, probabilities):
        with pytest.raises(ProbabilityError, match=message):
            check(value, "x")


def test_finite():
    for bad in (math.nan, math.inf, Tensor(math.inf)):
        with pytest.raises(ProbabilityError, match=r"x is (nan|inf); expected finite numbers"):
            real(bad, "x")
    assert np.isnan(plain_numbers(math.nan, "x"))


def test_what_is_kept_is_a_copy_that_cannot_change():
    given = np.array([1.0, 2.0])
    kept = real(given, "x")
    given[0] = 5.0
    assert kept.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 5.0


def test_whole_numbers():
    assert whole(2**53, "n") == 2**53
    assert whole([1.0, 3], "n").dtype == np.int64
    with pytest.raises(ProbabilityError, match=r"n is 2\.5 at index 1; expected whole numbers, 0"):
        whole([1, 2.5], "n")
    with pytest.raises(ProbabilityError, match="n is 0; expected whole numbers, 1 or more"):
        whole(0, "n", 1)
    # The cast to whole numbers would make these negative.
    for large in (1e20, 10**30, 1e300):
        with pytest.raises(ProbabilityError, match=r"n is 1e\+\d+; expected whole numbers up to"):
            whole(large, "n")


def test_values_are_not_copied():
    given = np.array([1.0, 2.0])
    assert plain_numbers(given, "x") is given


def test_single_precision_stays():
    assert real(np.float32(0.5), "x").dtype == np.float32
    assert plain_numbers(np.zeros(2, np.float32), "x").dtype == np.float32


def test_an_offender_is_shown_as_it_was_written():
    value = np.array([Fraction(1, 2), Fraction(-1, 3)])
    with pytest.raises(ProbabilityError, match="counts is -1/3 at index 1; expected more"):
        need(value > 0, value, "counts", "more")


def test_sums_say_which_and_how_much():
    with pytest.raises(ProbabilityError, match=r"p sum to 0.7 at index \(1, 0\)"):
        axis_sums_to_one(np.array([[[0.5, 0.5]], [[0.5, 0.2]]]), "p")
    with pytest.raises(ProbabilityError, match=r"sum to 1\.00000001;"):
        axis_sums_to_one(np.array([0.5, 0.50000001]), "p")
    axis_sums_to_one(np.full(10, 0.1), "p")


@pytest.mark.parametrize("wrong", [None, "a", 1.0, True, -1, np.random.RandomState(0)])
def test_sources_of_chance(wrong):
    with pytest.raises(ProbabilityError, match="rng is"):
        generator(wrong)


def test_a_generator_goes_on():
    rng = np.random.default_rng(0)
    assert generator(rng) is rng


def test_units():
    assert in_unit(math.log(2), "bits") == pytest.approx(1.0, rel=1e-15)
    with pytest.raises(ProbabilityError, match="unit is 'bit'; expected"):
        in_unit(1.0, "bit")
