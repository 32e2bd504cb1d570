"""Values as a student types them: ``w = 0.5, x = (1, 2)``, read without running anything."""

import ast
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from coursekit.widgets.backpropagation.notation import pretty, shown
from coursekit.widgets.errors import WidgetError

__all__ = ["read", "written"]

_LARGEST = 1e6
_ENTRY = re.compile(r"\s*([^\W\d]\w*)\s*=\s*(.+?)\s*\Z", re.DOTALL)
_LONGEST = 400


def written(values: Mapping[str, Any]) -> str:
    """Write values so that `read` reads them.

    >>> written({"w": 0.5, "x": np.array([1.0, -2.0])})
    'w = 0.5, x = (1, −2)'
    """
    return ", ".join(f"{_spelt(name)} = {shown(value, 12)}" for name, value in values.items())


def read(text: str, patterns: Mapping[str, Any], *, partly: bool = False) -> dict[str, Any]:
    """Read a value for each name in ``patterns``, of the shape that it has there.

    Raises `WidgetError` that names the entry. ``partly``: what is missing or unknown is left out.

    >>> read("w = 0.5; x = (1, −2)", {"w": 0.0, "x": np.zeros(2)})
    {'w': 0.5, 'x': array([ 1., -2.])}
    """
    if len(text) > _LONGEST:
        raise WidgetError(f"The values are longer than {_LONGEST} characters.")
    found: dict[str, Any] = {}
    for part in _parts(text):
        match = _ENTRY.match(part)
        if match is None:
            raise WidgetError(f"“{part.strip()}” is no value: write name = number, as in w = 0.5.")
        name = _plain(match[1], patterns)
        if name in patterns:
            found[name] = _value(name, match[2], patterns[name])
        elif not partly:
            raise WidgetError(f"{match[1]} is no input here: the inputs are {_names(patterns)}.")
    missing = [name for name in patterns if name not in found]
    if missing and not partly:
        raise WidgetError(
            f"{pretty(missing[0])} has no value: write {_spelt(missing[0])} = … as well."
        )
    return {name: found[name] for name in patterns if name in found}


def _plain(name: str, patterns: Mapping[str, Any]) -> str:
    """Return the name as the expression spells it: λ is lam."""
    return "lam" if name in ("λ", "lambda") and "lam" in patterns else name


def _names(patterns: Mapping[str, Any]) -> str:
    return ", ".join(map(_spelt, patterns))


def _spelt(name: str) -> str:
    """Return a name as it stands in the field."""
    return "λ" if name == "lam" else name


def _parts(text: str) -> list[str]:
    """Split at commas and semicolons that stand outside all brackets."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign in ",;\n" and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [part for part in (*parts, text[start:]) if part.strip()]


def _value(name: str, text: str, pattern: Any) -> Any:
    shape = np.shape(pattern)
    wanted = "one number" if not shape else f"shape {'×'.join(map(str, shape))}: {shown(pattern)}"
    try:
        value = np.asarray(ast.literal_eval(text.replace("−", "-")), dtype=float)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise WidgetError(f"{pretty(name)} = {text} cannot be read; expected {wanted}.") from None
    if value.shape != shape:
        raise WidgetError(f"{pretty(name)} = {text} does not fit; expected {wanted}.")
    if not np.all(np.abs(value) <= _LARGEST):
        raise WidgetError(f"{pretty(name)} is too large; choose numbers up to a million.")
    return value if shape else float(value)
