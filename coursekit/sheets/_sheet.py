"""A sheet: exercises in the order in which they are asked, found by their ids."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from coursekit.checking import Exercise
from coursekit.errors import CoursekitError

__all__ = ["Sheet", "SheetError", "closest", "student_id"]


class SheetError(CoursekitError, LookupError):
    """A sheet or a question was asked for that does not exist."""


def closest(name: str, known: Iterable[str]) -> str:
    """Say which known names look like `name`, or list them all when none does.

    >>> closest("d_rely", ["d_relu", "d_exp"])
    'did you mean d_relu?'
    >>> closest("tangent", ["d_relu", "d_exp"])
    'there are d_relu, d_exp'
    """
    known = list(known)
    matches = difflib.get_close_matches(name, known)
    if matches:
        return f"did you mean {' or '.join(matches)}?"
    return f"there are {', '.join(known)}"


def student_id(given: object) -> str | None:
    """Return a student's id as text without blanks round it; None where nothing was filled in.

    A whole number is an id that was typed without quotes. Raises `SheetError` for anything else.

    >>> student_id(" abcd12 "), student_id(1234567), student_id("")
    ('abcd12', '1234567', None)
    """
    if given is None or isinstance(given, str):
        return (given or "").strip() or None
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    raise SheetError(
        f'a student id is text between quotes, as in student="abcd12", not {type(given).__name__}'
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Sheet:
    """One problem sheet; iterate over it, or index it by an exercise's id.

    >>> from coursekit.sheets import load
    >>> sheet = load("01_derivatives")
    >>> "d_relu" in sheet, sheet["d_relu"].kind
    (True, 'function')
    """

    name: str
    title: str
    exercises: tuple[Exercise, ...]
    student: str | None = None

    @property
    def points(self) -> int:
        """The marks of all exercises together."""
        return sum(exercise.points for exercise in self.exercises)

    def for_student(self, student: str | int | None) -> Sheet:
        """Return the same sheet with a student's numbers; None or "" gives those of the sources."""
        student = student_id(student)
        own = tuple(exercise.for_student(self.name, student) for exercise in self.exercises)
        return replace(self, exercises=own, student=student)

    def __iter__(self) -> Iterator[Exercise]:
        return iter(self.exercises)

    def __len__(self) -> int:
        return len(self.exercises)

    def __contains__(self, id_: object) -> bool:
        return any(exercise.id == id_ for exercise in self.exercises)

    def __getitem__(self, id_: str) -> Exercise:
        for exercise in self.exercises:
            if exercise.id == id_:
                return exercise
        ids = [exercise.id for exercise in self.exercises]
        raise SheetError(f"sheet {self.name} has no question {id_!r}; {closest(id_, ids)}")
