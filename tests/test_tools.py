"""The script that builds the environment: which Python it takes, and what it never touches."""

import subprocess
import sys
from pathlib import Path

import pytest

MAKE_VENV = Path(__file__).parents[1] / "tools" / "make_venv"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no sh")


@pytest.fixture
def python(tmp_path):
    """Write a program that passes for a Python; it notes its arguments and fails on `-m venv`."""

    def write(name, suits=True):
        path = tmp_path / name
        path.write_text(
            f'#!/bin/sh\necho "$(basename "$0") $*" >> "{tmp_path}/calls"\n'
            f'[ "$1" != -c ] || exit {0 if suits else 1}\n'
            '[ "$1" = --version ] || exit 9\n'
        )
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
def build(tmp_path):
    def run(*pythons, named=""):
        environ = {"PATH": "/usr/bin:/bin", "COURSEKIT_PYTHON": str(named)}
        arguments = [str(tmp_path / "env"), "lab", *map(str, pythons)]
        done = subprocess.run(
            ["sh", str(MAKE_VENV), *arguments],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        calls = tmp_path / "calls"
        lines = calls.read_text().splitlines() if calls.exists() else []
        return done, [line for line in lines if "-m venv" in line]

    return run


def test_the_first_that_suits_is_taken(python, build):
    _, calls = build(python("old", suits=False), "no-such-python", python("good"), python("later"))
    assert [call.split()[0] for call in calls] == ["good"]


def test_a_named_one_wins_and_its_path_may_hold_blanks(python, build):
    _, calls = build(python("good"), named=python("my own"))
    assert [call.split(" -m")[0] for call in calls] == ["my own"]


def test_a_named_one_that_does_not_suit_is_told_and_no_other_taken(python, build):
    done, calls = build(python("good"), named=python("old", suits=False))
    assert done.returncode == 3
    assert "old is no Python 3.10 or newer with venv" in done.stderr
    assert calls == []


def test_none_is_told_with_the_cure(python, build):
    done, calls = build(python("old", suits=False))
    assert done.returncode == 3
    assert "COURSEKIT_PYTHON=" in done.stderr
    assert calls == []


def test_half_an_environment_is_built_again_and_any_other_folder_kept(tmp_path, python, build):
    (tmp_path / "env").mkdir()
    _, [call] = build(good := python("good"))
    assert "--clear" not in call
    (tmp_path / "env" / "pyvenv.cfg").touch()
    _, [_, call] = build(good)
    assert "-m venv --clear" in call
