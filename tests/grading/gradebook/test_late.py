import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook import LateRule

DAY = 86_400.0
DUE = 1_795_219_140.0


@pytest.mark.parametrize(
    ("late", "percent"),
    [(-DAY, 0), (0, 0), (899, 0), (900, 0), (900.5, 10), (DAY, 10), (DAY + 1, 20), (9 * DAY, 90)],
)
def test_percent_by_begun_days_counts_from_the_due_time(late, percent):
    assert LateRule(DUE, grace=900, per_day=10).percent(DUE + late) == percent


@pytest.mark.parametrize(
    ("late", "percent"),
    [(0, 0), (1, 5), (3600, 5), (3601, 20), (DAY, 20), (DAY + 1, 100), (99 * DAY, 100)],
)
def test_steps_begin_beyond_their_time(late, percent):
    rule = LateRule(DUE, steps=[(0, 5), (3600, 20), (DAY, 100)])
    assert rule.percent(DUE + late) == percent


def test_nothing_is_taken_off_before_the_first_step_or_without_a_time():
    rule = LateRule(DUE, steps=[(DAY, 50)])
    assert rule.penalty(8, 10, DUE + 3600) == 0.0
    assert rule.late(DUE + 3600) == 3600
    assert rule.penalty(8, 10, None) == 0.0
    assert rule.late(None) is None


def test_cap_floor_and_what_the_percent_are_of():
    late = DUE + 5 * DAY
    assert LateRule(DUE, per_day=10).penalty(8, 10, late) == 4.0
    assert LateRule(DUE, per_day=10, of="points").penalty(8, 10, late) == 5.0
    assert LateRule(DUE, per_day=10, of="points").penalty(3, 10, late) == 3.0  # never below 0
    assert LateRule(DUE, per_day=10, cap=25).penalty(8, 10, late) == 2.0
    assert LateRule(DUE, per_day=10, floor=60).penalty(8, 10, late) == 2.0
    assert LateRule(DUE, per_day=10, floor=60).penalty(5, 10, late) == 0.0  # below it already


def test_an_extension_moves_one_students_due_time():
    rule = LateRule(DUE, per_day=10, extensions={"abcd12": 2 * DAY})
    assert rule.percent(DUE + DAY, "abcd12") == 0
    assert rule.percent(DUE + 3 * DAY, "abcd12") == 10
    assert rule.percent(DUE + DAY, "other") == 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"due": float("nan")},
        {"grace": -1},
        {"per_day": 101},
        {"cap": -1},
        {"floor": 200},
        {"per_day": 10, "steps": [(0, 5)]},
        {"steps": [(5, 10), (0, 20)]},
        {"steps": [(0, 20), (5, 10)]},
        {"steps": [(0, 20), (0, 30)]},
        {"steps": [(-5, 20)]},
        {"of": "grade"},
        {"extensions": {"a": float("inf")}},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(GradingError):
        LateRule(**{"due": DUE, **wrong})


@given(
    score=st.floats(0, 20),
    late=st.floats(-DAY, 40 * DAY),
    later=st.floats(0, DAY),
    per_day=st.floats(0, 100),
    cap=st.floats(0, 100),
    floor=st.floats(0, 100),
    of=st.sampled_from(["score", "points"]),
)
def test_a_penalty_is_never_negative_never_too_much_and_grows(
    score, late, later, per_day, cap, floor, of
):
    rule = LateRule(0, per_day=per_day, cap=cap, floor=floor, of=of)
    first, second = rule.penalty(score, 20, late), rule.penalty(score, 20, late + later)
    assert 0 <= first <= second <= score
    assert score - second >= min(score, floor / 100 * 20) - 1e-9
