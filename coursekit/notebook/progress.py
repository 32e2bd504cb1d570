"""What a student has reached, kept between kernels in ``.coursekit/progress.json``.

Only outcomes are kept: never an answer, never a time. Every change reads the file, changes one
entry and replaces the file whole, under a lock, so that two kernels do not lose each other's
entries. A file that cannot be read is set aside, not overwritten; a folder that cannot be written
costs the memory of the next session and nothing else.
"""

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from coursekit.notebook.errors import NotebookError

__all__ = ["Entry", "Progress", "saved_progress"]

FOLDER = ".coursekit"
FILE = "progress.json"
FORMAT = "coursekit progress"
VERSION = 1
LOCK_WAIT = 2.0  # seconds; a change takes a few milliseconds
LOCK_STALE = 10.0  # a lock this old belongs to a kernel that died


@dataclass(frozen=True)
class Entry:
    """One question: the last outcome, the best score in [0, 1], and how the student got there.

    ``attempts`` counts wrong answers, ``hints`` how many steps of the ladder were shown.

    >>> Entry("correct", best=1.0).after("wrong", 0.0, "sign")
    Entry(outcome='wrong', best=1.0, slip='sign', attempts=1, hints=0)
    """

    outcome: str = "unanswered"
    best: float = 0.0
    slip: str | None = None
    attempts: int = 0
    hints: int = 0

    def after(
        self, outcome: str, score: float, slip: str | None, *, again: bool = False
    ) -> "Entry":
        """Return the entry after one more answer.

        The same wrong answer ``again`` is no attempt, and no answer at all changes nothing: after
        a restart every question is unanswered until its cell has run.
        """
        if outcome == "unanswered":
            return self
        counted = outcome == "wrong" and not again
        best = max(self.best, score)
        return Entry(outcome, best, slip, self.attempts + counted, self.hints)

    def after_hint(self, seen: int) -> "Entry":
        """Return the entry after ``seen`` steps of the ladder in this kernel."""
        return replace(self, hints=max(self.hints, seen))


T = TypeVar("T")
Change = Callable[[Entry], Entry]
Sheets = dict[str, dict[str, dict[str, Entry]]]  # sheet -> student ("" for none) -> question


class Progress:
    """The entries of one folder, shared by its kernels; in memory where the folder is read-only.

    ``folder=None`` or ``COURSEKIT_STATE=memory`` keep everything in memory. ``notices`` holds
    sentences that the student should see once.

    >>> progress = Progress(None)
    >>> progress.change("01_derivatives", None, "d_relu", lambda e: e.after("correct", 1.0, None))
    Entry(outcome='correct', best=1.0, slip=None, attempts=0, hints=0)
    >>> sorted(progress.entries("01_derivatives", None))
    ['d_relu']
    """

    def __init__(self, folder: Path | str | None = ".") -> None:
        in_memory = folder is None or os.environ.get("COURSEKIT_STATE") == "memory"
        # Resolved now: a notebook that changes its folder later still has one progress file.
        self.path = None if in_memory else Path(folder or ".").absolute() / FOLDER / FILE
        self.notices: list[str] = []
        self._memory: Sheets = {}

    def entries(self, sheet: str, student: str | None) -> dict[str, Entry]:
        """Return what is known of a sheet's questions, by id."""
        return dict(self.all().get(sheet, {}).get(student or "", {}))

    def all(self) -> Sheets:
        """Return everything: sheet, then student ("" for none), then question."""
        if self.path is not None:
            try:
                self._memory = _read(self.path)
            except FileNotFoundError:
                self._memory = {}
            except _NewerError:
                self._keep_in_memory("was written by a newer coursekit and is left as it is")
            except ValueError:
                self._set_aside()
            except OSError:
                self._keep_in_memory("cannot be read")
        return self._memory

    def change(self, sheet: str, student: str | None, question: str, how: Change) -> Entry:
        """Apply ``how: Entry -> Entry`` to one question, save, and return the new entry."""
        if self.path is None:
            return self._apply(sheet, student, question, how)
        entry = None
        try:
            self.path.parent.mkdir(exist_ok=True)
            with _locked(self.path.with_suffix(".lock")):
                entry = self._apply(sheet, student, question, how)
                if self.path is not None:
                    _write(self.path, self._memory)
        except OSError:
            if entry is None:
                # Nothing was read yet: what the file says goes along into memory.
                entry = self._apply(sheet, student, question, how)
            self._keep_in_memory("cannot be written")
        return entry

    def take_notices(self) -> list[str]:
        """Return the sentences not yet taken: each is shown once."""
        notices, self.notices = self.notices, []
        return notices

    def _apply(self, sheet: str, student: str | None, question: str, how: Change) -> Entry:
        of_student = self.all().setdefault(sheet, {}).setdefault(student or "", {})
        entry = how(of_student.get(question, Entry()))
        of_student[question] = entry
        return entry

    def _keep_in_memory(self, why: str) -> None:
        if self.path is None:
            return
        self.notices.append(
            f"{FOLDER}/{FILE} {why}: your progress is kept until this kernel stops."
        )
        self.path = None

    def _set_aside(self) -> None:
        assert self.path is not None
        number = 1
        while (aside := self.path.with_name(f"progress.kept-{number}.json")).exists():
            number += 1
        self._memory = {}
        try:
            self.path.replace(aside)
        except OSError:
            self._keep_in_memory("is not a progress file and cannot be moved")
            return
        self.notices.append(
            f"{FOLDER}/{FILE} could not be read as progress. It is kept as {FOLDER}/{aside.name}; "
            "a new file begins now. Your answers are in the notebook: run sheet.check()."
        )


