"""Differences, the complex step, and the check against them."""

import math

import numpy as np
import pytest

from coursekit.autodiff import (
    AutodiffError,
    check_grads,
    complex_step,
    finite_difference,
    primitive,
)


def test_kinds_are_the_textbooks_quotients():
    f = lambda x: x**3
    assert finite_difference(f, 1.0, h=0.5, kind="forward") == (1.5**3 - 1) / 0.5
    assert finite_difference(f, 1.0, h=0.5, kind="backward") == (1 - 0.5**3) / 0.5
    assert finite_difference(f, 1.0, h=0.5) == (1.5**3 - 0.5**3) / 1.0


@pytest.mark.parametrize(
    ("kind", "accuracy"), [("central", 1e-9), ("forward", 1e-7), ("backward", 1e-7)]
)
def test_default_steps_are_near_the_best(kind, accuracy):
    for x in (0.0, 1.0, -3.0):
        assert abs(finite_difference(np.sin, x, kind=kind) - math.cos(x)) < accuracy
    assert finite_difference(lambda x: x**2, 1e6, kind=kind) == pytest.approx(2e6, rel=1e-6)


def test_orders_of_the_error():
    h = np.array([1e-1, 1e-2, 1e-3])
    for kind, order in (("central", 2), ("forward", 1), ("backward", 1)):
        error = np.abs(finite_difference(np.exp, 1.0, h=h, kind=kind) - math.e)
        np.testing.assert_allclose(np.diff(np.log10(error)), -order, atol=0.1)


def test_gradient_or_entry_by_entry():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_allclose(finite_difference(lambda x: np.sum(x**2), x), 2 * x, rtol=1e-8)
    np.testing.assert_allclose(finite_difference(np.sin, x), np.cos(x), rtol=1e-8)
    np.testing.assert_allclose(complex_step(lambda x: np.sum(x**2), x), 2 * x, rtol=1e-15)
    np.testing.assert_allclose(complex_step(np.sin, x), np.cos(x), rtol=1e-15)
    with pytest.raises(AutodiffError, match=r"shape \(2,\)"):
        finite_difference(lambda x: x[0], x)


def test_numbers_in_numbers_out():
    assert type(finite_difference(math.sin, 1)) is float
    assert type(complex_step(np.sin, 1.0)) is float
    assert finite_difference(math.sin, 1.0) == pytest.approx(math.cos(1.0))


def test_complex_step_is_exact_and_knows_its_limits():
    assert complex_step(np.exp, 1.0) == math.exp(1.0)
    for f in (np.abs, lambda x: 3.0, lambda x: x * np.abs(x), lambda x: np.sign(x) * x**2):
        with pytest.raises(AutodiffError, match="imaginary"):
            complex_step(f, -1.5)
    x = np.array([1e-3, 2.0, 1e4])
    np.testing.assert_allclose(complex_step(lambda x: np.sin(1 / x), x), -np.cos(1 / x) / x**2)
    np.testing.assert_allclose(complex_step(lambda x: x * 0 + 1e9, 1.0), 0.0)
    np.testing.assert_allclose(complex_step(lambda x: np.sum(x**3), x), 3 * x**2, rtol=1e-14)
    np.testing.assert_allclose(complex_step(np.sqrt, 0.0 + 1e-12), 5e5, rtol=1e-6)


def test_bad_steps_and_kinds():
    with pytest.raises(AutodiffError, match="central"):
        finite_difference(np.sin, 1.0, kind="middle")
    with pytest.raises(AutodiffError, match="divides by zero"):
        finite_difference(np.sin, 1.0, h=0.0)


def test_check_grads_passes_what_is_right():
    check_grads(lambda x, y: np.sum(np.sin(x) * y), (np.ones(2), 2.0))
    check_grads(np.tanh, (0.3,), order=3)
    check_grads(np.tanh, (np.float32([0.3, 0.4]),), order=1)
    check_grads(lambda x: np.ones(2), (1.0,))


