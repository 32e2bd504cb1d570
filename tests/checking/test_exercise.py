"""An exercise that contradicts itself is refused when it is made."""

import numpy as np
import pytest

from coursekit.checking import Exercise, ExerciseError, Option, Reals, Slip, derivative

BASE = {"id": "f", "title": "", "prompt": "?", "inputs": {"x": Reals()}, "reference": np.sin}
RIGHT = Option("a", "yes")
WRONG = Option("b", "no", slip="s", message="No.")


def choice(*options, **more):
    return {"kind": "choice", "inputs": {}, "reference": None, "options": options, **more}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": "2x"}, "Python name"),
        ({"id": "for"}, "Python name"),
        ({"kind": "essay"}, "kind 'essay' is unknown"),
        ({"prompt": " "}, "prompt is empty"),
        ({"points": 0}, "points=0"),
        ({"points": 1.5}, "points=1.5"),
        ({"rtol": 0}, "rtol=0"),
        ({"reference": None}, "reference is missing"),
        ({"reference": 3}, "must be a function"),
        ({"inputs": {}}, "needs inputs"),
        ({"inputs": {"x y": Reals()}}, "not a Python name"),
        ({"inputs": {"x": (0, 1)}}, "needs a domain"),
        ({"probes": [(1, 2)]}, "not a tuple of 1"),
        ({"probes": [1]}, "not a tuple of 1"),
        ({"parameters": {"x": 1}}, "both an input and a parameter"),
        ({"within_factor": 10}, "kind 'value' only"),
        ({"kind": "value", "inputs": {}, "within_factor": 1}, "above 1"),
        ({"kind": "value"}, "takes no inputs"),
        ({"slips": [Slip("s", np.cos, "m"), Slip("s", np.tan, "m")]}, "two slips have the tag 's'"),
        ({"slips": [Slip("not a tag", np.cos, "m")]}, "must be a Python name"),
        ({"slips": [Slip("s", np.cos, " ")]}, "no message"),
        ({"slips": [Slip("s", 3, "m")]}, "must be a function"),
        ({"options": [RIGHT, WRONG]}, "kind 'choice' only"),
        ({"part_points": {"a": 1}}, "kind 'parts' only"),
        ({"driver": print}, "kind 'program' only"),
        ({"kind": "formula", "reference": "2 sin x"}, "write sin(x)"),
        ({"kind": "formula", "reference": 3}, "function or formula text"),
        ({"kind": "formula", "slips": [Slip("s", "xy", "m")]}, "the slip 's' 'xy' is no formula"),
        ({"kind": "program", "inputs": {}}, "needs a driver"),
        ({"kind": "parts", "reference": {"a": 1}}, "returns a dict"),
        ({"kind": "parts", "part_points": {"a": 0}}, "at least 1"),
        ({"kind": "parts", "part_points": {"a": 2}}, "add up to 2"),
        (choice(RIGHT), "at least two options"),
        (choice(RIGHT, Option("b", "also")), "exactly one option"),
        (choice(WRONG, Option("c", "x", slip="t", message="m")), "exactly one option"),
        (choice(RIGHT, Option("A", "no", slip="s", message="m")), "two options have the key"),
        (choice(RIGHT, Option("b", "Yes ", slip="s", message="m")), "two options have the text"),
        (
            choice(RIGHT, WRONG, Option("c", "x", slip="s", message="m")),
            "two options have the slip",
        ),
        (choice(RIGHT, Option("b!", "no", slip="s", message="m")), "letters or digits"),
        (choice(RIGHT, Option("b", "no", slip="s")), "and a message"),
        (choice(RIGHT, WRONG, reference=3), "takes no reference"),
        (choice(RIGHT, WRONG, slips=[Slip("s", 1, "m")]), "takes no slips"),
    ],
)
def test_contradictions_are_refused(change, fault):
    with pytest.raises(ExerciseError, match=r"^exercise ") as raised:
        Exercise(**{**BASE, **change})
    assert fault in str(raised.value)


