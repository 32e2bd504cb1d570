"""XOR as a task: four points that no straight line divides, and a small tanh network for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.autodiff import nn, optim
from coursekit.widgets.style import number
from coursekit.widgets.training.loop import History, Record, State, train
from coursekit.widgets.training.network import begin, scores, size
from coursekit.widgets.training.rates import plain_rate
from coursekit.widgets.training.trainer import FINISHED

__all__ = ["EPOCHS", "POINTS", "TARGETS", "Xor", "describe", "loss", "model", "training"]

EPOCHS = 600
POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TARGETS = np.array([0.0, 1.0, 1.0, 0.0])
_SURE = 0.1  # a loss below it: outputs well on their sides
_COUNTS = ("none", "one", "two", "three", "all four")

Array = npt.NDArray[np.float64]


def loss(weights: Sequence[Any], x: Any, t: Any) -> Any:
    """Return the mean binary cross-entropy of a network with tanh units, in nats."""
    return nn.binary_cross_entropy(scores(weights, x, np.tanh)[:, 0], t)


def training(hidden: int, rate: float, seed: int) -> Iterator[State]:
    """Train by gradient descent on all four points at once.

    >>> states = list(training(hidden=4, rate=0.5, seed=0))
    >>> len(states), states[-1].loss < 0.1
    (601, True)
    """
    weights = begin(2, hidden, 1, seed, gain=np.sqrt(2.0), spread=0.5)
    descent = partial(optim.SGD, lr=rate)
    return train(loss, weights, [POINTS, TARGETS], descent, epochs=EPOCHS)


@dataclass(frozen=True, eq=False)
class Xor:
    """The numbers of one state of the training.

    ``final`` says that this is the stored state, of which only what holds on every machine is told.
    """

    hidden: int
    rate: float
    seed: int
    epoch: int
    final: bool
    weights: tuple[Array, ...]
    losses: Array  # (epoch + 1,)

    def output(self, x: Array) -> Array:
        """Return the network's probability of a 1 for each row of x."""
        return np.asarray(nn.sigmoid(scores(self.weights, x, np.tanh)[:, 0]))

    @property
    def right(self) -> int:
        """How many of the four points are on their side of ½."""
        return int(np.sum((self.output(POINTS) > 0.5) == (TARGETS > 0.5)))


@lru_cache(maxsize=8)
def _finished(hidden: int, rate: float, seed: int) -> History:
    return History(training(hidden, rate, seed))


def model(record: Record, hidden: int, rate: float, seed: int, epoch: int) -> Xor:
    """Return the state after so many epochs, or the last one for `FINISHED`.

    >>> n = model(Record(training), hidden=4, rate=0.5, seed=0, epoch=FINISHED)
    >>> n.epoch, n.right
    (600, 4)
    """
    final, rate = epoch == FINISHED, plain_rate(rate)
    history = (
        _finished(hidden, rate, seed) if final else record.of(hidden=hidden, rate=rate, seed=seed)
    )
    done = EPOCHS if final else epoch
    return Xor(hidden, rate, seed, done, final, history[done].weights, history.losses(done))


def describe(n: Xor) -> str:
    """Write the task, how far it is, the four outputs, and at the end what was reached."""
    head = (
        f"XOR with {n.hidden} tanh units, {size(n.weights)} weights; gradient descent on all four "
        f"points, rate α = {number(n.rate, 3)}, start {n.seed}"
    )
    if n.final:
        return f"{head}\nafter {EPOCHS} epochs: {_reached(n)}"
    points = "all points right" if n.right == 4 else f"{_COUNTS[n.right]} of four points right"
    lines = [
        head,
        f"after {n.epoch} of {EPOCHS} epochs: loss {number(n.losses[-1], 3)}, {points}",
    ]
    outputs = (f"{each:.2f}" for each in n.output(POINTS))
    lines += [
        "\t".join(("point (x₁, x₂)", "0, 0", "0, 1", "1, 0", "1, 1")),
        "\t".join(("target", "0", "1", "1", "0")),
        "\t".join(("output", *outputs)),
    ]
    if n.epoch == 0:
        lines.append("not trained yet: press Start")
    elif n.epoch == EPOCHS:
        lines.append(_reached(n))
    return "\n".join(lines)


def _reached(n: Xor) -> str:
    """Say what was reached, in words that hold on every machine."""
    if not np.isfinite(n.losses[-1]):
        return "diverged: the loss is no number any more; a smaller rate is needed"
    if n.right == 4 and n.losses[-1] < _SURE:
        return (
            "all four points are right, with room to spare: a bent boundary divides what no "
            "straight line can"
        )
    if n.right == 4:
        return (
            "all four points are right, but only just; a larger rate gets further in as many epochs"
        )
    return (
        "not all points are right: descent is slow here, or caught in "
        "a dead end; another start, more units or another rate help"
    )
