"""Lesson 06: every turn answers back, every check can fail, and its engine differentiates."""

import re

import numpy as np
import pytest
from support.graphs import RandomGraph
from support.lesson import lesson

from coursekit.autodiff import Tensor, grad, graph
from coursekit.checking import run_cells
from coursekit.widgets.backpropagation.paths import model as softmax_model

LESSON = lesson("06_backpropagation")
SECONDS = 8.0
ENGINE = ("engine-values", "engine-backward")


def test_it_runs_in_time():
    assert LESSON.faults == {}
    assert LESSON.seconds < SECONDS


#: A line above the dict would need a name; the walrus gives it one inside.
Y = "(y := np.tanh(w * x + b)) - t"
TANH = f'{{"y_bar": {Y}, "z_bar": (d := (y - t) * (1 - y**2)), "w_bar": d * x, "b_bar": %s}}'


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("your-turn-tanh", TANH % "d"),
        ("your-turn-tanh", TANH % "(y - t) * (1 - y) * (1 + y)"),
        ("your-turn-skip", "y_bar + y_bar * (1 - np.tanh(w * x) ** 2) * w"),
        ("your-turn-skip", "grad(lambda x: y_bar * (np.tanh(w * x) + x))(x)"),
        ("your-turn-squared", "np.sum((a - t) * a * (np.array([0, 1, 0]) - a[1]))"),
        ("your-turn-squared", "((np.diag(a) - np.outer(a, a)) @ (a - t))[1]"),
        ("your-turn-squared", "a[1] * ((a[1] - t[1]) - (a - t) @ a)"),
        ("your-turn-hidden", "W.T @ z_bar * (1 - h**2)"),
        ("your-turn-hidden", "(z_bar @ W) * (1 - h**2)"),
        ("your-turn-hidden", "np.diag(1 - h**2) @ W.T @ z_bar"),
        ("your-turn-quotient", "(1 / v, -u / v**2)"),
        ("your-turn-quotient", "[1 / v, -(u / v) / v]"),
    ],
)
def test_right_answer_is_told_so(cell, answer):
    assert LESSON.tried(cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-tanh", '{"y_bar": t - np.tanh(w * x + b)}', "In 'y_bar': The sign is turned."),
        ("your-turn-tanh", '{"y_bar": w * x + b - t}', "compared the pre-activation"),
        ("your-turn-tanh", f'{{"y_bar": {Y}, "z_bar": 1 - y**2}}', "In 'z_bar': That is the local"),
        ("your-turn-tanh", f'{{"y_bar": {Y}, "z_bar": (y - t) * y * (1 - y)}}', "of a sigmoid"),
        ("your-turn-tanh", TANH.replace("d * x", "d * w") % "d", "In 'w_bar': By w, the slope"),
        ("your-turn-tanh", TANH % "1", "In 'b_bar': That is the local derivative on the edge"),
        ("your-turn-tanh", TANH % "y - t", "In 'b_bar': The way from y to b was cut short"),
        ("your-turn-tanh", TANH.replace("d * x", "x") % "d", "In 'w_bar': That is the local"),
        ("your-turn-tanh", '{"y_bar": y - t}', "the y that section 1 left behind"),
        ("your-turn-tanh", '{"z_bar": 1.0}', "'y_bar' is missing"),
        ("your-turn-tanh", '{"y": 1.0, "z": 1.0}', "Asked are 'y_bar'"),
        ("your-turn-tanh", "np.tanh(w * x + b) - t", "a dict with the keys 'y_bar'"),
        ("your-turn-skip", "y_bar * (1 - np.tanh(w * x) ** 2) * w", "used a second time: it is"),
        ("your-turn-skip", "y_bar", "used a second time: inside"),
        ("your-turn-skip", "y_bar + (1 - np.tanh(w * x) ** 2) * w", "goes along both paths"),
        ("your-turn-skip", "y_bar * (1 + 1 - np.tanh(w * x) ** 2)", "its slope by x is missing"),
        ("your-turn-skip", "y_bar * (1 + w)", "whose slope is missing"),
        ("your-turn-skip", "y_bar + y_bar * (1 - np.tanh(w * x) ** 2) * w * x", "x too many"),
        ("your-turn-skip", "y_bar * (1 - np.tanh(w * x) ** 2) * x", "adjoint of w"),
        ("your-turn-squared", "a[1] - t[1]", "nothing cancels"),
        ("your-turn-squared", "(a[1] - t[1]) * a[1] * (1 - a[1])", "path through a₂ alone"),
        ("your-turn-squared", "a[2] - t[2]", "whose index is 1"),
        ("your-turn-squared", "(a - t) @ J[:, 1]", "the J that the last cell left behind"),
        ("your-turn-squared", "np.sum((a - t) * a * (1 - a[1]))", "δ = 1 on all three paths"),
        ("your-turn-squared", "np.sum((a - t) * a * (1 - a))", "by its own score"),
        ("your-turn-squared", "((np.diag(a) - np.outer(a, a)) @ (a - t))[2]", "counts from 0"),
        ("your-turn-squared", "(np.diag(a) - np.outer(a, a)) @ (a - t)", "all three scores"),
        ("your-turn-hidden", "W.T @ z_bar", "stands tanh"),
        ("your-turn-hidden", "W.T @ z_bar * h * (1 - h)", "slope of a sigmoid"),
        ("your-turn-hidden", "W.T @ z_bar @ (1 - h**2)", "multiply entry by entry"),
        ("your-turn-hidden", "np.outer(z_bar, h)", "adjoint of W"),
        ("your-turn-hidden", "W * (1 - h**2)", "Jacobian of z by u"),
        ("your-turn-quotient", "(1 / v, u / v**2)", "The minus is missing"),
        ("your-turn-quotient", "(1 / v, -u / v)", "The square is missing"),
        ("your-turn-quotient", "(v, u)", "slopes of a product"),
        ("your-turn-quotient", "(v - u) / v**2", "That is one number"),
        ("your-turn-quotient", "u / v", "the quotient itself"),
    ],
)
def test_slip_gets_its_own_message(cell, answer, message):
    verdict = LESSON.tried(cell, answer)
    assert not verdict.correct
    assert verdict.outcome in ("wrong", "invalid")
    assert message in verdict.message


