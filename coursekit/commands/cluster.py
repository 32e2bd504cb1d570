"""Grading on many machines: write the job script, join what the shards have, say what is open."""

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from coursekit.commands.codes import FAILED
from coursekit.console import say, say_list
from coursekit.errors import CoursekitError

if TYPE_CHECKING:
    from coursekit.grading.gradebook import Merged
    from coursekit.grading.shard_states import Node, Sharded

__all__ = ["merge_shards", "write_script"]

#: Processors that a task asks for, where nothing else is said.
_JOBS = 4
#: Characters that are shown of a log's last line.
_WIDTH = 200


def write_script(
    places: Sequence[Path],
    sheet: str,
    gradebook: Path,
    count: int,
    *,
    secret: Path,
    jobs: int | None,
    memory_mb: int,
    scratch: Path | None,
    students: int,
    options: Mapping[str, Path | float | bool | None],
) -> None:
    """Write the script that grades ``students`` in ``count`` shards, and say what to type.

    ``options`` are those of ``grade`` that every shard needs; what is None or False is left out.
    """
    from coursekit.grading.slurm import Script

    arguments = ["grade", *(str(place.resolve()) for place in places), f"--sheet={sheet}"]
    own = {"gradebook": gradebook, "seed_file": secret, "memory_mb": memory_mb}
    for name, value in {**own, **options}.items():
        option = f"--{name.replace('_', '-')}"
        if value is True:
            arguments.append(option)
        elif value is not None and value is not False:
            arguments.append(f"{option}={value.resolve() if isinstance(value, Path) else value}")
    script = Script(gradebook.resolve(), sheet, count)
    path = script.write(
        arguments,
        secret=secret.resolve(),
        jobs=jobs or _JOBS,
        memory_mb=memory_mb,
        scratch=scratch,
    )
    if count > students:
        say(f"{count} shards of {students} submissions: many will grade nobody; take fewer.")
    say(f"Written: {path}")
    say(
        "Its tasks read the submissions, the seed and this Python where they are now, and write the"
    )
    say(f"marks of each shard beside {script.gradebook}: all of it must be on shared storage.")
    say("Send it, and join the shards when `squeue --me` no longer shows it:")
    say(f"  {_shell('sbatch', path)}")
    say(f"  {_merge_line(script.gradebook, sheet)}")


def merge_shards(shards: Sequence[Path], gradebook: Path, sheet: str | None) -> None:
    """Join the gradebooks of shards; exit 1 if some of them must be graded first, or again.

    Without ``shards`` those beside the gradebook are taken.
    """
    from coursekit.grading.shard_states import find_shards, shard_states
    from coursekit.grading.shards import Shard

    shards = shards or find_shards(gradebook)
    # In this order: what a task puts in its place meanwhile is merged at most, and not told.
    states = shard_states(shards, sheet)
    unread: Mapping[Path, str] = {}
    if shards:
        merged = _join(shards, gradebook)
        unread = merged.unread
        # Nor is what was there a moment ago.
        states = [sharded.without(unread, merged.absent) for sharded in states]
    # Of other gradebooks than those of shards nothing is missing.
    if not states and (not shards or any(Shard.of_file(path) for path in shards)):
        states = _never_begun(gradebook, sheet, unread)
        if not states and not shards:
            raise CoursekitError(
                f"name at least one gradebook to merge: there are no shards of {gradebook} beside"
                " it"
            )
        if not states and sheet:
            say(f"{sheet}: none of these shards has graded it.")
            raise typer.Exit(FAILED)
    for sharded in states:
        _say_state(sharded)
    if unread or any(sharded.open for sharded in states):
        raise typer.Exit(FAILED)


def _join(shards: Sequence[Path], gradebook: Path) -> "Merged":
    """Merge what can be read, and say what cannot, and why."""
    from coursekit.grading.gradebook import merge

    merged = merge(shards, gradebook, partial=True)
    say(f"{gradebook}: {merged.gradings} gradings added, {merged.known} were there already.")
    for student, graded in merged.conflicts:
        say(f"Several shards graded {student} in {graded} differently; the newest counts.")
    if len(merged.versions) > 1:
        say(f"The shards were graded by different versions: {', '.join(merged.versions)}.")
    say_list([f"Not merged: {path} {why}." for path, why in merged.unread.items()])
    return merged


def _never_begun(gradebook: Path, sheet: str | None, unread: Mapping[Path, str]) -> "list[Sharded]":
    """Return the sheets that have a script, in as many shards as the newest of it says.

    Where no task has come so far as to leave a gradebook, this is what is known.
    """
    from coursekit.grading.shard_states import never_begun
    from coursekit.grading.slurm import Script

    counts = {script.sheet: script.count for script in Script.written_for(gradebook)}
    return [
        never_begun(gradebook, name, count, unread)
        for name, count in counts.items()
        if sheet in (None, name)
    ]


def _say_state(sharded: "Sharded") -> None:
    from coursekit.grading.slurm import Script, array_line

    say_list([_node_line(node) for node in sorted(sharded.nodes, key=_walls_first)])
    if not sharded.open:
        say(
            f"{sharded.sheet}: all {sharded.count} shards are graded, "
            f"{sharded.students} submissions."
        )
        return
    done = sharded.count - len(sharded.open)
    say(f"{sharded.sheet}: {done} of {sharded.count} shards are graded. The marks are not whole:")
    script = Script(sharded.gradebook.resolve(), sharded.sheet, sharded.count)
    say_list(
        [f"Shard {s.number} {s.why}.{_last_words(script.log(s.number))}" for s in sharded.open]
    )
    numbers = [state.number for state in sharded.open]
    if script.path.exists():
        say("Unless `squeue --me` still shows them, send them again, and merge again afterwards:")
        say(f"  {array_line(script.path, numbers)}")
    else:
        say("Grade them, as the others were graded, and merge again:")
        say_list([f"  coursekit grade … --shard {number}/{sharded.count}" for number in numbers])


def _node_line(node: "Node") -> str:
    """Say of a node which walls it put round the notebooks."""
    from coursekit.grading.slurm import ranges

    off = [f"{name} ({cause})" for name, cause in node.walls.items() if cause]
    if not node.walls:
        told = "no jail"
    elif off:
        told = f"all walls but {', '.join(off)}"
    else:
        told = f"all walls: {', '.join(node.walls)}"
    return f"Node {node.name}, shards {ranges(node.shards)}: {told}."


def _walls_first(node: "Node") -> tuple[bool, str]:
    """Nodes that lack a wall come first: a list may be cut short."""
    return bool(node.walls) and not any(node.walls.values()), node.name


def _last_words(log: Path) -> str:
    """Return what the last task of a shard said before it ended, and where it ran."""
    try:
        text = log.read_text("utf-8", errors="replace")
    except OSError:
        return ""
    node = re.findall(r"^\S+ node (\S+), shard ", text, flags=re.MULTILINE)
    lines = [line for line in text.splitlines() if line.strip()]
    if not node or not lines:
        return ""
    said = "".join(char for char in lines[-1] if char.isprintable())
    said = said if len(said) <= _WIDTH else f"{said[:_WIDTH]}…"
    return f" Its last task, on node {node[-1]}, said: {said}"


def _shell(*words: object) -> str:
    return shlex.join(map(str, words))


def _merge_line(gradebook: Path, sheet: str) -> str:
    return _shell("coursekit", "grade", "--merge", "--sheet", sheet, "--gradebook", gradebook)
