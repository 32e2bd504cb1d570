# ruff: noqa: E501 - attacks stand as they are handed in, one a line
"""Files: writing where it does harm, and leaving something for the next student."""

from __future__ import annotations

from .case import FLAG, HONEST, Case, attack, cell

__all__ = ["CASES", "NAMED"]

TARGETS = {
    "secret": "@SECRET@",
    "gradebook": "@GRADEBOOK@",
    "home": "@HOME@/.bashrc",
    "other-submission": "@OTHERS@/other.ipynb",
    "new-file": "@WORLD@/new",
    "shared-memory": "@SHARED@",
    "numpy": "/packages/numpy/__init__.py",
    "coursekit": "/packages/coursekit/checking/judge.py",
    "harness": "/harness/sandbox/inside/serve.py",
    "python": "/python/lib/python3.11/json/__init__.py",
    "library": "/lib/x86_64-linux-gnu/libc.so.6",
    "root": "/new",
    "etc": "/etc/ld.so.preload",
    "proc": "/proc/sys/kernel/core_pattern",
    "device": "/dev/sda",
    "dev-folder": "/dev/new",
    "checkout": "@CHECKOUT@/README.md",
}
CASES: list[Case] = [
    attack(
        f"writes-{name}",
        f"""
        path = "{path}"
        os.symlink(path, "link"); os.symlink("/", "root")
        open("mine", "w").write("x")
        won = tried(
            lambda: open(path, "a").close() is None,
            lambda: open(path, "r+b").write(b"x"),
            lambda: open("link", "w").write("x"),
            lambda: open("root" + path, "w").write("x"),
            lambda: open("../../.." + path, "w").write("x"),
            lambda: os.truncate(path, 0) is None,
            lambda: os.remove(path) is None,
            lambda: os.rename(path, "stolen") is None,
            lambda: os.rename("mine", path) is None,
            lambda: os.replace("mine", path) is None,
            lambda: os.link(path, "hard") is None,
            lambda: os.link("mine", path) is None,
            lambda: os.symlink("mine", path) is None,
            lambda: os.chmod(path, 0o777) is None,
            lambda: os.chown(path, -1, -1) is None,
            lambda: os.utime(path) is None,
            lambda: os.setxattr(path, "user.x", b"x") is None,
            lambda: os.mkdir(path + "-folder") is None,
            lambda: os.mkfifo(path + "-fifo") is None,
            lambda: __import__("shutil").rmtree(os.path.dirname(path)) is None,
            lambda: np.memmap(path, dtype=np.uint8, mode="r+"),
            lambda: np.save(path, np.ones(1)) is None,
            lambda: __import__("sqlite3").connect(path).execute("create table marks (x)"),
        )
        """,
    )
    for name, path in TARGETS.items()
]
CASES += [
    attack(
        "deletes-everything",
        """
        import shutil
        for top in ("@WORLD@", "@HOME@", "/packages", "/python", "/harness", "/usr", "/tmp", "/dev", "/"):
            shutil.rmtree(top, ignore_errors=True)
        won = not os.path.exists("/packages/numpy/__init__.py")
        """,
    ),
    attack(
        "moves-its-own-folder",
        """
        tried(lambda: os.rename("/tmp", "/tmp2"), lambda: os.rmdir("/tmp"))
        won = tried(lambda: os.symlink("/packages", "/tmp/../new") is None)
        """,
    ),
    attack(
        "names-that-hurt",
        """
        for name in ("-rf", "\\n", "a" * 255, "\\udcff", "%s%n", "; rm -rf ~", "\\x1b[2J", "=cmd()"):
            tried(lambda: open(name, "w").write(name), lambda: os.mkdir(name + "d"))
        """,
    ),
    attack(
        "a-race-of-links",
        """
        def swap():
            while True:
                tried(lambda: os.symlink("@SECRET@", "swap")); tried(lambda: os.remove("swap"))
                tried(lambda: open("swap", "w").close()); tried(lambda: os.remove("swap"))
        threading.Thread(target=swap, daemon=True).start()
        end = time.monotonic() + 0.3
        while time.monotonic() < end and not won:
            won = tried(lambda: "canary" in open("swap").read())
        """,
    ),
]

