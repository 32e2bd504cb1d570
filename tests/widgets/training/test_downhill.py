"""Descent on surfaces: paths, stability limits and words against formulas written by hand."""

from itertools import product

import numpy as np
import pytest

from coursekit.autodiff import grad
from coursekit.widgets import WidgetError, descent
from coursekit.widgets.training.downhill import describe, model
from coursekit.widgets.training.downhill_scene import DescentScene
from coursekit.widgets.training.paths import METHODS, NOISE, path
from coursekit.widgets.training.surfaces import SURFACES, curvatures

GRADIENTS = {
    "bowl": lambda a, b: (a, b),
    "long bowl": lambda a, b: (7.84 * a - 9.12 * b, -9.12 * a + 13.16 * b),
    "saddle": lambda a, b: (a, -b),
    "valley": lambda a, b: (-2 * (1 - a) - 40 * a * (b - a**2), 20 * (b - a**2)),
    "two wells": lambda a, b: (a * (a + 1) * (a - 2), 2 * b),
}
EIGENVALUES = {
    "bowl": (1, 1),
    "long bowl": (1, 20),
    "saddle": (-1, 1),
    "valley": (51 - np.sqrt(51**2 - 40), 51 + np.sqrt(51**2 - 40)),
    "two wells": (2, 6),
}


