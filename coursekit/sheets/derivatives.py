"""Sheet 01: from the slope of a secant to the slope of the tangent (S0, S2, S3).

References are derived, not written down: by `derivative`, or by measuring an error. The helpers
take the place of the words in the prompts. A slip's answer has the signature of the reference.
"""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.checking import Exercise, Option, Reals, Slip, derivative
from coursekit.sheets._sheet import Sheet

__all__ = ["SHEET"]

EPSILON = float(np.finfo(float).eps)


def forward(f: Callable[[Any], Any], x: Any, h: Any) -> Any:
    """Compute the slope of the secant through x and x + h."""
    return (f(x + h) - f(x)) / h


def central(f: Callable[[Any], Any], x: Any, h: Any) -> Any:
    """Compute the slope of the secant through x − h and x + h."""
    return (f(x + h) - f(x - h)) / (2 * h)


def tangent(f: Callable[[Any], Any], x: Any, a: Any) -> Any:
    """Compute the height at x of the tangent that touches f at a."""
    return f(a) + derivative(f)(a) * (x - a)


def measured_order(quotient: Callable[..., Any]) -> float:
    """Find p in error ≈ C·hᵖ: the slope of log error against log h for eˣ at 1, a whole number."""
    steps = np.geomspace(1e-1, 1e-3, 9)
    exact = derivative(np.exp)(1.0)
    errors = [abs(quotient(np.exp, 1.0, step) - exact) for step in steps]
    return float(np.round(np.polyfit(np.log(steps), np.log(errors), 1)[0]))


def balanced_step(f: Callable[[Any], Any], x: float) -> float:
    """Find the h at which truncation |f″|·h/2 and round-off ε·|f|/h add up to the least error."""
    return float(np.sqrt(2 * EPSILON * abs(f(x) / derivative(f, order=2)(x))))


def cube(x: Any) -> Any:
    """Take the third power."""
    return x**3


def secant_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Pick two abscissae, far enough apart for secant and tangents to differ."""
    a = int(rng.integers(1, 4))
    return {"a": a, "b": a + int(rng.integers(2, 5))}


def newton_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Pick a parabola x² − c and a point to the right of its positive root."""
    c = int(rng.choice([2, 3, 5, 6, 7]))
    return {"a": float(rng.choice([3.5, 4.0, 4.5])), "c": c}


