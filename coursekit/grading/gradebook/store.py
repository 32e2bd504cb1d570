"""The gradebook's file as a place for rows: one transaction a change, times that only grow."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from coursekit.grading.gradebook.connection import connect, explained, snapshot, transaction
from coursekit.grading.gradebook.rows import QUESTION, plain

__all__ = ["Store", "new_uid"]

#: Later rows are later by at least this, in seconds, even if the machine's clock was set back.
_TICK = 1e-6
_LATEST = """SELECT MAX(at) FROM (
    SELECT MAX(at) AS at FROM grading UNION ALL SELECT MAX(at) FROM override
    UNION ALL SELECT MAX(at) FROM arrival UNION ALL SELECT MAX(at) FROM event
    UNION ALL SELECT MAX(started) FROM run UNION ALL SELECT MAX(finished) FROM run
)"""


def new_uid() -> str:
    """Return a name for a row that no other machine gives: shards are merged by it."""
    return uuid.uuid4().hex


class Store:
    """An open file; `Gradebook` says what its rows mean. May be used from several threads."""

    def __init__(
        self, path: Path | str, *, new: bool = True, wait: float = 30.0, copy: bool = False
    ) -> None:
        self.path = Path(path)
        self.connection = (
            snapshot(self.path, wait=wait) if copy else connect(self.path, wait=wait, new=new)
        )
        self.connection.row_factory = sqlite3.Row
        self._lock = threading.RLock()

    def close(self) -> None:
        """Close the file; what was recorded is in it already."""
        with self._lock:
            # Takes the emptied journal away, unless another process is writing.
            with contextlib.suppress(sqlite3.Error):
                self.connection.execute("PRAGMA journal_mode = DELETE")
            self.connection.close()

    def __enter__(self) -> Store:  # noqa: PYI034 - Self is newer than Python 3.10
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def select(self, query: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Any]:
        """Return all rows of a query."""
        with self._lock, explained(self.path):
            return self.connection.execute(query, values).fetchall()

    @contextlib.contextmanager
    def writing(self) -> Iterator[float]:
        """Open a transaction; yields the moment of its rows, in seconds since 1970."""
        with self._lock, transaction(self.connection, self.path):
            yield self._moment()

    def _moment(self) -> float:
        latest: float | None = self.connection.execute(_LATEST).fetchone()[0]
        return time.time() if latest is None else max(time.time(), latest + _TICK)

    def insert(self, table: str, row: Mapping[str, Any]) -> int:
        """Add a row, inside `writing`; return its number."""
        marks = ", ".join("?" * len(row))
        query = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608 - own names
        number = self.connection.execute(query, tuple(row.values())).lastrowid
        assert number is not None
        return number

    def insert_questions(self, grading: int, rows: Sequence[Sequence[Any]]) -> None:
        """Add the questions of a grading, inside `writing`."""
        marks = ", ".join("?" * (len(QUESTION) + 1))
        names = ", ".join(("grading", *QUESTION))
        self.connection.executemany(
            f"INSERT INTO question ({names}) VALUES ({marks})",  # noqa: S608 - own names
            [(grading, *row) for row in rows],
        )

    def arrive(self, student: str, sheet: str, submitted: float, at: float) -> bool:
        """Keep when a student handed in, inside `writing`; return whether that is news."""
        student = plain(student)
        known = self.connection.execute(
            "SELECT submitted FROM arrival WHERE student = ? AND sheet = ?"
            " ORDER BY at DESC, uid DESC LIMIT 1",
            (student, sheet),
        ).fetchone()
        if known is not None and known[0] == submitted:
            return False
        self.insert(
            "arrival",
            {
                "uid": new_uid(),
                "at": at,
                "student": student,
                "sheet": sheet,
                "submitted": submitted,
            },
        )
        return True

    def event(
        self, at: float, kind: str, text: str, *, author: str, student: str, sheet: str
    ) -> None:
        """Add a line to the audit trail, inside `writing`."""
        self.insert(
            "event",
            {
                "uid": new_uid(),
                "at": at,
                "kind": plain(kind),
                "author": plain(author),
                "student": plain(student),
                "sheet": plain(sheet),
                "text": plain(text),
            },
        )
