"""The functions of two variables that lesson 03 looks at, and any that the student types."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.mathtext import MathTextParser

from coursekit.autodiff import grad
from coursekit.formula import Formula, parse
from coursekit.widgets.derivatives.functions import one_sided_slopes
from coursekit.widgets.errors import WidgetError

__all__ = [
    "OWN",
    "OWN_REACH",
    "SURFACES",
    "Surface",
    "heights",
    "known_name",
    "menu",
    "partials",
    "surface",
    "touches",
]

OWN = "own"  # the entry of the menu that opens a box for a formula
OWN_REACH = 2.0
_HELD = 1.0  # z, where a function has three variables
_SAME_SLOPE = 1e-4  # relative; the slopes from both sides are taken 1e-12 aside
_HAIR = 1e-8
_CLOSE = 1e-6  # how far aside a plane is laid against the surface
_PROBES = np.linspace(-np.pi, np.pi, 16, endpoint=False)
_LONGEST_TITLE = 60

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Surface:
    """A function of two variables, its names, and the square window in which it is shown.

    ``f`` is plain NumPy and works on floats, arrays and autodiff tensors. The window reaches from
    ``-reach`` to ``reach`` along both variables, so that a right angle looks like one. ``held``
    gives a third variable its value, so that only two are left.
    """

    name: str
    label: str
    math: str
    f: Callable[[Any, Any], Any]
    reach: float
    variables: tuple[str, str] = ("x", "y")
    held: str = ""

    @property
    def title(self) -> str:
        """What the function is, as a line above its picture."""
        first, second = (name.strip("$") for name in self.math_variables)
        held = f"   with ${self.held}$" if self.held else ""
        return rf"$f({first}, {second}) = $ {self.math}{held}"

    @property
    def words(self) -> str:
        """The same for the text below it, as one function of two variables."""
        held = f" with {self.held}" if self.held else ""
        return f"f({', '.join(self.variables)}) = {self.label}{held}"

    @property
    def math_variables(self) -> tuple[str, str]:
        """The two variables as axis labels."""
        first, second = self.variables
        return ("$x_1$", "$x_2$") if first == "x₁" else (f"${first}$", f"${second}$")


_ALL = (
    Surface("4x + 7y^2", "4x + 7y²", "$4x + 7y^2$", lambda x, y: 4 * x + 7 * y * y, 1.5),
    Surface(
        "x1^2 x2 + x1 x2^3",
        "x₁²x₂ + x₁x₂³",
        "$x_1^2 x_2 + x_1 x_2^3$",
        lambda x, y: x * x * y + x * y * y * y,
        1.2,
        ("x₁", "x₂"),
    ),
    Surface(
        "(x1 + 2x2^3)^2",
        "(x₁ + 2x₂³)²",
        "$(x_1 + 2 x_2^3)^2$",
        lambda x, y: np.square(x + 2 * y * y * y),
        1.1,
        ("x₁", "x₂"),
    ),
    Surface("3y x^2", "3yx²", "$3 y x^2$", lambda x, y: 3 * y * x * x, 1.5),
    Surface(
        "cos x + z^3 - x^2 y",
        "cos x + z³ − x²y",
        r"$\cos x + z^3 - x^2 y$",
        lambda x, y: np.cos(x) + _HELD**3 - x * x * y,
        2.0,
        held="z = 1",
    ),
    Surface(
        "z^4 - sin(y^2 + x)",
        "z⁴ − sin(y² + x)",
        r"$z^4 - \sin(y^2 + x)$",
        lambda x, y: _HELD**4 - np.sin(y * y + x),
        2.0,
        held="z = 1",
    ),
    Surface("bowl", "x² + 3y²", "$x^2 + 3y^2$", lambda x, y: x * x + 3 * y * y, 1.5),
    Surface("saddle", "x² − y²", "$x^2 - y^2$", lambda x, y: x * x - y * y, 1.5),
    Surface(
        "hill",
        "4 e^(−(x² + 2y²)/6)",
        r"$4\,e^{-(x^2 + 2y^2)/6}$",
        lambda x, y: 4 * np.exp(-(x * x + 2 * y * y) / 6),
        2.5,
    ),
    Surface(
        "loss",
        "(2w + b − 6)²",
        "$(2w + b - 6)^2$",
        lambda w, b: np.square(2 * w + b - 6),
        4.0,
        ("w", "b"),
    ),
)

SURFACES = {each.name: each for each in _ALL}
_NICKNAMES = {"bowl": "bowl: ", "saddle": "saddle: ", "hill": "hill: ", "loss": "loss: "}


def menu() -> Sequence[tuple[str, str]]:
    """Pairs (label, name) for a drop-down list; the last one stands for a formula of one's own.

    >>> menu()[0], menu()[-1]
    (('4x + 7y²', '4x + 7y^2'), ('your own formula …', 'own'))
    """
    listed = [(_NICKNAMES.get(each.name, "") + each.label, each.name) for each in _ALL]
    return [*listed, ("your own formula …", OWN)]


def known_name(text: str) -> str | None:
    """Find the entry of the table whose name or label is ``text``, whatever its spaces, or None.

    >>> known_name("4x+7y^2"), known_name("x^2 + y")
    ('4x + 7y^2', None)
    """
    close = "".join(text.split())
    spelled = {"".join(way.split()): each.name for each in _ALL for way in (each.name, each.label)}
    return spelled.get(close)


def surface(name: str, formula: str = "") -> Surface:
    """Return the surface of this name, or that of the typed formula if the name is `OWN`.

    Raises `FormulaError` for text that is no formula in x and y, `WidgetError` for one that is not
    a real number anywhere in its window.

    >>> surface("saddle").label
    'x² − y²'
    >>> surface(OWN, "x^2 y").f(2.0, 3.0)
    12.0
    """
    return _typed(formula) if name == OWN else SURFACES[name]


@lru_cache(maxsize=8)
def _typed(text: str) -> Surface:
    formula = parse(text, ("x", "y"))
    # Typed as an equation, f(x, y) = x^2 y, it would otherwise be said twice.
    label = formula.text.rpartition("=")[2].strip()
    made = Surface(OWN, label, _set_in_type(formula, label), formula, OWN_REACH)
    ends = np.linspace(-OWN_REACH, OWN_REACH, 41)
    if not np.isfinite(heights(made, ends, ends[:, None])).any():
        raise WidgetError(
            f"{label} is not a real number anywhere in the picture, "
            "where x and y are between −2 and 2. Try another formula."
        )
    return made


def _set_in_type(formula: Formula, label: str) -> str:
    """Return what was typed in mathematical type, or as typed where Matplotlib cannot."""
    # A fraction in the size of running text is too small to be read in a picture.
    text = f"${formula.latex()}$".replace(r"\frac", r"\dfrac")
    try:
        MathTextParser("path").parse(text)
    except ValueError:
        text = label.replace("$", r"\$")
    return "…" if len(label) > _LONGEST_TITLE else text


def heights(shown: Surface, x: Any, y: Any) -> Array:
    """Values of f at x and y, which broadcast; NaN where there is no finite real value.

    >>> heights(SURFACES["saddle"], np.array([1.0, 2.0]), 1.0).tolist()
    [0.0, 3.0]
    """
    with np.errstate(all="ignore"):
        values = np.asarray(shown.f(x, y), dtype=float)
    values = np.broadcast_to(values, np.broadcast_shapes(np.shape(x), np.shape(y)))
    return np.where(np.isfinite(values), values, np.nan)


def partials(shown: Surface, x: float, y: float) -> tuple[float, float]:
    """Return both partial derivatives at a point, by autodiff; NaN where one does not exist.

    >>> partials(SURFACES["4x + 7y^2"], 1.0, 0.5)
    (4.0, 7.0)
    >>> partials(surface(OWN, "sqrt(abs(x y))"), 0.0, 0.0)  # level along both axes
    (0.0, 0.0)
    """
    with np.errstate(all="ignore"):
        first, second = grad(shown.f, argnums=(0, 1))(x, y)
    if shown.name != OWN:
        return float(first), float(second)
    # At a corner or a jump the rules of autodiff give a number all the same.
    slices = ((lambda t: shown.f(t, y), x), (lambda t: shown.f(x, t), y))
    found = [
        _slope(along, at, float(slope))
        for slope, (along, at) in zip((first, second), slices, strict=True)
    ]
    return found[0], found[1]


def touches(shown: Surface, x: float, y: float, slopes: tuple[float, float]) -> bool:
    """Whether the plane with these slopes touches the surface in every direction.

    That both partial derivatives exist does not promise it (lesson 03, section 3).

    >>> touches(SURFACES["saddle"], 1.0, 0.5, (2.0, -1.0))
    True
    >>> touches(surface(OWN, "sqrt(abs(x y))"), 0.0, 0.0, (0.0, 0.0))
    False
    """
    if shown.name != OWN:
        return True
    aside = _CLOSE * np.cos(_PROBES), _CLOSE * np.sin(_PROBES)
    plane = heights(shown, x, y) + slopes[0] * aside[0] + slopes[1] * aside[1]
    missed = np.abs(heights(shown, x + aside[0], y + aside[1]) - plane) / _CLOSE
    return bool(np.all(missed <= 1e-3 * (1 + np.hypot(*slopes))))


def _slope(along: Callable[[Any], Any], at: float, by_rules: float) -> float:
    """Return the slope of a slice by the rules of autodiff; NaN where it has none."""
    if _has_slope(along, at):
        return by_rules
    with np.errstate(all="ignore"):
        near = np.asarray(along(at + _HAIR * np.linspace(-1, 1, 5)), dtype=float)
    # In √|0 · y|, which is level, the rules meet 0 · ∞.
    return 0.0 if np.isfinite(near).all() and np.ptp(near) == 0 else float("nan")


def _has_slope(along: Callable[[Any], Any], at: float) -> bool:
    """Whether a slice has one finite slope here, the same from both sides, and no jump."""
    left, right = one_sided_slopes(along, at)
    if not abs(right - left) <= _SAME_SLOPE * (1 + abs(left) + abs(right)) < np.inf:
        return False
    with np.errstate(all="ignore"):
        near = np.asarray(along(at + np.array([-_HAIR, 0.0, _HAIR])), dtype=float)
    return bool(np.ptp(near) <= 1e-6 * (1 + abs(near[1]) + abs(left)))
