"""A lesson and a worked sheet where nothing but a temporary folder can be written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.requirements import require

import coursekit

ROOT = Path(coursekit.__file__).parents[1]
BWRAP = shutil.which("bwrap")
WALLS = ("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/var/tmp")

#: Every code cell in IPython itself; nothing is caught, so that an error is told with its cell.
RUN = """
import sys, nbformat
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="NoColor")
for cell in nbformat.read(sys.argv[1], 4).cells:
    if cell.cell_type == "code" and not shell.run_cell(cell.source).success:
        print("STOPPED", cell.id)
"""


def _walled(folder, *command):
    environ = os.environ | {"HOME": str(folder), "TMPDIR": "/var/tmp", "PYTHONPATH": str(ROOT)}
    for name in ("COURSEKIT_STATE", "IPYTHONDIR", "MPLCONFIGDIR"):
        environ.pop(name, None)
    return subprocess.run(
        [BWRAP, *WALLS, "--chdir", folder, sys.executable, *command],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        env=environ,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("read_only")
    require("sandbox", BWRAP)
    tried = _walled(folder, "-c", "import os; print(os.access('.', os.W_OK))")
    require("sandbox", tried.returncode == 0)
    assert tried.stdout == "False\n"
    return folder


@pytest.mark.parametrize(
    ("notebook", "said"),
    [
        ("notebooks/01_derivatives.ipynb", "coursekit is ready."),
        ("solutions/01_derivatives.ipynb", "24 of 24 points"),
    ],
)
def test_every_cell_runs_and_the_student_is_told_what_is_not_kept(folder, notebook, said):
    done = _walled(folder, "-c", RUN, ROOT / notebook)
    assert done.returncode == 0, done.stderr
    assert "STOPPED" not in done.stdout
    assert said in done.stdout
    if "solutions" in notebook:
        assert "your progress is kept until this kernel stops" in done.stdout
    assert list(folder.iterdir()) == []


def test_a_file_to_hand_in_that_cannot_be_written_is_one_sentence(folder):
    done = _walled(folder, "-m", "coursekit", "submit", ROOT / "exercises/01_derivatives.ipynb")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
