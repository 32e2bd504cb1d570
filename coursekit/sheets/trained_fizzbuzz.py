"""Fizz Buzz as a program: a student's training is run on examples, and its answers are counted.

Which number stands for which class is drawn anew, so the rule of the game says nothing by itself;
and a second training on a few examples of another rule shows that the examples decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.checking import Exercise, Integers, Verdict

__all__ = ["FIZZ_BUZZ", "drive_fizz_buzz", "fizz_buzz_verdict"]

Array = NDArray[np.float64]

POINTS = 5

#: Shares of the hundred unseen numbers: what is asked, and what is more than half the way.
_GOAL = 0.9
_NEAR = 0.75
#: What calling everything by the commonest class gets, and some luck.
_BASELINE = 0.6
#: Of numbers that were trained on, what counts as known.
_KNOWN = 0.95
#: The share asked of the other rule: two bits decide it, so a network gets all, chance a quarter.
_OTHER = 0.6


def drive_fizz_buzz(names: Any, seed: int) -> Any:
    """Train with ``train_fizz_buzz`` of a namespace on examples drawn from the seed.

    It is public and stands alone. The dict holds the numbers asked about, what was answered, what
    is right and what the game says where its classes are not shuffled; "other" and "other right"
    are those of another rule. An unlucky start is forgiven once: then the better of two counts.
    """
    train = names["train_fizz_buzz"]
    rng = np.random.default_rng(seed)
    classes = np.arange(4)
    while np.any(classes == np.arange(4)):
        rng.shuffle(classes)
    seen = rng.permutation(np.arange(101, 1024))
    # Some of the numbers seen are asked about as well: a program that only remembers knows these.
    asked = rng.permutation(np.concatenate([np.arange(1, 101), seen[:200]]))
    start = int(rng.integers(10**6))
    low, high = (int(k) for k in rng.choice(10, 2, replace=False))

    def game(n: Any) -> Any:
        return (n % 3 == 0) + 2 * (n % 5 == 0)

    def by_bits(n: Any) -> Any:
        return (n >> low & 1) + 2 * (n >> high & 1)

    def share(given: Any) -> float:
        """Return how many of the unseen numbers are right; 0 where that cannot be said."""
        try:
            same = np.asarray(given) == classes[game(asked)]
        except (TypeError, ValueError):
            return 0.0
        return float(np.mean(same[asked <= 100])) if np.shape(same) == asked.shape else 0.0

    def answers(start: int) -> Any:
        return train(seen.copy(), classes[game(seen)], asked.copy(), start)

    given = answers(start)
    if given is None:
        return None
    if 0.75 <= share(given) < 0.9:
        given = max(given, answers(start + 1), key=share)
    few, others = seen[:300], seen[300:500]
    return {
        "asked": asked,
        "answers": given,
        "right": classes[game(asked)],
        "game": game(asked),
        "other": train(few.copy(), by_bits(few), others.copy(), start),
        "other right": by_bits(others),
    }


def fizz_buzz_verdict(result: Mapping[str, Array], seed: int) -> Verdict:
    """Judge what `drive_fizz_buzz` returned; the first fault is the message.

    >>> def zeros(n, t, new, seed):
    ...     return np.zeros(len(new))
    >>> given = drive_fizz_buzz({"train_fizz_buzz": zeros}, 1)
    >>> fizz_buzz_verdict(given, 1).slip
    'one_class'
    """
    # What is right is asked here again: only the answers are taken from the student's process.
    asked = drive_fizz_buzz({"train_fizz_buzz": lambda *given: np.zeros(len(given[2]))}, seed)
    right = {key: np.asarray(value, dtype=float) for key, value in asked.items()}
    for earned, tag, *details in _faults(result["answers"], result["other"], right):
        return Verdict("wrong", earned / POINTS, tag, MESSAGES[tag].format(*details))
    return Verdict("correct", 1.0, None, WHY)


MESSAGES = {
    "scores_given": (
        "For {0} numbers you return an array of shape {1}: a score for each class, it seems. The "
        "class that is called is the one with the largest score."
    ),
    "shape": (
        "For {0} numbers in new you return the shape {1}. One class for each number is asked, in "
        "the order of new."
    ),
    "no_class": (
        "Some of your answers are none of the classes 0, 1, 2 and 3. Return the class itself, a "
        "whole number, not a score or a probability."
    ),
    "rule_of_the_game": (
        "Your answers follow the numbering 0 number, 1 fizz, 2 buzz, 3 fizzbuzz, which is not the "
        "one of t. They are computed from a rule in your program; learn them from the examples."
    ),
    "one_class": (
        "You call all numbers the same: the network is not trained, it has diverged, or its inputs "
        "do not tell the classes apart (bits of n, in the order of t). Print the loss after each "
        "epoch; does it fall?"
    ),
    "memorised": (
        "Of the numbers that it was trained on your program knows nearly all, of the others only "
        "{0} of 100. To remember is not to learn: let a network find it from the bits."
    ),
    "baseline": (
        "Of 100 unseen numbers {0} are right; to call them all by the commonest class gets 53. "
        "Does the network see ten bits, −1 or 1, written in one way in training and after it?"
    ),
    "class_lost": (
        "One of the four classes is never called, though {0} of the 100 numbers belong to it. Does "
        "the network have four outputs, and does every class of t reach the loss?"
    ),
    "not_enough": (
        "Your network has learned something: {0} of 100 unseen numbers are right, 90 are asked. "
        "Take bits of −1 and 1, more units, more epochs, or Adam with another rate."
    ),
    "other_rule": (
        "Fizz Buzz is right, but of numbers labelled by another rule only {0} of 200 are: the "
        "answers do not come from the examples. Let a network learn them from n and t."
    ),
}


def _faults(answers: Array, other: Array, right: Mapping[str, Array]) -> Iterator[tuple[Any, ...]]:
    """Yield points earned, tag and details of each fault, the first one first."""
    asked = right["asked"]
    if answers.shape != asked.shape:
        scores = answers.ndim == 2 and answers.shape in ((len(asked), 4), (4, len(asked)))
        yield 0, "scores_given" if scores else "shape", len(asked), answers.shape
        return
    if not np.isin(answers, range(4)).all():
        yield 0, "no_class"
    unseen = asked <= 100
    called, true = answers[unseen], right["right"][unseen]
    share = float(np.mean(called == true))
    count = round(100 * share)
    if np.mean(called == right["game"][unseen]) >= _GOAL:
        yield 0, "rule_of_the_game"
    if len(np.unique(answers)) == 1:
        yield 0, "one_class"
    known = float(np.mean((answers == right["right"])[~unseen]))
    if known > _KNOWN and share < _BASELINE:
        yield 0, "memorised", count
    lost = [each for each in range(4) if each not in answers]
    others = ~np.isin(right["right"], lost) & ~unseen
    partly = 3 if share >= _NEAR else 1
    if lost and np.mean((answers == right["right"])[others]) > _KNOWN:
        yield partly, "class_lost", int(np.sum(true == lost[0]))
    if share < _BASELINE:
        yield 0, "baseline", count
    if share < _GOAL:
        yield partly, "not_enough", count
    same = other == right["other right"] if other.shape == right["other right"].shape else other < 0
    if np.mean(same) < _OTHER:
        yield 0, "other_rule", int(np.sum(same))


WHY = (
    "Nobody told the network that division exists, and it has never seen one of these numbers. It "
    "found in their bits what most multiples of 3 and of 5 have in common."
)

FIZZ_BUZZ = Exercise(
    id="train_fizz_buzz",
    title="Train a network on Fizz Buzz",
    kind="program",
    topic="Fizz Buzz",
    points=POINTS,
    level=3,
    source="S4",
    prompt=(
        "Write `train_fizz_buzz(n, t, new, seed)`, which trains a network on examples and returns "
        "the classes of numbers that it has not seen.\n\n"
        "- `n`, whole numbers of shape (N,): the numbers 101 to 1023 in some order. `t`, of shape "
        "(N,): the class of each, 0, 1, 2 or 3.\n"
        "- `new`, whole numbers between 1 and 1023, of shape (M,). Return an array of shape (M,) "
        "with the class of each, in the same order.\n"
        "- `seed`: draw all chance from `np.random.default_rng(seed)`.\n\n"
        "Write each number as ten bits, 0 as −1 and 1 as 1, and let a network learn from these, as "
        "in the lesson. The classes are the four of Fizz Buzz, but **which of the numbers 0 to 3 "
        "stands for which is drawn in secret**: only `t` tells, and a rule such as `n % 15` in "
        "your program does not help. To make sure of that, the sheet calls your function once more "
        "with 300 of the numbers, labelled by quite another rule.\n\n"
        "Of the numbers 1 to 100 at least 90 have to be right (an unlucky start is forgiven once). "
        "All of it may take a few seconds; in marking there are ten."
    ),
    inputs={"seed": Integers(0, 10**6)},
    driver=drive_fizz_buzz,
    reference=fizz_buzz_verdict,
    hints=(
        (
            "It is the network of the lesson: ten bits, 100 or more ReLU units, four scores, "
            "cross-entropy, mini-batches of about 128, Adam."
        ),
        (
            "With Adam at 0.005 it takes 300 epochs, at 0.02 about 100. By its scores, the "
            "gradient of an example's cross-entropy is $p - t$, with $p$ their softmax and $t$ "
            "one-hot. Use `len(n)`, not 923: there are not always as many."
        ),
        (
            "Start: `bits = lambda n: 2.0 * (n[:, None] >> np.arange(10) & 1) - 1`, `X, T = "
            "bits(n), np.eye(4)[t]`, and weights `rng.normal(0, 0.45, (10, h))`, `np.zeros(h)`, "
            "`rng.normal(0, 0.1, (h, 4))`, `np.zeros(4)`."
        ),
        (
            "For each epoch `order = rng.permutation(len(n))`, for each batch `rows` of it: "
            "forward pass, `Z_bar = (P - T[rows]) / len(rows)`, the gradients of the four weights, "
            "a step of Adam for each. At the end `return np.argmax(..., axis=1)` of the scores of "
            "`bits(new)`."
        ),
    ),
    why=WHY,
)
