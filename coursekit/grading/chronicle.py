"""What happened to the marks of a sheet, as text: the audit trail, and whom the last run moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coursekit.grading.cleaning import clean
from coursekit.grading.files import make_folder, write_file
from coursekit.grading.gradebook import Gradebook, changes, trail

__all__ = ["CHRONICLE", "chronicle", "write_chronicle"]

#: The file in the folder of the reports.
CHRONICLE = "trail.txt"
_LINE = 2_000


def chronicle(book: Gradebook, sheet: str) -> Iterator[str]:
    """Yield lines: every event, the oldest first, then who moved since before the last run.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Gradebook(Path(folder) / "marks.db") as book:
    ...     book.note("talk", "Question 3 was explained.", author="nk", sheet="02_rules")
    ...     print(next(chronicle(book, "02_rules")).partition(" UTC ")[2])
    talk 02_rules: Question 3 was explained. (by nk)
    """
    for event in trail(book, sheet=sheet):
        yield clean(str(event), _LINE)
    moved = [str(change) for change in changes(book, sheet) if change.why != ("new",)]
    yield ""
    yield f"Moved by the last run and since: {len(moved) or 'nobody'}"
    yield from (clean(line, _LINE) for line in moved)


def write_chronicle(folder: Path, book: Gradebook, sheet: str) -> Path:
    """Write it into a folder; only the owner may read it."""
    text = "".join(f"{line}\n" for line in chronicle(book, sheet))
    return write_file(make_folder(folder) / CHRONICLE, text.encode("utf-8"))
