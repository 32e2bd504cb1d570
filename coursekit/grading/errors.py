"""The exceptions of this room."""

from pathlib import Path

from coursekit.errors import CoursekitError

__all__ = ["AbsentError", "DamagedError", "GradingError", "UnreadableError"]


class GradingError(CoursekitError, ValueError):
    """A class cannot be graded as asked: what was given, what was expected, and the cure.

    >>> issubclass(GradingError, CoursekitError)
    True
    """


class AbsentError(GradingError):
    """There is no file where a gradebook should be, or it went while it was opened.

    >>> str(AbsentError(Path("marks.db")))
    'there is no gradebook marks.db; check the name'
    """

    def __init__(self, path: Path) -> None:
        super().__init__(f"there is no gradebook {path}; check the name")


class UnreadableError(GradingError):
    """A file stands where a gradebook should, and is none that can be read; ``why`` says it.

    >>> str(UnreadableError(Path("marks.db"), "is empty", "grade the class again"))
    'the gradebook marks.db is empty; grade the class again'
    """

    def __init__(self, path: Path, why: str, cure: str) -> None:
        super().__init__(f"the gradebook {path} {why}; {cure}")
        self.why, self.cure = why, cure


class DamagedError(UnreadableError):
    """What stands where a gradebook should is none, for everybody and for good.

    Not so where the rights, a lock, the network or a later version are what is in the way.

    >>> issubclass(DamagedError, UnreadableError)
    True
    """
