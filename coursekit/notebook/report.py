"""What ``coursekit check`` found in one notebook."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from coursekit.checking import Verdict
from coursekit.notebook.display import LOOKS, points_text, table

__all__ = ["CellFault", "Question", "Report"]


@dataclass(frozen=True)
class Question:
    """One question of the sheet and the verdict on this notebook's answer."""

    id: str
    title: str
    points: int
    verdict: Verdict

    @property
    def score(self) -> float:
        """Points reached."""
        return self.points * self.verdict.score


@dataclass(frozen=True)
class CellFault:
    """A cell that did not run to its end.

    ``cell`` counts all cells of the notebook from 1; ``kind`` is ``"error"`` (it raised),
    ``"timeout"`` (it was stopped) or ``"exit"`` (it ended the Python process).
    """

    cell: int
    kind: str
    message: str


@dataclass(frozen=True)
class Report:
    """Verdicts of a whole notebook.

    >>> verdict = Verdict("wrong", 0.0, "sign", "Turn the sign.")
    >>> report = Report("a.ipynb", "01_derivatives", "Derivatives", None,
    ...                 (Question("d_relu", "ReLU", 2, verdict),))
    >>> report.points, report.score, report.exit_code
    (2, 0.0, 1)
    """

    path: str
    sheet: str
    title: str
    student: str | None
    questions: tuple[Question, ...]
    faults: tuple[CellFault, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdicts by question id, in the order of the sheet."""
        return {question.id: question.verdict for question in self.questions}

    @property
    def points(self) -> int:
        """The points of the sheet."""
        return sum(question.points for question in self.questions)

    @property
    def score(self) -> float:
        """The points reached."""
        return float(sum(question.score for question in self.questions))

    @property
    def exit_code(self) -> int:
        """0 when every question is correct, else 1."""
        return 0 if all(question.verdict.correct for question in self.questions) else 1

    def as_dict(self) -> dict[str, Any]:
        """Return everything as what JSON can hold."""
        return {
            "notebook": self.path,
            "sheet": self.sheet,
            "title": self.title,
            "student": self.student,
            "score": self.score,
            "points": self.points,
            "questions": [
                {
                    "id": question.id,
                    "title": question.title,
                    "points": question.points,
                    "score": question.score,
                    **{k: v for k, v in asdict(question.verdict).items() if k != "score"},
                }
                for question in self.questions
            ],
            "faults": [asdict(fault) for fault in self.faults],
            "notes": list(self.notes),
        }

    @property
    def text(self) -> str:
        """The report as plain text: a table, the diagnoses, cells that failed, notes."""
        rows = [
            [question.id, str(LOOKS[question.verdict.outcome]), f"{question.score:.4g}",
             str(question.points)]
            for question in self.questions
        ]  # fmt: skip
        lines = [table(["question", "outcome", "score", "of"], rows, caption=self.title)[1]]
        lines += [
            f"{question.id}: {question.verdict.message}"
            for question in self.questions
            if question.verdict.outcome not in ("correct", "unanswered")
        ]
        lines += [f"cell {fault.cell}: {fault.message}" for fault in self.faults]
        lines += [f"note: {note}" for note in self.notes]
        lines.append(points_text(self.score, self.points))
        return "\n".join(lines)