def saved_progress(folder: Path | str = ".") -> Mapping[str, Mapping[str, Mapping[str, Entry]]]:
    """Return the progress saved in a folder: sheet, student ("" for none), question, ``Entry``.

    An absent file is no progress; raises NotebookError for a file that is not progress, comes from
    a newer coursekit, or cannot be read.

    >>> saved_progress("no/such/folder")
    {}
    """
    path = Path(folder) / FOLDER / FILE
    try:
        return _read(path)
    except FileNotFoundError:
        return {}
    except _NewerError:
        raise NotebookError(f"{path} was written by a newer coursekit; update yours") from None
    except ValueError:
        raise NotebookError(f"{path} is no progress file; move it away") from None
    except OSError as error:
        raise NotebookError(f"{path} cannot be read: {error.strerror}") from None


class _NewerError(Exception):
    """The file's version is above ours."""


def _read(path: Path) -> Sheets:
    """Read a progress file; ValueError where it is not one, with nothing half-read."""
    try:
        data = json.loads(_patiently(lambda: path.read_text(encoding="utf-8")))
        if data["format"] != FORMAT:
            raise ValueError(path)
        if data["version"] > VERSION:
            raise _NewerError(path)
        return {
            str(sheet): {
                str(student): {str(question): _entry(raw) for question, raw in questions.items()}
                for student, questions in students.items()
            }
            for sheet, students in data["sheets"].items()
        }
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(path) from error


def _entry(raw: Mapping[str, Any]) -> Entry:
    known = {field.name: raw[field.name] for field in fields(Entry) if field.name in raw}
    entry = Entry(**known)
    return replace(
        entry,
        outcome=str(entry.outcome),
        best=min(1.0, max(0.0, float(entry.best))),
        slip=None if entry.slip is None else str(entry.slip),
        attempts=int(entry.attempts),
        hints=int(entry.hints),
    )


def _write(path: Path, sheets: Sheets) -> None:
    """Replace the file whole: a kernel killed half-way leaves the old one."""
    data = {
        "format": FORMAT,
        "version": VERSION,
        "sheets": {
            sheet: {
                student: {question: asdict(entry) for question, entry in questions.items()}
                for student, questions in students.items()
            }
            for sheet, students in sheets.items()
        },
    }
    ignore = path.with_name(".gitignore")
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    handle, name = tempfile.mkstemp(prefix="progress-", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(data, stream, indent=1, sort_keys=True)
            stream.write("\n")
        _patiently(lambda: temporary.replace(path))
    finally:
        temporary.unlink(missing_ok=True)


def _patiently(act: Callable[[], T], patience: int = 5) -> T:
    """Read or replace the file; Windows refuses while another kernel does so this very moment."""
    try:
        return act()
    except PermissionError:
        if patience == 0:
            raise
        time.sleep(0.05)
        return _patiently(act, patience - 1)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock file; after ``LOCK_WAIT`` go on without: work must not wait for its record."""
    deadline = time.monotonic() + LOCK_WAIT
    while not (held := _took(path)) and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield
    finally:
        if held:
            with contextlib.suppress(OSError):
                path.unlink()


def _took(path: Path) -> bool:
    """Try to make the lock file; remove one whose kernel has died."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > LOCK_STALE:
                path.unlink()
        return False
    except PermissionError:
        if os.name == "nt":  # another kernel is just deleting it
            return False
        raise  # the folder is read-only
    return True
