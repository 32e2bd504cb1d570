"""The table of surfaces, and surfaces of typed formulas."""

import numpy as np
import pytest
from support.surfaces import REFERENCES

from coursekit.autodiff import finite_difference
from coursekit.formula import FormulaError
from coursekit.widgets import WidgetError
from coursekit.widgets.gradients.functions import (
    OWN,
    SURFACES,
    heights,
    known_name,
    menu,
    partials,
    surface,
    touches,
)

POINTS = [(-0.9, 0.35), (0.0, 0.0), (0.7, -1.05), (1.0, 0.5)]


def test_every_surface_of_the_menu_has_a_reference():
    assert set(REFERENCES) == set(SURFACES)
    assert [name for _, name in menu()] == [*SURFACES, OWN]


@pytest.mark.parametrize("name", SURFACES)
@pytest.mark.parametrize(("x", "y"), POINTS)
def test_values_and_partials_against_formulas_and_differences(name, x, y):
    shown, reference = SURFACES[name], REFERENCES[name]
    assert heights(shown, x, y) == pytest.approx(reference.f(x, y), rel=1e-12)
    by_hand = (reference.first(x, y), reference.second(x, y))
    assert partials(shown, x, y) == pytest.approx(by_hand, rel=1e-12, abs=1e-14)
    differences = (
        finite_difference(lambda t: shown.f(t, y), x),
        finite_difference(lambda t: shown.f(x, t), y),
    )
    assert partials(shown, x, y) == pytest.approx(differences, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("name", SURFACES)
def test_values_broadcast(name):
    x, y = np.array([-0.5, 0.25]), np.array([[-1.0], [0.5], [0.75]])
    values = heights(SURFACES[name], x, y)
    assert values.shape == (3, 2)
    assert values[2, 0] == pytest.approx(REFERENCES[name].f(-0.5, 0.75))


def test_titles_and_words_name_the_variables_and_what_is_held():
    shown = SURFACES["x1^2 x2 + x1 x2^3"]
    assert shown.words == "f(x₁, x₂) = x₁²x₂ + x₁x₂³"
    assert shown.title == "$f(x_1, x_2) = $ $x_1^2 x_2 + x_1 x_2^3$"
    assert SURFACES["cos x + z^3 - x^2 y"].words == "f(x, y) = cos x + z³ − x²y with z = 1"


@pytest.mark.parametrize("text", ["4x+7y^2", " 4x + 7y^2 ", "4x + 7y²"])
def test_a_surface_is_known_by_name_and_label_whatever_the_spaces(text):
    assert known_name(text) == "4x + 7y^2"


@pytest.mark.parametrize("text", ["own", "4x + 7y", ""])
def test_other_texts_are_no_names(text):
    assert known_name(text) is None


@pytest.mark.parametrize(
    ("formula", "point", "expected"),
    [
        ("x^2 y + sin(y)", (0.5, -1.0), (-1.0, 0.25 + np.cos(1.0))),
        ("3", (0.5, -1.0), (0.0, 0.0)),
        ("x", (0.5, -1.0), (1.0, 0.0)),
        ("abs(x) + y^2", (0.5, 1.0), (1.0, 2.0)),
        ("abs(x) + y^2", (0.0, 1.0), (np.nan, 2.0)),
        ("x + relu(y)", (1.0, 0.0), (1.0, np.nan)),
        ("sign(x) + y", (0.0, 1.0), (np.nan, 1.0)),
        ("x y + sqrt(y)", (1.0, 0.0), (0.0, np.nan)),
        ("sqrt(x)", (-1.0, 1.0), (np.nan, np.nan)),
        ("1/x + y", (0.0, 1.0), (np.nan, np.nan)),
        ("1/x + y", (0.5, 1.0), (-4.0, 1.0)),
        ("tanh(1000x) y", (0.0, 1.0), (1000.0, 0.0)),
        ("sqrt(abs(x y))", (0.0, 0.0), (0.0, 0.0)),
        ("sqrt(abs(x y))", (0.0, 1.0), (np.nan, 0.0)),
        ("x y / (x^2 + y^2)", (0.0, 0.0), (np.nan, np.nan)),
    ],
)
def test_partials_of_typed_formulas_exist_or_not(formula, point, expected):
    found = partials(surface(OWN, formula), *point)
    assert found == pytest.approx(expected, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    ("formula", "point", "expected"),
    [
        ("x^2 y + sin(y)", (0.5, -1.0), True),
        ("tanh(1000x) y", (0.0, 1.0), True),
        ("abs(x y)", (0.0, 0.0), True),
        ("sqrt(abs(x y))", (0.0, 0.0), False),
        ("minimum(abs(x), abs(y))", (0.0, 0.0), False),
        ("abs(x) + y", (0.0, 1.0), False),
    ],
)
def test_a_plane_touches_where_f_is_differentiable(formula, point, expected):
    shown = surface(OWN, formula)
    assert touches(shown, *point, partials(shown, *point)) == expected


def test_a_typed_formula_is_set_in_type_or_as_typed():
    assert surface(OWN, "f = x^2 / y").label == "x^2 / y"
    assert surface(OWN, "x^2 / y").math == r"$\dfrac{x^{2}}{y}$"
    long = " + ".join(["x y"] * 20)
    assert surface(OWN, long).title == "$f(x, y) = $ …"


@pytest.mark.parametrize("formula", ["", "x +", "sin x", "z^2", "x y z"])
def test_text_that_is_no_formula_in_x_and_y(formula):
    with pytest.raises(FormulaError):
        surface(OWN, formula)


def test_a_formula_without_a_real_value_anywhere():
    with pytest.raises(WidgetError, match="not a real number anywhere"):
        surface(OWN, "sqrt(-1 - x^2)")
