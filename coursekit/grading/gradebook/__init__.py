"""The gradebook: every grading is kept in one SQLite file, and which of them counts is derived."""

from coursekit.grading.gradebook.book import Entry, Gradebook, Run
from coursekit.grading.gradebook.changes import REASONS, Change, changes
from coursekit.grading.gradebook.late import LateRule
from coursekit.grading.gradebook.marks import Mark, Override, QuestionMark
from coursekit.grading.gradebook.merging import Merged, merge, read_whole
from coursekit.grading.gradebook.sheet_hash import exercise_hash, sheet_hash
from coursekit.grading.gradebook.trail import Event, trail

__all__ = [
    "REASONS",
    "Change",
    "Entry",
    "Event",
    "Gradebook",
    "LateRule",
    "Mark",
    "Merged",
    "Override",
    "QuestionMark",
    "Run",
    "changes",
    "exercise_hash",
    "merge",
    "read_whole",
    "sheet_hash",
    "trail",
]
