"""The numbers behind the derivatives of a layer, Ax or tanh(Ax + b), by A, b or x."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from coursekit.widgets.errors import WidgetError
from coursekit.widgets.matrix_derivatives.contraction import Block, Contraction
from coursekit.widgets.style import number, subscript

__all__ = [
    "LARGEST",
    "By",
    "Derivative",
    "Function",
    "Layer",
    "as_layer",
    "describe",
    "model",
    "short_way",
]

Array = npt.NDArray[np.float64]
Function = Literal["Ax", "tanh"]
By = Literal["A", "b", "x"]

LARGEST = 3  # rows or columns that the picture has room for
_HIGH = 10.0  # numbers below this have room
_ABOVE = str.maketrans("0123456789×()", "⁰¹²³⁴⁵⁶⁷⁸⁹ˣ⁽⁾")


@dataclass(frozen=True)
class Layer:
    """A layer and one example: A (M, N), x (N,), b (M,), target y (M,)."""

    f: Function
    A: Array
    x: Array
    b: Array
    y: Array

    @cached_property
    def z(self) -> Array:
        """Ax, with b where there is one: (M,)."""
        return self.A @ self.x + (self.b if self.f == "tanh" else 0.0)

    @cached_property
    def out(self) -> Array:
        """What the layer answers: (M,)."""
        return np.tanh(self.z) if self.f == "tanh" else self.z

    @property
    def variables(self) -> dict[str, Array]:
        """What one may differentiate by."""
        names = {"A": self.A, "b": self.b, "x": self.x}
        return names if self.f == "tanh" else {"A": self.A, "x": self.x}


@dataclass(frozen=True)
class Derivative:
    """One state: the layer, by what it is differentiated, and the product that gives it."""

    layer: Layer
    by: By
    loss: bool
    product: Contraction

    @property
    def variable_entry(self) -> tuple[int, ...]:
        """The entry of A, b or x that is nudged, from 0."""
        return self.product.entry if self.loss else self.product.entry[1:]


def model(layer: Layer, by: By, loss: bool, entry: int) -> Derivative:
    """Differentiate and point at an entry, counted from 1 in reading order.

    A count beyond the last entry is the last one. Source: S2 (derivatives with respect to
    matrices; gradients of a single-layer neural network, with ∂f/∂z as a diagonal matrix).

    >>> layer = as_layer("Ax", [[1, 0], [0, 1], [1, 1]], [2, -1], y=[0, 0, 0])
    >>> model(layer, "A", False, 1).product.result.values.shape
    (3, 3, 2)
    >>> model(layer, "A", True, 1).product.result.values.tolist()
    [[4.0, -2.0], [-2.0, 1.0], [2.0, -1.0]]
    """
    inner = _by_variable(layer, by, (0,) * (1 + layer.variables[by].ndim))
    if not loss:
        size, shape = inner.result.values.size, inner.result.values.shape
        product = _by_variable(layer, by, _unravel(min(entry, size) - 1, shape))
        return Derivative(layer, by, loss, product)
    kept = {"A": "mn", "b": "m", "x": "n"}[by]
    slope = layer.out - layer.y
    back = Block("dLdf", r"\partial L/\partial f", slope, np.ones(slope.shape, bool))
    shape = layer.variables[by].shape
    at = _unravel(min(entry, int(np.prod(shape))) - 1, shape)
    names = (f"dLd{by}", rf"\partial L/\partial {by}")
    product = Contraction.of(f"i,i{kept}->{kept}", back, inner.result, names, at)
    return Derivative(layer, by, loss, product)


def _unravel(place: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(int(each) for each in np.unravel_index(place, shape))


def _by_variable(layer: Layer, by: By, entry: tuple[int, ...]) -> Contraction:
    """Return the derivative of the layer's answer by A, b or x as a product of two arrays."""
    M, N = layer.A.shape
    names = (f"dfd{by}", rf"\partial f/\partial {by}")
    if layer.f == "Ax" and by == "A":
        row = _full("x", r"x^\top", layer.x)
        return Contraction.of("im,n->imn", _eye(f"np.eye({M})", "I", M), row, names, entry)
    if layer.f == "Ax":
        A, same = _full("A", "A", layer.A), _eye(f"np.eye({N})", "I", N)
        return Contraction.of("il,ln->in", A, same, names, entry)
    slopes = np.diag(1 - layer.out**2)
    dfdz = Block("dfdz", r"\partial f/\partial z", slopes, np.eye(M, dtype=bool))
    if by == "A":
        own_row = np.eye(M)[:, :, None] * np.ones(N)
        dzdA = Block("dzdA", r"\partial z/\partial A", own_row * layer.x, own_row > 0)
        return Contraction.of("il,lmn->imn", dfdz, dzdA, names, entry)
    if by == "b":
        dzdb = _eye("dzdb", r"\partial z/\partial b = I", M)
        return Contraction.of("il,lm->im", dfdz, dzdb, names, entry)
    dzdx = _full("dzdx", r"\partial z/\partial x = A", layer.A)
    return Contraction.of("il,ln->in", dfdz, dzdx, names, entry)


