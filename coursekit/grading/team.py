"""The worker processes as the scheduler holds them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import coursekit
from coursekit.grading.lines import line
from coursekit.grading.one import Times
from coursekit.grading.records import Submission
from coursekit.grading.sandbox import Limits

__all__ = ["Held", "Job", "Worker"]

#: Seconds that a worker may take to start, and to take and give what it is told and tells.
START_SECONDS = 300.0
SLACK_SECONDS = 60.0
#: What a worker is. Isolated (-I), because the working folder may hold what students handed in: a
#: file called coursekit.py or json.py there must not be what a worker imports.
COMMAND = (
    sys.executable,
    "-I",
    "-c",
    "import sys; sys.path[:0] = sys.argv[1:]; from coursekit.grading.worker import main; main()",
)
#: A worker is one thread: what NumPy would start beside it only gets in the others' way.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Job:
    """What is graded and how; the same for all workers.

    ``sheet`` is the sheet's name, ``secret`` the instructor's, ``classmates`` the ids of the class.

    >>> Job("02_rules", bytes(32)).trusted
    False
    """

    sheet: str
    secret: bytes = field(repr=False)
    times: Times = field(default_factory=Times)
    limits: Limits = field(default_factory=Limits)
    trusted: bool = False
    classmates: tuple[str, ...] = ()

    def order(self) -> bytes:
        """Return the first line that a worker reads."""
        return line(
            sheet=self.sheet,
            secret=self.secret.hex(),
            times=asdict(self.times),
            limits=asdict(self.limits),
            trusted=self.trusted,
            classmates=list(self.classmates),
        )


@dataclass(eq=False)
class Held:
    """A submission that was given out, and how often no worker survived it."""

    submission: Submission
    failures: int = 0


def _search_path() -> list[str]:
    """Return where this process finds modules, but for the working folder."""
    root = Path(coursekit.__file__).resolve().parents[1]
    here = Path.cwd().resolve()
    rest = (Path(each) for each in sys.path if each)
    return [str(root), *(str(each) for each in rest if each.resolve() not in (here, root))]


class Worker:
    """One process that grades, for `select`; ``held`` is what it was given, in order.

    Nothing here waits for it: `told` returns what has come.
    """

    def __init__(self, job: Job) -> None:
        self.held: deque[Held] = deque()
        self.ready = False
        # A failure of the sandbox is tried again, so the longest submission takes twice its time.
        self._seconds = 2 * job.times.total + SLACK_SECONDS
        self._deadline = time.monotonic() + START_SECONDS
        self._pending = bytearray()
        self._last_words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - see close
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [*COMMAND, *_search_path()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._last_words,
            env={**os.environ, **_ONE_THREAD},
            # Ctrl-C at a terminal reaches the scheduler only, which lets this one finish.
            start_new_session=True,
        )
        self._write(job.order())

    def fileno(self) -> int:
        """Return what `select` waits for."""
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def give(self, held: Held) -> None:
        """Give it one more to grade."""
        if self.ready and not self.held:
            self._deadline = time.monotonic() + self._seconds
        self.held.append(held)
        self._write(line(submission=held.submission))

    def told(self) -> list[dict[str, Any]]:
        """Return the messages that are there; raises EOFError if the process is gone."""
        piece = os.read(self.fileno(), 1 << 20)
        if not piece:
            raise EOFError
        self._pending += piece
        *whole, rest = bytes(self._pending).split(b"\n")
        self._pending = bytearray(rest)
        messages = [json.loads(text) for text in whole]
        if messages:
            self._deadline = time.monotonic() + self._seconds
            self.ready = True
        return messages

    @property
    def late(self) -> bool:
        """Whether it should have said something by now."""
        return time.monotonic() > self._deadline

    def last_words(self) -> str:
        """Return the end of what it wrote to standard error."""
        with contextlib.suppress(OSError, ValueError):
            self._last_words.seek(0)
            text = self._last_words.read().decode(errors="replace").strip()
            return text.splitlines()[-1][-300:] if text else ""
        return ""

    def close(self) -> None:
        """End the process at once; its jail ends with it."""
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with contextlib.suppress(OSError):
                stream.close()
        self._process.kill()
        self._process.wait()
        self._last_words.close()

    def _write(self, text: bytes) -> None:
        assert self._process.stdin is not None
        # It may have died; then reading from it says so.
        with contextlib.suppress(OSError):
            self._process.stdin.write(text)
            self._process.stdin.flush()