@pytest.mark.parametrize("name", SURFACES)
def test_gradients_are_those_worked_out_by_hand(name):
    for a, b in ((0.7, -0.4), (-1.3, 0.9), (2.0, 1.1)):
        found = grad(lambda t: SURFACES[name].loss(t[0], t[1]))(np.array([a, b]))
        np.testing.assert_allclose(found, GRADIENTS[name](a, b), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", SURFACES)
def test_eigenvalues_and_the_place_where_they_hold(name):
    assert curvatures(name) == pytest.approx(EIGENVALUES[name], rel=1e-9)
    np.testing.assert_allclose(GRADIENTS[name](*SURFACES[name].place), 0, atol=1e-12)
    if SURFACES[name].lowest is not None:
        assert SURFACES[name].loss(*SURFACES[name].place) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("surface", ["long bowl", "valley", "two wells"])
@pytest.mark.parametrize("method", METHODS)
def test_paths_are_the_rules_written_out(surface, method):
    rate, theta = 0.01, np.array(SURFACES[surface].start)
    v, m, s = np.zeros(2), np.zeros(2), np.zeros(2)
    noise = np.random.default_rng(0).standard_normal((200, 2)) * NOISE
    for k, point in enumerate(path(surface, method, rate).points[:40]):
        np.testing.assert_allclose(point, theta, rtol=1e-8, atol=1e-9)
        g = np.array(GRADIENTS[surface](*theta))
        if method == "SGD":
            g = g + noise[k]
        v = 0.9 * v + g
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
        step = {
            "gradient descent": g,
            "SGD": g,
            "momentum": v,
            "Adam": m / (1 - 0.9 ** (k + 1)) / (np.sqrt(s / (1 - 0.999 ** (k + 1))) + 1e-8),
        }[method]
        theta = theta - rate * step


@pytest.mark.parametrize(
    ("surface", "method", "limit"),
    [
        ("bowl", "gradient descent", 2.0),
        ("long bowl", "gradient descent", 0.1),
        ("long bowl", "momentum", 0.19),
    ],
)
def test_below_the_limit_it_converges_and_beyond_it_diverges(surface, method, limit):
    assert model(surface, method, 0.05, 200).limit == pytest.approx(limit)
    below, beyond = (path(surface, method, limit * factor) for factor in (0.95, 1.05))
    assert below.losses[-1] < 1e-3 * below.losses[0]
    assert beyond.losses[-1] > 1e3 * beyond.losses[0]
    assert "it converges" in describe(model(surface, method, 0.95 * limit, 200))
    assert "it diverges" in describe(model(surface, method, 1.05 * limit, 200))


def test_exactly_at_the_limit_it_bounces_for_ever():
    n = model("long bowl", "gradient descent", 0.1, 200)
    assert n.path.losses[100] == pytest.approx(n.path.losses[200], rel=1e-6)
    assert "exactly at the stability limit 2/λ_max = 0.1" in describe(n)
    assert "1 − αλ = 0.9 and −1: it bounces for ever" in describe(n)


def test_noise_adds_up_exactly_at_the_limit():
    assert describe(model("bowl", "SGD", 2.0, 40)).endswith("the noise of all steps adds up")
    # A point that jumps to its mirror image and is pushed: a random walk of steps of α.
    points = path("bowl", "SGD", 2.0).points
    pushes = 2.0 * np.random.default_rng(0).standard_normal((200, 2)) * NOISE
    signs = (-1.0) ** np.arange(200)[:, None]
    walk = points[0] + np.cumsum(pushes * signs, axis=0)
    np.testing.assert_allclose(-signs * points[1:], walk, atol=1e-9)


@pytest.mark.parametrize("rate", [0.001, 0.00112, 0.0112, 1.12])
def test_a_factor_is_told_with_all_its_digits(rate):
    told = describe(model("saddle", "gradient descent", rate, 1))
    factor = told.split("1 − αλ = ")[1].split(",")[0]
    assert float(factor) == pytest.approx(1 + rate, abs=1e-12)


def test_adam_is_told_where_it_has_come():
    told = describe(model("two wells", "Adam", 0.1, 200)).split("\n")[-1]
    assert told.startswith("the first steps are about α")
    here = path("two wells", "Adam", 0.1).points[200]
    assert ("the shallow minimum" in told) == (np.hypot(*(here - [-1, 0])) < 0.02)
    assert told.endswith("It is at the shallow minimum, L = 2.25")
    assert "It is" not in describe(model("bowl", "Adam", 0.1, 200))


def test_text_of_the_default_state():
    assert descent().description.split("\n") == [
        ("L = ½(θ₁² + θ₂²); eigenvalues of the Hessian everywhere: 1 and 1, condition number 1"),
        "gradient descent: θ ← θ − α∇L, rate α = 0.1",
        "after 40 steps: θ = (−0.0355, 0.0236), loss L = 0.000909",
        (
            "below the stability limit 2/λ_max = 2: a step multiplies the distance along the "
            "eigenvectors by 1 − αλ = 0.9: it converges"
        ),
    ]


def test_momentum_leaves_the_shallow_well_that_holds_gradient_descent():
    plain = describe(model("two wells", "gradient descent", 0.05, 200))
    heavy = describe(model("two wells", "momentum", 0.05, 200))
    assert plain.endswith("It is at the shallow minimum, L = 2.25")
    assert heavy.endswith("It is at the deep minimum, L = 0")


def test_a_smaller_rate_brings_noisy_descent_nearer():
    far, near = (path("bowl", "SGD", rate).losses[100:].mean() for rate in (0.3, 0.03))
    assert near < far / 3


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.filterwarnings("error")
def test_every_state_is_described_and_set(scene, surface):
    scene.set_background(model(surface, "Adam", 0.1, 0))
    for method, rate, steps in product(METHODS, (0.001, 0.1, 3.0), (0, 1, 200)):
        n = model(surface, method, rate, steps)
        scene.move(n)
        text = describe(n)
        assert "nan" not in text
        assert "inf" not in text
        assert ("beyond a million" in text) == (n.left)


@pytest.fixture(scope="module")
def scene():
    return DescentScene()


def test_picture_shows_as_many_steps_as_asked_for(scene):
    n = model("bowl", "gradient descent", 0.1, 7)
    scene.set_background(n)
    scene.move(n)
    plan, curve = scene.figure.axes
    walked = np.column_stack(plan.lines[0].get_data())
    np.testing.assert_allclose(walked, np.outer(0.9 ** np.arange(8), [-2.4, 1.6]))
    np.testing.assert_allclose(curve.lines[0].get_ydata(), 4.16 * 0.81 ** np.arange(8))


def test_every_control_changes_picture_and_text():
    widget = descent()
    changes = (("steps", 5), ("rate", 0.5), ("method", "momentum"), ("surface", "valley"))
    for control, value in changes:
        frame, text = widget.frame(), widget.description
        widget.controls[control].value = value
        assert widget.message == ""
        assert (widget.frame() != frame).any()
        assert widget.description != text


@pytest.mark.parametrize(
    "wrong",
    [
        {"surface": "hill"},
        {"method": "adam"},
        {"rate": 0.0},
        {"rate": 4.0},
        {"rate": float("nan")},
        {"steps": -1},
        {"steps": 201},
    ],
)
def test_what_cannot_be_shown_is_said(wrong):
    with pytest.raises(WidgetError, match="Choose"):
        descent(**wrong)


def test_a_saddle_is_left_at_every_rate():
    assert describe(model("saddle", "gradient descent", 0.1, 40)).split("\n")[-1] == (
        "along θ₂ the curvature is λ = −1: a step multiplies θ₂ by 1 − αλ = 1.1, which is more "
        "than 1: downhill leads away for every rate; a saddle does not hold descent"
    )
    points = path("saddle", "gradient descent", 0.1).points
    np.testing.assert_allclose(points[:50, 1], 0.02 * 1.1 ** np.arange(50))
