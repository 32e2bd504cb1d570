"""Practice of lesson 01. The prompts are the words of the lesson's cells."""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from collections.abc import Mapping
from typing import Any

import numpy as np

from coursekit.autodiff import grad
from coursekit.checking import Exercise, Option, Reals, Slip, Verdict, derivative
from coursekit.sheets import Sheet

__all__ = ["PRACTICE"]

EPSILON = float(np.finfo(np.float32).eps)


def loss(w: Any) -> Any:
    """Compute the squared error of the lesson's network with one weight."""
    return (2 * w - 6) ** 2


def middle_term(x: Any, h: Any) -> Any:
    """Compute what is left of the cube's difference quotient without its first and last term."""
    return ((x + h) ** 3 - x**3) / h - 3 * x**2 - h**2


def try_relu(names: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return the heights at −2, 3 and 0.5, and the slope at 0 as autodiff sees it."""
    relu = names["my_relu"]
    return relu(np.array([-2.0, 3.0, 0.5])), grad(relu)(0.0)


def judge_relu(result: tuple[Any, Any]) -> Verdict:
    """Judge the heights first: a slope belongs to the right function."""
    heights, slope = result
    if heights.shape != (3,) or not np.allclose(heights, [0.0, 3.0, 0.5]):
        message = (
            "That is not ReLU yet. It keeps positive numbers and turns negative ones into 0, each "
            "entry of an array by itself."
        )
        return Verdict("wrong", 0.0, "not_relu", message)
    if slope == 1.0:
        return Verdict("correct", 1.0, None, "The branch that 0 belongs to decides.")
    message = (
        f"A fine ReLU, but its slope at 0 is {float(slope):.2g}. Which branch has to take x = 0?"
    )
    return Verdict("wrong", 0.0, "other_convention", message)


PRACTICE = Sheet(
    name="01_derivatives",
    title="Derivatives: from secant to tangent",
    exercises=(
        Exercise(
            id="middle_term",
            title="The middle term of a cube",
            prompt=(
                "For f(x) = x³ the quotient is 3x² + (a middle term) + h². Multiply out "
                "(x + h)³ − x³, divide by h, and return the middle term."
            ),
            inputs={"x": Reals(-2, 2.5), "h": Reals(0.1, 0.8)},
            probes=((2.0, 0.1), (-0.7, 0.4)),
            reference=middle_term,
            slips=(
                Slip(
                    "not_divided",
                    lambda x, h: 3 * x * h**2,
                    "That is the term of the rise. The quotient divides each term of the rise by "
                    "h.",
                ),
                Slip(
                    "counted_once",
                    lambda x, h: x * h,
                    "You counted that product once. Multiply (x + h)(x + h)(x + h) out and count "
                    "how often it turns up.",
                ),
                Slip(
                    "counted_twice",
                    lambda x, h: 2 * x * h,
                    "That is the count for a square. A cube is three brackets multiplied.",
                ),
                Slip(
                    "first_term",
                    lambda x, h: 3 * x**2,
                    "That is the first term, the one that stays when h goes to 0. The middle one "
                    "still holds an h.",
                ),
                Slip(
                    "wrong_square",
                    lambda x, h: 3 * x**2 * h,
                    "That is the first term of the rise, before the division by h. The middle one "
                    "has the square on h there.",
                ),
                Slip(
                    "whole_quotient",
                    lambda x, h: ((x + h) ** 3 - x**3) / h,
                    "That is the whole quotient. Only its middle term is asked.",
                ),
            ),
            why="Let h go to 0: two terms vanish, and (x³)′ = 3x².",
        ),
        Exercise(
            id="loss_step",
            title="A step on the tangent",
            kind="value",
            prompt=(
                "The loss is 4 and should come down to 3.2. How far must w move from 2.0? Use the "
                "tangent only: 3.2 = 4 + slope · step."
            ),
            reference=lambda: (3.2 - loss(2.0)) / derivative(loss)(2.0),
            slips=(
                Slip(
                    "direction",
                    lambda: (loss(2.0) - 3.2) / derivative(loss)(2.0),
                    "The size is right, the direction is not. The slope is negative, and the loss "
                    "should fall.",
                ),
                Slip(
                    "new_place",
                    lambda: 2.0 + (3.2 - loss(2.0)) / derivative(loss)(2.0),
                    "That is the place that w comes to. The step is how far it moves.",
                ),
                Slip(
                    "change_of_loss",
                    lambda: loss(2.0) - 3.2,
                    "That is how far the loss comes down. Divide by how much it changes for each "
                    "unit of w.",
                ),
                Slip(
                    "height_for_change",
                    lambda: -3.2 / derivative(loss)(2.0),
                    "You divided the height that the loss should reach. Divide the change of the "
                    "loss.",
                ),
                Slip(
                    "upside_down",
                    lambda: derivative(loss)(2.0) / (3.2 - loss(2.0)),
                    "You divided the slope by the change of the loss. It is the other way round.",
                ),
            ),
            why="The tangent promises 3.2. The loss really is 3.24, because it bends upwards.",
        ),
        Exercise(
            id="step_float32",
            title="The best step in float32",
            kind="value",
            prompt=(
                "Networks often compute in float32, where ε ≈ 1.2e-7. About which step is best for "
                "a central difference there? A factor of three is close enough."
            ),
            reference=EPSILON ** (1 / 3),
            within_factor=3.0,
            slips=(
                Slip(
                    "forward",
                    EPSILON ** (1 / 2),
                    "That is the rule for the forward difference. What changes when the error is "
                    "O(h²)?",
                ),
                Slip(
                    "double_precision",
                    float(np.finfo(float).eps) ** (1 / 3),
                    "That is the best step for ordinary floats. With the coarser ε of float32 "
                    "round-off would swamp it.",
                ),
                Slip(
                    "forward_in_double_precision",
                    float(np.finfo(float).eps) ** (1 / 2),
                    "That is the best step for a forward difference in ordinary floats. Balance "
                    "the errors of a central one, h² against ε/h, with the ε given here.",
                ),
                Slip(
                    "machine_precision",
                    EPSILON,
                    "With so small a step only round-off is left. Balance the two errors: "
                    "h² against ε/h.",
                ),
                Slip(
                    "far_too_large",
                    0.1,
                    "There the secant is visibly not the tangent. Balance the two errors: h² "
                    "against ε/h.",
                ),
            ),
            why=(
                "Gradient checks in float32 need a surprisingly large step; better, they are done "
                "in float64."
            ),
        ),
        Exercise(
            id="at_one_half",
            title="Signs read off a picture",
            kind="choice",
            prompt=(
                "Type x^3 - 3x into the plotter above and look at x = 0.5. What does f do there?"
            ),
            options=(
                Option(
                    "A",
                    "rises, bends upwards",
                    slip="slope_sign",
                    message="It does bend upwards. But go a little to the right: is f higher "
                    "or lower there?",
                ),
                Option(
                    "B",
                    "rises, bends downwards",
                    slip="both_signs",
                    message="Neither. Go a little to the right: is f higher there or lower, and is "
                    "its slope larger or smaller?",
                ),
                Option(
                    "C",
                    "falls, bends upwards",
                    message="f′ is negative, f″ is positive: f goes down, less and less steeply.",
                ),
                Option(
                    "D",
                    "falls, bends downwards",
                    slip="bend_sign",
                    message="It does fall. But go a little to the right: does its slope grow or "
                    "shrink?",
                ),
            ),
        ),
        Exercise(
            id="my_relu",
            title="A ReLU with the slope 1 at 0",
            kind="program",
            prompt=(
                "Write ReLU with np.where so that autodiff gives the slope 1 at 0, as our lecture "
                "sources have it."
            ),
            driver=try_relu,
            reference=judge_relu,
        ),
    ),
)
