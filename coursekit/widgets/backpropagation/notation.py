"""Names, formulas and numbers of a graph: one spelling for the text, its mathtext for the picture.

Formulas are written once, as plain text with the signs of mathematics ("½(y − t)²", "e^(xy)");
`mathtext` turns them into what Matplotlib sets.
"""

import re
import unicodedata
from typing import Any

import numpy as np

from coursekit.widgets.style import number

__all__ = ["bar", "factor", "mathtext", "pretty", "shown", "substituted"]

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₖₗ", "0123456789kl")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_MACRON = "\u0304"

_SIGNS = {
    "−": "-",
    "·": r"\cdot ",
    "½": r"\frac{1}{2}",
    "‖": r"\Vert ",
    "ᵀ": r"^{\top}",
    "⊙": r"\odot ",
    "Σ": r"\Sigma ",
    "σ": r"\sigma ",
    "λ": r"\lambda ",
    "π": r"\pi ",
    "…": r"\ldots ",
}
_EXPONENT = re.compile(r"\^([\w.]+)")
_FUNCTION = re.compile(r"(?<![A-Za-z\\{])([a-z]{2,})(?=[₀₁₂₃₄₅₆₇₈₉(])")


def pretty(name: str) -> str:
    """Write a name as a person does: digits after a letter are an index.

    >>> pretty("z2"), pretty("L_reg"), pretty("w_21"), pretty("lam")
    ('z₂', 'L_reg', 'w₂₁', 'λ')
    """
    if name == "lam":  # what Python lets nobody call lambda
        return "λ"
    return re.sub(r"_?(\d+)$", lambda match: match[1].translate(_SUBSCRIPTS), name)


def bar(name: str) -> str:
    """Write the adjoint of a name that `pretty` wrote: a bar over its letter.

    >>> bar("z₂"), bar("y")
    ('z̄₂', 'ȳ')
    """
    # As a keyboard writes it: one sign where Unicode has one.
    return unicodedata.normalize("NFC", name[0] + _MACRON + name[1:])


def mathtext(text: str) -> str:
    r"""Set a plain formula for Matplotlib.

    >>> print(mathtext("y = σ(z)"), mathtext("e^(xy)"), mathtext("½(y − t)²"))
    $y = \sigma (z)$ $e^{xy}$ $\frac{1}{2}(y - t)^{2}$
    >>> print(mathtext("L_reg"), mathtext("−sin(t)"), mathtext(bar("z₂")))
    $L_{\mathrm{reg}}$ $-\mathrm{sin}(t)$ $\bar{z}_{2}$
    """
    text = unicodedata.normalize("NFD", text)
    text = re.sub(r"_([A-Za-z]+)", r"_{\\mathrm{\1}}", text)
    text = _FUNCTION.sub(r"\\mathrm{\1}", text).replace("ln ", r"\,\mathrm{ln}\,")
    text = _enclosed(text, "^(", "^{")
    text = _enclosed(text, "√(", r"\sqrt{")
    text = _EXPONENT.sub(r"^{\1}", text)
    text = re.sub(f"(.){_MACRON}", r"\\bar{\1}", text)
    text = re.sub("[₀₁₂₃₄₅₆₇₈₉ₖₗ]+", lambda m: f"_{{{m[0].translate(_PLAIN)}}}", text)
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda m: f"^{{{m[0].translate(_RAISED)}}}", text)
    for sign, command in _SIGNS.items():
        text = text.replace(sign, command)
    return f"${text}$"


def _enclosed(text: str, before: str, after: str) -> str:
    """Put braces for the brackets that open with ``before``, and ``after`` in its place."""
    while (start := text.find(before)) >= 0:
        end, depth = start + len(before), 1
        while depth and end < len(text):
            depth += (text[end] == "(") - (text[end] == ")")
            end += 1
        text = f"{text[:start]}{after}{text[start + len(before) : end - 1]}}}{text[end:]}"
    return text


def shown(value: Any, digits: int = 4) -> str:
    """Write a number, a vector or a matrix on one line.

    >>> shown(-0.5), shown(np.array([1.0, 0.25])), shown(np.eye(2))
    ('−0.5', '(1, 0.25)', '[(1, 0), (0, 1)]')
    """
    array = np.asarray(value)
    if array.ndim == 0:
        return number(round(float(array), 15), digits)  # 1 − 0.9 − 0.1 is 0 to a reader
    parts = ", ".join(shown(each, digits) for each in array)
    return f"({parts})" if array.ndim == 1 else f"[{parts}]"


def factor(text: str) -> str:
    """Put a factor into brackets where it needs them.

    >>> factor("−2"), factor("y − t"), factor("y(1 − y)"), factor("x")
    ('(−2)', '(y − t)', 'y(1 − y)', 'x')
    """
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        signed = sign == "−" and place == 0
        if depth == 0 and (signed or text[place : place + 3] in (" + ", " − ")):
            return f"({text})"
    return text


class _Filled(float):
    """A number that writes itself into a formula."""

    def __format__(self, _: str) -> str:
        return factor(number(float(self)))


def substituted(template: str, values: dict[str, Any]) -> str:
    """Put numbers for names, in brackets where they are negative.

    >>> substituted("{w}·{x[0]} + {b}", {"w": 0.5, "x": np.array([2.0]), "b": -1.0})
    '0.5·2 + (−1)'
    """
    filled = {name: _filled(value) for name, value in values.items()}
    return template.format(**filled)


def _filled(value: Any) -> Any:
    return [_filled(each) for each in value] if np.ndim(value) else _Filled(float(value))