def test_the_base_of_these_tests_is_itself_sound():
    assert Exercise(**BASE).judge(np.sin).correct
    assert Exercise(**{**BASE, **choice(RIGHT, WRONG)}).judge("a").correct


def test_separations_are_distances_of_every_pair():
    exercise = Exercise(
        **{**BASE, "slips": [Slip("twice", lambda x: 2 * np.sin(x), "m"), Slip("cos", np.cos, "m")]}
    )
    found = {(first, second): apart for first, second, apart in exercise.separations()}
    assert set(found) == {("correct", "twice"), ("correct", "cos"), ("twice", "cos")}
    points = np.array([probe[0] for probe in exercise.probe_points()])
    right = np.sin(points)
    expected = np.abs(right).max() / np.sqrt(np.mean((2 * right) ** 2))
    assert found["correct", "twice"] == pytest.approx(expected)


def test_separations_show_a_slip_that_cannot_be_told_apart():
    exercise = Exercise(**{**BASE, "slips": [Slip("same", lambda x: np.sin(x) + 1e-9, "m")]})
    assert exercise.separations(b"seed")[0].distance < 1e-8


def test_separations_of_the_other_kinds():
    value = Exercise(
        **{**BASE, "kind": "value", "inputs": {}, "reference": 2.0, "slips": [Slip("s", 1.0, "m")]}
    )
    assert value.separations()[0].distance == 0.5
    typed = Exercise(
        **{**BASE, "kind": "formula", "reference": "x", "slips": [Slip("s", "2x", "m")]}
    )
    assert typed.separations()[0].distance > 0.5
    assert Exercise(**{**BASE, **choice(RIGHT, WRONG)}).separations() == []
    parts = Exercise(
        **{
            **BASE,
            "kind": "parts",
            "reference": lambda x: {"a": x, "b": 2 * x},
            "slips": [
                Slip("a_twice", lambda x: {"a": 2 * x}, "m"),
                Slip("b_lost", lambda x: {"b": x, "a": x}, "m"),
                Slip("b_minus", lambda x: {"b": -2 * x}, "m"),
            ],
        }
    )
    found = {(first, second): apart for first, second, apart in parts.separations()}
    assert ("a_twice", "b_minus") not in found  # they speak of different parts
    assert found["correct", "b_lost"] > 0.5
    assert found["b_lost", "b_minus"] > 0.5


def test_a_slip_with_poles_is_compared_where_it_has_values():
    def pole(x):
        if x < 0:
            raise ZeroDivisionError
        return 2 * np.sin(x)

    exercise = Exercise(**{**BASE, "slips": [Slip("pole", pole, "m")]})
    assert 0.1 < exercise.separations()[0].distance < 10


def test_derivatives_of_every_order_and_argument():
    assert derivative(lambda x, n: x**n, 0)(2.0, 3) == pytest.approx(12.0)
    assert derivative(lambda n, x: x**n, 1)(3, 2) == pytest.approx(12.0)
    assert derivative(np.tanh, order=2)(0.5) == pytest.approx(
        -2 * np.tanh(0.5) * (1 - np.tanh(0.5) ** 2)
    )
    np.testing.assert_allclose(derivative(lambda v: (v**2).sum())(np.array([1, 2])), [2.0, 4.0])
    assert derivative(lambda x, a: a * x**2)(3.0, a=2) == pytest.approx(12.0)


@pytest.mark.parametrize("arguments", [(3,), (np.sin, -1), (np.sin, 0, 0)])
def test_derivatives_of_nothing_are_refused(arguments):
    with pytest.raises(ExerciseError):
        derivative(*arguments)


def test_a_reference_without_values_is_the_authors_mistake():
    never = Exercise(**{**BASE, "reference": lambda x: np.nan})
    with pytest.raises(ExerciseError, match="has a value at 0"):
        never.judge(np.sin)
    value = Exercise(**{**BASE, "kind": "value", "inputs": {}, "reference": np.nan})
    with pytest.raises(ExerciseError, match="no value"):
        value.judge(1.0)
