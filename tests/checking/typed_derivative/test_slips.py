"""What students type for the derivative of a function that nobody foresaw, and what they are told.

The answers are written by hand; the tags say which broken rule must be found in each.
"""

import pytest

from coursekit.checking.typed_derivative import derivative_exercise
from coursekit.formula import parse

ONE_VARIABLE = {
    # chain rule
    "sin(x^2)": {
        "cos(x^2)": "inner_forgotten",
        "cos(2x)": "differentiated_inside",
        "2x cos(2x)": "differentiated_inside_too",
        "2x cos(x)": "outer_at_x",
        "x^2 cos(x^2)": "inner_not_differentiated",
        "2x sin(x^2)": "outer_not_differentiated",
        "sin(2x)": "only_inside_differentiated",
        "cos(x^2) + 2x": "inner_derivative_added",
        "2x": "outer_dropped",
        "-2x cos(x^2)": "sine_sign",
        "x cos(x^2)": "factor_missing",
        "2x^2 cos(x^2)": "exponent_kept",
        "cos(x^2)/(2x)": "inner_derivative_divided",
        "-cos(x^2)": "inner_forgotten_and_sine_sign",
        "sin(x^2)": "not_differentiated",
    },
    "cos(3x)": {
        "-sin(3x)": "inner_forgotten",
        "3 sin(3x)": "cosine_sign",
        "-3 sin(x)": "outer_at_x",
        "sin(3x)": "inner_forgotten_and_cosine_sign",
        "-3cos(3x)": "cosine_twice",
    },
    "sin(x)^2": {
        "2 sin(x)": "inner_forgotten",
        "2 cos(x)": "differentiated_inside",
        "cos(x)^2": "only_inside_differentiated",
    },
    "sin(cos(x))": {
        "cos(cos(x))": "inner_forgotten",
        "cos(-sin(x))": "differentiated_inside",
        "-cos(x) sin(x)": "outer_at_x",
    },
    "e^(sin(2x))": {
        "cos(2x) e^(sin(2x))": "inner_forgotten_2",
        "e^(sin(2x))": "inner_forgotten",
        "2e^(sin(2x))": "outer_dropped_2",
        "sin(2x) e^(sin(2x)-1)": "power_rule_on_exponential_bare",
    },
    "(x^2+1)^3": {
        "3(x^2+1)^2": "inner_forgotten",
        "3(2x)^2": "differentiated_inside",
        "2x (x^2+1)^2": "factor_missing",
        "6x (x^2+1)^3": "exponent_kept",
        "(x^2+1)^2": "inner_forgotten_and_factor_missing",
        "6x x^2+1^2": "brackets_left_out_base",
    },
    "ln(x^2+1)": {
        "1/(x^2+1)": "inner_forgotten",
        "1/(2x)": "differentiated_inside",
        "2x/x^2+1": "brackets_left_out_denominator",
        "2x/ln(x^2+1)": "logarithm_upside_down",
    },
    "sqrt(1+x^2)": {
        "1/(2sqrt(1+x^2))": "inner_forgotten",
        "2x/sqrt(1+x^2)": "root_half_missing",
        "sqrt(2x)": "only_inside_differentiated",
        "1/sqrt(1+x^2)": "inner_forgotten_and_root_half_missing",
    },
    "sin(2x) + cos(3x)": {
        "cos(2x) - 3sin(3x)": "inner_forgotten",
        "2cos(2x) - sin(3x)": "inner_forgotten_2",
        "cos(2x) - sin(3x)": "inner_forgotten_everywhere",
        "2cos(2x)": "term_missing_2",
        "2cos(2x) + 3sin(3x)": "cosine_sign",
    },
    "x^2 - sin(x)": {"2x + cos(x)": "term_sign_2"},
    "x - cos(x)": {"1 - sin(x)": "term_sign_2"},
    # products
    "x^2 sin(x)": {
        "2x cos(x)": "product_of_derivatives",
        "2x sin(x)": "second_term_missing",
        "x^2*cos(x)": "first_term_missing",
        "2x sin(x) - x^2*cos(x)": "product_minus",
        "x^2*cos(x) - 2x sin(x)": "product_minus_first",
        "2x + cos(x)": "sum_of_derivatives",
        "2x sin(x) + cos(x)": "second_derivative_alone",
        "2x + x^2*cos(x)": "first_derivative_alone",
        "2x*x^2 + cos(x)*sin(x)": "factors_paired_wrongly",
        "2x cos(x^2)": "product_read_as_composition",
        "2x sin(x) + x^2*sin(x)": "part_not_differentiated_2",
    },
    # Nobody subtracted or added here: a minus is lost.
    "x^3 cos(x)": {
        "3x^2*cos(x) + x^3*sin(x)": "cosine_sign",
        "3x^2*cos(x) - x^3*cos(x)": "cosine_twice",
    },
    "x/cos(x)": {"(cos(x) - x sin(x))/cos(x)^2": "cosine_sign"},
    "x^2 (3-x)": {"2x (3-x) + x^2": "term_sign"},
    "x^2 sin(3x)": {
        "6x cos(3x)": "product_of_derivatives",
        "2x cos(3x)": "inner_forgotten_and_product_of_derivatives",
        "2x sin(3x) + x^2*cos(3x)": "inner_forgotten",
    },
    "x e^(-x)": {
        "-e^(-x)": "product_of_derivatives",
        "e^(-x)": "second_term_missing",
        "-x e^(-x)": "first_term_missing",
        "e^(-x) + x e^(-x)": "inner_forgotten",
    },
    "x e^x sin(x)": {
        "e^x*cos(x)": "product_of_derivatives_everywhere",
        "e^x sin(x) + x e^x sin(x)": "second_term_missing",
        "x e^x*cos(x)": "first_term_missing",
    },
    "x ln(x)": {
        "1/x": "product_of_derivatives",
        "ln(x)": "second_term_missing",
        "1": "first_term_missing",
        "1 + 1/x": "sum_of_derivatives",
    },
    # quotients
    "sin(x)/x": {
        "cos(x)": "ratio_of_derivatives",
        "(x cos(x) - sin(x))/x": "denominator_not_squared",
        "(x cos(x) + sin(x))/x^2": "quotient_plus",
        "(sin(x) - x cos(x))/x^2": "quotient_order",
        "x cos(x) - sin(x)/x^2": "quotient_brackets_missing",
        "cos(x)/x": "denominator_taken_for_constant",
        "-sin(x)/x^2": "numerator_taken_for_constant",
        "x cos(x) - sin(x)": "denominator_missing",
        "x cos(x) + sin(x)": "product_rule_on_quotient",
        "(x cos(x) - sin(x))/sin(x)^2": "numerator_squared",
        "(cos(x) - sin(x))/x^2": "first_term_not_multiplied",
        "(x cos(x) - 1)/x^2": "second_term_not_multiplied",
    },
    "ln(x)/x": {"(1/x - ln(x))/x^2": "first_term_not_multiplied"},
    "x/(1+x^2)": {
        "1/(2x)": "ratio_of_derivatives",
        "(1-x^2)/(1+x^2)": "denominator_not_squared",
        "(x^2-1)/(1+x^2)^2": "quotient_order",
        "(1+3x^2)/(1+x^2)^2": "quotient_plus",
        "1/(1+x^2)": "denominator_taken_for_constant",
        "(1-x^2)/(2x)^2": "denominator_differentiated",
    },
    "1/x": {
        "1/x^2": "reciprocal_sign",
        "-1/x": "denominator_not_squared",
        "-2/x^2": "new_exponent_as_factor",
        "1": "reciprocal_of_derivative",
        "0": "ratio_of_derivatives",
        "ln(x)": "reciprocal_integrated",
        "ln(abs(x))": "reciprocal_integrated_with_bars",
    },
    "1/(1+e^(-x))": {
        "-1/(1+e^(-x))^2": "inner_forgotten",
        "-e^(-x)/(1+e^(-x))^2": "inner_forgotten_2",
        "e^(-x)/(1+e^(-x))": "denominator_not_squared",
        "1/(-e^(-x))": "only_inside_differentiated",
    },
    "x/2": {"1": "divisor_lost", "2": "divisor_on_top", "1/4": "divisor_squared", "0": "zero"},
    # powers
    "x^5": {
        "x^4": "factor_missing",
        "4x^4": "new_exponent_as_factor",
        "5x^5": "exponent_kept",
        "5x^6": "exponent_raised",
        "x^6/6": "power_integrated",
        "(5x)^4": "factor_inside_power",
        "5x": "exponent_became_factor",
        "x^5*ln(x)": "exponential_rule_on_power",
        "20x^3": "second_derivative",
        "x^5": "not_differentiated",
    },
    "x^(1/3)": {
        "1/3*x^-2/3": "exponent_brackets_missing",
        "x^(-2/3)": "factor_missing",
        "1/3*x^(1/3)": "exponent_kept",
    },
    "sqrt(x)": {
        "1/sqrt(x)": "root_half_missing",
        "1/2*sqrt(x)": "root_brackets_missing",
        "1/2*x^-1/2": "root_exponent_brackets_missing",
        "-1/(2sqrt(x))": "root_sign",
        "1/2*x^(-3/2)": "root_exponent_too_low",
        "2/3*x^(3/2)": "integrated",
    },
    "4x^3 - 3x^2 + 5x - 7": {
        "12x^2 - 6x + 5 - 7": "constant_kept",
        "12x^2 - 6x + 4": "constant_to_one",
        "12x^2 - 6x": "term_missing_3",
        "12x^2 - 6x + 5x": "term_not_differentiated_3",
        "12x^2 + 6x + 5": "term_sign_2",
        "4x^2 - 3x + 5": "factor_missing_everywhere",
        "3x^2 - 6x + 5": "factor_lost",
        "x^4 - x^3 + 5/2*x^2 - 7x": "integrated",
        "24x - 6": "second_derivative",
    },
    # exponentials
    "2^x": {
        "x*2^(x-1)": "power_rule_on_exponential",
        "2^x": "base_logarithm_missing",
        "2^x/ln(2)": "base_logarithm_divided",
        "x*2^x": "exponent_brought_down",
    },
    "e^(-x^2/2)": {
        "e^(-x^2/2)": "inner_forgotten",
        "x e^(-x^2/2)": "minus_lost",
        "e^-x": "differentiated_inside",
        "-x*e^-x^2/2": "brackets_left_out_exponent",
    },
    "x^x": {
        "x*x^(x-1)": "power_rule_alone",
        "x^x*ln(x)": "exponential_rule_alone",
    },
    # known functions
    "tan(x)": {
        "1/cos(x)": "tangent_square_missing",
        "1 - tan(x)^2": "tanh_pattern",
        "-cos(x)/sin(x)": "tangent_ratio",
        "1/sin(x)^2": "tangent_sine",
    },
    "arcsin(x)": {
        "1/sqrt(1+x^2)": "arcsine_plus",
        "1/(1-x^2)": "arcsine_root_missing",
        "-1/sqrt(1-x^2)": "arcsine_sign",
        "1/cos(x)": "slope_of_the_inverse",
    },
    "arctan(x)": {
        "1/(1-x^2)": "arctangent_minus",
        "1/1+x^2": "brackets_left_out_denominator",
        "1/(1+x)": "arctangent_square_missing",
        "cos(x)^2": "slope_of_the_inverse",
    },
    "tanh(x)": {
        "1 - tanh(x)": "tanh_square_missing",
        "1 + tanh(x)^2": "tanh_plus",
        "tanh(x)(1-tanh(x))": "sigmoid_pattern",
        "1/cosh(x)": "tanh_sech_not_squared",
        "1/cos(x)^2": "tanh_as_tangent",
    },
    "tanh(x^3)": {
        "1 - tanh(x^3)^2": "inner_forgotten",
        "3x^2*(1 - tanh(x^3))": "tanh_square_missing",
        "1 - tanh(3x^2)^2": "differentiated_inside",
    },
    "sigmoid(x)": {
        "1 - sigmoid(x)": "sigmoid_factor_missing",
        "sigmoid(x)(1+sigmoid(x))": "sigmoid_plus",
        "1 - sigmoid(x)^2": "tanh_pattern",
        "-e^(-x)/(1+e^(-x))^2": "sigmoid_sign",
    },
    "softplus(x^2)": {
        "sigmoid(x^2)": "inner_forgotten",
        "2x/(1+e^(x^2))": "softplus_numerator_missing",
    },
    "ln(x)": {
        "1/(x ln(10))": "logarithm_of_base_ten",
        "1/ln(x)": "logarithm_upside_down",
        "x ln(x) - x": "logarithm_integrated",
        "e^x": "logarithm_inverted",
    },
    "log2(x)": {"1/x": "base_factor_missing", "ln(2)/x": "base_factor_on_top"},
    "abs(x)": {"1": "abs_slope_one", "abs(x)": "not_differentiated"},
    "relu(x)": {"1": "relu_slope_one", "sign(x)": "relu_as_abs"},
    "gelu(x)": {"gelu(x)/x": "gelu_first_term", "(1+sign(x))/2": "gelu_as_relu"},
    "max(x, x^2)": {"max(1, 2x)": "maximum_of_derivatives", "2x": "second_branch_only"},
    "cosh(x)": {"-sinh(x)": "cosh_sign", "-sin(x)": "hyperbolic_forgotten"},
    # constants
    "3": {"3": "not_differentiated", "1": "constant_to_one", "3x": "integrated"},
    "5x": {"0": "factor_taken_for_term", "1": "factor_lost", "x + 5": "factor_to_one"},
    "ln(2) x": {"x/2 + ln(2)": "constant_differentiated", "1": "factor_lost"},
    "x^2 + e^2": {"2x + e^2": "constant_kept", "2x + 2e": "constant_differentiated"},
}

