"""Naive Bayes against exact enumeration, and its evidence, word by word."""

import html.parser
import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.models.evidence import Evidence
from coursekit.probability.models.naive_bayes import NaiveBayes

REVIEWS = [
    "Good, wonderful, good!",
    "fair and good",
    "a wonderful film",
    "poor, bad",
    "bad and fair",
]
MOODS = ["positive", "positive", "positive", "negative", "negative"]

word = st.sampled_from("abcdef")
document = st.lists(word, max_size=6)
corpus = st.lists(
    st.tuples(st.lists(word, min_size=1, max_size=6), st.sampled_from(["x", "y", "z"])),
    min_size=3,
    max_size=8,
).filter(lambda pairs: len({label for _, label in pairs}) > 1)


def exact_posterior(
    pairs: list[tuple[list[str], str]], query: list[str], k: int
) -> dict[str, Fraction] | None:
    """Bayes' theorem in Fractions, straight from the counts; None for 0/0."""
    vocabulary = {w for words, _ in pairs for w in words}
    joint = {}
    for label in {label for _, label in pairs}:
        counts = Counter(w for words, of in pairs if of == label for w in words)
        total = sum(counts.values()) + k * len(vocabulary)
        p = Fraction(sum(of == label for _, of in pairs), len(pairs))
        for w in query:
            if w in vocabulary:
                p *= Fraction(counts[w] + k, total)
        joint[label] = p
    evidence = sum(joint.values())
    return {label: p / evidence for label, p in joint.items()} if evidence else None


@given(corpus, document, st.integers(0, 2))
def test_posterior_by_enumeration(
    pairs: list[tuple[list[str], str]], query: list[str], k: int
) -> None:
    model = NaiveBayes.fit([words for words, _ in pairs], [label for _, label in pairs], k)
    exact = exact_posterior(pairs, query, k)
    if exact is None:
        for ask in model.posterior, model.predict, model.log_posterior, model.evidence:
            with pytest.raises(ProbabilityError, match="the posterior is 0/0"):
                ask(query)
        assert model.log_prob(query) == -math.inf
        return
    found = model.posterior(query)
    assert found == pytest.approx({label: float(p) for label, p in exact.items()}, rel=1e-12)
    assert sum(found.values()) == pytest.approx(1, rel=1e-12)
    assert exact[model.predict(query)] == max(exact.values())
    joint, log_evidence = model.log_joint(query), model.log_prob(query)
    for label, value in model.log_posterior(query).items():
        if exact[label]:
            assert joint[label] - log_evidence == pytest.approx(value, abs=1e-12)
        else:
            assert value == joint[label] == -math.inf


@given(corpus, document, st.integers(1, 2))
def test_evidence_sums_to_the_log_odds(
    pairs: list[tuple[list[str], str]], query: list[str], k: int
) -> None:
    model = NaiveBayes.fit([words for words, _ in pairs], [label for _, label in pairs], k)
    shown = model.evidence(query)
    known = [w for w in query if w in model.vocabulary]
    assert [each.word for each in shown.words] == known  # in reading order, repeats and all
    assert list(shown.ignored) == list(dict.fromkeys(w for w in query if w not in known))
    exact = exact_posterior(pairs, query, k)
    assert exact is not None
    odds = math.log(exact[shown.of] / exact[shown.against])
    assert shown.log_odds == pytest.approx(odds, abs=1e-12)
    total = shown.prior_log_odds + sum(each.contribution for each in shown.words)
    assert total == pytest.approx(odds, abs=1e-12)
    for each in shown.words:
        assert set(each.log_likelihoods) == set(model.classes)
        pair = each.log_likelihoods[shown.of], each.log_likelihoods[shown.against]
        assert each.contribution == pair[0] - pair[1]
    # By default the winner stands against the runner-up.
    ranked = sorted(exact.values(), reverse=True)
    assert [exact[shown.of], exact[shown.against]] == ranked[:2]
    turned = model.evidence(query, of=shown.against, against=shown.of)
    assert turned.log_odds == pytest.approx(-odds, abs=1e-12)


