"""Practice of lesson 02. The prompts are the words of the lesson's cells."""

import numpy as np

from coursekit.checking import Exercise, Option, Reals, Slip, derivative
from coursekit.sheets import Sheet

__all__ = ["PRACTICE"]

d_wave = derivative(lambda x: x**3 * np.cos(x))
d_ratio = derivative(lambda x: np.exp(x) / x)

PRACTICE = Sheet(
    name="02_rules",
    title="Rules of differentiation",
    exercises=(
        Exercise(
            id="second_term",
            title="The second term of a product rule",
            prompt=(
                "For h(x) = x³ cos x the product rule gives h′(x) = 3x² cos x + (a second term). "
                "Return the second term."
            ),
            inputs={"x": Reals(-2.2, 2.4)},
            probes=((1.2,), (-0.7,), (2.1,)),
            reference=lambda x: d_wave(x) - 3 * x**2 * np.cos(x),
            slips=(
                Slip(
                    "sign",
                    lambda x: x**3 * np.sin(x),
                    "The sine is right, the sign is not. Just right of 0 the cosine goes down.",
                ),
                Slip(
                    "both_differentiated",
                    lambda x: -3 * x**2 * np.sin(x),
                    "You differentiated both factors: that belongs to the corner of the rectangle. "
                    "In each term one factor stays as it is.",
                ),
                Slip(
                    "both_differentiated_sign",
                    lambda x: 3 * x**2 * np.sin(x),
                    "You differentiated both factors, and lost a sign. In each term one factor "
                    "stays as it is.",
                ),
                Slip(
                    "first_term",
                    lambda x: 3 * x**2 * np.cos(x),
                    "That is the first term, in which x³ moves. In the second one the cosine does.",
                ),
                Slip(
                    "nothing_differentiated",
                    lambda x: x**3 * np.cos(x),
                    "That is h itself. In the second term the cosine is differentiated.",
                ),
                Slip(
                    "slopes_added",
                    lambda x: 3 * x**2 - np.sin(x),
                    "You added the two slopes. In each term of a product rule the other factor "
                    "stands beside the slope.",
                ),
                Slip(
                    "factor_dropped",
                    lambda x: -np.sin(x),
                    "You differentiated the cosine and dropped the other factor. It stands beside "
                    "it, unchanged.",
                ),
                Slip(
                    "whole_derivative",
                    lambda x: 3 * x**2 * np.cos(x) - x**3 * np.sin(x),
                    "That is all of h′. Only its second term is asked.",
                ),
            ),
            why="Each factor moves once, while the other one stands still.",
        ),
        Exercise(
            id="numerator",
            title="A numerator in its order",
            prompt=(
                "For h(x) = eˣ / x the quotient rule gives h′(x) = (a numerator) / x². Return the "
                "numerator."
            ),
            inputs={"x": Reals(0.3, 2.4)},
            probes=((0.5,), (1.7,), (-0.8,), (2.2,)),
            reference=lambda x: d_ratio(x) * x**2,
            slips=(
                Slip(
                    "order",
                    lambda x: np.exp(x) - x * np.exp(x),
                    "The two terms have changed places. The one in which the numerator is "
                    "differentiated comes first.",
                ),
                Slip(
                    "plus",
                    lambda x: x * np.exp(x) + np.exp(x),
                    "With the plus it is a product's rule. Below a positive numerator, a growing "
                    "denominator pulls the quotient down.",
                ),
                Slip(
                    "quotient_of_slopes",
                    np.exp,
                    "That is the slope of eˣ alone. The rule has two terms, because the "
                    "denominator moves as well.",
                ),
                Slip(
                    "power_rule_on_exp",
                    lambda x: x**2 * np.exp(x - 1) - np.exp(x),
                    "You used the power rule on eˣ. There the variable is in the exponent, and eˣ "
                    "is its own slope.",
                ),
                Slip(
                    "second_not_multiplied",
                    lambda x: x * np.exp(x) - 1,
                    "In the second term a factor is missing. There the denominator is "
                    "differentiated, and the numerator stays.",
                ),
                Slip(
                    "second_not_kept",
                    lambda x: x * np.exp(x) - x,
                    "In the second term the denominator is differentiated, and the numerator stays "
                    "as it is. You kept the denominator there.",
                ),
                Slip(
                    "first_not_multiplied",
                    lambda x: np.exp(x) - np.exp(x) / x,
                    "You divided by x on the way. The numerator belongs to the denominator x².",
                ),
                Slip(
                    "function_itself",
                    lambda x: np.exp(x) / x,
                    "That is h itself. Differentiate above the bar and below it, in two terms.",
                ),
                Slip(
                    "whole_derivative",
                    lambda x: np.exp(x) / x - np.exp(x) / x**2,
                    "That is all of h′. Only its numerator is asked.",
                ),
            ),
            why="It is 0 at x = 1: for positive x, eˣ / x is lowest there.",
        ),
        Exercise(
            id="nested_slope",
            title="A sine inside an exponential",
            prompt=(
                "Let h(x) = exp(sin x): outside the exponential function, inside the sine. Return "
                "h′(x)."
            ),
            inputs={"x": Reals(-2.5, 2.6)},
            probes=((0.6,), (-1.2,), (2.3,), (-2.4,)),
            reference=derivative(lambda x: np.exp(np.sin(x))),
            slips=(
                Slip(
                    "inner_forgotten",
                    lambda x: np.exp(np.sin(x)),
                    "That is only the outer stretch factor, g′(f(x)). The step was stretched by "
                    "the sine before.",
                ),
                Slip(
                    "outer_at_x",
                    lambda x: np.exp(x) * np.cos(x),
                    "You took the outer slope at x. What arrives at the outer function is sin x.",
                ),
                Slip(
                    "outer_at_inner_slope",
                    lambda x: np.exp(np.cos(x)),
                    "You differentiated inside and left it there. The inside stays as it is, and "
                    "its slope becomes a factor.",
                ),
                Slip(
                    "outer_at_inner_slope_times_it",
                    lambda x: np.exp(np.cos(x)) * np.cos(x),
                    "The factor cos x is right, but the outer slope is taken at the wrong place. "
                    "What arrives at the outer function is sin x, not its slope.",
                ),
                Slip(
                    "inner_not_differentiated",
                    lambda x: np.exp(np.sin(x)) * np.sin(x),
                    "You multiplied by the inner function itself. Multiply by its slope.",
                ),
                Slip(
                    "sign",
                    lambda x: -np.exp(np.sin(x)) * np.cos(x),
                    "A minus has crept in. Just right of 0 the sine goes up.",
                ),
                Slip(
                    "power_rule_on_exp",
                    lambda x: np.sin(x) * np.exp(np.sin(x) - 1) * np.cos(x),
                    "You used the power rule on the exponential. It needs the variable below, not "
                    "in the exponent.",
                ),
                Slip(
                    "inner_slope_alone",
                    np.cos,
                    "That is only the inner stretch factor, f′(x). The outer one is missing.",
                ),
                Slip(
                    "exchanged",
                    lambda x: np.cos(np.exp(x)) * np.exp(x),
                    "You took the exponential for the inside. Here the sine works first.",
                ),
                Slip(
                    "sum_of_slopes",
                    lambda x: np.exp(np.sin(x)) + np.cos(x),
                    "You added the two slopes. Stretch factors multiply.",
                ),
            ),
            why="One factor for each function, each taken at what arrives there.",
        ),
        Exercise(
            id="tanh_slope",
            title="The slope of tanh from a sigmoid",
            prompt=(
                "tanh x = 2σ(2x) − 1. Write the slope of tanh by s = σ(2x) alone, as a network "
                "would that has kept s."
            ),
            inputs={"s": Reals(0.08, 0.93)},
            probes=((0.2,), (0.55,), (0.85,)),
            # At the x that has this s: tanh x = 2s − 1.
            reference=lambda s: derivative(np.tanh)(np.arctanh(2 * s - 1)),
            slips=(
                Slip(
                    "sigmoid_slope",
                    lambda s: s * (1 - s),
                    "That is the slope of the sigmoid at 2x. Two factors are missing: one stands "
                    "outside, one comes from inside.",
                ),
                Slip(
                    "one_factor",
                    lambda s: 2 * s * (1 - s),
                    "One of the two factors 2 is there. The other one stands outside or comes "
                    "from the inner slope.",
                ),
                Slip(
                    "constant_kept",
                    lambda s: 4 * s * (1 - s) - 1,
                    "You kept the constant at the end. A constant has slope 0.",
                ),
                Slip(
                    "tanh_pattern",
                    lambda s: 1 - s**2,
                    "You put s into the pattern of tanh. That pattern takes the output of tanh, "
                    "and s is an output of the sigmoid.",
                ),
                Slip(
                    "tanh_of_s",
                    lambda s: 1 - np.tanh(s) ** 2,
                    "You took tanh of s. But s is an output of the sigmoid at 2x, and no tanh is "
                    "needed any more.",
                ),
                Slip(
                    "value",
                    lambda s: 2 * s - 1,
                    "That is tanh x itself. Its slope is asked.",
                ),
                Slip(
                    "pattern_of_double",
                    lambda s: 2 * s * (1 - 2 * s),
                    "You put 2s into the pattern σ(1 − σ). It takes s; the factors come from "
                    "outside and inside.",
                ),
            ),
            why="And with t = tanh x = 2s − 1 this is 1 − t², the same slope in other letters.",
        ),
        Exercise(
            id="first_rule",
            title="The rule that comes first",
            kind="choice",
            prompt="Which rule do you use first on h(x) = tanh(x² eˣ)?",
            options=(
                Option(
                    "A",
                    "the power rule",
                    slip="innermost",
                    message="x² is what is computed first, so its rule comes last. Which operation "
                    "is computed last?",
                ),
                Option(
                    "B",
                    "the product rule",
                    slip="product_seen",
                    message="There is a product, but something is done to it afterwards. Which "
                    "operation is computed last?",
                ),
                Option(
                    "C",
                    "the chain rule",
                    message="tanh is computed last: its slope at x² eˣ, times the slope of x² eˣ. "
                    "Only then comes the product rule.",
                ),
                Option(
                    "D",
                    "the sum rule",
                    slip="no_sum",
                    message="No two terms are added here. Put in x = 2 and write down each step of "
                    "the calculation.",
                ),
            ),
        ),
    ),
)