SEVERAL = {
    ("x^2 y + sin(z)", "x"): {
        "2x": "factor_lost",
        "x^2": "by_y",
        "cos(z)": "by_z",
        "2x y + sin(z)": "constant_kept",
        "2x y + cos(z)": "z_not_fixed",
        "2x y + x^2": "fixed_factor_moved",
        "2x y + x^2 + cos(z)": "others_not_fixed",
        "2x + y": "factor_added",
    },
    ("x^2 y + sin(z)", "y"): {
        "x^2 + sin(z)": "constant_kept",
        "2x": "every_letter_differentiated",
        "1": "factor_lost",
        "2x y": "by_x",
    },
    ("x^2 y + sin(z)", "z"): {"-cos(z)": "sine_sign", "x^2 y + cos(z)": "constant_kept"},
    ("cos(x) + z^3 - x^2 y", "x"): {
        "sin(x) - 2x y": "cosine_sign",
        "-sin(x) + 2x y": "term_sign_2",
        "-sin(x) - 2x y + 3z^2": "z_not_fixed",
    },
    ("z^4 - sin(y^2+x)", "y"): {
        "-cos(y^2+x)": "inner_forgotten",
        "-2y cos(y^2)": "others_set_to_zero",
        "-(2y+1)cos(y^2+x)": "x_not_fixed",
        "z^4 - 2y cos(y^2+x)": "constant_kept",
    },
    ("3y x^2", "y"): {"6x": "every_letter_differentiated", "6x y": "by_x", "3": "factor_lost"},
    ("4x + 7y^2", "y"): {"4 + 14y": "x_not_fixed", "4x + 14y": "constant_kept", "4": "by_x"},
    ("x1^2*x2 + x1*x2^3", "x1"): {
        "2x1 + x2^3": "factor_lost",
        "2x1 + 1": "factor_lost_everywhere",
        "x1^2 + 3x1*x2^2": "by_x2",
    },
    ("(x1 + 2x2^3)^2", "x2"): {
        "2(x1 + 2x2^3)": "inner_forgotten",
        "12x2^2": "differentiated_inside",
        "2(x1 + 2x2^3)(1 + 6x2^2)": "x1_not_fixed",
    },
    ("e^(x y)", "x"): {"e^(x y)": "inner_forgotten", "e^y": "differentiated_inside"},
    ("y + e^(x y)", "x"): {"x e^(x y)": "term_by_y", "1 + y e^(x y)": "constant_to_one"},
    ("(w x + b - t)^2", "w"): {"2(w x + b - t)": "inner_forgotten", "2w(w x + b - t)": "by_x"},
    ("x/y", "y"): {"x/y^2": "reciprocal_sign", "1/y": "by_x"},
    ("x^y", "x"): {"x^y*ln(x)": "by_y", "x^(y-1)": "factor_missing"},
    ("y + 3", "x"): {"1": "by_y", "y": "constant_kept", "3": "constant_kept_2"},
}  # fmt: skip


