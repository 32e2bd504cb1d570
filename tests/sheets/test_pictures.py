"""A question's picture shows what its options claim."""

import numpy as np
import pytest

from coursekit.sheets import load
from coursekit.sheets.pictures import (
    arrows_on_contours,
    curve_and_candidates,
    edges_of_a_layer,
    images_of_a_letter,
)


@pytest.fixture
def curves():
    return {axes.get_title(): axes.lines[0].get_xydata().T for axes in curve_and_candidates().axes}


def test_the_right_option_is_the_slope_of_the_curve(curves):
    x, f = curves["f"]
    slope = np.gradient(f, x)
    right = next(o.key for o in load("01_derivatives")["derivative_picture"].options if not o.slip)
    for key in "ABCD":
        distance = np.max(abs(curves[key][1][1:-1] - slope[1:-1]))
        assert (distance < 1e-2) == (key == right), key


def test_the_wrong_options_are_what_their_messages_say(curves):
    x, f = curves["f"]
    slope = np.gradient(f, x)
    options = {
        o.slip: curves[o.key][1] for o in load("01_derivatives")["derivative_picture"].options
    }
    np.testing.assert_allclose(options["sign"][1:-1], -slope[1:-1], atol=1e-2)
    np.testing.assert_allclose(np.gradient(options["antiderivative"], x)[1:-1], f[1:-1], atol=1e-2)
    bend = np.gradient(slope, x)
    np.testing.assert_allclose(options["second_derivative"][2:-2], bend[2:-2], atol=2e-2)


def test_the_picture_has_a_text_for_those_who_cannot_see_it():
    text = curve_and_candidates().get_label()
    assert all(key in text for key in ("graph of f", "A is", "B is", "C is", "D crosses"))


def test_axes_are_labelled():
    left = curve_and_candidates().axes[0]
    assert (left.get_xlabel(), left.get_ylabel()) == ("x", "f(x)")


def height(point):
    """The hill of the map, written again."""
    x, y = point
    return 100 - 5 * x**2 - 20 * y**2


@pytest.fixture
def arrows():
    """The four arrows of the map by their letters: the step from P to the tip."""
    (axes,) = arrows_on_contours().axes
    drawn = [text for text in axes.texts if text.get_text() in ("", *"ABCD")]
    steps = {}
    for arrow, letter in zip(drawn[::2], drawn[1::2], strict=True):
        assert np.array_equal(arrow.xyann, (2, 1))  # where P is
        steps[letter.get_text()] = np.array(arrow.xy) - arrow.xyann
    return steps


def test_the_right_arrow_is_the_gradient_and_the_others_are_what_their_messages_say(arrows):
    options = {option.slip: option.key for option in load("03_gradients")["which_arrow"].options}
    point, h = np.array([2.0, 1.0]), 1e-6
    gradient = np.array(
        [(height(point + h * e) - height(point - h * e)) / (2 * h) for e in np.eye(2)]
    )
    unit = gradient / np.linalg.norm(gradient)
    steps = {key: step / np.linalg.norm(step) for key, step in arrows.items()}
    np.testing.assert_allclose(steps[options[None]], unit, atol=1e-8)
    np.testing.assert_allclose(steps[options["downhill"]], -unit, atol=1e-8)
    assert abs(steps[options["along_level_set"]] @ unit) < 1e-8
    np.testing.assert_allclose(steps[options["towards_summit"]], -point / np.linalg.norm(point))
    # All of one length, and none nearly where another one is.
    assert np.ptp([np.linalg.norm(step) for step in arrows.values()]) < 1e-12
    directions = list(steps.values())
    assert max(a @ b for i, a in enumerate(directions) for b in directions[:i]) < 0.9


def test_the_map_has_heights_labels_and_words():
    figure = arrows_on_contours()
    (axes,) = figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x", "y")
    assert axes.get_aspect() == 1  # or no right angle would look like one
    assert {"20", "40", "60", "80"} <= {text.get_text() for text in axes.texts}
    assert all(f"rrow {key}" in figure.get_label() for key in "ABCD")
    assert height((2, 1)) == 60


def edge_between(letter):
    """Neuron and input at the ends of a marked edge, read off the picture by their places."""
    (axes,) = edges_of_a_layer().axes
    texts = {text.get_text(): np.array(text.xy) for text in axes.texts}
    lines = [line.get_xydata() for line in axes.lines if line.get_linewidth() > 2]

    def off(line):
        (dx, dy), (x, y) = line[1] - line[0], texts[letter] - line[0]
        return abs(dx * y - dy * x)

    ends = {}
    for end in min(lines, key=off):
        names = (name for name in texts if name.startswith("$"))
        name = min(names, key=lambda name: np.hypot(*(texts[name] - end)))
        ends[name[1]] = int(name[3])
    return ends["y"], ends["x"]


def test_the_marked_edges_are_what_their_messages_say():
    options = {option.slip: option.key for option in load("04_jacobians")["edge_of_weight"].options}
    i, j = 2, 1  # of W[2, 1]
    assert edge_between(options[None]) == (i + 1, j + 1)
    assert edge_between(options["counted_from_1"]) == (i, j)
    assert edge_between(options["row_for_input"]) == (j + 1, i + 1)
    assert edge_between(options["row_for_input_from_1"]) == (j, i)


def test_every_input_has_an_edge_to_every_neuron_and_the_picture_words():
    figure = edges_of_a_layer()
    (axes,) = figure.axes
    thin = [line for line in axes.lines if len(line.get_xydata()) == 2 and line.get_linewidth() < 1]
    assert len(thin) == 5 * 3
    assert all(f"Edge {key} runs from" in figure.get_label() for key in "ABCD")


def signed_area(corners):
    x, y = corners.T
    return (x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def test_only_the_right_image_of_the_letter_is_turned_over():
    figure = images_of_a_letter()
    (_, letter), *images = (
        (axes.get_title(), axes.patches[0].get_xy()[:-1]) for axes in figure.axes
    )
    # The map that takes the corners of the letter to those of the image.
    maps = {key: np.linalg.lstsq(letter, corners, rcond=None)[0].T for key, corners in images}
    options = {option.key: option.slip for option in load("04_jacobians")["turned_over"].options}
    for key, corners in images:
        np.testing.assert_allclose(letter @ maps[key].T, corners, atol=1e-12)
        determinant = np.linalg.det(maps[key])
        assert determinant == pytest.approx(signed_area(corners) / signed_area(letter))
        assert (determinant < 0) == (options[key] is None), key
    by_slip = {slip: maps[key] for key, slip in options.items()}
    np.testing.assert_allclose(by_slip["upside_down"], -np.eye(2), atol=1e-12)
    np.testing.assert_allclose(np.diag(by_slip["leaning"]), 1)
    assert 0 < np.linalg.det(by_slip["smaller"]) < 1
    assert all(f" {key}: " in figure.get_label() for key in "ABCD")
