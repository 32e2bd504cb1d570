"""The known functions: their slopes, and the wrong slopes that people write down for them.

Both are formulas in ``u``, whatever stands in the function's brackets. A table of data.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from coursekit.checking.typed_derivative.algebra import substitute
from coursekit.formula import parse
from coursekit.formula.tree import Node

__all__ = ["SLOPES", "WRONG_SLOPES", "WrongSlope", "plain_name", "slope", "slope_of"]

_ROOT_TWO_OVER_PI = "sqrt(2/pi)"
_GELU_INNER = f"({_ROOT_TWO_OVER_PI}*(u + 0.044715*u^3))"

#: Several spellings of one function.
_SAME: Mapping[str, str] = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "log": "ln",
    "max": "maximum",
    "min": "minimum",
}

#: The derivative of every function of one argument.
SLOPES: Mapping[str, str] = {
    "sin": "cos(u)",
    "cos": "-sin(u)",
    "tan": "1/cos(u)^2",
    "arcsin": "1/sqrt(1 - u^2)",
    "arccos": "-1/sqrt(1 - u^2)",
    "arctan": "1/(1 + u^2)",
    "sinh": "cosh(u)",
    "cosh": "sinh(u)",
    "tanh": "1 - tanh(u)^2",
    "exp": "exp(u)",
    "ln": "1/u",
    "log2": "1/(u*ln(2))",
    "log10": "1/(u*ln(10))",
    "sqrt": "1/(2*sqrt(u))",
    "abs": "sign(u)",
    "sign": "0",
    "sigmoid": "sigmoid(u)*(1 - sigmoid(u))",
    "relu": "(1 + sign(u))/2",
    "softplus": "sigmoid(u)",
    "gelu": (
        f"(1 + tanh{_GELU_INNER})/2"
        f" + u/2*(1 - tanh{_GELU_INNER}^2)*{_ROOT_TWO_OVER_PI}*(1 + 0.134145*u^2)"
    ),
}


class WrongSlope(NamedTuple):
    """A wrong derivative of a known function: ``{f}`` in a sentence is the call as typed."""

    tag: str
    slope: str
    told: str
    cure: str


_INVERSE = "An inverse function turns the slope upside down that is found at its own output."

#: What people take for the derivative, the likeliest first.
WRONG_SLOPES: Mapping[str, tuple[WrongSlope, ...]] = {
    "sin": (
        WrongSlope(
            "sine_sign",
            "-cos(u)",
            "You differentiated {f} with a minus.",
            "The minus belongs to the derivative of the cosine, the sine has none.",
        ),
        WrongSlope(
            "sine_integrated",
            "-sin(u)",
            "You turned {f} into itself with a minus, as if you had differentiated twice.",
            "One step leads from the sine to its partner.",
        ),
    ),
    "cos": (
        WrongSlope(
            "cosine_sign",
            "sin(u)",
            "The minus is lost in the derivative of {f}.",
            "The cosine starts out falling, so its slope starts out negative.",
        ),
        WrongSlope(
            "cosine_twice",
            "-cos(u)",
            "You turned {f} into itself with a minus, as if you had differentiated twice.",
            "One step leads from the cosine to its partner.",
        ),
    ),
    "tan": (
        WrongSlope(
            "tangent_square_missing",
            "1/cos(u)",
            "In the derivative of {f} a square is missing.",
            "The quotient rule on sine over cosine squares the denominator.",
        ),
        WrongSlope(
            "tangent_sine",
            "1/sin(u)^2",
            "You put the sine under the derivative of {f}.",
            "The tangent is sine over cosine, and the quotient rule squares its denominator.",
        ),
        WrongSlope(
            "tangent_sign",
            "-1/cos(u)^2",
            "Your derivative of {f} is negative.",
            "The tangent rises wherever it is defined.",
        ),
        WrongSlope(
            "tanh_pattern",
            "1 - tan(u)^2",
            "You gave {f} the sign that belongs to tanh.",
            "Carry the quotient rule out on sine over cosine: two squares are added.",
        ),
        WrongSlope(
            "tangent_ratio",
            "-cos(u)/sin(u)",
            "You read {f} as sine over cosine and divided one derivative by the other.",
            "The quotient rule has two terms in the numerator.",
        ),
    ),
    "arcsin": (
        WrongSlope(
            "arcsine_plus",
            "1/sqrt(1 + u^2)",
            "Under the root in the derivative of {f} you have the wrong sign.",
            "The slope must grow beyond all bounds where the arcsine ends, at 1.",
        ),
        WrongSlope(
            "arcsine_root_missing",
            "1/(1 - u^2)",
            "In the derivative of {f} a root is missing.",
            "It comes from turning a squared sine into a cosine.",
        ),
        WrongSlope(
            "arcsine_sign",
            "-1/sqrt(1 - u^2)",
            "Your derivative of {f} is negative.",
            "The arcsine rises; the minus belongs to the arccosine.",
        ),
        WrongSlope(
            "slope_of_the_inverse",
            "1/cos(u)",
            "You turned the slope of the sine at the input of {f} upside down.",
            _INVERSE,
        ),
        WrongSlope(
            "inverse_read_as_reciprocal",
            "-cos(u)/sin(u)^2",
            "You read {f} as one over a sine.",
            "It is the inverse function of the sine, not its reciprocal.",
        ),
    ),
    "arccos": (
        WrongSlope(
            "arccosine_sign",
            "1/sqrt(1 - u^2)",
            "The minus is lost in the derivative of {f}.",
            "The arccosine falls everywhere.",
        ),
        WrongSlope(
            "arccosine_root_missing",
            "-1/(1 - u^2)",
            "In the derivative of {f} a root is missing.",
            "It comes from turning a squared cosine into a sine.",
        ),
        WrongSlope(
            "arccosine_plus",
            "-1/sqrt(1 + u^2)",
            "Under the root in the derivative of {f} you have the wrong sign.",
            "The slope must grow beyond all bounds where the arccosine ends, at 1.",
        ),
        WrongSlope(
            "slope_of_the_inverse",
            "-1/sin(u)",
            "You turned the slope of the cosine at the input of {f} upside down.",
            _INVERSE,
        ),
    ),
    "arctan": (
        WrongSlope(
            "arctangent_minus",
            "1/(1 - u^2)",
            "In the denominator of the derivative of {f} you have the wrong sign.",
            "The arctangent has a slope everywhere, so that denominator is never zero.",
        ),
        WrongSlope(
            "arctangent_square_missing",
            "1/(1 + u)",
            "In the derivative of {f} a square is missing.",
            "The arctangent is as steep at −1 as at 1.",
        ),
        WrongSlope(
            "arctangent_root",
            "1/sqrt(1 + u^2)",
            "You took a root in the derivative of {f}.",
            "The root belongs to the arcsine.",
        ),
        WrongSlope(
            "slope_of_the_inverse",
            "cos(u)^2",
            "You turned the slope of the tangent at the input of {f} upside down.",
            _INVERSE,
        ),
    ),
    "sinh": (
        WrongSlope(
            "sinh_sign",
            "-cosh(u)",
            "You differentiated {f} with a minus.",
            "Between sinh and cosh no sign changes in either direction.",
        ),
        WrongSlope(
            "hyperbolic_forgotten",
            "cos(u)",
            "You differentiated {f} as if it were a sine.",
            "The hyperbolic functions are made of exponentials and have partners of their own.",
        ),
    ),
    "cosh": (
        WrongSlope(
            "cosh_sign",
            "-sinh(u)",
            "You differentiated {f} with a minus, as if it were a cosine.",
            "Between sinh and cosh no sign changes in either direction.",
        ),
        WrongSlope(
            "hyperbolic_forgotten",
            "-sin(u)",
            "You differentiated {f} as if it were a cosine.",
            "The hyperbolic functions are made of exponentials and have partners of their own.",
        ),
    ),
    "tanh": (
        WrongSlope(
            "tanh_square_missing",
            "1 - tanh(u)",
            "In the derivative of {f} a square is missing.",
            "The slope of tanh is the same at −1 and at 1.",
        ),
        WrongSlope(
            "tanh_plus",
            "1 + tanh(u)^2",
            "In the derivative of {f} you have the wrong sign.",
            "Far out tanh is flat, so its slope goes to 0 there.",
        ),
        WrongSlope(
            "sigmoid_pattern",
            "tanh(u)*(1 - tanh(u))",
            "You used the pattern of the sigmoid on {f}.",
            "At 0 that would be flat, and there tanh is steepest.",
        ),
        WrongSlope(
            "tanh_sech_not_squared",
            "1/cosh(u)",
            "In the derivative of {f} the cosh is not squared.",
            "The quotient rule on sinh over cosh squares the denominator.",
        ),
        WrongSlope(
            "tanh_as_tangent",
            "1/cos(u)^2",
            "You differentiated {f} as if it were a tangent.",
            "In tanh the circular functions are replaced by hyperbolic ones.",
        ),
        WrongSlope(
            "tanh_squared_itself",
            "tanh(u)^2",
            "Your derivative of {f} is small where tanh is steepest.",
            "At 0 the slope of tanh is 1.",
        ),
    ),
    "exp": (
        WrongSlope(
            "power_rule_on_exponential",
            "u*exp(u - 1)",
            "You used the power rule on {f}.",
            "It needs the variable in the base; in an exponential it is in the exponent.",
        ),
        WrongSlope(
            "exponent_brought_down",
            "u*exp(u)",
            "You brought the exponent of {f} down as a factor.",
            "An exponential is its own derivative; only the derivative of what is inside joins it.",
        ),
    ),
    "ln": (
        WrongSlope(
            "logarithm_of_base_ten",
            "1/(u*ln(10))",
            "You differentiated {f} as a logarithm to base ten.",
            "Here log means the natural logarithm, whose slope at 1 is 1.",
        ),
        WrongSlope(
            "logarithm_upside_down",
            "1/ln(u)",
            "You put {f} itself into the denominator.",
            "The slope of the logarithm has no logarithm in it any more.",
        ),
        WrongSlope(
            "logarithm_sign",
            "-1/u",
            "Your derivative of {f} has a minus.",
            "The logarithm rises, however slowly.",
        ),
        WrongSlope(
            "logarithm_squared",
            "1/u^2",
            "In your derivative of {f} the denominator is squared.",
            "The logarithm grows without end, and with such a slope it could not.",
        ),
        WrongSlope(
            "logarithm_integrated",
            "u*ln(u) - u",
            "You integrated {f}.",
            "Its derivative has no logarithm in it any more.",
        ),
        WrongSlope(
            "logarithm_inverted",
            "exp(u)",
            "You replaced {f} by its inverse function.",
            _INVERSE,
        ),
    ),
    "log2": (
        WrongSlope(
            "base_factor_missing",
            "1/u",
            "You differentiated {f} as a natural logarithm.",
            "Another base divides it, and its slope, by the logarithm of that base.",
        ),
        WrongSlope(
            "base_factor_on_top",
            "ln(2)/u",
            "In the derivative of {f} the factor of the base is on the wrong side of the bar.",
            "A larger base makes the logarithm flatter.",
        ),
    ),
    "log10": (
        WrongSlope(
            "base_factor_missing",
            "1/u",
            "You differentiated {f} as a natural logarithm.",
            "Another base divides it, and its slope, by the logarithm of that base.",
        ),
        WrongSlope(
            "base_factor_on_top",
            "ln(10)/u",
            "In the derivative of {f} the factor of the base is on the wrong side of the bar.",
            "A larger base makes the logarithm flatter.",
        ),
    ),
    "sqrt": (
        WrongSlope(
            "root_half_missing",
            "1/sqrt(u)",
            "In the derivative of {f} a factor is missing.",
            "A root is a power: its exponent also comes down in front.",
        ),
        WrongSlope(
            "root_brackets_missing",
            "sqrt(u)/2",
            "In your derivative of {f} the root stands in the numerator.",
            "Put the whole denominator in brackets, or lower the exponent of the power by one.",
        ),
        WrongSlope(
            "root_exponent_brackets_missing",
            "1/2*u^(-1)/2",
            "In your derivative of {f} the power is taken before the division.",
            "Put brackets round an exponent that is a fraction.",
        ),
        WrongSlope(
            "root_sign",
            "-1/(2*sqrt(u))",
            "Your derivative of {f} is negative.",
            "The root rises: the new exponent is negative, the factor is the old one.",
        ),
        WrongSlope(
            "root_exponent_too_low",
            "u^(-3/2)/2",
            "In your derivative of {f} the exponent fell by too much.",
            "The power rule subtracts one from the exponent of the root.",
        ),
        WrongSlope(
            "root_doubled",
            "2*sqrt(u)",
            "For {f} you wrote a function that has one over the root as its slope.",
            "Use the power rule on the root itself.",
        ),
    ),
    "abs": (
        WrongSlope(
            "abs_slope_one",
            "1",
            "You dropped the bars of {f}.",
            "Where the inside is negative, the absolute value falls.",
        ),
        WrongSlope(
            "abs_reciprocal",
            "1/abs(u)",
            "Your derivative of {f} is one over an absolute value.",
            "The absolute value has two slopes only, one on each side of its corner.",
        ),
    ),
    "sign": (),
    "sigmoid": (
        WrongSlope(
            "sigmoid_plus",
            "sigmoid(u)*(1 + sigmoid(u))",
            "In the derivative of {f} you have the wrong sign.",
            "Far to the right the sigmoid is flat, so its slope goes to 0 there.",
        ),
        WrongSlope(
            "sigmoid_factor_missing",
            "1 - sigmoid(u)",
            "In the derivative of {f} a factor is missing.",
            "Far to the left the sigmoid is flat as well.",
        ),
        WrongSlope(
            "tanh_pattern",
            "1 - sigmoid(u)^2",
            "You used the pattern of tanh on {f}.",
            "The slope of the sigmoid is never more than a quarter.",
        ),
        WrongSlope(
            "sigmoid_squared",
            "sigmoid(u)^2",
            "In the derivative of {f} the numerator of the quotient is lost.",
            "Far to the right the sigmoid is flat, so its slope goes to 0 there.",
        ),
        WrongSlope(
            "sigmoid_sign",
            "-sigmoid(u)*(1 - sigmoid(u))",
            "Your derivative of {f} is negative.",
            "The sigmoid rises; the exponent inside carries a minus of its own.",
        ),
    ),
    "relu": (
        WrongSlope(
            "relu_slope_one",
            "1",
            "You gave {f} the slope of its right branch everywhere.",
            "Where the inside is negative, ReLU is flat.",
        ),
        WrongSlope(
            "relu_as_abs",
            "sign(u)",
            "You differentiated {f} as if it were an absolute value.",
            "Where the inside is negative, ReLU is flat and does not fall.",
        ),
    ),
    "softplus": (
        WrongSlope(
            "softplus_numerator_missing",
            "1/(1 + exp(u))",
            "In the derivative of {f} the inner derivative of its logarithm is missing.",
            "What stands inside the logarithm is differentiated too and becomes a factor.",
        ),
        WrongSlope(
            "softplus_as_relu",
            "(1 + sign(u))/2",
            "You gave {f} the slope of ReLU.",
            "Softplus is ReLU with the corner rounded off, so its slope rises gradually.",
        ),
        WrongSlope(
            "softplus_inside_only",
            "exp(u)",
            "Of {f} you differentiated only what stands inside its logarithm.",
            "The chain rule multiplies that by the slope of the logarithm.",
        ),
    ),
    "gelu": (
        WrongSlope(
            "gelu_first_term",
            "gelu(u)/u",
            "In the derivative of {f} a term is missing.",
            "GELU is a product, and each of its two factors is differentiated once.",
        ),
        WrongSlope(
            "gelu_as_relu",
            "(1 + sign(u))/2",
            "You gave {f} the slope of ReLU.",
            "GELU has no corner, so its slope has no jump.",
        ),
    ),
}


def plain_name(function: str) -> str:
    """Return the one spelling of a function under which the tables hold it.

    >>> plain_name("log"), plain_name("sin")
    ('ln', 'sin')
    """
    return _SAME.get(function, function)


@lru_cache(maxsize=256)
def _template(text: str) -> Node:
    return parse(text, ("u",)).root


def slope(text: str, inside: Node) -> Node:
    """Return a formula in ``u`` with a tree in the place of ``u``."""
    return substitute(_template(text), {"u": inside})


def slope_of(function: str, inside: Node) -> Node:
    """Return the derivative of a known function of one argument at ``inside``."""
    return slope(SLOPES[plain_name(function)], inside)