def cases(table):
    return [
        pytest.param(question, answer, tag, id=f"{question} | {answer}")
        for question, answers in table.items()
        for answer, tag in answers.items()
    ]


@pytest.mark.parametrize(("f", "answer", "tag"), cases(ONE_VARIABLE))
def test_a_realistic_slip_is_named(f, answer, tag):
    verdict = derivative_exercise(parse(f)).judge(answer)
    assert (verdict.outcome, verdict.slip) == ("wrong", tag), verdict.message


@pytest.mark.parametrize(("question", "answer", "tag"), cases(SEVERAL))
def test_a_realistic_slip_in_a_partial_derivative_is_named(question, answer, tag):
    text, variable = question
    names = ("x1", "x2") if "x1" in text else ("w", "b", "t", "x", "y", "z")
    verdict = derivative_exercise(parse(text, names), variable).judge(answer)
    assert (verdict.outcome, verdict.slip) == ("wrong", tag), verdict.message


def test_the_message_names_the_place_as_it_was_typed():
    message = derivative_exercise(parse("f(x) = 3 sin( x² )")).judge("3cos(x^2)").message
    assert message.startswith("In “sin( x² )” the derivative of the inside “x²” is missing.")


def test_a_part_that_is_the_right_answer_is_not_repeated():
    message = derivative_exercise(parse("5x")).judge("1").message
    assert message.startswith("The factor is lost.")
    message = derivative_exercise(parse("x y", ("x", "y")), "x").judge("1").message
    assert "“y”" not in message


def test_a_second_slip_of_the_same_kind_is_told_with_the_first():
    message = derivative_exercise(parse("sin(2x) + cos(3x)")).judge("cos(2x) - sin(3x)").message
    assert "“sin(2x)”" in message
    assert message.endswith("the same slip is made in “cos(3x)”.")


def test_wrong_in_no_known_way_falls_back_to_the_judge():
    verdict = derivative_exercise(parse("sin(x^2)")).judge("tanh(x) + 7")
    assert verdict.outcome == "wrong"
    assert verdict.message


@pytest.mark.parametrize(("answer", "outcome"), [("", "unanswered"), ("cos x", "invalid")])
def test_what_cannot_be_judged_is_said(answer, outcome):
    assert derivative_exercise(parse("sin(x)")).judge(answer).outcome == outcome
