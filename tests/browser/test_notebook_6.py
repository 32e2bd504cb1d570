"""A lesson on the classic Notebook 6 with ipywidgets 7: the nearest to Colab that runs at home.

Colab's own page cannot be had here; its Python packages can, and this is the front end that goes
with them. `nox -s colab` builds that environment and runs this. The pictures that
docs/environments.md shows are kept on the way, as `artefacts/colab/`.
"""

import importlib.metadata
import io
import json
import os
import socket
import subprocess
import sys
import time

import nbformat
import pytest
from PIL import Image
from playwright.sync_api import expect
from support.browser import stopped

from coursekit.course import find_course
from coursekit.fetching import fetch_course

LESSON = "notebooks/01_derivatives.ipynb"
SHEET = "exercises/01_derivatives.ipynb"
WIDGETS = 5
STEPS = 40  # of the slider, from x = 1 to -1
COLOURS = 96  # as many as a picture in the documentation needs

VERSIONS = """\
# What runs this lesson: Colab's versions
import platform
from importlib.metadata import version

print("Python", platform.python_version())
for name in ("notebook", "ipywidgets", "IPython", "ipykernel", "numpy", "matplotlib"):
    print(name, version(name))"""

WORK = """([start, text]) => {
    const notebook = Jupyter.notebook;
    const index = notebook.get_cells().findIndex(cell => cell.get_text().startsWith(start));
    if (text !== null) notebook.get_cell(index).set_text(text);
    notebook.execute_cells([index]);
    return index;
}"""


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
def course(tmp_path_factory):
    """A Notebook server on a copy of the course; yields the folder, and how to address a file."""
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
        yield home / "course", lambda path: f"{url}notebooks/{path}?token=a-test"


def opened(page, address):
    page.set_viewport_size({"width": 1000, "height": 900})
    page.goto(address)
    page.wait_for_function(
        """() => { const kernel = window.Jupyter?.notebook?.kernel;
                   return kernel?.is_connected() && kernel.widget_manager; }""",
        timeout=60_000,
    )
    page.wait_for_timeout(3000)  # the manager asks the new kernel for old widgets and tells nobody
    return page


@pytest.fixture(scope="module")
def lesson(page, course):
    _, address = course
    opened(page, address(LESSON))
    page.evaluate("Jupyter.notebook.clear_all_output(); Jupyter.notebook.execute_all_cells()")
    page.wait_for_function(
        """() => Jupyter.notebook.get_cells().filter(c => c.cell_type === 'code')
             .every(c => c.input_prompt_number !== '*' && c.input_prompt_number)""",
        timeout=60_000,
    )
    return page


def work(page, start, text=None):
    """Run the cell that begins with `start`, with another text if one is given; return the cell."""
    index = page.evaluate(WORK, [start, text])
    page.wait_for_function(
        "index => Jupyter.notebook.get_cell(index).input_prompt_number !== '*'", arg=index
    )
    return page.locator("#notebook-container > .cell").nth(index)


def keep(page, path, first, last=None):
    """Take a picture of the cells from the first to the last, in few colours."""
    # A little lower than the top, where the menu throws its shadow.
    first.evaluate("cell => { cell.style.scrollMarginTop = '1em'; cell.scrollIntoView(); }")
    page.wait_for_timeout(300)  # the frame of the cell that is chosen fades
    top, end = first.bounding_box(), (last or first).bounding_box()
    height = min(end["y"] + end["height"], page.viewport_size["height"]) - top["y"]
    shot = page.screenshot(clip={**top, "height": height})
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def test_every_cell_runs_and_every_widget_is_drawn(lesson, artefacts):
    assert lesson.locator(".output_error, .output_stderr").count() == 0
    pictures = lesson.locator(".output_area .widget-image")
    pictures.first.wait_for(timeout=30_000)
    expect(pictures).to_have_count(WIDGETS)
    assert all(picture.evaluate("image => image.naturalWidth") > 300 for picture in pictures.all())


def test_the_set_up_cell_and_the_versions_of_colab(lesson, artefacts):
    set_up = lesson.locator("#notebook-container > .cell").nth(1)
    expect(set_up.locator(".output_stdout")).to_have_text("coursekit is ready.\n")
    lesson.evaluate("Jupyter.notebook.insert_cell_below('code', 1).set_text('# What runs')")
    versions = work(lesson, "# What runs", VERSIONS)
    expect(versions.locator(".output_stdout")).to_contain_text(
        f"ipywidgets {importlib.metadata.version('ipywidgets')}"
    )
    keep(lesson, artefacts / "colab" / "set_up.png", set_up, versions)
    lesson.evaluate("Jupyter.notebook.delete_cells([2])")


def test_a_slider_moves_picture_and_words(lesson, artefacts):
    widget = lesson.locator(".output_area:has(.widget-image)").first
    picture = widget.locator(".widget-image")
    before = picture.evaluate("image => image.src")
    expect(widget).to_contain_text("at x = 1, h = 1")
    keep(lesson, artefacts / "colab" / "widget.png", widget)
    handle = widget.locator(".ui-slider-handle").first
    handle.focus()
    for _ in range(STEPS):
        handle.press("ArrowLeft")
    expect(widget).to_contain_text("at x = −1, h = 1")
    lesson.wait_for_function(
        "([image, src]) => image.src !== src", arg=[picture.element_handle(), before]
    )
    keep(lesson, artefacts / "colab" / "widget_moved.png", widget)


def test_an_exercise_of_the_lesson_is_checked(lesson, artefacts):
    start = "# Your turn. For f(x) = x³"
    texts = lesson.evaluate("Jupyter.notebook.get_cells().map(cell => cell.get_text())")
    [text] = [text for text in texts if text.startswith(start)]
    cell = work(lesson, start, text.replace("return ...", "return 3 * x * h"))
    expect(cell.locator(".output_area").last).to_contain_text("Correct")
    keep(lesson, artefacts / "colab" / "exercise.png", cell)


def test_a_typed_answer_is_judged_and_the_sheet_is_handed_in(page, course, artefacts):
    folder, address = course
    sheet = opened(page, address(SHEET))
    work(sheet, "# @title Run me first")
    work(sheet, "import numpy as np")
    asked = work(sheet, 'sheet.ask("quotient_x2")')
    expect(asked.locator(".output_area")).to_contain_text("Question 4 of 18")
    answer = work(sheet, "quotient_x2 =", 'quotient_x2 = "2x + h"')
    checked = work(sheet, 'sheet.check("quotient_x2")')
    expect(checked.locator(".output_area").last).to_contain_text("Correct")
    keep(sheet, artefacts / "colab" / "typed_answer.png", answer, checked)
    sheet.evaluate("Jupyter.notebook.save_notebook()")
    submitted = work(sheet, "sheet.submit()")
    expect(submitted.locator(".output_area").last).to_contain_text("1 of 18 questions")
    keep(sheet, artefacts / "colab" / "hand_in.png", submitted)
    [file] = folder.rglob("to_hand_in/*.ipynb")
    assert 'quotient_x2 = "2x + h"' in [c.source for c in nbformat.read(file, 4).cells]
