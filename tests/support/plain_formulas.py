"""Formulas as widgets print them, "½(y − t)²" or "−sin(v₁)", read back and evaluated."""

import re
from collections.abc import Mapping

from coursekit.formula import parse

_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SIGNS = {
    "½·": "0.5*",
    "½": "0.5*",
    "−": "-",
    "·": "*",
    "σ(": "sigmoid(",
    "√(": "sqrt(",
    "π": "pi",
    "λ": "lam",
}


def evaluate(text: str, values: Mapping[str, float]) -> float:
    """Return the value of a printed formula."""
    text = re.sub(r" ln (\d+)", r"*ln(\1)", text)
    text = re.sub(r"\|(.*?)\|", r"abs(\1)", text)
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    text = text.translate(_DIGITS)
    # Names that stand side by side are factors: wx, a1a2.
    names = "|".join(sorted(values, key=len, reverse=True))
    text = re.sub(rf"\b(?:{names}){{2,}}\b", lambda m: "*".join(re.findall(names, m[0])), text)
    return float(parse(text, tuple(values))(*values.values()))
