"""Check one's own notebook: run it in a fresh process, judge the answers, report.

The process runs in the notebook's folder. Time is kept here, from the lines that the process writes
before each step: a step that takes too long, or that ends the process, is left out and the rest is
run again from the beginning, so that it costs itself and nothing else. Neither fork nor alarms are
needed, so that it works alike on every system.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import coursekit
from coursekit.checking import PartVerdict, Verdict
from coursekit.notebook.errors import NotebookError
from coursekit.notebook.reading import NotebookText, read_notebook, sheet_of
from coursekit.notebook.report import CellFault, Question, Report
from coursekit.sheets import Sheet

__all__ = ["check_notebook"]

START_TIMEOUT = 60.0  # seconds until the process has loaded NumPy and the sheet


def check_notebook(
    path: Path | str,
    sheet: str | None = None,
    student: str | None = None,
    cell_timeout: float = 60.0,
    total_timeout: float = 300.0,
) -> Report:
    """Run a notebook's code in a fresh process and judge its answers.

    ``sheet`` and ``student`` default to what the notebook itself says. ``cell_timeout`` and
    ``total_timeout`` are seconds; the first also limits the judging of one answer. Raises
    NotebookError where the file cannot be checked and SheetError for an unknown sheet. The code
    runs with your rights: check only notebooks that you trust.

    >>> try:
    ...     check_notebook("no_such.ipynb")
    ... except NotebookError as error:
    ...     print(error)
    there is no file no_such.ipynb; check the name and the folder
    """
    text = read_notebook(path)
    questions = sheet_of(text, sheet, student)
    run = _Run(text, questions, cell_timeout, time.monotonic() + total_timeout)
    while not run.finished:
        run.one_pass()
    return _report(run)


@dataclass
class _Run:
    """What is known so far; every pass that is cut short adds what to leave out of the next."""

    text: NotebookText
    sheet: Sheet
    cell_timeout: float
    deadline: float
    faults: dict[int, CellFault] = field(default_factory=dict)  # by index among the code cells
    left_out: set[int] = field(default_factory=set)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    finished: bool = False

    def one_pass(self) -> None:
        """Run everything that is not left out, until the end or the first step that fails."""
        step: dict[str, Any] = {"event": "start"}
        with _process(self._order()) as (messages, last_words):
            while True:
                message = self._next(messages, step)
                if isinstance(message, str):
                    self._cut_short(step, message, last_words)
                    return
                if message["event"] == "end":
                    self.finished = True
                    return
                if message["event"] in ("cell", "question"):
                    step = message
                self._note(message)

    def _order(self) -> dict[str, Any]:
        cells = [
            "" if index in self.left_out else cell.source
            for index, cell in enumerate(self.text.cells)
        ]
        return {
            "folder": str(self.text.path.absolute().parent),
            "sheet": self.sheet.name,
            "student": self.sheet.student,
            "cells": cells,
            "questions": [e.id for e in self.sheet if e.id not in self.verdicts],
        }

    def _next(self, messages: "queue.Queue[Any]", step: dict[str, Any]) -> Any:
        """Return the next message, or one word that says why there is none."""
        now = time.monotonic()
        allowed = START_TIMEOUT if step["event"] == "start" else self.cell_timeout
        if self.deadline - now < allowed:
            allowed, word = self.deadline - now, "total"
        else:
            word = "timeout"
        try:
            message = messages.get(timeout=max(0.0, allowed))
        except queue.Empty:
            return word
        return "exit" if message is None else message

    def _note(self, message: dict[str, Any]) -> None:
        """Keep what a message says."""
        if message["event"] == "ran":
            index = message["index"]
            cell = self.text.cells[index]
            if message["error"] is not None:
                at = f" in line {message['line']}" if message["line"] else ""
                self.faults[index] = CellFault(cell.number, "error", f"{message['error']}{at}")
            self.notes.update((f"cell {cell.number}: {note}", None) for note in message["notes"])
        elif message["event"] == "verdict":
            self.verdicts[message["id"]] = _verdict(message["verdict"])

    def _cut_short(self, step: dict[str, Any], why: str, last_words: Path) -> None:
        """Leave the step out of the next pass; without time there is no next pass."""
        did = {
            "exit": "ended the Python process",
            "timeout": f"did not end within {self.cell_timeout:g} s",
            "total": "was still running when the time for the whole notebook was over",
        }[why]
        if step["event"] == "cell":
            index = step["index"]
            kind = "exit" if why == "exit" else "timeout"
            self.faults[index] = CellFault(self.text.cells[index].number, kind, f"it {did}")
            self.left_out.add(index)
        elif step["event"] == "question":
            self.verdicts[step["id"]] = Verdict("error", 0.0, why, f"Your {step['id']} {did}.")
        elif why != "total":
            said = last_words.read_text(encoding="utf-8", errors="replace").strip()
            raise NotebookError(
                f"the Python process that should run {self.text.path} did not start: it {did}; "
                f"run `coursekit doctor`. {said[-500:]}".rstrip()
            )
        if why == "total":
            self.finished = True
            self.notes["The time for the whole notebook was over: the rest was not judged."] = None


def _report(run: _Run) -> Report:
    unjudged = Verdict("error", 0.0, "total", "There was no time left to judge this answer.")
    return Report(
        path=str(run.text.path),
        sheet=run.sheet.name,
        title=run.sheet.title,
        student=run.sheet.student,
        questions=tuple(
            Question(e.id, e.title, e.points, run.verdicts.get(e.id, unjudged)) for e in run.sheet
        ),
        faults=tuple(run.faults[index] for index in sorted(run.faults)),
        notes=(*run.text.notes, *run.notes),
    )


def _verdict(raw: dict[str, Any]) -> Verdict:
    return Verdict(**{**raw, "parts": tuple(PartVerdict(**part) for part in raw["parts"])})


@contextlib.contextmanager
def _process(order: dict[str, Any]) -> Iterator[tuple["queue.Queue[Any]", Path]]:
    """Start the runner on ``order``; yield its messages (None at the end) and its last words."""
    package_root = str(Path(coursekit.__file__).resolve().parents[1])
    search = os.pathsep.join(filter(None, [package_root, os.environ.get("PYTHONPATH")]))
    environment = {
        **os.environ,
        "COURSEKIT_STATE": "memory",
        "MPLBACKEND": "Agg",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONPATH": search,
    }
    with tempfile.TemporaryDirectory(prefix="coursekit-", ignore_cleanup_errors=True) as folder:
        last_words = Path(folder) / "stderr"
        with last_words.open("wb") as stderr:
            # Started in an empty folder: a numpy.py beside the notebook must not stop the runner.
            process = subprocess.Popen(
                [sys.executable, "-m", "coursekit.notebook._run_notebook"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                cwd=folder,
                env=environment,
                start_new_session=True,
            )
        assert process.stdin is not None
        assert process.stdout is not None
        messages: queue.Queue[Any] = queue.Queue()
        reader = threading.Thread(target=_read, args=(process.stdout, messages), daemon=True)
        try:
            reader.start()
            with contextlib.suppress(OSError):  # it died at once; its last words say why
                process.stdin.write(json.dumps(order).encode("ascii"))
                process.stdin.close()
            yield messages, last_words
        finally:
            _end(process)
            reader.join(timeout=1)
            with contextlib.suppress(OSError):
                process.stdin.close()
            # A process that the notebook split off may hold the pipe; closing would wait for it.
            if not reader.is_alive():
                process.stdout.close()


def _read(stream: IO[bytes], messages: "queue.Queue[Any]") -> None:
    with contextlib.suppress(ValueError):  # half a line: it was ended while it wrote
        for line in stream:
            messages.put(json.loads(line))
    messages.put(None)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the runner, and where the system can, what the notebook started with it."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
