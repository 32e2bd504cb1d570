"""The trusted mode's process: limits, a folder, and nothing that a hostile notebook would mind."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys

__all__ = ["main"]


def main() -> None:
    """Serve one submission; the command line has the wire's descriptor and the options."""
    wire = socket.socket(fileno=int(sys.argv[1]))
    options = json.loads(sys.argv[2])

    import coursekit

    from ..channel import Channel  # noqa: TID252 - in the jail the package has another name
    from .serve import serve
    from .setting import furnish, limit, limits_of, silence

    coursekit.__version__ = options["version"]
    silence()
    os.chdir(options["folder"])
    furnish(options["folder"])
    limits = {**options["limits"], "processes": options["processes"]}
    for one in limits_of(limits, options["mapped_bytes"]):
        with contextlib.suppress(OSError, ValueError):  # macOS has names for what it cannot limit
            limit([one])
    try:
        serve(Channel(wire, strict=False), ["limits"])
    finally:
        os._exit(0)  # at once: a thread that the notebook left must not keep the process alive
