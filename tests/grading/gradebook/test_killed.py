"""A grader that is killed at any moment loses nothing that it was told is kept."""

import random
import signal
import subprocess
import sys
import time

import pytest
from support.grades import grade

from coursekit.grading.gradebook import Gradebook, merge

WRITER = """
import sys
from coursekit.grading.gradebook import Gradebook
from support.grades import full_grade
with Gradebook(sys.argv[1]) as book:
    for number in range(int(sys.argv[2]), 10**6):
        book.record(full_grade(f"s{number}"))
        print(number, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_what_was_acknowledged_survives_kill_9_and_nothing_is_half_there(tmp_path):
    path = tmp_path / "marks.db"
    rng = random.Random(20261120)
    kept = -1
    for _ in range(6):
        code = f"import sys; sys.path[:0] = {sys.path!r}\n{WRITER}"
        with subprocess.Popen(
            [sys.executable, "-c", code, str(path), str(kept + 1)],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            first = process.stdout.readline()  # it writes by now
            time.sleep(rng.uniform(0.0, 0.08))
            process.send_signal(signal.SIGKILL)
            rest = process.stdout.read()
        told = [int(line) for line in (first + rest).split("\n") if line]
        with Gradebook(path, new=False) as book:
            students = book.students("02_rules")
            assert {f"s{number}" for number in told} <= set(students)
            # At most the one that was being written when the signal came is there unannounced.
            assert len(students) - kept - 1 - len(told) in (0, 1)
            for student in students:
                assert book.grade(student, "02_rules").points == 6
                assert book.submitted(student, "02_rules") == 1.7e9
            kept = len(students) - 1
    assert kept > 6


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_merge_that_is_killed_has_done_nothing(tmp_path):
    shard, target = tmp_path / "a.db", tmp_path / "all.db"
    with Gradebook(shard) as book:
        book.connection.execute("PRAGMA synchronous = OFF")
        for number in range(300):
            book.record(grade(f"s{number}"))
    code = f"""
import os, sys
sys.path[:0] = {sys.path!r}
from coursekit.grading.gradebook import merging
done = []
plain = merging._insert
def killed(*args):
    done.append(1)
    if len(done) == 400:
        os.kill(os.getpid(), 9)
    return plain(*args)
merging._insert = killed
merging.merge([sys.argv[1]], sys.argv[2])
"""
    ended = subprocess.run([sys.executable, "-c", code, str(shard), str(target)], check=False)
    assert ended.returncode == -signal.SIGKILL
    with Gradebook(target, new=False) as book:
        assert book.sheets() == []
    assert merge([shard], target).gradings == 300
