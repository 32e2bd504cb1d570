"""The walls that a process builds round itself, in terms of the kernel's own calls.

Each function raises OSError if its wall cannot be built; the caller decides what that means. The
calls go through the C library where it has them. Where it has not, their numbers are used: those
above 423 (clone3, mount_setattr, Landlock) are the same on every architecture.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import struct
from collections.abc import Sequence

__all__ = [
    "bind",
    "bound_capabilities",
    "clone_into_namespaces",
    "detach",
    "die_with_parent",
    "drop_capabilities",
    "freeze",
    "landlock_version",
    "map_user",
    "mount_proc",
    "mount_tmpfs",
    "no_new_privileges",
    "own_mounts",
    "pivot",
    "restrict_files",
    "restrict_system_calls",
    "set_dumpable",
]

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_CAPBSET_DROP = 24
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_SECCOMP_MODE_FILTER = 2

_CLONE_PIDFD = 0x1000
_CLONE_NEWUSER = 0x10000000
_NAMESPACES = (
    0x00020000  # mounts
    | 0x02000000  # cgroups
    | 0x04000000  # host name
    | 0x08000000  # IPC
    | _CLONE_NEWUSER
    | 0x20000000  # processes
    | 0x40000000  # network
)
_SYS_CLONE3 = 435
_SYS_MOUNT_SETATTR = 442
_SYS_LANDLOCK_CREATE_RULESET = 444
_SYS_LANDLOCK_ADD_RULE = 445
_SYS_LANDLOCK_RESTRICT_SELF = 446

_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 0x20, 0x1000, 0x4000, 0x40000
_MNT_DETACH = 2
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV = 1, 2, 4
_AT_RECURSIVE = 0x8000

# Keeps the interpreter's lock: a clone must not let another thread's state slip in.
_libc = ctypes.PyDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_libc.mount.argtypes = (
    ctypes.c_char_p,
    ctypes.c_char_p,
    ctypes.c_char_p,
    ctypes.c_ulong,
    ctypes.c_char_p,
)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _prctl(option: int, *arguments: int) -> int:
    rest = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    return _checked(_libc.prctl(ctypes.c_int(option), *rest), f"prctl {option}")


def clone_into_namespaces(*, users: bool = True) -> tuple[int, int]:
    """Fork; the child is process 1 of namespaces of its own. Return its number and its pidfd.

    Without ``users`` it stays in the user namespace, for which it needs the right to mount there.
    In the child both numbers are 0. It is `os.fork` but for the namespaces: Python is told before
    and after, as it asks of code that clones by itself. Only for a process with one thread.
    """
    pidfd = ctypes.c_int(-1)
    arguments = struct.pack(
        "<8Q" if _LITTLE else ">8Q",
        (_NAMESPACES if users else _NAMESPACES & ~_CLONE_NEWUSER) | _CLONE_PIDFD,
        ctypes.addressof(pidfd),
        0,  # child_tid
        0,  # parent_tid
        signal.SIGCHLD,
        0,  # stack: a copy of this one
        0,
        0,  # tls
    )
    python = ctypes.pythonapi
    python.PyOS_BeforeFork()
    pid = _libc.syscall(
        ctypes.c_long(_SYS_CLONE3), ctypes.c_char_p(arguments), ctypes.c_size_t(len(arguments))
    )
    number = ctypes.get_errno()
    if pid == 0:
        python.PyOS_AfterFork_Child()
        return 0, 0
    python.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(number, f"clone3: {os.strerror(number)}")
    return pid, pidfd.value


_LITTLE = struct.pack("=H", 1) == struct.pack("<H", 1)


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def set_dumpable(value: bool) -> None:
    """Say whether other processes of the same user may look into this one."""
    _prctl(_PR_SET_DUMPABLE, int(value))


def map_user(uid: int, gid: int, inside: int | None = None) -> None:
    """Give the only user of this process's user namespace a number: ``inside``, or its own."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid if inside is None else inside} {uid} 1"),
        ("gid_map", f"{gid if inside is None else inside} {gid} 1"),
    ):
        descriptor = os.open(f"/proc/self/{name}", os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)


def own_mounts() -> None:
    """Keep what is mounted from here on to this process's mount namespace."""
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE, "")


def mount_tmpfs(folder: str, size: int, inodes: int, *, mode: int, writable: bool = True) -> None:
    """Mount an empty file system in memory at ``folder``, of at most ``size`` bytes."""
    flags = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC | (0 if writable else _MS_RDONLY)
    _mount("tmpfs", folder, "tmpfs", flags, f"size={size},nr_inodes={inodes},mode={mode:o}")