#: What the first student leaves, and how the next one would find it. The second deserves marks for
#: d_power alone: d_sin_x2 is right only if something was found.
LEFT = {
    "temporary-file": ("open('/tmp/left', 'w').write('x')", "open('/tmp/left').read(1)"),
    "var-tmp": (
        "tried(lambda: open('/var/tmp/left', 'w').write('x'))",
        "open('/var/tmp/left').read(1)",
    ),
    "dev-shm": (
        "tried(lambda: open('/dev/shm/left', 'w').write('x'))",
        "open('/dev/shm/left').read(1)",
    ),
    "home": (
        "open(os.path.expanduser('~/left'), 'w').write('x')",
        "open(os.path.expanduser('~/left')).read(1)",
    ),
    "null-device": ("open('/dev/null', 'w').write('x')", "open('/dev/null').read(1)"),
    "fonts": (
        "for f, _, n in os.walk('/tmp'): [tried(lambda: open(os.path.join(f, x), 'a').write('x')) for x in n]",
        "[n for _, _, n in os.walk('/tmp') if n]",
    ),
    "shared-memory": (
        "from multiprocessing import shared_memory as s\ntried(lambda: s.SharedMemory('left', True, 9))",
        "__import__('multiprocessing.shared_memory').shared_memory.SharedMemory('left')",
    ),
    "system-v-memory": (
        "ctypes.CDLL(None).shmget(4711, 4096, 0o1666)",
        "ctypes.CDLL(None).shmget(4711, 4096, 0) >= 0",
    ),
    "system-v-queue": (
        "ctypes.CDLL(None).msgget(4711, 0o1666)",
        "ctypes.CDLL(None).msgget(4711, 0) >= 0",
    ),
    "system-v-semaphore": (
        "ctypes.CDLL(None).semget(4711, 1, 0o1666)",
        "ctypes.CDLL(None).semget(4711, 1, 0) >= 0",
    ),
    "posix-queue": (
        "tried(lambda: ctypes.CDLL('librt.so.1').mq_open(b'/left', 0o102, 0o666, None))",
        "ctypes.CDLL('librt.so.1').mq_open(b'/left', 0) >= 0",
    ),
    "abstract-socket": (
        "s = tried(lambda: socket.socket(socket.AF_UNIX).bind('\\0left'))",
        "socket.socket(socket.AF_UNIX).connect('\\0left') is None",
    ),
    "keyring": (
        "system(248, ctypes.c_char_p(b'user'), ctypes.c_char_p(b'left'), ctypes.c_char_p(b'x'), 1, -4)",
        "system(249, ctypes.c_char_p(b'user'), ctypes.c_char_p(b'left'), 0, 0)",
    ),
    "numpy": ("np.left = 1", "np.left"),
    "builtins": ("import builtins; builtins.left = 1", "left"),
    "modules": ("sys.modules['left'] = sys", "'left' in sys.modules"),
    "coursekit": ("import coursekit; coursekit.left = 1", "__import__('coursekit').left"),
    "environment": ("os.environ['LEFT'] = '1'; os.putenv('LEFT', '1')", "os.environ['LEFT']"),
    "search-path": ("sys.path.append('/left')", "'/left' in sys.path"),
    "descriptor": ("os.open('/dev/zero', os.O_RDONLY); os.set_inheritable(4, True)", "os.fstat(4)"),
    "thread": ("threading.Timer(1000, print).start()", "threading.active_count() > 1"),
    "signal": (
        "signal.signal(signal.SIGUSR1, print)",
        "signal.getsignal(signal.SIGUSR1) not in (signal.SIG_DFL, signal.SIG_IGN, None)",
    ),
    "mask": (
        "signal.pthread_sigmask(signal.SIG_BLOCK, [10])",
        "10 in signal.pthread_sigmask(0, [])",
    ),
    "umask": ("os.umask(0o777)", "os.umask(0o22) == 0o777"),
    "error-state": ("np.seterr(all='raise')", "np.geterr()['divide'] == 'raise'"),
    "print-options": (
        "np.set_printoptions(precision=2)",
        "np.get_printoptions()['precision'] == 2",
    ),
    "plot-settings": (
        "import matplotlib; matplotlib.rcParams['lines.linewidth'] = 77",
        "__import__('matplotlib').rcParams['lines.linewidth'] == 77",
    ),
    "figures": (
        "import matplotlib.pyplot as plt; plt.figure()",
        "__import__('matplotlib.pyplot').pyplot.get_fignums()",
    ),
    "warnings": (
        "import warnings; warnings.simplefilter('error')",
        "__import__('warnings').filters[0][0] == 'error'",
    ),
    "recursion-limit": ("sys.setrecursionlimit(77777)", "sys.getrecursionlimit() == 77777"),
    "random-state": (
        "np.random.seed(7); import random; random.seed(7)",
        "np.random.randint(10**9) == 196418756",
    ),
    "locale": (
        "import locale; locale.setlocale(locale.LC_ALL, '')",
        "__import__('locale').getlocale()[0] == 'xx'",
    ),
    "time-zone": ("os.environ['TZ'] = 'Asia/Tokyo'; time.tzset()", "time.tzname[0] == 'JST'"),
    "excepthook": ("sys.excepthook = print", "sys.excepthook is print"),
    "trace": ("sys.settrace(lambda *a: None)", "sys.gettrace()"),
    "line-cache": (
        "import linecache; linecache.cache['<left>'] = 1",
        "'<left>' in __import__('linecache').cache",
    ),
    "names": ("left = 1", "'left' in globals()"),
    "memory": (
        "x = [b'left-over'] * 10",
        "any(type(o) is bytes and o == b'left-' + b'over' for o in gc.get_objects())",
    ),
    "limits": (
        "import resource; tried(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (17, 17)))",
        "__import__('resource').getrlimit(7)[0] == 17",
    ),
    "process-group": ("tried(lambda: os.setsid())", "os.getsid(0) not in (0, os.getpid())"),
}
CASES += [
    Case(
        name=f"left-{name}",
        cells=(HONEST, cell(leave)),
        marks={"d_power": 1.0},
        then=(HONEST, cell(f"won = tried(lambda: {find})"), FLAG),
        then_marks={"d_power": 1.0},
    )
    for name, (leave, find) in LEFT.items()
]

