"""The students of a class, and which of them a file name means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coursekit.grading.errors import GradingError
from coursekit.grading.submission.names import Claim, clean, name_keys, words
from coursekit.grading.submission.tables import columns, heading, read_rows

__all__ = ["Match", "Roster", "Student", "read_roster"]

#: Headings of each field, in lower case, the preferred first.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": (
        *("sis login id", "login id", "login", "username", "user name", "student id"),
        *("studentid", "student number", "matriculation number", "id number", "id", "student"),
        *("sis user id", "user id", "user", "identifier"),
    ),
    "name": ("name", "full name", "fullname", "student name", "display name", "student"),
    "first": ("first name", "firstname", "given name"),
    "last": ("last name", "lastname", "surname", "family name"),
    "email": ("email", "email address", "e mail", "e mail address", "mail"),
}


@dataclass(frozen=True)
class Student:
    """One row of the roster; ``columns`` holds every cell by the heading as it is written."""

    id: str
    name: str = ""
    email: str = ""
    columns: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Match:
    """Whom a file name means: one student, or several between whom it does not decide."""

    student: Student | None = None
    several: tuple[str, ...] = ()


class Roster:
    """A class; iterate over it for its students in the order of the file.

    How `match` finds a student, the first step that fits exactly one deciding:

    1. The id in the name equals an id of the roster (any column that holds ids), or an e-mail
       address or what stands before its @; case does not matter. The numbers that Moodle and Canvas
       write are their own, so they count only if the name beside them does not speak against it.
    2. The person's name in the file name equals one of the roster, whatever the order of its words,
       case and accents.
    3. In a plain file name only: exactly one id of the roster stands in it as a word of its own
       ("02_rules_abcd12.ipynb"). What follows a platform's part is never searched: a student
       chose it.

    >>> roster = Roster([Student("abcd12", "Jane Doe"), Student("efgh34", "Richard Roe")])
    >>> roster.match(Claim(("1001",), name="doejane", platform="canvas")).student.id
    'abcd12'
    """

    def __init__(self, students: Iterable[Student]) -> None:
        self.students = tuple(students)
        self._by_id = {_folded(student.id): [student] for student in self.students}
        self._by_alias: dict[str, list[Student]] = defaultdict(list)
        self._by_name: dict[str, list[Student]] = defaultdict(list)
        for student in self.students:
            for key in _aliases(student):
                self._by_alias[key].append(student)
            for key in name_keys(student.name):
                self._by_name[key].append(student)

    def __iter__(self) -> Iterator[Student]:
        return iter(self.students)

    def __len__(self) -> int:
        return len(self.students)

    def find(self, id_: str) -> Student | None:
        """Return the one student with this id, e-mail address or further id, or None."""
        found = self._with_id(_folded(id_))
        return found[0] if len(found) == 1 else None

    def _with_id(self, folded: str) -> Sequence[Student]:
        return self._by_id.get(folded) or self._by_alias.get(folded) or ()

    def match(self, claim: Claim) -> Match:
        """Return the student whom a file name means; see the class."""
        several: tuple[str, ...] = ()
        for candidates in self._steps(claim):
            if len(candidates) == 1:
                return Match(candidates[0])
            several = several or tuple(sorted(student.id for student in candidates))
        return Match(None, several)

    def _steps(self, claim: Claim) -> Iterator[Sequence[Student]]:
        for id_ in claim.ids:
            found = self._with_id(_folded(id_))
            if claim.name:
                spoken = "".join(words(claim.name))
                found = [s for s in found if not s.name or spoken in name_keys(s.name)]
            yield found
        name = claim.name or (claim.id if claim.platform == "plain" else "")
        yield self._by_name.get("".join(words(name)), ())
        if claim.platform == "plain":
            folded = _folded(claim.id)
            parts = {*re.split(r"[\s_]+", folded), *re.split(r"[^a-z0-9]+", folded)}
            named = {student.id: student for part in parts for student in self._with_id(part)}
            yield list(named.values())


def _folded(text: str) -> str:
    return clean(text).casefold()


def _aliases(student: Student) -> set[str]:
    keys = set()
    if student.email:
        keys |= {_folded(student.email), _folded(student.email.partition("@")[0])}
    for title, cell in student.columns.items():
        if heading(title) in HEADINGS["id"] and cell and cell != student.name:
            # Moodle's worksheet says "Participant 412", its file names 412.
            keys.add(re.sub(r"^participant\s+", "", _folded(cell)))
    return keys - {""}


def read_roster(path: Path | str, limit: int = 20_000_000) -> Roster:
    """Read a class from a CSV file: its own (id, name, email) or a platform's export.

    Headings are recognised in many spellings; a file without any has the columns id, name, email.
    Rows without an id (Canvas writes one with the points) are left out. Raises GradingError for two
    rows with the same id, and where no id can be found at all.
    """
    rows = read_rows(path, "roster", limit)
    titles = rows[0][1]
    where = dict(columns(titles, HEADINGS))
    if where:
        rows = rows[1:]
        if "id" not in where:
            raise GradingError(
                f"the roster {path} has the columns {', '.join(titles)}, and none of them is an id;"
                " name one of them id"
            )
    else:
        titles = ["id", "name", "email", *(f"column {n}" for n in range(4, len(titles) + 1))]
        where = {"id": 0, "name": 1, "email": 2}
    students: dict[str, tuple[int, Student]] = {}
    for line, cells in rows:
        student = _student(cells, titles, where)
        if not student.id:
            continue
        before = students.setdefault(student.id.casefold(), (line, student))
        if before[0] != line:
            raise GradingError(
                f"the roster {path} has the id {student.id} in lines {before[0]} and {line}"
            )
    if not students:
        raise GradingError(f"the roster {path} names no student with an id")
    return Roster(student for _, student in students.values())


def _student(cells: Sequence[str], titles: Sequence[str], where: Mapping[str, int]) -> Student:
    given = dict(zip(titles, cells, strict=False))

    def cell(field_: str) -> str:
        column = where.get(field_)
        return clean(cells[column]) if column is not None and column < len(cells) else ""

    name = cell("name") if where.get("name") != where["id"] else ""
    name = name or f"{cell('first')} {cell('last')}".strip()
    return Student(cell("id"), name, cell("email"), given)
