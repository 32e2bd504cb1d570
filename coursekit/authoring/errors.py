"""The errors of this room."""

from coursekit.errors import CoursekitError

__all__ = ["AuthoringError", "RefusalError"]


class AuthoringError(CoursekitError, ValueError):
    """A notebook, a stamp or a folder cannot be released, verified or executed as it stands.

    >>> issubclass(AuthoringError, CoursekitError)
    True
    """


class RefusalError(AuthoringError):
    """A readable notebook whose content must not be released or saved; names the cell."""
