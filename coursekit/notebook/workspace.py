"""Where a student's answers are: the names of the notebook and the text of the cells that ran."""

import difflib
import linecache
import sys
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

from coursekit.checking import Exercise, Found, Verdict, find_answer

__all__ = ["Workspace", "judge_found", "workspace_of"]

ALIKE = 0.85  # from 0 to 1: one letter more, less or exchanged in a name of usual length


@dataclass(frozen=True)
class Workspace:
    """The names of a notebook or script, and the sources that bound them, in order.

    >>> Workspace({"d": 2.0}, ["d = 2.0"]).find("d").value
    2.0
    """

    names: Mapping[str, Any]
    sources: Sequence[str]

    def find(self, name: str) -> Found:
        """Find the answer of that name."""
        return find_answer(name, self.names, self.sources)


def workspace_of(frame: FrameType) -> Workspace:
    """Return IPython's names and history where it runs, else the globals and file of ``frame``."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None:
        # The raw text: in the parsed one a cell under %%time is a string inside a call.
        texts = [str(text) for text in shell.history_manager.input_hist_raw]
        # A front end may run cells without recording them: then only what is bound is known.
        return Workspace(shell.user_ns, texts if any(texts) else [])
    names = frame.f_globals
    cells = names.get("In")
    if isinstance(cells, list) and all(isinstance(cell, str) for cell in cells):
        return Workspace(names, list(cells))
    file = frame.f_code.co_filename
    # Typed at a prompt or run from a string: then what is bound is all that is known.
    source = "" if file.startswith("<") else "".join(linecache.getlines(file, names))
    return Workspace(names, [source] if source else [])


def judge_found(
    exercise: Exercise, found: Found, names: Mapping[str, Any], others: Container[str] = ()
) -> Verdict:
    """Judge what was found under the exercise's name; what is not there is unanswered.

    ``others`` are the names of other questions: none of them is this one misspelt.

    >>> from coursekit.sheets import load
    >>> exercise = load("01_derivatives")["d_relu"]
    >>> judge_found(exercise, find_answer("d_relu", {}, []), {}).outcome
    'unanswered'
    """
    if found.status == "found":
        return exercise.judge(names if exercise.kind == "program" else found.value)
    messages = {
        "missing": _missing(exercise, names, others),
        "imported": f"`{exercise.id}` is imported here. Write your own in the answer cell.",
        "stub": "The `...` is still there. Put your answer in its place and run the cell.",
    }
    return Verdict("unanswered", 0.0, None, messages[found.status])


def _missing(exercise: Exercise, names: Mapping[str, Any], others: Container[str]) -> str:
    """Say that an answer is not there, and what has often happened to it."""
    start = f"There is no `{exercise.id}` yet."
    own = [name for name in names if not name.startswith("_") and name not in others]
    if similar := difflib.get_close_matches(exercise.id, own, n=1, cutoff=ALIKE):
        return f"{start} If `{similar[0]}` is your answer, call it `{exercise.id}`."
    if exercise.kind == "formula":
        # Without quotes Python stops: it knows no x.
        return f"{start} Write it in the answer cell as text, in quotes, and run that."
    return f"{start} Write it in the answer cell and run that."
