"""Formulas of what was recorded: ``w * x + b`` from the nodes, in the names given to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from coursekit.autodiff.tape import Node, raw, recording
from coursekit.autodiff.tensor import Tensor

__all__ = ["filled", "formula_of_local", "short", "written"]

_LONGEST = 200  # characters of an expression
_LONGEST_LOCAL = 40
_MOST_ARGUMENTS = 4

# How tightly an operation binds, as in Python.
_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(1, 6)
_TIGHTNESS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "@": _PRODUCT, "**": _POWER}

_Text = tuple[str, int]


class _TooLongError(Exception):
    """The expression is longer than anybody would read."""


def short(value: Any, digits: int = 6) -> str:
    """Write a number, a short vector, or the shape of anything larger.

    >>> short(0.5), short(np.ones(2)), short(np.ones((2, 3)))
    ('0.5', '[1, 1]', 'array(2, 3)')
    """
    array = np.asarray(value)
    if array.ndim == 0:
        return _number(array, digits)
    if array.ndim == 1 and array.size <= _MOST_ARGUMENTS:
        few = digits if array.size == 1 else min(digits, 3)
        return f"[{', '.join(_number(entry, few) for entry in array)}]"
    return f"array{array.shape}".replace(",)", ")")


def _number(value: Any, digits: int) -> str:
    return f"{float(value) + 0.0:.{digits}g}"  # + 0.0: no sign on zero


def written(node: Node, names: Mapping[Node, str], sources: list[str]) -> str:
    """Return how the value was computed, down to the nodes that have names."""
    try:
        return _operation(node, {key: (name, _ATOM) for key, name in names.items()}, False)[0]
    except (_TooLongError, RecursionError):
        return (
            f"…({', '.join(sources[:_MOST_ARGUMENTS])}{', …' * (len(sources) > _MOST_ARGUMENTS)})"
        )


def filled(node: Node, sources: list[Node]) -> str:
    """Return the same with the values put in for the names; "" unless all are numbers."""
    if any(np.ndim(raw(source)) for source in sources):
        return ""
    try:
        return _operation(node, {source: _constant(raw(source)) for source in sources}, False)[0]
    except (_TooLongError, RecursionError):
        return ""


def formula_of_local(node: Node, source: Node, names: Mapping[Node, str]) -> str:
    """Return the partial derivative of an elementwise operation as a formula, "" if there is none.

    The rule of the operation is itself a NumPy expression: run on stand-ins for its inputs, with 1
    for the cotangent, what it records is the formula.
    """
    rule = node.rule
    if rule is None or not rule.elementwise:
        return ""
    known: dict[Node, _Text] = {}

    def stand_in(value: Any, text: str) -> Any:
        leaf = Tensor(value, requires_grad=True)
        known[leaf] = (text, _ATOM)
        return leaf

    leaves = {
        each: stand_in(raw(each), names[each])
        for each in dict.fromkeys(each for each in node.inputs if isinstance(each, Node))
        if each in names
    }
    inputs = [
        leaves.get(each, raw(each)) if isinstance(each, Node) else each for each in node.inputs
    ]
    result = stand_in(raw(node), names[node])
    total: Any = None
    try:
        with recording(True), np.errstate(all="ignore"):
            one = stand_in(np.ones(np.shape(raw(node))), "1")
            for position, parent in enumerate(node.sources):
                if parent is source:
                    pulled = rule.vjps[position](one, result, *inputs, **node.options)
                    total = pulled if total is None else total + pulled
        if not isinstance(total, Node):
            return ""
        text, _ = known[total] if total in known else _operation(total, known, True)
    except (TypeError, ValueError, _TooLongError, RecursionError):
        return ""  # a rule that cannot be recorded still has its numbers
    if len(text) > _LONGEST_LOCAL or "array(" in text or not any(c.isalpha() for c in text):
        return ""
    return text


def _operation(node: Node, known: dict[Node, _Text], simplify: bool) -> _Text:
    rule = node.rule
    assert rule is not None
    parts = [_operand(each, known, simplify) for each in node.inputs]
    if rule.symbol and len(parts) == 2:
        text = _binary(rule.symbol, parts[0], parts[1], simplify)
    elif rule.symbol:
        text = _signed(rule.symbol, parts[0])
    elif "index" in node.options:
        text = f"{_within(parts[0], _ATOM)}[{_index(node.options['index'])}]", _ATOM
    else:
        name = rule.name.rsplit(".", 1)[-1].lstrip("_").replace("absolute", "abs")
        words = [part for part, _ in parts[:_MOST_ARGUMENTS]]
        words += ["…"] * (len(parts) > _MOST_ARGUMENTS) + _axis(node)
        text = f"{name}({', '.join(words)})", _ATOM
    if len(text[0]) > _LONGEST:
        raise _TooLongError
    return text


def _operand(value: Any, known: dict[Node, _Text], simplify: bool) -> _Text:
    if not isinstance(value, Node):
        return _constant(value)
    if value not in known:
        constant = value.rule is None
        known[value] = _constant(raw(value)) if constant else _operation(value, known, simplify)
    return known[value]


def _constant(value: Any) -> _Text:
    text = short(value)
    return text, _SIGN if text.startswith("-") else _ATOM


def _within(part: _Text, tightness: int) -> str:
    return part[0] if part[1] >= tightness else f"({part[0]})"


def _binary(symbol: str, left: _Text, right: _Text, simplify: bool) -> _Text:
    if simplify and symbol in "*/":
        if right[0] == "1":
            return left
        if symbol == "*" and left[0] == "1":
            return right
        if symbol == "*" and left[0] == "-1":
            return _signed("-", right)
    tightness = _TIGHTNESS[symbol]
    if symbol == "**":
        return f"{_within(left, _ATOM)} ** {_within(right, _SIGN)}", tightness
    return f"{_within(left, tightness)} {symbol} {_within(right, tightness + 1)}", tightness


def _signed(sign: str, part: _Text) -> _Text:
    return f"{sign}{_within(part, _POWER)}", _SIGN


def _axis(node: Node) -> list[str]:
    axis = node.options.get("axis")
    if axis is None or (isinstance(axis, tuple) and len(axis) == np.ndim(raw(node.inputs[0]))):
        return []
    if isinstance(axis, tuple) and len(axis) == 1:
        axis = axis[0]
    return [f"axis={axis}"]


def _index(index: tuple[Any, ...]) -> str:
    words = []
    for part in index:
        if isinstance(part, slice):
            ends = ["" if end is None else str(end) for end in (part.start, part.stop)]
            words.append(":".join(ends) + (f":{part.step}" if part.step is not None else ""))
        else:
            words.append({Ellipsis: "...", None: "None"}.get(part, str(part)))
    return ", ".join(words)
