"""A class on a SLURM of several nodes, two of which are lost in mid-run: the marks are the same.

The nodes are daemons of one machine, each with a scratch folder of its own; what a real network
folder does is not seen here.
"""

import re
import shlex
import time

import pytest
from support.requirements import require
from support.slurm import cluster
from support.slurm_class import SHEET, coursekit, exported, graded_on_scratch, write_class

from coursekit.grading.sandbox.layers import available, missing

NODES = ("node1", "node2", "node3")
STUDENTS, SHARDS = 24, 4


@pytest.fixture(scope="module")
def slurm(tmp_path_factory):
    require("sandbox", missing(available()) is None)
    folder = tmp_path_factory.mktemp("slurm")
    with cluster(folder, NODES, cpus=1, timeout=5, without_bubblewrap="node1") as running:
        yield running


def write_script(slurm, handed_in, book) -> tuple[list[str], list[str]]:
    """Return the words that send the class, and those that merge it, as they were printed."""
    told = coursekit(
        slurm, "grade", handed_in, "--sheet", SHEET, "--gradebook", book,
        "--slurm", SHARDS, "--jobs", 1,
    )  # fmt: skip
    send, merge = (line.strip() for line in told.splitlines() if line.startswith("  "))
    return shlex.split(send)[1:], shlex.split(merge)[1:]


def lose_in_mid_run(slurm, node: str, book) -> int:
    """Lose a node as soon as its task has graded somebody; return which shard that was."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        for number in range(1, SHARDS + 1):
            name = f"{book.stem}.{number}of{SHARDS}.db"
            if not (book.parent / name).exists() and graded_on_scratch(slurm.scratch(node), name):
                assert slurm.lose(node)
                assert not (book.parent / name).exists()
                return number
        time.sleep(0.02)
    raise AssertionError(slurm.logs())


def log(book, number: int) -> str:
    return (book.parent / f"{book.stem}.slurm" / f"{SHEET}.{SHARDS}.{number}.log").read_text()


@pytest.mark.slow
def test_nodes_are_lost_in_mid_run_and_the_marks_are_those_of_a_local_run(slurm, tmp_path):
    handed_in = write_class(tmp_path / "handed in", STUDENTS, pause=0.3)

    # One node goes, and SLURM starts its task on another one by itself.
    book = tmp_path / "marks.db"
    send, merge = write_script(slurm, handed_in, book)
    job = slurm.send(*send)
    lost = lose_in_mid_run(slurm, "node2", book)
    assert set(slurm.wait(job).values()) == {"COMPLETED"}
    assert slurm.nodes()["node2"].startswith("down")
    assert re.search(
        rf" node node[13], shard {lost}/{SHARDS}, job \S+, restarts 1\n", log(book, lost)
    )
    told = coursekit(slurm, *merge)
    assert f"{SHEET}: all {SHARDS} shards are graded, {STUDENTS} submissions." in told
    # Of each node its own walls; the one that lacks a wall first.
    first, second = (line for line in told.splitlines() if line.startswith("Node "))
    cause = r"all walls but bubblewrap \(there is no program called bwrap\)\."
    assert re.fullmatch(rf"Node node1, shards [-,\d]+: {cause}", first)
    assert re.fullmatch(r"Node node3, shards [-,\d]+: all walls: root, bubblewrap, .*", second)

    # Another one goes, and SLURM has been told to leave it at that.
    other = tmp_path / "other.db"
    (tmp_path / "other.db.seed").write_bytes((tmp_path / "marks.db.seed").read_bytes())
    send, merge = write_script(slurm, handed_in, other)
    job = slurm.send("--no-requeue", *send)
    lost = lose_in_mid_run(slurm, "node3", other)
    states = slurm.wait(job)
    assert states.pop(lost) == "NODE_FAIL"
    assert set(states.values()) == {"COMPLETED"}
    told = coursekit(slurm, *merge, code=1)
    assert f"Shard {lost} is missing. Its last task, on node node3, said: " in told
    again = next(line for line in told.splitlines() if line.startswith("  sbatch"))
    assert again.startswith(f"  sbatch --array={lost} ")
    assert slurm.wait(slurm.send(*shlex.split(again)[1:])) == {lost: "COMPLETED"}
    coursekit(slurm, *merge)

    local = tmp_path / "local.db"
    coursekit(
        slurm, "grade", handed_in, "--sheet", SHEET, "--gradebook", local,
        "--seed-file", f"{book}.seed", "--jobs", 2,
    )  # fmt: skip
    assert exported(slurm, book) == exported(slurm, other) == exported(slurm, local)
    assert exported(slurm, book).count(b"\n") == STUDENTS + 1
