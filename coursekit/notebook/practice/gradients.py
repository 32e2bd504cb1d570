"""Practice of lesson 03. The prompts are the words of the lesson's cells."""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from typing import Any

import numpy as np

from coursekit.checking import Exercise, Matrix, Reals, Slip, Vector, derivative
from coursekit.sheets import Sheet

__all__ = ["PRACTICE"]

# What the lesson's network is moved by in section 3, from w = 2 and b = 0.
STEP = (0.2, -0.15)


def loss(w: Any, b: Any) -> Any:
    """Compute the squared error of the lesson's network with a weight and a bias."""
    return (2 * w + b - 6) ** 2


def residual(w: Any, b: Any) -> Any:
    """Compute what the network answers beyond its target."""
    return 2 * w + b - 6


def slope(argnum: int) -> float:
    """Compute a partial derivative of the loss at w = 2, b = 0."""
    found: float = derivative(loss, argnum)(2.0, 0.0)
    return found


def on_the_plane(first: float, second: float) -> float:
    """Compute the tangent plane's height over the place reached, for these two contributions."""
    return float(loss(2.0, 0.0)) + first + second


def wave(x: Any, y: Any) -> Any:
    """Compute a product whose second factor holds both variables."""
    return x * np.exp(x * y)


def gradient_of_wave(x: Any, y: Any) -> Any:
    """Compute both partial derivatives of the product."""
    return np.array([derivative(wave, 0)(x, y), derivative(wave, 1)(x, y)])


def step_against(theta: Any, gradient: Any, rate: Any) -> Any:
    """Compute one gradient step; the parameters are a column, the gradient is a row."""
    return theta - rate * gradient.T


