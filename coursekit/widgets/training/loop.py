"""The training loop: forward pass, backward pass, step; one state after every epoch."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.autodiff import Tensor, no_grad
from coursekit.autodiff.optim import Optimiser

__all__ = ["History", "Record", "State", "train"]

Array = npt.NDArray[np.float64]
Weights = Sequence[Any]  # arrays, or Tensors while the loss is followed


@dataclass(frozen=True, eq=False)
class State:
    """Where training stands: epochs done, the weights, and the loss of all examples with them."""

    epoch: int
    weights: tuple[Array, ...]
    loss: float


def train(
    loss: Callable[..., Any],
    weights: Weights,
    examples: Sequence[npt.NDArray[Any]],
    optimiser: Callable[[list[Tensor]], Optimiser],
    *,
    epochs: int,
    batch: int | None = None,
    seed: int = 0,
) -> Iterator[State]:
    """Train, and yield the state before the first epoch and after each.

    Args:
        loss: ``loss(weights, *examples)``, a mean over the rows of its examples.
        weights: the arrays to begin with; they are not changed.
        examples: arrays with one row an example, shuffled together.
        optimiser: makes the optimiser of a list of Tensors.
        epochs: how many times all examples are seen.
        batch: rows a step, drawn anew in every epoch; None takes all at once, in their order.
        seed: of the shuffling.

    >>> from functools import partial
    >>> from coursekit.autodiff import optim
    >>> def loss(weights, x, t):
    ...     return np.mean((weights[0] * x - t) ** 2)
    >>> x = np.array([1.0, 2.0])
    >>> states = train(loss, [np.array(0.0)], [x, 3 * x], partial(optim.SGD, lr=0.1), epochs=9)
    >>> [round(float(state.weights[0]), 3) for state in states][:4]
    [0.0, 1.5, 2.25, 2.625]
    """
    moved = [Tensor(np.array(each, dtype=float), requires_grad=True) for each in weights]
    descent = optimiser(moved)
    rng = np.random.default_rng(seed)
    count = len(examples[0])
    size = batch or count

    def slices(order: npt.NDArray[Any]) -> Iterator[list[npt.NDArray[Any]]]:
        for start in range(0, count, size):
            yield [each[order[start : start + size]] for each in examples]

    def state(epoch: int) -> State:
        now = tuple(np.array(each.data) for each in moved)
        total = 0.0
        with no_grad(), np.errstate(over="ignore", invalid="ignore"):
            # In batches too: products of all rows are large enough for NumPy to start threads,
            # which on a busy machine costs many times what they save.
            for rows in slices(np.arange(count)):
                total += float(loss(now, *rows)) * len(rows[0])
        return State(epoch, now, total / count)

    yield state(0)
    for epoch in range(1, epochs + 1):
        order = np.arange(count) if batch is None else rng.permutation(count)
        for rows in slices(order):
            descent.zero_grad()
            # A rate that is too large ends in numbers that are none; the caller sees them.
            with np.errstate(over="ignore", invalid="ignore"):
                loss(moved, *rows).backward()
                descent.step()
        yield state(epoch)


class History:
    """The states that a training has gone through; asked for a later one, it trains that far."""

    def __init__(self, states: Iterator[State]) -> None:
        self._coming = states
        self._states = [next(states)]

    def __getitem__(self, epoch: int) -> State:
        """Return the state after ``epoch`` epochs."""
        while len(self._states) <= epoch:
            self._states.append(next(self._coming))
        return self._states[epoch]

    def losses(self, epoch: int) -> Array:
        """Return the losses of the states 0, …, epoch: shape (epoch + 1,)."""
        self[epoch]
        return np.array([state.loss for state in self._states[: epoch + 1]])


class Record:
    """The history of the settings in use; other settings begin another one."""

    def __init__(self, training: Callable[..., Iterator[State]]) -> None:
        self._training = training
        self._settings: dict[str, Any] | None = None
        self._history: History

    def holds(self, **settings: Any) -> bool:
        """Return whether the present history began with these settings."""
        return settings == self._settings

    def of(self, **settings: Any) -> History:
        """Return the history that began with these settings."""
        if not self.holds(**settings):
            self.begin(**settings)
        return self._history

    def begin(self, **settings: Any) -> None:
        """Begin anew, even if the settings are the same."""
        self._history = History(self._training(**settings))
        self._settings = settings
