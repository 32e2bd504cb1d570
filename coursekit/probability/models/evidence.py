"""What the words of a document say for one class against another, as a table to read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

__all__ = ["Evidence", "WordEvidence"]


class WordEvidence(NamedTuple):
    """One word: its log p(w|c) by class, and log p(w|of) − log p(w|against)."""

    word: str
    log_likelihoods: Mapping[Any, float]
    contribution: float


@dataclass(frozen=True, eq=False)
class Evidence:
    """The log-odds of class ``of`` against class ``against``, word by word, in nats.

    ``log_prior``: log p(c) by class; ``words``: in reading order; ``ignored``: words that no
    training document has.  Printed and shown as a table; what is positive speaks for ``of``.

    >>> word = WordEvidence("free", {"spam": math.log(0.5), "ham": math.log(0.125)}, math.log(4))
    >>> prior = {"spam": math.log(0.5), "ham": math.log(0.5)}
    >>> print(Evidence("spam", "ham", prior, (word,), ()))
    Evidence for spam over ham (log-odds in nats)
    word   log p(w|spam)  log p(w|ham)  contribution
    prior         −0.693        −0.693         0.000
    free          −0.693        −2.079        +1.386
    sum                                       +1.386
    p(spam) : p(ham) = 4 : 1
    """

    of: Any
    against: Any
    log_prior: Mapping[Any, float]
    words: tuple[WordEvidence, ...]
    ignored: tuple[str, ...]

    @property
    def prior_log_odds(self) -> float:
        """The prior's contribution, log p(of) − log p(against)."""
        return self.log_prior[self.of] - self.log_prior[self.against]

    @property
    def log_odds(self) -> float:
        """The sum of all contributions, log p(of|d) − log p(against|d)."""
        return math.fsum((self.prior_log_odds, *(word.contribution for word in self.words)))

    def _rows(self) -> list[tuple[str, str, str, str]]:
        """Return name, two log-probabilities and contribution, of the prior and of each word."""
        pairs = [("prior", self.log_prior, self.prior_log_odds), *self.words]
        return [
            (name, _signed(logs[self.of]), _signed(logs[self.against]), _signed(odds, plus=True))
            for name, logs, odds in pairs
        ]

    def _header(self) -> tuple[str, str, str, str]:
        return "word", f"log p(w|{self.of})", f"log p(w|{self.against})", "contribution"

    def _caption(self) -> str:
        return f"Evidence for {self.of} over {self.against} (log-odds in nats)"

    def _notes(self) -> list[str]:
        size = abs(self.log_odds)
        ratio = "∞" if size > 700 else f"{math.exp(size):.3g}"
        odds = f"{ratio} : 1" if self.log_odds >= 0 else f"1 : {ratio}"
        notes = [f"p({self.of}) : p({self.against}) = {odds}"]
        if self.ignored:
            notes.append(f"Ignored, in no training document: {', '.join(self.ignored)}")
        return notes

    def __str__(self) -> str:
        rows = [self._header(), *self._rows(), ("sum", "", "", _signed(self.log_odds, plus=True))]
        widths = [max(len(row[i]) for row in rows) for i in range(4)]
        lines = [
            "  ".join(
                [row[0].ljust(widths[0])]
                + [text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True)]
            )
            for row in rows
        ]
        return "\n".join([self._caption(), *lines, *self._notes()])

    def _repr_html_(self) -> str:
        """Return the table: headers of rows and columns marked, bars for the eye only."""
        largest = max((abs(word.contribution) for word in self.words), default=0.0)
        odds = [self.prior_log_odds, *(word.contribution for word in self.words)]
        body = "".join(
            _html_row(row, _bar(value, largest))
            for row, value in zip(self._rows(), odds, strict=True)
        )
        total = ("sum", "", "", _signed(self.log_odds, plus=True))
        heads = "".join(
            f'<th scope="col" style="{_CELL}">{escape(name)}</th>' for name in self._header()
        )
        notes = "".join(f"<div>{escape(note)}</div>" for note in self._notes())
        return (
            '<table style="font-size:inherit;border-collapse:collapse;color:inherit">'
            f'<caption style="text-align:left;color:inherit;font-weight:bold">'
            f"{escape(self._caption())}</caption><thead><tr>{heads}"
            f'<td aria-hidden="true"></td></tr></thead><tbody>{body}</tbody>'
            f'<tfoot style="border-top:1px solid #767676">{_html_row(total, "")}</tfoot></table>'
            f"{notes}"
        )


_CELL = "text-align:right;padding:0.15em 0.6em;color:inherit"
_FOR, _AGAINST = "#0072B2", "#D55E00"  # of Okabe and Ito; the sign and the side say it too


def _signed(x: float, *, plus: bool = False) -> str:
    text = "∞" if math.isinf(x) else f"{abs(x):.3f}"
    if x < 0:
        return f"−{text}"
    return f"+{text}" if plus and x > 0 else text


def _html_row(row: Sequence[str], bar: str) -> str:
    cells = "".join(f'<td style="{_CELL}">{escape(text)}</td>' for text in row[1:])
    name = f'<th scope="row" style="{_CELL};text-align:left">{escape(row[0])}</th>'
    return f'<tr>{name}{cells}<td aria-hidden="true">{bar}</td></tr>'


def _bar(value: float, largest: float) -> str:
    """Return a bar to the right of the middle for what speaks for the class, to the left else."""
    if not value or not largest:
        return ""
    share = 1.0 if math.isinf(value) else min(abs(value) / largest, 1.0)
    width = 0.0 if math.isinf(largest) and not math.isinf(value) else 4 * share
    left = 4.0 if value > 0 else 4 - width
    colour = _FOR if value > 0 else _AGAINST
    return (
        f'<div style="width:8em"><div style="margin-left:{left:.2f}em;width:{width:.2f}em;'
        f'height:0.7em;background:{colour}"></div></div>'
    )
