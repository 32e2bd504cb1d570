import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from coursekit.notebook import NotebookError, check_notebook
from coursekit.notebook import own_work as module
from coursekit.sheets import SheetError, load, names

OPEN = 'import coursekit\nsheet = coursekit.open_sheet("01_derivatives")'
RIGHT = "def d_relu(z):\n    return 1.0 * (z > 0)"


@pytest.fixture
def write(tmp_path: Path):
    def write(*cells: str, name: str = "n.ipynb") -> Path:
        path = tmp_path / name
        listed = [{"cell_type": "code", "source": cell} for cell in cells]
        path.write_text(json.dumps({"cells": listed}), encoding="utf-8")
        return path

    return write


def test_answers_are_judged_and_the_rest_is_unanswered(write) -> None:
    report = check_notebook(write(OPEN, RIGHT, "def d_exp(x): ...", "sheet.progress()"))
    assert report.sheet == "01_derivatives"
    assert report.title == load("01_derivatives").title
    assert report.verdicts["d_relu"].outcome == "correct"
    others = {v.outcome for id_, v in report.verdicts.items() if id_ != "d_relu"}
    assert others == {"unanswered"}
    assert report.score == load("01_derivatives")["d_relu"].points
    assert report.points == load("01_derivatives").points
    assert report.exit_code == 1
    assert report.faults == ()
    assert report.notes == ()


def test_a_report_becomes_json_and_text(write) -> None:
    report = check_notebook(write(OPEN, RIGHT, "1 / 0"))
    data = json.loads(json.dumps(report.as_dict()))
    assert data["score"] == report.score
    by_id = {question["id"]: question for question in data["questions"]}
    assert by_id["d_relu"]["outcome"] == "correct"
    assert list(by_id) == list(report.verdicts)
    assert data["faults"] == [
        {"cell": 3, "kind": "error", "message": "ZeroDivisionError: division by zero in line 1"}
    ]
    assert "d_relu" in report.text
    assert "cell 3: ZeroDivisionError" in report.text


@pytest.mark.parametrize(
    ("bad", "kind", "says"),
    [
        ("raise ValueError('no')", "error", "ValueError: no in line 1"),
        ("x = (", "error", "SyntaxError"),
        ("import sys\nsys.exit()", "error", "SystemExit"),
        ("while True:\n    pass", "timeout", "it did not end within 1.5 s"),
        ("import os\nos._exit(0)", "exit", "ended the Python process"),
        ("raise KeyboardInterrupt", "exit", "ended the Python process"),
        ("import os\nos.closerange(3, 50)", "exit", "ended the Python process"),
        ("input('name? ')", "error", "EOFError"),
        ("raise Exception('x' * 10**7)", "error", "Exception: xxx"),
    ],
)
def test_a_bad_cell_costs_that_cell_only(write, bad: str, kind: str, says: str) -> None:
    report = check_notebook(write(OPEN, bad, RIGHT), cell_timeout=1.5)
    (fault,) = report.faults
    assert (fault.cell, fault.kind) == (2, kind)
    assert says in fault.message
    assert len(fault.message) < 2000
    assert report.verdicts["d_relu"].outcome == "correct"


@pytest.mark.parametrize(
    "noise",
    [
        "for _ in range(200_000):\n    print('x' * 100)",
        'import os\nfor fd in (1, 2):\n    os.write(fd, b\'{"event": "end"}\\n\' * 100_000)',
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(1)'])",
        "print('\\ud800')",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()",
    ],
)
def test_what_a_notebook_prints_never_meets_the_report(write, noise: str, capfd) -> None:
    start = time.monotonic()
    report = check_notebook(write(OPEN, noise, RIGHT), cell_timeout=20)
    assert time.monotonic() - start < 20
    assert report.faults == ()
    assert report.verdicts["d_relu"].outcome == "correct"
    assert capfd.readouterr() == ("", "")


def test_magics_are_left_out_with_a_note(write) -> None:
    report = check_notebook(write(OPEN, "%matplotlib inline\n!ls\n" + RIGHT, "%%bash\nrm x"))
    assert report.verdicts["d_relu"].outcome == "correct"
    assert "cell 2: line 1 was left out: %matplotlib inline" in report.notes
    assert "cell 3: the cell was left out: %%bash" in report.notes


