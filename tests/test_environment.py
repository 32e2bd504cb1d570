"""Every case from made-up facts, and this machine for what it is."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import coursekit
from coursekit.environment import (
    Machine,
    examine,
    front_end,
    is_ready,
    known_faults,
)
from coursekit.environment.kernels import Kernel
from coursekit.environment.machine import REQUIRED, _manager_version, _server

GOOD = {
    "numpy": "2.1.3",
    "matplotlib": "3.10.0",
    "ipywidgets": "8.1.5",
    "nbformat": "5.10.4",
    "typer": "0.16.0",
    "rich": "13.9.4",
    "jupyterlab": "4.3.0",
    "jupyterlab_widgets": "3.0.13",
    "widgetsnbextension": "4.0.13",
}
LAPTOP = Machine(versions=GOOD)
COLAB = Machine(
    versions=GOOD | {"ipywidgets": "7.7.1", "widgetsnbextension": "3.6.10"},
    modules=frozenset({"ipykernel", "google.colab"}),
)


def found(machine, topic):
    return [finding for finding in examine(machine) if finding.topic == topic]


def test_a_good_laptop_has_nothing_to_mend():
    findings = examine(LAPTOP)
    assert is_ready(findings)
    assert {finding.severity for finding in findings} == {"ok"}
    assert not any(finding.cure for finding in findings)


def test_this_machine_is_ready():
    assert is_ready(examine())


def test_the_floors_are_those_of_the_project():
    text = (Path(coursekit.__file__).parents[1] / "pyproject.toml").read_text()
    block = re.search(r"^dependencies = \[(.*?)^\]", text, re.MULTILINE | re.DOTALL)[1]
    wanted = dict(re.findall(r'"([\w-]+)(>=[^"]+)"', block))
    stated = {
        name: f">={low}" + (f",<{below}" if below else "")
        for name, (low, below) in REQUIRED.items()
    }
    assert stated == wanted


@pytest.mark.parametrize(
    ("name", "version"),
    [("numpy", "1.26.4"), ("numpy", None), ("matplotlib", "3.8.4"), ("ipywidgets", "9.0.0")],
)
def test_a_package_that_is_absent_or_of_a_wrong_version_is_missing(name, version):
    versions = {key: value for key, value in GOOD.items() if key != name}
    if version:
        versions[name] = version
    findings = examine(replace(LAPTOP, versions=versions))
    assert not is_ready(findings)
    [finding] = [finding for finding in findings if finding.topic == name]
    assert finding.severity == "missing"
    assert f'pip install "{name}>=' in finding.cure


def test_an_old_python_is_missing():
    assert not is_ready(examine(replace(LAPTOP, python=(3, 9, 18))))
    assert is_ready(examine(replace(LAPTOP, python=(3, 10, 0))))


def test_a_namesake_is_told():
    [finding] = found(replace(LAPTOP, versions=GOOD | {"coursekit": "1.0"}), "namesake")
    assert finding.severity == "missing"
    assert "uninstall coursekit" in finding.cure


@pytest.mark.parametrize(
    ("machine", "name"),
    [
        (Machine(), "terminal"),
        (Machine(environ={"SLURM_JOB_ID": "7"}), "batch job under SLURM"),
        (COLAB, "Colab"),
        (Machine(modules=frozenset({"ipykernel"}), parent="python -m jupyterlab"), "JupyterLab"),
        (Machine(modules=frozenset({"ipykernel"}), parent="/v/bin/jupyter-lab"), "JupyterLab"),
        (Machine(modules=frozenset({"ipykernel"}), parent="jupyterhub-singleuser"), "JupyterLab"),
        (
            Machine(modules=frozenset({"ipykernel"}), parent="python3 -m jupyterhub.singleuser"),
            "JupyterLab",
        ),
        (Machine(modules=frozenset({"ipykernel"}), parent="python -m coursekit lab"), "JupyterLab"),
        (Machine(modules=frozenset({"ipykernel"}), parent="/v/coursekit lab my-c"), "JupyterLab"),
        (Machine(modules=frozenset({"ipykernel"}), parent="python -m coursekit check"), "Jupyter"),
        (Machine(modules=frozenset({"ipykernel"}), parent="jupyter-notebook"), "Notebook"),
        (Machine(modules=frozenset({"ipykernel"})), "Jupyter"),
        (
            Machine(modules=frozenset({"ipykernel"}), environ={"VSCODE_PID": "1"}, parent="node"),
            "VS Code",
        ),
        # A terminal of VS Code is a terminal.
        (Machine(environ={"VSCODE_PID": "1"}), "terminal"),
    ],
)
def test_front_ends(machine, name):
    assert front_end(machine) == name


def test_a_hub_a_job_and_a_head_node_are_told():
    assert found(replace(LAPTOP, environ={"JUPYTERHUB_USER": "a"}), "JupyterHub")
    assert found(replace(LAPTOP, environ={"SLURM_JOB_ID": "7"}), "SLURM")[0].value == "job 7"
    [head] = found(replace(LAPTOP, programs=frozenset({"sbatch"})), "SLURM")
    assert "srun" in head.cure
    assert not found(LAPTOP, "SLURM")


def test_a_notebook_server_on_a_head_node_is_told_and_a_hub_is_not():
    head = replace(LAPTOP, programs=frozenset({"sbatch"}), modules=frozenset({"ipykernel"}))
    assert "head node" in found(head, "SLURM")[0].cure
    assert not found(replace(head, environ={"JUPYTERHUB_USER": "a"}), "SLURM")


def test_no_gpu_is_needed():
    assert found(LAPTOP, "GPU")[0].value == "none, and none is needed"
    [gpu] = found(replace(LAPTOP, programs=frozenset({"nvidia-smi"})), "GPU")
    assert (gpu.value, gpu.severity) == ("one is here, and not needed", "ok")


def test_every_known_fault_has_its_cure_and_no_machine_shows_through():
    faults = known_faults()
    assert all(fault.severity != "ok" and fault.cure for fault in faults)
    assert len(set(faults)) == len(faults)
    topics = {"Python", "numpy", "namesake", "jupyterlab", "widgets", "storage", "SLURM"}
    assert topics | {"JupyterHub", "kernel"} == {fault.topic for fault in faults}
    assert known_faults() == faults


@pytest.mark.parametrize(
    ("versions", "told"),
    [
        ({"jupyterlab_widgets": "1.1.7"}, "jupyterlab_widgets 1.1.7 does not draw ipywidgets 8"),
        ({"ipywidgets": "7.7.1"}, "jupyterlab_widgets 3.0.13 does not draw ipywidgets 7"),
        (
            {"ipywidgets": "7.7.1", "jupyterlab_widgets": "1.1.7", "widgetsnbextension": "3.6.10"},
            "widgetsnbextension 3.6.10 loses",
        ),
        (
            {
                "ipywidgets": "7.7.1",
                "jupyterlab_widgets": "1.1.7",
                "widgetsnbextension": "3.6.6",
                "notebook": "7.2.0",
            },
            "Notebook 7.2.0 does not draw ipywidgets 7",
        ),
    ],
)
def test_widget_clashes(versions, told):
    findings = found(replace(LAPTOP, versions=GOOD | versions), "widgets")
    assert any(told in finding.value for finding in findings)
    assert all(finding.severity == "warning" for finding in findings)
    assert is_ready(examine(replace(LAPTOP, versions=GOOD | versions)))


def test_the_manager_of_a_jupyterlab_that_is_not_there_does_not_matter():
    old = {"ipywidgets": "7.7.1", "widgetsnbextension": "3.6.6", "notebook": "6.5.7"}
    there = replace(LAPTOP, versions=GOOD | old)
    versions = {name: there.versions[name] for name in there.versions if name != "jupyterlab"}
    assert found(replace(there, versions=versions), "widgets")[0].value == "can be drawn"
    assert "jupyterlab_widgets" in found(there, "widgets")[0].value


def test_widgets_on_colab():
    assert found(COLAB, "widgets")[0].severity == "ok"
    [upgraded] = found(replace(COLAB, versions=GOOD), "widgets")
    assert "do not upgrade ipywidgets" in upgraded.cure


def test_widgets_without_a_manager():
    versions = {name: GOOD[name] for name in GOOD if "widgetsnb" not in name and "_w" not in name}
    assert found(replace(LAPTOP, versions=versions), "widgets")[0].severity == "note"
    code = replace(
        LAPTOP,
        versions=versions,
        modules=frozenset({"ipykernel"}),
        environ={"VSCODE_PID": "1"},
    )
    assert found(code, "widgets")[0].value == "drawn by VS Code"


def test_storage():
    assert found(LAPTOP, "storage")[0].severity == "ok"
    assert "lost" in found(COLAB, "storage")[0].value
    assert "read-only" in found(replace(LAPTOP, writable=False), "storage")[0].value


def test_what_only_contributors_need_is_asked_for_in_a_checkout_only():
    assert not found(LAPTOP, "Chromium")
    checkout = replace(LAPTOP, checkout=True)
    assert found(checkout, "Chromium")[0].severity == "note"
    full = replace(checkout, programs=frozenset({"chromium", "bwrap"}))
    assert found(full, "Chromium")[0].value == found(full, "bubblewrap")[0].value == "found"
    assert not found(replace(checkout, system="Darwin 24"), "bubblewrap")


def test_without_jupyter_the_cure_is_told_and_the_library_still_runs():
    versions = {name: version for name, version in GOOD.items() if name != "jupyterlab"}
    machine = replace(LAPTOP, versions=versions)
    assert "jupyterlab" in found(machine, "jupyterlab")[0].cure
    assert is_ready(examine(machine))


HUB = replace(
    LAPTOP,
    versions=GOOD | {"ipykernel": "6.29.5"},
    environ={"JUPYTERHUB_USER": "a", "VIRTUAL_ENV": "/home/a/course-env"},
    prefix="/home/a/course-env",
    virtual=True,
)
OURS = Kernel("coursekit", "Course", "/home/a/course-env/bin/python")


def test_on_a_hub_a_virtual_environment_that_is_no_kernel_is_told():
    [finding] = found(HUB, "kernel")
    assert (finding.severity, finding.cure) == ("warning", "Run: coursekit kernel")
    [finding] = found(replace(HUB, versions=GOOD), "kernel")
    assert finding.cure == "Run: python -m pip install ipykernel, then coursekit kernel"
    [finding] = found(replace(HUB, environ={"JUPYTERHUB_USER": "a"}), "kernel")
    assert finding.cure == "Run: /home/a/course-env/bin/coursekit kernel"
    [finding] = found(replace(HUB, prefix="/home/a b/env"), "kernel")
    assert finding.cure == "Run: '/home/a b/env/bin/coursekit' kernel"
    [finding] = found(replace(HUB, kernels=(OURS,)), "kernel")
    assert (finding.severity, "choose Course" in finding.value) == ("ok", True)
    other = Kernel("coursekit", "Course", "/home/a/course-env-2/bin/python")
    assert found(replace(HUB, kernels=(other,)), "kernel")[0].severity == "warning"


def test_in_a_notebook_on_a_hub_nobody_is_sent_to_the_file_browser():
    assert found(HUB, "JupyterHub")[0].severity == "note"
    running = replace(HUB, modules=frozenset({"ipykernel"}), parent="bin/jupyterhub-singleuser")
    assert found(running, "JupyterHub")[0].severity == "ok"
    assert found(running, "front end")[0].value == "JupyterLab or Notebook 7"


def test_a_kernel_needs_no_registration_where_it_runs_or_where_jupyter_is_its_own():
    running = replace(HUB, modules=frozenset({"ipykernel"}), parent="jupyterhub-singleuser")
    assert not found(running, "kernel")
    assert not found(running, "environment")
    assert "course-env" in found(HUB, "environment")[0].value
    assert "course-env" in found(running, "kernel's Python")[0].value
    assert not found(replace(HUB, environ={}), "kernel")
    assert not found(replace(HUB, virtual=False), "kernel")
    inside = replace(HUB, environ={"JUPYTER_SERVER_ROOT": "/home/a"})
    assert not found(inside, "kernel")  # JupyterLab is of this environment
    without = {name: version for name, version in GOOD.items() if name != "jupyterlab"}
    assert found(replace(inside, versions=without), "kernel")
    # Nor is JupyterLab asked for where a server is there already.
    assert not found(replace(HUB, versions=without), "jupyterlab")


def test_a_kernel_whose_python_is_gone_is_told():
    [finding] = found(replace(LAPTOP, kernels=(replace(OURS, there=False),)), "kernel")
    assert finding.cure == "Run: coursekit kernel --remove --name coursekit"
    assert OURS.python in finding.value


@pytest.mark.parametrize(
    ("ipywidgets", "manager", "severity", "package"),
    [
        ("8.1.5", "5.0.13", "ok", ""),
        ("8.1.5", "3.1.11", "warning", "jupyterlab_widgets==3.*"),
        ("7.7.1", "5.0.13", "warning", "jupyterlab_widgets==1.*"),
        ("7.7.1", "3.1.11", "ok", ""),
        ("8.1.5", "", "warning", "jupyterlab_widgets==3.*"),
    ],
)
def test_widgets_of_a_server_in_another_environment(ipywidgets, manager, severity, package):
    machine = replace(
        HUB,
        modules=frozenset({"ipykernel"}),
        parent="/opt/hub/bin/python /opt/hub/bin/jupyterhub-singleuser",
        versions=GOOD | {"ipywidgets": ipywidgets},
        server="/opt/hub",
        manager=manager,
    )
    [finding] = found(machine, "widgets")
    assert finding.severity == severity
    assert package in finding.cure


def test_the_server_and_its_widget_manager_are_found(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "own"))
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    program = tmp_path / "hub/bin/jupyterhub-singleuser"
    server = _server([str(program.with_name("python3.11")), str(program)])
    assert server == str(tmp_path / "hub") == _server(["python", str(program)])
    # A hub may start its servers as `python3 -m jupyterhub.singleuser`, found on the PATH.
    python = program.with_name("python3")
    python.parent.mkdir(parents=True)
    python.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(python.parent))
    assert _server(["python3", "-m", "jupyterhub.singleuser"]) == server
    assert _server(["python", "-m", "jupyterhub.singleuser"]) == ""
    assert _server([]) == _server(["node"]) == _server([sys.executable, "-m"]) == ""
    package = tmp_path / "hub/share/jupyter/labextensions/@jupyter-widgets/jupyterlab-manager"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"version": "5.0.13"}')
    assert _manager_version(Path(server)) == "5.0.13"
    # What `pip install --user` has brought runs on the Python that it was installed with.
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "opt"))
    assert (
        _server([str(tmp_path / "opt/bin/python3"), str(tmp_path / ".local/bin/jupyter-lab")]) == ""
    )


def test_storage_on_binder_and_on_a_hub():
    assert found(HUB, "storage")[0].severity == "ok"
    binder = replace(HUB, environ={"JUPYTERHUB_USER": "a", "BINDER_LAUNCH_HOST": "any"})
    assert "lost" in found(binder, "storage")[0].value