def test_the_formula_of_the_lesson() -> None:
    model = NaiveBayes.fit(REVIEWS, MOODS)
    assert model.classes == ("positive", "negative")
    assert model.vocabulary == ("good", "wonderful", "fair", "and", "a", "film", "poor", "bad")
    # Positive: 9 words, negative: 5; 8 in the vocabulary; add-one smoothing.
    row = dict(zip(model.vocabulary, model.word_probabilities[0], strict=True))
    assert row["good"] == pytest.approx(4 / 17)
    assert row["poor"] == pytest.approx(1 / 17)
    assert model.word_probabilities[1].sum() == pytest.approx(1)
    joint = model.log_joint("good bad")
    assert joint["positive"] == pytest.approx(math.log(3 / 5 * 4 / 17 * 1 / 17))
    assert joint["negative"] == pytest.approx(math.log(2 / 5 * 1 / 13 * 3 / 13))
    assert model.predict("GOOD!") == "positive"
    assert model.predict("bad?") == "negative"


def test_words_never_seen_say_nothing() -> None:
    model = NaiveBayes.fit(REVIEWS, MOODS)
    assert (
        model.posterior("splendid")
        == model.posterior("")
        == pytest.approx({"positive": 0.6, "negative": 0.4})
    )
    assert model.posterior("good splendid") == model.posterior("good")
    assert model.evidence("splendid good splendid").ignored == ("splendid",)


def test_a_prior_of_ones_own() -> None:
    prior = {"positive": 0.1, "negative": 0.9}
    model = NaiveBayes.fit(REVIEWS, MOODS, prior=prior)
    assert model.posterior("") == pytest.approx(prior)
    likelihoods = NaiveBayes.fit(REVIEWS, MOODS).evidence("good", "positive", "negative")
    odds = math.log(1 / 9) + likelihoods.words[0].contribution
    assert model.evidence("good", "positive", "negative").log_odds == pytest.approx(odds)


def test_no_document_is_too_long() -> None:
    model = NaiveBayes.fit(REVIEWS, MOODS)
    long = ["good"] * 5_000 + ["bad"] * 100
    assert model.log_prob(long) < -7_000
    assert model.posterior(long) == {"positive": 1.0, "negative": 0.0}
    assert math.isfinite(model.log_posterior(long)["negative"])
    assert "∞ : 1" in str(model.evidence(long))


def test_without_smoothing_zero_is_zero() -> None:
    model = NaiveBayes.fit(REVIEWS, MOODS, smoothing=0)
    assert model.posterior("poor fair") == {"positive": 0.0, "negative": 1.0}
    assert model.log_posterior("poor")["positive"] == -math.inf
    shown = model.evidence("poor fair")
    assert shown.of == "negative"
    assert shown.words[0].contribution == math.inf
    assert shown.log_odds == math.inf
    assert "∞" in str(shown)
    with pytest.raises(ProbabilityError) as caught:
        model.posterior("good and bad")
    message = str(caught.value)
    assert "'positive' has no 'bad', 'negative' has no 'good'" in message
    assert "smoothing above 0" in message
    both = NaiveBayes.fit(["a", "b", "c"], ["x", "y", "z"], smoothing=0)
    with pytest.raises(ProbabilityError, match="'x' has no 'c', 'y' has no 'c'"):
        both.evidence("c", of="x", against="y")
    assert both.informative_words("x", "y") == [("a", math.inf), ("b", -math.inf)]
    never = NaiveBayes.fit(["a", "b"], ["x", "y"], smoothing=0, prior={"x": 0.0, "y": 1.0})
    with pytest.raises(ProbabilityError, match="'x' has prior 0, 'y' has no 'a'"):
        never.predict("a")


def test_informative_words() -> None:
    model = NaiveBayes.fit(REVIEWS, MOODS)
    found = dict(model.informative_words(count=100))
    assert set(found) == set(model.vocabulary)
    for place, known in enumerate(model.vocabulary):
        column = model.word_probabilities[:, place]
        assert found[known] == pytest.approx(math.log(column[0] / column[1]))
    sizes = [abs(odds) for _, odds in model.informative_words()]
    assert sizes == sorted(sizes, reverse=True)
    assert model.informative_words(count=1)[0][0] == "bad"
    turned = model.informative_words("negative", "positive", count=1)
    assert turned[0][1] == -model.informative_words(count=1)[0][1]
    # Of two classes the other one needs no saying.
    assert model.informative_words("negative") == model.informative_words("negative", "positive")
    assert model.informative_words(against="positive") == model.informative_words("negative")
    assert model.informative_words("positive") == model.informative_words()


