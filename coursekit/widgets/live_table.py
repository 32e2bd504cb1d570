"""A table that follows its controls: what `Live` is for pictures, for what is honestly a table."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import ipywidgets

from coursekit.widgets.following import Following
from coursekit.widgets.view import view_of
from coursekit.widgets.words import lines

__all__ = ["LiveTable"]

N = TypeVar("N")


class LiveTable(Following, Generic[N]):
    """An HTML table that follows its controls, with what it holds as a line of text above.

    A saved notebook keeps the table as Markdown, which every front end and GitHub set as a table.

    Args:
        model: control values (by name) to numbers; pure. A `CoursekitError` that it raises becomes
            the message line and leaves the table as it was.
        markup: numbers to the table as HTML.
        describe: numbers to the line above the table, which a screen reader is told.
        controls: ipywidgets by the name of the model's argument.
        markdown: numbers to what a saved notebook shows.
        text: numbers to what is printed where there is no notebook.
        top: the widgets above the table.
        message: where errors are shown, somewhere in ``top``.

    >>> import ipywidgets
    >>> from coursekit.widgets.words import message_line
    >>> n, message = ipywidgets.IntSlider(2, min=1, max=9), message_line()
    >>> table = LiveTable(lambda n: n * n, lambda v: f"<table><tr><td>{v}</table>",
    ...     lambda v: f"n² = {v}", {"n": n}, markdown=str, text=str, top=[n, message],
    ...     message=message)
    >>> n.value = 3
    >>> table.description, table.html
    ('n² = 9', '<table><tr><td>9</table>')
    """

    def __init__(
        self,
        model: Callable[..., N],
        markup: Callable[[N], str],
        describe: Callable[[N], str],
        controls: Mapping[str, Any],
        *,
        markdown: Callable[[N], str],
        text: Callable[[N], str],
        top: Sequence[Any],
        message: Any,
    ) -> None:
        super().__init__(controls, message)
        self._model, self._markup, self._describe = model, markup, describe
        self._markdown, self._plain = markdown, text
        self._line, self._table = ipywidgets.HTML(), ipywidgets.HTML()
        self.box = ipywidgets.VBox([*top, self._line, self._table, *self._voice.widgets])
        self._begin()

    @property
    def html(self) -> str:
        """The table as it is shown."""
        return str(self._table.value)

    def _show(self, values: dict[str, Any]) -> None:
        numbers = self._model(**values)
        description, table = self._describe(numbers), self._markup(numbers)
        self._table.value = table
        self._line.value = lines(description)
        self._description = self._told = description
        self._drawn = values

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """One bundle: the widget where there is a kernel, else the table, else its text."""
        del include, exclude  # IPython filters by itself
        numbers = self._model(**self._drawn)
        return {
            "text/plain": self._plain(numbers),
            "text/markdown": self._markdown(numbers),
            **view_of(self.box),
        }
