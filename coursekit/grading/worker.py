"""The process that grades on one core: a jail of its own, submissions in, grades out.

Started by `coursekit.grading.batch` with ``python -m``; reads one JSON object a line from standard
input and writes one a line to what was standard output. The first line tells what to grade and the
secret; nothing secret is in the arguments or the environment.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import warnings
from typing import Any, BinaryIO

__all__ = ["main"]


def main() -> None:
    """Grade until the standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    warnings.simplefilter("ignore")
    orders: queue.Queue[dict[str, Any]] = queue.Queue()
    reader = threading.Thread(target=_read, args=(sys.stdin.buffer, orders), daemon=True)
    out = _take_over_stdout()
    reader.start()

    from coursekit.grading.errors import GradingError
    from coursekit.grading.lines import line, submission_from
    from coursekit.grading.one import Grader, Times
    from coursekit.grading.sandbox import Limits, Sandbox
    from coursekit.sheets import load

    order = orders.get()
    try:
        grader = Grader(
            load(order["sheet"]),
            bytes.fromhex(order["secret"]),
            Times(**order["times"]),
            order["classmates"],
        )
        sandbox = Sandbox(trusted=order["trusted"], limits=Limits(**order["limits"]))
    except GradingError as error:
        _tell(out, line(failed=str(error)))
        return
    with sandbox:
        _tell(out, line(ready=True))
        while True:
            submission = submission_from(orders.get()["submission"])
            _tell(out, line(grade=grader.grade(sandbox, submission)))


def _read(stream: BinaryIO, orders: queue.Queue[dict[str, Any]]) -> None:
    """Queue what comes in; when it ends, so does this process, whatever it is at.

    The jail goes with it: nothing outlives a grader that was killed.
    """
    for text in stream:
        orders.put(json.loads(text))
    os._exit(0)


def _take_over_stdout() -> BinaryIO:
    """Keep standard output for the grades; what is printed from now on goes nowhere."""
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return out


def _tell(out: BinaryIO, text: bytes) -> None:
    out.write(text)
    out.flush()


if __name__ == "__main__":
    main()
