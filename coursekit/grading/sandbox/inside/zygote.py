"""The warm process in the jail: loads what notebooks import, then forks one child a submission.

It never runs student code and holds no secrets: it is a fresh program, and what it was told is how
to build walls. It has one thread, so that a fork copies a whole process. The grader speaks to it
over a control socket of packets: a packet with the wire's descriptor starts a child, and the answer
carries the child's pidfd; when a child has ended, a packet tells how. When the socket closes, the
zygote ends, and with it every process in the jail.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import socket
import sys
import time
from typing import Any

__all__ = ["become", "main"]

#: What notebooks import, loaded once; of coursekit the rooms that the jail has.
PRELOADED = (
    "numpy",
    "numpy.random",
    "coursekit.autodiff",
    "coursekit.formula",
    "coursekit.probability",
    "coursekit.checking.calls",
    "coursekit.notebook",
    "asyncio",
    "fractions",
    "random",
    "resource",
    "statistics",
    "tempfile",
)


def main() -> None:
    """Run until the control socket, whose descriptor is on the command line, closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    options = json.loads(control.recv(1 << 17))
    if options["uid"] is not None:
        become(options["uid"])

    # First, so that what every child touches lies together: a page that is touched is copied.
    from . import confine
    from .child import Child, rehearse
    from .setting import silence

    rehearse()
    unloaded = _preload(options["version"])
    if options["drawing"]:
        _preload_pyplot()
    _wait_for_threads()

    options["mapped_bytes"] = _mapped_bytes()
    child = Child(options)  # whatever is the same for all is made ready once
    rehearse()
    _fork_once()
    confine.set_dumpable(False)
    control.send(json.dumps({"unloaded": unloaded}).encode())
    silence()
    gc.collect()
    gc.freeze()
    gc.disable()
    _Nursery(control, child, namespaces=options["namespaces"]).work()
    os._exit(0)  # what a tidy end would tidy up goes with the jail


def become(uid: int) -> None:
    """Give up root for good."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if os.getresuid() != (uid, uid, uid) or os.getresgid() != (uid, uid, uid):
        raise RuntimeError("the zygote could not give up root")


def _preload(version: str) -> list[str]:
    """Load `PRELOADED` and warm it up; return what could not be loaded, with the reason.

    A room that is broken or wants a package that is missing is told to the grader, but only costs
    the notebooks that import it.
    """
    import importlib

    import numpy as np

    import coursekit

    unloaded = []
    for name in PRELOADED:
        try:
            importlib.import_module(name)
        except ImportError as error:  # noqa: PERF203 - a dozen rounds, once
            unloaded.append(f"{name}: {error}"[:200])
    coursekit.__version__ = version
    np.ones((8, 8)) @ np.linalg.inv(np.eye(8) + 1)  # BLAS and LAPACK set themselves up once
    return unloaded


def _preload_pyplot() -> None:
    """Draw a first picture: it looks for fonts, which takes longer than all that follow."""
    import shutil

    # Matplotlib writes down which fonts there are; nobody reads it again.
    notes = "/tmp/matplotlib"  # noqa: S108 - the jail's own
    os.environ["MPLCONFIGDIR"] = notes

    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    axes.plot([0, 1], label="$x^2$")
    axes.legend()
    figure.savefig("/tmp/warm.png")  # noqa: S108 - the jail's own
    pyplot.close(figure)
    os.remove("/tmp/warm.png")  # noqa: PTH107, S108
    shutil.rmtree(notes, ignore_errors=True)


def _wait_for_threads() -> None:
    """Wait until this is the only thread: Matplotlib, for one, starts a timer while it loads."""
    deadline = time.monotonic() + 20
    while (threads := len(os.listdir("/proc/self/task"))) > 1:  # noqa: PTH208 - a count, no paths
        if time.monotonic() > deadline:
            raise RuntimeError(f"the zygote has {threads} threads; a fork would copy one of them")
        time.sleep(0.01)


def _fork_once() -> None:
    """Go on in a fork of this process, which only waits for it.

    Libraries clear in a fork what a fork must not share; Matplotlib its open fonts, for one. Here
    that is done once, and the forks that follow find nothing to clear.
    """
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        os._exit(0)


def _mapped_bytes() -> int:
    with open("/proc/self/statm") as file:  # noqa: PTH123 - a pseudo file
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


class _Nursery:
    """Starts children when the grader asks and tells it how they ended."""

    def __init__(self, control: socket.socket, child: Any, *, namespaces: bool) -> None:
        self._control = control
        self._child = child
        self._namespaces = namespaces
        self._living: dict[int, tuple[int, int]] = {}  # pidfd: the grader's number, the pid
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def work(self) -> None:
        """Serve the grader until it is gone."""
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor in self._living:
                    self._ended(descriptor)
                elif not self._start():
                    return

    def _start(self) -> bool:
        try:
            packet, descriptors, _, _ = socket.recv_fds(self._control, 4096, 1)
        except ConnectionError:
            return False
        if not packet:
            return False
        number = json.loads(packet)["start"]
        wire = descriptors[0]
        try:
            pid, pidfd = self._fork()
        except OSError as error:
            os.close(wire)
            self._send({"failed": number, "why": str(error)})
            return True
        if pid == 0:
            self._child.live(wire)  # does not return
        os.close(wire)
        self._living[pidfd] = (number, pid)
        self._poll.register(pidfd, select.POLLIN)
        with contextlib.suppress(ConnectionError):
            socket.send_fds(self._control, [json.dumps({"started": number}).encode()], [pidfd])
        return True

    def _fork(self) -> tuple[int, int]:
        if self._namespaces:
            from .confine import clone_into_namespaces

            return clone_into_namespaces()
        pid = os.fork()
        return (pid, os.pidfd_open(pid)) if pid else (0, 0)

    def _ended(self, pidfd: int) -> None:
        number, pid = self._living.pop(pidfd)
        self._poll.unregister(pidfd)
        os.close(pidfd)
        _, status, used = os.wait4(pid, 0)
        self._send(
            {
                "ended": number,
                "code": os.waitstatus_to_exitcode(status),
                "cpu": used.ru_utime + used.ru_stime,
                "peak": used.ru_maxrss,
            }
        )

    def _send(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(ConnectionError):  # the grader is gone; so are we, in a moment
            self._control.send(json.dumps(message).encode())
