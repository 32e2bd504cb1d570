"""Move cards in a small table: marginals, conditionals and independence at once."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import ipywidgets
import traitlets

from coursekit.widgets.answers import button
from coursekit.widgets.controls import WIDE, drop_down, label_width
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.probability.cards import TABLES, Cards, Cell, Table, as_table, model
from coursekit.widgets.probability.cards_scene import CardsScene
from coursekit.widgets.probability.cards_words import describe, say_verdict
from coursekit.widgets.words import message_line

__all__ = ["joint_table"]

_OWN = "your own"
_LABELS = {
    "dependent": "dependent",
    "independent": "independent, same marginals",
    "one card": "one card away from independent",
    "function": "the colour tells the shape",
    "uncorrelated": "Y = X²: uncorrelated, dependent",
}


class _Held(traitlets.HasTraits):
    """A value that controls come and go for."""

    value = traitlets.Any()


class _Board:
    """The controls; a new table or another pair of cells brings a slider with ends of its own.

    A slider whose ends are moved answers from the browser with a value of its own, which would
    overwrite the new one.
    """

    def __init__(self, table: Table, source: Cell, target: Cell) -> None:
        values = {"start": table, "source": source, "target": target, "moved": 0}
        self.controls = {name: _Held(value=value) for name, value in values.items()}
        self.tables = drop_down(
            "table", [(_OWN, ""), *((_LABELS[name], name) for name in TABLES)], ""
        )
        self.tables.layout = {"width": "26em"}
        self.spread = button("Make independent")
        self.spread.layout.width = "11em"
        self.cells = ipywidgets.HBox(layout={"flex_flow": "row wrap"})
        self.amount = ipywidgets.VBox()
        self._ties: list[Any] = []
        self._setting = False
        self._pair = source, target
        self._build()
        for name in ("start", "source", "target"):
            self.controls[name].observe(self._choose, "value")
        self.controls["moved"].observe(self._follow, "value")
        self.tables.observe(self._begin, "value")
        self.spread.on_click(self._make_independent)

    @property
    def table(self) -> Table:
        """The table as the cards lie now."""
        start: Table = self.controls["start"].value
        return start.moved(*self._pair, self.controls["moved"].value)

    def _set(self, table: Table, source: Cell, target: Cell) -> None:
        """Take a table and two cells, with no card moved yet; one frame shows it all."""
        self._setting = True
        self._pair = source, target
        values = {"start": table, "source": source, "target": target, "moved": 0}
        self._close()
        with ExitStack() as held:
            for control in self.controls.values():
                held.enter_context(control.hold_trait_notifications())
            for name, value in values.items():
                self.controls[name].value = value
        self._setting = False
        self._build()

    def _close(self) -> None:
        for tie in self._ties:
            tie.unlink()
        self._ties = []

    def _build(self) -> None:
        """Put in controls that suit the table."""
        table: Table = self.controls["start"].value
        lists = self._lists(table)
        moved = _moved_slider(table, *self._pair)
        made = {**lists, "moved": moved}
        self._ties = [traitlets.link((self.controls[n], "value"), (made[n], "value")) for n in made]
        gone, self.amount.children = self.amount.children, [moved]
        for each in gone:
            each.close()
        self._follow()

    def _lists(self, table: Table) -> dict[str, Any]:
        """Return the lists of cells: the old ones, so that the keyboard keeps its place."""
        options = [(table.cell(cell), cell) for cell in table.cells]
        old = self.cells.children
        if old and old[0].options == tuple(options):
            return dict(zip(("source", "target"), old, strict=True))
        new = [
            drop_down(label, options, cell)
            for label, cell in zip(("move from", "to"), self._pair, strict=True)
        ]
        self.cells.children = new
        for each in old:
            each.close()
        return dict(zip(("source", "target"), new, strict=True))

    def _choose(self, change: dict[str, Any]) -> None:
        """Begin anew from the cards as they lie, with other cells, or with another table."""
        if self._setting:
            return
        if change["owner"] is self.controls["start"]:
            self._set(change["new"], *_pair_of(change["new"]))
            return
        now = self.table
        source, target = (self.controls[name].value for name in ("source", "target"))
        if not {source, target} <= set(now.cells):
            return  # the message line says so
        if source == target:  # chosen twice: the other list takes the cell that is left
            source, target = self._pair[1], self._pair[0]
        self._set(now, source, target)

    def _follow(self, _change: object = None) -> None:
        """Name the table, and say whether it can be made independent."""
        if self._setting:
            return
        now = self.table
        self.tables.value = next((name for name in TABLES if TABLES[name] == now), "")
        product = now.product
        self.spread.disabled = product is None or product == now

    def _begin(self, change: dict[str, Any]) -> None:
        name = change["new"]
        if name and TABLES[name] != self.table:
            self._set(TABLES[name], *_pair_of(TABLES[name]))

    def _make_independent(self, _button: object) -> None:
        product = self.table.product
        if product is not None:
            self._set(product, *self._pair)


def _moved_slider(table: Table, source: Cell, target: Cell) -> Any:
    """Make a slider from all cards of the target going back to all of the source going over."""
    low, high = (
        -table.counts[target[0]][target[1]],
        table.counts[source[0]][source[1]],
    )
    return ipywidgets.IntSlider(
        value=0,
        min=low,
        max=max(high, low + 1),  # ends that agree make no slider
        disabled=low == high,
        description="how many",
        layout=dict(WIDE),
        style=label_width(),
    )


def _pair_of(table: Table) -> tuple[Cell, Cell]:
    """Return the two cells that are in hand at first: one above the other, the first not empty."""
    j = next(j for j, count in enumerate(table.counts[0]) if count) if table.rows[0] else 0
    return (0, j), (1, j)


def joint_table(
    counts: str | Sequence[Sequence[int]] = "dependent",
    *,
    names: tuple[str, str] = ("shape", "colour"),
    labels: tuple[Sequence[Any], Sequence[Any]] | None = None,
    move: tuple[tuple[Any, Any], tuple[Any, Any]] | None = None,
) -> Live[Cards]:
    """Move cards between the cells of a table, and see marginals, conditionals and independence.

    Args:
        counts: "dependent", "independent", "one card", "function", "uncorrelated", or 2 to 4 rows
            of 2 to 4 whole numbers, up to 200 in all.
        names: of what the rows and the columns of such rows say.
        labels: of the rows and of the columns; with numbers, Cov[X, Y] is told too.
        move: the labels of the two cells between which cards go at first.

    Each card is a symbol in the table at the left; beside it the unit square is cut by columns and
    by rows. Two variables are independent just where all cuts lie on the dashed lines, the
    marginals. Raises `WidgetError` for counts or labels that cannot be. Source: S2, "Sum & Product
    Rules".

    >>> widget = joint_table([[10, 20], [10, 20]], labels=(("circle", "square"), ("blue", "red")))
    >>> widget.description.split(chr(10))[6].expandtabs(1)
    'p(circle | ·) 1/2 1/2 1/2'
    """
    table = as_table(counts, names, labels)
    pair = _pair_of(table) if move is None else _cells(table, move)
    board = _Board(table, *pair)
    verdict = message_line()
    verdict.layout.min_height = "48px"  # two lines, or the picture would jump
    above = ipywidgets.HBox([board.tables, board.spread], layout={"flex_flow": "row wrap"})
    return Live(
        model,
        CardsScene,
        describe,
        board.controls,
        top=[above, board.cells, board.amount, verdict],
        notes=[(verdict, say_verdict)],
    )


def _cells(table: Table, move: Any) -> tuple[Cell, Cell]:
    """Return the places of two different cells, given by their labels."""
    by_labels = {tuple(table.labels[axis][p] for axis, p in enumerate(c)): c for c in table.cells}
    pair = [by_labels.get(tuple(each)) for each in move]
    if len(pair) != 2 or pair[0] is None or pair[1] is None or pair[0] == pair[1]:
        raise WidgetError(
            f"move = {move!r}: give two different cells, each by the labels of its row and column,"
            f" such as {next(iter(by_labels))!r}."
        )
    return pair[0], pair[1]
