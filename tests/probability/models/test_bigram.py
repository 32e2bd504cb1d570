"""The bigram model: the tongue twister of the lecture, exact counts, smoothing, sampling."""

import html.parser
import itertools
import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.models.bigram import END, START, UNKNOWN, Bigram

TWISTER = [
    "Peter Piper picked a peck of pickled pepper.",
    "Where's the pickled pepper that Peter Piper picked?",
]
RECOMBINED = "Peter Piper picked a peck of pickled pepper that Peter Piper picked"

word = st.sampled_from("abc")
sentence = st.lists(word, min_size=1, max_size=5)
corpora = st.lists(sentence, min_size=1, max_size=5)


@pytest.fixture(scope="module")
def twister() -> Bigram:
    return Bigram.fit(TWISTER)


# --------------------------------------------------------------------------- the tongue twister


def test_the_tongue_twister(twister: Bigram) -> None:
    assert [twister.prob(text) for text in TWISTER] == [0.125, 0.125]
    assert twister.prob(RECOMBINED) == 0.0625
    assert twister.prob(RECOMBINED, exact=True) == Fraction(1, 16)
    assert twister.log_prob(RECOMBINED) == pytest.approx(-4 * math.log(2))


@pytest.mark.parametrize(
    "spelling",
    [
        "Where's the pickled pepper that Peter Piper picked",  # as the lecture asks for it
        "Where’s the pickled pepper that Peter Piper picked?",
        "  Where's the pickled pepper\nthat Peter Piper picked!? ",
        ["Where's", "the", "pickled", "pepper", "that", "Peter", "Piper", "picked"],
    ],
)
def test_spellings_of_one_sentence(twister: Bigram, spelling: str | list[str]) -> None:
    assert twister.prob(spelling) == 0.125


def test_the_thirteen_factors(twister: Bigram) -> None:
    # The lecture prints 13 terms and 11 numbers; those left out are 1.
    found = twister.factors(RECOMBINED, exact=True)
    half, one = Fraction(1, 2), Fraction(1)
    assert [(f.word, f.previous, f.p) for f in found] == [
        ("Peter", START, half),
        ("Piper", "Peter", one),
        ("picked", "Piper", one),
        ("a", "picked", half),
        ("peck", "a", one),
        ("of", "peck", one),
        ("pickled", "of", one),
        ("pepper", "pickled", one),
        ("that", "pepper", half),
        ("Peter", "that", one),
        ("Piper", "Peter", one),
        ("picked", "Piper", one),
        (END, "picked", half),
    ]
    assert str(found[-1]) == "P(⟨/s⟩ | picked) = 1/2"
    assert str(twister.factors(RECOMBINED)[0]) == "P(Peter | ⟨s⟩) = 0.5"


def test_capitals_are_kept_unless_told(twister: Bigram) -> None:
    assert twister.prob(TWISTER[0].lower()) == 0
    assert Bigram.fit(TWISTER, lower=True).prob(TWISTER[0].upper()) == 0.125


def test_the_count_of_the_lecture(twister: Bigram) -> None:
    assert twister.counts["Peter"] == {"Piper": 2}
    assert twister.word_prob("Piper", given="Peter", exact=True) == 1
    assert twister.word_prob("Peter", given="<s>") == 0.5
    assert twister.word_prob("</s>", given="picked") == 0.5
    assert twister.vocabulary[:3] == ("Peter", "Piper", "picked")
    assert repr(twister) == "Bigram(11 words, smoothing=0)"


# ------------------------------------------------------------------------------------- in general


@given(corpora, sentence, st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 3)]))
def test_probabilities_by_counting(corpus: list[list[str]], query: list[str], k: Fraction) -> None:
    model = Bigram.fit(corpus, smoothing=k)
    pairs = Counter(p for s in corpus for p in itertools.pairwise([START, *s, END]))
    before = Counter(v for v, _ in pairs.elements())
    columns = len({w for s in corpus for w in s}) + 1 + (1 if k else 0)
    product: Fraction | None = Fraction(1)
    for v, w in itertools.pairwise([START, *query, END]):
        below = before[v] + k * columns
        product *= (pairs[v, w] + k) / below if below else 0
    assert model.prob(query, exact=True) == product
    assert model.prob(query) == pytest.approx(float(product), rel=1e-13)
    if product:
        assert model.missing(query) == []
        assert model.log_prob(query) == pytest.approx(math.log(product), rel=1e-12)
        perplexity = float(product) ** (-1 / (len(query) + 1))
        assert model.perplexity([query]) == pytest.approx(perplexity, rel=1e-12)
    else:
        assert model.log_prob(query) == -math.inf
        assert model.perplexity([query]) == math.inf
        assert model.missing(query)


