"""A class on a SLURM of one node: tasks are killed, found, sent again; the marks are the same."""

import re
import shlex
import time
from pathlib import Path

import pytest
from support.requirements import require
from support.slurm import cluster
from support.slurm_class import SHEET, coursekit, exported, graded_on_scratch, write_class

from coursekit.grading.sandbox.layers import available, missing


@pytest.fixture(scope="module")
def slurm(tmp_path_factory):
    require("sandbox", missing(available()) is None)
    with cluster(tmp_path_factory.mktemp("slurm")) as running:
        yield running


def end_in_mid_run(slurm, job: str, count: int, at_least: int) -> None:
    """End two tasks when they have graded so many: one is killed, of the other the time is up."""
    waiting = {1: ("KILL", "--full"), 2: ("INT", "--batch")}
    deadline = time.monotonic() + 120
    while waiting:
        assert time.monotonic() < deadline, slurm.states(job)
        for number, (name, whom) in list(waiting.items()):
            if graded_on_scratch(slurm.scratch(), f"marks.{number}of{count}.db") >= at_least:
                slurm.signal(name, f"{job}_{number}", whom)
                del waiting[number]
        time.sleep(0.02)


def check(slurm, folder: Path, students: int, shards: int, pause: float) -> dict[str, float]:
    """Grade a class with two tasks killed, and as one; return the seconds that each took."""
    handed_in = write_class(folder / "handed in", students, pause)
    mid_run = students // shards // 10
    book, local = folder / "marks.db", folder / "local.db"
    begun = time.monotonic()
    told = coursekit(
        slurm, "grade", handed_in, "--sheet", SHEET, "--gradebook", book,
        "--slurm", shards, "--jobs", 1,
    )  # fmt: skip
    send, merge = (line.strip() for line in told.splitlines() if line.startswith("  "))
    job = slurm.send(*shlex.split(send)[1:])
    end_in_mid_run(slurm, job, shards, mid_run)
    states = slurm.wait(job)
    assert (states.pop(1), states.pop(2)) == ("CANCELLED", "FAILED")
    assert set(states.values()) == {"COMPLETED"}

    told = coursekit(slurm, *shlex.split(merge)[1:], code=1)
    assert f"{SHEET}: {shards - 2} of {shards} shards are graded. The marks are not whole" in told
    # It was killed before anything of it was put in its place, but on a very slow machine.
    lost = r"Shard 1 (is missing|was not graded to its end: .*)\. Its last task, on node node1, "
    assert re.search(lost, told), told
    part = re.search(r"Shard 2 was not graded to its end: (\d+) of (\d+)\.", told)
    assert part, told
    assert mid_run <= int(part[1]) < int(part[2])
    again = next(line for line in told.splitlines() if line.startswith("  sbatch"))
    assert again.startswith("  sbatch --array=1-2 ")
    states = slurm.wait(slurm.send(*shlex.split(again)[1:]))
    assert states == {1: "COMPLETED", 2: "COMPLETED"}
    # What the second had graded was not graded again.
    log = (folder / "marks.slurm" / f"{SHEET}.{shards}.2.log").read_text()
    assert f", {part[1]} were current" in log
    assert log.count("node node1, shard 2/") == 2

    told = coursekit(slurm, *shlex.split(merge)[1:])
    assert f"{SHEET}: all {shards} shards are graded, {students} submissions." in told
    assert re.search(rf"Node node1, shards 1-{shards}: all walls", told), told
    seconds = {"cluster": time.monotonic() - begun}
    assert "0 gradings added" in coursekit(slurm, *shlex.split(merge)[1:])
    before = exported(slurm, book)

    begun = time.monotonic()
    coursekit(
        slurm, "grade", handed_in, "--sheet", SHEET, "--gradebook", local,
        "--seed-file", f"{book}.seed", "--jobs", 2,
    )  # fmt: skip
    seconds["local"] = time.monotonic() - begun
    assert exported(slurm, local) == before
    assert before.count(b"\n") == students + 1
    assert len(set(before.splitlines())) > students / 2
    assert b"node1" not in before
    return seconds


def test_killed_tasks_are_found_and_sent_again(slurm, tmp_path):
    # A folder whose name both sbatch and the shell would like to read as more than a name.
    folder = tmp_path / """5 % of "A" & B's"""
    folder.mkdir()
    check(slurm, folder, students=45, shards=3, pause=0.05)


@pytest.mark.slow
def test_two_thousand_submissions_get_the_marks_of_a_local_run(slurm, tmp_path, capsys):
    seconds = check(slurm, tmp_path, students=2000, shards=8, pause=0.01)
    cluster, local = seconds["cluster"], seconds["local"]
    with capsys.disabled():
        print(
            f"\n2,000 submissions, two of 8 tasks killed and sent again: {cluster:.1f} s;"
            f" locally {local:.1f} s; ratio {cluster / local:.2f}"
        )
