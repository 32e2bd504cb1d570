import os
import re
import stat
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.hostile_text import EVERYTHING

from coursekit.grading.errors import GradingError
from coursekit.grading.files import make_folder, safe_name, write_file

DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{i}" for d in ("com", "lpt") for i in range(10))}


def check(name):
    assert re.fullmatch(r"[a-z0-9][a-z0-9._@~-]*", name), name
    assert len(name) <= 64
    assert not name.endswith((".", " "))
    assert name.split(".")[0] not in DEVICES
    assert "/" not in name
    assert os.sep not in name


@pytest.mark.parametrize("student", EVERYTHING, ids=range(len(EVERYTHING)))
def test_any_id_gives_a_name_for_every_system(student):
    check(safe_name(student))


@settings(derandomize=True, deadline=None, max_examples=500)
@given(st.text(st.characters(), max_size=12))
def test_any_text_gives_a_name_for_every_system(student):
    check(safe_name(student))


def test_different_ids_have_different_names_where_case_and_form_do_not_count():
    everything = list(dict.fromkeys(EVERYTHING))
    for form in ("NFC", "NFD", "NFKC"):
        seen = {unicodedata.normalize(form, safe_name(s)).casefold() for s in everything}
        assert len(seen) == len(everything)


def test_an_id_cannot_pretend_to_be_the_name_of_another():
    forged = safe_name("A")
    assert safe_name(forged) != forged


def test_plain_ids_stay_readable():
    for student in ("abcd12", "s1234567", "ada.lovelace", "a-b_c", "x@y.example"):
        assert safe_name(student) == student


def test_written_whole_and_private(tmp_path):
    path = write_file(tmp_path / "a.html", b"first")
    write_file(path, b"second")
    assert path.read_bytes() == b"second"
    assert [p.name for p in tmp_path.iterdir()] == ["a.html"]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = write_file(tmp_path / "a.html", b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(GradingError, match="No space left"):
        write_file(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.html"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_replaced_and_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"keep")
    link = tmp_path / "out.html"
    link.symlink_to(secret)
    write_file(link, b"report")
    assert secret.read_bytes() == b"keep"
    assert not link.is_symlink()


def test_where_nothing_can_be_written_it_says_so(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(GradingError, match="cannot be made"):
        make_folder(tmp_path / "file" / "folder")
    with pytest.raises(GradingError, match="cannot be written"):
        write_file(tmp_path / "missing" / "a.html", b"x")