def _eye(code: str, paper: str, size: int) -> Block:
    return Block(code, paper, np.eye(size), np.eye(size, dtype=bool))


def _full(code: str, paper: str, values: Array) -> Block:
    return Block(code, paper, values, np.ones(values.shape, bool))


def as_layer(f: Function, A: Any = None, x: Any = None, b: Any = None, y: Any = None) -> Layer:
    """Return a layer; what is not given has the numbers of the lesson, or is 0 at another size.

    Raises WidgetError for what is no layer, does not fit together, or is too large to draw.

    >>> as_layer("tanh").z
    array([ 0.5 ,  1.  , -0.25])
    """
    weights = _numbers(_A if A is None else A, "A", 2)
    M, N = weights.shape
    usual = _A.shape == (M, N)
    given = {
        "x": (x, _X if usual else np.ones(N), N),
        "b": (b, _B if usual else np.zeros(M), M),
        "y": (y, _Y if usual else np.zeros(M), M),
    }
    vectors = {}
    for name, (value, default, size) in given.items():
        vectors[name] = _numbers(default if value is None else value, name, 1)
        if vectors[name].size != size:
            raise WidgetError(
                f"{name} has {vectors[name].size} entries, but A is {M}×{N}: {size} are needed."
            )
    layer = Layer(f, weights, **vectors)
    if (np.abs(layer.out - layer.y) >= _HIGH).any() or (np.abs(layer.z) >= _HIGH).any():
        raise WidgetError("These numbers make z or y − f too large to draw. Choose smaller ones.")
    return layer


# Chosen so that no two numbers of a column are alike, and no tanh is saturated.
_A = np.array([[0.5, 1.0], [1.0, 0.5], [-1.0, -1.5]])
_X = np.array([2.0, -1.0])
_B = np.array([0.5, -0.5, 0.25])
_Y = np.array([1.0, -0.5, -1.0])


def _numbers(value: Any, name: str, axes: int) -> Array:
    try:
        array = np.array(value, dtype=float)
    except (TypeError, ValueError):
        array = np.array(np.nan)
    if array.ndim != axes or not array.size or not np.isfinite(array).all():
        what = "a matrix" if axes == 2 else "a vector"
        raise WidgetError(f"{name} = {value!r} is not {what} of numbers.")
    if max(array.shape) > LARGEST or (np.abs(array) >= _HIGH).any():
        raise WidgetError(
            f"{name} is too large to draw: at most {LARGEST} rows and columns, and numbers "
            "between −10 and 10."
        )
    return array


