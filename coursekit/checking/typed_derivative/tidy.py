"""A derivative as a person would write it: factors gathered, like terms added, in plain text.

Nothing is multiplied out and no identity is used, so what was typed can still be recognised.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction

from coursekit.checking.typed_derivative.algebra import (
    ONE,
    ZERO,
    add,
    divide,
    is_number,
    multiply,
    power,
    subtract,
)
from coursekit.formula.tree import (
    Binary,
    Call,
    Name,
    Negative,
    Node,
    Number,
    children,
    names_of,
    source,
)

__all__ = ["signed", "spelled", "tidy"]

#: A factor by its canonical text, with its exponent.
Factors = dict[str, tuple[Node, Fraction]]
Term = tuple[Fraction, Factors]

_NICE = 1000  # the largest denominator of a number that is shown as a fraction


def spelled(node: Node) -> str:
    """Return a tree in plain text that can be typed in again.

    >>> from coursekit.formula import parse
    >>> spelled(parse("2*x**3*cos(x)").root)
    '2x^3·cos(x)'
    """
    text = source(node, {"**": "^", "*": "·"})
    return re.sub(r"(?<![\w.^/])(\d+(?:\.\d+)?)·(?=(?!e\b|E)[^\W\d]\w*(?![\w(]))", r"\1", text)


def tidy(node: Node, variables: Sequence[str]) -> Node:
    """Return the same function in a shape that people would write.

    >>> from coursekit.formula import parse
    >>> spelled(tidy(parse("cos(x^2)*(2*x) + 0.5*(1 + x^2 - x*(2*x))").root, ("x",)))
    '2x·cos(x^2) + 0.5·(1 - x^2)'
    """
    return _Tidy(frozenset(variables), decimals=_has_decimals(node)).tree(node)


def _has_decimals(node: Node) -> bool:
    if isinstance(node, Number):
        return not node.value.is_integer()
    return any(_has_decimals(part) for part in children(node))


class _Tidy:
    def __init__(self, variables: frozenset[str], *, decimals: bool) -> None:
        self.variables = variables
        self.decimals = decimals  # whoever types 0.5 is answered in decimals

    def tree(self, node: Node) -> Node:
        return self._sum(self._added(self._terms(node)))

    # Sums.

    def _sum(self, terms: list[Term]) -> Node:
        result: Node = ZERO
        if not terms:
            return result
        # A minus in front is easily overlooked: a positive term leads where there is one.
        leading = next((index for index, term in enumerate(terms) if term[0] > 0), 0)
        for coefficient, factors in [terms[leading], *terms[:leading], *terms[leading + 1 :]]:
            part = self._product(abs(coefficient), factors)
            if coefficient > 0:
                result = add(result, part)
            elif is_number(result, 0.0):
                result = signed(part)
            else:
                result = subtract(result, part)
        return result

    def _terms(self, node: Node) -> list[Term]:
        if isinstance(node, Negative):
            return [(-coefficient, factors) for coefficient, factors in self._terms(node.inner)]
        if isinstance(node, Binary) and node.operator in "+-":
            right = self._terms(node.right)
            if node.operator == "-":
                right = [(-coefficient, factors) for coefficient, factors in right]
            return self._terms(node.left) + right
        return [self._term(node)]

    @staticmethod
    def _added(terms: list[Term]) -> list[Term]:
        """Add the terms that differ in their number only."""
        sums: dict[frozenset[tuple[str, Fraction]], Term] = {}
        for coefficient, factors in terms:
            key = frozenset((text, exponent) for text, (_, exponent) in factors.items())
            before, _ = sums.get(key, (Fraction(0), factors))
            sums[key] = (before + coefficient, factors)
        return [term for term in sums.values() if term[0]]

    # Products.

    def _term(self, node: Node) -> Term:
        """Take a product apart into its number and its other factors."""
        if isinstance(node, Number):
            return _fraction(node.value), {}
        if isinstance(node, Negative):
            coefficient, factors = self._term(node.inner)
            return -coefficient, factors
        if isinstance(node, Binary) and node.operator in "*/":
            return self._joined(node)
        if isinstance(node, Binary) and node.operator == "**":
            return self._raised(node)
        if isinstance(node, Binary):
            return self._bracket(node)
        if isinstance(node, Call) and node.function == "ln" and self._is_e(node.arguments[0]):
            return Fraction(1), {}
        return Fraction(1), {source(node): (node, Fraction(1))}

    def _joined(self, node: Binary) -> Term:
        coefficient, factors = self._term(node.left)
        times, more = self._term(node.right)
        inverse = node.operator == "/"
        if inverse and times == 0:
            return Fraction(1), {source(node): (node, Fraction(1))}
        coefficient = coefficient / times if inverse else coefficient * times
        factors = dict(factors)
        for text, (base, exponent) in more.items():
            _, before = factors.get(text, (base, Fraction(0)))
            after = before - exponent if inverse else before + exponent
            factors[text] = (base, after)
        return coefficient, {text: pair for text, pair in factors.items() if pair[1]}

    def _raised(self, node: Binary) -> Term:
        exponent = self.tree(node.right)
        base = self.tree(node.left)
        number = _constant(exponent)
        if number is None or number == 0:
            return Fraction(1), _alone(power(base, exponent))
        if isinstance(base, Binary) and base.operator == "**":
            inner = _constant(base.right)
            # (x^2)^3 is x^6; with other exponents the sign of x would matter.
            if inner is not None and inner.denominator == number.denominator == 1:
                return Fraction(1), {source(base.left): (base.left, inner * number)}
        return Fraction(1), {source(base): (base, number)}

    def _bracket(self, node: Binary) -> Term:
        """Take a sum as one factor, unless tidying leaves a single term of it."""
        terms = self._added(self._terms(node))
        if not terms:
            return Fraction(0), {}
        return terms[0] if len(terms) == 1 else (Fraction(1), _alone(self._sum(terms)))

    def _is_e(self, node: Node) -> bool:
        return isinstance(node, Name) and node.name == "e" and "e" not in self.variables

    def _product(self, coefficient: Fraction, factors: Factors) -> Node:
        above, below = self._split(factors)
        top, bottom = Number(float(coefficient)), ONE
        if coefficient.denominator <= _NICE and not (self.decimals and _is_decimal(coefficient)):
            top = Number(float(coefficient.numerator))
            bottom = Number(float(coefficient.denominator))
        return divide(multiply(top, *above), multiply(bottom, *below))

    def _split(self, factors: Factors) -> tuple[list[Node], list[Node]]:
        """Return the factors above and below the bar: names, functions, constants."""
        ordered = sorted(factors.values(), key=lambda pair: self._order(pair[0]))
        above = [_power(base, exponent) for base, exponent in ordered if exponent > 0]
        below = [_power(base, -exponent) for base, exponent in ordered if exponent < 0]
        return above, below

    def _order(self, base: Node) -> int:
        if isinstance(base, Name):
            return 1 if base.name in self.variables else 0
        return 2 if names_of(base) & self.variables else 3


def signed(node: Node) -> Node:
    """Return minus a tree with the sign right in front, as in −x·y, not −(x·y)."""
    if isinstance(node, Binary) and node.operator in "*/":
        return Binary(node.operator, signed(node.left), node.right)
    return Negative(node)


def _is_decimal(number: Fraction) -> bool:
    """Return whether a number is short in decimals."""
    return (number * 10**4).denominator == 1


def _alone(node: Node) -> Factors:
    return {source(node): (node, Fraction(1))}


def _power(base: Node, exponent: Fraction) -> Node:
    if exponent.denominator == 1 or exponent.denominator > _NICE:
        return power(base, Number(float(exponent)))
    fraction = divide(Number(float(exponent.numerator)), Number(float(exponent.denominator)))
    return power(base, fraction)


def _fraction(value: float) -> Fraction:
    """Return a number exactly, as a short fraction where it is one up to rounding."""
    near = Fraction(value).limit_denominator(_NICE)
    return near if math.isclose(float(near), value, rel_tol=1e-15) else Fraction(value)


def _constant(node: Node) -> Fraction | None:
    """Return the number that a tidied tree is, or None."""
    if isinstance(node, Number):
        return _fraction(node.value)
    if isinstance(node, Negative):
        inner = _constant(node.inner)
        return None if inner is None else -inner
    if isinstance(node, Binary) and node.operator == "/":
        above, below = _constant(node.left), _constant(node.right)
        return above / below if above is not None and below else None
    return None
