"""A gradebook that is written on a local disk: others see whole states of it, and it is resumed."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

import coursekit
from coursekit.grading import scratch
from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook import Gradebook
from coursekit.grading.records import Grade
from coursekit.grading.scratch import open_gradebook


@pytest.fixture
def local(tmp_path):
    folder = tmp_path / "local"
    folder.mkdir()
    return folder


@pytest.fixture
def marks(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder / "marks.db"


def grade(student: str) -> Grade:
    return Grade(student, f"{student}.ipynb", "d", "02_rules", "h", "s", "0.1")


def students(path: Path) -> list[str]:
    with Gradebook(path, new=False) as book:
        return book.students("02_rules")


def test_nothing_is_seen_before_its_time_and_everything_at_the_end(marks, local):
    with open_gradebook(marks, local) as (book, tend):
        book.record(grade("ab12"))
        tend()
        assert not marks.exists()
    assert students(marks) == ["ab12"]
    assert stat.S_IMODE(marks.stat().st_mode) == 0o600
    assert [path.name for path in marks.parent.iterdir()] == ["marks.db"]
    assert list(local.iterdir()) == []


def test_states_are_put_there_now_and_then(marks, local, monkeypatch):
    monkeypatch.setattr(scratch, "EVERY", 0.0)
    with open_gradebook(marks, local) as (book, tend):
        for number in range(3):
            book.record(grade(f"s{number}"))
            tend()
            assert students(marks) == [f"s{each}" for each in range(number + 1)]


def test_a_state_is_on_the_disk_before_it_takes_the_place_of_the_last_one(
    marks, local, monkeypatch
):
    """Else the loss of a node's power would leave neither."""
    done = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda file: [done.append("fsync"), fsync(file)])
    monkeypatch.setattr(Path, "replace", lambda *paths: [done.append("replace"), replace(*paths)])
    with open_gradebook(marks, local):
        pass
    assert done == ["fsync", "replace"]


def test_what_was_there_is_resumed(marks, local):
    for student in ("ab12", "cd34"):
        with open_gradebook(marks, local) as (book, _):
            book.record(grade(student))
    assert students(marks) == ["ab12", "cd34"]


def test_what_was_graded_before_an_error_is_kept(marks, local):
    def fail():
        with open_gradebook(marks, local) as (book, _):
            book.record(grade("ab12"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert students(marks) == ["ab12"]


def test_what_was_graded_before_the_scheduler_ends_the_task_is_kept(marks, local):
    """SIGTERM comes with `scancel`, and when another job needs the node."""
    before = signal.getsignal(signal.SIGTERM)

    def end():
        with open_gradebook(marks, local) as (book, _):
            book.record(grade("ab12"))
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(10)

    with pytest.raises(SystemExit) as left:
        end()
    assert left.value.code == 143
    assert students(marks) == ["ab12"]
    assert list(local.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) is before


def test_two_at_once_leave_the_whole_state_of_one(marks, local):
    """A task on a node believed dead still writes while its successor does."""
    with open_gradebook(marks, local) as (old, _):
        old.record(grade("ab12"))
        with open_gradebook(marks, local) as (new, _):
            new.record(grade("cd34"))
        assert students(marks) == ["cd34"]
    assert students(marks) == ["ab12"]


KILLED = """
import os, signal, sys
from coursekit.grading.gradebook import Gradebook
with Gradebook(sys.argv[1]) as book:
    book.note("first", "kept")
    book.connection.execute("PRAGMA cache_size = 1")
    book.connection.execute("BEGIN IMMEDIATE")
    for number in range(3000):
        book.event(2e9, "second", "x" * 500, author="", student="", sheet="")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_transaction_that_was_cut_off_is_undone_first(marks, local):
    """A run without scratch that is killed leaves a journal, which has to be played back."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, marks],
        env={**os.environ, "PYTHONPATH": str(Path(coursekit.__file__).parents[1])},
    )
    assert done.returncode == -signal.SIGKILL
    assert marks.with_name("marks.db-journal").stat().st_size > 0
    with open_gradebook(marks, local) as (book, _):
        book.record(grade("ab12"))
    assert not marks.with_name("marks.db-journal").exists()
    with sqlite3.connect(marks) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kinds = [row[0] for row in connection.execute("SELECT DISTINCT kind FROM event")]
    connection.close()
    assert kinds == ["first"]
    assert students(marks) == ["ab12"]


def test_a_place_that_cannot_be_written_is_told_before_anybody_is_graded(marks, local, monkeypatch):
    def refused(path):
        with (
            pytest.raises(GradingError, match=r"shared.* of the gradebook .* cannot be written"),
            open_gradebook(path, local),
        ):
            pytest.fail("somebody is graded")

    refused(marks.parent / "none" / "marks.db")
    # root may write where others may not
    monkeypatch.setattr(os, "access", lambda path, mode: (path, mode) != (marks.parent, os.W_OK))
    refused(marks)
    assert list(local.iterdir()) == []


def test_a_scratch_folder_that_is_not_there_is_named(marks, tmp_path):
    with (
        pytest.raises(GradingError, match=r"none cannot be used: No such file.*name another one"),
        open_gradebook(marks, tmp_path / "none"),
    ):
        pass
