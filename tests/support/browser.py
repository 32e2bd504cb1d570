"""A JupyterLab of the test's own, started as a student starts it, and a headless Chromium."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Server:
    """A running JupyterLab: its address with the token, and the folder it serves."""

    url: str
    token: str
    folder: Path

    def lab(self, path: str) -> str:
        """The address that opens one notebook alone in a fresh workspace."""
        return f"{self.url}lab/tree/{path}?token={self.token}&reset"


@contextlib.contextmanager
def coursekit_lab(folder: Path, home: Path) -> Iterator[Server]:
    """Start `coursekit lab FOLDER` as a student does, with no settings of this machine's user."""
    environment = {key: value for key, value in os.environ.items() if "JUPYTER" not in key}
    environment.pop("COURSEKIT_STATE", None)  # progress is kept, as it is for a student
    environment |= {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    settle_in(home / "settings")
    _allow_root(home / "config")
    log = home / "lab.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "coursekit", "lab", str(folder), "--no-browser", "--port", "0"],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=home,
        )
    with stopped(process):
        yield _wait(process, home / "runtime", folder, log)


@contextlib.contextmanager
def stopped(process: subprocess.Popen) -> Iterator[None]:
    """End a server at the end, by force if it does not listen."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def settle_in(settings: Path) -> None:
    """Leave among JupyterLab's settings what a student has there after the first minute."""
    # The question about news is answered: it lies over the page and every picture of it.
    notification = settings / "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    notification.parent.mkdir(parents=True)
    notification.write_text('{"fetchNews": "false"}')


def _allow_root(folder: Path) -> None:
    """No student is root; a container of CI is, and Jupyter refuses root unless it is told."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        folder.mkdir(parents=True)
        (folder / "jupyter_server_config.json").write_text('{"ServerApp": {"allow_root": true}}')


def _wait(process: subprocess.Popen[bytes], runtime: Path, folder: Path, log: Path) -> Server:
    """The server writes its address and token to a file once it listens."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for file in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(json.JSONDecodeError):  # half written
                known = json.loads(file.read_text())
                return Server(known["url"], known["token"], folder)
        if process.poll() is not None:
            raise RuntimeError(f"JupyterLab ended with {process.returncode}:\n{log.read_text()}")
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start within 60 s:\n{log.read_text()}")


@contextlib.contextmanager
def headless_chromium(executable: str, home: Path) -> Iterator[Browser]:
    """Start the machine's own Chromium with an empty profile."""
    home.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            headless=True,
            args=FLAGS,
            env=os.environ | {"HOME": str(home)},
        )
        try:
            yield browser
        finally:
            browser.close()
