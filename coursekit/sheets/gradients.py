"""Sheet 03: partial derivatives and the gradient (S0, S2, S3, S4).

References are derived from the question's own function, not written down: by `derivative` for one
partial, by `gradient` for all of them. A slip's answer has the signature of the reference.
"""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.checking import Exercise, Matrix, Option, Reals, Slip, Vector, derivative
from coursekit.sheets._sheet import Sheet

__all__ = ["SHEET"]


def gradient(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that gives all partial derivatives, in the order of the inputs, (n,).

    >>> gradient(lambda x, y: x**2 * y)(3.0, 2.0)
    array([12.,  9.])
    """

    def partials(*inputs: Any) -> Any:
        return np.array([derivative(function, k)(*inputs) for k in range(len(inputs))])

    return partials


def unit(vector: Any) -> Any:
    """Scale a vector to length 1.

    >>> unit(np.array([3.0, -4.0]))
    array([ 0.6, -0.8])
    """
    return vector / np.linalg.norm(vector)


def row(n: int, function: str = "f", order: str = "the inputs") -> str:
    """State the layout, which every question for a whole gradient has to."""
    return (
        rf"The gradient is a row, $\nabla {function} \in \mathbb{{R}}^{{1 \times {n}}}$, its "
        rf"entries in the order of {order}: return an array of shape `({n},)` or `(1, {n})`."
    )


# The surfaces of the sheet; `terrain` is the one that is walked on.


def terrain(x: Any, y: Any) -> Any:
    """Compute x²y + y³."""
    return x**2 * y + y**3


def sloping(x: Any, y: Any) -> Any:
    """Compute x³y − 2y²."""
    return x**3 * y - 2 * y**2


def trig_cubic(x: Any, y: Any, z: Any) -> Any:
    """Compute cos x + z³ − x²y."""
    return np.cos(x) + z**3 - x**2 * y


def sine_inside(x: Any, y: Any, z: Any) -> Any:
    """Compute z⁴ − sin(y² + x)."""
    return z**4 - np.sin(y**2 + x)


def bowl(x: Any, y: Any) -> Any:
    """Compute x² + 5y², a bowl that is steeper in y."""
    return x**2 + 5 * y**2


def oval(x: Any, y: Any) -> Any:
    """Compute x² + 3y², whose level sets are ellipses."""
    return x**2 + 3 * y**2


def squared_error(w: Any, b: Any, x: Any, t: Any) -> Any:
    """Compute the loss of the model wx + b on one example (x, t)."""
    return (w * x + b - t) ** 2


def relu_of_line(x: Any, w: Any, b: Any) -> Any:
    """Compute a neuron: ReLU of wᵀx + b."""
    return np.maximum(w @ x + b, 0)


def quotient_in_y(x: Any, y: Any, h: Any) -> Any:
    """Compute the difference quotient of the terrain when y alone moves by h."""
    return (terrain(x, y + h) - terrain(x, y)) / h


def plane_at(a: float, b: float) -> Callable[..., Any]:
    """Return the tangent plane of the terrain at (a, b), as a function of x and y."""
    slope_x, slope_y = gradient(terrain)(a, b)
    return lambda x, y: terrain(a, b) + slope_x * (x - a) + slope_y * (y - b)


def rises(x: Any, y: Any, h: Any) -> dict[str, Any]:
    """Measure three rises of the terrain from (x, y), and what the first two miss of the third."""
    start = terrain(x, y)
    east, north = terrain(x + h, y) - start, terrain(x, y + h) - start
    diagonal = terrain(x + h, y + h) - start
    return {"east": east, "north": north, "diagonal": diagonal, "residual": east + north - diagonal}


def residual_ratio() -> float:
    """Measure by which factor the residual shrinks when a small h is halved, to three digits."""
    step = 1e-4
    ratio = rises(1.3, 0.7, step / 2)["residual"] / rises(1.3, 0.7, step)["residual"]
    return float(np.round(ratio, 3))


def level_slope(a: float, b: float) -> float:
    """Compute dy/dx along the level set of x² + 3y² through (a, b): minus f_x over f_y."""
    slope_x, slope_y = gradient(oval)(float(a), float(b))
    return float(-slope_x / slope_y)


# Numbers for each student. A draw is repeated until right answer and slips are different numbers.


def distinct(
    slips: tuple[Slip, ...], reference: Callable[..., Any], numbers: dict[str, Any]
) -> bool:
    """Return whether right answer and slips are different numbers, as seen beside the largest."""
    values = np.sort([reference(**numbers), *(slip.answer(**numbers) for slip in slips)])
    return bool(np.all(np.diff(values) > 0.003 * np.abs(values).max()))


SLICE_SLIPS = (
    Slip(
        "other_variable",
        lambda a, b: derivative(sloping, 1)(float(a), float(b)),
        "That is the slope in the direction of y. On this slice y stands still and x moves.",
    ),
    Slip(
        "partials_added",
        lambda a, b: float(gradient(sloping)(float(a), float(b)).sum()),
        "You added the slopes in both directions. Only x moves here, so only its partial "
        "derivative counts.",
    ),
    Slip(
        "coordinates_exchanged",
        lambda a, b: derivative(sloping)(float(b), float(a)),
        "You exchanged the coordinates of the point. The first one is x, the second is y.",
    ),
    Slip(
        "constant_factor_lost",
        lambda a, b: 3 * a**2,
        "The factor y is lost. It does not move along this slice, but a constant factor stays.",
    ),
    Slip(
        "summand_kept",
        lambda a, b: 3 * a**2 * b - 2 * b**2,
        "You kept the term that has no x in it. Along this slice it is an added constant, and its "
        "slope is zero.",
    ),
    Slip(
        "summand_differentiated_in_y",
        lambda a, b: 3 * a**2 * b - 4 * b,
        "You differentiated the second term in y. On this slice y stands still, so that term is an "
        "added constant.",
    ),
    Slip(
        "factor_missing",
        lambda a, b: a**2 * b,
        "You lowered the exponent but did not bring it down. The power rule does both.",
    ),
    Slip(
        "exponent_kept",
        lambda a, b: 3 * a**3 * b,
        "You brought the exponent down but did not lower it. The power rule does both.",
    ),
    Slip(
        "height",
        lambda a, b: float(sloping(a, b)),
        "That is the height of the surface at the point. Its slope is asked.",
    ),
)


def slice_slope(a: int, b: int) -> float:
    """Compute the slope at x = a of the slice y = b."""
    slope: float = derivative(sloping)(float(a), float(b))
    return slope


def slice_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw the point (a, b)."""
    while True:
        numbers = {"a": int(rng.integers(2, 7)), "b": int(rng.integers(2, 8))}
        if distinct(SLICE_SLIPS, slice_slope, numbers):
            return numbers


WALK_SLIPS = (
    Slip(
        "pythagoras",
        lambda north, west: float(np.hypot(north, west)),
        "You combined the rises as the sides of a right triangle. That holds for the distances on "
        "the map; heights gained simply add.",
    ),
    Slip(
        "mean",
        lambda north, west: (north + west) / 2,
        "You took the mean of the two rises. The diagonal makes both moves in full, so it gains "
        "both rises in full.",
    ),
    Slip(
        "per_longer_path",
        lambda north, west: (north + west) * float(np.sqrt(2)),
        "You multiplied by the length of the diagonal. How far north and how far west you get has "
        "been counted already, and nothing else makes you rise.",
    ),
    Slip(
        "shortened_walk",
        lambda north, west: (north + west) / float(np.sqrt(2)),
        "That is the rise on a diagonal walk as short as each of the other walks. Here the walk "
        "ends as far north and as far west as they do.",
    ),
    Slip(
        "larger_alone",
        lambda north, west: float(max(north, west)),
        "You took the larger of the two rises. Both moves happen, and each has its effect.",
    ),
    Slip(
        "difference",
        lambda north, west: abs(north - west),
        "You subtracted the rises. Both walks go up, so neither undoes the other.",
    ),
)


def walk_rise(north: int, west: int) -> int:
    """Add the rises of the two parts: to first order that is the rise of the diagonal walk."""
    return north + west


def walk_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw two rises in feet."""
    while True:
        numbers = {name: 10 * int(rng.integers(6, 40)) for name in ("north", "west")}
        if distinct(WALK_SLIPS, walk_rise, numbers):
            return numbers


LEVEL_SLIPS = (
    Slip(
        "along_gradient",
        lambda a, b: -1 / level_slope(a, b),
        "That is the slope of the gradient's own direction. The level set runs at right angles to "
        "it.",
    ),
    Slip(
        "sign",
        lambda a, b: -level_slope(a, b),
        "The sign is lost. Along a level set the effect of the step in y cancels that of the step "
        "in x.",
    ),
    Slip(
        "upside_down",
        lambda a, b: 1 / level_slope(a, b),
        "Your fraction is upside down: that is the change of x for each unit of y. Ask how y "
        "changes for each unit of x.",
    ),
    Slip(
        "as_on_a_circle",
        lambda a, b: -a / b,
        "That would be right on a circle. The term in y has a factor, and it belongs to the "
        "partial derivative in y.",
    ),
    Slip(
        "from_origin",
        lambda a, b: b / a,
        "That is the slope of the line from the origin to the point. The level set through the "
        "point follows from the two partial derivatives there.",
    ),
    Slip(
        "partials_added",
        lambda a, b: float(gradient(oval)(float(a), float(b)).sum()),
        "You added the two partial derivatives. Ask for which step (dx, dy) their effects cancel.",
    ),
)


def level_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw the point (a, b), whole numbers of either sign."""
    while True:
        sign = rng.choice([-1, 1])
        numbers = {"a": int(sign * rng.integers(1, 7)), "b": int(rng.integers(1, 6))}
        if distinct(LEVEL_SLIPS, level_slope, numbers):
            return numbers


SHEET = Sheet(
    name="03_gradients",
    title="Partial derivatives and the gradient",
    exercises=(
        Exercise(
            id="partial_3yx2",
            title="One variable moves",
            kind="formula",
            topic="Partial derivative",
            points=1,
            level=1,
            source="S3",
            prompt=(
                r"Type $\dfrac{\partial}{\partial y}\,3yx^2$ as text in $x$ and $y$: "
                r'`partial_3yx2 = "..."`. Only $y$ moves; $x$ is held fixed.'
            ),
            inputs={"x": Reals(-2.5, 3), "y": Reals(-3, 2.5)},
            probes=((1.3, -0.7), (-0.4, 2.1), (2.2, 1.6)),
            reference=derivative(lambda x, y: 3 * y * x**2, argnum=1),
            slips=(
                Slip(
                    "other_variable",
                    "6x*y",
                    "That is the partial derivative in x. The variable below the bar is the one "
                    "that moves.",
                ),
                Slip(
                    "both_differentiated",
                    "6x",
                    "You differentiated in x as well. While y moves, x² is a constant factor, and "
                    "a constant factor stays as it is.",
                ),
                Slip(
                    "constant_factor_lost",
                    "3",
                    "The factor x² is lost. It does not move, but a constant factor stays; only an "
                    "added constant vanishes.",
                ),
                Slip(
                    "wrong_factor_lost",
                    "3y",
                    "The letter that moves is still there, and the one that stands still is gone. "
                    "It is the other way round.",
                ),
                Slip(
                    "all_constant",
                    "0",
                    "You took the whole term for a constant. It contains y, so it changes when y "
                    "does.",
                ),
                Slip(
                    "partials_added",
                    "6x*y + 3x^2",
                    "You added the partial derivatives in x and in y. Each stands for itself: here "
                    "y alone moves.",
                ),
                Slip(
                    "antiderivative",
                    "3/2*y^2*x^2",
                    "You integrated in y: its exponent went up. Differentiating lowers it.",
                ),
            ),
            hints=(
                "Pretend that $x$ is a number that somebody has told you, say $x = 5$.",
                (
                    r"$\dfrac{\partial}{\partial y}(c\,y) = c$ for everything $c$ in which there "
                    r"is no $y$."
                ),
                "Start: here $c$ is all that multiplies $y$; which factors are these?",
                '`partial_3yx2 = "...x^..."`',
            ),
            why=(
                "Each weight of a network gets its gradient in this way: it alone moves, and all "
                "the others are held fixed."
            ),
        ),
        Exercise(
            id="slope_of_slice",
            title="The slope of a slice",
            kind="value",
            topic="Slices",
            points=1,
            level=1,
            source="S0, S3",
            prompt=lambda a, b: (
                rf"You stand on the surface $z = f(x, y) = x^3 y - 2y^2$ above "
                rf"$(x, y) = ({a}, {b})$ and walk in the direction of growing $x$, along the slice "
                rf"$y = {b}$. How steep is it where you stand? Assign the number to "
                r"`slope_of_slice`."
            ),
            parameters={"a": 2, "b": 5},
            variant=slice_numbers,
            reference=slice_slope,
            slips=SLICE_SLIPS,
            hints=(
                "Along the slice $y$ is just a number, so what is left is a function of $x$.",
                r"The slope of that function is $\dfrac{\partial f}{\partial x}$ at the point.",
                "Start: put the value of $y$ into $f$, and differentiate what you get in $x$.",
                "`slope_of_slice = 3 * ...**2 * ...`",
            ),
            why=(
                "A partial derivative is an ordinary derivative, of the curve in which an upright "
                "plane cuts the surface."
            ),
        ),
        Exercise(
            id="partial_quotient",
            title="Before the limit",
            topic="Partial derivative as a limit",
            points=1,
            level=1,
            source="S0, S2, S3",
            prompt=(
                r"A partial derivative is the limit of a difference quotient in which one variable "
                r"moves. Write that quotient in the direction of $y$, with a finite step "
                r"$h \neq 0$ and before any limit, for $f(x, y) = x^2 y + y^3$, as a function "
                r"`partial_quotient(x, y, h)` that returns one number."
            ),
            inputs={"x": Reals(-2, 2.4), "y": Reals(-2.2, 2), "h": Reals(0.04, 0.5)},
            probes=((1.3, -0.7, 0.2), (-0.4, 1.1, -0.3), (1.7, 1.6, 0.1)),
            reference=quotient_in_y,
            slips=(
                Slip(
                    "moved_x",
                    lambda x, y, h: (terrain(x + h, y) - terrain(x, y)) / h,
                    "You moved x. For the partial derivative in y the step is added to y, and x "
                    "stands still.",
                ),
                Slip(
                    "moved_both",
                    lambda x, y, h: (terrain(x + h, y + h) - terrain(x, y)) / h,
                    "You moved both variables, so you looked along a diagonal. A partial "
                    "derivative moves one variable and holds the other fixed.",
                ),
                Slip(
                    "rise_only",
                    lambda x, y, h: terrain(x, y + h) - terrain(x, y),
                    "That is the rise. Divide it by the step.",
                ),
                Slip(
                    "limit",
                    lambda x, y, h: derivative(terrain, 1)(x, y),
                    "You have already let h go to 0. Here the step is finite, and the quotient "
                    "depends on it.",
                ),
                Slip(
                    "reversed",
                    lambda x, y, h: (terrain(x, y) - terrain(x, y + h)) / h,
                    "You subtracted in the other order, which turns the sign. The rise goes from "
                    "the start to the moved point.",
                ),
                Slip(
                    "backward",
                    lambda x, y, h: quotient_in_y(x, y, -h),
                    "You stepped back instead of forward. The moved point is the one with h added.",
                ),
                Slip(
                    "central",
                    lambda x, y, h: (terrain(x, y + h) - terrain(x, y - h)) / (2 * h),
                    "That is the central quotient, with points on both sides. The definition "
                    "compares the moved point with the start.",
                ),
                Slip(
                    "brackets_missing",
                    lambda x, y, h: terrain(x, y + h) - terrain(x, y) / h,
                    "Python divides before it subtracts, so h divides the second height only. Put "
                    "brackets round the whole rise.",
                ),
                Slip(
                    "step_beside_the_product",
                    lambda x, y, h: (x**2 * y + h + (y + h) ** 3 - terrain(x, y)) / h,
                    "In the first term the step is added to the product. It is added to y, before "
                    "anything is multiplied: put y + h in brackets.",
                ),
                Slip(
                    "step_beside_the_power",
                    lambda x, y, h: (x**2 * (y + h) + y + h**3 - terrain(x, y)) / h,
                    "In the second term only h is cubed. Put y + h in brackets: the power belongs "
                    "to all of it.",
                ),
            ),
            hints=(
                "Rise over run, and the run is a step in $y$ alone.",
                r"$\dfrac{f(x,\, y + h) - f(x, y)}{h}$.",
                "Start with the moved point: write $y + h$, in brackets, wherever $f$ has a $y$.",
                "`return (x**2 * (...) + (...)**3 - ...) / h`",
            ),
            why=(
                "A gradient check nudges the weights one after the other with just this quotient, "
                "which costs one run of the network for each weight."
            ),
        ),
        Exercise(
            id="rules_in_y",
            title="Constant factor or product rule?",
            kind="choice",
            topic="Partial derivative",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"Which rules do you need for $\dfrac{\partial}{\partial y}\, x^2 \sin(xy)$? "
                r'Assign the letter as text: `rules_in_y = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "The product rule, and the chain rule for the second factor.",
                    slip="x_moves_too",
                    message="You would need both if x moved. Ask of each factor whether it "
                    "contains the variable that moves.",
                ),
                Option(
                    "b",
                    "A constant factor stays in front; then the chain rule.",
                    message="Only the sine contains y, and in it y is multiplied by x, which is "
                    "the inner derivative.",
                ),
                Option(
                    "c",
                    r"A constant factor stays in front; then $\sin$ becomes $\cos$.",
                    slip="inner_forgotten",
                    message="The sine is not taken of y itself. What stands inside has a "
                    "derivative of its own.",
                ),
                Option(
                    "d",
                    r"None: $x^2$ is a constant, so the derivative is 0.",
                    slip="factor_taken_for_summand",
                    message="An added constant vanishes, but this one is a factor. Twice as tall a "
                    "curve is twice as steep.",
                ),
            ),
            hints=(
                "Underline every $y$ in the formula: where does the moving variable occur?",
                "The product rule is for two factors that both move.",
                "Start: cover the factor $x^2$ with your hand; what is left to differentiate?",
                (
                    r"$x^2 \cdot \dfrac{\partial}{\partial y}\sin(\ldots) = x^2 \cdot \ldots \cdot "
                    r"\ldots$"
                ),
            ),
            why=(
                "Whatever does not depend on the variable that moves is a number, however "
                "complicated it looks."
            ),
        ),
        Exercise(
            id="for_all_points",
            title="For all of what?",
            kind="choice",
            topic="Notation",
            points=1,
            level=1,
            source="S0",
            prompt=(
                r"Lecture notes on a function $f : \mathbb{R}^n \to \mathbb{R}$ print the "
                r"condition “$\forall x \in \mathbb{R} : f(x) \geq 0$”. What has to be corrected? "
                r'Assign the letter as text: `for_all_points = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "Nothing.",
                    slip="nothing_wrong",
                    message="Compare what f takes with what x is said to be. They are the same for "
                    "n = 1 only.",
                ),
                Option(
                    "b",
                    r"$f(x) \geq 0$ has to be $f(x) \in \mathbb{R}^n$.",
                    slip="output_for_input",
                    message="The arrow says what comes out of f: a single number, which can be "
                    "compared with 0. Look at what goes in.",
                ),
                Option(
                    "c",
                    r"$x \in \mathbb{R}$ has to be $\mathbf{x} \in \mathbb{R}^n$.",
                    message="The function takes a point of n coordinates, so the condition is "
                    "about all such points.",
                ),
                Option(
                    "d",
                    r"$\forall$ has to be $\exists$.",
                    slip="exists_for_all",
                    message="Then one single place would be enough. The quantifier is as it should "
                    "be; look at the set behind it.",
                ),
            ),
            hints=(
                r"In $f : A \to B$ the set $A$ holds what goes in, and $B$ what comes out.",
                "A condition on all inputs has to run over the set of inputs.",
                "Start: how many numbers does this $f$ take at a time?",
                r"$\forall \mathbf{x} \in \ldots : f(\mathbf{x}) \geq 0$",
            ),
            why=(
                "Reading the sets on both sides of the arrow first tells you the shape of the "
                "gradient before you compute anything."
            ),
        ),
        Exercise(
            id="partials_trig_cubic",
            title="Three partial derivatives",
            kind="parts",
            topic="Partial derivative",
            points=3,
            level=1,
            source="S3",
            prompt=(
                r"Let $f(x, y, z) = \cos x + z^3 - x^2 y$ (radians). Write its partial derivatives "
                r"as a function `partials_trig_cubic(x, y, z)` that returns a dict with the keys "
                r'`"dx"`, `"dy"` and `"dz"`, each of them a number.'
            ),
            inputs={"x": Reals(-2.5, 2.8), "y": Reals(-3, 2.6), "z": Reals(-2, 2.3)},
            probes=((1.3, -0.7, 0.6), (-0.4, 2.1, 1.4), (2.2, 1.6, -1.3)),
            part_points={"dx": 1, "dy": 1, "dz": 1},
            reference=lambda x, y, z: dict(
                zip(("dx", "dy", "dz"), gradient(trig_cubic)(x, y, z), strict=True)
            ),
            slips=(
                Slip(
                    "last_term_forgotten",
                    lambda x, y, z: {"dx": -np.sin(x), "dy": 0.0},
                    "Nothing came of the last term. The variable that moves is in it, as a factor.",
                ),
                Slip(
                    "sign_of_cosine",
                    lambda x, y, z: {"dx": np.sin(x) - 2 * x * y},
                    "A minus is missing. The cosine falls where the sine is positive.",
                ),
                Slip(
                    "cosine_kept",
                    lambda x, y, z: {"dx": np.cos(x) - 2 * x * y},
                    "The cosine is still as it was. It contains x, so it has to be differentiated.",
                ),
                Slip(
                    "factor_y_lost",
                    lambda x, y, z: {"dx": -np.sin(x) - 2 * x},
                    "The factor y is lost. While x moves it is a constant factor, and that stays.",
                ),
                Slip(
                    "sign_of_last_term",
                    lambda x, y, z: {"dx": -np.sin(x) + 2 * x * y, "dy": x**2},
                    "The last term is subtracted in f. Its derivative keeps that minus.",
                ),
                Slip(
                    "other_variables_too",
                    lambda x, y, z: {
                        "dx": -np.sin(x) + 3 * z**2 - 2 * x * y,
                        "dy": -2 * x,
                        "dz": -np.sin(x) + 3 * z**2 - 2 * x * y,
                    },
                    "You differentiated in a second variable as well. Everything without the "
                    "variable that moves is a constant.",
                ),
                Slip(
                    "constants_kept",
                    lambda x, y, z: {
                        "dx": -np.sin(x) + z**3 - 2 * x * y,
                        "dy": np.cos(x) + z**3 - x**2,
                        "dz": np.cos(x) + 3 * z**2 - x**2 * y,
                    },
                    "You kept terms that do not contain the moving variable. They are added "
                    "constants, so their derivative is zero.",
                ),
                Slip(
                    "exponent_kept",
                    lambda x, y, z: {"dx": -np.sin(x) - 2 * x**2 * y, "dz": 3 * z**3},
                    "You brought an exponent down but did not lower it. The power rule does both.",
                ),
                Slip(
                    "factor_missing",
                    lambda x, y, z: {"dx": -np.sin(x) - x * y, "dz": z**2},
                    "You lowered an exponent but did not bring it down as a factor. The power rule "
                    "does both.",
                ),
            ),
            hints=(
                "Three times the same function, and each time another variable moves.",
                (
                    "Term by term: a term without the moving variable gives 0, a constant factor "
                    "stays."
                ),
                r"Start: while $x$ moves, $\cos x$ gives $-\sin x$, and $z^3$ gives nothing.",
                '`return {"dx": -np.sin(x) - ..., "dy": ..., "dz": ...}`',
            ),
            why=(
                "Zeros are common in gradients: a variable that a term does not contain gets "
                "nothing from it, and automatic differentiation never visits it there."
            ),
        ),
        Exercise(
            id="grad_4x_7y2",
            title="A first gradient",
            topic="Gradient",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"Write the gradient of $f(x, y) = 4x + 7y^2$ as a function `grad_4x_7y2(x, y)`. "
                f"{row(2)}"
            ),
            inputs={"x": Reals(-3, 2.6), "y": Reals(-2.5, 3)},
            probes=((1.3, -0.7), (-0.4, 2.1), (2.2, 1.6)),
            reference=gradient(lambda x, y: 4 * x + 7 * y**2),
            row_vector=True,
            slips=(
                Slip(
                    "order_swapped",
                    lambda x, y: np.array([14 * y, 4.0]),
                    "Both entries are right and stand in the wrong order. The first one belongs to "
                    "the first input.",
                ),
                Slip(
                    "linear_term_kept",
                    lambda x, y: np.array([4 * x, 14 * y]),
                    "You copied the linear term. Its slope is the same everywhere.",
                ),
                Slip(
                    "exponent_kept",
                    lambda x, y: np.array([4.0, 14 * y**2]),
                    "You brought the exponent down but did not lower it. The power rule does both.",
                ),
                Slip(
                    "factor_missing",
                    lambda x, y: np.array([4.0, 7 * y]),
                    "You lowered the exponent but did not bring it down. The power rule does both.",
                ),
                Slip(
                    "other_term_kept",
                    lambda x, y: np.array([4 + 7 * y**2, 4 * x + 14 * y]),
                    "In each entry you kept the term that stands still. Added constants have slope "
                    "zero.",
                ),
                Slip(
                    "partials_added",
                    lambda x, y: np.array([4 + 14 * y, 4 + 14 * y]),
                    "You put the sum of both partial derivatives into each entry, as if x and y "
                    "moved together. Each entry moves one variable only.",
                ),
                Slip(
                    "summed",
                    lambda x, y: 4 + 14 * y,
                    "You added the partial derivatives to one number. The gradient keeps them "
                    "apart, one entry for each input.",
                ),
            ),
            hints=(
                "One entry for each input: first $x$ moves, then $y$.",
                (
                    r"$\nabla f = \begin{bmatrix} \dfrac{\partial f}{\partial x} & "
                    r"\dfrac{\partial f}{\partial y} \end{bmatrix}$."
                ),
                "Start: while $x$ moves, $7y^2$ is an added constant.",
                "`def grad_4x_7y2(x, y): return np.array([..., ...])`",
            ),
            why=(
                "The first entry is the same everywhere and the second grows with y: the surface "
                "is a plane that is bent in one direction."
            ),
        ),
        Exercise(
            id="grad_x2y_y3",
            title="A gradient with a mixed term",
            topic="Gradient",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"Write the gradient of $f(x, y) = x^2 y + y^3$ as a function `grad_x2y_y3(x, y)`. "
                f"{row(2)}"
            ),
            inputs={"x": Reals(-2.2, 2), "y": Reals(-2, 2.4)},
            probes=((1.3, -0.7), (-0.4, 2.1), (0.8, 1.6)),
            reference=gradient(terrain),
            row_vector=True,
            slips=(
                Slip(
                    "constant_factor_lost",
                    lambda x, y: np.array([2 * x, 3 * y**2]),
                    "In each entry you dropped what the other variable contributes. While x moves, "
                    "y is a constant factor and stays, and the mixed term also depends on y.",
                ),
                Slip(
                    "mixed_term_forgotten",
                    lambda x, y: np.array([2 * x * y, 3 * y**2]),
                    "In the second entry the mixed term is missing. It contains y too, so it "
                    "changes when y does.",
                ),
                Slip(
                    "partials_added",
                    lambda x, y: np.repeat(gradient(terrain)(x, y).sum(), 2),
                    "You put the sum of both partial derivatives into each entry, as if x and y "
                    "moved together. Each entry moves one variable only.",
                ),
                Slip(
                    "other_variable_too",
                    lambda x, y: np.array([2 * x, 2 * x + 3 * y**2]),
                    "In the mixed term you differentiated both factors. In each entry one of them "
                    "stands still.",
                ),
                Slip(
                    "order_swapped",
                    lambda x, y: gradient(terrain)(x, y)[::-1],
                    "Both entries are right and stand in the wrong order. The first one belongs to "
                    "the first input.",
                ),
                Slip(
                    "descent",
                    lambda x, y: -gradient(terrain)(x, y),
                    "That is the direction of descent. The gradient itself points uphill.",
                ),
                Slip(
                    "normalised",
                    lambda x, y: unit(gradient(terrain)(x, y)),
                    "You scaled it to length one, which keeps only the direction. The length of "
                    "the gradient says how steep it is.",
                ),
                Slip(
                    "summed",
                    lambda x, y: gradient(terrain)(x, y).sum(),
                    "You added the partial derivatives to one number. The gradient keeps them "
                    "apart, one entry for each input.",
                ),
            ),
            hints=(
                "In the mixed term each variable is in turn the one that moves.",
                (
                    "While $x$ moves, $y$ is a constant factor in $x^2 y$ and an added constant in "
                    "$y^3$."
                ),
                r"Start: $\dfrac{\partial}{\partial y}\, x^2 y$ is the factor that stands still.",
                "`return np.array([2 * ..., ... + 3 * ...])`",
            ),
            why=(
                "A mixed term couples the variables: how steep it is in one direction depends on "
                "where you are in the other."
            ),
        ),
        Exercise(
            id="partial_sine_y",
            title="The chain rule with three variables",
            kind="formula",
            topic="Chain rule",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Type the partial derivative of $f(x, y, z) = z^4 - \sin(y^2 + x)$ with respect "
                r'to $y$ (radians), as text in $x$, $y$ and $z$: `partial_sine_y = "..."`.'
            ),
            inputs={"x": Reals(-2, 2.4), "y": Reals(-1.8, 2), "z": Reals(-1.5, 1.7)},
            probes=((1.3, -0.7, 0.6), (-0.4, 1.2, 1.4), (0.9, 1.6, -1.3)),
            reference=derivative(sine_inside, argnum=1),
            slips=(
                Slip(
                    "inner_forgotten",
                    "-cos(y^2 + x)",
                    "That is the partial derivative in x, where the inner derivative is 1. When y "
                    "moves, the inside changes at another rate.",
                ),
                Slip(
                    "sign",
                    "2y*cos(y^2 + x)",
                    "The minus in front of the sine is lost. It is a constant factor, so it stays.",
                ),
                Slip(
                    "z_differentiated",
                    "4z^3 - 2y*cos(y^2 + x)",
                    "You differentiated the first term in z. While y moves, z stands still, and "
                    "the term is an added constant.",
                ),
                Slip(
                    "z_kept",
                    "z^4 - 2y*cos(y^2 + x)",
                    "You kept the first term. It does not contain y, so it is an added constant "
                    "with slope zero.",
                ),
                Slip(
                    "inner_of_both",
                    "-(2y + 1)*cos(y^2 + x)",
                    "You differentiated the inside in both of its variables. Only y moves, so x is "
                    "an added constant there.",
                ),
                Slip(
                    "differentiated_inside",
                    "-cos(2y)",
                    "You differentiated inside the cosine. The inner function stays as it is, and "
                    "its derivative becomes a factor.",
                ),
                Slip(
                    "inside_replaced_too",
                    "-2y*cos(2y)",
                    "The inner derivative stands in front, as it should, and inside as well. The "
                    "inner function stays as it is.",
                ),
                Slip(
                    "x_dropped_inside",
                    "-2y*cos(y^2)",
                    "The x inside is lost. It stands still, so it adds nothing to the inner "
                    "derivative, but the cosine is still taken of the whole inside.",
                ),
                Slip(
                    "inner_only",
                    "-2y",
                    "That is the inner derivative alone. The chain rule multiplies it by the "
                    "derivative of the sine.",
                ),
                Slip(
                    "outer_not_differentiated",
                    "-2y*sin(y^2 + x)",
                    "The inner derivative is there, but the sine is still a sine. The outer "
                    "function has to be differentiated too.",
                ),
            ),
            hints=(
                "Only $y$ moves. Which terms, and which part of the inside, stand still?",
                r"$\dfrac{\partial}{\partial y}\sin(u) = \cos(u)\,\dfrac{\partial u}{\partial y}$.",
                "Start: $u = y^2 + x$; differentiate it in $y$.",
                '`partial_sine_y = "-...*cos(...)"`',
            ),
            why=(
                "The chain rule is the same as for one variable; the inner derivative is now a "
                "partial one."
            ),
        ),
        Exercise(
            id="grad_sine_inside",
            title="All three entries",
            topic="Gradient",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Write the gradient of the same function, $f(x, y, z) = z^4 - \sin(y^2 + x)$ "
                f"(radians), as a function `grad_sine_inside(x, y, z)`. {row(3)}"
            ),
            inputs={"x": Reals(-2, 2.4), "y": Reals(-1.8, 2), "z": Reals(-1.5, 1.7)},
            probes=((1.3, -0.7, 0.6), (-0.4, 1.2, 1.4), (0.9, 1.6, -1.3)),
            reference=gradient(sine_inside),
            row_vector=True,
            slips=(
                Slip(
                    "order_of_formula",
                    lambda x, y, z: gradient(sine_inside)(x, y, z)[::-1],
                    "All entries are right, in the order in which the formula mentions the "
                    "variables. The gradient follows the order of the inputs.",
                ),
                Slip(
                    "inner_forgotten",
                    lambda x, y, z: np.array(
                        [-np.cos(y**2 + x), -np.cos(y**2 + x), 4 * z**3],
                    ),
                    "In the second entry the inner derivative is missing. It differs from that of "
                    "the first one, because another variable moves.",
                ),
                Slip(
                    "inner_in_both",
                    lambda x, y, z: np.array(
                        [-2 * y * np.cos(y**2 + x), -2 * y * np.cos(y**2 + x), 4 * z**3],
                    ),
                    "You used the inner derivative in y in the first entry as well. There x moves, "
                    "and y stands still.",
                ),
                Slip(
                    "sign",
                    lambda x, y, z: np.array(
                        [np.cos(y**2 + x), 2 * y * np.cos(y**2 + x), 4 * z**3],
                    ),
                    "The minus in front of the sine is lost in two entries. It is a constant "
                    "factor, so it stays.",
                ),
                Slip(
                    "exponent_kept",
                    lambda x, y, z: np.array(
                        [-np.cos(y**2 + x), -2 * y * np.cos(y**2 + x), 4 * z**4],
                    ),
                    "In the last entry the exponent came down but was not lowered. The power rule "
                    "does both.",
                ),
                Slip(
                    "other_terms_kept",
                    lambda x, y, z: (
                        gradient(sine_inside)(x, y, z) + np.array([z**4, z**4, -np.sin(y**2 + x)])
                    ),
                    "In each entry you kept the term that stands still. Added constants have slope "
                    "zero.",
                ),
                Slip(
                    "summed",
                    lambda x, y, z: gradient(sine_inside)(x, y, z).sum(),
                    "You added the partial derivatives to one number. The gradient keeps them "
                    "apart, one entry for each input.",
                ),
            ),
            hints=(
                "You have the entry for $y$ already; it is the second one.",
                (
                    r"$\nabla f = \begin{bmatrix} \dfrac{\partial f}{\partial x} & "
                    r"\dfrac{\partial f}{\partial y} & \dfrac{\partial f}{\partial z} "
                    r"\end{bmatrix}$."
                ),
                "Start: while $x$ moves, the inside $y^2 + x$ has the slope $1$.",
                "`return np.array([-np.cos(...), ..., 4 * ...])`",
            ),
            why=(
                "The order of the entries is an agreement between you and the code that uses them; "
                "a gradient in another order moves the wrong weights."
            ),
        ),
        Exercise(
            id="grad_of_vector",
            title="A vector as input",
            topic="Gradient",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"Let $f(\mathbf{x}) = x_1^2 x_2 + x_1 x_2^3$ for "
                r"$\mathbf{x} = (x_1, x_2)^\top \in \mathbb{R}^2$. Write its gradient as a "
                r"function `grad_of_vector(x)` of an array of shape `(2,)`; in code, $x_1$ is "
                rf"`x[0]`. {row(2, 'f', 'the coordinates')}"
            ),
            inputs={"x": Vector(2, -2, 2.2)},
            probes=(
                (np.array([1.3, -0.7]),),
                (np.array([-0.4, 1.8]),),
                (np.array([0.8, 1.6]),),
            ),
            reference=derivative(lambda x: x[0] ** 2 * x[1] + x[0] * x[1] ** 3),
            row_vector=True,
            slips=(
                Slip(
                    "order_swapped",
                    lambda x: np.array(
                        [x[0] ** 2 + 3 * x[0] * x[1] ** 2, 2 * x[0] * x[1] + x[1] ** 3],
                    ),
                    "Both entries are right and stand in the wrong order. The first one belongs to "
                    "the first coordinate.",
                ),
                Slip(
                    "indices_exchanged",
                    lambda x: np.array(
                        [2 * x[1] * x[0] + x[0] ** 3, x[1] ** 2 + 3 * x[1] * x[0] ** 2],
                    ),
                    "You exchanged the two coordinates. In Python the first one has the index 0.",
                ),
                Slip(
                    "factors_lost",
                    lambda x: np.array([2 * x[0], 3 * x[1] ** 2]),
                    "You dropped the coordinate that stands still. In a product it is a constant "
                    "factor, and that stays.",
                ),
                Slip(
                    "powers_alone",
                    lambda x: np.array([2 * x[0] + x[1] ** 3, x[0] ** 2 + 3 * x[1] ** 2]),
                    "Where a power is differentiated, the other coordinate is lost. It stands "
                    "still, but it is a constant factor, and that stays.",
                ),
                Slip(
                    "half_of_the_terms",
                    lambda x: np.array([2 * x[0] * x[1], 3 * x[0] * x[1] ** 2]),
                    "Each entry has one term, but both terms of f contain both coordinates. So "
                    "each of them contributes to each entry.",
                ),
                Slip(
                    "other_coordinate_too",
                    lambda x: np.array([2 * x[0] + 3 * x[1] ** 2] * 2),
                    "In each term you differentiated both factors. In each entry one of them "
                    "stands still.",
                ),
                Slip(
                    "exponents_kept",
                    lambda x: np.array(
                        [2 * x[0] ** 2 * x[1] + x[1] ** 3, x[0] ** 2 + 3 * x[0] * x[1] ** 3],
                    ),
                    "You brought exponents down but did not lower them. The power rule does both.",
                ),
                Slip(
                    "summed",
                    lambda x: 2 * x[0] * x[1] + x[1] ** 3 + x[0] ** 2 + 3 * x[0] * x[1] ** 2,
                    "You added the partial derivatives to one number. The gradient keeps them "
                    "apart, one entry for each coordinate.",
                ),
            ),
            hints=(
                "Write $a$ for $x_1$ and $b$ for $x_2$: then it is a question for two numbers.",
                "Both terms contain both coordinates, so each entry has two terms.",
                (
                    r"Start: $\dfrac{\partial}{\partial x_1}\, x_1 x_2^3$ is the factor that "
                    r"stands still."
                ),
                "`return np.array([2 * x[0] * ... + ..., ... + 3 * ...])`",
            ),
            why=(
                "Losses take all their parameters as one long vector; the gradient has as many "
                "entries, whether there are two or two billion."
            ),
        ),
        Exercise(
            id="partial_square_x2",
            title="A square of a sum",
            kind="formula",
            topic="Chain rule",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"Type $\dfrac{\partial}{\partial x_2}\,(x_1 + 2x_2^3)^2$ as text in `x1` and "
                r'`x2`: `partial_square_x2 = "..."`.'
            ),
            inputs={"x1": Reals(-2, 2.3), "x2": Reals(-1.5, 1.7)},
            probes=((1.3, -0.7), (-0.4, 1.2), (0.8, 1.6)),
            reference=derivative(lambda x1, x2: (x1 + 2 * x2**3) ** 2, argnum=1),
            slips=(
                Slip(
                    "inner_forgotten",
                    "2*(x1 + 2*x2^3)",
                    "You used the power rule on the bracket and stopped. The chain rule also "
                    "multiplies by the derivative of the bracket in x2.",
                ),
                Slip(
                    "differentiated_inside",
                    "2*(6*x2^2)",
                    "You differentiated inside the bracket. The bracket stays as it is, and its "
                    "derivative becomes a factor.",
                ),
                Slip(
                    "inner_of_both",
                    "2*(x1 + 2*x2^3)*(1 + 6*x2^2)",
                    "You differentiated the bracket in both of its variables. Only x2 moves, so x1 "
                    "is an added constant there.",
                ),
                Slip(
                    "inner_added",
                    "2*(x1 + 2*x2^3) + 6*x2^2",
                    "You added the inner derivative. The chain rule multiplies by it.",
                ),
                Slip(
                    "outer_factor_missing",
                    "(x1 + 2*x2^3)*6*x2^2",
                    "The outer exponent was lowered but not brought down. The power rule does "
                    "both.",
                ),
                Slip(
                    "inner_exponent_kept",
                    "2*(x1 + 2*x2^3)*6*x2^3",
                    "In the inner derivative the exponent came down but was not lowered. The power "
                    "rule does both.",
                ),
                Slip(
                    "inner_factor_missing",
                    "2*(x1 + 2*x2^3)*2*x2^2",
                    "In the inner derivative the exponent was lowered but not brought down. The "
                    "power rule does both.",
                ),
                Slip(
                    "square_term_by_term",
                    "24*x2^5",
                    "You squared the sum term by term and lost the mixed product. Leave the "
                    "bracket standing and use the chain rule.",
                ),
            ),
            hints=(
                "What is done last: the sum or the square?",
                r"$\dfrac{\partial}{\partial x_2}\,u^2 = 2u\,\dfrac{\partial u}{\partial x_2}$.",
                "Start: $u = x_1 + 2x_2^3$; while $x_2$ moves, $x_1$ is an added constant.",
                '`partial_square_x2 = "2*(...)*..."`',
            ),
            why=(
                "A squared error has this form, and every weight in the bracket gets the same "
                "outer factor: it is computed once and shared."
            ),
        ),
        Exercise(
            id="partial_product_x",
            title="Where product and chain rule meet",
            kind="formula",
            topic="Product rule",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Type $\dfrac{\partial}{\partial x}\, x^2 \sin(xy)$ (radians) as text in $x$ and "
                r'$y$: `partial_product_x = "..."`. Write the product of $x$ and $y$ as `x*y`.'
            ),
            inputs={"x": Reals(-2, 2.3), "y": Reals(-1.6, 1.9)},
            probes=((1.3, -0.7), (-0.6, 1.4), (1.8, 1.1)),
            reference=derivative(lambda x, y: x**2 * np.sin(x * y)),
            slips=(
                Slip(
                    "second_term_missing",
                    "2x*sin(x*y)",
                    "You differentiated the power only. The sine contains x too, so the product "
                    "rule adds a term.",
                ),
                Slip(
                    "first_term_missing",
                    "x^2*y*cos(x*y)",
                    "You differentiated the sine only. The product rule adds a term in which the "
                    "power is differentiated.",
                ),
                Slip(
                    "inner_forgotten",
                    "2x*sin(x*y) + x^2*cos(x*y)",
                    "Both terms of the product rule are there. In the second one the inner "
                    "derivative is missing.",
                ),
                Slip(
                    "inner_in_y",
                    "2x*sin(x*y) + x^3*cos(x*y)",
                    "In the second term you took the inner derivative in y. Here x moves.",
                ),
                Slip(
                    "other_variable",
                    "x^3*cos(x*y)",
                    "That is the partial derivative in y. Now x moves, and it is in both factors.",
                ),
                Slip(
                    "product_of_derivatives",
                    "2x*y*cos(x*y)",
                    "You multiplied the two derivatives. The product rule has two terms, and each "
                    "of them differentiates one factor only.",
                ),
                Slip(
                    "product_without_inner",
                    "2x*cos(x*y)",
                    "You multiplied the derivatives of the two factors, and the inner derivative "
                    "is missing as well. The product rule has two terms.",
                ),
                Slip(
                    "minus",
                    "2x*sin(x*y) - x^2*y*cos(x*y)",
                    "You subtracted the second term. In the product rule the terms are added.",
                ),
            ),
            hints=(
                "Underline every $x$: it is in both factors.",
                (
                    r"$\dfrac{\partial}{\partial x}(uv) = \dfrac{\partial u}{\partial x}\,v + "
                    r"u\,\dfrac{\partial v}{\partial x}$."
                ),
                r"Start: $u = x^2$ and $v = \sin(xy)$; inside $v$, the factor $y$ stands still.",
                '`partial_product_x = "2x*sin(x*y) + ..."`',
            ),
            why=(
                "The same formula asks for one rule in y and for two in x: it is the moving "
                "variable that decides."
            ),
        ),
        Exercise(
            id="northwest_rise",
            title="North, west and the diagonal",
            kind="value",
            topic="Hill walk",
            points=1,
            level=2,
            source="S4",
            prompt=lambda north, west: (
                "A steep hillside is nearly a plane, like a tilted board; all distances are "
                "measured on the map. Walking 100 feet north from your tent takes you up by "
                f"{north} feet; walking 100 feet west, again from the tent, takes you up by {west} "
                "feet. A third walk goes straight from the tent to the place 100 feet north and "
                "100 feet west of it, along a diagonal of 141.4 feet. By how many feet does it "
                "take you up, to first order? Assign the number to `northwest_rise`."
            ),
            parameters={"north": 200, "west": 300},
            variant=walk_numbers,
            reference=walk_rise,
            slips=WALK_SLIPS,
            hints=(
                "On a tilted board, each foot north and each foot west has an effect of its own.",
                (
                    r"$f(x + h,\, y + k) - f(x, y) \approx \dfrac{\partial f}{\partial x}\,h + "
                    r"\dfrac{\partial f}{\partial y}\,k$."
                ),
                "Start: each of the two products on the right is a rise that you were told.",
                "`northwest_rise = ... + ...`",
            ),
            why=(
                "Small moves in different variables add up in their effects. This is the chain "
                "rule for several variables, and the reason for the sums in backpropagation."
            ),
        ),
        Exercise(
            id="tangent_plane",
            title="The tangent plane",
            kind="formula",
            topic="Linear approximation",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"Type the linear approximation of $f(x, y) = x^2 y + y^3$ at the point "
                r"$(x, y) = (2, 1)$: the height of the plane that touches the surface there, as "
                r'text in $x$ and $y$: `tangent_plane = "..."`.'
            ),
            inputs={"x": Reals(-1, 4), "y": Reals(-2, 3)},
            probes=((2.5, 0.5), (0.4, 2.1), (3.2, 1.6)),
            reference=plane_at(2.0, 1.0),
            slips=(
                Slip(
                    "height_missing",
                    "4*(x-2) + 7*(y-1)",
                    "Your plane passes through zero above the point. Add the height of the surface "
                    "there.",
                ),
                Slip(
                    "not_shifted",
                    "5 + 4x + 7y",
                    "Your slopes are right, but they are multiplied by x and y themselves. At the "
                    "point of contact the plane has to be as high as the surface: use the steps "
                    "away from it.",
                ),
                Slip(
                    "slopes_exchanged",
                    "5 + 7*(x-2) + 4*(y-1)",
                    "The two slopes are exchanged. The step in x is multiplied by the partial "
                    "derivative in x.",
                ),
                Slip(
                    "x_only",
                    "5 + 4*(x-2)",
                    "Your plane rises in the direction of x only. The step in y contributes too.",
                ),
                Slip(
                    "y_only",
                    "5 + 7*(y-1)",
                    "Your plane rises in the direction of y only. The step in x contributes too.",
                ),
                Slip(
                    "slopes_not_evaluated",
                    "5 + 2x*y*(x-2) + (x^2+3y^2)*(y-1)",
                    "You left x and y in the slopes, so that it is no plane. Take the partial "
                    "derivatives at the point of contact: they are numbers.",
                ),
                Slip(
                    "steps_reversed",
                    "5 + 4*(2-x) + 7*(1-y)",
                    "You measured the steps towards the point. They lead away from it, to (x, y).",
                ),
                Slip(
                    "function_itself",
                    "x^2*y + y^3",
                    "That is the surface itself. Its linear approximation has no powers and no "
                    "products of the variables.",
                ),
            ),
            hints=(
                "You need three numbers: the height and the two slopes at the point.",
                (
                    r"$f(a, b) + \dfrac{\partial f}{\partial x}(a, b)\,(x - a) + "
                    r"\dfrac{\partial f}{\partial y}(a, b)\,(y - b)$."
                ),
                "Start with the height: $f(2, 1) = 5$.",
                '`tangent_plane = "5 + ...*(x - ...) + ...*(y - ...)"`',
            ),
            why=(
                "A step of gradient descent trusts this plane: it moves as if the loss were as "
                "flat as that, which is true for small steps only."
            ),
        ),
        Exercise(
            id="grad_squared_error",
            title="The gradient of an error",
            topic="Loss",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"A model $y = wx + b$ is trained on one example with input $x$ and target $t$. "
                r"Its loss is $L(w, b) = (wx + b - t)^2$. Write the gradient of $L$ with respect "
                r"to $(w, b)$ as a function `grad_squared_error(w, b, x, t)`: here $x$ and $t$ are "
                rf"given numbers, and $w$ and $b$ move. {row(2, 'L', 'w and b')}"
            ),
            inputs={
                "w": Reals(-2, 2.3),
                "b": Reals(-1.5, 1.7),
                "x": Reals(-2.4, 2),
                "t": Reals(-2, 2.6),
            },
            probes=((1.5, -0.5, 0.8, 2.0), (-0.7, 1.2, 1.6, -1.1), (0.9, 0.4, -1.8, 0.6)),
            reference=lambda w, b, x, t: gradient(squared_error)(w, b, x, t)[:2],
            row_vector=True,
            slips=(
                Slip(
                    "inner_forgotten",
                    lambda w, b, x, t: np.repeat(2 * (w * x + b - t), 2),
                    "In the first entry the inner derivative is missing. When w moves, the model's "
                    "output moves x times as much.",
                ),
                Slip(
                    "inner_in_both",
                    lambda w, b, x, t: np.repeat(2 * (w * x + b - t) * x, 2),
                    "The second entry has a factor too many. When b moves, the model's output "
                    "moves by just as much.",
                ),
                Slip(
                    "factor_missing",
                    lambda w, b, x, t: (w * x + b - t) * np.array([x, 1]),
                    "The factor from the exponent is missing. It would be right for half of this "
                    "loss.",
                ),
                Slip(
                    "sign",
                    lambda w, b, x, t: -2 * (w * x + b - t) * np.array([x, 1]),
                    "The sign is turned. Target minus output has the same square, but then the "
                    "inner derivative brings a minus of its own.",
                ),
                Slip(
                    "order_swapped",
                    lambda w, b, x, t: 2 * (w * x + b - t) * np.array([1, x]),
                    "Both entries are right and stand in the wrong order. The first one belongs to "
                    "w.",
                ),
                Slip(
                    "data_moved",
                    lambda w, b, x, t: 2 * (w * x + b - t) * np.array([w, -1]),
                    "You differentiated in x and t. In training the data stand still, and the "
                    "parameters w and b move.",
                ),
                Slip(
                    "exponent_kept",
                    lambda w, b, x, t: 2 * (w * x + b - t) ** 2 * np.array([x, 1]),
                    "You brought the exponent down but did not lower it. The power rule does both.",
                ),
                Slip(
                    "bias_of_input_weight",
                    lambda w, b, x, t: 2 * (w * x + b - t) * np.array([w, 1]),
                    "The inner derivative of your first entry is that in x. When w moves, its "
                    "factor is the other one of the product.",
                ),
            ),
            hints=(
                "A square outside, a straight line inside; $w$ and $b$ are the variables.",
                (
                    r"$\dfrac{\partial L}{\partial w} = 2u\,\dfrac{\partial u}{\partial w}$ with "
                    r"$u = wx + b - t$, and alike for $b$."
                ),
                (
                    r"Start: what are $\dfrac{\partial u}{\partial w}$ and "
                    r"$\dfrac{\partial u}{\partial b}$?"
                ),
                "`return 2 * (...) * np.array([..., ...])`",
            ),
            why=(
                "Error times input is the gradient of every linear layer. The bias is the weight "
                "of an input that is always the same."
            ),
        ),
        Exercise(
            id="grad_neuron",
            title="A neuron that is on or off",
            topic="Activation",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"A neuron computes $f(\mathbf{x}) = \mathrm{ReLU}(\mathbf{w}^\top\mathbf{x} + b)$ "
                r"for $\mathbf{x}, \mathbf{w} \in \mathbb{R}^3$ and $b \in \mathbb{R}$. Write its "
                r"gradient with respect to $\mathbf{x}$ as a function `grad_neuron(x, w, b)`, for "
                r"arrays of shape `(3,)` and a number. You will not be asked on the kink, where "
                r"$\mathbf{w}^\top\mathbf{x} + b = 0$ and a convention has to decide. "
                f"{row(3, 'f', 'the coordinates')}"
            ),
            inputs={"x": Vector(3, -2, 2.2), "w": Vector(3, -1.8, 2), "b": Reals(-1, 1.2)},
            probes=(
                (np.array([1.3, -0.7, 0.5]), np.array([0.9, 1.1, -0.6]), 0.8),
                (np.array([-0.4, 1.8, 0.9]), np.array([1.2, -1.5, 0.7]), 0.3),
                (np.array([0.8, 1.6, -1.1]), np.array([-0.5, 1.4, -0.9]), -0.7),
                # On only thanks to its bias.
                (np.array([0.6, -0.9, 0.7]), np.array([-1.1, -0.5, -0.8]), 1.2),
            ),
            where=lambda x, w, b: abs(float(w @ x) + b) > 0.05,
            reference=derivative(relu_of_line),
            row_vector=True,
            slips=(
                Slip(
                    "always_on",
                    lambda x, w, b: w,
                    "That is the gradient while the neuron is on. Where its line is negative, the "
                    "output is constant.",
                ),
                Slip(
                    "in_weights",
                    lambda x, w, b: x * (w @ x + b > 0),
                    "That is the gradient with respect to w. Here x moves, and w stands still.",
                ),
                Slip(
                    "entry_by_entry",
                    lambda x, w, b: w * (x > 0),
                    "You asked of each entry of x whether it is positive. The neuron switches on "
                    "the one number that ReLU is taken of.",
                ),
                Slip(
                    "relu_kept",
                    lambda x, w, b: w * relu_of_line(x, w, b),
                    "You multiplied by ReLU itself. The chain rule multiplies by its slope, which "
                    "is the same wherever the neuron is on.",
                ),
                Slip(
                    "inner_forgotten",
                    lambda x, w, b: float(w @ x + b > 0),
                    "That is the slope of ReLU. The chain rule also multiplies by the gradient of "
                    "what is inside.",
                ),
                Slip(
                    "off_for_on",
                    lambda x, w, b: w * (w @ x + b < 0),
                    "On and off are exchanged. ReLU is flat where its argument is negative.",
                ),
                Slip(
                    "bias_forgotten",
                    lambda x, w, b: w * (w @ x > 0),
                    "You left the bias out when you asked whether the neuron is on. It is part of "
                    "what ReLU is taken of.",
                ),
            ),
            hints=(
                "There are two cases: the neuron is on, or it is off.",
                (
                    r"$\nabla_{\mathbf{x}}\,\mathrm{ReLU}(u) = \mathrm{ReLU}'(u)\,"
                    r"\nabla_{\mathbf{x}} u$."
                ),
                (
                    r"Start: $u = w_1x_1 + w_2x_2 + w_3x_3 + b$; what is "
                    r"$\dfrac{\partial u}{\partial x_1}$?"
                ),
                "`return ... * (... > 0)`",
            ),
            why=(
                "A neuron that is off passes no gradient on, to none of its inputs and weights; "
                "one that is off for all data learns nothing more."
            ),
        ),
        Exercise(
            id="transpose_of_1d",
            title="What NumPy makes of a row",
            kind="choice",
            topic="Layout",
            points=1,
            level=2,
            source="S0, S3",
            prompt=(
                r"On paper $\nabla f \in \mathbb{R}^{1 \times 3}$ is a row and its transpose a "
                r"column. In NumPy you have `g = np.array([2.0, 5.0, 1.0])`. What is `g.T.shape`? "
                r'Assign the letter as text: `transpose_of_1d = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "`(3, 1)`",
                    slip="column_expected",
                    message="So it would be on paper. Transposing exchanges the axes of an array: "
                    "count how many there are.",
                ),
                Option(
                    "b",
                    "`(1, 3)`",
                    slip="row_expected",
                    message="For that the array would need two axes before it is transposed. Count "
                    "the pairs of square brackets.",
                ),
                Option(
                    "c",
                    "`(3,)`",
                    message="An array with one axis is neither row nor column, so `.T` leaves it "
                    "as it is. Confusing the two layouts goes unnoticed until a second axis "
                    "appears.",
                ),
                Option(
                    "d",
                    "None: it raises an error.",
                    slip="error_expected",
                    message="NumPy does not complain, which is what makes this treacherous. Try it "
                    "in a cell.",
                ),
            ),
            hints=(
                "How many pairs of square brackets has the array?",
                "`.T` reverses the order of the axes.",
                "Start: `g.shape` has a single entry; reverse the order of a single thing.",
                "Add a cell with `np.array([2.0, 5.0, 1.0]).T.shape` and run it.",
            ),
            why=(
                "An array with one axis cannot show whether you meant a row or a column; write "
                "two axes where it matters."
            ),
        ),
        Exercise(
            id="which_arrow",
            title="Find the gradient on the map",
            kind="choice",
            topic="Level sets",
            points=1,
            level=3,
            source="S2, S4",
            prompt=(
                r"The map below shows level sets of a smooth hill $f(x, y)$ with their heights. "
                r"Four arrows begin at the point $P$. Which of them has the direction of "
                r'$\nabla f$ at $P$? Assign the letter as text: `which_arrow = "A"`.'
            ),
            figure="arrows_on_contours",
            options=(
                Option(
                    "A",
                    "the arrow A",
                    slip="towards_summit",
                    message="That arrow points at the summit. The gradient knows only the "
                    "neighbourhood of P: look at the one line through it.",
                ),
                Option(
                    "B",
                    "the arrow B",
                    slip="along_level_set",
                    message="That arrow runs along the level set, where the height does not "
                    "change at all. The gradient points where it changes most.",
                ),
                Option(
                    "C",
                    "the arrow C",
                    message="It stands at right angles to the level set and points to greater "
                    "heights. It does not point at the summit: the steepest way up need not be the "
                    "shortest on the map.",
                ),
                Option(
                    "D",
                    "the arrow D",
                    slip="downhill",
                    message="That arrow stands at right angles to the level set, but it points to "
                    "lower heights. It is the direction that descent takes.",
                ),
            ),
            hints=(
                "Along a level set the height does not change.",
                "The gradient is perpendicular to the level set and points uphill.",
                "Start: draw the tangent of the level set at $P$, and a right angle to it.",
                "Two arrows are at right angles to it; the numbers on the lines tell them apart.",
            ),
            why=(
                "In a long valley the gradient points almost across it, which is why descent "
                "zigzags there."
            ),
        ),
        Exercise(
            id="slope_towards",
            title="The slope in any direction",
            topic="Directional derivative",
            points=2,
            level=3,
            source="S2",
            prompt=(
                r"How steep is $f(x, y) = x^2 y + y^3$ at $(x, y)$ if you walk in the direction of "
                r"the arrow $\mathbf{v} \in \mathbb{R}^2$, $\mathbf{v} \neq \mathbf{0}$, of any "
                r"length? Write this directional derivative, the rise for each unit of distance, "
                r"as a function `slope_towards(x, y, v)` that returns one number; `v` has the "
                r"shape `(2,)`."
            ),
            inputs={"x": Reals(-2.2, 2), "y": Reals(-2, 2.4), "v": Vector(2, -2.5, 3)},
            probes=(
                (1.3, -0.7, np.array([3.0, 1.0])),
                (-0.4, 2.1, np.array([1.0, -2.0])),
                (0.8, 1.6, np.array([-0.5, -0.8])),
            ),
            reference=lambda x, y, v: gradient(terrain)(x, y) @ unit(v),
            slips=(
                Slip(
                    "not_normalised",
                    lambda x, y, v: gradient(terrain)(x, y) @ v,
                    "That is the rise for one whole arrow, so a longer arrow gives more. For the "
                    "slope use an arrow of length one in the same direction.",
                ),
                Slip(
                    "divided_by_square",
                    lambda x, y, v: gradient(terrain)(x, y) @ v / (v @ v),
                    "You divided by the square of the arrow's length. The root is missing.",
                ),
                Slip(
                    "divided_by_sum",
                    lambda x, y, v: gradient(terrain)(x, y) @ v / np.abs(v).sum(),
                    "You divided by the sum of the arrow's entries. Its length comes from "
                    "Pythagoras.",
                ),
                Slip(
                    "gradient_normalised",
                    lambda x, y, v: unit(gradient(terrain)(x, y)) @ v,
                    "You scaled the gradient to length one. Its length is how steep the surface is "
                    "and has to stay; the arrow is what is scaled.",
                ),
                Slip(
                    "cosine",
                    lambda x, y, v: unit(gradient(terrain)(x, y)) @ unit(v),
                    "You scaled both vectors, which gives the cosine of the angle between them. "
                    "The length of the gradient has to stay.",
                ),
                Slip(
                    "not_summed",
                    lambda x, y, v: gradient(terrain)(x, y) * unit(v),
                    "You multiplied entry by entry and did not add. The slope is a single number, "
                    "a dot product.",
                ),
                Slip(
                    "steepest",
                    lambda x, y, v: np.linalg.norm(gradient(terrain)(x, y)),
                    "That is the slope in the steepest direction. The arrow plays no part in it "
                    "yet.",
                ),
                Slip(
                    "coordinates_exchanged",
                    lambda x, y, v: gradient(terrain)(x, y) @ unit(v)[::-1],
                    "The entries of the arrow are exchanged. The partial derivative in x is "
                    "multiplied by the step in x.",
                ),
            ),
            hints=(
                "Walk one unit of distance: how far does that take you in $x$ and in $y$?",
                (
                    r"$D_{\mathbf{v}} f = \nabla f \, \dfrac{\mathbf{v}}{\lVert\mathbf{v}\rVert}$: "
                    r"a row times a column of length 1."
                ),
                (
                    "Start with the gradient, which you know from part B, and with "
                    "`np.linalg.norm(v)`."
                ),
                "`return np.array([..., ...]) @ v / ...`",
            ),
            why=(
                "The loss changes by the gradient times the step, whatever the step is: that one "
                "row answers for all directions."
            ),
        ),
        Exercise(
            id="steepest_descent",
            title="Straight down",
            topic="Steepest descent",
            points=2,
            level=3,
            source="S2, S3",
            prompt=(
                r"In which direction does $f(x, y) = x^2 + 5y^2$ fall most steeply at $(x, y)$? "
                r"Write it as a function `steepest_descent(x, y)` that returns a vector of "
                r"length 1. Away from the origin there is exactly one. Like the gradient it is a "
                r"row: return an array of shape `(2,)` or `(1, 2)`."
            ),
            inputs={"x": Reals(-3, 2.6), "y": Reals(-2.2, 2.5)},
            probes=((1.3, -0.7), (-0.4, 2.1), (2.2, 0.6)),
            reference=lambda x, y: -unit(gradient(bowl)(x, y)),
            row_vector=True,
            slips=(
                Slip(
                    "ascent",
                    lambda x, y: unit(gradient(bowl)(x, y)),
                    "That is the direction in which f rises most. Descent goes the opposite way.",
                ),
                Slip(
                    "not_normalised",
                    lambda x, y: -gradient(bowl)(x, y),
                    "The direction is right, the length is not. Divide by the length of the "
                    "vector.",
                ),
                Slip(
                    "towards_minimum",
                    lambda x, y: -unit(np.array([x, y])),
                    "You point straight at the lowest place. The steepest way down is at right "
                    "angles to the level set, and that is an ellipse here.",
                ),
                Slip(
                    "divided_by_sum",
                    lambda x, y: -gradient(bowl)(x, y) / np.abs(gradient(bowl)(x, y)).sum(),
                    "You divided by the sum of the entries. The length of a vector comes from "
                    "Pythagoras.",
                ),
                Slip(
                    "divided_by_square",
                    lambda x, y: -gradient(bowl)(x, y) / (gradient(bowl)(x, y) ** 2).sum(),
                    "You divided by the square of the length. The root is missing.",
                ),
                Slip(
                    "entry_by_entry",
                    lambda x, y: -np.sign(gradient(bowl)(x, y)),
                    "You scaled each entry for itself, so only the signs are left. One and the "
                    "same length divides both entries.",
                ),
                Slip(
                    "along_level_set",
                    lambda x, y: unit(np.array([-10 * y, 2 * x])),
                    "You turned by a right angle: along that direction f does not change. Descent "
                    "is opposite to the gradient.",
                ),
                Slip(
                    "order_swapped",
                    lambda x, y: -unit(gradient(bowl)(x, y))[::-1],
                    "The entries are exchanged. The first one belongs to x.",
                ),
            ),
            hints=(
                "The gradient points where $f$ rises most. Which way is down?",
                r"$-\dfrac{\nabla f}{\lVert \nabla f \rVert}$ has length 1.",
                "Start with the gradient and call it `g`; its length is `np.linalg.norm(g)`.",
                "`g = np.array([..., ...])`, then `return -... / ...`",
            ),
            why=(
                "Descent does not aim at the minimum: it goes down where it is steepest, and in a "
                "bowl that is no circle the two differ."
            ),
        ),
        Exercise(
            id="slope_of_level_set",
            title="Along a level set",
            kind="value",
            topic="Level sets",
            points=2,
            level=3,
            source="S2",
            prompt=lambda a, b: (
                r"The level set of $f(x, y) = x^2 + 3y^2$ through the point "
                rf"$({a}, {b})$ is an ellipse: along it $f$ does not change. What is the slope "
                r"$\dfrac{dy}{dx}$ of the ellipse at this point? Assign the number to "
                r"`slope_of_level_set`; a fraction such as `2 / 7` may be typed as it is."
            ),
            parameters={"a": 3, "b": 2},
            variant=level_numbers,
            reference=level_slope,
            slips=LEVEL_SLIPS,
            hints=(
                "A step $(dx, dy)$ along the level set changes $f$ by nothing.",
                (
                    r"$\dfrac{\partial f}{\partial x}\,dx + \dfrac{\partial f}{\partial y}\,dy = "
                    r"0$: the step is perpendicular to the gradient."
                ),
                "Start: compute both partial derivatives at the point, then solve for $dy/dx$.",
                "`slope_of_level_set = -... / ...`",
            ),
            why=(
                "Perpendicular to the gradient, nothing changes to first order: such steps cost a "
                "network nothing, and they lead it nowhere."
            ),
        ),
        Exercise(
            id="hill_walk_rises",
            title="What the two walks miss",
            kind="parts",
            topic="Hill walk",
            points=4,
            level=3,
            source="S4",
            prompt=(
                r"On the terrain $f(x, y) = x^2 y + y^3$ three walks start at $(x, y)$: one goes a "
                r"step $h$ east (in the direction of $x$), one a step $h$ north (of $y$), and one "
                r"straight to $(x + h,\, y + h)$. Write a function `hill_walk_rises(x, y, h)` that "
                r'returns a dict: `"east"`, `"north"` and `"diagonal"` are the three rises '
                r'(measured, not approximated), and `"residual"` is what is left when the diagonal '
                r"rise is subtracted from the sum of the other two."
            ),
            inputs={"x": Reals(-2, 2.4), "y": Reals(-2.2, 2), "h": Reals(0.1, 0.8)},
            probes=((1.3, -0.7, 0.5), (-0.4, 1.1, 0.3), (1.7, 1.6, 0.8)),
            part_points={"east": 1, "north": 1, "diagonal": 1, "residual": 1},
            reference=rises,
            slips=(
                Slip(
                    "start_not_subtracted",
                    lambda x, y, h: {
                        "east": terrain(x + h, y),
                        "north": terrain(x, y + h),
                        "diagonal": terrain(x + h, y + h),
                    },
                    "That is a height. A rise is a height minus the height at the start.",
                ),
                Slip(
                    "round_the_corner",
                    lambda x, y, h: {
                        "east": terrain(x + h, y + h) - terrain(x, y + h),
                        "north": terrain(x + h, y + h) - terrain(x + h, y),
                    },
                    "You began this walk where the other one ended. Both start at (x, y): round "
                    "the corner the rises add up exactly, whatever the hill.",
                ),
                Slip(
                    "walks_exchanged",
                    lambda x, y, h: {
                        "east": terrain(x, y + h) - terrain(x, y),
                        "north": terrain(x + h, y) - terrain(x, y),
                    },
                    "East and north are exchanged. East is the direction of x.",
                ),
                Slip(
                    "linear",
                    lambda x, y, h: {
                        "east": h * derivative(terrain)(x, y),
                        "north": h * derivative(terrain, 1)(x, y),
                        "diagonal": h * gradient(terrain)(x, y).sum(),
                    },
                    "That is step times slope, which is what the tangent plane says. The walk is "
                    "on the surface: take the difference of two heights.",
                ),
                Slip(
                    "slope_for_rise",
                    lambda x, y, h: {
                        "east": (terrain(x + h, y) - terrain(x, y)) / h,
                        "north": (terrain(x, y + h) - terrain(x, y)) / h,
                        "diagonal": (terrain(x + h, y + h) - terrain(x, y)) / h,
                    },
                    "You divided by the step, which gives a slope. The rise itself is asked.",
                ),
                Slip(
                    "short_diagonal",
                    lambda x, y, h: {
                        "diagonal": (
                            terrain(x + h / np.sqrt(2), y + h / np.sqrt(2)) - terrain(x, y)
                        ),
                    },
                    "Your diagonal is only as long as the other walks. It ends a full step east "
                    "and a full step north of the start.",
                ),
                Slip(
                    "sign_of_residual",
                    lambda x, y, h: {"residual": -rises(x, y, h)["residual"]},
                    "The size is right and the sign is turned. The diagonal rise is subtracted.",
                ),
                Slip(
                    "start_left_in_residual",
                    lambda x, y, h: {"residual": rises(x, y, h)["residual"] + terrain(x, y)},
                    "The height of the start is left over. Combine the three rises, not the three "
                    "heights.",
                ),
                Slip(
                    "residual_forgotten_diagonal",
                    lambda x, y, h: {
                        "residual": rises(x, y, h)["east"] + rises(x, y, h)["north"],
                    },
                    "That is the sum of the two rises. Subtract what the diagonal walk rises.",
                ),
            ),
            hints=(
                "Four heights are enough: at the start and at the three ends.",
                "Rise = height at the end − height at the start, for all three walks.",
                "Start with a helper: `def f(x, y): return x**2 * y + y**3`.",
                (
                    '`return {"east": f(x + h, y) - ..., "north": ..., "diagonal": ..., '
                    '"residual": ...}`'
                ),
            ),
            why=(
                "The residual is much smaller than the rises: that it vanishes faster than the "
                "step is what the chain rule for several variables rests on."
            ),
        ),
        Exercise(
            id="residual_factor",
            title="Half the step",
            kind="value",
            topic="Hill walk",
            points=1,
            level=3,
            source="S4",
            prompt=(
                r"In the walks of the last question let $h$ be small, and halve it. By about which "
                r"factor is the residual multiplied? Use your function to find out, at a point "
                r"where $x \neq 0$, and assign the number to `residual_factor`; two digits are "
                r"enough."
            ),
            rtol=0.03,
            reference=residual_ratio,
            slips=(
                Slip(
                    "as_the_step",
                    0.5,
                    "So do the rises shrink. The residual is what is left when everything that is "
                    "proportional to the step has cancelled.",
                ),
                Slip(
                    "as_the_cube",
                    0.125,
                    "So would a term with h³ shrink. There is one, but a lower power is left in "
                    "the residual as well, and for small steps that one decides.",
                ),
                Slip(
                    "unchanged",
                    1.0,
                    "Then there would be a residual without any step. Compute it for two small "
                    "steps and divide.",
                ),
                Slip(
                    "upside_down",
                    4.0,
                    "That is how many times larger it was before. The factor from the old to the "
                    "new residual is asked.",
                ),
                Slip(
                    "as_the_diagonal",
                    float(np.sqrt(0.5)),
                    "That is the ratio between the side of a square and its diagonal. Compute the "
                    "residual for two small steps and divide.",
                ),
            ),
            hints=(
                "Call your function with `h = 0.01` and `h = 0.005` at the same point.",
                "A term that is proportional to $h^p$ is multiplied by $2^{-p}$.",
                (
                    r"Start: multiply out $(x+h)^2(y+h)$; the lowest power of $h$ that does not "
                    r"cancel comes from $2xh \cdot h$."
                ),
                '`residual_factor = hill_walk_rises(1.0, 1.0, 0.005)["residual"] / ...`',
            ),
            why=(
                "The sum of the rises is right to first order, and the error is of second order: "
                "halve the step, and the error is halved even beside the step."
            ),
        ),
        Exercise(
            id="update_shape",
            title="An update that goes wrong quietly",
            kind="choice",
            topic="Layout",
            points=1,
            level=3,
            source="S2, S3",
            prompt=(
                r"The parameters are a column, `theta.shape == (3, 1)`, and the gradient of the "
                r"loss is a row, `g.shape == (1, 3)`. Which shape has `theta - 0.1 * g`? Assign "
                r'the letter as text: `update_shape = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "`(3, 1)`, as it should be.",
                    slip="works",
                    message="For that both would have to be columns. Put the two shapes one above "
                    "the other and see what broadcasting does with an axis of length 1.",
                ),
                Option(
                    "b",
                    "`(1, 3)`, like the gradient.",
                    slip="row_wins",
                    message="Neither of the two shapes wins. Broadcasting stretches every axis of "
                    "length 1 to the length of its partner.",
                ),
                Option(
                    "c",
                    "None: the shapes do not fit, so it raises an error.",
                    slip="error_expected",
                    message="On paper they do not fit. NumPy stretches axes of length 1 instead, "
                    "and says nothing.",
                ),
                Option(
                    "d",
                    "`(3, 3)`, without a warning.",
                    message="Both axes of length 1 are stretched. Nine numbers come out of three "
                    "parameters, and the mistake shows up much later, if at all.",
                ),
            ),
            hints=(
                "On paper one cannot subtract a row from a column; NumPy does not work on paper.",
                "Broadcasting compares the shapes axis by axis; an axis of length 1 is stretched.",
                "Start with the first axis: 3 meets 1, so the result has the length ...",
                "Add a cell with `(np.zeros((3, 1)) - np.zeros((1, 3))).shape` and run it.",
            ),
            why=(
                "Print shapes. A loss that goes down proves nothing: broadcasting makes wrong "
                "programs run."
            ),
        ),
        Exercise(
            id="descent_update",
            title="One step of gradient descent",
            topic="Layout",
            points=2,
            level=3,
            source="S2, S3",
            prompt=(
                r"Write one step of gradient descent, "
                r"$\boldsymbol\theta \leftarrow \boldsymbol\theta - \gamma\,(\nabla L)^\top$, as a "
                r"function `descent_update(theta, gradient, rate)` that returns the new "
                r"parameters. The parameters are a column, `theta` has the shape `(3, 1)`; the "
                r"gradient is a row, `gradient` has the shape `(1, 3)`; the rate $\gamma$ is a "
                r"number. The result is a column of shape `(3, 1)`, and `theta` itself must not be "
                r"changed."
            ),
            inputs={
                "theta": Matrix(3, 1, -2, 2.3),
                "gradient": Matrix(1, 3, -2.5, 2),
                "rate": Reals(0.05, 0.6, away_from=(0.5,)),
            },
            probes=(
                (np.array([[1.3], [-0.7], [0.5]]), np.array([[0.9, 1.1, -0.6]]), 0.1),
                (np.array([[-0.4], [1.8], [0.9]]), np.array([[1.2, -1.5, 0.7]]), 0.3),
                (np.array([[0.8], [1.6], [-1.1]]), np.array([[-0.5, 1.4, -0.9]]), 0.25),
            ),
            reference=lambda theta, gradient, rate: theta - rate * gradient.T,
            slips=(
                Slip(
                    "transpose_forgotten",
                    lambda theta, gradient, rate: theta - rate * gradient,
                    "A column minus a row is broadcast to a square array, three by three. "
                    "Transpose the gradient first.",
                ),
                Slip(
                    "parameters_transposed",
                    lambda theta, gradient, rate: theta.T - rate * gradient,
                    "The numbers are right, but your result is a row. The parameters are a column "
                    "and stay one: it is the gradient that is transposed.",
                ),
                Slip(
                    "flattened",
                    lambda theta, gradient, rate: theta[:, 0] - rate * gradient[0],
                    "The numbers are right, but your result has lost an axis. The next step would "
                    "be handed parameters of another shape.",
                ),
                Slip(
                    "ascent",
                    lambda theta, gradient, rate: theta + rate * gradient.T,
                    "You walked uphill. Descent subtracts.",
                ),
                Slip(
                    "rate_forgotten",
                    lambda theta, gradient, rate: theta - gradient.T,
                    "You subtracted the whole gradient. The rate says how much of it.",
                ),
                Slip(
                    "step_only",
                    lambda theta, gradient, rate: -rate * gradient.T,
                    "That is the step alone. It starts at the old parameters.",
                ),
                Slip(
                    "rate_on_parameters",
                    lambda theta, gradient, rate: rate * (theta - gradient.T),
                    "The rate multiplies everything, so it shrinks the parameters too. It belongs "
                    "to the gradient.",
                ),
                Slip(
                    "dot_product",
                    lambda theta, gradient, rate: theta - rate * (gradient @ theta),
                    "You multiplied gradient and parameters as matrices, which gives one number. "
                    "The step has an entry for each parameter.",
                ),
            ),
            hints=(
                "Write the shape below each letter: which one does not fit?",
                (
                    r"$\mathbb{R}^{3 \times 1} - \gamma \cdot (\mathbb{R}^{1 \times 3})^\top$ "
                    r"fits, and without the transpose it does not."
                ),
                "Start: `gradient.T` has the shape `(3, 1)`.",
                "`return theta - ... * ...`",
            ),
            why=(
                "Libraries avoid the question: they store the gradient of a parameter in the "
                "shape of the parameter, so that the update needs no transpose."
            ),
        ),
    ),
)
