"""Two functions under one rule, in numbers and in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff import elementwise_grad
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.rules.pieces import Piece, factor, piece, valued
from coursekit.widgets.style import number

__all__ = ["RULES", "Combination", "describe", "model"]

_ZERO = 1e-9  # a denominator this close to 0 is 0: sliders add up steps in binary

Function = Callable[[Any], Any]


def _of(f: Function, g: Function, combine: Callable[[Any, Any], Any]) -> Function:
    return lambda x: combine(f(x), g(x))


#: How each rule makes h from f and g.
RULES: Mapping[str, Callable[[Function, Function], Function]] = {
    "sum": lambda f, g: _of(f, g, lambda u, v: u + v),
    "product": lambda f, g: _of(f, g, lambda u, v: u * v),
    "quotient": lambda f, g: _of(f, g, lambda u, v: u / v),
    "chain": lambda f, g: lambda x: g(f(x)),
}


@dataclass(frozen=True)
class Combination:
    """The numbers of one state; a pair holds a value at x and the one at x + dx.

    ``slopes`` are f′(x) and g′ (at x, or at f(x) for the chain rule), by the table; ``rule`` is h′
    by the rule, ``autodiff`` the same from h alone. ``parts`` add up to the growth that the picture
    explains: that of h, for the quotient that of f = g·h. For the chain they are two factors.
    """

    kind: str
    pieces: tuple[Piece, Piece]
    x: float
    dx: float
    f: tuple[float, float]
    g: tuple[float, float]
    h: tuple[float, float]
    slopes: tuple[float, float]
    rule: float
    autodiff: float
    parts: tuple[float, ...]

    @property
    def g_input(self) -> tuple[float, float]:
        """Where g is taken: at x, for the chain rule at f(x)."""
        return self.f if self.kind == "chain" else (self.x, self.x + self.dx)


def model(rule: str, f: str, g: str, x: float, dx: float) -> Combination:
    """Values, slopes and the parts of the growth over dx, for h made of f and g by a rule.

    Raises `WidgetError` where a piece has no value or h has a pole.
    Source: S0, S2, S3 (rules of differentiation).

    >>> n = model("product", "x^2", "x", 1.0, 0.5)
    >>> n.rule, n.autodiff, n.parts
    (3.0, 3.0, (1.25, 0.5, 0.625))
    """
    x = round(x, 10)
    inner, outer = piece(f), piece(g)
    f_now, f_next, f_slope = inner.over(x, x + dx)
    if rule == "chain":
        g_now, g_next, g_slope = outer.over(f_now, f_next, "z")
    else:
        g_now, g_next, g_slope = outer.over(x, x + dx)
    if rule == "quotient":
        _refuse_a_pole(outer, x, dx, g_now, g_next)

    df, dg = f_next - f_now, g_next - g_now
    parts: tuple[float, ...]
    if rule == "sum":
        now, after, slope = f_now + g_now, f_next + g_next, f_slope + g_slope
        parts = (df, dg)
    elif rule == "product":
        now, after, slope = f_now * g_now, f_next * g_next, f_slope * g_now + f_now * g_slope
        parts = (df * g_now, f_now * dg, df * dg)
    elif rule == "quotient":
        now, after = f_now / g_now, f_next / g_next
        slope = (f_slope * g_now - f_now * g_slope) / g_now**2
        dh = after - now
        parts = (now * dg, dh * g_now, dh * dg)
    else:
        now, after, slope = g_now, g_next, g_slope * f_slope
        parts = (df / dx, dg / df if abs(df) > _ZERO else float("nan"))
    return Combination(
        kind=rule,
        pieces=(inner, outer),
        x=x,
        dx=dx,
        f=(f_now, f_next),
        g=(g_now, g_next),
        h=(now, after),
        slopes=(f_slope, g_slope),
        rule=slope,
        autodiff=float(elementwise_grad(RULES[rule](inner.f, outer.f))(x)),
        parts=parts,
    )


def _refuse_a_pole(g: Piece, x: float, dx: float, now: float, after: float) -> None:
    """Where the denominator is 0 there is no quotient, and across a pole no growth."""
    if abs(now) < _ZERO:
        raise WidgetError(
            f"g(x) = {g.label()} is 0 at x = {number(x)}, and nothing can be divided by 0. "
            "Move x, or choose another g."
        )
    if now * after <= 0:
        raise WidgetError(
            f"g(x) = {g.label()} becomes 0 between {number(x)} and {number(x + dx)}, and there "
            "f/g has a pole. Make dx smaller, or move x."
        )


def describe(n: Combination) -> str:
    """Write five lines: the function, both pieces, the rule with numbers, the growth over dx."""
    rule = f"{_rule(n)}; autodiff: {number(n.autodiff)}"
    return "\n".join((_setting(n), _pieces(n), rule, _growth(n)))


def _setting(n: Combination) -> str:
    f, g = (each.label() for each in n.pieces)
    if n.kind == "chain":
        whole = f"g(f(x)) = {n.pieces[1].label(f)}"
    elif n.kind == "sum":
        whole = f"{f} + {_bracketed(g) if g.startswith('−') else g}"
    else:
        whole = (
            f"{_bracketed(f)} · {_bracketed(g)}"
            if n.kind == "product"
            else f"{_bracketed(f, '/')} / {_bracketed(g, '/', ' ln 2')}"
        )
    return f"h(x) = {whole} at x = {number(n.x)}: h = {number(n.h[0])}"


def _bracketed(words: str, *signs: str) -> str:
    """Put a sum, and whatever holds one of the signs, into brackets: it stands in a product."""
    return f"({words})" if any(sign in words for sign in (" + ", *signs)) else words


def _pieces(n: Combination) -> str:
    f, g = n.pieces
    variable, where = ("z", f"at z = {number(n.f[0])}: ") if n.kind == "chain" else ("x", "")
    return (
        f"f = {valued(f.label(), n.f[0])}, f′ = {valued(f.slope_label(), n.slopes[0])}\n"
        f"{where}g = {valued(g.label(variable), n.g[0])}, "
        f"g′ = {valued(g.slope_label(variable), n.slopes[1])}"
    )


def _rule(n: Combination) -> str:
    """Spell the rule out, with letters and with numbers."""
    (f, g), (df, dg) = (n.f[0], n.g[0]), n.slopes
    result = number(n.rule)
    if n.kind == "sum":
        return f"sum rule: h′ = f′ + g′ = {number(df)} + {factor(dg)} = {result}"
    if n.kind == "product":
        return (
            f"product rule: h′ = f′·g + f·g′ = {factor(df)} · {factor(g)} + {factor(f)} · "
            f"{factor(dg)} = {number(df * g)} + {factor(f * dg)} = {result}"
        )
    if n.kind == "quotient":
        return (
            f"quotient rule: h′ = (f′·g − f·g′)/g² = ({factor(df)} · {factor(g)} − "
            f"{factor(f)} · {factor(dg)})/{factor(g)}² = {result}"
        )
    return f"chain rule: h′ = g′(f(x)) · f′(x) = {factor(dg)} · {factor(df)} = {result}"


def _growth(n: Combination) -> str:
    """Say what the picture shows, for a dx that is not yet infinitely small."""
    start = f"dx = {number(n.dx)}:"
    quotient = number((n.h[1] - n.h[0]) / n.dx)
    if n.kind == "chain":
        outer, inner = n.parts[1], n.parts[0]
        if np.isnan(outer):
            return f"{start} f stands still over this step, and so does h"
        return f"{start} Δh/dx = Δg/Δf · Δf/dx = {factor(outer)} · {factor(inner)} = {quotient}"
    first, *others = (factor(part / n.dx) for part in n.parts)
    terms = " + ".join((first, *others))
    if n.kind == "sum":
        return f"{start} Δh/dx = Δf/dx + Δg/dx = {terms} = {quotient}"
    if n.kind == "product":
        return f"{start} Δh/dx = (Δf·g + f·Δg + Δf·Δg)/dx = {terms} = {quotient}"
    grown = number((n.f[1] - n.f[0]) / n.dx)
    return f"{start} Δf/dx = (Δg·h + g·Δh + Δg·Δh)/dx = {terms} = {grown}"
