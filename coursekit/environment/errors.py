"""What is raised when something that a command needs is not installed."""

from coursekit.errors import CoursekitError

__all__ = ["MissingError"]


class MissingError(CoursekitError):
    """Something that a command needs is not installed; the message says how to get it."""
