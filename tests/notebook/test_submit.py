"""Handing in: the file is found, compared with what has run, and written once; grading reads it."""

import json
import sys
import types

import nbformat
import pytest
from nbclient import NotebookClient

from coursekit.checking.manifest import Manifest
from coursekit.checking.stored import read_cells
from coursekit.grading.submission import collect
from coursekit.notebook.errors import NotebookError
from coursekit.notebook.handing_in import LARGE, file_name, hand_in
from coursekit.notebook.locating import Located, locate
from coursekit.notebook.saved import compare
from coursekit.sheets import load

OPEN = 'import coursekit\nsheet = coursekit.open_sheet("01_derivatives", student="abcd12")'
ANSWER = "def d_relu(z):\n    return 1.0 if z > 0 else 0.0"
TOTAL = len(load("01_derivatives"))


def notebook(*sources, **metadata):
    made = nbformat.v4.new_notebook(metadata=metadata)
    made.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return made


def write(path, *sources, **metadata):
    path.write_text(nbformat.writes(notebook(*sources, **metadata)))
    return path


@pytest.fixture
def stored_on_disk(monkeypatch):
    monkeypatch.delenv("COURSEKIT_STATE", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


def said(shell):
    return shell.published[-1]["text/plain"]


def test_the_saved_notebook_becomes_one_file_that_grading_reads(shell, tmp_path, stored_on_disk):
    mine = write(tmp_path / "my work.ipynb", OPEN, ANSWER, widgets={"state": 1})
    for source in (OPEN, ANSWER):
        shell.cell(source)
    made = shell.cell("sheet.submit()")
    assert "✓ Ready to hand in" in said(shell)
    assert f"1 of {TOTAL} questions have an answer in my work.ipynb." in said(shell)
    assert "d_relu" not in made.unanswered
    assert made.path.as_posix() == "to_hand_in/01_derivatives_abcd12.ipynb"
    raw = made.path.read_bytes()
    assert read_cells(raw).cells == read_cells(mine.read_bytes()).cells
    assert "widgets" not in json.loads(raw)["metadata"]
    [submission] = collect(tmp_path / "to_hand_in", sheet="01_derivatives")
    assert (submission.student, submission.notes) == ("abcd12", ())


def test_what_was_run_and_not_saved_is_named_and_nothing_is_written(
    shell, tmp_path, stored_on_disk
):
    write(tmp_path / "mine.ipynb", OPEN, "def d_relu(z): ...")
    for source in (OPEN, "def d_relu(z): ...", ANSWER):
        shell.cell(source)
    made = shell.cell("sheet.submit()")
    assert made.path is None
    assert "d_relu: what you have run is not what the file mine.ipynb holds." in said(shell)
    assert "Save the notebook" in said(shell)
    assert not (tmp_path / "to_hand_in").exists()
    write(tmp_path / "mine.ipynb", OPEN, ANSWER)
    assert shell.cell("sheet.submit()").path.exists()


def test_the_file_can_be_handed_in_as_it_is(shell, tmp_path, stored_on_disk):
    write(tmp_path / "mine.ipynb", OPEN, ANSWER)
    for source in (OPEN, ANSWER.replace("1.0", "7.125")):
        shell.cell(source)
    made = shell.cell("sheet.submit(as_saved=True)")
    assert "what you have run is not what the file" in said(shell)
    assert "7.125" not in made.path.read_text()


def test_a_notebook_that_was_renamed_is_named(shell, tmp_path, stored_on_disk, monkeypatch):
    """The kernel knows the old name, and a fresh sheet has it now."""
    monkeypatch.setenv("JPY_SESSION_NAME", str(write(tmp_path / "sheet.ipynb", OPEN)))
    write(tmp_path / "my answers.ipynb", OPEN, ANSWER)
    for source in (OPEN, ANSWER):
        shell.cell(source)
    assert shell.cell("sheet.submit()").path is None
    assert 'say it: sheet.submit(path="my answers.ipynb").' in said(shell)
    write(tmp_path / "my answers.ipynb", OPEN)
    shell.cell("sheet.submit()")
    assert "my answers.ipynb" not in said(shell)  # it lacks something too: saving comes first
    write(tmp_path / "my answers.ipynb", OPEN, ANSWER)
    assert shell.cell('sheet.submit(path="my answers.ipynb")').path.exists()


def test_a_fresh_sheet_under_the_old_name_is_not_handed_in_for_the_renamed_one(
    shell, tmp_path, stored_on_disk, monkeypatch
):
    """As after `coursekit fetch`; nothing but the sheet's opening has run in this kernel."""
    monkeypatch.setenv("JPY_SESSION_NAME", str(write(tmp_path / "sheet.ipynb", OPEN)))
    renamed = write(tmp_path / "my answers.ipynb", OPEN, ANSWER)
    shell.cell(OPEN)
    assert shell.cell("sheet.submit()").path is None
    assert "sheet.ipynb answers no question, and my answers.ipynb does." in said(shell)
    assert shell.cell('sheet.submit(path="sheet.ipynb")').path.exists()  # as was said
    renamed.unlink()
    assert shell.cell("sheet.submit()").path.exists()


def test_a_sheet_for_nobody_says_that_no_id_is_given(shell, tmp_path, stored_on_disk):
    write(tmp_path / "mine.ipynb", OPEN.replace("abcd12", ""), ANSWER)
    for source in (OPEN.replace("abcd12", ""), ANSWER):
        shell.cell(source)
    made = shell.cell("sheet.submit()")
    assert made.path.name == "01_derivatives.ipynb"
    assert "It gives no student id." in said(shell)


def test_a_sheet_without_an_answer_is_doubted(shell, tmp_path, stored_on_disk):
    write(tmp_path / "mine.ipynb", OPEN)
    shell.cell(OPEN)
    assert shell.cell("sheet.submit()").path.exists()
    assert "If an empty sheet is meant, upload this one file" in said(shell)
    assert "Now upload" not in said(shell)


def test_another_id_in_the_file_is_said(shell, tmp_path, stored_on_disk):
    write(tmp_path / "mine.ipynb", OPEN.replace("abcd12", "efgh34"), ANSWER)
    for source in (OPEN, ANSWER):
        shell.cell(source)
    shell.cell("sheet.submit(as_saved=True)")
    assert "The file opens the sheet with another id than abcd12, or none" in said(shell)


def test_a_notebook_of_another_sheet_does_not_take_the_place_of_the_right_one(
    shell, tmp_path, stored_on_disk
):
    write(tmp_path / "mine.ipynb", OPEN, ANSWER)
    for source in (OPEN, ANSWER):
        shell.cell(source)
    right = shell.cell("sheet.submit()").path.read_bytes()
    write(tmp_path / "other.ipynb", OPEN.replace("01_derivatives", "02_rules"))
    assert shell.cell('sheet.submit(path="other.ipynb", as_saved=True)').path is None
    assert "other.ipynb opens the sheet 02_rules, and not 01_derivatives" in said(shell)
    assert (tmp_path / "to_hand_in/01_derivatives_abcd12.ipynb").read_bytes() == right


def test_a_check_of_the_whole_notebook_writes_nothing(shell, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSEKIT_STATE", "memory")
    write(tmp_path / "mine.ipynb", OPEN)
    shell.cell(OPEN)
    assert shell.cell("sheet.submit()").path is None
    assert not (tmp_path / "to_hand_in").exists()


def test_a_kernel_of_a_jupyter_server(tmp_path, stored_on_disk, monkeypatch):
    """In a real kernel, started as the server starts one."""
    path = write(tmp_path / "work.ipynb", OPEN, ANSWER, "sheet.submit().path.name")
    write(tmp_path / "older work.ipynb", OPEN)  # so that the folder alone does not tell
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    running = nbformat.read(path, as_version=4)
    NotebookClient(
        running, timeout=60, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    ).execute()
    outputs = running.cells[-1].outputs
    assert "Ready to hand in" in outputs[0]["data"]["text/plain"]
    assert outputs[-1]["data"]["text/plain"] == "'01_derivatives_abcd12.ipynb'"
    assert (tmp_path / "to_hand_in/01_derivatives_abcd12.ipynb").exists()


# Where the file is.


def test_vs_code_and_a_said_path(tmp_path, stored_on_disk):
    path = write(tmp_path / "a.ipynb", OPEN)
    names = {"__vsc_ipynb_file__": str(path)}
    assert locate(None, "01_derivatives", names, tmp_path).name == str(path)
    assert locate("a.ipynb", "01_derivatives", {}, tmp_path).raw == path.read_bytes()
    with pytest.raises(NotebookError, match=r"there is no file b\.ipynb"):
        locate("b.ipynb", "01_derivatives", {}, tmp_path)


def test_a_path_from_the_servers_folder(tmp_path, monkeypatch):
    path = write(tmp_path / "a.ipynb", OPEN)
    monkeypatch.setenv("JPY_SESSION_NAME", "exercises/a.ipynb")
    assert locate(None, "01_derivatives", {}, tmp_path).name == str(path)


def test_the_only_notebook_of_the_sheet_is_taken_and_of_two_none(tmp_path, stored_on_disk):
    write(tmp_path / "other.ipynb", OPEN.replace("01_derivatives", "02_rules"))
    (tmp_path / "broken.ipynb").write_text("{")
    with pytest.raises(NotebookError, match=r"submit\(path="):
        locate(None, "01_derivatives", {}, tmp_path)
    write(tmp_path / "a.ipynb", OPEN)
    assert locate(None, "01_derivatives", {}, tmp_path).name == str(tmp_path / "a.ipynb")
    write(tmp_path / "b.ipynb", OPEN)
    with pytest.raises(
        NotebookError, match=r"a\.ipynb, b\.ipynb open this sheet; .*path=\"a\.ipynb\""
    ):
        locate(None, "01_derivatives", {}, tmp_path)


@pytest.fixture
def colab(monkeypatch, stored_on_disk):
    """Stand-ins for the two parts of google.colab that are called; both can be told to fail."""
    page = types.SimpleNamespace(notebook=notebook(OPEN, ANSWER), downloads=[], fault=None)

    def blocking_request(request, timeout_sec):
        assert request == "get_ipynb"
        if page.fault:
            raise page.fault
        return {"ipynb": json.loads(nbformat.writes(page.notebook))}

    def download(path):
        if page.fault_of_download:
            raise page.fault_of_download
        page.downloads.append(path)

    page.fault_of_download = None
    google, colab, message, files = map(
        types.ModuleType, ("google", "google.colab", "google.colab._message", "google.colab.files")
    )
    message.blocking_request, files.download = blocking_request, download
    for module in (google, colab, message, files):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return page


def test_colab_hands_the_notebook_over_and_downloads_the_file(shell, colab):
    for source in (OPEN, ANSWER):
        shell.cell(source)
    made = shell.cell("sheet.submit()")
    assert colab.downloads == [str(made.path)]
    assert "Colab is downloading it" in said(shell)
    colab.fault_of_download = OSError("blocked")
    shell.cell("sheet.submit()")
    assert "file browser" in said(shell)


def test_colab_without_its_page_says_how_else(shell, colab):
    colab.fault = TimeoutError("no answer")
    shell.cell(OPEN)
    assert shell.cell("sheet.submit()").path is None
    assert "Colab did not hand over the notebook (TimeoutError)" in said(shell)


# What is compared, what is written.


@pytest.mark.parametrize(
    ("saved", "executed", "unsaved", "not_run"),
    [
        (["x = 1"], [], (), ()),  # no history: nothing is known
        (["def q(x): return x"], ["def q(x): return x"], (), ()),
        (["def q(x): return x  # better"], ["def q(x): return x"], (), ()),
        (["def q(x): return x"], ["def q(x): return 2", "def q(x): return x"], (), ()),
        (["def q(x): return x"], ["def q(x): return x", "def q(x): return 2"], ("q",), ()),
        (["def q(x): return x"], ["scratch = 3", "def q(x): return x"], (), ()),
        (["def q(x): return x"], ["import numpy"], (), ("q",)),
        (["def q(x): ..."], ["import numpy"], (), ()),
        (["%time\nq = 3"], ["%time\nq = 3"], (), ()),
        (["q = ("], ["q = 3"], ("q",), ()),
    ],
)
def test_file_and_kernel_are_compared_by_statements(saved, executed, unsaved, not_run):
    found = compare(saved, executed, ["q"])
    assert (found.unsaved, found.not_run) == (unsaved, not_run)


def test_a_helper_whose_cell_was_deleted_is_said():
    found = compare(["q = h(1)"], ["h = abs", "q = h(1)"], ["q"])
    assert (found.lacking, found.unsaved) == (("h",), ())


@pytest.mark.parametrize(
    "saved",
    [
        "def q(h): return h",
        "q = lambda h: h",
        "q = [h for h in range(3)]",
        "with open('a') as h: q = h",
        "q = (h := 3) + h",
        "def _():\n    global h\n    h = 1\n_()\nq = h",
    ],
)
def test_a_name_that_was_tried_out_is_not_missed_where_the_file_has_its_own(saved):
    assert compare([saved], ["h = 3", saved], ["q"]).lacking == ()


def test_line_ends_of_windows_are_no_difference():
    stored, ran = "def q(x):\r\n    return x", "def q(x):\n    return x"
    assert compare([stored], [ran], ["q"]) == compare([ran], [ran], ["q"])


def test_of_two_answers_the_last_in_the_file_counts_and_that_is_said():
    one, two = "def q(x): return 1", "def q(x): return 2"
    assert compare([one, two], [two, one], ["q"]).overruled == ("q",)
    assert compare([one, two], [one, two], ["q"]).overruled == ()
    assert compare([one, two], [one], ["q"]).overruled == ()  # the last was not run: that is said


def test_large_outputs_are_left_out(tmp_path):
    made = notebook(OPEN, ANSWER)
    made.cells[0].outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="x" * (LARGE + 1))
    ]
    located = Located(nbformat.writes(made).encode(), "mine.ipynb")
    result = hand_in(located, load("01_derivatives"), tmp_path)
    assert result.path.stat().st_size < 10_000
    assert result.notes[-1].startswith("The outputs were left out")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is empty"),
        (b'{"worksheets": []}', "damaged or in an old format"),
        (
            b'{"cells": [], "metadata": {"kernelspec": {"language": "julia"}}}',
            "is a notebook for julia",
        ),
    ],
)
def test_what_is_no_notebook_is_not_written(tmp_path, raw, message):
    with pytest.raises(NotebookError, match=message):
        hand_in(Located(raw, "mine.ipynb"), load("01_derivatives"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path):
    (tmp_path / "out").write_text("a file")
    located = Located(nbformat.writes(notebook(OPEN)).encode(), "mine.ipynb")
    with pytest.raises(NotebookError, match="cannot be written"):
        hand_in(located, load("01_derivatives"), tmp_path / "out")


def test_the_name_is_one_that_every_file_system_takes():
    assert file_name("02_rules", '../a:b*"') == "02_rules_..-a-b-.ipynb"
    assert len(file_name("02_rules", "x" * 500)) < 150


# What grading makes of the claims.


@pytest.fixture
def handed_in(tmp_path):
    located = Located(nbformat.writes(notebook(OPEN, ANSWER)).encode(), "mine.ipynb")
    return hand_in(located, load("01_derivatives", "abcd12"), tmp_path).path


def test_a_file_for_someone_else_or_changed_afterwards_is_noted(handed_in):
    [submission] = collect(handed_in.rename(handed_in.with_name("efgh34.ipynb")), sheet="02_rules")
    assert submission.student == "efgh34"
    assert submission.notes == (
        "It opens the sheet 01_derivatives, and not 02_rules.",
        "It was written by coursekit submit for abcd12.",
        "It was written by coursekit submit for the sheet 01_derivatives.",
    )
    assert submission.doubts == submission.notes
    changed = json.loads(handed_in.with_name("efgh34.ipynb").read_text())
    changed["cells"][1]["source"] += "\n"
    changed["cells"][1]["source"] += "x = 1"
    handed_in.write_text(json.dumps(changed))
    handed_in.with_name("efgh34.ipynb").unlink()
    [submission] = collect(handed_in)
    assert submission.notes == ("Its code was changed after coursekit submit had written it.",)


@pytest.mark.parametrize(
    "claims",
    [
        None,
        3,
        {},
        {"sheet": 3, "code": "00"},
        {"sheet": "02_rules"},
        {"sheet": "02_rules", "code": "00", "versions": 3, "student": ["x"]},
    ],
)
def test_claims_of_any_form_are_read(claims):
    found = Manifest.read({"coursekit": {"submission": claims}})
    assert found is None or (found.student, found.versions) == (None, {})


def test_a_long_claim_is_cut_and_stays_one_line():
    claims = {"sheet": "x\n" * 500, "code": "00"}
    found = Manifest.read({"coursekit": {"submission": claims}})
    assert len(found.sheet) <= 120
    assert "\n" not in found.sheet
