"""The controls that three widgets share: which surface, and where on it."""

import pytest

from coursekit.formula import FormulaError
from coursekit.widgets import WidgetError, slices
from coursekit.widgets.gradients.place import place


def test_the_box_for_a_formula_shows_only_where_it_is_asked_for():
    made = place("hill", 1.0, 0.5)
    box = made.controls["formula"]
    assert box.layout.display == "none"
    made.controls["f"].value = "own"
    assert box.layout.display is None
    made.controls["f"].value = "bowl"
    assert box.layout.display == "none"


def test_sliders_take_names_and_window_of_the_surface():
    made = place("hill", 2.5, -2.0)
    x, y = made.controls["x"], made.controls["y"]
    assert (x.description, x.min, x.max) == ("x", -2.5, 2.5)
    made.controls["f"].value = "x1^2 x2 + x1 x2^3"
    assert (x.description, y.description) == ("x₁", "x₂")
    assert (x.min, x.max, x.value, y.value) == (-1.2, 1.2, 1.2, -1.2)
    made.controls["f"].value = "own"
    assert (x.description, y.description, y.min, y.max) == ("x", "y", -2.0, 2.0)


def test_another_text_is_a_formula():
    made = place("x^2 - y^3", 0.5, 1.0)
    assert (made.controls["f"].value, made.controls["formula"].value) == ("own", "x^2 - y^3")


@pytest.mark.parametrize(("x", "y", "name"), [(3, 0, "x"), (0, -2.6, "y"), (float("nan"), 0, "x")])
def test_a_point_outside_is_refused(x, y, name):
    with pytest.raises(WidgetError, match=rf"{name} = .* Choose {name} within \[−2.5, 2.5\]"):
        place("hill", x, y)


def test_a_wrong_formula_is_refused_at_once_and_explained_later():
    with pytest.raises(FormulaError):
        place("x +* y", 0, 0)
    widget = slices("x^2 y", x=1.0, y=0.5)
    before, words = widget.frame(), widget.description
    for wrong, message in (("sin x", "sin(x)"), ("", ""), ("ln(-1 - x^2)", "not a real number")):
        widget.controls["formula"].value = wrong
        assert widget.message
        assert message in widget.message
        assert (widget.frame() == before).all()
        assert widget.description == words
    widget.controls["formula"].value = "x + 3y"
    assert widget.message == ""
    assert "∇f = [1, 3]" in widget.description
