"""nbval sees what a student's front end shows: a check that finds its answer."""

import subprocess
import sys

import nbformat

from coursekit.authoring.notebook_file import dump
from coursekit.authoring.selftest import NBVAL_ARGUMENTS


def stored(path, text):
    cells = [
        nbformat.v4.new_code_cell("a = 1", id="one", execution_count=1),
        nbformat.v4.new_code_cell(
            "import os\nprint(len(In), len(os.environ['IPYTHONDIR']) > 0)",
            id="two",
            execution_count=2,
            outputs=[nbformat.v4.new_output("stream", name="stdout", text=text)],
        ),
    ]
    path.write_bytes(dump(nbformat.v4.new_notebook(cells=cells)))


def run(folder):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir=."]
    return subprocess.run(
        [*command, *NBVAL_ARGUMENTS, "n.ipynb"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_cells_are_recorded_as_in_a_front_end(tmp_path):
    stored(tmp_path / "n.ipynb", "3 True\n")
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout


def test_an_output_that_differs_is_still_told(tmp_path):
    stored(tmp_path / "n.ipynb", "1 True\n")
    assert run(tmp_path).returncode == 1