PRACTICE = Sheet(
    name="03_gradients",
    title="Partial derivatives and the gradient",
    exercises=(
        Exercise(
            id="slope_in_b",
            title="The slope of the loss in the bias",
            prompt=(
                "The loss is L(w, b) = (2w + b − 6)². With b held still, the chain rule gives "
                "∂L/∂w = 2(2w + b − 6) · 2. Hold w still instead, and return ∂L/∂b."
            ),
            inputs={"w": Reals(-2, 3), "b": Reals(-2, 2)},
            probes=((2.0, 0.0), (0.5, -1.5), (-1.2, 0.7)),
            reference=derivative(loss, 1),
            slips=(
                Slip(
                    "other_variable",
                    lambda w, b: 4 * residual(w, b),
                    "That is ∂L/∂w, with the slope 2 of the bracket in w. How much does the "
                    "bracket change for each unit of b?",
                ),
                Slip(
                    "both_moved",
                    lambda w, b: 6 * residual(w, b),
                    "You let w and b move at once and added. For ∂L/∂b only b moves, so the term "
                    "2w is a constant.",
                ),
                Slip(
                    "factor_missing",
                    residual,
                    "You lowered the exponent but lost the factor. The power rule also brings the "
                    "exponent down in front.",
                ),
                Slip(
                    "exponent_kept",
                    lambda w, b: 2 * residual(w, b) ** 2,
                    "You brought the 2 down but kept the square. The power rule also lowers the "
                    "exponent by one.",
                ),
                Slip(
                    "squared_one_by_one",
                    lambda w, b: 2 * b,
                    "You squared the terms one by one. Differentiate the bracket as a whole, with "
                    "the chain rule.",
                ),
                Slip(
                    "terms_in_w_dropped",
                    lambda w, b: 2 * (b - 6),
                    "You left the term 2w out. It stands still, so its slope is 0, but it is still "
                    "part of the bracket.",
                ),
                Slip(
                    "factor_on_a_part",
                    lambda w, b: 2 * w + 2 * b - 12,
                    "The factor 2 has reached only a part of the bracket. It multiplies every "
                    "term, 2w as well.",
                ),
                Slip(
                    "b_dropped",
                    lambda w, b: 2 * (2 * w - 6),
                    "The b has gone from the bracket. It moves, but the slope still depends on "
                    "where it stands.",
                ),
                Slip(
                    "nothing",
                    lambda w, b: 0.0,
                    "That would mean that b does not matter. Hold w still and look for the b in "
                    "the bracket.",
                ),
                Slip(
                    "inner_only",
                    lambda w, b: 1.0,
                    "That is the slope of the bracket alone. The chain rule multiplies it by the "
                    "slope of the square.",
                ),
            ),
            why="At w = 2, b = 0 that is −4; the nudge of 0.01 gave −3.99.",
        ),
        Exercise(
            id="both_slopes",
            title="A gradient by product and chain rule",
            prompt=(
                "For f(x, y) = x exp(xy) the product rule gives ∂f/∂x = exp(xy) + xy exp(xy). "
                "Find ∂f/∂y, and return the gradient: both slopes, as an array of shape (2,)."
            ),
            inputs={"x": Reals(-1.5, 1.5), "y": Reals(-1.2, 1.2)},
            probes=((1.5, -0.6), (-0.8, 0.5), (0.7, 1.1)),
            reference=gradient_of_wave,
            row_vector=True,
            slips=(
                Slip(
                    "inner_forgotten",
                    lambda x, y: np.array([(1 + x * y), x]) * np.exp(x * y),
                    "In ∂f/∂y the factor x stayed, which is right. But the exponent xy has a slope "
                    "in y, too, and the chain rule multiplies by it.",
                ),
                Slip(
                    "inner_of_x",
                    lambda x, y: np.array([(1 + x * y), x * y]) * np.exp(x * y),
                    "In ∂f/∂y you multiplied by the slope of the exponent xy in x. With x held "
                    "still, what is its slope in y?",
                ),
                Slip(
                    "factor_dropped",
                    lambda x, y: np.array([(1 + x * y), y]) * np.exp(x * y),
                    "In ∂f/∂y the first x has gone and a y has come. With x held still that x is a "
                    "constant factor, and factors stay.",
                ),
                Slip(
                    "factor_gone",
                    lambda x, y: np.array([(1 + x * y), 0.0 * x + 1.0]) * np.exp(x * y),
                    "In ∂f/∂y nothing is left of the two letters x. One is a constant factor, the "
                    "other is the slope of the exponent.",
                ),
                Slip(
                    "product_rule_in_y",
                    lambda x, y: np.array([(1 + x * y), 1 + x**2]) * np.exp(x * y),
                    "In ∂f/∂y you differentiated the first x as well. It does not move when y "
                    "does, so its slope in y is 0.",
                ),
                Slip(
                    "same_terms_again",
                    lambda x, y: np.array([1 + x * y, x + x * y]) * np.exp(x * y),
                    "∂f/∂y is no copy of ∂f/∂x with another letter. Only one factor of f holds a "
                    "y, so there is only one term.",
                ),
                Slip(
                    "nothing_in_y",
                    lambda x, y: np.array([1 + x * y, 0.0 * x]) * np.exp(x * y),
                    "That would mean that y does not matter. It stands in the exponent.",
                ),
                Slip(
                    "exponent_only",
                    lambda x, y: np.array([y, x]) * np.exp(x * y),
                    "That is the gradient of exp(xy). The factor x in front is missing from both "
                    "entries, and so is its own slope in the first.",
                ),
                Slip(
                    "one_term",
                    lambda x, y: np.array([x * y, x**2]) * np.exp(x * y),
                    "∂f/∂y is right. ∂f/∂x has two terms, because x stands in both factors: take "
                    "it from the question.",
                ),
                Slip(
                    "order",
                    lambda x, y: np.array([x**2, 1 + x * y]) * np.exp(x * y),
                    "Right slopes in the wrong order. Entry j of a gradient belongs to input j: "
                    "first x, then y.",
                ),
                Slip(
                    "added",
                    lambda x, y: (1 + x * y + x**2) * np.exp(x * y),
                    "You added the two slopes to one number. A gradient keeps them apart, one "
                    "entry for each input.",
                ),
                Slip(
                    "second_only",
                    lambda x, y: x**2 * np.exp(x * y),
                    "That is ∂f/∂y, and it is right. The gradient holds both slopes: put ∂f/∂x "
                    "before it.",
                ),
            ),
            why="In y no product rule is needed, because only one factor of f holds a y.",
        ),
        Exercise(
            id="predicted_loss",
            title="The tangent plane of the loss",
            kind="value",
            prompt=(
                "At w = 2, b = 0 the loss is 4 and its gradient is [−8 −4]. Which loss does the "
                "tangent plane predict at w = 2.2, b = −0.15?"
            ),
            reference=lambda: on_the_plane(slope(0) * STEP[0], slope(1) * STEP[1]),
            slips=(
                Slip(
                    "change_only",
                    lambda: slope(0) * STEP[0] + slope(1) * STEP[1],
                    "That is how much the loss changes. Add it to the loss at the start.",
                ),
                Slip(
                    "true_loss",
                    lambda: float(loss(2.0 + STEP[0], STEP[1])),
                    "That is the loss itself at the new place. The plane predicts it from the "
                    "start alone, with the two slopes.",
                ),
                Slip(
                    "slopes_exchanged",
                    lambda: on_the_plane(slope(1) * STEP[0], slope(0) * STEP[1]),
                    "You gave each step the other one's slope. The first entry of the gradient "
                    "belongs to w, the second to b.",
                ),
                Slip(
                    "sign_of_a_step",
                    lambda: on_the_plane(slope(0) * STEP[0], -slope(1) * STEP[1]),
                    "Look at the sign of the step in b. It goes down, and so does the loss when b "
                    "goes up.",
                ),
                Slip(
                    "w_only",
                    lambda: on_the_plane(slope(0) * STEP[0], 0.0),
                    "You turned w only. The contribution of b comes on top.",
                ),
                Slip(
                    "b_only",
                    lambda: on_the_plane(0.0, slope(1) * STEP[1]),
                    "You turned b only. The contribution of w comes on top.",
                ),
                Slip(
                    "subtracted",
                    lambda: on_the_plane(-slope(0) * STEP[0], -slope(1) * STEP[1]),
                    "You took the change away from the start. The plane adds it; signs are in the "
                    "slopes and in the steps already.",
                ),
                Slip(
                    "point_for_step",
                    lambda: on_the_plane(slope(0) * (2.0 + STEP[0]), slope(1) * STEP[1]),
                    "You multiplied the slope in w by the new w. Multiply by how far w has moved.",
                ),
            ),
            why="The plane promises 3.0. The loss really is 3.0625, because it bends upwards.",
        ),
        Exercise(
            id="slope_towards",
            title="The slope in a direction of any length",
            prompt=(
                "Somewhere f has this gradient, and you set out in this direction; both are "
                "arrays of shape (n,), and the direction has any length but 0. Return the slope "
                "of f that way, for each unit of length."
            ),
            inputs={"gradient": Vector(3), "direction": Vector(3)},
            probes=(
                ([3.0, 4.0, 0.0], [1.0, 1.0, 0.0]),
                ([-8.0, -4.0, 1.0], [0.0, 2.0, 0.0]),
                ([1.0, -2.0, 0.5], [0.3, -0.2, 0.4]),
            ),
            reference=lambda gradient, direction: gradient @ direction / np.linalg.norm(direction),
            slips=(
                Slip(
                    "length_left_in",
                    lambda gradient, direction: gradient @ direction,
                    "That is the change over the whole step, so a direction twice as long would be "
                    "twice as steep. Make the direction one unit long first.",
                ),
                Slip(
                    "cosine",
                    lambda gradient, direction: (
                        gradient @ direction / np.linalg.norm(gradient) / np.linalg.norm(direction)
                    ),
                    "That is the cosine of the angle between the two. Only the direction is made "
                    "one unit long; the length of the gradient is how steep f is.",
                ),
                Slip(
                    "square_of_the_length",
                    lambda gradient, direction: gradient @ direction / (direction @ direction),
                    "You divided by the square of the length. The length is its root.",
                ),
                Slip(
                    "not_summed",
                    lambda gradient, direction: gradient * direction / np.linalg.norm(direction),
                    "Those are the contributions of each input. The slope is their sum: a row "
                    "times a column is one number.",
                ),
                Slip(
                    "not_summed_and_long",
                    lambda gradient, direction: gradient * direction,
                    "Those are the contributions of each input to the whole step. Add them up, and "
                    "make the direction one unit long first.",
                ),
                Slip(
                    "signed_sum",
                    lambda gradient, direction: gradient @ direction / np.sum(direction),
                    "You divided by the sum of the entries. A length is the root of the sum of "
                    "squares.",
                ),
                Slip(
                    "steepest",
                    lambda gradient, direction: np.linalg.norm(gradient),
                    "That is the slope of the steepest way. This direction is another one.",
                ),
                Slip(
                    "entries_added",
                    lambda gradient, direction: gradient @ direction / np.sum(np.abs(direction)),
                    "You divided by the sum of the entries' sizes, the way along the axes. The "
                    "straight way is the root of the sum of squares.",
                ),
                Slip(
                    "gradient_shortened",
                    lambda gradient, direction: gradient @ direction / np.linalg.norm(gradient),
                    "You made the gradient one unit long. It is the direction whose length must "
                    "not count.",
                ),
            ),
            why="Only the way counts, not how far you mean to go.",
        ),
        Exercise(
            id="new_theta",
            title="One step of training",
            prompt=(
                "theta is a column of shape (n, 1), gradient a row of shape (1, n), and rate a "
                "number. Return theta after one gradient step, as a column."
            ),
            inputs={"theta": Matrix(3, 1), "gradient": Matrix(1, 3), "rate": Reals(0.05, 0.8)},
            probes=(
                ([[2.0], [0.0], [1.0]], [[-8.0, -4.0, 2.0]], 0.05),
                ([[0.5], [-1.0], [2.0]], [[1.0, 3.0, -0.5]], 0.3),
            ),
            reference=step_against,
            slips=(
                Slip(
                    "not_transposed",
                    lambda theta, gradient, rate: theta - rate * gradient,
                    "A column minus a row: NumPy stretches both to a square table and says "
                    "nothing. Turn the row into a column first.",
                ),
                Slip(
                    "uphill",
                    lambda theta, gradient, rate: theta + rate * gradient.T,
                    "That step climbs. The gradient points to where the loss rises, and training "
                    "goes the other way.",
                ),
                Slip(
                    "no_rate",
                    lambda theta, gradient, rate: theta - gradient.T,
                    "You went the whole length of the gradient. The rate says which part of it to "
                    "go.",
                ),
                Slip(
                    "rate_divides",
                    lambda theta, gradient, rate: theta - gradient.T / rate,
                    "You divided by the rate, so a small rate makes a huge step. It multiplies the "
                    "gradient.",
                ),
                Slip(
                    "step_only",
                    lambda theta, gradient, rate: -rate * gradient.T,
                    "That is the step. Add it to where theta was.",
                ),
                Slip(
                    "unit_step",
                    lambda theta, gradient, rate: (
                        theta - rate * gradient.T / np.linalg.norm(gradient)
                    ),
                    "You made the gradient one unit long. In a gradient step a steep place gives a "
                    "long step.",
                ),
                Slip(
                    "rate_on_everything",
                    lambda theta, gradient, rate: rate * (theta - gradient.T),
                    "The rate has shrunk theta as well. It belongs to the gradient only.",
                ),
                Slip(
                    "projected",
                    lambda theta, gradient, rate: theta - rate * (gradient @ theta),
                    "You multiplied the gradient by theta, which gives one number for all entries. "
                    "Each parameter moves by its own slope.",
                ),
            ),
            why="Lesson 08 repeats this line until the loss stops falling.",
        ),
    ),
)
