"""Lesson 07: every turn answers back, every check can fail, and its figures hold."""

import gc
import importlib.util
import re
import sys
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from support.lesson import lesson

from coursekit.autodiff import finite_difference, grad
from coursekit.checking import run_cells
from coursekit.widgets.forward_and_reverse.brackets import model as order_model
from coursekit.widgets.forward_and_reverse.deltas import model as chain_model

LESSON = lesson("07_forward_and_reverse")
SECONDS = 8.0
BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "autodiff.py"
CHEAP, BAR = 5, 4  # value and gradient over value: what the theorem allows, the benchmark's bar


def test_it_runs_in_time():
    assert LESSON.faults == {}
    assert LESSON.seconds < SECONDS


QUOTIENT = "(u_dot * w - u * w_dot) / w**2"
BILL = '{"forward": %s, "reverse": %s, "gigabytes": %s}'
ENDS = '{"left": %s, "right": %s}'
#: A line above the result would need a name; the walrus gives it one inside.
X3 = "(x3 := np.tanh(a2 * (x2 := np.tanh(a1 * x1))))"
CHAIN = f"d3 * (1 - {X3}**2) * a2 * (1 - x2**2) * x1"
BACK = '{"b": (z := delta * f_out * (1 - f_out)), "A": %s, "delta": %s}'


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("your-turn-quotient", f"(u / w, {QUOTIENT})"),
        ("your-turn-quotient", "[u / w, u_dot / w - u * w_dot / w**2]"),
        ("your-turn-quotient", "(u / w, (u_dot - u / w * w_dot) / w)"),
        ("your-turn-quotient", "jvp(lambda u, w: u / w, (u, w), (u_dot, w_dot))"),
        ("your-turn-bill", BILL % ("n", "m", "8 * n * m / 10**9")),
        ("your-turn-bill", BILL % ("n", "m", "n * m * 8e-9")),
        ("your-turn-chain", CHAIN),
        ("your-turn-chain", "grad(lambda a: d3 * np.tanh(a2 * np.tanh(a * x1)))(a1)"),
        ("your-turn-ends", ENDS % ("p * q + q * r", "p * q * r + p * r")),
        ("your-turn-ends", ENDS % ("q * (p + r)", "p * r * (q + 1)")),
        ("your-turn-layer", BACK % ("np.outer(z, f_in)", "z @ A")),
        ("your-turn-layer", BACK % ("z[:, None] * f_in", "A.T @ z")),
    ],
)
def test_right_answer_is_told_so(cell, answer):
    assert LESSON.tried(cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-quotient", "(u / w, u_dot / w_dot)", "divided the tangents by each other"),
        ("your-turn-quotient", QUOTIENT, "That is the tangent alone"),
        ("your-turn-quotient", f"({QUOTIENT}, u / w)", "in the wrong order"),
        ("your-turn-quotient", "(u / w, (u_dot * w + u * w_dot) / w**2)", "has a minus"),
        ("your-turn-quotient", "(1 / w, -u / w**2)", "the pair that lesson 06 asked for"),
        (
            "your-turn-quotient",
            "(u / w, (u + u_dot) / (w + w_dot) - u / w)",
            "the terms with a single ε",
        ),
        ("your-turn-bill", BILL % ("m", "n", "n * m"), "In 'forward': That is the number of out"),
        ("your-turn-bill", BILL % ("n", "1", "n * m"), "In 'reverse': One sweep is enough for a"),
        ("your-turn-bill", BILL % ("n", "m", "n * m / 1e9"), "S3 did the same"),
        ("your-turn-bill", BILL % ("n", "m", "4 * n * m / 1e9"), "float32"),
        ("your-turn-bill", BILL % ("n", "m", "8 * n * m"), "Those are bytes"),
        ("your-turn-bill", BILL % ("n", "m", "8 * n * m / 2**30"), "gibibytes"),
        ("your-turn-chain", "d3 * (1 - np.tanh(a1 * x1)**2) * x1", "Layer 2 is missing"),
        ("your-turn-chain", f"d3 * (1 - {X3}**2) * a2", "That is δ⁽²⁾"),
        ("your-turn-chain", CHAIN[:-2] + "x2", "what layer 1 gives out"),
        (
            "your-turn-chain",
            "d3 * (1 - np.tanh(a1 * x1) ** 2) * a2 * (1 - x1**2) * x1",
            "one layer too low",
        ),
        ("your-turn-chain", f"d3 * (1 - {X3}**2) * x2", "That is ∂y/∂α⁽²⁾"),
        ("your-turn-chain", CHAIN.replace("a2 * (1 -", "a1 * (1 -"), "parameter of its own layer"),
        (
            "your-turn-chain",
            "d3 * (1 - (a2 * np.tanh(a1 * x1)) ** 2) * a2 * (1 - (a1 * x1) ** 2) * x1",
            "You squared α x",
        ),
        ("your-turn-ends", ENDS % ("p * q * r", "0"), "In 'left': You multiplied all the sizes"),
        ("your-turn-ends", ENDS % ("p * q + p * q * r", "0"), "counted with p rows"),
        ("your-turn-ends", ENDS % ("p * q + q * r", "p * q * r"), "first of the two products from"),
        ("your-turn-layer", '{"b": delta}', "In 'b': That is δ as it came"),
        ("your-turn-layer", '{"b": delta * (1 - f_out**2)}', "slope of tanh"),
        ("your-turn-layer", BACK % ("np.outer(f_in, z)", "0"), "lies on its side"),
        ("your-turn-layer", BACK % ("np.outer(z, f_out)", "0"), "what the layer gives out"),
        ("your-turn-layer", BACK % ("np.outer(z, f_in)", "delta @ A"), "slope of σ is missing"),
        (
            "your-turn-layer",
            BACK % ("np.outer(z, f_in)", "delta @ A * f_in * (1 - f_in)"),
            "You took the slope from f_in",
        ),
        ("your-turn-layer", BACK % ("np.outer(z, f_in)", "z"), "goes on through A"),
    ],
)
def test_slip_gets_its_own_message(cell, answer, message):
    verdict = LESSON.tried(cell, answer)
    assert not verdict.correct
    assert message in verdict.message


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("dual-checked", "np.cos(u.value) * u.tangent", "np.cos(u.value)"),
        ("dual-checked", "2 * np.cos(1)", "np.cos(1)"),
        ("directions", "Dual(2.0, v[1])", "Dual(2.0)"),
        ("directions", "Dual(0.5, v[0])", "Dual(0.5, 1.0)"),
        ("both-products", "(v,))", "(x,))"),
        ("both-products", "u @ J)", "J @ v)"),
        ("both-products", "np.allclose(J.T, [jvp", "np.allclose(J, [jvp"),
        ("both-products", "for e in np.eye(3)", "for e in np.eye(3)[::-1]"),
        ("both-products", "np.float32", "np.float64"),
        ("four-derivatives", "delta * xs[k]", "delta * alphas[k]"),
        ("four-derivatives", "delta = delta * alphas[k]", "delta = alphas[k]"),
        ("four-derivatives", "[105, 70, 42, 30]", "[30, 42, 70, 105]"),
        ("factors", "(m, m * d))", "(m * d, m))"),
        ("whole-product", '"ij,jk,km->im"', '"ij,jk,km->i"'),
        ("whole-product", "M[3] @ M[2] @ by_own[1], ", "M[3] @ (M[2] @ by_own[1]) * 2, "),
        ("whole-product", "2 * (y - t)", "(y - t)"),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(cell, true, false):
    error = LESSON.mutated(cell, true, false).error
    assert error is not None
    assert error.startswith(("AssertionError", "ValueError"))


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("2 * (f[-1] - t)", "f[-1] - t"),
        ("(1 - f[i + 1] ** 2)", "(1 - f[i + 1])"),
        ("delta * (1 - f[i + 1] ** 2)", "delta"),
        ("np.outer(z_bar, f[i])", "np.outer(z_bar, f[i]) * 2"),
        ("f[i]), z_bar)", "f[i]), delta)"),
        ("delta = z_bar @ A[i]", "delta = delta @ A[i]"),
    ],
)
def test_a_wrong_line_of_the_backward_pass_is_found(true, false):
    """After a wrong pass the checks below it fail."""
    passes, checks = LESSON.sources["both-passes"], LESSON.sources["passes-checked"]
    assert true in passes
    written, checked = run_cells([passes.replace(true, false), checks], dict(LESSON.names))
    assert written.ok
    assert checked.error is not None
    assert checked.error.startswith("AssertionError")


