"""Chains of functions typed as text, the shapes of their Jacobians, and where they do not fit."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.widgets.errors import WidgetError

__all__ = ["FUNCTIONS", "LARGEST", "LONGEST", "Chain", "Function", "Misfit", "Stage", "read"]

LARGEST = 8  # the largest number of entries
LONGEST = 5  # functions in a chain

Array = npt.NDArray[np.float64]
Pattern = npt.NDArray[np.bool_]
Call = Callable[[Any], Any]


@dataclass(frozen=True)
class Function:
    """A function of the list.

    ``inputs`` and ``outputs`` are numbers of entries; None stands for as many as arrive.
    ``build(m, n)`` makes the function ℝⁿ → ℝᵐ itself, for arrays of shape (n,). An entry-by-entry
    function has a diagonal Jacobian; a ``scalar`` one returns a number, shape () in NumPy.
    ``written`` is the function in mathematics, with the argument at the braces.
    """

    label: str
    written: str
    inputs: int | None
    outputs: int | None
    build: Callable[[int, int], Call]
    entrywise: bool = False
    scalar: bool = False


def _always(f: Call) -> Callable[[int, int], Call]:
    return lambda _m, _n: f


def _entrywise(name: str, f: Call) -> Function:
    return Function(name, name + "({})", None, None, _always(f), entrywise=True)


def _numbers(m: int, n: int) -> Array:
    """Make a matrix without pattern, its rank as large as its shape allows."""
    values: Array = np.sin(1.0 + np.arange(m * n) ** 1.5)
    return values.reshape(m, n)


def _affine(m: int, n: int) -> Call:
    weights, bias = _numbers(m, n), np.cos(np.arange(m))
    return lambda x: weights @ x + bias


def _dot(_m: int, n: int) -> Call:
    vector = _numbers(1, n)[0]
    return lambda x: vector @ x


FUNCTIONS: dict[str, Function] = {
    "tanh": _entrywise("tanh", np.tanh),
    "sigmoid": _entrywise("sigmoid", lambda x: 1 / (1 + np.exp(-x))),
    "relu": _entrywise("relu", lambda x: np.maximum(x, 0.0)),
    "sin": _entrywise("sin", np.sin),
    "exp": _entrywise("exp", np.exp),
    "sum": Function("sum", "sum({})", None, 1, _always(np.sum), scalar=True),
    "norm2": Function("‖·‖²", "‖{}‖²", None, 1, _always(lambda x: x @ x), scalar=True),
    # The examples of S0, S2 and S3.
    "helix": Function(
        "helix",
        "helix({})",
        2,
        3,
        _always(lambda p: np.stack([np.sin(p[0]) + p[1], np.cos(p[0]), 6 / np.pi * p[0]])),
    ),
    "polar": Function(
        "polar",
        "polar({})",
        2,
        2,
        _always(lambda p: np.stack([p[0] * np.cos(p[1]), p[0] * np.sin(p[1])])),
    ),
    "circle": Function(
        "circle",
        "circle({})",
        1,
        2,
        _always(lambda t: np.stack([np.sin(t[0]), np.cos(t[0])])),
    ),
    "trough": Function(
        "trough", "trough({})", 2, 1, _always(lambda x: x[0] ** 2 + 2 * x[1]), scalar=True
    ),
}


@dataclass(frozen=True)
class Stage:
    """A function at its place in a chain, ℝ^inputs → ℝ^outputs."""

    function: Function
    outputs: int
    inputs: int

    @property
    def shape(self) -> tuple[int, int]:
        """Shape of its Jacobian, outputs × inputs."""
        return self.outputs, self.inputs

    @property
    def pattern(self) -> Pattern:
        """Where its Jacobian can differ from 0, shape (outputs, inputs)."""
        if self.function.entrywise:
            return np.eye(self.outputs, dtype=bool)
        return np.ones(self.shape, dtype=bool)


@dataclass(frozen=True)
class Misfit:
    """Stage ``index`` takes ``wanted`` entries and is given ``given``."""

    index: int
    given: int
    wanted: int


@dataclass(frozen=True)
class Chain:
    """Functions in the order in which the numbers run through them."""

    variable: str
    size: int
    stages: tuple[Stage, ...]

    @property
    def misfits(self) -> tuple[Misfit, ...]:
        """Every pair of neighbours that do not fit; index 0 is the input and the first function."""
        given = (self.size, *(stage.outputs for stage in self.stages))
        return tuple(
            Misfit(k, given[k], stage.inputs)
            for k, stage in enumerate(self.stages)
            if given[k] != stage.inputs
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Shape of the Jacobian of the whole chain, outputs × inputs."""
        return self.stages[-1].outputs, self.size

    @property
    def code_shape(self) -> tuple[int, ...]:
        """Shape of the same as an array: a number as result has no axis."""
        return (self.size,) if self.stages[-1].function.scalar else self.shape

    @property
    def pattern(self) -> Pattern:
        """Where the product of all Jacobians can differ from 0; only if all of them fit."""
        product = self.stages[0].pattern
        for stage in self.stages[1:]:
            product = stage.pattern @ product
        return product

    @property
    def written(self) -> str:
        """The composition in mathematics, the first function innermost."""
        text, is_sum, is_word = self.variable, False, False
        for stage in self.stages:
            before, after = stage.function.written.split("{}")
            if before.endswith(("(", "‖")):
                text = f"{before}{text}{after}"
            elif is_sum:
                text = f"{before}({text}){after}"
            else:
                text = f"{before}{' ' * is_word}{text}{after}"
            is_sum, is_word = after.startswith(" +"), after.startswith(")")
        return text

    def build(self) -> Call:
        """Return the composition as a function of arrays of shape (size,)."""
        calls = [stage.function.build(*stage.shape) for stage in self.stages]

        def composed(x: Any) -> Any:
            for call in calls:
                x = call(np.reshape(x, (-1,)))  # a number is the only entry of an array
            return x

        return composed


