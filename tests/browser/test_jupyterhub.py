"""A student on a JupyterHub, as docs/environments.md tells them to do it.

The hub's Python has no coursekit; the student's virtual environment has, and is lent the packages
of the Python that runs this test, so that nothing is downloaded. The hub stands below a prefix, as
behind a university's web server.
"""

import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect
from support.jupyterhub import Hub, Terminal, hub_programs, running_hub
from support.jupyterlab import Notebook
from support.perceptual import compare
from support.requirements import require

import coursekit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSON = "my-course/notebooks/01_derivatives.ipynb"
SHEET = "my-course/exercises/01_derivatives.ipynb"
KERNEL = "Course"
SECANT = 'secant_tangent("x^2"'
COURSEKIT = "~/course-env/bin/python -m coursekit"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    programs = hub_programs()
    require("hub", programs)
    with running_hub(programs, tmp_path_factory.mktemp("hub"), prefix="/jupyter/") as running:
        yield running


@pytest.fixture(scope="module")
def terminal(page, hub):
    hub.log_in(page)
    venv.create(hub.folder / "course-env", with_pip=False)
    [packages] = hub.folder.glob("course-env/lib/python*/site-packages")
    there = [str(Path(coursekit.__file__).parents[1]), *filter(None, sys.path)]
    (packages / "lent.pth").write_text("\n".join(there) + "\n")
    return Terminal(page, hub)


@pytest.fixture(scope="module")
def said(terminal):
    """What the student's commands say, in the order in which they are typed."""
    return {
        "before": terminal.run(f"{COURSEKIT} doctor"),
        "kernel": terminal.run(f'{COURSEKIT} kernel --display-name "{KERNEL}"'),
        "lab": terminal.run(f"{COURSEKIT} lab ~/my-course"),
        "after": terminal.run(f"{COURSEKIT} doctor"),
    }


@dataclass(frozen=True)
class Notebook7:
    """The same server, where the hub's start page is Notebook 7."""

    hub: Hub

    @property
    def folder(self):
        return self.hub.folder

    def lab(self, path):
        return self.hub.at(f"notebooks/{path}")


def opened(page, server, path):
    notebook = Notebook(page, server, path)
    notebook.choose_kernel(KERNEL)
    return notebook


def test_the_terminal_tells_the_way_to_a_kernel_and_starts_no_server(said):
    assert "this virtual environment is not among Jupyter's kernels" in said["before"]
    assert "coursekit kernel\n" in said["before"]
    assert 'the kernel "Course" starts' in said["kernel"]
    assert "open my-course/notebooks in its file browser" in said["lab"]
    assert "Starting JupyterLab" not in said["lab"]
    assert "registered: choose Course in the menu Kernel" in said["after"]


def test_who_forgets_to_choose_the_kernel_is_told_and_lesson_00_reports(page, hub, said, artefacts):
    notebook = Notebook(page, hub, "my-course/notebooks/00_start_here.ipynb")
    set_up = notebook.cell("# @title Run me first")
    set_up.run()
    expect(set_up.output).to_contain_text("coursekit is missing: choose the kernel that has it")
    notebook.choose_kernel(KERNEL)
    report = notebook.cell("environment_check()")
    report.run()
    expect(report.output).to_contain_text("All that this course needs is here.")
    expect(report.output).to_contain_text("can be drawn by the server in")
    expect(report.output).to_contain_text(f"virtual environment {hub.folder}/course-env")
    report.screenshot(artefacts / "hub_report.png")


def test_a_lesson_runs_on_the_students_kernel_and_a_slider_moves(page, hub, said, artefacts):
    lesson = opened(page, hub, LESSON)
    lesson.run_all()
    widget = lesson.cell(SECANT).widget
    before = widget.picture()
    widget.press("size of h", "ArrowLeft", 3, then="h = 0.7079")
    assert compare(before, widget.picture()).visible
    lesson.screenshot(artefacts / "hub_lesson.png")


def test_a_sheet_is_answered_and_handed_in(page, hub, said):
    sheet = opened(page, hub, SHEET)
    sheet.run_all()
    answer, check = sheet.cell("quotient_x2 ="), sheet.cell('sheet.check("quotient_x2")')
    for text, verdict in (("2x - h", "Not yet"), ("2x + h", "Correct")):
        answer.write(f'quotient_x2 = "{text}"')
        answer.run()
        check.run()
        expect(check.output).to_contain_text(verdict)
    sheet.save()
    submit = sheet.cell("sheet.submit()")
    submit.run()
    expect(submit.output).to_contain_text("1 of 18 questions")
    [file] = hub.folder.glob("my-course/exercises/to_hand_in/*.ipynb")
    assert 'quotient_x2 = "2x + h"' in [cell.source for cell in nbformat.read(file, 4).cells]


def test_in_notebook_7_a_slider_is_moved_by_mouse_and_by_number(page, hub, said, artefacts):
    lesson = opened(page, Notebook7(hub), LESSON)
    lesson.run_all()
    cell = lesson.cell(SECANT)
    cell.locator.scroll_into_view_if_needed()
    widget = cell.widget
    before = widget.picture()
    widget.slider("size of h").hover()
    page.mouse.down()
    page.mouse.move(*left_of(widget.slider("size of h")), steps=5)
    page.mouse.up()
    expect(widget.text).not_to_contain_text("h = 1\n", use_inner_text=True)
    moved = widget.picture()
    assert compare(before, moved).visible
    # The arrow keys belong to the page here, so the number beside a slider can be typed over.
    number = widget.locator.locator(".widget-hslider", has_text="size of h")
    number.locator(".widget-readout").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("0.1")
    page.keyboard.press("Enter")
    expect(widget.text).to_contain_text("h = 0.1\n", use_inner_text=True)
    assert compare(moved, widget.picture()).visible
    lesson.screenshot(artefacts / "hub_notebook_7.png")


def left_of(handle):
    box = handle.bounding_box()
    return box["x"] - 40, box["y"] + box["height"] / 2
