"""A student's own expression: every operation becomes a node, named steps keep their names."""

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coursekit.autodiff import named
from coursekit.formula import parse
from coursekit.formula.names import CONSTANTS, FUNCTIONS
from coursekit.formula.tree import Binary, Call, Name, Negative, Node, Number, closure, source
from coursekit.widgets.backpropagation.expressions import Expression, Local, Named
from coursekit.widgets.backpropagation.notation import factor, pretty
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.style import number

__all__ = ["typed"]

_MOST_NODES = 20
_LONGEST = 300
#: Positive and different, so that logarithms exist and nothing cancels by chance.
_STARTS = (2.0, 0.5, 1.5, 3.0, 0.8, 2.5, 1.2, 0.3)
_WORDS = re.compile(r"\d+\.?\d*(?:[eE][+-]?\d+)?|([^\W\d_][A-Za-z0-9_]*)")
_VARIABLE = re.compile(r"[^\W\d_](_?\d+)?\Z")
_STEP = re.compile(r"\s*([^\W\d_]\w*)\s*=(?!=)(.*)\Z", re.DOTALL)
_SIGN = {"+": " + ", "-": " − ", "*": "·", "/": "/"}

#: The derivative of each function, in words: {u} is the argument, {v} the value.
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
    "log": "1/{u}",
    "log2": "1/({u} ln 2)",
    "log10": "1/({u} ln 10)",
    "sqrt": "1/(2{v})",
    "abs": "sign({u})",
    "sign": "0",
    "sigmoid": "{v}(1 − {v})",
    "relu": "0 or 1",
    "softplus": "σ({u})",
    "gelu": "",
}
_SAME = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "ln": "log"}


@dataclass
class _Maker:
    """Collects nodes: each is a function of the values found before it."""

    inputs: list[str]
    taken: set[str]
    steps: list[tuple[str, Callable[[dict[str, Any]], Any]]] = field(default_factory=list)
    nodes: dict[str, Named] = field(default_factory=dict)
    locals: dict[tuple[str, str], Local] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)  # canonical text of a part to its node
    aliases: dict[str, str] = field(default_factory=dict)

    def add(self, node: Node, name: str | None = None) -> str:
        """Make a node of an operation and of what it needs; return its name."""
        key = source(_renamed(node, self.aliases))
        if key in self.known:
            return self.known[key]
        parts = [self.operand(part) for part in _parts(node)]
        name = name or self.fresh()
        self.steps.append((name, _operation(node, parts)))
        template = _formula(node)
        words = [_words(part) for part in parts]
        numbers = [f"{{{part}}}" if isinstance(part, str) else number(part) for part in parts]
        tight = _tight(node)
        self.nodes[name] = Named(
            template.format(*map(tight, words)), template.format(*map(tight, numbers))
        )
        for part in dict.fromkeys(part for part in parts if isinstance(part, str)):
            self.locals[part, name] = Local(_slope(node, parts, part, name))
        self.known[key] = name
        if len(self.nodes) + len(self.inputs) > _MOST_NODES:
            raise WidgetError(
                f"The expression makes more than {_MOST_NODES} nodes: too many for one picture."
            )
        return name

    def operand(self, node: Node) -> str | float:
        """Return the name of a part's node, or its number if it depends on nothing."""
        if isinstance(node, Name) and node.name in self.inputs:
            return node.name
        if isinstance(node, Name) and node.name in self.aliases:
            return self.aliases[node.name]
        if not _depends(node, {*self.inputs, *self.aliases}):
            with np.errstate(all="ignore"):
                return float(closure(node, ())(()))
        return self.add(node)

    def fresh(self) -> str:
        """Return v1, v2, … whatever is free."""
        count = 1
        while f"v{count}" in self.taken:
            count += 1
        self.taken.add(f"v{count}")
        return f"v{count}"


def typed(text: str) -> Expression:
    """Read an expression, possibly in named steps separated by semicolons.

    Variables are single letters, with digits if need be (x, w1). Raises `FormulaError` or
    `WidgetError`.

    >>> made = typed("z = w x + b; z^2")
    >>> [f"{name} = {each.formula}" for name, each in made.nodes.items()]
    ['v1 = w·x', 'z = v₁ + b', 'f = z²']
    """
    if len(text) > _LONGEST:
        raise WidgetError(f"The expression is longer than {_LONGEST} characters.")
    lines = [line for line in re.split(r"[;\n]", text) if line.strip()]
    if not lines:
        raise WidgetError("Type an expression, such as w*x + sin(w).")
    matches = [_STEP.match(line) for line in lines]
    names = [match[1] if match else "" for match in matches]
    bodies = [match[2] if match else line for match, line in zip(matches, lines, strict=True)]
    if not all(names[:-1]):
        raise WidgetError("Each step but the last needs a name, as in z = w*x + b; z^2.")
    inputs = _inputs(bodies, names)
    if len({*names, *inputs}) < len(names) + len(inputs):
        raise WidgetError("Each name can be given once.")
    if not names[-1]:
        names[-1] = next(n for n in ("f", "L", "F", "result") if n not in {*names, *inputs})
    maker = _Maker(inputs, {*inputs, *names})
    for name, body in zip(names, bodies, strict=True):
        root = parse(body, (*inputs, *maker.aliases)).root
        if not _depends(root, {*inputs, *maker.aliases}):
            raise WidgetError(f"{name} = {body.strip()} depends on no variable: type a letter.")
        if isinstance(root, Name):
            raise WidgetError(f"{name} = {body.strip()} computes nothing: type an operation.")
        maker.aliases[name] = maker.add(root, name)
    return Expression(
        text,
        _function(maker.steps, inputs),
        dict(zip(inputs, _STARTS, strict=False)),
        maker.nodes,
        maker.locals,
    )


