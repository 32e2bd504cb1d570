"""Gradient checking: the true pass against autodiff, each slip found where it was planted."""

import numpy as np
import pytest

from coursekit.autodiff import grad
from coursekit.widgets import WidgetError, gradient_check
from coursekit.widgets.backpropagation.check import (
    TOLERANCE,
    describe,
    model,
    relative_error,
)
from coursekit.widgets.backpropagation.network import (
    B1,
    B2,
    BUGS,
    ORDER,
    PENALTY,
    RULES,
    W1,
    W2,
    T,
    X,
    backward,
    forward,
    inherits,
    objective,
)

#: What is computed from the adjoint of an intermediate, directly or not.
AFTER = {
    "y": ("z2", "W2", "b2", "h", "z1", "W1", "b1"),
    "z2": ("W2", "b2", "h", "z1", "W1", "b1"),
    "W2": (),
    "h": ("z1", "W1", "b1"),
    "z1": ("W1", "b1"),
    "W1": (),
}
SLIPS = [bug for bug in BUGS if bug != "none"]


def loss(W1, b1, W2, b2):
    h = np.tanh(W1 @ X + b1)
    y = 1 / (1 + np.exp(-(W2 @ h + b2)))
    return np.sum((y - T) ** 2) / 2 + PENALTY / 2 * np.sum(W1**2)


def test_the_true_pass_is_autodiff():
    adjoints = backward()
    parameters = {"W1": W1, "b1": B1, "W2": W2, "b2": B2}
    for place, name in enumerate(parameters):
        assert adjoints[name] == pytest.approx(grad(loss, place)(*parameters.values()))
    v = forward()
    y_loss = grad(lambda y: np.sum((y - T) ** 2) / 2)
    assert adjoints["y"] == pytest.approx(y_loss(v["y"]))
    h_loss = grad(lambda h: np.sum((1 / (1 + np.exp(-(W2 @ h + B2))) - T) ** 2) / 2)
    assert adjoints["h"] == pytest.approx(h_loss(v["h"]))


def test_a_nudge_moves_what_comes_after_and_nothing_before():
    still, moved = forward(), forward({"h": np.array([0.1, 0.0])})
    assert np.array_equal(still["z1"], moved["z1"])
    assert moved["h"] == pytest.approx(still["h"] + [0.1, 0.0])
    assert moved["z2"] == pytest.approx(still["z2"] + 0.1 * W2[:, 0])
    assert objective({"h": np.array([0.1, 0.0])}) != objective()


@pytest.mark.parametrize("bug", SLIPS)
def test_a_slip_is_found_where_it_is_and_only_what_follows_fails(bug):
    n = model(bug, 1e-5)
    where = BUGS[bug].where
    assert n.failing == (where, *AFTER[where])
    assert n.kind(where) == "first"
    assert {n.kind(name) for name in AFTER[where]} <= {"later"}


def test_nothing_fails_without_a_slip():
    assert model("none", 1e-5).failing == ()


@pytest.mark.parametrize("bug", SLIPS)
def test_no_step_size_hides_a_slip(bug):
    """So that the words need not speak of a slip that passes."""
    errors = model(bug, 1e-5).curves[BUGS[bug].where]
    assert errors.min() > 100 * TOLERANCE


@pytest.mark.parametrize("bug", SLIPS)
def test_lines_after_the_slip_are_right_by_themselves(bug):
    """With the true adjoints put in, only the planted line gives something else."""
    wrong, right = backward(bug), backward()
    where = BUGS[bug].where
    for name in ORDER[: ORDER.index(where)]:
        assert np.array_equal(wrong[name], right[name])
    assert relative_error(wrong[where], right[where]) > 0.1
    assert wrong[where].shape == right[where].shape, "a shape would give the slip away"


def test_truncation_and_round_off():
    curves = model("none", 1e-5).curves
    for name in ORDER:
        best = int(np.argmin(curves[name]))
        assert curves[name][best] < 1e-8
        assert curves[name][0] > 100 * curves[name][best]
    # A central difference: ten times the step, a hundred times the error.
    slope = np.log10(curves["z1"][-5] / curves["z1"][-9])
    assert slope == pytest.approx(2.0, abs=0.2)


def test_words_of_the_default():
    lines = describe(model("transpose", 1e-5)).split("\n")
    assert lines[0].startswith(
        "against central differences with h = 1e−5, tolerance 1e−4: h̄ is the"
    )
    assert lines[1] == "After it z̄₁, W̄₁, b̄₁: right lines with wrong input, they inherit it."
    assert lines[3].split("\t") == ["✓ ȳ = y − t", "< 1e−6"]
    assert lines[7].split("\t") == ["✗ h̄ = W₂ z̄₂", "1.2"]
    assert [line[0] for line in lines[8:]] == ["↳"] * 3


@pytest.mark.parametrize(("h", "word"), [(1.0, "too large"), (1e-12, "too small")])
def test_a_bad_step_is_blamed_not_the_pass(h, word):
    n = model("none", h)
    assert n.failing
    text = describe(n)
    assert f"but its line is right. The differences are at fault: h is {word}" in text


def test_what_fails_by_the_differences_alone_inherits_nothing():
    n = model("outer", 0.0322)
    assert n.failing == ("W2", "W1")
    text = describe(n)
    assert "Nothing is computed from W̄₂, so nothing inherits the error." in text
    assert "W̄₁: fails by the differences alone, h is too large" in text


@pytest.mark.parametrize("origin", ORDER)
def test_heirs(origin):
    heirs = tuple(name for name in ORDER if inherits(name, origin))
    assert heirs == AFTER.get(origin, ())


@pytest.mark.parametrize("bug", BUGS)
def test_the_listing_holds_the_line_as_it_is_run(bug):
    listing = [line.split("\t")[0][2:] for line in describe(model(bug, 1e-5)).split("\n")][
        -len(ORDER) :
    ]
    different = [name for name, line in zip(ORDER, listing, strict=True) if line != RULES[name]]
    assert different == ([BUGS[bug].where] if bug != "none" else [])


def test_relative_error():
    assert relative_error(np.zeros(2), np.zeros(2)) == 0.0
    assert relative_error(np.array([2.0, 0.0]), np.array([1.0, 0.0])) == 0.5


def test_the_first_one_lights_up():
    axes = gradient_check("tanh").figure().axes
    dots = {
        line.get_label(): line.get_ydata() for line in axes[0].lines if line.get_marker() != "None"
    }
    assert list(dots["first to fail"]) == [ORDER.index("z1")]
    assert list(dots["fails after it"]) == [ORDER.index("W1"), ORDER.index("b1")]
    assert len(dots["agrees"]) == 5
    thick = [line for line in axes[1].lines if line.get_linewidth() == 3.0]
    assert len(thick) == 1


@pytest.mark.parametrize(("control", "value"), [("bug", "sign"), ("h", 1e-2)])
def test_every_control_changes_picture_and_text(control, value):
    widget = gradient_check()
    frame, text = widget.frame(), widget.description
    widget.controls[control].value = value
    assert widget.message == ""
    assert (widget.frame() != frame).any()
    assert widget.description != text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"bug": "typo"}, "Choose from none, sign"),
        ({"h": 0.0}, r"Choose h within \[1e-12, 1\]"),
        ({"h": 2.0}, "out of reach"),
    ],
)
def test_refusals(arguments, words):
    with pytest.raises(WidgetError, match=words):
        gradient_check(**arguments)
