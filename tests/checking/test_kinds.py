"""Values, formulas, choices, parts and programs."""

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from coursekit.checking import (
    Exercise,
    ExerciseError,
    Option,
    Reals,
    Slip,
    Vector,
    Verdict,
    derivative,
)

# Values.


def value(reference, **more):
    return Exercise(id="v", title="", prompt="?", kind="value", reference=reference, **more)


@pytest.mark.parametrize(
    "answer", [1 / 3, np.float32(1 / 3), np.array(1 / 3), 0.33333334, 1 / 3 + 0j]
)
def test_right_values(answer):
    assert value(1 / 3).judge(answer).correct


@pytest.mark.parametrize(
    ("answer", "slip"),
    [
        (0.33, "rounded"),
        (0.3333, "rounded"),
        (0.3334, "approximate"),
        (3, "reciprocal"),
        (-1 / 3, "sign"),
        (math.log(2) / 3, "factor"),  # nats against bits: units, which give nothing away
        (2 / 3, "differs"),  # "twice as large" would give a single number away
        (0.5, "differs"),
        (0.41, "differs"),
        (-77.7, "wrong_sign"),
        (77.7, "wrong_magnitude"),
        (np.array([1 / 3]), "singleton"),
        (np.zeros(3), "shape"),
        (math.nan, "nan"),
        (-math.inf, "inf"),
        ("1/3", "text"),
        (lambda: 1 / 3, "type"),
        (True, "truth_value"),
    ],
)
def test_wrong_values(answer, slip):
    assert value(1 / 3).judge(answer).slip == slip


@pytest.mark.parametrize(
    ("answer", "slip"),
    [
        (0.4286, "flipped"),  # 3/7, written down with four digits
        (0.429, "flipped"),
        (0.42, "differs"),  # cut off, and too short to be sure
        (6 / 7, "flipped_double"),
        (5, "differs"),  # half of 10, but a small whole number is half of something anyway
        (-10, "whole_minus"),
        ((10 / 7, 0), "shape"),  # a point is no sum that was forgotten
    ],
)
def test_slips_of_a_single_number(answer, slip):
    slips = [Slip("flipped", 3 / 7, "Flipped."), Slip("whole", 10, "Whole.")]
    assert value(10 / 7, slips=slips).judge(answer).slip == slip


@pytest.mark.parametrize("exact", [Fraction(1, 3), Decimal(1) / 3, [Fraction(1, 3)][0]])
def test_exact_numbers_are_numbers(exact):
    assert value(1 / 3).judge(exact).correct


def test_whole_numbers_beyond_64_bits_are_numbers():
    assert value(1e30).judge(10**30).correct
    assert value(1e30).judge(10**400).slip == "type"


def test_a_whole_number_for_a_fraction_is_not_blamed_on_a_division():
    assert value(17 / 12).judge(1).slip == "integer"
    assert value(17 / 12).judge(2).slip == "differs"


def test_a_small_number_upside_down_is_not_given_away():
    assert value(2).judge(0.5).slip == "differs"


def test_counting_questions_are_not_about_rounding():
    assert value(101).judge(100).slip == "differs"
    assert value(7).judge(7).correct
    assert not value(7).judge(7.1).correct


def test_messages_about_a_value_never_hold_the_value():
    answers = [0.7, 0.71, -0.714, 1.4, 3.3, 0.2, math.inf, [5], "x", 71.4, 0.0714, 0.7143]
    for answer in answers:
        message = value(5 / 7).judge(answer).message
        assert "0.714" not in message
        assert "5/7" not in message


def test_values_may_be_arrays_and_functions_of_parameters():
    plane = value(lambda a: np.array([a, 2 * a]), parameters={"a": 3})
    assert plane.judge([3, 6]).correct
    assert plane.judge((3, 6)).correct
    assert plane.judge([6, 3]).slip == "reversed"
    assert plane.judge([3, 7]).slip == "entries"


