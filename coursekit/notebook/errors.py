"""What the notebook room refuses, always with the cure."""

from coursekit.errors import CoursekitError

__all__ = ["NotebookError"]


class NotebookError(CoursekitError, ValueError):
    """A notebook that cannot be read, a name that means nothing here, a quiz that cannot be asked.

    >>> issubclass(NotebookError, CoursekitError)
    True
    """
