"""A class in parts gives the marks of the whole."""

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook import Gradebook, merge
from coursekit.grading.marking import mark_class
from coursekit.grading.one import Times
from coursekit.grading.shards import Shard
from coursekit.grading.submission import collect
from coursekit.grading.team import Job

JOB = Job("01_derivatives", bytes(32), Times(cell=5, question=5, total=30), trusted=True)


@pytest.mark.parametrize("text", ["", "3", "0/3", "4/3", "1/0", "a/b", "1/2/3", "-1/3", " 1/3"])
def test_what_is_no_shard_is_refused(text):
    with pytest.raises(GradingError, match="is no shard; write 2/3"):
        Shard.parse(text)


@given(st.text(st.characters(), max_size=20), st.integers(1, 50))
def test_everybody_is_in_exactly_one_part(student, count):
    assert sum(Shard(number, count).takes(student) for number in range(1, count + 1)) == 1


def test_the_parts_are_of_similar_size():
    parts = [Shard(number, 4) for number in range(1, 5)]
    sizes = [sum(part.takes(f"student{k}") for k in range(4000)) for part in parts]
    assert sum(sizes) == 4000
    assert max(sizes) - min(sizes) < 200


def test_who_is_in_which_part_never_changes():
    """Machines of different kinds, and a run months later, must agree."""
    taken = [student for student in ("ab12", "cd34", "ef56", "gh78") if Shard(1, 2).takes(student)]
    assert taken == ["ab12", "cd34", "gh78"]


def notebook(cell: str) -> str:
    cells = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []}]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    folder = tmp_path / "handed in"
    folder.mkdir()
    for number in range(6):
        cell = f"def d_relu(z): return float(z > {number % 2})"
        (folder / f"student{number}.ipynb").write_text(notebook(cell))
    return folder


def marks(path: Path) -> dict[str, float]:
    with Gradebook(path, new=False) as book:
        return {mark.student: mark.final for mark in book.marks("01_derivatives")}


def test_the_parts_together_are_the_whole(handed_in, tmp_path):
    book = tmp_path / "marks.db"
    with collect(handed_in) as class_:
        parts = [
            mark_class(class_, JOB, book, part=Shard(number, 3), jobs=1) for number in (1, 2, 3)
        ]
        assert not book.exists()
        assert sum(part.summary.graded for part in parts) == 6
        merged = merge([part.gradebook for part in parts], book)
        assert (merged.gradings, merged.conflicts) == (6, ())
        assert merge([part.gradebook for part in parts], book).gradings == 0
        whole = tmp_path / "whole.db"
        mark_class(class_, JOB, whole, jobs=1)
    assert marks(book) == marks(whole)
    assert len(set(marks(book).values())) == 2
    with contextlib.closing(sqlite3.connect(book)) as connection, connection:
        batches = {row[0] for row in connection.execute("SELECT batch FROM run")}
    assert len(batches) == 1


def test_what_was_merged_is_current(handed_in, tmp_path):
    book = tmp_path / "marks.db"
    with collect(handed_in) as class_:
        parts = [mark_class(class_, JOB, book, part=Shard(n, 2), jobs=1) for n in (1, 2)]
        merge([part.gradebook for part in parts], book)
        again = mark_class(class_, JOB, book, jobs=1)
    assert (again.summary.graded, again.summary.skipped) == (0, 6)


def test_a_part_is_resumed_like_the_whole(handed_in, tmp_path):
    with collect(handed_in) as class_:
        part = Shard(1, 2)
        first = mark_class(class_, JOB, tmp_path / "marks.db", part=part, jobs=1)
        second = mark_class(class_, JOB, tmp_path / "marks.db", part=part, jobs=1)
    assert first.summary.graded == second.summary.skipped > 0
    assert second.summary.graded == 0


def test_who_moved_after_a_change_is_told(handed_in, tmp_path):
    book = tmp_path / "marks.db"
    with collect(handed_in) as class_:
        assert mark_class(class_, JOB, book, jobs=1).moved == ()
    (handed_in / "student1.ipynb").write_text(notebook("def d_relu(z): return float(z > 0)"))
    with collect(handed_in) as class_:
        marked = mark_class(class_, JOB, book, jobs=1)
    assert marked.summary.graded == 1
    (change,) = marked.moved
    assert (change.student, change.question, change.why) == ("student1", "d_relu", ("submission",))
    with collect(handed_in) as class_:
        assert mark_class(class_, JOB, book, jobs=1, again=True).summary.graded == 6
