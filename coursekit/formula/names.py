"""The functions and constants that a formula may use."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

__all__ = ["ARITY", "CONSTANTS", "FUNCTIONS", "INSTEAD", "LATEX", "SIGNS"]


def _sigmoid(z: Any) -> Any:
    """1/(1 + e⁻ᶻ), accurate in both tails and free of overflow."""
    return np.exp(np.negative(np.logaddexp(0.0, np.negative(z))))


def _relu(z: Any) -> Any:
    return np.maximum(z, 0.0)


def _softplus(z: Any) -> Any:
    return np.logaddexp(0.0, z)


def _gelu(z: Any) -> Any:
    """Return the tanh form, which is what most networks compute."""
    inner = np.multiply(math.sqrt(2 / math.pi), z + np.multiply(0.044715, np.power(z, 3.0)))
    return np.multiply(np.multiply(0.5, z), np.add(1.0, np.tanh(inner)))


#: Every function is made of NumPy's own, so that automatic differentiation can follow it.
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "arcsin": np.arcsin,
    "arccos": np.arccos,
    "arctan": np.arctan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "exp": np.exp,
    "log": np.log,
    "ln": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "sqrt": np.sqrt,
    "abs": np.absolute,
    "sign": np.sign,
    "sigmoid": _sigmoid,
    "relu": _relu,
    "softplus": _softplus,
    "gelu": _gelu,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "max": np.maximum,
    "min": np.minimum,
}

#: How many arguments a function takes where it is not one.
ARITY: Mapping[str, int] = {"maximum": 2, "minimum": 2, "max": 2, "min": 2}

CONSTANTS: Mapping[str, float] = {"pi": math.pi, "e": math.e}

#: Names that people type for something that is spelled differently here.
INSTEAD: Mapping[str, str] = {
    "arc": "arcsin(…), arccos(…) or arctan(…)",
    "cot": "1/tan(…)",
    "csc": "1/sin(…)",
    "sec": "1/cos(…)",
    "lg": "log10(…) or log2(…)",
    "sgn": "sign(…)",
    "sig": "sigmoid(…)",
    "sigma": "sigmoid(…)",
    "root": "sqrt(…)",
    "cbrt": "sign(…)*abs(…)^(1/3)",
    "pow": "a^b",
    "power": "a^b",
}

#: How a function's name is typeset where LaTeX has its own command or custom.
LATEX: Mapping[str, str] = {
    **{name: rf"\{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min")},
    **{name: rf"\{name}" for name in ("arcsin", "arccos", "arctan", "exp", "ln")},
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    "log": r"\ln",
    "log2": r"\log_{2}",
    "log10": r"\log_{10}",
    "maximum": r"\max",
    "minimum": r"\min",
    "sigmoid": r"\sigma",
}

#: What to write for a sign that cannot be read.
SIGNS: Mapping[str, str] = {
    "[": "use round brackets ( )",
    "]": "use round brackets ( )",
    "{": "use round brackets ( )",
    "}": "use round brackets ( )",
    "|": "write abs(x) for |x|",
    "=": "write only the formula, without an equation",
    ":": "write only the formula",
    ".": "a point belongs inside a number, as in 2.5",
    "'": "write the formula without quotes or primes",
    '"': "write the formula without quotes",
    "′": "write the derivative out instead of using a prime",
    "!": "factorials are not available",
    "%": "remainders and percentages are not available",
    "<": "comparisons are not available; use maximum, minimum, abs or sign",
    ">": "comparisons are not available; use maximum, minimum, abs or sign",
    "\\": "write plain text, not LaTeX",
    "$": "write plain text, not LaTeX",
    "⁻": "write powers with ^, as in e^(-x)",
    "⁺": "write powers with ^, as in e^(x)",
    **dict.fromkeys("½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞", "write fractions with /, as in 1/2"),
}
