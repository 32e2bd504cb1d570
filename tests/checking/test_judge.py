"""Every way out of the judge, each reached by a concrete answer."""

import ast
import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import coursekit.checking
from coursekit.autodiff import Tensor, grad
from coursekit.checking import (
    Exercise,
    Integers,
    Matrix,
    OneOf,
    Option,
    Reals,
    Simplex,
    Slip,
    Vector,
    derivative,
)

D_SIN_X2 = Exercise(
    id="d_sin_x2",
    title="Chain rule",
    prompt="Differentiate.",
    inputs={"x": Reals(-3, 3)},
    reference=derivative(lambda x: np.sin(x**2)),
    slips=[
        Slip("inner_forgotten", lambda x: np.cos(x**2), "That is g′(f(x))."),
        Slip("inside", lambda x: np.cos(2 * x), "You differentiated inside the cosine."),
    ],
    probes=[(-1.9,), (0.5,), (1.3,)],
    why="The chain rule.",
)


def question(reference, slips=(), **inputs):
    return Exercise(
        id="answer", title="", prompt="?", inputs=inputs, reference=reference, slips=slips
    )


CUBE = question(lambda x: 3 * x**2, x=Reals(-3, 3))
GRADIENT = question(
    lambda x, y: np.array([2 * x * y, x**2 + 3 * y**2]), x=Reals(-2, 2), y=Reals(-2, 2)
)
ROW = replace(GRADIENT, row_vector=True)
WX = question(lambda W, g: W.T @ g, W=Matrix(2, 3), g=Vector(2))
COLUMN_SUM = question(lambda G: G.sum(0), G=Matrix(5, 2))
COLUMN_MEAN = question(lambda G: G.mean(0), G=Matrix(5, 2))
OUTER = question(lambda g, x: np.outer(g, x), g=Vector(2), x=Vector(3))
JACOBIAN = question(lambda A: 2 * A, A=Matrix(3, 3))
SOFTMAX = question(lambda z: np.exp(z) / np.exp(z).sum(), z=Vector(3))
CONDITIONAL = question(lambda P: P / P.sum(1, keepdims=True), P=Matrix(2, 3, 0.5, 9))
THIRDS = question(lambda n: n / 3, n=Integers(1, 50))
SQUARE_PLUS = question(lambda x: x**2 + 0.1, x=Reals(-3, 3))
UNION = question(lambda a, b: a + b - a * b, a=Reals(0.1, 0.9), b=Reals(0.1, 0.9))
CENTRED = question(lambda x: x - x.mean(), x=Vector(4))
GRAM = question(lambda A: A.T @ A, A=Matrix(4, 2))
LOG = question(lambda x: np.log(x), x=Reals(0.2, 5))
PLAIN = question(lambda x: np.exp(x) * (x - 2), x=Reals(0.1, 4))

VALUE = Exercise(id="v", title="", prompt="?", kind="value", reference=1 / 7, slips=[
    Slip("flipped_sum", 3 / 7, "You added the wrong way."),
])  # fmt: skip
STEP = Exercise(id="h", title="", prompt="?", kind="value", reference=1e-8, within_factor=10,
    slips=[Slip("central", 6e-6, "That is the best step of the central difference.")],
)  # fmt: skip
CHOICE = Exercise(id="c", title="", prompt="?", kind="choice", options=[
    Option("a", "nowhere", slip="kink", message="Look at the kink."),
    Option("b", "at 0", message="Left and right slope differ."),
])  # fmt: skip
TYPED = Exercise(id="t", title="", prompt="?", kind="formula", inputs={"x": Reals(-3, 3)},
    reference="2x cos(x^2)", slips=[Slip("inner_forgotten", "cos(x^2)", "2x is missing.")],
)  # fmt: skip
NEURON = Exercise(id="p", title="", prompt="?", kind="parts", inputs={"x": Reals(-2, 2)},
    reference=lambda x: {"z": 2 * x + 1, "y": np.tanh(2 * x + 1)},
)  # fmt: skip
XOR = Exercise(id="net", title="", prompt="?", kind="program",
    driver=lambda space: space["net"](np.eye(2)), reference=lambda out: np.all(out > 0),
)  # fmt: skip


