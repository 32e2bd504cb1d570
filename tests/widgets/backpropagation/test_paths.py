"""Three paths to one weight: factors against formulas written here, the picture, the words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import finite_difference
from coursekit.widgets import WidgetError, softmax_paths
from coursekit.widgets.backpropagation.expressions import EXPRESSIONS
from coursekit.widgets.backpropagation.paths import LOSSES, W_LIMITS, describe, model, reaches
from coursekit.widgets.backpropagation.steps import planned

WEIGHTS = np.array([[0.5, 1.0], [np.nan, -0.5], [-1.0, 0.5]])
B = np.array([-1.0, 0.5, 1.0])
X = np.array([1.5, 2.0])
W = st.floats(*W_LIMITS)
TARGETS = {2: (0.2, 0.5, 0.3), 1: (0.5, 0.3, 0.2), 3: (0.3, 0.2, 0.5)}


def outputs(w):
    weights = np.where(np.isnan(WEIGHTS), w, WEIGHTS)
    z = weights @ X + B
    return np.exp(z) / np.exp(z).sum()


def loss_of(loss, right, w):
    t = np.array(TARGETS[right]) if loss == "soft" else np.arange(1, 4) == right
    a = outputs(w)
    return 0.5 * np.sum((a - t) ** 2) if loss == "squared" else -np.sum(t * np.log(a))


@given(
    loss=st.sampled_from(sorted(LOSSES)),
    right=st.sampled_from([1, 2, 3]),
    w=W,
)
def test_factors_and_their_sum(loss, right, w):
    n = model(loss, right, w)
    a = outputs(w)
    t = np.array(TARGETS[right]) if loss == "soft" else np.eye(3)[right - 1]
    assert n.a == pytest.approx(a)
    assert n.by_output == pytest.approx(a - t if loss == "squared" else -t / a)
    assert n.by_z == pytest.approx([-a[0] * a[1], a[1] * (1 - a[1]), -a[2] * a[1]])
    assert n.by_w == X[0]
    assert n.products.sum() == pytest.approx(n.autodiff, rel=1e-9, abs=1e-12)
    slope = finite_difference(lambda v: loss_of(loss, right, v), w)
    assert n.autodiff == pytest.approx(slope, rel=1e-5, abs=1e-7)
    if loss != "squared":
        assert n.autodiff == pytest.approx((a[1] - t[1]) * X[0], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("right", [1, 2, 3])
def test_one_hot_kills_two_paths_and_no_other_loss_any(right):
    for loss in LOSSES:
        alive = model(loss, right, 1.4).products != 0
        assert alive.tolist() == ([k == right for k in (1, 2, 3)] if loss == "one-hot" else [1] * 3)


def test_the_stepper_finds_the_same_number():
    softmax = EXPRESSIONS["softmax"]
    assert planned(softmax, softmax.values).graph["w2"].adjoint[0] == pytest.approx(
        model("soft", 2, 1.4).autodiff
    )


def test_words_of_the_default():
    lines = describe(model("soft", 2, 1.4)).split("\n")
    assert lines[1].split("\t") == ["", "∂L/∂aᵢ", "∂aᵢ/∂z₂", "x₁", "product"]
    assert lines[3].split("\t") == ["path 2, by a₂", "−1.25", "0.24", "1.5", "−0.449"]
    assert lines[5] == "sum: 0.12 + (−0.449) + 0.18 = −0.149; autodiff: −0.149"
    assert "(a₂ − t₂)·x₁ = (0.401 − 0.5)·1.5 = −0.149" in lines[6]


@pytest.mark.parametrize(("right", "dead"), [(1, "2 and 3"), (2, "1 and 3"), (3, "1 and 2")])
def test_words_of_dead_paths(right, dead):
    text = describe(model("one-hot", right, 1.4))
    assert f"paths {dead} carry nothing, path {right} is the whole sum" in text


def bars(widget):
    """The four columns of bars: left end and width of each."""
    found = [patch for patch in widget.figure().axes[1].patches if patch.get_height() == 0.52]
    return [[(p.get_x(), p.get_width()) for p in found[k : k + 3]] for k in (0, 3, 6, 9)], found[12]


def test_each_bar_begins_where_the_one_before_ended():
    widget = softmax_paths()
    n = model(**widget.values)
    columns, total = bars(widget)
    ends = [(x, x + width) for x, width in columns[3]]
    assert ends[0][0] == pytest.approx(total.get_x())
    assert ends[1][0] == pytest.approx(ends[0][1])
    assert ends[2][0] == pytest.approx(ends[1][1])
    assert ends[2][1] == pytest.approx(total.get_x() + total.get_width())
    (autodiff,) = [line for line in widget.figure().axes[1].lines if line.get_marker() == "D"]
    assert autodiff.get_xdata()[0] == pytest.approx(ends[2][1])
    widths = np.array([width for _, width in columns[3]])
    assert widths / widths[1] == pytest.approx(n.products / n.products[1])
    for column, factors in zip(columns, (n.by_output, n.by_z), strict=False):
        lengths = np.array([width for _, width in column])
        assert lengths / lengths[1] == pytest.approx(factors / factors[1])


@given(loss=st.sampled_from(sorted(LOSSES)), right=st.sampled_from([1, 2, 3]), w=W)
def test_no_bar_leaves_its_column_or_vanishes(loss, right, w):
    n = model(loss, right, w)
    columns = (n.by_output, n.by_z, n.by_w, np.cumsum(n.products))
    for values, reach in zip(columns, reaches(n), strict=True):
        longest = np.abs(values).max()
        assert reach / 2.5 <= max(longest, 1e-3) <= reach * (1 + 1e-6)


def test_dead_paths_are_dotted():
    lines = softmax_paths(True).figure().axes[0].lines
    assert [line.get_linestyle() for line in lines] == [":", "-", ":"]
    assert all(line.get_linestyle() == "-" for line in softmax_paths().figure().axes[0].lines)


@pytest.mark.parametrize(("control", "value"), [("loss", "squared"), ("right", 1), ("w", -1.0)])
def test_every_control_changes_picture_and_text(control, value):
    widget = softmax_paths()
    frame, text = widget.frame(), widget.description
    widget.controls[control].value = value
    assert widget.message == ""
    assert (widget.frame() != frame).any()
    assert widget.description != text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"loss": "hinge"}, "Choose from soft, one-hot, squared"),
        ({"right": 0}, "Choose 1, 2 or 3"),
        ({"w": 3.5}, r"w = 3.5 is out of reach. Choose it within \[−3, 3\]"),
    ],
)
def test_refusals(arguments, words):
    with pytest.raises(WidgetError, match=words):
        softmax_paths(**arguments)
