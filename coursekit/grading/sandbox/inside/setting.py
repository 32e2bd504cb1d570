"""What a process sets up for itself before any of the student's code runs.

Limits, standard streams, environment, search path: what needs no special system, so that the
trusted mode does it as well as the jail.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping

__all__ = ["ENVIRONMENT", "furnish", "limit", "limits_of", "silence"]

#: The environment of a student's process; its home and folder come on top.
ENVIRONMENT = {
    "COURSEKIT_STATE": "memory",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def silence() -> None:
    """Point standard input, output and error to nowhere; prints from C go there."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    if nowhere > 2:
        os.close(nowhere)


def limits_of(limits: Mapping[str, int], mapped_bytes: int) -> list[tuple[int, int, int]]:
    """Return what to set: which limit, soft and hard; ``mapped_bytes`` is the address space so far.

    The soft limit of CPU time is the polite one, and process 1 of a namespace ignores it: one
    second later the hard one kills.
    """
    try:
        import resource
    except ImportError:  # Windows has none
        return []
    mb = 1 << 20
    wanted = {
        "CPU": limits["cpu_seconds"],
        "AS": mapped_bytes + limits["memory_mb"] * mb,
        "FSIZE": limits["file_mb"] * mb,
        "NPROC": limits["processes"],
        "NOFILE": limits["open_files"],
        "CORE": 0,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
        "NICE": 0,
        "RTPRIO": 0,
        "SIGPENDING": 64,
    }
    found = []
    for name, soft in wanted.items():
        which = getattr(resource, f"RLIMIT_{name}", None)
        if which is None:
            continue  # not every system counts everything
        most = resource.getrlimit(which)[1]
        hard = soft + 1 if name == "CPU" else soft
        if most != resource.RLIM_INFINITY:
            hard = min(hard, most)
        found.append((which, min(soft, hard), hard))
    return found


def limit(found: Iterable[tuple[int, int, int]]) -> None:
    """Set the limits of this process; OSError or ValueError if the system will not have one."""
    for which, soft, hard in found:
        import resource

        resource.setrlimit(which, (soft, hard))


def furnish(folder: str) -> None:
    """Make ``folder`` home and place for temporary files; forget the environment there was."""
    import tempfile

    keep = {name: os.environ[name] for name in _OF_THE_MACHINE if name in os.environ}
    os.environ.clear()
    os.environ.update(ENVIRONMENT, HOME=folder, TMPDIR=folder, **keep)
    tempfile.tempdir = None
    sys.argv = ["notebook"]
    # Our own modules are loaded; that they could be imported by their names is nobody's business.
    sys.path[:] = [path for path in sys.path if not path.endswith("/harness")]
    # As in a kernel: what the notebook writes beside itself can be imported.
    sys.path.insert(0, "")


#: Settings without which NumPy computes otherwise on some processors.
_OF_THE_MACHINE = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
