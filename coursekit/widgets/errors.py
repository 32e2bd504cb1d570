"""The one error class of the widgets."""

from coursekit.errors import CoursekitError

__all__ = ["WidgetError"]


class WidgetError(CoursekitError, ValueError):
    """A widget was asked for something it cannot show; the message says what it can.

    >>> issubclass(WidgetError, ValueError)
    True
    """
