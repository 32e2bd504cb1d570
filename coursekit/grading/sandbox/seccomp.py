"""The filter of system calls for a student's process, made by libseccomp.

Numbers of system calls differ from one processor to the next; the library knows them by name, so
the same list serves x86-64, aarch64 and whatever else it knows. What is not on the list does not
exist (ENOSYS, so that a C library tries its older way); what students try by name is refused
(EPERM). Only numbers of the machine's own architecture are accepted: its 32-bit sister ends the
process.

The filter is made on the trusted side, as the bytes that the kernel takes, and handed into the
jail; the library need not be there.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os

__all__ = ["compile_filter", "library", "number"]

_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_MASKED_EQUAL = 7
_EQUAL = 4
_NOT_EQUAL = 1


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: What Python and NumPy do when they compute, read libraries and keep files in their own folder.
ALLOWED = _names(
    """
    read write readv writev pread64 pwrite64 preadv pwritev lseek close close_range open
    openat openat2 creat access faccessat faccessat2 stat lstat fstat fstat64 stat64 lstat64
    newfstatat fstatat64 statx statfs fstatfs statfs64 fstatfs64 readlink readlinkat
    getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename
    renameat renameat2 link linkat symlink symlinkat truncate ftruncate truncate64
    ftruncate64 fallocate fadvise64 fsync fdatasync chmod fchmod fchmodat fchmodat2 utime
    utimes utimensat futimesat umask fcntl fcntl64 flock dup dup2 dup3 pipe pipe2 sendfile
    sendfile64 copy_file_range getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
    poll ppoll ppoll_time64 select pselect6 pselect6_time64 _newselect epoll_create
    epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2 sendto
    recvfrom recvmsg send recv shutdown getsockopt getsockname getpeername mmap mmap2 munmap
    mprotect mremap madvise brk msync mincore membarrier get_mempolicy rt_sigaction
    rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait
    rt_sigtimedwait_time64 sigaltstack sigreturn pause alarm getitimer setitimer
    timer_create timer_settime timer_gettime timer_delete timer_getoverrun nanosleep
    clock_nanosleep clock_nanosleep_time64 clock_gettime clock_gettime64 clock_getres
    clock_getres_time64 gettimeofday time times getpid getppid gettid getuid geteuid getgid
    getegid getresuid getresgid getgroups getpgrp getpgid getsid getuid32 geteuid32 getgid32
    getegid32 getpriority getrusage getrlimit ugetrlimit getcpu sched_yield
    sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max
    sched_get_priority_min sysinfo uname capget getrandom futex futex_time64 futex_waitv
    set_robust_list get_robust_list set_tid_address rseq restart_syscall exit exit_group
    wait4 waitid arch_prctl set_thread_area get_thread_area riscv_flush_icache riscv_hwprobe
    """
)

#: What a notebook may try, and is told that it may not.
REFUSED = _names(
    """
    socket bind listen accept accept4 connect sendmsg sendmmsg recvmmsg setsockopt fork
    vfork execve execveat kill tkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open
    pidfd_send_signal pidfd_getfd ptrace process_vm_readv process_vm_writev kcmp setrlimit
    setpriority setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid
    setfsgid capset setsid setpgid unshare setns mount umount2 pivot_root chroot mknod
    mknodat chown fchown lchown fchownat setxattr lsetxattr fsetxattr memfd_create
    memfd_secret shmget shmat shmctl semget semop semctl msgget msgsnd msgrcv mq_open
    mq_unlink inotify_init inotify_init1 fanotify_init userfaultfd perf_event_open bpf
    io_uring_setup io_uring_enter io_uring_register add_key request_key keyctl mlock
    mlockall mbind set_mempolicy sched_setaffinity sched_setscheduler sched_setparam
    sched_setattr ioprio_set personality reboot swapon sethostname setdomainname syslog
    init_module finit_module delete_module kexec_load acct quotactl iopl ioperm
    clock_settime settimeofday adjtimex clock_adjtime landlock_create_ruleset
    open_by_handle_at name_to_handle_at
    """
)

#: What depends on an argument: (name, argument, mask, value); any one of them allows the call.
_THREAD = 0x00010000
_IOCTLS = {
    "TCGETS": 0x5401,
    "FIONBIO": 0x5421,
    "FIONREAD": 0x541B,
    "FIOCLEX": 0x5451,
    "FIONCLEX": 0x5450,
    "TIOCGWINSZ": 0x5413,
}
_PRCTLS = {"PR_GET_NAME": 16, "PR_SET_NAME": 15, "PR_SET_VMA": 0x53564D41}
_AF_UNIX = 1
_WHOLE = 0xFFFFFFFF
_WHOLE_64 = 0xFFFFFFFFFFFFFFFF
_NONZERO = 0  # as a mask: any value but the one that is named


class _Comparison(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    )


@functools.cache
def library() -> ctypes.CDLL | None:
    """Return libseccomp, or None where it is not installed."""
    try:
        found = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    except OSError:
        return None
    found.seccomp_init.restype = ctypes.c_void_p
    found.seccomp_init.argtypes = [ctypes.c_uint32]
    found.seccomp_release.argtypes = [ctypes.c_void_p]
    found.seccomp_release.restype = None
    found.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]
    found.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.POINTER(_Comparison),
    ]
    found.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]
    return found


def number(name: str) -> int | None:
    """Return the number of a system call on this machine; None without the library."""
    found = library()
    if found is None:
        return None
    resolved = int(found.seccomp_syscall_resolve_name(name.encode()))
    return resolved if resolved >= 0 else None


@functools.cache
def compile_filter(own_pid: int | None = 1) -> bytes | None:
    """Return the filter as the kernel takes it, or None without libseccomp.

    ``own_pid`` is the number that the process has in its namespace: the one process to which it
    may send signals (None: to any of the jail's).
    """
    library_ = library()
    if library_ is None:
        return None
    rules = _Rules(library_)
    try:
        for name in ALLOWED:
            rules.add(_ALLOW, name)
        for name in REFUSED:
            rules.add(_ERRNO | errno.EPERM, name)
        for value in _IOCTLS.values():
            rules.add(_ALLOW, "ioctl", (1, _WHOLE, value))
        for value in _PRCTLS.values():
            rules.add(_ALLOW, "prctl", (0, _WHOLE, value))
        rules.add(_ALLOW, "clone", (_CLONE_FLAGS, _THREAD, _THREAD))
        rules.add(_ERRNO | errno.EPERM, "clone", (_CLONE_FLAGS, _THREAD, 0))
        rules.add(_ALLOW, "socketpair", (0, _WHOLE, _AF_UNIX))
        # To read one's limits is harmless; a second argument would set them.
        rules.add(_ALLOW, "prlimit64", (0, _WHOLE, 0), (2, _WHOLE_64, 0))
        rules.add(_ERRNO | errno.EPERM, "prlimit64", (2, _NONZERO, 0))
        if own_pid is None:
            rules.add(_ALLOW, "tgkill")
        else:
            rules.add(_ALLOW, "tgkill", (0, _WHOLE, own_pid))
        return rules.exported()
    finally:
        rules.release()


#: The argument of clone that holds the flags: the second on s390, the first everywhere else.
_CLONE_FLAGS = 1 if os.uname().machine.startswith("s390") else 0


class _Rules:
    """A filter in the making."""

    def __init__(self, library_: ctypes.CDLL) -> None:
        self._library = library_
        self._rules = library_.seccomp_init(_ERRNO | errno.ENOSYS)
        if not self._rules:
            raise OSError("libseccomp could not begin a filter")

    def add(self, action: int, name: str, *conditions: tuple[int, int, int]) -> None:
        """Add a rule, with all of ``conditions``; names that the machine does not have are left."""
        number = self._library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return
        array = (_Comparison * len(conditions))(*map(_comparison, conditions))
        failed = self._library.seccomp_rule_add_array(
            self._rules, action, number, len(conditions), array
        )
        if failed:
            raise OSError(-failed, f"libseccomp refuses a rule for {name}: {os.strerror(-failed)}")

    def exported(self) -> bytes:
        """Return the finished filter."""
        descriptor = os.memfd_create("filter", os.MFD_CLOEXEC)
        try:
            failed = self._library.seccomp_export_bpf(self._rules, descriptor)
            if failed:
                raise OSError(-failed, "libseccomp could not finish the filter")
            os.lseek(descriptor, 0, os.SEEK_SET)
            return _everything(descriptor)
        finally:
            os.close(descriptor)

    def release(self) -> None:
        """Give the library's memory back."""
        self._library.seccomp_release(self._rules)


def _comparison(condition: tuple[int, int, int]) -> _Comparison:
    argument, mask, value = condition
    if mask == _NONZERO:
        return _Comparison(argument, _NOT_EQUAL, value, 0)
    if mask == _WHOLE_64:
        return _Comparison(argument, _EQUAL, value, 0)
    # The kernel looks at 32 bits of an int; the upper half may hold anything.
    return _Comparison(argument, _MASKED_EQUAL, mask, value)


def _everything(descriptor: int) -> bytes:
    pieces: list[bytes] = []
    while piece := os.read(descriptor, 1 << 16):
        pieces.append(piece)
    return b"".join(pieces)
