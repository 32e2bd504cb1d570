"""Four layers of one number each: factors, derivatives, and the δ that they share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from coursekit.autodiff import grad, nn
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.style import number

__all__ = ["ACTIVATIONS", "LAYERS", "Activation", "Deltas", "activation", "describe", "model"]
__all__ += ["multiplications", "raised"]

LAYERS = 4
_RAISED = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


@dataclass(frozen=True)
class Activation:
    """A function that every layer applies, and its slope."""

    name: str
    f: Callable[[Any], Any]
    slope: Callable[[float], float]


ACTIVATIONS = {
    each.name: each
    for each in (
        Activation("tanh", np.tanh, lambda z: 1.0 - float(np.tanh(z)) ** 2),
        # At 0 a convention: 0, as in most libraries.
        Activation("ReLU", nn.relu, lambda z: float(z > 0)),
        Activation("identity", lambda z: z, lambda _: 1.0),
    )
}


def activation(name: str) -> Activation:
    """Find an activation by its name; `WidgetError` lists the known ones.

    >>> activation("ReLU").slope(2.0)
    1.0
    """
    if name not in ACTIVATIONS:
        names = ", ".join(ACTIVATIONS)
        raise WidgetError(f"This widget knows no activation {name!r}. Choose one of {names}.")
    return ACTIVATIONS[name]


@dataclass(frozen=True)
class Deltas:
    """The numbers of one state of x⁽ˡ⁺¹⁾ = φ(α⁽ˡ⁾ x⁽ˡ⁾), l = 0, …, 3, with y = x⁽⁴⁾.

    ``factors[l]`` is M⁽ˡ⁺¹←ˡ⁾ = ∂x⁽ˡ⁺¹⁾/∂x⁽ˡ⁾ and ``own[l]`` is O⁽ˡ⁺¹←ˡ⁾ = ∂x⁽ˡ⁺¹⁾/∂α⁽ˡ⁾;
    ``deltas[l]`` is δ⁽ˡ⁾ = ∂y/∂x⁽ˡ⁾, and ``derivatives[l]`` is ∂y/∂α⁽ˡ⁾ = δ⁽ˡ⁺¹⁾ O⁽ˡ⁺¹←ˡ⁾.
    """

    activation: Activation
    parameters: tuple[float, ...]
    values: tuple[float, ...]
    slopes: tuple[float, ...]
    factors: tuple[float, ...]
    own: tuple[float, ...]
    deltas: tuple[float, ...]
    derivatives: tuple[float, ...]
    autodiff: tuple[float, ...]
    chosen: int

    @property
    def sums(self) -> tuple[float, ...]:
        """The pre-activations z⁽ˡ⁾ = α⁽ˡ⁾ x⁽ˡ⁾."""
        return tuple(a * x for a, x in zip(self.parameters, self.values[:-1], strict=True))


def _net(phi: Activation, x: float, *parameters: Any) -> Any:
    value: Any = x
    for parameter in parameters:
        value = phi.f(parameter * value)
    return value


def model(
    a0: float, a1: float, a2: float, a3: float, x: float, activation_name: str, chosen: int
) -> Deltas:
    """Run the net of four layers forward, and δ backward.

    Source: S4 (L = 4, entirely one-dimensional), S2 (δ).

    >>> n = model(2.0, 3.0, 5.0, 7.0, 1.0, "identity", 0)
    >>> n.deltas, n.derivatives
    ((210.0, 105.0, 35.0, 7.0, 1.0), (105.0, 70.0, 42.0, 30.0))
    """
    phi, parameters = activation(activation_name), (a0, a1, a2, a3)
    values = [x]
    slopes = []
    for parameter in parameters:
        z = parameter * values[-1]
        slopes.append(phi.slope(z))
        values.append(float(phi.f(z)))
    factors = [slope * each for slope, each in zip(slopes, parameters, strict=True)]
    own = [slope * each for slope, each in zip(slopes, values[:-1], strict=True)]
    deltas = [1.0]
    for factor in reversed(factors):
        deltas.insert(0, deltas[0] * factor)
    derivatives = [delta * each for delta, each in zip(deltas[1:], own, strict=True)]
    checked = grad(partial(_net, phi, x), argnums=tuple(range(LAYERS)))(*parameters)
    return Deltas(
        phi,
        parameters,
        tuple(values),
        tuple(slopes),
        tuple(factors),
        tuple(own),
        tuple(deltas),
        tuple(derivatives),
        tuple(map(float, checked)),
        chosen,
    )


def multiplications(layers: int) -> tuple[int, int]:
    """Count the multiplications for all ∂y/∂α⁽ˡ⁾ of a one-dimensional net, from given factors.

    First each product on its own: L − l factors, so L − l − 1 multiplications. Then with δ kept:
    one for each new δ behind the first, and one for each derivative behind the first.

    >>> multiplications(4), multiplications(100)
    ((6, 5), (4950, 197))
    """
    return layers * (layers - 1) // 2, max(0, 2 * layers - 3)


def raised(letter: str, *layers: int) -> str:
    """Write a letter with layer numbers on top.

    >>> raised("α", 0), raised("M", 4, 3)
    ('α⁽⁰⁾', 'M⁽⁴←³⁾')
    """
    return f"{letter}({'←'.join(map(str, layers))})".translate(_RAISED)


def describe(n: Deltas) -> str:
    """Write both passes, the chosen derivative, what it reuses, all four, and the counts."""
    layer = n.chosen
    values = [f"{raised('x', k)} = {number(value)}" for k, value in enumerate(n.values[:-1])]
    deltas = [f"{raised('δ', k)} = {number(n.deltas[k])}" for k in range(LAYERS, 0, -1)]
    blocked = "; a slope of 0 lets nothing pass" if 0.0 in n.slopes else ""
    return "\n".join(
        (
            f"forward: {' → '.join(values)} → y = {number(n.values[-1])}",
            (
                f"slopes φ′ of the layers 0 to 3: {', '.join(number(s, 3) for s in n.slopes)}"
                f"{blocked}"
            ),
            f"backward: {' → '.join(deltas)}",
            _product(n, layer),
            _reuse(layer),
            _all(n),
            _count(),
        )
    )


def _product(n: Deltas, layer: int) -> str:
    names = [raised("M", k + 1, k) for k in range(LAYERS - 1, layer, -1)]
    numbers = [n.factors[k] for k in range(LAYERS - 1, layer, -1)]
    product = " ".join((*names, raised("O", layer + 1, layer)))
    factors = " · ".join(map(_factor, (*numbers, n.own[layer])))
    result, checked = number(n.derivatives[layer]), number(n.autodiff[layer])
    total = f"{factors} = {result}" if numbers else result
    return f"∂y/∂{raised('α', layer)} = {product} = {total}; autodiff: {checked}"


def _factor(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _reuse(layer: int) -> str:
    """Say what is taken from the derivative before, and what is multiplied anew."""
    delta, own = raised("δ", layer + 1), raised("O", layer + 1, layer)
    if layer == LAYERS - 1:
        return f"{delta} = ∂y/∂y = 1, so no multiplication (with a loss ℓ behind y it is ∂ℓ/∂y)"
    before, factor = raised("δ", layer + 2), raised("M", layer + 2, layer + 1)
    if layer == LAYERS - 2:
        return f"{delta} = {before} {factor} = {factor}, as {before} = 1; new: {delta} · {own}"
    return (
        f"{before} is kept from ∂y/∂{raised('α', layer + 1)}; new: "
        f"{delta} = {before} · {factor}, then {delta} · {own}: two multiplications"
    )


def _all(n: Deltas) -> str:
    every = (f"∂y/∂{raised('α', k)} = {number(n.derivatives[k])}" for k in reversed(range(LAYERS)))
    line = ", ".join(every)
    first, last = n.derivatives[0], n.derivatives[-1]
    if first == 0.0 or last == 0.0:
        return line
    return f"{line}: the first layer's is {number(abs(first / last), 2)} of the last layer's"


def _count() -> str:
    alone, shared = multiplications(LAYERS)
    many_alone, many_shared = multiplications(100)
    return (
        f"multiplications for all four: {alone} one by one, {shared} with δ kept; "
        f"with 100 layers {many_alone:,} and {many_shared}"
    )