@given(corpora, st.sampled_from([0, 0.1, 2]))
def test_rows_sum_to_one(corpus: list[list[str]], k: float) -> None:
    model = Bigram.fit(corpus, smoothing=k)
    exact = model.table(exact=True)
    assert set(exact.p.sum(axis=1).tolist()) == {Fraction(1)}
    assert np.allclose(model.table().p, exact.p.astype(float), rtol=1e-14, atol=0)
    assert exact.previous[0] == START
    assert END not in exact.previous  # nothing follows it: a row of zeros is no distribution
    assert START not in exact.following
    for i, v in enumerate(exact.previous):
        for j, w in enumerate(exact.following):
            assert model.word_prob(w, v, exact=True) == exact.p[i, j]


def test_sentences_together_have_the_probability_that_they_end() -> None:
    model = Bigram.fit(["a b", "b a", "a a b"])
    total = sum(
        model.prob(list(words))
        for length in range(9)
        for words in itertools.product("ab", repeat=length)
    )
    # What is missing from 1 goes on after eight words: a step is a product with the word rows.
    p = model.table().p[:, :2]
    longer = p[0] @ np.linalg.matrix_power(p[1:], 8)
    assert total == pytest.approx(1 - longer.sum(), rel=1e-13)
    assert 0 < longer.sum() < 0.01


def test_maximum_likelihood() -> None:
    # No other table gives the corpus a higher probability: perturb each row towards another.
    model = Bigram.fit(TWISTER)
    table = model.table().p
    counts = np.array(
        [[model.counts[v].get(w, 0) for w in model.following] for v in model.previous]
    )

    def log_likelihood(p: np.ndarray) -> float:
        return float(np.sum(counts[counts > 0] * np.log(p[counts > 0])))

    best = log_likelihood(table)
    assert best == pytest.approx(sum(model.log_prob(text) for text in TWISTER))
    rng = np.random.default_rng(1)
    for _ in range(50):
        other = rng.dirichlet(np.ones(table.shape[1]), table.shape[0])
        assert log_likelihood(0.99 * table + 0.01 * other) < best


# ------------------------------------------------------------------------------------ smoothing


def test_add_k() -> None:
    model = Bigram.fit(["a b", "a c"], smoothing=1)
    # Three words, ⟨/s⟩ and ⟨unk⟩ may follow: five columns.
    assert model.following == ("a", "b", "c", END, UNKNOWN)
    assert model.word_prob("b", "a", exact=True) == Fraction(2, 7)
    assert model.word_prob("a", "a", exact=True) == Fraction(1, 7)
    assert model.word_prob("never", "a") == model.word_prob("<unk>", "a")
    assert model.word_prob("b", "never", exact=True) == Fraction(1, 5)
    assert model.prob("a never b") > 0
    assert model.missing("never seen") == []
    assert [f.word for f in model.factors("a never b")] == ["a", "never", "b", END]
    tenth = Bigram.fit(["a b"], smoothing=0.1).word_prob("b", "a", exact=True)
    assert tenth == Fraction(11, 10) / (1 + Fraction(4, 10))


def test_unseen_without_smoothing() -> None:
    model = Bigram.fit(["a b", "b c"])
    assert model.prob("a c b") == 0
    assert model.missing("a c b") == [("a", "c"), ("c", "b")]
    # What follows a word never seen is 0/0: the factors end before it, with the product 0.
    found = model.factors("a never b")
    assert [(f.word, f.p) for f in found] == [("a", 0.5), ("never", 0.0)]
    assert model.prob("a never b", exact=True) == 0
    assert model.log_prob("a never b") == -math.inf
    assert model.missing("a never b") == [("a", "never")]
    assert model.perplexity("a never b") == math.inf
    with pytest.raises(ProbabilityError, match=r"'never' was never seen.* is 0/0"):
        model.word_prob("b", given="never")


def test_smoothing_trades_fit_for_generality(twister: Bigram) -> None:
    smooth = Bigram.fit(TWISTER, smoothing=0.1)
    assert smooth.perplexity(TWISTER) > twister.perplexity(TWISTER)
    new = "Peter Piper picked the pickled pepper"
    assert twister.perplexity(new) == math.inf
    assert smooth.perplexity(new) < len(smooth.following)


