"""A formula computed with dual numbers: value and tangent go through every operation together."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from coursekit.autodiff import grad
from coursekit.formula import Formula
from coursekit.formula.tree import Call
from coursekit.widgets.backpropagation.notation import factor
from coursekit.widgets.backpropagation.operations import alone
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.forward_and_reverse.operations import Operation, operations
from coursekit.widgets.style import number

__all__ = ["Duals", "Pair", "Step", "describe", "dotted", "model"]

_DOT = "\u0307"
_APART = "\u2003"  # between a column of numbers and the words beside it
_CORNERS = frozenset({"abs", "sign", "relu", "max", "min", "maximum", "minimum"})


@dataclass(frozen=True)
class Pair:
    """A dual number value + tangent·ε, with its name."""

    name: str
    value: float
    tangent: float


@dataclass(frozen=True)
class Step:
    """An operation done: its pair, and its local derivative by each operand that can move."""

    operation: Operation
    pair: Pair
    slopes: tuple[float, ...]


@dataclass(frozen=True)
class Duals:
    """The pairs of the variables and all steps of a formula, of which ``shown`` are done.

    ``reverse`` holds the derivatives by the variables, by reverse mode.
    """

    formula: Formula
    inputs: tuple[Pair, ...]
    steps: tuple[Step, ...]
    reverse: tuple[float, ...]
    shown: int

    @property
    def seed(self) -> tuple[float, ...]:
        """The tangents of the variables."""
        return tuple(pair.tangent for pair in self.inputs)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Every pair, those of the variables first."""
        return *self.inputs, *(step.pair for step in self.steps)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, done or not."""
        return tuple(step.operation for step in self.steps)

    @property
    def result(self) -> Pair:
        """The pair of f."""
        return self.steps[-1].pair


def model(text: str, x: float, y: float, seed: tuple[float, float], shown: int) -> Duals:
    """Compute a formula in x (and y) with dual numbers x + ẋε, y + ẏε, where ε² = 0.

    Source: S3 (forward accumulation). Raises `FormulaError`, or `WidgetError` where a step has no
    value or no derivative.

    >>> [(p.name, p.value, p.tangent) for p in model("x^2 + x", 3.0, 0.0, (1.0, 0.0), 9).pairs]
    [('x', 3.0, 1.0), ('v₁', 9.0, 6.0), ('f', 12.0, 7.0)]
    """
    formula, made = operations(text)
    inputs = tuple(map(Pair, formula.variables, (x, y), seed))
    pairs = {pair.name: pair for pair in inputs}
    steps = []
    for operation in made:
        steps.append(_done(operation, pairs))
        pairs[operation.name] = steps[-1].pair
    places = tuple(range(len(inputs)))
    with np.errstate(all="ignore"):
        reverse = grad(formula, argnums=places)(*(pair.value for pair in inputs))
    return Duals(formula, inputs, tuple(steps), tuple(map(float, reverse)), min(shown, len(steps)))


def _done(operation: Operation, pairs: Mapping[str, Pair]) -> Step:
    """Apply an operation to pairs: v̇ = Σ (∂v/∂u) u̇ over the operands u."""
    run, operands = alone(operation.node), operation.operands
    values = [pairs[each].value if isinstance(each, str) else each for each in operands]
    moving = [name for name, _ in operation.slopes]

    def slope(by: str) -> float:
        def along(value: float) -> object:
            return run(
                [value if each == by else v for each, v in zip(operands, values, strict=True)]
            )

        return float(grad(along)(pairs[by].value))

    with np.errstate(all="ignore"):
        value = float(run(values))
        slopes = tuple(map(slope, moving))
    # An operand that stands still adds nothing, whatever its slope: x^2 at x = −1 has none by 2.
    terms = (
        local * pairs[name].tangent
        for name, local in zip(moving, slopes, strict=True)
        if pairs[name].tangent != 0.0
    )
    tangent = float(sum(terms, start=0.0))
    where = ", ".join(f"{name} = {number(pairs[name].value)}" for name in moving)
    if not np.isfinite(value):
        raise WidgetError(f"{operation.formula} has no value at {where}. Choose another place.")
    if not np.isfinite(tangent) or _at_corner(operation, values):
        raise WidgetError(f"{operation.formula} has no slope at {where}. Choose another place.")
    return Step(operation, Pair(operation.name, value, tangent), slopes)


def _at_corner(operation: Operation, values: list[float]) -> bool:
    """Whether an operation bends sharply here."""
    node = operation.node
    if not isinstance(node, Call) or node.function not in _CORNERS:
        return False
    return values[0] == (values[1] if len(values) > 1 else 0.0)


def dotted(name: str) -> str:
    """Write the tangent of a name: a dot over its letter.

    >>> dotted("x"), dotted("v₂")
    ('ẋ', 'v̇₂')
    """
    return unicodedata.normalize("NFC", name[0] + _DOT + name[1:])


def describe(n: Duals) -> str:
    """Write a table with a row for each pair, and what the pair of f says once it is there."""
    rows = [f"\tvalue\ttangent\t{_APART}together: value + tangent·ε, with ε² = 0"]
    rows += [_pair(pair.name, pair, f"the seed {dotted(pair.name)}") for pair in n.inputs]
    pairs = {pair.name: pair for pair in n.pairs}
    rows += [_row(step, pairs) for step in n.steps[: n.shown]]
    if n.shown < len(n.steps):
        left = len(n.steps) - n.shown
        return "\n".join((*rows, f"{left} step{'s' * (left > 1)} to go"))
    return "\n".join((*rows, _meaning(n)))


def _row(step: Step, pairs: Mapping[str, Pair]) -> str:
    """Write the pair of a step, its rule, the tangent as a formula and in numbers."""
    operation, pair = step.operation, step.pair
    both = all(isinstance(each, str) for each in operation.operands)
    write = _quotient if operation.rule == "quotient rule" and both else _sum
    formula, numbers = write(step, pairs)
    words = f"{operation.rule}: {dotted(pair.name)} = {formula} = {numbers}"
    return _pair(f"{operation.name} = {operation.formula}", pair, words)


def _pair(name: str, pair: Pair, words: str) -> str:
    return f"{name}\t{number(pair.value)}\t{number(pair.tangent)}\t{_APART}{words}"


def _sum(step: Step, pairs: Mapping[str, Pair]) -> tuple[str, str]:
    """Write Σ (∂v/∂u) u̇, and the same in numbers."""
    terms, numbers = [], []
    chooses = isinstance(step.operation.node, Call) and len(step.operation.operands) > 1
    for (name, words), slope in zip(step.operation.slopes, step.slopes, strict=True):
        local = number(slope) if chooses else words  # of max and min it is 1 or 0
        terms.append(_times(local, dotted(name)))
        tangent = factor(number(pairs[name].tangent))
        plain = local in ("1", "−1")
        numbers.append(_times(local, tangent) if plain else f"{factor(number(slope))}·{tangent}")
    return _added(terms), _added(numbers)


def _times(slope: str, tangent: str) -> str:
    """Write a term of a tangent.

    >>> _times("1", "ẋ"), _times("−1", "ẋ"), _times("1 − v₁²", "v̇₁")
    ('ẋ', '−ẋ', '(1 − v₁²)·v̇₁')
    """
    if slope in ("1", "−1"):
        return slope.replace("1", tangent)
    return f"{factor(slope)}·{tangent}"


def _added(terms: list[str]) -> str:
    """Write a sum; a number in brackets needs none where it stands first and alone.

    >>> _added(["(−2)", "−3"]), _added(["(−2)·5", "1"])
    ('−2 − 3', '(−2)·5 + 1')
    """
    first, *others = terms
    if first.startswith("(") and first.endswith(")") and "·" not in first:
        first = first[1:-1]
    return " + ".join((first, *others)).replace(" + −", " − ")


def _quotient(step: Step, pairs: Mapping[str, Pair]) -> tuple[str, str]:
    """Write (u̇·w − u·ẇ)/w², and the same in numbers."""
    u, w = (pairs[str(name)] for name in step.operation.operands)

    def write(u_dot: str, w: str, u: str, w_dot: str) -> str:
        return f"({u_dot}·{w} − {u}·{w_dot})/{w}²"

    numbers = (factor(number(each)) for each in (u.tangent, w.value, u.value, w.tangent))
    return write(dotted(u.name), w.name, u.name, dotted(w.name)), write(*numbers)


def _meaning(n: Duals) -> str:
    """Say which derivative the tangent of f is, and compare it with reverse mode."""
    value, tangent = number(n.result.value), number(n.result.tangent)
    if len(n.inputs) == 1:
        at = number(n.inputs[0].value)
        return f"f({at}) = {value}, f′({at}) = {tangent}; reverse mode: {number(n.reverse[0])}"
    by_x, by_y = map(number, n.reverse)
    named = " + ".join(f"∂f/∂{pair.name}" for pair in n.inputs if pair.tangent)
    return (
        f"f = {value}, and this sweep gives {named} = {tangent}; "
        f"one sweep of reverse mode gives both: ∂f/∂x = {by_x}, ∂f/∂y = {by_y}"
    )
