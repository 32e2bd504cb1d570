"""Tables as text and as HTML: aligned, escaped, headed, with sums."""

from fractions import Fraction
from html.parser import HTMLParser

import numpy as np
import pytest

from coursekit.probability.joint import Conditional, Joint, bayes

VOID = {"br", "hr", "img", "meta"}


class Table(HTMLParser):
    """Read a table back: rows of (tag, scope, text), and whether every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.sections: dict[str, list[list[tuple[str, str | None, str]]]] = {}
        self.caption = ""
        self.spans: list[int] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert tag not in VOID | {"script", "style", "b"}
        self.open.append(tag)
        self.attributes += attrs
        own = dict(attrs)
        if tag == "tr":
            self.sections.setdefault(self.open[-2], []).append([])
            self.spans.append(0)
        if tag in ("td", "th"):
            self.sections[self.open[-3]][-1].append((tag, own.get("scope"), ""))
            self.spans[-1] += int(own.get("colspan", 1))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1] in ("td", "th"):
            row = self.sections[self.open[-3]][-1]
            row[-1] = (*row[-1][:2], row[-1][2] + data)
        elif self.open[-1] == "caption":
            self.caption += data

    def texts(self, section: str) -> list[list[str]]:
        return [[cell[2] for cell in row] for row in self.sections[section]]


def cartons() -> Joint:
    return Joint(
        [[Fraction(1, 5), Fraction(3, 10)], [Fraction(2, 5), Fraction(1, 10)]],
        names=("carton", "fruit"),
        labels={"carton": ("c1", "c2"), "fruit": ("banana", "apple")},
    )


def three() -> Joint:
    return Joint.from_counts(np.arange(1, 9).reshape(2, 2, 2), ("a", "b", "c"))


def test_two_variables_crosswise_with_margins():
    table = Table(cartons()._repr_html_())
    assert table.caption == "p(carton, fruit)"
    assert table.texts("thead") == [["", "fruit", ""], ["carton", "banana", "apple", "sum"]]
    assert table.texts("tbody") == [["c1", "1/5", "3/10", "1/2"], ["c2", "2/5", "1/10", "1/2"]]
    assert table.texts("tfoot") == [["sum", "3/5", "2/5", "1"]]


@pytest.mark.parametrize(
    "shown",
    [
        cartons(),
        cartons().marginal("fruit"),
        three(),
        three().conditional("c", ("a", "b")),
        three().conditional(("b", "c"), "a"),
        Joint.from_counts(np.ones((3, 60), int), ("x", "y")),
        Joint.from_counts(np.ones((60, 3), int), ("x", "y")),
        Joint.from_counts(np.ones((60, 60), int), ("x", "y")).conditional("y", "x"),
        Joint.from_counts(np.ones(100, int), "x"),
    ],
)
def test_html_is_a_headed_table_of_equally_long_rows(shown):
    table = Table(shown._repr_html_())
    assert len(set(table.spans)) == 1
    assert table.caption == shown.title
    for row in table.sections["thead"]:
        assert all(scope in ("col", "colgroup") for tag, scope, _ in row if tag == "th")
        assert all(text == "" for tag, _, text in row if tag == "td")
    for section in ("tbody", "tfoot"):
        for row in table.sections.get(section, []):
            heads = [scope for tag, scope, _ in row if tag == "th"]
            assert heads
            assert set(heads) == {"row"}
            assert row[0][0] == "th"
    colours = [value for name, value in table.attributes if name == "style"]
    assert not any("background" in style or "#" in style for style in colours)


@pytest.mark.parametrize(
    "label", ["<b>bold</b>", "a & b", '"quoted"', "</table><script>x</script>"]
)
def test_labels_and_names_are_escaped(label):
    joint = Joint([[0.5, 0.5]], (f"{label} of", "y"), {f"{label} of": (label,), "y": (label, "z")})
    html = joint._repr_html_()
    assert "<b>" not in html
    assert "<script>" not in html
    table = Table(html)
    assert table.caption == f"p({label} of, y)"
    assert table.texts("tbody")[0][0] == label
    assert table.texts("thead")[1][0] == f"{label} of"
    given = joint.given(y=label)
    assert Table(given._repr_html_()).caption == f"p({label} of | y={label})"


def test_three_variables_row_by_row():
    table = Table(three()._repr_html_())
    assert table.texts("thead") == [["a", "b", "c", "p"]]
    assert table.texts("tbody")[5] == ["1", "0", "1", "1/6"]
    assert table.texts("tfoot") == [["sum", "1"]]


def test_a_conditional_has_a_sum_for_each_row_and_dashes_for_none():
    joint = Joint([[Fraction(1, 4), Fraction(3, 4)], [0, 0]], ("x", "y"))
    table = Table(joint.conditional("y", "x")._repr_html_())
    assert table.texts("tbody") == [["0", "1/4", "3/4", "1"], ["1", "–", "–", "–"]]
    assert "tfoot" not in table.sections


def test_text_is_aligned():
    for shown in (cartons(), three(), three().conditional("c", ("a", "b"))):
        lines = str(shown).split("\n")
        assert lines[0] == shown.title
        right = {len(line) for line in lines[-1:] + lines[3:5] if "─" not in line}
        assert len(right) == 1
    wide = str(Joint([0.5, 0.5], "fruit", ("🍌", "apple"))).split("\n")
    assert wide[3] == "🍌     0.5"  # an emoji takes two columns in a terminal
    assert wide[4] == "apple  0.5"


def test_labels_stay_on_one_line():
    joint = Joint([0.5, 0.5], "x", ("one\ntwo", "three"))
    assert "one two" in str(joint)


def test_long_tables_say_that_they_are_cut():
    joint = Joint.from_counts(np.ones((60, 30), int), ("x", "y"))
    assert "60 rows and 30 columns; not all are shown" in str(joint)
    assert len(str(joint).split("\n")) < 60
    assert "60 rows and 30 columns; not all are shown" in joint._repr_html_()
    # Sums are those of the whole table.
    assert Table(joint._repr_html_()).texts("tfoot")[0][-1] == "1"
    assert Table(joint._repr_html_()).texts("tfoot")[0][1] == "1/30"
    long = Joint.from_counts(np.ones(1000, int), "x")
    shown = [line.split()[0] for line in str(long).split("\n")[3:-3]]
    assert shown[:3] + shown[-4:] == ["0", "1", "2", "36", "…", "998", "999"]
    assert "1000 combinations; not all are shown" in str(long)


def test_fractions_that_nobody_can_read_become_decimals():
    joint = Joint([Fraction(10**12 + 1, 3 * 10**12), Fraction(2 * 10**12 - 1, 3 * 10**12)], "x")
    assert "0.3333" in str(joint)
    assert "/" not in str(joint)


def test_an_update_shows_the_evidence():
    prior = Joint([Fraction(1, 2), Fraction(1, 2)], "x")
    update = bayes(prior, Conditional([[1, 0], [Fraction(1, 2), Fraction(1, 2)]], "y", "x"), 0)
    assert str(update).endswith("evidence 3/4")
    assert update._repr_html_().endswith("<p>evidence 3/4</p>")
