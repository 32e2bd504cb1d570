"""What a class handed in: notebooks found, matched to students and read, never run."""

from coursekit.grading.submission.collecting import collect
from coursekit.grading.submission.collection import Collection, Problem
from coursekit.grading.submission.limits import Limits
from coursekit.grading.submission.lists import read_manifest, read_submitted
from coursekit.grading.submission.roster import Roster, Student, read_roster

__all__ = [
    "Collection",
    "Limits",
    "Problem",
    "Roster",
    "Student",
    "collect",
    "read_manifest",
    "read_roster",
    "read_submitted",
]
