"""The expressions of lesson 06, each with its graph in words: what a student reads on the nodes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coursekit.autodiff import named

__all__ = ["EXPRESSIONS", "Expression", "Local", "Named"]


@dataclass(frozen=True)
class Named:
    """A node in words: its formula, and the same as a template that takes numbers."""

    formula: str
    numbers: str = ""


@dataclass(frozen=True)
class Local:
    """A local derivative in words, and how an adjoint is pulled back by it.

    ``pulled`` is what the backward pass sends along this edge where that is not simply the
    adjoint times ``formula``; {bar} stands for the adjoint of the edge's target.
    """

    formula: str
    pulled: str = ""


@dataclass(frozen=True, eq=False)
class Expression:
    """A function made of named steps, with where it is taken and all of it in words.

    ``f`` calls every intermediate value by `coursekit.autodiff.named`. ``values`` are its
    arguments in order; the first one is visited last by the backward pass. ``data`` names those of
    which no derivative is asked for. ``locals`` go by (source, target).
    """

    title: str
    f: Callable[..., Any]
    values: Mapping[str, Any]
    nodes: Mapping[str, Named]
    locals: Mapping[tuple[str, str], Local]
    data: frozenset[str] = field(default=frozenset())


def _sigmoid(z: Any) -> Any:
    return np.exp(-np.logaddexp(0.0, -z))  # 1/(1 + e⁻ᶻ), and no overflow where it is flat


def _logistic(w: Any, b: Any, x: Any, t: Any) -> Any:
    z = named("z", w * x + b)
    y = named("y", _sigmoid(z))
    return named("L", (y - t) ** 2 / 2)


def _regularised(w: Any, b: Any, lam: Any, x: Any, t: Any) -> Any:
    loss = _logistic(w, b, x, t)
    penalty = named("R", w**2 / 2)
    return named("L_reg", loss + lam * penalty)


def _exp(t: Any) -> Any:
    x, y = named("x", np.cos(t)), named("y", t**2)
    u = named("u", x * y)
    return named("f", y + named("v", np.exp(u)))


def _norm(W: Any, b: Any, x: Any, t: Any) -> Any:
    u = named("u", W @ x)
    r = named("r", named("z", u + b) - t)
    return named("L", np.sum(r**2))


def _softmax(w1: Any, w2: Any, w3: Any, b1: Any, b2: Any, b3: Any, x: Any, t: Any) -> Any:
    pairs = enumerate(((w1, b1), (w2, b2), (w3, b3)), 1)
    z = [named(f"z{k}", np.sum(w * x) + b) for k, (w, b) in pairs]
    largest = np.maximum(np.maximum(z[0], z[1]), z[2])  # cancels, and keeps exp from overflowing
    powers = [np.exp(each - largest) for each in z]
    total = powers[0] + powers[1] + powers[2]
    a = [named(f"a{k}", each / total) for k, each in enumerate(powers, 1)]
    return named("L", -(t[0] * np.log(a[0]) + t[1] * np.log(a[1]) + t[2] * np.log(a[2])))


_LOGISTIC_NODES = {
    "z": Named("wx + b", "{w}·{x} + {b}"),
    "y": Named("σ(z)", "1/(1 + e^(−{z}))"),
    "L": Named("½(y − t)²", "½({y} − {t})²"),
}
_LOGISTIC_LOCALS = {
    ("w", "z"): Local("x"),
    ("b", "z"): Local("1"),
    ("z", "y"): Local("y(1 − y)"),
    ("y", "L"): Local("y − t"),
}
_SOFTMAX_TOTAL = "(e^{z1} + e^{z2} + e^{z3})"

EXPRESSIONS: Mapping[str, Expression] = {
    "logistic": Expression(
        "logistic least squares",
        _logistic,
        {"w": 0.7, "b": -1.0, "x": 2.0, "t": 1.0},
        _LOGISTIC_NODES,
        _LOGISTIC_LOCALS,
        frozenset("xt"),
    ),
    "regularised": Expression(
        "the same with an L2 penalty",
        _regularised,
        {"w": 0.7, "b": -1.0, "lam": 0.1, "x": 2.0, "t": 1.0},
        {
            **_LOGISTIC_NODES,
            "R": Named("½w²", "½·{w}²"),
            "L_reg": Named("L + λR", "{L} + {lam}·{R}"),
        },
        {
            **_LOGISTIC_LOCALS,
            ("w", "R"): Local("w"),
            ("L", "L_reg"): Local("1"),
            ("R", "L_reg"): Local("λ"),
        },
        frozenset({"lam", "x", "t"}),
    ),
    "exp": Expression(
        "y + e^(xy), x = cos t, y = t²",
        _exp,
        {"t": 0.8},
        {
            "x": Named("cos(t)", "cos({t})"),
            "y": Named("t²", "{t}²"),
            "u": Named("xy", "{x}·{y}"),
            "v": Named("e^u", "e^{u}"),
            "f": Named("y + v", "{y} + {v}"),
        },
        {
            ("t", "x"): Local("−sin(t)"),
            ("t", "y"): Local("2t"),
            ("x", "u"): Local("y"),
            ("y", "u"): Local("x"),
            ("u", "v"): Local("e^u"),
            ("y", "f"): Local("1"),
            ("v", "f"): Local("1"),
        },
    ),
    "norm": Expression(
        "‖Wx + b − t‖²",
        _norm,
        {
            "W": np.array([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0]]),
            "b": np.array([0.5, -1.0]),
            "x": np.array([1.0, 0.5, 2.0]),
            "t": np.array([1.0, -1.0]),
        },
        {
            "u": Named("Wx"),
            "z": Named("u + b"),
            "r": Named("z − t"),
            "L": Named("‖r‖²"),
        },
        {
            ("W", "u"): Local("", "{bar}xᵀ"),
            ("u", "z"): Local("I", "{bar}"),
            ("b", "z"): Local("I", "{bar}"),
            ("z", "r"): Local("I", "{bar}"),
            ("r", "L"): Local("2rᵀ", "{bar}·2r"),
        },
        frozenset("xt"),
    ),
    "softmax": Expression(
        "softmax with K = 3",
        _softmax,
        {
            "w1": np.array([0.5, 1.0]),
            "w2": np.array([1.4, -0.5]),
            "w3": np.array([-1.0, 0.5]),
            "b1": -1.0,
            "b2": 0.5,
            "b3": 1.0,
            "x": np.array([1.5, 2.0]),
            "t": np.array([0.2, 0.5, 0.3]),
        },
        {
            **{
                f"z{k}": Named(
                    "w₁·x + b₁".replace("₁", "₀₁₂₃"[k]),
                    f"{{w{k}[0]}}·{{x[0]}} + {{w{k}[1]}}·{{x[1]}} + {{b{k}}}",
                )
                for k in (1, 2, 3)
            },
            **{
                f"a{k}": Named(
                    "e^z₁/Σₗ e^zₗ".replace("₁", "₀₁₂₃"[k]), f"e^{{z{k}}}/{_SOFTMAX_TOTAL}"
                )
                for k in (1, 2, 3)
            },
            "L": Named("−Σₖ tₖ ln aₖ"),
        },
        {
            **{(f"w{k}", f"z{k}"): Local("xᵀ", "{bar}·x") for k in (1, 2, 3)},
            **{(f"b{k}", f"z{k}"): Local("1") for k in (1, 2, 3)},
            **{
                (f"z{j}", f"a{i}"): Local(
                    f"a{'₀₁₂₃'[i]}(1 − a{'₀₁₂₃'[i]})" if i == j else f"−a{'₀₁₂₃'[i]}a{'₀₁₂₃'[j]}"
                )
                for i in (1, 2, 3)
                for j in (1, 2, 3)
            },
            **{(f"a{k}", "L"): Local("−t₁/a₁".replace("₁", "₀₁₂₃"[k])) for k in (1, 2, 3)},
        },
        frozenset("xt"),
    ),
}
