"""The trusted side's hold on a warm process in the jail: start children, kill them, hear of them.

A jail is ended by killing its first process: the kernel then kills all others in it. A grader that
dies, of ``kill -9`` for one, cannot do that any more; but then the kernel closes its control
socket, at which the zygote ends by itself, and as bubblewrap's only program it takes the jail with
it. (`--die-with-parent` would follow the thread that started the jail, not the process.)
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
import time
from typing import IO, Any

import coursekit
from coursekit.grading.sandbox import jail, root, seccomp, user
from coursekit.grading.sandbox.answers import Usage
from coursekit.grading.sandbox.child import Exit
from coursekit.grading.sandbox.faults import SandboxError
from coursekit.grading.sandbox.limits import Limits

__all__ = ["JailedProcess", "Zygote"]

#: Seconds until a zygote has loaded everything, to start a child, and until a killed one is gone.
START_SECONDS = 120.0
FORK_SECONDS = 30.0
KILL_SECONDS = 30.0
_PACKET = 1 << 16


class Zygote:
    """One jail with its warm process.

    ``namespaces`` says whether each child gets its own. Where the system forbids that, a child
    lives in the jail's own namespaces, and the jail is good for one child only. ``drawing`` says
    whether Matplotlib is loaded too, which makes every fork a sixth dearer. Raises SandboxError if
    the jail does not start; its message ends with what the jail said.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        namespaces: bool = True,
        landlock: bool = True,
        filtered: bool = True,
        drawing: bool = True,
        builder: jail.Builder = "bubblewrap",
    ) -> None:
        self._number = 0
        self._ended: dict[int, Exit] = {}
        self._first: int | None = None
        scratch = jail.SCRATCH if namespaces else limits.disk_mb << 20
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        reading, writing = os.pipe()
        with theirs, os.fdopen(reading, "rb") as info, tempfile.TemporaryFile() as last_words:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - built from fixed parts
                    jail.command(
                        builder,
                        "zygote",
                        str(theirs.fileno()),
                        scratch=scratch,
                        info=writing,
                        keep=[theirs.fileno()],
                    ),
                    pass_fds=[theirs.fileno(), writing],
                    stdin=subprocess.DEVNULL,
                    stdout=last_words,
                    stderr=last_words,
                    cwd="/",
                    env=jail.environment(),
                    # Ctrl-C in the terminal is for the grader alone.
                    start_new_session=True,
                    **user.popen_options(),
                )
            finally:
                os.close(writing)
            theirs.close()
            options = {**_options(limits, namespaces, landlock, filtered), "drawing": drawing}
            try:
                self._first = _first_process(info)
                self.unloaded = self._begin(options)
            except (OSError, EOFError) as error:
                self.close()
                last_words.seek(0)
                said = last_words.read().decode(errors="replace").strip()
                raise SandboxError(f"the jail did not start: {error} {said[-1500:]}") from error

    def _begin(self, options: dict[str, Any]) -> tuple[str, ...]:
        self._control.settimeout(START_SECONDS)
        self._control.send(json.dumps(options).encode())
        ready = self._packet(time.monotonic() + START_SECONDS)[0]
        return tuple(ready["unloaded"])

    def start(self, wire: socket.socket) -> JailedProcess:
        """Start a child that serves at ``wire``; raises SandboxError if there is none."""
        self._number += 1
        number = self._number
        try:
            self._control.settimeout(FORK_SECONDS)
            request = json.dumps({"start": number}).encode()
            socket.send_fds(self._control, [request], [wire.fileno()])
            deadline = time.monotonic() + FORK_SECONDS
            while True:
                told, descriptors = self._packet(deadline)
                if told.get("started") == number and descriptors:
                    return JailedProcess(self, number, descriptors[0])
                if told.get("failed") == number:
                    raise SandboxError(f"the jail could not start a process: {told['why']}")
                self._note(told)
        except (OSError, EOFError) as error:
            raise SandboxError(f"the jail is gone: {error}") from error

    def end_of(self, number: int, deadline: float) -> Exit:
        """Return how the child ``number`` ended; TimeoutError if it does not."""
        while number not in self._ended:
            self._note(self._packet(deadline)[0])
        return self._ended.pop(number)

    def _note(self, told: dict[str, Any]) -> None:
        usage = Usage(float(told["cpu"]), told["peak"] / 1024)
        self._ended[told["ended"]] = Exit(int(told["code"]), usage)

    def _packet(self, deadline: float) -> tuple[dict[str, Any], list[int]]:
        self._control.settimeout(max(0.001, deadline - time.monotonic()))
        packet, descriptors, _, _ = socket.recv_fds(self._control, _PACKET, 1)
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
        if not packet:
            raise EOFError("it closed its control socket")
        return json.loads(packet), descriptors

    def close(self) -> None:
        """End the jail with everything in it."""
        self._control.close()
        if self._first is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._first, signal.SIGKILL)
            os.close(self._first)
            self._first = None
        try:
            self._process.wait(KILL_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _first_process(info: IO[bytes]) -> int:
    """Return a pidfd of the jail's first process, whose number bubblewrap tells."""
    told = info.read()
    if not told:
        raise EOFError("bubblewrap ended")
    return os.pidfd_open(json.loads(told)["child-pid"])


def _options(
    limits: Limits,
    namespaces: bool,
    landlock: bool,
    filtered: bool,
) -> dict[str, Any]:
    program = seccomp.compile_filter(1 if namespaces else None) if filtered else None
    return {
        "uid": user.uid_inside(),
        "version": coursekit.__version__,
        "limits": limits.as_dict(),
        "namespaces": namespaces,
        "landlock": landlock,
        "readable": root.readable(),
        "filter": base64.b64encode(program or b"").decode(),
    }


class JailedProcess:
    """One child of a zygote, held by its pidfd: a number that the kernel gives to nobody else."""

    def __init__(self, zygote: Zygote, number: int, pidfd: int) -> None:
        self._zygote = zygote
        self._number = number
        self._pidfd = pidfd

    def kill(self) -> None:
        """Kill it; as process 1 of its namespace it takes all others in it along."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def gone(self, seconds: float) -> bool:
        """Whether it ends within ``seconds``."""
        ready, _, _ = select.select([self._pidfd], [], [], seconds)
        return bool(ready)

    def wait(self) -> Exit:
        """Wait for its end."""
        try:
            return self._zygote.end_of(self._number, time.monotonic() + KILL_SECONDS)
        except (OSError, EOFError) as error:
            raise SandboxError(f"a killed process did not go: {error}") from error
        finally:
            os.close(self._pidfd)
