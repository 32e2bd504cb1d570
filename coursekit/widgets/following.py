"""What every widget does: follow its controls, and turn what goes wrong into a message."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from coursekit.errors import CoursekitError
from coursekit.widgets.words import Voice, warning

__all__ = ["Following"]


class Following(ABC):
    """Something shown that follows its controls.

    A subclass builds its widgets, says in `_show` how control values are shown, and calls `_begin`
    at the end of its construction.

    Args:
        controls: ipywidgets by name.
        message: the HTML widget in which errors are shown.
    """

    def __init__(self, controls: Mapping[str, Any], message: Any) -> None:
        self.controls = dict(controls)
        self._message = message
        self._voice = Voice()
        self._drawn: dict[str, Any] = {}
        self._description = self._told = ""
        # JupyterLab may run widget messages in a thread of their own beside a running cell.
        self._lock = threading.RLock()

    @abstractmethod
    def _show(self, values: dict[str, Any]) -> None:
        """Show control values; nothing visible changes if any of it fails.

        Sets ``_drawn``, ``_description`` (the visible text) and ``_told`` (all that is spoken).
        """

    def _begin(self) -> None:
        # The first frame must succeed: an author's mistake is raised, not shown.
        self._show(self.values)
        self._voice.say_now(self._told)
        for control in self.controls.values():
            control.observe(self.refresh, "value")

    @property
    def values(self) -> dict[str, Any]:
        """What the controls say now, by the model's argument names."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def description(self) -> str:
        """The text below the picture: what it shows, in numbers."""
        return self._description

    @property
    def message(self) -> str:
        """The text of the message line as HTML; empty when all is well."""
        return str(self._message.value)

    def refresh(self, _change: object = None) -> None:
        """Show what the controls say; an error becomes the message and the old picture stays."""
        with self._lock:
            # One move can set several controls: draw once.
            if self.values != self._drawn or self.message:
                self._try_to_show(self.values)

    def _try_to_show(self, values: dict[str, Any]) -> None:
        try:
            self._show(values)
        except CoursekitError as error:
            # Further lines point at the place, which the student has just typed.
            self._complain(str(error).split("\n")[0])
        except Exception as error:  # noqa: BLE001 - inside a callback it would be lost unseen
            self._complain(f"This could not be drawn: {type(error).__name__}: {error}")
        else:
            if self._message.value:
                self._message.value = ""
            self._voice.say_later(self._told)

    def _complain(self, text: str) -> None:
        self._message.value = warning(text)
        self._voice.say_later(text)
