"""What a widget says: below its picture, beside its controls, and to a screen reader."""

import asyncio
import html
import unicodedata
import uuid
from typing import Any

import ipywidgets

__all__ = ["QUIET_SECONDS", "Voice", "lines", "message_line", "note", "spoken", "warning"]

QUIET_SECONDS = 0.3

_HIDDEN = (
    "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap"
)


class Voice:
    """What a screen reader hears: the last text, once the controls have been quiet.

    An HTML widget replaces its whole content at every change, and a live region that is itself
    replaced is seldom announced. So the region stays for ever in one widget and owns, by
    ``aria-owns``, the words that come and go in another.
    """

    def __init__(self) -> None:
        self._id = f"coursekit-{uuid.uuid4().hex}"
        nothing = ipywidgets.Layout(width="0", height="0", margin="0", overflow="hidden")
        region = ipywidgets.HTML(
            f'<div role="status" aria-live="polite" aria-atomic="true" aria-owns="{self._id}"'
            f' style="{_HIDDEN}"></div>',
            layout=nothing,
        )
        self._words = ipywidgets.HTML(layout=nothing)
        self._turn = 0
        self.widgets = (self._words, region)

    def say_now(self, text: str) -> None:
        """Put the words into the live region."""
        words = html.escape(spoken(text))
        self._words.value = f'<div id="{self._id}" style="{_HIDDEN}">{words}</div>'

    def say_later(self, text: str) -> None:
        """Speak after `QUIET_SECONDS` without another call; at once where no event loop runs."""
        self._turn += 1
        turn = self._turn
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.say_now(text)
        else:
            # Late turns fall silent by themselves: cancelling would not be safe between threads.
            loop.call_later(QUIET_SECONDS, self._say_if_latest, turn, text)

    def _say_if_latest(self, turn: int, text: str) -> None:
        if turn == self._turn:
            self.say_now(text)


def message_line() -> Any:
    """Make an empty line for messages, to be placed below the control that they are about.

    It keeps its height while empty, so that the picture does not jump at every slip.

    >>> message_line().value
    ''
    """
    return ipywidgets.HTML(layout={"min_height": "28px", "margin": "0 2px"})


def lines(text: str) -> str:
    r"""Write the text below a picture: theme colours are inherited, figures keep their columns.

    Hidden from screen readers, which find the same words in the live region and nowhere twice.

    >>> "x &lt; 1<br>y = 2" in lines("x < 1\ny = 2")
    True
    """
    rows = [line.split("\t") for line in text.split("\n")]
    heads = [row[0] for row in rows if len(row) > 1]
    cells = [cell for row in rows for cell in row[1:]]
    # A row's head is words with spaces, its cells are digits, which are wider.
    widths = _room(heads, 7.0, 0.6), _room(cells, 4.5, 0.64)
    body = "<br>".join(_cells(row, *widths) for row in rows)
    return (
        '<div aria-hidden="true" class="coursekit-text" style="line-height:1.5;'
        f'font-variant-numeric:tabular-nums">{body}</div>'
    )


def _room(texts: list[str], least: float, letter: float) -> str:
    """Return a width in CSS that has room for the longest text; a mark above a letter has none."""
    lengths = (sum(not unicodedata.combining(sign) for sign in text) for text in texts)
    return f"{max(least, letter * max(lengths, default=0)):.3g}em"


def _cells(row: list[str], head_width: str, cell_width: str) -> str:
    """Write a row of a table so that its columns stand one below the other; other lines as is."""
    head, *cells = map(html.escape, row)
    if not cells:
        return head
    # No wider than a narrow window: there a long head has a line of its own.
    column = '<span style="display:inline-block;min-width:min({},100%);text-align:{}">{}</span>'
    return " ".join(
        (
            column.format(head_width, "left", head),
            *(column.format(cell_width, "right", cell) for cell in cells),
        )
    )


def spoken(text: str) -> str:
    r"""Write the text on one line, for the ear.

    >>> spoken("J\t1\t2\nx = 1")
    'J 1 2 x = 1'
    """
    return text.replace("\n", " ").replace("\t", " ")


def note(text: str) -> str:
    """Write a line beside a control; what is right and what is wrong begins with a sign.

    >>> note("")
    ''
    """
    if not text:
        return ""
    colour = {"✓": "#009E73", "✗": "#D55E00", "⚠": "#D55E00"}.get(text[0], "#767676")
    return (
        '<div aria-hidden="true" class="coursekit-note" style="line-height:1.5;'
        f'border-left:4px solid {colour};padding-left:0.6em">{html.escape(text)}</div>'
    )


def warning(text: str) -> str:
    """Write the line that says what cannot be shown.

    >>> "⚠ too far" in warning("too far")
    True
    """
    return (
        '<div aria-hidden="true" class="coursekit-message" style="line-height:1.5;'
        f'border-left:4px solid #D55E00;padding-left:0.6em">⚠ {html.escape(text)}</div>'
    )
