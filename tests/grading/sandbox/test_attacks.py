"""Hostile notebooks: what each tries, that it fails, and that nothing of it is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.processes import alive, descendants
from support.requirements import require

import coursekit
from coursekit.grading.sandbox import (
    ChildDied,
    ChildFault,
    ChildMisbehaved,
    ChildTimeout,
    Sandbox,
    available,
)
from coursekit.grading.sandbox.layers import missing
from coursekit.grading.sandbox.user import JAIL_UID

Look = Callable[..., Any]

#: Tries each expression and keeps what came of it: "done", or the exception.
TRY = """
def attempt(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__} {getattr(error, 'errno', None)}"
    return "done"
"""
REFUSED = {f"PermissionError {number}" for number in (1, 13)}


@pytest.fixture(autouse=True)
def _canaries(tmp_path: Path) -> Iterator[None]:
    """Files that are as they were after whatever a test ran."""
    (tmp_path / "gradebook.db").write_bytes(b"marks")
    watched = [tmp_path / "gradebook.db", Path(coursekit.__file__), Path(__file__)]
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in watched]
    yield
    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in watched] == before
    assert [path.name for path in tmp_path.iterdir()] == ["gradebook.db"]


def ends_soon(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


# Reading.

FORBIDDEN = [
    "coursekit.sheets",
    "coursekit.sheets.rules",
    "coursekit.grading",
    "coursekit.grading.sandbox",
    "coursekit.authoring",
    "coursekit.notebook.session",
    "coursekit.notebook.practice",
    "coursekit.course",
    "coursekit.cli",
    "coursekit.environment",
]


@pytest.mark.parametrize("name", FORBIDDEN)
def test_no_answers_can_be_imported(look: Look, name: str) -> None:
    again = "import sys\nsys.path += ['/work', '/usr/lib/python3/dist-packages', '..', '/']\n"
    cell = f"try:\n    import {name}\nexcept ModuleNotFoundError as error:\n    found = str(error)"
    assert look(again + cell).startswith("No module named")


@pytest.mark.parametrize(
    "name", ["autodiff", "autodiff.nn", "formula", "checking", "widgets", "notebook"]
)
def test_what_students_use_can_be_imported(look: Look, name: str) -> None:
    assert look(f"import coursekit.{name}\nfound = coursekit.__version__") == coursekit.__version__


def test_nothing_of_this_machine_is_to_be_found(look: Look) -> None:
    """No file of the course but the rooms, no home, no work, no process, no device but four."""
    walk = (
        "import os\nfound = {}\n"
        "for top in ('/', '/packages', '/harness', '/python', '/usr/lib', '/lib', '/dev', '/proc',"
        " '/sys', '/home', '/root', '/work', '/var', '/run', '/etc', '/mnt', '/media', '/opt'):\n"
        "    names = []\n"
        "    for folder, inner, files in os.walk(top):\n"
        "        names += [os.path.join(folder, name) for name in inner + files]\n"
        "    found[top] = [name for name in names if 'coursekit' in name or top not in"
        " ('/packages', '/harness', '/python', '/usr/lib', '/lib')][:1500]"
    )
    found = look(walk)
    for empty in ("/", "/proc", "/sys", "/home", "/root", "/work", "/var", "/run", "/mnt", "/opt"):
        assert found[empty] == []
    assert found["/usr/lib"] == []
    assert found["/python"] == []
    rooms = {name.split("/")[3] for name in found["/packages"] if name.count("/") > 2}
    assert rooms == {
        "__init__.py",
        "autodiff",
        "checking",
        "errors.py",
        "formula",
        "notebook",
        "probability",
        "widgets",
    }
    assert not any(
        "sheet" in name or name.endswith((".ipynb", ".pth")) for name in found["/packages"]
    )


def test_files_that_would_tell_something_are_not_there(look: Look, tmp_path: Path) -> None:
    paths = [
        "/proc/self/maps",
        "/proc/self/environ",
        "/proc/1/environ",
        "/proc/self/fd",
        "/proc/self/mem",
        "/proc/cpuinfo",
        "/sys/kernel",
        "/etc/passwd",
        "/etc/shadow",
        "/etc/hostname",
        "/dev/tty",
        "/dev/shm",
        "/dev/kmsg",
        "/run/systemd",
        str(tmp_path / "gradebook.db"),
        coursekit.__file__,
        str(Path(sys.prefix) / "pyvenv.cfg"),
    ]
    cell = f"import os\nfound = [p for p in {paths!r} if os.path.exists(p)]"
    assert look(cell) == []


def test_who_and_where_it_is(look: Look) -> None:
    cell = (
        "import os, sys\nname = os.uname().nodename\n"
        "found = [os.getuid(), os.getpid(), os.getppid(), name, sys.argv,"
        "    sorted(os.environ), os.getcwd()]"
    )
    uid, pid, parent, name, arguments, environment, folder = look(cell)
    assert uid == (JAIL_UID if os.geteuid() == 0 else os.getuid())
    assert (pid, parent, name, arguments, folder) == (1, 0, "jail", ["notebook"], "/tmp")
    allowed = {
        *("COURSEKIT_STATE", "HOME", "LANG", "LC_ALL", "MPLBACKEND", "OMP_NUM_THREADS", "PATH"),
        *("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS"),
        *("PYTHONDONTWRITEBYTECODE", "TMPDIR"),
    }
    assert set(environment) <= allowed


def test_no_secret_is_in_its_memory(jail: Sandbox) -> None:
    """A fresh program has nothing of the grader's: not its environment, not its objects."""
    cell = (
        "import gc, sys\n"
        "text = repr([o for o in gc.get_objects() if isinstance(o, (dict, list, tuple))][:20000])\n"
        "frames = []\nframe = sys._getframe()\n"
        "while frame: frames.append(repr(frame.f_locals)); frame = frame.f_back\n"
        "found = '-'.join(['canary', 'of', 'the', 'grader']) in text + ''.join(frames)"
    )
    secret = "-".join(["canary", "of", "the", "grader"])
    os.environ["COURSEKIT_SECRET"] = secret
    try:
        with jail.start([cell]) as child:
            child.run()
            assert child.describe(["found"])["found"].value is False
    finally:
        del os.environ["COURSEKIT_SECRET"]


