"""A layer forwards, and its derivative by A, b or x as a product of arrays, entry by entry."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import ipywidgets
import numpy as np

from coursekit.widgets.controls import WIDE, label_width
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.matrix_derivatives.board import Board, Tile, outline, set_on
from coursekit.widgets.matrix_derivatives.buttons import buttons, side_by_side
from coursekit.widgets.matrix_derivatives.contraction import Block, Part
from coursekit.widgets.matrix_derivatives.layer import (
    LARGEST,
    By,
    Derivative,
    Function,
    as_layer,
    describe,
    model,
)
from coursekit.widgets.style import BLUE, GREEN, GREY, ORANGE

__all__ = ["LayerScene", "matrix_gradient"]

_WIDE, _HIGH = 0.48, 0.27  # of a cell, in inches
_FORWARD, _FACTORS, _RESULT = 0.8, 2.66, 4.52  # upper edges of the cells of the three rows
_LEFT, _SIGN, _LABELS, _GAP, _TITLE = 0.6, 0.36, 0.5, 0.2, 1.8


@dataclass(frozen=True)
class _Place:
    """Where an array of one, two or three axes is drawn: one tile, or one for each first index."""

    tiles: tuple[Tile, ...]
    axes: int

    @staticmethod
    def of(shape: tuple[int, ...], left: float, top: float) -> "_Place":
        count = shape[0] if len(shape) > 2 else 1
        rows, columns = shape[-2:] if len(shape) > 1 else (1, *shape)
        step = columns * _WIDE + _GAP
        tiles = (Tile(left + k * step, top, rows, columns, _WIDE, _HIGH) for k in range(count))
        return _Place(tuple(tiles), len(shape))

    @property
    def right(self) -> float:
        return self.tiles[-1].right

    def cells(self, part: Part) -> list[tuple[float, float, float, float]]:
        """Return the blocks of cells, one a tile, that a part of the array takes."""
        if self.axes > 2:
            chosen = np.atleast_1d(np.arange(len(self.tiles))[part[0]])
            tiles, inside = [self.tiles[k] for k in chosen], part[1:]
        else:
            tiles, inside = [*self.tiles], part if self.axes > 1 else (0, *part)
        found = []
        for tile in tiles:
            (i, rows), (j, columns) = (
                (0, size) if isinstance(index, slice) else (index, 1)
                for index, size in zip(inside, (tile.rows, tile.columns), strict=True)
            )
            found.append(tile.cells(i, j, rows, columns))
        return found


class LayerScene:
    """Row 1: the layer's own numbers. Row 2: the two factors. Row 3: what they give."""

    def __init__(self) -> None:
        self._board = Board(7.8, 5.45)
        self.figure = self._board.figure
        self._variable, self._answer = outline(ORANGE, "--"), outline(BLUE)
        self._left = outline(BLUE)
        self._right = [outline(ORANGE, "--") for _ in range(LARGEST)]
        self._result = outline(GREEN)
        self.moving: list[Any] = [
            self._variable,
            self._answer,
            self._left,
            *self._right,
            self._result,
        ]
        for frame in self.moving:
            self._board.axes.add_patch(frame)
        self._forward: dict[str, _Place] = {}
        self._places: tuple[_Place, ...] = ()

    def background(self, numbers: Derivative) -> Hashable:
        """Everything stands still while another entry is chosen."""
        layer = numbers.layer
        arrays = (layer.A, layer.x, layer.b, layer.y)
        entries = [each.tobytes() for each in arrays]
        return layer.f, numbers.by, numbers.loss, layer.A.shape, *entries

    def set_background(self, numbers: Derivative) -> None:
        """Write all numbers."""
        self._board.clear()
        self._draw_forward(numbers)
        self._draw_product(numbers)
        self._board.finish()

    def _draw_forward(self, d: Derivative) -> None:
        layer, board = d.layer, self._board
        columns: list[tuple[str, str, Any]] = [("A", "", layer.A), ("x", "·", layer.x)]
        if layer.f == "tanh":
            columns += [("b", "+", layer.b), ("z", "=", layer.z), ("f", "tanh", layer.out)]
        else:
            columns += [("f", "=", layer.out)]
        if d.loss:
            columns += [("y", "", layer.y), ("y - f", "", layer.y - layer.out)]
        board.text(0.1, 0.2, _FORWARDS[layer.f], weight="bold", ha="left")
        x = _LEFT
        self._forward = {}
        for name, sign, values in columns:
            if sign:
                room = _SIGN + 0.2 * (len(sign) > 1)
                board.text(x + room / 2, _FORWARD + layer.out.size * _HIGH / 2, sign, size=11)
                x += room
            elif x > _LEFT:
                x += _SIGN
            matrix = values if values.ndim > 1 else values[:, None]
            place = _Place.of(matrix.shape, x, _FORWARD)
            (tile,) = place.tiles
            board.tile(tile, _written(matrix), np.zeros(matrix.shape, bool))
            board.text(tile.centre, _FORWARD - 0.36, f"${name}$", size=10.5)
            if name == "A":
                board.count_rows(tile)
                board.count_columns(tile)
            self._forward[name] = place
            x = place.right

    def _draw_product(self, d: Derivative) -> None:
        board, p = self._board, d.product
        factors, _, kept = p.indices.partition("->")
        first, second = factors.split(",")
        how = f"summed over {p.summed}" if p.summed else "each entry of $I$ times all of $x^\\top$"
        board.text(0.1, _FACTORS - 0.8, f"two factors, {how}", weight="bold", ha="left")
        left = _Place.of(p.left.values.shape, _LEFT, _FACTORS)
        start = left.right + _SIGN + _LABELS * (p.right.values.ndim > 1)
        start = max(start, _LEFT + _TITLE)
        right = _Place.of(p.right.values.shape, start, _FACTORS)
        sign = "·" if p.summed else "⊗"
        board.text(left.right + _SIGN / 2, left.tiles[0].middle, sign, size=13)
        result = _Place.of(p.result.values.shape, _LEFT, _RESULT)
        title = "the gradient of the loss" if d.loss else "the derivative"
        if d.loss and d.by == "A":
            title += ", stored in the shape of A"
        board.text(0.1, _RESULT - 0.8, title, weight="bold", ha="left")
        for line, words in enumerate(_LEGEND):
            board.text(5.4, _RESULT + 0.08 + 0.24 * line, words, size=9.5, color=GREY, ha="left")
        blocks = ((left, p.left, first), (right, p.right, second), (result, p.result, kept))
        for place, block, letters in blocks:
            self._draw(place, block, letters)
        self._places = (left, right, result)

    def _draw(self, place: _Place, block: Block, letters: str) -> None:
        board, values = self._board, block.values
        top = place.tiles[0].top
        if values.ndim > 1:
            board.count_rows(place.tiles[0])
        for k, tile in enumerate(place.tiles):
            part: Any = values[k] if values.ndim > 2 else np.atleast_2d(values)
            filled: Any = block.filled[k] if values.ndim > 2 else np.atleast_2d(block.filled)
            board.tile(tile, _written(part), filled)
            board.count_columns(tile)
            if values.ndim > 2:
                board.text(tile.centre, top - 0.33, f"${letters[0]} = {k + 1}$  [{k}]", size=9)
        above = 0.56 if values.ndim > 2 else 0.36
        indices = ", ".join(letters)
        shape = "×".join(map(str, np.atleast_2d(values).shape[-2:]))
        if values.ndim > 2:
            shape = f"{values.shape[0]}×({shape})"
        title = f"${block.paper}$   [{indices}]   {shape}"
        # A title may be wider than a small matrix: it begins with it.
        board.text(place.tiles[0].left, top - above, title, ha="left")

    def move(self, numbers: Derivative) -> None:
        """Frame the entry, what it is made of, and what is nudged."""
        d, (left, right, result) = numbers, self._places
        at = d.variable_entry
        column: Part = (*at, 0) if len(at) < 2 else at
        set_on(self._variable, self._forward[d.by].cells(column)[0])
        answer = None if d.loss else self._forward["f"].cells((d.product.entry[0], 0))[0]
        set_on(self._answer, answer)
        first, second = d.product.parts
        set_on(self._left, left.cells(first)[0])
        cells = right.cells(second)
        for k, frame in enumerate(self._right):
            set_on(frame, cells[k] if k < len(cells) else None)
        set_on(self._result, result.cells(d.product.entry)[0])


