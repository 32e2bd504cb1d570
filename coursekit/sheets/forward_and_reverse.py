"""Sheet 07: forward against reverse accumulation, deep nets as products of matrices (S2, S3, S4).

References are derived from the question's own function by automatic differentiation, or counted
product by product. A slip's answer has the signature of the reference. In prompts M and O are the
factors of S4, and a δ is a row.
"""

# ruff: noqa: ARG001, ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff import jacobian, jvp, vjp
from coursekit.checking import Exercise, Integers, Matrix, Option, Reals, Slip, Vector
from coursekit.sheets._sheet import Sheet
from coursekit.sheets.net_passes import POINTS, drive, pass_verdict

__all__ = ["SHEET"]


def dual_product(a: Any, b: Any, c: Any, d: Any) -> Any:
    """Multiply the dual numbers a + bε and c + dε: value and tangent, shape (2,)."""
    return np.stack(jvp(lambda u, w: u * w, (a, c), (b, d)))


def three_outputs(x: Any) -> Any:
    """Compute (x₁²x₂, x₁eˣ², x₂ − x₁)."""
    return np.stack([x[0] ** 2 * x[1], x[0] * np.exp(x[1]), x[1] - x[0]])


def push_forward(x: Any, v: Any) -> Any:
    """Push the direction v through it: J v, shape (3,)."""
    return jvp(three_outputs, (x,), (v,))[1]


def partials(x: Any) -> tuple[Any, Any]:
    """Return its value and its Jacobian, shapes (3,) and (3, 2)."""
    return three_outputs(x), jacobian(three_outputs)(x)


def running_sums_back(u: Any) -> Any:
    """Pull the row u back through the running sums, shape (n,)."""
    return vjp(np.cumsum, np.zeros(len(u)))[1](u)[0]


def three_layers(x1: Any, a1: Any, A: Any, C: Any) -> dict[str, Any]:
    """Return M⁽⁴←³⁾, M⁽³←²⁾, O⁽²←¹⁾ and O⁽⁴←¹⁾ of x₂ = a₁ ⊙ x₁, x₃ = tanh(A x₂), x₄ = C x₃."""
    x2 = a1 * x1
    return {
        "M43": jacobian(lambda x: C @ x)(np.tanh(A @ x2)),
        "M32": jacobian(lambda x: np.tanh(A @ x))(x2),
        "O21": jacobian(lambda a: a * x1)(a1),
        "O41": jacobian(lambda a: C @ np.tanh(A @ (a * x1)))(a1),
    }


def middle_layer(
    factor: Callable[[Any, Any, Any, Any], Any],
) -> Callable[[Any, Any, Any, Any], dict[str, Any]]:
    """Make a slip about M⁽³←²⁾ of what ``factor(A, x2, z, x3)`` returns."""

    def slip(x1: Any, a1: Any, A: Any, C: Any) -> dict[str, Any]:
        x2 = a1 * x1
        return {"M32": factor(A, x2, A @ x2, np.tanh(A @ x2))}

    return slip


def delta_recursion(row: Any, M32: Any, M21: Any, O32: Any, O21: Any, O10: Any) -> dict[str, Any]:
    """Go down three layers with δ; every entry is a row, shape (3,)."""
    rows: dict[str, Any] = {"alpha2": np.einsum("i,im->m", row, O32)}
    rows["delta2"] = np.einsum("i,ij->j", row, M32)
    rows["alpha1"] = np.einsum("i,ij,jm->m", row, M32, O21)
    rows["delta1"] = np.einsum("i,ij,jk->k", row, M32, M21)
    rows["alpha0"] = np.einsum("i,ij,jk,km->m", row, M32, M21, O10)
    return rows


def delta_of_books(z_bar: Any, A: Any, f: Any) -> Any:
    """Take a δ by the pre-activation through A and tanh to the layer below, shape (d,)."""
    return vjp(lambda z: A @ np.tanh(z), np.arctanh(f))[1](z_bar)[0]


def residual(x: Any, A: Any, b: Any) -> Any:
    """Compute x + tanh(A x + b)."""
    return x + np.tanh(A @ x + b)


def residual_layer(delta: Any, A: Any, b: Any, x: Any) -> dict[str, Any]:
    """Send δ back through a residual layer: to b, to A and to x."""
    by_x, by_A, by_b = vjp(residual, x, A, b)[1](delta)
    return {"b": by_b, "A": by_A, "delta": by_x}


def residual_slip(
    parts: Callable[[Any, Any, Any, Any, Any], dict[str, Any]],
) -> Callable[[Any, Any, Any, Any], dict[str, Any]]:
    """Make a slip of what ``parts(delta, A, x, h, z)`` returns, where h = tanh(z)."""

    def slip(delta: Any, A: Any, b: Any, x: Any) -> dict[str, Any]:
        z = A @ x + b
        return parts(delta, A, x, np.tanh(z), z)

    return slip


# Counts.


def product_cost(rows: int, inner: int, columns: int) -> int:
    """Count the multiplications of a (rows × inner)(inner × columns) product."""
    return rows * inner * columns


def reverse_cost(L: int, d: int, n: int) -> int:
    """Count, product by product, what all L rows of derivatives take when δ is kept."""
    parameters = sum(product_cost(1, d, n) for _ in range(L))
    deltas = sum(product_cost(1, d, d) for _ in range(L - 1))
    return parameters + deltas


def forward_cost(L: int, d: int, n: int) -> int:
    """Count the same begun at the right, anew for each of the L layers."""
    count = 0
    for layer in range(L):
        count += sum(product_cost(d, d, n) for _ in range(layer + 1, L))
        count += product_cost(1, d, n)
    return count


def cheapest(sizes: Sequence[int]) -> int:
    """Count the multiplications of a chain of matrices with the best brackets.

    Matrix k has the shape (sizes[k], sizes[k + 1]).
    """
    first, last = sizes[0], sizes[-1]
    cuts = range(1, len(sizes) - 1)
    counts = (
        cheapest(sizes[: k + 1]) + cheapest(sizes[k:]) + product_cost(first, sizes[k], last)
        for k in cuts
    )
    return min(counts, default=0)


def jacobian_terabytes(side: int, size: int) -> float:
    """Return the room of the Jacobian of an image by an image, in units of 10¹² bytes."""
    return (side * side) ** 2 * size / 1e12


def tangent_by_hand(x: int, y: int, p: int, q: int) -> float:
    """Push the direction (p, q) through f = (x² + 3y) y."""
    point, direction = (float(x), float(y)), (float(p), float(q))
    return float(jvp(lambda x, y: (x**2 + 3 * y) * y, point, direction)[1])


def steady_weight(y: float) -> float:
    """Return the weight at which a tanh layer with the output y keeps the length of δ."""
    slope = jvp(np.tanh, (np.arctanh(y),), (1.0,))[1]
    return float(1 / slope)


# Numbers for each student. A draw is repeated until right answer and slips are different numbers.

TANGENT_SLIPS = (
    Slip(
        "seeds_of_one",
        lambda x, y, p, q: 2 * x * y + x * x + 6 * y,
        "Both inputs have the seed 1 in your sweep. Here each has its own, the entry of the "
        "direction.",
    ),
    Slip(
        "x_only",
        lambda x, y, p, q: 2 * x * p * y,
        "In your sweep only x moves. But y has a tangent, too, wherever it occurs.",
    ),
    Slip(
        "y_only",
        lambda x, y, p, q: 3 * q * y + (x * x + 3 * y) * q,
        "In your sweep only y moves. But x has a tangent, too.",
    ),
    Slip(
        "last_factor_held",
        lambda x, y, p, q: (2 * x * p + 3 * q) * y,
        "In the last product only s moves. Its other factor, y, has a tangent as well.",
    ),
    Slip(
        "sum_held",
        lambda x, y, p, q: (x * x + 3 * y) * q,
        "In the last product only y moves. Its other factor, s, has a tangent as well.",
    ),
    Slip(
        "tangents_multiplied",
        lambda x, y, p, q: (2 * x * p + 3 * q) * q,
        "In the last product you multiplied the two tangents. That belongs to ε², which is 0.",
    ),
    Slip(
        "slope_without_tangent",
        lambda x, y, p, q: (2 * x + 3 * q) * y + (x * x + 3 * y) * q,
        "The tangent of u is not the slope of the square alone. It is multiplied by the tangent "
        "of x.",
    ),
    Slip(
        "constant_lost",
        lambda x, y, p, q: (2 * x * p + q) * y + (x * x + 3 * y) * q,
        "The constant in front of y was lost in the tangent of s. It stays as a factor.",
    ),
    Slip(
        "tangent_of_y_lost",
        lambda x, y, p, q: (2 * x * p + 3) * y + (x * x + 3 * y) * q,
        "In the tangent of s the second term has no tangent. The constant is multiplied by that "
        "of y.",
    ),
    Slip(
        "value_of_f",
        lambda x, y, p, q: (x * x + 3 * y) * y,
        "That is the value of f, the first half of the dual number. Asked is the tangent.",
    ),
)

NARROW_SLIPS = (
    Slip(
        "from_the_left",
        lambda p, q, r, s, t: p * q * r + p * r * s + p * s * t,
        "That is the count from the left, as in reverse mode. Without a row at that end, other "
        "brackets can be cheaper.",
    ),
    Slip(
        "from_the_right",
        lambda p, q, r, s, t: r * s * t + q * r * t + p * q * t,
        "That is the count from the right, as in forward mode. There are brackets that begin at "
        "neither end.",
    ),
    Slip(
        "middle_then_left",
        lambda p, q, r, s, t: q * r * s + p * q * s + p * s * t,
        "You began in the middle and went on to the left. The first product removes the narrow "
        "size, which should stay as long as it can.",
    ),
    Slip(
        "middle_then_right",
        lambda p, q, r, s, t: q * r * s + q * s * t + p * q * t,
        "You began in the middle and went on to the right. The first product removes the narrow "
        "size, which should stay as long as it can.",
    ),
    Slip(
        "last_product_forgotten",
        lambda p, q, r, s, t: p * q * r + r * s * t,
        "You have made two matrices, at little cost. They still have to be multiplied by each "
        "other.",
    ),
    Slip(
        "narrow_size_forgotten",
        lambda p, q, r, s, t: p * q * r + r * s * t + p * t,
        "Those brackets are good ones. In their last product each entry is a sum, though, not a "
        "single product.",
    ),
    Slip(
        "entries",
        lambda p, q, r, s, t: p * q + q * r + r * s + s * t,
        "Those are the entries of the matrices. Count the multiplications of the three products.",
    ),
)


def distinct(
    slips: tuple[Slip, ...], reference: Callable[..., Any], numbers: dict[str, Any]
) -> bool:
    """Return whether right answer and slips are different numbers, beside the larger of two."""
    values = np.sort([reference(**numbers), *(slip.answer(**numbers) for slip in slips)])
    size = np.maximum(np.abs(values[1:]), np.abs(values[:-1]))
    return bool(np.all(np.diff(values) > 0.003 * size))


def tangent_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a point and a direction, small whole numbers."""
    while True:
        numbers = {
            "x": int(rng.integers(2, 6)),
            "y": int(rng.integers(2, 6)),
            "p": int(rng.integers(2, 5)),
            "q": int(rng.choice([-3, -2, -1, 2, 3])),
        }
        # Not 0: too many mistakes end there, and a message may speak of it.
        if distinct(TANGENT_SLIPS, tangent_by_hand, numbers) and tangent_by_hand(**numbers):
            return numbers


def least_count(p: int, q: int, r: int, s: int, t: int) -> int:
    """Count the least multiplications of (p × q)(q × r)(r × s)(s × t)."""
    return cheapest((p, q, r, s, t))


def narrow_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw widths with a narrow layer in the middle."""
    while True:
        p, q, s, t = (int(each) for each in 5 * rng.integers(4, 11, 4))
        numbers = {"p": p, "q": q, "r": int(rng.integers(2, 4)), "s": s, "t": t}
        if distinct(NARROW_SLIPS, least_count, numbers):
            return numbers


def image_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw the side of an image and the bytes of a number."""
    return {"side": int(rng.choice([500, 800, 1200, 1500, 2000])), "size": int(rng.choice([4, 8]))}


def output_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw the output of a layer."""
    return {"y": float(rng.choice([0.4, 0.6, 0.7, 0.8, 0.9]))}


