"""The one error of this room: a question that contradicts itself."""

from coursekit.errors import CoursekitError

__all__ = ["ExerciseError"]


class ExerciseError(CoursekitError, ValueError):
    """An author's mistake in an exercise or in a domain of its inputs, never a student's.

    >>> issubclass(ExerciseError, ValueError)
    True
    """
