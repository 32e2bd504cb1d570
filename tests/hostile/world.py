"""What the attacks aim at, and whether it is still as it was.

The jail's own user could do all of this harm if nothing stopped it: files and folders are open to
everybody, and the process to be killed belongs to that user.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import coursekit
from coursekit.grading.sandbox.user import JAIL_UID

__all__ = ["TOKEN", "World", "jailed"]

#: Stands in every file and in the grader's environment; must be seen nowhere else.
TOKEN = "6f1d0c7e-canary-of-the-grader"


class World:
    """Canaries: files, sockets, shared memory and a process; a context manager."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> World:  # noqa: PYI034 - Self is newer than Python 3.10
        self.folder = Path(tempfile.mkdtemp(prefix="hostile-"))
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        for name in ("secret", "marks.db", "home/.bashrc", "submissions/other.ipynb"):
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(TOKEN)
            path.chmod(0o666)
        for folder in (self.folder, self.folder / "home", self.folder / "submissions"):
            folder.chmod(0o777)
        self.shared = Path(f"/dev/shm/hostile-{os.getpid()}")
        if self.shared.parent.is_dir():
            self.shared.write_text(TOKEN)
            self.shared.chmod(0o666)
            self._stack.callback(self.shared.unlink, missing_ok=True)
        self.tcp = self._listener(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        self.udp = self._listener(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
        self.path = self._listener(socket.AF_UNIX, socket.SOCK_STREAM, str(self.folder / "socket"))
        (self.folder / "socket").chmod(0o777)
        self.abstract_name = f"hostile-{os.getpid()}"
        self.abstract = self._listener(
            socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.abstract_name}"
        )
        change = {"user": JAIL_UID} if os.geteuid() == 0 else {}
        self.victim = subprocess.Popen(["sleep", "100000"], **change)  # type: ignore[call-overload]
        self._stack.callback(self.victim.wait)
        self._stack.callback(self.victim.kill)
        os.environ["HOSTILE_TOKEN"] = TOKEN
        self._stack.callback(os.environ.pop, "HOSTILE_TOKEN")
        self._before = self._state()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _listener(self, family: int, kind: int, address: object) -> socket.socket:
        listener = self._stack.enter_context(socket.socket(family, kind))
        listener.bind(address)  # type: ignore[arg-type]
        if kind == socket.SOCK_STREAM:
            listener.listen()
        listener.setblocking(False)
        return listener

    def aimed(self, source: str) -> str:
        """Return a cell with the places of the canaries filled in."""
        checkout = Path(coursekit.__file__).resolve().parent.parent
        places = {
            "WORLD": self.folder,
            "SECRET": self.folder / "secret",
            "GRADEBOOK": self.folder / "marks.db",
            "HOME": self.folder / "home",
            "OTHERS": self.folder / "submissions",
            "SOCKET": self.folder / "socket",
            "SHARED": self.shared,
            "ABSTRACT": self.abstract_name,
            "TCP": self.tcp.getsockname()[1],
            "UDP": self.udp.getsockname()[1],
            "VICTIM": self.victim.pid,
            "GRADER": os.getpid(),
            "CHECKOUT": checkout,
            "TOKEN": TOKEN[::-1],  # reversed: what is found must not be the cell itself
        }
        for name, place in places.items():
            source = source.replace(f"@{name}@", str(place))
        return source

    def damage(self) -> list[str]:
        """Return what is not as it was, in words."""
        now = self._state()
        found = [
            f"{name} is {now.get(name)!r}, was {was!r}"
            for name, was in self._before.items()
            if now.get(name) != was
        ]
        found += [f"{name} is new" for name in now.keys() - self._before.keys()]
        found += [f"somebody came to {name}" for name in self._visited()]
        return found

    def _state(self) -> dict[str, object]:
        state: dict[str, object] = {}
        for path in sorted(self.folder.rglob("*")):
            told = path.lstat()
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            state[str(path)] = (told.st_mode, told.st_nlink, told.st_mtime_ns, content)
        if self.shared.parent.is_dir():
            state[str(self.shared)] = self.shared.exists() and self.shared.read_text()
        status = Path(f"/proc/{self.victim.pid}/stat").read_text().rpartition(")")[2].split()[0]
        state["the process"] = status in "SRD"
        state["the grader"] = (Path.cwd(), os.umask(os.umask(0o22)), os.environ.get("HOME"))
        return state

    def _visited(self) -> Iterator[str]:
        for name, listener in (("tcp", self.tcp), ("path", self.path), ("abstract", self.abstract)):
            with contextlib.suppress(BlockingIOError):
                listener.accept()[0].close()
                yield name
        with contextlib.suppress(BlockingIOError):
            self.udp.recv(100)
            yield "udp"


def jailed(grader: int) -> dict[int, str]:
    """Return what lives below ``grader`` in a jail inside the jail: submissions, pid and name.

    A jail itself is one process namespace below the grader's, a submission two.
    """
    parents: dict[int, int] = {}
    depths: dict[int, int] = {}
    names: dict[int, str] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            fields = dict(
                line.split(":", 1) for line in (folder / "status").read_text().splitlines()
            )
            if not fields["State"].strip().startswith("Z"):
                pid = int(folder.name)
                parents[pid] = int(fields["PPid"])
                depths[pid] = len(fields["NSpid"].split())
                names[pid] = fields["Name"].strip()

    def is_below(pid: int) -> bool:
        while pid > 1 and pid != grader:
            pid = parents.get(pid, 0)
        return pid == grader

    deep = depths[grader] + 2
    return {pid: names[pid] for pid in names if depths[pid] >= deep and is_below(pid)}
