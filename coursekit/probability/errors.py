"""The one exception of this room."""

from coursekit.errors import CoursekitError

__all__ = ["ProbabilityError"]


class ProbabilityError(CoursekitError, ValueError):
    """Numbers that are not what their name says: a wrong shape, a wrong range or a wrong sum.

    The message says what was given, what was expected, where, and the cure.

    >>> from coursekit.probability import Categorical
    >>> try:
    ...     Categorical([0.5, 0.6])
    ... except ProbabilityError as error:
    ...     print("sum to 1.1" in str(error))
    True
    """
