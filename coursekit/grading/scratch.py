"""A gradebook that is written on a local disk and put in its place whole, now and then.

Locks on network folders are not to be relied upon, and each transaction waits for the server. So a
node of a cluster writes to a disk of its own. What others see at the gradebook's place is always
the state after some transaction: a task that is killed there loses at most `EVERY` seconds of
grading, and two tasks that grade the same shard, one of them on a node believed dead, cannot spoil
each other's file.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from coursekit.grading.errors import AbsentError, DamagedError, GradingError, UnreadableError
from coursekit.grading.files import write_file
from coursekit.grading.gradebook import Gradebook, read_whole

__all__ = ["EVERY", "open_gradebook", "set_aside"]

#: Seconds between two states that others see.
EVERY = 30.0


@contextlib.contextmanager
def open_gradebook(
    path: Path, scratch: Path | None = None
) -> Iterator[tuple[Gradebook, Callable[[], None]]]:
    """Open a gradebook and yield it, and what is to be called several times a second meanwhile.

    With ``scratch``, a folder on a local disk, the work is done on a copy there. Raises
    GradingError for a folder that cannot be used, of both, and what `Gradebook` raises.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     marks = Path(folder) / "marks.db"
    ...     with open_gradebook(marks, Path(folder)) as (book, tend):
    ...         book.note("hello", "from a node")
    ...         before = marks.exists()
    ...     before, marks.exists()
    (False, True)
    """
    if scratch is None:
        with Gradebook(path) as book:
            yield book, lambda: None
        return
    # Not after half a minute of grading, which would be lost.
    if not os.access(path.parent, os.W_OK):
        raise GradingError(
            f"the folder {path.parent} of the gradebook is not there or cannot be written; name"
            " another one with --gradebook"
        )
    try:
        folder = tempfile.TemporaryDirectory(prefix="coursekit-", dir=scratch)
    except OSError as error:
        raise GradingError(
            f"the scratch folder {scratch} cannot be used: {error.strerror}; name another one"
        ) from error
    with folder as name:
        local = Path(name) / path.name
        _fetch(path, local)
        with Gradebook(local) as book:
            place = _Place(book, path, Path(name) / "copy")
            # Whatever ends the run: what was graded is kept.
            try:
                with _terminated():
                    yield book, place.tend
            finally:
                place.put()


@contextlib.contextmanager
def _terminated() -> Iterator[None]:
    """Let SIGTERM, by which a scheduler announces the end of a task, raise SystemExit."""
    before: Any = None
    # Only the main thread can have a handler.
    with contextlib.suppress(ValueError):
        before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def _leave(number: int, _: object) -> None:
    raise SystemExit(128 + number)


def _fetch(path: Path, local: Path) -> None:
    """Copy what there is already."""
    if path.with_name(f"{path.name}-journal").exists():
        # Left by a run without scratch: opening it undoes what that one did not finish.
        Gradebook(path, new=False).close()
    try:
        shutil.copyfile(path, local)
        local.chmod(0o600)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise UnreadableError(
            path, f"cannot be copied ({error.strerror})", "check its rights"
        ) from error


def set_aside(path: Path) -> tuple[Path, str] | None:
    """Rename what stands in a gradebook's place and is none; return to what, and why.

    Nothing happens to a gradebook that can be read, nor where there is none. Raises UnreadableError
    for one that others may be able to read, or that later can be read, and GradingError where the
    file cannot be renamed.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     marks = Path(folder) / "marks.1of2.db"
    ...     _ = marks.write_text("half of")
    ...     aside, why = set_aside(marks)
    ...     aside.name, why, marks.exists()
    ('marks.1of2.db.damaged', 'is another file and no gradebook', False)
    """
    try:
        read_whole(path).close()
    except AbsentError:
        return None
    except DamagedError as error:
        aside = path.with_name(f"{path.name}.damaged")
        try:
            # An empty file is one that somebody else is about to fill, or that can be filled.
            if path.is_file() and path.stat().st_size == 0:
                return None
            # The journal first: beside another file SQLite would believe it.
            for ending in ("-journal", ""):
                with contextlib.suppress(FileNotFoundError):
                    path.with_name(path.name + ending).replace(f"{aside}{ending}")
        except OSError as failed:
            raise GradingError(f"{error}; nor can it be renamed: {failed.strerror}") from failed
        return aside, error.why
    return None


class _Place:
    """Where others look for a gradebook that is open elsewhere."""

    def __init__(self, book: Gradebook, path: Path, copy: Path) -> None:
        self._book, self._path, self._copy = book, path, copy
        self._due = time.monotonic() + EVERY

    def tend(self) -> None:
        """Put the newest state there if it is time."""
        if time.monotonic() >= self._due:
            self.put()

    def put(self) -> None:
        """Put the newest state there."""
        self._copy.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(self._copy)) as copy:
            self._book.connection.backup(copy)
        # A client of a network folder may rename a file before it sends what is in it.
        write_file(self._path, self._copy.read_bytes(), durable=True)
        self._due = time.monotonic() + EVERY
