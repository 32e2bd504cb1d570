"""A lesson on the classic Notebook 6 with ipywidgets 7: the nearest to Colab that runs at home.

Colab's own page cannot be had here; its Python packages can, and this is the front end that goes
with them. `nox -s colab` builds that environment and runs this.
"""

import importlib.metadata
import json
import os
import socket
import subprocess
import sys
import time

import pytest
from playwright.sync_api import expect
from support.browser import stopped

from coursekit.course import find_course
from coursekit.fetching import fetch_course

LESSON = "notebooks/01_derivatives.ipynb"
WIDGETS = 5


def _major(name):
    try:
        return int(importlib.metadata.version(name).split(".")[0])
    except importlib.metadata.PackageNotFoundError:
        return None


pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        (_major("notebook"), _major("ipywidgets")) != (6, 7),
        reason="needs Notebook 6 with ipywidgets 7, as on Colab; run: nox -s colab",
    ),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A Notebook server on a copy of the course; yields the lesson's address."""
    home = tmp_path_factory.mktemp("home")
    fetch_course(find_course(), home / "course")
    environment = {key: value for key, value in os.environ.items() if "JUPYTER" not in key}
    environment.pop("COURSEKIT_STATE", None)
    environment |= {"HOME": str(home), "JUPYTER_PREFER_ENV_PATH": "1"}
    with socket.socket() as free:  # this Notebook writes down the port that it was asked for
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "notebook", str(home / "course"), "--no-browser"]
    command += [f"--port={port}", "--NotebookApp.port_retries=0"]
    command += ["--ip=127.0.0.1", "--allow-root", "--NotebookApp.token=a-test"]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=home)
    with stopped(process):
        runtime = home / ".local/share/jupyter/runtime"
        for _ in range(300):
            if found := list(runtime.glob("nbserver-*.json")):
                break
            assert process.poll() is None, (home / "log").read_text()
            time.sleep(0.1)
        url = json.loads(found[0].read_text())["url"]
        yield f"{url}notebooks/{LESSON}?token=a-test"


@pytest.fixture(scope="module")
def lesson(page, address):
    page.goto(address)
    page.wait_for_function(
        """() => { const kernel = window.Jupyter?.notebook?.kernel;
                   return kernel?.is_connected() && kernel.widget_manager; }""",
        timeout=60_000,
    )
    page.wait_for_timeout(3000)  # the manager asks the new kernel for old widgets and tells nobody
    page.evaluate("Jupyter.notebook.clear_all_output(); Jupyter.notebook.execute_all_cells()")
    page.wait_for_function(
        """() => Jupyter.notebook.get_cells().filter(c => c.cell_type === 'code')
             .every(c => c.input_prompt_number !== '*' && c.input_prompt_number)""",
        timeout=60_000,
    )
    return page


def test_every_cell_runs_and_every_widget_is_drawn(lesson, artefacts):
    assert lesson.locator(".output_error, .output_stderr").count() == 0
    pictures = lesson.locator(".output_area .widget-image")
    pictures.first.wait_for(timeout=30_000)
    expect(pictures).to_have_count(WIDGETS)
    assert all(picture.evaluate("image => image.naturalWidth") > 300 for picture in pictures.all())
    pictures.first.scroll_into_view_if_needed()
    lesson.screenshot(path=artefacts / "notebook_6.png")


def test_a_slider_moves_picture_and_words(lesson, artefacts):
    widget = lesson.locator(".output_area:has(.widget-image)").first
    picture = widget.locator(".widget-image")
    before = picture.evaluate("image => image.src"), widget.inner_text()
    handle = widget.locator(".ui-slider-handle").first
    handle.focus()
    handle.press("ArrowRight")
    lesson.wait_for_function(
        "([image, src]) => image.src !== src", arg=[picture.element_handle(), before[0]]
    )
    expect(widget).not_to_have_text(before[1], use_inner_text=True)
    lesson.screenshot(path=artefacts / "notebook_6_moved.png")