def right(x):
    return 2 * x * np.cos(x**2)


def stateful():
    state = iter(range(1000))
    return lambda x: right(x) + next(state)


def mutating(W, g):
    W *= 0
    return g


def printing(x):
    print(right(x))


def only_positive(x):
    if x > 0:
        return right(x)
    return None


def unfinished(x):
    raise NotImplementedError


# tag -> the exercise and an answer that must get this tag and no other
PATHS = {
    "not_a_function": (D_SIN_X2, 3.0),
    "signature": (D_SIN_X2, lambda x, y: x),
    "raised": (D_SIN_X2, lambda x: undefined_name),  # noqa: F821
    "mutated": (WX, mutating),
    "printed": (D_SIN_X2, printing),
    "returns_nothing": (D_SIN_X2, lambda x: None),
    "branch_returns_nothing": (D_SIN_X2, only_positive),
    "random": (D_SIN_X2, stateful()),
    "text": (D_SIN_X2, lambda x: "2x"),
    "type": (D_SIN_X2, lambda x: object()),
    "ragged": (GRADIENT, lambda x, y: [[x, y], [x]]),
    "truth_value": (D_SIN_X2, lambda x: x > 0),
    "complex": (D_SIN_X2, lambda x: (x - 3.5) ** 0.5),
    "singleton": (D_SIN_X2, lambda x: np.array([right(x)])),
    "column": (ROW, lambda x, y: np.array([[2 * x * y], [x**2 + 3 * y**2]])),
    "transposed": (JACOBIAN, lambda A: 2 * A.T),
    "not_summed": (COLUMN_SUM, lambda G: G),
    "not_averaged": (COLUMN_MEAN, lambda G: G),
    "summed": (GRADIENT, lambda x, y: 2 * x * y + x**2 + 3 * y**2),
    "reshaped": (OUTER, lambda g, x: np.outer(g, x).ravel()),
    "shape": (WX, lambda W, g: W @ W.T),
    "nan": (LOG, lambda x: math.nan if x < 1 else math.log(x)),
    "inf": (LOG, lambda x: np.float64(1) / 0),
    "inner_forgotten": (D_SIN_X2, lambda x: np.cos(x**2)),
    "inner_forgotten_minus": (D_SIN_X2, lambda x: -np.cos(x**2)),
    "inside_double": (D_SIN_X2, lambda x: 2 * np.cos(2 * x)),
    "inside_half": (D_SIN_X2, lambda x: np.cos(2 * x) / 2),
    "integer": (THIRDS, lambda n: n // 3),
    "rounded": (D_SIN_X2, lambda x: round(right(x), 2)),
    "approximate": (CUBE, lambda x: ((x + 1e-3) ** 3 - x**3) / 1e-3),
    "sign": (D_SIN_X2, lambda x: -right(x)),
    "reciprocal": (D_SIN_X2, lambda x: 1 / right(x)),
    "reversed": (GRADIENT, lambda x, y: np.array([x**2 + 3 * y**2, 2 * x * y])),
    "factor": (CUBE, lambda x: x**2),
    "input_factor": (CUBE, lambda x: 3 * x),
    "offset": (CUBE, lambda x: 3 * x**2 + 1),
    "unnormalised": (SOFTMAX, np.exp),
    "constant": (CUBE, lambda x: 3),
    "entries": (GRADIENT, lambda x, y: np.array([2 * x * y, 3 * y**2])),
    "negative": (SQUARE_PLUS, lambda x: x),
    "above_one": (UNION, lambda a, b: a + b),
    "sum_not_one": (SOFTMAX, lambda z: np.exp(z) / (1 + np.exp(z))),
    "rows_not_one": (CONDITIONAL, lambda P: P / P.sum(0)),
    "sum_not_zero": (CENTRED, lambda x: x - x[0]),
    "not_symmetric": (GRAM, lambda A: A[:2] @ A[2:]),
    "not_even": (SQUARE_PLUS, lambda x: np.exp(x)),
    "not_odd": (D_SIN_X2, lambda x: 2 * np.cos(x) + x),
    "partly_right": (PLAIN, lambda x: np.exp(x) * (x - 2) if x > 1 else 0.0),
    "not_differentiated": (D_SIN_X2, lambda x: np.sin(x**2)),
    "input_order": (GRADIENT, lambda y, x: np.array([2 * x * y, x**2 + 3 * y**2])),
    "differs": (PLAIN, lambda x: np.exp(x) + x),
    "wrong_sign": (VALUE, -3.3),
    "wrong_magnitude": (VALUE, 12.3),
    "central": (STEP, 1e-5),
    "kink": (CHOICE, "A"),
    "choice": (CHOICE, "z"),
    "not_text": (TYPED, lambda x: x),
    "formula": (TYPED, "2 sin x"),
    "not_a_dict": (NEURON, lambda x: 3),
    "other_keys": (NEURON, lambda x: {"Zed": x}),
    "z.sign": (NEURON, lambda x: {"z": -2 * x - 1, "y": np.tanh(2 * x + 1)}),
    "y.missing_part": (NEURON, lambda x: {"z": 2 * x + 1}),
    "goal_missed": (XOR, lambda x: -x),
    "form": (replace(XOR, reference=lambda out: out[5] > 0), lambda x: x),
}
INVALID = {
    "not_a_function", "signature", "mutated", "printed", "branch_returns_nothing", "random", "text",
    "type", "ragged", "truth_value", "complex", "choice", "not_text", "formula", "not_a_dict",
    "other_keys",
}  # fmt: skip


@pytest.mark.parametrize("tag", PATHS)
def test_every_path_has_its_tag_outcome_and_message(tag):
    exercise, answer = PATHS[tag]
    verdict = exercise.judge(answer)
    assert verdict.slip == tag
    expected = {"raised": "error", "returns_nothing": "unanswered"}.get(
        tag, "invalid" if tag in INVALID else "wrong"
    )
    assert verdict.outcome == expected
    assert verdict.message.endswith((".", "?"))
    assert verdict.score < 1


def tags_in_the_source():
    """The literal tags of every Finding, Refused and Verdict that the room can construct."""
    position = {"Finding": 0, "_Property": 0, "_reshaped": 0, "Refused": 1, "Verdict": 2}
    position["PartVerdict"] = 4
    for path in Path(coursekit.checking.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = position.get(node.func.id)
                if place is not None and len(node.args) > place:
                    tag = node.args[place]
                    if isinstance(tag, ast.Constant) and isinstance(tag.value, str):
                        yield tag.value


def test_no_path_is_left_untested():
    tested = {tag.rpartition(".")[2] for tag in PATHS}
    assert set(tags_in_the_source()) <= tested


@pytest.mark.parametrize("tag", PATHS)
def test_a_message_has_at_most_two_sentences(tag):
    exercise, answer = PATHS[tag]
    message = exercise.judge(answer).message
    assert message.count(". ") + message.count("? ") <= 1
    assert "\n" not in message


@pytest.mark.parametrize(
    "answer",
    [
        right,
        grad(lambda x: np.sin(x**2)),
        lambda x: (np.sin((x + 1e-5) ** 2) - np.sin((x - 1e-5) ** 2)) / 2e-5,
        lambda x: np.float32(right(x)),
        lambda x: Tensor(right(x)),
        lambda x: np.array(right(x)),
        lambda x, scale=1: right(x) * scale,
        lambda *args: right(*args),
        lambda x: complex(right(x)),
        lambda x: [right(x)][0],
        lambda x: Fraction(right(x)),
        lambda x: Decimal(right(x)),
    ],
)
def test_right_answers_in_many_forms(answer):
    for seed in (None, b"a", b"b", b"c"):
        assert D_SIN_X2.judge(answer, seed=seed).correct


def test_a_list_counts_as_an_array():
    assert GRADIENT.judge(lambda x, y: [2 * x * y, x**2 + 3 * y**2]).correct


def test_a_right_answer_tells_why():
    verdict = D_SIN_X2.judge(right)
    assert (verdict.outcome, verdict.score, verdict.slip) == ("correct", 1.0, None)
    assert verdict.message == "The chain rule."


@pytest.mark.parametrize("nothing", [None, ..., unfinished])
def test_unanswered(nothing):
    verdict = D_SIN_X2.judge(nothing)
    assert (verdict.outcome, verdict.slip) == ("unanswered", None)


def test_inputs_in_another_order_are_told_whatever_comes_of_it():
    power = question(lambda a, x: a**x, a=Reals(0.5, 3), x=Reals(-2, 2))
    assert power.judge(lambda x, a: a**x).slip == "input_order"  # complex numbers
    assert power.judge(lambda x, a: {}[a]).slip == "input_order"  # an exception
    assert power.judge(lambda p, q: q**p).slip != "input_order"
    product = question(lambda a, x: a * x, a=Reals(0.5, 3), x=Reals(-2, 2))
    assert product.judge(lambda x, a: a * x).correct  # here the order does not matter


def test_a_few_inputs_that_agree_by_accident_are_no_riddle():
    verdict = PLAIN.judge(lambda x: np.exp(x) * (x - 2) if x > 3.5 else 0.0)
    assert verdict.message.startswith("Right at ")
    assert "special" not in verdict.message


def test_an_offset_is_not_given_away():
    message = CUBE.judge(lambda x: 3 * x**2 + 17).message
    assert "too large" in message
    assert "17" not in message


def test_practice_never_changes_and_grading_moves_the_points():
    assert repr(D_SIN_X2.probe_points()) == repr(D_SIN_X2.probe_points())
    assert D_SIN_X2.probe_points(b"a") != D_SIN_X2.probe_points(b"b")
    assert D_SIN_X2.probe_points(b"a")[:3] == [(-1.9,), (0.5,), (1.3,)]


def test_an_answer_learnt_by_heart_fails_in_grading():
    table = {probe[0]: right(probe[0]) for probe in D_SIN_X2.probe_points()}
    by_heart = lambda x: table.get(x, 0.0)
    assert D_SIN_X2.judge(by_heart).correct
    assert not D_SIN_X2.judge(by_heart, seed=b"secret").correct


def test_a_row_is_accepted_for_a_gradient_only_where_the_exercise_says_so():
    row = lambda x, y: np.array([[2 * x * y, x**2 + 3 * y**2]])
    assert GRADIENT.judge(row).slip == "singleton"
    assert ROW.judge(row).correct
    verdict = ROW.judge(lambda x, y: row(x, y).T)
    assert (verdict.outcome, verdict.slip) == ("wrong", "column")
    assert verdict.message == (
        "Right entries, but in a column: shape (2, 1). A gradient is a row in this course: "
        "give shape (2,) or (1, 2)."
    )
    assert ROW.judge(lambda x, y: -row(x, y).T).slip == "shape"


def test_a_slip_of_another_shape_is_named_before_the_shape():
    """What is declared says more than "axes of length 1 count"."""
    column = Slip("as_column", lambda x, y: np.array([[2 * x * y], [x**2 + 3 * y**2]]), "A row.")
    exercise = replace(GRADIENT, slips=[column])
    assert exercise.judge(column.answer).slip == "as_column"
    assert exercise.judge(lambda x, y: column.answer(x, y).T).slip == "singleton"


def test_a_slip_of_the_wrong_shape_is_named_before_its_shape_is():
    summed = question(
        GRADIENT.reference,
        [Slip("added_up", lambda x, y: 2 * x * y + x**2 + 3 * y**2, "A gradient is a vector.")],
        **GRADIENT.inputs,
    )
    assert summed.judge(PATHS["summed"][1]).slip == "added_up"


def test_a_named_slip_explains_nan():
    log = question(
        lambda x: np.log(x), [Slip("minus", lambda x: np.log(-x), "Minus.")], x=Reals(0.2, 5)
    )
    assert log.judge(lambda x: np.log(-x)).slip == "minus"


def test_small_probabilities_are_compared_as_logarithms():
    tail = question(lambda z: np.exp(-z), z=Reals(0, 80, away_from=()))
    assert tail.judge(lambda z: np.exp(-z)).correct
    assert not tail.judge(lambda z: np.exp(-z) if z < 30 else 0.0).correct
    assert not tail.judge(lambda z: np.exp(-z) + 1e-12).correct


def test_poles_of_the_reference_are_left_out():
    inverse = Exercise(
        id="i", title="", prompt="?", inputs={"x": Reals(-3, 3)}, reference=lambda x: 1 / x,
        probes=[(0.0,), (2.0,)],
    )  # fmt: skip
    assert inverse.judge(lambda x: 1 / x).correct


def test_parameters_reach_reference_and_slips():
    scaled = Exercise(
        id="s", title="", prompt=lambda a: f"Differentiate ${a} x^2$.", inputs={"x": Reals(-2, 2)},
        parameters={"a": 3}, variant=lambda rng: {"a": int(rng.integers(4, 9))},
        reference=lambda x, a: 2 * a * x, slips=[Slip("kept", lambda x, a: a * x**2, "Kept.")],
    )  # fmt: skip
    assert scaled.judge(lambda x: 6 * x).correct
    mine = scaled.for_student("02_rules", "abcd12")
    a = mine.parameters["a"]
    assert mine.prompt_text() == f"Differentiate ${a} x^2$."
    assert mine.judge(lambda x: 2 * a * x).correct
    assert mine.judge(lambda x: a * x**2).slip == "kept"
    assert not mine.judge(lambda x: 6 * x).correct
    assert mine.parameters == scaled.for_student("02_rules", "abcd12").parameters
    assert scaled.for_student("02_rules", None) is scaled
    others = {scaled.for_student("02_rules", name).parameters["a"] for name in "abcdefghijkl"}
    assert len(others) > 2
    # A file name that is no UTF-8 reads so; it must not stop the grading of a class.
    assert scaled.for_student("02_rules", "\udcff").parameters["a"] >= 4


def test_the_simplest_wrong_probe_is_named():
    almost = question(lambda x: x**2, x=Reals(-3, 3))
    verdict = almost.judge(lambda x: x**2 if x > 0 else np.sin(x) ** 2)
    assert "x = -" in verdict.message


def test_inputs_that_are_no_numbers():
    lengths = Exercise(
        id="n", title="", prompt="?", inputs={"words": OneOf((["a", "b"], ["c"], []))},
        reference=len,
    )  # fmt: skip
    assert lengths.judge(lambda words: sum(1 for _ in words)).correct
    assert lengths.judge(lambda words: words.append("x")).slip == "mutated"
    assert "words = []" in lengths.judge(lambda words: np.exp(len(words)) - 1.5).message


FLOATS = st.floats(allow_nan=True, allow_infinity=True)


@given(
    arrays(float, array_shapes(max_dims=2, max_side=3), elements=FLOATS),
    arrays(float, array_shapes(min_dims=0, max_dims=3, max_side=3), elements=FLOATS),
    st.booleans(),
)
def test_any_numbers_get_a_verdict_without_a_warning(want, got, same_shape):
    assume(not np.isnan(want).any())
    if same_shape:
        got = np.resize(got, want.shape)
    exercise = Exercise(id="a", title="", prompt="?", kind="value", reference=want)
    verdict = exercise.judge(got)
    assert verdict.outcome in ("correct", "wrong")
    assert verdict.message
    varied = question(lambda x: want * x, x=Reals(0.5, 2))
    assert varied.judge(lambda x: got * np.cos(x)).outcome in ("correct", "wrong")


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_value_is_correct_exactly_within_the_tolerance(want, got):
    exercise = Exercise(id="a", title="", prompt="?", kind="value", reference=want)
    close = abs(got - want) <= 1.001e-6 * abs(want)
    if exercise.judge(got).correct:
        assert close
    if abs(got - want) <= 0.999e-6 * abs(want) and not 0 < want < 1e-6:
        assert exercise.judge(got).correct


def test_derivatives_are_sent_to_a_central_difference():
    message = question(derivative(PLAIN.reference), x=Reals(0.1, 4)).judge(np.sin).message
    assert "(f(x+h) − f(x−h))/(2h)" in message or "negative" in message


def test_simplex_and_probability_inputs_sum_to_one():
    entropy = question(lambda p: -(p * np.log(p)).sum(), p=Simplex(3))
    assert entropy.judge(lambda p: -np.sum(p * np.log(p))).correct
    assert entropy.judge(lambda p: -np.sum(p * np.log2(p))).message.endswith(
        "1/ln 2 times as large (nats against bits)."
    )