def test_orders_of_magnitude():
    step = value(
        1e-8,
        within_factor=10,
        slips=[Slip("central", 6e-6, "Central."), Slip("eps", 1e-16, "Eps.")],
    )
    for right in (1e-8, 1e-7, 1e-9, 1.5e-8):
        assert step.judge(right).correct
    assert step.judge(1.2e-7).slip == "wrong_magnitude"
    assert step.judge(1e-5).slip == "central"
    assert step.judge(2e-16).slip == "eps"
    assert step.judge(1.0).slip == "wrong_magnitude"
    assert step.judge(-1e-8).slip == "wrong_sign"
    assert step.judge(0).slip == "wrong_magnitude"  # zero has no sign
    assert step.judge([1e-8]).slip == "singleton"
    assert step.judge(math.nan).slip == "nan"


# Formulas.

TYPED = Exercise(
    id="t", title="", prompt="?", kind="formula", inputs={"x": Reals(-2, 2), "n": Reals(1, 4)},
    reference=derivative(lambda x, n: np.exp(n * x) * np.sin(x)),
    slips=[Slip("one_term", "n e^(n x) sin(x)", "The product rule has two terms.")],
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "n e^(n x) sin(x) + e^(n x) cos(x)",
        "exp(n*x)*(n*sin(x)+cos(x))",
        "y = e^(n x) (n sin(x) + cos(x))",
        "exp(n x)(n sin(x) + cos(x)) + x - x",
        "-(-n sin(x) - cos(x)) / e^(-n x)",
    ],
)
def test_right_formulas_need_not_be_simplified(text):
    assert TYPED.judge(text).correct


def test_wrong_formulas():
    assert TYPED.judge("n e^(n x) sin(x)").slip == "one_term"
    assert TYPED.judge("-n e^(n x) sin(x)").slip == "one_term_minus"
    assert TYPED.judge("log(x)").slip == "nan"
    assert TYPED.judge("n").outcome == "wrong"
    refused = TYPED.judge("n e^(nx)")
    assert (refused.outcome, refused.slip) == ("invalid", "formula")
    assert "write n*x" in refused.message
    assert "\n" not in refused.message
    for blank in ("", "  ", "..."):
        assert TYPED.judge(blank).outcome == "unanswered"
    assert TYPED.judge("9^9^9^9").outcome == "wrong"


# Choices.

CHOICE = Exercise(
    id="c", title="", prompt="?", kind="choice",
    options=[
        Option("A", "at x = 0", message="Left and right slope differ there."),
        Option("b", "Nowhere", slip="kink", message="Look at the kink."),
        Option("c", "b", slip="letter", message="A text that is also a key."),
    ],
)  # fmt: skip


@pytest.mark.parametrize("answer", ["a", "A", " a ", "(a)", "a)", "[A]", "A.", "At  X = 0"])
def test_a_choice_by_key_or_text(answer):
    verdict = CHOICE.judge(answer)
    assert verdict.correct
    assert verdict.message == "Left and right slope differ there."


def test_a_key_may_be_quoted_twice_and_what_was_typed_is_repeated():
    for key in ("a", "b", "c"):
        assert CHOICE.judge(f"'{key}'") == CHOICE.judge(key)
    assert "'Option B'" in CHOICE.judge(" Option  B").message


@pytest.mark.parametrize(
    ("answer", "outcome", "slip"),
    [
        ("b", "wrong", "kink"),
        ("nowhere", "wrong", "kink"),
        ("c", "wrong", "letter"),
        ("d", "invalid", "choice"),
        ("ab", "invalid", "choice"),
        (1, "invalid", "choice"),
        (["a"], "invalid", "choice"),
        ("", "unanswered", None),
        ("...", "unanswered", None),
        (None, "unanswered", None),
    ],
)
def test_other_choices(answer, outcome, slip):
    verdict = CHOICE.judge(answer)
    assert (verdict.outcome, verdict.slip) == (outcome, slip)
    if outcome == "invalid":
        assert "A, b, c" in verdict.message


def test_numbered_options():
    numbered = Exercise(
        id="n", title="", prompt="?", kind="choice",
        options=[Option("1", "first"), Option("2", "second", slip="s", message="No.")],
    )  # fmt: skip
    assert numbered.judge(1).correct
    assert numbered.judge("2").slip == "s"
    assert numbered.judge(12).slip == "choice"
    assert numbered.judge(True).slip == "choice"


