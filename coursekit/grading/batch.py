"""Grade a class: one worker process a core, one writer, and nothing lost whatever happens.

Submissions are read when a worker has room for them, and each grade is kept at once, so memory does
not grow with the class, and a run that is killed has kept all that was finished. A worker that dies
or hangs is replaced, and what it was at is tried once more.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coursekit.grading.errors import GradingError
from coursekit.grading.lines import grade_from
from coursekit.grading.one import Grader
from coursekit.grading.records import Grade, Submission
from coursekit.grading.sandbox import SandboxError
from coursekit.grading.team import Held, Job, Worker
from coursekit.sheets import load

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Summary", "cores", "grade_class"]

#: Submissions that a worker holds, so that it has the next when it is done with one.
DEPTH = 2
#: Workers that may die of one submission, and before they have graded any.
DEATHS = 2
#: Seconds after which a flag that a signal sets is seen.
TICK = 0.2


@dataclass
class Summary:
    """How a run went.

    ``graded`` counts what was judged, ``skipped`` what was current, ``harness`` those of
    ``graded`` that are not final because the grader failed. ``interrupted`` says that Ctrl-C ended
    the run before the class did.

    >>> Summary(graded=3, skipped=1).done
    4
    """

    graded: int = 0
    skipped: int = 0
    harness: int = 0
    interrupted: bool = False
    seconds: float = 0.0

    @property
    def done(self) -> int:
        """How many submissions need nothing more in this run."""
        return self.graded + self.skipped


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def grade_class(
    submissions: Iterable[Submission],
    job: Job,
    keep: Callable[[Grade], object],
    *,
    jobs: int | None = None,
    current: Callable[[Submission], bool] = lambda _: False,
    progress: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Grade ``submissions`` with ``jobs`` workers; call ``keep`` with each grade when it is there.

    What ``current`` accepts is skipped. ``progress`` is called several times a second. On the
    first Ctrl-C the submissions that are being graded are finished, on the second
    KeyboardInterrupt is raised at once. Raises SandboxError if no jail can be built here, and
    GradingError if the sheet cannot be graded or the workers do not start.
    """
    start = time.monotonic()
    batch = _Batch(submissions, job, keep, jobs or cores(), current)
    try:
        with _Interrupts() as interrupts:
            while batch.step():
                if interrupts.seen and not batch.summary.interrupted:
                    batch.stop()
                batch.summary.seconds = time.monotonic() - start
                progress(batch.summary)
    finally:
        batch.close()
    batch.summary.seconds = time.monotonic() - start
    progress(batch.summary)
    return batch.summary


class _Interrupts:
    """Turns the first Ctrl-C into a flag; the second is a KeyboardInterrupt."""

    def __init__(self) -> None:
        self.seen = False
        self._before: Any = None

    def __enter__(self) -> Self:
        # Only the main thread can have a handler; in others nobody presses Ctrl-C.
        with contextlib.suppress(ValueError):
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, *_: object) -> None:
        if self.seen:
            raise KeyboardInterrupt
        self.seen = True


class _Batch:
    """One run: what waits, who works, what came of it."""

    def __init__(
        self,
        submissions: Iterable[Submission],
        job: Job,
        keep: Callable[[Grade], object],
        jobs: int,
        current: Callable[[Submission], bool],
    ) -> None:
        self.summary = Summary()
        self._job = job
        self._grader = Grader(load(job.sheet), job.secret, job.times)
        self._jobs = jobs
        self._keep = keep
        self._current = current
        self._waiting: Iterator[Submission] = iter(submissions)
        self._returned: deque[Held] = deque()
        self._workers: list[Worker] = []
        self._stillborn = 0

    def step(self) -> bool:
        """Give out work, and take what is done; False if nothing is left to do."""
        if not self.summary.interrupted:
            self._give_out()
        busy = [worker for worker in self._workers if worker.held]
        if not busy:
            return False
        spoke, _, _ = select.select(busy, [], [], TICK)
        for worker in busy:
            self._listen(worker, spoke=worker in spoke)
        return True

    def stop(self) -> None:
        """Give out nothing more, and wait only for what is being graded."""
        self.summary.interrupted = True
        self._returned.clear()
        for worker in self._workers:
            while len(worker.held) > 1:
                worker.held.pop()

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.close()

    def _next(self) -> Held | None:
        """Return the next submission that has no current grade."""
        if self._returned:
            return self._returned.popleft()
        for submission in self._waiting:
            if not self._current(submission):
                return Held(submission)
            self.summary.skipped += 1
        return None

    def _give_out(self) -> None:
        """One for each worker, and new workers, before any gets a second."""
        for depth in range(1, DEPTH + 1):
            for worker in self._workers:
                if len(worker.held) < depth:
                    held = self._next()
                    if held is None:
                        return
                    worker.give(held)
            while len(self._workers) < self._jobs:
                held = self._next()
                if held is None:
                    return
                self._workers.append(Worker(self._job))
                self._workers[-1].give(held)

    def _listen(self, worker: Worker, *, spoke: bool) -> None:
        """Take what a worker says, or do without it."""
        try:
            for message in worker.told() if spoke else ():
                self._take(worker, message)
        except EOFError:
            self._lost(worker, "ended")
        else:
            if worker.late:
                self._lost(worker, "hung")

    def _take(self, worker: Worker, message: dict[str, Any]) -> None:
        if "failed" in message:
            raise SandboxError(message["failed"])
        if "grade" in message and worker.held:
            worker.held.popleft()
            self._done(grade_from(message["grade"]))

    def _done(self, grade: Grade) -> None:
        self._keep(grade)
        self.summary.graded += 1
        self.summary.harness += grade.harness is not None

    def _lost(self, worker: Worker, what: str) -> None:
        """Take back what a worker held; what it was at when it died is tried once more."""
        self._workers.remove(worker)
        said = worker.last_words()
        worker.close()
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= DEATHS:
                raise GradingError(f"the processes that grade do not start. {said}".rstrip())
        else:
            self._stillborn = 0
            worker.held[0].failures += 1
        for held in reversed(worker.held):
            if held.failures >= DEATHS:
                why = f"The process that graded it {what}, {DEATHS} times. {said}".rstrip()
                self._done(self._grader.unjudged(held.submission, why, harness=True))
            elif not self.summary.interrupted:
                self._returned.appendleft(held)
