import pytest
from support.grades import RIGHT, WRONG, grade, question

from coursekit.checking import Exercise
from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook import Gradebook, changes, sheet_hash
from coursekit.sheets import Sheet

SHEET = "02_rules"


def sheet(first=1, second=1):
    """Make a sheet of two questions whose right answers are given."""
    asked = [("q1", first), ("q2", second)]
    exercises = [
        Exercise(id=id_, title=id_, prompt="?", kind="value", points=2, reference=right)
        for id_, right in asked
    ]
    return Sheet(name=SHEET, title="Two", exercises=tuple(exercises))


@pytest.fixture
def book(tmp_path):
    with Gradebook(tmp_path / "marks.db") as opened:
        yield opened


def run(
    book,
    made,
    *verdicts,
    student="abcd12",
    digest="d1",
    finish=True,
    batch=None,
    shard=None,
    **extra,
):
    """Grade one student in a run of its own; return the run's number."""
    seed = extra.setdefault("seed_id", "s1")
    number = book.start(made, seed_id=seed, batch=batch, options={"shard": shard})
    questions = [question(f"q{n}", verdict) for n, verdict in enumerate(verdicts, 1)]
    book.record(grade(student, digest, *questions, sheet_hash=sheet_hash(made), **extra), number)
    if finish:
        book.finish(number)
    return number


def told(book, *runs):
    return [(c.student, c.question, c.before, c.after, c.why) for c in changes(book, SHEET, *runs)]


@pytest.mark.parametrize(
    ("made", "extra", "why"),
    [
        (sheet(), {"digest": "d2"}, ("submission",)),
        (sheet(second=5), {}, ("question",)),
        (sheet(first=5), {}, ("sheet",)),
        (sheet(), {"seed_id": "s2"}, ("seed",)),
        (sheet(), {"version": "0.2.0"}, ("version",)),
        (sheet(), {}, ("unexplained",)),
        (sheet(second=5), {"digest": "d2", "seed_id": "s2"}, ("submission", "question", "seed")),
    ],
)
def test_who_moved_on_which_question_and_why(book, made, extra, why):
    run(book, sheet(), RIGHT, WRONG)
    run(book, made, RIGHT, RIGHT, **extra)
    assert told(book) == [("abcd12", "q2", 0.0, 2.0, why)]
    (change,) = changes(book, SHEET)
    assert (change.moved, change.slips, change.title) == (2.0, ("sign", None), "Title of q2")
    assert str(change).startswith("abcd12, q2: 0 → 2 (")


def test_nobody_moves_where_points_stay(book):
    run(book, sheet(), RIGHT, WRONG)
    run(book, sheet(first=9), RIGHT, WRONG, seed_id="s2")
    assert told(book) == []


def test_any_two_runs_may_be_compared(book):
    first = run(book, sheet(), WRONG, WRONG)
    second = run(book, sheet(), RIGHT, WRONG, digest="d2")
    third = run(book, sheet(), RIGHT, RIGHT, digest="d3", finish=False)
    assert told(book, first, second) == [("abcd12", "q1", 0.0, 2.0, ("submission",))]
    assert told(book, second, third) == [("abcd12", "q2", 0.0, 2.0, ("submission",))]
    assert [c[1] for c in told(book, first, third)] == ["q1", "q2"]
    assert [c[2:4] for c in told(book, third, first)] == [(2.0, 0.0)] * 2
    with pytest.raises(GradingError, match="no run 9"):
        told(book, 9)


def test_decisions_by_hand_between_runs_are_told(book):
    first = run(book, sheet(), RIGHT, WRONG)
    book.override("abcd12", "q2", 1, sheet=SHEET, reason="r", author="a")
    assert told(book, first) == [("abcd12", "q2", 0.0, 1.0, ("override",))]
    book.override("abcd12", None, 4, sheet=SHEET, reason="r", author="a")
    assert told(book, first)[1] == ("abcd12", "", 2.0, 4.0, ("override",))
    # Withdrawn by another file: the mark goes back.
    second = run(book, sheet(), RIGHT, WRONG, digest="d2")
    assert told(book, first, second) == []


def test_newcomers_and_questions_that_come_and_go(book):
    first = run(book, sheet(), RIGHT, WRONG)
    run(book, sheet(), RIGHT, WRONG, student="efgh34")
    assert told(book, first) == [("efgh34", "q1", None, 2.0, ("new",))]
    number = book.start(sheet(), seed_id="s1")
    book.record(grade("abcd12", "d1", question("q3", RIGHT), sheet_hash="h7"), number)
    # The state h7 of the sheet is not known, but the points are.
    assert [c[1:4] for c in told(book, first) if c[0] == "abcd12"] == [
        ("q3", None, 2.0),
        ("q1", 2.0, None),
        ("q2", 0.0, None),
    ]


def test_a_grader_that_had_failed_is_the_reason(book):
    first = run(book, sheet(), WRONG, WRONG, harness="no jail")
    run(book, sheet(), RIGHT, WRONG)
    assert told(book, first) == [("abcd12", "q1", 0.0, 2.0, ("harness",))]


def test_shards_of_one_batch_are_one_run(book):
    for student in ("abcd12", "efgh34"):
        run(book, sheet(), WRONG, WRONG, student=student, batch="first")
    for student in ("abcd12", "efgh34"):
        run(book, sheet(), RIGHT, WRONG, student=student, digest="d2", batch="second")
    assert [c[0] for c in told(book)] == ["abcd12", "efgh34"]
    assert [c[0] for c in told(book, 1)] == ["abcd12", "efgh34"]
    assert told(book, 1, 2) == []


def test_shards_that_run_again_are_another_run(book):
    for round_, verdict in enumerate((WRONG, RIGHT)):
        for shard, student in (("1/2", "abcd12"), ("2/2", "efgh34")):
            digest = f"d{round_}"
            run(
                book,
                sheet(),
                verdict,
                WRONG,
                student=student,
                digest=digest,
                batch="class",
                shard=shard,
            )
    assert [c[0] for c in told(book)] == ["abcd12", "efgh34"]
    assert [c[0] for c in told(book, 2, 3)] == ["abcd12", "efgh34"]
    assert told(book, 1, 2) == []


def test_an_empty_book_has_no_changes(book):
    assert told(book) == []
