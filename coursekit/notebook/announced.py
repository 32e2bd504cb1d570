"""Words in a widget that come and go, and are read aloud when they come."""

import uuid
from typing import Any

import ipywidgets

__all__ = ["Announced"]


class Announced:
    """A widget for words, and the live region that announces them; both belong into one box.

    A live region that is itself replaced is seldom read aloud, and a widget replaces all its
    content. So the region stays for ever in a widget of its own and owns the words.

    >>> announced = Announced()
    >>> announced.say("<b>Right.</b>")
    >>> "<b>Right.</b>" in announced.words.value
    True
    """

    def __init__(self) -> None:
        self._name = f"coursekit-{uuid.uuid4().hex}"
        wide = ipywidgets.Layout(width="auto", max_width="60em")
        self.words: Any = ipywidgets.HTMLMath(layout=wide)
        self.region: Any = ipywidgets.HTML(
            f'<div role="status" aria-live="polite" aria-owns="{self._name}"></div>',
            layout={"width": "0", "height": "0", "margin": "0", "overflow": "hidden"},
        )
        self.say("")

    def say(self, markup: str) -> None:
        """Show HTML in the place of what was said before; "" shows nothing."""
        self.words.value = f'<div id="{self._name}">{markup}</div>'
