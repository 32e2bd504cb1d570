"""Who is who: the names under which a learning platform knows the students."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coursekit.grading.errors import GradingError

__all__ = ["Person", "read_people"]


@dataclass(frozen=True)
class Person:
    """What a learning platform calls a student, from its own export; empty where it does not say.

    ``id`` is Canvas's ID, Moodle's ID number, Blackboard's Student ID; ``login`` Canvas's SIS Login
    ID, elsewhere the user name.
    """

    student: str
    name: str = ""
    first: str = ""
    last: str = ""
    id: str = ""
    sis_id: str = ""
    login: str = ""
    email: str = ""
    section: str = ""

    @property
    def full_name(self) -> str:
        """Last name, first name, as Canvas sorts; whatever there is of them."""
        return self.name or ", ".join(filter(None, (self.last, self.first)))


# The headers of the platforms' exports, in lower case.
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "student": ("student id of the course",),
    "name": ("student", "name", "full name"),
    "first": ("first name", "firstname"),
    "last": ("last name", "lastname", "surname"),
    "id": ("id", "id number", "idnumber", "student id"),
    "sis_id": ("sis user id",),
    "login": ("sis login id", "username", "user name", "login"),
    "email": ("email address", "email", "e-mail"),
    "section": ("section", "group"),
}
#: By which of them submissions are named, where nobody says it.
_KEYS = ("login", "sis_id", "id", "email")


def read_people(rows: Iterable[Mapping[str, str]], key: str | None = None) -> dict[str, Person]:
    """Return the people of a platform's own gradebook export, by the id that submissions bear.

    ``rows`` are dicts as `csv.DictReader` gives them; ``key`` is the header of the column with the
    ids (by default the login, else SIS id, id or email address). Raises `GradingError` if there is
    no such column or an id occurs twice.

    >>> rows = [{"Student": "Ada, B", "ID": "7", "SIS Login ID": "ab12", "Section": "1"}]
    >>> read_people(rows)["ab12"].id
    '7'
    """
    found: dict[str, Person] = {}
    columns: dict[str, str] = {}
    for row in rows:
        if not columns:
            columns = _columns(list(row), key)
        given = {what: (row.get(name) or "").strip() for what, name in columns.items()}
        student = given.pop("student")
        if not student or "Points Possible" in given.get("name", ""):
            continue  # Canvas's second row, and a last line of commas
        if student in found:
            raise GradingError(
                f"{student!r} stands twice in the column {columns['student']!r} of the list of "
                "people, one row a student is expected; name another column"
            )
        found[student] = Person(student, **given)
    return found


def _columns(headers: Sequence[str], key: str | None) -> dict[str, str]:
    """Return which header says what."""
    # A byte-order mark in front of a quoted header hides the quotes from the csv module.
    spelled = {header.lstrip("\ufeff").strip('" ').casefold(): header for header in headers}
    columns = {
        what: next(spelled[name] for name in names if name in spelled)
        for what, names in _HEADERS.items()
        if any(name in spelled for name in names)
    }
    if key is not None:
        wanted = spelled.get(key.strip().casefold())
    else:
        wanted = next((columns[what] for what in _KEYS if what in columns), None)
    if wanted is None:
        asked = "a column with the students' ids" if key is None else f"the column {key!r}"
        raise GradingError(
            f"the list of people lacks {asked}; it has {', '.join(map(repr, headers)) or 'none'}. "
            "Name the column by which submissions are named"
        )
    return {**columns, "student": wanted}
