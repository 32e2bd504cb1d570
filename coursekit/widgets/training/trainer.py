"""The controls of a training: a progress bar, and the buttons that start, stop and renew it."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import ipywidgets

from coursekit.widgets.controls import AFTER_LABEL, WIDE, label_width

__all__ = ["FINISHED", "Trainer"]

FINISHED = -1  # for a model, in place of an epoch: the end, for the stored picture
SLICE = 0.03  # seconds of training between two frames: with the frame, 50 ms or less
PAUSE = 0.01  # seconds in which the kernel takes what the student has pressed
FRAMES = 60  # at least so many: a training that is over at once cannot be watched


class Trainer:
    """A progress bar that training moves, a slice of time at once, and its two buttons.

    The bar is a control like others: a `Live` that follows it draws the state of that epoch. The
    first button says what it does next: Start, Stop or Go on.

    Args:
        epochs: how many there are.
        advance: trains as far as the epoch that it is given, called for one after the other;
            returns False where a `reset` must come first, and then nothing is shown.
        renew: forgets what was trained.
    """

    def __init__(
        self, epochs: int, advance: Callable[[int], bool], renew: Callable[[], object]
    ) -> None:
        self._advance, self._renew = advance, renew
        self._stride = max(1, epochs // FRAMES)
        self._turn = 0  # which training is the present one: an older task sees that it is not
        self._task: Any = None
        # JupyterLab may take a press in a thread of its own: it waits until the slice is over.
        self._lock = threading.RLock()
        self.running = False
        self.bar = ipywidgets.IntProgress(
            value=0,
            min=0,
            max=epochs,
            description="epochs",
            bar_style="info",
            layout=dict(WIDE),
            style=label_width(),
        )
        self.button = ipywidgets.Button(
            description="Start", icon="play", button_style="primary", layout={"width": "10.5em"}
        )
        self.again = ipywidgets.Button(
            description="Start again", icon="fast-backward", layout={"width": "10.5em"}
        )
        self.button.on_click(lambda _: self.stop() if self.running else self.go_on())
        self.again.on_click(lambda _: self.start_again())
        layout = {"margin": f"0 0 0 {AFTER_LABEL}", "flex_flow": "row wrap"}
        self.buttons = ipywidgets.HBox([self.button, self.again], layout=layout)
        self._label()

    def go_on(self) -> None:
        """Train from here on; without an event loop (in a script) as far as the end, at once."""
        with self._lock:
            if self.running or self.bar.value >= self.bar.max:
                return
            self._turn += 1
            self.running = True
            self._label()
            turn = self._turn
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            while self._slice(turn):
                pass
        else:
            self._task = loop.create_task(self._work(turn))  # kept: the loop does not

    def stop(self) -> None:
        """Stop after the present slice; the state stays."""
        with self._lock:
            self._turn += 1
            self.running = False
            self._label()

    def reset(self) -> None:
        """Stop, and go back to the untrained state."""
        with self._lock:
            self.stop()
            self._renew()
            self.bar.value = 0
            self._label()

    def start_again(self) -> None:
        """Train from the beginning."""
        self.reset()
        self.go_on()

    async def _work(self, turn: int) -> None:
        while self._slice(turn):
            await asyncio.sleep(PAUSE)

    def _slice(self, turn: int) -> bool:
        """Train for a moment and move the bar; return whether there is more to do."""
        with self._lock:
            if turn != self._turn:
                return False
            epoch, end = self.bar.value, min(self.bar.value + self._stride, self.bar.max)
            until = time.monotonic() + SLICE
            try:
                while epoch < end:
                    if not self._advance(epoch + 1):
                        return True
                    epoch += 1
                    if time.monotonic() >= until:
                        break
            except Exception:
                self.stop()
                raise
            self.bar.value = epoch
            if epoch >= self.bar.max:
                self.stop()
            return self.running

    def _label(self) -> None:
        """Say on the first button what it does next."""
        done = self.bar.value >= self.bar.max
        if self.running:
            words, icon = "Stop", "stop"
        elif done:
            words, icon = "Done", "check"
        else:
            words, icon = ("Go on", "play") if self.bar.value else ("Start", "play")
        self.button.description, self.button.icon = words, icon
        self.button.disabled = done and not self.running
        self.again.disabled = not (self.running or self.bar.value)
