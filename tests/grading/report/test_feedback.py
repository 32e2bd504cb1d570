"""What a report may say: no input of the secret seed, and the hint that helps next."""

import re
from dataclasses import replace

import numpy as np
import pytest
from support.graded_class import SECRET, other_answers, slip_answer

from coursekit.checking import Exercise, Reals, Slip, Verdict
from coursekit.checking.calls import shown
from coursekit.grading.report.feedback import next_hint, open_points, told
from coursekit.sheets import load

EXERCISES = [e for name in ("01_derivatives", "02_rules") for e in load(name)]
WITH_INPUTS = [e for e in EXERCISES if e.inputs and e.kind in ("function", "parts")]


def spoken(exercise, verdict):
    return told(
        verdict.outcome, verdict.slip, verdict.message, list(exercise.inputs), open_points(exercise)
    ).text


def secret_points(exercise):
    return exercise.probe_points(SECRET)[len(exercise.probes) :]


def right_but_at_secret_points(exercise, wrong):
    """An answer that is right at every structural point and goes wrong at the drawn ones."""
    known = {shown(list(exercise.inputs), p) for p in exercise.probes}

    def answer(*inputs):
        if shown(list(exercise.inputs), inputs) in known:
            return exercise.reference(*inputs)
        return wrong(*inputs)

    return answer


def raises(error):
    def answer(*inputs):
        raise error(f"at {inputs!r} = {[np.asarray(x).tolist() for x in inputs]} {inputs[0]:.5g}")

    return answer


WRONG = {
    "differs": lambda e: lambda *x: e.reference(*x) * (1 + np.sin(7 * np.sum(x[0])) ** 2) + 1.0,
    "nan": lambda e: lambda *x: float("nan"),
    "inf": lambda e: lambda *x: float("inf"),
    "negative": lambda e: lambda *x: -1e6,
    "nothing": lambda e: lambda *x: None,
    "raises": lambda e: raises(ValueError),
    "raises a word": lambda e: raises(type("At0123456789", (Exception,), {})),
}


@pytest.mark.parametrize("how", WRONG)
@pytest.mark.parametrize("exercise", [e for e in WITH_INPUTS if e.kind == "function"],
                         ids=lambda e: e.id)  # fmt: skip
def test_no_input_of_the_secret_seed_is_told(exercise, how):
    answer = right_but_at_secret_points(exercise, WRONG[how](exercise))
    verdict = exercise.judge(answer, seed=SECRET)
    assert not verdict.correct
    text = spoken(exercise, verdict)
    names = list(exercise.inputs)
    for point in secret_points(exercise):
        assert shown(names, point) not in text
        for value in np.concatenate([np.ravel(np.asarray(x, float)) for x in point]):
            if isinstance(value, float) and not float(value).is_integer():
                for digits in range(4, 18):
                    assert f"{value:.{digits}g}" not in text
    if how in ("nan", "nothing"):
        assert "a hidden input" in text


def test_the_judge_does_name_such_inputs_so_there_is_something_to_hide():
    exercise = load("02_rules")["d_sin_x2"]
    answer = right_but_at_secret_points(exercise, lambda x: float("nan"))
    message = exercise.judge(answer, seed=SECRET).message
    assert any(shown(["x"], p) in message for p in secret_points(exercise))


def test_an_input_of_practice_is_told_because_everybody_meets_it():
    exercise = load("02_rules")["d_sin_x2"]
    verdict = exercise.judge(lambda x: float("nan"), seed=SECRET)
    assert "gives nan at x = -1.9." in spoken(exercise, verdict)


def test_a_sentence_that_leads_on_from_a_hidden_input_is_mended():
    exercise = load("02_rules")["d_sin_x2"]
    answer = right_but_at_secret_points(exercise, lambda x: 3.0 + x**5)
    text = spoken(exercise, exercise.judge(answer, seed=SECRET))
    assert "not at a hidden input." in text
    assert " there " not in text
    assert "that input" not in text


VALUES = {
    "x": [0.2713, -1.5, 2.0, 1e-9, float("inf")],
    "n": [7, 41],
    "v": [np.array([0.25, -0.5, 0.125]), np.arange(9.0)],
    "A": [np.array([[0.25, -0.5], [0.125, 1.0]]), np.ones((4, 4))],
    "unit": ["bits", "it's", ("a", 1), None, True],
}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("tail", [".", ", nor at any other test input.", " (line 3: y).", " too"])
def test_inputs_of_every_kind_are_hidden(name, tail):
    for value in VALUES[name]:
        point = shown([name, "h"], (value, 0.0625))
        text = told(
            "wrong", "differs", f"Not right at {point}{tail}", [name, "h"], frozenset()
        ).text
        if f"{name} of shape" in text:
            continue
        assert text == f"Not right at a hidden input{tail}", text
        open_ = told("wrong", "differs", f"Not right at {point}{tail}", [name, "h"], {point}).text
        assert open_ == f"Not right at {point}{tail}"


