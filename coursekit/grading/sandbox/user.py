"""As whom the jail runs: root gives root up, anybody else stays who he is."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

__all__ = ["JAIL_UID", "popen_options", "uid_inside", "uid_mapped"]

#: The user that the zygote becomes when root starts it: systems leave 65520 to 65533 free.
JAIL_UID = 65533


def popen_options() -> Mapping[str, Any]:
    """Return the arguments of `subprocess.Popen` that settle as whom the jail's builder starts."""
    if _change() == "before":
        return {"user": JAIL_UID, "group": JAIL_UID, "extra_groups": []}
    return {}


def uid_inside() -> int | None:
    """Return whom the zygote must become once it is inside; None if it stays who it is."""
    return JAIL_UID if _change() == "inside" else None


def uid_mapped() -> int | None:
    """Return what the user is called in the jail's user namespace; None if it has none of its own.

    A namespace is what lets an ordinary user mount; whoever may mount anyway does without.
    """
    if _change() == "inside":
        return None
    return JAIL_UID if os.geteuid() == 0 else os.geteuid()


@functools.cache
def _change() -> Literal["inside", "before", "never"]:
    """Return when the jail's user changes.

    Root stays root until it is inside, because only root can read a Python below its own home. The
    root of a container often may not mount: it becomes somebody else at once, who may in a user
    namespace of his own. An ordinary user stays, and so does a root that is one only inside a user
    namespace without other users.
    """
    if os.geteuid() != 0 or not _is_mapped(JAIL_UID):
        return "never"
    return "inside" if _may_mount() else "before"


def _is_mapped(uid: int) -> bool:
    """Whether this user namespace has a user of that number."""
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        first, _, count = map(int, line.split())
        if first <= uid < first + count:
            return True
    return False


def _may_mount() -> bool:
    """Whether this process has CAP_SYS_ADMIN, as root on a plain machine has."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return bool(int(line.split()[1], 16) >> 21 & 1)
    return False
