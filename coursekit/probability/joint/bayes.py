"""Bayes' theorem in one call."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff.tape import Node
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.axes import equals, known, listed
from coursekit.probability.joint.conditional import Conditional
from coursekit.probability.joint.entries import shown
from coursekit.probability.joint.table import Joint

__all__ = ["Update", "bayes"]


@dataclass(frozen=True, eq=False, repr=False)
class Update:
    """What an observation does to a prior.

    ``posterior``: the distribution afterwards; ``evidence``: the probability of what was observed;
    ``log_evidence``: its logarithm in nats, which does not underflow.

    >>> Update(Joint([0.5, 0.5], "carton"), 0.25, -1.386)
    p(carton)
    carton    p
    ───────────
    0       0.5
    1       0.5
    ───────────
    sum       1
    evidence 0.25
    """

    posterior: Joint
    evidence: Any
    log_evidence: Any

    def __repr__(self) -> str:
        return f"{self.posterior!r}\nevidence {shown(self.evidence)}"

    def _repr_html_(self) -> str:
        return f"{self.posterior._repr_html_()}<p>evidence {shown(self.evidence)}</p>"


def bayes(prior: Joint, likelihood: Conditional, observed: Any = ..., /, **values: Any) -> Update:
    """Return the posterior p(x | y) = p(y | x) p(x) / p(y), and the evidence p(y).

    ``observed``: a dict of name to value, or just the value if the likelihood is about one
    variable; or a list of these, for independent draws one after the other; or keywords.  Raises
    ProbabilityError if what is observed has probability 0, and if nothing is.  Source: S2, "Bayes'
    Theorem".

    >>> from fractions import Fraction as F
    >>> prior = Joint([F(1, 2), F(1, 2)], "carton")
    >>> likelihood = Conditional(
    ...     [[F(2, 5), F(3, 5)], [F(4, 5), F(1, 5)]],
    ...     of="fruit",
    ...     given="carton",
    ...     labels={"fruit": ("banana", "apple")},
    ... )
    >>> update = bayes(prior, likelihood, "banana")
    >>> print(update.posterior.prob(carton=0), update.evidence)
    1/3 3/5
    >>> print(bayes(prior, likelihood, fruit="banana").evidence)
    3/5
    """
    pair: tuple[object, object] = prior, likelihood
    if not isinstance(pair[0], Joint) or not isinstance(pair[1], Conditional):
        raise ProbabilityError(
            f"bayes: the prior is a {type(prior).__name__} and the likelihood a"
            f" {type(likelihood).__name__}; expected a Joint, p(x), and a Conditional, p(y | x)."
        )
    if values:
        if observed is not ...:
            raise ProbabilityError(
                f"bayes: {observed!r} and {equals(values)} were observed; expected one of them. For"
                " several variables give a dict, or all by keywords."
            )
        observed = values
    elif observed is ...:
        raise ProbabilityError(
            f"bayes: nothing was observed; expected a value of {listed(likelihood.of)}, such as"
            f" {likelihood.of[0]}={likelihood.labels[likelihood.of[0]][0]!r}."
        )
    draws = observed if isinstance(observed, list) else [observed]
    if not draws:
        raise ProbabilityError(
            "bayes: observed is an empty list; expected one observation or more."
        )
    posterior = prior
    evidence: Any = 1
    log_evidence: Any = 0.0
    for draw in draws:
        values = _values(likelihood, draw)
        joint = posterior * likelihood
        share = joint.evidence(**values)
        posterior = joint.given(**values).marginal(*prior.names)
        evidence = evidence * share
        log_evidence = log_evidence + _log(share)
    return Update(posterior, evidence, log_evidence)


def _log(share: Any) -> Any:
    if isinstance(share, Node):
        return np.log(share)  # type: ignore[call-overload]
    return math.log(share)


def _values(likelihood: Conditional, draw: Any) -> dict[str, Any]:
    """Return an observation as a dict of what the likelihood is about."""
    if not isinstance(draw, Mapping):
        if len(likelihood.of) > 1:
            raise ProbabilityError(
                f"bayes: {draw!r} was observed, but of which variable of {likelihood.title}?"
                " Expected a dict of name to value."
            )
        return {likelihood.of[0]: draw}
    for name in draw:
        known(name, likelihood.of, "bayes: observed")
    return dict(draw)