# Writing.


def test_only_its_own_folder_can_be_written(look: Look, tmp_path: Path) -> None:
    places = [
        *("/x", "/usr/lib/x", "/packages/x", "/packages/coursekit/__init__.py", "/python/lib/x"),
        *("/harness/sandbox/channel.py", "/proc/x", "/proc/self/mem", "/dev/x", "/dev/shm/x"),
        *("/etc/x", "/sys/x", "../x", "../../etc/x", "/dev/zero", "/dev/urandom"),
        *(str(tmp_path / "x"), str(tmp_path / "gradebook.db"), coursekit.__file__),
    ]
    cell = f"found = [p for p in {places!r} if attempt(lambda: open(p, 'wb')) == 'done']"
    assert look(TRY, cell) == []
    assert look(
        TRY, "found = attempt(lambda: open('/tmp/x', 'w')), open('/dev/null', 'w').name"
    ) == (
        "done",
        "/dev/null",
    )


def test_nothing_outside_can_be_deleted_moved_or_linked(look: Look) -> None:
    cell = (
        "import os, shutil\ntarget = '/packages/coursekit/__init__.py'\nfound = ["
        "attempt(lambda: os.remove(target)), attempt(lambda: os.rename(target, '/tmp/x')),"
        "attempt(lambda: os.link(target, '/tmp/y')), attempt(lambda: os.chmod(target, 0o777)),"
        "attempt(lambda: os.symlink('/root', '/tmp/z') or os.listdir('/tmp/z')),"
        "attempt(lambda: shutil.rmtree('/packages')), attempt(lambda: os.mkfifo('/tmp/p')),"
        "attempt(lambda: os.mknod('/tmp/d', 0o20666, 0x103)), attempt(lambda: os.chroot('/tmp'))]"
    )
    assert "done" not in look(TRY, cell)


# Processes.


def test_no_process_can_be_started(look: Look) -> None:
    cell = (
        "import os, subprocess, multiprocessing, pty\nfound = [attempt(os.fork),"
        "attempt(lambda: subprocess.run(['/bin/true'])),"
        "attempt(lambda: os.system('true') and 1/0),"
        "attempt(lambda: os.execv('/python/bin/python3', ['x'])), attempt(pty.fork),"
        "attempt(lambda: multiprocessing.Process(target=print).start()),"
        "attempt(lambda: os.posix_spawn('/python/bin/python3', ['x'], {}))]"
    )
    assert "done" not in look(TRY, cell)