# Parts.

NEURON = Exercise(
    id="p", title="", prompt="?", kind="parts", points=6,
    inputs={"w": Vector(3), "b": Reals(-1, 1)},
    reference=lambda w, b: {"z": w.sum() + b, "y": np.tanh(w.sum() + b), "g": w * 2},
    part_points={"z": 1, "y": 2, "g": 3},
    slips=[
        Slip("no_bias", lambda w, b: {"z": w.sum(), "y": np.tanh(w.sum())}, "The bias is missing."),
        Slip("sigmoid", lambda w, b: {"y": 1 / (1 + np.exp(-w.sum() - b))}, "That is sigmoid."),
    ],
)  # fmt: skip


def right_parts(w, b):
    return {"g": w * 2, "z": w.sum() + b, "y": np.tanh(w.sum() + b), "extra": "ignored"}


def test_all_parts_right_in_any_order():
    verdict = NEURON.judge(right_parts)
    assert verdict.correct
    assert [part.name for part in verdict.parts] == ["z", "y", "g"]


def without(key):
    return lambda w, b: {k: v for k, v in right_parts(w, b).items() if k != key}


def with_(**changed):
    return lambda w, b: {
        **right_parts(w, b), **{key: function(w, b) for key, function in changed.items()}
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "slip", "score"),
    [
        (with_(z=lambda w, b: w.sum()), "z.no_bias", 5 / 6),
        (with_(y=lambda w, b: 1 / (1 + np.exp(-w.sum() - b))), "y.sigmoid", 4 / 6),
        (with_(z=lambda w, b: w.sum(), g=lambda w, b: w), "z.no_bias", 2 / 6),
        (with_(g=lambda w, b: -w), "g.factor", 3 / 6),
        (with_(g=lambda w, b: "2w"), "g.text", 3 / 6),
        (without("y"), "y.missing_part", 4 / 6),
        (with_(z=lambda w, b: ...), "z.missing_part", 5 / 6),
        (with_(z=lambda w, b: w.sum() + b if b > 0 else None), "z.missing_part", 5 / 6),
    ],
)
def test_the_first_wrong_part_is_the_message(answer, slip, score):
    verdict = NEURON.judge(answer)
    assert (verdict.outcome, verdict.slip) == ("wrong", slip)
    assert verdict.score == pytest.approx(score)
    assert repr(slip.partition(".")[0]) in verdict.message


def test_a_misspelled_part_is_recognised():
    verdict = NEURON.judge(lambda w, b: {**without("z")(w, b), "Z": 1.0})
    assert verdict.message == "The part 'z' is missing; is 'Z' meant?"


class Exiting(dict):
    def keys(self):
        raise SystemExit

    __iter__ = keys


@pytest.mark.parametrize(
    ("answer", "outcome", "slip"),
    [
        (lambda w, b: {}, "unanswered", None),
        (lambda w, b: None, "unanswered", None),
        (lambda w, b: {"z": None, "y": ...}, "unanswered", None),
        (lambda w, b: {"Z": w, "Y": b}, "invalid", "other_keys"),
        (lambda w, b: [1, 2, 3], "invalid", "not_a_dict"),
        (lambda w, b: Exiting(z=1), "invalid", "not_a_dict"),
        (lambda w, b: {"z_bar": 1.0, "y_bar": 2.0}, "invalid", "other_keys"),
        ({"z": 1}, "invalid", "not_a_function"),
        (lambda w: {}, "invalid", "signature"),
        (lambda w, b: 1 / 0, "error", "raised"),
    ],
)
def test_parts_that_are_no_parts(answer, outcome, slip):
    verdict = NEURON.judge(answer)
    assert (verdict.outcome, verdict.slip) == (outcome, slip)


def test_right_parts_are_told_why():
    explained = replace(NEURON, why="Each needs the one above.")
    assert explained.judge(right_parts).message == "Each needs the one above."
    assert NEURON.judge(right_parts).message == "Correct."


