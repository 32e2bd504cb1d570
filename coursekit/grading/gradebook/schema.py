"""The tables of a gradebook, and how the tables of older versions become them.

Everything that says what a mark was is only ever added to: triggers refuse changes and deletions,
so that each grading of a submission stays a row, and the current one is a view.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

__all__ = ["APPLICATION", "VERSION", "create", "is_intact", "migrate", "newest"]

#: "ckgb", by which a gradebook is told from other SQLite files.
APPLICATION = 0x636B6762
#: The version of the tables below.
VERSION = 2

_TABLES = {
    # One call of the grader. Runs of one batch (the shards of a class) count as one.
    "run": """CREATE TABLE run (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        sheet TEXT NOT NULL,
        sheet_hash TEXT NOT NULL,
        seed_id TEXT NOT NULL,
        version TEXT NOT NULL,
        options TEXT NOT NULL,
        started REAL NOT NULL,
        finished REAL,
        batch TEXT NOT NULL DEFAULT ''
    )""",
    "grading": """CREATE TABLE grading (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        run INTEGER REFERENCES run (id),
        at REAL NOT NULL,
        student TEXT NOT NULL,
        source TEXT NOT NULL,
        digest TEXT NOT NULL,
        sheet TEXT NOT NULL,
        sheet_hash TEXT NOT NULL,
        seed_id TEXT NOT NULL,
        version TEXT NOT NULL,
        layers TEXT NOT NULL,
        faults TEXT NOT NULL,
        notes TEXT NOT NULL,
        details TEXT NOT NULL,
        seconds REAL NOT NULL,
        submitted REAL,
        harness TEXT
    )""",
    "question": """CREATE TABLE question (
        grading INTEGER NOT NULL REFERENCES grading (id),
        position INTEGER NOT NULL,
        question TEXT NOT NULL,
        title TEXT NOT NULL,
        points INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        score REAL NOT NULL,
        slip TEXT,
        message TEXT NOT NULL,
        parts TEXT NOT NULL,
        seconds REAL NOT NULL,
        note TEXT NOT NULL,
        PRIMARY KEY (grading, position)
    ) WITHOUT ROWID""",
    # What an instructor decides by hand; without a question it is the whole mark, without points
    # it takes an earlier decision back.
    "override": """CREATE TABLE override (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        at REAL NOT NULL,
        student TEXT NOT NULL,
        sheet TEXT NOT NULL,
        question TEXT,
        points REAL,
        reason TEXT NOT NULL,
        author TEXT NOT NULL,
        digest TEXT NOT NULL
    )""",
    # When a student handed in, by the platform's list; the newest row counts.
    "arrival": """CREATE TABLE arrival (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        at REAL NOT NULL,
        student TEXT NOT NULL,
        sheet TEXT NOT NULL,
        submitted REAL NOT NULL
    )""",
    # The states of sheets: which question was which, for telling what a change of the sheet did.
    "exercise": """CREATE TABLE exercise (
        sheet_hash TEXT NOT NULL,
        position INTEGER NOT NULL,
        question TEXT NOT NULL,
        title TEXT NOT NULL,
        points INTEGER NOT NULL,
        hash TEXT NOT NULL,
        PRIMARY KEY (sheet_hash, position)
    ) WITHOUT ROWID""",
    # Everything else that an auditor may ask for.
    "event": """CREATE TABLE event (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        at REAL NOT NULL,
        kind TEXT NOT NULL,
        author TEXT NOT NULL,
        student TEXT NOT NULL,
        sheet TEXT NOT NULL,
        text TEXT NOT NULL
    )""",
}

_INDEXES = {
    "grading_student": "CREATE INDEX grading_student ON grading (student, sheet, at)",
    "grading_at": "CREATE INDEX grading_at ON grading (at)",
    "override_at": "CREATE INDEX override_at ON override (at)",
    "arrival_at": "CREATE INDEX arrival_at ON arrival (at)",
    "override_student": "CREATE INDEX override_student ON override (student, sheet, at)",
    "arrival_student": "CREATE INDEX arrival_student ON arrival (student, sheet, at)",
    "event_at": "CREATE INDEX event_at ON event (at)",
}


def newest(condition: str = "1") -> str:
    """Return the query for the row that counts of each student and sheet.

    A grading in which the grader failed counts only where there is no other.
    """
    return f"""SELECT * FROM (
        SELECT *, ROW_NUMBER() OVER (
            PARTITION BY student, sheet ORDER BY harness IS NULL DESC, at DESC, uid DESC
        ) AS place FROM grading WHERE {condition}
    ) WHERE place = 1"""  # noqa: S608 - the condition is this package's own text


_VIEWS = {"current": f"CREATE VIEW current AS {newest()}"}

_KEPT = ("grading", "question", "override", "arrival", "exercise", "event")
_TRIGGERS = {
    f"{table}_{verb.lower()}": f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'a gradebook only grows'); END"
    for table in _KEPT
    for verb in ("UPDATE", "DELETE")
}

_OBJECTS = {"table": _TABLES, "index": _INDEXES, "view": _VIEWS, "trigger": _TRIGGERS}


def create(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty file; to be called inside a transaction."""
    for objects in _OBJECTS.values():
        for sql in objects.values():
            connection.execute(sql)
    _stamp(connection)


def _stamp(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def is_intact(connection: sqlite3.Connection) -> bool:
    """Whether the file has the tables of this version and nothing else (no foreign trigger)."""
    found = {
        (kind, name): sql
        for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master")
        if not name.startswith("sqlite_")
    }
    expected = {(kind, name): sql for kind, own in _OBJECTS.items() for name, sql in own.items()}
    if set(found) != set(expected):
        return False
    for (kind, name), sql in expected.items():
        # The text of a table changes when it is migrated; its columns must be the same.
        if kind == "table" and _columns(connection, name) != _columns_of(sql):
            return False
        if kind in ("view", "trigger") and found[kind, name] != sql:
            return False
    return True


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _columns_of(sql: str) -> list[str]:
    lines = [line.strip() for line in sql.splitlines()[1:-1]]
    return [line.split()[0] for line in lines if not line.startswith("PRIMARY KEY")]


def _to_2(connection: sqlite3.Connection) -> None:
    """Version 1 knew no batches, and an arrival only as part of a grading."""
    connection.execute("ALTER TABLE run ADD COLUMN batch TEXT NOT NULL DEFAULT ''")
    connection.execute("UPDATE run SET batch = uid")
    connection.execute(_TABLES["arrival"])
    for name in ("override_at", "arrival_at", "arrival_student"):
        connection.execute(_INDEXES[name])
    connection.execute(
        "INSERT INTO arrival (uid, at, student, sheet, submitted)"
        " SELECT 'a' || uid, at, student, sheet, submitted FROM grading"
        " WHERE submitted IS NOT NULL ORDER BY at, uid"
    )


#: What makes of each version the next one.
_STEPS: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _to_2}


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring the tables of an older version up to date; to be called inside a transaction."""
    for step in range(version, VERSION):
        _STEPS[step](connection)
    # Views and triggers hold no data: they are made anew.
    for kind, name in connection.execute(
        "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'trigger')"
    ).fetchall():
        connection.execute(f'DROP {kind} "{name}"')
    for objects in (_VIEWS, _TRIGGERS):
        for sql in objects.values():
            connection.execute(sql)
    _stamp(connection)