RIGHT = """\
assert d_power(1.0) == 5.0

def d_sin_x2(x):
    return 2 * x * np.cos(x**2)
"""

#: Sabotage: what the first one breaks must not cost the honest one after him.
CASES += [
    Case(
        name=f"sabotage-{name}",
        cells=(HONEST, cell(source), cell("if True:\n    os.kill(os.getpid(), 9)")),
        # What the saboteur's own answer comes to is his affair.
        free=frozenset({"d_power"}),
        cell_seconds=2.0,
        then=(HONEST, RIGHT),
        then_marks={"d_sin_x2": 1.0},
    )
    for name, source in {
        "numpy": "np.cos = np.sin; np.ndarray = None",
        "cos-in-memory": "ctypes.memset(id(np.cos) + 16, 0, 32)",
        "small-integers": "ctypes.memset(id(5) + 24, 9, 1)",
        "full-disk": "tried(lambda: open('/tmp/full', 'wb').write(bytes(1 << 27)))",
        "wire": "os.write(3, b'\\xff' * 100)",
        "priority": "tried(lambda: os.nice(19))",
        "working-folder": "os.chdir('/'); os.umask(0o777)",
        "signals": "[tried(lambda: signal.signal(n, signal.SIG_IGN)) for n in range(1, 65)]",
        "keyrings-and-timers": "signal.setitimer(signal.ITIMER_REAL, 0.5); signal.alarm(1)",
    }.items()
]

#: Those on which other graders were measured.
NAMED = ("writes-gradebook", "deletes-everything")