def test_parts_without_inputs_are_a_plain_dict():
    table = Exercise(
        id="p", title="", prompt="?", kind="parts", reference={"a": 0.4, "b": [1.0, 2.5]}, points=2,
        slips=[Slip("swapped", {"b": [2.5, 1.0]}, "The order is other way round.")],
    )  # fmt: skip
    assert table.judge({"a": 0.4, "b": np.array([1, 2.5])}).correct
    verdict = table.judge({"a": 0.4, "b": [2.5, 1]})
    assert (verdict.slip, verdict.score) == ("b.swapped", 0.5)
    assert table.judge({"a": 0.4}).slip == "b.missing_part"


def test_a_reference_with_changing_parts_is_the_authors_mistake():
    loose = Exercise(
        id="p", title="", prompt="?", kind="parts", inputs={"x": Reals(-2, 2)},
        reference=lambda x: {"a": x} if x > 0 else {"b": x},
    )  # fmt: skip
    with pytest.raises(ExerciseError, match="same parts"):
        loose.judge(lambda x: {"a": x})


# Programs.


def drive(space):
    train = space["train"]
    inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    return {"outputs": train(inputs), "losses": [1.0, 0.1]}


def solved(result, goal=0.1):
    error = np.abs(result["outputs"] - [0, 1, 1, 0]).max()
    if error < goal:
        return True
    if error < 0.6:
        return Verdict("wrong", 0.5, "half_trained", "Train for longer.")
    return False


PROGRAM = Exercise(
    id="train", title="", prompt="?", kind="program", driver=drive, reference=solved, why="Done.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("train", "outcome", "slip"),
    [
        (lambda X: np.abs(X[:, 0] - X[:, 1]), "correct", None),
        (lambda X: list(np.abs(X[:, 0] - X[:, 1])), "correct", None),
        (lambda X: np.full(4, 0.5), "wrong", "half_trained"),
        (lambda X: X[:, 0], "wrong", "goal_missed"),
        (lambda X: 1 / 0, "error", "raised"),
        (lambda X: exit(), "error", "raised"),
        (lambda X: "trained", "invalid", "text"),
        (None, "unanswered", None),
    ],
)
def test_programs(train, outcome, slip):
    verdict = PROGRAM.judge(train)
    assert (verdict.outcome, verdict.slip) == (outcome, slip)
    if train is not None:
        assert PROGRAM.judge({"train": train, "other": 1}) == verdict


def drive_on(space, scale, weights):
    return space["scaled"](weights, scale)


SCALED = Exercise(
    id="scaled", title="", prompt="?", kind="program", driver=drive_on, why="Done.",
    inputs={"scale": Reals(1, 2), "weights": Vector(3)}, probes=((1.5, (1, 2, 3)),),
    reference=lambda result, scale, weights: np.allclose(result, scale * weights),
)  # fmt: skip


def test_inputs_of_a_program_go_to_the_driver_and_to_the_predicate():
    seen = []

    def scaled(weights, scale):
        seen.append((scale, *weights))
        weights *= scale  # what it does to its input must not reach the predicate
        return weights

    for seed in (None, None, b"first", b"second"):
        assert SCALED.judge(scaled, seed=seed).correct
    assert seen[0] == seen[1]
    assert len(set(seen)) == 3
    assert (1.5, 1.0, 2.0, 3.0) not in seen  # anybody can read the structural point
    kept = seen[0][0] * np.array(seen[0][1:])
    assert SCALED.judge(lambda weights, scale: kept).correct
    assert not SCALED.judge(lambda weights, scale: kept, seed=b"first").correct


def test_a_program_without_its_name_or_result():
    assert PROGRAM.judge({"other": 1}).outcome == "error"

    def unfinished(X):
        raise NotImplementedError

    assert PROGRAM.judge(unfinished).outcome == "unanswered"
    silent = Exercise(
        id="train", title="", prompt="?", kind="program", driver=lambda space: space["train"](),
        reference=bool, parameters={},
    )  # fmt: skip
    assert silent.judge(lambda: None).slip == "returns_nothing"
    assert silent.judge(lambda: (1.0, np.ones(2))).correct
