"""Sheet 04: Jacobians of maps, layers and chains, areas, and the Hessian (S0, S2, S3).

References are derived from the question's own function by automatic differentiation, not written
down. Outputs have the rows and inputs the columns. A slip's answer has the signature of the
reference.
"""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.autodiff import hessian, jacobian
from coursekit.checking import Exercise, Matrix, Option, Reals, Slip, Vector, derivative
from coursekit.sheets._sheet import Sheet

__all__ = ["SHEET"]


def jacobian_of(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that gives the Jacobian of a list of m outputs by n numbers, (m, n).

    >>> jacobian_of(lambda x, y: [x * y, x + y, 2 * y])(3.0, 5.0)
    array([[5., 3.],
           [1., 1.],
           [0., 2.]])
    """

    def matrix(*inputs: Any) -> Any:
        return jacobian(lambda v: np.stack(function(*v)))(np.array(inputs, dtype=float))

    return matrix


def layout(m: int, n: int) -> str:
    """State the layout, which every question for a whole matrix has to."""
    return (
        "Each output has a row and each input a column: return an array of shape "
        rf"`({m}, {n})`."
    )


# The functions of the sheet.


def turning(t: Any, a: Any, c: Any) -> list[Any]:
    """Place a point on a helix of radius a that climbs by c for each radian."""
    return [a * np.cos(t), a * np.sin(t), c * t]


def velocity(t: Any, a: Any, c: Any) -> Any:
    """Differentiate `turning` by the time t, shape (3,)."""
    return jacobian_of(lambda moved: turning(moved, a, c))(t)[:, 0]


def helix(t: Any, s: Any) -> list[Any]:
    """Place a point on the helix of S3, which s pushes along the first axis."""
    return [np.sin(t) + s, np.cos(t), 6 * t / np.pi]


def polar(r: Any, q: Any) -> list[Any]:
    """Turn polar coordinates into Cartesian ones."""
    return [r * np.cos(q), r * np.sin(q)]


def mirroring(x: Any, y: Any) -> list[Any]:
    """Map the plane so that it is turned over where y is positive and below 4x."""
    return [x * y**2, 2 * x + y]


def complex_square(x: Any, y: Any) -> list[Any]:
    """Square the complex number x + iy."""
    return [x**2 - y**2, 2 * x * y]


def warped(x: Any) -> Any:
    """Map two numbers to two, shape (2,)."""
    return np.stack([x[0] ** 2 * x[1], x[0] + x[1] ** 3])


def along_path(t: Any) -> Any:
    """Compute x₁² + 2x₂ at x = (sin t, cos t)."""
    return np.sin(t) ** 2 + 2 * np.cos(t)


def bent(x: Any) -> Any:
    """Compute the height x₁³x₂ − 2x₂²."""
    return x[0] ** 3 * x[1] - 2 * x[1] ** 2


def bending(x1: Any, x2: Any) -> Any:
    """Compute the Hessian of `bent`, (2, 2)."""
    return hessian(bent)(np.array([x1, x2], dtype=float))


def slopes_of_tanh(W: Any, x: Any) -> Any:
    """Compute the slopes of the tanh neurons of a layer, shape (m,)."""
    return 1 - np.tanh(W @ x) ** 2


def through_tanh(W: Any, x: Any) -> Any:
    """Compute the Jacobian of tanh(Wx) by x, (m, n)."""
    return jacobian(lambda v: np.tanh(W @ v))(x)


def error(W: Any, x: Any, b: Any, t: Any) -> Any:
    """Compute by how much a layer without activation misses its target, (m,)."""
    return W @ x + b - t


def error_slopes(W: Any, x: Any, b: Any, t: Any) -> Any:
    """Differentiate the squared length of the error by x, (n,)."""
    return derivative(lambda v: (error(W, v, b, t) ** 2).sum())(x)


def walk(t: Any) -> dict[str, Any]:
    """Differentiate x₁x₂² along x(t) = (cos t, 3t): row, column and their product."""

    def path(moved: Any) -> Any:
        return np.stack([np.cos(moved[0]), 3 * moved[0]])

    outer = jacobian(lambda x: np.stack([x[0] * x[1] ** 2]))(path(np.array([t])))
    inner = jacobian(path)(np.array([t]))
    return {"outer": outer, "inner": inner, "rate": outer @ inner}


def prediction(x: Any, step: Any) -> dict[str, Any]:
    """Predict `warped` at x + step from its value and its Jacobian at x."""
    start, change = warped(x), jacobian(warped)(x) @ step
    return {"start": start, "change": change, "prediction": start + change}


# Numbers for each student. A draw is repeated until right answer and slips are different numbers.


def distinct(
    slips: tuple[Slip, ...], reference: Callable[..., Any], numbers: dict[str, Any]
) -> bool:
    """Return whether right answer and slips are different numbers, each beside its neighbour."""
    values = np.sort([reference(**numbers), *(slip.answer(**numbers) for slip in slips)])
    size = np.maximum(np.abs(values[1:]), np.abs(values[:-1]))
    return bool(np.all(np.diff(values) > 0.003 * size))


WEIGHT_SLIPS = (
    Slip(
        "biases_counted",
        lambda n, m: n * m + m,
        "You counted the biases as well. They are parameters too, but no entries of W.",
    ),
    Slip(
        "added",
        lambda n, m: n + m,
        "You added inputs and neurons. Every neuron has an edge from every input, so count pairs.",
    ),
    Slip(
        "one_neuron",
        lambda n, m: n,
        "That is one row of W: the weights of a single neuron. Each neuron has a row of its own.",
    ),
    Slip(
        "one_input",
        lambda n, m: m,
        "That is one column of W: the weights of a single input. Each input has a column of its "
        "own.",
    ),
    Slip(
        "bias_for_each_input",
        lambda n, m: n * m + n,
        "You added something for each input. Only the entries of W are asked.",
    ),
    Slip(
        "both_directions",
        lambda n, m: 2 * n * m,
        "You counted every edge twice. A signal runs along it in one direction only.",
    ),
)


def number_of_entries(n: int, m: int) -> int:
    """Count the entries of the Jacobian by which a layer maps n inputs to m neurons."""
    size: int = jacobian(lambda x: np.ones((m, n)) @ x)(np.ones(n)).size
    return size


def layer_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw the numbers of inputs and neurons."""
    while True:
        numbers = {"n": int(rng.integers(4, 13)), "m": int(rng.integers(3, 9))}
        if distinct(WEIGHT_SLIPS, number_of_entries, numbers):
            return numbers


SIGNED_SLIPS = (
    Slip(
        "sign_turned",
        lambda a, b: -signed_factor(a, b),
        "The size is right, and the sign is turned or lost. With rows [a, b] and [c, d] the "
        "determinant is ad − bc, and its sign is asked, too.",
    ),
    Slip(
        "diagonals_added",
        lambda a, b: b**2 + 4 * a * b,
        "You added the products of the two diagonals. The determinant subtracts the second one.",
    ),
    Slip(
        "main_diagonal",
        lambda a, b: b**2,
        "That is the product along the main diagonal only. The other diagonal is not zero here.",
    ),
    Slip(
        "other_diagonal",
        lambda a, b: -4 * a * b,
        "That is the part of the second diagonal only. The determinant begins with the first.",
    ),
    Slip(
        "trace",
        lambda a, b: b**2 + 1,
        "You added the two entries of the main diagonal. An area factor is made of products.",
    ),
    Slip(
        "coordinates_exchanged",
        lambda a, b: signed_factor(b, a),
        "You exchanged the coordinates of the point. The first one is x, the second is y.",
    ),
    Slip(
        "inner_factor_lost",
        lambda a, b: b**2 - 2 * a * b,
        "A factor is lost in one of the partial derivatives. Go through the four of them once "
        "more: the power rule brings an exponent down, and 2x has a slope as well.",
    ),
    Slip(
        "outputs_multiplied",
        lambda a, b: a * b**2 * (2 * a + b),
        "You multiplied the two outputs. The factor is the determinant of their slopes.",
    ),
)


def signed_factor(a: float, b: float) -> float:
    """Compute the determinant of the Jacobian of `mirroring` at (a, b)."""
    return round(float(np.linalg.det(jacobian_of(mirroring)(a, b))), 9)


def signed_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a point where the plane is turned over."""
    while True:
        numbers = {"a": int(rng.integers(2, 8)), "b": int(rng.integers(2, 8))}
        if signed_factor(**numbers) < 0 and distinct(SIGNED_SLIPS, signed_factor, numbers):
            return numbers


INK = 0.001

INK_SLIPS = (
    Slip(
        "factor_alone",
        lambda a, b: ink_area(a, b) / INK,
        "That is the area factor there. Multiply it by the area of the drop.",
    ),
    Slip(
        "area_unchanged",
        lambda a, b: INK,
        "That is the area before. The map spreads the ink by the determinant of its Jacobian.",
    ),
    Slip(
        "diagonals_added",
        lambda a, b: 4 * (a**2 - b**2) * INK,
        "The two minus signs do not meet in your determinant. The product of the second diagonal "
        "is subtracted, and one of its entries is negative.",
    ),
    Slip(
        "other_diagonal",
        lambda a, b: 4 * b**2 * INK,
        "That is the part of the second diagonal only. The determinant begins with the first.",
    ),
    Slip(
        "one_factor_lost",
        lambda a, b: ink_area(a, b) / 2,
        "A factor is lost on the way, such as one that a power brings down. Go through the four "
        "partial derivatives once more.",
    ),
    Slip(
        "length_for_area",
        lambda a, b: float(np.sqrt(ink_area(a, b) / INK)) * INK,
        "That is the factor of lengths. An area grows in both directions at once: leave out the "
        "root.",
    ),
    Slip(
        "squared",
        lambda a, b: ink_area(a, b) ** 2 / INK,
        "You squared the factor. The determinant already measures areas, not lengths.",
    ),
    Slip(
        "trace",
        lambda a, b: 4 * a * INK,
        "You added the diagonal of the Jacobian. An area factor is a determinant.",
    ),
    Slip(
        "main_diagonal",
        lambda a, b: 4 * a**2 * INK,
        "That is the product of the main diagonal only. The other two entries are not zero here.",
    ),
    Slip(
        "not_differentiated",
        lambda a, b: (a**2 + b**2) * INK,
        "You used the map itself, or lost the factors that the powers bring down. The area factor "
        "is the determinant of the slopes.",
    ),
    Slip(
        "divided",
        lambda a, b: INK**2 / ink_area(a, b),
        "You divided by the factor. That would lead from the image back to the drop.",
    ),
)


def ink_area(a: float, b: float) -> float:
    """Compute the area of the image of a small drop at (a, b) under `complex_square`."""
    factor = float(np.linalg.det(jacobian_of(complex_square)(a, b)))
    return round(abs(factor) * INK, 12)


def ink_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw the place of the drop."""
    while True:
        numbers = {"a": int(rng.integers(1, 7)), "b": int(rng.integers(1, 7))}
        if distinct(INK_SLIPS, ink_area, numbers):
            return numbers


CURVATURE_SLIPS = (
    Slip(
        "not_normalised",
        lambda p, q, r: 5 * curvature(p, q, r),
        "You used the arrow with its whole length. Curvature is measured for each unit of "
        "distance: make the arrow a unit vector on both sides of H.",
    ),
    Slip(
        "normalised_once",
        lambda p, q, r: float(np.sqrt(5)) * curvature(p, q, r),
        "You divided by the length of the arrow once. The arrow stands on both sides of H, so its "
        "length counts twice.",
    ),
    Slip(
        "value",
        lambda p, q, r: curvature(p, q, r) / 2,
        "That is the height of the surface at one unit of distance. How it bends is asked: the "
        "second derivative of the height along the way.",
    ),
    Slip(
        "squares_not_differentiated",
        lambda p, q, r: along(np.array([[p, q], [q, r]])),
        "The diagonal of your H holds the coefficients of f. A square has to be differentiated "
        "twice, which brings its exponent down.",
    ),
    Slip(
        "mixed_forgotten",
        lambda p, q, r: along(np.array([[2 * p, 0], [0, 2 * r]])),
        "Your H has no mixed entries. The mixed term bends the surface in every direction but "
        "those of the axes.",
    ),
    Slip(
        "mixed_once",
        lambda p, q, r: along(np.array([[2 * p, q], [0, 2 * r]])),
        "The mixed second derivative stands once in your H. It has two places.",
    ),
    Slip(
        "mixed_doubled",
        lambda p, q, r: along(np.array([[2 * p, 2 * q], [2 * q, 2 * r]])),
        "Your mixed entries are twice as large as they should be. Differentiating the mixed term "
        "by both inputs in turn brings no factor.",
    ),
    Slip(
        "other_eigenvalue",
        lambda p, q, r: 2.0 * p - 2.0 * q,
        "That is the curvature at right angles to this direction. H has two eigenvectors: look "
        "which of them is meant.",
    ),
    Slip(
        "coordinates_exchanged",
        lambda p, q, r: along(np.array([[2 * r, q], [q, 2 * p]])),
        "You exchanged the coordinates of the arrow. The first one belongs to x₁.",
    ),
    Slip(
        "determinant",
        lambda p, q, r: 4.0 * p * r - q**2,
        "That is the determinant of H, the product of both curvatures. One direction is asked.",
    ),
    Slip(
        "trace",
        lambda p, q, r: 2.0 * p + 2.0 * r,
        "That is the trace of H, the sum of both curvatures. One direction is asked.",
    ),
)


def along(H: Any) -> float:
    """Compute the curvature in the direction of (2, 1) where the Hessian is H."""
    v = np.array([2, 1]) / np.sqrt(5)
    return float(v @ H @ v)


def quadratic(p: float, q: float, r: float) -> Callable[[Any], Any]:
    """Return the function px₁² + qx₁x₂ + rx₂²."""
    return lambda x: p * x[0] ** 2 + q * x[0] * x[1] + r * x[1] ** 2


def curvature(p: float, q: float, r: float) -> float:
    """Compute the curvature of the quadratic in the direction of (2, 1)."""
    return round(along(hessian(quadratic(p, q, r))(np.zeros(2))), 9)


def curvature_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a quadratic whose Hessian has the eigenvectors (2, 1) and (1, −2)."""
    while True:
        half, mixed = int(rng.integers(-4, 8)), 4 * int(rng.choice([-1, 1]))
        # H(2, 1) = (4p + q, 2q + 2r) is a multiple of (2, 1) if 4p − 3q = 4r.
        numbers = {"p": half, "q": mixed, "r": half - 3 * mixed // 4}
        # Very small answers are words of the messages, such as "two".
        if 0 in numbers.values() or abs(curvature(**numbers)) < 4:
            continue
        if distinct(CURVATURE_SLIPS, curvature, numbers):
            return numbers


def polynomial(p: int, q: int, r: int) -> str:
    """Write the quadratic as in a textbook.

    >>> polynomial(1, 4, -2)
    'x_1^2 + 4x_1x_2 - 2x_2^2'
    >>> polynomial(-2, -4, 1)
    '-2x_1^2 - 4x_1x_2 + x_2^2'
    """
    text = ""
    for number, power in ((p, "x_1^2"), (q, "x_1x_2"), (r, "x_2^2")):
        sign = ("-" if number < 0 else "") if not text else (" - " if number < 0 else " + ")
        text += sign + (str(abs(number)) if abs(number) != 1 else "") + power
    return text


SHEET = Sheet(
    name="04_jacobians",
    title="The Jacobian matrix",
    exercises=(
        Exercise(
            id="shape_of_jacobian",
            title="Before anything is differentiated",
            kind="choice",
            topic="Shapes",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"A network takes the 784 grey values of an image and gives 10 scores, $f : "
                r"\mathbb{R}^{784} \to \mathbb{R}^{10}$. Which shape has its Jacobian "
                r"$\dfrac{\partial f}{\partial \mathbf{x}}$ in this course, where outputs have "
                r'rows? Assign the letter as text: `shape_of_jacobian = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    r"$784 \times 10$",
                    slip="order_of_arrow",
                    message="Those are the sizes in the order of the arrow. The Jacobian has a row "
                    "for each output, so the number of outputs comes first.",
                ),
                Option(
                    "b",
                    r"$1 \times 784$",
                    slip="one_row",
                    message="That is the gradient of a single score. Here each of the scores has "
                    "such a row, and they are stacked.",
                ),
                Option(
                    "c",
                    r"$10 \times 784$",
                    message="A row for each score, and in it one slope for each grey value. So it "
                    "turns a step of the image into a step of the scores.",
                ),
                Option(
                    "d",
                    r"$10 \times 1$",
                    slip="one_column",
                    message="That is how the scores move when a single grey value does. Each of "
                    "the grey values has such a column.",
                ),
            ),
            hints=(
                "How many gradients are stacked, and how many entries has each of them?",
                (
                    r"For $f : \mathbb{R}^n \to \mathbb{R}^m$ the Jacobian is in "
                    r"$\mathbb{R}^{m \times n}$."
                ),
                r"Start: which of the two numbers is $n$, the number of inputs?",
                r"rows × columns = outputs × inputs = … × …",
            ),
            why=(
                "Times a column of inputs the matrix must give a column of outputs: that decides "
                "the shape."
            ),
        ),
        Exercise(
            id="helix_velocity",
            title="Velocity on a helix",
            topic="Tangent vectors",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"A point runs along the helix $\mathbf{r}(t) = (a \cos t,\; a \sin t,\; c\,t)$, "
                r"with constants $a$ and $c$ (radians). Write its velocity $\mathbf{r}'(t)$, which "
                r"is the Jacobian of a function with one input, as a function `helix_velocity(t, "
                r"a, c)`. On paper that is a column, $\mathbb{R}^{3 \times 1}$; here return its "
                r"three entries as a plain array of shape `(3,)`."
            ),
            inputs={"t": Reals(-2.5, 3), "a": Reals(0.5, 2.4), "c": Reals(0.3, 2)},
            probes=((0.7, 1.5, 0.4), (2.1, 0.8, 1.3), (-1.2, 2.0, 0.6)),
            reference=velocity,
            slips=(
                Slip(
                    "height_lost",
                    lambda t, a, c: np.array([-a * np.sin(t), a * np.cos(t), 0.0]),
                    "The last entry is zero, as if the point did not climb. Only what does not "
                    "contain t has the slope zero.",
                ),
                Slip(
                    "height_not_differentiated",
                    lambda t, a, c: np.array([-a * np.sin(t), a * np.cos(t), c * t]),
                    "The third component was not differentiated. It is a straight line in t.",
                ),
                Slip(
                    "sign_of_sine",
                    lambda t, a, c: np.array([-a * np.sin(t), -a * np.cos(t), c]),
                    "The second entry has the wrong sign. The sine rises where the cosine is "
                    "positive.",
                ),
                Slip(
                    "sign_of_cosine",
                    lambda t, a, c: np.array([a * np.sin(t), a * np.cos(t), c]),
                    "The first entry has the wrong sign. The cosine falls where the sine is "
                    "positive.",
                ),
                Slip(
                    "signs_of_both",
                    lambda t, a, c: np.array([a * np.sin(t), -a * np.cos(t), c]),
                    "The minus stands at the wrong function. It is the cosine that falls at first.",
                ),
                Slip(
                    "radius_lost",
                    lambda t, a, c: np.array([-np.sin(t), np.cos(t), c]),
                    "The factor a is lost. It is constant, and a constant factor stays.",
                ),
                Slip(
                    "exchanged",
                    lambda t, a, c: np.array([a * np.cos(t), -a * np.sin(t), c]),
                    "The first two entries are exchanged. They follow the order of the components: "
                    "the cosine comes first.",
                ),
                Slip(
                    "only_height_differentiated",
                    lambda t, a, c: np.array([a * np.cos(t), a * np.sin(t), c]),
                    "Sine and cosine are still as they were. All three components have to be "
                    "differentiated.",
                ),
                Slip(
                    "position",
                    lambda t, a, c: np.array(turning(t, a, c)),
                    "That is the place of the point. Its velocity says how fast each coordinate "
                    "changes.",
                ),
                Slip(
                    "slope_by_a",
                    lambda t, a, c: np.array([np.cos(t), np.sin(t), 0.0]),
                    "You differentiated by a. Here t moves, and a and c are constants.",
                ),
                Slip(
                    "by_every_letter",
                    jacobian_of(turning),
                    "You differentiated by a and c as well. They are constants; t is the only "
                    "input that moves.",
                ),
                Slip(
                    "on_paper",
                    lambda t, a, c: velocity(t, a, c)[:, None],
                    "That is the column as it stands on paper, and its entries are right. The "
                    "question asks for a plain array with one axis.",
                ),
                Slip(
                    "row",
                    lambda t, a, c: velocity(t, a, c)[None, :],
                    "The entries are right, but they lie in a row, as if there were one output and "
                    "three inputs. Return a plain array with one axis.",
                ),
            ),
            hints=(
                "Three outputs, one input: differentiate each component by $t$.",
                (
                    r"$\mathbf{r}'(t) = \left(\dfrac{dr_1}{dt},\; \dfrac{dr_2}{dt},\; "
                    r"\dfrac{dr_3}{dt}\right)$, and a constant factor stays."
                ),
                r"Start: $\dfrac{d}{dt}\, a\cos t = -a \sin t$.",
                "`return np.array([-a * ..., a * ..., ...])`",
            ),
            why=(
                "The column of an input is a tangent vector: the arrow along which the outputs "
                "move when that input does."
            ),
        ),
        Exercise(
            id="helix_speed",
            title="Speed on a helix",
            topic="Tangent vectors",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"How fast does the point of the last question run? Write its speed $\lVert "
                r"\mathbf{r}'(t) \rVert$, the length of the velocity, as a function "
                r"`helix_speed(a, c, t)` that returns one number. Mind the order of the inputs."
            ),
            inputs={"a": Reals(0.5, 2.4), "c": Reals(0.3, 2), "t": Reals(-2.5, 3)},
            probes=((1.5, 0.4, 0.7), (0.8, 1.3, 2.1), (2.0, 0.6, -1.2)),
            reference=lambda a, c, t: np.linalg.norm(velocity(t, a, c)),
            slips=(
                Slip(
                    "lengths_added",
                    lambda a, c, t: a + c,
                    "You added the speed on the ground and the speed upwards. They are at right "
                    "angles, so Pythagoras combines them.",
                ),
                Slip(
                    "root_missing",
                    lambda a, c, t: a**2 + c**2,
                    "That is the squared length. Take the square root.",
                ),
                Slip(
                    "squares_missing",
                    lambda a, c, t: np.sqrt(a + c),
                    "The root is there, but nothing was squared below it. Pythagoras adds squares.",
                ),
                Slip(
                    "distance",
                    lambda a, c, t: np.sqrt(a**2 + c**2 * t**2),
                    "That is the distance of the point from the origin. Speed is the length of the "
                    "velocity.",
                ),
                Slip(
                    "ground_only",
                    lambda a, c, t: a,
                    "That is the speed of the shadow on the ground. The point climbs as well.",
                ),
                Slip(
                    "climb_only",
                    lambda a, c, t: c,
                    "That is how fast the point climbs. It runs round the axis as well.",
                ),
                Slip(
                    "entries_added",
                    lambda a, c, t: velocity(t, a, c).sum(),
                    "You added the entries of the velocity. A length is the root of the sum of "
                    "their squares.",
                ),
                Slip(
                    "absolute_entries_added",
                    lambda a, c, t: np.abs(velocity(t, a, c)).sum(),
                    "You added the entries without their signs. A length is the root of the sum of "
                    "their squares.",
                ),
                Slip(
                    "velocity",
                    lambda a, c, t: velocity(t, a, c),
                    "That is the velocity, three numbers. Its length is asked, which is one.",
                ),
            ),
            hints=(
                "You have the three entries already.",
                r"$\lVert \mathbf{v} \rVert = \sqrt{v_1^2 + v_2^2 + v_3^2}$.",
                r"Start: $(-a\sin t)^2 + (a\cos t)^2 = a^2(\sin^2 t + \cos^2 t)$.",
                "`return np.sqrt(... + ...)`",
            ),
            why=(
                "t has dropped out: the direction of the velocity changes all the time, its length "
                "never does."
            ),
        ),
        Exercise(
            id="helix_jacobian",
            title="Three outputs, two inputs",
            topic="Jacobian",
            points=2,
            level=1,
            source="S0, S3",
            prompt=(
                r"Cover the lesson, and write the Jacobian of the helix that can be pushed aside, "
                r"$f(t, s) = \begin{bmatrix} \sin t + s & \cos t & 6t/\pi \end{bmatrix}^\top$ "
                r"(radians), with respect to $(t, s)$ as a function `helix_jacobian(t, s)`. "
                f"{layout(3, 2)}"
            ),
            inputs={"t": Reals(-2.5, 3), "s": Reals(-2, 2.4)},
            probes=((0.7, 1.5), (2.1, -0.8), (-1.2, 0.6)),
            reference=jacobian_of(helix),
            slips=(
                Slip(
                    "transposed",
                    lambda t, s: jacobian_of(helix)(t, s).T,
                    "All six slopes are right, and they lie on their side: you gave each input a "
                    "row. Each of the three outputs has one.",
                ),
                Slip(
                    "columns_exchanged",
                    lambda t, s: jacobian_of(helix)(t, s)[:, ::-1],
                    "The columns are exchanged. The first input is t.",
                ),
                Slip(
                    "first_column",
                    lambda t, s: jacobian_of(helix)(t, s)[:, 0],
                    "Those are the slopes by t alone. The input s has a column, too.",
                ),
                Slip(
                    "zeros_left_out",
                    lambda t, s: np.array([np.cos(t), 1.0, -np.sin(t), 6 / np.pi]),
                    "You left out the slopes that are zero. An output that does not contain an "
                    "input keeps its place in that column.",
                ),
                Slip(
                    "slopes_by_t_repeated",
                    lambda t, s: np.repeat(jacobian_of(helix)(t, s)[:, :1], 2, axis=1),
                    "The slopes by t stand in both columns. In the second one s moves, and t "
                    "stands still.",
                ),
                Slip(
                    "push_forgotten",
                    lambda t, s: np.array([[np.cos(t), 0], [-np.sin(t), 0], [6 / np.pi, 0]]),
                    "Your second column is zero, as if nothing happened when s moves. It pushes "
                    "one of the outputs.",
                ),
                Slip(
                    "push_everywhere",
                    lambda t, s: np.array([[np.cos(t), 1], [-np.sin(t), 1], [6 / np.pi, 1]]),
                    "You let s move all three outputs. Two of them do not contain it.",
                ),
                Slip(
                    "rows_added",
                    lambda t, s: np.array([np.cos(t) + 1, -np.sin(t), 6 / np.pi]),
                    "You added the two slopes of each output. Each input keeps its own column.",
                ),
                Slip(
                    "push_not_differentiated",
                    lambda t, s: np.array([[np.cos(t), s], [-np.sin(t), 0], [6 / np.pi, 0]]),
                    "You copied s into the second column. Its slope is asked, which is the same "
                    "wherever s is.",
                ),
                Slip(
                    "terms_kept",
                    lambda t, s: np.array(
                        [
                            [np.cos(t) + s, np.sin(t) + 1],
                            [-np.sin(t), np.cos(t)],
                            [6 / np.pi, 6 * t / np.pi],
                        ]
                    ),
                    "In each entry you kept the terms without the moving input. They are added "
                    "constants, so their slope is zero.",
                ),
                Slip(
                    "sign_of_cosine",
                    lambda t, s: np.array([[np.cos(t), 1], [np.sin(t), 0], [6 / np.pi, 0]]),
                    "A minus is missing in the second row. The cosine falls where the sine is "
                    "positive.",
                ),
                Slip(
                    "sign_of_sine",
                    lambda t, s: np.array([[-np.cos(t), 1], [-np.sin(t), 0], [6 / np.pi, 0]]),
                    "There is a minus too many in the first row. The sine rises where the cosine "
                    "is positive.",
                ),
                Slip(
                    "height_not_differentiated",
                    lambda t, s: np.array([[np.cos(t), 1], [-np.sin(t), 0], [6 * t / np.pi, 0]]),
                    "The last output was not differentiated. It is a straight line in t.",
                ),
                Slip(
                    "outputs",
                    lambda t, s: np.array(helix(t, s)),
                    "Those are the three outputs. Each of them has one slope by t and one by s.",
                ),
            ),
            hints=(
                "Three rows, and in each of them two questions: what do $t$ and $s$ do?",
                (
                    r"$\mathbf{J}_f = \begin{bmatrix} \partial f_1/\partial t & \partial "
                    r"f_1/\partial s \\ \partial f_2/\partial t & \partial f_2/\partial s \\ "
                    r"\partial f_3/\partial t & \partial f_3/\partial s \end{bmatrix}$."
                ),
                r"Start with the first row: in $\sin t + s$ both inputs have an effect.",
                "`return np.array([[..., 1], [..., 0], [..., ...]])`",
            ),
            why=(
                "The first column turns as you climb, the second one never does: s pushes the "
                "whole staircase in one and the same direction."
            ),
        ),
        Exercise(
            id="jacobian_entry",
            title="One entry of the table",
            kind="formula",
            topic="Jacobian",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"Let $f(\mathbf{x}) = \begin{bmatrix} x_1 x_2^2 & \sin(x_1 x_3) & x_2 x_3^3 "
                r"\end{bmatrix}^\top$ (radians). Type the entry $\mathbf{J}_f(2, 1)$ as text in "
                r"`x1`, `x2`, `x3`: "
                r'`jacobian_entry = "..."`. It is counted from 1, as on paper, the row first; '
                r"outputs have the rows, inputs the columns."
            ),
            inputs={"x1": Reals(-1.8, 2.1), "x2": Reals(-2, 2.3), "x3": Reals(-1.6, 1.9)},
            probes=((1.3, -0.7, 0.6), (-0.4, 1.2, 1.4), (0.9, 1.6, -1.3)),
            reference=derivative(lambda x1, x2, x3: np.sin(x1 * x3)),
            slips=(
                Slip(
                    "indices_exchanged",
                    "2x1*x2",
                    "That is the entry in row 1 and column 2. The row comes first, and it belongs "
                    "to the output.",
                ),
                Slip(
                    "counted_from_0",
                    "x3^3",
                    "That is what J[2, 1] would be in NumPy, where rows and columns are counted "
                    "from 0. On paper they are counted from 1.",
                ),
                Slip(
                    "column_of_x3",
                    "x1*cos(x1*x3)",
                    "That is the entry in column 3 of the right row. Here the first input moves.",
                ),
                Slip(
                    "column_of_x2",
                    "0",
                    "Zero is the entry in column 2 of that row, where x2 moves. Column 1 belongs "
                    "to another input.",
                ),
                Slip(
                    "row_of_f1",
                    "x2^2",
                    "That is the entry in row 1. Row 2 belongs to the second output.",
                ),
                Slip(
                    "inner_forgotten",
                    "cos(x1*x3)",
                    "Right output, right input, but the inner derivative is missing. The chain "
                    "rule multiplies by the slope of what stands inside the sine.",
                ),
                Slip(
                    "differentiated_inside",
                    "cos(x3)",
                    "You differentiated inside of the cosine. The inner function stays as it is, "
                    "and its derivative becomes a factor.",
                ),
                Slip(
                    "sign",
                    "-x3*cos(x1*x3)",
                    "There is a minus too many. The sine rises where the cosine is positive.",
                ),
                Slip(
                    "row_added",
                    "(x1 + x3)*cos(x1*x3)",
                    "You added the entries of the row, as if several inputs moved. In column 1 the "
                    "first input moves alone.",
                ),
                Slip(
                    "outer_not_differentiated",
                    "x3*sin(x1*x3)",
                    "The inner derivative is there, but the sine is still a sine. The outer "
                    "function has to be differentiated, too.",
                ),
            ),
            hints=(
                "Which output has row 2, and which input has column 1?",
                r"$\mathbf{J}_f(i, j) = \dfrac{\partial f_i}{\partial x_j}$.",
                r"Start: $\dfrac{\partial}{\partial x_1} \sin(x_1 x_3)$, where $x_3$ stands still.",
                '`jacobian_entry = "...*cos(...)"`',
            ),
            why=(
                "In code this entry is J[1, 0]. Written down from 1 and typed from 0: off by one "
                "is the slip that raises no error."
            ),
        ),
        Exercise(
            id="jacobian_linear_map",
            title="A matrix as a map",
            topic="Layers",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"Write the Jacobian of $f(\mathbf{x}) = \mathbf{A}\mathbf{x}$ with respect to "
                r"$\mathbf{x}$, for $\mathbf{A} \in \mathbb{R}^{4 \times 3}$, as a function "
                r"`jacobian_linear_map(A)`. The layout is that of the course (numerator layout). "
                f"{layout(4, 3)}"
            ),
            inputs={"A": Matrix(4, 3, -2, 2.2)},
            probes=(
                (
                    np.array(
                        [[1.4, -1.6, 0.4], [-0.1, 0.4, 0.6], [-0.8, 1.8, -0.2], [0.5, 0.9, -1.3]]
                    ),
                ),
                (
                    np.array(
                        [[1.2, 1.5, 0.1], [1.7, -1.8, -1.9], [-2.0, -1.1, -1.0], [-1.3, 0.3, 0.8]]
                    ),
                ),
                (np.array([[0.0, 1.0, 2.0], [3.0, 0.0, 1.0], [-1.0, 2.0, 0.5], [1.0, 1.0, 4.0]]),),
            ),
            reference=lambda A: jacobian(lambda x: A @ x)(np.zeros(A.shape[1])),
            slips=(
                Slip(
                    "transposed",
                    lambda A: A.T,
                    "That is the derivative as a book with columns for outputs prints it. In this "
                    "course each output has a row.",
                ),
                Slip(
                    "column_sums",
                    lambda A: A.sum(axis=0),
                    "You added the rows: that is the gradient of the sum of all outputs. The "
                    "Jacobian keeps the outputs apart.",
                ),
                Slip(
                    "row_sums",
                    lambda A: A.sum(axis=1),
                    "You added the slopes in each row, as if all inputs moved together. Each input "
                    "has a column of its own.",
                ),
                Slip(
                    "doubled",
                    lambda A: 2 * A,
                    "You brought down a factor, as for a square. Each output is linear in x.",
                ),
                Slip(
                    "gram",
                    lambda A: A.T @ A,
                    "You multiplied two matrices. Only one stands in f, and differentiating brings "
                    "no other one.",
                ),
                Slip(
                    "ones",
                    lambda A: np.ones(A.shape),
                    "You took every slope for 1. In each output an input has a factor in front.",
                ),
            ),
            hints=(
                r"Write one output as a sum: $f_i = A_{i,1}x_1 + A_{i,2}x_2 + A_{i,3}x_3$.",
                r"$\dfrac{\partial f_i}{\partial x_j}$ is the factor of $x_j$ in that sum.",
                (
                    r"Start: $\dfrac{\partial f_2}{\partial x_3}$, in words, is the entry of the "
                    r"matrix in row 2 and column 3."
                ),
                "`return ...`: nothing has to be computed.",
            ),
            why=(
                "A linear map is its own best linear approximation. The derivative of Ax is also "
                "the quickest way to find out the layout of a book."
            ),
        ),
        Exercise(
            id="sum_jacobian",
            title="The Jacobian of a sum",
            topic="Layers",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"Every loss ends in a sum. Write the Jacobian of $f(\mathbf{x}) = x_1 + x_2 + x_3 "
                r"+ x_4$ as a function `sum_jacobian(x)` of an array of shape `(4,)`. One output, "
                r"so it is a row, $\mathbb{R}^{1 \times 4}$: return an array of shape `(4,)` or "
                r"`(1, 4)`."
            ),
            inputs={"x": Vector(4, -2, 2.3)},
            probes=(
                (np.array([1.3, -0.7, 0.5, 2.0]),),
                (np.array([-0.4, 1.8, 0.9, -1.1]),),
                (np.array([3.0, 1.0, -2.0, 5.0]),),
            ),
            reference=jacobian(lambda v: v.sum()),
            row_vector=True,
            slips=(
                Slip(
                    "one_number",
                    lambda x: 1.0,
                    "That is one slope. Each of the four inputs has one, and they stand side by "
                    "side.",
                ),
                Slip(
                    "slopes_added",
                    lambda x: 4.0,
                    "You added the slopes up. They stay apart, one for each input.",
                ),
                Slip(
                    "sum_itself",
                    lambda x: x.sum(),
                    "That is the sum. Its slopes are asked: by how much does it change when one "
                    "input does?",
                ),
                Slip(
                    "squared_norm",
                    lambda x: 2 * x,
                    "That is the Jacobian of the sum of squares. Here nothing is squared.",
                ),
                Slip(
                    "square_of_ones",
                    lambda x: np.ones((4, 4)),
                    "That has a row for each of four outputs. The sum is a single output, so there "
                    "is one row.",
                ),
                Slip(
                    "inputs",
                    lambda x: x,
                    "Those are the inputs themselves. The slope of an input by itself is the same "
                    "wherever it is.",
                ),
                Slip(
                    "identity",
                    lambda x: np.eye(4),
                    "That is the Jacobian of a function that gives all inputs back, four outputs. "
                    "Here they are added to a single one.",
                ),
                Slip(
                    "mean",
                    lambda x: np.full(4, 0.25),
                    "That is the Jacobian of the mean. Nothing is divided in a sum.",
                ),
                Slip(
                    "zeros",
                    lambda x: np.zeros(4),
                    "You took every term for a constant. In each partial derivative one of them "
                    "moves.",
                ),
            ),
            hints=(
                "One output: the Jacobian is a gradient, with an entry for each input.",
                r"While $x_j$ moves, all other terms are added constants.",
                r"Start: $\dfrac{\partial}{\partial x_1}(x_1 + x_2 + x_3 + x_4)$ is a number.",
                "`return np.array([...])`, or `np.ones_like(...)` for any length",
            ),
            why=(
                "In a chain this row adds up the rows of what comes before it: the gradient of a "
                "sum is the sum of the gradients."
            ),
        ),
        Exercise(
            id="squared_norm_entry",
            title="An entry of the squared norm",
            kind="formula",
            topic="Layers",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"The Jacobian of the squared norm, $f(\mathbf{x}) = \lVert \mathbf{x} \rVert^2 = "
                r"x_1^2 + x_2^2 + x_3^2$, is a row in $\mathbb{R}^{1 \times 3}$. Type its second "
                r"entry (counted from 1) as text in `x1`, `x2`, `x3`: "
                r'`squared_norm_entry = "..."`.'
            ),
            inputs={"x1": Reals(-2, 2.3), "x2": Reals(-1.8, 2.1), "x3": Reals(-2.2, 1.9)},
            probes=((1.3, -0.7, 0.6), (-0.4, 1.2, 1.4), (0.9, 1.6, -1.3)),
            reference=derivative(lambda x1, x2, x3: x1**2 + x2**2 + x3**2, argnum=1),
            slips=(
                Slip(
                    "entries_added",
                    "2(x1 + x2 + x3)",
                    "You added all three entries of the row. In each of them one input moves and "
                    "the others stand still.",
                ),
                Slip(
                    "factor_missing",
                    "x2",
                    "You lowered the exponent but did not bring it down. The power rule does both.",
                ),
                Slip(
                    "norm",
                    "2*sqrt(x1^2 + x2^2 + x3^2)",
                    "You used the power rule as if the norm were the variable. It is the "
                    "coordinates that move: differentiate the sum of squares.",
                ),
                Slip(
                    "exponent_kept",
                    "2x2^2",
                    "You brought the exponent down but did not lower it. The power rule does both.",
                ),
                Slip(
                    "not_differentiated",
                    "x2^2",
                    "That is the term itself. Its slope is asked.",
                ),
                Slip(
                    "counted_from_0",
                    "2x3",
                    "That is the third entry on paper, the one with the index 2 in NumPy. On paper "
                    "entries are counted from 1.",
                ),
                Slip(
                    "first_entry",
                    "2x1",
                    "That is the first entry of the row. In the second one the second input moves.",
                ),
                Slip(
                    "twice_the_value",
                    "2(x1^2 + x2^2 + x3^2)",
                    "That is twice the squared norm. Differentiating a square lowers its exponent "
                    "as well, and of the three squares only one moves.",
                ),
                Slip(
                    "without_square",
                    "x2/sqrt(x1^2 + x2^2 + x3^2)",
                    "That is the slope of the norm itself. Here the norm is squared, so there is "
                    "no root to differentiate.",
                ),
                Slip(
                    "others_kept",
                    "x1^2 + 2x2 + x3^2",
                    "You kept the two terms that stand still. They are added constants, with slope "
                    "zero.",
                ),
                Slip(
                    "coordinates_multiplied",
                    "2x1*x2*x3",
                    "You multiplied the coordinates. In the sum each of them has a term of its "
                    "own, and only one term moves.",
                ),
            ),
            hints=(
                "Which of the three terms moves with the second coordinate?",
                (
                    r"$\dfrac{\partial}{\partial x_j} \sum_k x_k^2$ has one term that is not zero, "
                    r"that with $k = j$."
                ),
                r"Start: cover $x_1^2$ and $x_3^2$ with your hand.",
                '`squared_norm_entry = "2*..."`',
            ),
            why=(
                "All entries together are the row whose j-th entry is this one with j in place of "
                "2. One source prints a single entry where the whole row is meant."
            ),
        ),
        Exercise(
            id="edge_of_weight",
            title="Which edge is it?",
            kind="choice",
            topic="Indices",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"The picture shows a layer with five inputs and three neurons, counted from 1. "
                r"Its matrix $\mathbf{W} \in \mathbb{R}^{3 \times 5}$ has a row for each neuron "
                r"and a column for each input, and is stored in a NumPy array. Which edge has the "
                r'weight `W[2, 1]`? Assign the letter as text: `edge_of_weight = "A"`.'
            ),
            figure="edges_of_a_layer",
            options=(
                Option(
                    "A",
                    "the edge A",
                    slip="counted_from_1",
                    message="You read the indices as on paper. NumPy counts from 0, so the index 0 "
                    "belongs to the first row.",
                ),
                Option(
                    "B",
                    "the edge B",
                    message="The index 2 is the third row and the index 1 the second column. On "
                    "paper the weight is called W with the indices 3 and 2.",
                ),
                Option(
                    "C",
                    "the edge C",
                    slip="row_for_input",
                    message="You counted from 0, and took the first index for the input. The row "
                    "belongs to the neuron.",
                ),
                Option(
                    "D",
                    "the edge D",
                    slip="row_for_input_from_1",
                    message="You took the first index for the input, and counted from 1. The row "
                    "belongs to the neuron, and NumPy counts from 0.",
                ),
            ),
            hints=(
                "The first index is the row, and a row belongs to a neuron.",
                "NumPy counts from 0: the index 0 is the first row, the index 1 the second one.",
                "Start: which neuron has the index 2?",
                "neuron 2 + … and input 1 + …",
            ),
            why=(
                "Row times column: neuron i adds up row i, so its weights lie side by side in "
                "memory."
            ),
        ),
        Exercise(
            id="number_of_weights",
            title="How many slopes does a layer have?",
            kind="value",
            topic="Shapes",
            points=1,
            level=1,
            source="S0, S3",
            prompt=lambda n, m: (
                rf"A layer $\mathbf{{W}}\mathbf{{x}} + \mathbf{{b}}$ has {n} inputs and {m} "
                r"neurons. Each neuron has an edge from each input, and a bias. How many "
                r"entries has the matrix $\mathbf{W}$, the layer's Jacobian by $\mathbf{x}$? "
                r"Assign the number to `number_of_weights`."
            ),
            parameters={"n": 5, "m": 3},
            variant=layer_numbers,
            reference=number_of_entries,
            slips=WEIGHT_SLIPS,
            hints=(
                "Draw the neurons, and all edges of the first one.",
                r"$\mathbf{W}$ has a row for each neuron and a column for each input.",
                "Start: how many entries has one row?",
                "`number_of_weights = ... * ...`",
            ),
            why=(
                "Both sizes are multiplied: with ten times as many neurons in every layer a "
                "network has a hundred times as many weights."
            ),
        ),
        Exercise(
            id="affine_not_linear",
            title="Linear or affine?",
            kind="choice",
            topic="Layers",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"A source calls the layer $f(\mathbf{x}) = \mathbf{W}\mathbf{x} + \mathbf{b}$ "
                r"with $\mathbf{b} \neq \mathbf{0}$ a multilinear map. Which word is right, and "
                r'why? Assign the letter as text: `affine_not_linear = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "Linear: its graph is flat, and its Jacobian is the same everywhere.",
                    slip="flat_graph",
                    message="Both are true, but a linear map also leaves the origin in its place. "
                    "Put x = 0 into the layer.",
                ),
                Option(
                    "b",
                    "Multilinear: it is linear in each of its inputs.",
                    slip="linear_in_each_input",
                    message="Twice one input does not give twice the outputs here. And a "
                    "multilinear map is linear in each of several vectors, as a product is.",
                ),
                Option(
                    "c",
                    "Quadratic: an unknown weight is multiplied by an unknown input.",
                    slip="weights_move",
                    message="As a function of x it has no squares: the weights are held fixed. If "
                    "weights and inputs moved together, their products would matter.",
                ),
                Option(
                    "d",
                    r"Affine: $f(2\mathbf{x})$ is not $2f(\mathbf{x})$, because $\mathbf{b}$ is "
                    "not doubled.",
                    message="A linear map, then a shift. The shift moves every output and changes "
                    "no slope, which is why b does not occur in the Jacobian.",
                ),
            ),
            hints=(
                "A linear map obeys two rules; one of them is about multiples.",
                (
                    r"$f$ is linear if $f(c\,\mathbf{x}) = c\,f(\mathbf{x})$ and $f(\mathbf{x} + "
                    r"\mathbf{y}) = f(\mathbf{x}) + f(\mathbf{y})$."
                ),
                r"Start: compute $f(\mathbf{0})$, and compare it with $0 \cdot f(\mathbf{x})$.",
                (
                    r"$f(2\mathbf{x}) = 2\mathbf{W}\mathbf{x} + \ldots$, but $2f(\mathbf{x}) = "
                    r"2\mathbf{W}\mathbf{x} + \ldots$"
                ),
            ),
            why=(
                "Two affine maps in a row are one affine map again: only an activation in between "
                "makes two layers more than one."
            ),
        ),
        Exercise(
            id="jacobian_polar",
            title="Polar coordinates",
            topic="Jacobian",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"Write the Jacobian of $f(r, q) = \begin{bmatrix} r\cos q & r\sin q "
                r"\end{bmatrix}^\top$ (radians) with respect to $(r, q)$ as a function "
                f"`jacobian_polar(r, q)`. {layout(2, 2)} Rows and columns are equally many here, "
                "so no shape will tell you if they are exchanged."
            ),
            inputs={"r": Reals(0.4, 2.6), "q": Reals(-2.6, 3)},
            probes=((1.7, 0.6), (0.8, 2.3), (2.4, -1.1)),
            reference=jacobian_of(polar),
            slips=(
                Slip(
                    "transposed",
                    lambda r, q: jacobian_of(polar)(r, q).T,
                    "Transposed: you gave each input a row. Rows belong to outputs, columns to "
                    "inputs.",
                ),
                Slip(
                    "radius_lost",
                    lambda r, q: np.array([[np.cos(q), -np.sin(q)], [np.sin(q), np.cos(q)]]),
                    "In the second column the factor r is lost. While q moves it is a constant "
                    "factor, and that stays.",
                ),
                Slip(
                    "columns_exchanged",
                    lambda r, q: jacobian_of(polar)(r, q)[:, ::-1],
                    "The columns are exchanged. The first input is r.",
                ),
                Slip(
                    "rows_exchanged",
                    lambda r, q: jacobian_of(polar)(r, q)[::-1],
                    "The rows are exchanged. The first output is the one with the cosine.",
                ),
                Slip(
                    "diagonal_only",
                    lambda r, q: np.diag([np.cos(q), r * np.cos(q)]),
                    "Only the diagonal is filled. Each output depends on both inputs.",
                ),
                Slip(
                    "radius_kept",
                    lambda r, q: np.array(
                        [[r * np.cos(q), -r * np.sin(q)], [r * np.sin(q), r * np.cos(q)]]
                    ),
                    "In the first column r is still there. While it moves its own slope is 1, and "
                    "what multiplies it stays.",
                ),
                Slip(
                    "sign_of_cosine",
                    lambda r, q: np.array([[np.cos(q), r * np.sin(q)], [np.sin(q), r * np.cos(q)]]),
                    "A minus is missing in the first row. The cosine falls where the sine is "
                    "positive.",
                ),
                Slip(
                    "sign_of_sine",
                    lambda r, q: np.array(
                        [[np.cos(q), -r * np.sin(q)], [np.sin(q), -r * np.cos(q)]]
                    ),
                    "There is a minus too many in the second row. The sine rises where the cosine "
                    "is positive.",
                ),
                Slip(
                    "minus_at_sine",
                    lambda r, q: np.array(
                        [[np.cos(q), r * np.sin(q)], [np.sin(q), -r * np.cos(q)]]
                    ),
                    "The minus stands at the wrong function. It is the cosine that falls at first.",
                ),
                Slip(
                    "rows_added",
                    lambda r, q: jacobian_of(polar)(r, q).sum(axis=1),
                    "You added the two slopes of each output. Each input keeps its own column.",
                ),
                Slip(
                    "both_differentiated",
                    lambda r, q: np.array(
                        [[-np.sin(q), -r * np.sin(q)], [np.cos(q), r * np.cos(q)]]
                    ),
                    "In the first column you differentiated the angle's function too. While r "
                    "moves, q stands still.",
                ),
            ),
            hints=(
                "In each output both inputs occur: four partial derivatives, none of them zero.",
                r"Row 1 is the gradient of $r\cos q$, row 2 that of $r\sin q$.",
                (
                    r"Start: $\dfrac{\partial}{\partial r}\, r\cos q = \cos q$; now $q$ moves, and "
                    r"$r$ is a constant factor."
                ),
                "`return np.array([[np.cos(q), ...], [..., r * ...]])`",
            ),
            why=(
                "The first column points outwards and has length 1, the second one runs round the "
                "centre and has length r."
            ),
        ),
        Exercise(
            id="det_jacobian_polar",
            title="The area factor of polar coordinates",
            topic="Determinant",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"Write the determinant of that Jacobian, $\det \mathbf{J}_f(r, q)$ for $f(r, q) = "
                r"\begin{bmatrix} r\cos q & r\sin q \end{bmatrix}^\top$, as a function "
                r"`det_jacobian_polar(r, q)` that returns one number. (The transpose has the same "
                r"determinant, so for once the layout does not matter.)"
            ),
            inputs={"r": Reals(0.4, 2.6), "q": Reals(-2.6, 3)},
            probes=((1.7, 0.6), (0.8, 2.3), (2.4, -1.1)),
            reference=lambda r, q: np.linalg.det(jacobian_of(polar)(r, q)),
            slips=(
                Slip(
                    "sign",
                    lambda r, q: -r,
                    "The sign is turned: columns exchanged, or the diagonals subtracted the other "
                    "way round. It is the product of the main diagonal that comes first.",
                ),
                Slip(
                    "radius_twice",
                    lambda r, q: r**2,
                    "The radius is in there twice. Only the column of q carries it.",
                ),
                Slip(
                    "radius_lost",
                    lambda r, q: 1.0,
                    "That is the determinant of a plain rotation. The column of q is as long as "
                    "the radius.",
                ),
                Slip(
                    "diagonals_added",
                    lambda r, q: r * np.cos(2 * q),
                    "The minus signs did not meet. Subtracting the product of the other diagonal, "
                    "in which there is a minus already, makes a plus.",
                ),
                Slip(
                    "main_diagonal",
                    lambda r, q: r * np.cos(q) ** 2,
                    "That is the product of the main diagonal only. Subtract that of the other "
                    "one.",
                ),
                Slip(
                    "trace",
                    lambda r, q: np.cos(q) + r * np.cos(q),
                    "You added the main diagonal, which gives the trace. A determinant is made of "
                    "products.",
                ),
                Slip(
                    "whole_matrix",
                    jacobian_of(polar),
                    "That is the Jacobian itself. Its determinant is one number.",
                ),
                Slip(
                    "outputs_multiplied",
                    lambda r, q: r**2 * np.cos(q) * np.sin(q),
                    "You multiplied the two outputs. The area factor is made of their slopes.",
                ),
            ),
            hints=(
                "You have the matrix already.",
                (
                    r"$\det \begin{bmatrix} a & b \\ c & d \end{bmatrix} = ad - bc$, and $\cos^2 q "
                    r"+ \sin^2 q = 1$."
                ),
                r"Start: $ad$ is $\cos q$ times $r \cos q$.",
                "`return ...`: one letter is enough, or `np.linalg.det(...)`",
            ),
            why=(
                "A small box in r and q covers more of the plane the further out it lies. This is "
                "the factor by which integrals in polar coordinates are multiplied."
            ),
        ),
        Exercise(
            id="turned_over",
            title="A negative determinant, seen",
            kind="choice",
            topic="Determinant",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"Four linear maps were applied to the letter on the left. Each image is drawn "
                r"beside it, A to D; the dot is the origin, which stays. Which map has a negative "
                r"determinant? Assign the letter of the image as text: "
                r'`turned_over = "A"`.'
            ),
            figure="images_of_a_letter",
            options=(
                Option(
                    "A",
                    "the map of image A",
                    slip="upside_down",
                    message="Turn your head by half a turn, and you can read it: that is a "
                    "rotation. A negative determinant makes a letter that no turning can mend.",
                ),
                Option(
                    "B",
                    "the map of image B",
                    slip="leaning",
                    message="It leans, but it can be read as it stands. A shear keeps the area and "
                    "the side that faces you.",
                ),
                Option(
                    "C",
                    "the map of image C",
                    message="However you turn the page, it reads like a letter in a mirror. This "
                    "map exchanges the two coordinates.",
                ),
                Option(
                    "D",
                    "the map of image D",
                    slip="smaller",
                    message="It has become smaller and is turned by a right angle; both keep the "
                    "sign. Turn it back, and you can read it.",
                ),
            ),
            hints=(
                "The sign of the determinant says which side of the paper faces you.",
                "A rotation, a shear and a change of size never turn the paper over.",
                (
                    "Start: turn the page until the long stem of an image stands upright, with the "
                    "longer arm on top."
                ),
                "For three of the images the arms then point to the right; for one to the …",
            ),
            why=(
                "A determinant of −1 keeps the area and exchanges left and right; that is why its "
                "sign is called the orientation."
            ),
        ),
        Exercise(
            id="signed_area_factor",
            title="A signed area factor",
            kind="value",
            topic="Determinant",
            points=2,
            level=2,
            source="S2",
            prompt=lambda a, b: (
                r"By which factor does $f(x, y) = \begin{bmatrix} xy^2 & 2x + y "
                r"\end{bmatrix}^\top$ "
                rf"scale small areas at $(x, y) = ({a}, {b})$? Give it with its sign, "
                r"$\det \mathbf{J}_f$, and assign the number to `signed_area_factor`. Outputs have "
                r"the rows, inputs the columns."
            ),
            parameters={"a": 2, "b": 3},
            variant=signed_numbers,
            reference=signed_factor,
            slips=SIGNED_SLIPS,
            hints=(
                "First the four partial derivatives, then the point, then the determinant.",
                r"$\det \begin{bmatrix} a & b \\ c & d \end{bmatrix} = ad - bc$.",
                (
                    r"Start: the first row is the gradient of $xy^2$, that is $\begin{bmatrix} y^2 "
                    r"& 2xy \end{bmatrix}$."
                ),
                "`signed_area_factor = ... * 1 - ... * ...`",
            ),
            why=(
                "A negative sign: near this point the map turns the plane over, like a sheet of "
                "paper laid on its face."
            ),
        ),
        Exercise(
            id="ink_drop",
            title="A drop of ink",
            kind="value",
            topic="Determinant",
            points=2,
            level=2,
            source="S2",
            prompt=lambda a, b: (
                rf"A small drop of ink of area ${INK}$ lies at $(x, y) = ({a}, {b})$. Then the "
                r"plane is bent by $f(x, y) = \begin{bmatrix} x^2 - y^2 & 2xy "
                r"\end{bmatrix}^\top$. How large is the area of the image of the drop, to first "
                r"order? Assign the number to `ink_drop`."
            ),
            parameters={"a": 2, "b": 1},
            variant=ink_numbers,
            reference=ink_area,
            slips=INK_SLIPS,
            hints=(
                (
                    "Near one point the map is nearly linear, and a linear map multiplies every "
                    "area by the same factor."
                ),
                r"area of the image ≈ $\lvert\det \mathbf{J}_f\rvert$ · area of the drop.",
                (
                    r"Start: the first row of $\mathbf{J}_f$ is $\begin{bmatrix} 2x & -2y "
                    r"\end{bmatrix}$."
                ),
                "`ink_drop = (... * ... - ... * ...) * 0.001`",
            ),
            why=(
                "This map squares x + iy. The two columns of its Jacobian are equally long and at "
                "right angles, so it turns and enlarges small shapes without distorting them."
            ),
        ),
        Exercise(
            id="affine_layer",
            title="A layer and its Jacobian",
            kind="parts",
            topic="Layers",
            points=2,
            part_points={"y": 1, "jacobian": 1},
            level=2,
            source="S0, S3",
            prompt=(
                r"For the layer $\mathbf{y} = \mathbf{W}\mathbf{x} + \mathbf{b}$ with 5 inputs and "
                r"3 neurons write a function `affine_layer(W, x, b)` that returns a dict: "
                r'`"y"` is the output, shape `(3,)`, and `"jacobian"` is '
                r"$\dfrac{\partial \mathbf{y}}{\partial \mathbf{x}}$, with a row for each output "
                r"and a column for each input. The arrays have the shapes `(3, 5)`, `(5,)` and "
                r"`(3,)`."
            ),
            inputs={"W": Matrix(3, 5, -2, 2.2), "x": Vector(5, -1.8, 2), "b": Vector(3, -2, 2.4)},
            reference=lambda W, x, b: {
                "y": W @ x + b,
                "jacobian": jacobian(lambda v: W @ v + b)(x),
            },
            probes=(
                (
                    np.array([[1, -2, 3, 0.5, -1], [2, 1, -1, -3, 0.5], [-1, 3, 2, 1, -2]]),
                    np.array([1.0, 2.0, -1.0, 4.0, 3.0]),
                    np.array([1.0, -2.0, 0.5]),
                ),
                (
                    np.array([[0, 1, 0, 2, 1.5], [1.2, 0, -1, 0.3, 1], [-1, 0.5, 2, 1, 0]]),
                    np.array([0.6, -1.1, 0.9, 1.4, -0.3]),
                    np.array([-0.7, 1.2, 2.5]),
                ),
                (
                    np.array([[0.3, 1, 2, -2, 1], [1, 0.7, -1, 0.3, 1], [-1, 0.5, 0.2, 1, 3]]),
                    np.array([1.6, 1.1, -0.9, 0.4, 1.3]),
                    np.array([1.7, 0.2, -0.5]),
                ),
            ),
            slips=(
                Slip(
                    "star_for_product",
                    lambda W, x, b: {"y": W * x + b[:, None], "jacobian": W * x},
                    "The star multiplies entry by entry and spreads x over all rows. A layer adds "
                    "up each row: that is the product @.",
                ),
                Slip(
                    "bias_forgotten",
                    lambda W, x, b: {"y": W @ x},
                    "The bias is missing. Each neuron adds its own.",
                ),
                Slip(
                    "bias_subtracted",
                    lambda W, x, b: {"y": W @ x - b},
                    "The bias is subtracted. It is added.",
                ),
                Slip(
                    "column_output",
                    lambda W, x, b: {"y": (W @ x + b)[:, None]},
                    "The numbers are right, and they stand in a column, as on paper. A plain array "
                    "with one axis is asked.",
                ),
                Slip(
                    "transposed",
                    lambda W, x, b: {"jacobian": W.T},
                    "The slopes are right and lie on their side. That is the layout of books that "
                    "give columns to outputs; here each neuron has a row.",
                ),
                Slip(
                    "bias_in_slope",
                    lambda W, x, b: {"jacobian": W + b[:, None]},
                    "You added the bias to the slopes. It is constant, so it moves the outputs and "
                    "no slope.",
                ),
                Slip(
                    "output_for_slope",
                    lambda W, x, b: {"jacobian": W @ x},
                    "That is a product with x. A slope tells how the outputs react to a change of "
                    "x, and it is the same wherever x is.",
                ),
                Slip(
                    "by_weights",
                    lambda W, x, b: {"jacobian": np.tile(x, (3, 1))},
                    "Each row holds x: so do the outputs react to their weights. Here the inputs "
                    "move, and the weights stand still.",
                ),
                Slip(
                    "slopes_added",
                    lambda W, x, b: {"jacobian": W.sum(axis=1)},
                    "You added the slopes of each neuron. Each input keeps its own column.",
                ),
                Slip(
                    "neurons_added",
                    lambda W, x, b: {"jacobian": W.sum(axis=0)},
                    "You added the rows, so the neurons are mixed. Each of them keeps its own row.",
                ),
            ),
            hints=(
                "The Jacobian needs no computation: how much does neuron i react to input j?",
                (
                    r"$\dfrac{\partial}{\partial \mathbf{x}}(\mathbf{W}\mathbf{x} + \mathbf{b})$ "
                    r"is the same for every $\mathbf{x}$ and every $\mathbf{b}$."
                ),
                "Start: the product of a matrix and a vector is written `W @ x`.",
                '`return {"y": ... @ ... + ..., "jacobian": ...}`',
            ),
            why=(
                "One source writes the layer with a star. With these shapes NumPy would raise an "
                "error, with others it computes something else and says nothing."
            ),
        ),
        Exercise(
            id="sine_activations",
            title="An activation, entry by entry",
            topic="Activation",
            points=2,
            level=2,
            source="S2, S3",
            prompt=(
                r"Some networks use the sine as their activation, entry by entry: $f(\mathbf{z}) = "
                r"\begin{bmatrix} \sin z_1 & \sin z_2 & \sin z_3 & \sin z_4 \end{bmatrix}^\top$ "
                r"(radians). Write its Jacobian as a function `sine_activations(z)` of an array of "
                f"shape `(4,)`. {layout(4, 4)}"
            ),
            inputs={"z": Vector(4, -2.6, 2.9)},
            probes=(
                (np.array([1.3, -0.7, 0.5, 2.0]),),
                (np.array([-0.4, 1.8, 0.9, -1.1]),),
                (np.array([2.4, 0.2, -2.0, 1.1]),),
            ),
            reference=jacobian(np.sin),
            slips=(
                Slip(
                    "slopes_alone",
                    np.cos,
                    "Those are the four slopes, in a vector. In the Jacobian each of them has its "
                    "place in a matrix: which output listens to which input?",
                ),
                Slip(
                    "one_row",
                    lambda z: np.cos(z)[None, :],
                    "The four slopes lie in a single row, as if there were one output. Each of the "
                    "four outputs has a row.",
                ),
                Slip(
                    "one_column",
                    lambda z: np.cos(z)[:, None],
                    "The four slopes stand in a single column, as if there were one input. Each of "
                    "the four inputs has a column.",
                ),
                Slip(
                    "outputs",
                    np.sin,
                    "Those are the four outputs. Their slopes are asked, each in its place of a "
                    "matrix.",
                ),
                Slip(
                    "same_in_every_row",
                    lambda z: np.tile(np.cos(z), (4, 1)),
                    "You spread the slopes over all rows, so that each output listens to all "
                    "inputs. Entry by entry means that it listens to its own only.",
                ),
                Slip(
                    "same_in_every_column",
                    lambda z: np.tile(np.cos(z)[:, None], (1, 4)),
                    "You spread the slopes over all columns, so that each output reacts to every "
                    "input alike. Entry by entry means that it reacts to its own only.",
                ),
                Slip(
                    "outer_product",
                    lambda z: np.outer(np.cos(z), np.cos(z)),
                    "An outer product fills the whole matrix. An output that does not contain an "
                    "input has the slope zero there.",
                ),
                Slip(
                    "not_differentiated",
                    lambda z: np.diag(np.sin(z)),
                    "The matrix has the right form, but on its diagonal stand the outputs. The "
                    "slopes belong there.",
                ),
                Slip(
                    "sign",
                    lambda z: np.diag(-np.cos(z)),
                    "The form is right, and the sign is turned. The sine rises where the cosine is "
                    "positive.",
                ),
                Slip(
                    "slope_everywhere",
                    lambda z: np.eye(4) * np.cos(z).sum(),
                    "Every entry of the diagonal holds the sum of all slopes. Each output has a "
                    "slope of its own.",
                ),
                Slip(
                    "identity",
                    lambda z: np.eye(4),
                    "That is the Jacobian of a function that changes nothing. Each output is bent "
                    "by the sine.",
                ),
                Slip(
                    "applied_to_matrix",
                    lambda z: np.cos(np.diag(z)),
                    "You filled a matrix with z first and then took the cosine of its zeros, which "
                    "is not zero. Take the cosine first.",
                ),
            ),
            hints=(
                "How much does the second output react when the first input moves?",
                (
                    r"$\dfrac{\partial f_i}{\partial z_j} = 0$ for $i \neq j$, and for $i = j$ it "
                    r"is the slope of the activation there."
                ),
                r"Start: the first row is $\begin{bmatrix} \cos z_1 & 0 & 0 & 0 \end{bmatrix}$.",
                "`return np.diag(...)`",
            ),
            why=(
                "Nobody stores such a matrix: a library keeps the slopes and multiplies row by "
                "row, which is the same and much cheaper."
            ),
        ),
        Exercise(
            id="neuron_slope",
            title="The slope of a tanh neuron",
            kind="formula",
            topic="Activation",
            points=2,
            level=2,
            source="S2, S3",
            prompt=(
                r"A neuron with one input gave $y = \tanh(wx + b)$. Type $\dfrac{\partial "
                r"y}{\partial x}$, its $1 \times 1$ Jacobian, as text in $y$ and $w$: "
                r'`neuron_slope = "..."`. Neither $x$ nor $b$ is needed: $y$ has come through the '
                r"tanh already."
            ),
            inputs={"y": Reals(-0.92, 0.95), "w": Reals(-2.4, 2.7)},
            probes=((0.6, 1.5), (-0.3, 2.0), (0.8, -1.2)),
            reference=lambda y, w: jacobian(lambda v: np.tanh(np.arctanh(y) + w * v))(
                np.zeros(1)
            ).item(),
            slips=(
                Slip(
                    "inner_forgotten",
                    "1 - y^2",
                    "That is the slope of the tanh alone. The chain rule multiplies by the inner "
                    "derivative, that of the straight line.",
                ),
                Slip(
                    "activation_forgotten",
                    "w",
                    "That is the slope before the tanh. The chain rule multiplies it by the slope "
                    "of the tanh.",
                ),
                Slip(
                    "square_forgotten",
                    "(1 - y)*w",
                    "The square is missing. The slope of tanh is 1 minus the square of its output.",
                ),
                Slip(
                    "bracket_squared",
                    "(1 - y)^2*w",
                    "You squared the bracket. Only the output in it is squared.",
                ),
                Slip(
                    "tanh_again",
                    "(1 - tanh(y)^2)*w",
                    "You applied the tanh once more. y has come through it already.",
                ),
                Slip(
                    "sigmoid_slope",
                    "y*(1 - y)*w",
                    "That is the slope of a sigmoid, written with its output. This neuron has a "
                    "tanh.",
                ),
                Slip(
                    "sign",
                    "(y^2 - 1)*w",
                    "The sign is turned. The tanh rises everywhere, so its slope is positive.",
                ),
                Slip(
                    "plus_for_minus",
                    "(1 + y^2)*w",
                    "There is a plus where the slope of tanh has a minus. It is steepest where its "
                    "output is zero.",
                ),
                Slip(
                    "output_for_slope",
                    "y*w",
                    "You multiplied by the output. The chain rule multiplies by the slope of the "
                    "tanh there.",
                ),
                Slip(
                    "added",
                    "1 - y^2 + w",
                    "You added the two slopes. One function inside of another: the slopes are "
                    "multiplied.",
                ),
                Slip(
                    "bracket_missing",
                    "1 - y^2*w",
                    "The bracket is missing, so only a part is multiplied. The whole slope of the "
                    "tanh is one factor.",
                ),
            ),
            hints=(
                "What is done last, the line or the tanh?",
                r"$\tanh'(z) = 1 - \tanh^2(z)$, and $\tanh(z)$ is $y$.",
                r"Start: the inner function $wx + b$ has the slope $w$ by $x$.",
                '`neuron_slope = "(1 - ...)*..."`',
            ),
            why=(
                "The backward pass needs only what the forward pass has kept. Where y is close to "
                "1 or −1 hardly any slope is left: the neuron is saturated."
            ),
        ),
        Exercise(
            id="path_slope",
            title="A path over a landscape",
            kind="formula",
            topic="Chain rule",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"You walk along $\mathbf{x}(t) = \begin{bmatrix} \sin t & \cos t "
                r"\end{bmatrix}^\top$ (radians) over the heights $f(\mathbf{x}) = x_1^2 + 2x_2$. "
                r"How fast do you rise? Type $\dfrac{df}{dt}$ as text in $t$: "
                r'`path_slope = "..."`. As matrices, with outputs in rows, it is $(1 \times 2)'
                r"(2 \times 1)$, one number."
            ),
            inputs={"t": Reals(-2.8, 3)},
            probes=((0.7,), (2.1,), (-1.2,)),
            reference=derivative(along_path),
            slips=(
                Slip(
                    "inner_forgotten",
                    "2sin(t) + 2",
                    "You added the slopes of the landscape. The chain rule multiplies each of them "
                    "by how fast its coordinate moves.",
                ),
                Slip(
                    "sign_of_cosine",
                    "2sin(t)*cos(t) + 2sin(t)",
                    "The second coordinate moves the other way. The cosine falls where the sine is "
                    "positive.",
                ),
                Slip(
                    "sign_of_sine",
                    "-2sin(t)*cos(t) - 2sin(t)",
                    "The first coordinate moves the other way. The sine rises where the cosine is "
                    "positive.",
                ),
                Slip(
                    "minus_at_sine",
                    "-2sin(t)*cos(t) + 2sin(t)",
                    "The minus stands at the wrong function. It is the cosine that falls at first.",
                ),
                Slip(
                    "place_lost",
                    "2cos(t) - 2sin(t)",
                    "The slope in the first direction depends on where you are, and that is lost. "
                    "It has a first coordinate in it.",
                ),
                Slip(
                    "factor_lost",
                    "2sin(t)*cos(t) - sin(t)",
                    "In the second part a factor is lost. The landscape rises in that direction by "
                    "the factor in front of its second coordinate.",
                ),
                Slip(
                    "first_way_only",
                    "2sin(t)*cos(t)",
                    "That is the part that comes through the first coordinate. The second one "
                    "moves as well, and the effects add up.",
                ),
                Slip(
                    "second_way_only",
                    "-2sin(t)",
                    "That is the part that comes through the second coordinate. The first one "
                    "moves as well, and the effects add up.",
                ),
                Slip(
                    "velocity_only",
                    "cos(t) - sin(t)",
                    "You added the velocities of the coordinates. Each of them counts as much as "
                    "the landscape is steep in its direction.",
                ),
                Slip(
                    "outer_at_t",
                    "2t*cos(t) - 2sin(t)",
                    "You put t into the slope of the landscape. It is taken at the place where you "
                    "are, and its first coordinate is a function of t.",
                ),
                Slip(
                    "outer_not_differentiated",
                    "sin(t)^2*cos(t) - 2cos(t)*sin(t)",
                    "You multiplied the heights by the velocities. It is the slopes of f that are "
                    "multiplied.",
                ),
                Slip(
                    "exponent_lost",
                    "sin(t)*cos(t) - 2sin(t)",
                    "In the first part the exponent was lowered but not brought down. The power "
                    "rule does both.",
                ),
                Slip(
                    "minus_for_plus",
                    "2sin(t)*cos(t) - 2cos(t)",
                    "In the second part the cosine was not differentiated. Its velocity is the "
                    "other function, with a minus.",
                ),
                Slip(
                    "product_of_all",
                    "-4sin(t)^2*cos(t)",
                    "You multiplied the two parts. A row times a column adds the products up.",
                ),
            ),
            hints=(
                "There are two ways from $t$ to the height: through each coordinate leads one.",
                (
                    r"$\dfrac{df}{dt} = \dfrac{\partial f}{\partial x_1}\dfrac{dx_1}{dt} + "
                    r"\dfrac{\partial f}{\partial x_2}\dfrac{dx_2}{dt}$."
                ),
                (
                    r"Start: $\dfrac{\partial f}{\partial x_1} = 2x_1$, and on the path that is "
                    r"$2\sin t$."
                ),
                '`path_slope = "2sin(t)*... + 2*..."`',
            ),
            why=(
                "Multiply along each way, add over the ways: with thousands of ways this is what "
                "backpropagation does."
            ),
        ),
        Exercise(
            id="path_factors",
            title="Row times column",
            kind="parts",
            topic="Chain rule",
            points=3,
            part_points={"outer": 1, "inner": 1, "rate": 1},
            level=2,
            source="S2",
            prompt=(
                r"Another walk: along $\mathbf{x}(t) = \begin{bmatrix} \cos t & 3t "
                r"\end{bmatrix}^\top$ (radians) over $f(\mathbf{x}) = x_1 x_2^2$. Write a function "
                r"`path_factors(t)` that returns a dict with the Jacobians, outputs in rows: "
                r'`"outer"` is $\dfrac{\partial f}{\partial \mathbf{x}}$ at the point '
                r'$\mathbf{x}(t)$, shape `(1, 2)`; `"inner"` is $\dfrac{d\mathbf{x}}{dt}$, shape '
                r'`(2, 1)`; and `"rate"` is their matrix product $\dfrac{df}{dt}$, shape `(1, 1)`.'
            ),
            inputs={"t": Reals(-2.8, 3)},
            probes=((0.7,), (2.1,), (-1.2,)),
            reference=walk,
            slips=(
                Slip(
                    "outer_as_column",
                    lambda t: {"outer": walk(t)["outer"].T},
                    "The entries are right and stand in a column. One output and two inputs: that "
                    "is a row.",
                ),
                Slip(
                    "outer_flat",
                    lambda t: {"outer": walk(t)["outer"][0]},
                    "The numbers are right, but an array with one axis is neither row nor column. "
                    "Double brackets make a matrix of it.",
                ),
                Slip(
                    "outer_exchanged",
                    lambda t: {"outer": walk(t)["outer"][:, ::-1]},
                    "The two entries are exchanged. The first one is for the first coordinate.",
                ),
                Slip(
                    "outer_at_t",
                    lambda t: {"outer": np.array([[t**2, 2 * t * t]])},
                    "You took the row at the wrong place: t was put in for both coordinates. The "
                    "outer Jacobian is taken where the path is.",
                ),
                Slip(
                    "outer_half_placed",
                    lambda t: {"outer": np.array([[t**2, 2 * np.cos(t) * t]])},
                    "The second coordinate of the path has a factor. Put it into the row as it "
                    "stands, before it is squared.",
                ),
                Slip(
                    "factor_not_squared",
                    lambda t: {"outer": np.array([[3 * t**2, 6 * np.cos(t) * t]])},
                    "The second coordinate is squared with its factor. Brackets show it: the "
                    "square belongs to all of it.",
                ),
                Slip(
                    "inner_as_row",
                    lambda t: {"inner": walk(t)["inner"].T},
                    "The entries are right and lie in a row. Two outputs and one input: that is a "
                    "column.",
                ),
                Slip(
                    "inner_flat",
                    lambda t: {"inner": walk(t)["inner"][:, 0]},
                    "The numbers are right, but an array with one axis is neither row nor column. "
                    "In a column every number has brackets of its own.",
                ),
                Slip(
                    "factor_kept",
                    lambda t: {"inner": np.array([[-np.sin(t)], [3 * t]])},
                    "The second coordinate was not differentiated. It is a straight line in t.",
                ),
                Slip(
                    "path_itself",
                    lambda t: {"inner": np.array([[np.cos(t)], [3 * t]])},
                    "That is the place on the path. Its velocity is asked.",
                ),
                Slip(
                    "sign_of_cosine",
                    lambda t: {"inner": np.array([[np.sin(t)], [3.0]])},
                    "A minus is missing in the first entry. The cosine falls where the sine is "
                    "positive.",
                ),
                Slip(
                    "square_matrix",
                    lambda t: {"rate": walk(t)["inner"] @ walk(t)["outer"]},
                    "You multiplied a column by a row, or used the star: that fills a square "
                    "matrix. The outer Jacobian comes first, and the product is written @.",
                ),
                Slip(
                    "not_added",
                    lambda t: {"rate": walk(t)["outer"] * walk(t)["inner"].T},
                    "You multiplied entry by entry and did not add. A row times a column adds the "
                    "products up.",
                ),
                Slip(
                    "plain_number",
                    lambda t: {"rate": walk(t)["rate"].item()},
                    "The number is right; as a matrix it has two axes. The product of row and "
                    "column has them by itself.",
                ),
                Slip(
                    "subtracted",
                    lambda t: {"rate": np.array([[-9 * t**2 * np.sin(t) - 18 * t * np.cos(t)]])},
                    "You subtracted the two products. A row times a column adds them.",
                ),
                Slip(
                    "one_way_only",
                    lambda t: {"rate": np.array([[-9 * t**2 * np.sin(t)]])},
                    "That is the part that comes through the first coordinate. The second one "
                    "moves as well.",
                ),
                Slip(
                    "height",
                    lambda t: {"rate": np.array([[np.cos(t) * 9 * t**2]])},
                    "That is the height on the path. Its derivative is the product of the two "
                    "Jacobians.",
                ),
            ),
            hints=(
                "First the two Jacobians; in the outer one put in where you are at the time $t$.",
                (
                    r"$\dfrac{df}{dt} = \dfrac{\partial f}{\partial \mathbf{x}}\, "
                    r"\dfrac{d\mathbf{x}}{dt}$ with the shapes $(1 \times 2)(2 \times 1)$."
                ),
                (
                    r"Start: $\dfrac{\partial f}{\partial \mathbf{x}} = \begin{bmatrix} x_2^2 & "
                    r"2x_1x_2 \end{bmatrix}$ with $x_1 = \cos t$ and $x_2 = 3t$; double brackets "
                    r"make a row, `np.array([[..., ...]])`."
                ),
                '`return {"outer": outer, "inner": np.array([[...], [...]]), "rate": outer @ ...}`',
            ),
            why=(
                "The shapes read like dominoes, (1 × 2)(2 × 1): the 2 in the middle is the number "
                "of ways from t to the height."
            ),
        ),
        Exercise(
            id="fitting_product",
            title="Dominoes",
            kind="choice",
            topic="Shapes",
            points=1,
            level=2,
            source="S2, S3",
            prompt=(
                r"A small network with a loss: $\mathbf{z} = \mathbf{W}\mathbf{x}$ with "
                r"$\mathbf{W} \in \mathbb{R}^{3 \times 5}$, then $\mathbf{y} = \tanh(\mathbf{z})$, "
                r"then $L = \lVert \mathbf{y} \rVert^2$. With $\mathbf{D} = \mathrm{diag}(1 - "
                r"y_1^2, 1 - y_2^2, 1 - y_3^2)$ and outputs in rows, which product is "
                r"$\dfrac{\partial L}{\partial \mathbf{x}}$? Assign the letter as text: "
                r'`fitting_product = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    r"$\mathbf{W}\, \mathbf{D}\; 2\mathbf{y}^\top$",
                    slip="order_of_story",
                    message="That is the order in which the network works. Write the shapes below: "
                    "what works last stands first.",
                ),
                Option(
                    "b",
                    r"$2\mathbf{y}^\top\, \mathbf{D}\, \mathbf{W}$",
                    message="The shapes are (1 × 3)(3 × 3)(3 × 5), each end meets its like, and a "
                    "row of five slopes comes out.",
                ),
                Option(
                    "c",
                    r"$\mathbf{D}\, \mathbf{W}\; 2\mathbf{y}$",
                    slip="loss_last",
                    message="The loss works last, so its Jacobian stands first. And that is a row: "
                    "here a 3 would have to follow a 5.",
                ),
                Option(
                    "d",
                    r"$\mathbf{W}^\top \mathbf{D}\; 2\mathbf{y}$",
                    slip="other_layout",
                    message="These shapes fit, and give a column: it is the whole product in a "
                    "book that transposes. In this course one output has a row.",
                ),
            ),
            hints=(
                "Write below each letter its shape: rows × columns.",
                "What works last stands first, and neighbours meet in the same number.",
                (
                    r"Start: the loss has one output and three inputs, so its Jacobian is $1 "
                    r"\times 3$."
                ),
                r"$(1 \times 3)(3 \times \ldots)(\ldots \times 5)$",
            ),
            why=(
                "Read from the left the product never grows: a row stays a row. That is why "
                "training works from the loss backwards."
            ),
        ),
        Exercise(
            id="tanh_layer",
            title="A layer with tanh",
            topic="Chain rule",
            points=3,
            level=3,
            source="S2",
            prompt=(
                r"A layer of three neurons with three inputs and no bias computes $\mathbf{y} = "
                r"\tanh(\mathbf{W}\mathbf{x})$. Write $\dfrac{\partial \mathbf{y}}{\partial "
                r"\mathbf{x}}$ as a function `tanh_layer(W, x)`, for arrays of the shapes `(3, 3)` "
                f"and `(3,)`. {layout(3, 3)} All matrices are square here, so NumPy will not warn "
                "you of a factor on the wrong side."
            ),
            inputs={"W": Matrix(3, 3, -1.2, 1.4), "x": Vector(3, -1.1, 1.3)},
            probes=(
                (
                    np.array([[1.0, -0.5, 0.3], [0.2, 0.8, -1.0], [-0.6, 0.4, 0.5]]),
                    np.array([0.5, -0.4, 0.9]),
                ),
                (
                    np.array([[0.4, 1.1, -0.3], [-0.9, 0.6, 0.2], [0.7, -0.8, 1.2]]),
                    np.array([-0.3, 0.6, 0.8]),
                ),
                (
                    np.array([[-0.5, 0.9, 0.4], [1.3, -0.2, 0.6], [0.3, 0.7, -1.1]]),
                    np.array([0.7, 0.2, -0.6]),
                ),
            ),
            reference=through_tanh,
            slips=(
                Slip(
                    "columns_scaled",
                    lambda W, x: W * slopes_of_tanh(W, x),
                    "You scaled the columns of W: NumPy spreads a vector over all rows, and W in "
                    "front of a diagonal matrix does the same. The slope of neuron i belongs to "
                    "row i.",
                ),
                Slip(
                    "transposed",
                    lambda W, x: through_tanh(W, x).T,
                    "That is the transpose, as a book with columns for outputs prints it. Here "
                    "each neuron has a row.",
                ),
                Slip(
                    "weights_transposed",
                    lambda W, x: np.diag(slopes_of_tanh(W, x)) @ W.T,
                    "The slopes stand on the right side, but W is transposed. The inner Jacobian "
                    "is W as it is.",
                ),
                Slip(
                    "activation_forgotten",
                    lambda W, x: W,
                    "That is the Jacobian before the tanh. The chain rule puts that of the "
                    "activation in front.",
                ),
                Slip(
                    "layer_forgotten",
                    lambda W, x: np.diag(slopes_of_tanh(W, x)),
                    "That is the Jacobian of the activation alone. The chain rule multiplies it by "
                    "that of the layer.",
                ),
                Slip(
                    "slopes_alone",
                    slopes_of_tanh,
                    "Those are the slopes of the three activations. Each of them scales a row of "
                    "the matrix of the layer.",
                ),
                Slip(
                    "neurons_mixed",
                    lambda W, x: slopes_of_tanh(W, x) @ W,
                    "A vector times W adds the rows up, so the neurons are mixed. Each of them "
                    "keeps its own row.",
                ),
                Slip(
                    "outer_product",
                    lambda W, x: np.outer(slopes_of_tanh(W, x), W.sum(axis=0)),
                    "Each of your rows is the sum of all rows of W, scaled: the slopes filled a "
                    "whole matrix. An activation works entry by entry, so off its diagonal all is "
                    "zero.",
                ),
                Slip(
                    "same_row_everywhere",
                    lambda W, x: np.tile(slopes_of_tanh(W, x) @ W, (3, 1)),
                    "All your rows are the same: the slopes were spread over all rows before the "
                    "product. They belong on a diagonal.",
                ),
                Slip(
                    "star_between_matrices",
                    lambda W, x: np.diag(slopes_of_tanh(W, x)) * W,
                    "The star between two matrices multiplies entry by entry, so only a diagonal "
                    "is left. The product of matrices is @.",
                ),
                Slip(
                    "slopes_by_weights",
                    lambda W, x: np.outer(slopes_of_tanh(W, x), x),
                    "That is how each neuron reacts to its weights. Here the inputs move.",
                ),
                Slip(
                    "square_forgotten",
                    lambda W, x: np.diag(1 - np.tanh(W @ x)) @ W,
                    "The square is missing. The slope of tanh is 1 minus the square of its output.",
                ),
                Slip(
                    "bracket_squared",
                    lambda W, x: np.diag((1 - np.tanh(W @ x)) ** 2) @ W,
                    "You squared the whole bracket. Only the output in it is squared.",
                ),
                Slip(
                    "output_for_slope",
                    lambda W, x: np.diag(np.tanh(W @ x)) @ W,
                    "The diagonal holds the outputs. It takes the slopes of the activation there.",
                ),
                Slip(
                    "plus_for_minus",
                    lambda W, x: np.diag(1 + np.tanh(W @ x) ** 2) @ W,
                    "There is a plus where the slope of tanh has a minus. It is steepest where its "
                    "output is zero.",
                ),
                Slip(
                    "input_from_left",
                    lambda W, x: np.diag(1 - np.tanh(x @ W) ** 2) @ W,
                    "You multiplied x from the left, which uses the columns of W as neurons. A "
                    "neuron adds up its row, W @ x.",
                ),
                Slip(
                    "slopes_at_input",
                    lambda W, x: np.diag(1 - np.tanh(x) ** 2) @ W,
                    "You took the slopes of the activation at x. The tanh is fed with Wx, and its "
                    "slopes are taken there.",
                ),
                Slip(
                    "slopes_without_tanh",
                    lambda W, x: np.diag(1 - (W @ x) ** 2) @ W,
                    "You squared what goes into the tanh. Its slope is written with what comes "
                    "out.",
                ),
                Slip(
                    "tanh_twice",
                    lambda W, x: np.diag(1 - np.tanh(np.tanh(W @ x)) ** 2) @ W,
                    "The tanh was applied once more. The output has come through it already.",
                ),
                Slip(
                    "star_for_product",
                    lambda W, x: (1 - np.tanh(W * x) ** 2) * W,
                    "You multiplied W and x entry by entry, so that nothing is added before the "
                    "tanh. A neuron adds its row up first.",
                ),
                Slip(
                    "sigmoid_slope",
                    lambda W, x: np.diag(np.tanh(W @ x) * (1 - np.tanh(W @ x))) @ W,
                    "That is the slope of a sigmoid, written with its output. This layer has a "
                    "tanh.",
                ),
            ),
            hints=(
                "Two functions in a row, so two Jacobians; which of them stands first?",
                r"The Jacobian of an activation is diagonal, and $\tanh' = 1 - \tanh^2$.",
                r"Start: `y = np.tanh(W @ x)`, and the slopes are made of `y`.",
                "`return np.diag(...) @ ...`",
            ),
            why=(
                "Row i of W times the slope of neuron i. A saturated neuron wipes out its whole "
                "row, and no gradient gets through it."
            ),
        ),
        Exercise(
            id="error_row",
            title="From the loss to the inputs",
            topic="Chain rule",
            points=3,
            level=3,
            source="S3",
            prompt=(
                r"The error of a layer is $L = \lVert \mathbf{W}\mathbf{x} + \mathbf{b} - "
                r"\mathbf{t} \rVert^2$ with the target $\mathbf{t}$. Write $\dfrac{\partial "
                r"L}{\partial \mathbf{x}}$ as a function `error_row(W, x, b, t)`, for arrays of "
                r"the shapes `(2, 3)`, `(3,)`, `(2,)` and `(2,)`. One output, so it is a row, "
                r"$\mathbb{R}^{1 \times 3}$: return an array of shape `(3,)` or `(1, 3)`."
            ),
            inputs={
                "W": Matrix(2, 3, -2, 2.2),
                "x": Vector(3, -1.8, 2),
                "b": Vector(2, -2, 2.4),
                "t": Vector(2, -2.2, 2),
            },
            probes=(
                (
                    np.array([[1.0, -0.5, 2.0], [0.4, 1.5, -1.0]]),
                    np.array([0.5, -1.4, 0.9]),
                    np.array([0.7, -1.2]),
                    np.array([-0.4, 1.1]),
                ),
                (
                    np.array([[0.3, 1.2, -0.7], [-1.6, 0.8, 1.1]]),
                    np.array([-0.8, 0.6, 1.7]),
                    np.array([1.3, 0.5]),
                    np.array([0.9, -1.5]),
                ),
                (
                    np.array([[-1.1, 0.6, 1.4], [0.9, -0.3, 0.5]]),
                    np.array([1.6, 1.1, -0.9]),
                    np.array([-0.6, 1.8]),
                    np.array([1.2, 0.4]),
                ),
            ),
            reference=error_slopes,
            row_vector=True,
            slips=(
                Slip(
                    "layer_forgotten",
                    lambda W, x, b, t: 2 * error(W, x, b, t),
                    "That is the Jacobian of the squared norm by what stands inside. The chain "
                    "rule multiplies that row by the Jacobian of the layer.",
                ),
                Slip(
                    "factor_missing",
                    lambda W, x, b, t: error(W, x, b, t) @ W,
                    "A factor is missing. It would be right for half of this error; here the "
                    "exponent is brought down.",
                ),
                Slip(
                    "target_forgotten",
                    lambda W, x, b, t: 2 * (W @ x + b) @ W,
                    "The target is missing. The outer Jacobian is taken at what is squared, and "
                    "that is output minus target.",
                ),
                Slip(
                    "bias_forgotten",
                    lambda W, x, b, t: 2 * (W @ x - t) @ W,
                    "The bias is missing. It drops out of the inner Jacobian, but the outer one is "
                    "taken at a place that depends on it.",
                ),
                Slip(
                    "target_added",
                    lambda W, x, b, t: 2 * (W @ x + b + t) @ W,
                    "The target is added. The outer Jacobian is taken at what is squared, and "
                    "there it is subtracted.",
                ),
                Slip(
                    "input_only",
                    lambda W, x, b, t: 2 * (W @ x) @ W,
                    "Bias and target are missing. They drop out of the inner Jacobian, but the "
                    "outer one is taken at a place that depends on them.",
                ),
                Slip(
                    "norm_not_squared",
                    lambda W, x, b, t: error(W, x, b, t) @ W / np.linalg.norm(error(W, x, b, t)),
                    "That is the Jacobian of the norm. Here the norm is squared, so there is no "
                    "root to differentiate.",
                ),
                Slip(
                    "sign",
                    lambda W, x, b, t: -error_slopes(W, x, b, t),
                    "The sign is turned. Target minus output has the same square, but then the "
                    "inner derivative brings a minus of its own.",
                ),
                Slip(
                    "inner_only",
                    lambda W, x, b, t: W,
                    "That is the inner Jacobian alone. The chain rule puts the row of the squared "
                    "norm in front.",
                ),
                Slip(
                    "norm_of_input",
                    lambda W, x, b, t: 2 * x,
                    "That would be right if x itself were squared. It goes through the layer "
                    "first.",
                ),
                Slip(
                    "input_factor",
                    lambda W, x, b, t: 2 * error(W, x, b, t) @ W * x,
                    "There is a factor x too many at the end. By x the layer has the slopes W, and "
                    "that is all.",
                ),
                Slip(
                    "slopes_by_weights",
                    lambda W, x, b, t: 2 * np.outer(error(W, x, b, t), x),
                    "Those are the slopes by the weights, stored in the shape of W. Here the "
                    "inputs move.",
                ),
                Slip(
                    "not_added",
                    lambda W, x, b, t: 2 * error(W, x, b, t)[:, None] * W,
                    "That is each neuron's part in a row of its own. A row times a matrix adds "
                    "them up.",
                ),
                Slip(
                    "errors_added",
                    lambda W, x, b, t: 2 * error(W, x, b, t).sum() * W.sum(axis=0),
                    "You added up before you multiplied, so the error of one neuron is charged to "
                    "the weights of the other. Each error meets its own row of W.",
                ),
                Slip(
                    "squares_kept",
                    lambda W, x, b, t: 2 * error(W, x, b, t) ** 2 @ W,
                    "You brought the exponent down but did not lower it. The power rule does both.",
                ),
                Slip(
                    "loss",
                    lambda W, x, b, t: (error(W, x, b, t) ** 2).sum(),
                    "That is the error itself, one number. Its slopes by the inputs are asked.",
                ),
                Slip(
                    "weights_only",
                    lambda W, x, b, t: 2 * W.sum(axis=0),
                    "The errors themselves are missing. The slope of a square depends on where it "
                    "is taken.",
                ),
            ),
            hints=(
                "Two functions in a row: first the layer minus the target, then the squared norm.",
                (
                    r"$\dfrac{\partial}{\partial \mathbf{u}} \lVert \mathbf{u} \rVert^2 = "
                    r"2\mathbf{u}^\top$, a row, and $\dfrac{\partial}{\partial \mathbf{x}} "
                    r"(\mathbf{W}\mathbf{x} + \mathbf{b} - \mathbf{t}) = \mathbf{W}$."
                ),
                r"Start: `u = W @ x + b - t`; the shapes are $(1 \times 2)(2 \times 3)$.",
                "`return 2 * ... @ ...`",
            ),
            why=(
                "In a deep network this row is handed on to the layer before. There it is the "
                "outer Jacobian of the next product."
            ),
        ),
        Exercise(
            id="transposed_chain",
            title="The chain rule of another book",
            kind="choice",
            topic="Layout",
            points=1,
            level=3,
            source="S2, S3",
            prompt=(
                r"In another book $\dfrac{\partial}{\partial \mathbf{x}} \mathbf{A}\mathbf{x} = "
                r"\mathbf{A}^\top$: there outputs have columns. First $f$ takes 2 numbers to 3, "
                r"then $g$ takes these 3 to 4. How does that book write the derivative of "
                r"$g(f(\mathbf{x}))$? Assign the letter as text: "
                r'`transposed_chain = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    r"$\dfrac{\partial g}{\partial f}\, \dfrac{\partial f}{\partial \mathbf{x}}$ "
                    r"with the shapes $(4 \times 3)(3 \times 2)$",
                    slip="our_layout",
                    message="That is the product in this course, where outputs have rows. The book "
                    "transposes every Jacobian, and the whole one as well.",
                ),
                Option(
                    "b",
                    r"$\dfrac{\partial g}{\partial f}\, \dfrac{\partial f}{\partial \mathbf{x}}$ "
                    r"with the shapes $(3 \times 4)(2 \times 3)$",
                    slip="order_kept",
                    message="Both factors are transposed, but these neighbours do not fit. "
                    "Transposing a product does something to the order, too.",
                ),
                Option(
                    "c",
                    r"$\dfrac{\partial f}{\partial \mathbf{x}}\, \dfrac{\partial g}{\partial f}$ "
                    r"with the shapes $(2 \times 3)(3 \times 4)$",
                    message="Inputs have rows there, so the whole is 2 × 4. The transpose of a "
                    "product is the product of the transposes in the other order.",
                ),
                Option(
                    "d",
                    r"$\dfrac{\partial f}{\partial \mathbf{x}}\, \dfrac{\partial g}{\partial f}$ "
                    r"with the shapes $(3 \times 2)(4 \times 3)$",
                    slip="order_only",
                    message="You exchanged the factors and kept their shapes, so the neighbours do "
                    "not fit. In that book each factor is transposed as well.",
                ),
            ),
            hints=(
                "Write down the product of this course first, with its shapes.",
                r"$(\mathbf{A}\mathbf{B})^\top = \mathbf{B}^\top \mathbf{A}^\top$.",
                r"Start: in that book the Jacobian of $f$ has a row for each of its 2 inputs.",
                r"$(2 \times \ldots)(\ldots \times 4)$",
            ),
            why="Neither layout is wrong. A formula from one and a formula from the other are.",
        ),
        Exercise(
            id="local_prediction",
            title="Predict a small step",
            kind="parts",
            topic="Linear approximation",
            points=3,
            part_points={"start": 1, "change": 1, "prediction": 1},
            level=3,
            source="S2",
            prompt=(
                r"Let $f(\mathbf{x}) = \begin{bmatrix} x_1^2 x_2 & x_1 + x_2^3 "
                r"\end{bmatrix}^\top$. From $\mathbf{x}$ you make a step $\Delta$. Write a "
                r"function `local_prediction(x, step)` of two arrays of shape `(2,)` that returns "
                r'a dict of arrays of shape `(2,)`: `"start"` is $f(\mathbf{x})$, `"change"` is '
                r"the change that the Jacobian predicts, $\mathbf{J}_f(\mathbf{x})\,\Delta$ with "
                r'outputs in rows, and `"prediction"` is the predicted value of $f(\mathbf{x} + '
                r"\Delta)$."
            ),
            inputs={"x": Vector(2, -1.6, 1.8), "step": Vector(2, -0.4, 0.5)},
            probes=(
                (np.array([1.3, -0.7]), np.array([0.1, 0.3])),
                (np.array([-0.4, 1.2]), np.array([0.2, -0.1])),
                (np.array([0.9, 1.6]), np.array([-0.3, -0.2])),
            ),
            reference=prediction,
            slips=(
                Slip(
                    "starts_at_end",
                    lambda x, step: {"start": warped(x + step)},
                    "That is the value at the end of the step. The prediction starts from x.",
                ),
                Slip(
                    "input_itself",
                    lambda x, step: {"start": x},
                    "That is the input. The prediction starts from what f makes of it.",
                ),
                Slip(
                    "transposed",
                    lambda x, step: {"change": jacobian(warped)(x).T @ step},
                    "You multiplied the transposed Jacobian, or the step from the left. Outputs "
                    "have the rows, and the step stands on the right.",
                ),
                Slip(
                    "star_for_product",
                    lambda x, step: {"change": jacobian(warped)(x) * step},
                    "The star scales the columns and leaves a matrix. The product @ also adds up "
                    "each row.",
                ),
                Slip(
                    "exact_change",
                    lambda x, step: {"change": warped(x + step) - warped(x)},
                    "That is the true change, measured with f itself. The Jacobian predicts it "
                    "from x alone.",
                ),
                Slip(
                    "slopes_at_end",
                    lambda x, step: {"change": jacobian(warped)(x + step) @ step},
                    "You took the Jacobian at the end of the step. The prediction uses the slopes "
                    "at the start.",
                ),
                Slip(
                    "end_for_step",
                    lambda x, step: {"change": jacobian(warped)(x) @ (x + step)},
                    "You multiplied by the end of the step. The Jacobian multiplies the step "
                    "alone.",
                ),
                Slip(
                    "start_for_step",
                    lambda x, step: {"change": jacobian(warped)(x) @ x},
                    "You multiplied by the start. The Jacobian multiplies the step.",
                ),
                Slip(
                    "matrix_itself",
                    lambda x, step: {"change": jacobian(warped)(x)},
                    "That is the Jacobian. Multiplied by the step it gives the change.",
                ),
                Slip(
                    "step_forgotten",
                    lambda x, step: {"change": jacobian(warped)(x).sum(axis=1)},
                    "You added the slopes up, as if both inputs moved by 1. Each slope is "
                    "multiplied by its part of the step.",
                ),
                Slip(
                    "diagonal_only",
                    lambda x, step: {"change": np.diag(jacobian(warped)(x)) * step},
                    "You used the diagonal of the Jacobian only. Each output reacts to both "
                    "inputs.",
                ),
                Slip(
                    "change_for_value",
                    lambda x, step: {"prediction": prediction(x, step)["change"]},
                    "That is how far the outputs move. Add where they are.",
                ),
                Slip(
                    "added_to_input",
                    lambda x, step: {"prediction": x + prediction(x, step)["change"]},
                    "You added the change of the outputs to the inputs. It belongs to f(x).",
                ),
                Slip(
                    "exact_value",
                    lambda x, step: {"prediction": warped(x + step)},
                    "That is the true value at the end, not a prediction from the start. The two "
                    "differ by a rest that is small beside the step.",
                ),
                Slip(
                    "subtracted",
                    lambda x, step: {"prediction": warped(x) - prediction(x, step)["change"]},
                    "You subtracted the change. That predicts a step in the opposite direction.",
                ),
            ),
            hints=(
                "As with a tangent: value at the start plus slope times step, now with a matrix.",
                (
                    r"$f(\mathbf{x} + \Delta) \approx f(\mathbf{x}) + \mathbf{J}_f(\mathbf{x})\, "
                    r"\Delta$."
                ),
                (
                    r"Start: the first row of the Jacobian is $\begin{bmatrix} 2x_1x_2 & x_1^2 "
                    r"\end{bmatrix}$; in code $x_1$ is `x[0]`."
                ),
                '`return {"start": f, "change": J @ ..., "prediction": ... + ...}`',
            ),
            why=(
                "Half the step, a quarter of the rest: that the rest is small beside the step is "
                "what makes the Jacobian a derivative."
            ),
        ),
        Exercise(
            id="hessian_matrix",
            title="The Jacobian of a gradient",
            topic="Hessian",
            points=2,
            level=3,
            source="S2",
            prompt=(
                r"The gradient of $f(\mathbf{x}) = x_1^3 x_2 - 2x_2^2$ is a function too, with two "
                r"inputs and two outputs. Write the Jacobian of the transposed gradient, the "
                r"Hessian of $f$, as a function `hessian_matrix(x1, x2)`. The first row belongs to "
                r"the first entry of the gradient, the first column to $x_1$: return an array of "
                r"shape `(2, 2)`."
            ),
            inputs={"x1": Reals(-1.8, 2.1), "x2": Reals(-2, 2.3)},
            probes=((1.3, -0.7), (-0.6, 1.2), (0.9, 1.6)),
            reference=bending,
            slips=(
                Slip(
                    "diagonal_only",
                    lambda x1, x2: np.diag(np.diag(bending(x1, x2))),
                    "Off the diagonal you have zeros. The first entry of the gradient reacts to "
                    "the second input, too.",
                ),
                Slip(
                    "mixed_once",
                    lambda x1, x2: np.triu(bending(x1, x2)),
                    "The mixed second derivative stands once. It has two places: a Hessian is "
                    "symmetric.",
                ),
                Slip(
                    "mixed_once_below",
                    lambda x1, x2: np.tril(bending(x1, x2)),
                    "The mixed second derivative is missing above the diagonal. A Hessian is "
                    "symmetric.",
                ),
                Slip(
                    "second_row_not_symmetric",
                    lambda x1, x2: np.array([[6 * x1 * x2, 3 * x1**2], [3 * x1, -4.0]]),
                    "Your matrix is not symmetric: in the second row an exponent was lowered once "
                    "too often. By whichever input one differentiates first, the mixed derivative "
                    "is the same.",
                ),
                Slip(
                    "gradient",
                    lambda x1, x2: np.array([3 * x1**2 * x2, x1**3 - 4 * x2]),
                    "That is the gradient. Each of its entries is differentiated once more, by "
                    "both inputs.",
                ),
                Slip(
                    "diagonal_vector",
                    lambda x1, x2: np.diag(bending(x1, x2)),
                    "Those are the slopes of each entry of the gradient by its own input. The "
                    "mixed ones are missing.",
                ),
                Slip(
                    "different_entries",
                    lambda x1, x2: np.array([6 * x1 * x2, 3 * x1**2, -4.0]),
                    "Those are the entries that differ. In the matrix one of them has two places.",
                ),
                Slip(
                    "squares_of_slopes",
                    lambda x1, x2: np.outer(
                        [3 * x1**2 * x2, x1**3 - 4 * x2], [3 * x1**2 * x2, x1**3 - 4 * x2]
                    ),
                    "You multiplied first derivatives with each other. Second derivatives are "
                    "slopes of slopes.",
                ),
                Slip(
                    "sign_of_square",
                    lambda x1, x2: np.array([[6 * x1 * x2, 3 * x1**2], [3 * x1**2, 4.0]]),
                    "The minus of the last term is lost. A constant factor stays, with its sign.",
                ),
                Slip(
                    "term_kept",
                    lambda x1, x2: np.array(
                        [[6 * x1 * x2, 3 * x1**2], [3 * x1**2 - 4 * x2, x1**3 - 4.0]]
                    ),
                    "In the second row you kept terms that do not contain the moving input. They "
                    "are added constants, with slope zero.",
                ),
                Slip(
                    "last_term_once",
                    lambda x1, x2: np.array([[6 * x1 * x2, 3 * x1**2], [3 * x1**2, -4.0 * x2]]),
                    "The last term was differentiated once only. The Hessian has second "
                    "derivatives in all its places.",
                ),
                Slip(
                    "last_term_lost",
                    lambda x1, x2: np.array([[6 * x1 * x2, 3 * x1**2], [3 * x1**2, 0.0]]),
                    "The last term is lost. It is a square, so it has a second derivative that is "
                    "not zero.",
                ),
                Slip(
                    "columns_exchanged",
                    lambda x1, x2: bending(x1, x2)[:, ::-1],
                    "The columns are exchanged, and the mixed derivative stands on the diagonal. "
                    "The first column is for the first input.",
                ),
                Slip(
                    "mixed_doubled",
                    lambda x1, x2: np.array([[6 * x1 * x2, 6 * x1**2], [6 * x1**2, -4.0]]),
                    "Your mixed derivatives are doubled. The mixed term is differentiated by one "
                    "input and then by the other, and that is all.",
                ),
            ),
            hints=(
                "First the gradient; then each of its two entries is a function of two inputs.",
                (
                    r"$\mathbf{H}(i, j) = \dfrac{\partial}{\partial x_j}\, \dfrac{\partial "
                    r"f}{\partial x_i}$."
                ),
                r"Start: $\nabla f = \begin{bmatrix} 3x_1^2x_2 & x_1^3 - 4x_2 \end{bmatrix}$.",
                "`return np.array([[6 * ..., 3 * ...], [..., ...]])`",
            ),
            why=(
                "Symmetric, and different from place to place: this surface is a dome in some "
                "places and a saddle in others."
            ),
        ),
        Exercise(
            id="curvature_along",
            title="The curvature along an eigenvector",
            kind="value",
            topic="Hessian",
            points=2,
            level=3,
            source="S2",
            prompt=lambda p, q, r: (
                rf"You stand on the surface $f(\mathbf{{x}}) = {polynomial(p, q, r)}$ at the "
                r"origin and look in the direction of the arrow $(2, 1)$. How strongly does the "
                r"surface bend in this direction, as a second derivative for each unit of "
                r"distance? The arrow is an eigenvector of the Hessian. Assign the number to "
                r"`curvature_along`."
            ),
            parameters={"p": 1, "q": 4, "r": -2},
            variant=curvature_numbers,
            reference=curvature,
            slips=CURVATURE_SLIPS,
            hints=(
                "The Hessian is the same everywhere here: four numbers.",
                (
                    r"The curvature in the direction $\mathbf{v}$ with $\lVert \mathbf{v} \rVert = "
                    r"1$ is $\mathbf{v}^\top \mathbf{H} \mathbf{v}$; for an eigenvector it is the "
                    r"eigenvalue."
                ),
                (
                    r"Start: write down $\mathbf{H}$, and multiply it by the column $(2, 1)$. By "
                    r"which number is the arrow stretched?"
                ),
                "`curvature_along = v @ H @ v`, with `v = np.array([2, 1]) / ...`",
            ),
            why=(
                "The eigenvalues of the Hessian are curvatures. The largest of them decides how "
                "large a step of gradient descent may be."
            ),
        ),
    ),
)
