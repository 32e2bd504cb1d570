"""A problem sheet in a notebook: ask, check, hint, progress, submit."""

import contextlib
import inspect
import os
import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from coursekit.checking import Exercise, Found, Verdict, is_stub, judge_found
from coursekit.checking.answers import Status
from coursekit.course import TO_HAND_IN
from coursekit.notebook import views
from coursekit.notebook.display import Shown, publish
from coursekit.notebook.errors import NotebookError
from coursekit.notebook.fingerprint import fingerprint
from coursekit.notebook.handing_in import (
    HandIn,
    fuller,
    hand_in,
    offer_download,
    twin,
    unsaved_work,
)
from coursekit.notebook.locating import locate
from coursekit.notebook.picture import Picture, picture_of
from coursekit.notebook.progress import Entry, Progress
from coursekit.notebook.workspace import Workspace, workspace_of
from coursekit.sheets import Sheet, load

__all__ = ["Checked", "CheckedAll", "Session", "Submitted", "open_sheet"]

_S = TypeVar("_S", bound=Shown)


def open_sheet(name: str, student: str | int | None = None) -> "Session":
    """Open a problem sheet; its card shows when it ends a cell.

    ``student`` is your id where the course gives everyone numbers of their own; without it, or with
    ``""``, the numbers are those of the lecture. Raises SheetError for an unknown name, and for an
    id that is neither text nor a whole number.

    >>> sheet = open_sheet("01_derivatives")
    >>> sheet.sheet["d_relu"].title
    'The slope of ReLU'
    """
    return Session(load(name, student))


class _Judged(NamedTuple):
    """A verdict and what the student's record says after it."""

    verdict: Verdict
    entry: Entry
    again: bool


class Asked(Shown):
    """A question as it was displayed, with its picture."""

    def __init__(self, bundle: Mapping[str, str], question: str, picture: Picture | None) -> None:
        super().__init__(bundle, summary=f"question {question}")
        self._picture = picture

    def _put_out(self) -> None:
        super()._put_out()
        if self._picture is not None:
            publish(
                {"image/png": self._picture.png, "text/plain": self._picture.alt},
                {"image/png": {"alt": self._picture.alt}},
            )


class Checked(Shown):
    """A verdict as it was displayed; ``.verdict`` has its outcome, score, slip and message."""

    def __init__(self, exercise: Exercise, judged: _Judged) -> None:
        verdict, entry, again = judged
        super().__init__(
            views.verdict_view(exercise, verdict, entry, again=again),
            summary=f"{exercise.id}: {verdict.outcome}",
        )
        self.verdict = verdict


class CheckedAll(Shown):
    """Several verdicts as they were displayed; ``.verdicts`` has them by the question's id."""

    def __init__(self, sheet: Sheet, verdicts: Mapping[str, Verdict]) -> None:
        correct = sum(verdict.correct for verdict in verdicts.values())
        super().__init__(
            views.results_view(sheet, verdicts),
            summary=f"{correct} of {len(verdicts)} correct",
        )
        self.verdicts = dict(verdicts)


class Submitted(Shown):
    """What became of a hand-in, as it was displayed; ``.path`` is the file, None without one."""

    def __init__(self, bundle: Mapping[str, str], made: HandIn | None = None) -> None:
        super().__init__(bundle, summary="a file to hand in" if made else "nothing to hand in yet")
        self.path = made.path if made else None
        self.unanswered = made.unanswered if made else ()


