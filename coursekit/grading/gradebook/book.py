"""The gradebook: one SQLite file that keeps every grading there ever was, and says which counts."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import coursekit
from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook.late import LateRule
from coursekit.grading.gradebook.marks import Mark, Override, mark_of
from coursekit.grading.gradebook.rows import GRADING, grade_from, grading_row, plain, question_rows
from coursekit.grading.gradebook.schema import newest
from coursekit.grading.gradebook.sheet_hash import exercise_hash, sheet_hash
from coursekit.grading.gradebook.store import Store, new_uid
from coursekit.grading.records import Grade
from coursekit.sheets import Sheet

__all__ = ["Entry", "Gradebook", "Run"]


@dataclass(frozen=True)
class Run:
    """One call of the grader; ``finished`` is None if it was killed or still runs."""

    id: int
    sheet: str
    sheet_hash: str
    seed_id: str
    version: str
    batch: str
    started: float
    finished: float | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One grading in the history of a student: when, in which run, and what came of it."""

    id: int
    at: float
    run: int | None
    grade: Grade


class Gradebook(Store):
    """The marks of a course in one file; several sheets and all gradings of each submission.

    Each grade is kept in one transaction, so that a process that is killed at any moment loses at
    most the submission that it was grading. Rows are only added. Several processes may write: each
    waits up to ``wait`` seconds for the others. The file is made with mode 0600 if ``new`` allows
    it. With ``copy`` a state of the file is read into memory; the file is neither locked nor
    changed, see `snapshot`. Objects may be used from several threads, one at a time.

    Raises UnreadableError for a file that is no gradebook or is damaged, and GradingError whenever
    SQLite refuses.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Gradebook(Path(folder) / "marks.db") as book:
    ...         _ = book.record(Grade("abcd12", "a.ipynb", "d1", "02_rules", "h1", "s1", "0.1"))
    ...         print(book.is_current("abcd12", "d1", "h1", "s1"))
    ...         print(book.is_current("abcd12", "d2", "h1", "s1"))
    True
    False
    """

    def __enter__(self) -> Gradebook:  # noqa: PYI034 - Self is newer than Python 3.10
        return self

    # Writing.

    def start(
        self,
        sheet: Sheet,
        *,
        seed_id: str,
        version: str = coursekit.__version__,
        batch: str | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> int:
        """Note that a run begins, and the state of its sheet; return the run's number.

        ``batch`` is one text for all shards of a class; by default each run is its own. ``options``
        is what JSON can hold, for the audit; ``"shard"`` in it tells the runs of a batch apart.
        """
        state = sheet_hash(sheet)
        with self.writing() as at:
            uid = new_uid()
            run = self.insert(
                "run",
                {
                    "uid": uid,
                    "sheet": sheet.name,
                    "sheet_hash": state,
                    "seed_id": seed_id,
                    "version": version,
                    "options": json.dumps(dict(options or {}), allow_nan=False),
                    "started": at,
                    "batch": batch or uid,
                },
            )
            self.connection.executemany(
                "INSERT OR IGNORE INTO exercise VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (state, position, e.id, e.title, e.points, exercise_hash(e))
                    for position, e in enumerate(sheet)
                ],
            )
            return run

    def finish(self, run: int) -> None:
        """Note that a run came to its end."""
        with self.writing() as at:
            self.connection.execute(
                "UPDATE run SET finished = ? WHERE id = ? AND finished IS NULL", (at, run)
            )

    def record(self, grade: Grade, run: int | None = None) -> int:
        """Keep one grading, in one transaction; return the number of its row."""
        with self.writing() as at:
            row = dict(zip(GRADING, grading_row(grade, new_uid(), at), strict=True))
            number = self.insert("grading", {"run": run, **row})
            self.insert_questions(number, question_rows(grade))
            if grade.submitted is not None:
                self.arrive(grade.student, grade.sheet, grade.submitted, at)
            return number

    def set_times(self, sheet: str, times: Mapping[str, float]) -> int:
        """Keep when students handed in, by the platform's list; return how many times are new.

        Marks use the newest list, also for submissions that were graded before it came.
        """
        for student, moment in times.items():
            if not math.isfinite(moment):
                raise GradingError(f"the time {moment} of {student} is no moment")
        with self.writing() as at:
            return sum(self.arrive(student, sheet, moment, at) for student, moment in times.items())

    def override(
        self,
        student: str,
        question: str | None,
        points: float,
        *,
        sheet: str,
        reason: str,
        author: str,
    ) -> Override:
        """Decide by hand on the points of a question, or with None on the whole mark.

        The decision counts for the file that is graded now and until it is withdrawn; the judged
        points stay as they are. A decision on the whole mark is final: lateness takes nothing off
        it. Raises GradingError without a reason or an author, for a student or question that is not
        there, and for points that the question does not have.
        """
        grade = self._graded(student, sheet)
        most = grade.points
        if question is not None:
            known = {q.id: q.points for q in grade.questions}
            if question not in known:
                raise GradingError(
                    f"sheet {sheet} has no question {question!r}; there are {', '.join(known)}"
                )
            most = known[question]
        if not 0 <= points <= most:
            what = question or f"sheet {sheet}"
            raise GradingError(f"{points} points for {what}: there are from 0 to {most}")
        return self._decide(grade, question, float(points), reason, author)

    def withdraw(
        self, student: str, question: str | None, *, sheet: str, reason: str, author: str
    ) -> Override:
        """Take a decision made by hand back, so that the judged points count again."""
        grade = self._graded(student, sheet)
        before = [o for o in self.overrides(student, sheet) if o.question == question]
        if not before or before[-1].points is None:
            what = question or "the whole mark"
            raise GradingError(f"there is no override of {what} for {student} in sheet {sheet}")
        return self._decide(grade, question, None, reason, author)

    def note(
        self, kind: str, text: str, *, author: str = "", student: str = "", sheet: str = ""
    ) -> None:
        """Add a line of one's own to the audit trail."""
        with self.writing() as at:
            self.event(at, kind, text, author=author, student=student, sheet=sheet)

    # Reading.

    def is_current(
        self, student: str, digest: str, sheet_hash: str, seed_id: str, version: str | None = None
    ) -> bool:
        """Whether the grading that counts is of this very file, sheet and seed, so can be skipped.

        With ``version`` it must also be by that version of the package. A grading in which the
        grader failed is never current.
        """
        rows = self.select(
            "SELECT sheet, digest, sheet_hash, seed_id, version FROM grading"
            " WHERE student = ? AND harness IS NULL ORDER BY at, uid",
            (plain(student),),
        )
        last = {row["sheet"]: tuple(row)[1:] for row in rows}
        return any(
            row[:3] == (digest, sheet_hash, seed_id) and version in (None, row[3])
            for row in last.values()
        )

    def sheets(self) -> list[str]:
        """Return the names of the sheets that were graded."""
        return [row[0] for row in self.select("SELECT DISTINCT sheet FROM grading ORDER BY sheet")]

    def students(self, sheet: str) -> list[str]:
        """Return the ids of those who were graded."""
        query = "SELECT DISTINCT student FROM grading WHERE sheet = ? ORDER BY student"
        return [row[0] for row in self.select(query, (sheet,))]

    def grade(self, student: str, sheet: str, at: float = math.inf) -> Grade | None:
        """Return the grading that counts (at a moment: that counted then), or None."""
        condition = "student = :student AND sheet = :sheet AND at <= :at"
        values = {"student": plain(student), "sheet": sheet, "at": at}
        rows = self.select(newest(condition), values)
        return self._whole(rows[0]) if rows else None

    def grades(self, sheet: str, at: float = math.inf) -> Iterator[Grade]:
        """Yield the grading that counts of each student, in the order of their ids."""
        for student in self.students(sheet):
            grade = self.grade(student, sheet, at)
            if grade is not None:
                yield grade

    def history(self, student: str, sheet: str) -> list[Entry]:
        """Return every grading of a student, the oldest first."""
        rows = self.select(
            "SELECT * FROM grading WHERE student = ? AND sheet = ? ORDER BY at, uid",
            (plain(student), sheet),
        )
        return [Entry(row["id"], row["at"], row["run"], self._whole(row)) for row in rows]

    def runs(self, sheet: str | None = None) -> list[Run]:
        """Return the runs, the oldest first."""
        rows = self.select(
            "SELECT * FROM run WHERE ? IS NULL OR sheet = ? ORDER BY started, uid", (sheet, sheet)
        )
        return [
            Run(
                id=row["id"],
                sheet=row["sheet"],
                sheet_hash=row["sheet_hash"],
                seed_id=row["seed_id"],
                version=row["version"],
                batch=row["batch"],
                started=row["started"],
                finished=row["finished"],
                options=json.loads(row["options"]),
            )
            for row in rows
        ]

    def unfinished(self, sheet: str) -> list[str]:
        """Return the students on whose newest submission the grader failed: grade them again."""
        rows = self.select(
            "SELECT student, harness FROM grading WHERE sheet = ? ORDER BY at, uid", (sheet,)
        )
        last = {row["student"]: row["harness"] for row in rows}
        return sorted(student for student, harness in last.items() if harness is not None)

    def overrides(self, student: str, sheet: str, at: float = math.inf) -> list[Override]:
        """Return all decisions by hand on a student, withdrawn ones too, the oldest first."""
        rows = self.select(
            "SELECT student, sheet, question, points, reason, author, at, digest FROM override"
            " WHERE student = ? AND sheet = ? AND at <= ? ORDER BY at, uid",
            (plain(student), sheet, at),
        )
        return [Override(*row) for row in rows]

    def submitted(self, student: str, sheet: str) -> float | None:
        """Return when a student handed in, by the newest list of times."""
        rows = self.select(
            "SELECT submitted FROM arrival WHERE student = ? AND sheet = ?"
            " ORDER BY at DESC, uid DESC LIMIT 1",
            (plain(student), sheet),
        )
        return rows[0][0] if rows else None

    def mark(
        self, student: str, sheet: str, rule: LateRule | None = None, at: float = math.inf
    ) -> Mark | None:
        """Return what counts for a student; None if nothing was graded."""
        grade = self.grade(student, sheet, at)
        if grade is None:
            return None
        overrides = self.overrides(student, sheet, at)
        return mark_of(grade, overrides, self.submitted(student, sheet), rule)

    def marks(self, sheet: str, rule: LateRule | None = None) -> Iterator[Mark]:
        """Yield what counts for each student, in the order of their ids."""
        for student in self.students(sheet):
            mark = self.mark(student, sheet, rule)
            if mark is not None:
                yield mark

    def exercise_hashes(self, sheet_hash: str) -> dict[str, str]:
        """Return the state of each question of a state of a sheet; empty if it is not known."""
        rows = self.select(
            "SELECT question, hash FROM exercise WHERE sheet_hash = ?", (sheet_hash,)
        )
        return {row[0]: row[1] for row in rows}

    # What both halves need.

    def _whole(self, row: sqlite3.Row) -> Grade:
        questions = self.select(
            "SELECT * FROM question WHERE grading = ? ORDER BY position", (row["id"],)
        )
        return grade_from(row, questions)

    def _graded(self, student: str, sheet: str) -> Grade:
        grade = self.grade(student, sheet)
        if grade is None:
            raise GradingError(
                f"nothing of {student} was graded in sheet {sheet}; check both names"
            )
        return grade

    def _decide(
        self, grade: Grade, question: str | None, points: float | None, reason: str, author: str
    ) -> Override:
        reason, author = (plain(" ".join(text.split())) for text in (reason, author))
        if not reason or not author:
            raise GradingError("a decision by hand needs a reason and an author")
        with self.writing() as at:
            made = Override(
                grade.student, grade.sheet, question, points, reason, author, at, grade.digest
            )
            self.insert("override", {"uid": new_uid(), **asdict(made)})
        return made
