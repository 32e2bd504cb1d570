"""Join the gradebooks of shards into one."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coursekit.grading.errors import AbsentError, DamagedError, GradingError, UnreadableError
from coursekit.grading.gradebook.book import Gradebook
from coursekit.grading.gradebook.rows import GRADING, QUESTION, grade_from
from coursekit.grading.shards import Shard

__all__ = ["Merged", "merge", "read_whole"]


@dataclass(frozen=True)
class Merged:
    """What merging did: ``gradings`` rows that were new, ``known`` rows that were there already.

    ``conflicts`` names students and sheets that several shards graded with different results (the
    newest grading counts), ``versions`` the versions of coursekit that graded, ``unread`` the files
    that were passed over, with the reason, and the cure if it is not to grade them anew, ``absent``
    the shards that were not there.
    """

    gradings: int
    known: int
    conflicts: tuple[tuple[str, str], ...] = ()
    versions: tuple[str, ...] = ()
    unread: Mapping[Path, str] = field(default_factory=dict)
    absent: tuple[Path, ...] = ()


def merge(
    paths: Iterable[Path | str], into: Path | str, *, wait: float = 30.0, partial: bool = False
) -> Merged:
    """Add everything that the gradebooks ``paths`` hold to ``into``, which is made if need be.

    All of it is added in one transaction, or nothing; the shards are neither changed nor locked.
    Rows that are there already are passed over, so merging twice, or in another order, gives the
    same marks: of several gradings of one student the newest counts. Raises GradingError if two
    shards graded a sheet in different states or with different seeds, and UnreadableError for a
    file that is no gradebook. With ``partial`` that one alone is left out, and so are shards that
    are not there, unless none is.
    """
    target = Path(into)
    listed = [Path(path) for path in paths]
    if not listed:
        raise GradingError("name at least one gradebook to merge")
    for path in listed:
        with contextlib.suppress(OSError):
            if path.samefile(target):
                raise GradingError(f"{path} cannot be merged into itself; name another gradebook")
    with contextlib.ExitStack() as opened:
        shards: list[Gradebook] = []
        unread: dict[Path, str] = {}
        absent: dict[Path, GradingError] = {}
        for path in listed:
            read = _tried(path, wait)
            if isinstance(read, Gradebook):
                shards.append(opened.enter_context(read))
            elif partial and isinstance(read, UnreadableError):
                damaged = isinstance(read, DamagedError)
                unread[path] = read.why if damaged else f"{read.why}; {read.cure}"
            elif partial and Shard.of_file(path):
                absent[path] = read
            else:
                raise read
        if absent and not shards and not unread:
            raise next(iter(absent.values()))
        if not shards:
            return Merged(0, 0, unread=unread, absent=tuple(absent))
        _same_sheets(shards)
        conflicts, versions = _compare(shards)
        with Gradebook(target, wait=wait) as book, book.writing() as at:
            gradings = known = 0
            for shard in shards:
                added, passed = _copy(shard, book)
                gradings, known = gradings + added, known + passed
                text = f"{shard.path.name}: {added} gradings, {passed} were there already"
                book.event(at, "merged", text, author="", student="", sheet="")
        return Merged(gradings, known, conflicts, versions, unread, tuple(absent))


def read_whole(path: Path, *, wait: float = 30.0) -> Gradebook:
    """Return a state of a gradebook, in memory, of which every grading makes sense.

    Raises UnreadableError where there is none.
    """
    shard = Gradebook(path, wait=wait, copy=True)
    try:
        for row in shard.select("SELECT * FROM grading"):
            grade_from(row, shard.select(_QUESTIONS, (row["id"],)))
    except GradingError as error:
        shard.close()
        raise DamagedError(path, f"is damaged ({error})", "grade that shard again") from error
    return shard


def _tried(path: Path, wait: float) -> Gradebook | AbsentError | UnreadableError:
    try:
        return read_whole(path, wait=wait)
    except (AbsentError, UnreadableError) as error:
        return error


def _same_sheets(shards: Sequence[Gradebook]) -> None:
    """Refuse shards whose current gradings are of different states of a sheet, or seeds."""
    states: dict[str, dict[tuple[str, str], Path]] = defaultdict(dict)
    for shard in shards:
        rows = shard.select("SELECT DISTINCT sheet, sheet_hash, seed_id FROM current")
        for sheet, state, seed in rows:
            states[sheet].setdefault((state, seed), shard.path)
    for sheet, found in states.items():
        if len(found) > 1:
            listed = "; ".join(
                f"{path} has sheet state {state} and seed {seed}"
                for (state, seed), path in found.items()
            )
            raise GradingError(
                f"the gradebooks do not belong together, for they graded {sheet} differently:"
                f" {listed}. Grade all shards with the same sheet and seed,"
                " with a copy of one seed file on every machine"
            )


def _compare(
    shards: Sequence[Gradebook],
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return who was graded differently by several shards, and by which versions."""
    results: dict[tuple[str, str], set[tuple[Any, ...]]] = defaultdict(set)
    versions = set()
    for shard in shards:
        rows = shard.select(
            "SELECT student, sheet, digest, harness IS NULL, version, (SELECT"
            " group_concat(question || ' ' || score, ' ') FROM (SELECT * FROM question"
            " WHERE grading = current.id ORDER BY position)) FROM current"
        )
        for student, sheet, digest, done, version, scores in rows:
            results[student, sheet].add((digest, done, scores))
            versions.add(version)
    conflicts = sorted(key for key, found in results.items() if len(found) > 1)
    return tuple(conflicts), tuple(sorted(versions))


