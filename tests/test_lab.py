import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from coursekit.course import Course
from coursekit.environment import MissingError
from coursekit.errors import CoursekitError
from coursekit.fetching import fetch_course
from coursekit.lab import last_lesson, server_arguments, start

# No proxy stands between this test and its own machine.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def course(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for name in ("02_b", "01_a"):
        (tmp_path / "notebooks" / f"{name}.ipynb").touch()
    return Course(tmp_path, checkout=False)


def test_the_first_lesson_is_opened_with_the_fast_websocket(course, tmp_path):
    arguments = server_arguments(course, tmp_path / "mine")
    assert f"--ServerApp.root_dir={tmp_path / 'mine'}" in arguments
    assert "--LabApp.default_url=/lab/tree/notebooks/01_a.ipynb" in arguments
    assert "--ServerApp.jpserver_extensions={'coursekit.jupyter_nodelay': True}" in arguments
    assert "--no-browser" not in arguments


def test_the_home_folder_may_be_written_as_a_tilde(course, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    arguments = server_arguments(course, Path("~/mine"))
    assert f"--ServerApp.root_dir={tmp_path / 'mine'}" in arguments


def test_a_lesson_a_port_and_no_browser(course, tmp_path):
    arguments = server_arguments(course, tmp_path, "02_b", port=8890, browser=False)
    assert "--LabApp.default_url=/lab/tree/notebooks/02_b.ipynb" in arguments
    assert "--ServerApp.port=8890" in arguments
    assert "--no-browser" in arguments
    with pytest.raises(CoursekitError, match="01_a, 02_b"):
        server_arguments(course, tmp_path, "03_c")


def test_a_newcomer_has_no_last_lesson_and_others_the_one_they_saved_last(course, tmp_path):
    mine = tmp_path / "mine"
    assert last_lesson(fetch_course(course, mine)) is None
    assert last_lesson(fetch_course(course, mine)) is None  # opened, and nothing run
    for second, name in enumerate(("02_b", "01_a")):
        saved = mine / "notebooks" / f"{name}.ipynb"
        saved.write_text("with outputs")
        os.utime(saved, (second, second))
    assert last_lesson(fetch_course(course, mine)) == "01_a"
    os.utime(mine / "notebooks" / "02_b.ipynb", (9, 9))
    assert last_lesson(fetch_course(course, mine)) == "02_b"


def test_work_in_a_sheet_alone_is_no_lesson(course, tmp_path):
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "01_a.ipynb").touch()
    mine = tmp_path / "mine"
    fetch_course(course, mine)
    (mine / "exercises" / "01_a.ipynb").write_text("answers")
    assert last_lesson(fetch_course(course, mine)) is None


def test_a_missing_jupyterlab_is_told_with_its_cure(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "jupyterlab" else find(name)
    )
    with pytest.raises(MissingError, match="jupyterlab is not installed"):
        start([])


@pytest.mark.slow
def test_the_server_starts_with_the_course_and_the_extension(tmp_path):
    folder = tmp_path / "mine"
    environ = os.environ | {"JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")}
    process = subprocess.Popen(
        [sys.executable, "-m", "coursekit", "lab", str(folder), "--no-browser"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env=environ,
    )
    try:
        deadline = time.monotonic() + 60
        servers = []
        while not servers and time.monotonic() < deadline:
            time.sleep(0.2)
            servers = list((tmp_path / "runtime").glob("jpserver-*.json"))
        server = json.loads(servers[0].read_text())
        url = f"{server['url']}api/contents/notebooks?token={server['token']}"
        with OPENER.open(url, timeout=30) as answer:
            names = [item["name"] for item in json.load(answer)["content"]]
        assert "01_derivatives.ipynb" in names
        assert server["url"].startswith(("http://localhost:", "http://127.0.0.1:"))
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert "coursekit.jupyter_nodelay | extension was successfully loaded" in said