_ARROW = re.compile(r"->|→|=>")
_PART = re.compile(r"(?P<name>[A-Za-z]+\d*)\s*(?P<sizes>\[[^][]*\]|\([^()]*\))?")
_KNOWN = f"W[m,n], dot[n], {', '.join(FUNCTIONS)}"


def read(text: str, letters: Mapping[str, int]) -> Chain:
    """Read a chain such as ``x[5] -> W[3,5] -> tanh -> sum``.

    The first part names the input and its number of entries. ``W[m,n]``, or any other capital
    letter and digits, is the layer Wx + b with W ∈ ℝ^{m×n}; ``dot[n]`` is aᵀx with a fixed a ∈ ℝⁿ.
    The other functions are in `FUNCTIONS` and stand alone. A size is a number or one of
    ``letters``; round brackets, ``3x5`` and ``3×5`` will do as well. Raises
    `WidgetError` that names the part which could not be read.

    >>> read("x[n] -> W[m,n] -> tanh -> sum", {"n": 5, "m": 3}).shape
    (1, 5)
    """
    first, *rest = (part.strip() for part in _ARROW.split(text))
    variable, size = _input(first, letters)
    if not rest:
        raise WidgetError(f"Write a function behind the input, for example {first} -> tanh.")
    if len(rest) > LONGEST:
        raise WidgetError(f"The picture has room for {LONGEST} functions; these are {len(rest)}.")
    stages: list[Stage] = []
    arriving = size
    for part in rest:
        stages.append(_stage(part, arriving, letters))
        arriving = stages[-1].outputs
    return Chain(variable, size, tuple(stages))


def _input(part: str, letters: Mapping[str, int]) -> tuple[str, int]:
    found = _PART.fullmatch(part)
    sizes = _sizes(found, letters) if found else []
    if found is None or len(sizes) != 1:
        raise WidgetError(
            f"A chain begins with the input and its number of entries, x[5], not with {part!r}."
        )
    return found["name"], sizes[0]


def _stage(part: str, arriving: int, letters: Mapping[str, int]) -> Stage:
    found = _PART.fullmatch(part)
    if found is None:
        raise _unknown(part)
    name, lower = found["name"], found["name"].lower()
    if lower in FUNCTIONS:
        if found["sizes"] is not None:
            raise WidgetError(f"{lower} has no size of its own: write {lower} alone.")
        function = FUNCTIONS[lower]
        inputs = arriving if function.inputs is None else function.inputs
        return Stage(function, inputs if function.outputs is None else function.outputs, inputs)
    sizes = _sizes(found, letters)
    if lower == "dot":
        if len(sizes) != 1:
            raise WidgetError("dot needs the number of entries of its vector, dot[5].")
        return Stage(Function("aᵀ", "aᵀ{}", sizes[0], 1, _dot, scalar=True), 1, sizes[0])
    if re.fullmatch(r"[A-Z]\d*", name):
        if len(sizes) != 2:
            raise WidgetError(f"{name} needs its rows and its columns, {name}[3,5].")
        m, n = sizes
        return Stage(Function(name, name + "{} + b", n, m, _affine), m, n)
    raise _unknown(part)


def _unknown(part: str) -> WidgetError:
    if not part:
        return WidgetError("There is an arrow with no function behind it.")
    return WidgetError(f"{part!r} is not in the list of functions: {_KNOWN}.")


def _sizes(found: re.Match[str], letters: Mapping[str, int]) -> list[int]:
    if found["sizes"] is None:
        return []
    return [_size(each.strip(), letters) for each in re.split("[,×x*]", found["sizes"][1:-1])]


def _size(text: str, letters: Mapping[str, int]) -> int:
    if text in letters:
        return letters[text]
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        known = " or ".join(letters)
        raise WidgetError(f"{text!r} is no size. Write a number, or {known} for its slider.")
    if not 1 <= int(text) <= LARGEST:
        raise WidgetError(f"A size of {int(text)} has no room. Choose 1 to {LARGEST}.")
    return int(text)