class Session:
    """One student at one sheet.

    Every method displays its result where it is called and returns it; as the last expression of a
    cell it is not displayed twice. Outside IPython the same is printed as text.

    >>> sheet = Session(load("01_derivatives"), Progress(None))
    >>> checked = sheet.check(d_relu=lambda z: max(z, 0))
    ✗ Not yet · The slope of ReLU · 0 of 1 point
      That is ReLU itself. Its derivative is the slope of each of the two straight pieces.
      A hint costs nothing: sheet.hint("d_relu").
    >>> checked.verdict.outcome
    'wrong'
    """

    def __init__(self, sheet: Sheet, progress: Progress | None = None) -> None:
        self.sheet = sheet
        self._progress = Progress() if progress is None else progress
        self._last_wrong: dict[str, str | None] = {}
        self._hints_given: dict[str, int] = {}

    def ask(self, question: str) -> Shown:
        """Show a question: its prompt, its picture, and what kind of answer it wants."""
        exercise = self.sheet[question]
        number = [each.id for each in self.sheet].index(question) + 1
        picture = picture_of(exercise)
        bundle = views.question_view(
            exercise, number, len(self.sheet), picture.alt if picture else None
        )
        return self._show(Asked(bundle, question, picture))

    def check(self, *questions: str, **answers: Any) -> "Checked | CheckedAll":
        """Judge answers, by name from the notebook or given directly; without either, all of them.

        ``sheet.check("d_relu")`` takes what the notebook calls ``d_relu``;
        ``sheet.check(d_relu=f)`` takes ``f``. One question gives a verdict, several give a table.
        A wrong answer counts as a try unless it gives the same values as the one before it.
        """
        workspace = workspace_of(sys._getframe(1))
        found = dict.fromkeys(questions) | {
            name: _given(name, answer) for name, answer in answers.items()
        }
        exercises = [self.sheet[name] for name in found] or list(self.sheet)
        judged = {
            exercise.id: self._judge(
                exercise, found.get(exercise.id) or workspace.find(exercise.id), workspace
            )
            for exercise in exercises
        }
        if len(found) == 1:
            (exercise,) = exercises
            return self._show(Checked(exercise, judged[exercise.id]))
        verdicts = {id_: one.verdict for id_, one in judged.items()}
        return self._show(CheckedAll(self.sheet, verdicts))

    def hint(self, question: str) -> Shown:
        """Show the next step of the ladder: reminder, rule, first step, skeleton; then all of them.

        Hints cost nothing. The ladder begins anew with every kernel, so that running a notebook
        again from the top shows what it showed before.
        """
        exercise = self.sheet[question]
        step = self._hints_given.get(question, 0)
        self._hints_given[question] = min(step + 1, len(exercise.hints))
        seen = self._hints_given[question]
        self._change(question, lambda entry: entry.after_hint(seen))
        return self._show(Shown(views.hint_view(exercise, step), summary=f"hint for {question}"))

    def progress(self) -> Shown:
        """Show how far you are, from the best answer to each question, and what to do next."""
        entries = self._progress.entries(self.sheet.name, self.sheet.student)
        bundle = views.progress_view(self.sheet, entries)
        return self._show(Shown(bundle, summary=f"progress on {self.sheet.name}"))

    def submit(self, path: Path | str | None = None, *, as_saved: bool = False) -> Submitted:
        """Write the one file that you hand in, and say which questions it leaves unanswered.

        The notebook's file is found in JupyterLab, VS Code and Colab; elsewhere ``path`` names it.
        Where the file lacks what you have run, nothing is written until you have saved it;
        ``as_saved`` takes the file as it is. Nothing is sent: upload the file yourself.
        """
        workspace = workspace_of(sys._getframe(1))
        return self._show(self._submit(path, workspace, as_saved=as_saved))

    def _submit(
        self, path: Path | str | None, workspace: Workspace, *, as_saved: bool
    ) -> Submitted:
        if os.environ.get("COURSEKIT_STATE") == "memory":
            said = "While a notebook is checked as a whole, no file is written."
            return Submitted(views.note_view(said))
        try:
            located = locate(path, self.sheet.name, workspace.names)
            stop, notes = unsaved_work(located, self.sheet, workspace)
            if stop and not as_saved:
                cure = (
                    "Save the notebook (Ctrl+S) and run this cell again. If the file is right and "
                    "the kernel is behind, run all cells first, or hand the file in as it is: "
                    "sheet.submit(as_saved=True)."
                )
                sentences = [*stop, *notes, cure]
                if path is None and (name := twin(located, self.sheet, workspace)):
                    sentences.append(
                        f"{name} holds all that you have run. If that is this notebook's name by "
                        f'now, say it: sheet.submit(path="{name}").'
                    )
                return Submitted(views.not_saved_view(self.sheet.title, sentences))
            if path is None and (name := fuller(located, self.sheet)):
                said = (
                    f"{Path(located.name).name} answers no question, and {name} does. If that is "
                    f'this notebook\'s name by now, say it: sheet.submit(path="{name}").'
                )
                return Submitted(views.not_saved_view(self.sheet.title, [said]))
            made = hand_in(located, self.sheet, Path(TO_HAND_IN), notes=(*stop, *notes))
        except NotebookError as error:
            return Submitted(views.not_saved_view(self.sheet.title, [f"{error}."]))
        sentences = made.sentences()
        if located.colab:
            began = offer_download(made.path)
            sentences.append(
                "Colab is downloading it to your computer."
                if began
                else "Download it in Colab's file browser (the folder at the left)."
            )
        return Submitted(views.handed_in_view(self.sheet.title, sentences), made)

    def _judge(self, exercise: Exercise, found: Found, workspace: Workspace) -> "_Judged":
        verdict = judge_found(exercise, found, workspace.names, self.sheet)
        again = False
        if verdict.outcome == "wrong":
            mark = fingerprint(exercise, found.value)
            again = mark is not None and mark == self._last_wrong.get(exercise.id)
            self._last_wrong[exercise.id] = mark
        elif verdict.outcome != "unanswered":
            self._last_wrong.pop(exercise.id, None)
        entry = self._change(
            exercise.id,
            lambda old: old.after(verdict.outcome, verdict.score, verdict.slip, again=again),
        )
        return _Judged(verdict, entry, again)

    def _change(self, question: str, how: Callable[[Entry], Entry]) -> Entry:
        return self._progress.change(self.sheet.name, self.sheet.student, question, how)

    def _show(self, result: _S) -> _S:
        for notice in self._progress.take_notices():
            Shown(views.note_view(notice), summary="a note").show()
        result.show()
        return result

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        del include, exclude  # IPython filters by itself
        return views.sheet_view(self.sheet)

    def __repr__(self) -> str:
        return views.sheet_view(self.sheet)["text/plain"]


def _given(name: str, answer: Any) -> Found:
    """Treat an answer that was handed over like one that was found by its name."""
    status: Status = "found"
    if answer is ... or answer is None:
        status = "stub"
    elif callable(answer):
        with contextlib.suppress(OSError, TypeError):  # no source at hand: then it is judged
            if is_stub(textwrap.dedent(inspect.getsource(answer)), answer.__name__):
                status = "stub"
    return Found(name, answer, status)
