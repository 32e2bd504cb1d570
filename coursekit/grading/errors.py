"""The one exception of this room."""

from coursekit.errors import CoursekitError

__all__ = ["GradingError"]


class GradingError(CoursekitError, ValueError):
    """A class cannot be graded as asked: what was given, what was expected, and the cure.

    >>> issubclass(GradingError, CoursekitError)
    True
    """
