import itertools
import sqlite3
from dataclasses import replace

import pytest
from support.grades import RIGHT, WRONG, full_grade, grade, question

from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook import Gradebook, merge, trail
from coursekit.sheets import load

SHEET = "02_rules"


@pytest.fixture
def shards(tmp_path):
    """Two shards of one class, each with a run, a time and a decision by hand."""
    paths = []
    for name, students in (("a", ("s1", "s3")), ("b", ("s2", "s4"))):
        paths.append(tmp_path / f"{name}.db")
        with Gradebook(paths[-1]) as book:
            run = book.start(load(SHEET), seed_id="s1", batch="class")
            for student in students:
                book.record(replace(full_grade(student), sheet_hash="h1"), run)
            book.override(students[0], "q1", 3, sheet=SHEET, reason="r", author="Ann")
            book.note("mail", name)
            book.finish(run)
    return paths


def content(path):
    """Return everything that marks depend on, in an order of its own."""
    with Gradebook(path, new=False) as book:
        return (
            [book.history(student, SHEET)[-1].grade for student in book.students(SHEET)],
            [(mark.student, mark.score, mark.submitted) for mark in book.marks(SHEET)],
            sorted((run.batch, run.started, run.finished) for run in book.runs()),
            [(e.kind, e.student) for e in trail(book) if e.kind not in ("merged", "run")],
        )


def test_shards_become_one_gradebook(shards, tmp_path):
    merged = merge(shards, tmp_path / "all.db")
    assert (merged.gradings, merged.known, merged.conflicts) == (4, 0, ())
    grades, marks, runs, events = content(tmp_path / "all.db")
    assert grades == [replace(full_grade(f"s{n}"), sheet_hash="h1") for n in (1, 2, 3, 4)]
    assert [mark[:2] for mark in marks] == [("s1", 3.0), ("s2", 3.0), ("s3", 2.0), ("s4", 2.0)]
    assert len(runs) == 2
    assert [kind for kind, _ in events].count("mail") == 2
    with Gradebook(tmp_path / "all.db") as book:
        assert {entry.run for n in (1, 2) for entry in book.history(f"s{n}", SHEET)} == {1, 2}


def test_twice_and_in_another_order_gives_the_same(shards, tmp_path):
    merge(shards, tmp_path / "one.db")
    merge(reversed(shards), tmp_path / "two.db")
    again = merge(shards, tmp_path / "one.db")
    assert (again.gradings, again.known) == (0, 4)
    assert content(tmp_path / "one.db") == content(tmp_path / "two.db")


def test_shards_are_not_changed(shards, tmp_path):
    before = [path.read_bytes() for path in shards]
    merge(shards, tmp_path / "all.db")
    assert [path.read_bytes() for path in shards] == before


def test_of_two_gradings_of_one_student_the_newest_counts_whatever_the_order(tmp_path):
    paths = [tmp_path / f"{name}.db" for name in "abc"]
    for path, digest in zip(paths, ("d1", "d2", "d3"), strict=True):
        with Gradebook(path) as book:
            book.record(grade("s1", digest))
            book.record(grade("s2", "same"))
    for number, order in enumerate(itertools.permutations(paths)):
        target = tmp_path / f"all{number}.db"
        merged = merge(order, target)
        assert merged.conflicts == (("s1", SHEET),)
        with Gradebook(target) as book:
            assert book.grade("s1", SHEET).digest == "d3"
            assert len(book.history("s1", SHEET)) == 3


def test_a_failed_grading_of_one_shard_does_not_hide_another(tmp_path):
    for name, extra in (("a", {}), ("b", {"harness": "no jail"})):
        with Gradebook(tmp_path / f"{name}.db") as book:
            book.record(grade("s1", "d1", **extra))
    merge([tmp_path / "a.db", tmp_path / "b.db"], tmp_path / "all.db")
    with Gradebook(tmp_path / "all.db") as book:
        assert book.is_current("s1", "d1", "h1", "s1")


@pytest.mark.parametrize("other", [{"sheet_hash": "h2"}, {"seed_id": "s2"}])
def test_shards_of_different_sheets_or_seeds_are_refused_whole(tmp_path, other):
    for name, extra in (("a", {}), ("b", other)):
        with Gradebook(tmp_path / f"{name}.db") as book:
            book.record(grade(name, "d1", **extra))
    with pytest.raises(GradingError, match=r"a\.db has sheet state h1 and seed s1; .*b\.db"):
        merge([tmp_path / "a.db", tmp_path / "b.db"], tmp_path / "all.db")
    assert not (tmp_path / "all.db").exists()


def test_what_a_shard_was_graded_with_before_does_not_matter(tmp_path):
    with Gradebook(tmp_path / "a.db") as book:
        book.record(grade("a", "d1", sheet_hash="h0"))
        book.record(grade("a", "d1"))
    with Gradebook(tmp_path / "b.db") as book:
        book.record(grade("b", "d1", version="0.2"))
    merged = merge([tmp_path / "a.db", tmp_path / "b.db"], tmp_path / "all.db")
    assert merged.versions == ("0.1.0", "0.2")
    assert merged.gradings == 3


def test_merging_into_a_book_that_has_marks_already(shards, tmp_path):
    with Gradebook(tmp_path / "all.db") as book:
        book.record(grade("s1", "old", question("q1", WRONG), sheet_hash="h0"))
        book.record(grade("t1", "t", question("q1", RIGHT)))
    merge(shards, tmp_path / "all.db")
    with Gradebook(tmp_path / "all.db") as book:
        assert book.students(SHEET) == ["s1", "s2", "s3", "s4", "t1"]
        assert len(book.history("s1", SHEET)) == 2


def test_a_shard_with_a_row_that_makes_no_sense_is_refused_whole(shards, tmp_path):
    connection = sqlite3.connect(shards[1])
    trigger = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'question_update'"
    ).fetchone()[0]
    connection.execute("DROP TRIGGER question_update")
    connection.execute("UPDATE question SET score = 50")
    connection.execute(trigger)
    connection.commit()
    connection.close()
    with pytest.raises(GradingError, match="makes no sense"):
        merge(shards, tmp_path / "all.db")
    with Gradebook(tmp_path / "all.db") as book:
        assert book.sheets() == []


def test_names_that_cannot_be_merged(shards, tmp_path):
    with pytest.raises(GradingError, match="into itself"):
        merge(shards, shards[0])
    with pytest.raises(GradingError, match="no gradebook"):
        merge([*shards, tmp_path / "c.db"], tmp_path / "all.db")
    with pytest.raises(GradingError, match="at least one"):
        merge([], tmp_path / "all.db")
    assert not (tmp_path / "all.db").exists()


def test_a_run_that_went_on_when_it_was_merged_gets_its_end(tmp_path):
    with Gradebook(tmp_path / "a.db") as book:
        run = book.start(load(SHEET), seed_id="s1")
        merge([tmp_path / "a.db"], tmp_path / "all.db")
        book.record(grade("s1"), run)
        book.finish(run)
    assert merge([tmp_path / "a.db"], tmp_path / "all.db").gradings == 1
    with Gradebook(tmp_path / "all.db") as book:
        assert book.runs()[0].finished is not None
