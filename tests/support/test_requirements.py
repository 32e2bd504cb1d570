"""What is missing is said once and loudly, and where it is required its absence is a failure."""

import pytest
from support.requirements import chromium, require


def program(path, text):
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_what_is_there_is_no_reason_to_skip():
    require("browser", "/usr/bin/chromium")


def test_what_is_missing_skips_with_its_cure(monkeypatch):
    monkeypatch.delenv("COURSEKIT_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt install chromium"):
        require("browser", None)


def test_what_is_required_must_not_skip(monkeypatch):
    monkeypatch.setenv("COURSEKIT_REQUIRE", "sandbox,browser")
    with pytest.raises(pytest.fail.Exception, match="apt install chromium"):
        require("browser", None)


def test_the_named_browser_wins(monkeypatch, tmp_path):
    own = program(tmp_path / "my-browser", "#!/bin/sh\n")
    monkeypatch.setenv("COURSEKIT_CHROMIUM", str(own))
    assert chromium() == str(own)


def test_a_stub_that_installs_a_snap_is_no_browser(monkeypatch, tmp_path):
    program(tmp_path / "chromium", "#!/bin/sh\necho 'snap install chromium'\n")
    monkeypatch.delenv("COURSEKIT_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium() is None