@primitive(lambda g, y, x: g * np.where(np.arange(3) == 1, 2 * x + 1, 2 * x), elementwise=True)
def wrong_square(x):
    return x * x


@primitive(
    lambda g, y, x: g * (2 * x.detach() if hasattr(x, "detach") else 2 * x), elementwise=True
)
def wrong_in_second_order(x):
    return x * x


def test_check_grads_names_the_entry():
    with pytest.raises(
        AutodiffError, match=r"wrong_square, forward mode: argument 0, entry \[1, 1\].* 5, .* 4 "
    ):
        check_grads(wrong_square, (np.array([1.0, 2.0, 3.0]),))
    check_grads(wrong_in_second_order, (1.0,), order=1)
    with pytest.raises(AutodiffError, match="derivative of"):
        check_grads(wrong_in_second_order, (1.0,), order=2)
    with pytest.raises(AutodiffError, match="tuple"):
        check_grads(np.sin, 1.0)


def test_check_grads_tells_which_mode_argument_and_order():
    def by_hand(vjps, jvps):
        return primitive(*vjps, jvps=jvps)(lambda a, b: a * b)

    right = [lambda g, y, a, b: g * b, lambda g, y, a, b: g * a]
    wrong = [lambda g, y, a, b: g * b, lambda g, y, a, b: g * a * np.array([1.0, 1.0, 1.01])]
    args = (np.array([1.0, 2.0, 3.0]), np.array([-1.0, 0.5, 2.0]))
    check_grads(by_hand(right, right), args)
    with pytest.raises(AutodiffError, match=r"reverse mode: argument 1, entry \[2, 2\] .* 3.03,"):
        check_grads(by_hand(wrong, right), args)
    with pytest.raises(AutodiffError, match=r"forward mode: argument 1, entry \[2, 2\]"):
        check_grads(by_hand(right, wrong), args)
    check_grads(by_hand(right, wrong), args, modes=("reverse",))
    with pytest.raises(AutodiffError, match="the reverse derivative of wrong_in_second_order"):
        check_grads(wrong_in_second_order, (1.0,), modes=("reverse",))


def test_check_grads_of_many_entries_is_quick_and_still_finds_one():
    x = np.linspace(0.1, 1.0, 200_000)
    check_grads(lambda x: np.sum(np.sin(x) * x), (x,))

    @primitive(lambda g, y, x: g * (2 * x + (np.arange(x.size) == 777)), elementwise=True)
    def off_in_one(x):
        return x * x

    with pytest.raises(AutodiffError, match="off_in_one, forward mode: the derivative is wrong"):
        check_grads(off_in_one, (x,))


def test_check_grads_of_containers_and_nothing():
    weights = {"w": np.ones((2, 3)), "b": (np.zeros(2), 1.5)}
    f = lambda p, x: np.tanh(p["w"] @ x + p["b"][0]) * p["b"][1]
    check_grads(f, (weights, np.array([0.1, 0.2, 0.3])))
    check_grads(lambda a: a * a, (np.zeros((0, 2)),))
    with pytest.raises(AutodiffError, match="argument 0\\['b'\\] is"):
        check_grads(lambda p: p["b"], ({"b": np.ones(2, int)},))


def test_check_grads_wrong_questions():
    with pytest.raises(AutodiffError, match="backward"):
        check_grads(np.sin, (1.0,), modes=("backward",))
    with pytest.raises(AutodiffError, match="order=0"):
        check_grads(np.sin, (1.0,), order=0)


def test_steps_are_chosen_from_the_type():
    x = np.float32([0.5, 1.0])
    slope = finite_difference(np.sin, x)
    assert slope.dtype == np.float32
    np.testing.assert_allclose(slope, np.cos(x), rtol=1e-4)
    np.testing.assert_allclose(finite_difference(lambda x: np.sum(x**2), x), 2 * x, rtol=1e-3)
    check_grads(lambda x: np.sin(x) * np.sum(x), (x,))
