import math

import numpy as np
import pytest

from coursekit.authoring.leaks import expressions, expressions_in, numbers_in, squeezed


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("The slope is 5.07.", True),
        ("The slope is about 5.070, isn't it?", True),
        ("You computed 15.07 instead.", False),
        ("You computed 5.0712 instead.", False),
        ("See section 5.", False),
    ],
)
def test_a_decimal_number(message, found):
    assert bool(numbers_in(message, 3 * 1.3**2)) is found


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("It is 2.", True),
        ("The order = $2$.", True),
        ("Divide by 2h.", False),
        ("Halve h 2 times.", False),
        ("It is 2.5.", False),
        ("It is 12.", False),
    ],
)
def test_a_whole_number_of_one_digit_counts_only_as_a_result(message, found):
    assert bool(numbers_in(message, 2.0)) is found


def test_numbers_of_arrays_and_parts_and_of_other_formats():
    assert numbers_in("not −12 but 1.49e-08", {"a": np.array([-12.0]), "b": 1.4901e-08}) == [
        "-12",
        "1.49e-08",
    ]
    assert numbers_in("anything", math.nan) == []
    assert numbers_in("anything", "text") == []


@pytest.mark.parametrize(
    "spelling",
    [
        "write 2 * x * np.cos(x**2)",
        "write `2*x*cos(x**2)` here",
        r"the slope is $2x\cos(x^2)$.",
        r"it is $2x \cdot \cos\left(x^2\right)$, of course",
        "2·x·cos(x²)",
    ],
)
def test_an_expression_in_any_spelling(spelling):
    assert expressions_in(spelling, ["2xcos(x^2)"])


@pytest.mark.parametrize(
    "harmless",
    ["That is cos(x^2).", "You wrote 4x cos(x^2).", "2x cos(x^2) + 1", "-2xcos(x^2)"],
)
def test_a_part_or_another_expression_is_no_leak(harmless):
    assert not expressions_in(harmless, [squeezed("2*x*cos(x**2) + 7*x")])
    assert not expressions_in("You wrote 4x2xcos(x^2).", ["2xcos(x^2)"])


def test_expressions_of_an_answer():
    source = (
        "def f(x):\n    if x > 1:\n        return np.tanh(x) * 2\n    return x\n\n"
        'parts = {"a": np.exp(x) + 1, "b": 2}\ntyped = "x*cos(x)"\nword = "tangent"'
    )
    assert expressions(source, "f") == ["tanh(x)2"]
    assert expressions(source, "parts") == ["exp(x)+1"]
    assert expressions(source, "typed") == ["xcos(x)"]
    assert expressions(source, "word") == []
