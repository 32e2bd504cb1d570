"""Tests that need more than Python: skip with the cure, or fail where CI says they must run."""

import os
import shutil
from pathlib import Path

import pytest

__all__ = ["chromium", "require"]

CURES = {
    "browser": (
        "install Chromium (Debian: apt install chromium) or set COURSEKIT_CHROMIUM to its path"
    ),
    "hub": (
        "install jupyterhub, jupyterlab, jupyterlab_widgets and notebook into an environment of "
        "their own, without coursekit, run npm install --prefix ITS_FOLDER configurable-http-proxy "
        "(Debian: apt install npm), and set COURSEKIT_HUB to that folder"
    ),
    "sandbox": "install bubblewrap (Debian: apt install bubblewrap)",
    "slurm": "install SLURM (Debian: apt install slurm-wlm munge)",
    "slurm-nodes": (
        "install a SLURM of which a machine may be several nodes (Debian's slurm-wlm; others are"
        " configured with --enable-multiple-slurmd)"
    ),
}


def require(what: str, found: object) -> None:
    """Skip loudly when ``found`` is empty; fail instead if COURSEKIT_REQUIRE names ``what``."""
    if found:
        return
    message = f"no {what} on this machine; to run this test, {CURES[what]}"
    if what in os.environ.get("COURSEKIT_REQUIRE", "").split(","):
        pytest.fail(f"COURSEKIT_REQUIRE={what}, but {message}")
    pytest.skip(message)


def chromium() -> str | None:
    """Where a Chromium that can be driven is; not Ubuntu's ``chromium``, which installs a snap."""
    named = os.environ.get("COURSEKIT_CHROMIUM")
    candidates = (
        [named]
        if named
        else ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    )
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    for name in [*candidates, mac]:
        path = shutil.which(name)
        if path and not _is_snap_stub(path):
            return path
    return None


def _is_snap_stub(path: str) -> bool:
    """Ubuntu ships a shell script of a few lines under the name of the browser."""
    with Path(path).open("rb") as file:
        start = file.read(2000)
    return start.startswith(b"#!") and b"snap" in start