def test_classes_of_any_kind() -> None:
    model = NaiveBayes.fit([["a"], ["b"], ["b"]], np.array([1, 0, 0]))
    assert model.classes == (1, 0)
    assert model.predict(["a"]) == 1
    assert repr(model) == "NaiveBayes(2 classes, 2 words, smoothing=1)"
    # Class 0 is a class, and not the lack of one.
    assert model.evidence(["a"], of=0).of == 0


class _Table(html.parser.HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_table_is_marked_up() -> None:
    model = NaiveBayes.fit([["<b>good</b>", "fair"], ["bad", "fair"]], ["<+>", "-"])
    shown = model.evidence(["<b>good</b>", "fair", "new"])
    parsed = _Table(shown._repr_html_())
    assert parsed.open == []
    scopes = [dict_.get("scope") for tag, dict_ in parsed.attributes if tag == "th"]
    assert scopes == ["col"] * 4 + ["row"] * 4  # prior, two words, sum
    assert sum(tag == "caption" for tag, _ in parsed.attributes) == 1
    assert "<b>good</b>" in parsed.text  # escaped: text, not a tag
    assert "b" not in [tag for tag, _ in parsed.attributes]
    # The bars have no text of their own: the sign of the number says which way.
    hidden = [a for tag, a in parsed.attributes if tag == "td" and a.get("aria-hidden") == "true"]
    assert len(hidden) == 5
    for line in str(shown).splitlines():
        for piece in line.split("  "):
            assert not piece.strip() or any(piece.strip() in text for text in parsed.text)


def test_the_printed_table_lines_up() -> None:
    model = NaiveBayes.fit(REVIEWS, MOODS)
    lines = str(model.evidence("good, bad, fair")).splitlines()
    table = lines[1:7]
    assert len({len(line) for line in table}) == 1
    assert [line.split()[0] for line in table] == ["word", "prior", "good", "bad", "fair", "sum"]


def test_evidence_of_nothing() -> None:
    shown = NaiveBayes.fit(REVIEWS, MOODS).evidence("")
    assert isinstance(shown, Evidence)
    assert shown.words == ()
    assert shown.log_odds == pytest.approx(math.log(3 / 2))
    assert _Table(shown._repr_html_()).open == []


FIT = NaiveBayes.fit


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: FIT("one text", ["a"]), "documents is one text"),
        (lambda: FIT(["a", "b"], ["x"]), "there are 2 documents and 1 classes"),
        (lambda: FIT(["a", "b"], ["x", "x"]), r"the classes are \['x'\]; expected .* two classes"),
        (lambda: FIT(["a", 3], ["x", "y"]), "document 1 has 3 at index 0"),
        (lambda: FIT(["a", "b"], ["x", "y"], -1), "smoothing is -1; expected a number, 0 or more"),
        (lambda: FIT(["a", "b"], ["x", "y"], math.nan), "smoothing is nan"),
        (lambda: FIT(["a", "..."], ["x", "y"], 0), "class 'y' have no words, so .* is 0/0"),
        (lambda: FIT(["", "..."], ["x", "y"]), "class 'x' have no words"),
        (lambda: FIT(["a", "b"], ["x", "y"], prior={"x": 1.0}), r"prior is of the classes \['x'\]"),
        (lambda: FIT(["a", "b"], ["x", "y"], prior={"x": 0.5, "y": 0.6}), r"prior sum to 1\.1"),
        (lambda: FIT(REVIEWS, MOODS).evidence("good", of="great"), "of is 'great'; .*'positive'"),
        (lambda: FIT(REVIEWS, MOODS).evidence("good", "positive", "positive"), "both 'positive'"),
        (lambda: FIT("abc", [1, 2, 3]), "documents is one text"),
        (lambda: FIT(list("abc"), "xyx"), "classes is one text"),
        (lambda: FIT(REVIEWS, MOODS).informative_words(count=0), "count is 0; expected"),
        (lambda: FIT(list("abc"), [1, 2, 3]).informative_words(), "of is None; expected one of"),
    ],
)
def test_what_is_refused(call: object, message: str) -> None:
    with pytest.raises(ProbabilityError, match=message):
        call()