# Examples that several questions use.

SQUARES = tuple(
    np.array(rows)
    for rows in (
        ((0.5, -1.2, 0.8), (1.4, 0.3, -0.7), (-0.9, 1.1, 0.6)),
        ((1.3, 0.4, -0.6), (-0.5, 0.9, 1.2), (0.7, -1.1, 0.3)),
        ((-0.8, 0.6, 1.5), (0.4, 1.2, -0.3), (1.0, -0.5, 0.9)),
        ((0.2, 1.1, -1.3), (0.8, -0.6, 0.5), (-1.4, 0.7, 0.4)),
        ((1.1, -0.3, 0.9), (-0.7, 0.8, 1.6), (0.5, 1.3, -0.4)),
    )
)
ROWS = (np.array([0.7, -1.1, 0.4]), np.array([-0.6, 0.9, 1.3]), np.array([1.2, 0.5, -0.8]))
TURNED = tuple((*SQUARES[k:], *SQUARES[:k]) for k in (0, 2, 3))
FACTORS = {f"m{k + 1}{k}": Reals(-1.8, 2.2, away_from=(0.0, 1.0)) for k in (4, 3, 2, 1, 0)} | {
    f"o{k + 1}{k}": Reals(-1.8, 2.2, away_from=(0.0, 1.0)) for k in (4, 3, 2, 1, 0)
}
FACTOR_PROBES = (
    (1.3, 0.7, -0.4, 2.1, 0.6, -1.2, 1.9, 0.5, 1.6, -0.8),
    (0.6, -1.4, 1.7, 0.3, -0.9, 2.0, 0.4, 1.2, -0.7, 1.5),
    (-1.1, 1.8, 0.5, -0.6, 1.4, 0.8, -1.7, 0.9, 0.3, 2.1),
)


