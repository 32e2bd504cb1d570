"""Which processes there are below one of ours, as Linux tells it."""

from pathlib import Path

__all__ = ["alive", "descendants"]


def _parents() -> dict[int, int]:
    """Return the parent of every process that is not a zombie."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            found[int(entry.parent.name)] = int(fields[1])
    return found


def descendants(pid: int) -> set[int]:
    """Return the children of a process, their children, and so on."""
    parents, found, size = _parents(), {pid}, 0
    while len(found) > size:
        size = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found - {pid}


def alive(pids: set[int]) -> set[int]:
    """Return those of ``pids`` that still run."""
    return pids & _parents().keys()
