"""Sentiment: is a sentence a positive review?  Every word says its share, and the prior too."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from coursekit.widgets.answers import answer_box
from coursekit.widgets.bayes.judged import Judged, check_reviews, describe, model
from coursekit.widgets.bayes.judged_scene import JudgedScene
from coursekit.widgets.bayes.reviews import REVIEWS
from coursekit.widgets.controls import drop_down, slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import number
from coursekit.widgets.words import message_line

__all__ = ["EXAMPLES", "sentiment"]

#: Sentences with a point each: both sides, a negation, little known, one word that rules out.
EXAMPLES = (
    "A wonderful film, but the ending is dull.",
    "Not bad, not dull, simply great.",
    "I hate to say it, but I love this film.",
    "A masterpiece of unforgettable photography.",
    "Superb acting, superb music, terrible ending.",
    "The first scene of the film",
)
_MOST_SMOOTHING, _SUREST = 3.0, 0.99


def sentiment(
    text: str = EXAMPLES[0],
    *,
    smoothing: float = 1.0,
    prior: float = 0.5,
    reviews: Sequence[tuple[str, str]] | None = None,
) -> Live[Judged]:
    """Judge a sentence by naive Bayes, and see what each of its words contributes.

    Args:
        text: the sentence.
        smoothing: added to every count, from 0 to 3; 1 is Laplace's.
        prior: p(positive) before a word is read, from 0.01 to 0.99.
        reviews: what is learned from, pairs of a text and "positive" or "negative"; by default 20
            short ones that were made for the course.

    A word adds log p(w | positive) − log p(w | negative) to the log-odds of the prior, in nats. A
    word in no review says nothing and is named. Raises `WidgetError` for numbers out of range and
    for a sentence without a word. Source: S2, "Naïve Bayes Classifier" (the words are independent
    given the class).

    >>> print(sentiment("Wonderful!").description.split(chr(10))[0])
    log-odds: prior 0, words +1.122, together +1.122: p(positive | text) = 0.7544, positive
    """
    if not 0 <= smoothing <= _MOST_SMOOTHING:
        raise WidgetError(f"smoothing is {number(smoothing)}. Choose from 0 to 3.")
    if not 1 - _SUREST <= prior <= _SUREST:
        raise WidgetError(f"prior is {number(prior)}. Choose from 0.01 to 0.99.")
    c: dict[str, Any] = {
        "text": answer_box("text", text, EXAMPLES[0]),
        "smoothing": slider("smoothing", smoothing, 0.0, _MOST_SMOOTHING, 0.05),
        "prior": slider("p(positive)", prior, 1 - _SUREST, _SUREST, 0.01),
    }
    message = message_line()
    return Live(
        partial(model, reviews=check_reviews(REVIEWS if reviews is None else reviews)),
        JudgedScene,
        describe,
        c,
        top=[_examples(c["text"]), c["text"], message, c["smoothing"], c["prior"]],
        message=message,
    )


def _examples(box: Any) -> Any:
    """Make the list that fills the box, and that forgets an example once it is changed."""

    def matching() -> str:
        return next((each for each in EXAMPLES if each == box.value), "")

    made = drop_down(
        "examples", [("your own", ""), *((each, each) for each in EXAMPLES)], matching(), wide=True
    )

    def fill(change: dict[str, Any]) -> None:
        if change["new"]:
            box.value = change["new"]

    def follow(_change: object) -> None:
        made.value = matching()

    made.observe(fill, "value")
    box.observe(follow, "value")
    return made
