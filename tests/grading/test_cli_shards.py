"""What an instructor types and reads when a class is graded in shards, by hand or on a cluster."""

import re
from pathlib import Path

import pytest
from support.handed_in import notebook
from typer.testing import CliRunner

from coursekit.cli import app
from coursekit.grading.batch import Summary
from coursekit.grading.gradebook import Gradebook
from coursekit.grading.sandbox import layers
from coursekit.grading.sandbox.layers import Layer

SHEET = ["--sheet", "01_derivatives"]
GRADE = ["grade", "handed in", *SHEET, "--trusted"]


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "handed in"
    folder.mkdir()
    (folder / "ab12.ipynb").write_bytes(notebook("def d_relu(z): return float(z > 0)"))
    (folder / "cd34.ipynb").write_bytes(notebook("def d_relu(z): return z"))
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


def final() -> dict[str, float]:
    with Gradebook(Path("marks.db"), new=False) as book:
        return {mark.student: mark.final for mark in book.marks("01_derivatives")}


def test_shards_are_graded_apart_and_merged(run):
    for number in (1, 2):
        assert run(*GRADE, "--shard", f"{number}/2").exit_code == 0
    assert not Path("marks.db").exists()
    result = run("grade", "--merge", "marks.1of2.db", "marks.2of2.db")
    assert "marks.db: 2 gradings added, 0 were there already." in result.stdout
    assert final() == {"ab12": 1.0, "cd34": 0.0}
    run("report")
    assert Path("reports/trail.txt").read_text(encoding="utf-8").count(" merged ") == 2


def test_shards_that_are_missing_have_code_1_until_they_are_there(run):
    run(*GRADE, "--shard", "2/3")
    merge = ["grade", "--merge", "--gradebook", "marks.db"]
    result = run(*merge)
    assert result.exit_code == 1
    assert "01_derivatives: 1 of 3 shards are graded. The marks are not whole" in result.stdout
    assert "Shard 1 is missing.\nShard 3 is missing.\n" in result.stdout
    assert "  coursekit grade … --shard 1/3\n  coursekit grade … --shard 3/3" in result.stdout
    # Named by hand, a shard that is not there is missing, and no bad usage.
    named = ["marks.1of3.db", "marks.2of3.db", "marks.3of3.db"]
    assert run(*merge, *named).exit_code == 1
    for number in (1, 3):
        run(*GRADE, "--shard", f"{number}/3")
    for places in ([], named):
        result = run(*merge, *places)
        assert result.exit_code == 0, result.output
        assert "all 3 shards are graded, 2 submissions." in result.stdout
    other = run("grade", "--merge", "--sheet", "02_rules")
    assert other.exit_code == 1
    assert "02_rules: none of these shards has graded it." in other.stdout
    assert re.search(r"^Node \S+, shards 1-3: no jail\.$", result.stdout, flags=re.MULTILINE)
    assert final() == {"ab12": 1.0, "cd34": 0.0}


def test_the_job_script_carries_every_option_and_the_lines_to_type(run, tmp_path):
    Path("class.csv").write_text("id,name\nab12,Ada\nzz99,Zoe\n")
    result = run(*GRADE, "--roster", "class.csv", "--cell-seconds", 3, "--slurm", 4, "--jobs", 2)
    assert result.exit_code == 0, result.output
    assert "Handed in nothing: zz99" in result.stdout
    script = tmp_path / "marks.slurm/01_derivatives.4.sbatch"
    assert f"  sbatch {script}\n" in result.stdout
    assert "  coursekit grade --merge --sheet 01_derivatives --gradebook" in result.stdout
    text = script.read_text()
    for part in (
        *("#SBATCH --array=1-4", "#SBATCH --cpus-per-task=2", f"'{tmp_path}/handed in'"),
        *("--sheet=01_derivatives", f"--roster={tmp_path}/class.csv", "--cell-seconds=3.0"),
        *("--trusted", f"--seed-file={tmp_path}/marks.db.seed", f"--gradebook={tmp_path}/marks.db"),
    ):
        assert part in text
    assert "--manifest" not in text
    assert "scratch=${SLURM_TMPDIR:-${TMPDIR:-/tmp}}\n" in text
    # One secret for all nodes, before the first of them asks.
    assert len(Path("marks.db.seed").read_bytes()) == 32
    assert not Path("marks.db").exists()


