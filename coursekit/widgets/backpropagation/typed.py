"""A student's own expression: every operation becomes a node, named steps keep their names."""

import inspect
import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff import named
from coursekit.formula import parse
from coursekit.formula.names import CONSTANTS, FUNCTIONS
from coursekit.formula.tree import Binary, Call, Name, Negative, Node, closure, source
from coursekit.widgets.backpropagation.expressions import Expression, Local, Named
from coursekit.widgets.backpropagation.operations import (
    Operand,
    alone,
    formula,
    parts_of,
    slope,
    words,
)
from coursekit.widgets.errors import WidgetError

__all__ = ["typed"]

_MOST_NODES = 20
_LONGEST = 300
#: Positive and different, so that logarithms exist and nothing cancels by chance.
_STARTS = (2.0, 0.5, 1.5, 3.0, 0.8, 2.5, 1.2, 0.3)
_LETTER = "A-Za-z\u0370-\u03ff"
_WORD = re.compile(rf"\d+\.?\d*(?:[eE][+-]?\d+)?|([{_LETTER}][{_LETTER}0-9_]*)")
_VARIABLE = re.compile(rf"[{_LETTER}](_?\d+)?")
_STEP = re.compile(rf"\s*([{_LETTER}][{_LETTER}0-9_]*)\s*(?:\([^()=]*\))?\s*=(.*)", re.DOTALL)

Values = dict[str, Any]


def typed(text: str) -> Expression:
    """Read an expression, possibly in named steps separated by semicolons.

    Variables are single letters, with digits if need be (x, w1). What is computed twice is one
    node. Raises `FormulaError` or `WidgetError`.

    >>> made = typed("z = w x + b; z^2")
    >>> [f"{name} = {each.formula}" for name, each in made.nodes.items()]
    ['v1 = w·x', 'z = v₁ + b', 'f = z²']
    """
    steps = _steps(text)
    inputs = _inputs(steps)
    nodes = _Nodes(inputs, {*inputs, *(name for name, _ in steps)})
    for name, body in steps:
        nodes.step(name, body)
    if len(nodes.words) + len(inputs) > _MOST_NODES:
        raise WidgetError(
            f"This makes more than {_MOST_NODES} nodes, too many for one picture. Shorten it."
        )
    return Expression(
        text,
        nodes.function(steps[-1][0]),
        dict(zip(inputs, _STARTS, strict=False)),
        nodes.words,
        nodes.locals,
    )


def _steps(text: str) -> list[tuple[str, str]]:
    """Split into (name, formula); the last one is called f unless it has a name."""
    if len(text) > _LONGEST:
        raise WidgetError(f"The expression is longer than {_LONGEST} characters. Shorten it.")
    lines = [line for line in re.split(r"[;\n]", text) if line.strip()]
    if not lines:
        raise WidgetError("Type an expression, such as w*x + sin(w).")
    steps = []
    for line in lines:
        match = _STEP.fullmatch(line)
        steps.append((match[1], match[2]) if match else ("", line))
    names = [name for name, _ in steps]
    if not all(names[:-1]):
        raise WidgetError("Each step but the last needs a name, as in z = w*x + b; z^2.")
    if len({*names}) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise WidgetError(f"{twice} is computed twice. Give each step a name of its own.")
    if not names[-1]:
        used = {*names, *(match[1] for match in _WORD.finditer(text))}
        free = next(name for name in ("f", "L", "F", "result", "output") if name not in used)
        steps[-1] = free, steps[-1][1]
    return steps


def _inputs(steps: Sequence[tuple[str, str]]) -> list[str]:
    """Return the variables in the order in which they appear."""
    names = [name for name, _ in steps]
    found: dict[str, None] = {}
    for place, (_, body) in enumerate(steps):
        for match in _WORD.finditer(body):
            word = match[1]
            if not word or word in names[:place] or word in FUNCTIONS or word in CONSTANTS:
                continue
            if word in names:
                raise WidgetError(f"{word} is used before it is computed. Put its step first.")
            if _VARIABLE.fullmatch(word):
                found[word] = None
    if len(found) > len(_STARTS):
        raise WidgetError(f"There are more than {len(_STARTS)} variables. Use fewer.")
    return list(found)


