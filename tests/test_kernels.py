"""`coursekit kernel`: a real virtual environment, and the folder of kernels of a made-up user."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from typer.testing import CliRunner

import coursekit
from coursekit.cli import app
from coursekit.environment import MissingError, kernels
from coursekit.errors import CoursekitError

jupyter_client = pytest.importorskip("jupyter_client")
pytest.importorskip("ipykernel")


@pytest.fixture(autouse=True)
def user(tmp_path, monkeypatch):
    """The Jupyter folder of a user who has no kernel yet."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_PATH", "")
    return tmp_path / "jupyter" / "kernels"


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(kernels, "is_virtual", lambda: True)
    return lambda *arguments: CliRunner().invoke(app, ["kernel", *arguments])


def mine(name="coursekit"):
    return [kernel for kernel in kernels.registered() if kernel.name == name]


def test_a_real_virtual_environment_becomes_a_kernel_that_starts_its_python(tmp_path):
    home = tmp_path / "course env"  # a space in it, as in many a home on Windows
    venv.create(home, with_pip=False)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    packages = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    there = [str(Path(coursekit.__file__).parents[1]), *filter(None, sys.path)]
    (Path(packages) / "lent.pth").write_text("\n".join(there) + "\n")
    done = subprocess.run(
        [python, "-m", "coursekit", "kernel"], capture_output=True, text=True, check=True
    )
    assert 'choose Kernel > Change Kernel… > "coursekit (Python' in " ".join(done.stdout.split())
    [kernel] = mine()
    assert kernel.runs(str(home))
    assert not kernel.runs(sys.prefix)
    manager, client = jupyter_client.manager.start_new_kernel(kernel_name="coursekit")
    try:
        said = []
        client.execute_interactive(
            "import sys, coursekit; print(sys.prefix)", output_hook=said.append, timeout=60
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    printed = "".join(each["content"].get("text", "") for each in said)
    assert Path(printed.strip()).samefile(home)


def test_twice_is_once_and_remove_takes_it_out(run, user):
    first = run()
    kept = (user / "coursekit/kernel.json").read_text()
    again = run()
    assert first.exit_code == again.exit_code == 0
    assert first.output == again.output
    assert (user / "coursekit/kernel.json").read_text() == kept
    assert len(mine()) == 1
    assert "is removed" in run("--remove").output
    assert mine() == []
    gone = run("--remove")
    assert gone.exit_code == 0
    assert "is not there" in gone.output


def test_name_and_text_are_the_users(run):
    assert run("--name", "Calculus", "--display-name", "Calculus 2027").exit_code == 0
    [kernel] = mine("calculus")
    assert kernel.display_name == "Calculus 2027"


def test_what_stood_there_before_is_told(run, user):
    run()
    path = user / "coursekit/kernel.json"
    spec = json.loads(path.read_text())
    spec["argv"][0] = "/elsewhere/bin/python"
    path.write_text(json.dumps(spec))
    [kernel] = mine()
    assert not kernel.there
    assert "started /elsewhere/bin/python before" in " ".join(run().output.split())
    assert mine()[0].there


def test_outside_a_virtual_environment_a_name_is_wanted(run, monkeypatch):
    monkeypatch.setattr(kernels, "is_virtual", lambda: False)
    refused = run()
    assert refused.exit_code == 2
    assert "python3 -m venv ~/course-env" in refused.stderr
    assert mine() == []
    assert run("--name", "my-python").exit_code == 0
    assert mine("my-python")


@pytest.mark.parametrize("name", ["python3", "Python3", "a b", "../x", "é", "", ".", "..", "-x"])
@pytest.mark.parametrize("more", [(), ("--remove",)])
def test_names_that_cannot_be_or_would_hide_the_servers_own_are_refused(run, user, name, more):
    """Of "." and ".." Jupyter would first delete all kernels and all settings of the user."""
    run("--name", "mine")
    settings = user.parent / "settings"
    settings.touch()
    result = run(f"--name={name}", *more)
    assert result.exit_code == 2
    assert "--name" in result.stderr
    assert settings.exists()
    assert mine("mine")


def test_without_ipykernel_the_exit_code_is_3(run, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = run()
    assert result.exit_code == 3
    assert "python -m pip install ipykernel" in result.stderr
    assert kernels.registered() == ()
    with pytest.raises(MissingError, match="ipykernel"):
        kernels.remove()


def test_a_kernel_of_another_language_is_not_removed(run, user):
    (user / "ir").mkdir(parents=True)
    (user / "ir/kernel.json").write_text(
        json.dumps({"argv": ["R"], "display_name": "R", "language": "R"})
    )
    with pytest.raises(CoursekitError, match="runs no Python"):
        kernels.remove("ir")
    assert (user / "ir/kernel.json").exists()


def test_only_what_its_user_can_mend_is_found_broken(user, monkeypatch, tmp_path):
    """Not R's kernels, nor one of the system: `coursekit kernel --remove` would refuse both."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "system"))
    for folder, name, language in (
        (user, "ir", "R"),
        (user, "old", "python"),
        (tmp_path / "system/kernels", "theirs", "python"),
    ):
        (folder / name).mkdir(parents=True)
        (folder / name / "kernel.json").write_text(
            json.dumps({"argv": ["/gone/bin/it"], "display_name": name, "language": language})
        )
    broken = [kernel.name for kernel in kernels.registered() if not kernel.there]
    assert broken == ["old"]
    assert kernels.remove("old")


def test_a_folder_that_cannot_be_written_is_told(run, user):
    user.parent.mkdir()
    user.write_text("a file where the folder should be")
    result = run()
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