def test_a_script_for_more_shards_than_submissions_says_so_and_takes_a_scratch_folder(
    run, tmp_path
):
    assert "take fewer" not in run(*GRADE, "--slurm", 2).stdout
    result = run(*GRADE, "--slurm", 3, "--scratch", "/local/it's mine")
    assert "3 shards of 2 submissions: many will grade nobody; take fewer." in result.stdout
    script = tmp_path / "marks.slurm/01_derivatives.3.sbatch"
    assert "\nscratch='/local/it'\"'\"'s mine'\n" in script.read_text()


def test_what_a_lost_task_said_and_how_to_send_it_again_is_told(run, tmp_path):
    run(*GRADE, "--slurm", 3)
    run(*GRADE, "--shard", "2/3")
    Path("marks.slurm/01_derivatives.3.1.log").write_text(
        "2026-11-28T10:00:00Z node a16, shard 1/3, job 7_1, restarts 0\nKilled\n"
        "2026-11-28T11:00:00Z node a17, shard 1/3, job 8_1, restarts 0\n"
        "coursekit: this machine cannot jail a notebook\x1b[31m\n\n"
    )
    result = run("grade", "--merge")
    assert result.exit_code == 1
    assert (
        "Shard 1 is missing. Its last task, on node a17, said:"
        " coursekit: this machine cannot jail a notebook[31m\nShard 3 is missing.\n"
    ) in result.stdout
    script = tmp_path / "marks.slurm/01_derivatives.3.sbatch"
    assert result.stdout.endswith(f"  sbatch --array=1,3 {script}\n")


def test_where_no_task_came_as_far_as_a_gradebook_the_merge_tells_why(run, tmp_path):
    """A roster that only the head sees ends all tasks alike."""
    run(*GRADE, "--slurm", 5)
    run(*GRADE, "--slurm", 2)
    Path("marks.slurm/01_derivatives.2.2.log").write_text(
        "2026-11-28T10:00:00Z node a17, shard 2/2, job 7_2, restarts 0\nno roster\n"
    )
    for sheet in ([], SHEET):
        result = run("grade", "--merge", *sheet)
        assert result.exit_code == 1
        assert "01_derivatives: 0 of 2 shards are graded." in result.stdout
        assert "Shard 2 is missing. Its last task, on node a17, said: no roster" in result.stdout
        assert f"--array=1-2 {tmp_path}/marks.slurm/01_derivatives.2.sbatch" in result.stdout
    assert not Path("marks.db").exists()


def test_a_node_that_lacks_a_wall_is_told_first(run, monkeypatch):
    monkeypatch.setattr("coursekit.grading.sandbox.layers.missing", lambda _: None)
    monkeypatch.setattr("coursekit.grading.marking.grade_class", lambda *_, **__: Summary())
    for number, node in enumerate(("a1", "b2"), start=1):
        walls = [Layer(name, True) for name in layers.PURPOSE]
        if node == "b2":
            walls[3] = Layer("landlock", False, "the kernel is old")
        for module in ("sandbox", "marking"):
            monkeypatch.setattr(f"coursekit.grading.{module}.available", lambda walls=walls: walls)
        monkeypatch.setenv("SLURMD_NODENAME", node)
        result = run("grade", "handed in", *SHEET, "--shard", f"{number}/2")
        assert result.exit_code == 0, result.output
    assert (
        "Node b2, shards 2: all walls but landlock (the kernel is old).\n"
        "Node a1, shards 1: all walls: root, bubblewrap, namespaces, "
    ) in run("grade", "--merge").stdout