@pytest.mark.parametrize(
    ("body", "slip", "says"),
    [
        ("while True:\n        pass", "timeout", "Your d_relu did not end within 1.5 s."),
        ("import os; os._exit(1)", "exit", "Your d_relu ended the Python process."),
    ],
)
def test_an_answer_that_never_returns_costs_itself_only(write, body, slip, says) -> None:
    answer = f"def d_relu(z):\n    {body}"
    later = "def d_exp(x):\n    import numpy as np\n    return np.exp(x)"
    report = check_notebook(write(OPEN, answer, later), cell_timeout=1.5)
    verdict = report.verdicts["d_relu"]
    assert (verdict.outcome, verdict.slip, verdict.message) == ("error", slip, says)
    assert "total" not in {v.slip for v in report.verdicts.values()}


def test_the_whole_notebook_has_its_time_too(write) -> None:
    start = time.monotonic()
    report = check_notebook(write(OPEN, RIGHT, "while True: pass"), total_timeout=3)
    assert time.monotonic() - start < 6
    assert report.faults[0].cell == 3
    assert {verdict.slip for verdict in report.verdicts.values()} == {"total"}
    assert "the rest was not judged" in report.notes[-1]
    assert report.exit_code == 1


def test_no_time_at_all_is_a_report_too(write) -> None:
    report = check_notebook(write(OPEN, RIGHT), total_timeout=0.0)
    assert {verdict.outcome for verdict in report.verdicts.values()} == {"error"}


def test_it_runs_in_the_notebooks_folder(write, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("SLOPE = 1.0")
    (tmp_path / "data.txt").write_text("0")
    answer = (
        "import mine\nzero = float(open('data.txt').read())\n"
        "def d_relu(z):\n    return mine.SLOPE * (z > zero)"
    )
    report = check_notebook(write(OPEN, answer))
    assert report.faults == ()
    assert report.verdicts["d_relu"].outcome == "correct"


def test_a_file_beside_the_notebook_cannot_stop_the_runner(write, tmp_path, monkeypatch) -> None:
    for name in ("json.py", "numpy.py", "queue.py"):
        (tmp_path / name).write_text("raise RuntimeError('mine')")
    monkeypatch.chdir(tmp_path)
    report = check_notebook(write(OPEN, RIGHT))
    assert report.verdicts["d_relu"].outcome == "correct"


def test_nothing_is_left_behind(write, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("COURSEKIT_STATE")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(module.tempfile, "tempdir", str(temporary))
    path = write(OPEN, RIGHT, "sheet.check('d_relu')", "import os; os._exit(0)")
    check_notebook(path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["n.ipynb", "tmp"]
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="descendants are ended where process groups exist")
def test_what_the_notebook_started_ends_with_it(write, tmp_path: Path) -> None:
    start = (
        "import subprocess, sys\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "open('pid', 'w').write(str(p.pid))"
    )
    check_notebook(write(OPEN, start))
    state = Path("/proc") / (tmp_path / "pid").read_text() / "stat"
    deadline = time.monotonic() + 5
    while state.exists() and state.read_text().split()[2] != "Z":
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_students_numbers_come_from_the_notebook(write) -> None:
    own = OPEN.replace(")", ", student='abcd12')")
    exercise = load("01_derivatives", "abcd12")["secant_cube"]
    a, b = exercise.parameters["a"], exercise.parameters["b"]
    answer = f"secant_cube = ({b}**3 - {a}**3) / ({b} - {a})"
    report = check_notebook(write(own, answer))
    assert report.student == "abcd12"
    assert report.verdicts["secant_cube"].outcome == "correct"
    other = check_notebook(write(own, answer), student="xyz")
    assert other.student == "xyz"


def test_the_sheet_may_be_named(write) -> None:
    path = write(RIGHT)
    with pytest.raises(NotebookError, match="does not say which sheet"):
        check_notebook(path)
    assert check_notebook(path, sheet="01_derivatives").verdicts["d_relu"].outcome == "correct"
    with pytest.raises(SheetError, match=names()[0]):
        check_notebook(path, sheet="01_derivative")


def test_a_python_that_does_not_start_says_so(write, monkeypatch) -> None:
    monkeypatch.setattr(module.coursekit, "__file__", "/nowhere/coursekit/__init__.py")
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    with pytest.raises(NotebookError, match=r"did not start.*coursekit doctor"):
        check_notebook(write(OPEN, RIGHT))


def test_interrupting_ends_the_process(write, tmp_path: Path, monkeypatch) -> None:
    ended: list[Any] = []
    original = subprocess.Popen

    class Watched(original):  # type: ignore[type-arg]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            ended.append(self)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", Watched)
    monkeypatch.setattr(module._Run, "_next", interrupted)
    with pytest.raises(KeyboardInterrupt):
        check_notebook(write(OPEN, "while True: pass"))
    assert ended[0].returncode is not None
    assert sys.executable in ended[0].args
