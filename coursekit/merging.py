"""Bring a newer version of a notebook into a student's copy, cell by cell.

Three versions meet: the course's that the student started from (the base), the student's, and the
course's new one. A cell is known by its id, and only its text and its type count: that the student
has run a cell does not make it changed. A cell that the student has changed, written or deleted
stays as it is, whatever the course does. Where both have changed one cell, the course's new text is
put above it as text, so that nothing of it runs.
"""

import copy
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Merged", "merge", "skeleton"]

Cell = dict[str, Any]


@dataclass
class Merged:
    """A merged notebook and what became of its cells, by their ids.

    ``both`` names cells that the course and the student have both changed: the student's stands,
    the course's text is shown above it.
    """

    notebook: dict[str, Any]
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    both: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether the student's notebook is any different now."""
        return bool(self.added or self.updated or self.removed or self.both)


def skeleton(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a later merge needs of a notebook: id, type and text of each cell.

    >>> cell = {"id": "a", "cell_type": "code", "source": ["x = ", "1"], "outputs": []}
    >>> skeleton({"cells": [cell], "metadata": {"kernelspec": {}}})
    {'cells': [{'id': 'a', 'cell_type': 'code', 'source': 'x = 1'}]}
    """
    return {
        "cells": [
            {"id": id_, "cell_type": cell.get("cell_type"), "source": _text(cell)}
            for id_, cell in zip(_ids(notebook["cells"]), notebook["cells"], strict=True)
        ]
    }


def merge(base: Mapping[str, Any], mine: Mapping[str, Any], new: Mapping[str, Any]) -> Merged:
    """Merge three versions of a notebook (parsed JSON of format 4); none of them is changed.

    ``base`` may be a `skeleton`. Cells keep the student's order if the student has moved any of
    them, else they take the course's. A student's own cell stays behind the cell it stood behind.

    >>> def notebook(**texts):
    ...     cells = [{"id": i, "cell_type": "code", "source": t} for i, t in texts.items()]
    ...     return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    >>> base = notebook(a="import numpy", b="def slope(x): ...")
    >>> mine = notebook(a="import numpy", b="def slope(x): return 2 * x", own="slope(3)")
    >>> new = notebook(a="import numpy as np", b="def slope(x): ...", c="# one more question")
    >>> merged = merge(base, mine, new)
    >>> [cell["source"] for cell in merged.notebook["cells"]]
    ['import numpy as np', 'def slope(x): return 2 * x', 'slope(3)', '# one more question']
    >>> merged.updated, merged.added, merged.both
    (['a'], ['c'], [])
    """
    return _Merge(base, mine, new).done()


class _Merge:
    def __init__(
        self, base: Mapping[str, Any], mine: Mapping[str, Any], new: Mapping[str, Any]
    ) -> None:
        self.base: dict[str, Cell] = dict(zip(_ids(base["cells"]), base["cells"], strict=True))
        self.new: dict[str, Cell] = dict(zip(_ids(new["cells"]), new["cells"], strict=True))
        mine_ids = _recognised(_ids(mine["cells"]), mine["cells"], self.base)
        self.mine: dict[str, Cell] = dict(zip(mine_ids, mine["cells"], strict=True))
        self.merged = Merged(copy.deepcopy({key: mine[key] for key in mine if key != "cells"}))
        self.cells: dict[str, Cell] = {}  # what stays or comes, by id
        self.notes: dict[str, Cell] = {}  # the course's text to be shown above a cell

    def done(self) -> Merged:
        for id_ in [*self.mine, *(id_ for id_ in self.new if id_ not in self.mine)]:
            cell = self._choose(id_)
            if cell is not None:
                self.cells[id_] = copy.deepcopy(cell)
        cells = []
        for id_ in self._order():
            if id_ in self.notes:
                cells.append(self.notes[id_])
            cells.append(self.cells[id_])
        self.merged.notebook["cells"] = cells
        if any("id" in cell for cell in cells) and self.merged.notebook.get("nbformat") == 4:
            # Ids belong to format 4.5; Colab saves 4.0 and keeps them elsewhere.
            minor = self.merged.notebook.get("nbformat_minor")
            self.merged.notebook["nbformat_minor"] = max(5, minor if isinstance(minor, int) else 5)
            for id_, cell in zip(_ids(cells), cells, strict=True):
                cell["id"] = id_
        return self.merged

    def _choose(self, id_: str) -> Cell | None:
        """Return the version of one cell that counts; None if it goes, or has gone, away."""
        base, mine, new = self.base.get(id_), self.mine.get(id_), self.new.get(id_)
        if mine is None:
            if base is None and new is not None:
                self.merged.added.append(id_)
                return new
            return None  # the student has deleted it
        if new is None:
            if base is not None and _same(mine, base):
                self.merged.removed.append(id_)
                return None
            return mine
        if _same(mine, new) or (base is not None and _same(new, base)):
            return mine
        if base is not None and _same(mine, base):
            self.merged.updated.append(id_)
            return new
        self.merged.both.append(id_)
        self.notes[id_] = self._note(id_, new)
        return mine

    def _note(self, id_: str, new: Cell) -> Cell:
        """Show the course's new text of a cell that the student has changed, as text only."""
        taken = {*self.base, *self.mine, *self.new}
        free = (f"{id_[:50]}-update-{number}" for number in itertools.count(1))
        text = _text(new)
        if new.get("cell_type") == "code":
            fence = "```"
            while fence in text:
                fence += "`"
            text = f"{fence}python\n{text}\n{fence}"
        words = (
            "**The course has changed the next cell, and so have you.** Yours is kept as it is; "
            "this is the course's new text. Take from it what you need, then delete this cell."
        )
        return {
            "id": next(name for name in free if name not in taken),
            "cell_type": "markdown",
            "metadata": {},
            "source": f"> {words}\n\n{text}",
        }

    def _order(self) -> list[str]:
        """Return the ids of what stays and comes, in the order in which they shall stand."""
        old = [id_ for id_ in self.base if id_ in self.mine]
        moved = [id_ for id_ in self.mine if id_ in self.base] != old
        first, second = (self.mine, self.new) if moved else (self.new, self.mine)
        order = [id_ for id_ in first if id_ in self.cells]
        # The rest follows the cell that it follows in the version that it comes from.
        previous = None
        for id_ in second:
            if id_ not in self.cells:
                continue
            if id_ not in order:
                order.insert(0 if previous is None else order.index(previous) + 1, id_)
            previous = id_
        return order


def _text(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two versions of a cell say the same; white space at line ends is nobody's change."""

    def said(cell: Mapping[str, Any]) -> tuple[Any, list[str]]:
        return cell.get("cell_type"), [line.rstrip() for line in _text(cell).rstrip().splitlines()]

    return said(one) == said(other)


def _ids(cells: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return an id for each cell; Colab keeps it in the metadata, a copied cell gets a new one."""
    given = [cell.get("id") or _metadata_id(cell) for cell in cells]
    ids: list[str] = []
    for number, id_ in enumerate(given, start=1):
        name = id_ if isinstance(id_, str) else f"cell-{number}"
        tries = itertools.chain([name], (f"{name[:50]}-{n}" for n in itertools.count(2)))
        ids.append(next(t for t in tries if t not in ids and (t == id_ or t not in given)))
    return ids


def _metadata_id(cell: Mapping[str, Any]) -> Any:
    metadata = cell.get("metadata")
    return metadata.get("id") if isinstance(metadata, Mapping) else None


def _recognised(
    ids: Sequence[str], cells: Sequence[Mapping[str, Any]], base: Mapping[str, Any]
) -> list[str]:
    """Give cells whose id was lost the id of the base's cell that says the same."""
    lost = _by_text((id_, cell) for id_, cell in base.items() if id_ not in ids)
    renamed = []
    for id_, cell in zip(ids, cells, strict=True):
        known = lost.get(_key(cell)) if id_ not in base else None
        renamed.append(known.pop(0) if known else id_)
    return renamed


def _key(cell: Mapping[str, Any]) -> tuple[Any, str]:
    return cell.get("cell_type"), _text(cell).rstrip()


def _by_text(cells: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[tuple[Any, str], list[str]]:
    found: dict[tuple[Any, str], list[str]] = {}
    for id_, cell in cells:
        found.setdefault(_key(cell), []).append(id_)
    return found
