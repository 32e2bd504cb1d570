"""Open a gradebook's file: created private, checked before it is believed, never half written.

SQLite keeps a rollback journal beside the file (journal_mode=PERSIST, synchronous=FULL): a process
that is killed at any moment, or a machine that loses power, leaves either the state before or after
a transaction. The faster write-ahead log is not used because it needs memory that all processes
share, which a network folder cannot give, and because its file cannot be copied alone.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from coursekit.grading.errors import AbsentError, DamagedError, GradingError, UnreadableError
from coursekit.grading.gradebook.schema import APPLICATION, VERSION, create, is_intact, migrate

__all__ = ["connect", "explained", "snapshot", "transaction"]

_MAGIC = b"SQLite format 3\x00"
#: What helps where a file is no gradebook, or none any more.
_LEFT = "it was left as it is"
_ANEW = "go back to a copy of it, or grade the class into a new one"


def connect(path: Path, *, wait: float, new: bool) -> sqlite3.Connection:
    """Open the gradebook at ``path``; with ``new`` make one where there is none.

    A file that is no gradebook is never changed. Raises UnreadableError for it, for a gradebook of
    a later version, and for one that is damaged.
    """
    _prepare(path, new=new)
    with explained(path):
        connection = _open(_address(path, "mode=rw"), wait)
    return _checked(connection, path)


def snapshot(path: Path, *, wait: float) -> sqlite3.Connection:
    """Return a state of the gradebook at ``path``, in memory; raises UnreadableError.

    Nothing is locked or written there, so that a folder that has no locks will do: a file that is
    written elsewhere and put in its place by renaming it has one state as long as it is open. Only
    beside a journal, which a process leaves that writes in place, or was killed, it must be locked,
    and where one began to write meanwhile.
    """
    _prepare(path, new=False)
    try:
        connection = _as_it_stands(path) or _copied(_address(path, "mode=rw"), wait)
    except FileNotFoundError:
        raise AbsentError(path) from None
    except (OSError, sqlite3.OperationalError) as error:
        raise UnreadableError(
            path, f"cannot be read ({error})", "unless its rights forbid it, try again later"
        ) from error
    except sqlite3.DatabaseError as error:
        raise DamagedError(path, f"is damaged ({error})", _ANEW) from error
    try:
        return _checked(connection, path)
    except UnreadableError:
        raise
    except GradingError as error:  # in memory there are neither locks nor a disk that is full
        raise DamagedError(path, f"is damaged ({error.__cause__})", _ANEW) from error


def _as_it_stands(path: Path) -> sqlite3.Connection | None:
    """Copy a file without a lock; return None if it is written to in place."""
    before = path.stat()
    if _is_written(path):
        return None
    if before.st_size == 0:
        raise DamagedError(path, "is empty", _ANEW)
    connection = failed = None
    try:
        connection = _copied(_address(path, "mode=ro&immutable=1"), 0)
    except sqlite3.DatabaseError as error:
        failed = error
    after = path.stat()
    # Of a file that another one has replaced the copy is whole.
    changed = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
    if _is_written(path) or (changed and before.st_ino == after.st_ino):
        if connection is not None:
            connection.close()
        return None
    if failed is not None:
        raise failed
    return connection


def _is_written(path: Path) -> bool:
    """Whether a process writes in place or was killed at it (other programs keep a ``-wal``)."""
    return any(path.with_name(f"{path.name}-{kind}").exists() for kind in ("journal", "wal"))


def _copied(address: str, wait: float) -> sqlite3.Connection:
    """Copy a file into memory."""
    connection = _open(":memory:", wait)
    try:
        with contextlib.closing(_open(address, wait)) as file:
            # To map what another client replaces would end the process.
            file.execute("PRAGMA mmap_size = 0")
            # Of a file that is locked, `backup` would wait without end, deaf to Ctrl-C.
            file.execute("BEGIN")
            file.execute("SELECT COUNT(*) FROM sqlite_master")
            file.backup(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _address(path: Path, how: str) -> str:
    return f"file:{quote(os.fsencode(path.absolute()))}?{how}"


def _open(address: str, wait: float) -> sqlite3.Connection:
    return sqlite3.connect(
        address, uri=True, timeout=wait, isolation_level=None, check_same_thread=False
    )


def _checked(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Return a connection to what proves to be a gradebook; else close it."""
    try:
        with explained(path):
            _check(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(path: Path, *, new: bool) -> None:
    """See that an ordinary file is there which is empty or SQLite's; only its owner may read it."""
    if new:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            pass
        except OSError as error:
            raise GradingError(f"the gradebook {path} cannot be made: {error.strerror}") from None
    try:
        # Asked first: to open a pipe would wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise DamagedError(path, "is no file", "name a file for it")
        with path.open("rb") as file:
            beginning = file.read(len(_MAGIC))
    except FileNotFoundError:
        raise AbsentError(path) from None
    except OSError as error:
        raise UnreadableError(
            path, f"cannot be opened ({error.strerror})", "check its rights"
        ) from None
    if beginning not in (b"", _MAGIC):
        raise DamagedError(path, "is another file and no gradebook", _LEFT)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    # The file may come from another machine: nothing that its schema says is run with our rights.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    version = _version(connection, path)
    if version in (0, *range(1, VERSION)):
        with transaction(connection, path):
            version = _version(connection, path)  # another process may have been first
            if version == 0:
                create(connection)
            elif version < VERSION:
                migrate(connection, version)
    problems = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
    if problems != ["ok"]:
        raise DamagedError(path, f"is damaged ({problems[0]})", _ANEW)
    if not is_intact(connection):
        raise DamagedError(path, "does not have the tables of a gradebook", _LEFT)
    # Keeping the emptied journal spares making and deleting a file a submission.
    connection.execute("PRAGMA journal_mode = PERSIST")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of the tables, 0 for an empty file."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if application == APPLICATION and 1 <= version <= VERSION:
        return version
    if application == APPLICATION and version > VERSION:
        raise UnreadableError(
            path,
            f"was written by a later coursekit (tables of version {version}, this one knows"
            f" {VERSION})",
            "install that one",
        )
    is_empty = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0] == 0
    if application == 0 and version == 0 and is_empty:
        return 0
    raise DamagedError(path, "is a database and no gradebook", _LEFT)


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into a GradingError with the cure."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            cure = "another process is writing to it; wait for it to end, or raise `wait`"
        elif "full" in text:
            cure = "the disk is full; what was graded until now is kept"
        elif "readonly" in text or "open" in text:
            cure = "it may not be written; check its rights and those of its folder"
        else:
            cure = "if it lies on a network folder, keep it on a local disk"
        raise GradingError(f"the gradebook {path}: {text}; {cure}") from error
    except sqlite3.IntegrityError as error:
        raise GradingError(f"the gradebook {path} refuses a row: {error}") from error
    except sqlite3.ProgrammingError:
        raise  # used after it was closed, say: a mistake in the program
    except sqlite3.DatabaseError as error:
        raise DamagedError(path, f"is damaged or no gradebook ({error})", _ANEW) from error


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Write all of what is done inside, or nothing."""
    with explained(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
