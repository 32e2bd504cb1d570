"""The picture of a local linear map: controls, pictures, text."""

import numpy as np
import pytest

from coursekit.widgets import WidgetError, local_linear_map
from coursekit.widgets.jacobians.linear_map import LARGEST, SMALLEST, LinearMapScene, describe
from coursekit.widgets.jacobians.maps import MAPS, plane_map
from coursekit.widgets.jacobians.squares import model
from coursekit.widgets.style import BLACK, BLUE, GREEN, VERMILLION


@pytest.fixture(scope="module")
def scene():
    """One scene for all states: to make one takes longer than to move it."""
    return LinearMapScene()


def show(scene, name, x, y, size):
    n = model(name, x, y, size)
    scene.set_background(n)
    scene.move(n)
    return scene.figure.axes


def line(axes, colour, points):
    """The data of the only line of this colour with so many points."""
    (found,) = [
        each
        for each in axes.lines
        if each.get_color() == colour and len(each.get_xdata()) == points
    ]
    return np.array(found.get_data())


EDGE_POINTS = 97
CORNER_POINTS = 5


@pytest.mark.parametrize("name", MAPS)
def test_the_columns_span_the_parallelogram_in_both_pictures(scene, name):
    _, output, glass = show(scene, name, *plane_map(name).start, 0.5)
    for axes in (output, glass):
        first, second = line(axes, VERMILLION, 2), line(axes, BLUE, 2)
        foot = first[:, 0]
        a, b = (each[:, 1] - foot for each in (first, second))
        np.testing.assert_allclose(
            line(axes, GREEN, CORNER_POINTS).T,
            np.array([0 * foot, a, a + b, b, 0 * foot]) + foot,
            atol=1e-12,
        )


@pytest.mark.parametrize("name", MAPS)
def test_under_the_glass_the_image_settles_on_the_parallelogram(scene, name):
    gaps = []
    for size in (0.5, 0.25, 0.125):
        glass = show(scene, name, *plane_map(name).start, size)[2]
        image = line(glass, BLACK, EDGE_POINTS)[:, ::24]
        gaps.append(np.abs(image - line(glass, GREEN, CORNER_POINTS)).max())
    assert gaps[2] < 1e-12 or gaps[0] > 1.7 * gaps[1] > 1.7**2 * gaps[2]


@pytest.mark.parametrize("name", MAPS)
def test_limits_stand_still_and_nothing_leaves_them(scene, name):
    chosen = plane_map(name)
    low, high = np.array(chosen.low), np.array(chosen.high)
    limits = [axes.viewLim.frozen().bounds for axes in show(scene, name, *chosen.start, LARGEST)]
    for share in ((0, 0), (0, 1), (1, 0), (1, 1), (0.4, 0.7)):
        for size in (SMALLEST, LARGEST):
            pictures = show(scene, name, *(low + share * (high - low)), size)
            for axes, bounds in zip(pictures, limits, strict=True):
                view = axes.viewLim
                assert view.frozen().bounds == bounds
                for each in axes.lines:
                    x, y = np.array(each.get_data(), float)
                    assert view.x0 <= np.nanmin(x) <= np.nanmax(x) <= view.x1
                    assert view.y0 <= np.nanmin(y) <= np.nanmax(y) <= view.y1


def test_text_of_the_default_state():
    assert local_linear_map().description.split("\n") == [
        "f(r, φ) = (r cos φ, r sin φ) at r = 1, φ = 0.5; side h = 0.5",
        "J ∈ ℝ²ˣ²\t∂/∂r\t∂/∂φ",
        "row 1: x\t0.8776\t−0.4794",
        "row 2: y\t0.4794\t0.8776",
        "det J = 1: small areas × 1, orientation kept",
        "areas: image 0.3125, parallelogram det J · h² = 0.25, ratio 1.25",
        "the farther out, the more area is made of the same small square",
    ]


def test_orientation_is_reversed_left_of_the_crease():
    lines = describe(model("fold", -1.0, 0.0, 0.5)).split("\n")
    assert lines[4] == "det J = −1: small areas × 1, orientation reversed, the F is mirrored"
    assert lines[5].startswith("areas, mirrored parts negative: image −0.1875, parallelogram")
    assert "ratio 0.75" in lines[5]


def test_halves_of_a_square_across_the_crease_cancel():
    lines = describe(model("fold", -0.25, -1.0, 0.5)).split("\n")
    assert "image 0, parallelogram det J · h² = −0.0625, ratio 0" in lines[5]


def test_orientation_is_that_of_the_point_even_where_most_of_the_square_lies_on_the_other_sheet():
    lines = describe(model("fold", -0.1, -1.0, 0.5)).split("\n")
    assert lines[4].endswith("orientation reversed, the F is mirrored")
    assert lines[5].startswith("areas, mirrored parts negative: image 0.0375,")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (("polar", 0.0, 1.0), "at radius 0 turning moves nothing"),
        (("fold", 0.0, 0.0), "on the crease both columns point the same way"),
    ],
)
def test_singular_points_are_explained_and_have_no_ratio(place, words):
    lines = describe(model(*place, 0.5)).split("\n")
    assert lines[4] == "det J = 0, singular: the parallelogram is flattened to a segment"
    assert lines[5] == (
        "area of the image 0.0625 = 0.25 · h²: the factor of h² goes to det J = 0 as h shrinks"
    )
    assert words in lines[6]
    assert "ratio" not in " ".join(lines)


@pytest.mark.parametrize(
    ("control", "value"), [("r", 0.5), ("angle", 2.0), ("size", 0.25), ("f", "swirl")]
)
def test_every_control_changes_picture_and_text(control, value):
    widget = local_linear_map()
    frame, text = widget.frame(), widget.description
    widget.controls[control].value = value
    assert widget.message == ""
    assert (widget.frame() != frame).any()
    assert widget.description != text


def shown(widget):
    return [
        name for name in ("r", "angle", "x", "y") if widget.controls[name].layout.display != "none"
    ]


def test_a_new_map_starts_at_its_telling_point_with_its_own_sliders():
    widget = local_linear_map()
    assert shown(widget) == ["r", "angle"]
    widget.controls["f"].value = "fold"
    assert shown(widget) == ["x", "y"]
    assert "at x₁ = 0.5, x₂ = −0.5; side h = 0.5" in widget.description
    widget.controls["x"].value = -1.5
    widget.controls["f"].value = "network"
    assert "at x₁ = −0.5, x₂ = −0.25; side" in widget.description
    widget.controls["f"].value = "polar"
    assert shown(widget) == ["r", "angle"]
    assert widget.description == local_linear_map().description


def test_a_point_of_one_s_own():
    widget = local_linear_map("shear", x=-2.0, size=0.125)
    assert "at x₁ = −2, x₂ = 0; side h = 0.125" in widget.description


def test_four_presses_of_a_key_halve_the_side():
    side = local_linear_map().controls["size"]
    assert side.base ** (np.log2(side.value) - 4 * side.step) == pytest.approx(0.25)
    assert side.value == 0.5
    stops = (np.log2(side.value) - side.min) / side.step
    assert stops == round(stops)  # the default is a stop


@pytest.mark.parametrize(
    "wrong",
    [
        {"f": "spiral"},
        {"x": -0.1},
        {"y": 6.0},
        {"f": "fold", "x": 1.5},
        {"size": 0.001},
        {"size": 2.0},
        {"x": float("nan")},
    ],
)
def test_wrong_arguments_say_what_is_right(wrong):
    with pytest.raises(WidgetError, match="Choose"):
        local_linear_map(**wrong)
