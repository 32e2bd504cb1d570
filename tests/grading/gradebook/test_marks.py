import pytest
from support.grades import RIGHT, WRONG, grade, question

from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook import Gradebook, LateRule, trail

SHEET = "02_rules"
WHY = {"sheet": SHEET, "reason": "the prompt was ambiguous", "author": "Ann"}


@pytest.fixture
def book(tmp_path):
    with Gradebook(tmp_path / "marks.db") as opened:
        opened.record(grade("abcd12", "d1"))
        yield opened


def test_a_decision_by_hand_counts_and_the_judged_points_stay(book):
    made = book.override("abcd12", "q2", 1.5, **WHY)
    mark = book.mark("abcd12", SHEET)
    assert (mark.grade.score, mark.score, mark.final, mark.points) == (2.0, 3.5, 3.5, 4)
    assert [(q.id, q.score, q.override) for q in mark.questions] == [
        ("q1", 2.0, None),
        ("q2", 1.5, made),
    ]
    assert (made.reason, made.author, made.digest) == ("the prompt was ambiguous", "Ann", "d1")


def test_the_newest_decision_counts_until_it_is_withdrawn(book):
    book.override("abcd12", "q2", 1, **WHY)
    book.override("abcd12", "q2", 2, **WHY)
    assert book.mark("abcd12", SHEET).score == 4.0
    book.withdraw("abcd12", "q2", **WHY)
    assert book.mark("abcd12", SHEET).score == 2.0
    assert [override.points for override in book.overrides("abcd12", SHEET)] == [1, 2, None]
    with pytest.raises(GradingError, match="no override of q2"):
        book.withdraw("abcd12", "q2", **WHY)
    with pytest.raises(GradingError, match="no override of the whole mark"):
        book.withdraw("abcd12", None, **WHY)


def test_the_whole_mark_is_final(book):
    rule = LateRule(due=0, per_day=50)
    book.set_times(SHEET, {"abcd12": 3600.0})
    assert book.mark("abcd12", SHEET, rule).final == 1.0
    book.override("abcd12", "q2", 2, **WHY)
    assert book.mark("abcd12", SHEET, rule).final == 2.0  # half of 4
    book.override("abcd12", None, 3, **WHY)
    mark = book.mark("abcd12", SHEET, rule)
    assert (mark.final, mark.penalty, mark.late, mark.override.points) == (3.0, 0.0, 3600.0, 3.0)


def test_penalties_are_derived_and_never_stored(book):
    book.set_times(SHEET, {"abcd12": 90_000.0})
    rule = LateRule(due=0, per_day=10)
    assert book.mark("abcd12", SHEET, rule).penalty == pytest.approx(0.4)
    assert [mark.final for mark in book.marks(SHEET, rule)] == [pytest.approx(1.6)]
    assert book.mark("abcd12", SHEET).final == 2.0
    book.set_times(SHEET, {"abcd12": -5.0})  # the platform's list was corrected
    assert book.mark("abcd12", SHEET, rule).final == 2.0


def test_without_a_time_the_mark_says_so(book):
    mark = book.mark("abcd12", SHEET, LateRule(due=0, per_day=10))
    assert (mark.penalty, mark.late, mark.submitted) == (0.0, None, None)
    assert "gives no time" in mark.notes[0]


def test_a_decision_is_for_the_file_it_was_made_for(book):
    book.override("abcd12", "q2", 2, **WHY)
    book.record(grade("abcd12", "d1", sheet_hash="h2"))  # the sheet changed: it stays
    assert book.mark("abcd12", SHEET).score == 4.0
    book.record(grade("abcd12", "d2"))
    mark = book.mark("abcd12", SHEET)
    assert mark.score == 2.0
    assert "override of q2 by Ann" in mark.notes[0]
    assert "no longer counts" in mark.notes[0]


def test_a_question_that_went_away_or_is_worth_less(book):
    book.override("abcd12", "q1", 1, **WHY)
    book.override("abcd12", "q2", 2, **WHY)
    book.record(grade("abcd12", "d1", question("q2", WRONG, points=1)))
    mark = book.mark("abcd12", SHEET)
    assert mark.score == 1.0
    assert mark.notes == ("The sheet has no question q1 any more: its override is idle.",)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"points": -1}, "from 0 to 2"),
        ({"points": 2.5}, "from 0 to 2"),
        ({"points": float("nan")}, "from 0 to 2"),
        ({"question": None, "points": 5}, "from 0 to 4"),
        ({"question": "q9"}, "there are q1, q2"),
        ({"student": "nobody"}, "nothing of nobody"),
        ({"sheet": "01_derivatives"}, "nothing of abcd12"),
        ({"reason": " \n"}, "a reason and an author"),
        ({"author": ""}, "a reason and an author"),
    ],
)
def test_decisions_that_make_no_sense_are_refused(book, change, says):
    given = {"student": "abcd12", "question": "q1", "points": 1, **WHY, **change}
    with pytest.raises(GradingError, match=says):
        book.override(**given)
    assert book.overrides("abcd12", SHEET) == []


def test_the_trail_tells_everything_in_order(book):
    book.set_times(SHEET, {"abcd12": 1.7e9})
    book.override("abcd12", None, 3, **WHY)
    book.withdraw("abcd12", None, **WHY)
    book.record(grade("efgh34", "d1", question("q1", RIGHT), harness="the jail did not start"))
    book.note("mail", "marks were published", author="Ann")
    told = [(event.kind, event.student, event.author) for event in trail(book)]
    assert told == [
        ("graded", "abcd12", ""),
        ("time", "abcd12", ""),
        ("override", "abcd12", "Ann"),
        ("withdrawn", "abcd12", "Ann"),
        ("graded", "efgh34", ""),
        ("mail", "", "Ann"),
    ]
    lines = [str(event) for event in trail(book, "abcd12", SHEET)]
    assert "2 of 4 points, abcd12.ipynb, file d1, sheet state h1, seed s1" in lines[0]
    assert "handed in at 2023-11-14 22:13:20 UTC" in lines[1]
    assert "the whole mark: 3 points, because: the prompt was ambiguous" in lines[2]
    assert "the whole mark, because" in lines[3]
    assert len(lines) == 4
    assert "not graded: the jail did not start" in str(next(trail(book, "efgh34")))