def mount_proc(folder: str) -> None:
    """Mount the view of this process namespace at ``folder``."""
    _mount("proc", folder, "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC, "")


def bind(source: str, place: str, *, device: bool = False) -> None:
    """Show ``source`` at ``place``, with all that is mounted below it, read-only but a device."""
    _mount(source, place, None, _MS_BIND | _MS_REC, "")
    attributes = _ATTR_NOSUID if device else _ATTR_NOSUID | _ATTR_RDONLY | _ATTR_NODEV
    wanted = struct.pack("=4Q", attributes, 0, 0, 0)
    failed = _syscall(_SYS_MOUNT_SETATTR, -1, place.encode(), _AT_RECURSIVE, wanted, len(wanted))
    _checked(failed, f"read-only {place}")


def freeze(folder: str) -> None:
    """Make a mount read-only from here on."""
    flags = _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    _mount(None, folder, None, flags, "")


def pivot(root: str, old: str, number: int) -> None:
    """Make ``root`` the root of this mount namespace and ``old`` the place of the one before.

    The C library has no function for it; ``number`` is the system call's.
    """
    failed = _syscall(number, root.encode(), old.encode())
    _checked(failed, f"pivot_root {root}")
    os.chdir("/")


def detach(folder: str) -> None:
    """Take away what is mounted at ``folder`` and below."""
    _checked(_libc.umount2(folder.encode(), _MNT_DETACH), f"umount {folder}")


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str) -> None:
    result = _libc.mount(
        (source or "none").encode(),
        target.encode(),
        None if kind is None else kind.encode(),
        flags,
        data.encode() or None,
    )
    _checked(result, f"mount {target}")


def drop_capabilities() -> None:
    """Give up every capability, also those that a later program could get back."""
    bound_capabilities()
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("=Ii", 0x20080522, 0)  # version 3: 64 capabilities in two words
    _checked(_libc.capset(ctypes.c_char_p(header), ctypes.c_char_p(bytes(24))), "capset")


def bound_capabilities(keep: Sequence[int] = ()) -> None:
    """No program that this process starts may have other capabilities than ``keep``."""
    with contextlib.suppress(OSError):  # at the first that the kernel does not know
        for capability in range(64):
            if capability not in keep:
                _prctl(_PR_CAPBSET_DROP, capability)


def no_new_privileges() -> None:
    """No program that this process starts may have more rights than it has."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


# Landlock.

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
#: How many of the rights on files each version of Landlock knows, from version 1.
_FILE_RIGHTS = (13, 14, 15, 15, 16)
#: Binding and connecting TCP sockets (from 4); abstract sockets and signals (from 6).
_NETWORK, _SCOPES = 3, 3


def landlock_version() -> int:
    """Return the version of Landlock that the kernel has, 0 for none."""
    return max(0, int(_syscall(_SYS_LANDLOCK_CREATE_RULESET, None, 0, 1)))


def _syscall(number: int, *arguments: bytes | int | None) -> int:
    converted = [
        ctypes.c_char_p(a) if isinstance(a, bytes) or a is None else ctypes.c_long(a)
        for a in arguments
    ]
    return int(_libc.syscall(ctypes.c_long(number), *converted))


def restrict_files(readable: Sequence[str], writable: Sequence[str], version: int) -> None:
    """Close all files and folders to this process but those named and what is below them.

    Reading covers ``readable``, everything but executing covers ``writable``. From version 4 on
    TCP is closed too, from version 6 on signals and abstract sockets to processes outside.
    """
    known = (1 << _FILE_RIGHTS[min(version, len(_FILE_RIGHTS)) - 1]) - 1
    attributes = struct.pack("=Q", known)
    if version >= 4:
        attributes += struct.pack("=Q", _NETWORK)
    if version >= 6:
        attributes += struct.pack("=Q", _SCOPES)
    rules = _checked(
        _syscall(_SYS_LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0), "Landlock"
    )
    try:
        for path in readable:
            _allow(rules, path, _READ_FILE | _READ_DIR)
        for path in writable:
            _allow(rules, path, known & ~_EXECUTE & ~_IOCTL_DEV)
        _checked(_syscall(_SYS_LANDLOCK_RESTRICT_SELF, rules, 0), "Landlock")
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return  # /lib64 and its like are not everywhere
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - pathlib is not needed for this alone
            rights &= _WRITE_FILE | _READ_FILE | _TRUNCATE
        rule = struct.pack("=Qi", rights, descriptor)
        _checked(_syscall(_SYS_LANDLOCK_ADD_RULE, rules, 1, rule, 0), f"Landlock: {path}")
    finally:
        os.close(descriptor)


# System calls.


def restrict_system_calls(program: bytes) -> None:
    """Install a finished filter of system calls (`coursekit.grading.sandbox.seccomp`)."""
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: the number of instructions of eight bytes, and where they are.
    head = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    code = ctypes.create_string_buffer(head, len(head))
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(code))
