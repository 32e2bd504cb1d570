"""What a class handed in, one submission after the other, each read when its turn comes."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from coursekit.checking.manifest import Manifest
from coursekit.checking.stored import StoredNotebook, read_cells
from coursekit.grading.records import Submission
from coursekit.grading.submission.archives import Archive
from coursekit.grading.submission.files import HandedFile, Refused
from coursekit.grading.submission.limits import Limits
from coursekit.grading.submission.roster import Roster, Student
from coursekit.grading.submission.scripts import read_script

__all__ = ["Collection", "Problem", "Work"]


@dataclass(frozen=True)
class Problem:
    """A file that is no submission, or something that the instructor should look at.

    >>> str(Problem("notes.txt", "is no notebook"))
    'notes.txt is no notebook'
    """

    source: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source} {self.reason}"


@dataclass(frozen=True)
class Work:
    """Everything that one student handed in: what may be graded, the best first, and the rest."""

    student: str
    name: str
    files: tuple[HandedFile, ...]
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    submitted: float | None = None


class Collection:
    """The submissions of a class; iterating reads them one by one, in the order of their ids.

    Only the list of files is kept in memory, so a class may be large; iterate again to read again,
    in one thread at a time.

    ``problems`` names what was no submission, ``missing`` the students of the roster who handed in
    nothing, ``unlisted`` the ids that are not on the roster, ``times`` when each student handed in
    by the platform's list, ``roster`` is the roster or None.
    """

    def __init__(
        self,
        works: Mapping[str, Work],
        *,
        limits: Limits,
        problems: Sequence[Problem] = (),
        missing: Sequence[Student] = (),
        unlisted: Sequence[str] = (),
        roster: Roster | None = None,
        archives: Sequence[Archive] = (),
        everybody: Collection | None = None,
        sheet: str | None = None,
    ) -> None:
        self._works = dict(sorted(works.items()))
        self._limits = limits
        self._archives = archives
        self._everybody = everybody or self
        self._sheet = sheet
        self.problems = tuple(problems)
        self.missing = tuple(missing)
        self.unlisted = tuple(unlisted)
        self.roster = roster

    @property
    def students(self) -> tuple[str, ...]:
        """The ids of those who handed in, in order."""
        return tuple(self._works)

    @property
    def times(self) -> dict[str, float]:
        """When each student handed in, in seconds since 1970, where the platform's list says so."""
        return {s: w.submitted for s, w in self._works.items() if w.submitted is not None}

    @property
    def fingerprint(self) -> str:
        """A name for who handed in which files of which size, in the whole class.

        Machines on which it is another one do not see the same class: a copy was not complete.
        """
        listed = hashlib.sha256()
        for student, work in self._everybody._works.items():
            files = [(file.path, file.size) for file in work.files]
            listed.update(repr((student, files)).encode("utf-8", "surrogatepass"))
        return listed.hexdigest()[:16]

    def name_of(self, student: str) -> str:
        """Return a person's name, or "" where neither roster nor platform gives it."""
        return self._works[student].name

    def __len__(self) -> int:
        return len(self._works)

    def __iter__(self) -> Iterator[Submission]:
        twins = {student for group in self.twins for student in group}
        try:
            for work in self._works.values():
                yield _read(work, self._limits, self._sheet, is_twin=work.student in twins)
        finally:
            self.close()

    def only(self, keep: Callable[[str], bool]) -> Collection:
        """Return the part of the class whose ids ``keep`` accepts."""
        return Collection(
            {student: work for student, work in self._works.items() if keep(student)},
            limits=self._limits,
            problems=self.problems,
            missing=[student for student in self.missing if keep(student.id)],
            unlisted=[student for student in self.unlisted if keep(student)],
            roster=self.roster,
            archives=self._archives,
            everybody=self._everybody,
            sheet=self._sheet,
        )

    @property
    def twins(self) -> tuple[tuple[str, ...], ...]:
        """Groups of students of the whole class whose files are the same, byte for byte.

        Only files of one size are compared, so most are not read for it.
        """
        return self._everybody._twins

    @cached_property
    def _twins(self) -> tuple[tuple[str, ...], ...]:
        by_size: dict[int, list[Work]] = defaultdict(list)
        for work in self._works.values():
            if work.files:
                by_size[work.files[0].size].append(work)
        same: dict[str, list[str]] = defaultdict(list)
        for works in by_size.values():
            for work in works if len(works) > 1 else ():
                try:
                    raw = work.files[0].read(self._limits.notebook.size)
                except Refused:
                    continue
                same[hashlib.sha256(raw).hexdigest()].append(work.student)
        self.close()
        return tuple(sorted(tuple(group) for group in same.values() if len(group) > 1))

    def close(self) -> None:
        """Close archives that are open; whoever iterates to the end need not."""
        for archive in self._archives:
            archive.close()

    def __enter__(self) -> Collection:  # noqa: PYI034 - Self is newer than Python 3.10
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


