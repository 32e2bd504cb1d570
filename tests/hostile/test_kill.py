"""``kill -9`` of the grader at any moment: typed again, the run ends as if nothing had happened."""

import contextlib
import os
import random
import secrets
import signal
import subprocess
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from coursekit.grading.gradebook import Gradebook

from .corpus.archives import sheet
from .grading import command_line

#: What the class hands in, in turn.
WORK = [
    sheet(
        "import numpy as np\ndef d_power(x):\n    return 5 * x**4\n"
        "def d_tanh(z):\n    return 1 - np.tanh(z)**2"
    ),
    sheet("def d_power(x):\n    return 5 * x**3\nd_sqrt = '1/(2 sqrt(x))'\noutermost_rule = 'b'"),
    sheet("chain_affine = -12\n1 / 0"),
    sheet("def d_power(x):\n    return 5 * x**4\nimport os\nos._exit(1)"),
    sheet("def d_product(x):\n    raise ValueError('no')\nprint('x' * 1000)"),
    sheet("...\ndef d_power(x): ..."),
    b"no notebook at all",
    sheet(
        "def d_power(x):\n    return [x]\n"
        "def chain_steps(x):\n    return {'slope': x / (1 + x**2)**0.5}"
    ),
]


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    path = tmp_path_factory.mktemp("secret") / "seed"
    path.write_bytes(secrets.token_bytes(32))
    return path


def class_of(folder: Path, count: int) -> Path:
    """Write the notebooks of ``count`` students."""
    folder.mkdir()
    for number in range(count):
        (folder / f"s{number:04}.ipynb").write_bytes(WORK[number % len(WORK)])
    return folder


def grading(folder, book, seed):
    """Return the command that grades a class."""
    return command_line("grade", folder, "--sheet", "02_rules", "--gradebook", book, "--seed-file", seed, "--jobs", "2")  # fmt: skip  # noqa: E501


def finished(folder, book, seed):
    """Grade to the end."""
    done = subprocess.run(
        grading(folder, book, seed), cwd=book.parent, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr


def content(book):
    """Return all that a gradebook says of its students, but for times, and how often it says it."""
    with Gradebook(book) as kept:
        grades = {
            grade.student: replace(
                grade,
                seconds=0.0,
                questions=tuple(replace(question, seconds=0.0) for question in grade.questions),
            )
            for grade in kept.grades("02_rules")
        }
        often = Counter(len(kept.history(student, "02_rules")) for student in grades)
    return grades, often


def below(pid):
    """Return the processes below one."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                text = (folder / "stat").read_text().rpartition(")")[2]
                parents[int(folder.name)] = int(text.split()[1])
    found, waiting = set(), [pid]
    while waiting:
        parent = waiting.pop()
        children = [child for child, its in parents.items() if its == parent]
        found.update(children)
        waiting.extend(children)
    return found


def alive(pids):
    """Return those that still run."""
    found = set()
    for pid in pids:
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                found.add(pid)
    return found


def killed(folder, book, seed, after):
    """Start grading, kill it, and see that everything that it had started is gone."""
    process = subprocess.Popen(
        grading(folder, book, seed),
        cwd=book.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    started = set()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(after)
    started = below(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 15
    while alive(started) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert alive(started) == set()


def check(tmp_path, seed, students, times):
    """Kill a run at ``times`` random moments, each in a class of its own."""
    folder = class_of(tmp_path / "class", students)
    undisturbed = tmp_path / "undisturbed.db"
    start = time.monotonic()
    finished(folder, undisturbed, seed)
    whole = time.monotonic() - start
    want, often = content(undisturbed)
    assert len(want) == students
    assert often == {1: students}
    rng = random.Random(f"{students} students")
    interrupted = 0
    for number in range(times):
        book = tmp_path / f"killed{number}.db"
        killed(folder, book, seed, rng.uniform(0.05, 1.0) * whole)
        if book.exists():
            interrupted += 0 < len(content(book)[0]) < students
        finished(folder, book, seed)
        got, often = content(book)
        assert got == want, number
        # Nothing that was kept was graded again.
        assert often == {1: students}, number
    return interrupted


def test_a_class_that_is_killed_ends_as_if_it_had_not_been(jail, secret, tmp_path):
    check(tmp_path, secret, 60, 5)


@pytest.mark.slow
def test_fifty_kills_of_a_class_of_three_hundred(jail, secret, tmp_path):
    # Some of them must have hit the run in the middle.
    assert check(tmp_path, secret, 300, 50) >= 5


def test_a_worker_that_is_killed_costs_nobody_anything(jail, secret, tmp_path):
    """The process of one core dies, of the kernel's want of memory for one, and is replaced."""
    folder = class_of(tmp_path / "class", 60)
    finished(folder, tmp_path / "undisturbed.db", secret)
    want, _ = content(tmp_path / "undisturbed.db")
    book = tmp_path / "killed.db"
    process = subprocess.Popen(
        grading(folder, book, secret),
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    rng = random.Random("workers")
    while process.poll() is None and not (book.exists() and content(book)[0]):
        time.sleep(0.02)
    victims = below(process.pid)
    for victim in rng.sample(sorted(victims), min(2, len(victims))):
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
    assert process.wait(200) == 0
    assert alive(victims) == set()
    finished(folder, book, secret)
    got, _ = content(book)
    assert got == want