def test_shapes_are_no_secret():
    point = shown(["A"], (np.ones((4, 5)),))
    assert told("wrong", "nan", f"nan at {point}.", ["A"], frozenset()).text == f"nan at {point}."


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("NameError: name 'sigmoid2' is not defined", True),
        ("ZeroDivisionError: float division by zero", True),
        ("ValueError: operands could not be broadcast together with shapes (3,) (4,2)", True),
        ("TypeError: unsupported operand type(s) for ^: 'float' and 'int'", True),
        ("ValueError: 0.27131244", False),
        ("ValueError: x=0.27131244", False),
        ("ValueError: 2713", False),
        ("ValueError: [0.2713, 2.0713]", False),
        ("ValueError: 0x1.15d6p-2", False),
        (r"ValueError: b'\xd7\x12\xa3\x1a\x44'", False),
        ("ValueError: 2.713e-01", False),
        ("KeyError: '" + "ab" * 40 + "'", False),
    ],
)
def test_what_an_exception_says_is_kept_if_it_cannot_hold_an_input(said, kept):
    text = told("error", "raised", f"Your f stopped with {said}.", ["x"], frozenset()).text
    assert (said in text) == kept
    assert kept or not re.search(r"\d{4}|2\.?713|15d6|abab", text)


def test_factors_of_the_judge_stay():
    message = "Right up to a constant factor: yours is 0.8173 times as large."
    assert told("wrong", "factor", message, ["x"], frozenset()).text == message


def test_only_messages_of_the_judge_are_marked_up():
    assert told("wrong", "sign", "Use $x$.", [], frozenset()).marked_up
    assert not told("error", "raised", "ValueError: $x$", [], frozenset()).marked_up
    assert not told("invalid", "type", "gives a `b`", [], frozenset()).marked_up
    assert not told("wrong", "slope.missing_part", "is '0.27131' meant?", [], frozenset()).marked_up


def test_a_key_of_a_dict_is_the_students_word():
    text = told("wrong", "slope.missing_part", "missing; is '0.2713124' meant?", ["x"], frozenset())
    assert text.text == "missing; is '…' meant?"


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_messages_of_slips_arrive_unchanged(exercise):
    for slip in exercise.slips:
        verdict = exercise.judge(slip_answer(exercise, slip), seed=SECRET)
        if verdict.slip == slip.tag:
            assert spoken(exercise, verdict) == " ".join(slip.message.split())


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_every_answer_that_is_not_right_has_a_next_hint(exercise):
    if not exercise.hints:
        return
    for answer in other_answers(exercise):
        verdict = exercise.judge(answer, seed=SECRET)
        hint = next_hint(exercise, verdict)
        assert verdict.correct or 1 <= hint.number <= hint.total == len(exercise.hints)
        assert hint is None or hint.text != exercise.hints[-1]


LADDER = Exercise(
    id="f", title="F", prompt="F", inputs={"x": Reals(1, 2)}, reference=lambda x: x,
    slips=[Slip(f"s{i}", lambda x, i=i: x + i + 1.5, "m") for i in range(4)],
    hints=("reminder", "rule", "first step", "skeleton"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "slip", "number", "text"),
    [
        ("unanswered", None, 1, "reminder"),
        ("wrong", "inner_forgotten", 2, "rule"),
        ("wrong", "differs", 3, "first step"),
        ("wrong", "slope.differs", 3, "first step"),
        ("error", "raised", 4, ""),
        ("invalid", "signature", 4, ""),
    ],
)
def test_the_step_of_the_ladder(outcome, slip, number, text):
    hint = next_hint(LADDER, Verdict(outcome, 0.0, slip, "m"))
    assert (hint.number, hint.total, hint.text) == (number, 4, text)


def test_a_choice_that_cannot_be_read_is_no_question_of_form():
    choice = load("02_rules")["outermost_rule"]
    assert next_hint(choice, choice.judge("z")).number == 1


def test_no_hint_for_what_is_right_or_has_none():
    assert next_hint(LADDER, Verdict("correct", 1.0)) is None
    assert next_hint(replace(LADDER, hints=()), Verdict("wrong", 0.0)) is None
    one = replace(LADDER, hints=("only",))
    assert next_hint(one, Verdict("error", 0.0)).text == "only"