def test_a_forgotten_transpose_is_refused_by_numpy():
    verdict = LESSON.tried("your-turn-hidden", "W @ z_bar * (1 - h**2)")
    assert verdict.outcome == "error"


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("logistic-by-hand", "1 * (y - t)", "1 * (t - y)"),
        ("logistic-by-hand", "(y * (1 - y))", "(z * (1 - z))"),
        ("logistic-by-hand", "z_bar * x, z_bar * 1", "z_bar, z_bar * 1"),
        ("logistic-by-hand", "z_bar * x, z_bar * 1", "z_bar * x, z_bar * b"),
        ("sums-in-numbers", "w_bar += comes_back", "w_bar = comes_back"),
        ("sums-in-numbers", "(0.1 * w, z_bar * x)", "(0.1 * w**2, z_bar * x)"),
        ("sums-in-numbers", "1 + p * np.exp(p * q)", "p * np.exp(p * q)"),
        ("sums-in-numbers", "p_bar * -np.sin(s) + q_bar * 2 * s\n", "p_bar + q_bar\n"),
        ("three-paths", "np.diag(a) - np.outer(a, a))", "np.diag(a * (1 - a)))"),
        ("three-paths", "J[:, 1]", "J[:, 2]"),
        ("three-paths", "J[:, 1] * features[0]", "J[:, 1] * features[1]"),
        ("three-paths", "loss is squared or np.isclose(", "np.isclose("),
        ("multiclass", '(bar["y"] - bar["y"] @ value["y"])', 'bar["y"]'),
        ("multiclass", "-soft / value", "soft / value"),
        ("multiclass", 'np.outer(bar["z"], features)', '-np.outer(bar["z"], features)'),
        ("multiclass", "W.T @ bar", "2 * W.T @ bar"),
        ("multiclass", 'value["y"] - soft)', 'soft - value["y"])'),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(cell, true, false):
    error = LESSON.mutated(cell, true, false).error
    assert error is not None
    assert error.startswith("AssertionError")


# ------------------------------------------------------------------------------- the two engines


def lessons_engine(names, f, a, b):
    u, v = names["Value"](a), names["Value"](b)
    names["backward"](f(u, v))
    return [u.bar, v.bar]


def our_engine(f, a, b):
    u, v = Tensor(a, requires_grad=True), Tensor(b, requires_grad=True)
    f(u, v).backward()
    return [u.grad.item(), v.grad.item()]


