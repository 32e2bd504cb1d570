"""A formula computed with dual numbers: one operation after the other, a rule for each."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from coursekit.autodiff import jvp
from coursekit.formula import Formula, parse
from coursekit.formula.tree import Binary, Call, Name, Negative, Node, closure, names_of, source
from coursekit.widgets.backpropagation.notation import factor, pretty
from coursekit.widgets.backpropagation.operations import (
    Operand,
    formula,
    parts_of,
    slope,
    words,
)
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.style import number

__all__ = ["MOST_STEPS", "VARIABLES", "Duals", "Operation", "Pair", "describe", "dotted"]
__all__ += ["model", "operations", "read"]

VARIABLES = ("x", "y")
MOST_STEPS = 9
_DOT = "\u0307"
_RULES = {
    "+": "sum rule",
    "-": "difference rule",
    "*": "product rule",
    "/": "quotient rule",
}
_CORNERS = frozenset({"abs", "sign", "relu", "max", "min", "maximum", "minimum"})


@dataclass(frozen=True)
class Operation:
    """One step: ``name`` = an operation on ``operands``, names of earlier steps or numbers."""

    name: str
    node: Node
    operands: tuple[Operand, ...]
    formula: str
    rule: str
    slopes: tuple[tuple[str, str], ...]  # an operand that moves, and the local derivative by it


@dataclass(frozen=True)
class Pair:
    """A dual number value + tangent·ε, with its name."""

    name: str
    value: float
    tangent: float


@dataclass(frozen=True)
class Duals:
    """The pairs of the variables and of all steps of a formula; ``shown`` of the steps are done."""

    formula: Formula
    operations: tuple[Operation, ...]
    pairs: tuple[Pair, ...]
    seed: tuple[float, ...]
    shown: int

    @property
    def inputs(self) -> int:
        """How many of the pairs are variables."""
        return len(self.formula.variables)


def read(text: str) -> Formula:
    """Read a formula in x, or in x and y.

    >>> read("x y").variables, read("x^2").variables
    (('x', 'y'), ('x',))
    """
    read_in_both = parse(text, VARIABLES)
    used = names_of(read_in_both.root) & {*VARIABLES}
    if not used:
        raise WidgetError("The formula holds no variable. Type x in it, as in x sin(x^2).")
    return read_in_both if "y" in used else parse(text, ("x",))


@lru_cache(maxsize=32)
def operations(text: str) -> tuple[Formula, tuple[Operation, ...]]:
    """Take a formula apart; what is computed twice is one step.

    >>> [f"{step.name} = {step.formula}" for step in operations("x sin(x^2)")[1]]
    ['v₁ = x²', 'v₂ = sin(v₁)', 'f = x·v₂']
    """
    read_formula = read(text)
    steps = _Steps(read_formula.variables)
    last = steps.operand(read_formula.root)
    if not steps.made:
        raise WidgetError("The formula computes nothing. Type an operation, as in x sin(x^2).")
    assert isinstance(last, str)
    return read_formula, steps.finished(last)


class _Steps:
    """The steps made so far, by the text of what they compute."""

    def __init__(self, variables: Sequence[str]) -> None:
        self._variables = variables
        self._known: dict[str, str] = {}
        self.made: dict[str, tuple[Node, tuple[Operand, ...]]] = {}

    def operand(self, node: Node) -> Operand:
        """Return the name of the step that computes a part, or its value if nothing moves in it."""
        if isinstance(node, Name) and node.name in self._variables:
            return node.name
        if not names_of(node) & {*self._variables}:
            with np.errstate(all="ignore"):
                return float(closure(node, ())(()))
        key = source(node)
        if key not in self._known:
            operands = tuple(self.operand(part) for part in parts_of(node))
            name = f"v{len(self.made) + 1}"
            if len(self.made) == MOST_STEPS:
                raise WidgetError(
                    f"The formula takes more than {MOST_STEPS} steps. Type a shorter one."
                )
            self.made[name] = node, operands
            self._known[key] = name
        return self._known[key]

    def finished(self, last: str) -> tuple[Operation, ...]:
        """Write every step; the last one is f."""
        return tuple(self._written(name, "f" if name == last else name) for name in self.made)

    def _written(self, key: str, name: str) -> Operation:
        node, operands = self.made[key]
        shown = [words(part, each) for part, each in zip(parts_of(node), operands, strict=True)]
        moving = dict.fromkeys(each for each in operands if isinstance(each, str))
        return Operation(
            pretty(name),
            node,
            tuple(pretty(each) if isinstance(each, str) else each for each in operands),
            formula(node, shown),
            _rule(node, operands),
            tuple((pretty(each), _slope(node, operands, shown, each, name)) for each in moving),
        )


def _slope(
    node: Node, operands: Sequence[Operand], shown: Sequence[str], by: str, name: str
) -> str:
    text = slope(node, operands, shown, by, name)
    return text or f"{_called(node)}′({', '.join(shown)})"


def _called(node: Node) -> str:
    return node.function if isinstance(node, Call) else ""


def _rule(node: Node, operands: Sequence[Operand]) -> str:
    """Name the rule that gives the tangent of a step."""
    fixed = [not isinstance(each, str) for each in operands]
    if isinstance(node, Negative):
        return "constant factor"
    if isinstance(node, Call):
        return "chain rule"
    assert isinstance(node, Binary)
    if node.operator == "**":
        return "power rule" if fixed[1] else "exponential" if fixed[0] else "power of both"
    if any(fixed):
        if node.operator in "+-":
            return "constant term"
        if node.operator == "*" or fixed[1]:
            return "constant factor"
    return _RULES[node.operator]


def model(text: str, x: float, y: float, seed: tuple[float, float], shown: int) -> Duals:
    """Compute a formula in x (and y) with dual numbers x + ẋε, y + ẏε, where ε² = 0.

    Source: S3 (forward accumulation). Raises `FormulaError`, or `WidgetError` where a step has no
    value or no derivative.

    >>> [(pair.name, pair.value, pair.tangent) for pair in model("x^2 + x", 3, 0, (1, 0), 9).pairs]
    [('x', 3.0, 1.0), ('v₁', 9.0, 6.0), ('f', 12.0, 7.0)]
    """
    read_formula, steps = operations(text)
    count = len(read_formula.variables)
    pairs = {
        name: Pair(name, float(value), float(moved))
        for name, value, moved in zip(
            read_formula.variables, (x, y)[:count], seed[:count], strict=True
        )
    }
    for step in steps:
        pairs[step.name] = _computed(step, pairs)
    return Duals(
        read_formula, steps, tuple(pairs.values()), tuple(seed[:count]), min(shown, len(steps))
    )


def _computed(step: Operation, pairs: dict[str, Pair]) -> Pair:
    """Return the pair of a step: its value, and its tangent by the forward mode of the library."""
    run = _run(step)
    known = [
        pairs[each] if isinstance(each, str) else Pair("", each, 0.0) for each in step.operands
    ]
    values, tangents = [each.value for each in known], [each.tangent for each in known]
    with np.errstate(all="ignore"):
        value, tangent = jvp(lambda *given: run(given), tuple(values), tuple(tangents))
    where = ", ".join(
        f"{each} = {number(pairs[each].value)}"
        for each in dict.fromkeys(step.operands)
        if isinstance(each, str)
    )
    if not np.isfinite(value):
        raise WidgetError(f"{step.formula} has no value at {where}. Choose another place.")
    if not np.isfinite(tangent) or _at_corner(step, values):
        raise WidgetError(f"{step.formula} has no slope at {where}. Choose another place.")
    return Pair(step.name, float(value), float(tangent))


def _at_corner(step: Operation, values: Sequence[float]) -> bool:
    """Whether an operation bends sharply at these operands."""
    if not isinstance(step.node, Call) or step.node.function not in _CORNERS:
        return False
    return values[0] == (values[1] if len(values) > 1 else 0.0)


def _run(step: Operation) -> Callable[[Sequence[Any]], Any]:
    places = [f"p{place}" for place in range(len(step.operands))]
    leaves = tuple(map(Name, places))
    alone: Node
    if isinstance(step.node, Negative):
        alone = Negative(*leaves)
    elif isinstance(step.node, Binary):
        alone = Binary(step.node.operator, *leaves)
    else:
        assert isinstance(step.node, Call)
        alone = Call(step.node.function, leaves)
    return closure(alone, places)


def dotted(name: str) -> str:
    """Write the tangent of a name: a dot over its letter.

    >>> dotted("x"), dotted("v₂")
    ('ẋ', 'v̇₂')
    """
    return unicodedata.normalize("NFC", name[0] + _DOT + name[1:])


def describe(n: Duals) -> str:
    """Write f, its pair, and a line for each step: the pair, the rule, the tangent."""
    lines = [
        f"{pair.name} = {_dual(pair)}: {dotted(pair.name)} is the seed"
        for pair in n.pairs[: n.inputs]
    ]
    for step, pair in zip(n.operations[: n.shown], n.pairs[n.inputs :], strict=False):
        tangent = " + ".join(_term(each, local) for each, local in step.slopes)
        lines.append(
            f"{step.name} = {step.formula} = {_dual(pair)}: {step.rule}, "
            f"{dotted(step.name)} = {tangent}"
        )
    return "\n".join(lines)


def _term(name: str, local: str) -> str:
    if local == "1":
        return dotted(name)
    return f"−{dotted(name)}" if local == "−1" else f"{factor(local)}·{dotted(name)}"


def _dual(pair: Pair) -> str:
    sign = "−" if pair.tangent < 0 else "+"
    return f"{number(pair.value)} {sign} {number(abs(pair.tangent))}ε"
