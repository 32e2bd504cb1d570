"""One operation of a typed formula in words: how it is written, and its local derivatives."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from coursekit.formula.tree import Binary, Call, Name, Negative, Node, closure
from coursekit.widgets.backpropagation.notation import factor, pretty
from coursekit.widgets.style import number

__all__ = ["Operand", "alone", "formula", "parts_of", "slope", "words"]

#: The name of a node, or the value of a part that depends on no variable.
Operand = str | float

_SIGN = {"+": " + ", "-": " − ", "*": "·", "/": "/"}
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SIMPLE = re.compile(r"[\w.]+")

_SPELT = {
    "sigmoid": "σ",
    "sqrt": "√",
    "log": "ln",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
}
#: The derivative of each function of one variable: {u} is the argument, {v} the value.
_SLOPES = {
    "sin": "cos({u})",
    "cos": "−sin({u})",
    "tan": "1 + {v}²",
    "arcsin": "1/√(1 − {u}²)",
    "arccos": "−1/√(1 − {u}²)",
    "arctan": "1/(1 + {u}²)",
    "sinh": "cosh({u})",
    "cosh": "sinh({u})",
    "tanh": "1 − {v}²",
    "exp": "{v}",
    "ln": "1/{u}",
    "log2": "1/({u} ln 2)",
    "log10": "1/({u} ln 10)",
    "√": "1/(2{v})",
    "abs": "sign({u})",
    "σ": "{v}(1 − {v})",
    "softplus": "σ({u})",
}


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return what an operation is applied to, from left to right; nothing for a leaf."""
    if isinstance(node, Negative):
        return (node.inner,)
    if isinstance(node, Binary):
        return node.left, node.right
    return node.arguments if isinstance(node, Call) else ()


def alone(node: Node) -> Callable[[Sequence[Any]], Any]:
    """Return an operation without its parts, as a function of its operands' values.

    >>> from coursekit.formula import parse
    >>> float(alone(parse("sin(x) * x^2").root)([2.0, 3.0]))
    6.0
    """
    places = [f"p{place}" for place in range(len(parts_of(node)))]
    leaves = tuple(map(Name, places))
    if isinstance(node, Negative):
        return closure(Negative(*leaves), places)
    if isinstance(node, Binary):
        return closure(Binary(node.operator, *leaves), places)
    assert isinstance(node, Call)
    return closure(Call(node.function, leaves), places)


def words(node: Node, operand: Operand) -> str:
    """Write an operand: a node by its name, a number by its digits or as e or π.

    >>> words(Name("e"), 2.718281828), words(Name("z1"), "z1")
    ('e', 'z₁')
    """
    if isinstance(operand, str):
        return pretty(operand)
    if isinstance(node, Name):
        return {"pi": "π"}.get(node.name, node.name)
    return number(operand)


def formula(node: Node, operands: Sequence[str]) -> str:
    """Write an operation on operands that are words.

    >>> from coursekit.formula import parse
    >>> formula(parse("x^2").root, ["v₁", "2"]), formula(parse("-x").root, ["x"])
    ('v₁²', '−x')
    """
    if isinstance(node, Negative):
        return f"−{factor(operands[0])}"
    if isinstance(node, Binary):
        left, right = map(factor, operands)
        if node.operator == "**":
            return _power(left, operands[1])
        return f"{left}{_SIGN[node.operator]}{right}"
    assert isinstance(node, Call)
    if node.function == "abs":
        return f"|{operands[0]}|"
    if node.function == "exp":
        return _power("e", operands[0])
    return f"{_SPELT.get(node.function, node.function)}({', '.join(operands)})"


def _power(base: str, exponent: str) -> str:
    if exponent in ("0", "1") or not exponent.isdecimal() or len(exponent) > 1:
        return f"{base}^{exponent if _SIMPLE.fullmatch(exponent) else f'({exponent})'}"
    return base + _RAISED[int(exponent)]


def slope(node: Node, operands: Sequence[Operand], shown: Sequence[str], by: str, name: str) -> str:
    """Write the local derivative of node ``name`` by operand ``by``, "" where it is no formula.

    ``operands`` and the same in words. An operand that is used twice gives two terms.

    >>> from coursekit.formula import parse
    >>> slope(parse("x*y", ("x", "y")).root, ["x", "y"], ["x", "y"], "x", "z")
    'y'
    >>> slope(parse("x*x").root, ["x", "x"], ["x", "x"], "x", "z")
    'x + x'
    """
    value = pretty(name)
    if isinstance(node, Negative):
        return "−1"
    if isinstance(node, Call):
        function = _SPELT.get(node.function, node.function)
        return _SLOPES.get(function, "").format(u=shown[0], v=value)
    assert isinstance(node, Binary)
    left, right = map(factor, shown)
    both = {
        "+": ("1", "1"),
        "-": ("1", "−1"),
        "*": (right, left),
        "/": (f"1/{right}", f"−{left}/{right}²"),
        "**": (
            _power_slope(left, operands[1], shown[1]),
            value if shown[0] == "e" else f"{value}·ln({shown[0]})",
        ),
    }[node.operator]
    return " + ".join(term for term, each in zip(both, operands, strict=True) if each == by)


def _power_slope(base: str, exponent: Operand, shown: str) -> str:
    """Write n·xⁿ⁻¹."""
    if exponent in (0.0, 1.0):
        return shown
    if exponent == 2.0:
        return f"2{base}"
    less = number(exponent - 1) if isinstance(exponent, float) else f"{shown} − 1"
    return f"{factor(shown)}·{_power(base, less)}"