def describe(d: Derivative) -> str:
    """Write the shape, the chosen entry as a sum, NumPy's line, and a shorter one."""
    p = d.product
    code = f"{p.result.code}[{', '.join(str(each) for each in p.entry)}]"
    shown = number(float(p.result.values[p.entry]), 3)
    return "\n".join(
        (
            _shape(d),
            f"{_entry(d)} = {_sum(d)} = {shown}, which NumPy calls {code}",
            f"{p.spelled}: {_summed(d)}",
            f"the short way: {short_way(d)}",
        )
    )


def _shape(d: Derivative) -> str:
    f = "Ax" if d.layer.f == "Ax" else "tanh(Ax + b)"
    own = d.layer.variables[d.by].shape
    inner = "×".join(map(str, own))
    by = f"by {d.by} ∈ ℝ{inner.translate(_ABOVE)}"
    folded = f"({inner})" if len(own) > 1 else inner
    if d.loss:
        return (
            f"L = ½‖y − f‖² ∈ ℝ with f = {f}, {by}: on paper 1×{folded}, stored in the shape of "
            f"{d.by}, {own}"
        )
    M, values = d.layer.out.size, d.product.result.values
    zeros = int((~d.product.result.filled).sum())
    count = f"{zeros} of {values.size} numbers are 0, whatever {'x' if d.by == 'A' else 'z'} is"
    return (
        f"f = {f} ∈ ℝ{str(M).translate(_ABOVE)} {by}: ℝ{f'{M}×{folded}'.translate(_ABOVE)}, in "
        f"NumPy shape {values.shape}" + (f"; {count}" if zeros else "")
    )


def _name(letter: str, *indices: int) -> str:
    return letter + ",".join(subscript(each + 1) for each in indices)


def _entry(d: Derivative) -> str:
    top = "L" if d.loss else _name("f", d.product.entry[0])
    return f"∂{top}/∂{_name(d.by, *d.variable_entry)}"


def _sum(d: Derivative) -> str:
    """Write the entry as its sum: first in letters, then in numbers."""
    numbers = " + ".join(f"{_factor(a)}·{_factor(b)}" for a, b in d.product.terms)
    variable = _name(d.by, *d.variable_entry)
    if d.loss:
        return f"Σᵢ ∂L/∂fᵢ · ∂fᵢ/∂{variable} = {numbers}"
    i = d.product.entry[0]
    if d.layer.f == "tanh":
        return f"Σₗ ∂{_name('f', i)}/∂zₗ · ∂zₗ/∂{variable} = {numbers}"
    if d.by == "A":
        _, m, n = d.product.entry
        return f"{_name('I', i, m)} · {_name('x', n)} = {numbers}"
    return f"Σₗ {_name('A', i)},ₗ · ∂xₗ/∂{variable} = {numbers}"


def _factor(value: float) -> str:
    text = number(value, 3)
    return f"({text})" if value < 0 else text


def _summed(d: Derivative) -> str:
    index = d.product.summed
    if not index:
        return "nothing is summed; the identity says whose weight it is"
    if d.loss:
        return "i is summed over; dLdf = -(y - f)"
    if d.layer.f == "tanh":
        return "l is summed over; dfdz = np.diag(1 - f**2), a matrix"
    return f"{index} is summed over"


def short_way(d: Derivative) -> str:
    """Return a line of NumPy that gives the result with no sum over zeros."""
    M, N = d.layer.A.shape
    if d.loss:
        back = "-(y - f)" if d.layer.f == "Ax" else "-(y - f) * (1 - f**2)"
        return {"A": f"np.outer({back}, x)", "b": back, "x": f"{back} @ A"}[d.by]
    if d.layer.f == "Ax":
        return {"A": f"np.kron(np.eye({M}), x).reshape({M}, {M}, {N})", "x": "A"}[d.by]
    slopes = "np.diag(1 - f**2)"
    return {
        "A": f"np.kron({slopes}, x).reshape({M}, {M}, {N})",
        "b": slopes,
        "x": "(1 - f**2)[:, None] * A",
    }[d.by]
