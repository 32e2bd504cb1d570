"""Statistics of a class against independent formulas (SciPy, covariances, the standard library)."""

import itertools
import statistics
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from coursekit.grading.records import Grade
from coursekit.grading.report import Override, Standing
from coursekit.grading.report.measures import (
    ClassRecord,
    Summary,
    cronbach_alpha,
    discrimination,
)

SCORES = arrays(
    float,
    st.tuples(st.integers(3, 12), st.integers(2, 6)),
    elements=st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0]),
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(SCORES)
def test_discrimination_is_the_correlation_with_the_rest(scores):
    for j, value in enumerate(discrimination(scores)):
        rest = np.delete(scores, j, axis=1).sum(axis=1)
        if np.ptp(scores[:, j]) == 0 or np.ptp(rest) == 0:
            assert value is None
        else:
            want = stats.pearsonr(scores[:, j], rest).statistic
            assert value == pytest.approx(want, abs=1e-12)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(SCORES)
def test_alpha_is_that_of_the_covariances(scores):
    value = cronbach_alpha(scores)
    covariance = np.cov(scores.T)
    if np.ptp(scores.sum(axis=1)) == 0:
        assert value is None
    else:
        k = scores.shape[1]
        want = k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())
        assert value == pytest.approx(want, abs=1e-9)


def test_a_question_is_not_in_the_sum_that_it_is_compared_with():
    """With itself in the sum, noise would seem to tell students apart."""
    rng = np.random.default_rng(3)
    scores = rng.integers(0, 2, (4000, 2)).astype(float)
    assert all(abs(value) < 0.05 for value in discrimination(scores))


def test_constants_that_differ_in_the_last_bit_are_constants():
    thirds = np.array([[1 / 3, 0.1 + 0.2, 1.0], [1 / 3, 0.3, 2.0], [1 / 3, 0.3, 3.0]])
    assert discrimination(thirds) == [None, None, None]


def test_where_a_measure_does_not_exist():
    assert discrimination(np.zeros((0, 3))) == [None] * 3
    assert discrimination(np.array([[1.0, 2.0], [2.0, 1.0]])) == [None, None]
    assert discrimination(np.array([[1.0], [2.0], [3.0]])) == [None]  # no rest
    assert cronbach_alpha(np.array([[1.0], [2.0], [3.0]])) is None
    assert cronbach_alpha(np.zeros((0, 2))) is None
    assert Summary.of([]) is None


def test_summary_against_the_standard_library():
    values = [3.0, 1.5, 7.0, 7.0, 0.0, 12.25, 4.0]
    summary = Summary.of(values)
    lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    assert (summary.lower, summary.median, summary.upper) == pytest.approx((lower, median, upper))
    assert summary.mean == pytest.approx(statistics.fmean(values))
    assert summary.deviation == pytest.approx(statistics.stdev(values))
    assert (summary.count, summary.least, summary.most) == (7, 0.0, 12.25)
    assert Summary.of([2.0]).deviation is None


@pytest.fixture(scope="module")
def record(sheet, standings):
    record = ClassRecord(sheet)
    for standing in standings:
        record.add(standing)
    return record


def test_difficulty_and_outcomes_by_hand(record, sheet, standings):
    counted = [s for s in standings if s.final and s.unreadable is None]
    for j, (exercise, measure) in enumerate(zip(sheet, record.questions(), strict=True)):
        shares = [s.scores()[exercise.id] / exercise.points for s in counted]
        assert measure.difficulty == pytest.approx(statistics.fmean(shares))
        outcomes = [s.grade.questions[j].verdict.outcome for s in counted]
        assert measure.counts == {o: outcomes.count(o) for o in set(outcomes)}
        seconds = [1000 * s.grade.questions[j].seconds for s in counted]
        assert measure.milliseconds.median == pytest.approx(statistics.median(seconds))


def test_slips_are_counted_once_a_student_and_most_frequent_first(record, standings):
    counted = [s for s in standings if s.final and s.unreadable is None]
    for measure in record.questions():
        tags = [
            q.verdict.slip for s in counted for q in s.grade.questions
            if q.id == measure.id and q.verdict.outcome not in ("correct", "unanswered")
        ]  # fmt: skip
        assert dict(measure.slips) == {tag: tags.count(tag) for tag in set(tags) if tag}
        counts = [count for _, count in measure.slips]
        assert counts == sorted(counts, reverse=True)


def test_the_unreadable_and_the_unfinished_are_no_zeros_in_statistics(record, standings):
    assert len(record.with_status("unreadable")) == 3
    assert len(record.with_status("harness")) == 1
    assert len(record.graded()) == len(standings) - 4 == len(record.scores())


def test_identical_files_and_who_is_absent(record, standings):
    (group,) = record.identical()
    assert len(group) == 3
    pairs = list(itertools.combinations(sorted(row.student for row in group), 2))
    assert len(pairs) == 3
    assert record.absent([standings[0].student, "zzzz99"]) == ["zzzz99"]


def test_points_set_by_hand_are_what_the_question_was_worth(sheet, standings):
    standing = next(s for s in standings if s.final and s.grade.questions and not s.overrides)
    changed = replace(standing, overrides=(Override(0.5, "half", "d_power"),))
    record = ClassRecord(sheet)
    record.add(changed)
    assert record.questions()[0].difficulty == 0.5


def test_a_class_of_nobody(sheet):
    record = ClassRecord(sheet)
    assert [q.difficulty for q in record.questions()] == [None] * len(sheet)
    assert record.identical() == []


def test_a_long_class_is_kept_in_short_lines(sheet, standings):
    """Not the grades themselves: their messages would fill the memory."""
    record = ClassRecord(sheet)
    for index in range(3000):
        grade = standings[index % 3].grade
        record.add(Standing(replace(grade, student=f"s{index}", notes=("n" * 10_000,))))
    assert len(record.rows) == 3000
    assert not any("n" * 100 in repr(row) for row in record.rows[:10])
    assert all(len(known) <= ClassRecord.MESSAGES for known in record.messages.values())


def test_a_question_that_the_sheet_no_longer_has_is_left_out(sheet, standings):
    grade: Grade = next(s for s in standings if s.grade.questions).grade
    strange = replace(grade, questions=(replace(grade.questions[0], id="gone"),))
    record = ClassRecord(sheet)
    record.add(Standing(strange))
    assert record.questions()[0].counts == {}
