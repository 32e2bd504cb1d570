"""Sheet 11: bigrams, graphical models and topics (S2).

In a table of conditionals the given variables come first: `P[i, j]` is p(j | i), `pc[a, b, c]` is
p(c | a, b). Word numbers are whole numbers. Where a sentence is long its logarithm is asked.
"""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from typing import Any

import numpy as np

from coursekit.checking import (
    Exercise,
    Matrix,
    OneOf,
    Option,
    Probability,
    Reals,
    Simplex,
    Slip,
    Vector,
)
from coursekit.sheets._sheet import Sheet

__all__ = ["SHEET"]


def normalise(weights: Any) -> Any:
    """Divide by the sum along the last axis."""
    return weights / np.sum(weights, axis=-1, keepdims=True)


def softmax(Z: Any, axis: int = -1) -> Any:
    """Exponentiate and normalise along one axis."""
    powers = np.exp(Z - np.max(Z, axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)


def steps(words: Any, P: Any) -> Any:
    """Return the probability of each word after the one before it."""
    return P[words[:-1], words[1:]]


def one_cause(pa: Any, pb: Any, p11: Any, p10: Any, p01: Any, p00: Any) -> Any:
    """Return p(a | c): the other cause is summed out with its prior."""
    with_a = pa * (pb * p11 + (1 - pb) * p10)
    return with_a / (with_a + (1 - pa) * (pb * p01 + (1 - pb) * p00))


def both_causes(pa: Any, p11: Any, p01: Any) -> Any:
    """Return p(a | b, c): the other cause is known to be there."""
    return pa * p11 / (pa * p11 + (1 - pa) * p01)


def place(p: Any, u: Any) -> int:
    """Return in which of the intervals of lengths p the number u lies."""
    return int(np.sum(np.cumsum(p)[:-1] <= u))


def sample_three(pa: Any, pb: Any, pc: Any, u: Any) -> Any:
    """Draw a, then b given a, then c given both."""
    a = place(pa, u[0])
    b = place(pb[a], u[1])
    return np.array([a, b, place(pc[a, b], u[2])])


def without_sums(pa: Any, pb: Any, pc: Any, u: Any) -> Any:
    """Draw as `sample_three` does, but with probabilities for the ends of the intervals."""

    def found(p: Any, u: Any) -> int:
        return 0 if u < p[0] else 1 if u < p[1] else 2

    a = found(pa, u[0])
    b = found(pb[a], u[1])
    return np.array([a, b, found(pc[a, b], u[2])])


# Numbers for each student. A draw is repeated until right answer and slips are different numbers.


def free_numbers(a: int, b: int, c: int, d: int, e: int) -> int:
    """Count: each row of each table has one number less than it has entries."""
    return (a - 1) + a * (b - 1) + a * b * (c - 1) + b * (d - 1) + c * (e - 1)


FREE_SLIPS = (
    Slip(
        "full_table",
        lambda a, b, c, d, e: a * b * c * d * e - 1,
        "That is for one table of all five variables. The graph needs a small table for each "
        "variable given its parents.",
    ),
    Slip(
        "entries",
        lambda a, b, c, d, e: a + a * b + a * b * c + b * d + c * e,
        "You counted all entries of the tables. In each row the last one follows, because the row "
        "sums to 1.",
    ),
    Slip(
        "one_less_a_table",
        lambda a, b, c, d, e: a + a * b + a * b * c + b * d + c * e - 5,
        "You took one entry off each table. Every *row* of a table of conditionals sums to 1, so "
        "each row saves one.",
    ),
    Slip(
        "parents_added",
        lambda a, b, c, d, e: free_numbers(a, b, c, d, e) - a * b * (c - 1) + (a + b) * (c - 1),
        "For c you used one row for each value of a and one for each of b. It needs a row "
        "for every pair.",
    ),
    Slip(
        "one_parent",
        lambda a, b, c, d, e: free_numbers(a, b, c, d, e) - a * b * (c - 1) + b * (c - 1),
        "You gave c the parent b only. Its other arrow comes from a.",
    ),
    Slip(
        "only_first_parent",
        lambda a, b, c, d, e: free_numbers(a, b, c, d, e) - a * b * (c - 1) + a * (c - 1),
        "You gave c the parent a only. Its other arrow comes from b.",
    ),
    Slip(
        "two_values_each",
        lambda a, b, c, d, e: free_numbers(2, 2, 2, 2, 2),
        "That would be right if every variable had two values. Look at how many each has.",
    ),
    Slip(
        "parents_forgotten",
        lambda a, b, c, d, e: a + b + c + d + e - 5,
        "That would do if the five variables were independent. A variable with parents has a row "
        "for every combination of their values.",
    ),
    Slip(
        "entries_of_full_table",
        lambda a, b, c, d, e: a * b * c * d * e,
        "That is the number of entries of the joint table. The graph gets along with far fewer "
        "numbers.",
    ),
)


def graph_sizes(rng: np.random.Generator) -> dict[str, Any]:
    """Draw how many values each variable of the graph has."""
    while True:
        numbers = {name: int(rng.integers(2, 6)) for name in "abcde"}
        counts = [free_numbers(**numbers), *(slip.answer(**numbers) for slip in FREE_SLIPS)]
        # Beyond 500 the full table with and without its last entry would be all but one number.
        if len(set(counts)) == len(counts) and counts[1] < 500:
            return numbers


def log_of_unseen(start: Any, cat: Any, purrs: Any, tokens: Any) -> float:
    """Add the logarithms of three smoothed shares; each pair is (count of word, of word pair)."""
    return float(sum(np.log((pair + 1) / (total + tokens)) for total, pair in (start, cat, purrs)))


UNSEEN_SLIPS = (
    Slip(
        "total_not_raised",
        lambda start, cat, purrs, tokens: float(
            sum(np.log((pair + 1) / total) for total, pair in (start, cat, purrs))
        ),
        "You added one to the counts of the pairs but divided by the old totals. With every token "
        "that can follow the total grows too.",
    ),
    Slip(
        "total_raised_by_one",
        lambda start, cat, purrs, tokens: float(
            sum(np.log((pair + 1) / (total + 1)) for total, pair in (start, cat, purrs))
        ),
        "You raised the totals by one. They grow by one for each token that can follow.",
    ),
    Slip(
        "seen_not_smoothed",
        lambda start, cat, purrs, tokens: float(
            np.log(start[1] / start[0] / (cat[0] + tokens) * purrs[1] / purrs[0])
        ),
        "You smoothed the unseen pair only. All pairs are treated alike, or the rows would not "
        "sum to 1.",
    ),
    Slip(
        "unseen_skipped",
        lambda start, cat, purrs, tokens: (
            log_of_unseen(start, cat, purrs, tokens) + float(np.log(cat[0] + tokens))
        ),
        "The factor of the unseen pair is missing. It is small, but it is there.",
    ),
    Slip(
        "end_missing",
        lambda start, cat, purrs, tokens: (
            log_of_unseen(start, cat, purrs, tokens)
            - float(np.log((purrs[1] + 1) / (purrs[0] + tokens)))
        ),
        "The end is missing. That the sentence stops after its last word has a factor too.",
    ),
    Slip(
        "start_missing",
        lambda start, cat, purrs, tokens: (
            log_of_unseen(start, cat, purrs, tokens)
            - float(np.log((start[1] + 1) / (start[0] + tokens)))
        ),
        "The start is missing. The first word has a factor, given the start token.",
    ),
    Slip(
        "one_token_more",
        lambda start, cat, purrs, tokens: log_of_unseen(start, cat, purrs, tokens + 1),
        "You counted a token more than can follow. The number in the question has the end token, "
        "and nothing follows as a start.",
    ),
    Slip(
        "factors_added",
        lambda start, cat, purrs, tokens: float(
            np.log(sum((pair + 1) / (total + tokens) for total, pair in (start, cat, purrs)))
        ),
        "You added the factors and took the logarithm of the sum. The factors multiply, so that "
        "their logarithms add.",
    ),
    Slip(
        "probability",
        lambda start, cat, purrs, tokens: float(np.exp(log_of_unseen(start, cat, purrs, tokens))),
        "That is the probability. Its natural logarithm is asked.",
    ),
)


def unseen_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw the counts of three words and of the pairs in the sentence."""
    while True:
        numbers = {
            "start": (int(rng.integers(30, 60)), int(rng.integers(3, 12))),
            "cat": (int(rng.integers(10, 20)), 0),
            "purrs": (int(rng.integers(5, 9)), int(rng.integers(2, 5))),
            "tokens": int(rng.integers(20, 40)),
        }
        values = [log_of_unseen(**numbers), *(slip.answer(**numbers) for slip in UNSEEN_SLIPS)]
        sizes = np.sort(np.abs(values))
        if np.all(sizes[1:] > 1.004 * sizes[:-1]):
            return numbers


# Examples that several questions use.

COUNTS = (
    (np.array([[3.0, 1, 0], [2, 2, 4], [1, 0, 1]]),),
    (np.array([[1.0, 5, 2], [0, 3, 1], [4, 4, 2]]),),
    (np.array([[2.0, 0, 5, 1], [6, 1, 0, 2], [1, 3, 3, 4]]),),
)
TOPICS = (
    (np.array([0.2, 0.8]), np.array([[0.1, 0.3, 0.4, 0.2], [0.3, 0.25, 0.05, 0.4]])),
    (
        np.array([0.6, 0.3, 0.1]),
        np.array([[0.2, 0.3, 0.1, 0.4], [0.3, 0.4, 0.05, 0.25], [0.25, 0.15, 0.5, 0.1]]),
    ),
    (np.array([0.45, 0.55]), np.array([[0.7, 0.1, 0.2], [0.15, 0.25, 0.6]])),
)
TABLE = np.array([[0.1, 0.6, 0.3], [0.5, 0.2, 0.3], [0.25, 0.35, 0.4]])
LONG = np.tile([0, 1, 1, 2, 0, 2, 2, 1], 150)
CAUSES = {
    "pa": Reals(0.05, 0.4),
    "pb": Reals(0.1, 0.45),
    "p11": Reals(0.85, 0.98),
    "p10": Reals(0.65, 0.82),
    "p01": Reals(0.5, 0.64),
    "p00": Reals(0.03, 0.2),
}
SQUARE = np.array([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1], [0.1, 0.7, 0.2]])
CUBE = np.array(
    [
        [[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.3, 0.1, 0.6]],
        [[0.2, 0.1, 0.7], [0.5, 0.2, 0.3], [0.1, 0.8, 0.1]],
        [[0.4, 0.5, 0.1], [0.25, 0.05, 0.7], [0.6, 0.3, 0.1]],
    ]
)
PC = (
    np.array([[[0.9, 0.1], [0.35, 0.65], [0.2, 0.8]], [[0.3, 0.7], [0.75, 0.25], [0.6, 0.4]]]),
    np.array([[[0.15, 0.85], [0.6, 0.4], [0.8, 0.2]], [[0.7, 0.3], [0.1, 0.9], [0.45, 0.55]]]),
)
GRAPHS = (
    (
        np.array([0.3, 0.7]),
        np.array([[0.1, 0.3, 0.6], [0.5, 0.3, 0.2]]),
        PC[0],
        np.array([[0.2, 0.8], [0.5, 0.5], [0.9, 0.1]]),
        np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]),
    ),
    (
        np.array([0.6, 0.4]),
        np.array([[0.7, 0.1, 0.2], [0.2, 0.2, 0.6]]),
        PC[1],
        np.array([[0.1, 0.2, 0.7], [0.3, 0.3, 0.4], [0.6, 0.2, 0.2]]),
        np.array([[0.85, 0.15], [0.3, 0.7]]),
    ),
    (
        np.array([0.45, 0.55]),
        np.array([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]]),
        PC[0],
        np.array([[0.35, 0.65], [0.8, 0.2], [0.15, 0.85]]),
        np.array([[0.4, 0.1, 0.2, 0.3], [0.15, 0.45, 0.35, 0.05]]),
    ),
)
CHAIN = {name: Probability() for name in ("w", "b1", "b0", "c1", "c0")}


SHEET = Sheet(
    name="11_structured_models",
    title="Bigrams, graphical models and topics",
    exercises=(
        Exercise(
            id="chain_rule_three",
            title="Three variables, one after the other",
            topic="Chain rule of probability",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "Known are `pa` $= p(a)$, `pb_a` $= p(b \\mid a)$ and `pc_ab` $= p(c \\mid a, b)$, "
                "and besides `pb` $= p(b)$ and `pc` $= p(c)$, which may or may not be of use. "
                "Write `chain_rule_three(pa, pb_a, pc_ab, pb, pc)`, the probability $p(a, b, c)$."
            ),
            inputs={name: Probability() for name in ("pa", "pb_a", "pc_ab", "pb", "pc")},
            probes=(
                (0.6, 0.7, 0.2, 0.5, 0.4),
                (0.3, 0.4, 0.9, 0.25, 0.65),
                (0.85, 0.3, 0.6, 0.4, 0.7),
            ),
            reference=lambda pa, pb_a, pc_ab, pb, pc: pa * pb_a * pc_ab,
            slips=(
                Slip(
                    "independent",
                    lambda pa, pb_a, pc_ab, pb, pc: pa * pb * pc,
                    "You multiplied the marginals. That is right only if all three are "
                    "independent; each factor is given what came before.",
                ),
                Slip(
                    "beginning_missing",
                    lambda pa, pb_a, pc_ab, pb, pc: pb_a * pc_ab,
                    "The chain has no beginning: that is the probability of b and c *given* a.",
                ),
                Slip(
                    "added",
                    lambda pa, pb_a, pc_ab, pb, pc: pa + pb_a + pc_ab,
                    "You added. That several things happen together has a product.",
                ),
                Slip(
                    "middle_marginal",
                    lambda pa, pb_a, pc_ab, pb, pc: pa * pb * pc_ab,
                    "The middle factor does not know that a has happened. It is the conditional "
                    "that belongs there.",
                ),
                Slip(
                    "last_marginal",
                    lambda pa, pb_a, pc_ab, pb, pc: pa * pb_a * pc,
                    "The last factor forgets what came before. Condition it on both of the others.",
                ),
                Slip(
                    "all_multiplied",
                    lambda pa, pb_a, pc_ab, pb, pc: pa * pb_a * pc_ab * pb * pc,
                    "You multiplied all five numbers, so b and c count twice. Each variable has "
                    "one factor.",
                ),
                Slip(
                    "two_only",
                    lambda pa, pb_a, pc_ab, pb, pc: pa * pb_a,
                    "That is the probability of a and b. The third variable has a factor as well.",
                ),
                Slip(
                    "divided",
                    lambda pa, pb_a, pc_ab, pb, pc: pa * pb_a * pc_ab / (pb * pc),
                    "You divided by the marginals. Nothing needs to be divided here: "
                    "conditionals are already quotients.",
                ),
                Slip(
                    "last_only",
                    lambda pa, pb_a, pc_ab, pb, pc: pc_ab,
                    "That is the last factor alone: c if a and b are known. How probable are they?",
                ),
            ),
            hints=(
                "Begin with two variables: the product rule.",
                r"Then take $(a, b)$ as one: $p(a, b, c) = p(a, b)\,p(c \mid a, b)$.",
                "Start: every variable has exactly one factor, given all before it.",
                "`return pa * ... * ...`",
            ),
            why="The chain rule holds for any variables in any order; it assumes nothing.",
        ),
        Exercise(
            id="tongue_twister",
            title="Peter Piper, three times",
            kind="parts",
            topic="Bigram model",
            points=3,
            level=1,
            source="S2",
            prompt=(
                "The corpus has two sentences: *Peter Piper picked a peck of pickled pepper* and "
                "*Where's the pickled pepper that Peter Piper picked*. A bigram model counts "
                "pairs, with ⟨s⟩ before each sentence and ⟨/s⟩ after it; for instance "
                "$p(\\text{Piper} \\mid \\text{Peter}) = \\frac{2}{2}$. Assign to "
                "`tongue_twister` a dictionary with the probabilities that the model gives to "
                'three sentences: `"first"` and `"second"` of the corpus, and `"recombined"`, '
                "*Peter Piper picked a peck of pickled pepper that Peter Piper picked*, which "
                "the corpus does not have."
            ),
            part_points={"first": 1, "second": 1, "recombined": 1},
            reference=lambda: {"first": 1 / 8, "second": 1 / 8, "recombined": 1 / 16},
            slips=(
                Slip(
                    "first_one_end_missing",
                    lambda: {"first": 1 / 4},
                    "One factor of the first sentence is missing, perhaps the end: after *pepper* "
                    "the sentence may end or go on.",
                ),
                Slip(
                    "first_share_of_corpus",
                    lambda: {"first": 1 / 2},
                    "That is the share of the corpus, or only the first factor. A bigram model "
                    "multiplies a factor for each pair, from the start token to the end token.",
                ),
                Slip(
                    "first_certain",
                    lambda: {"first": 1.0},
                    "In three places the first sentence could have gone on in another way. Look "
                    "for words that are followed by different tokens in the corpus.",
                ),
                Slip(
                    "second_one_end_missing",
                    lambda: {"second": 1 / 4},
                    "One factor of the second sentence is missing, perhaps the end: after "
                    "*picked* the sentence may end or go on.",
                ),
                Slip(
                    "second_share_of_corpus",
                    lambda: {"second": 1 / 2},
                    "That is the share of the corpus, or only the first factor. Multiply one "
                    "factor for each pair of neighbours.",
                ),
                Slip(
                    "second_recombined",
                    lambda: {"second": 1 / 16},
                    "That is one half too many; it belongs to the recombined sentence, which "
                    "begins differently.",
                ),
                Slip(
                    "never_seen",
                    lambda: {"recombined": 0.0},
                    "The sentence is new, but each of its pairs is in the corpus. A bigram model "
                    "asks only for pairs.",
                ),
                Slip(
                    "recombined_end_missing",
                    lambda: {"recombined": 1 / 8},
                    "One factor is missing, perhaps the end. *picked* stands there twice, "
                    "once before *a* and once before the end token.",
                ),
                Slip(
                    "sentences_multiplied",
                    lambda: {"recombined": 1 / 64},
                    "You multiplied the probabilities of the two sentences. The new one has a "
                    "single start and a single end.",
                ),
                Slip(
                    "first_one_too_many",
                    lambda: {"first": 1 / 16},
                    "That is one half too many. A factor is below 1 only where the corpus goes on "
                    "from a word in two ways.",
                ),
                Slip(
                    "recombined_one_too_many",
                    lambda: {"recombined": 1 / 32},
                    "That is one half too many. Go through the pairs once more: after most words "
                    "the corpus goes on in one way only.",
                ),
                Slip(
                    "recombined_two_missing",
                    lambda: {"recombined": 1 / 4},
                    "Two factors are missing. *picked* stands there twice, and the start and the "
                    "end have factors of their own.",
                ),
            ),
            hints=(
                "Write down for each word what follows it in the corpus, with ⟨/s⟩ as a token.",
                r"$p(w \mid v)$ is the count of the pair $v\,w$ over the count of $v$.",
                "Start: only ⟨s⟩, *picked* and *pepper* are followed by two different tokens.",
                (
                    '`tongue_twister = {"first": 0.5 * 0.5 * ..., "second": 0.5 * ..., '
                    '"recombined": ...}`'
                ),
            ),
            why=(
                "The model generalises: it gives a probability to a sentence that nobody said, "
                "since it is made of pairs that somebody did."
            ),
        ),
        Exercise(
            id="bigram_table",
            title="From counts of pairs to a model",
            topic="Bigram model",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "`C[i, j]` counts how often word $j$ came right after word $i$. Write "
                "`bigram_table(C)`, the array of the shape of `C` with "
                "$p(\\text{next} = j \\mid \\text{previous} = i)$."
            ),
            inputs={"C": Matrix(3, 4, 1, 9, whole=True)},
            probes=COUNTS,
            reference=normalise,
            slips=(
                Slip(
                    "columns",
                    lambda C: C / C.sum(0, keepdims=True),
                    "You made the columns sum to 1. That answers which word came *before*.",
                ),
                Slip(
                    "joint",
                    lambda C: C / C.sum(),
                    "You divided by the sum of the whole table, which gives the probability of a "
                    "pair. The previous word is given, so each row is a distribution of its own.",
                ),
                Slip(
                    "counts",
                    lambda C: C * 1.0,
                    "Those are counts. A row of probabilities sums to 1.",
                ),
                Slip(
                    "largest_entry",
                    lambda C: C / C.max(axis=1, keepdims=True),
                    "You divided each row by its largest count. Divide by what the row sums to.",
                ),
                Slip(
                    "softmax",
                    softmax,
                    "You exponentiated the counts. They are no scores: shares are enough.",
                ),
                Slip(
                    "smoothed",
                    lambda C: normalise(C + 1),
                    "You smoothed the counts. Here the plain shares are asked; smoothing comes "
                    "later.",
                ),
                Slip(
                    "next_alone",
                    lambda C: np.ones_like(C) * C.sum(0) / C.sum(),
                    "Every row is the same, the frequency of the next word alone. The previous "
                    "word has to make a difference.",
                ),
            ),
            hints=(
                "Look at one row: all that ever followed word $i$.",
                r"$p(j \mid i) = C_{ij} \,/\, \sum_k C_{ik}$.",
                "Start: `C.sum(axis=1, keepdims=True)` keeps the sums as a column.",
                "`return C / ...`",
            ),
            why=(
                "These shares are the maximum-likelihood estimates: no other table makes the "
                "corpus more probable."
            ),
        ),
        Exercise(
            id="graph_factorisation",
            title="A probability read off a graph",
            kind="formula",
            topic="Graphical models",
            points=2,
            level=1,
            source="S2",
            prompt=(
                "A graph over five variables with the values 0 and 1 has the arrows $a \\to b$, "
                "$a \\to c$, $b \\to c$, $b \\to d$ and $c \\to e$. Known are "
                "$p = p(a{=}1)$, $q = p(b{=}1 \\mid a{=}1)$, "
                "$r = p(c{=}1 \\mid a{=}1, b{=}1)$, $s = p(d{=}1 \\mid b{=}1)$, "
                "$t = p(e{=}1 \\mid c{=}0)$, $u = p(e{=}1 \\mid c{=}1)$ and "
                "$v = p(c{=}1 \\mid b{=}1)$; you do not need all of them. Type the probability "
                "of $a = 1, b = 1, c = 0, d = 1, e = 1$ as text: "
                '`graph_factorisation = "..."`.'
            ),
            inputs={name: Probability() for name in "pqrstuv"},
            probes=(
                (0.6, 0.7, 0.2, 0.45, 0.9, 0.35, 0.15),
                (0.3, 0.8, 0.65, 0.55, 0.25, 0.7, 0.4),
                (0.85, 0.4, 0.3, 0.75, 0.6, 0.15, 0.55),
            ),
            reference=lambda p, q, r, s, t, u, v: p * q * (1 - r) * s * t,
            slips=(
                Slip(
                    "complement_forgotten",
                    "p*q*r*s*t",
                    "That counts c as 1. What is given is the probability of 1, and c is 0.",
                ),
                Slip(
                    "all_ones",
                    "p*q*r*s*u",
                    "That is the probability that all five are 1. Here c is 0, which changes its "
                    "own factor and that of its child.",
                ),
                Slip(
                    "wrong_row",
                    "p*q*(1-r)*s*u",
                    "The last factor stands in the wrong row: the parent of e is c, which is 0.",
                ),
                Slip(
                    "one_parent",
                    "p*q*(1-v)*s*t",
                    "You conditioned c on b alone. A factor is given *all* parents jointly.",
                ),
                Slip(
                    "parent_twice",
                    "p*q*(1-r)*(1-v)*s*t",
                    "You gave c two factors. Each variable has one, given all its parents "
                    "together.",
                ),
                Slip(
                    "beginning_missing",
                    "q*(1-r)*s*t",
                    "The factor of a is missing. A variable without parents has its marginal.",
                ),
                Slip(
                    "complement_of_all",
                    "p*q*r*s*(1-t)",
                    "The complement is in the wrong factor: it is c that is 0, not e.",
                ),
                Slip(
                    "end_missing",
                    "p*q*(1-r)*s",
                    "The factor of e is missing. Five variables have five factors.",
                ),
                Slip(
                    "added",
                    "p+q+(1-r)+s+t",
                    "You added the factors. All five things happen together, so they multiply.",
                ),
                Slip(
                    "e_complement",
                    "p*q*(1-r)*s*(1-t)",
                    "You took the complement for e as well. What is given is the probability of e "
                    "= 1, and e is 1.",
                ),
                Slip(
                    "complement_in_other_row",
                    "p*q*(1-r)*s*(1-u)",
                    "That is e = 0 in the row where c is 1. The two rows are numbers of their own, "
                    "and e is 1.",
                ),
            ),
            hints=(
                "Every variable contributes one factor: given its parents.",
                (
                    r"$p(a, b, c, d, e) = p(a)\,p(b \mid a)\,p(c \mid a, b)\,p(d \mid b)\,"
                    r"p(e \mid c)$."
                ),
                "Start: put the values in. Which table row does e look at when c is 0?",
                '`graph_factorisation = "p*q*(1 - ...)*...*..."`',
            ),
            why=(
                "One joint table of five such variables has 31 free numbers, this graph's small "
                "tables have 11."
            ),
        ),
        Exercise(
            id="separating_set",
            title="What cuts a off from e?",
            kind="choice",
            topic="d-separation",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "The graph has the arrows $a \\to b$, $a \\to c$, $b \\to c$, $b \\to d$ and "
                "$c \\to e$. What has to be observed so that $a$ and $e$ are independent given "
                'it, whatever the numbers in the tables? Assign the letter: `separating_set = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "nothing",
                    slip="nothing",
                    message="Without an observation both paths from a to e are open: along arrows "
                    "a cause speaks to its effects.",
                ),
                Option(
                    "b",
                    "$b$",
                    slip="one_path",
                    message="That cuts the path through b. There is a path that does not touch it.",
                ),
                Option(
                    "c",
                    "$c$",
                    message="Both paths from a to e pass through c and leave it along the arrow "
                    "to e. Once c is known, how it came about says nothing more about e.",
                ),
                Option(
                    "d",
                    "$d$",
                    slip="side_branch",
                    message="No path from a to e passes through d. To observe it tells "
                    "something about b, but cuts nothing.",
                ),
                Option(
                    "e",
                    "$b$ and $d$",
                    slip="two_on_one_path",
                    message="Both together cut the path through b only. a has a second arrow.",
                ),
            ),
            hints=(
                "List all paths from $a$ to $e$. There are two.",
                "A node in the middle of a chain blocks the path when it is observed.",
                "Start: $a \\to c \\to e$ and $a \\to b \\to c \\to e$.",
                "Which single node lies on both, and in the middle of a chain?",
            ),
            why="Given its parents, a variable is independent of everything further up.",
        ),
        Exercise(
            id="dirichlet_mean",
            title="The centre of a Dirichlet",
            topic="LDA",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "The topic proportions of a document are drawn from a Dirichlet distribution with "
                "the concentrations `a`, an array of positive numbers. Write `dirichlet_mean(a)`, "
                "the array of their expected values."
            ),
            inputs={"a": Vector(3, 0.2, 4.0)},
            probes=(
                (np.array([0.5, 2.0, 1.0]),),
                (np.array([3.0, 1.0, 0.2]),),
                (np.array([0.1, 0.4]),),
            ),
            reference=normalise,
            slips=(
                Slip(
                    "concentrations",
                    lambda a: a * 1.0,
                    "Concentrations are like counts. Proportions sum to 1, so divide.",
                ),
                Slip(
                    "softmax",
                    softmax,
                    "You treated the concentrations as logits. They are like counts, and "
                    "no exponential is needed.",
                ),
                Slip(
                    "uniform",
                    lambda a: np.ones_like(a) / len(a),
                    "That is right only if all concentrations are equal.",
                ),
                Slip(
                    "mode",
                    lambda a: (a - 1) / (a.sum() - len(a)),
                    "That is the formula of the mode, the highest point. The mean needs no "
                    "subtraction.",
                ),
                Slip(
                    "smoothed",
                    lambda a: (a + 1) / (a.sum() + len(a)),
                    "You added one to each. The concentrations are already what is added to "
                    "counts.",
                ),
                Slip(
                    "largest_entry",
                    lambda a: a / a.max(),
                    "You divided by the largest concentration; the shares do not sum to 1.",
                ),
                Slip(
                    "plain_mean",
                    lambda a: a / len(a),
                    "You divided by the number of topics. Divide by the sum of the concentrations.",
                ),
            ),
            hints=(
                "The mean of points with proportions as coordinates has proportions as well.",
                r"$E[\theta_k] = \alpha_k \,/\, \sum_j \alpha_j$.",
                "Start: what do your numbers sum to? It must be 1.",
                "`return a / ...`",
            ),
            why=(
                "Ten times the concentrations have the same mean. What grows is how close the "
                "documents keep to it."
            ),
        ),
        Exercise(
            id="lda_word_given_document",
            title="The next word of a document",
            topic="LDA",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "A document has the topic proportions `theta`, of shape `(K,)`; row $k$ of `beta`, "
                "of shape `(K, V)`, holds the probabilities of the words in topic $k$. Write "
                "`lda_word_given_document(theta, beta)`, the array of shape `(V,)` with the "
                "probability of each word, whatever its topic."
            ),
            inputs={"theta": Simplex(3), "beta": Simplex(4, rows=3)},
            probes=TOPICS,
            reference=lambda theta, beta: theta @ beta,
            slips=(
                Slip(
                    "largest_topic",
                    lambda theta, beta: beta[theta.argmax()],
                    "You used the largest topic only. In LDA each word draws a topic of its own.",
                ),
                Slip(
                    "plain_average",
                    lambda theta, beta: beta.mean(0),
                    "You averaged the topics as if they had equal shares in the document.",
                ),
                Slip(
                    "topics_added",
                    lambda theta, beta: beta.sum(0),
                    "You added up the topics; the sum of the words is no longer 1. Weigh each "
                    "topic by its share in the document.",
                ),
                Slip(
                    "log_mixed",
                    lambda theta, beta: np.exp(theta @ np.log(beta)),
                    "You averaged logarithms. Probabilities of exclusive cases are averaged as "
                    "they are.",
                ),
                Slip(
                    "joint",
                    lambda theta, beta: theta[:, None] * beta,
                    "That is the table of topic and word together. Sum the topic out.",
                ),
                Slip(
                    "shares_squared",
                    lambda theta, beta: normalise(theta**2) @ beta,
                    "The shares come in twice. Each topic is weighed once.",
                ),
                Slip(
                    "smallest_first",
                    lambda theta, beta: theta[::-1] @ beta,
                    "The shares belong to other topics: entry k of the one and row k of the "
                    "other go together.",
                ),
            ),
            hints=(
                "First a topic, then a word of it: sum over the topics.",
                r"$p(w \mid \theta) = \sum_k \theta_k\,\beta_{kw}$.",
                "Start: rows of `beta`, weighed and added up, are a product of arrays.",
                "`return theta @ ...`",
            ),
            why="The words of a document follow a mixture, with its topics as components.",
        ),
        Exercise(
            id="bigram_smoothed",
            title="One more of every pair",
            topic="Bigram model",
            points=2,
            level=2,
            source="S2",
            prompt=(
                "`C[i, j]` counts how often word $j$ came right after word $i$, and `C` has "
                "$V$ columns. Write `bigram_smoothed(C)`, the array of "
                "$p(\\text{next} = j \\mid \\text{previous} = i)$ with add-one smoothing: every "
                "pair counts as if it had been seen once more."
            ),
            inputs={"C": Matrix(3, 4, 0, 9, whole=True)},
            probes=(*COUNTS, (np.array([[0.0, 0], [7, 1], [2, 5]]),)),
            reference=lambda C: normalise(C + 1),
            slips=(
                Slip(
                    "total_not_raised",
                    lambda C: (C + 1) / np.maximum(C.sum(1, keepdims=True), 1),
                    "You divided by the old totals, so the rows sum to more than 1. With one more "
                    "in every cell a row grows by the number of its cells.",
                ),
                Slip(
                    "total_raised_by_one",
                    lambda C: (C + 1) / (C.sum(1, keepdims=True) + 1),
                    "You raised the total of a row by one. It grows by one for each of its cells.",
                ),
                Slip(
                    "whole_table",
                    lambda C: (C + 1) / (C.sum() + C.shape[1]),
                    "You divided by the count of all pairs. Normalise within each row.",
                ),
                Slip(
                    "joint",
                    lambda C: (C + 1) / (C + 1).sum(),
                    "That is a distribution over pairs. The previous word is given, so each row "
                    "sums to 1.",
                ),
                Slip(
                    "columns",
                    lambda C: (C + 1) / (C + 1).sum(0),
                    "You made the columns sum to 1. That answers which word came before.",
                ),
                Slip(
                    "rows_counted",
                    lambda C: (C + 1) / (C.sum(1, keepdims=True) + C.shape[0]),
                    "You raised the totals by the number of rows. A row has as many cells as "
                    "there are columns.",
                ),
                Slip(
                    "zeros_only",
                    lambda C: normalise(np.where(C == 0, 1.0, C)),
                    "You raised the zeros only. Every pair is counted once more, or seen-once and "
                    "never-seen would be alike.",
                ),
                Slip(
                    "raised_counts",
                    lambda C: C + 1,
                    "Those are the raised counts. Divide each row by its sum.",
                ),
                Slip(
                    "counts_not_raised",
                    lambda C: C / (C.sum(1, keepdims=True) + C.shape[1]),
                    "You raised the totals, but not the counts: the rows sum to less than 1, and a "
                    "pair never seen stays impossible.",
                ),
            ),
            hints=(
                "Raise the counts first, then do what you did without smoothing.",
                r"$p(j \mid i) = (C_{ij} + 1) \,/\, (\sum_k C_{ik} + V)$.",
                "Start: what does a row of `C + 1` sum to?",
                "`return (C + 1) / (C.sum(axis=1, keepdims=True) + ...)`",
            ),
            why=(
                "A word never seen as a previous one now gets the uniform distribution. With a "
                "large vocabulary one is much; smaller amounts are usual."
            ),
        ),
        Exercise(
            id="sentence_log_probability",
            title="A long text, word by word",
            topic="Bigram model",
            points=2,
            level=2,
            source="S2",
            prompt=(
                "`words` is an array of word numbers, start and end token included, and "
                "`P[i, j]` is $p(\\text{next} = j \\mid \\text{previous} = i)$. Write "
                "`sentence_log_probability(words, P)`, the natural logarithm of the probability "
                "of all that follows the first token. It must also work for a text of 1,200 words."
            ),
            inputs={
                "words": OneOf((np.array([0, 2, 1, 2]), np.array([1, 0, 0, 2, 1]))),
                "P": Simplex(3, rows=3),
            },
            probes=(
                (np.array([0, 1, 2]), TABLE),
                (np.array([0, 2, 2, 1, 0, 1]), TABLE),
                (
                    np.array([1, 1, 0, 2]),
                    np.array([[0.3, 0.2, 0.5], [0.6, 0.3, 0.1], [0.2, 0.1, 0.7]]),
                ),
                (LONG, TABLE),
            ),
            reference=lambda words, P: np.sum(np.log(steps(words, P))),
            slips=(
                Slip(
                    "underflow",
                    lambda words, P: np.log(np.prod(steps(words, P))),
                    "For a short sentence this is right, but the product of a long text is 0 in "
                    "floating-point numbers. Take logarithms before you combine the factors.",
                ),
                Slip(
                    "probability",
                    lambda words, P: np.prod(steps(words, P)),
                    "That is the probability, which is 0 in the computer for a long text. Its "
                    "logarithm is asked.",
                ),
                Slip(
                    "backwards",
                    lambda words, P: np.sum(np.log(P[words[1:], words[:-1]])),
                    "Row and column have changed places. The previous word chooses the row.",
                ),
                Slip(
                    "per_word",
                    lambda words, P: np.mean(np.log(steps(words, P))),
                    "That is the mean of a factor. The whole text has the sum.",
                ),
                Slip(
                    "end_missing",
                    lambda words, P: np.sum(np.log(steps(words[:-1], P))),
                    "The last token is missing. That the text ends there has a probability too.",
                ),
                Slip(
                    "start_missing",
                    lambda words, P: np.sum(np.log(steps(words[1:], P))),
                    "The first pair is missing. The start token is what the first word is given.",
                ),
                Slip(
                    "negative",
                    lambda words, P: -np.sum(np.log(steps(words, P))),
                    "That is the negative log-probability, a cost. The logarithm itself is asked, "
                    "and it is below 0.",
                ),
                Slip(
                    "uniform_start",
                    lambda words, P: np.sum(np.log(steps(words, P))) - np.log(len(P)),
                    "You gave the first token a factor as well. It is where the text begins, and "
                    "is given.",
                ),
                Slip(
                    "added",
                    lambda words, P: np.log(np.sum(steps(words, P))),
                    "You added the probabilities and took the logarithm at the end. All pairs "
                    "occur together: the logarithm of a product is asked.",
                ),
            ),
            hints=(
                "$n$ tokens have $n - 1$ pairs.",
                r"$\ln p = \sum_t \ln P[w_{t-1}, w_t]$.",
                "Start: `words[:-1]` are the previous words and `words[1:]` the next ones.",
                "`return np.log(P[..., ...]).sum()`",
            ),
            why=(
                "A probability with 400 zeros after the point is no floating-point number. Its "
                "logarithm, about minus 921, is an ordinary one."
            ),
        ),
        Exercise(
            id="my_perplexity",
            title="How many words to choose from?",
            topic="Bigram model",
            points=1,
            level=2,
            source="S2",
            prompt=(
                "The array `log_p` holds the natural logarithms of the probabilities that a model "
                "gave to the $N$ tokens it had to predict, the end token included. Write "
                "`my_perplexity(log_p)`."
            ),
            inputs={"log_p": Vector(4, -4.0, -0.3)},
            probes=(
                (np.array([-2.3, -0.7, -1.1, -3.0]),),
                (np.array([-0.2, -4.1, -1.9]),),
                (np.array([-1.3, -0.4, -2.2, -0.9, -1.7]),),
            ),
            reference=lambda log_p: np.exp(-np.mean(log_p)),
            slips=(
                Slip(
                    "cross_entropy",
                    lambda log_p: -np.mean(log_p),
                    "That is the cross-entropy for each token, in nats. The perplexity undoes the "
                    "logarithm.",
                ),
                Slip(
                    "not_per_token",
                    lambda log_p: np.exp(-np.sum(log_p)),
                    "That is one over the probability of the text. Divide by the number of tokens "
                    "in the exponent.",
                ),
                Slip(
                    "base_two",
                    lambda log_p: 2 ** (-np.mean(log_p)),
                    "The bases do not match: natural logarithms are undone by exp.",
                ),
                Slip(
                    "one_token_less",
                    lambda log_p: np.exp(-np.sum(log_p) / (len(log_p) - 1)),
                    "You divided by one token too few. Every predicted token counts, the end "
                    "token as well.",
                ),
                Slip(
                    "sign",
                    lambda log_p: np.exp(np.mean(log_p)),
                    "A sign is missing: that is the geometric mean of the probabilities. The "
                    "perplexity is at least 1.",
                ),
                Slip(
                    "arithmetic_mean",
                    lambda log_p: np.mean(np.exp(-log_p)),
                    "You averaged one over the probabilities. Average the logarithms first, and "
                    "exponentiate once.",
                ),
                Slip(
                    "mean_probability",
                    lambda log_p: 1 / np.mean(np.exp(log_p)),
                    "You averaged the probabilities. It is their logarithms that are averaged.",
                ),
                Slip(
                    "one_token_more",
                    lambda log_p: np.exp(-np.sum(log_p) / (len(log_p) + 1)),
                    "You divided by one token too many. The start token is given, not predicted.",
                ),
                Slip(
                    "bits_with_exp",
                    lambda log_p: np.exp(-np.mean(log_p) / np.log(2)),
                    "You changed to bits and then used exp. Bits are undone by powers of 2, nats "
                    "by exp.",
                ),
            ),
            hints=(
                "First the mean of what is in `log_p`: the tokens count alike.",
                r"Perplexity $= \exp\left(-\frac{1}{N}\sum_t \ln p_t\right)$.",
                "Start: a model that chooses among 10 equal words has the perplexity 10.",
                "`return np.exp(-...)`",
            ),
            why="It is the number of equally likely words that would be as hard to guess.",
        ),
        Exercise(
            id="chain_graph_marginal",
            title="The far end of a chain",
            topic="Graphical models",
            points=2,
            level=2,
            source="S2",
            prompt=(
                "A chain $a \\to b \\to c$ of events has `w` $= p(a)$, `b1` $= p(b \\mid a)$, "
                "`b0` $= p(b \\mid \\text{not } a)$, `c1` $= p(c \\mid b)$ and `c0` "
                "$= p(c \\mid \\text{not } b)$. Write `chain_graph_marginal(w, b1, b0, c1, c0)`, "
                "the probability $p(c)$."
            ),
            inputs=CHAIN,
            probes=(
                (0.6, 0.7, 0.2, 0.5, 0.9),
                (0.3, 0.8, 0.45, 0.15, 0.6),
                (0.8, 0.35, 0.9, 0.7, 0.25),
            ),
            reference=lambda w, b1, b0, c1, c0: (
                c1 * (w * b1 + (1 - w) * b0) + c0 * (1 - (w * b1 + (1 - w) * b0))
            ),
            slips=(
                Slip(
                    "one_branch",
                    lambda w, b1, b0, c1, c0: c1 * (w * b1 + (1 - w) * b0),
                    "That is the probability of b and c together. c can happen without b too.",
                ),
                Slip(
                    "middle_skipped",
                    lambda w, b1, b0, c1, c0: c1 * w + c0 * (1 - w),
                    "You treated c as a child of a. It looks at b, so find the probability of b "
                    "first.",
                ),
                Slip(
                    "plain_average",
                    lambda w, b1, b0, c1, c0: 0.5 * (c1 + c0),
                    "You averaged as if b were as likely as not. Weigh both cases by the "
                    "probability of b.",
                ),
                Slip(
                    "marginal_of_b",
                    lambda w, b1, b0, c1, c0: w * b1 + (1 - w) * b0,
                    "That is the probability of b. Go one step further in the same way.",
                ),
                Slip(
                    "all_happen",
                    lambda w, b1, b0, c1, c0: w * b1 * c1,
                    "That is the probability that all three happen. Sum over the other ways to c.",
                ),
                Slip(
                    "given_a",
                    lambda w, b1, b0, c1, c0: b1 * c1 + (1 - b1) * c0,
                    "That is the probability of c given a. a can also not happen.",
                ),
                Slip(
                    "two_of_four",
                    lambda w, b1, b0, c1, c0: w * b1 * c1 + (1 - w) * (1 - b0) * c0,
                    "You summed two of four ways: a with b and neither. One of the two may also "
                    "happen without the other.",
                ),
                Slip(
                    "cases_swapped",
                    lambda w, b1, b0, c1, c0: (
                        c0 * (w * b1 + (1 - w) * b0) + c1 * (1 - (w * b1 + (1 - w) * b0))
                    ),
                    "The two cases of b have changed places in the last step.",
                ),
                Slip(
                    "with_a_only",
                    lambda w, b1, b0, c1, c0: w * (b1 * c1 + (1 - b1) * c0),
                    "That is the probability of a and c together. c can happen without a too.",
                ),
                Slip(
                    "rows_mixed",
                    lambda w, b1, b0, c1, c0: w * b1 * c1 + (1 - w) * b0 * c0,
                    "You took b and its row of c apart: without a, b may still happen, and then c "
                    "looks at the row where b did.",
                ),
            ),
            hints=(
                "Go along the chain: first the probability of b.",
                r"$p(b) = \sum_a p(a)\,p(b \mid a)$, then the same for c with $p(b)$.",
                "Start: `b = w * b1 + (1 - w) * b0`.",
                "`return c1 * b + c0 * ...`",
            ),
            why=(
                "Two sums of two terms instead of one of four: along a chain the work "
                "then grows with its length, and does not double with each variable."
            ),
        ),
        Exercise(
            id="free_parameters",
            title="How many numbers does a graph need?",
            kind="value",
            topic="Graphical models",
            points=2,
            level=2,
            source="S2",
            prompt=lambda a, b, c, d, e: (
                "The joint distribution of five variables is factorised as $p(a)\\,p(b \\mid a)\\,"
                "p(c \\mid a, b)\\,p(d \\mid b)\\,p(e \\mid c)$. The variable $a$ has "
                f"{a} values, $b$ has {b}, $c$ has {c}, $d$ has {d} and $e$ has {e}. How many "
                "numbers can be chosen freely in the tables of the five factors together? Assign "
                "the number to `free_parameters`."
            ),
            parameters={"a": 2, "b": 3, "c": 4, "d": 2, "e": 3},
            variant=graph_sizes,
            reference=free_numbers,
            slips=FREE_SLIPS,
            hints=(
                "Take one table after the other. How many rows has each, and what do they sum to?",
                "A variable with $k$ values needs $k - 1$ free numbers in each row.",
                "Start: the table of $c$ has a row for each pair of values of $a$ and $b$.",
                "`free_parameters = (a - 1) + a * (b - 1) + ...`, with your numbers.",
            ),
            why="What a graph leaves out, its missing arrows, is what it saves.",
        ),
        Exercise(
            id="d_separation",
            title="One true independence",
            kind="choice",
            topic="d-separation",
            points=1,
            level=2,
            source="S2",
            prompt=(
                "The graph has the arrows $a \\to b$, $a \\to c$, $b \\to c$, $b \\to d$ and "
                "$c \\to e$. Which statement holds whatever the numbers in its tables? Assign the "
                'letter as text: `d_separation = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "$a$ and $d$ are independent given $c$.",
                    slip="chain_left_open",
                    message="The chain from a through b to d does not touch c and stays open.",
                ),
                Option(
                    "b",
                    "$c$ and $d$ are independent if nothing is observed.",
                    slip="fork_left_open",
                    message="They have the common cause b. A fork is open until it is observed.",
                ),
                Option(
                    "c",
                    "$a$ and $b$ are independent given $c$.",
                    slip="joined",
                    message="They are joined by an arrow, and that no observation elsewhere "
                    "blocks.",
                ),
                Option(
                    "d",
                    "$d$ and $e$ are independent given $b$.",
                    message="From d every path goes back through the observed b: as a fork with c, "
                    "or up the chain to a.",
                ),
                Option(
                    "e",
                    "$a$ and $e$ are independent given $b$.",
                    slip="second_path",
                    message="b cuts one of the two paths. The other goes from a straight to c.",
                ),
            ),
            hints=(
                "For each pair list all paths, arrows in either direction.",
                (
                    "A chain or a fork is blocked where its middle is observed; a collider where "
                    "neither it nor a descendant is."
                ),
                "Start: from $d$ there is only one way out, to $b$.",
                "Two that are joined by an arrow are never separated.",
            ),
            why="All of this is read off the arrows, before a single number is known.",
        ),
        Exercise(
            id="collider_opened",
            title="Two causes of a wet street",
            kind="choice",
            topic="d-separation",
            points=1,
            level=2,
            source="S2",
            prompt=(
                "Rain and a sprinkler can both make the street wet, and a wet street is slippery: "
                "$\\text{rain} \\to \\text{wet} \\leftarrow \\text{sprinkler}$, "
                "$\\text{wet} \\to \\text{slippery}$. What does the graph say of rain and "
                'sprinkler? Assign the letter as text: `collider_opened = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "They are dependent, because they have a common effect.",
                    slip="effect_as_cause",
                    message="A common *cause* would make them dependent. A common effect that "
                    "nobody has observed does not.",
                ),
                Option(
                    "b",
                    "They are independent; given wet they are still independent.",
                    slip="collider_kept_closed",
                    message="If the street is wet and it did not rain, the sprinkler must have "
                    "been on. To observe a common effect couples its causes.",
                ),
                Option(
                    "c",
                    "They are independent; given wet they may depend, given only slippery they "
                    "are independent.",
                    slip="descendant_forgotten",
                    message="Slippery tells something about wet, and so it couples the causes too.",
                ),
                Option(
                    "d",
                    "They are dependent; given wet they are independent.",
                    slip="fork_rule",
                    message="That is the rule of a chain or a fork. Here two arrows meet, and it "
                    "is the other way round.",
                ),
                Option(
                    "e",
                    "They are independent; given wet they may depend, and given only slippery as "
                    "well.",
                    message="A collider is closed until it or one of its descendants is observed.",
                ),
            ),
            hints=(
                "First without any observation: does rain say anything about the sprinkler?",
                "You see that the street is wet, and hear that it did not rain. And now?",
                "Start: slippery is a clue that the street is wet.",
                "A collider opens when it, or something that it causes, is observed.",
            ),
            why="It is the one case in which an observation creates a dependence.",
        ),
        Exercise(
            id="explaining_away",
            title="Two causes compete",
            topic="Graphical models",
            points=2,
            level=2,
            source="S2",
            prompt=(
                "Two independent causes $a$ and $b$, with the probabilities `pa` and `pb`, have "
                "the common effect $c$: `p10` is $p(c \\mid a, \\text{not } b)$, and `p11`, "
                "`p01`, `p00` likewise. Write `explaining_away(pa, pb, p11, p10, p01, p00)`, the "
                "array of two numbers $[\\,p(a \\mid c),\\ p(a \\mid b, c)\\,]$."
            ),
            inputs=CAUSES,
            probes=(
                (0.1, 0.2, 0.95, 0.8, 0.6, 0.05),
                (0.25, 0.4, 0.9, 0.7, 0.65, 0.1),
                (0.3, 0.15, 0.85, 0.9, 0.7, 0.2),
            ),
            reference=lambda pa, pb, p11, p10, p01, p00: np.array(
                [one_cause(pa, pb, p11, p10, p01, p00), both_causes(pa, p11, p01)]
            ),
            slips=(
                Slip(
                    "exchanged",
                    lambda pa, pb, p11, p10, p01, p00: np.array(
                        [both_causes(pa, p11, p01), one_cause(pa, pb, p11, p10, p01, p00)]
                    ),
                    "The two numbers have changed places. First comes the one that knows the "
                    "effect only.",
                ),
                Slip(
                    "other_cause_ignored",
                    lambda pa, pb, p11, p10, p01, p00: np.array(
                        [
                            one_cause(pa, pb, p11, p10, p01, p00),
                            one_cause(pa, pb, p11, p10, p01, p00),
                        ]
                    ),
                    "The second number ignores b. The causes are independent beforehand, but no "
                    "longer once c is seen.",
                ),
                Slip(
                    "other_cause_assumed",
                    lambda pa, pb, p11, p10, p01, p00: np.array(
                        [both_causes(pa, p11, p01), both_causes(pa, p11, p01)]
                    ),
                    "The first number takes b as seen. Only c is: average over b with its "
                    "probability.",
                ),
                Slip(
                    "other_cause_not_weighed",
                    lambda pa, pb, p11, p10, p01, p00: np.array(
                        [one_cause(pa, 0.5, p11, p10, p01, p00), both_causes(pa, p11, p01)]
                    ),
                    "In the first number b counts as often present as absent. Weigh both cases by "
                    "the probability of b.",
                ),
                Slip(
                    "joints",
                    lambda pa, pb, p11, p10, p01, p00: np.array(
                        [pa * (pb * p11 + (1 - pb) * p10), pa * p11]
                    ),
                    "Those are joint probabilities. Divide each by the probability of what was "
                    "seen.",
                ),
                Slip(
                    "likelihoods",
                    lambda pa, pb, p11, p10, p01, p00: np.array([pb * p11 + (1 - pb) * p10, p11]),
                    "Those are the probabilities of the effect given a. The bar has to be turned "
                    "round.",
                ),
                Slip(
                    "other_cause_absent",
                    lambda pa, pb, p11, p10, p01, p00: np.array(
                        [
                            one_cause(pa, pb, p11, p10, p01, p00),
                            pa * p10 / (pa * p10 + (1 - pa) * p00),
                        ]
                    ),
                    "The second number is given that b did *not* happen.",
                ),
                Slip(
                    "other_cause",
                    lambda pa, pb, p11, p10, p01, p00: np.array(
                        [
                            one_cause(pb, pa, p11, p01, p10, p00),
                            pb * p11 / (pb * p11 + (1 - pb) * p10),
                        ]
                    ),
                    "Those are the probabilities of b. a and b have changed their roles.",
                ),
                Slip(
                    "prior_ignored",
                    lambda pa, pb, p11, p10, p01, p00: np.array(
                        [
                            one_cause(0.5, pb, p11, p10, p01, p00),
                            p11 / (p11 + p01),
                        ]
                    ),
                    "You left the prior of a out. Each case is weighed by how probable it was.",
                ),
            ),
            hints=(
                "Bayes twice. In the first, what is the likelihood of c given a, if b is unknown?",
                r"$p(c \mid a) = p(b)\,p_{11} + (1 - p(b))\,p_{10}$, and without a likewise.",
                "Start: for the second only `pa`, `p11` and `p01` are needed. Why?",
                ("`return np.array([pa * l1 / (pa * l1 + (1 - pa) * l0), pa * p11 / (...)])`"),
            ),
            why=(
                "Where either cause would do, hearing of one makes the other less probable "
                "again: it explains the effect away."
            ),
        ),
        Exercise(
            id="lda_topic_given_word",
            title="Which topic wrote this word?",
            topic="LDA",
            points=2,
            level=2,
            source="S2",
            prompt=(
                "A document has the topic proportions `theta`, of shape `(K,)`, and `beta_w`, of "
                "the same shape, holds the probability of one word $w$ in each topic. The word "
                "occurs. Write `lda_topic_given_word(theta, beta_w)`, the array of the "
                "probabilities of its topic."
            ),
            inputs={"theta": Simplex(3), "beta_w": Vector(3, 0.02, 0.6)},
            probes=(
                (np.array([0.75, 0.05, 0.2]), np.array([0.1, 0.6, 0.2])),
                (np.array([0.3, 0.2, 0.5]), np.array([0.18, 0.54, 0.25])),
                (np.array([0.6, 0.4]), np.array([0.05, 0.35])),
            ),
            reference=lambda theta, beta_w: normalise(theta * beta_w),
            slips=(
                Slip(
                    "prior_ignored",
                    lambda theta, beta_w: normalise(beta_w),
                    "The proportions of the document are missing. They are the prior of the topic.",
                ),
                Slip(
                    "prior",
                    lambda theta, beta_w: theta * 1.0,
                    "Those are the proportions before the word was seen. The word is evidence.",
                ),
                Slip(
                    "joint",
                    lambda theta, beta_w: theta * beta_w,
                    "Those are the probabilities of topic and word together. Divide by their sum.",
                ),
                Slip(
                    "added",
                    lambda theta, beta_w: normalise(theta + beta_w),
                    "You added prior and likelihood. They are multiplied.",
                ),
                Slip(
                    "most_probable",
                    lambda theta, beta_w: (theta * beta_w == (theta * beta_w).max()) * 1.0,
                    "That marks the most probable topic. The probabilities of all are asked.",
                ),
                Slip(
                    "divided",
                    lambda theta, beta_w: normalise(theta / beta_w),
                    "You divided by the likelihood. A topic that uses the word often gains by it.",
                ),
                Slip(
                    "evidence_not_weighed",
                    lambda theta, beta_w: theta * beta_w / beta_w.sum(),
                    "The denominator leaves the proportions out, so the result does not sum to 1.",
                ),
            ),
            hints=(
                "It is Bayes' theorem, with the topic as the hypothesis.",
                r"$p(z = k \mid w) = \theta_k\,\beta_{kw} \,/\, \sum_j \theta_j\,\beta_{jw}$.",
                "Start: prior times likelihood is one product of arrays.",
                "`return theta * beta_w / (...).sum()`",
            ),
            why="Gibbs sampling asks this for one word after the other, with counts for theta.",
        ),
        Exercise(
            id="marginal_by_elimination",
            title="One variable at a time",
            topic="Graphical models",
            points=3,
            level=3,
            source="S2",
            prompt=(
                "For $p(a)\\,p(b \\mid a)\\,p(c \\mid a, b)\\,p(d \\mid b)\\,p(e \\mid c)$ the "
                "tables are `pa[a]`, `pb[a, b]`, `pc[a, b, c]`, `pd[b, d]` and `pe[c, e]`; the "
                "variables need not have the same number of values. Write "
                "`marginal_by_elimination(pa, pb, pc, pd, pe)`, the array of the probabilities "
                "$p(e)$."
            ),
            inputs={
                "pa": Simplex(2),
                "pb": Simplex(3, rows=2),
                "pc": OneOf(PC),
                "pd": Simplex(4, rows=3),
                "pe": Simplex(3, rows=2),
            },
            probes=GRAPHS,
            reference=lambda pa, pb, pc, pd, pe: np.einsum("a,ab,abc,ce->e", pa, pb, pc, pe),
            slips=(
                Slip(
                    "arrow_removed",
                    lambda pa, pb, pc, pd, pe: np.einsum("a,b,abc,ce->e", pa, pa @ pb, pc, pe),
                    "You took a and b as independent: the marginal of b stands where b given a "
                    "belongs. Sum a and b out together.",
                ),
                Slip(
                    "leaf_counted",
                    lambda pa, pb, pc, pd, pe: (
                        np.einsum("a,ab,abc,ce->e", pa, pb, pc, pe) * pd.shape[1]
                    ),
                    "You counted every value of d in full. Its rows sum to 1, so d drops out.",
                ),
                Slip(
                    "plain_average_a",
                    lambda pa, pb, pc, pd, pe: np.einsum("ab,abc,ce->e", pb, pc, pe) / len(pa),
                    "You averaged over a as if its values were equally likely.",
                ),
                Slip(
                    "plain_average_b",
                    lambda pa, pb, pc, pd, pe: np.einsum("a,abc,ce->e", pa, pc, pe) / pb.shape[1],
                    "You averaged over b as if its values were equally likely. They have a table "
                    "given a.",
                ),
                Slip(
                    "plain_average_c",
                    lambda pa, pb, pc, pd, pe: pe.mean(0),
                    "You averaged the rows of the last table. Each counts by the probability of "
                    "its c.",
                ),
                Slip(
                    "not_weighed",
                    lambda pa, pb, pc, pd, pe: np.einsum("ab,abc,ce->e", pb, pc, pe),
                    "The factor of a is missing, so the result sums to the number of its values.",
                ),
                Slip(
                    "most_probable_parents",
                    lambda pa, pb, pc, pd, pe: pc[pa.argmax(), pb[pa.argmax()].argmax()] @ pe,
                    "You took the most probable a and b only. A marginal sums over all of them.",
                ),
                Slip(
                    "most_probable_c",
                    lambda pa, pb, pc, pd, pe: pe[np.einsum("a,ab,abc->c", pa, pb, pc).argmax()],
                    "You took the row of the most probable c only. Sum over c.",
                ),
            ),
            hints=(
                "Push each sum as far to the right as it goes. What is the sum over d?",
                (
                    r"$p(e) = \sum_c p(e \mid c) \sum_{a, b} p(a)\,p(b \mid a)\,"
                    r"p(c \mid a, b)$, and $\sum_d p(d \mid b) = 1$."
                ),
                "Start: `ab = pa[:, None] * pb` is the joint table of a and b.",
                (
                    "`ab = pa[:, None] * pb`, `c = (ab[:, :, None] * pc).sum(axis=...)`, "
                    "`return c @ ...`"
                ),
            ),
            why=(
                "The full joint table is never built. Which variable goes first does not change "
                "the result, only the work."
            ),
        ),
        Exercise(
            id="ancestral_sample",
            title="Parents first",
            topic="Graphical models",
            points=2,
            level=3,
            source="S2",
            prompt=(
                "For $p(a)\\,p(b \\mid a)\\,p(c \\mid a, b)$ the tables are `pa[a]`, `pb[a, b]` "
                "and `pc[a, b, c]`, each variable with three values, 0, 1 and 2. Write "
                "`ancestral_sample(pa, pb, pc, u)`, which draws one sample and returns the array "
                "of three whole numbers $[a, b, c]$. The chance comes from outside: `u` holds "
                "three numbers between 0 and 1, for $a$, $b$ and $c$. A number below $p_0$ gives "
                "0, otherwise one below $p_0 + p_1$ gives 1, and the rest give 2."
            ),
            inputs={
                "pa": Simplex(3),
                "pb": Simplex(3, rows=3),
                "pc": OneOf((CUBE, CUBE[::-1], CUBE[:, ::-1])),
                "u": Vector(3, 0.03, 0.97),
            },
            probes=tuple(
                (np.array([0.5, 0.2, 0.3]), SQUARE, CUBE, np.array(u))
                for u in (
                    (0.113, 0.411, 0.857),
                    (0.617, 0.237, 0.323),
                    (0.911, 0.743, 0.561),
                    (0.389, 0.923, 0.157),
                    (0.959, 0.143, 0.731),
                    (0.653, 0.671, 0.367),
                )
            ),
            reference=sample_three,
            slips=(
                Slip(
                    "marginal_of_b",
                    lambda pa, pb, pc, u: np.array(
                        [
                            place(pa, u[0]),
                            place(pa @ pb, u[1]),
                            place(pc[place(pa, u[0]), place(pa @ pb, u[1])], u[2]),
                        ]
                    ),
                    "You drew b from its marginal. Its parent has a value already, which chooses "
                    "the row.",
                ),
                Slip(
                    "marginal_of_c",
                    lambda pa, pb, pc, u: np.array(
                        [
                            *sample_three(pa, pb, pc, u)[:2],
                            place(np.einsum("a,ab,abc->c", pa, pb, pc), u[2]),
                        ]
                    ),
                    "You drew c from its marginal. Its parents have values already, which choose "
                    "the row.",
                ),
                Slip(
                    "all_from_marginals",
                    lambda pa, pb, pc, u: np.array(
                        [
                            place(pa, u[0]),
                            place(pa @ pb, u[1]),
                            place(np.einsum("a,ab,abc->c", pa, pb, pc), u[2]),
                        ]
                    ),
                    "You drew each variable from its marginal, as if they were independent. What "
                    "has been drawn chooses the row of the next table.",
                ),
                Slip(
                    "same_chance",
                    lambda pa, pb, pc, u: sample_three(pa, pb, pc, u[[0, 0, 0]]),
                    "You used the same random number three times. Each draw has its own.",
                ),
                Slip(
                    "most_probable",
                    lambda pa, pb, pc, u: np.array(
                        [
                            pa.argmax(),
                            pb[pa.argmax()].argmax(),
                            pc[pa.argmax(), pb[pa.argmax()].argmax()].argmax(),
                        ]
                    ),
                    "You took the most probable value each time, whatever the random numbers. A "
                    "sample also has the others, as often as they are probable.",
                ),
                Slip(
                    "parents_exchanged",
                    lambda pa, pb, pc, u: sample_three(pa, pb, np.swapaxes(pc, 0, 1), u),
                    "The parents of c have changed places: the first index belongs to a.",
                ),
                Slip(
                    "counted_from_one",
                    lambda pa, pb, pc, u: sample_three(pa, pb, pc, u) + 1,
                    "You counted the values from 1. They begin with 0.",
                ),
                Slip(
                    "chance_exchanged",
                    lambda pa, pb, pc, u: sample_three(pa, pb, pc, u[::-1]),
                    "You used the random numbers from the back. The first one is for a.",
                ),
                Slip(
                    "equally_likely",
                    lambda pa, pb, pc, u: np.floor(3 * u),
                    "You drew all values with equal probability. The tables say how wide each "
                    "interval is.",
                ),
                Slip(
                    "from_the_top",
                    lambda pa, pb, pc, u: sample_three(pa, pb, pc, 1 - u),
                    "You laid the intervals from 1 downwards. They begin at 0.",
                ),
                Slip(
                    "ends_not_added",
                    without_sums,
                    "You compared the second time with the probability of 1 alone. The interval of "
                    "1 begins where that of 0 ends, so its end is a sum.",
                ),
            ),
            hints=(
                "A variable can be drawn as soon as its parents have values. Which comes first?",
                "Cumulative sums give the ends of the intervals: $p_0$, $p_0 + p_1$, 1.",
                "Start: `a = np.searchsorted(np.cumsum(pa), u[0])` is the interval of `u[0]`.",
                (
                    "then `b = np.searchsorted(np.cumsum(pb[...]), u[1])`, c likewise from "
                    "`pc[..., ...]`, and `return np.array([a, b, c])`"
                ),
            ),
            why=(
                "Samples of the whole graph, drawn one small table at a time. A sentence of a "
                "bigram model is drawn in the same way, word after word."
            ),
        ),
        Exercise(
            id="same_word_twice",
            title="The same word twice",
            kind="formula",
            topic="LDA",
            points=2,
            level=3,
            source="S2",
            prompt=(
                "A document has the shares $t$ of topic 1 and $1 - t$ of topic 2. One word has "
                "the probability $u$ in topic 1 and $v$ in topic 2. The document has two words; "
                "its proportions are given, and as in LDA each word draws a topic of its own. "
                "Type the probability that *both* are that word, as text in `t`, `u` and `v`: "
                '`same_word_twice = "..."`.'
            ),
            inputs={name: Probability() for name in "tuv"},
            probes=((0.3, 0.4, 0.8), (0.6, 0.25, 0.7), (0.15, 0.9, 0.35)),
            reference=lambda t, u, v: (t * u + (1 - t) * v) ** 2,
            slips=(
                Slip(
                    "one_topic_a_document",
                    "t*u^2+(1-t)*v^2",
                    "You drew one topic for the whole document, which is a mixture of unigrams. "
                    "Here the second word draws its topic anew.",
                ),
                Slip(
                    "once",
                    "t*u+(1-t)*v",
                    "That is for one word. Given the proportions, the second is drawn "
                    "independently in the same way.",
                ),
                Slip(
                    "squares_only",
                    "t^2*u^2+(1-t)^2*v^2",
                    "Both words from topic 1, or both from topic 2: the topics may also differ.",
                ),
                Slip(
                    "mixed_once",
                    "t^2*u^2+t*(1-t)*u*v+(1-t)^2*v^2",
                    "The two topics can differ in two orders, so the mixed case counts twice.",
                ),
                Slip(
                    "doubled",
                    "2*(t*u+(1-t)*v)",
                    "You added the two words. That both happen has a product.",
                ),
                Slip(
                    "shares_ignored",
                    "((u+v)/2)^2",
                    "You averaged the topics as if they had equal shares.",
                ),
                Slip(
                    "both_topics",
                    "t*u*(1-t)*v",
                    "That is the first word from topic 1 and the second from topic 2 only. Sum "
                    "over all pairs of topics.",
                ),
                Slip(
                    "topics_not_weighed",
                    "(u+v)^2",
                    "You left the shares out; the result may exceed 1.",
                ),
                Slip(
                    "shares_swapped",
                    "((1-t)*u+t*v)^2",
                    "The shares have changed places.",
                ),
                Slip(
                    "at_least_once",
                    "1-(1-(t*u+(1-t)*v))^2",
                    "That at least one of the two is that word. Both are asked.",
                ),
                Slip(
                    "first_topic_only",
                    "t^2*u^2",
                    "Both words from topic 1. Nobody saw the topics: sum over them.",
                ),
            ),
            hints=(
                "First one word: sum over its topic.",
                "Given the proportions, the words of a document are independent.",
                "Start: one word has the probability $t\\,u + (1 - t)\\,v$.",
                '`same_word_twice = "(...)^..."`',
            ),
            why=(
                "With one topic for the whole document it would never be smaller: the mean of "
                "squares is at least the square of the mean."
            ),
        ),
        Exercise(
            id="document_log_likelihood",
            title="The likelihood of a document",
            topic="LDA",
            points=3,
            level=3,
            source="S2",
            prompt=(
                "A document has the topic proportions `theta`, of shape `(K,)`; `beta`, of shape "
                "`(K, V)`, holds the words of each topic, and `n`, of shape `(V,)`, counts how "
                "often each word occurs. Write `document_log_likelihood(theta, beta, n)`, the "
                "natural logarithm of the probability of the words in their order, given `theta` "
                "and `beta`, with the topic of each word summed out. A document can have "
                "thousands of words."
            ),
            inputs={
                "theta": Simplex(3),
                "beta": Simplex(4, rows=3),
                "n": Vector(4, 0, 8, whole=True),
            },
            probes=(
                (*TOPICS[0], np.array([2.0, 0, 1, 3])),
                (*TOPICS[1], np.array([1.0, 2, 4, 0])),
                (*TOPICS[2], np.array([5.0, 1, 2])),
                (*TOPICS[0], np.array([900.0, 700, 400, 800])),
            ),
            reference=lambda theta, beta, n: np.sum(n * np.log(theta @ beta)),
            slips=(
                Slip(
                    "log_inside",
                    lambda theta, beta, n: np.sum(n * (theta @ np.log(beta))),
                    "You averaged the logarithms over the topics. The topic is summed out first; "
                    "the logarithm of a sum is not the sum of the logarithms.",
                ),
                Slip(
                    "one_topic_a_document",
                    lambda theta, beta, n: np.logaddexp.reduce(np.log(theta) + np.log(beta) @ n),
                    "You drew one topic for the whole document. In LDA the sum over topics is "
                    "inside, once for each word.",
                ),
                Slip(
                    "words_added",
                    lambda theta, beta, n: np.log(theta @ beta @ n),
                    "You added up the probabilities of the words and took the logarithm at the "
                    "end. All words occur together: the logarithm of a product is asked.",
                ),
                Slip(
                    "underflow",
                    lambda theta, beta, n: np.log(np.prod((theta @ beta) ** n)),
                    "For a short document this is right, but the product of a long one is 0 in "
                    "floating-point numbers. Add logarithms instead.",
                ),
                Slip(
                    "each_word_once",
                    lambda theta, beta, n: np.sum((n > 0) * np.log(theta @ beta)),
                    "You counted every different word once. A word counts as often as it occurs.",
                ),
                Slip(
                    "per_word",
                    lambda theta, beta, n: np.sum(n * np.log(theta @ beta)) / n.sum(),
                    "That is the mean for each word. The whole document is asked.",
                ),
                Slip(
                    "negative",
                    lambda theta, beta, n: -np.sum(n * np.log(theta @ beta)),
                    "That is the negative log-likelihood. The logarithm of a probability is below "
                    "0.",
                ),
                Slip(
                    "largest_topic",
                    lambda theta, beta, n: np.sum(n * np.log(beta[theta.argmax()])),
                    "You gave all words the largest topic. Every topic takes part by its share.",
                ),
                Slip(
                    "shares_ignored",
                    lambda theta, beta, n: np.sum(n * np.log(beta.mean(0))),
                    "You averaged the topics as if they had equal shares.",
                ),
                Slip(
                    "all_topics_at_once",
                    lambda theta, beta, n: np.sum(n * np.log(theta[:, None] * beta)),
                    "You added the logarithms of all topics, as if each word had come from every "
                    "one of them. Sum the probabilities over the topics first.",
                ),
                Slip(
                    "counts_ignored",
                    lambda theta, beta, n: np.sum(np.log(theta @ beta)),
                    "You took each word of the vocabulary once, whether it occurs or not. The "
                    "counts say how often each factor comes.",
                ),
                Slip(
                    "any_order",
                    lambda theta, beta, n: (
                        np.sum(n * np.log(theta @ beta))
                        + np.sum(np.log(np.arange(1, np.sum(n) + 1)))
                        - sum(np.sum(np.log(np.arange(1, each + 1))) for each in n)
                    ),
                    "You counted all orders of the words. The words in *their* order are asked, "
                    "which is one of them.",
                ),
            ),
            hints=(
                "First the probability of each word of the vocabulary in this document.",
                r"$\ln p = \sum_w n_w \ln \sum_k \theta_k\,\beta_{kw}$.",
                "Start: `theta @ beta` has the shape of `n`.",
                "`return np.sum(n * np.log(...))`",
            ),
            why=(
                "If the order does not matter, a multinomial coefficient comes in front. It does "
                "not depend on theta and beta, so their best values stay the same."
            ),
        ),
        Exercise(
            id="unseen_pair",
            title="A pair that nobody has written",
            kind="value",
            topic="Bigram model",
            points=3,
            level=3,
            source="S2",
            prompt=lambda start, cat, purrs, tokens: (
                f"A bigram model with add-one smoothing knows {tokens} tokens that can follow, "
                f"the end token among them. In its corpus ⟨s⟩ occurs {start[0]} times, "
                f"{start[1]} times with *cats* after it; *cats* occurs {cat[0]} times, but "
                f"*purr* never comes right after it; *purr* occurs {purrs[0]} times, "
                f"{purrs[1]} times at the end of a sentence. Compute the *natural logarithm* of "
                "the probability of the sentence *Cats purr*, with its start and its end, and "
                "assign it to `unseen_pair`, not rounded. Capitals do not matter."
            ),
            parameters={"start": (40, 6), "cat": (14, 0), "purrs": (5, 3), "tokens": 25},
            variant=unseen_numbers,
            reference=log_of_unseen,
            slips=UNSEEN_SLIPS,
            hints=(
                "The sentence has three pairs, and so three factors.",
                r"$p(w \mid v) = (\text{count of } v\,w + 1) \,/\, (\text{count of } v + V)$.",
                "Start: a pair that was never seen counts as 1, over a total that is raised too.",
                "`unseen_pair = np.log(... / ...) + np.log(1 / ...) + np.log(... / ...)`",
            ),
            why=(
                "Without smoothing one new pair would rule the sentence out, however good the "
                "rest of it is."
            ),
        ),
        Exercise(
            id="bigram_slope",
            title="One slope of a neural bigram",
            kind="formula",
            topic="Neural bigram",
            points=2,
            level=3,
            source="S2",
            prompt=(
                "A neural bigram model has a logit $z_j$ for each word $j$ that can follow a "
                "given word; their softmax is the model's distribution, in which word $j$ has the "
                "probability $q$. In the corpus the given word is followed by something $n$ "
                "times, and $k$ of these times by word $j$. The cost is the *sum* of "
                "$-\\ln$ of the predicted probabilities over these $n$ places. Type its "
                "derivative by $z_j$ as text in `n`, `k` and `q`: "
                '`bigram_slope = "..."`.'
            ),
            inputs={"n": Reals(5, 12), "k": Reals(1, 4.5), "q": Probability()},
            probes=((8.0, 3.0, 0.2), (6.0, 1.0, 0.35), (11.0, 4.0, 0.7)),
            reference=lambda n, k, q: n * q - k,
            slips=(
                Slip(
                    "sign",
                    "k-n*q",
                    "The sign is turned: that is the direction in which the cost falls.",
                ),
                Slip(
                    "per_place",
                    "q-k/n",
                    "That is the slope of the mean cost. The cost of this question is a sum over "
                    "all places.",
                ),
                Slip(
                    "one_place",
                    "q-1",
                    "That is one place at which word j follows. At the others a different word "
                    "does, and those push too.",
                ),
                Slip(
                    "own_places_only",
                    "k*(q-1)",
                    "You summed over the places with word j only. Where another word follows, a "
                    "larger logit of j costs as well.",
                ),
                Slip(
                    "always_right",
                    "n*(q-1)",
                    "That would be right if word j followed every time.",
                ),
                Slip(
                    "not_multiplied",
                    "q-k",
                    "You set one prediction against all counts. The prediction is made at every "
                    "place.",
                ),
                Slip(
                    "by_probability",
                    "-k/q",
                    "That is the derivative by the probability. It depends on all logits through "
                    "the softmax.",
                ),
                Slip(
                    "softmax_slope",
                    "n*q*(1-q)",
                    "That has the slope of the softmax alone. The logarithm and the words that "
                    "did occur are missing.",
                ),
                Slip(
                    "predicted_only",
                    "n*q",
                    "That is what the model expects. Compare it with what did occur.",
                ),
                Slip(
                    "other_places_only",
                    "(n-k)*q",
                    "You summed over the places where another word follows. At the others word j "
                    "itself is predicted, and its logit should rise.",
                ),
                Slip(
                    "count_at_every_place",
                    "n*(q-k)",
                    "You took the whole count off at each place. It is the number of places at "
                    "which 1 is taken off.",
                ),
            ),
            hints=(
                "One place with the next word $i$ costs $-z_i + \\ln \\sum_m e^{z_m}$.",
                "By $z_j$ this gives $q_j$, less 1 if $i$ is $j$.",
                "Start: sum over the $n$ places. At how many of them is the 1 taken off?",
                '`bigram_slope = "n*... - ..."`',
            ),
            why=(
                "It is expected count minus observed count, and 0 where the model has the "
                "share that was counted: gradient descent ends at the table of shares."
            ),
        ),
        Exercise(
            id="neural_bigram_gradient",
            title="The gradient of a neural bigram",
            topic="Neural bigram",
            points=3,
            level=3,
            source="S2",
            prompt=(
                "In a neural bigram model row $i$ of `Z` holds the logits of the word after word "
                "$i$, so that $p(j \\mid i)$ is the softmax of that row. `C[i, j]` counts the "
                "pairs of the corpus; some words may never come first. The cost is the mean of "
                "$-\\ln p(\\text{next} \\mid \\text{previous})$ over all pairs. Write "
                "`neural_bigram_gradient(Z, C)`, the array of the shape of `Z` with its "
                "derivatives by the logits."
            ),
            inputs={"Z": Matrix(3, 4, -2, 2), "C": Matrix(3, 4, 0, 6, whole=True)},
            probes=(
                (np.array([[0.5, -1.2, 0.3], [1.1, 0.4, -0.7], [-0.3, 0.9, 1.6]]), *COUNTS[0]),
                (
                    np.array([[0.2, 1.3, -0.8, 0.6], [-1.1, 0.7, 0.1, -0.4]]),
                    np.array([[3.0, 0, 1, 2], [1, 5, 0, 4]]),
                ),
                (
                    np.array([[1.5, -0.2, 0.4], [0.3, 0.8, -1.4], [0.0, -0.6, 0.9]]),
                    np.array([[2.0, 1, 4], [0, 0, 0], [3, 0, 1]]),
                ),
            ),
            reference=lambda Z, C: (C.sum(1, keepdims=True) * softmax(Z) - C) / C.sum(),
            slips=(
                Slip(
                    "sign",
                    lambda Z, C: (C - C.sum(1, keepdims=True) * softmax(Z)) / C.sum(),
                    "The sign is turned: that is the direction in which the cost falls.",
                ),
                Slip(
                    "summed",
                    lambda Z, C: C.sum(1, keepdims=True) * softmax(Z) - C,
                    "That belongs to the sum of the costs. Their mean is asked.",
                ),
                Slip(
                    "rows_not_weighed",
                    lambda Z, C: softmax(Z) - C / np.maximum(C.sum(1, keepdims=True), 1),
                    "Each row has prediction minus share, as if all words came first equally "
                    "often. In the mean over pairs a row weighs by how often its word came first.",
                ),
                Slip(
                    "softmax_of_columns",
                    lambda Z, C: (C.sum(1, keepdims=True) * softmax(Z, 0) - C) / C.sum(),
                    "You took the softmax down the columns. The next words of one word are a row.",
                ),
                Slip(
                    "joint_predicted",
                    lambda Z, C: softmax(Z) - C / C.sum(),
                    "You set a conditional against a joint share. Multiply each row of the "
                    "prediction by the share of its word.",
                ),
                Slip(
                    "plain_exponentials",
                    lambda Z, C: (C.sum(1, keepdims=True) * np.exp(Z) - C) / C.sum(),
                    "The exponentials are not normalised. A softmax divides by their sum.",
                ),
                Slip(
                    "logits_compared",
                    lambda Z, C: (C.sum(1, keepdims=True) * Z - C) / C.sum(),
                    "You compared logits with counts. It is the softmax of the logits that "
                    "predicts.",
                ),
                Slip(
                    "observed_only",
                    lambda Z, C: C * (softmax(Z) - 1) / C.sum(),
                    "You let each pair pull at its own logit only. It changes all logits of its "
                    "row, because they share one denominator.",
                ),
                Slip(
                    "mean_over_rows",
                    lambda Z, C: (C.sum(1, keepdims=True) * softmax(Z) - C) / len(C),
                    "You divided by the number of rows. The mean is over all pairs of the corpus.",
                ),
                Slip(
                    "predicted_once",
                    lambda Z, C: (softmax(Z) - C) / C.sum(),
                    "You set one prediction against all counts of a row. The prediction is made "
                    "once for each pair of the row.",
                ),
                Slip(
                    "predicted_only",
                    lambda Z, C: C.sum(1, keepdims=True) * softmax(Z) / C.sum(),
                    "That is what the model expects. Compare it with what did occur.",
                ),
                Slip(
                    "mean_over_cells",
                    lambda Z, C: (C.sum(1, keepdims=True) * softmax(Z) - C) / C.size,
                    "You divided by the number of cells. The mean is over all pairs of the corpus.",
                ),
            ),
            hints=(
                "One pair $(i, j)$ changes only row $i$: the softmax of the row minus one-hot.",
                r"Sum over the pairs: row $i$ gets $n_i\,q_i - C_i$, with $n_i = \sum_j C_{ij}$.",
                "Start: `n = C.sum(axis=1, keepdims=True)`, and a softmax along `axis=1`.",
                (
                    "`Q = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)`, then "
                    "`return (... * Q - C) / ...`"
                ),
            ),
            why=(
                "A word that never came first has a row of zeros: nothing is learned about it, "
                "and its logits stay as they were."
            ),
        ),
    ),
)
