"""Typed values: what can be written, and what is said of the rest."""

import numpy as np
import pytest

from coursekit.widgets import WidgetError
from coursekit.widgets.backpropagation.entries import read, written
from coursekit.widgets.backpropagation.expressions import EXPRESSIONS

PATTERNS = {"w": 1.0, "lam": 0.1, "x": np.zeros(2), "W": np.zeros((2, 3))}
TEXT = "w = −0.5, λ = 1e-2; x = [1, -2], W = ((1, 2, 3), (4, 5, 6))"


def test_a_line_of_values():
    values = read(TEXT, PATTERNS)
    assert (values["w"], values["lam"]) == (-0.5, 0.01)
    assert values["x"].tolist() == [1.0, -2.0]
    assert values["W"].tolist() == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_what_is_written_is_read_back(expression):
    values = read(written(expression.values), expression.values)
    assert list(values) == list(expression.values)
    for name, value in values.items():
        assert np.array_equal(value, expression.values[name])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("w = −0.5", "w −0.5"), "“w −0.5” is no value: write name = number"),
        (("w = −0.5", "w = half"), "w = half cannot be read; expected one number"),
        (("w = −0.5", "w = __import__('os')"), "cannot be read"),
        (("w = −0.5", "w = (1, 2)"), "w = (1, 2) does not fit; expected one number"),
        (("w = −0.5", "w = 1e400"), "w is too large"),
        (("w = −0.5", "w = 1, v = 2"), "v is no input here: the inputs are w, λ, x, W."),
        (("w = −0.5,", ""), "w has no value: write w = … as well."),
        (("λ = 1e-2;", ""), "λ has no value"),
        (("x = [1, -2]", "x = [1, -2, 3]"), "expected shape 2: (0, 0)"),
        (("x = [1, -2]", "x = [1, -2"), "cannot be read"),
        (("w = −0.5", "w = " + "9" * 400), "longer than 400 characters"),
    ],
)
def test_what_cannot_be_used_is_named(change, words):
    with pytest.raises(WidgetError) as caught:
        read(TEXT.replace(*change), PATTERNS)
    assert words in str(caught.value)


def test_partly_keeps_what_fits():
    assert read("w = 2, q = 5", PATTERNS, partly=True) == {"w": 2.0}