SHEET = Sheet(
    name="07_forward_and_reverse",
    title="Forward against reverse accumulation",
    exercises=(
        Exercise(
            id="dual_product",
            title="Dual numbers multiplied",
            topic="Forward mode",
            points=1,
            level=1,
            source="S3",
            prompt=(
                r"Multiply two dual numbers, $(a + b\,\varepsilon)(c + d\,\varepsilon)$ with "
                r"$\varepsilon^2 = 0$. Write the result as a function `dual_product(a, b, c, d)` "
                "that returns the value and the tangent, in this order, as an array of shape "
                "`(2,)`."
            ),
            inputs={
                "a": Reals(-2, 2.5, away_from=(0.0, 1.0)),
                "b": Reals(-2, 2.5, away_from=(0.0, 1.0)),
                "c": Reals(-2.5, 3, away_from=(0.0, 1.0)),
                "d": Reals(-2, 2.5, away_from=(0.0, 1.0)),
            },
            probes=((1.3, 0.7, -0.4, 2.1), (0.6, -1.2, 1.9, 0.5), (-1.5, 0.4, 2.2, -0.8)),
            reference=dual_product,
            slips=(
                Slip(
                    "tangents_multiplied",
                    lambda a, b, c, d: np.array([a * c, b * d]),
                    "You multiplied the tangents by each other. That product belongs to ε², which "
                    "is 0.",
                ),
                Slip(
                    "complex_numbers",
                    lambda a, b, c, d: np.array([a * c - b * d, a * d + b * c]),
                    "That is how complex numbers multiply, where the square of i is −1. The "
                    "square of ε is 0.",
                ),
                Slip(
                    "first_held",
                    lambda a, b, c, d: np.array([a * c, a * d]),
                    "Half of the product rule is missing. The first factor moves as well.",
                ),
                Slip(
                    "second_held",
                    lambda a, b, c, d: np.array([a * c, b * c]),
                    "Half of the product rule is missing. The second factor moves as well.",
                ),
                Slip(
                    "tangents_added",
                    lambda a, b, c, d: np.array([a * c, b + d]),
                    "You added the tangents, as in a sum. In a product each is weighted by the "
                    "value of the other factor.",
                ),
                Slip(
                    "own_values",
                    lambda a, b, c, d: np.array([a * c, a * b + c * d]),
                    "Each tangent was multiplied by the value of its own number. Multiply the "
                    "brackets out.",
                ),
                Slip(
                    "square_kept",
                    lambda a, b, c, d: np.array([a * c, a * d + b * c + b * d]),
                    "You counted the term with ε² among those with ε. It is 0.",
                ),
                Slip(
                    "square_one",
                    lambda a, b, c, d: np.array([a * c + b * d, a * d + b * c]),
                    "You put 1 for ε², so the tangents come into the value. It is 0.",
                ),
                Slip(
                    "quotient_sign",
                    lambda a, b, c, d: np.array([a * c, b * c - a * d]),
                    "A minus stands between the two terms, as in the quotient rule. Multiplying "
                    "out gives none.",
                ),
                Slip(
                    "sum",
                    lambda a, b, c, d: np.array([a + c, b + d]),
                    "That is the sum of the two dual numbers.",
                ),
            ),
            hints=(
                "Multiply the two brackets out: four terms.",
                (
                    r"Put 0 for $\varepsilon^2$. What stands alone is the value, what stands in "
                    r"front of $\varepsilon$ the tangent."
                ),
                (
                    r"Start: $(a + b\,\varepsilon)(c + d\,\varepsilon) = ac + \ldots\,\varepsilon "
                    r"+ bd\,\varepsilon^2$."
                ),
                "`return np.array([a * c, ... + ...])`",
            ),
            why="The tangent of a product is the product rule, and no one had to build it in.",
        ),
        Exercise(
            id="dual_square_exp",
            title="A dual number through a formula",
            kind="formula",
            topic="Forward mode",
            points=1,
            level=1,
            source="S3",
            prompt=(
                r"The dual number $a + b\,\varepsilon$ is put into $f(u) = e^{u^2}$. Type what "
                r"stands in front of $\varepsilon$ in the result, as text in `a` and `b`: "
                r'`dual_square_exp = "..."`.'
            ),
            inputs={
                "a": Reals(-1.3, 1.4, away_from=(0.0, 1.0)),
                "b": Reals(-2, 2.2, away_from=(0.0, 1.0)),
            },
            probes=((0.7, 1.6), (-1.1, 0.4), (0.4, -1.3)),
            reference=lambda a, b: jvp(lambda u: np.exp(u**2), (a,), (b,))[1],
            slips=(
                Slip(
                    "tangent_lost",
                    "2*a*e^(a^2)",
                    "That is the slope of f at the value. It is multiplied by the tangent that "
                    "came in.",
                ),
                Slip(
                    "inner_forgotten",
                    "b*e^(a^2)",
                    "You left the square out of the chain. On its way the tangent passes two "
                    "functions, each with a slope.",
                ),
                Slip(
                    "outer_forgotten",
                    "2*a*b",
                    "That is the tangent after the square. It still has to pass the exponential.",
                ),
                Slip("value", "e^(a^2)", "That is the value, the part without ε."),
                Slip(
                    "tangent_alone",
                    "e^(b^2)",
                    "You put the tangent into f. Into f goes the value; the tangent is multiplied "
                    "by slopes.",
                ),
                Slip(
                    "slope_at_the_tangent",
                    "2*b*e^(b^2)",
                    "You took the slope of f at the tangent. It is taken at the value.",
                ),
                Slip(
                    "slope_in_the_exponent",
                    "2*a*b*e^(2*a)",
                    "In the exponent you differentiated. The slope of the exponential is taken at "
                    "what went in.",
                ),
                Slip(
                    "two_lost",
                    "a*b*e^(a^2)",
                    "In the slope of the square a factor is missing.",
                ),
                Slip(
                    "value_of_square_lost",
                    "2*b*e^(a^2)",
                    "In the slope of the square something is missing: how steep the square is "
                    "depends on where one is.",
                ),
                Slip(
                    "square_lost_in_the_exponent",
                    "2*a*b*e^a",
                    "The slope of the exponential is taken at what goes into it. By then the "
                    "square has been done.",
                ),
                Slip(
                    "value_added",
                    "e^(a^2) + 2*a*b*e^(a^2)",
                    "You put value and tangent into one number. Asked is only what stands in "
                    "front of ε.",
                ),
                Slip(
                    "step_of_one",
                    "e^((a + b)^2)",
                    "You put a 1 in the place of ε. It stands for a step so small that its square "
                    "no longer counts.",
                ),
                Slip(
                    "power_rule",
                    "a^2*b*e^(a^2 - 1)",
                    "You treated the exponential as a power. Here the variable stands in the "
                    "exponent.",
                ),
                Slip(
                    "tangent_squared",
                    "b^2*e^(a^2)",
                    "You squared the tangent. What is left of the square of a dual number, if ε² "
                    "is 0?",
                ),
                Slip(
                    "added",
                    "2*a*b + e^(a^2)",
                    "You added what comes from the two functions. Along a chain one multiplies.",
                ),
            ),
            hints=(
                r"Two steps: first the square, then the exponential.",
                (
                    r"$\phi(v + \dot v\,\varepsilon) = \phi(v) + \phi'(v)\,\dot v\,\varepsilon$, "
                    "once for each step."
                ),
                (
                    r"Start: $(a + b\,\varepsilon)^2 = a^2 + 2ab\,\varepsilon$. What does the "
                    "exponential make of it?"
                ),
                '`dual_square_exp = "e^(...)*..."`',
            ),
            why=(
                "One step after the other, each multiplies the tangent by its slope at the value: "
                "the chain rule, from the inside out."
            ),
        ),
        Exercise(
            id="row_of_jacobian",
            title="A seed for a row",
            kind="choice",
            topic="Sweeps",
            points=1,
            level=1,
            source="S3",
            prompt=(
                r"A function $f : \mathbb{R}^5 \to \mathbb{R}^3$ is given as a program. With a "
                "single sweep you want the second row of its Jacobian, the slopes of $f_2$ by "
                "all five inputs. Which sweep is it? Assign the letter as text: "
                r'`row_of_jacobian = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "Forward, with the seed $(0, 1, 0, 0, 0)$.",
                    slip="a_column",
                    message=(
                        "That sweep moves the second input and reports what all outputs do. It "
                        "brings a column."
                    ),
                ),
                Option(
                    "b",
                    "Reverse, with the seed $(1, 1, 1)$; the second number is taken.",
                    slip="all_outputs",
                    message=(
                        "This seed adds the outputs up before anything is differentiated. From a "
                        "sum of rows no single row can be recovered."
                    ),
                ),
                Option(
                    "c",
                    "Reverse, with the seed $(0, 1, 0)$.",
                    message=(
                        "The seed has an entry for each output and picks one of them; what comes "
                        "back has an entry for each input."
                    ),
                ),
                Option(
                    "d",
                    "Forward, with the seed $(1, 1, 1, 1, 1)$; the second number is taken.",
                    slip="all_inputs",
                    message=(
                        "All inputs move at once, so the second number is the sum of that row. "
                        "Its entries can no longer be told apart."
                    ),
                ),
                Option(
                    "e",
                    "Reverse, with the seed $(0, 1, 0, 0, 0)$.",
                    slip="seed_too_long",
                    message=(
                        "The mode is right. But a reverse sweep begins at the outputs, and its "
                        "seed has an entry for each of them."
                    ),
                ),
            ),
            hints=(
                r"Write down the shapes: $\mathbf{J}$ is $3 \times 5$.",
                (
                    r"Forward brings $\mathbf{J}\mathbf{v}$, reverse brings "
                    r"$\mathbf{u}^\top\mathbf{J}$."
                ),
                r"Start: a row has five entries. Which of the two products has five entries?",
                (
                    r"$\mathbf{e}_i^\top \mathbf{J}$ is row $i$; $\mathbf{e}_i$ has as many "
                    r"entries as $\mathbf{J}$ has …"
                ),
            ),
            why="Seeds that are unit vectors pick: columns in forward mode, rows in reverse mode.",
        ),
        Exercise(
            id="sweep_counts",
            title="Sweeps for a whole Jacobian",
            topic="Sweeps",
            points=1,
            level=1,
            source="S3",
            prompt=(
                r"How many sweeps does the whole Jacobian of $f : \mathbb{R}^n \to \mathbb{R}^m$ "
                "take, one at a time? Write a function `sweep_counts(n, m)` that returns the "
                "number for forward and the number for reverse mode, in this order, as an array "
                "of shape `(2,)`."
            ),
            inputs={"n": Integers(2, 60), "m": Integers(2, 60)},
            probes=((5, 2), (3, 7), (40, 12)),
            where=lambda n, m: n != m,
            reference=lambda n, m: np.array([n, m]),
            slips=(
                Slip(
                    "entries",
                    lambda n, m: np.array([n * m, n * m]),
                    "That is the number of entries. One sweep brings a whole column or a whole "
                    "row at once.",
                ),
                Slip(
                    "one_sweep",
                    lambda n, m: np.array([1.0, 1.0]),
                    "A single sweep is enough only for a single input in forward mode, or a "
                    "single output in reverse.",
                ),
                Slip(
                    "exchanged",
                    lambda n, m: np.array([m, n]),
                    "The two modes are exchanged. A forward sweep begins at the inputs, with one "
                    "of them moving.",
                ),
                Slip(
                    "cheaper_mode",
                    lambda n, m: np.array([min(n, m), min(n, m)]),
                    "That is what the better of the two modes needs. Asked are both.",
                ),
                Slip(
                    "reverse_is_one",
                    lambda n, m: np.array([n, 1]),
                    "One reverse sweep is enough for a loss, which is one number. Here f has "
                    "several outputs.",
                ),
                Slip(
                    "forward_is_one",
                    lambda n, m: np.array([1, m]),
                    "One forward sweep is enough for a curve, which has one input. Here f has "
                    "several inputs.",
                ),
                Slip(
                    "differences",
                    lambda n, m: np.array([n + 1, m + 1]),
                    "You counted a further run, as for difference quotients. A sweep brings "
                    "values and derivatives together.",
                ),
                Slip(
                    "added",
                    lambda n, m: np.array([n + m, n + m]),
                    "You added inputs and outputs. In each mode only one of the two counts.",
                ),
            ),
            hints=(
                "Which part of the Jacobian does one sweep bring?",
                "Forward: a column, for one input. Reverse: a row, for one output.",
                r"Start: how many columns has an $m \times n$ matrix?",
                "`return np.array([..., ...])`",
            ),
            why=(
                "That is why a loss, with one output, is differentiated in reverse, whatever the "
                "number of its inputs."
            ),
        ),
        Exercise(
            id="mode_for_shape",
            title="A mode for each shape",
            kind="choice",
            topic="Sweeps",
            points=1,
            level=1,
            source="S3",
            prompt=(
                "Three whole Jacobians are wanted:\n\n"
                r"- I: a robot arm, from 3 angles to 200 coordinates;"
                "\n"
                r"- II: the loss of a network, from $10^6$ weights to 1 number;"
                "\n"
                r"- III: a layer, from 500 numbers to 500 numbers."
                "\n\nTake the mode with fewer sweeps, and where they are equal the one that keeps "
                "less in memory. Which modes are these? Assign the letter as text: "
                '`mode_for_shape = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "I reverse, II reverse, III reverse.",
                    slip="always_reverse",
                    message=(
                        "Reverse mode pays where there are fewer outputs than inputs. Count the "
                        "outputs of I."
                    ),
                ),
                Option(
                    "b",
                    "I reverse, II forward, III forward.",
                    slip="exchanged",
                    message=(
                        "Counted the wrong way round: forward mode takes a sweep for each input, "
                        "reverse mode one for each output."
                    ),
                ),
                Option(
                    "c",
                    "I forward, II reverse, III reverse.",
                    slip="equal_sweeps",
                    message=(
                        "I and II are right. In III the sweeps are equally many, so it is memory "
                        "that decides: which mode has to keep all values of the forward pass?"
                    ),
                ),
                Option(
                    "d",
                    "I forward, II reverse, III forward.",
                    message=(
                        "3 sweeps against 200; 1 against a million; and where they are equal, "
                        "forward mode need not keep the values."
                    ),
                ),
                Option(
                    "e",
                    "I forward, II forward, III forward.",
                    slip="always_forward",
                    message="Look at II: how many forward sweeps would it take?",
                ),
            ),
            hints=(
                "Write down for each the number of inputs and of outputs.",
                "Forward: a sweep for each input. Reverse: a sweep for each output.",
                "Start: I takes 3 sweeps forward. How many in reverse?",
                (
                    "For III the numbers are equal. Reverse mode starts when all values are "
                    "known, so it has to … them."
                ),
            ),
            why="The shape decides, not the fashion: few inputs forward, few outputs reverse.",
        ),
        Exercise(
            id="jacobian_memory",
            title="Room for a Jacobian",
            kind="value",
            topic="Memory",
            points=1,
            level=1,
            source="S3",
            prompt=lambda side, size: (
                rf"A layer turns a grey image of ${side} \times {side}$ pixels into another one "
                "of the same size. Somebody wants to keep its whole Jacobian as a full matrix "
                f"in float{8 * size}. How many terabytes is that, of $10^{{12}}$ bytes each? "
                "Assign the number to `jacobian_memory`. (S3 has such a figure for the image of "
                "the lecture, but it counts a byte for each entry.)"
            ),
            parameters={"side": 1000, "size": 4},
            variant=image_numbers,
            reference=jacobian_terabytes,
            slips=(
                Slip(
                    "byte_an_entry",
                    lambda side, size: side**4 / 1e12,
                    "You counted a byte for each entry. A floating-point number takes several.",
                ),
                Slip(
                    "other_precision",
                    lambda side, size: side**4 * (12 - size) / 1e12,
                    "That would be the matrix in the other precision. The name of the type says "
                    "how many bits a number has.",
                ),
                Slip(
                    "bits",
                    lambda side, size: side**4 * size * 8 / 1e12,
                    "You counted bits. Asked are bytes, which are larger.",
                ),
                Slip(
                    "side_for_pixels",
                    lambda side, size: side**2 * size / 1e12,
                    "That is a Jacobian with a row and a column for each line of the image. It "
                    "has them for each pixel.",
                ),
                Slip(
                    "two_images",
                    lambda side, size: 2 * side**2 * size / 1e12,
                    "That is the room of both images. Their Jacobian has an entry for each pair "
                    "of pixels, one from each.",
                ),
                Slip(
                    "gigabytes",
                    lambda side, size: side**4 * size / 1e9,
                    "Those are gigabytes. Asked are terabytes.",
                ),
                Slip(
                    "powers_of_two",
                    lambda side, size: side**4 * size / 2**40,
                    "You divided by a power of 2. The terabyte of the question is a power of 10.",
                ),
                Slip(
                    "bytes",
                    lambda side, size: side**4 * size,
                    "Those are bytes. Asked are terabytes.",
                ),
                Slip(
                    "entries",
                    lambda side, size: side**4,
                    "That is the number of entries. Multiply by the bytes of a number and change "
                    "the unit.",
                ),
            ),
            hints=(
                "How many inputs, how many outputs has the layer? Count pixels.",
                "The Jacobian has (outputs × inputs) entries.",
                "A number takes 4 bytes in float32 and 8 bytes in float64.",
                "`jacobian_memory = (...)**2 * ... / 10**12`",
            ),
            why=(
                "Nobody builds such a matrix. Both modes only ever multiply by it: a sweep "
                "carries as many numbers as there are pixels."
            ),
        ),
        Exercise(
            id="chain_of_five",
            title="The factors of one derivative",
            kind="formula",
            topic="Nets as products",
            points=1,
            level=1,
            source="S4",
            prompt=(
                "A net of $L = 5$ layers in which everything is one-dimensional. $M^{(l+1 "
                r"\leftarrow l)}$ is the slope of a layer by what it takes in, $O^{(l+1 "
                r"\leftarrow l)}$ its slope by its own parameter $\alpha^{(l)}$, and they are "
                "called `m54`, `m43`, `m32`, `m21`, `m10` and `o54`, `o43`, `o32`, `o21`, `o10`. "
                r"Type $\dfrac{\partial y}{\partial \alpha^{(2)}}$ as text in these letters: "
                r'`chain_of_five = "..."`.'
            ),
            inputs=FACTORS,
            probes=FACTOR_PROBES,
            reference="m54*m43*o32",
            slips=(
                Slip(
                    "m_at_the_end",
                    "m54*m43*m32",
                    "Your product ends with a slope by what the layer takes in. The layer whose "
                    "parameter is moved is differentiated by that parameter.",
                ),
                Slip(
                    "one_layer_too_far",
                    "m54*m43*m32*o21",
                    "That is the derivative by α⁽¹⁾. The parameter α⁽²⁾ belongs to the layer that "
                    "makes x⁽³⁾.",
                ),
                Slip(
                    "one_layer_short",
                    "m54*o43",
                    "That is the derivative by α⁽³⁾. The parameter α⁽²⁾ belongs to the layer that "
                    "makes x⁽³⁾.",
                ),
                Slip(
                    "own_layer_only",
                    "o32",
                    "That is how far x⁽³⁾ moves. Two more layers lie between it and y.",
                ),
                Slip(
                    "last_layer_forgotten",
                    "m43*o32",
                    "Your product ends at x⁽⁴⁾. The output is y, a layer further.",
                ),
                Slip(
                    "layer_skipped",
                    "m54*o32",
                    "A layer between x⁽³⁾ and y is missing. Neighbours in the product share a "
                    "number.",
                ),
                Slip(
                    "all_parameters",
                    "o54*o43*o32",
                    "You differentiated every layer by its parameter. Only the second parameter "
                    "moves; the layers behind it are moved by what they take in.",
                ),
                Slip(
                    "layers_below",
                    "m10*m21*o32",
                    "You went through the layers in front of the parameter. It reaches y through "
                    "those behind it.",
                ),
                Slip(
                    "both_kinds",
                    "m54*m43*m32*o32",
                    "The layer of the parameter is in it twice. Only its slope by the parameter "
                    "belongs there.",
                ),
                Slip(
                    "o_forgotten",
                    "m54*m43",
                    "That is how far y moves with x⁽³⁾. One more factor leads from there to the "
                    "parameter.",
                ),
                Slip(
                    "parameter_of_another_layer",
                    "m54*m43*o21",
                    "The last two factors are no neighbours: the product has a gap. What one "
                    "factor takes in is what the next one gives out.",
                ),
                Slip(
                    "ends_exchanged",
                    "o54*m43*m32",
                    "The slope by a parameter stands at the wrong end. Which layer has the "
                    "parameter that moves?",
                ),
                Slip(
                    "by_the_first",
                    "m54*m43*m32*m21*o10",
                    "That is the derivative by α⁽⁰⁾, the longest of all. The parameter α⁽²⁾ lies "
                    "nearer to y.",
                ),
                Slip(
                    "layers_shifted",
                    "m43*m32*o21",
                    "That is the derivative of x⁽⁴⁾ by α⁽¹⁾. Layers are counted from 0, and y is "
                    "x⁽⁵⁾.",
                ),
                Slip(
                    "added",
                    "m54 + m43 + o32",
                    "You added the factors. Along a chain one multiplies.",
                ),
                Slip(
                    "down_to_the_input",
                    "m54*m43*m32*m21*m10*o32",
                    "You went down to the input of the net. The way from y ends at the layer of "
                    "the parameter.",
                ),
            ),
            hints=(
                (
                    r"Which value does $\alpha^{(2)}$ move first? The layer $x^{(3)} = f^{(3 "
                    r"\leftarrow 2)}(x^{(2)}; \alpha^{(2)})$ has it."
                ),
                r"From there: $x^{(3)}$ moves $x^{(4)}$, and $x^{(4)}$ moves $y = x^{(5)}$.",
                (
                    "Start at the left, with the last layer: `m54`. The product is $L - l$ "
                    "factors long."
                ),
                '`chain_of_five = "m54*...*..."`',
            ),
            why=(
                "L − l factors: the layers behind the parameter by what they take in, its own "
                "layer by the parameter."
            ),
        ),
        Exercise(
            id="shape_of_product",
            title="The shape of a product of layers",
            kind="choice",
            topic="Nets as products",
            points=1,
            level=1,
            source="S4",
            prompt=(
                r"A net of $L = 4$ layers has the widths $d_0, \dots, d_4 = 7, 5, 8, 3, 2$, and "
                r"its layers have $n_0, \dots, n_3 = 40, 48, 27, 8$ parameters. Which shape has "
                r"$O^{(4 \leftarrow 1)} = M^{(4 \leftarrow 3)} M^{(3 \leftarrow 2)} O^{(2 "
                r"\leftarrow 1)}$? Assign the letter as text: "
                r'`shape_of_product = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    r"$2 \times 40$",
                    slip="counted_from_one",
                    message=(
                        "Layers and parameters are counted from 0, so 40 belongs to the first of "
                        "them, α⁽⁰⁾."
                    ),
                ),
                Option(
                    "b",
                    r"$48 \times 2$",
                    slip="transposed",
                    message=(
                        "That would be the transpose. Outputs have the rows, and what one "
                        "differentiates by has the columns."
                    ),
                ),
                Option(
                    "c",
                    r"$2 \times 48$",
                    message=(
                        "A row for each output, a column for each parameter of layer 1; all other "
                        "sizes are summed over."
                    ),
                ),
                Option(
                    "d",
                    r"$8 \times 48$",
                    slip="own_layer_only",
                    message=(
                        "That is the shape of the last factor, the derivative of what its own "
                        "layer gives out. Two matrices stand to the left of it."
                    ),
                ),
                Option(
                    "e",
                    r"$2 \times 5$",
                    slip="by_the_value",
                    message=(
                        "That is the derivative of the output by the value x⁽¹⁾. Here it is by "
                        "the parameters of that layer."
                    ),
                ),
            ),
            hints=(
                "Write the three shapes side by side.",
                (
                    r"$M^{(l+1 \leftarrow l)}$ is $d_{l+1} \times d_l$, and $O^{(l+1 \leftarrow "
                    r"l)}$ is $d_{l+1} \times n_l$."
                ),
                r"Start: $M^{(4 \leftarrow 3)}$ is $2 \times 3$.",
                r"$(2 \times 3)(3 \times 8)(8 \times \ldots)$: inner sizes disappear.",
            ),
            why=(
                "S4 gives O⁽⁴←¹⁾ as a derivative of f⁽⁴←³⁾ by α⁽¹⁾; meant is that of the last "
                "value x⁽⁴⁾, and this is its shape."
            ),
        ),
        Exercise(
            id="tangent_by_hand",
            title="A direction by hand",
            kind="value",
            topic="Forward mode",
            points=2,
            level=2,
            source="S3",
            prompt=lambda x, y, p, q: (
                r"Three operations, one after the other: $u = x^2$, $s = u + 3y$, $f = s\,y$. "
                rf"The inputs are the dual numbers $x = {x} + {p}\,\varepsilon$ and $y = {y} "
                rf"{q:+d}\,\varepsilon$. Run the sweep with pencil and paper, and assign the "
                "tangent of $f$ to `tangent_by_hand`."
            ),
            parameters={"x": 2, "y": 3, "p": 3, "q": -1},
            variant=tangent_numbers,
            reference=tangent_by_hand,
            slips=TANGENT_SLIPS,
            hints=(
                "Make a table: for each of $x, y, u, s, f$ a value and a tangent.",
                (
                    r"A square: $\dot u = 2x\,\dot x$. A sum: tangents are added, a constant "
                    "factor stays. A product: the product rule."
                ),
                r"Start with $u$ and $\dot u$, then $s = u + 3y$ and $\dot s = \dot u + 3\dot y$.",
                r"$\dot f = \dot s\,y + s\,\ldots$",
            ),
            why=(
                "The tangent is the Jacobian times the direction, a slope by neither x nor y "
                "alone. The Jacobian itself was never built."
            ),
        ),
        Exercise(
            id="push_forward",
            title="A Jacobian-vector product",
            topic="Forward mode",
            points=2,
            level=2,
            source="S3",
            prompt=(
                r"Let $f(\mathbf{x}) = \begin{bmatrix} x_1^2 x_2 & x_1 e^{x_2} & x_2 - x_1 "
                r"\end{bmatrix}^\top$. Go through it with dual numbers $x_1 + v_1\varepsilon$ and "
                r"$x_2 + v_2\varepsilon$, on paper, and write what stands in front of "
                r"$\varepsilon$, the product $\mathbf{J}_f(\mathbf{x})\,\mathbf{v}$, as a "
                "function `push_forward(x, v)`. Both arrays have the shape `(2,)`; return an "
                "array of shape `(3,)`."
            ),
            inputs={
                "x": Vector(2, -1.5, 1.8, away_from=(0.0, 1.0)),
                "v": Vector(2, -1.6, 2, away_from=(0.0, 1.0)),
            },
            probes=(
                (np.array([0.7, 1.3]), np.array([1.6, -0.4])),
                (np.array([-1.2, 0.5]), np.array([0.3, 1.4])),
                (np.array([1.5, -0.8]), np.array([-0.9, 0.7])),
            ),
            reference=push_forward,
            slips=(
                Slip(
                    "values",
                    lambda x, v: three_outputs(x),
                    "Those are the values of the outputs, the parts without ε.",
                ),
                Slip(
                    "seeds_of_one",
                    lambda x, v: push_forward(x, np.ones(2)),
                    "You used the seed 1 for both inputs. The seeds are the entries of v.",
                ),
                Slip(
                    "first_input_only",
                    lambda x, v: push_forward(x, v * np.array([1.0, 0.0])),
                    "In your sweep only the first input moves. The second has a tangent as well.",
                ),
                Slip(
                    "second_input_only",
                    lambda x, v: push_forward(x, v * np.array([0.0, 1.0])),
                    "In your sweep only the second input moves. The first has a tangent as well.",
                ),
                Slip(
                    "direction_put_in",
                    lambda x, v: three_outputs(v),
                    "You put the direction into f. Into f go the values; the tangents are "
                    "multiplied by slopes.",
                ),
                Slip(
                    "finite_step",
                    lambda x, v: three_outputs(x + v) - three_outputs(x),
                    "That is how far f moves in a whole step. Terms with the square of ε have to "
                    "be left out.",
                ),
                Slip(
                    "whole_jacobian",
                    lambda x, v: partials(x)[1],
                    "That is the whole Jacobian. Its product with v is asked, and a single sweep "
                    "brings it.",
                ),
                Slip(
                    "columns_not_added",
                    lambda x, v: partials(x)[1] * v,
                    "The columns are weighted by v, but not added up. Asked is one number for "
                    "each output.",
                ),
                Slip(
                    "values_and_tangents",
                    lambda x, v: np.stack([three_outputs(x), push_forward(x, v)]),
                    "Those are values and tangents. Return the tangents alone.",
                ),
                Slip(
                    "tangents_multiplied",
                    lambda x, v: np.array(
                        [2 * x[0] * v[0] * v[1], v[0] * np.exp(x[1]) * v[1], v[1] - v[0]]
                    ),
                    "In the products you multiplied the tangents by each other. The product rule "
                    "has two terms, with one tangent in each.",
                ),
                Slip(
                    "half_of_each_product",
                    lambda x, v: np.array(
                        [2 * x[0] * v[0] * x[1], v[0] * np.exp(x[1]), v[1] - v[0]]
                    ),
                    "In the two products only the first factor moves. The second one depends on x "
                    "as well and adds a term.",
                ),
                Slip(
                    "exponential_lost_its_tangent",
                    lambda x, v: (
                        push_forward(x, v) + np.array([0.0, x[0] * np.exp(x[1]) * (1 - v[1]), 0.0])
                    ),
                    "The slope of the exponential lacks its tangent. What moves the exponent is "
                    "the second input.",
                ),
            ),
            hints=(
                "Take the outputs one by one, and each operation one by one.",
                (
                    r"A product $u\,w$ has the tangent $\dot u\,w + u\,\dot w$, the exponential "
                    r"$e^{x_2}$ has $e^{x_2}\,\dot x_2$."
                ),
                r"Start: $x_1^2$ has the tangent $2x_1v_1$. Then the product with $x_2$.",
                "`return np.array([2 * x[0] * v[0] * x[1] + ..., ..., v[1] - v[0]])`",
            ),
            why=(
                "Forward mode never sees the Jacobian, only this product; with unit vectors for v "
                "it would bring the columns."
            ),
        ),
        Exercise(
            id="running_sums_back",
            title="Back through running sums",
            topic="Reverse mode",
            points=2,
            level=2,
            source="S3",
            prompt=(
                r"Running sums take $\mathbf{x} \in \mathbb{R}^n$ to $y_i = x_1 + \dots + x_i$, "
                r"for $i = 1, \dots, n$ (`np.cumsum`). Write their vector-Jacobian product "
                r"$\mathbf{u}^\top \mathbf{J}$ as a function `running_sums_back(u)` that returns "
                "an array of shape `(n,)`. It is called with several lengths. No Jacobian need "
                "be built."
            ),
            inputs={"u": Vector(4, -2, 2.4)},
            probes=(
                (np.array([0.7, -1.2, 0.4]),),
                (np.array([1.5, 0.3, -0.8, 2.0]),),
                (np.array([-0.6, 1.1, 0.9, -1.7, 0.5]),),
            ),
            row_vector=True,
            reference=running_sums_back,
            slips=(
                Slip(
                    "jacobian_vector_product",
                    np.cumsum,
                    "Those are the running sums of u, which is J u: forward mode. From the left, "
                    "the Jacobian is summed along its columns.",
                ),
                Slip(
                    "not_turned_back",
                    lambda u: np.cumsum(u[::-1]),
                    "You sum from the end, but the result is in the order of summing. The first "
                    "entry belongs to the first input.",
                ),
                Slip(
                    "total_everywhere",
                    lambda u: np.full(len(u), np.sum(u)),
                    "You let every input go into every sum. An input is missing in the sums that "
                    "end before it.",
                ),
                Slip(
                    "turned_too_late",
                    lambda u: np.cumsum(u)[::-1],
                    "You summed from the start and turned the result round. The sums themselves "
                    "have to run the other way.",
                ),
                Slip(
                    "unchanged",
                    lambda u: u * 1.0,
                    "You passed u on unchanged, as if each output had its own input only. Each "
                    "input goes into several sums.",
                ),
                Slip(
                    "differences",
                    lambda u: np.diff(u, prepend=0.0),
                    "That undoes the sums. Going back does not invert a function, it multiplies "
                    "by its slopes.",
                ),
                Slip(
                    "own_sum_left_out",
                    lambda u: np.sum(u) - np.cumsum(u),
                    "The sum that ends with the input itself is left out. It contains that input, "
                    "too.",
                ),
                Slip(
                    "users_counted",
                    lambda u: u * np.arange(len(u), 0, -1),
                    "You counted in how many sums an input occurs, and took the same u for all of "
                    "them. Each of these sums has its own.",
                ),
                Slip(
                    "turned_round",
                    lambda u: u[::-1] * 1.0,
                    "You only turned the order round. What comes back to an input is a sum over "
                    "all outputs that contain it.",
                ),
                Slip(
                    "jacobian",
                    lambda u: np.tril(np.ones((len(u), len(u)))),
                    "That is the Jacobian. Asked is its product with the row u, at the left.",
                ),
            ),
            hints=(
                "In which sums does the first input occur? And the last one?",
                (
                    "What comes back to $x_j$ is the sum of $u_i$ over all outputs $y_i$ that "
                    "contain $x_j$."
                ),
                (
                    "Start with the last: $x_n$ occurs in $y_n$ only, so $u_n$ comes back. For "
                    "$x_{n-1}$ it is $u_{n-1} + u_n$."
                ),
                "`np.cumsum` of a reversed array, `u[::-1]`, and what then?",
            ),
            why=(
                "Forward a value runs to the right, backward a derivative runs to the left: the "
                "transpose turns the arrows round."
            ),
        ),
        Exercise(
            id="o_four_one",
            title="Layers, and their product",
            kind="parts",
            topic="Nets as products",
            points=5,
            level=2,
            source="S4",
            prompt=(
                r"The last three layers of a net: $x^{(2)} = \alpha^{(1)} \odot x^{(1)}$ (entry "
                r"by entry), $x^{(3)} = \tanh(A\,x^{(2)})$, $x^{(4)} = C\,x^{(3)}$. Write a "
                r"function `o_four_one(x1, a1, A, C)`, with `a1` for $\alpha^{(1)}$, that returns "
                "a dict of full matrices: "
                r'`"M43"` is $M^{(4 \leftarrow 3)}$, `"M32"` is $M^{(3 \leftarrow 2)}$, `"O21"` '
                r'is $O^{(2 \leftarrow 1)} = \partial x^{(2)}/\partial \alpha^{(1)}$, and `"O41"` '
                r"is $O^{(4 \leftarrow 1)} = \partial x^{(4)}/\partial \alpha^{(1)}$. `x1` and "
                "`a1` have the shape `(d,)`, `A` has `(m, d)`, `C` has `(p, m)`."
            ),
            inputs={
                "x1": Vector(3, -1.4, 1.6, away_from=(0.0, 1.0)),
                "a1": Vector(3, -1.3, 1.5, away_from=(0.0, 1.0)),
                "A": Matrix(2, 3, -0.8, 0.9),
                "C": Matrix(4, 2, -1.5, 1.7),
            },
            probes=(
                (ROWS[0], ROWS[1], 0.7 * SQUARES[0][:2], SQUARES[1][:, :2]),
                (ROWS[1], ROWS[2], 0.6 * SQUARES[2][:2], SQUARES[3][:, 1:]),
                (ROWS[2][:2], ROWS[0][:2], 0.8 * SQUARES[4][:, :2], SQUARES[0][:2]),
            ),
            part_points={"M43": 1, "M32": 1, "O21": 1, "O41": 2},
            reference=three_layers,
            slips=(
                Slip(
                    "lying",
                    lambda x1, a1, A, C: {"M43": C.T},
                    "Right numbers, transposed. What the layer gives out has the rows, what it "
                    "takes in the columns.",
                ),
                Slip(
                    "slope_in_a_linear_layer",
                    lambda x1, a1, A, C: {"M43": C * (1 - np.tanh(A @ (a1 * x1)) ** 2)},
                    "A slope of tanh is in it. The last layer only multiplies by C.",
                ),
                Slip(
                    "value_for_derivative",
                    lambda x1, a1, A, C: {"M43": C @ np.tanh(A @ (a1 * x1))},
                    "That is what the layer gives out. Asked is its derivative by what it takes "
                    "in.",
                ),
                Slip(
                    "slope_forgotten",
                    middle_layer(lambda A, x2, z, x3: A),
                    "The tanh is left out. Its slopes multiply the rows of the matrix.",
                ),
                Slip(
                    "slopes_alone",
                    middle_layer(lambda A, x2, z, x3: np.diag(1 - x3**2)),
                    "That is the derivative by the pre-activation. One more factor leads to what "
                    "the layer takes in.",
                ),
                Slip(
                    "slope_of_sums",
                    middle_layer(lambda A, x2, z, x3: np.diag(1 - z**2) @ A),
                    "In the slope of tanh you squared what goes in. The short formula squares "
                    "what comes out.",
                ),
                Slip(
                    "slope_at_the_input",
                    middle_layer(lambda A, x2, z, x3: A * (1 - x2**2)),
                    "The slopes multiply the columns, and they are taken at the input. The tanh "
                    "has a slope for each output, so for each row.",
                ),
                Slip(
                    "parameter_forgotten",
                    lambda x1, a1, A, C: {"M32": np.diag(1 - np.tanh(A @ x1) ** 2) @ A},
                    "The slopes are taken at the wrong place. What layer 2 takes in is x⁽²⁾, and "
                    "that has the parameter in it.",
                ),
                Slip(
                    "rows_added",
                    middle_layer(lambda A, x2, z, x3: (1 - x3**2) @ A),
                    "You multiplied by the slopes as a row, which adds the rows of A up. Each "
                    "output has a row of its own.",
                ),
                Slip(
                    "square_missing",
                    middle_layer(lambda A, x2, z, x3: np.diag(1 - x3) @ A),
                    "In the slope of tanh a square is missing.",
                ),
                Slip(
                    "tanh_again",
                    middle_layer(lambda A, x2, z, x3: np.diag(1 - np.tanh(x3) ** 2) @ A),
                    "In the slope tanh is applied once more. x⁽³⁾ has already come through it.",
                ),
                Slip(
                    "slope_of_sigmoid",
                    middle_layer(lambda A, x2, z, x3: np.diag(x3 * (1 - x3)) @ A),
                    "That is the slope of the sigmoid. This layer has tanh.",
                ),
                Slip(
                    "by_the_input",
                    lambda x1, a1, A, C: {"O21": np.diag(a1)},
                    "That is the layer's derivative by what it takes in. By its own parameter the "
                    "other factor is left.",
                ),
                Slip(
                    "diagonal_only",
                    lambda x1, a1, A, C: {"O21": x1},
                    "Those are the numbers of the diagonal. As a matrix it has a row for each "
                    "output and a column for each parameter.",
                ),
                Slip(
                    "value_of_the_layer",
                    lambda x1, a1, A, C: {"O21": a1 * x1},
                    "That is what the layer gives out. Asked is its derivative, a matrix.",
                ),
                Slip(
                    "every_parameter",
                    lambda x1, a1, A, C: {"O21": np.tile(x1, (len(x1), 1))},
                    "In your matrix every output depends on every parameter. Entry by entry "
                    "means: on its own one only.",
                ),
                Slip(
                    "identity",
                    lambda x1, a1, A, C: {"O21": np.eye(len(x1))},
                    "That would be right for a parameter that is added. Here it multiplies.",
                ),
                Slip(
                    "by_the_value",
                    lambda x1, a1, A, C: {"O41": three_layers(a1, x1, A, C)["O41"]},
                    "At the right end stands the derivative of layer 1 by what it takes in. Asked "
                    "is the one by its parameter.",
                ),
                Slip(
                    "o_forgotten",
                    lambda x1, a1, A, C: {"O41": C @ three_layers(x1, a1, A, C)["M32"]},
                    "The last factor is missing: that is the derivative by x⁽²⁾.",
                ),
                Slip(
                    "m43_forgotten",
                    lambda x1, a1, A, C: {"O41": three_layers(x1, a1, A, C)["M32"] * x1},
                    "The first factor is missing: that is the derivative of x⁽³⁾, and asked is "
                    "the one of x⁽⁴⁾.",
                ),
                Slip(
                    "tanh_forgotten",
                    lambda x1, a1, A, C: {"O41": C @ A * x1},
                    "The tanh in the middle is left out. Multiply the matrices of the other parts.",
                ),
                Slip(
                    "columns_added",
                    lambda x1, a1, A, C: {"O41": C @ three_layers(x1, a1, A, C)["M32"] @ x1},
                    "You multiplied by the diagonal as a vector, which adds the columns up. Each "
                    "parameter has a column of its own.",
                ),
            ),
            hints=(
                "Take the layers one by one: which letter does it multiply, and is there a tanh?",
                (
                    r"$M^{(3 \leftarrow 2)}$: the slopes $1 - \tanh^2$ stand on a diagonal, to "
                    r"the left of $A$. $O^{(2 \leftarrow 1)}$ is diagonal, too."
                ),
                "Start: `x2 = a1 * x1` and `x3 = np.tanh(A @ x2)`; `M43 = C`.",
                r"`M32 = np.diag(1 - ...) @ ...`, `O21 = np.diag(...)`, `O41 = M43 @ ... @ ...`",
            ),
            why=(
                "Each factor knows its own layer only. Their product knows the whole way, through "
                "every number in between."
            ),
        ),
        Exercise(
            id="delta_recursion",
            title="Down three layers with δ",
            kind="parts",
            topic="Nets as products",
            points=5,
            level=2,
            source="S2, S4",
            prompt=(
                r"A net of $L = 3$ layers with a loss $\ell$ behind it. Given are the row "
                r"$\delta^{(3)} = \partial \ell/\partial x^{(3)}$ and the factors $M^{(3 "
                r"\leftarrow 2)}$, $M^{(2 \leftarrow 1)}$, $O^{(3 \leftarrow 2)}$, $O^{(2 "
                r"\leftarrow 1)}$, $O^{(1 \leftarrow 0)}$. Write a function `delta_recursion(row, "
                "M32, M21, O32, O21, O10)` that returns a dict of rows, each an array of shape "
                "`(3,)`, in the order of the backward pass: "
                r'`"alpha2"` is $\partial \ell/\partial \alpha^{(2)}$, `"delta2"` is '
                r'$\delta^{(2)}$, then `"alpha1"`, `"delta1"` and `"alpha0"`. All matrices are $3 '
                r"\times 3$ here, so NumPy will not warn you of a wrong one."
            ),
            inputs={
                "row": Vector(3),
                "M32": Matrix(3, 3),
                "M21": Matrix(3, 3),
                "O32": Matrix(3, 3),
                "O21": Matrix(3, 3),
                "O10": Matrix(3, 3),
            },
            probes=tuple((row, *squares) for row, squares in zip(ROWS, TURNED, strict=True)),
            part_points=dict.fromkeys(("alpha2", "delta2", "alpha1", "delta1", "alpha0"), 1),
            row_vector=True,
            reference=delta_recursion,
            slips=(
                Slip(
                    "m_for_o",
                    lambda row, M32, M21, O32, O21, O10: {"alpha2": row @ M32},
                    "You multiplied by the slope of the layer by what it takes in. By its "
                    "parameters there is another matrix.",
                ),
                Slip(
                    "from_the_right",
                    lambda row, M32, M21, O32, O21, O10: {
                        "alpha2": O32 @ row,
                        "delta2": M32 @ row,
                        "alpha1": O21 @ (row @ M32),
                        "delta1": M21 @ (row @ M32),
                        "alpha0": O10 @ (row @ M32 @ M21),
                    },
                    "The row stands to the right of the matrix. It stands at the left: the loss "
                    "comes first.",
                ),
                Slip(
                    "row_left_out",
                    lambda row, M32, M21, O32, O21, O10: {"alpha2": O32, "delta2": M32},
                    "That is the derivative of the layer's output. The row of the loss multiplies "
                    "it from the left.",
                ),
                Slip(
                    "entry_by_entry",
                    lambda row, M32, M21, O32, O21, O10: {"alpha2": row * O32, "delta2": row * M32},
                    "The star multiplies entry by entry. The product of a row and a matrix is "
                    "written @.",
                ),
                Slip(
                    "o_for_m",
                    lambda row, M32, M21, O32, O21, O10: {"delta2": row @ O32},
                    "You went through the parameters. On its way down δ is multiplied by the "
                    "slope of the layer by what it takes in.",
                ),
                Slip(
                    "through_alpha",
                    lambda row, M32, M21, O32, O21, O10: {"delta2": row @ O32 @ M32},
                    "You went on from the derivative by the parameters. That one is a result; "
                    "what goes on is the δ above it.",
                ),
                Slip(
                    "delta_not_renewed",
                    lambda row, M32, M21, O32, O21, O10: {
                        "alpha1": row @ O21,
                        "delta1": row @ M21,
                        "alpha0": row @ O10,
                    },
                    "You started with the row of the loss again. Between it and this layer lie "
                    "others.",
                ),
                Slip(
                    "delta_too_far_down",
                    lambda row, M32, M21, O32, O21, O10: {
                        "alpha2": row @ M32 @ O32,
                        "alpha1": row @ M32 @ M21 @ O21,
                    },
                    "You took the δ from below the layer. The parameters of a layer stand in "
                    "front of what it gives out.",
                ),
                Slip(
                    "m_instead_of_own_o",
                    lambda row, M32, M21, O32, O21, O10: {
                        "alpha1": row @ M32 @ M21,
                        "alpha0": row @ M32 @ M21,
                    },
                    "That is a δ. For the parameters the last matrix is another one.",
                ),
                Slip(
                    "matrix_of_layer_above",
                    lambda row, M32, M21, O32, O21, O10: {
                        "alpha1": row @ M32 @ O32,
                        "delta1": row @ M32 @ M32,
                        "alpha0": row @ M32 @ M21 @ O21,
                    },
                    "Your last matrix belongs to the layer above. Each layer has its own.",
                ),
                Slip(
                    "order_of_matrices",
                    lambda row, M32, M21, O32, O21, O10: {"delta1": row @ M21 @ M32},
                    "The two matrices are exchanged. From the loss one meets the last layer first.",
                ),
                Slip(
                    "on_through_the_parameters",
                    lambda row, M32, M21, O32, O21, O10: {
                        "delta1": row @ M32 @ O21 @ M21,
                        "alpha0": row @ M32 @ O21 @ O10,
                    },
                    "You went on from the derivative by the parameters. Only the δ are handed "
                    "down.",
                ),
                Slip(
                    "parameters_all_the_way",
                    lambda row, M32, M21, O32, O21, O10: {
                        "alpha1": row @ O32 @ O21,
                        "alpha0": row @ O32 @ O21 @ O10,
                    },
                    "You differentiated the layers above by their parameters, too. Those stay as "
                    "they are; the layers above are moved by what they take in.",
                ),
                Slip(
                    "layer_skipped",
                    lambda row, M32, M21, O32, O21, O10: {"alpha0": row @ M32 @ O10},
                    "A layer is skipped. Use the last δ that you found.",
                ),
                Slip(
                    "first_matrix_skipped",
                    lambda row, M32, M21, O32, O21, O10: {"alpha0": row @ M21 @ O10},
                    "The last layer of the net is skipped. Use the last δ that you found.",
                ),
                Slip(
                    "no_delta_kept",
                    lambda row, M32, M21, O32, O21, O10: {"alpha0": M32 @ M21 @ O10},
                    "The row of the loss is missing at the left. Without it that is the Jacobian "
                    "of the output.",
                ),
            ),
            hints=(
                "Two lines for each layer: one for its parameters, one that takes δ a layer down.",
                (
                    r"$\dfrac{\partial \ell}{\partial \alpha^{(l)}} = \delta^{(l+1)} O^{(l+1 "
                    r"\leftarrow l)}$ and $\delta^{(l)} = \delta^{(l+1)} M^{(l+1 \leftarrow l)}$."
                ),
                (
                    "Start: `alpha2 = row @ O32`, and `delta2 = row @ M32` is used for all that "
                    "follows."
                ),
                "`alpha1 = delta2 @ ...`, `delta1 = delta2 @ ...`, `alpha0 = ... @ O10`",
            ),
            why=(
                "Each δ was used for one layer's parameters and for the next δ: no product was "
                "made a second time."
            ),
        ),
        Exercise(
            id="einsum_of_row",
            title="Indices of a backward step",
            kind="choice",
            topic="Nets as products",
            points=1,
            level=2,
            source="S4",
            prompt=(
                r"The row $\partial \ell/\partial y$ is an array `row` of shape `(d4,)`, $M^{(4 "
                r"\leftarrow 3)}$ an array `M` of shape `(d4, d3)`, and $O^{(3 \leftarrow 2)}$ an "
                r"array `O` of shape `(d3, n2)`. Which call returns $\partial \ell/\partial "
                r"\alpha^{(2)}$, with shape `(n2,)`? Assign the letter as text: "
                r'`einsum_of_row = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    '`np.einsum("i,ij,jm->im", row, M, O)`',
                    slip="not_summed",
                    message=(
                        "Here the index i is left in the result, so the outputs are weighted but "
                        "not added up. The loss is one number."
                    ),
                ),
                Option(
                    "b",
                    '`np.einsum("i,ij,jm->m", row, M, O)`',
                    message="i and j occur twice and are summed over; m occurs once and stays.",
                ),
                Option(
                    "c",
                    '`np.einsum("j,ij,jm->m", row, M, O)`',
                    slip="wrong_end",
                    message=(
                        "Here the row shares its index with the columns of M. It belongs to the "
                        "outputs, the rows of M."
                    ),
                ),
                Option(
                    "d",
                    '`np.einsum("i,ij,mj->m", row, M, O)`',
                    slip="transposed",
                    message=(
                        "Here the columns of O are matched with those of M. Neighbours in a "
                        "product share the inner index: columns of the left one, rows of the "
                        "right one."
                    ),
                ),
                Option(
                    "e",
                    '`np.einsum("i,ij,jm->j", row, M, O)`',
                    slip="wrong_index_left",
                    message=(
                        "Here the index of the layer in between is left, and the parameters are "
                        "added up. What one differentiates by stays."
                    ),
                ),
            ),
            hints=(
                "Write the sum with indices first, from the output back to the parameter.",
                (
                    r"$\displaystyle \sum_{i}\sum_{j} \frac{\partial \ell}{\partial y_i}\, "
                    r"M_{i,j}\, O_{j,m}$."
                ),
                (
                    "Start: an index that is summed over occurs twice at the left of the arrow "
                    "and not at the right."
                ),
                'Only the free index stands behind the arrow: `"i,ij,...->..."`.',
            ),
            why=(
                "A doubled index is a sum over all ways through one layer; a free one says which "
                "derivative it is."
            ),
        ),
        Exercise(
            id="reverse_cost",
            title="What reverse mode costs",
            kind="formula",
            topic="Counting",
            points=2,
            level=2,
            source="S3, S4",
            prompt=(
                r"A net of $L$ layers: every $M$ is a full $d \times d$ matrix, every $O$ a full "
                r"$d \times n$ matrix, and the row $\partial \ell/\partial y \in \mathbb{R}^{1 "
                r"\times d}$ is given. Reverse mode finds $\partial \ell/\partial \alpha^{(l)}$ "
                r"for all $L$ layers, keeps each $\delta$, and does nothing that these do not "
                r"need. How many multiplications does that take, if a $(p \times q)(q \times r)$ "
                "product takes $pqr$? Type the number as text in `L`, `d`, `n`: "
                r'`reverse_cost = "..."`.'
            ),
            inputs={"L": Integers(3, 9), "d": Integers(3, 12), "n": Integers(2, 14)},
            probes=((4, 5, 3), (3, 7, 10), (6, 4, 9)),
            where=lambda L, d, n: d != n,
            reference=reverse_cost,
            slips=(
                Slip(
                    "down_to_the_input",
                    "L*d^2 + L*d*n",
                    "You took δ one layer further down than needed. No parameter lies below the "
                    "first layer.",
                ),
                Slip(
                    "delta_not_kept",
                    "L*(L - 1)/2*d^2 + L*d*n",
                    "You start again at the loss for every layer. The δ of a layer is that of the "
                    "layer above, times a single matrix.",
                ),
                Slip(
                    "parameters_forgotten",
                    "(L - 1)*d^2",
                    "Those are the steps of δ alone. In each layer it is also multiplied by an O.",
                ),
                Slip(
                    "deltas_forgotten",
                    "L*d*n",
                    "Those are the products with the O alone. The δ of each layer has to be made "
                    "first.",
                ),
                Slip(
                    "matrices_multiplied",
                    "(L - 1)*d^3 + L*d^2*n",
                    "You multiplied whole matrices. From the left it is always a single row that "
                    "meets a matrix.",
                ),
                Slip(
                    "forward_mode",
                    "L*(L - 1)/2*d^2*n + L*d*n",
                    "That is the count from the right, which starts again for every layer.",
                ),
                Slip(
                    "one_layer",
                    "(L - 1)*d^2 + d*n",
                    "That is enough for the parameters of the first layer. Asked are those of all "
                    "layers.",
                ),
                Slip(
                    "width_once",
                    "(L - 1)*d + L*n",
                    "A row times a matrix takes one multiplication for each entry of the matrix. "
                    "You counted the entries of the result.",
                ),
                Slip(
                    "last_layer_forgotten",
                    "(L - 1)*(d^2 + d*n)",
                    "The last layer has parameters, too. They need no step of δ, but a product.",
                ),
                Slip(
                    "columns_carried",
                    "(L - 1)*d^2*n + L*d*n",
                    "You carried n columns along. From the left a single row is carried, and n "
                    "comes in where a layer's parameters do.",
                ),
                Slip(
                    "counts_exchanged",
                    "L*d^2 + (L - 1)*d*n",
                    "The two counts are exchanged. Every layer has parameters, but the δ at the "
                    "top is given.",
                ),
                Slip(
                    "costs_multiplied",
                    "(L - 1)*d^2*L*d*n",
                    "You multiplied the costs of the two kinds of products. They are made one "
                    "after the other, so their costs are added.",
                ),
                Slip(
                    "step_missing",
                    "(L - 2)*d^2 + L*d*n",
                    "A step of δ is missing. With two layers there is one.",
                ),
            ),
            hints=(
                "Two kinds of products: δ goes a layer down, and δ meets an O. Count each kind.",
                (
                    r"A row $1 \times d$ times a $d \times d$ matrix takes $d^2$, times a $d "
                    r"\times n$ matrix $dn$."
                ),
                (
                    r"Start: $\delta^{(L)}$ is given. How many more, down to $\delta^{(1)}$, "
                    "which the first layer's parameters need?"
                ),
                '`reverse_cost = "(...)*d^2 + ...*d*n"`',
            ),
            why="It grows with the number of layers, no faster: twice as deep costs twice as much.",
        ),
        Exercise(
            id="delta_of_books",
            title="The other δ",
            topic="Backward pass",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"Most books call $\partial \ell/\partial z$ a δ, the derivative by the "
                r"*pre-activation*; here it is $\bar z$. Two neighbouring layers: $f = \tanh(z)$ "
                r"below, then $z' = A f$ above. Write the step from $\bar z' = \partial "
                r"\ell/\partial z'$ to $\bar z = \partial \ell/\partial z$ as a function "
                r"`delta_of_books(z_bar, A, f)`. `z_bar` is $\bar z'$ with shape `(m,)`, `A` has "
                "`(m, d)`, `f` has `(d,)`; return an array of shape `(d,)`. It is called with "
                "several sizes."
            ),
            inputs={
                "z_bar": Vector(2, -1.8, 2),
                "A": Matrix(2, 3, -1.4, 1.6),
                "f": Vector(3, -0.9, 0.9),
            },
            probes=(
                (np.array([0.7, -1.2]), SQUARES[0][:2], np.array([0.4, -0.7, 0.2])),
                (ROWS[1], SQUARES[1][:, :2], np.array([-0.5, 0.8])),
                (ROWS[2], SQUARES[2], np.array([0.3, 0.6, -0.8])),
            ),
            row_vector=True,
            reference=delta_of_books,
            slips=(
                Slip(
                    "slope_forgotten",
                    lambda z_bar, A, f: A.T @ z_bar,
                    "That is the derivative by the activation f, the δ of S2. From there one more "
                    "factor leads to z.",
                ),
                Slip(
                    "slope_alone",
                    lambda z_bar, A, f: 1 - f**2,
                    "That is the slope of tanh alone. It multiplies what has come back through A.",
                ),
                Slip(
                    "slope_of_sigmoid",
                    lambda z_bar, A, f: A.T @ z_bar * f * (1 - f),
                    "That is the slope of the sigmoid. The layer has tanh.",
                ),
                Slip(
                    "square_missing",
                    lambda z_bar, A, f: A.T @ z_bar * (1 - f),
                    "In the slope of tanh a square is missing.",
                ),
                Slip(
                    "value_for_slope",
                    lambda z_bar, A, f: A.T @ z_bar * f,
                    "You multiplied by the value of the layer. Going back, one multiplies by a "
                    "slope.",
                ),
                Slip(
                    "tanh_again",
                    lambda z_bar, A, f: A.T @ z_bar * (1 - np.tanh(f) ** 2),
                    "In the slope tanh is applied once more. f has already come through it.",
                ),
                Slip(
                    "slope_twice",
                    lambda z_bar, A, f: A.T @ z_bar * (1 - f**2) ** 2,
                    "The slope of tanh is in it twice. Between the two pre-activations lies one "
                    "tanh.",
                ),
                Slip(
                    "paths_not_added",
                    lambda z_bar, A, f: z_bar[:, None] * A * (1 - f**2),
                    "Those are the single paths. What reaches one unit from all units of the "
                    "layer above is added up.",
                ),
                Slip(
                    "slope_above",
                    lambda z_bar, A, f: A.T @ (z_bar * (1 - np.tanh(A @ f) ** 2)),
                    "You went through the tanh above. What is given is the derivative by z′, so "
                    "that tanh is done with; the one below is not.",
                ),
                Slip(
                    "slope_added",
                    lambda z_bar, A, f: A.T @ z_bar + 1 - f**2,
                    "You added the slope. Along a way one multiplies.",
                ),
                Slip(
                    "slope_of_the_value",
                    lambda z_bar, A, f: A.T @ z_bar / (1 - f**2),
                    "You divided by the slope of tanh. On the way back it multiplies, as on the "
                    "way forward.",
                ),
            ),
            hints=(
                r"Two steps down: from $z'$ to $f$, then from $f$ to $z$.",
                r"$\bar f = A^\top \bar z'$, and $\bar z = \bar f \odot \tanh'(z)$.",
                r"Start: `f_bar = A.T @ z_bar`. Then write the slope of tanh by its output.",
                "`return f_bar * (1 - ...)`",
            ),
            why=(
                "With this δ the bias gets δ itself. With the one of S2 it gets δ times the "
                "slope: look which one a formula means."
            ),
        ),
        Exercise(
            id="many_layers",
            title="A product of slopes",
            kind="formula",
            topic="Vanishing",
            points=1,
            level=2,
            source="S2, S4",
            prompt=(
                r"In a net of numbers with $K$ layers $x^{(l+1)} = \tanh(a\,x^{(l)} + b^{(l)})$ "
                "all weights are $a$, and the biases are such that every layer gives out the "
                r"same $y$. What is $\delta^{(0)}$, if $\delta^{(K)} = 1$? Type it as text in "
                "`a`, `y`, `K`: "
                r'`many_layers = "..."`.'
            ),
            inputs={
                "a": Reals(0.5, 2.6, away_from=(1.0, 2.0)),
                "y": Reals(-0.85, 0.9, away_from=(0.0, 0.5)),
                "K": Integers(2, 6),
            },
            probes=((1.6, 0.7, 3), (0.8, -0.4, 5), (2.3, 0.3, 2)),
            reference="(a*(1 - y^2))^K",
            slips=(
                Slip(
                    "weights_forgotten",
                    "(1 - y^2)^K",
                    "The weights are missing. Each layer multiplies by its weight before the tanh.",
                ),
                Slip(
                    "slopes_forgotten",
                    "a^K",
                    "The slopes of tanh are missing. Each layer has one.",
                ),
                Slip(
                    "one_slope",
                    "a^K*(1 - y^2)",
                    "The slope of tanh is in it once. Each layer has one.",
                ),
                Slip(
                    "one_weight",
                    "a*(1 - y^2)^K",
                    "The weight is in it once. Each layer has one.",
                ),
                Slip(
                    "one_layer",
                    "a*(1 - y^2)",
                    "That is the factor of a single layer.",
                ),
                Slip(
                    "added",
                    "K*a*(1 - y^2)",
                    "You added the factors of the layers. Along a chain one multiplies.",
                ),
                Slip(
                    "square_missing",
                    "(a*(1 - y))^K",
                    "In the slope of tanh a square is missing.",
                ),
                Slip(
                    "slope_of_sigmoid",
                    "(a*y*(1 - y))^K",
                    "That is the slope of the sigmoid. These layers have tanh.",
                ),
                Slip(
                    "one_layer_short",
                    "(a*(1 - y^2))^(K - 1)",
                    "A layer is missing. K layers lie between the output and the input, the first "
                    "and the last counted.",
                ),
                Slip(
                    "one_layer_more",
                    "(a*(1 - y^2))^(K + 1)",
                    "You counted a layer too many. The first step down is that from δ⁽ᴷ⁾, which "
                    "is given.",
                ),
                Slip(
                    "weight_added",
                    "(a + 1 - y^2)^K",
                    "You added weight and slope. Within a layer, too, the chain rule multiplies.",
                ),
                Slip(
                    "weight_squared",
                    "(a*(1 - (a*y)^2))^K",
                    "In the slope you squared a product with the weight. The output y has come "
                    "through the tanh and stands there as it is.",
                ),
                Slip(
                    "tanh_again",
                    "(a*(1 - tanh(y)^2))^K",
                    "In the slope tanh is applied once more. y has already come through it.",
                ),
            ),
            hints=(
                r"What is $M^{(l+1 \leftarrow l)}$, the slope of one layer by what it takes in?",
                r"The chain rule: $\tanh'$ times $a$; and $\tanh'$, by the output, is $1 - y^2$.",
                r"Start: $\delta^{(l)} = \delta^{(l+1)} \cdot a\,(1 - y^2)$. And that $K$ times.",
                '`many_layers = "(...)^K"`',
            ),
            why=(
                "The factor is raised to the depth: a little below 1 and δ vanishes, a little "
                "above and it explodes."
            ),
        ),
        Exercise(
            id="steady_weight",
            title="Neither vanishing nor exploding",
            kind="value",
            topic="Vanishing",
            points=1,
            level=2,
            source="S2, S4",
            prompt=lambda y: (
                rf"Layers of a net of numbers, $x^{{(l+1)}} = \tanh(a\,x^{{(l)}} + b^{{(l)}})$, "
                f"whose biases are such that each layer gives out ${y}$. For which positive "
                "weight $a$ does δ keep its size from layer to layer? Assign the number to "
                "`steady_weight`; Python may work it out."
            ),
            parameters={"y": 0.6},
            variant=output_numbers,
            reference=steady_weight,
            slips=(
                Slip(
                    "weight_of_one",
                    lambda y: 1.0,
                    "With this weight a layer multiplies δ by the slope of tanh alone. That lies "
                    "below 1, so δ shrinks.",
                ),
                Slip(
                    "slope_itself",
                    lambda y: 1 - y**2,
                    "That is the slope of tanh. The weight has to make up for it.",
                ),
                Slip(
                    "square_missing",
                    lambda y: 1 / (1 - y),
                    "In the slope of tanh a square is missing.",
                ),
                Slip(
                    "value_kept",
                    lambda y: 1 / y,
                    "This weight would make up for the value of the layer. For δ its slope counts.",
                ),
                Slip(
                    "sigmoid",
                    lambda y: 1 / (y * (1 - y)),
                    "That is for layers with a sigmoid. These have tanh.",
                ),
                Slip(
                    "fixed_point",
                    lambda y: float(np.arctanh(y) / y),
                    "With this weight the layers keep their value without a bias. Asked is when δ "
                    "is kept, and the bias has no part in that.",
                ),
                Slip(
                    "tanh_again",
                    lambda y: float(1 / (1 - np.tanh(y) ** 2)),
                    "In the slope tanh is applied once more. What a layer gives out has already "
                    "come through it.",
                ),
                Slip(
                    "pre_activation",
                    lambda y: float(1 / (1 - np.arctanh(y) ** 2)),
                    "In the slope you squared what goes into the tanh. The short formula squares "
                    "what comes out.",
                ),
            ),
            hints=(
                "By which factor does one layer multiply δ?",
                (
                    r"By $a\,(1 - y^2)$, where $y$ is what the layer gives out. When does δ keep "
                    "its size?"
                ),
                r"Start: set the factor equal to 1 and solve for $a$.",
                "`steady_weight = 1 / (...)`",
            ),
            why=(
                "The nearer an output comes to 1, the larger the weight would have to be: "
                "saturated units pass hardly anything back."
            ),
        ),
        Exercise(
            id="forward_cost",
            title="What forward mode costs",
            kind="formula",
            topic="Counting",
            points=2,
            level=3,
            source="S3, S4",
            prompt=(
                r"A net of $L$ layers: every $M$ is a full $d \times d$ matrix, every $O$ a full "
                r"$d \times n$ matrix, and the row $\partial \ell/\partial y \in \mathbb{R}^{1 "
                r"\times d}$ is given. In forward mode each $\partial \ell/\partial "
                r"\alpha^{(l)}$, for all $l = 0, \dots, L - 1$, is made from the right: begin "
                "with its $O$, multiply by one $M$ after the other, and by the row at last. How "
                r"many multiplications are these in total, if a $(p \times q)(q \times r)$ "
                "product takes $pqr$? Type the number as text in `L`, `d`, `n`: "
                r'`forward_cost = "..."`.'
            ),
            inputs={"L": Integers(3, 9), "d": Integers(3, 12), "n": Integers(2, 14)},
            probes=((4, 5, 3), (3, 7, 10), (6, 4, 9)),
            where=lambda L, d, n: d != n,
            reference=forward_cost,
            slips=(
                Slip(
                    "longest_for_all",
                    "L*(L - 1)*d^2*n + L*d*n",
                    "You counted the longest product for every layer. The nearer a layer lies to "
                    "the loss, the fewer M stand behind it.",
                ),
                Slip(
                    "one_layer",
                    "(L - 1)*d^2*n + d*n",
                    "That is the count for the first layer alone. Asked is the sum over all "
                    "layers.",
                ),
                Slip(
                    "row_forgotten",
                    "L*(L - 1)/2*d^2*n",
                    "The row of the loss is missing. In every layer's product it comes last.",
                ),
                Slip(
                    "row_once",
                    "L*(L - 1)/2*d^2*n + d*n",
                    "The row of the loss is counted once. It ends every layer's product.",
                ),
                Slip(
                    "one_matrix_more",
                    "L*(L + 1)/2*d^2*n + L*d*n",
                    "You counted an M more in every layer. The last layer has none behind it.",
                ),
                Slip(
                    "reverse_mode",
                    "(L - 1)*d^2 + L*d*n",
                    "That is the count from the left, where a single row is carried along. From "
                    "the right it is a matrix with a column for each parameter.",
                ),
                Slip(
                    "reused",
                    "(L - 1)*d^2*n + L*d*n",
                    "You used a product again for the next layer. From the right each layer "
                    "begins with another O, so nothing can be reused.",
                ),
                Slip(
                    "width_once",
                    "L*(L - 1)/2*d*n + L*d*n",
                    "An M times a d × n matrix takes more: each of the entries of the result is a "
                    "sum of products.",
                ),
                Slip(
                    "row_first",
                    "L*(L - 1)/2*d^2 + L*d*n",
                    "You carried a row from the left, anew for each layer. From the right all "
                    "columns are carried along.",
                ),
                Slip(
                    "square_matrices",
                    "L*(L - 1)/2*d^3 + L*d*n",
                    "You multiplied the M by each other. From the right it is the O that is "
                    "carried along, with its own number of columns.",
                ),
            ),
            hints=(
                r"First one layer: how many $M$ stand to the left of $O^{(l+1 \leftarrow l)}$?",
                (
                    r"$L - l - 1$ products of $(d \times d)(d \times n)$, and one of $(1 \times "
                    r"d)(d \times n)$."
                ),
                (
                    r"Start with the sum of $L - l - 1$ over $l = 0, \dots, L - 1$: that is $(L - "
                    r"1) + \dots + 1 + 0$."
                ),
                '`forward_cost = "L*(...)/2*... + L*..."`',
            ),
            why=(
                "It grows with the square of the depth, and with n at every step. Divided by the "
                "count of reverse mode this is the price of the wrong end."
            ),
        ),
        Exercise(
            id="narrow_net",
            title="The cheapest brackets",
            kind="value",
            topic="Counting",
            points=2,
            level=3,
            source="S4",
            prompt=lambda p, q, r, s, t: (
                rf"A net with a narrow layer and *no* loss behind it: $M^{{(4 \leftarrow 3)}} "
                rf"M^{{(3 \leftarrow 2)}} M^{{(2 \leftarrow 1)}} O^{{(1 \leftarrow 0)}}$ has the "
                rf"shapes $({p} \times {q})({q} \times {r})({r} \times {s})({s} \times {t})$. A "
                r"$(p \times q)(q \times r)$ product takes $pqr$ multiplications. What is the "
                "least number with which the whole product can be made, brackets wherever you "
                "like? Assign it to `narrow_net`."
            ),
            parameters={"p": 20, "q": 30, "r": 2, "s": 25, "t": 40},
            variant=narrow_numbers,
            reference=least_count,
            slips=NARROW_SLIPS,
            hints=(
                (
                    "Five ways to set the brackets: $((AB)C)D$, $A(B(CD))$, $(AB)(CD)$, and two "
                    "that begin with $BC$."
                ),
                (
                    "Each product removes one of the inner sizes. The smallest of them should "
                    "stay as long as possible."
                ),
                r"Start: work out $AB$ and $CD$. Both results have the narrow size on one side.",
                "`narrow_net = p*q*r + ... + ...`, with your own numbers",
            ),
            why=(
                "Neither mode is the cheapest here. To find the best brackets of any chain is the "
                "matrix chain problem, solved by dynamic programming."
            ),
        ),
        Exercise(
            id="no_loss",
            title="Reverse mode without a loss",
            kind="choice",
            topic="Counting",
            points=1,
            level=3,
            source="S3, S4",
            prompt=(
                "A net with 200 outputs, all layers 200 wide, has a single number as the "
                r"parameter of its first layer. There is no loss: wanted is the column $\partial "
                r"y/\partial \alpha^{(0)} = M \cdots M\, O \in \mathbb{R}^{200 \times 1}$, with "
                "full matrices. From which end should one multiply, and why? Assign the letter "
                "as text: "
                r'`no_loss = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "From the left: reverse mode carries a single row along.",
                    slip="row_without_loss",
                    message=(
                        "That row is the derivative of a loss, and there is none. What would be "
                        "carried from the left here, and how many rows has it?"
                    ),
                ),
                Option(
                    "b",
                    "It makes no difference, because the same matrices are multiplied in the same "
                    "order.",
                    slip="value_for_cost",
                    message=(
                        "The result is the same, the work is not. Compare the sizes of what is "
                        "carried along."
                    ),
                ),
                Option(
                    "c",
                    "From the left: there δ is kept for all the other layers.",
                    slip="all_layers",
                    message=(
                        "Keeping pays when the parameters of many layers are wanted. Here it is "
                        "one derivative, of one layer."
                    ),
                ),
                Option(
                    "d",
                    "From the right: a single column is carried along.",
                    message=(
                        "Each step is then a matrix times a column. From the left it would be 200 "
                        "rows."
                    ),
                ),
                Option(
                    "e",
                    "From the right, as always: one begins where the net begins.",
                    slip="always_forward",
                    message=(
                        "The end is right here, but not always: with a loss and many parameters "
                        "it is the other one. Say what is narrow."
                    ),
                ),
            ),
            hints=(
                "Write down what is carried along after the first product, from either end.",
                (
                    r"From the left: $(200 \times 200)(200 \times 200)$. From the right: $(200 "
                    r"\times 200)(200 \times 1)$."
                ),
                "Start: how many multiplications is each of these two products?",
                "Begin at the end that is narrow: a row at the left, or …",
            ),
            why=(
                "Neither mode is better in itself: one begins at the narrow end, and a loss makes "
                "the left end narrow."
            ),
        ),
        Exercise(
            id="residual_layer",
            title="A layer with a shortcut",
            kind="parts",
            topic="Backward pass",
            points=3,
            level=3,
            source="S2",
            prompt=(
                r"A *residual* layer adds its input to what it computes: $f' = f + \tanh(A f + "
                r"b)$, with a square $A \in \mathbb{R}^{d \times d}$. Let $\delta = \partial "
                r"\ell/\partial f'$ be known. Write the step back as a function "
                "`residual_layer(delta, A, b, f)` that returns a dict: "
                r'`"b"` and `"A"` are the derivatives of $\ell$ by $b$ and by $A$, in their '
                r'shapes, and `"delta"` is $\partial \ell/\partial f$, shape `(d,)`.'
            ),
            inputs={
                "delta": Vector(3, -1.6, 1.8),
                "A": Matrix(3, 3, -0.9, 1.1),
                "b": Vector(3, -0.5, 0.6),
                "f": Vector(3, -1.1, 1.3),
            },
            probes=(
                (ROWS[0], 0.7 * SQUARES[0], np.array([0.2, -0.4, 0.3]), 0.8 * ROWS[1]),
                (ROWS[1], 0.6 * SQUARES[2], np.array([-0.3, 0.1, 0.5]), 0.7 * ROWS[2]),
                (ROWS[2][:2], 0.8 * SQUARES[3][:2, :2], np.array([0.4, -0.2]), 0.9 * ROWS[0][:2]),
            ),
            part_points={"b": 1, "A": 1, "delta": 1},
            reference=residual_layer,
            slips=(
                Slip(
                    "slope_forgotten",
                    residual_slip(lambda delta, A, x, h, z: {"b": delta, "A": np.outer(delta, x)}),
                    "The slope of tanh is missing. The bias and the weights stand inside the tanh.",
                ),
                Slip(
                    "slope_of_whole_output",
                    residual_slip(lambda delta, A, x, h, z: {"b": delta * (1 - (x + h) ** 2)}),
                    "In the slope you squared the output of the whole layer. It is the tanh alone "
                    "that is squared.",
                ),
                Slip(
                    "bias_forgotten",
                    lambda delta, A, b, f: {"b": delta * (1 - np.tanh(A @ f) ** 2)},
                    "The slope is taken at the wrong place: the bias is missing inside the tanh.",
                ),
                Slip(
                    "slope_of_sum",
                    residual_slip(lambda delta, A, x, h, z: {"b": delta * (1 - z**2)}),
                    "In the slope of tanh you squared what goes in. The short formula squares "
                    "what comes out.",
                ),
                Slip(
                    "shortcut_to_the_bias",
                    residual_slip(lambda delta, A, x, h, z: {"b": delta * (1 + 1 - h**2)}),
                    "You let δ reach the bias over the shortcut, too. That way leads from f to "
                    "the output and passes no bias.",
                ),
                Slip(
                    "value_for_slope",
                    residual_slip(lambda delta, A, x, h, z: {"b": delta * h}),
                    "You multiplied by the value of tanh. Going back, one multiplies by a slope.",
                ),
                Slip(
                    "outer_turned_round",
                    residual_slip(lambda delta, A, x, h, z: {"A": np.outer(x, delta * (1 - h**2))}),
                    "The outer product lies on its side. A row of A belongs to an output.",
                ),
                Slip(
                    "output_for_input",
                    residual_slip(
                        lambda delta, A, x, h, z: {"A": np.outer(delta * (1 - h**2), x + h)}
                    ),
                    "You used what the layer gives out. A weight multiplies what the layer takes "
                    "in.",
                ),
                Slip(
                    "tanh_for_input",
                    residual_slip(lambda delta, A, x, h, z: {"A": np.outer(delta * (1 - h**2), h)}),
                    "You used what the tanh gives out. A weight multiplies what the layer takes "
                    "in.",
                ),
                Slip(
                    "dot_for_outer",
                    residual_slip(lambda delta, A, x, h, z: {"A": (delta * (1 - h**2)) @ x}),
                    "That is a single number. Each entry of A has a derivative of its own.",
                ),
                Slip(
                    "matrix_for_input",
                    residual_slip(
                        lambda delta, A, x, h, z: {"A": (delta * (1 - h**2))[:, None] * A}
                    ),
                    "You multiplied by A. The slope by a weight is what that weight is multiplied "
                    "by.",
                ),
                Slip(
                    "shortcut_forgotten",
                    residual_slip(lambda delta, A, x, h, z: {"delta": (delta * (1 - h**2)) @ A}),
                    "That is what comes through the tanh. Over the shortcut, too, f reaches the "
                    "output, and both ways count.",
                ),
                Slip(
                    "shortcut_only",
                    residual_slip(lambda delta, A, x, h, z: {"delta": delta}),
                    "That is what comes over the shortcut. Through the tanh, too, f reaches the "
                    "output, and both ways count.",
                ),
                Slip(
                    "one_for_delta",
                    residual_slip(
                        lambda delta, A, x, h, z: {"delta": 1 + (delta * (1 - h**2)) @ A}
                    ),
                    "You added a 1. The shortcut has the slope 1, and that multiplies what comes "
                    "back from above.",
                ),
                Slip(
                    "input_added",
                    residual_slip(
                        lambda delta, A, x, h, z: {"delta": x + (delta * (1 - h**2)) @ A}
                    ),
                    "You added the input, as on the way forward. On the way back a derivative "
                    "comes over the shortcut.",
                ),
                Slip(
                    "slope_on_the_shortcut",
                    residual_slip(
                        lambda delta, A, x, h, z: {
                            ("delta"): delta * (1 - h**2) + (delta * (1 - h**2)) @ A
                        }
                    ),
                    "You let both ways pass the tanh. The shortcut goes round it.",
                ),
                Slip(
                    "ways_multiplied",
                    residual_slip(
                        lambda delta, A, x, h, z: {"delta": delta * ((delta * (1 - h**2)) @ A)}
                    ),
                    "You multiplied what comes along the two ways. Where ways meet, one adds.",
                ),
                Slip(
                    "wrong_side",
                    residual_slip(
                        lambda delta, A, x, h, z: {"delta": delta + A @ (delta * (1 - h**2))}
                    ),
                    "The matrix is multiplied from the wrong side. Forward a column stands on its "
                    "right; backward a row stands on its left.",
                ),
                Slip(
                    "slope_behind_the_matrix",
                    residual_slip(
                        lambda delta, A, x, h, z: {"delta": delta + (delta @ A) * (1 - h**2)}
                    ),
                    "You went through A first and through the tanh afterwards. From the output one "
                    "meets the tanh first.",
                ),
                Slip(
                    "adjoint_forgotten",
                    residual_slip(lambda delta, A, x, h, z: {"delta": delta + (1 - h**2) @ A}),
                    "On the way through the tanh δ is missing. On both ways it is what comes back "
                    "from above.",
                ),
                Slip(
                    "slope_on_the_way_lost",
                    residual_slip(lambda delta, A, x, h, z: {"delta": delta + delta @ A}),
                    "On the way through A the slope of tanh is missing.",
                ),
            ),
            hints=(
                "Two ways lead from $f$ to $f'$: straight on, and through the tanh.",
                (
                    r"With $h = \tanh(Af + b)$ the adjoint inside the tanh is $\bar z = \delta "
                    r"\odot (1 - h^2)$, as in any layer."
                ),
                (
                    "Start: `h = np.tanh(A @ f + b)` and `z_bar = delta * (1 - h**2)`. What are "
                    "then the derivatives by `b` and `A`?"
                ),
                "`delta` of the layer below is `... + z_bar @ ...`: two ways are added",
            ),
            why=(
                "However small the slopes of tanh are, δ comes through on the shortcut: with it "
                "networks of a hundred layers learn."
            ),
        ),
        Exercise(
            id="net_gradients",
            title="The backward pass of a net of any depth",
            kind="program",
            topic="Backward pass",
            points=POINTS,
            level=3,
            source="S2, S4",
            prompt=(
                "A net of $K$ layers, as one has it for predicting numbers: $f_0 = x$, then "
                r"$z_{i+1} = A_i f_i + b_i$ for $i = 0, \dots, K - 1$. Its hidden layers have "
                r"tanh, $f_{i+1} = \tanh(z_{i+1})$; the *last* layer is linear, $f_K = z_K$. The "
                r"loss is $\ell = \frac{1}{2}\lVert f_K - t \rVert^2$."
                "\n\n"
                "Write a function `net_gradients(x, A, b, t)`. `A` and `b` are lists with the "
                "matrix and the bias of each layer, `A[0]` and `b[0]` those of the first one, and "
                "$K$ is the length of these lists. Return two lists, `A_bar, b_bar`: `A_bar[i]` "
                "is the derivative of the loss by `A[i]`, in its shape, and `b_bar[i]` that by "
                "`b[i]`. Leave what you are given as it is."
                "\n\n"
                "The sheet tries nets of one, two, four and five layers, of many widths. It looks "
                "at the layers in the order of the backward pass, the last one first, and tells "
                "you the first array that is wrong. You get a point for each net, and one if no "
                "input was changed."
            ),
            inputs={"seed": Integers(0, 10**6)},
            driver=drive,
            reference=pass_verdict,
            hints=(
                (
                    "First a loop forward that keeps every $f_i$, then a loop backward, `for i in "
                    "reversed(range(len(A)))`."
                ),
                (
                    r"With $\bar z$ for the adjoint of $z_{i+1}$: $\bar b_i = \bar z$, $\bar A_i "
                    r"= \bar z\, f_i^\top$, and the layer below gets $A_i^\top \bar z$ times the "
                    "slope of its own tanh."
                ),
                (
                    "Start of the backward pass: the last layer is linear, so `z_bar = f[-1] - "
                    "t`. Fill lists of the right length, `A_bar = [None] * len(A)`."
                ),
                (
                    "In the loop: `b_bar[i] = z_bar`, `A_bar[i] = np.outer(...)`, then, if `i > "
                    "0`, `z_bar = (A[i].T @ ...) * (1 - ...)`"
                ),
            ),
            why=(
                "Another activation or another loss changes a line or two. This pass is what a "
                "library makes of such a net when it is trained."
            ),
        ),
    ),
)
