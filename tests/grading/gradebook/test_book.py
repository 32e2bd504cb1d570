import os
import stat
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.grades import RIGHT, WRONG, full_grade, grade, question

from coursekit.checking import OUTCOMES, Verdict
from coursekit.checking.verdict import PartVerdict
from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook import Gradebook
from coursekit.grading.records import FAULTS, CellFault, Grade, QuestionGrade
from coursekit.sheets import load


@pytest.fixture
def book(tmp_path):
    with Gradebook(tmp_path / "marks.db") as opened:
        yield opened


def test_every_field_comes_back(book, tmp_path):
    book.record(full_grade())
    assert book.grade("abcd12", "02_rules") == full_grade()
    book.close()
    with Gradebook(tmp_path / "marks.db", new=False) as again:
        assert list(again.grades("02_rules")) == [full_grade()]


def test_the_file_and_its_journal_are_private(book, tmp_path):
    book.record(grade())
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"marks.db": 0o600, "marks.db-journal": 0o600}
    book.close()
    assert [path.name for path in tmp_path.iterdir()] == ["marks.db"]


def test_the_newest_grading_counts_and_all_are_kept(book):
    for digest, verdict in (("d1", RIGHT), ("d2", WRONG), ("d1", WRONG)):
        book.record(grade("abcd12", digest, question("q1", verdict)))
    assert [entry.grade.digest for entry in book.history("abcd12", "02_rules")] == [
        "d1",
        "d2",
        "d1",
    ]
    assert book.grade("abcd12", "02_rules").score == 0.0
    moments = [entry.at for entry in book.history("abcd12", "02_rules")]
    assert moments == sorted(set(moments))


def test_a_clock_that_is_set_back_changes_no_order(book, monkeypatch):
    book.record(grade("abcd12", "d1"))
    monkeypatch.setattr("time.time", lambda: 1000.0)
    book.record(grade("abcd12", "d2"))
    assert book.grade("abcd12", "02_rules").digest == "d2"


@pytest.mark.parametrize(
    ("asked", "current"),
    [
        (("abcd12", "d1", "h1", "s1"), True),
        (("abcd12", "d1", "h1", "s1", "0.1.0"), True),
        (("abcd12", "d1", "h1", "s1", "0.2.0"), False),
        (("abcd12", "d1", "h1", "s2"), False),
        (("abcd12", "d1", "h2", "s1"), False),
        (("abcd12", "d2", "h1", "s1"), False),
        (("other", "d1", "h1", "s1"), False),
        (("abcd12", "e1", "k1", "s1"), True),
    ],
)
def test_what_is_current_is_skipped(book, asked, current):
    book.record(grade("abcd12", "d1"))
    book.record(grade("abcd12", "e1", sheet="01_derivatives", sheet_hash="k1"))
    assert book.is_current(*asked) is current


def test_a_file_that_was_replaced_is_not_current_any_more(book):
    book.record(grade("abcd12", "d1"))
    book.record(grade("abcd12", "d2"))
    assert not book.is_current("abcd12", "d1", "h1", "s1")
    assert book.is_current("abcd12", "d2", "h1", "s1")


def test_where_the_grader_failed_nothing_is_final(book):
    book.record(grade("abcd12", "d1", harness="the jail did not start"))
    assert not book.is_current("abcd12", "d1", "h1", "s1")
    assert book.unfinished("02_rules") == ["abcd12"]
    assert book.grade("abcd12", "02_rules").harness == "the jail did not start"
    book.record(grade("abcd12", "d1"))
    assert book.is_current("abcd12", "d1", "h1", "s1")
    assert book.unfinished("02_rules") == []
    # A later failure takes no mark away, and is not forgotten.
    book.record(grade("abcd12", "d2", harness="again"))
    assert book.grade("abcd12", "02_rules").digest == "d1"
    assert book.unfinished("02_rules") == ["abcd12"]
    assert not book.is_current("abcd12", "d2", "h1", "s1")


@pytest.mark.parametrize("table", ["grading", "question", "override", "arrival", "event"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET rowid = 99", "DELETE FROM {}"])
def test_nothing_can_be_changed_or_deleted(book, table, verb):
    import sqlite3

    book.record(full_grade())
    book.override("abcd12", "q1", 1, sheet="02_rules", reason="r", author="a")
    book.note("mail", "sent")
    verb = verb.replace("rowid", "grading") if table == "question" else verb
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        book.connection.execute(verb.format(table))


def test_hostile_texts_are_kept_without_harm(book):
    text = "\0\ud800'; DROP TABLE grading; --\x1b[2J" + "x" * 100_000
    hostile = grade(
        text[:50],
        "d1",
        question("q1", Verdict("error", 0.0, "raised", text), note=text),
        faults=(CellFault(1, "error", text),),
        notes=(text,),
        source=text,
        details={text: text},
        harness=text,
    )
    book.record(hostile)
    (student,) = book.students("02_rules")
    kept = book.grade(student, "02_rules")
    assert student.startswith("��'; DROP")
    assert len(kept.notes[0]) == 20_001
    assert book.grade(text[:50], "02_rules") == kept


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (grade(""), "needs a student"),
        (grade("a", seconds=float("nan")), "no number"),
        (grade("a", submitted=float("inf")), "no number"),
        (grade("a", "d", question("q"), question("q")), "twice"),
    ],
)
def test_what_no_judge_gives_is_refused_whole(book, wrong, says):
    with pytest.raises(GradingError, match=says):
        book.record(wrong)
    assert book.sheets() == []


