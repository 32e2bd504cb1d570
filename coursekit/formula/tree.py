"""The tree of a formula: a whitelist over Python's ``ast``, then closures, text and LaTeX.

Python's parser is used for its grammar alone: nothing is compiled, and what is not on the list
below cannot become part of a tree.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

import numpy as np

from coursekit.formula.errors import FormulaError
from coursekit.formula.names import ARITY, CONSTANTS, FUNCTIONS, LATEX
from coursekit.formula.spelling import Token

__all__ = [
    "NODE_LIMIT",
    "Binary",
    "Call",
    "Name",
    "Negative",
    "Node",
    "Number",
    "build",
    "children",
    "closure",
    "evaluate",
    "latex",
    "names_of",
    "size",
    "source",
]

NODE_LIMIT = 200


@dataclass(frozen=True, kw_only=True)
class _Placed:
    """From where to where it was typed, as offsets in the text; None for what nobody typed."""

    place: tuple[int, int] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Number(_Placed):
    """A literal, always a float, so that 9^9^9^9 overflows instead of filling the memory."""

    value: float


@dataclass(frozen=True)
class Name(_Placed):
    """A variable or a constant."""

    name: str


@dataclass(frozen=True)
class Negative(_Placed):
    """Minus something."""

    inner: Node


@dataclass(frozen=True)
class Binary(_Placed):
    """Two things joined by ``+``, ``-``, ``*``, ``/`` or ``**``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call(_Placed):
    """A function of one or two arguments."""

    function: str
    arguments: tuple[Node, ...]


Node = Union[Number, Name, Negative, Binary, Call]  # noqa: UP007 - the names are not defined yet in 3.10

_OPERATORS: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_UFUNCS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.true_divide,
    "**": np.power,
}
#: How tightly a node holds together; a number, a name or a call is closed in itself.
_STRENGTH: Mapping[str, int] = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 4}
_SIGN_STRENGTH = 3
_PYTHON: Mapping[str, str] = {}
_CLOSED = 5


class _Builder:
    def __init__(self, text: str, tokens: Sequence[Token], variables: Sequence[str]) -> None:
        self.text = text
        self.variables = frozenset(variables)
        self.count = 0
        # ast counts columns in UTF-8 bytes of the joined text.
        self.columns: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        column = 0
        for token in tokens:
            self.columns[column] = token.position
            column += len(token.text.encode())
            self.ends[column] = token.end
            column += 1

    def fault(self, reason: str, node: ast.AST) -> FormulaError:
        return FormulaError(reason, self.text, self.columns.get(getattr(node, "col_offset", 0)))

    def place(self, node: ast.expr) -> tuple[int, int]:
        assert node.end_col_offset is not None
        return self.columns[node.col_offset], self.ends[node.end_col_offset]

    def node(self, node: ast.AST) -> Node:
        self.count += 1
        if self.count > NODE_LIMIT:
            raise FormulaError(f"The formula has more than {NODE_LIMIT} parts; write it shorter.")
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            left = self.node(node.left)
            operator = _OPERATORS[type(node.op)]
            return Binary(operator, left, self.node(node.right), place=self.place(node))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return Negative(self.node(node.operand), place=self.place(node))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd):
            return self.node(node.operand)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return self.number(node)
        if isinstance(node, ast.Name) and (node.id in self.variables or node.id in CONSTANTS):
            return Name(node.id, place=self.place(node))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            return self.call(node, node.func.id)
        raise self.fault("This cannot be part of a formula.", node)

    def number(self, node: ast.Constant) -> Number:
        try:
            value = float(node.value)  # type: ignore[arg-type]  # `node` admits int and float only
        except OverflowError:
            value = math.inf
        if not math.isfinite(value):
            raise self.fault("This number is too large.", node)
        return Number(value, place=self.place(node))

    def call(self, node: ast.Call, name: str) -> Call:
        if name not in FUNCTIONS or name in self.variables:
            raise self.fault(f"{name} is not a function here.", node)
        wanted, given = ARITY.get(name, 1), len(node.args)
        if given != wanted:
            raise self.fault(f"{name} takes {wanted} argument(s), {given} given.", node)
        arguments = tuple(self.node(argument) for argument in node.args)
        return Call(name, arguments, place=self.place(node))


