"""A class that is graded on a cluster: what is handed in, typed on the head, and looked at."""

import contextlib
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

from .graded_class import solutions
from .handed_in import notebook

__all__ = ["SHEET", "coursekit", "exported", "graded_on_scratch", "write_class"]

SHEET = "02_rules"
#: What stands in some notebooks beside the answers.
ODD = [
    "1 / 0",
    "def (:",
    "import os\nos._exit(1)",
    "import sys\nsys.modules.clear()",
    "print('x' * 100_000)",
]


def write_class(folder: Path, count: int, pause: float) -> Path:
    """Write notebooks that answer rightly, wrongly and not at all, drawn from a seed.

    Each takes ``pause`` seconds, for a machine that is too fast to be caught in mid-run.
    """
    folder.mkdir()
    answers, _ = solutions(SHEET)
    rng = random.Random(count)
    for number in range(count):
        cells = ["import numpy as np", f"import time\ntime.sleep({pause})"]
        for id_, right in answers.items():
            wrong = f"def {id_}(*inputs):\n    return {number % 7}.5"
            cells += rng.choices([[right], [wrong], [f"{id_} = ..."], []], [6, 2, 1, 1])[0]
        if number % 10 == 3:
            cells.insert(rng.randrange(len(cells)), rng.choice(ODD))
        (folder / f"s{number:05}.ipynb").write_bytes(notebook(*cells))
    return folder


def coursekit(slurm, *arguments, code=0):
    """Type a command on the head and return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "coursekit", *map(str, arguments)],
        env=slurm.environ, cwd=slurm.folder, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def graded_on_scratch(scratch: Path, name: str) -> int:
    """Return how many submissions a running task has graded on its node's disk."""
    for path in scratch.glob(f"coursekit-*/{name}"):
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as book,
        ):
            return book.execute("SELECT COUNT(*) FROM grading").fetchone()[0]
    return 0


def exported(slurm, book: Path) -> bytes:
    out = book.with_suffix(".csv")
    coursekit(slurm, "export", "--gradebook", book, "--out", out)
    return out.read_bytes()
