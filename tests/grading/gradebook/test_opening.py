"""What is opened, what is refused, and how an old file becomes a new one."""

import os
import sqlite3
import subprocess
import sys

import pytest
from support.grades import grade

from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook import Gradebook
from coursekit.grading.gradebook.schema import VERSION

# A gradebook as version 1 wrote it, with one grading of each kind.
VERSION_1 = """
CREATE TABLE run (id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, sheet TEXT NOT NULL,
    sheet_hash TEXT NOT NULL, seed_id TEXT NOT NULL, version TEXT NOT NULL, options TEXT NOT NULL,
    started REAL NOT NULL, finished REAL);
CREATE TABLE grading (id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE,
    run INTEGER REFERENCES run (id), at REAL NOT NULL, student TEXT NOT NULL, source TEXT NOT NULL,
    digest TEXT NOT NULL, sheet TEXT NOT NULL, sheet_hash TEXT NOT NULL, seed_id TEXT NOT NULL,
    version TEXT NOT NULL, layers TEXT NOT NULL, faults TEXT NOT NULL, notes TEXT NOT NULL,
    details TEXT NOT NULL, seconds REAL NOT NULL, submitted REAL, harness TEXT);
CREATE TABLE question (grading INTEGER NOT NULL REFERENCES grading (id), position INTEGER NOT NULL,
    question TEXT NOT NULL, title TEXT NOT NULL, points INTEGER NOT NULL, outcome TEXT NOT NULL,
    score REAL NOT NULL, slip TEXT, message TEXT NOT NULL, parts TEXT NOT NULL,
    seconds REAL NOT NULL, note TEXT NOT NULL, PRIMARY KEY (grading, position)) WITHOUT ROWID;
CREATE TABLE override (id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, at REAL NOT NULL,
    student TEXT NOT NULL, sheet TEXT NOT NULL, question TEXT, points REAL, reason TEXT NOT NULL,
    author TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE exercise (sheet_hash TEXT NOT NULL, position INTEGER NOT NULL, question TEXT NOT NULL,
    title TEXT NOT NULL, points INTEGER NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (sheet_hash, position)) WITHOUT ROWID;
CREATE TABLE event (id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, at REAL NOT NULL,
    kind TEXT NOT NULL, author TEXT NOT NULL, student TEXT NOT NULL, sheet TEXT NOT NULL,
    text TEXT NOT NULL);
CREATE INDEX grading_student ON grading (student, sheet, at);
CREATE INDEX grading_at ON grading (at);
CREATE INDEX override_student ON override (student, sheet, at);
CREATE INDEX event_at ON event (at);
CREATE VIEW current AS SELECT * FROM grading;
CREATE TRIGGER grading_update BEFORE UPDATE ON grading BEGIN SELECT RAISE(ABORT, 'no'); END;
INSERT INTO run VALUES (1, 'r1', '02_rules', 'h1', 's1', '0.0.9', '{}', 100, 200);
INSERT INTO grading VALUES (1, 'g1', 1, 110, 'abcd12', 'a.ipynb', 'd1', '02_rules', 'h1', 's1',
    '0.0.9', '["seccomp"]', '[[3, "error", "NameError"]]', '["odd"]', '{}', 0.5, 90, NULL);
INSERT INTO grading VALUES (2, 'g2', 1, 120, 'efgh34', 'e.ipynb', 'd2', '02_rules', 'h1', 's1',
    '0.0.9', '[]', '[]', '[]', '{}', 0.5, NULL, 'the jail did not start');
INSERT INTO question VALUES (1, 0, 'q1', 'One', 2, 'wrong', 0.5, 'sign', 'Sign.', '[]', 0.1, '');
INSERT INTO override VALUES (1, 'o1', 130, 'abcd12', '02_rules', 'q1', 2, 'typo', 'Ann', 'd1');
INSERT INTO event VALUES (1, 'e1', 140, 'mail', 'Ann', '', '', 'sent');
PRAGMA application_id = 0x636B6762;
PRAGMA user_version = 1;
"""


def old_file(path):
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_1)
    connection.close()
    return path


def test_a_file_of_version_1_is_migrated_with_all_it_holds(tmp_path):
    path = old_file(tmp_path / "marks.db")
    with Gradebook(path, new=False) as book:
        assert book.connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
        mark = book.mark("abcd12", "02_rules")
        assert (mark.grade.score, mark.score, mark.submitted) == (1.0, 2.0, 90.0)
        assert mark.grade.faults[0].message == "NameError"
        assert book.unfinished("02_rules") == ["efgh34"]
        assert [(run.id, run.batch) for run in book.runs()] == [(1, "r1")]
        book.record(grade("abcd12", "d3"))
        assert book.grade("abcd12", "02_rules").digest == "d3"
    with Gradebook(path, new=False) as book:  # and it is of this version from now on
        assert len(book.history("abcd12", "02_rules")) == 2


