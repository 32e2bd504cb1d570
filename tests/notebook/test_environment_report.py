"""The report of lesson 00: live for the student, the same on every machine when stored."""

import sys
from dataclasses import replace
from datetime import date

import pytest

import coursekit.environment
from coursekit.environment import Machine, known_faults
from coursekit.notebook import EnvironmentReport, environment_check
from coursekit.notebook.environment_report import _note

WIDGET = "application/vnd.jupyter.widget-view+json"
VERSIONS = {
    "numpy": "2.1.3",
    "matplotlib": "3.10.0",
    "ipywidgets": "8.1.5",
    "nbformat": "5.10.4",
    "typer": "0.16.0",
    "rich": "13.9.4",
    "jupyterlab": "4.3.0",
    "jupyterlab_widgets": "3.0.13",
}
WELL = Machine(versions=VERSIONS)


def test_a_good_machine_is_told_so_and_its_packages_share_a_row():
    report = EnvironmentReport(WELL)
    assert report.ready
    assert report.report.startswith("✓ All that this course needs is here.")
    page = report._report_html()
    assert "numpy 2.1.3, matplotlib 3.10.0, ipywidgets 8.1.5" in page
    assert page.count("✓ fine") < 10


@pytest.mark.parametrize(
    ("change", "sentence", "row"),
    [
        ({"python": (3, 9, 2)}, "✗ Something is missing.", "✗ missing"),
        ({"versions": VERSIONS | {"numpy": "1.26.4"}}, "✗ Something is missing.", "numpy>=2.0"),
        ({"writable": False}, "! The course runs here.", "! look"),
        ({"environ": {"JUPYTERHUB_USER": "a"}}, "✓ All that", "i to know"),
    ],
)
def test_a_fault_is_told_with_its_cure(change, sentence, row):
    report = EnvironmentReport(replace(WELL, **change))
    assert report.report.startswith(sentence)
    assert row in report.report
    assert report.ready == (not sentence.startswith("✗"))
    assert row.replace(">", "&gt;") in report._report_html()


def test_a_student_is_not_asked_for_what_contributors_need():
    assert "Chromium" not in EnvironmentReport(replace(WELL, checkout=True)).report


def test_what_is_stored_is_the_same_on_every_machine_and_names_every_cure():
    ill = Machine(python=(3, 9, 1), versions={"numpy": "1.0"}, system="Elsewhere 7")
    stored = EnvironmentReport(WELL, "a note").bundle
    assert stored == EnvironmentReport(ill).bundle
    assert set(stored) == {"text/plain", "text/markdown"}
    for fault in known_faults():
        assert fault.cure in stored["text/plain"]
        assert f"| {fault.topic} |" in stored["text/markdown"]
    assert "Elsewhere" not in stored["text/plain"] + stored["text/markdown"]


def test_in_a_kernel_the_report_is_a_widget_and_nothing_of_it_is_stored(shell):
    shell.cell("from coursekit.notebook import environment_check")
    shell.cell("environment_check()")
    [bundle] = shell.published
    assert set(bundle) == {"text/plain", "text/markdown", WIDGET}
    assert sys.version.split()[0] not in bundle["text/plain"] + bundle["text/markdown"]


def test_without_ipywidgets_the_report_itself_is_shown(shell, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    shell.cell("from coursekit.notebook import environment_check")
    shell.cell("environment_check()")
    [bundle] = shell.published
    assert set(bundle) == {"text/plain", "text/html"}
    assert "This machine" in bundle["text/html"]


def test_the_button_proves_that_widgets_answer():
    report, button, answer, region = EnvironmentReport(WELL).widget().children
    assert "All that this course needs" in report.value
    kept = region.value
    owned = kept.split('aria-owns="')[1].split('"')[0]
    button.click()
    assert "Python heard you once" in answer.value
    button.click()
    assert "Python heard you 2 times" in answer.value
    assert f'id="{owned}"' in answer.value
    assert region.value == kept


def test_a_note_of_an_earlier_day_proves_that_files_are_kept(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSEKIT_STATE")
    today = date.today().isoformat()
    assert f"A note of today ({today})" in _note(tmp_path)
    assert f"A note of today ({today})" in _note(tmp_path)  # today proves nothing
    note = tmp_path / ".coursekit" / "first_day.txt"
    note.write_text("2026-01-31\n")
    assert "on 2026-01-31 is still here: your files are kept" in _note(tmp_path)
    assert note.read_text() == "2026-01-31\n"
    assert (tmp_path / ".coursekit" / ".gitignore").read_text() == "*\n"


def test_the_note_is_escaped_and_a_broken_one_is_no_end(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSEKIT_STATE")
    folder = tmp_path / ".coursekit"
    folder.mkdir()
    (folder / "first_day.txt").write_bytes(b"\xff\xfe\xff")
    assert _note(tmp_path) == ""
    assert "<b>" not in EnvironmentReport(WELL, "<b>").widget().children[0].value


def test_nothing_is_written_where_state_is_kept_in_memory_or_cannot_be(tmp_path, monkeypatch):
    assert _note(tmp_path) == ""
    assert list(tmp_path.iterdir()) == []
    monkeypatch.delenv("COURSEKIT_STATE")
    (tmp_path / ".coursekit").touch()  # a file where the folder should be
    assert _note(tmp_path) == ""


def test_in_a_terminal_the_report_is_printed_once(capsys, monkeypatch):
    monkeypatch.setattr(coursekit.environment.Machine, "here", classmethod(lambda cls: WELL))
    environment_check()
    said = capsys.readouterr().out
    assert said.count("This machine") == 1
    assert "numpy" in said