SHEET = Sheet(
    name="01_derivatives",
    title="Derivatives: from secant to tangent",
    exercises=(
        Exercise(
            id="secant_slope",
            title="Slope between two points",
            kind="function",
            topic="Secant",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"A secant runs through the points $(x_1, y_1)$ and $(x_2, y_2)$ with "
                r"$x_1 \neq x_2$. Write its slope as a function `secant_slope(x1, y1, x2, y2)` of "
                r"four numbers that returns one number."
            ),
            inputs={
                "x1": Reals(-3, -0.4),
                "y1": Reals(-3, 3),
                "x2": Reals(0.5, 3),
                "y2": Reals(-2, 4),
            },
            probes=((1.5, 2.0, 4.0, -3.0), (2.0, -1.0, 0.5, 3.5), (-2.0, 0.5, -0.75, 4.0)),
            reference=lambda x1, y1, x2, y2: (y2 - y1) / (x2 - x1),
            slips=(
                Slip(
                    "upside_down",
                    lambda x1, y1, x2, y2: (x2 - x1) / (y2 - y1),
                    "You divided the run by the rise. A slope says how far y moves for each unit "
                    "of x.",
                ),
                Slip(
                    "rise_only",
                    lambda x1, y1, x2, y2: y2 - y1,
                    "That is the rise alone. A slope compares it with the run along the x-axis.",
                ),
                Slip(
                    "brackets_missing",
                    lambda x1, y1, x2, y2: y2 - y1 / x2 - x1,
                    "Python divides before it subtracts, so only the middle two numbers were "
                    "divided. Put brackets round the rise and round the run.",
                ),
                Slip(
                    "mixed_order",
                    lambda x1, y1, x2, y2: (y2 - y1) / (x1 - x2),
                    "The rise goes from the first point to the second, the run the other way. "
                    "Subtract in the same order in both.",
                ),
                Slip(
                    "sums",
                    lambda x1, y1, x2, y2: (y2 + y1) / (x2 + x1),
                    "You added the coordinates of the two points. A slope is made of differences.",
                ),
                Slip(
                    "through_origin",
                    lambda x1, y1, x2, y2: y2 / x2,
                    "That is the slope of the line from the origin to the second point. The "
                    "secant starts at the first point.",
                ),
                Slip(
                    "steepness",
                    lambda x1, y1, x2, y2: abs((y2 - y1) / (x2 - x1)),
                    "You made the slope positive. A line that falls to the right keeps its minus "
                    "sign.",
                ),
            ),
            hints=(
                "A slope says by how much $y$ changes when $x$ grows by one unit.",
                "Slope = rise divided by run.",
                "Start with the rise: the second height minus the first one.",
                "`def secant_slope(x1, y1, x2, y2): return (... - ...) / (... - ...)`",
            ),
            why=(
                "Every derivative begins as this fraction: the change of an output over the "
                "change of an input, say of a loss over the change of one weight."
            ),
        ),
        Exercise(
            id="secant_cube",
            title="A secant with your numbers",
            kind="value",
            topic="Secant",
            points=1,
            level=1,
            source="S2",
            prompt=lambda a, b: (
                rf"What is the slope of the secant of $f(x) = x^3$ through $x = {a}$ and "
                rf"$x = {b}$? Assign the number to `secant_cube`."
            ),
            parameters={"a": 1, "b": 3},
            variant=secant_numbers,
            reference=lambda a, b: forward(cube, a, b - a),
            slips=(
                Slip(
                    "rise_only",
                    lambda a, b: cube(b) - cube(a),
                    "That is the rise between the two points. Divide it by the distance between "
                    "their places on the x-axis.",
                ),
                Slip(
                    "upside_down",
                    lambda a, b: (b - a) / (cube(b) - cube(a)),
                    "You divided the run by the rise. It is the other way round.",
                ),
                Slip(
                    "slope_left",
                    lambda a, b: derivative(cube)(float(a)),
                    "That is the slope of the tangent at the left point. A secant looks at two "
                    "points of the curve.",
                ),
                Slip(
                    "slope_right",
                    lambda a, b: derivative(cube)(float(b)),
                    "That is the slope of the tangent at the right point. A secant looks at two "
                    "points of the curve.",
                ),
                Slip(
                    "slope_middle",
                    lambda a, b: derivative(cube)((a + b) / 2),
                    "That is the slope of the tangent half-way between the points. It equals the "
                    "secant's for a parabola, and for this curve it does not.",
                ),
                Slip(
                    "mean_of_slopes",
                    lambda a, b: (derivative(cube)(float(a)) + derivative(cube)(float(b))) / 2,
                    "You averaged the slopes of the two tangents. Take rise over run between the "
                    "two points instead.",
                ),
                Slip(
                    "f_of_run",
                    lambda a, b: cube(b - a) / (b - a),
                    "You put the difference of the places into f. Evaluate f at each place first, "
                    "and subtract the two heights.",
                ),
            ),
            hints=(
                "A secant joins two points of the curve; each lies at the height $f(x)$.",
                "Slope = (difference of heights) / (difference of places).",
                "Compute the two heights first, one for each $x$.",
                "`secant_cube = (...**3 - ...**3) / (... - ...)`",
            ),
            why=(
                "The secant's slope is the average rate of change between the points; the "
                "derivative is what remains of it when the points meet."
            ),
        ),
        Exercise(
            id="difference_quotient_cube",
            title="Difference quotient of a cube",
            kind="function",
            topic="Derivative as a limit",
            points=1,
            level=1,
            source="S0, S2, S3",
            prompt=(
                r"Write the forward difference quotient $\dfrac{f(x+h) - f(x)}{h}$ of "
                r"$f(x) = x^3$ as a function `difference_quotient_cube(x, h)`. The step "
                r"$h \neq 0$ is finite and may be negative: no limit is taken yet."
            ),
            inputs={"x": Reals(-2, 2.5), "h": Reals(0.03, 0.4)},
            probes=((1.3, 0.1), (-0.7, 0.25), (2.1, -0.05)),
            reference=lambda x, h: forward(cube, x, h),
            slips=(
                Slip(
                    "rise_only",
                    lambda x, h: (x + h) ** 3 - x**3,
                    "That is the rise. Divide it by the run h.",
                ),
                Slip(
                    "reversed",
                    lambda x, h: (x**3 - (x + h) ** 3) / h,
                    "You subtracted in the other order, which turns the sign. The rise goes from x "
                    "to x + h.",
                ),
                Slip(
                    "h_outside",
                    lambda x, h: (x**3 + h - x**3) / h,
                    "You computed f(x) + h, so that the quotient never changes. The step belongs "
                    "inside the bracket of f.",
                ),
                Slip(
                    "central_over_h",
                    lambda x, h: ((x + h) ** 3 - (x - h) ** 3) / h,
                    "Your points lie on both sides of x, and so the run is longer than h. For the "
                    "forward quotient one of the points is x itself.",
                ),
                Slip(
                    "central",
                    lambda x, h: central(cube, x, h),
                    "That is the central difference quotient. The forward one compares x + h with "
                    "x itself.",
                ),
                Slip(
                    "backward",
                    lambda x, h: (x**3 - (x - h) ** 3) / h,
                    "That is the backward quotient: it looks back from x. Step forward instead.",
                ),
                Slip(
                    "limit",
                    lambda x, h: 3 * x**2,
                    "That is the limit for h → 0. Here h is finite, and the quotient still depends "
                    "on it.",
                ),
                Slip(
                    "brackets_missing",
                    lambda x, h: (x + h) ** 3 - x**3 / h,
                    "Python divides before it subtracts, so h divides the last term only. Put "
                    "brackets round the whole rise.",
                ),
                Slip(
                    "floor_division",
                    lambda x, h: ((x + h) ** 3 - x**3) // h,
                    "The sign // cuts off everything after the point. A quotient of real numbers "
                    "needs a single /.",
                ),
            ),
            hints=(
                "The difference quotient is the slope of a secant: rise over run.",
                "The rise is $f(x+h) - f(x)$, the run is $h$.",
                "Start: here $f(x+h)$ is $(x+h)^3$; put the sum in brackets before the power.",
                "`def difference_quotient_cube(x, h): return ((...)**3 - ...) / ...`",
            ),
            why=(
                "This is how a library checks a gradient numerically: nudge a weight by h and see "
                "how much the loss moves for each unit of the nudge."
            ),
        ),
        Exercise(
            id="quotient_x2",
            title="The quotient of a square, simplified",
            kind="formula",
            topic="Derivative as a limit",
            points=2,
            level=1,
            source="S0, S2, S3",
            prompt=(
                r"Expand and simplify $\dfrac{(x+h)^2 - x^2}{h}$ until $h$ is no longer a divisor, "
                r'and write the result as text in $x$ and $h$: `quotient_x2 = "..."`. It is '
                r"checked at $h = 0$ as well: that is the limit."
            ),
            inputs={"x": Reals(-3, 2.5), "h": Reals(-1, 1.4)},
            probes=((1.3, 0.0), (-0.7, 0.25), (2.1, -0.4)),
            reference="2x + h",
            slips=(
                Slip(
                    "h_not_cancelled",
                    "((x+h)^2 - x^2)/h",
                    "At h = 0 your formula is 0/0. Cancel the h by hand before you type it.",
                ),
                Slip(
                    "limit",
                    "2x",
                    "You have already let h go to 0. The simplified quotient still contains h.",
                ),
                Slip(
                    "square_term_by_term",
                    "h",
                    "You squared x + h term by term and lost the mixed product. Multiply the "
                    "bracket by itself.",
                ),
                Slip(
                    "rise_only",
                    "2x*h + h^2",
                    "That is the rise, expanded correctly. Divide each of its terms by h.",
                ),
                Slip(
                    "one_term_divided",
                    "2x + h^2",
                    "Only the first term was divided by h. Every term of the rise is divided.",
                ),
                Slip(
                    "mixed_product_once",
                    "x + h",
                    "The mixed product was counted once. It occurs in both orders when a bracket "
                    "is multiplied by itself.",
                ),
                Slip(
                    "central_span",
                    "2x + 2h",
                    "Your last term has a factor too many. The square of h occurs a single time in "
                    "the expansion.",
                ),
            ),
            hints=(
                "A bracket squared has three terms: two squares and a mixed product.",
                r"$(u+v)^2 = u^2 + 2uv + v^2$.",
                "Start by expanding $(x+h)^2$; then the $x^2$ cancels.",
                '`quotient_x2 = "... x + ..."`',
            ),
            why=(
                "Once h has cancelled, setting h = 0 is harmless: that is all the limit does here. "
                "What is left over and still contains h is the truncation error of the quotient."
            ),
        ),
        Exercise(
            id="d_relu",
            title="The slope of ReLU",
            kind="function",
            topic="Activation",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"$\mathrm{ReLU}(z) = \max(z, 0)$. Write its derivative for $z \neq 0$ as a "
                r"function `d_relu(z)`; what happens at $z = 0$ is another question. If you can, "
                r"write it so that it works on a whole array as well; one number is enough here."
            ),
            inputs={"z": Reals(-3.2, 2.9)},
            probes=((-2.3,), (-0.6,), (0.4,), (1.7,), (3.1,)),
            reference=derivative(lambda z: np.maximum(z, 0.0)),
            slips=(
                Slip(
                    "slope_of_abs",
                    np.sign,
                    "That is the slope of |z|. To the left of zero ReLU does not fall, it is flat.",
                ),
                Slip(
                    "flat_part_forgotten",
                    lambda z: 1.0 + 0 * z,
                    "You treated ReLU as a straight line through zero. Look at its graph for "
                    "negative z.",
                ),
                Slip(
                    "halves_exchanged",
                    lambda z: (z < 0) * 1.0,
                    "The two halves are exchanged. Ask on which side of zero ReLU rises.",
                ),
                Slip(
                    "relu_itself",
                    lambda z: np.maximum(z, 0.0),
                    "That is ReLU itself. Its derivative is the slope of each of the two straight "
                    "pieces.",
                ),
                Slip(
                    "antiderivative",
                    lambda z: np.maximum(z, 0.0) ** 2 / 2,
                    "You integrated. The derivative asks for the slope of the graph.",
                ),
                Slip(
                    "softened",
                    lambda z: 1 / (1 + np.exp(-z)),
                    "That smooth step is the slope of softplus, the rounded relative of ReLU. "
                    "ReLU's two pieces are straight, so its slope jumps.",
                ),
                Slip(
                    "heights_of_halves",
                    lambda z: z * (z < 0),
                    "You returned z on the negative side. Return a slope, and that is constant on "
                    "each side.",
                ),
            ),
            hints=(
                "The derivative is the slope of the graph; draw ReLU.",
                "A straight piece has the same slope everywhere on it.",
                "Start with $z < 0$: there the graph is the $z$-axis itself.",
                "`def d_relu(z): return np.where(z > 0, ..., ...)`",
            ),
            why=(
                "A unit with z < 0 passes no gradient on; if that is so for every example it never "
                "learns again, which is called a dead ReLU."
            ),
        ),
        Exercise(
            id="d_exp",
            title="The slope of the exponential",
            kind="function",
            topic="Exponential",
            points=1,
            level=1,
            source="S2",
            prompt=r"Write the derivative of $f(x) = e^x$, $x \in \mathbb{R}$, as `d_exp(x)`.",
            inputs={"x": Reals(-1.8, 3)},
            probes=((0.7,), (1.8,), (2.9,)),
            reference=derivative(np.exp),
            slips=(
                Slip(
                    "power_rule",
                    lambda x: x * np.exp(x - 1),
                    "That is the power rule, which needs the variable in the base. Here the "
                    "variable is in the exponent.",
                ),
                Slip(
                    "input",
                    lambda x: x,
                    "You returned the input x. Compare the height of the graph with its slope "
                    "at a few places.",
                ),
                Slip(
                    "exponent_lowered",
                    lambda x: np.exp(x - 1),
                    "You lowered the exponent as the power rule does. It does not apply when the "
                    "variable is the exponent.",
                ),
                Slip(
                    "read_as_line",
                    lambda x: np.e + 0 * x,
                    "That is the slope of the straight line e·x. In this question e has the "
                    "exponent x.",
                ),
                Slip(
                    "extra_factor",
                    lambda x: x * np.exp(x),
                    "You brought the exponent down as a factor. Only the derivative of the "
                    "exponent may appear there.",
                ),
                Slip(
                    "fixed_power",
                    lambda x: np.e ** (x + 1) / (x + 1),
                    "That is the rule for integrating a power. The variable is not the base here, "
                    "and the question is for a slope.",
                ),
                Slip(
                    "minus_exponent",
                    lambda x: -np.exp(-x),
                    "You differentiated the falling exponential. The one in the question rises.",
                ),
            ),
            hints=(
                "Look at the graph: where it is twice as high it is twice as steep.",
                r"$\dfrac{e^{x+h} - e^x}{h} = e^x \cdot \dfrac{e^h - 1}{h}$.",
                r"Put a small $h$ into $\dfrac{e^h - 1}{h}$ and see where it goes.",
                "`def d_exp(x): return np....(x)`",
            ),
            why=(
                "Being its own derivative is why e is the base in softmax and sigmoid: the "
                "backward pass reuses what the forward pass has computed."
            ),
        ),
        Exercise(
            id="derivative_picture",
            title="Which picture shows the derivative?",
            kind="choice",
            topic="Slope",
            points=1,
            level=1,
            source="S2, S3",
            figure="curve_and_candidates",
            prompt=(
                r"The left picture shows a curve $f$. Which of the four pictures on the right "
                r"shows $f'$? Assign the letter as text, like this: "
                r'`derivative_picture = "A"`.'
            ),
            options=(
                Option(
                    "A",
                    "Picture A",
                    slip="sign",
                    message="That curve is negative exactly where f rises. Slopes are positive "
                    "where a curve goes up.",
                ),
                Option(
                    "B",
                    "Picture B",
                    slip="antiderivative",
                    message="That curve has f as its slope, so you went the wrong way. Look for "
                    "the picture whose height is the slope of f.",
                ),
                Option(
                    "C",
                    "Picture C",
                    message="Its zeros lie below the top and the bottom of f, and it is positive "
                    "exactly where f rises.",
                ),
                Option(
                    "D",
                    "Picture D",
                    slip="second_derivative",
                    message="That curve is zero where f is steepest: it shows how the slope "
                    "changes. Look for a curve that is zero where f has its top and its bottom.",
                ),
            ),
            hints=(
                "The height of the derivative's graph is the slope of $f$ at the same $x$.",
                "Where $f$ has a top or a bottom, its derivative is zero.",
                "Mark the two places with a horizontal tangent; cross out what is not zero there.",
                "Between these places $f$ rises, so the derivative is ... there.",
            ),
            why=(
                "Training stops where a slope is zero, and the sign of the slope says which way "
                "is down."
            ),
        ),
        Exercise(
            id="central_sin",
            title="Central difference quotient",
            kind="function",
            topic="Step size",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"Write the central difference quotient of $f(x) = \sin x$ at $x$ with the step "
                r"$h \neq 0$ as a function `central_sin(x, h)`: the slope of the secant through "
                r"the points at $x - h$ and $x + h$. Angles are in radians."
            ),
            inputs={"x": Reals(-3, 2.6), "h": Reals(0.05, 0.7)},
            probes=((0.4, 0.3), (-1.1, 0.6), (2.3, -0.2)),
            reference=lambda x, h: central(np.sin, x, h),
            slips=(
                Slip(
                    "over_h",
                    lambda x, h: (np.sin(x + h) - np.sin(x - h)) / h,
                    "Your rise is right, but you divided by h alone. The run goes from x − h to "
                    "x + h.",
                ),
                Slip(
                    "forward",
                    lambda x, h: forward(np.sin, x, h),
                    "That is the forward quotient. The central one takes a point on either side "
                    "of x.",
                ),
                Slip(
                    "backward",
                    lambda x, h: forward(np.sin, x, -h),
                    "That is the backward quotient. The central one takes a point on either side "
                    "of x.",
                ),
                Slip(
                    "sum_of_heights",
                    lambda x, h: (np.sin(x + h) + np.sin(x - h)) / (2 * h),
                    "You added the two heights. A rise is a difference.",
                ),
                Slip(
                    "brackets_missing",
                    lambda x, h: (np.sin(x + h) - np.sin(x - h)) / 2 * h,
                    "Python works from left to right, so h multiplies instead of dividing. Put "
                    "the run in brackets.",
                ),
                Slip(
                    "half_steps",
                    lambda x, h: (np.sin(x + h / 2) - np.sin(x - h / 2)) / h,
                    "That is a central quotient with half the step. Go a whole h to either side.",
                ),
                Slip(
                    "limit",
                    lambda x, h: np.cos(x),
                    "That is the limit for h → 0. Here the step is finite.",
                ),
                Slip(
                    "degrees",
                    lambda x, h: central(lambda u: np.sin(np.deg2rad(u)), x, h),
                    "You took the angles in degrees. NumPy's sine takes radians as they are.",
                ),
            ),
            hints=(
                "It is the slope of a secant again; only the two points have changed.",
                "Rise over run, where the run is the distance between $x - h$ and $x + h$.",
                r"Start with the rise: $\sin(x+h) - \sin(x-h)$.",
                "`def central_sin(x, h): return (... - ...) / (...)`",
            ),
            why=(
                "Gradient checks use this quotient: at the price of one more evaluation its error "
                "shrinks much faster with h than that of the forward quotient."
            ),
        ),
        Exercise(
            id="tangent_sin",
            title="A tangent of the sine",
            kind="function",
            topic="Tangent",
            points=1,
            level=2,
            source="S2, S3",
            prompt=(
                r"The tangent of $f(x) = \sin x$ that touches at $x = a$ is a straight line. Write "
                r"its height at $x$ as a function `tangent_sin(x, a)` of two numbers in radians. "
                r"You may use $\sin' = \cos$."
            ),
            inputs={"x": Reals(-3, 3.4), "a": Reals(-2, 2.7)},
            probes=((1.0, 0.3), (-0.5, 1.2), (2.5, -0.8)),
            reference=lambda x, a: tangent(np.sin, x, a),
            slips=(
                Slip(
                    "slope_at_x",
                    lambda x, a: np.sin(a) + np.cos(x) * (x - a),
                    "You took the slope at x, so your line bends. A tangent keeps the slope that "
                    "the curve has at the point where it touches.",
                ),
                Slip(
                    "height_forgotten",
                    lambda x, a: np.cos(a) * (x - a),
                    "Your line has the right slope but passes through height 0 at a. Add the "
                    "height of the curve where it touches.",
                ),
                Slip(
                    "not_shifted",
                    lambda x, a: np.sin(a) + np.cos(a) * x,
                    "You multiplied the slope by x, so your line has the curve's height at 0 "
                    "instead of at a. Multiply by the distance from the point where it touches.",
                ),
                Slip(
                    "slope_only",
                    lambda x, a: np.cos(a) + 0 * x,
                    "That is the slope of the tangent. The question asks for the height of the "
                    "line at x.",
                ),
                Slip(
                    "height_and_slope_exchanged",
                    lambda x, a: np.cos(a) + np.sin(a) * (x - a),
                    "Height and slope are exchanged. The curve gives the height, its derivative "
                    "the slope.",
                ),
                Slip(
                    "sign_of_slope",
                    lambda x, a: np.sin(a) - np.cos(a) * (x - a),
                    "Your line is mirrored: its slope has the wrong sign. The minus belongs to "
                    "the derivative of the cosine.",
                ),
                Slip(
                    "normal",
                    lambda x, a: np.sin(a) - (x - a) / np.cos(a),
                    "That line stands at a right angle to the curve. A tangent runs along it.",
                ),
                Slip(
                    "curve_itself",
                    lambda x, a: np.sin(x),
                    "That is the curve. The tangent is the straight line that touches it at a.",
                ),
            ),
            hints=(
                "A line is fixed by one point on it and by its slope.",
                "Height at $x$ = height where it touches + slope × distance from there.",
                r"Start: it touches at the height $\sin a$, and the distance is $x - a$.",
                "`def tangent_sin(x, a): return np.sin(a) + ... * (... - ...)`",
            ),
            why=(
                "Gradient descent trusts exactly this line: it steps as if the loss were its "
                "tangent, which is why the steps must be small."
            ),
        ),
        Exercise(
            id="tangent_parabola",
            title="The equation of a tangent",
            kind="formula",
            topic="Tangent",
            points=2,
            level=2,
            source="S2, S3",
            prompt=(
                r"Which line touches the parabola $f(x) = x^2$ at $x = 3$? Write its height as "
                r'text in $x$: `tangent_parabola = "..."`. The slope there follows from the '
                r"quotient that you simplified before."
            ),
            inputs={"x": Reals(-4, 5)},
            probes=((0.0,), (3.0,), (-1.5,)),
            reference=lambda x: tangent(lambda u: u**2, x, 3.0),
            slips=(
                Slip(
                    "through_origin",
                    "6x",
                    "Your line has the right slope but passes through the origin. Shift it so that "
                    "it meets the curve where it touches.",
                ),
                Slip(
                    "slope_at_x",
                    "9 + 2x*(x-3)",
                    "You left x in the slope, so this is no straight line. Take the slope at the "
                    "point where it touches.",
                ),
                Slip(
                    "slope_only",
                    "6",
                    "That is the slope of the line. The question asks for its height at x.",
                ),
                Slip(
                    "derivative_only",
                    "2x",
                    "That is the derivative of the parabola. Use its value at the point as the "
                    "slope of a line.",
                ),
                Slip(
                    "height_forgotten",
                    "6*(x-3)",
                    "Your line passes through height 0 at the point. Add the height of the "
                    "parabola there.",
                ),
                Slip(
                    "not_shifted",
                    "9 + 6x",
                    "You multiplied the slope by x itself. Multiply it by the distance from the "
                    "point where the line touches.",
                ),
                Slip(
                    "slope_is_height",
                    "9 + 9*(x-3)",
                    "You took the height of the parabola as the slope. The slope comes from the "
                    "derivative.",
                ),
                Slip(
                    "slope_is_place",
                    "9 + 3*(x-3)",
                    "You took the place where it touches as the slope. The slope of the parabola "
                    "grows twice as fast as x.",
                ),
                Slip(
                    "curve_itself",
                    "x^2",
                    "That is the parabola. The tangent is the straight line that touches it.",
                ),
            ),
            hints=(
                "A line is fixed by one point on it and by its slope.",
                "$f(a) + f'(a)\\,(x - a)$.",
                "Start: the point is $(3, 9)$; put $x = 3$ into the limit of your quotient.",
                '`tangent_parabola = "9 + ... * (x - ...)"`',
            ),
            why=(
                "Replacing a curve by its tangent is called linearisation; a network's layers are "
                "handled the same way, with a matrix in place of the slope."
            ),
        ),
        Exercise(
            id="tangent_root",
            title="Where a tangent meets the axis",
            kind="value",
            topic="Tangent",
            points=2,
            level=2,
            source="S2, S3",
            prompt=lambda a, c: (
                rf"The tangent of $f(x) = x^2 - {c}$ that touches at $x = {a}$ crosses the "
                r"$x$-axis at one place. At which $x$? Assign the number to `tangent_root`; let "
                r"Python compute it, and do not round."
            ),
            parameters={"a": 1.5, "c": 2},
            variant=newton_numbers,
            reference=lambda a, c: a - (a**2 - c) / derivative(lambda x: x**2 - c)(a),
            slips=(
                Slip(
                    "wrong_way",
                    lambda a, c: a + (a**2 - c) / (2 * a),
                    "You went the wrong way from the point. On a rising line above the axis the "
                    "crossing lies to the left.",
                ),
                Slip(
                    "root_of_curve",
                    lambda a, c: np.sqrt(c),
                    "That is where the curve crosses the axis. The tangent is a straight line and "
                    "crosses it elsewhere.",
                ),
                Slip(
                    "upside_down",
                    lambda a, c: a - 2 * a / (a**2 - c),
                    "You divided the slope by the height. The distance to the crossing is the "
                    "height divided by the slope.",
                ),
                Slip(
                    "height_axis",
                    lambda a, c: (a**2 - c) - 2 * a * a,
                    "That is the height at which the tangent crosses the other axis. Set the "
                    "height to zero and solve for x.",
                ),
                Slip(
                    "height_without_slope",
                    lambda a, c: a - (a**2 - c),
                    "You subtracted the height itself, as if the slope were one. Divide the height "
                    "by the slope first.",
                ),
                Slip(
                    "distance_only",
                    lambda a, c: (a**2 - c) / (2 * a),
                    "That is the distance from the point to the crossing. The place of the "
                    "crossing is asked.",
                ),
                Slip(
                    "brackets_missing",
                    lambda a, c: a - (a**2 - c) / 2 * a,
                    "Python works from left to right, so the last factor multiplies instead of "
                    "dividing. Put the slope in brackets.",
                ),
            ),
            hints=(
                "The tangent is $f(a) + f'(a)\\,(x - a)$, where $a$ is the place it touches.",
                "On the $x$-axis the height is zero: set the line to zero and solve for $x$.",
                "Start by computing the height $f(a)$ and the slope $f'(a) = 2a$.",
                "`tangent_root = ... - ... / (...)`",
            ),
            why=(
                "You have done one step of Newton's method: the crossing is nearer to the root "
                "than the point was. Second-order optimisers do this with the slope of the slope."
            ),
        ),
        Exercise(
            id="no_derivative",
            title="Where a derivative fails to exist",
            kind="choice",
            topic="Derivative as a limit",
            points=1,
            level=2,
            source="S0, S3",
            prompt=(
                r"The derivative is a two-sided limit: the difference quotient has to approach the "
                r"same number for $h > 0$ and for $h < 0$. Where does $f(x) = |x^2 - 4|$ have no "
                r'derivative? Assign the letter as text: `no_derivative = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "Nowhere: $f$ is continuous everywhere.",
                    slip="continuous_is_enough",
                    message="You checked that the graph has no gap. That is not enough: the slopes "
                    "from the left and from the right must agree as well.",
                ),
                Option(
                    "b",
                    "At $x = 0$.",
                    slip="zero_slope",
                    message="At that place the tangent is horizontal, and a slope of zero is a "
                    "perfectly good derivative. Look for corners of the graph.",
                ),
                Option(
                    "c",
                    "At $x = 2$ only.",
                    slip="one_root_only",
                    message="You found a corner, but x² − 4 changes its sign at another place too. "
                    "Solve for both signs of x.",
                ),
                Option(
                    "d",
                    "At $x = -2$ and at $x = 2$.",
                    message="There the slopes from the left and from the right are opposite "
                    "numbers, so the two-sided limit does not exist.",
                ),
                Option(
                    "e",
                    "At $x = -2$, $x = 0$ and $x = 2$.",
                    slip="all_extremes",
                    message="You listed all tops and bottoms. At one of them the graph is smooth "
                    "with a horizontal tangent: only corners count.",
                ),
            ),
            hints=(
                "At a corner the secants from the left and from the right have different slopes.",
                "$|u|$ has a corner where $u$ changes its sign.",
                "Where is $x^2 - 4$ zero, and does it change its sign there?",
                "On one side of such a place $f(x) = x^2 - 4$, on the other ...: compare slopes.",
            ),
            why=(
                "Networks are full of such corners (ReLU, max-pooling, absolute errors); libraries "
                "choose a slope there by convention."
            ),
        ),
        Exercise(
            id="relu_at_zero",
            title="ReLU at zero",
            kind="choice",
            topic="Activation",
            points=1,
            level=2,
            source="S0, S3",
            prompt=(
                r"What is the derivative of $\mathrm{ReLU}(z) = \max(z, 0)$ at $z = 0$, going by "
                r"the definition as a two-sided limit? Assign the letter as text: "
                r'`relu_at_zero = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "1, because the definition takes $h > 0$.",
                    slip="right_sided",
                    message="You took steps to the right only. The limit has to be the same for "
                    "negative h.",
                ),
                Option(
                    "b",
                    "0, because ReLU(0) = 0.",
                    slip="value_for_slope",
                    message="You read off the height at zero, which says nothing about the slope. "
                    "Compute the quotient for a small h of either sign.",
                ),
                Option(
                    "c",
                    "½, because the limit is the mean of both sides.",
                    slip="mean_of_sides",
                    message="That is what the central quotient gives for every h. A limit has to "
                    "be reached from each side, it does not average them.",
                ),
                Option(
                    "d",
                    "There is none; the value that a program uses is a convention.",
                    message="The quotient is 1 for every h > 0 and 0 for every h < 0, so there is "
                    "no common limit.",
                ),
                Option(
                    "e",
                    "It is infinite, because the slope jumps.",
                    slip="jump_is_infinite",
                    message="You looked at how fast the slope changes. All the difference "
                    "quotients themselves stay between fixed bounds.",
                ),
            ),
            hints=(
                "Write the quotient at $0$ out: $(\\max(h, 0) - 0)/h$.",
                "A two-sided limit exists only if both one-sided limits are equal.",
                "Start with a positive $h$; then take a negative one.",
                "For $h > 0$ the quotient is ..., for $h < 0$ it is ...; are they equal?",
            ),
            why=(
                "Any slope between 0 and 1 may be chosen (a subgradient): the lectures take 1, "
                "PyTorch and JAX take 0, and differentiating np.maximum(z, 0) with a shared tie "
                "gives ½."
            ),
        ),
        Exercise(
            id="quotient_reciprocal",
            title="The quotient of 1/x, simplified",
            kind="formula",
            topic="Derivative as a limit",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"Simplify the slope of the secant of $f(x) = 1/x$ between $x$ and $x + h$ until "
                r"$h$ alone is no longer a divisor, and write it as text in $x$ and $h$: "
                r'`quotient_reciprocal = "..."`. Here $x > 0$ and $x + h > 0$; it is checked '
                r"at $h = 0$ as well."
            ),
            inputs={"x": Reals(0.8, 3), "h": Reals(-0.5, 1.2)},
            probes=((1.3, 0.0), (0.7, 0.25), (2.1, -0.4)),
            reference="-1/(x*(x+h))",
            slips=(
                Slip(
                    "h_not_cancelled",
                    "(1/(x+h) - 1/x)/h",
                    "At h = 0 your formula is 0/0. Cancel the h by hand before you type it.",
                ),
                Slip(
                    "sign",
                    "1/(x*(x+h))",
                    "The sign is lost: a falling curve has falling secants. Take care of the order "
                    "when you bring both fractions on one denominator.",
                ),
                Slip(
                    "limit",
                    "-1/x^2",
                    "You have already let h go to 0. The simplified quotient still contains h.",
                ),
                Slip(
                    "rise_only",
                    "-h/(x*(x+h))",
                    "That is the rise on one denominator. It still has to be divided by h.",
                ),
                Slip(
                    "reciprocal_of_difference",
                    "-1/(x+h)",
                    "Part of the common denominator is lost. It is the product of both "
                    "denominators.",
                ),
                Slip(
                    "bracket_missing",
                    "-1/x*(x+h)",
                    "Without a bracket round the whole denominator the second factor multiplies. "
                    "Put the product in brackets.",
                ),
                Slip(
                    "distributed_wrongly",
                    "-1/(x^2+h)",
                    "You multiplied only the first term of the bracket. Both terms are multiplied "
                    "by x.",
                ),
                Slip(
                    "denominator_squared",
                    "-1/(x+h)^2",
                    "You squared one of the denominators. The common denominator is made of two "
                    "different ones.",
                ),
            ),
            hints=(
                "Fractions are subtracted on a common denominator.",
                r"$\dfrac1u - \dfrac1v = \dfrac{v - u}{uv}$.",
                r"Start: $\dfrac1{x+h} - \dfrac1x = \dfrac{x - (x+h)}{\ldots}$.",
                '`quotient_reciprocal = "-1 / (... * (...))"`',
            ),
            why=(
                "Cancelling by hand before computing avoids the difference of two nearly equal "
                "numbers; stable losses in libraries are rewritten for the same reason."
            ),
        ),
        Exercise(
            id="order_forward",
            title="How fast the forward error shrinks",
            kind="value",
            topic="Step size",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"For a smooth $f$ with $f''(x) \neq 0$ the error of the forward difference "
                r"quotient shrinks as $C\,h^p$ while $h$ is not too small. Which $p$? Find it by "
                r"Taylor's formula, or measure it: compare the errors for $h$ and $h/2$. Assign "
                r"the number to `order_forward`; a measured one may be off by a few per cent."
            ),
            reference=lambda: measured_order(forward),
            rtol=0.05,
            slips=(
                Slip(
                    "remainder_not_divided",
                    2,
                    "That is the power of h in the error of the rise. The quotient divides the "
                    "rise by the run, and its error with it.",
                ),
                Slip(
                    "no_gain",
                    0,
                    "That would mean that smaller steps do not help. Halve h and watch the error.",
                ),
                Slip(
                    "round_off",
                    -1,
                    "That describes round-off, which grows when h gets tiny. The question is about "
                    "steps at which truncation rules.",
                ),
                Slip(
                    "best_step_power",
                    0.5,
                    "The square root belongs to the best step size as a power of the machine's "
                    "precision. Here the error is seen as a function of h.",
                ),
                Slip(
                    "halving_factor_inverse",
                    -2,
                    "A negative power grows when h shrinks. Truncation errors fall with h.",
                ),
            ),
            hints=(
                "Measure: the error for $h$ divided by the error for $h/2$ is about $2^p$.",
                r"Taylor: $f(x+h) = f(x) + f'(x)\,h + \tfrac12 f''(x)\,h^2 + \dots$",
                "Start: subtract $f(x)$, divide by $h$; which term comes first after $f'(x)$?",
                "`order_forward = ...`, the power of $h$ in that term.",
            ),
            why=(
                "In a log-log plot of error against h this order is the slope of the straight arm "
                "on the right."
            ),
        ),
        Exercise(
            id="order_central",
            title="How fast the central error shrinks",
            kind="value",
            topic="Step size",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"For a smooth $f$ with $f'''(x) \neq 0$ the error of the central difference "
                r"quotient shrinks as $C\,h^p$ while $h$ is not too small. Which $p$? Assign the "
                r"number to `order_central`; a measured one may be off by a few per cent."
            ),
            reference=lambda: measured_order(central),
            rtol=0.05,
            slips=(
                Slip(
                    "forward_order",
                    1,
                    "That is the order of the forward quotient. By symmetry the central one loses "
                    "a further term of the Taylor series.",
                ),
                Slip(
                    "remainder_not_divided",
                    3,
                    "That is the power of h in the error of the rise. It still has to be divided "
                    "by the run.",
                ),
                Slip(
                    "two_terms_lost",
                    4,
                    "You let too many terms cancel. Only the terms with even powers of h drop out "
                    "of the rise.",
                ),
                Slip(
                    "no_gain",
                    0,
                    "That would mean that smaller steps do not help. Halve h and watch the error.",
                ),
                Slip(
                    "round_off",
                    -1,
                    "That describes round-off, which grows when h gets tiny. The question is about "
                    "steps at which truncation rules.",
                ),
            ),
            hints=(
                "Measure: the error for $h$ divided by the error for $h/2$ is about $2^p$.",
                "Write Taylor's formula for $f(x+h)$ and for $f(x-h)$ and subtract.",
                "Start: in the difference the terms with even powers of $h$ cancel.",
                "`order_central = ...`, the power of $h$ that is left after dividing by $2h$.",
            ),
            why=(
                "Gradient checks therefore use the central quotient: with a moderate step it "
                "already agrees with the exact gradient to many digits."
            ),
        ),
        Exercise(
            id="quotient_sqrt",
            title="The quotient of a root, without cancellation",
            kind="formula",
            topic="Derivative as a limit",
            points=2,
            level=3,
            source="S2",
            prompt=(
                r"Rewrite $\dfrac{\sqrt{x+h} - \sqrt{x}}{h}$ so that neither a difference of roots "
                r"nor a division by $h$ is left, and write it as text in $x$ and $h$: "
                r'`quotient_sqrt = "..."`. Here $x > 0$ and $x + h > 0$; it is checked '
                r"at $h = 0$ as well."
            ),
            inputs={"x": Reals(0.8, 4), "h": Reals(-0.5, 1.4)},
            probes=((1.3, 0.0), (0.7, 0.25), (2.1, -0.4)),
            reference="1/(sqrt(x+h) + sqrt(x))",
            slips=(
                Slip(
                    "h_not_cancelled",
                    "(sqrt(x+h) - sqrt(x))/h",
                    "At h = 0 your formula is 0/0. Expand the fraction so that the h cancels.",
                ),
                Slip(
                    "limit",
                    "1/(2sqrt(x))",
                    "You have already let h go to 0. The rewritten quotient still contains h.",
                ),
                Slip(
                    "root_term_by_term",
                    "1/sqrt(h)",
                    "You took the root of the sum term by term, and the parts with x cancelled. A "
                    "root of a sum is not the sum of the roots.",
                ),
                Slip(
                    "expanded_upside_down",
                    "sqrt(x+h) + sqrt(x)",
                    "That is the factor with which to expand. After expanding it stands in the "
                    "denominator.",
                ),
                Slip(
                    "sum_under_one_root",
                    "1/sqrt(2x+h)",
                    "You put both roots under one sign. They stay separate.",
                ),
                Slip(
                    "h_left",
                    "h/(sqrt(x+h) + sqrt(x))",
                    "That is the rise alone, rewritten. Dividing by the run removes its factor h.",
                ),
                Slip(
                    "bracket_missing",
                    "1/sqrt(x+h) + sqrt(x)",
                    "Without a bracket only the first root is in the denominator. Put the whole "
                    "sum in brackets.",
                ),
            ),
            hints=(
                "A difference of roots goes away with the difference of two squares.",
                r"$(u - v)(u + v) = u^2 - v^2$.",
                "Start by multiplying numerator and denominator by the sum of the two roots.",
                '`quotient_sqrt = "1 / (... + ...)"`',
            ),
            why=(
                "The new form keeps all its digits even for tiny h, where the old one loses half "
                "of them or more: rewriting beats choosing a step."
            ),
        ),
        Exercise(
            id="best_forward_step",
            title="The best step",
            kind="value",
            topic="Step size",
            points=2,
            level=3,
            source="S2",
            prompt=(
                r"You compute the forward difference quotient of $f(x) = e^x$ at $x = 1$ in double "
                r"precision. A large $h$ suffers from truncation, a tiny one from round-off. Which "
                r"$h$ makes the error smallest? The order of magnitude is enough: a factor of 30 "
                r"either way is accepted. Assign the step itself, not its exponent, to "
                r"`best_forward_step`."
            ),
            reference=lambda: balanced_step(np.exp, 1.0),
            # Round-off makes the measured minimum of a fine sweep fall anywhere in this range.
            within_factor=30.0,
            slips=(
                Slip(
                    "machine_precision",
                    EPSILON,
                    "With that step x + h barely differs from x, so only round-off is left. The "
                    "best step balances round-off against truncation.",
                ),
                Slip(
                    "central_step",
                    EPSILON ** (1 / 3),
                    "That is the best step of the central quotient. The forward quotient has a "
                    "larger truncation error, and so it wants a smaller step.",
                ),
                Slip(
                    "complex_step",
                    1e-20,
                    "With that step x + h equals x in the machine and the quotient is zero. Only "
                    "the complex step, which subtracts nothing, may be as small.",
                ),
                Slip(
                    "too_large",
                    1e-2,
                    "At that step truncation rules: the secant is visibly not the tangent. Go on "
                    "shrinking h as long as the error falls.",
                ),
                Slip(
                    "exponent",
                    -8,
                    "You gave the exponent of ten. Write the step itself, with e in Python's "
                    "notation for powers of ten.",
                ),
            ),
            hints=(
                "Try it: compute the error for $h = 10^{-1}, 10^{-2}, \\dots, 10^{-15}$.",
                r"Error $\approx \tfrac h2|f''(x)| + \varepsilon|f(x)|/h$; $\varepsilon=2^{-52}$.",
                "Start: where are both terms about equally large? Solve for $h$.",
                r"$h \approx \sqrt{\ldots}$ up to a small factor: `best_forward_step = 1e-...`",
            ),
            why=(
                "At this step about half of the digits are right, and no step does much better; "
                "automatic differentiation has no step to choose and keeps them all."
            ),
        ),
    ),
)
