"""The two programs of sheet 08: what counts as trained, in which forms, and what costs points."""

import numpy as np
import pytest
from support.programs import namespace
from support.trainings import (
    FIZZ_BUZZ_BY_GRAD,
    WRONG_FIZZ_BUZZ,
    WRONG_XOR,
    XOR,
    XOR_BY_GRAD,
    changed,
)

from coursekit.sheets import trained_fizzbuzz, trained_xor
from coursekit.sheets.trained_fizzbuzz import FIZZ_BUZZ as FIZZ_BUZZ_QUESTION
from coursekit.sheets.trained_fizzbuzz import drive_fizz_buzz
from coursekit.sheets.trained_xor import XOR as XOR_QUESTION
from coursekit.sheets.trained_xor import drive_xor, xor_verdict

FORMS = {
    "as a list": ("return W1, b1, w2, b2", "return [W1, b1, w2, b2]"),
    "weights as a row, a bias of shape (1,)": ("w2, b2\n", "w2[None, :], np.array([b2])\n"),
    "columns": ("return W1, b1, w2,", "return W1, b1[:, None], w2[:, None],"),
    "as lists of numbers": ("return W1, b1,", "return W1.tolist(), b1.tolist(),"),
    "one step in place": ("return W1", "X *= 0; t *= 0; return W1"),
}


@pytest.mark.parametrize("change", FORMS.values(), ids=FORMS)
def test_the_weights_may_come_in_several_forms(change):
    old, new = change
    place = XOR.rindex("return W1")
    program = XOR[:place] + changed(XOR[place:], change)
    assert old != new
    verdict = XOR_QUESTION.judge(namespace(program))
    assert verdict.correct, verdict.message


@pytest.mark.parametrize(
    ("question", "program"),
    [(XOR_QUESTION, XOR_BY_GRAD), (FIZZ_BUZZ_QUESTION, FIZZ_BUZZ_BY_GRAD)],
    ids=["XOR", "Fizz Buzz"],
)
def test_a_training_by_grad_is_right(question, program):
    verdict = question.judge(namespace(program), seed=b"by grad")
    assert verdict.correct, verdict.message


def test_weights_near_0_are_not_said_to_lack_a_tanh():
    program = changed(
        XOR, ("return W1, b1, w2, b2", "return A_bar.T @ X, b1 * 0, w2 / 100, b2 * 0")
    )
    assert XOR_QUESTION.judge(namespace(program)).slip == "points_wrong"


def started(X, t, seed, stuck=()):
    """A network that divides the four points rightly, moved a little by its seed."""
    rng = np.random.default_rng(seed)
    sign = 2 * t[1] - 1 if seed not in stuck else 0
    W1 = np.full((2, 2), 20.0) + rng.normal(0, 0.1, (2, 2))
    return [W1, np.array([-10.0, -30.0]), sign * np.array([12.0, -12.0]), np.array(-6.0 * sign)]


def test_each_hidden_layer_that_fits_is_named():
    def train(X, t, seed):
        W1, b1, _, b2 = started(X, t, seed)
        return [W1, b1, (2 * t[1] - 1) * np.array([12.0, -40.0]), b2]

    verdict = judged(5, train)
    assert verdict.slip == "other_hidden"
    assert "with ReLU or the sigmoid in" in verdict.message


def starts_of(seed):
    seen = []

    def record(X, t, start):
        seen.append((tuple(t), start))
        return started(X, t, start)

    drive_xor({"train_xor": record}, seed)
    return seen


def judged(seed, train):
    given = drive_xor({"train_xor": train}, seed)
    return xor_verdict({key: np.asarray(value) for key, value in given.items()}, seed)


def test_one_dead_end_in_five_is_forgiven_and_two_are_not():
    seed = 5
    starts = list(dict.fromkeys(start for _, start in starts_of(seed)))
    assert len(starts) == 5
    for first in range(5):
        one = judged(seed, lambda *given, s=starts[first]: started(*given, stuck=(s,)))
        assert one.correct, one.message
    two = judged(seed, lambda *given: started(*given, stuck=starts[3:]))
    assert (two.slip, two.score) == ("dead_ends", 0.25)


def test_runs_differ_in_start_and_targets_as_the_question_says():
    runs = starts_of(7)
    xor, opposite = (0.0, 1.0, 1.0, 0.0), (1.0, 0.0, 0.0, 1.0)
    assert [t for t, _ in runs] == [xor] * 6 + [opposite] * 2
    assert runs[trained_xor.AGAIN] == runs[0]
    assert starts_of(7) == runs
    assert starts_of(8) != runs


