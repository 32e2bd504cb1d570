"""The trusted mode: one plain process a submission, with limits and no walls.

For notebooks that their grader would run on this machine anyway, and for systems that offer no
jail. The process has the grader's rights: it can read and write what the grader can, the gradebook
included. Marks are still compared outside it, and answers are still not imported, but a hostile
notebook finds both on the disk.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import coursekit
from coursekit.grading.sandbox import staging
from coursekit.grading.sandbox.answers import Usage
from coursekit.grading.sandbox.child import Exit
from coursekit.grading.sandbox.faults import SandboxError
from coursekit.grading.sandbox.limits import Limits

__all__ = ["PlainProcess"]

#: Seconds within which a killed process must be gone.
KILL_SECONDS = 10.0
#: Address space that Python and NumPy may have before the notebook's own share.
MAPPED_BYTES = 1 << 30

_LAUNCH = "import sys; sys.path[:0] = sys.argv[3:]; from sandbox.inside.plain import main; main()"


class PlainProcess:
    """One process of the trusted mode, in a temporary folder of its own."""

    def __init__(self, wire: socket.socket, limits: Limits) -> None:
        if sys.platform == "win32":
            raise SandboxError("grading needs Linux or macOS; on Windows, run it inside WSL")
        self._folder = tempfile.mkdtemp(prefix="coursekit-")
        root, work = Path(self._folder, "root"), Path(self._folder, "work")
        work.mkdir()
        staging.build(root)
        options = {
            "version": coursekit.__version__,
            "folder": str(work),
            "limits": limits.as_dict(),
            # Without a namespace the count is of all processes of the user's: no sensible limit.
            "processes": 1 << 20,
            "mapped_bytes": MAPPED_BYTES,
        }
        paths = [
            str(root / place.relative_to("/")) for place in (staging.HARNESS, staging.PACKAGES)
        ]
        command = [sys.executable, "-I", "-c", _LAUNCH, str(wire.fileno()), json.dumps(options)]
        self._process = subprocess.Popen(  # noqa: S603 - to run untrusted code is the task
            [*command, *paths],
            pass_fds=[wire.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=work,
            env={"PATH": os.defpath, "MPLCONFIGDIR": str(work), **_numeric()},
            start_new_session=True,
        )

    def kill(self) -> None:
        """Kill the process and what stayed in its group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def gone(self, seconds: float) -> bool:
        """Whether the process ends within ``seconds``."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def wait(self) -> Exit:
        """Wait until it is gone, and remove its folder."""
        if not self.gone(KILL_SECONDS):
            raise SandboxError(f"process {self._process.pid} could not be killed")
        shutil.rmtree(self._folder, ignore_errors=True)
        return Exit(self._process.returncode, Usage())


def _numeric() -> dict[str, str]:
    names = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
    return {name: os.environ[name] for name in names if name in os.environ}