# -------------------------------------------------------------------------------- dual numbers


def test_the_class_differentiates_any_composition_of_its_operations():
    dual, u = LESSON.names["Dual"], 0.8
    f = lambda x: np.sin(x * x) * x + np.sin(np.sin(x) + x * x)
    found = f(dual(u, 1.0))
    assert found.value == pytest.approx(f(u))
    assert found.tangent == pytest.approx(finite_difference(f, u))


def test_the_class_divides_once_it_has_the_rule_of_the_turn():
    dual = LESSON.names["Dual"]
    why = LESSON.names["practice"].questions["dual_quotient"].why
    assert "__truediv__" in why
    quotient = lambda a, b: (
        a.value / b.value,
        (a.tangent * b.value - a.value * b.tangent) / b.value**2,
    )
    dual.__truediv__ = lambda a, b: dual(*quotient(a, b))
    try:
        found = (lambda u: u / (u * u + u))(dual(0.7, 1.0))
    finally:
        del dual.__truediv__
    assert found.tangent == pytest.approx(grad(lambda u: u / (u * u + u))(0.7))


# ------------------------------------------------------------------------- what the prose claims


@pytest.fixture
def benchmark(monkeypatch):
    """benchmarks/autodiff.py as a module, and nothing of it left behind."""
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # it would set that itself, for good
    spec = importlib.util.spec_from_file_location("benchmarks_autodiff", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # its dataclasses look there
    spec.loader.exec_module(module)
    yield module
    gc.unfreeze()


def test_the_cheap_gradient_agrees_with_the_benchmark(benchmark, capsys):
    """Both measure a network of a million weights; a busy machine has three attempts."""
    names = dict(LESSON.names)
    assert names["W"].size + names["V"].size == pytest.approx(10**6, rel=1e-3)
    for _ in range(3):
        here = median(names["ratios"])
        benchmark.cheap_gradient(10**6, BAR)
        there = float(re.search(rf"ms\s+([\d.]+)\s+{BAR}\b", capsys.readouterr().out)[1])
        if 1 < here < CHEAP and there < CHEAP and here == pytest.approx(there, rel=0.5):
            return
        run_cells([LESSON.sources["cheap-gradient"]], names)
    pytest.fail(f"the lesson measures {here:.2f}, the benchmark {there:.2f}")


@pytest.mark.parametrize(
    ("ratio", "told"),
    [(1.7, "less than 10 times"), (9.9, "less than 10 times"), (30.0, "less than 100 times"),
     (999_699, "less than 1000000 times")],
)  # fmt: skip
def test_the_times_are_judged_and_none_is_stored(ratio, told):
    """What is printed follows the measurement, and is the same three times slower than usual."""
    names = {**LESSON.names, "slow": ratio}
    true, source = "timeit(lambda: f(W, V), number=1)", LESSON.sources["cheap-gradient"]
    assert true in source
    (result,) = run_cells([source.replace(true, "slow if f is both else 1.0")], names)
    first, second = result.output.splitlines()
    assert first == f"Loss and 999,698 derivatives: {told} as long as the loss alone."
    assert second == "With differences it would be 999,699 times."


def cost(sizes, from_left):
    """Multiplications of a chain of matrices, with loops over what is really multiplied."""
    left, total = list(sizes), 0
    while len(left) > 2:
        k = 1 if from_left else len(left) - 2
        total += left[k - 1] * left[k] * left[k + 1]
        del left[k]
    return total


def test_counts_of_the_prose_and_of_the_predictions():
    assert (cost((1, 2, 4, 5, 6, 24), True), cost((1, 2, 4, 5, 6, 24), False)) == (202, 1440)
    assert (cost((50, 50, 50, 1), True), cost((50, 50, 50, 1), False)) == (127_500, 5000)
    widths = (3, 6, 5, 4, 2)
    sizes = [(1, *widths[:k:-1], 1) for k in range(4)]
    assert (cost(sizes[0], True), cost(sizes[0], False)) == (64, 60)
    assert [cost(each, False) - cost(each, True) for each in sizes] == [-4, -3, -2, 0]
    assert sum(cost(each, False) for each in sizes) == 102
    deltas = sum(m * d for d, m in pairwise(widths[1:]))
    assert deltas + sum(each[-2] for each in sizes) == 75
    shown = order_model("3, 6, 5, 4, 2", "one", 0, 1)
    assert (shown.reverse, shown.forward) == (64, 60)
    assert (shown.net.totals.reverse, shown.net.totals.forward) == (75, 102)
    shallow = order_model("2, 4, 1", "one", 0, 1).net.totals
    # 1·4 for δ and 4 + 1 for the ends; 4 + 1 from the right for l = 0, 1 for l = 1
    assert (shallow.reverse, shallow.forward) == (4 + 4 + 1, 4 + 1 + 1)


def test_chain_by_hand_is_what_its_widget_shows():
    shown = chain_model(2.0, 3.0, 5.0, 7.0, 1.0, "identity", 0)
    assert shown.values == (1, 2, 6, 30, 210)
    assert shown.deltas[1:] == (105, 35, 7, 1)
    assert shown.derivatives == (105, 70, 42, 30)


def test_with_parameters_of_2_5_the_first_layer_hardly_learns():
    shown = chain_model(2.5, 2.5, 2.5, 2.5, 1.0, "tanh", 0)
    assert abs(shown.derivatives[0]) < 1e-2 * abs(shown.derivatives[3])


@pytest.mark.parametrize(("layers", "alone", "kept"), [(4, 6, 5), (100, 4950, 197)])
def test_multiplications_of_a_chain(layers, alone, kept):
    assert sum(layers - k - 1 for k in range(layers)) == alone
    new_deltas, by_parameters = layers - 2, layers - 1
    assert new_deltas + by_parameters == kept