class _Nodes:
    """The nodes of an expression, in the order in which they are computed."""

    def __init__(self, inputs: Sequence[str], taken: Collection[str]) -> None:
        self.words: dict[str, Named] = {}
        self.locals: dict[tuple[str, str], Local] = {}
        self._inputs = list(inputs)
        self._taken = set(taken)
        self._called = {name: name for name in inputs}  # what may be typed, and whose node it is
        self._computed: list[tuple[str, Callable[[Values], Any]]] = []
        self._known: dict[str, str] = {}  # nodes by the canonical text of what they compute

    def step(self, name: str, body: str) -> None:
        """Read a step and make its nodes; the last of them bears its name."""
        # An unknown word is refused, with its letters as a cure if they are all there is.
        letters = {letter for word in re.findall(rf"[{_LETTER}]{{2,}}", body) for letter in word}
        known = [*self._called, *sorted(letters - {*self._called, *CONSTANTS, *self._taken})]
        root = parse(body, known).root
        if not _depends(root, self._called):
            raise WidgetError(f"{name} = {body.strip()} holds no variable. Type a letter.")
        computes_nothing = isinstance(root, Name) and root.name in self._inputs
        if computes_nothing:
            raise WidgetError(f"{name} = {body.strip()} computes nothing. Type an operation.")
        self._called[name] = str(self._operand(root, name))

    def function(self, result: str) -> Callable[..., Any]:
        """Return the function of the inputs that computes all nodes, each under its name."""
        computed, inputs, end = self._computed, self._inputs, self._called[result]

        def run(*values: Any) -> Any:
            known = dict(zip(inputs, values, strict=True))
            for name, operation in computed:
                known[name] = named(name, operation(known))
            return known[end]

        # `graph` calls the inputs what the parameters are called.
        parameters = [inspect.Parameter(n, inspect.Parameter.POSITIONAL_ONLY) for n in inputs]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        return run

    def _operand(self, node: Node, name: str = "") -> Operand:
        """Return the name of a part's node, or its number if it depends on nothing."""
        if isinstance(node, Name) and node.name in self._called:
            return self._called[node.name]
        if not _depends(node, self._called):
            with np.errstate(all="ignore"):
                return float(closure(node, ())(()))
        if isinstance(node, Call) and node.function == "sign":
            raise WidgetError(
                "sign is flat wherever it has a slope: nothing passes back through it."
            )
        key = source(self._canonical(node))
        if key not in self._known:
            parts = parts_of(node)
            operands = [self._operand(part) for part in parts]
            self._known[key] = self._add(node, name or self._fresh(), parts, operands)
        return self._known[key]

    def _add(
        self, node: Node, name: str, parts: Sequence[Node], operands: Sequence[Operand]
    ) -> str:
        shown = [words(part, each) for part, each in zip(parts, operands, strict=True)]
        holes = [
            f"{{{each}}}" if isinstance(each, str) else word
            for each, word in zip(operands, shown, strict=True)
        ]
        self.words[name] = Named(formula(node, shown), formula(node, holes))
        for each in operands:
            if isinstance(each, str):
                self.locals[each, name] = Local(slope(node, operands, shown, each, name))
        self._computed.append((name, _operation(node, operands)))
        return name

    def _fresh(self) -> str:
        """Return v1, v2, … whatever is free."""
        count = 1
        while f"v{count}" in self._taken:
            count += 1
        self._taken.add(f"v{count}")
        return f"v{count}"

    def _canonical(self, node: Node) -> Node:
        """Write the same part the same way, whichever of its names was typed."""
        if isinstance(node, Name):
            return Name(self._called.get(node.name, node.name))
        if isinstance(node, Negative):
            return Negative(self._canonical(node.inner))
        if isinstance(node, Binary):
            return Binary(node.operator, *map(self._canonical, (node.left, node.right)))
        if isinstance(node, Call):
            return Call(node.function, tuple(map(self._canonical, node.arguments)))
        return node


def _depends(node: Node, names: Collection[str]) -> bool:
    if isinstance(node, Name):
        return node.name in names
    return any(_depends(part, names) for part in parts_of(node))


def _operation(node: Node, operands: Sequence[Operand]) -> Callable[[Values], Any]:
    """Return the operation alone, as a function of all values by name."""
    run = alone(node)
    return lambda known: run([known[each] if isinstance(each, str) else each for each in operands])
