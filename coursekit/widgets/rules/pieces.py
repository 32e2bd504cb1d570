"""The functions that lesson 02 puts together, each with its derivative and both in words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.widgets.errors import WidgetError
from coursekit.widgets.style import number

__all__ = ["PIECES", "X_VIEW", "Piece", "factor", "menu", "piece", "valued"]

#: What a picture shows of the x-axis. A grid over it hits 0 exactly, where poles lie.
X_VIEW = (-2.0, 2.6)

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Piece:
    """A function of one variable with its derivative; ``{v}`` stands for the variable in its words.

    ``key`` is what an author types, ``words`` and ``slope_words`` what a student reads, ``math``
    what the legend shows. ``y_limits`` shows it well over `X_VIEW`.
    """

    key: str
    words: str
    slope_words: str
    math: str
    f: Callable[[Any], Any]
    slope: Callable[[Any], Any]
    y_limits: tuple[float, float]
    pole: bool = False  # at 0

    def name(self, variable: str) -> str:
        """Return the key in a variable.

        >>> PIECES[5].name("z")
        '6z + 3'
        """
        return self.key.replace("{v}", variable)

    def label(self, inner: str = "x") -> str:
        """Write the function of a variable, or of another function's words.

        >>> piece("sin x").label("z"), piece("sin x").label("x²"), piece("e^x").label()
        ('sin z', 'sin(x²)', 'eˣ')
        """
        return _fill(self.words, inner)

    def slope_label(self, inner: str = "x") -> str:
        """Write the derivative in the same way.

        >>> piece("tanh x").slope_label("x³")
        '1 − tanh²(x³)'
        """
        return _fill(self.slope_words, inner)

    def at(self, value: float, variable: str = "x") -> tuple[float, float]:
        """Value and slope at a point, by the table; `WidgetError` where there is none.

        >>> piece("x^3").at(2.0)
        (8.0, 12.0)
        """
        with np.errstate(all="ignore"):
            height, slope = float(self.f(np.float64(value))), float(self.slope(np.float64(value)))
        if not np.isfinite(height):
            what = "no value"
        elif not np.isfinite(slope):
            what = "no slope"
        else:
            return height, slope
        raise WidgetError(
            f"{self.label(variable)} has {what} at {variable} = {number(value)}. "
            "Move x, or choose another function."
        )

    def over(self, start: float, end: float, variable: str = "x") -> tuple[float, float, float]:
        """Values at both ends of a step and the slope at its start; `WidgetError` across a pole.

        >>> piece("x^2").over(1.0, 1.5)
        (1.0, 2.25, 2.0)
        """
        now, slope = self.at(start, variable)
        after, _ = self.at(end, variable)
        if self.pole and start * end < 0:
            raise WidgetError(
                f"{self.label(variable)} has a pole at {variable} = 0, within the step. "
                "Make dx smaller, or move x."
            )
        return now, after, slope

    def curve(self, grid: Array) -> Array:
        """Values on a grid, shape of the grid; NaN where there is none."""
        with np.errstate(all="ignore"):
            values = np.asarray(self.f(grid) + 0.0 * grid, dtype=float)
        return np.where(np.isfinite(values), values, np.nan)


def _fill(words: str, inner: str) -> str:
    """Put a variable or a longer inner function in the place of {v}.

    >>> _fill("1 + e^−{v}", "x"), _fill("{v}²", "sin x"), _fill("σ({v})", "−2x + 5")
    ('1 + e⁻ˣ', '(sin x)²', 'σ(−2x + 5)')
    """
    bare = inner if len(inner) == 1 else f"({inner})"
    text = words.replace("({v})", f"({inner})").replace("{v}", bare)
    text = re.sub(r"(?<=[a-z²]) \(", "(", text)  # sin(x²), but 1 + (x²)²
    for plain, raised in (("^−x", "⁻ˣ"), ("^−z", "⁻ᶻ"), ("^x", "ˣ"), ("^z", "ᶻ")):
        text = text.replace(plain, raised)
    return text


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _constant(value: float) -> Callable[[Any], Any]:
    return lambda z: value + 0.0 * z


PIECES = (
    Piece("{v}", "{v}", "1", "{v}", lambda z: 1.0 * z, _constant(1.0), (-2.4, 3.0)),
    Piece("{v}^2", "{v}²", "2{v}", "{v}^2", lambda z: z * z, lambda z: 2 * z, (-1.0, 7.0)),
    Piece("{v}^3", "{v}³", "3{v}²", "{v}^3", lambda z: z * z * z, lambda z: 3 * z * z, (-8.5, 9.0)),
    Piece("3", "3", "0", "3", _constant(3.0), _constant(0.0), (-1.0, 5.0)),
    Piece(
        "-2{v} + 5",
        "−2{v} + 5",
        "−2",
        "-2{v} + 5",
        lambda z: -2 * z + 5,
        _constant(-2.0),
        (-1.0, 10.0),
    ),
    Piece(
        "6{v} + 3",
        "6{v} + 3",
        "6",
        "6{v} + 3",
        lambda z: 6 * z + 3,
        _constant(6.0),
        (-10.0, 20.0),
    ),
    Piece("sin {v}", "sin {v}", "cos {v}", r"\sin {v}", np.sin, np.cos, (-1.5, 1.5)),
    Piece("cos {v}", "cos {v}", "−sin {v}", r"\cos {v}", np.cos, lambda z: -np.sin(z), (-1.5, 1.5)),
    Piece("e^{v}", "e^{v}", "e^{v}", "e^{v}", np.exp, np.exp, (-1.5, 10.0)),
    Piece("ln {v}", "ln {v}", "1/{v}", r"\ln {v}", np.log, lambda z: 1 / z, (-3.0, 1.6)),
    Piece(
        "1/{v}",
        "1/{v}",
        "−1/{v}²",
        "1/{v}",
        lambda z: 1 / z,
        lambda z: -1 / (z * z),
        (-4.0, 4.0),
        pole=True,
    ),
    Piece(
        "sqrt {v}",
        "√{v}",
        "1/(2√{v})",
        r"\sqrt{{v}}",
        np.sqrt,
        lambda z: 0.5 / np.sqrt(z),
        (-0.4, 2.0),
    ),
    Piece(
        "tanh {v}",
        "tanh {v}",
        "1 − tanh² {v}",
        r"\tanh {v}",
        np.tanh,
        lambda z: 1 - np.tanh(z) ** 2,
        (-1.5, 1.5),
    ),
    Piece(
        "sigmoid",
        "σ({v})",
        "σ({v})(1 − σ({v}))",
        r"\sigma({v})",
        _sigmoid,
        lambda z: _sigmoid(z) * (1 - _sigmoid(z)),
        (-0.3, 1.3),
    ),
    Piece(
        "1 + {v}^2",
        "1 + {v}²",
        "2{v}",
        "1 + {v}^2",
        lambda z: 1 + z * z,
        lambda z: 2 * z,
        (-1.0, 8.0),
    ),
    Piece(
        "1 + e^{v}",
        "1 + e^{v}",
        "e^{v}",
        "1 + e^{v}",
        lambda z: 1 + np.exp(z),
        np.exp,
        (-1.5, 11.0),
    ),
    Piece(
        "1 + e^-{v}",
        "1 + e^−{v}",
        "−e^−{v}",
        "1 + e^{-{v}}",
        lambda z: 1 + np.exp(-z),
        lambda z: -np.exp(-z),
        (-1.0, 8.5),
    ),
    Piece(
        "{v} ln 2",
        "{v} ln 2",
        "ln 2",
        r"{v}\,\ln 2",
        lambda z: z * np.log(2.0),
        _constant(float(np.log(2.0))),
        (-1.8, 2.2),
    ),
)


def piece(name: str, variable: str = "x") -> Piece:
    """Find a function by its name in a variable; `WidgetError` lists the known ones.

    >>> piece("sin z", "z").label("z")
    'sin z'
    """
    known = {each.name(variable): each for each in PIECES}
    if name not in known:
        names = ", ".join(repr(each) for each in known)
        raise WidgetError(f"This widget knows no function {name!r}. Choose one of {names}.")
    return known[name]


def menu(variable: str = "x") -> Sequence[tuple[str, str]]:
    """Pairs (label, name) for a drop-down list.

    >>> menu("z")[1]
    ('z²', 'z^2')
    """
    return [(each.label(variable), each.name(variable)) for each in PIECES]


def factor(value: float) -> str:
    """Write a number as it stands in a product: a negative one in brackets.

    >>> factor(-2.0), factor(0.5)
    ('(−2)', '0.5')
    """
    text = number(value)
    return f"({text})" if text.startswith("−") else text


def valued(words: str, value: float) -> str:
    """Write words = value, once if both are the same.

    >>> valued("2x", 3.0), valued("−2", -2.0)
    ('2x = 3', '−2')
    """
    text = number(value)
    return text if words == text else f"{words} = {text}"