_LEGEND = (
    "framed: an entry and its factors",
    "tinted: can differ from 0",
    "white: 0, whatever the numbers",
)
_FORWARDS: dict[Function, str] = {"Ax": "f = Ax", "tanh": "f = tanh(Ax + b)"}


def _written(values: Any) -> list[list[str]]:
    return [[_short(float(each)) for each in row] for row in values]


def _short(value: float) -> str:
    """Write a number with two decimals; what is small is not written as 0."""
    if abs(value) < 0.005:
        return "≈0" if value else "0"
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def matrix_gradient(
    f: Function = "Ax",
    by: By = "A",
    *,
    loss: bool = False,
    entry: tuple[int, ...] | None = None,
    A: Any = None,
    x: Any = None,
    b: Any = None,
    y: Any = None,
) -> Live[Derivative]:
    r"""Show the derivative of a layer by A, b or x as a product of arrays, and each entry's sum.

    Args:
        f: "Ax", or "tanh" for tanh(Ax + b).
        by: "A", "b" (with tanh) or "x".
        loss: put L = ½‖y − f‖² behind the layer and show the gradient of L instead.
        entry: which entry is framed, from 1: (2, 2, 1) is ∂f₂/∂A₂,₁; with a loss (2, 1) is
            ∂L/∂A₂,₁.
        A, x, b, y: numbers of your own, A of up to 3×3.

    Raises `WidgetError` for another function, variable or entry, and for numbers without room.

    >>> widget = matrix_gradient("tanh", by="b", entry=(2, 2))
    >>> print(widget.description.split("\n")[1])
    ∂f₂/∂b₂ = Σₗ ∂f₂/∂zₗ · ∂zₗ/∂b₂ = 0·0 + 0.42·1 + 0·0 = 0.42, which NumPy calls dfdb[1, 1]
    """
    layers = {each: as_layer(each, A, x, b, y) for each in _FORWARDS}
    if f not in tuple(layers):
        raise WidgetError(f'f = {f!r} is unknown. Choose "Ax" or "tanh".')
    if loss not in (False, True):
        raise WidgetError(f"loss = {loss!r} says neither yes nor no. Choose True or False.")
    if by not in tuple(layers[f].variables):
        names = '", "'.join(layers[f].variables)
        raise WidgetError(f'f = {_FORWARDS[f][4:]} has no variable {by!r}. Choose "{names}".')
    start = model(layers[f], by, loss, 1)
    chosen = _usual(start) if entry is None else _checked(entry, start)
    controls = _controls(start, chosen)

    def follow(change: dict[str, Any]) -> None:
        """Offer the variables that the function has, and go to an entry that says something."""
        if change["owner"] is controls["f"]:
            names, old = [*layers[change["new"]].variables], controls["by"].value
            controls["by"].options = [(name, name) for name in names]
            controls["by"].value = old if old in names else "A"
        now = model(layers[controls["f"].value], controls["by"].value, controls["loss"].value, 1)
        controls["entry"].max = now.product.result.values.size
        controls["entry"].value = _count(_usual(now), now)

    # First of all that watch them: what is drawn then fits together.
    for name in ("f", "by", "loss"):
        controls[name].observe(follow, "value")

    def of(f: Function, by: By, loss: bool, entry: int) -> Derivative:
        return model(layers[f], by, loss, entry)

    first = [controls[name] for name in ("f", "loss", "by")]
    top = [side_by_side(first), controls["entry"]]
    return Live(of, LayerScene, describe, controls, top=top)


