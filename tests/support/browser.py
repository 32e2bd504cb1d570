"""A JupyterLab of the test's own and a headless Chromium that drives it as a student would."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
    home.mkdir(parents=True, exist_ok=True)
    runtime = home / "runtime"
    environment = os.environ | {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    environment.pop("COURSEKIT_STATE", None)  # progress is kept, as it is for a student
    log = home / "lab.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "coursekit", "lab", str(folder), "--no-browser", "--port", "0"],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=home,
        )
    try:
        yield _wait(process, runtime, folder, log)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def _wait(process: subprocess.Popen[bytes], runtime: Path, folder: Path, log: Path) -> Server:
    """The server writes its address and token to a file once it listens."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for file in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(json.JSONDecodeError):
                known = json.loads(file.read_text())
                return Server(known["url"], known["token"], folder)
        if process.poll() is not None:
            raise RuntimeError(f"JupyterLab ended with {process.returncode}:\n{log.read_text()}")
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start within 60 s:\n{log.read_text()}")
