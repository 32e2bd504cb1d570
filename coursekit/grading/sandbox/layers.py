"""Which walls this machine can build, found out by building them in a throw-away process.

What a kernel offers cannot be read off its version: distributions, containers and administrators
switch parts of it off. So each wall is tried once, in a process that ends right after, where a
child would build it; what fails is reported with the cause and with what an administrator can do.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.grading.sandbox import jail, seccomp, staging, user
from coursekit.grading.sandbox.faults import SandboxError

__all__ = ["Layer", "available", "missing", "require"]

#: Every layer, with what it is for.
PURPOSE = {
    "root": "a root of its own, in which nothing of this machine is to be found",
    "bubblewrap": "the program that builds it; without it we build it ourselves",
    "namespaces": "each submission alone: own users, processes, mounts, network",
    "landlock": "files: the kernel's own list of what may be read and written",
    "seccomp": "system calls: the ones that computing needs and no others",
    "limits": "memory, processor time, processes, file sizes",
    "pidfd": "ending exactly the process that is meant",
}
_SECONDS = 60.0


@dataclass(frozen=True)
class Layer:
    """One wall: whether it stands here, and if not why, and what would help.

    >>> Layer("seccomp", True).on
    True
    """

    name: str
    on: bool
    cause: str = ""
    cure: str = ""

    @property
    def purpose(self) -> str:
        """What the layer is for, in words."""
        return PURPOSE[self.name]


@functools.cache
def available() -> tuple[Layer, ...]:
    """Return every layer with whether this machine has it; tried once a process.

    >>> [layer.name for layer in available()]
    ['root', 'bubblewrap', 'namespaces', 'landlock', 'seccomp', 'limits', 'pidfd']
    """
    if not sys.platform.startswith("linux"):
        cause = f"the jail is made of parts of Linux, and this is {sys.platform}"
        cure = "grade on Linux; or pass --trusted, for notebooks that you would run yourself"
        return tuple(Layer(name, False, cause, cure) for name in PURPOSE)
    told = _told()
    return tuple(
        Layer(name, not told[name], told[name], _cure(name, told[name])) for name in PURPOSE
    )


def missing(layers: Sequence[Layer]) -> str | None:
    """Return why ``layers`` are too few to run untrusted notebooks, with the cures; None if not.

    Two walls must stand: a root of its own, behind which there is nothing to find, and the kernel's
    own judgement of what a process does, by Landlock or by seccomp.
    """
    on = {layer.name for layer in layers if layer.on}
    wanted = [("root",), ("landlock", "seccomp"), ("pidfd",)]
    failed = [choice for choice in wanted if not on.intersection(choice)]
    if not failed:
        return None
    off = {layer.name: layer for layer in layers}
    causes = [f"{off[name].name}: {off[name].cause}" for choice in failed for name in choice]
    cures = dict.fromkeys(off[name].cure for choice in failed for name in choice if off[name].cure)
    return (
        f"this machine cannot jail a notebook ({'; '.join(causes)}). "
        + "".join(f"{cure[0].upper()}{cure[1:]}. " for cure in cures)
        + "Or pass --trusted, for notebooks that you would run yourself."
    )


def require(layers: Sequence[Layer]) -> None:
    """Raise SandboxError, with causes and cures, unless ``layers`` make a jail."""
    why = missing(layers)
    if why is not None:
        raise SandboxError(why)


# Trying.


def _told() -> dict[str, str]:
    """Return what stands in the way of each layer, "" for nothing."""
    with_it = _probe_inside("bubblewrap")
    if not isinstance(with_it, str):
        return {**with_it, "root": "", "bubblewrap": ""}
    without = _probe_inside("own")
    if not isinstance(without, str):
        return {**without, "root": "", "bubblewrap": with_it}
    # The rest is still worth knowing, even if there is no root to have it in.
    return {**_probe_outside(), "root": without, "bubblewrap": with_it}


def _probe_inside(builder: jail.Builder) -> dict[str, str] | str:
    if builder == "bubblewrap" and jail.bubblewrap() is None:
        return "there is no program called bwrap"
    program = base64.b64encode(seccomp.compile_filter() or b"").decode()
    uid = user.uid_inside()
    command = jail.command(builder, "probe", str(-1 if uid is None else uid), program)
    return _run(command, **user.popen_options())


def _probe_outside() -> dict[str, str]:
    program = seccomp.compile_filter() or b""
    with tempfile.TemporaryDirectory(prefix="coursekit-") as folder:
        staging.build(Path(folder))
        paths = [str(Path(folder) / place.relative_to("/")) for place in _PLACES]
        launch = (
            f"import sys; sys.path[:0] = {paths}; from sandbox.inside.probe import main; main()"
        )
        told = _run([sys.executable, "-I", "-c", launch, "-1", base64.b64encode(program).decode()])
    return dict.fromkeys(PURPOSE, told) if isinstance(told, str) else told


_PLACES = (staging.HARNESS, staging.PACKAGES)


def _run(command: list[str], **options: Any) -> dict[str, str] | str:
    """Return what the probe told, or in one line why it could not run."""
    try:
        done = subprocess.run(  # noqa: S603 - the command is built from fixed parts
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            cwd="/",
            env=jail.environment(),
            check=False,
            **options,
        )
        told: dict[str, str] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return f"it did not end within {_SECONDS:g} s"
    except OSError as error:
        return str(error)
    except ValueError:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"it ended with status {done.returncode}"
    return told


# Causes and cures.


def _cure(name: str, cause: str) -> str:
    if not cause:
        return ""
    if name == "bubblewrap" and jail.bubblewrap() is None:
        return _INSTALL
    if name == "root" and jail.bubblewrap() is None:
        return f"{_INSTALL}; if that is not enough: {_why_no_namespaces()}"
    if name in ("root", "bubblewrap", "namespaces"):
        return _why_no_namespaces()
    if name == "landlock":
        return "use a kernel from 5.13 on, with landlock among the names of lsm= at its start"
    if name == "seccomp":
        if seccomp.library() is None:
            return "install libseccomp (Debian, Ubuntu: apt-get install libseccomp2)"
        return "use a kernel with CONFIG_SECCOMP_FILTER"
    if name == "pidfd":
        return "use a kernel from 5.3 on and, in a container, a current runtime"
    return ""


_APPARMOR = (
    "AppArmor keeps user namespaces from programs without a profile (Ubuntu from 23.10 on): load "
    "the profile for bwrap (apt-get install apparmor-profiles; cp "
    "/usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/; "
    "apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict), or set "
    "sysctl kernel.apparmor_restrict_unprivileged_userns=0"
)
_INSTALL = "install bubblewrap (Debian, Ubuntu: apt-get install bubblewrap)"
#: Switches of the kernel that forbid user namespaces: file, the value that does, and the cure.
_SWITCHES = (
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        _APPARMOR,
    ),
    (
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        "user namespaces are for root only here: sysctl kernel.unprivileged_userns_clone=1",
    ),
    (
        "/proc/sys/user/max_user_namespaces",
        "0",
        "user namespaces are switched off here: sysctl user.max_user_namespaces=15000",
    ),
)
_CONTAINER = (
    "this is a container, whose runtime filters system calls: start it with "
    "--security-opt seccomp=unconfined --security-opt systempaths=unconfined (Docker, Podman), "
    "or grade on its host"
)


def _why_no_namespaces(root: Path = Path("/")) -> str:
    """Return the cure for the first thing that is known to forbid namespaces."""
    for file, value, cure in _SWITCHES:
        with contextlib.suppress(OSError):
            if (root / file.lstrip("/")).read_text().strip() == value:
                return cure
    marks = (root / ".dockerenv", root / "run/.containerenv")
    filtered = False
    with contextlib.suppress(OSError):
        filtered = "Seccomp:\t2" in (root / "proc/self/status").read_text()
    if filtered or any(mark.exists() for mark in marks):
        return _CONTAINER
    return "ask the administrator whether user namespaces are allowed for you (bwrap --unshare-all)"
