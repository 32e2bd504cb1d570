"""From a collection to a gradebook: who is current, who is graded, who moved."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import coursekit
from coursekit.grading.batch import Summary, grade_class
from coursekit.grading.gradebook import Change, changes, sheet_hash
from coursekit.grading.records import Submission
from coursekit.grading.sandbox import available
from coursekit.grading.scratch import open_gradebook, set_aside
from coursekit.grading.seeds import seed_id
from coursekit.grading.shards import Shard
from coursekit.grading.submission import Collection
from coursekit.grading.team import Job
from coursekit.sheets import load

__all__ = ["Marked", "mark_class"]


@dataclass(frozen=True)
class Marked:
    """What a run did: the file of the marks, and whose marks are others than before, and why.

    ``unfinished`` are the students on whose submission the grader failed. ``aside`` is what a
    damaged gradebook of this part is called now, and why it could not be read.
    """

    gradebook: Path
    summary: Summary
    moved: tuple[Change, ...] = ()
    unfinished: tuple[str, ...] = ()
    aside: tuple[Path, str] | None = None


def mark_class(
    class_: Collection,
    job: Job,
    gradebook: Path,
    *,
    part: Shard | None = None,
    jobs: int | None = None,
    again: bool = False,
    scratch: Path | None = None,
    progress: Callable[[Summary], None] = lambda _: None,
) -> Marked:
    """Grade a class, or one part of it, into a gradebook.

    What the gradebook has of the same file, sheet, seed and version of the package is skipped,
    unless ``again`` says otherwise. A part has a gradebook of its own, see `Shard.path`; if that
    is damaged it is set aside and begun anew, for it holds nothing but gradings. With
    ``scratch``, a folder on a local disk, the gradebook is written there and put in its place now
    and then, see `open_gradebook`. Raises what `grade_class` and the gradebook raise.
    """
    sheet = load(job.sheet)
    state, seed = sheet_hash(sheet), seed_id(job.secret)
    roster = [student.id for student in class_.roster or ()]
    job = replace(job, classmates=tuple(roster or class_.students))
    batch = aside = None
    options = _options(job, jobs)
    if part is not None:
        fingerprint = class_.fingerprint
        gradebook, class_ = part.path(gradebook), class_.only(part.takes)
        options |= _of_part(part, len(class_), fingerprint, trusted=job.trusted)
        aside = set_aside(gradebook)
        batch = f"{sheet.name} {state} {seed} in {part.count}"  # the same in every part
    with open_gradebook(gradebook, scratch) as (book, tend):
        run = book.start(sheet, seed_id=seed, batch=batch, options=options)
        if aside is not None:
            text = f"{gradebook.name} {aside[1]}: it is {aside[0].name} now, and begun anew"
            book.note("damaged", text, sheet=sheet.name)
        book.set_times(sheet.name, class_.times)

        def current(submission: Submission) -> bool:
            return not again and book.is_current(
                submission.student, submission.digest, state, seed, coursekit.__version__
            )

        def tell(summary: Summary) -> None:
            tend()
            progress(summary)

        summary = grade_class(
            class_,
            job,
            lambda grade: book.record(grade, run),
            jobs=jobs,
            current=current,
            progress=tell,
        )
        if not summary.interrupted:
            book.finish(run)
        return Marked(
            gradebook,
            summary,
            tuple(change for change in changes(book, sheet.name) if change.why != ("new",)),
            tuple(book.unfinished(sheet.name)),
            aside,
        )


def _options(job: Job, jobs: int | None) -> dict[str, Any]:
    """Return what the audit keeps of a run."""
    return {
        "times": asdict(job.times),
        "limits": asdict(job.limits),
        "trusted": job.trusted,
        "jobs": jobs,
        "shard": None,
    }


def _of_part(part: Shard, students: int, fingerprint: str, *, trusted: bool) -> dict[str, Any]:
    """Return what a part remembers beside, by which its state is told when parts are joined."""
    return {
        "shard": str(part),
        "students": students,
        "class": fingerprint,
        # SLURM's own name of a node, which is what its other commands take.
        "node": os.environ.get("SLURMD_NODENAME") or platform.node(),
        "walls": None if trusted else {layer.name: layer.cause for layer in available()},
    }
