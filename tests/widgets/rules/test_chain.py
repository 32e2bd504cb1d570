"""The chain machine: stretch factors against formulas written here, flips, scrolling, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import finite_difference
from coursekit.widgets import WidgetError, chain_machine
from coursekit.widgets.rules.chain import DX_LIMITS, X_LIMITS, describe, model

INNER = {
    "x^2": (lambda x: x**2, lambda x: 2 * x),
    "-2x + 5": (lambda x: 5 - 2 * x, lambda x: -2.0),
    "sin x": (np.sin, np.cos),
    "1 + e^-x": (lambda x: 1 + np.exp(-x), lambda x: -np.exp(-x)),
    "x ln 2": (lambda x: x * np.log(2), lambda x: np.log(2)),
}
OUTER = {
    "6z + 3": (lambda z: 6 * z + 3, lambda z: 6.0),
    "z^3": (lambda z: z**3, lambda z: 3 * z**2),
    "e^z": (np.exp, np.exp),
    "tanh z": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
}


@given(
    f=st.sampled_from(sorted(INNER)),
    g=st.sampled_from(sorted(OUTER)),
    x=st.floats(*X_LIMITS),
    dx=st.floats(*DX_LIMITS),
)
def test_model_against_formulas(f, g, x, dx):
    n = model(f, g, x, dx)
    (inner, inner_slope), (outer, outer_slope) = INNER[f], OUTER[g]
    x = n.x[0]
    assert n.z == pytest.approx((inner(x), inner(x + dx)), rel=1e-12, abs=1e-12)
    assert n.y == pytest.approx((outer(n.z[0]), outer(n.z[1])), rel=1e-12, abs=1e-12)
    assert n.slopes[0] == pytest.approx(inner_slope(x), rel=1e-12, abs=1e-12)
    assert n.slopes[1] == pytest.approx(outer_slope(n.z[0]), rel=1e-9, abs=1e-12)
    assert n.slopes[0] * n.slopes[1] == pytest.approx(n.autodiff, rel=1e-9, abs=1e-12)
    slope = finite_difference(lambda x: outer(inner(x)), x)
    assert n.autodiff == pytest.approx(slope, rel=1e-4, abs=1e-4)


def test_factors_of_the_step_come_to_the_derivatives():
    gaps = []
    for dx in (0.2, 0.02):
        n = model("x^2", "sin z", 1.0, dx)
        length, inner, outer = n.lengths
        gaps.append((inner / length - n.slopes[0], outer / inner - n.slopes[1]))
    assert np.abs(gaps[1]).max() < 0.15 * np.abs(gaps[0]).max()


def test_the_sources_example_in_words():
    lines = describe(model("-2x + 5", "6z + 3", x=1.0, dx=0.1)).split("\n")
    assert lines == [
        "x = 1 → z = f(x) = −2x + 5 = 3 → y = g(z) = 6z + 3 = 21",
        "stretch factors: f′(1) = −2, g′(3) = 6; together 6 · (−2) = −12, flipped; autodiff: −12",
        "step 0.1 → −0.2 → −1.2: stretched by −2, then by 6, together by −12",
    ]


def test_two_flips_are_none():
    text = describe(model("1 + e^-x", "1/z", x=0.0, dx=0.1))
    assert "together (−0.25) · (−1) = 0.25, flipped twice: the old direction;" in text


def test_a_direction_is_told_only_where_there_is_one():
    text = describe(model("3", "cos z", x=0.0, dx=0.1))  # g′(3) < 0, but nothing moves
    assert "· 0 = 0; autodiff: 0" in text
    assert text.startswith("x = 0 → z = f(x) = 3 → y")


def lines_of(widget):
    """The thick steps on the three number lines, in the picture's own units."""
    axes = widget.figure().axes[1]
    return [line for line in axes.lines if line.get_linewidth() == 6]


def test_all_lines_have_one_scale():
    widget = chain_machine("-2x + 5", "6z + 3", x=1.0, dx=0.1)
    lengths = [float(np.diff(line.get_xdata())[0]) for line in lines_of(widget)]
    assert lengths == pytest.approx([0.1, -0.2, -1.2])


@pytest.mark.parametrize("x", [-2.0, -0.7, 0.0, 1.3, 2.0])
def test_the_step_starts_where_the_numbers_below_the_line_say(x):
    widget = chain_machine("x^2", "6z + 3", x=x, dx=0.02)
    n = model(**widget.values)
    names = [text for text in widget.figure().axes[1].texts if text.get_text()]
    for line, value in zip(lines_of(widget), (n.x[0], n.z[0], n.y[0]), strict=True):
        start, level = line.get_xdata()[0], line.get_ydata()[0]
        labelled = {
            text.get_position()[0]: float(text.get_text().replace("−", "-"))
            for text in names
            if 0 < level - text.get_position()[1] < 0.5
        }
        nearest = min(labelled, key=lambda place: abs(place - start))
        assert labelled[nearest] + start - nearest == pytest.approx(value, abs=1e-9)


def test_threads_cross_where_a_factor_is_negative():
    (threads, _) = chain_machine("-2x + 5", "6z + 3").figure().axes[1].collections
    segments = np.array(threads.get_segments())
    first = segments[segments[:, 0, 1] == 2.0]
    order = np.argsort(first[:, 0, 0])
    assert (np.diff(first[order, 1, 0]) < 0).all()
    assert np.diff(first[order, 1, 0]) == pytest.approx(-2 * np.diff(first[order, 0, 0]))


@pytest.mark.parametrize(
    ("control", "value"), [("f", "sin x"), ("g", "z^2"), ("x", 0.5), ("dx", 0.3)]
)
def test_every_control_changes_picture_and_text(control, value):
    widget = chain_machine()
    frame, text = widget.frame(), widget.description
    widget.controls[control].value = value
    assert widget.message == ""
    assert (widget.frame() != frame).any()
    assert widget.description != text


@pytest.mark.parametrize(
    ("f", "g", "x", "words"),
    [
        ("x^3", "ln z", -1.0, "ln z has no value at z = −1"),
        ("x", "1/z", -0.05, "1/z has a pole at z = 0"),
        ("sqrt x", "e^z", 0.0, "√x has no slope at x = 0"),
    ],
)
def test_where_there_is_no_step_the_picture_stays(f, g, x, words):
    widget = chain_machine(f, g, x=1.0)
    frame, text = widget.frame(), widget.description
    widget.controls["x"].value = x
    assert words in widget.message
    np.testing.assert_array_equal(widget.frame(), frame)
    assert widget.description == text


def test_a_huge_stretch_and_none_are_said():
    assert "longer than the picture" in describe(model("e^x", "e^z", 2.0, 0.1))
    assert "f does not move over this step" in describe(model("3", "e^z", 1.0, 0.1))


@pytest.mark.parametrize("wrong", [{"f": "cosh"}, {"g": "sin x"}, {"x": -2.5}, {"dx": 0.0}])
def test_wrong_arguments_say_what_is_right(wrong):
    with pytest.raises(WidgetError, match=r"Choose"):
        chain_machine(**wrong)
