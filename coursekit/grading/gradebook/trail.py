"""The audit trail: everything that ever happened to marks, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from coursekit.grading.gradebook.book import Gradebook
from coursekit.grading.times import show_time

__all__ = ["Event", "trail"]


@dataclass(frozen=True)
class Event:
    """One line of the trail; ``author`` is empty where the grader itself acted.

    ``kind`` is "run", "finished", "graded", "override", "withdrawn", "time" or one of a caller's
    own (`Gradebook.note`).
    """

    at: float
    kind: str
    author: str
    student: str
    sheet: str
    text: str

    def __str__(self) -> str:
        who = " ".join(filter(None, [self.student, self.sheet]))
        by = f" (by {self.author})" if self.author else ""
        return f"{show_time(self.at)}  {self.kind}  {who}: {self.text}{by}"


_QUERY = """
SELECT started AS at, 1 AS rank, 'run' AS kind, '' AS author, '' AS student, sheet,
    'run ' || id || ' of sheet state ' || sheet_hash || ', seed ' || seed_id
    || ', coursekit ' || version || ', options ' || options AS text FROM run
UNION ALL
SELECT finished, 5, 'finished', '', '', sheet, 'run ' || id FROM run WHERE finished IS NOT NULL
UNION ALL
SELECT at, 2, 'graded', '', student, sheet,
    CASE WHEN harness IS NOT NULL THEN 'not graded: ' || harness ELSE
        (SELECT printf('%g of %g points', TOTAL(points * score), TOTAL(points))
         FROM question WHERE grading = grading.id)
    END || ', ' || source || ', file ' || substr(digest, 1, 12) || ', sheet state ' || sheet_hash
    || ', seed ' || seed_id || ', coursekit ' || version FROM grading
UNION ALL
SELECT at, 3, CASE WHEN points IS NULL THEN 'withdrawn' ELSE 'override' END, author, student, sheet,
    COALESCE(question, 'the whole mark')
    || CASE WHEN points IS NULL THEN '' ELSE printf(': %g points', points) END
    || ', because: ' || reason || ', file ' || substr(digest, 1, 12) FROM override
UNION ALL
SELECT at, 4, 'time', '', student, sheet, CAST(submitted AS TEXT) FROM arrival
UNION ALL
SELECT at, 6, kind, author, student, sheet, text FROM event
"""


def trail(book: Gradebook, student: str | None = None, sheet: str | None = None) -> Iterator[Event]:
    """Yield what happened, the oldest first: of everybody, or of one student and sheet.

    What belongs to no sheet, such as a merging, is there for each.
    """
    query = (
        f"SELECT at, kind, author, student, sheet, text FROM ({_QUERY})"  # noqa: S608 - own text
        " WHERE (:student IS NULL OR student = :student)"
        " AND (:sheet IS NULL OR sheet IN (:sheet, ''))"
        " ORDER BY at, rank, student"
    )
    for row in book.select(query, {"student": student, "sheet": sheet}):
        event = Event(*row)
        if event.kind == "time":
            event = replace(event, text=f"handed in at {show_time(float(event.text))}")
        yield event
