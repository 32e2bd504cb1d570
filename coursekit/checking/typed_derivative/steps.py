"""The derivative rule by rule, as one would write it down on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coursekit.checking.typed_derivative.algebra import ONE, ZERO, multiply, negate
from coursekit.checking.typed_derivative.fault import Place
from coursekit.checking.typed_derivative.table import plain_name
from coursekit.checking.typed_derivative.tidy import signed, spelled, tidy
from coursekit.checking.typed_derivative.walk import Walk, differentiate
from coursekit.formula import Formula
from coursekit.formula.tree import Binary, Call, Name, Negative, Node

__all__ = ["Step", "derivative_steps", "derivative_text"]


@dataclass(frozen=True)
class Step:
    """One rule applied to one part: ``(part)′ = result``, where the result may hold primes again.

    >>> Step("chain rule", "sin(x^2)", "cos(x^2)·(x^2)′").line
    '(sin(x^2))′ = cos(x^2)·(x^2)′'
    """

    rule: str
    part: str
    result: str

    @property
    def line(self) -> str:
        """The step as an equation."""
        return f"({self.part})′ = {self.result}"


def derivative_text(formula: Formula, variable: str = "x") -> str:
    """Return the derivative in plain text that can be typed in again.

    >>> from coursekit.formula import parse
    >>> derivative_text(parse("x^2 sin(3x)"))
    '2x·sin(3x) + 3x^2·cos(3x)'
    """
    return spelled(tidy(differentiate(formula.root, variable), formula.variables))


def derivative_steps(formula: Formula, variable: str = "x") -> tuple[Step, ...]:
    """Return the derivative of a typed formula rule by rule, from the outside in.

    >>> from coursekit.formula import parse
    >>> for step in derivative_steps(parse("x^2 sin(3x)")):
    ...     print(f"{step.rule:<16} {step.line}")
    product rule     (x^2·sin(3x))′ = (x^2)′·sin(3x) + x^2·(sin(3x))′
    power rule       (x^2)′ = 2x
    chain rule       (sin(3x))′ = cos(3x)·(3x)′
    constant factor  (3x)′ = 3
    """
    steps = _Steps(Place(formula, variable))
    found: dict[str, Step] = {}
    for step in steps.of(formula.root):
        found.setdefault(step.part, step)
    return tuple(found.values())


class _Primes(Walk):
    """Writes (part)′ for the derivative of a part instead of working it out."""

    def __init__(self, place: Place, *, in_sum: bool) -> None:
        super().__init__(place.variable)
        self.place, self.in_sum = place, in_sum
        self.waiting: list[Node] = []

    def __call__(self, node: Node) -> Node:
        if not self.place.moves(node):
            return ZERO
        if self.place.bare(node):
            return ONE
        if self.in_sum and isinstance(node, Negative):
            return negate(self(node.inner))
        if self.in_sum and _is_sum(node):
            return self.right(node)  # all the terms of a sum at once
        if node not in self.waiting:
            self.waiting.append(node)
        return Name(f"({spelled(node)})′")


class _Steps:
    def __init__(self, place: Place) -> None:
        self.place = place

    def of(self, node: Node) -> Iterator[Step]:
        """Yield the step of a node and then those of the parts that it leaves to be done."""
        place = self.place
        if not place.moves(node):
            yield Step("constant", spelled(node), "0")
        elif place.bare(node):
            yield Step("the variable", spelled(node), "1")
        elif self._at_once(node):
            slope = tidy(differentiate(node, place.variable), place.formula.variables)
            yield Step(self._rule(node), spelled(node), spelled(slope))
        else:
            primes = _Primes(place, in_sum=_is_sum(node))
            result = self._written(primes.right(node))
            yield Step(self._rule(node), spelled(node), spelled(result))
            for part in primes.waiting:
                yield from self.of(part)

    def _at_once(self, node: Node) -> bool:
        """Return whether a derivative needs no second step: a known one, or a multiple of it."""
        place = self.place
        if isinstance(node, Negative):
            return self._simple(node.inner)
        if isinstance(node, Call):
            return len(node.arguments) == 1 and place.bare(node.arguments[0])
        if not isinstance(node, Binary) or _is_sum(node):
            return False
        moving = [part for part in (node.left, node.right) if place.moves(part)]
        if len(moving) != 1:
            return False
        multiple = node.operator == "*" or (node.operator == "/" and moving[0] is node.left)
        return self._simple(moving[0]) if multiple else place.bare(moving[0])

    def _simple(self, node: Node) -> bool:
        return self.place.bare(node) or self._at_once(node)

    def _rule(self, node: Node) -> str:
        place = self.place
        if isinstance(node, Negative):
            return self._of_multiple(node.inner)
        if isinstance(node, Call):
            if len(node.arguments) == 2:
                return "piece by piece"
            name = plain_name(node.function)
            return f"derivative of {name}" if self._at_once(node) else "chain rule"
        if not isinstance(node, Binary):
            return ""
        if _is_sum(node):
            return "sum rule"
        left, right = place.moves(node.left), place.moves(node.right)
        if node.operator == "**":
            rule = "power rule" if not right else "exponential" if not left else "u^v = e^(v·ln u)"
            composite = not (self._at_once(node) or (left and right))
            return f"{rule}, chain rule" if composite else rule
        if left and right:
            return "product rule" if node.operator == "*" else "quotient rule"
        if node.operator == "/" and right:
            return "power rule" if self._at_once(node) else "power rule, chain rule"
        return self._of_multiple(node.left if left else node.right)

    def _of_multiple(self, moving: Node) -> str:
        """Return the rule for a constant times something: that of (4x^3)′ is the power rule."""
        powered = isinstance(moving, Binary) and moving.operator == "**" and self._at_once(moving)
        return self._rule(moving) if powered else "constant factor"

    def _written(self, node: Node) -> Node:
        """Return a tree without ln(e), and with signs in front of products instead of brackets."""
        if isinstance(node, Negative):
            return signed(self._written(node.inner))
        if isinstance(node, Call) and node.function == "ln" and self._is_e(node.arguments[0]):
            return ONE
        if isinstance(node, Binary) and node.operator == "*":
            return multiply(self._written(node.left), self._written(node.right))
        if isinstance(node, Binary):
            return Binary(node.operator, self._written(node.left), self._written(node.right))
        return node

    def _is_e(self, node: Node) -> bool:
        named_e = isinstance(node, Name) and node.name == "e"
        return named_e and "e" not in self.place.formula.variables


def _is_sum(node: Node) -> bool:
    return isinstance(node, Binary) and node.operator in "+-"