def test_no_process_can_be_harmed(look: Look) -> None:
    cell = (
        "import os, signal\nfound = [attempt(lambda p=p: os.kill(p, s))"
        " for p in (-1, 0, 1, 2, 3, 5, os.getppid()) for s in (9, 19)]"
    )
    assert set(look(TRY, cell)) <= REFUSED


def test_it_cannot_stop_itself(look: Look) -> None:
    cell = "import signal\nfor s in (19, 20, 21, 22, 1, 2, 3, 15): signal.raise_signal(s)"
    ignoring = "import signal\nfor s in (1, 2, 3, 15): signal.signal(s, signal.SIG_IGN)"
    assert look(ignoring, cell, "found = 'alive'") == "alive"


SYSTEM_CALLS = [
    *("ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_open", "pidfd_getfd"),
    *("unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "bpf", "perf_event_open"),
    *("io_uring_setup", "userfaultfd", "keyctl", "add_key", "shmget", "msgget", "semget"),
    *("mq_open", "memfd_create", "socket", "sendmsg", "kexec_load", "init_module", "reboot"),
    *("open_by_handle_at", "personality", "setsid", "capset", "setuid", "sched_setaffinity"),
]


def test_system_calls_that_lead_outside_are_refused(look: Look) -> None:
    from coursekit.grading.sandbox.seccomp import library

    resolver = library()
    assert resolver is not None
    numbers = [resolver.seccomp_syscall_resolve_name(name.encode()) for name in SYSTEM_CALLS]
    cell = (
        f"import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nfound = []\n"
        f"for number in {numbers!r}:\n"
        "    result = libc.syscall(ctypes.c_long(number), 0, 0, 0, 0, 0)\n"
        "    found.append((result, ctypes.get_errno()))"
    )
    assert dict(zip(SYSTEM_CALLS, look(cell), strict=True)) == dict.fromkeys(SYSTEM_CALLS, (-1, 1))


def test_no_socket_of_any_family(look: Look) -> None:
    cell = (
        "import socket\nfound = set()\n"
        "for family in range(46):\n    for kind in (1, 2, 3, 5):\n"
        "        found.add(attempt(lambda: socket.socket(family, kind)))\n"
        "found = list(found)"
    )
    assert set(look(TRY, cell)) <= REFUSED


def test_limits_cannot_be_raised(look: Look) -> None:
    cell = (
        "import resource\nfound = []\nfor name in dir(resource):\n"
        "    if name.startswith('RLIMIT_'):\n        which = getattr(resource, name)\n"
        "        for limit in ((-1, -1), (10**12, 10**12)):\n"
        "            found.append(attempt(lambda: resource.setrlimit(which, limit)))"
    )
    assert "done" not in look(TRY, cell)


# Bombs.


def test_memory_ends_where_its_limit_is(look: Look) -> None:
    cell = "hoard = []\ntry:\n    while True: hoard.append(bytearray(10**7))\n"
    cell += "except MemoryError:\n    found = len(hoard)\n    del hoard"
    assert 15 <= look(cell) <= 40


def test_memory_that_python_cannot_count(jail: Sandbox) -> None:
    cell = "import mmap\nhoard = []\nwhile True: hoard.append(mmap.mmap(-1, 10**7))"
    with jail.start([cell, "del hoard", "x = 1"]) as child:
        results = child.run()
    assert results[0].error is not None
    assert results[2].ok


def test_threads_are_counted(look: Look) -> None:
    cell = (
        "import threading, time\ncount = 0\ntry:\n    while count < 1000:\n"
        "        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "        count += 1\nexcept RuntimeError:\n    pass\nfound = count"
    )
    assert look(cell) <= 32


def test_the_disk_is_small(look: Look) -> None:
    cell = (
        "written = 0\ntry:\n    for k in range(1000):\n"
        "        with open(f'f{k}', 'wb') as file:\n"
        "            for _ in range(7): written += file.write(b'x' * 10**6)\n"
        "except OSError as error:\n    found = (written, error.errno)"
    )
    written, number = look(cell)
    assert written <= 16 << 20
    assert number == 28


def test_one_file_is_smaller_still(look: Look) -> None:
    cell = "f = open('big', 'wb')\ntry:\n    while True: f.write(b'x' * 10**6)\n"
    cell += "except OSError as error:\n    found = (f.tell(), error.errno)"
    size, number = look(cell)
    assert size <= 8 << 20
    assert number == 27


def test_files_are_counted(look: Look) -> None:
    cell = "try:\n    for k in range(10**6): open(str(k), 'w').close()\n"
    cell += "except OSError as error:\n    found = (k, error.errno)"
    assert look(cell) == (255, 28)


def test_open_files_are_counted(look: Look) -> None:
    cell = "hoard = []\ntry:\n    while True: hoard.append(open('/dev/null'))\n"
    cell += "except OSError as error:\n    found = (len(hoard), error.errno)\n    hoard.clear()"
    count, number = look(cell)
    assert count < 128
    assert number == 24


def test_output_without_end_is_cut(jail: Sandbox) -> None:
    cells = ["for k in range(200_000): print('x' * 100)", "import os\nos.write(1, b'x' * 10**6)"]
    with jail.start(cells) as child:
        results = child.run()
    assert [result.ok for result in results] == [True, True]
    assert len(results[0].output) < 10_000


def test_recursion_without_end(jail: Sandbox) -> None:
    cells = [
        "def f(n): return f(n + 1)\nf(0)",
        "x = eval('(' * 5000 + ')' * 5000)",
        "import sys\nsys.setrecursionlimit(10**9)\nclass A: pass",
        "A.__repr__ = lambda a: repr(a)\nrepr(A())",
    ]
    with jail.start(cells) as child:
        try:
            errors = [result.error for result in child.run(cell_seconds=15)]
            fault = None
        except ChildDied as died:
            errors, fault = [result.error for result in died.results], died
    assert [error is None for error in errors[:3]] == [False, False, True]
    # The last one ends the stack of C, with an exception or without.
    assert errors[3:] if fault is None else fault.cell == 3


# Ending, crashing, stalling.

ENDINGS = {
    "exit": ("import os; os._exit(0)", ChildDied, "exit"),
    "segfault": ("import ctypes; ctypes.string_at(0)", ChildDied, "signal 11"),
    "abort": ("import os; os.abort()", ChildDied, None),
    "kill": ("import signal; signal.raise_signal(9)\nwhile True: pass", ChildTimeout, "timeout"),
    "loop": (
        "while True:\n    try:\n        while True: pass\n    except: pass",
        ChildTimeout,
        None,
    ),
    "sleep": ("import time; time.sleep(1000)", ChildTimeout, None),
    "regex": ("import re; re.match('(a+)+$', 'a' * 60 + 'b')", ChildTimeout, None),
    "power": ("x = 9 ** 9 ** 9", ChildTimeout, None),
    "wire closed": ("import os, time; os.close(3); time.sleep(9)", ChildMisbehaved, None),
    "all closed": ("import os, time; os.closerange(0, 99); time.sleep(9)", ChildMisbehaved, None),
    "wire shut": (
        "import socket, time; socket.socket(fileno=3).shutdown(2); time.sleep(9)",
        ChildMisbehaved,
        None,
    ),
    "rubbish": ("import os; os.write(3, b'\\xff' * 100)", ChildMisbehaved, None),
    "drip": (
        (
            "import os, time\nos.write(3, b'\\x00\\x01\\x00\\x00')\n"
            "while True: os.write(3, b'x'); time.sleep(0.01)"
        ),
        ChildFault,
        None,
    ),
    "bomb": (
        (
            "import os\nbody = b'[],' * 1_300_000\n"
            "os.write(3, len(body).to_bytes(4, 'little'))\n"
            "while body: body = body[os.write(3, body):]"
        ),
        ChildMisbehaved,
        None,
    ),
    "pickle": (
        (
            "import os, pickle\nbody = pickle.dumps(print)\n"
            "os.write(3, len(body).to_bytes(4, 'little') + body)"
        ),
        ChildMisbehaved,
        None,
    ),
    "wire stolen": (
        (
            "import gc\nfor o in gc.get_objects():\n"
            "    if type(o).__name__ == 'Channel': o.send({'nonce': '0' * 16, 'is': 'done'})"
        ),
        ChildMisbehaved,
        None,
    ),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_a_process_that_ends_or_stalls(jail: Sandbox, name: str) -> None:
    source, kind, reason = ENDINGS[name]
    begun = time.monotonic()
    with jail.start(["x = 1", source]) as child, pytest.raises(kind) as caught:
        child.run(cell_seconds=0.7)
    assert time.monotonic() - begun < 6
    assert caught.value.cell == 1
    assert len(caught.value.results) == 1
    if reason is not None:
        assert isinstance(caught.value, ChildDied)
        assert caught.value.reason == reason


def test_the_processor_has_a_limit_of_its_own() -> None:
    from coursekit.grading.sandbox import Limits

    require("sandbox", missing(available()) is None)
    with (
        Sandbox(limits=Limits(cpu_seconds=1)) as sandbox,
        sandbox.start(["while True: pass"]) as child,
        pytest.raises(ChildDied) as caught,
    ):
        child.run(cell_seconds=30)
    assert caught.value.reason == "cpu"


def test_a_patched_process_harms_itself_only(jail: Sandbox) -> None:
    patches = [
        "import numpy as np, builtins, json, struct, socket, sys",
        "np.allclose = np.isclose = np.array_equal = lambda *a, **k: True",
        (
            "for m in ('channel', 'values', 'messages', 'inside.serve'):\n"
            "    module = sys.modules['sandbox.' + m]\n"
            "    for name in list(vars(module)):\n"
            "        if not name.startswith('__'): setattr(module, name, None)"
        ),
        "json.dumps = json.loads = struct.pack = None",
        "def f(x): return 1.0",
    ]

    def all_of_it() -> None:
        with jail.start(patches) as child:
            child.run(cell_seconds=3)
            child.call("f", [1.0], seconds=3)

    with pytest.raises(ChildFault):
        all_of_it()
    with jail.start(["def f(x): return 2.0"]) as child:
        child.run()
        assert child.call("f", [1.0]).value == 2.0


def test_forged_answers_written_ahead_are_refused(jail: Sandbox) -> None:
    """The cell writes a complete, well-formed answer to a question that will be asked."""
    cell = (
        "import json, os\n"
        "def frame(m):\n    b = json.dumps(m).encode()\n"
        "    return len(b).to_bytes(4, 'little') + b\n"
        "good = {'value': 1.0, 'error': None, 'printed': False, 'mutated': []}\n"
        "import atexit, threading, time\n"
        "def later():\n    time.sleep(0.3)\n"
        "    os.write(3, frame({'nonce': '', 'is': 'called', 'outcomes': [good]}))\n"
        "threading.Thread(target=later, daemon=True).start()\n"
        "def f(x): return 7.0"
    )
    with jail.start([cell]) as child:
        child.run()
        time.sleep(0.6)
        with pytest.raises(ChildMisbehaved, match="no question"):
            child.call("f", [1.0])


# What is left.


@pytest.mark.parametrize("builder", ["bubblewrap", "own"])
def test_when_a_sandbox_closes_nothing_lives_on(builder: str) -> None:
    require("sandbox", missing(available()) is None)
    sandbox = Sandbox()
    sandbox._found["bubblewrap"] = builder == "bubblewrap"
    before = descendants(os.getpid())
    child = sandbox.start(["import time\nwhile True: time.sleep(1)"])
    jailed = descendants(os.getpid()) - before
    assert len(jailed) >= 3  # bubblewrap, the zygote, the child
    with pytest.raises(ChildTimeout):
        child.run(cell_seconds=0.2)
    sandbox.close()
    assert ends_soon(lambda: not alive(jailed))


@pytest.mark.parametrize("builder", ["bubblewrap", "own"])
def test_when_the_grader_is_killed_nothing_lives_on(builder: str) -> None:
    require("sandbox", missing(available()) is None)
    source = (
        "from coursekit.grading.sandbox import Sandbox\n"
        "sandbox = Sandbox()\n"
        f"sandbox._found['bubblewrap'] = {builder == 'bubblewrap'}\n"
        "child = sandbox.start(['while True: pass'], lambda *_: print('runs', flush=True))\n"
        "child.run(cell_seconds=1000, total_seconds=1000)\n"
    )
    root = str(Path(coursekit.__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", source],
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
    ) as grader:
        assert grader.stdout is not None
        assert grader.stdout.readline() == b"runs\n"
        jailed = descendants(grader.pid)
        assert len(jailed) >= 3
        grader.send_signal(signal.SIGKILL)
    assert ends_soon(lambda: not alive(jailed))