def asked_of(seed, answer):
    """What the driver asks, and the dict that it returns."""
    calls = []

    def record(*given):
        calls.append(given)
        return answer(len(calls), *given)

    return calls, drive_fizz_buzz({"train_fizz_buzz": record}, seed)


def nothing(call, n, t, new, start):
    return np.zeros(len(new))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_examples_are_fizz_buzz_with_no_class_where_the_lesson_has_it(seed):
    ((n, t, new, _), (few, other, rest, _)), told = asked_of(seed, nothing)
    assert sorted(n) == list(range(101, 1024))
    assert set(range(1, 101)) <= set(new)
    name = {}
    for number, label in zip(n.tolist(), t.tolist(), strict=True):
        kind = ("fizz" if number % 3 == 0 else "") + ("buzz" if number % 5 == 0 else "")
        assert name.setdefault(kind, label) == label
    assert sorted(name.values()) == [0, 1, 2, 3]
    assert all(name[kind] != usual for usual, kind in enumerate(["", "fizz", "buzz", "fizzbuzz"]))
    assert not set(few) & set(rest)
    assert set(other.tolist()) == {0, 1, 2, 3}
    assert len(told["answers"]) == len(new)


def true_classes(n, t, new):
    label = {(k % 3 == 0, k % 5 == 0): each for k, each in zip(n.tolist(), t.tolist(), strict=True)}
    return np.array([label[k % 3 == 0, k % 5 == 0] for k in new.tolist()])


def spoilt(classes, new, count):
    """The same with so many of the numbers 1 to 100 called wrongly."""
    out = classes.copy()
    out[np.flatnonzero(new <= 100)[:count]] = (out[np.flatnonzero(new <= 100)[:count]] + 1) % 4
    return out


def in_turn(*wrong):
    """Answers that get so many of the unseen numbers wrong, call by call; the other rule right."""
    waiting = list(wrong)

    def train(n, t, new, start):
        if len(n) < 900:  # the other rule: two bits, found from its examples
            planes = [(i, j) for i in range(10) for j in range(10) if i != j]
            low, high = next(
                (i, j) for i, j in planes if np.array_equal((n >> i & 1) + 2 * (n >> j & 1), t)
            )
            return (new >> low & 1) + 2 * (new >> high & 1)
        return spoilt(true_classes(n, t, new), new, waiting.pop(0))

    return train, waiting


@pytest.mark.parametrize(
    ("wrong", "slip", "left"),
    [
        ((10, 99), None, 1),  # right at once
        ((11, 10), None, 0),  # an unlucky start, and a second one
        ((11, 12), "not_enough", 0),
        ((26, 0), "not_enough", 1),  # no bad luck any more
        ((45, 0), "memorised", 1),
    ],
)
def test_ninety_of_a_hundred_are_asked_and_bad_luck_is_forgiven_once(wrong, slip, left):
    train, waiting = in_turn(*wrong)
    verdict = FIZZ_BUZZ_QUESTION.judge({"train_fizz_buzz": train})
    assert (verdict.slip, len(waiting)) == (slip, left), verdict.message


@pytest.mark.parametrize("question", [XOR_QUESTION, FIZZ_BUZZ_QUESTION], ids=lambda q: q.id)
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (lambda *given: None, ("unanswered",)),
        (lambda *given: 0.5, ("wrong",)),
        (lambda *given: "trained", ("wrong", "invalid")),
        (lambda *given: (None,) * 4, ("invalid",)),
        (lambda *given: {"W1": 1.0}, ("wrong", "invalid")),
        (lambda *given: [[1.0], [1.0, 2.0]], ("wrong", "invalid")),
        (lambda *given: 1 / 0, ("error",)),
        (lambda: 1.0, ("error",)),
    ],
)
def test_what_is_no_network_and_no_class_costs_everything(question, answer, outcome):
    verdict = question.judge({question.id: answer})
    assert verdict.outcome in outcome
    assert verdict.score == 0


@pytest.mark.parametrize(
    ("module", "wrong"), [(trained_xor, WRONG_XOR), (trained_fizzbuzz, WRONG_FIZZ_BUZZ)]
)
def test_every_message_is_reached_by_a_wrong_program(module, wrong):
    assert set(wrong) == set(module.MESSAGES)
