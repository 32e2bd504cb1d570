"""The polynomial fit: closed forms against steps that are really taken, and NumPy's solver."""

import numpy as np
import pytest

from coursekit.autodiff import value_and_grad
from coursekit.widgets import WidgetError, polynomial_fit
from coursekit.widgets.training.fitting import STEPS, TARGETS, X, design, fit
from coursekit.widgets.training.polynomial import PolynomialScene, describe, model


def taken(degree, rate, steps, ridge):
    """Take the steps one by one with autodiff; return parameters and loss after the last."""
    phi = np.vander((X - 5) / 5, degree + 1, increasing=True)
    slope = value_and_grad(lambda t: np.mean((phi @ t - TARGETS) ** 2) + ridge * np.sum(t * t))
    theta = np.zeros(degree + 1)
    for _ in range(steps):
        theta = theta - rate * slope(theta)[1]
    return theta, float(slope(theta)[0])


@pytest.mark.parametrize("degree", [0, 1, 3, 9])
@pytest.mark.parametrize(("rate", "ridge"), [(0.5, 0.0), (0.1, 0.0), (0.5, 0.01), (0.9, 0.0)])
@pytest.mark.parametrize("steps", [1, 2, 30])
def test_closed_form_is_the_steps_taken(degree, rate, ridge, steps):
    n = model(degree, rate, float(steps), ridge)
    theta, loss = taken(degree, rate, steps, ridge)
    np.testing.assert_allclose(n.parameters, theta, rtol=1e-8, atol=1e-10)
    assert n.loss == pytest.approx(loss, rel=1e-8)


@pytest.mark.parametrize("degree", range(10))
def test_minimum_is_that_of_numpy(degree):
    found = np.polynomial.polynomial.polyfit((X - 5) / 5, TARGETS, degree)
    np.testing.assert_allclose(fit(degree).minimum, found, rtol=1e-7, atol=1e-9)
    phi = design(X, degree)
    assert fit(degree).design_condition == pytest.approx(np.linalg.cond(phi), rel=1e-6)
    hessian = 2 * phi.T @ phi / len(X)
    assert fit(degree).limit == pytest.approx(2 / np.linalg.eigvalsh(hessian)[-1], rel=1e-9)
    assert fit(degree).condition == pytest.approx(np.linalg.cond(phi) ** 2, rel=1e-5)


def test_ridge_solves_its_normal_equations():
    phi = design(X, 9)
    expected = np.linalg.solve(phi.T @ phi / 12 + 0.01 * np.eye(10), phi.T @ TARGETS / 12)
    np.testing.assert_allclose(fit(9, 0.01).minimum, expected, rtol=1e-9)
    assert fit(9, 0.01).condition < 1000 < fit(9).condition


def test_degree_three_fits_and_degree_nine_visibly_does_not():
    three, nine = (model(degree, 0.5, 1000, 0.0) for degree in (3, 9))
    patient = model(9, 0.5, 100_000, 0.0)
    assert three.loss < 1.001 * three.fit.least
    assert "descent has fitted" in describe(three)
    for n in (nine, patient):
        assert n.loss > 2.5 * n.fit.least
        assert "descent has not fitted yet" in describe(n)
        x = np.linspace(0, 10, 201)
        gap = np.abs(design(x, 9) @ (n.parameters - n.fit.minimum)).max()
        assert gap > 1.0  # of a window that is 4.4 high


@pytest.mark.parametrize("degree", [1, 3, 9])
def test_beyond_the_limit_it_diverges_and_says_so(degree):
    limit = fit(degree).limit
    below, beyond = (model(degree, limit * factor, 2000, 0.0) for factor in (0.99, 1.01))
    assert below.loss < model(degree, 0.1, 1, 0.0).loss
    assert beyond.loss > 1e3
    assert "it diverges" in describe(beyond)
    assert "it diverges" not in describe(below)


def test_flattest_direction_comes_nearer_as_told():
    solved = fit(9)
    steps = round(1 / (0.5 * solved.curvatures[-1]))
    left = solved.minimum - solved.parameters(0.5, steps)
    along = abs(left @ solved.directions[-1]) / abs(solved.goal[-1])
    assert along == pytest.approx(1 / np.e, rel=1e-3)
    assert "the flattest, needs about 4,100,000 steps" in describe(model(9, 0.5, 1000, 0.0))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("degree", [0, 9])
