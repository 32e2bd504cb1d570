import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.grading.report import prose
from coursekit.grading.report.formula import UnknownError, read
from coursekit.grading.report.mathematics import mathml, plain
from coursekit.sheets import load, names

FORMULAS = sorted(
    {
        formula
        for name in names()
        for exercise in load(name)
        for text in (exercise.prompt_text(), *exercise.hints, exercise.why,
                     *(o.text for o in exercise.options))
        for formula in re.findall(r"(?<!`)\$([^$\n]+)\$", text)
    }
)  # fmt: skip


def test_there_are_formulas():
    assert len(FORMULAS) > 150


@pytest.mark.parametrize("source", FORMULAS)
def test_formulas_of_sheets_are_understood(source):
    read(source)
    html = mathml(source)
    assert html.startswith("<math>")
    ET.fromstring(html)  # well formed
    assert "\\" not in plain(source)
    assert "$" not in plain(source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"h'(x) = \cos(x^2)\,2x", "h′(x) = cos(x²) 2x"),
        (r"\tfrac12 x^2", "(1/2)x²"),
        (r"\left(\dfrac fg\right)' = \dfrac{f'g - fg'}{g^2}", "(f/g)′ = (f′g − fg′)/g²"),
        (r"\frac{h}{2}|f''(x)| + \varepsilon", "(h/2)|f″(x)| + ε"),
        (r"(-1)^{-2}", "(−1)⁻²"),
        (r"e^{-x}", "e^(−x)"),
        (r"x_{10}^n", "x₁₀ⁿ"),
        (r"\sin x \cos x", "sin x cos x"),
        (r"\sum_{i=1}^{n} x_i", "∑_(i = 1)ⁿ x_i"),
        (r"\begin{pmatrix}1 & 2\\3 & -4\end{pmatrix}", "(1, 2; 3, −4)"),
        (r"p(x \mid y) \propto \mathbb{E}[z]", "p(x ∣ y) ∝ 𝔼[z]"),
        (r"\sqrt[3]{x+1}", "³√(x + 1)"),
        (r"\operatorname{softplus}(z) = \ln(1+e^z)", "softplus(z) = ln(1 + e^z)"),
        (r"\hat{y} \neq \bar y", "ŷ ≠ ȳ"),
        (r"10^{-15}", "10⁻¹⁵"),
    ],
)
def test_as_text(source, text):
    assert plain(source) == text


def test_large_fractions_stay_large_and_brackets_of_a_line_do_not_grow():
    assert 'displaystyle="true"' in mathml(r"\dfrac12")
    assert "displaystyle" not in mathml(r"\tfrac12")
    assert mathml("(x)").count('stretchy="false"') == 2
    assert "stretchy" not in mathml(r"\left(x\right)")


@pytest.mark.parametrize(
    "source",
    [r"\newcommand{\x}{1}", r"\href{https://x.example}{y}", "{", "}", r"\frac", "x^", r"\left(x",
     r"\begin{pmatrix}1", r"\begin{tikzpicture}\end{tikzpicture}", r"\sqrt[3", "\x00", "<script>;#",
     "{" * 500 + "}" * 500, r"\mathbb{<}", r"\hat{xy}", r"\begin{pmatrix}1\end{bmatrix}"],
)  # fmt: skip
def test_what_is_not_understood_stands_as_it_is(source):
    with pytest.raises(UnknownError):
        read(source)
    assert mathml(source).startswith("<code>")
    assert "<script" not in mathml(source)


@settings(derandomize=True, deadline=None, max_examples=500)
@given(st.text(r"\frac{}^_'xy12+-()[]&<>sqrtleftright. ", max_size=30))
def test_any_source_gives_something_well_formed(source):
    ET.fromstring(mathml(source).replace("&#x2061;", ""))
    assert isinstance(plain(source), str)


def test_text_only_names_its_tags():
    assert mathml(r"\text{<b>}") == "<math><mtext>&lt;b&gt;</mtext></math>"
    assert mathml(r"\operatorname{<b>}") == "<math><mi>&lt;b&gt;</mi></math>"


def test_prose():
    text = "Use `a < b`, **not** $x^2$; it costs $5."
    assert prose.as_text(text) == "Use a < b, not x²; it costs $5."
    assert prose.as_html(text) == (
        "Use <code>a &lt; b</code>, <strong>not</strong> "
        "<math><msup><mi>x</mi><mn>2</mn></msup></math>; it costs $5."
    )
    assert prose.as_html("`$x$`") == "<code>$x$</code>"
