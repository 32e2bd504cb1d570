"""Optimisers: small objects over a list of Tensors, whose data each `step` moves downhill.

>>> import numpy as np
>>> from coursekit.autodiff import Tensor, optim
>>> w = Tensor([3.0, -2.0], requires_grad=True)
>>> optimiser = optim.SGD([w], lr=0.1)
>>> for _ in range(100):
...     optimiser.zero_grad()
...     loss = np.sum((w - 1.0) ** 2)
...     loss.backward()
...     optimiser.step()
>>> bool(np.allclose(w.data, 1.0))
True
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

import numpy as np

from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.tape import Node, raw
from coursekit.autodiff.tensor import Tensor

__all__ = ["SGD", "Adam", "Momentum", "Optimiser"]


class Optimiser(ABC):
    """What optimisers share: the parameters, and which of them have a gradient now."""

    def __init__(self, parameters: Iterable[Tensor], lr: float) -> None:
        given: list[Any] = [parameters] if isinstance(parameters, Node) else list(parameters)
        for i, parameter in enumerate(given):
            if not isinstance(parameter, Node) or not (parameter.requires_grad and parameter.made):
                raise AutodiffError(
                    f"parameter {i} is {_what(parameter)}; expected a list of Tensors that were"
                    " made with requires_grad=True."
                )
        self.parameters: list[Tensor] = given
        self.lr = _positive("lr", lr)
        if len({id(parameter) for parameter in self.parameters}) < len(self.parameters):
            raise AutodiffError("a parameter is named twice, and would be moved twice a step.")

    def zero_grad(self) -> None:
        """Forget the gradients collected so far; PyTorch's spelling."""
        for parameter in self.parameters:
            parameter.grad = None

    def step(self) -> None:
        """Move every parameter that has a gradient."""
        for i, parameter in enumerate(self.parameters):
            if parameter.grad is not None:
                move = self._move(i, raw(parameter.grad))
                parameter.data = raw(parameter) - move

    @abstractmethod
    def _move(self, i: int, g: Any) -> Any:
        """Return what is subtracted from parameter ``i``, whose gradient is ``g``."""


class SGD(Optimiser):
    """Gradient descent, w ← w − lr · g (on a batch of the data: stochastic)."""

    def __init__(self, parameters: Iterable[Tensor], lr: float = 0.01) -> None:
        super().__init__(parameters, lr)

    def _move(self, i: int, g: Any) -> Any:  # noqa: ARG002 - the others keep something for each
        return self.lr * g


class Momentum(Optimiser):
    """Gradient descent with a velocity, v ← momentum · v + g, w ← w − lr · v.

    As PyTorch's ``SGD(momentum=…)``; with ``nesterov`` the step is lr · (g + momentum · v).

    >>> w = Tensor(1.0, requires_grad=True)
    >>> optimiser = Momentum([w], lr=0.1, momentum=0.5)
    >>> for _ in range(2):
    ...     optimiser.zero_grad()
    ...     (w * 2.0).backward()
    ...     optimiser.step()
    >>> round(float(w.data), 6)
    0.5
    """

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 0.01,
        momentum: float = 0.9,
        nesterov: bool = False,
    ) -> None:
        super().__init__(parameters, lr)
        self.momentum = _fraction("momentum", momentum)
        self.nesterov = nesterov
        self._velocity: dict[int, Any] = {}

    def _move(self, i: int, g: Any) -> Any:
        before = self._velocity.get(i)
        velocity = g * 1.0 if before is None else self.momentum * before + g
        self._velocity[i] = velocity
        return self.lr * (g + self.momentum * velocity if self.nesterov else velocity)


class Adam(Optimiser):
    """Steps of about lr in every coordinate, whatever the scale of its gradient.

    Running means of the gradient and of its square, corrected for their start at 0 (Kingma and Ba
    2015).

    >>> w = Tensor([1e-6, 1e6], requires_grad=True)
    >>> optimiser = Adam([w], lr=0.1)
    >>> (w * np.array([1e-3, 1e3])).sum().backward()
    >>> before = w.data.copy()
    >>> optimiser.step()
    >>> np.round(before - w.data, 4)
    array([0.1, 0.1])
    """

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        super().__init__(parameters, lr)
        self.betas = (_fraction("betas[0]", betas[0]), _fraction("betas[1]", betas[1]))
        self.eps = _positive("eps", eps)
        self._means: dict[int, tuple[int, Any, Any]] = {}

    def _move(self, i: int, g: Any) -> Any:
        one, two = self.betas
        steps, mean, square = self._means.get(i, (0, 0.0, 0.0))
        steps += 1
        mean = one * mean + (1 - one) * g
        square = two * square + (1 - two) * (g * g)
        self._means[i] = steps, mean, square
        scale = np.sqrt(square / (1 - two**steps)) + self.eps
        return self.lr * (mean / (1 - one**steps)) / scale


def _positive(name: str, value: float) -> float:
    if not 0 < value < float("inf"):
        raise AutodiffError(f"{name}={value!r}; expected a positive number.")
    return value


def _fraction(name: str, value: float) -> float:
    if not 0 <= value < 1:
        raise AutodiffError(f"{name}={value!r}; expected a number in [0, 1).")
    return value


def _what(value: Any) -> str:
    if not isinstance(value, Node):
        return f"a {type(value).__name__}"
    if not value.requires_grad:
        return "a Tensor that needs no gradient"
    return "the result of a computation"
