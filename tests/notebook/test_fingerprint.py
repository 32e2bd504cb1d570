import numpy as np
import pytest

from coursekit.checking import Exercise, Reals
from coursekit.notebook.fingerprint import fingerprint

EXERCISE = Exercise(
    id="q",
    title="",
    prompt="?",
    inputs={"x": Reals(-2, 2)},
    reference=lambda x: x,
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (lambda x: (x + 1) ** 2, lambda x: x**2 + 2 * x + 1, True),
        (lambda x: 0.1 + 0.2, lambda x: 0.3, True),
        (lambda x: 0.0, lambda x: -0.0, True),
        (lambda x: x, lambda x: x * (1 + 1e-6), False),
        (lambda x: x, lambda x: np.array([x]), False),
        (lambda x: [x, 1], lambda x: np.array([x, 1.0]), True),
        (lambda x: float("nan"), lambda x: float("nan"), True),
        (lambda x: {"a": x, "b": 1}, lambda x: {"b": 1, "a": x}, True),
        (lambda x: {"a": x}, lambda x: {"b": x}, False),
    ],
)
def test_same_values_same_mark(one, other, same: bool) -> None:
    marks = fingerprint(EXERCISE, one), fingerprint(EXERCISE, other)
    assert None not in marks
    assert (marks[0] == marks[1]) is same


@pytest.mark.parametrize("answer", [lambda x: 1 / 0, lambda x: object(), object(), lambda: 1])
def test_what_cannot_be_repeated_has_none(answer) -> None:
    assert fingerprint(EXERCISE, answer) is None


def test_an_answer_cannot_spoil_the_next_ones_input() -> None:
    from coursekit.checking import Vector

    exercise = Exercise(
        id="q", title="", prompt="?", inputs={"x": Vector(3)}, reference=lambda x: x
    )

    def spoils(x):
        x *= 0
        return x + 1

    before = fingerprint(exercise, lambda x: x)
    fingerprint(exercise, spoils)
    assert fingerprint(exercise, lambda x: x) == before


def test_it_prints_nothing(capsys) -> None:
    fingerprint(EXERCISE, lambda x: print("noise") or x)
    assert capsys.readouterr() == ("", "")
