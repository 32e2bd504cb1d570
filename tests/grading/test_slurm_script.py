"""The script for sbatch says the very command, whatever the names of files are."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from coursekit.grading.errors import GradingError
from coursekit.grading.slurm import Script, array_line, ranges

#: Prints what it is called with, and the folder it is in.
PYTHON = (
    "import os, sys\nprint(os.environ['OPENBLAS_NUM_THREADS'])\nprint(*sys.argv[1:], sep='\\n')"
)


def run(script):
    return subprocess.run(
        ["bash", script],
        env={"PATH": "/usr/bin:/bin", "SLURM_ARRAY_TASK_ID": "7", "SLURM_CPUS_PER_TASK": "2",
             "SLURM_ARRAY_JOB_ID": "11", "SLURM_TMPDIR": "/a b"},
        capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["marks", "a b", "$HOME `id` $(id)", "5 % \"x\" 'y' \\z", "ä@A@"])
def test_the_command_arrives_word_by_word(tmp_path, monkeypatch, name):
    echo = tmp_path / "python"
    echo.write_text(f"#!{sys.executable}\n{PYTHON}\n")
    echo.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(echo))
    script = Script(tmp_path / f"{name}.db", "02_rules", 8)
    words = ["grade", f"{tmp_path}/{name}", "--sheet=02_rules", f"--gradebook={name}.db"]
    secret = tmp_path / f"{name}.seed"
    path = script.write(words, secret=secret, jobs=3, memory_mb=1024)
    refused = run(path)
    assert refused.returncode == 2
    assert refused.stdout.endswith(f"this node does not see {secret}\n")
    secret.write_bytes(bytes(32))
    done = run(path)
    assert done.stderr == ""
    first, threads, *told = done.stdout.splitlines()
    assert "shard 7/8, job 11_7, restarts 0" in first
    assert threads == "1"
    assert told == [
        *("-m", "coursekit", *words),
        *("--shard", "7/8", "--jobs", "2", "--scratch", "/a b"),
    ]


def test_what_is_asked_of_slurm(tmp_path):
    script = Script(tmp_path / "marks.db", "02_rules", 8)
    path = script.write([], secret=tmp_path / "seed", jobs=3, memory_mb=1024)
    lines = path.read_text().splitlines()
    head = lines[: lines.index("")]
    # sbatch reads its lines up to the first command.
    assert all(line.startswith("#") for line in head)
    assert {"#SBATCH --array=1-8", "#SBATCH --cpus-per-task=3"} <= set(head)
    assert "#SBATCH --mem-per-cpu=1536M" in head
    assert f'#SBATCH --chdir="{tmp_path}/marks.slurm"' in head
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_sbatch_cannot_read_is_refused(tmp_path):
    folder = tmp_path / "a\nb"
    folder.mkdir()
    script = Script(folder / "marks.db", "02_rules", 2)
    with pytest.raises(GradingError, match="cannot be named to sbatch"):
        script.write([], secret=folder / "seed", jobs=1, memory_mb=64)


def test_a_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    """A colleague's script, or a file system that is read-only."""

    def chmod(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", chmod)
    script = Script(tmp_path / "marks.db", "02_rules", 2)
    with pytest.raises(GradingError, match=r"marks\.slurm cannot be yours alone: Operation not"):
        script.write([], secret=tmp_path / "seed", jobs=1, memory_mb=64)


def test_numbers_are_written_as_ranges():
    assert ranges([]) == ""
    assert ranges([5]) == "5"
    assert ranges([3, 1, 2, 3, 8, 5, 6]) == "1-3,5-6,8"
    assert shlex.split(array_line(Path("a b/c.sbatch"), [2])) == [
        *("sbatch", "--array=2", "a b/c.sbatch")
    ]
