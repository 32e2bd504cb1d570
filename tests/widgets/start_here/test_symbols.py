"""Formulas as HTML: a few commands of LaTeX, each written as it is typeset."""

import re

import pytest
from matplotlib.mathtext import MathTextParser

from coursekit.widgets import WidgetError
from coursekit.widgets.start_here.signs import GROUPS
from coursekit.widgets.start_here.symbols import as_html

SIGNS = [sign for group in GROUPS for sign in group.signs]


def plain(latex):
    return re.sub(r"<[^>]*>", "", as_html(latex))


@pytest.mark.parametrize(
    ("latex", "html"),
    [
        ("a", "<i>a</i>"),
        (r"\mathrm{a}", "a"),
        (r"\mathbf{A}", "<b>A</b>"),
        (r"\boldsymbol{A}", "<b><i>A</i></b>"),
        (r"\boldsymbol{\mathsf{A}}", '<b><i style="font-family:sans-serif">A</i></b>'),
        ("a_{-i}", "<i>a</i><sub>−<i>i</i></sub>"),
        ("x^2", "<i>x</i><sup>2</sup>"),
        (r"\boldsymbol{I}_n", "<b><i>I</i></b><sub><i>n</i></sub>"),
        (r"\lbrace 0, 1, \dots, n \rbrace", "{0, 1, …, <i>n</i>}"),
        (r"\log x", "log\u2009<i>x</i>"),
        (r"f \circ g", "<i>f</i> ∘<i>g</i>"),
        (r"\operatorname{Var}(f(x))", "Var(<i>f</i>(<i>x</i>))"),
        ("a < b", "<i>a</i> &lt; <i>b</i>"),
    ],
)
def test_letters_fonts_and_indices(latex, html):
    assert as_html(latex) == html


def test_a_fraction_has_its_numerator_above_its_denominator():
    written = as_html(r"\frac{dy}{dx}")
    assert written.index("<i>y</i>") < written.index("border-bottom") + 40 < written.index("x</i>")
    assert plain(r"\frac{dy}{dx}") == "dydx"


@pytest.mark.parametrize(
    ("latex", "told"),
    [
        (r"\unknown", "not known here"),
        (r"\mathbb{Q}", "has no sign here"),
        ("a_", "should stand"),
        ("a_{i", "lacks a closing brace"),
        ("a}", "never opened"),
    ],
)
def test_what_cannot_be_written_is_refused(latex, told):
    with pytest.raises(WidgetError, match=told):
        as_html(latex)


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.latex)
def test_every_sign_of_the_table_is_written_with_balanced_tags(sign):
    html = as_html(sign.latex)
    assert "\\" not in html
    tags = re.findall(r"<(/?)(\w+)", html)
    open_tags = []
    for closing, name in tags:
        if closing:
            assert open_tags.pop() == name
        else:
            open_tags.append(name)
    assert open_tags == []


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.latex)
def test_every_sign_is_sound_latex(sign):
    # Matplotlib has other names for these three, and typesets the same.
    latex = sign.latex.replace(r"\boldsymbol", "").replace(r"\operatorname", r"\mathrm")
    latex = latex.replace(r"\mathit", r"\mathrm").replace(r"\top", "T")
    latex = latex.replace(r"\lbrace", r"\{").replace(r"\rbrace", r"\}")
    MathTextParser("path").parse(f"${latex}$")
