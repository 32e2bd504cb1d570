"""Find an answer in a message: its numbers in the usual formats, its expression in any spelling."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from coursekit.checking.cells import plain_python

__all__ = ["expressions", "expressions_in", "numbers_in", "squeezed"]

# Shorter expressions (`2x`, `x^2`) stand in every explanation and give nothing away.
_SHORTEST = 5
_OPERATORS = ("+", "-", "−", "*", "/", "^", "·")


def squeezed(text: str) -> str:
    r"""Return a formula in Python, Markdown or LaTeX in one form: no blanks, no times sign, ^.

    >>> squeezed("2 * x * np.cos(x**2)"), squeezed(r"$2x\cos(x^2)$")
    ('2xcos(x^2)', '2xcos(x^2)')
    """
    text = re.sub(r"\b(?:np|numpy|math)\.|\\(?:cdot|times|left|right)", "", text)
    text = text.replace("**", "^").replace("²", "^2").replace("³", "^3").replace("−", "-")
    return re.sub(r"[\s$\\{}*·×`]", "", text)


def expressions(source: str, name: str) -> list[str]:
    r"""Return the expressions that answer `name` in a cell, squeezed, without the trivial ones.

    For a function what it returns, for a dict each value, for a text (a typed formula) itself.

    >>> expressions("def d(x):\n    return 2 * x * np.cos(x**2)", "d")
    ['2xcos(x^2)']
    """
    found = [
        squeezed(text)
        for node in ast.parse(plain_python(source)[0]).body
        for value in _answers(node, name)
        for text in _texts(value)
    ]
    return [text for text in found if len(text) >= _SHORTEST and not _is_number(text)]


def _answers(node: ast.stmt, name: str) -> Iterator[ast.expr]:
    if isinstance(node, ast.FunctionDef) and node.name == name:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Return) and inner.value is not None:
                yield inner.value
    elif isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == name for target in node.targets
    ):
        yield node.value


def _texts(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Dict):
        for part in value.values:
            yield from _texts(part)
    elif isinstance(value, ast.Constant):
        # A word of a choice is no expression; a formula has at least one sign in it.
        if isinstance(value.value, str) and not value.value.isalnum():
            yield value.value
    elif not isinstance(value, ast.Name):
        yield ast.unparse(value)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[-+\d.e]+", text))


def expressions_in(message: str, answers: Iterable[str]) -> list[str]:
    """Return the squeezed answers that stand in a message as expressions of their own.

    >>> expressions_in("You wrote 2cos(x); that is twice the slope.", ["cos(x)"])
    []
    >>> expressions_in("It should be cos(x).", ["cos(x)"])
    ['cos(x)']
    """
    spans = [squeezed(span) for span in re.split(r"[,;:]\s|\.\s|\.$|`|\$", message)]
    found = set(_whole_words(message.split(), answers := list(answers)))
    for answer in answers:
        alone = re.compile(rf"(?<![\w)\]^+/-]){re.escape(answer)}(?![\w(\[^*/+-])")
        if any(alone.search(span) for span in spans):
            found.add(answer)
    return sorted(found)


def _whole_words(words: Sequence[str], answers: Sequence[str]) -> Iterator[str]:
    """Yield the answers that some words in a row spell, unless the formula goes on beside them."""
    for start in range(len(words)):
        text = ""
        for end in range(start, len(words)):
            text += squeezed(words[end])
            if text.rstrip(".,;:!?") in answers:
                before = words[start - 1] if start else ""
                after = words[end + 1] if end + 1 < len(words) else ""
                if not (before.endswith(_OPERATORS) or after.startswith(_OPERATORS)):
                    yield text.rstrip(".,;:!?")


def numbers_in(message: str, reference: Any) -> list[str]:
    """Return the formats of the reference's numbers that stand in a message.

    A number of one digit counts only after "is" or an equals sign: any sentence may count to three.

    >>> numbers_in("The slope is 2.718, not 3.", np.e), numbers_in("Subtract in 2 steps.", 2.0)
    (['2.718'], [])
    """
    found = []
    for value in _values(reference):
        for text in _formats(value):
            number = rf"(?<![\w.]){re.escape(text)}(?!\w|\.\d)"
            if len(text.lstrip("-")) == 1:
                number = rf"(?:=|\bis|\bequals|\bbe|≈)\s*\$?{number}"
            if re.search(number, message.replace("−", "-")):
                found.append(text)
    return found


def _values(reference: Any) -> Sequence[float]:
    if isinstance(reference, dict):
        return [value for part in reference.values() for value in _values(part)]
    try:
        return [float(value) for value in np.ravel(np.asarray(reference, dtype=float))[:50]]
    except (TypeError, ValueError):
        return []


def _formats(value: float) -> list[str]:
    if not np.isfinite(value):
        return []
    if value == round(value) and abs(value) < 1e15:
        return list(dict.fromkeys([str(int(value)), f"{value:.1f}"]))
    texts = [repr(value), *(f"{value:.{digits}g}" for digits in (3, 4, 5, 6, 8, 10))]
    texts += [f"{value:.{digits}f}" for digits in (2, 3, 4, 6) if abs(value) >= 0.1]
    return list(dict.fromkeys(texts))