def _inputs(bodies: Sequence[str], names: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for number_, body in enumerate(bodies):
        for match in _WORDS.finditer(body):
            word = match[1]
            known = not word or word in FUNCTIONS or word in CONSTANTS or word in names[:number_]
            if not known and _VARIABLE.match(word):
                found[word] = None
    if len(found) > len(_STARTS):
        raise WidgetError(f"The expression has more than {len(_STARTS)} variables.")
    return list(found)


def _function(
    steps: Sequence[tuple[str, Callable[[dict[str, Any]], Any]]], inputs: Sequence[str]
) -> Callable[..., Any]:
    """Return the function that computes the steps, each under its name."""

    def run(*values: Any) -> Any:
        known = dict(zip(inputs, values, strict=True))
        for name, step in steps:
            known[name] = named(name, step(known))
        return known[steps[-1][0]]

    # `graph` names the inputs after the parameters.
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in inputs]
    )
    return run


def _operation(node: Node, parts: Sequence[str | float]) -> Callable[[dict[str, Any]], Any]:
    """Return the operation itself as a function of the values known by name."""
    places = tuple(f"p{i}" for i in range(len(parts)))
    names = tuple(Name(place) for place in places)
    if isinstance(node, Negative):
        alone: Node = Negative(names[0])
    elif isinstance(node, Binary):
        alone = Binary(node.operator, *names)
    else:
        assert isinstance(node, Call)
        alone = Call(node.function, names)
    run = closure(alone, places)
    return lambda known: run([known[p] if isinstance(p, str) else p for p in parts])


def _parts(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Negative):
        return (node.inner,)
    if isinstance(node, Binary):
        return node.left, node.right
    assert isinstance(node, Call)
    return node.arguments


def _depends(node: Node, names: set[str]) -> bool:
    if isinstance(node, Name):
        return node.name in names
    return not isinstance(node, Number) and any(_depends(part, names) for part in _parts(node))


def _renamed(node: Node, aliases: dict[str, str]) -> Node:
    """Write the same part the same way, whichever of its names was typed."""
    if isinstance(node, Name):
        return Name(aliases.get(node.name, node.name))
    if isinstance(node, Negative):
        return Negative(_renamed(node.inner, aliases))
    if isinstance(node, Binary):
        return Binary(node.operator, _renamed(node.left, aliases), _renamed(node.right, aliases))
    if isinstance(node, Call):
        return Call(node.function, tuple(_renamed(part, aliases) for part in node.arguments))
    return node


def _words(part: str | float) -> str:
    return pretty(part) if isinstance(part, str) else number(part)


def _tight(node: Node) -> Callable[[str], str]:
    return factor if isinstance(node, Binary | Negative) else str


def _formula(node: Node) -> str:
    """Return the operation as a template of its operands."""
    if isinstance(node, Negative):
        return "−{}"
    if isinstance(node, Binary):
        if node.operator == "**":
            if isinstance(node.right, Number) and node.right.value in range(2, 10):
                return "{}" + "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(node.right.value)] + "{:.0}"
            return "{}^({})"
        return f"{{}}{_SIGN[node.operator]}{{}}"
    assert isinstance(node, Call)
    name = {"sigmoid": "σ", "exp": "e^", "sqrt": "√"}.get(node.function, node.function)
    if node.function == "abs":
        return "|{}|"
    return f"{name}({', '.join('{}' for _ in node.arguments)})"


def _slope(node: Node, parts: Sequence[str | float], by: str, name: str) -> str:
    """Write the local derivative by one operand; an operand used twice has two terms."""
    words = [_words(part) for part in parts]
    value = pretty(name)
    if isinstance(node, Negative):
        return "−1"
    if isinstance(node, Call):
        function = _SAME.get(node.function, node.function)
        return _SLOPES.get(function, "").format(u=words[0], v=value)
    assert isinstance(node, Binary)
    a, b = map(factor, words)
    if node.operator == "**":
        first = _power_slope(a, parts[1], b)
        second = f"{value}·ln({words[0]})"
    else:
        first, second = {
            "+": ("1", "1"),
            "-": ("1", "−1"),
            "*": (b, a),
            "/": (f"1/{b}", f"−{a}/{b}²"),
        }[node.operator]
    terms = [term for term, part in zip((first, second), parts, strict=True) if part == by]
    return " + ".join(terms)


def _power_slope(base: str, exponent: str | float, words: str) -> str:
    if not isinstance(exponent, float):
        return f"{words}·{base}^({words} − 1)"
    if exponent == 2.0:
        return f"2{base}"
    less = number(exponent - 1)
    return f"{words}{base}" + (f"^({less})" if less not in "23456789" else "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(less)])
