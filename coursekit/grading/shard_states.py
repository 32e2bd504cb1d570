"""Which shards of a class are graded to the end, on which nodes, and behind which walls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from coursekit.grading.errors import AbsentError, GradingError, UnreadableError
from coursekit.grading.gradebook import Run, read_whole
from coursekit.grading.shards import Shard

__all__ = ["Node", "ShardState", "Sharded", "find_shards", "never_begun", "shard_states"]


@dataclass(frozen=True)
class ShardState:
    """What the newest run of a shard left: ``why`` it must run again, "" if it need not."""

    number: int
    students: int
    why: str = ""


@dataclass(frozen=True)
class Node:
    """A machine that graded: which shards, and of each wall what stood in its way, "" for nothing.

    ``walls`` is empty where the notebooks were trusted.
    """

    name: str
    shards: tuple[int, ...]
    walls: Mapping[str, str]


@dataclass(frozen=True)
class Sharded:
    """A sheet that was graded in ``count`` shards for a gradebook.

    >>> whole = Sharded(Path("marks.db"), "02_rules", 2, (ShardState(1, 9), ShardState(2, 8)), ())
    >>> whole.open, whole.students
    ((), 17)
    """

    gradebook: Path
    sheet: str
    count: int
    states: tuple[ShardState, ...]
    nodes: tuple[Node, ...]

    @property
    def open(self) -> tuple[ShardState, ...]:
        """The shards that must run (again), in order."""
        return tuple(state for state in self.states if state.why)

    @property
    def students(self) -> int:
        """The submissions of all shards that are there."""
        return sum(state.students for state in self.states)

    def without(self, unread: Container[Path], absent: Container[Path]) -> Sharded:
        """Return the state in which these files cannot be read, or are not there.

        >>> whole = Sharded(Path("m.db"), "02_rules", 2, (ShardState(1, 9), ShardState(2, 8)), ())
        >>> whole.without([], [Path("m.2of2.db")]).open
        (ShardState(number=2, students=0, why='is missing'),)
        """
        states = []
        for state in self.states:
            shard = Shard(state.number, self.count)
            path = shard.path(self.gradebook)
            left_out = path in unread or path in absent
            states.append(_without(shard, self.gradebook, unread) if left_out else state)
        return replace(self, states=tuple(states))


def find_shards(gradebook: Path) -> list[Path]:
    """Return the gradebooks of shards that lie beside a gradebook, in their order.

    Raises GradingError if they are of several ways to cut the class.
    """
    found: dict[Shard, Path] = {}
    for path in gradebook.parent.glob("*"):
        named = Shard.of_file(path)
        if named is not None and named[1].name == gradebook.name:
            found[named[0]] = path
    counts = sorted({shard.count for shard in found})
    if len(counts) > 1:
        raise GradingError(
            f"beside {gradebook} there are shards of {' and of '.join(map(str, counts))} parts;"
            f" name those to merge, as in {gradebook.stem}.*of{counts[-1]}{gradebook.suffix}"
        )
    return [found[shard] for shard in sorted(found, key=lambda shard: shard.number)]


def shard_states(paths: Iterable[Path], sheet: str | None = None) -> list[Sharded]:
    """Return how far the sheets are that the gradebooks ``paths`` hold shards of, or one sheet.

    A shard whose file is not among them, does not exist or cannot be read is open. Gradebooks that
    no shard wrote are passed over, and sheets of which no shard can be read. Shards may still be
    written to: ask before they are merged, so that no more is told than is merged.
    """
    found: dict[tuple[Path, int], dict[int, Path]] = defaultdict(dict)
    for path in paths:
        named = Shard.of_file(path)
        if named is not None:
            shard, gradebook = named
            found[gradebook, shard.count][shard.number] = path
    told: list[Sharded] = []
    for (gradebook, count), files in sorted(found.items()):
        sheets: dict[str, dict[int, _Piece]] = defaultdict(dict)
        unread = set()
        for number, path in files.items():
            pieces = _pieces(path, Shard(number, count))
            if pieces is None:
                unread.add(path)
            for piece in pieces or ():
                sheets[piece.runs[-1].sheet][number] = piece
        told += [
            _sharded(gradebook, name, count, sheets[name], unread)
            for name in sorted(sheets)
            if sheet in (None, name)
        ]
    return told


def never_begun(gradebook: Path, sheet: str, count: int, unread: Container[Path] = ()) -> Sharded:
    """Return the state of a sheet of which no shard can be read.

    >>> [state.why for state in never_begun(Path("marks.db"), "02_rules", 2).open]
    ['is missing', 'is missing']
    """
    shards = [Shard(number, count) for number in range(1, count + 1)]
    states = tuple(_without(shard, gradebook, unread) for shard in shards)
    return Sharded(gradebook, sheet, count, states, ())


def _without(shard: Shard, gradebook: Path, unread: Container[Path]) -> ShardState:
    path = shard.path(gradebook)
    why = f"cannot be read: {path}" if path in unread else "is missing"
    return ShardState(shard.number, 0, why)


@dataclass(frozen=True)
class _Piece:
    """What the file of one shard says of one sheet: its runs, the oldest first."""

    runs: Sequence[Run]
    graded: int
    failed: int

    def newest(self, option: str) -> Any:
        return self.runs[-1].options.get(option)


def _pieces(path: Path, shard: Shard) -> list[_Piece] | None:
    """Return what a file says of each sheet, None if it cannot be read."""
    try:
        book = read_whole(path)
    except AbsentError:
        return []
    except UnreadableError:
        return None
    with book:
        by_sheet: dict[str, list[Run]] = defaultdict(list)
        for run in book.runs():
            if run.options.get("shard") == str(shard):
                by_sheet[run.sheet].append(run)
        return [
            _Piece(runs, len(book.students(name)), len(book.unfinished(name)))
            for name, runs in by_sheet.items()
        ]


def _sharded(
    gradebook: Path,
    sheet: str,
    count: int,
    pieces: Mapping[int, _Piece],
    unread: Container[Path],
) -> Sharded:
    newest = max(pieces.values(), key=lambda piece: piece.runs[-1].started)
    states = []
    for number in range(1, count + 1):
        piece = pieces.get(number)
        if piece is None:
            states.append(_without(Shard(number, count), gradebook, unread))
            continue
        students = piece.newest("students") or piece.graded
        states.append(ShardState(number, students, _why(piece, newest)))
    return Sharded(gradebook, sheet, count, tuple(states), tuple(_nodes(pieces)))


def _why(piece: _Piece, newest: _Piece) -> str:
    """Return why a shard must run again; ``newest`` is the one that ran last."""
    if piece.newest("class") != newest.newest("class"):
        return "saw other submissions than the shard that ran last"
    if piece.runs[-1].finished is None:
        return f"was not graded to its end: {piece.graded} of {piece.newest('students')}"
    if piece.failed:
        return f"is not final: the grader failed on {piece.failed} of {piece.graded}"
    return ""


def _nodes(pieces: Mapping[int, _Piece]) -> Iterable[Node]:
    """Yield the machines that graded, also those whose work others finished."""
    shards: dict[str, set[int]] = defaultdict(set)
    walls: dict[str, Mapping[str, str]] = {}
    runs = [(run, number) for number, piece in pieces.items() for run in piece.runs]
    for run, number in sorted(runs, key=lambda each: each[0].started):
        name = run.options.get("node")
        if name is not None:
            shards[name].add(number)
            walls[name] = run.options.get("walls") or {}
    for name in sorted(shards):
        yield Node(name, tuple(sorted(shards[name])), walls[name])