def build(text: str, tokens: Sequence[Token], variables: Sequence[str]) -> Node:
    """Return the tree of ``tokens``; ``text`` is what was typed. Errors: `FormulaError`."""
    builder = _Builder(text, tokens, variables)
    try:
        parsed = ast.parse(" ".join(token.text for token in tokens), mode="eval")
        return builder.node(parsed.body)
    except (RecursionError, MemoryError):
        raise FormulaError("The formula is nested too deeply; write it shorter.") from None
    except (SyntaxError, ValueError) as error:
        if isinstance(error, FormulaError):
            raise
        column = getattr(error, "offset", None) or 1
        place = builder.columns.get(column - 1)
        raise FormulaError("The formula cannot be read here.", text, place) from None


def closure(node: Node, variables: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    """Return a function of the variables' values, in order, made of NumPy's functions alone."""
    if isinstance(node, Number):
        value = node.value
        return lambda _: value
    if isinstance(node, Name):
        if node.name in variables:
            index = list(variables).index(node.name)
            return lambda values: values[index]
        constant = CONSTANTS[node.name]
        return lambda _: constant
    if isinstance(node, Negative):
        inner = closure(node.inner, variables)
        return lambda values: np.negative(inner(values))
    if isinstance(node, Binary):
        left, right = closure(node.left, variables), closure(node.right, variables)
        ufunc = _UFUNCS[node.operator]
        return lambda values: ufunc(left(values), right(values))
    function = FUNCTIONS[node.function]
    arguments = [closure(argument, variables) for argument in node.arguments]
    return lambda values: function(*(argument(values) for argument in arguments))


def evaluate(node: Node, values: Mapping[str, Any], known: dict[int, Any]) -> Any:
    """Return the value of a tree in which the same object may be a part many times.

    Each part is computed once and kept in ``known`` by its `id`; constants are known by name.
    """
    key = id(node)
    if key not in known:
        known[key] = _value(node, values, known)
    return known[key]


def _value(node: Node, values: Mapping[str, Any], known: dict[int, Any]) -> Any:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return values[node.name] if node.name in values else CONSTANTS[node.name]
    parts = [evaluate(part, values, known) for part in children(node)]
    if isinstance(node, Negative):
        return np.negative(*parts)
    function = _UFUNCS[node.operator] if isinstance(node, Binary) else FUNCTIONS[node.function]
    return function(*parts)


def names_of(node: Node) -> frozenset[str]:
    """Return the variables and constants that occur in the tree."""
    if isinstance(node, Name):
        return frozenset({node.name})
    return frozenset().union(*(names_of(child) for child in children(node)))


def size(node: Node) -> int:
    """Return of how many parts the tree is made, itself included."""
    return 1 + sum(map(size, children(node)))


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts that the node is made of, from left to right."""
    if isinstance(node, Negative):
        return (node.inner,)
    if isinstance(node, Binary):
        return (node.left, node.right)
    return node.arguments if isinstance(node, Call) else ()


def _strength(node: Node) -> int:
    if isinstance(node, Binary):
        return _STRENGTH[node.operator]
    if isinstance(node, Number) and node.value < 0:
        return _SIGN_STRENGTH  # never typed, but a derivative may hold one
    return _SIGN_STRENGTH if isinstance(node, Negative) else _CLOSED


def _bounds(node: Binary) -> tuple[int, int]:
    """How tightly the left and the right side must hold together to stand without brackets."""
    strength = _STRENGTH[node.operator]
    # A power groups to the right and admits a sign there; the others group to the left.
    return (_CLOSED, _SIGN_STRENGTH) if node.operator == "**" else (strength, strength + 1)


def _digits(value: float) -> str:
    return str(int(value)) if value.is_integer() and value < 1e15 else repr(value)


def source(node: Node, signs: Mapping[str, str] = _PYTHON) -> str:
    """Canonical text: as few brackets as give the same tree again.

    ``signs`` may spell operators in another way that `parse` reads: ``{"**": "^", "*": "·"}``.
    """
    if isinstance(node, Number):
        return _digits(node.value)
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Negative):
        return "-" + _guarded(node.inner, _SIGN_STRENGTH, signs)
    if isinstance(node, Call):
        return f"{node.function}({', '.join(source(each, signs) for each in node.arguments)})"
    least_left, least_right = _bounds(node)
    sign = f" {node.operator} " if node.operator in "+-" else node.operator
    sign = signs.get(sign, sign)
    return _guarded(node.left, least_left, signs) + sign + _guarded(node.right, least_right, signs)


def _guarded(node: Node, least: int, signs: Mapping[str, str]) -> str:
    text = source(node, signs)
    return text if _strength(node) >= least else f"({text})"


_GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau"
    "|upsilon|phi|chi|psi|omega"
)


#: Functions whose power is set behind the name, as in sin²(x).
_POWERED = frozenset(LATEX) - {"exp"}


def latex(node: Node) -> str:
    """Return the tree in LaTeX: fractions, roots, powers and the usual unwritten products."""
    if isinstance(node, Number):
        mantissa, _, exponent = _digits(node.value).partition("e")
        return mantissa + (rf" \cdot 10^{{{int(exponent)}}}" if exponent else "")
    if isinstance(node, Name):
        return _latex_name(node.name)
    if isinstance(node, Negative):
        return "-" + _enclosed(node.inner, 2, signed=False)
    if isinstance(node, Call):
        return _latex_call(node)
    left, right = node.left, node.right
    if node.operator == "/":
        return rf"\frac{{{latex(left)}}}{{{latex(right)}}}"
    if node.operator == "**":
        if isinstance(left, Call) and left.function in _POWERED and isinstance(right, Number):
            return _latex_call(left, power=f"^{{{latex(right)}}}")
        return rf"{_enclosed(left, _CLOSED)}^{{{latex(right)}}}"
    if node.operator == "*":
        first, second = _enclosed(left, 2), _enclosed(right, _SIGN_STRENGTH, signed=False)
        return first + (r" \cdot " if second[0].isdigit() else " ") + second
    return f"{_enclosed(left, 1)} {node.operator} {_enclosed(right, 2, signed=False)}"


def _enclosed(node: Node, least: int, *, signed: bool = True) -> str:
    """In brackets where it must be; a fraction stands closed, except under an exponent."""
    fraction = isinstance(node, Binary) and node.operator == "/"
    strength = _SIGN_STRENGTH if fraction else _strength(node)
    if isinstance(node, Call) and node.function == "exp" and least == _CLOSED:
        strength = _STRENGTH["**"]  # exp(x) is set as a power itself
    if isinstance(node, Number) and "e" in _digits(node.value):
        strength = 2  # set as a product with a power of ten
    if strength >= least and (signed or not isinstance(node, Negative)):
        return latex(node)
    return rf"\left({latex(node)}\right)"


def _latex_name(name: str) -> str:
    stem, digits = re.fullmatch(r"(.*?)_?([0-9]*)", name).groups()  # type: ignore[union-attr]
    if _GREEK.fullmatch(stem):
        stem = f"\\{stem}"
    elif len(stem) > 1:
        stem = rf"\mathrm{{{stem}}}".replace("_", r"\_")
    return f"{stem}_{{{digits}}}" if digits else stem


def _latex_call(node: Call, power: str = "") -> str:
    inside = ", ".join(map(latex, node.arguments))
    if node.function == "sqrt":
        return rf"\sqrt{{{inside}}}"
    if node.function == "abs":
        return rf"\left|{inside}\right|"
    if node.function == "exp" and not power:
        return rf"e^{{{inside}}}"
    name = LATEX.get(node.function, rf"\operatorname{{{node.function}}}")
    return rf"{name}{power}\left({inside}\right)"
