"""The other process of ``check_notebook``: run cells, judge answers, report each step as JSON.

Started with ``python -m``; reads one JSON object from standard input and writes one JSON object a
line to what was standard output. That stream is moved to a descriptor of its own first, so that
nothing the notebook prints, from Python or from C, can get into it. Keeps no time: the parent ends
this process when a step takes too long.
"""

import json
import os
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

__all__ = ["main"]

_ERROR_LIMIT = 1000  # characters; an exception's text may be a whole array


def main() -> None:
    """Run one order from standard input to its end."""
    order = json.loads(sys.stdin.buffer.read())
    report = _take_over_stdout()
    os.chdir(order["folder"])
    # As in a kernel: modules beside the notebook can be imported, wherever a cell changes to.
    sys.path.insert(0, "")
    sys.argv = ["notebook"]

    from coursekit.checking import CellResult, judge_found, run_cells
    from coursekit.notebook.workspace import Workspace
    from coursekit.sheets import load

    sheet = load(order["sheet"], order["student"])
    cells: list[str] = order["cells"]
    ran: list[str] = []
    names: dict[str, Any] = {"In": ran}

    def on_cell(index: int, result: CellResult | None) -> None:
        if result is None:
            ran.append(cells[index])
            _tell(report, event="cell", index=index)
            return
        error = None if result.error is None else result.error[:_ERROR_LIMIT]
        _tell(report, event="ran", index=index, error=error, line=result.line, notes=result.notes)

    _tell(report, event="ready")
    os.dup2(1, 2)  # until here a fault of our own may speak
    run_cells(cells, names, on_cell=on_cell)
    workspace = Workspace(names, cells)
    for id_ in order["questions"]:
        _tell(report, event="question", id=id_)
        verdict = judge_found(sheet[id_], workspace.find(id_), names, sheet)
        _tell(report, event="verdict", id=id_, verdict=asdict(verdict))
    _tell(report, event="end")
    # At once: a thread that the notebook left running must not keep the process alive.
    os._exit(0)


def _take_over_stdout() -> BinaryIO:
    """Keep standard output for the report; what is printed from now on goes nowhere."""
    report = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nowhere, descriptor)
    return report


def _tell(report: BinaryIO, **message: object) -> None:
    report.write(json.dumps(message, default=float).encode("ascii") + b"\n")
    report.flush()


if __name__ == "__main__":
    main()