_QUESTIONS = "SELECT * FROM question WHERE grading = ? ORDER BY position"
#: Tables that are copied row by row, with their columns; gradings and runs are numbered anew.
_PLAIN = {
    "override": (
        "uid",
        "at",
        "student",
        "sheet",
        "question",
        "points",
        "reason",
        "author",
        "digest",
    ),
    "arrival": ("uid", "at", "student", "sheet", "submitted"),
    "event": ("uid", "at", "kind", "author", "student", "sheet", "text"),
    "exercise": ("sheet_hash", "position", "question", "title", "points", "hash"),
}
_RUN = (
    *("uid", "sheet", "sheet_hash", "seed_id", "version", "options", "started", "finished"),
    "batch",
)


def _copy(shard: Gradebook, book: Gradebook) -> tuple[int, int]:
    """Copy what is new; return how many gradings were added and how many were there."""
    source, target = shard.connection, book.connection
    try:
        runs = _copy_runs(source, target)
        counts = _copy_gradings(source, target, runs)
        for table, columns in _PLAIN.items():
            target.executemany(_insert(table, columns, "OR IGNORE"), _rows(source, table, columns))
    except sqlite3.IntegrityError as error:
        raise GradingError(
            f"{shard.path} holds a row that {book.path} refuses: {error}; grade that shard again"
        ) from error
    return counts


def _copy_runs(source: sqlite3.Connection, target: sqlite3.Connection) -> dict[int, int]:
    target.executemany(_insert("run", _RUN, "OR IGNORE"), _rows(source, "run", _RUN))
    # A run that still went on when it was first merged may have ended since.
    ends = source.execute("SELECT finished, uid FROM run WHERE finished IS NOT NULL")
    target.executemany("UPDATE run SET finished = ? WHERE uid = ? AND finished IS NULL", ends)
    numbers = {row["uid"]: row["id"] for row in target.execute("SELECT id, uid FROM run")}
    return {row["id"]: numbers[row["uid"]] for row in source.execute("SELECT id, uid FROM run")}


def _copy_gradings(
    source: sqlite3.Connection, target: sqlite3.Connection, runs: dict[int, int]
) -> tuple[int, int]:
    added = known = 0
    for row in source.execute("SELECT * FROM grading ORDER BY at, uid"):
        questions = source.execute(_QUESTIONS, (row["id"],)).fetchall()
        values = (runs.get(row["run"]), *(row[name] for name in GRADING))
        done = target.execute(_insert("grading", ("run", *GRADING), "OR IGNORE"), values)
        if done.rowcount == 0:
            known += 1
            continue
        added += 1
        target.executemany(
            _insert("question", ("grading", *QUESTION)),
            [(done.lastrowid, *(question[name] for name in QUESTION)) for question in questions],
        )
    return added, known


def _insert(table: str, columns: Sequence[str], how: str = "") -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT {how} INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - own names


def _rows(
    source: sqlite3.Connection, table: str, columns: Sequence[str]
) -> Iterable[tuple[Any, ...]]:
    query = f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608 - own names
    return (tuple(row) for row in source.execute(query))
