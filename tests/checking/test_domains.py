"""Domains fill their range, stay where they should, and refuse what makes no sense."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from coursekit.checking import (
    Covariance,
    Exercise,
    ExerciseError,
    Integers,
    Matrix,
    OneOf,
    Probability,
    Reals,
    Simplex,
    Vector,
)
from coursekit.checking.probes import unit_points


def values(domain, count=400, key=b"domains"):
    stream = unit_points(domain.dimension, key)
    return [domain.value(next(stream)) for _ in range(count)]


@given(st.floats(-5, 0), st.floats(1, 5), st.lists(st.floats(-6, 6), max_size=3))
def test_reals_stay_in_range_and_away(low, high, away):
    domain = Reals(low, high, away_from=tuple(away))
    drawn = values(domain, 50)
    assert all(type(x) is float and low <= x <= high for x in drawn)
    gap = 0.04 * (high - low)
    assert all(abs(x - centre) > gap * 0.999999 for x in drawn for centre in away)


def test_reals_are_spread_evenly_over_what_is_left():
    drawn = np.array(values(Reals(-3, 3), 2000))
    # Without its gap of 0.24 on either side of 0 the range is uniform.
    squeezed = np.where(drawn > 0, drawn - 0.24, drawn + 0.24)
    assert stats.kstest(squeezed, stats.uniform(-2.76, 5.52).cdf).statistic < 0.01


def test_logarithmic_reals_spread_over_the_powers_of_ten():
    exponents = np.log10(values(Reals(1e-6, 1.0, log=True), 2000))
    assert stats.kstest(exponents, stats.uniform(-6, 6).cdf).statistic < 0.01


def test_integers_reach_both_ends_equally():
    drawn = values(Integers(1, 6), 6000)
    assert all(type(n) is int for n in drawn)
    counts = np.bincount(drawn)[1:]
    assert len(counts) == 6
    assert np.all(np.abs(counts - 1000) < 30)


def test_probabilities_avoid_what_hides_slips():
    drawn = np.array(values(Probability()))
    assert np.all((drawn > 0.04) & (drawn < 0.96))
    assert np.all(np.abs(drawn - 0.5) > 0.03)


def test_arrays_have_their_shape_and_range():
    vector, matrix = values(Vector(4, -1, 2), 20), values(Matrix(2, 3, 0, 5), 20)
    assert all(v.shape == (4,) and np.all((v >= -1) & (v <= 2)) for v in vector)
    assert all(m.shape == (2, 3) and np.all((m >= 0) & (m <= 5)) for m in matrix)
    counts = values(Vector(5, 0, 9, whole=True), 50)
    assert all(v.dtype == float and np.array_equal(v, np.floor(v)) for v in counts)
    assert set(np.concatenate(counts)) == set(range(10))


@pytest.mark.parametrize(
    ("domain", "shape", "axis"),
    [
        (Simplex(3), (3,), None),
        (Simplex((2, 3)), (2, 3), None),
        (Simplex(3, rows=2), (2, 3), -1),
    ],
)
def test_simplex_sums_to_one_with_no_entry_near_zero(domain, shape, axis):
    for table in values(domain, 100):
        assert table.shape == shape
        np.testing.assert_allclose(table.sum(axis=axis), 1)
        assert table.min() > 0.01


def test_covariances_are_positive_definite_and_unequal():
    for matrix in values(Covariance(3), 100):
        np.testing.assert_array_equal(matrix, matrix.T)
        assert np.linalg.eigvalsh(matrix).min() > 0.1
        assert len(set(np.round(np.diag(matrix), 9))) == 3


def test_one_of_gives_each_value():
    assert set(values(OneOf(("a", "b", "c")), 30)) == {"a", "b", "c"}


@pytest.mark.parametrize(
    "make",
    [
        lambda: Reals(2, 1),
        lambda: Reals(0, float("inf")),
        lambda: Reals(0, float("nan")),
        lambda: Reals(0, 1, log=True),
        lambda: Reals(0, 1, away_from=np.arange(0, 1.01, 0.05)),
        lambda: Integers(3, 3),
        lambda: Vector(0),
        lambda: Vector(2.5),
        lambda: Matrix(2, -1),
        lambda: Simplex(1),
        lambda: Simplex((2, 2), rows=2),
        lambda: Covariance(0),
        lambda: OneOf(()),
    ],
)
def test_nonsense_is_refused(make):
    with pytest.raises(ExerciseError):
        make()


def test_points_fill_the_cube_evenly():
    points = np.array([p for p, _ in zip(unit_points(2, b"cube"), range(400), strict=False)])
    random = np.random.default_rng(0).random((400, 2))
    assert stats.qmc.discrepancy(points) < 0.2 * stats.qmc.discrepancy(random)


def test_a_shift_depends_on_the_key_alone():
    first = [next(unit_points(3, key)) for key in (b"a", b"a", b"b")]
    np.testing.assert_array_equal(first[0], first[1])
    assert not np.array_equal(first[0], first[2])


def test_a_condition_between_inputs_is_kept():
    exercise = Exercise(
        id="p", title="", prompt="?", inputs={"a": Reals(0, 3), "b": Reals(0, 3)},
        reference=lambda a, b: b - a, where=lambda a, b: a < b,
    )  # fmt: skip
    assert all(a < b for a, b in exercise.probe_points(b"seed"))
    impossible = Exercise(
        id="p", title="", prompt="?", inputs=exercise.inputs, reference=exercise.reference,
        where=lambda a, b: False,
    )  # fmt: skip
    with pytest.raises(ExerciseError, match="where"):
        impossible.probe_points()


def test_structural_points_get_the_type_of_their_domain():
    exercise = Exercise(
        id="p", title="", prompt="?",
        inputs={"x": Reals(-3, 3), "n": Integers(1, 9), "v": Vector(2)},
        reference=lambda x, n, v: x, probes=[(2, 3, [1, 2])],
    )  # fmt: skip
    x, n, v = exercise.probe_points()[0]
    assert (type(x), type(n), v.dtype) == (float, int, np.dtype(float))
