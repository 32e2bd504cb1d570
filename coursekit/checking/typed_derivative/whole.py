"""Slips of the whole formula: another variable, one derivative too many, brackets left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from coursekit.checking.typed_derivative.algebra import (
    ONE,
    ZERO,
    add,
    divide,
    is_number,
    multiply,
    negate,
    power,
    substitute,
    subtract,
)
from coursekit.checking.typed_derivative.fault import Place
from coursekit.checking.typed_derivative.table import plain_name
from coursekit.checking.typed_derivative.tidy import tidy
from coursekit.checking.typed_derivative.walk import differentiate
from coursekit.formula import FormulaError, parse
from coursekit.formula.names import FUNCTIONS
from coursekit.formula.tree import Binary, Call, Name, Negative, Node, Number, source

__all__ = ["Whole", "typing_slips", "whole_slips"]


class Whole(NamedTuple):
    """A wrong answer as a tree, and what is said of it."""

    tag: str
    tree: Node
    told: str
    cure: str
    rank: int


def whole_slips(place: Place, slope: Node) -> Iterator[Whole]:
    """Yield the wrong answers that are made of the whole formula; ``slope`` is the right one."""
    root, x = place.formula.root, place.variable
    yield Whole(
        "not_differentiated", root, "That is the function itself.", "Its derivative is asked.", 4
    )
    yield from _other_variables(place, slope)
    if place.moves(root):
        yield Whole(
            "zero",
            ZERO,
            "Your slope is 0 everywhere.",
            f"Only a constant is as flat as that, and this function changes with {x}.",
            30,
        )
    yield Whole(
        "second_derivative",
        differentiate(slope, x),
        "You differentiated twice.",
        "One use of each rule is enough.",
        31,
    )
    integral = _integral(root, x)
    if integral is not None:
        yield Whole(
            "integrated",
            integral,
            "You integrated.",
            "Differentiating lowers exponents and brings them down in front.",
            32,
        )


def _other_variables(place: Place, slope: Node) -> Iterator[Whole]:
    root, x = place.formula.root, place.variable
    fixed = f"Only {x} moves here: hold every other letter fixed, like a number."
    by_others: Node = ZERO
    for step, other in enumerate(place.others):
        by_other = differentiate(root, other)
        by_others = add(by_others, by_other)
        yield Whole(f"by_{other}", by_other, f"That is the derivative by {other}.", fixed, 5 + step)
        yield Whole(
            f"{other}_not_fixed",
            add(slope, by_other),
            f"You let {other} move as well and added its derivative.",
            fixed,
            33,
        )
    if len(place.others) > 1:
        yield Whole(
            "others_not_fixed",
            add(slope, by_others),
            "You let all variables move and added their derivatives.",
            fixed,
            33,
        )
    if place.others:
        listed = " and ".join(place.others)
        yield Whole(
            "others_set_to_zero",
            substitute(slope, dict.fromkeys(place.others, ZERO)),
            f"You put 0 for {listed}.",
            "Held fixed means that a letter keeps its value, whatever it is.",
            34,
        )


def _integral(node: Node, x: str) -> Node | None:
    """Return an integral of powers, sines, cosines, exponentials and their sums, else None."""
    if not _contains(node, x):
        return multiply(node, Name(x))
    if isinstance(node, Name):
        return divide(power(node, Number(2.0)), Number(2.0))
    if isinstance(node, Negative):
        inner = _integral(node.inner, x)
        return None if inner is None else negate(inner)
    if isinstance(node, Call):
        return _integral_of_call(node, x)
    return _integral_of_binary(node, x) if isinstance(node, Binary) else None


def _contains(node: Node, x: str) -> bool:
    return not is_number(differentiate(node, x), 0.0)


def _bare(node: Node, x: str) -> bool:
    return isinstance(node, Name) and node.name == x


_THREE_HALVES = divide(Number(3.0), Number(2.0))


def _integral_of_call(node: Call, x: str) -> Node | None:
    if not _bare(node.arguments[0], x):
        return None
    return {
        "sin": negate(Call("cos", node.arguments)),
        "cos": Call("sin", node.arguments),
        "exp": node,
        "sqrt": multiply(divide(Number(2.0), Number(3.0)), power(Name(x), _THREE_HALVES)),
    }.get(plain_name(node.function))


def _integral_of_binary(node: Binary, x: str) -> Node | None:
    left, right = node.left, node.right
    if node.operator == "**":
        if _bare(left, x) and not _contains(right, x) and not is_number(right, -1.0):
            raised = add(right, ONE)
            return divide(power(left, raised), raised)
        return node if _bare(right, x) and isinstance(left, Name) and left.name == "e" else None
    parts = _integral(left, x), _integral(right, x)
    if node.operator in "+-":
        if parts[0] is None or parts[1] is None:
            return None
        return (add if node.operator == "+" else subtract)(parts[0], parts[1])
    if node.operator == "*" and parts[1] is not None and not _contains(left, x):
        return multiply(left, parts[1])
    if not _contains(right, x) and parts[0] is not None:
        return multiply(parts[0], right) if node.operator == "*" else divide(parts[0], right)
    return None


# Brackets that were forgotten when the right answer was typed.

_ROUND = "Put brackets round {}."
_WITHOUT = {
    "denominator": (
        "Your formula divides by the first part of a denominator only.",
        _ROUND.format("a denominator that has several parts"),
    ),
    "exponent": (
        "A power in your formula ends before its exponent does.",
        _ROUND.format("an exponent that has several parts"),
    ),
    "base": (
        "A power in your formula takes the last part of its base only.",
        _ROUND.format("a base that has several parts"),
    ),
    "numerator": (
        "Your formula divides the last part of a numerator only.",
        _ROUND.format("a numerator that has several parts"),
    ),
    "factor": (
        "Your formula multiplies one part of a sum only.",
        _ROUND.format("a sum that is a factor"),
    ),
}


def typing_slips(place: Place, slope: Node) -> Iterator[Whole]:
    """Yield what the right answer becomes if one pair of brackets is left out."""
    variables = place.formula.variables
    counted: dict[str, int] = {}
    for right in (tidy(slope, variables), slope):
        text = source(right)
        for start, end in _brackets(text):
            without = f"{text[:start]} {text[start + 1 : end]} {text[end + 1 :]}"
            try:
                tree = parse(without, variables).root
            except FormulaError:
                continue
            part = _bracketed(text, start, end)
            counted[part] = counted.get(part, 0) + 1
            suffix = "" if counted[part] == 1 else f"_{counted[part]}"
            told, cure = _WITHOUT[part]
            yield Whole(f"brackets_left_out_{part}{suffix}", tree, told, cure, 35)


def _brackets(text: str) -> list[tuple[int, int]]:
    """Return where pairs of brackets open and close, those of function calls left out."""
    opened: list[int] = []
    pairs = []
    for index, sign in enumerate(text):
        if sign == "(":
            opened.append(index)
        elif sign == ")":
            start = opened.pop()
            called = re.search(r"[A-Za-z_]\w*\Z", text[:start])
            if not (called and called.group() in FUNCTIONS):
                pairs.append((start, index))
    return pairs


def _bracketed(text: str, start: int, end: int) -> str:
    """Return which part of a formula a pair of brackets encloses."""
    before, after = text[:start], text[end + 1 :]
    if before.endswith("**"):
        return "exponent"
    if before.endswith("/"):
        return "denominator"
    if after.startswith("**"):
        return "base"
    return "numerator" if after.startswith("/") else "factor"