def test_a_migration_that_is_stopped_leaves_the_old_file(tmp_path, monkeypatch):
    path = old_file(tmp_path / "marks.db")

    def stopped(connection):
        connection.execute("ALTER TABLE run ADD COLUMN batch TEXT")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("coursekit.grading.gradebook.schema._STEPS", {1: stopped})
        with pytest.raises(KeyboardInterrupt):
            Gradebook(path)
    with Gradebook(path, new=False) as book:
        assert book.runs()[0].batch == "r1"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"id,mark\nabcd12,3\n" * 100, "another file and no gradebook"),
        (b"SQLite format 3\x00" + b"\xff" * 5000, "damaged or no gradebook"),
        (b"SQLite format 3\x00", "no gradebook"),
    ],
)
def test_other_files_are_refused_and_left_alone(tmp_path, content, says):
    path = tmp_path / "marks.db"
    path.write_bytes(content)
    with pytest.raises(GradingError, match=says):
        Gradebook(path)
    assert path.read_bytes() == content
    assert [p.name for p in tmp_path.iterdir()] == ["marks.db"]


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "marks.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(GradingError, match="is a database and no gradebook"):
        Gradebook(path)
    assert path.read_bytes() == before


def test_a_later_version_is_named(tmp_path):
    path = tmp_path / "marks.db"
    Gradebook(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 9")
    connection.close()
    with pytest.raises(GradingError, match=r"later coursekit \(tables of version 9"):
        Gradebook(path)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER forge AFTER INSERT ON question BEGIN SELECT 1; END",
        "CREATE TABLE more (x)",
        "DROP TRIGGER grading_update",
        "DROP VIEW current; CREATE VIEW current AS SELECT * FROM grading",
        "ALTER TABLE grading ADD COLUMN bonus REAL",
    ],
)
def test_a_gradebook_with_other_tables_is_refused(tmp_path, sql):
    path = tmp_path / "marks.db"
    Gradebook(path).close()
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.close()
    with pytest.raises(GradingError, match="does not have the tables"):
        Gradebook(path)


def test_damage_inside_is_found(tmp_path):
    path = tmp_path / "marks.db"
    with Gradebook(path) as book:
        for number in range(200):
            book.record(grade(f"s{number}"))
    raw = bytearray(path.read_bytes())
    page = int.from_bytes(raw[16:18], "big")
    for start in range(20 * page, len(raw) - page, 4 * page):
        raw[start : start + 64] = b"\xff" * 64
    path.write_bytes(raw)
    with pytest.raises(GradingError, match="damaged"):
        Gradebook(path)


def test_missing_folders_and_things_that_are_no_files(tmp_path):
    with pytest.raises(GradingError, match="cannot be made"):
        Gradebook(tmp_path / "no" / "marks.db")
    with pytest.raises(GradingError, match="there is no gradebook"):
        Gradebook(tmp_path / "marks.db", new=False)
    with pytest.raises(GradingError, match="is no file"):
        Gradebook(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(GradingError, match="is no file"):
            Gradebook(tmp_path / "pipe")


def test_many_processes_may_make_one_gradebook_at_once(tmp_path):
    path = tmp_path / "marks.db"
    code = (
        "import sys; from coursekit.grading.gradebook import Gradebook;"
        "from coursekit.grading.records import Grade\n"
        "with Gradebook(sys.argv[1]) as book:\n"
        "    for n in range(10):\n"
        "        book.record(Grade(f'{sys.argv[2]}{n}', '', 'd', '02_rules', 'h', 's', '1'))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(path), name]) for name in ("a", "b", "c")
    ]
    assert [process.wait(60) for process in started] == [0, 0, 0]
    with Gradebook(path, new=False) as book:
        assert len(book.students("02_rules")) == 30


@pytest.mark.parametrize("name", [b"caf\xe9", b"a?b#c%20d", b"-n"], ids=repr)
def test_a_folder_may_have_any_name(tmp_path, name):
    folder = tmp_path / os.fsdecode(name)
    try:
        folder.mkdir()
    except (OSError, ValueError):
        pytest.skip("names must be UTF-8 in this folder; run with --basetemp on another disk")
    with Gradebook(folder / "marks.db") as book:
        book.record(grade())
    with Gradebook(folder / "marks.db", copy=True) as book:
        assert book.students("02_rules") == ["abcd12"]
    assert [path.name for path in folder.iterdir()] == ["marks.db"]