def _usual(d: Derivative) -> tuple[int, ...]:
    """Return an entry, from 0, that is not 0: output 2 by what belongs to it."""
    own = min(1, d.layer.out.size - 1)
    nudged = {"A": (own, 0), "b": (own,), "x": (0,)}[d.by]
    return nudged if d.loss else (own, *nudged)


def _count(entry: tuple[int, ...], d: Derivative) -> int:
    """Return the place of an entry in reading order, from 1."""
    return 1 + int(np.ravel_multi_index(entry, d.product.result.values.shape))


def _checked(entry: Any, d: Derivative) -> tuple[int, ...]:
    """Return an entry from 0 that was given from 1."""
    shape = d.product.result.values.shape
    fits = isinstance(entry, tuple | list) and len(entry) == len(shape)
    if not fits or any(at not in range(1, n + 1) for at, n in zip(entry, shape, strict=True)):
        written = "×".join(map(str, shape))
        raise WidgetError(
            f"entry = {entry!r} lies outside. Here it takes {len(shape)} numbers, from 1, within "
            f"{written}."
        )
    return tuple(int(at) - 1 for at in entry)


def _controls(d: Derivative, entry: tuple[int, ...]) -> dict[str, Any]:
    return {
        "f": buttons("layer f", [("Ax", "Ax"), ("tanh(Ax + b)", "tanh")], d.layer.f, "9em"),
        "loss": buttons("derivative of", [("f", False), ("the loss L", True)], d.loss, "7em"),
        "by": buttons("by", [(name, name) for name in d.layer.variables], d.by),
        "entry": ipywidgets.IntSlider(
            value=_count(entry, d),
            min=1,
            max=d.product.result.values.size,
            description="entry",
            layout=dict(WIDE),
            style=label_width(),
        ),
    }
