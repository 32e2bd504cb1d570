"""Grades as a judge would give them."""

from coursekit.checking import PartVerdict, Verdict
from coursekit.grading.records import CellFault, Grade, QuestionGrade

WRONG = Verdict("wrong", 0.0, "sign", "The sign is lost.")
RIGHT = Verdict("correct", 1.0, None, "Correct.")
HALF = Verdict(
    "wrong",
    0.5,
    "b.sign",
    "In 'b': the sign is lost.",
    (PartVerdict("a", "correct", 1.0), PartVerdict("b", "wrong", 0.0, 1, "sign", "Sign.")),
)


def question(id_="q1", verdict=RIGHT, points=2, **extra):
    return QuestionGrade(id_, f"Title of {id_}", points, verdict, **extra)


def grade(student="abcd12", digest="d1", *questions, **extra):
    """Make a grade of 2 questions of 2 points, the first right, unless questions are given."""
    made = {
        "source": f"{student}.ipynb",
        "sheet": "02_rules",
        "sheet_hash": "h1",
        "seed_id": "s1",
        "version": "0.1.0",
        "questions": questions or (question("q1"), question("q2", WRONG)),
        **extra,
    }
    return Grade(student=student, digest=digest, **made)


def full_grade(student="abcd12"):
    """Make a grade that uses every field."""
    return grade(
        student,
        "d9",
        question("q1", HALF, 4, seconds=0.25, note="asked twice"),
        question("q2", Verdict("error", 0.0, "raised", "ZeroDivisionError in line 3")),
        layers=("namespaces", "seccomp"),
        faults=(CellFault(3, "error", "ZeroDivisionError"), CellFault(7, "timeout", "20 s")),
        notes=("line 1 was left out: %matplotlib inline",),
        seconds=1.5,
        submitted=1.7e9,
        details={"python": "3.11"},
    )
