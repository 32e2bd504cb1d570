"""A formula taken apart into operations, with the rule that each needs for its tangent."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from coursekit.formula import Formula, parse
from coursekit.formula.tree import Binary, Call, Name, Negative, Node, closure, names_of, source
from coursekit.widgets.backpropagation.notation import pretty
from coursekit.widgets.backpropagation.operations import Operand, formula, parts_of, slope, words
from coursekit.widgets.errors import WidgetError

__all__ = ["MOST_STEPS", "VARIABLES", "Operation", "operations", "read"]

VARIABLES = ("x", "y")
MOST_STEPS = 9

_RULES = {
    "+": "sum rule",
    "-": "difference rule",
    "*": "product rule",
    "/": "quotient rule",
}


@dataclass(frozen=True)
class Operation:
    """One step: ``name`` is computed from ``operands``, which are earlier names or numbers.

    ``formula`` and ``rule`` are in words; ``slopes`` pairs each operand that can move with its
    local derivative, in words.
    """

    name: str
    node: Node
    operands: tuple[Operand, ...]
    formula: str
    rule: str
    slopes: tuple[tuple[str, str], ...]


def read(text: str) -> Formula:
    """Read a formula in x, or in x and y.

    >>> read("x^2").variables, read("x*y").variables
    (('x',), ('x', 'y'))
    """
    in_both = parse(text, VARIABLES)
    used = names_of(in_both.root) & {*VARIABLES}
    if not used:
        raise WidgetError("The formula holds no variable. Type x in it, as in x sin(x^2).")
    return in_both if "y" in used else parse(text, ("x",))


@lru_cache(maxsize=32)
def operations(text: str) -> tuple[Formula, tuple[Operation, ...]]:
    """Take a formula apart; what is computed twice is one step. The last step is called f.

    Raises `FormulaError`, or `WidgetError` for a formula without a variable, without an operation,
    or with more than `MOST_STEPS` of them.

    >>> [f"{step.name} = {step.formula}" for step in operations("x sin(x^2)")[1]]
    ['v₁ = x²', 'v₂ = sin(v₁)', 'f = x·v₂']
    """
    whole = read(text)
    steps = _Steps(whole.variables)
    steps.operand(whole.root)
    if not steps.made:
        raise WidgetError("The formula computes nothing. Type an operation, as in x sin(x^2).")
    return whole, steps.finished()


class _Steps:
    """The steps made so far; a part that was met before is known by its canonical text."""

    def __init__(self, variables: Sequence[str]) -> None:
        self._variables = {*variables}
        self._known: dict[str, str] = {}
        self.made: dict[str, tuple[Node, tuple[Operand, ...]]] = {}

    def operand(self, node: Node) -> Operand:
        """Return the name of the step that computes a part, or its value if nothing moves in it."""
        if isinstance(node, Name) and node.name in self._variables:
            return node.name
        if not names_of(node) & self._variables:
            with np.errstate(all="ignore"):
                return float(closure(node, ())(()))
        key = source(node)
        if key not in self._known:
            operands = tuple(self.operand(part) for part in parts_of(node))
            if len(self.made) == MOST_STEPS:
                raise WidgetError(f"This takes more than {MOST_STEPS} steps. Type a shorter one.")
            self._known[key] = f"v{len(self.made) + 1}"
            self.made[self._known[key]] = node, operands
        return self._known[key]

    def finished(self) -> tuple[Operation, ...]:
        """Write every step in words."""
        *_, last = self.made
        return tuple(
            _written("f" if name == last else name, node, operands)
            for name, (node, operands) in self.made.items()
        )


def _written(name: str, node: Node, operands: tuple[Operand, ...]) -> Operation:
    shown = [words(part, each) for part, each in zip(parts_of(node), operands, strict=True)]
    moving = dict.fromkeys(each for each in operands if isinstance(each, str))
    slopes = []
    for each in moving:
        local = slope(node, operands, shown, each, name)
        if not local:  # a function whose derivative is no short formula
            assert isinstance(node, Call)
            local = f"{node.function}′({', '.join(shown)})"
        slopes.append((pretty(each), local))
    return Operation(
        name=pretty(name),
        node=node,
        operands=tuple(pretty(each) if isinstance(each, str) else each for each in operands),
        formula=formula(node, shown),
        rule=_rule(node, operands),
        slopes=tuple(slopes),
    )


def _rule(node: Node, operands: Sequence[Operand]) -> str:
    """Name the rule that gives the tangent of a step."""
    if isinstance(node, Negative):
        return "constant factor"
    if isinstance(node, Call):
        return "the one that counts" if len(operands) > 1 else "chain rule"
    assert isinstance(node, Binary)
    fixed = [not isinstance(each, str) for each in operands]
    if node.operator == "**":
        return "power rule" if fixed[1] else "exponential" if fixed[0] else "power of both"
    if node.operator in "+-" and any(fixed):
        return "constant term"
    if (node.operator == "*" and any(fixed)) or fixed[1]:
        return "constant factor"
    return _RULES[node.operator]