#: How many of a student's files are tried until one can be read.
_TRIES = 5


def _read(work: Work, limits: Limits, sheet: str | None, *, is_twin: bool) -> Submission:
    """Read a student's best file that can be read, and say what became of the others."""
    notes = list(work.notes)
    if is_twin:
        notes.append("Another student handed in the very same file.")
    attempts: list[tuple[HandedFile, str, StoredNotebook]] = []
    for file in work.files[:_TRIES]:
        attempts.append((file, *_stored(file, limits)))
        if attempts[-1][2].fault is None:
            break
    if not attempts:
        listed = _listed(work.others)
        fault = f"No notebook was handed in, but {listed}." if listed else "Nothing was handed in."
        digest = hashlib.sha256("|".join(("nothing", *work.others)).encode()).hexdigest()
        source = work.others[0] if work.others else ""
        return _submission(work, source, digest, StoredNotebook(fault=fault), notes)
    readable = attempts[-1][2].fault is None
    file, digest, stored = attempts[-1] if readable else attempts[0]
    notes += [
        f"{other.path} was passed over: it {found.fault}."
        for other, _, found in attempts
        if other is not file
    ]
    tried = {id(other) for other, _, _ in attempts}
    rest = [other.path for other in work.files if id(other) not in tried]
    if rest:
        notes.append(f"Several files were handed in: {file.path} counts, {_listed(rest)} not.")
    if file.suffix == ".py":
        notes.append("A Python file was handed in instead of a notebook.")
    if file.note:
        notes.append(file.note)
    if stored.language is not None:
        notes.append(f"The notebook is for {stored.language}; it is run as Python.")
    notes += stored.notes
    doubts = list(_other_sheet(stored, sheet))
    if (claims := Manifest.read(stored.metadata)) is not None and stored.fault is None:
        doubts += claims.doubts(work.student, stored.cells, sheet)
    notes += doubts
    if stored.fault is not None:
        stored = StoredNotebook(fault=f"The file {stored.fault}.")
    return _submission(work, file.path, digest, stored, notes, doubts)


#: A sheet that is opened, or a lesson's exercises, by name: good enough for a note.
_OPENED = re.compile(r"""\bopen_(sheet|practice)\(\s*(?:name\s*=\s*)?["'](\w{1,60})["']""")


def _other_sheet(stored: StoredNotebook, sheet: str | None) -> Iterator[str]:
    """Say where a notebook opens another sheet, or is a lesson, whose file has its sheet's name."""
    if sheet is None:
        return
    opened = [found for cell in stored.cells for found in _OPENED.findall(cell.source)]
    sheets = list(dict.fromkeys(name for kind, name in opened if kind == "sheet"))
    lessons = [name for kind, name in opened if kind == "practice"]
    if sheets and sheet not in sheets:
        yield f"It opens the sheet {sheets[0]}, and not {sheet}."
    elif lessons and not sheets:
        yield f"It is the lesson {lessons[0]}, and no problem sheet."


def _stored(file: HandedFile, limits: Limits) -> tuple[str, StoredNotebook]:
    """Return the digest of a file, and what it says."""
    try:
        raw = file.read(limits.notebook.size)
    except Refused as refused:
        reason = str(refused)
        return hashlib.sha256(f"refused|{reason}".encode()).hexdigest(), StoredNotebook(
            fault=reason
        )
    digest = hashlib.sha256(raw)
    if len(raw) > limits.notebook.size:
        digest.update(f"|{file.size}".encode())  # only its beginning was read
    read = read_script if file.suffix == ".py" else read_cells
    return digest.hexdigest(), read(raw, limits.notebook)


def _submission(
    work: Work,
    source: str,
    digest: str,
    stored: StoredNotebook,
    notes: Sequence[str],
    doubts: Sequence[str] = (),
) -> Submission:
    return Submission(
        student=work.student,
        source=source,
        digest=digest,
        cells=stored.cells,
        notes=tuple(dict.fromkeys(notes)),
        fault=stored.fault,
        submitted=work.submitted,
        name=work.name,
        doubts=tuple(doubts),
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more
