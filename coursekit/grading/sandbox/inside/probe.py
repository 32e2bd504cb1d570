"""Try every wall in throw-away processes and tell what the kernel said: one line of JSON."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Callable

from . import confine
from .setting import limit, limits_of

__all__ = ["main"]


def main() -> None:
    """Print what stood in the way of each layer, "" for nothing, as one JSON object.

    On the command line are the user to become (-1: nobody else) and the filter of system calls.
    """
    program = base64.b64decode(sys.argv[2])
    uid = int(sys.argv[1])
    if uid >= 0 and os.getuid() == 0:
        from .zygote import become

        become(uid)
        confine.set_dumpable(True)
    version = confine.landlock_version()
    trials: dict[str, Callable[[], None]] = {
        "limits": _limits,
        "landlock": lambda: _landlock(version),
        "seccomp": lambda: _seccomp(program),
    }
    told = {name: _tried(trial) for name, trial in trials.items()}
    told["namespaces"] = _namespaces()
    told["pidfd"] = _pidfd()
    print(json.dumps(told), flush=True)  # noqa: T201 - it is the answer


def _tried(trial: Callable[[], None]) -> str:
    """Run ``trial`` in a fork and return what it raised."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        reason = ""
        try:
            trial()
        except Exception as error:  # noqa: BLE001 - every reason is told
            reason = f"{error}"[:300] or type(error).__name__
        os.write(writing, reason.encode(errors="replace"))
        os._exit(0)
    os.close(writing)
    said = b""
    while piece := os.read(reading, 1024):
        said += piece
    os.close(reading)
    _, status = os.waitpid(pid, 0)
    return said.decode() if status == 0 else f"the trial ended with status {status}"


def _limits() -> None:
    limits = {
        "cpu_seconds": 5,
        "memory_mb": 512,
        "file_mb": 1,
        "processes": 8,
        "open_files": 32,
    }
    limit(limits_of(limits, 1 << 30))


def _landlock(version: int) -> None:
    if version < 1:
        raise OSError(
            "the kernel has no Landlock, or it is switched off (lsm= of its command line)"
        )
    confine.no_new_privileges()
    confine.restrict_files(["/python"], ["/tmp"], version)  # noqa: S108
    try:
        os.close(os.open("/etc/ld.so.cache", os.O_RDONLY))
    except (PermissionError, FileNotFoundError):
        return
    raise OSError("a file that was closed could still be read")


def _seccomp(program: bytes) -> None:
    if not program:
        raise OSError("libseccomp is not installed")
    confine.no_new_privileges()
    confine.restrict_system_calls(program)
    try:
        os.kill(os.getpid(), 0)
    except PermissionError:
        return
    raise OSError("a system call that was refused still worked")


def _namespaces() -> str:
    """Clone as a child is cloned, and mount as it mounts."""
    user = os.getuid(), os.getgid()  # inside, until it is mapped, it is nobody
    try:
        pid, pidfd = confine.clone_into_namespaces()
    except OSError as error:
        return str(error)
    if pid == 0:
        code = 1
        try:
            confine.set_dumpable(True)
            confine.map_user(*user)
            confine.own_mounts()
            confine.mount_tmpfs("/tmp", 4096, 4, mode=0o700)  # noqa: S108
            confine.mount_tmpfs("/proc", 4096, 2, mode=0o555, writable=False)
            code = 0
        except OSError as error:
            code = error.errno or 1
        finally:
            os._exit(min(code, 255))
    os.close(pidfd)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 0:
        return ""
    return f"setting it up failed: {os.strerror(code) if code > 0 else f'signal {-code}'}"


def _pidfd() -> str:
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (OSError, AttributeError) as error:
        return str(error)
    return ""
