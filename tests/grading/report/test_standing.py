import pytest

from coursekit.checking import Verdict
from coursekit.grading.records import Grade, QuestionGrade
from coursekit.grading.report import Late, Override, Standing

GRADE = Grade(
    "abcd12", "a.ipynb", "00", "02_rules", "11", "22", "0.1.0",
    questions=(
        QuestionGrade("a", "A", 2, Verdict("correct", 1.0)),
        QuestionGrade("b", "B", 3, Verdict("wrong", 1 / 3, "x")),
    ),
)  # fmt: skip


def test_without_changes_the_mark_is_the_sum():
    assert Standing(GRADE).mark == pytest.approx(3.0)


def test_the_last_change_of_a_question_counts():
    standing = Standing(GRADE, (Override(0.0, "copied", "a"), Override(1.5, "half", "a")))
    assert standing.scores() == {"a": 1.5, "b": pytest.approx(1.0)}
    assert standing.override("a").reason == "half"
    assert standing.override("b") is None


def test_being_late_is_taken_off_after_changes_and_never_below_zero():
    assert Standing(GRADE, (), Late(10.0, 0.0, 2.0)).mark == pytest.approx(1.0)
    assert Standing(GRADE, (), Late(10.0, 0.0, 99.0)).mark == 0.0
    assert Standing(GRADE, (), Late(10.0, 0.0, -1.0)).mark == pytest.approx(3.0)


def test_a_mark_set_by_hand_is_the_mark():
    standing = Standing(GRADE, (Override(4.0, "appeal"),), Late(10.0, 0.0, 2.0))
    assert standing.mark == 4.0


def test_points_for_a_question_that_was_not_graded_count():
    assert Standing(GRADE, (Override(5.0, "oral", "c"),)).mark == pytest.approx(8.0)
