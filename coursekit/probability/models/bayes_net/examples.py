"""Two networks for lectures: the one with five variables, and two causes of one effect."""

from __future__ import annotations

from coursekit.probability.models.bayes_net.network import BayesNet

__all__ = ["lecture_network", "two_causes"]


def lecture_network() -> BayesNet:
    """Return p(a) p(b | a) p(c | a, b) p(d | b) p(e | c), five variables with the values 0 and 1.

    The factorisation is the lecture's, the numbers are ours: b mostly follows a, c is likely to be
    1 where a or b is, d follows b, and e follows c.  The parents of c are joined by an edge, so a
    and b are dependent whatever is given; see `two_causes`, or ``without_edge("a", "b")``.
    Source: S2, "Structured Probabilistic Models".

    >>> net = lecture_network()
    >>> net.factorisation()
    'p(a) p(b | a) p(c | a, b) p(d | b) p(e | c)'
    >>> net.query("a", given={"e": 1}).table.round(4)
    array([0.461, 0.539])
    """
    return BayesNet(
        {
            "p(a)": [0.6, 0.4],
            "p(b | a)": [[0.7, 0.3], [0.2, 0.8]],
            "p(c | a, b)": [[[0.9, 0.1], [0.4, 0.6]], [[0.5, 0.5], [0.2, 0.8]]],
            "p(d | b)": [[0.75, 0.25], [0.35, 0.65]],
            "p(e | c)": [[0.8, 0.2], [0.3, 0.7]],
        }
    )


def two_causes() -> BayesNet:
    """Return rain → wet ← sprinkler: two causes that are independent until the effect is seen.

    Wet grass makes rain likelier; that the sprinkler was on then explains the wet grass, and rain
    is less likely again ("explaining away").  Source: Pearl, Probabilistic Reasoning in Intelligent
    Systems, chapter 2; the numbers are ours.

    >>> net = two_causes()
    >>> for given in ({}, {"wet": "yes"}, {"wet": "yes", "sprinkler": "on"}):
    ...     print(round(net.query("rain", given).prob(rain="yes"), 3), given)
    0.2 {}
    0.443 {'wet': 'yes'}
    0.226 {'wet': 'yes', 'sprinkler': 'on'}
    """
    return BayesNet(
        {
            "p(rain)": [0.8, 0.2],
            "p(sprinkler)": [0.7, 0.3],
            "p(wet | rain, sprinkler)": [[[0.98, 0.02], [0.15, 0.85]], [[0.2, 0.8], [0.01, 0.99]]],
        },
        labels={"rain": ("no", "yes"), "sprinkler": ("off", "on"), "wet": ("no", "yes")},
    )
