"""Every lesson runs unfilled in time, and its turns say the words of the practice behind them."""

import re

import pytest
from support.lesson import LESSONS, lesson

from coursekit.notebook import open_practice

SECONDS = 15.0

every_lesson = pytest.mark.parametrize("name", LESSONS)
every_turn = pytest.mark.parametrize(
    ("name", "cell"),
    [pytest.param(name, cell, id=cell) for name in LESSONS for cell in lesson(name).turns],
)


@every_lesson
def test_runs_from_top_to_bottom_unfilled_and_in_time(name):
    assert lesson(name).faults == {}
    assert lesson(name).seconds < SECONDS


@every_lesson
def test_each_question_of_the_practice_has_one_turn(name):
    turns = list(lesson(name).turns.values())
    assert turns == ([each.id for each in open_practice(name).questions] if turns else [])


@every_turn
def test_unfilled_turn_is_unanswered(name, cell):
    assert lesson(name).tried(cell, "...").outcome == "unanswered"


@every_turn
def test_a_turn_is_its_question_a_stub_and_one_line(name, cell):
    """The prompt of the practice is what the cell says, so that the two cannot drift apart."""
    source, question = lesson(name).sources[cell], lesson(name).turns[cell]
    exercise = open_practice(name).questions[question]
    said = " ".join(line.lstrip("# ") for line in source.splitlines() if line.startswith("#"))
    options = [f'"{option.key}" {option.text}' for option in exercise.options]
    words = " ".join(["Your turn.", exercise.prompt_text(), *options])
    assert said.split() == words.split()
    if exercise.inputs:
        assert f"def {question}({', '.join(exercise.inputs)}):" in source


@every_turn
def test_no_turn_holds_its_answer(name, cell):
    lines = lesson(name).sources[cell].splitlines()
    code = "\n".join(line for line in lines if not line.startswith("#"))
    assert not re.search(r"\bif\b|lambda|==|isclose", code)
