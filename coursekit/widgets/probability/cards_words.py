"""What is said of cards in a table: its sums, its conditionals, and whether it is independent."""

from fractions import Fraction

from coursekit.widgets.probability.cards import Cards
from coursekit.widgets.style import number

__all__ = ["describe", "say_verdict"]


def say_verdict(n: Cards) -> str:
    """Say whether the variables are independent, and at which cell one sees it best."""
    t = n.table
    if t.independent:
        return (
            "✓ independent: p(x, y) = p(x) p(y) in every cell, so every cut lies on its dashed"
            f" line. Knowing the {t.names[1]} says nothing about the {t.names[0]}."
        )
    i, j = n.farthest
    row, column = t.word(0, i), t.word(1, j)
    before, after = Fraction(t.rows[i], t.total), n.given_column((i, j))
    # A cell that differs from what independence needs has cards in its row and in its column.
    assert after is not None
    change = "raises" if after > before else "lowers"
    return (
        f"✗ dependent: {_cards(t.counts[i][j])} in ({t.cell((i, j))}), where independence needs"
        f" {t.total} · {before} · {Fraction(t.columns[j], t.total)} = {_plain(t.needed[i][j])}."
        f" Knowing {column} {change} p({row}) from {before} to {after}."
    )


def describe(n: Cards) -> str:
    """Write the counts with their sums, both conditionals, and the moments of numbers."""
    return "\n".join([*_counts(n), *_given_columns(n), *_given_rows(n), *_needs(n), *_moments(n)])


def _row(*cells: object) -> str:
    return "\t".join(map(str, cells))


def _counts(n: Cards) -> list[str]:
    t = n.table
    shares = (Fraction(row, t.total) for row in t.rows)
    return [
        _row(f"{t.total} cards", *_labels(n, 1), "sum", f"p({t.names[0]})"),
        *(
            _row(label, *counts, total, share)
            for label, counts, total, share in zip(
                _labels(n, 0), t.counts, t.rows, shares, strict=True
            )
        ),
        _row("sum", *t.columns, t.total, 1),
        _row(f"p({t.names[1]})", *(Fraction(each, t.total) for each in t.columns), 1),
    ]


def _labels(n: Cards, axis: int) -> list[str]:
    return [n.table.word(axis, place) for place in range(len(n.table.labels[axis]))]


def _given_columns(n: Cards) -> list[str]:
    t = n.table
    columns = range(len(t.columns))
    return [
        _row(f"given {t.names[1]}", *_labels(n, 1), "any"),
        *(
            _row(
                f"p({t.word(0, i)} | ·)",
                *(_or_dash(n.given_column((i, j))) for j in columns),
                Fraction(t.rows[i], t.total),
            )
            for i in range(len(t.rows))
        ),
    ]


def _given_rows(n: Cards) -> list[str]:
    t = n.table
    return [
        _row(f"given {t.names[0]}", *_labels(n, 1)),
        *(
            _row(
                f"p(· | {t.word(0, i)})",
                *(_or_dash(n.given_row((i, j))) for j in range(len(t.columns))),
            )
            for i in range(len(t.rows))
        ),
        _row("any", *(Fraction(each, t.total) for each in t.columns)),
    ]


def _or_dash(share: Fraction | None) -> str:
    """Write a conditional probability; there is none given what no card has."""
    return "–" if share is None else str(share)


def _needs(n: Cards) -> list[str]:
    """Say why no table with these sums is independent, if that is so."""
    t = n.table
    if t.product is not None:
        return []
    i, j = next(cell for cell in t.cells if t.needed[cell[0]][cell[1]].denominator > 1)
    line = (
        f"with these sums independence needs {_plain(t.needed[i][j])} cards in ({t.cell((i, j))}):"
        f" no table of {t.total} whole cards has them"
    )
    return [line]


def _moments(n: Cards) -> list[str]:
    """Write the covariance, where the values are numbers."""
    if not n.table.numeric:
        return []
    x, y = n.table.names
    both = n.mean_of_product
    means = n.joint.expectation(x), n.joint.expectation(y)
    covariance = n.joint.covariance(x, y)
    line = (
        f"E[{x}] = {_plain(means[0])}, E[{y}] = {_plain(means[1])}, E[{x}{y}] = {_plain(both)},"
        f" Cov[{x}, {y}] = E[{x}{y}] − E[{x}] E[{y}] = {_plain(covariance)}"
    )
    if covariance == 0 and not n.table.independent:
        line += ": uncorrelated, and yet dependent"
    return [line]


def _cards(count: int) -> str:
    """Write a number of cards.

    >>> _cards(1), _cards(0)
    ('1 card', 'no cards')
    """
    return "no cards" if count == 0 else "1 card" if count == 1 else f"{count} cards"


def _plain(value: Fraction) -> str:
    """Write a fraction, with its decimals where it is not whole.

    >>> _plain(Fraction(15, 2)), _plain(Fraction(-4, 1))
    ('15/2 = 7.5', '−4')
    """
    text = str(value).replace("-", "−")
    if value.denominator == 1:
        return text
    equal = "=" if Fraction(f"{float(value):.4g}") == value else "≈"
    return f"{text} {equal} {number(float(value))}"
