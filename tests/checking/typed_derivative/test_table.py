"""The tables of slopes, right ones against autodiff and wrong ones against the right ones."""

import re

import numpy as np
import pytest

from coursekit.autodiff import elementwise_grad
from coursekit.checking.typed_derivative.table import SLOPES, WRONG_SLOPES, plain_name, slope_of
from coursekit.formula import parse
from coursekit.formula.names import ARITY, FUNCTIONS
from coursekit.formula.tree import Name, closure

ONE_ARGUMENT = [name for name in FUNCTIONS if name not in ARITY]
#: Between 0 and 1 every function has a value; the others are tried on both sides of 0.
INSIDE = np.array([0.13, 0.37, 0.62, 0.9])
POSITIVE_ONLY = {"ln", "log", "log2", "log10", "sqrt"}


def places(name):
    return INSIDE if name in POSITIVE_ONLY else np.concatenate([-INSIDE, INSIDE])


@pytest.mark.parametrize("name", ONE_ARGUMENT)
def test_every_function_of_the_formulas_has_its_slope(name):
    x = places(name)
    found = closure(slope_of(name, Name("u")), ("u",))([x])
    expected = elementwise_grad(parse(f"{name}(u)", ("u",)))(x)
    np.testing.assert_allclose(np.broadcast_to(found, x.shape), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", SLOPES)
def test_wrong_slopes_are_wrong_and_differ(name):
    x = places(name)
    right = np.broadcast_to(parse(SLOPES[name], ("u",))(x), x.shape)
    seen = [right]
    for wrong in WRONG_SLOPES[name]:
        values = np.broadcast_to(parse(wrong.slope, ("u",))(x), x.shape)
        for other in seen:
            assert np.max(np.abs(values - other)) > 1e-2, wrong.tag
        seen.append(values)


@pytest.mark.parametrize("name", SLOPES)
def test_wrong_slopes_say_where_and_what_mends_them(name):
    assert name == plain_name(name)
    for wrong in WRONG_SLOPES[name]:
        assert wrong.tag.isidentifier()
        assert " {f}" in wrong.told
        for sentence in (wrong.told, wrong.cure):
            assert len(re.findall(r"[.!?](?:\s|$)", sentence)) == 1
            assert sentence[0].isupper()
