"""The two widgets that train a network while one looks on."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from coursekit.widgets.controls import drop_down, whole_slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.training import fizzbuzz, xor
from coursekit.widgets.training.fizzbuzz_scene import FizzBuzzScene
from coursekit.widgets.training.loop import Record
from coursekit.widgets.training.rates import plain_rate, rate_slider
from coursekit.widgets.training.trainer import FINISHED, Trainer
from coursekit.widgets.training.xor_scene import XorScene

__all__ = ["fizzbuzz_trainer", "xor_trainer"]

HIDDEN = (2, 8)
SEEDS = (0, 9)
XOR_RATES = (0.05, 5.0)
FIZZBUZZ_RATES = (1e-4, 1.0)


def xor_trainer(hidden: int = 4, rate: float = 0.5, seed: int = 0) -> Live[xor.Xor]:
    """Train a network of tanh units on XOR: its boundary bends until all four points are right.

    Press Start; Stop stops, Go on goes on from there. Any other setting begins anew. The stored
    picture shows the end of the training.

    Args:
        hidden: how many hidden units, from 2 to 8. With two, many a start leads to a dead end.
        rate: the learning rate α of gradient descent, within [0.05, 5].
        seed: which random weights to start from, 0 to 9.

    Raises `WidgetError` for a number out of reach. Source: S4.

    >>> print(xor_trainer().description.split(chr(10))[0])
    XOR with 4 tanh units, 17 weights; gradient descent on all four points, rate α = 0.5, start 0
    """
    _whole("hidden", hidden, *HIDDEN)
    _whole("seed", seed, *SEEDS)
    _within("rate", rate, *XOR_RATES)
    settings = {
        "hidden": whole_slider("units", hidden, *HIDDEN),
        "rate": rate_slider(rate, *XOR_RATES),
        "seed": whole_slider("start (seed)", seed, *SEEDS),
    }
    return _live(xor.model, xor.describe, XorScene, xor.training, settings, xor.EPOCHS)


def fizzbuzz_trainer(
    method: str = "Adam", rate: float = 0.005, seed: int = 0
) -> Live[fizzbuzz.FizzBuzz]:
    """Train a network on Fizz Buzz from the numbers 101–1023, and see it name 1–100.

    Press Start; Stop stops, Go on goes on from there. Any other setting begins anew. The stored
    picture shows the end of the training.

    Args:
        method: "Adam", "momentum" or "SGD".
        rate: the learning rate α, within [0.0001, 1].
        seed: which random weights to start from, 0 to 9; also of the shuffling.

    Raises `WidgetError` for an unknown name or a number out of reach. Source: S4.

    >>> print(fizzbuzz_trainer().description.split(chr(10))[0].split(";")[0])
    10 bits, 100 ReLU units, 4 classes: 1504 weights
    """
    if method not in fizzbuzz.METHODS:
        known = ", ".join(fizzbuzz.METHODS)
        raise WidgetError(f"method = {method!r} is unknown. Choose from {known}.")
    _whole("seed", seed, *SEEDS)
    _within("rate", rate, *FIZZBUZZ_RATES)
    settings = {
        "method": drop_down("method", [(name, name) for name in fizzbuzz.METHODS], method),
        "rate": rate_slider(rate, *FIZZBUZZ_RATES),
        "seed": whole_slider("start (seed)", seed, *SEEDS),
    }
    return _live(
        fizzbuzz.model,
        fizzbuzz.describe,
        FizzBuzzScene,
        fizzbuzz.training,
        settings,
        fizzbuzz.EPOCHS,
    )


def _live(
    model: Callable[..., Any],
    describe: Callable[[Any], str],
    scene: Callable[[], Any],
    training: Callable[..., Any],
    settings: Mapping[str, Any],
    epochs: int,
) -> Live[Any]:
    """Join the settings, the buttons and the bar; the bar's epoch is the model's."""
    record = Record(training)

    def chosen() -> dict[str, Any]:
        values = {name: control.value for name, control in settings.items()}
        return {**values, "rate": plain_rate(values["rate"])}

    def advance(epoch: int) -> bool:
        now = chosen()
        if record.holds(**now):
            record.of(**now)[epoch]
        # If one was moved from another thread, the reset that it asks for is waiting for its turn.
        return record.holds(**chosen())

    trainer = Trainer(epochs, advance, lambda: record.begin(**chosen()))
    for control in settings.values():
        # Before the picture follows: it must not train as far as the bar in one go.
        control.observe(lambda _: trainer.reset(), "value")
    return Live(
        partial(model, record),
        scene,
        describe,
        {**settings, "epoch": trainer.bar},
        still={"epoch": FINISHED},
        top=[*settings.values(), trainer.buttons, trainer.bar],
    )


def _whole(name: str, value: int, low: int, high: int) -> None:
    if value not in range(low, high + 1):
        raise WidgetError(f"{name} = {value} is out of reach. Choose from {low} to {high}.")


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise WidgetError(
            f"{name} = {value} is out of reach. Choose a {name} within [{low}, {high}]."
        )