def test_the_engine_is_as_short_as_the_lesson_says():
    lines = "\n".join(LESSON.sources[cell] for cell in ENGINE).splitlines()
    written = [line for line in lines if line.strip() and not line.startswith("#")]
    assert 15 <= len(written) <= 20


@pytest.mark.parametrize("seed", range(40))
def test_both_engines_differentiate_the_same_random_graphs(seed):
    f = RandomGraph(seed)
    expected = f.gradient(0.7, -0.4)
    assert our_engine(f, 0.7, -0.4) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    found = lessons_engine(LESSON.names, f, 0.7, -0.4)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("engine-values", "(1.0, 1.0)", "(1.0, -1.0)"),
        ("engine-values", "(other.data, self.data)", "(self.data, other.data)"),
        ("engine-backward", "(np.exp(u.data),))", "(u.data,))"),
        ("engine-backward", "np.tanh(u.data) ** 2,", "np.tanh(u.data),"),
        ("engine-backward", "u + Value(-1.0) * v", "v + Value(-1.0) * u"),
        ("engine-backward", "u.bar += v.bar", "u.bar = v.bar"),
        ("engine-backward", "reversed(tape)", "tape"),
        ("engine-backward", "result.bar = 1.0", "result.bar = 2.0"),
    ],
)
def test_the_tangled_graphs_find_every_mistake_in_an_engine(cell, true, false):
    names = dict(LESSON.names)
    sources = [LESSON.sources[each] for each in (*ENGINE, "engine-tested")]
    place = ENGINE.index(cell)
    assert true in sources[place]
    sources[place] = sources[place].replace(true, false)
    *built, tested = run_cells(sources, names)
    assert all(result.ok for result in built)
    assert tested.error is not None
    assert tested.error.startswith("AssertionError")


def test_a_second_pass_of_the_engine_begins_at_zero():
    value, backward = LESSON.names["Value"], LESSON.names["backward"]
    u = value(0.7)
    square = u * u
    for _ in range(2):
        backward(square)
        assert u.bar == pytest.approx(1.4)


def test_the_engine_divides_once_it_has_a_rule():
    value = LESSON.names["Value"]
    why = LESSON.names["practice"].questions["quotient_slopes"].why
    line = re.search(r"Value\.__truediv__ = .*\)", why)
    names = {**LESSON.names, "quotient_slopes": lambda u, v: (1 / v, -u / v**2)}
    exec(line[0], names)
    found = lessons_engine(names, lambda u, v: u / (v * v + u), 0.7, -0.4)
    del value.__truediv__
    expected = grad(lambda u, v: u / (v * v + u), (0, 1))(0.7, -0.4)
    assert found == pytest.approx(list(expected))


# ------------------------------------------------------------------------- what the prose claims


def test_ten_forks_make_1024_paths_and_40_edges():
    def forks(x):
        for _ in range(10):
            x = np.sin(x) * np.cos(x)
        return x

    g = graph(forks, 0.5)
    paths = [1] + [0] * (len(g) - 1)
    for edge in g.edges:
        paths[edge.target] += paths[edge.source]
    assert (paths[-1], len(g.edges)) == (1024, 40)


@pytest.mark.parametrize("kind", ["soft", "one-hot", "squared"])
def test_numbers_of_the_softmax_are_those_of_its_picture(kind):
    names = LESSON.names
    n = softmax_model(kind, 2, names["W"][1, 0])
    assert np.allclose(n.a, names["a"])
    goal = names["soft"] if kind == "soft" else np.eye(3)[1]
    assert np.allclose(n.t, goal)
    loss = names["squared" if kind == "squared" else "cross_entropy"]
    whole = grad(lambda W: loss(names["softmax"](W @ names["features"] + names["bias"]), goal))
    assert np.sum(n.products) == pytest.approx(whole(names["W"])[1, 0])


def test_numbers_of_the_layer_are_those_of_its_picture():
    W = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0]])
    x, b, t = np.array([1.0, 0.5, 2.0]), np.array([0.5, -1.0]), np.array([1.0, -1.0])
    by_W, by_b = grad(lambda W, b: np.sum((W @ x + b - t) ** 2), (0, 1))(W, b)
    assert by_W.tolist() == [[3, 1.5, 6], [-3, -1.5, -6]]
    assert by_b.tolist() == [3, -3]
    told = LESSON.names["backprop_stepper"]("norm", step=99).description
    assert "[(3, 1.5, 6), (−3, −1.5, −6)]" in told
