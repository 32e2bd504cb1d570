"""The base of every error that coursekit raises on purpose."""

__all__ = ["CoursekitError"]


class CoursekitError(Exception):
    """What was given, what was expected, where, and the cure; the rooms subclass it once each.

    >>> issubclass(CoursekitError, Exception)
    True
    """