def test_a_run_that_is_not_there_is_refused(book):
    with pytest.raises(GradingError, match="refuses a row"):
        book.record(grade(), run=7)
    assert book.sheets() == []


def test_a_row_that_makes_no_sense_is_found_when_it_is_read(book):
    book.record(grade())
    book.connection.execute("DROP TRIGGER question_update")
    book.connection.execute("UPDATE question SET outcome = 'perfect'")
    with pytest.raises(GradingError, match="makes no sense"):
        book.grade("abcd12", "02_rules")


def test_runs_and_the_state_of_their_sheet(book):
    sheet = load("02_rules")
    run = book.start(sheet, seed_id="s1", options={"jobs": 2})
    book.record(grade(), run)
    assert [(r.id, r.finished, r.options) for r in book.runs()] == [(run, None, {"jobs": 2})]
    book.finish(run)
    again = book.start(sheet, seed_id="s1", batch="monday")
    first, second = book.runs("02_rules")
    assert first.finished > first.started
    assert (second.id, second.batch) == (again, "monday")
    assert book.runs("01_derivatives") == []
    assert set(book.exercise_hashes(first.sheet_hash)) == {e.id for e in sheet}


def test_times_are_kept_and_the_newest_list_counts(book):
    book.record(grade(submitted=100.0))
    assert book.submitted("abcd12", "02_rules") == 100.0
    assert book.set_times("02_rules", {"abcd12": 200.0, "late": 5.0}) == 2
    assert book.set_times("02_rules", {"abcd12": 200.0}) == 0
    assert book.submitted("abcd12", "02_rules") == 200.0
    with pytest.raises(GradingError, match="no moment"):
        book.set_times("02_rules", {"abcd12": float("nan")})


def test_threads_may_share_a_book(book):
    def write(name):
        for number in range(20):
            book.record(grade(f"{name}{number}"))

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(book.students("02_rules")) == 80


def test_a_writer_waits_for_the_other_and_says_so_in_the_end(book, tmp_path):
    with Gradebook(tmp_path / "marks.db", wait=0.1) as other:
        with book.writing(), pytest.raises(GradingError, match="another process is writing"):
            other.record(grade())
        other.record(grade())
    assert book.students("02_rules") == ["abcd12"]


def test_a_grade_that_fails_half_way_leaves_nothing(book, monkeypatch):
    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(book, "insert_questions", broken)
    with pytest.raises(KeyboardInterrupt):
        book.record(grade())
    monkeypatch.undo()
    assert book.sheets() == []
    book.record(grade())


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
SECONDS = st.floats(0, 1e9)
SCORE = st.floats(0, 1)
PARTS = st.builds(
    PartVerdict, TEXT, st.sampled_from(OUTCOMES), SCORE, st.integers(1, 9), st.none() | TEXT, TEXT
)
VERDICTS = st.builds(
    Verdict,
    st.sampled_from(OUTCOMES),
    SCORE,
    st.none() | TEXT,
    TEXT,
    st.lists(PARTS, max_size=2).map(tuple),
)
QUESTIONS = st.lists(
    st.builds(QuestionGrade, TEXT, TEXT, st.integers(0, 99), VERDICTS, SECONDS, TEXT),
    max_size=4,
    unique_by=lambda question: question.id,
).map(tuple)
GRADES = st.builds(
    Grade,
    TEXT.filter(bool),
    *[TEXT] * 2,
    TEXT.filter(bool),
    *[TEXT] * 3,
    st.lists(TEXT, max_size=3).map(tuple),
    QUESTIONS,
    st.lists(
        st.builds(CellFault, st.integers(1, 10**5), st.sampled_from(FAULTS), TEXT), max_size=2
    ).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
    SECONDS,
    st.none() | SECONDS,
    st.none() | TEXT,
    st.dictionaries(TEXT, TEXT, max_size=2),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with Gradebook(tmp_path_factory.mktemp("gradebook") / "marks.db") as opened:
        opened.connection.execute("PRAGMA synchronous = OFF")
        yield opened


@given(made=GRADES)
def test_any_grade_comes_back_as_it_was(shared, made):
    shared.record(made)
    assert shared.history(made.student, made.sheet)[-1].grade == made


def test_an_existing_empty_file_is_taken(tmp_path):
    path = tmp_path / "a?b#c %41.db"
    os.close(os.open(path, os.O_CREAT, 0o600))
    with Gradebook(path, new=False) as book:
        book.record(grade())
    assert path.stat().st_size > 0
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
