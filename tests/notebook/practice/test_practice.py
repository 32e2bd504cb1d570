"""A lesson's own questions: found by name, judged like a sheet's, without points and records."""

import numpy as np
import pytest

from coursekit.errors import CoursekitError
from coursekit.notebook import open_practice
from coursekit.notebook.practice import lessons

EVERY = [
    pytest.param(exercise, id=f"{lesson}-{exercise.id}")
    for lesson in lessons()
    for exercise in open_practice(lesson).questions
]


def practice_of(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return open_practice("01_derivatives")


def test_a_slip_a_right_answer_and_none(capsys, tmp_path, monkeypatch):
    practice = practice_of(tmp_path, monkeypatch)
    outcomes = []
    for answer in (..., 0.8, 0.1):
        names = {"practice": practice, "loss_step": answer, "In": [f"loss_step = {answer}"]}
        exec("tried = practice.check('loss_step')", names)
        outcomes.append((names["tried"].verdict.outcome, names["tried"].verdict.slip))
    assert outcomes == [("unanswered", None), ("wrong", "change_of_loss"), ("correct", None)]
    said = capsys.readouterr().out
    assert "for each unit of w" in said
    assert "The tangent promises 3.2." in said
    assert "point" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_stub_is_seen_before_it_is_called(tmp_path, monkeypatch):
    source = "def middle_term(x, h):\n    return ..."
    names = {"practice": practice_of(tmp_path, monkeypatch), "In": [source]}
    exec(source, names)
    exec("tried = practice.check('middle_term')", names)
    assert names["tried"].verdict.outcome == "unanswered"


def test_unknown_names_are_told_which_there_are():
    with pytest.raises(CoursekitError, match="there are 00_start_here, 01_derivatives"):
        open_practice("derivatives")
    with pytest.raises(CoursekitError, match="did you mean middle_term"):
        open_practice("01_derivatives").check("midle_term")


@pytest.mark.parametrize("exercise", EVERY)
def test_every_right_answer_is_correct_and_says_why(exercise):
    if exercise.kind == "program":
        return  # these have tests of their own
    right = exercise.reference
    if exercise.kind == "choice":
        right = next(option.key for option in exercise.options if option.slip is None)
    elif exercise.kind == "value" and callable(right):
        right = right()
    verdict = exercise.judge(right)
    assert verdict.outcome == "correct"
    assert exercise.why or verdict.message != "Correct."


def all_right_but(exercise, wrong):
    """A slip among parts answers some of them; the others are right."""
    return lambda *inputs: {**exercise.reference(*inputs), **wrong(*inputs)}


@pytest.mark.parametrize("exercise", EVERY)
def test_every_slip_gets_its_own_message(exercise):
    known = [(slip.tag, slip.answer, slip.message) for slip in exercise.slips]
    known += [(each.slip, each.key, each.message) for each in exercise.options if each.slip]
    if exercise.kind in ("function", "value"):
        assert len(known) >= 4
    assert len({message for _, _, message in known}) == len(known)
    for tag, answer, message in known:
        given = answer() if exercise.kind == "value" and callable(answer) else answer
        if exercise.kind == "parts":
            given = all_right_but(exercise, answer)
        verdict = exercise.judge(given)
        # The tag of a part begins with the part's name, its message with "In ...:".
        assert (verdict.outcome, verdict.slip.split(".")[-1]) == ("wrong", tag)
        assert verdict.message.endswith(message)
        assert exercise.kind == "parts" or verdict.message == message
        assert len(message.split(". ")) <= 2


@pytest.mark.parametrize("exercise", EVERY)
def test_right_answer_and_slips_lie_apart(exercise):
    if exercise.kind in ("function", "value"):
        assert all(pair.distance > 1e-3 for pair in exercise.separations())


@pytest.mark.parametrize(
    ("relu", "slip"),
    [
        (lambda x: np.where(x >= 0, x, 0.0), None),
        (lambda x: np.where(x < 0, 0.0, x), None),
        (lambda x: x * (x >= 0), None),
        (lambda x: np.where(x > 0, x, 0.0), "other_convention"),
        (lambda x: np.maximum(x, 0.0), "other_convention"),
        (lambda x: np.abs(x), "not_relu"),
        (lambda x: np.max(x), "not_relu"),
    ],
)
def test_a_relu_is_judged_by_its_heights_then_by_its_slope_at_0(relu, slip):
    verdict = open_practice("01_derivatives").questions["my_relu"].judge(relu)
    assert verdict.slip == slip
    assert verdict.correct == (slip is None)


def test_a_relu_for_single_numbers_is_an_error_and_not_the_end():
    def relu(x):
        return x if x > 0 else 0.0

    verdict = open_practice("01_derivatives").questions["my_relu"].judge(relu)
    assert verdict.outcome == "error"


def test_in_a_kernel_a_turn_is_shown_once_and_follows_the_last_answer(shell):
    shell.cell("from coursekit.notebook import open_practice")
    shell.cell("practice = open_practice('01_derivatives')")
    for answer, word in (("...", "Not answered"), ("-0.1", "Not yet"), ("0.1", "Correct")):
        shell.cell(f"loss_step = {answer}\n\npractice.check('loss_step')")
        assert [bundle["text/plain"].split("\n")[0][2:] for bundle in shell.published] == [word]