# ------------------------------------------------------------------------- perplexity, sampling


def test_perplexity_counts_the_end_token(twister: Bigram) -> None:
    # 9 factors each, with three halves: 2^(6/18).
    assert twister.perplexity(TWISTER) == pytest.approx(2 ** (1 / 3), rel=1e-14)
    assert twister.perplexity(TWISTER[0]) == pytest.approx(2 ** (3 / 9), rel=1e-14)
    assert twister.perplexity(RECOMBINED) == pytest.approx(2 ** (4 / 13), rel=1e-14)


def test_samples_follow_the_model(twister: Bigram) -> None:
    rng = np.random.default_rng(11)
    drawn = Counter(" ".join(twister.sample(rng=rng)) for _ in range(2000))
    # χ² over the sentences that occur often; the rest in one class.
    often = [text for text in drawn if 2000 * twister.prob(text) >= 10]
    expected = [2000 * twister.prob(text) for text in often]
    observed = [drawn[text] for text in often]
    assert len(often) >= 5
    rest = 2000 - sum(expected)
    test = stats.chisquare([*observed, 2000 - sum(observed)], [*expected, rest])
    assert test.pvalue > 0.001
    assert all(twister.prob(text) > 0 for text in drawn)


def test_sampling_is_repeatable_and_ends(twister: Bigram) -> None:
    assert twister.sample(rng=3) == twister.sample(rng=np.random.default_rng(3))
    assert len(Bigram.fit([["a"] * 50]).sample(rng=0, max_words=7)) == 7
    smooth = Bigram.fit(["a"], smoothing=5)
    rng = np.random.default_rng(0)
    drawn = [smooth.sample(rng=rng) for _ in range(50)]
    assert any(UNKNOWN in words for words in drawn)
    assert all(smooth.prob(words) > 0 for words in drawn)  # ⟨unk⟩ may be asked about
    with pytest.raises(TypeError):
        twister.sample()
    with pytest.raises(ProbabilityError, match="rng is None"):
        twister.sample(rng=None)


# ---------------------------------------------------------------------------- shown and refused


def test_the_table_is_marked_up() -> None:
    table = Bigram.fit([["<i>", "b"]]).table(exact=True)

    class Parser(html.parser.HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.scopes: list[str | None] = []
            self.text: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag != "i"
            if tag == "th":
                self.scopes.append(dict(attrs)["scope"])

        def handle_data(self, data: str) -> None:
            self.text.append(data)

    parser = Parser()
    parser.feed(table._repr_html_())
    assert parser.scopes == ["col"] * 3 + ["row"] * 3
    assert parser.text[:4] == ["P(column | row), · is 0", "<i>", "b", END]
    lines = str(table).splitlines()
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Bigram.fit("one text"), "sentences is one text"),
        (lambda: Bigram.fit([]), "there are no sentences"),
        (lambda: Bigram.fit(["a", "..."]), "sentence 1 has no words"),
        (lambda: Bigram.fit([["a", START]]), "sentence 0 has '⟨s⟩' at index 1, which is added"),
        (lambda: Bigram.fit([["</s>"]]), "sentence 0 has '</s>' at index 0"),
        (lambda: Bigram.fit(["a"], smoothing=-1), "smoothing is -1; expected a number, 0 or more"),
        (lambda: Bigram.fit(["a"], smoothing=math.inf), "smoothing is inf"),
        (lambda: Bigram.fit(["a"]).prob([START, "a"]), "the sentence has '⟨s⟩' at index 0"),
        (lambda: Bigram.fit(["a"]).prob(["a", 3]), "sentence has 3 at index 1"),
        (lambda: Bigram.fit(["a"]).word_prob("a", given="</s>"), "nothing follows the end token"),
        (lambda: Bigram.fit(["a"]).word_prob("<s>", given="a"), "the start token .* is given"),
        (lambda: Bigram.fit(["a"]).perplexity([]), "there are no sentences"),
        (lambda: Bigram.fit(["a"]).sample(rng=0, max_words=0), "max_words is 0; .* 1 or more"),
    ],
)
def test_what_is_refused(call: object, message: str) -> None:
    with pytest.raises(ProbabilityError, match=message):
        call()
