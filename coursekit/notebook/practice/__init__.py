"""The "your turn" questions of a lesson: the judge of the sheets, without points and records.

A question stands in the lesson itself, in the cell where it is answered; what judges the answer
stands here, one module a lesson, so that the cell holds the student's lines and one more.
"""

import sys
from importlib import import_module

from coursekit.checking import Verdict, judge_found
from coursekit.notebook import views
from coursekit.notebook.display import Shown
from coursekit.notebook.errors import NotebookError
from coursekit.notebook.workspace import workspace_of
from coursekit.sheets import Sheet

__all__ = ["Practice", "Tried", "lessons", "open_practice"]

# The practice's name is its lesson's name.
_MODULES = {
    "00_start_here": "start_here",
    "01_derivatives": "derivatives",
    "02_rules": "rules",
    "03_gradients": "gradients",
    "04_jacobians": "jacobians",
    "05_matrix_derivatives": "matrix_derivatives",
    "06_backpropagation": "backpropagation",
    "07_forward_and_reverse": "forward_and_reverse",
    "08_training": "training",
    "09_probability": "probability",
    "10_bayes": "bayes",
    "11_structured_models": "structured_models",
    "12_cross_entropy": "cross_entropy",
}


def lessons() -> list[str]:
    """Return the lessons that have a practice, in their order.

    >>> lessons()[0]
    '00_start_here'
    """
    return list(_MODULES)


def open_practice(lesson: str) -> "Practice":
    """Open the practice of a lesson; raises NotebookError for a lesson that has none.

    >>> open_practice("01_derivatives")
    <practice of 01_derivatives: middle_term, loss_step, step_float32, at_one_half, my_relu>
    """
    if lesson not in _MODULES:
        raise NotebookError(f"no practice belongs to {lesson!r}; there are {', '.join(_MODULES)}")
    practice: Sheet = import_module(f"{__name__}.{_MODULES[lesson]}").PRACTICE
    return Practice(practice)


class Tried(Shown):
    """A verdict as it was displayed, below the lines that it is about."""

    def __init__(self, question: str, verdict: Verdict, why: str) -> None:
        super().__init__(
            views.practice_view(verdict, why), summary=f"{question}: {verdict.outcome}"
        )
        self.verdict = verdict


class Practice:
    """The questions of one lesson.

    >>> middle_term = lambda x, h: 3 * x * h**2
    >>> tried = open_practice("01_derivatives").check("middle_term")
    ✗ Not yet
      That is the term of the rise. The quotient divides each term of the rise by h.
    >>> tried.verdict.slip
    'not_divided'
    """

    def __init__(self, questions: Sheet) -> None:
        self.questions = questions

    def check(self, question: str) -> Tried:
        """Judge what the notebook calls ``question``, and say what was computed instead."""
        exercise = self.questions[question]
        workspace = workspace_of(sys._getframe(1))
        found = workspace.find(question)
        verdict = judge_found(exercise, found, workspace.names, self.questions)
        tried = Tried(question, verdict, exercise.why)
        tried.show()
        return tried

    def __repr__(self) -> str:
        names = ", ".join(exercise.id for exercise in self.questions)
        return f"<practice of {self.questions.name}: {names}>"
