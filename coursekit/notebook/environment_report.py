"""What this machine has and lacks, as a student sees it in the first lesson.

The report differs from machine to machine, and what a notebook stores must not. So the report is a
widget, which is never stored, and what is stored below it is the list of all faults with their
cures. This has a second use: where widgets cannot be drawn, the front end shows that list instead,
and its first lines say so. `coursekit doctor` prints the same findings in a terminal.
"""

import html
import importlib.util
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from coursekit.environment import Finding, Machine, examine, is_ready, known_faults
from coursekit.notebook.display import LOOKS, Shown, card, publish, table
from coursekit.notebook.progress import FOLDER
from coursekit.widgets.view import view_of

__all__ = ["EnvironmentReport", "environment_check"]

NOTE = "first_day.txt"

_WORDS = {"ok": "✓ fine", "note": "i to know", "warning": "! look", "missing": "✗ missing"}
_HEADER = ("what", "found", "", "what to do")


def environment_check() -> "EnvironmentReport":
    """Show what is here, what is missing and its cure, and whether widgets work and files stay.

    In a notebook the report is a widget with a button that proves that widgets answer; elsewhere
    it is printed. A note with today's date is left beside the notebook, so that a later run can
    tell whether the storage was kept.

    >>> from coursekit.notebook import environment_check
    >>> check = environment_check()  # doctest: +ELLIPSIS
    ✓ All that this course needs is here.
    ...
    >>> check.ready
    True
    """
    check = EnvironmentReport(Machine.here(), _note(Path.cwd()))
    check.show()
    return check


class EnvironmentReport(Shown):
    """The findings of one machine; ``note`` says what became of the note of an earlier day.

    >>> check = EnvironmentReport(Machine(versions={"numpy": "1.26"}))
    >>> check.ready, check.report.splitlines()[0]
    (False, '✗ Something is missing. Do what the last column says, then run this cell again.')
    """

    def __init__(self, machine: Machine, note: str = "") -> None:
        # What only those need who change coursekit is no worry of a student's.
        self.findings = examine(replace(machine, checkout=False))
        self._installed, self._note = frozenset(machine.versions), note
        super().__init__(_stored(), summary="the report on this machine")

    @property
    def ready(self) -> bool:
        """Whether nothing that is required is missing."""
        return is_ready(self.findings)

    @property
    def report(self) -> str:
        """The report as text, for a terminal and for a notebook that draws no widgets."""
        sign, sentence, _ = self._verdict
        rows = [_row(finding) for finding in self.findings]
        lines = [f"{sign} {sentence}", table(_HEADER, rows, caption="This machine")[1]]
        return "\n".join([*lines, self._note] if self._note else lines)

    def show(self) -> "EnvironmentReport":
        """Display it now and return it."""
        super().show()
        return self

    @property
    def text(self) -> str:
        """What is printed where there is no notebook."""
        return self.report

    @property
    def _verdict(self) -> tuple[str, str, str]:
        """The sign, the sentence and the colour of the whole."""
        if not self.ready:
            sentence = (
                "Something is missing. Do what the last column says, then run this cell again."
            )
            return LOOKS["wrong"].sign, sentence, LOOKS["wrong"].colour
        if any(finding.severity == "warning" for finding in self.findings):
            sentence = "The course runs here. Look at the lines marked with !, please."
            return "!", sentence, LOOKS["invalid"].colour
        return LOOKS["correct"].sign, "All that this course needs is here.", LOOKS["correct"].colour

    def _short_rows(self) -> list[list[str]]:
        """Give the packages that are fine one row together, the last one."""
        rows: list[list[str]] = []
        packages: list[str] = []
        for finding in self.findings:
            if finding.severity == "ok" and finding.topic in self._installed:
                packages.append(f"{finding.topic} {finding.value}")
            else:
                rows.append(_row(finding))
        return [*rows, ["packages", ", ".join(packages), _WORDS["ok"], ""]] if packages else rows

    def _put_out(self) -> None:
        if importlib.util.find_spec("ipywidgets") is None:
            publish({"text/plain": self.report, "text/html": self._report_html()})
            return
        publish({**self.bundle, **view_of(self.widget())})

    def _report_html(self) -> str:
        sign, sentence, colour = self._verdict
        found = table(_HEADER, self._short_rows(), caption="This machine")[0]
        note = f"<div>{html.escape(self._note)}</div>" if self._note else ""
        report = f"{card(sentence, [], colour, sign=sign)}{found}{note}"
        return f'<div style="line-height:1.4;color:inherit">{report}</div>'

    def widget(self) -> Any:
        """Build the report with a button whose answer has been to Python and back."""
        import ipywidgets

        from coursekit.notebook.announced import Announced

        wide = ipywidgets.Layout(width="auto", max_width="60em")
        report = ipywidgets.HTML(self._report_html(), layout=wide)
        button = ipywidgets.Button(
            description="Press me: does Python answer?", layout={"width": "max-content"}
        )
        answer = Announced()
        presses: list[object] = []

        def answered(press: object) -> None:
            presses.append(press)
            times = "once" if len(presses) == 1 else f"{len(presses)} times"
            words = (
                f"✓ Python heard you {times}: widgets are drawn here, and they answer. "
                "Every picture of this course will move."
            )
            answer.say(f'<div style="line-height:1.5;color:inherit">{words}</div>')

        button.on_click(answered)
        return ipywidgets.VBox([report, button, answer.words, answer.region])


def _row(finding: Finding) -> list[str]:
    return [finding.topic, finding.value, _WORDS[finding.severity], finding.cure]


def _stored() -> dict[str, str]:
    """Return what a saved notebook keeps: the same on every machine, with every fault's cure."""
    faults = [[fault.topic, fault.value, fault.cure] for fault in known_faults()]
    header = ["what", "what may be found, for example", "what to do"]
    lines = [
        "**The report on your machine stands here once you have run this cell.**",
        "",
        "Have you run it, and do you still see only this list? Then widgets cannot be drawn here:",
        "look for *widgets* below. `print(environment_check().report)` gives the report as text,",
        "and so does `coursekit doctor` in a terminal.",
        "",
        *_markdown_table(header, faults),
    ]
    plain = [
        "The report on your machine is a widget, so it is not stored.",
        "As text: print(environment_check().report), or `coursekit doctor` in a terminal.",
        table(header, faults, caption="What may be found, and what to do")[1],
    ]
    return {"text/markdown": "\n".join(lines), "text/plain": "\n".join(plain)}


def _markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [header, [":---"] * len(header), *rows]
    # Stars and signs of comparison in a cure are no markup.
    escape = str.maketrans({"*": r"\*", "<": "&lt;", "|": r"\|"})
    return [f"| {' | '.join(cell.translate(escape) for cell in line)} |" for line in lines]


def _note(folder: Path) -> str:
    """Leave today's date in a folder, or find the one left there before; say which, in a sentence.

    Nothing is said and nothing left where state is kept in memory or the folder is read-only.
    """
    if os.environ.get("COURSEKIT_STATE") == "memory":
        return ""
    path = folder / FOLDER / NOTE
    today = date.today().isoformat()
    try:
        left = path.read_text(encoding="utf-8").strip() if path.exists() else ""
        if not left:
            path.parent.mkdir(exist_ok=True)
            (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
            path.write_text(f"{today}\n", encoding="utf-8")
    except (OSError, ValueError):
        return ""
    if left and left != today:
        return f"A note that I left in this folder on {left} is still here: your files are kept."
    return (
        f"A note of today ({today}) lies in this folder now. Run this cell again another day: if I "
        "find it then, your files are kept."
    )