@pytest.mark.parametrize("rate", [0.01, 2.0])
@pytest.mark.parametrize("steps", [1, 100_000])
def test_extremes_draw_and_have_words(degree, rate, steps):
    n = model(degree, rate, steps, 0.1)
    PolynomialScene().move(n)
    assert "nan" not in describe(n)
    assert len(describe(n).split("\n")) == 4


@pytest.mark.parametrize(
    ("degree", "rate", "told"),
    [
        (0, 0.5, "fitted: the slowest direction, the flattest, needs no more than a step"),
        (0, 0.99, "the slowest direction, the steepest, needs about 49 steps"),  # 0.98⁵⁰ ≈ 1/e
        (
            0,
            1.0,
            "α is exactly at the limit: in the steepest direction 1 − αλ_max = −1: it bounces",
        ),
        (3, 0.5, "the slowest direction, the flattest, needs about 43 steps"),
        (3, 0.85, "the slowest direction, the steepest, needs about 64 steps"),
        (9, 0.684, "α is beyond the limit: in the steepest direction 1 − αλ_max = −1.0001: it di"),
    ],
)
def test_the_slowest_direction_is_the_one_whose_factor_is_nearest_one(degree, rate, told):
    n = model(degree, rate, 1000, 0.0)
    assert told in describe(n)
    phi = np.vander((X - 5) / 5, degree + 1, increasing=True)
    step = np.eye(degree + 1) - rate * 2 / 12 * phi.T @ phi
    slowest = np.abs(np.linalg.eigvalsh(step)).max()
    assert np.abs(1 - rate * n.fit.curvatures).max() == pytest.approx(slowest)
    if "about" in told:
        steps = float(told.split("about ")[1].split(" ")[0])
        assert slowest**steps == pytest.approx(1 / np.e, rel=0.02)


def test_losses_drawn_are_those_after_the_steps():
    n = model(3, 0.5, 100, 0.0)
    for index in (0, 5, 60):
        assert n.losses[index] == pytest.approx(model(3, 0.5, STEPS[index], 0.0).loss)


def test_every_control_changes_picture_and_text():
    widget = polynomial_fit()
    for control, value in (("degree", 9), ("rate", 0.1), ("steps", 50.0), ("ridge", 0.01)):
        frame, text = widget.frame(), widget.description
        widget.controls[control].value = value
        assert widget.message == ""
        assert (widget.frame() != frame).any()
        assert widget.description != text


@pytest.mark.parametrize(
    "wrong",
    [
        {"degree": 10},
        {"degree": -1},
        {"degree": 2.5},
        {"rate": 0.0},
        {"rate": float("nan")},
        {"steps": 0},
        {"steps": 10**6},
        {"ridge": 0.5},
    ],
)
def test_what_cannot_be_shown_is_said(wrong):
    with pytest.raises(WidgetError, match="Choose"):
        polynomial_fit(**wrong)


@pytest.mark.parametrize(
    ("degree", "formula"),
    [
        (0, "y = θ₀, u = (x − 5)/5"),
        (3, "y = θ₀ + θ₁u + θ₂u² + θ₃u³,"),
        (4, "y = θ₀ + θ₁u + θ₂u² + … + θ₄u⁴,"),
    ],
)
def test_text_names_the_polynomial(degree, formula):
    assert describe(model(degree, 0.5, 10, 0.0)).startswith(formula)


def test_text_of_degree_nine():
    assert polynomial_fit(9).description.split("\n") == [
        "y = θ₀ + θ₁u + θ₂u² + … + θ₉u⁹, u = (x − 5)/5, n = 12 points; L = mean of (y − t)²",
        (
            "condition number of the design Φ: 2,400; of the Hessian 2ΦᵀΦ/n: its square, "
            "6,000,000; stability limit 2/λ_max = 0.68397"
        ),
        "after 1,000 steps at rate α = 0.5: L = 0.0229; the least possible is 0.00688",
        (
            "descent has not fitted yet: the slowest direction, the flattest, needs about "
            "4,100,000 steps to come e ≈ 2.7 times nearer"
        ),
    ]
