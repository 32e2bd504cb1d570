"""Fizz Buzz as a task: ten bits in, four classes out, and a hundred numbers never seen."""

from collections.abc import Iterator, Mapping, Sequence
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

__all__ = [
    "CLASSES",
    "EPOCHS",
    "METHODS",
    "UNSEEN",
    "FizzBuzz",
    "bits",
    "describe",
    "loss",
    "model",
    "targets",
    "training",
]

EPOCHS = 300
BATCH = 128
HIDDEN = 100
CLASSES = ("number", "fizz", "buzz", "fizzbuzz")
UNSEEN = np.arange(1, 101)
SEEN = np.arange(101, 1024)
METHODS: Mapping[str, Any] = {"Adam": optim.Adam, "momentum": optim.Momentum, "SGD": optim.SGD}

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


def bits(n: Whole) -> Array:
    """Write numbers below 1024 as ten bits, 0 as −1 and 1 as 1, the smallest first: (len(n), 10).

    >>> bits(np.array([5])).tolist()
    [[1.0, -1.0, 1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0]]
    """
    return np.asarray(2.0 * ((n[:, None] >> np.arange(10)) & 1) - 1.0, dtype=float)


def targets(n: Whole) -> Whole:
    """Return the class of each number: 0 for itself, 1 fizz, 2 buzz, 3 fizzbuzz.

    >>> targets(np.array([7, 9, 10, 30])).tolist()
    [0, 1, 2, 3]
    """
    return np.asarray((n % 3 == 0) + 2 * (n % 5 == 0), dtype=np.int64)


def loss(weights: Sequence[Any], x: Any, t: Any) -> Any:
    """Return the mean cross-entropy of a network with ReLU units, in nats."""
    return nn.cross_entropy(scores(weights, x, nn.relu), t)


def training(method: str, rate: float, seed: int) -> Iterator[State]:
    """Train on 101–1023 in mini-batches of 128, shuffled anew in each epoch."""
    weights = begin(10, HIDDEN, len(CLASSES), seed, gain=np.sqrt(2.0))
    descent = partial(METHODS[method], lr=rate)
    examples = [bits(SEEN), targets(SEEN)]
    return train(loss, weights, examples, descent, epochs=EPOCHS, batch=BATCH, seed=seed)


@dataclass(frozen=True, eq=False)
class FizzBuzz:
    """The numbers of one state of the training.

    ``final`` says that this is the stored state, of which only what holds on every machine is told.
    """

    method: str
    rate: float
    seed: int
    epoch: int
    final: bool
    weights: tuple[Array, ...]
    losses: Array  # (epoch + 1,)
    answers: Whole  # (100,): the class it gives to each unseen number
    seen_right: int  # how many of the numbers that it was trained on

    @property
    def table(self) -> Whole:
        """How many unseen numbers of a class (row) are given a class (column): (4, 4)."""
        counts = np.zeros((len(CLASSES), len(CLASSES)), dtype=np.int64)
        np.add.at(counts, (targets(UNSEEN), self.answers), 1)
        return counts

    @property
    def right(self) -> int:
        """How many of the hundred unseen numbers are right."""
        return int(np.trace(self.table))


@lru_cache(maxsize=8)
def _finished(method: str, rate: float, seed: int) -> History:
    return History(training(method, rate, seed))


def model(record: Record, method: str, rate: float, seed: int, epoch: int) -> FizzBuzz:
    """Return the state after so many epochs, or the last one for `FINISHED`."""
    final, rate = epoch == FINISHED, plain_rate(rate)
    settings = {"method": method, "rate": rate, "seed": seed}
    history = _finished(**settings) if final else record.of(**settings)
    done = EPOCHS if final else epoch
    weights = history[done].weights
    return FizzBuzz(
        method=method,
        rate=rate,
        seed=seed,
        epoch=done,
        final=final,
        weights=weights,
        losses=history.losses(done),
        answers=_answers(weights, UNSEEN),
        seen_right=int(np.sum(_answers(weights, SEEN) == targets(SEEN))),
    )


def _answers(weights: Sequence[Array], numbers: Whole) -> Whole:
    """Return the class that the network gives to each number; in batches, as in training."""
    parts = [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]
    with np.errstate(over="ignore", invalid="ignore"):
        found = [np.argmax(scores(weights, bits(part), nn.relu), axis=1) for part in parts]
    return np.asarray(np.concatenate(found), dtype=np.int64)


def describe(n: FizzBuzz) -> str:
    """Write the task, how far it is, the confusion table, and at the end what was reached."""
    head = (
        f"10 bits, {HIDDEN} ReLU units, 4 classes: {size(n.weights)} weights; {n.method}, rate α = "
        f"{number(n.rate, 3)}, batches of {BATCH}, trained on 101–1023"
    )
    if n.final:
        return f"{head}\nafter {EPOCHS} epochs: {_reached(n)}"
    lines = [
        head,
        (
            f"after {n.epoch} of {EPOCHS} epochs: loss {number(n.losses[-1], 3)}; right are "
            f"{n.seen_right} of the {len(SEEN)} numbers seen, {n.right} of the 100 unseen (1–100)"
        ),
        "\t".join(("unseen ↓ called →", *CLASSES)),
    ]
    for name, row in zip(CLASSES, n.table, strict=True):
        lines.append("\t".join((name, *map(str, row))))
    if n.epoch == 0:
        lines.append("not trained yet: press Start")
    elif n.epoch == EPOCHS:
        lines.append(_reached(n))
    return "\n".join(lines)


def _reached(n: FizzBuzz) -> str:
    """Say what was reached, in words that hold on every machine."""
    if not np.isfinite(n.losses[-1]):
        return "diverged: the loss is no number any more; a smaller rate is needed"
    if n.right > 90:
        return (
            "more than nine in ten of the numbers 1–100, which it has never seen, are right: from "
            "bits alone it has found what divisible by 3 and by 5 look like"
        )
    if n.right > 60:
        return (
            "of the numbers 1–100, which it has never seen, many are right, but no more than nine "
            "in ten; another rate or method gets further in as many epochs"
        )
    always = int(np.sum(targets(UNSEEN) == 0))
    better = "hardly" if n.right > always else "no"
    return (
        f"{better} better than to call every number a number, which is right for {always} of the "
        "numbers 1–100; another rate or method gets further in as many epochs"
    )
