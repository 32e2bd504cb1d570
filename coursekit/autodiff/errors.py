"""The one exception of this room."""

from coursekit.errors import CoursekitError

__all__ = ["AutodiffError"]


class AutodiffError(CoursekitError, TypeError):
    """Something that autodiff cannot follow, said before a wrong gradient could come of it.

    The message says what was given, what was expected, and the cure.

    >>> from coursekit.autodiff import grad
    >>> import math
    >>> try:
    ...     grad(lambda x: math.sin(x))(1.0)
    ... except AutodiffError as error:
    ...     print("np.sin" in str(error))
    True
    """
