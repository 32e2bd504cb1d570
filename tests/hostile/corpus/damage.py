# ruff: noqa: E501 - attacks stand as they are handed in, one a line
"""Harm: ending or stopping processes, breaking the interpreter, getting rights, getting out."""

from __future__ import annotations

from .case import FLAG, HONEST, Case, attack, cell, hang

__all__ = ["CASES", "NAMED"]

#: How a notebook ends its own process. The answers before and after the bad statement count.
ENDS = {
    "exit": "os._exit(0)",
    "exit-1": "os._exit(1)",
    "exit-like-memory": "os._exit(71)",
    "segfault": "ctypes.string_at(0)",
    "segfault-by-writing": "ctypes.memset(1, 0, 1)",
    "abort": "os.abort()",
    "kill": "os.kill(os.getpid(), signal.SIGKILL); os.kill(0, signal.SIGKILL)",
    "raise-abort": "signal.raise_signal(signal.SIGABRT)",
    "raise-kill": "signal.raise_signal(signal.SIGKILL)",
    "raise-terminate": "signal.raise_signal(signal.SIGTERM)",
    "raise-hangup": "signal.raise_signal(signal.SIGHUP)",
    "raise-cpu": "signal.raise_signal(signal.SIGXCPU)",
    "raise-file-size": "signal.raise_signal(signal.SIGXFSZ)",
    "raise-pipe": "signal.signal(signal.SIGPIPE, signal.SIG_DFL); signal.raise_signal(signal.SIGPIPE)",
    "fatal-error": "ctypes.pythonapi.Py_FatalError(b'over')",
    "finalize": "ctypes.pythonapi.Py_Finalize()",
    "exit-of-c": "ctypes.CDLL(None).exit(0)",
    "exit-group": "system(231 if os.uname().machine == 'x86_64' else 94, 0)",
    "exit-of-the-thread": "system(60 if os.uname().machine == 'x86_64' else 93, 0)",
    "stack-overflow": "sys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
    "stack-overflow-in-c": """
x = None
for _ in range(3_000_000): x = [x]
repr(x) if sys.setrecursionlimit(10**9) is None else 0""",
    "bad-code-object": """
code = (lambda: 0).__code__
exec(code.replace(co_code=b'\\x97\\x00d\\xff\\x53\\x00' * 9, co_consts=()))""",
    "freed-none": "[ctypes.pythonapi.Py_DecRef(ctypes.py_object(None)) for _ in range(10**6)]",
    "wild-pointer-in-numpy": "np.ctypeslib.as_array((ctypes.c_double * 8).from_address(16)).sum()",
    "fork-and-exit": "os.fork()",
}
CASES: list[Case] = [
    Case(
        name=f"ends-{name}",
        cells=(HONEST, cell("before = 1\n" + source + "\nafter = 1"), FLAG),
        marks={"d_power": 1.0},
        cell_seconds=1.0,
    )
    for name, source in ENDS.items()
]

#: Stopped or waiting for ever, deaf to everything polite.
STOPS = {
    "stop": "signal.raise_signal(signal.SIGSTOP)",
    "terminal-stop": "signal.raise_signal(signal.SIGTSTP)",
    "pause": "signal.pause()",
    "sleep": "time.sleep(1e6)",
    "loop": "while True: pass",
    "loop-that-catches-everything": """
while True:
    try:
        while True: pass
    except BaseException: pass""",
    "loop-with-signals-ignored": """
for number in range(1, 65):
    tried(lambda: signal.signal(number, signal.SIG_IGN))
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True: pass""",
    "deadlock": "lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "non-daemon-threads": """
def run():
    while True: time.sleep(0.01)
threads = [threading.Thread(target=run) for _ in range(5)]
[t.start() for t in threads]; [t.join() for t in threads]""",
    "waits-for-itself": "a, b = socket.socketpair(); a.recv(1)",
    "fifo": "os.mkfifo('fifo') if hasattr(os, 'mkfifo') else 0; open('fifo')\nwhile True: pass",
    "regular-expression": "import re; re.match(r'(a+)+$', 'a' * 64 + 'b')",
    "big-power": "len(str(9**9**8))",
    "big-product": "x = 7**(10**7); [x * x for _ in range(10**4)]",
    "numpy-in-c": "a = np.ones((6000, 6000)); [a @ a for _ in range(1000)]",
    "finalizer": """
class D:
    def __del__(self):
        while True: pass
D()""",
    "generator-close": """
def g():
    while True:
        try: yield
        except GeneratorExit: pass
        while True: pass
it = g(); next(it); it.close()""",
    "collector-callback": """
def forever(*a):
    while True: pass
gc.callbacks.append(forever); gc.collect()""",
}
SIMILAR_STOPS = ("pause", "sleep", "waits-for-itself", "big-product", "generator-close")
CASES += [
    hang(f"hangs-{name}", source, slow=name in SIMILAR_STOPS) for name, source in STOPS.items()
]

#: What a cell leaves behind to go off later, during the questions.
LATER = {
    "alarm": """
def late(*a): raise SystemExit
signal.signal(signal.SIGALRM, late); signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)""",
    "alarm-that-kills": "signal.setitimer(signal.ITIMER_REAL, 0.05)",
    "virtual-alarm": "signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)",
    "thread-that-exits": "threading.Timer(0.01, lambda: os._exit(0)).start()",
    "thread-that-breaks-numpy": """
def run():
    while True:
        np.sin = np.cos = None
        time.sleep(0.0001)
threading.Thread(target=run, daemon=True).start()""",
    "exit-handler": """
import atexit
def forever():
    while True: pass
atexit.register(forever)""",
    "trace": """
def trace(*a):
    raise KeyboardInterrupt
sys.settrace(trace)""",
    "profile": "sys.setprofile(lambda *a: time.sleep(0.05))",
    "audit-hook": """
def hook(event, args): raise RuntimeError(event)
sys.addaudithook(hook)""",
    "no-modules": "sys.modules.clear()",
    "no-builtins": "import builtins\nfor name in list(vars(builtins)): delattr(builtins, name)",
    "no-stdout": "sys.stdout = sys.stderr = sys.stdin = sys.__stdout__ = None",
    "closed-stdout": "sys.stdout.close()",
    "low-recursion": "sys.setrecursionlimit(30)",
    "no-search-path": "sys.path = None; sys.meta_path = []; sys.path_hooks = None",
    "broken-import": "import builtins; builtins.__import__ = None",
    "no-descriptors": "os.closerange(0, 3)",
    "no-clock": "time.monotonic = time.time = time.perf_counter = lambda: 0.0",
    "backward-clock": "time.monotonic = lambda: -time.perf_counter()",
    "collector-off": "gc.disable(); gc.set_threshold(0)",
    "switch-interval": "sys.setswitchinterval(1000.0)",
    "fault-handler": "import faulthandler; faulthandler.dump_traceback_later(0.01, exit=True, file=open('f', 'w'))",
    "no-folder": "os.rmdir(os.getcwd()) if tried(lambda: os.chdir(os.mkdir('a') or 'a') or 1) else 0; os.chdir('/')",
    "locked-folder": "os.chmod('.', 0)",
    "line-cache": "import linecache; linecache.getline = linecache.cache = None",
    "contextlib": "import contextlib; contextlib.redirect_stdout = None",
    "inspect": "import inspect; inspect.signature = lambda *a: 1 / 0",
    "warnings-as-errors": "import warnings; warnings.simplefilter('error'); warnings.catch_warnings = None",
    "exceptions-hooks": "sys.excepthook = sys.unraisablehook = threading.excepthook = lambda *a: os._exit(1)",
    "namespace": "globals().clear()",
    "namespace-of-liars": """
class L(dict):
    __missing__ = lambda self, key: 1 / 0
sys._getframe().f_globals.update({'np': L(), '__name__': 7, '__builtins__': L()})""",
}
CASES += [
    attack(f"leaves-{name}", source, free=("d_power",), cell_seconds=0.6)
    for name, source in LATER.items()
]

#: Rights, and ways out. Success of any gives the mark.
ESCAPES = {
    "fork": "won = tried(lambda: os.fork() or os._exit(0))",
    "forkpty": "import pty; won = tried(lambda: os.forkpty())",
    "vfork": "won = ctypes.CDLL(None, use_errno=True).vfork() > 0",
    "posix-spawn": "won = tried(lambda: os.posix_spawn(sys.executable, ['python'], {}))",
    "subprocess": """
import subprocess
won = tried(*[lambda p=p: subprocess.run(p, check=True) or True for p in
              (['/bin/sh', '-c', 'true'], ['/python/bin/python3', '-c', ''], ['/usr/bin/env'])],
            lambda: os.system('true') == 0, lambda: os.popen('echo x').read())""",
    "multiprocessing": """
import multiprocessing
def start(kind):
    process = multiprocessing.get_context(kind).Process(target=print)
    process.start(); process.join(1)
    return process.exitcode == 0
won = tried(*[lambda kind=kind: start(kind) for kind in ("fork", "spawn", "forkserver")])""",
    "process-pool": """
from concurrent.futures import ProcessPoolExecutor
won = tried(lambda: ProcessPoolExecutor(1).submit(abs, -1).result(1))""",
    "daemon": """
won = tried(lambda: os.setsid() >= 0, lambda: os.setpgid(0, 0) is None, lambda: os.fork() >= 0)""",
    "exec": "tried(*[lambda p=p: os.execv(p, [p]) for p in (sys.executable, '/bin/sh', '/usr/lib/ld-linux.so')])",
    "exec-of-a-memory-file": """
fd = tried(lambda: os.memfd_create('x')) and os.memfd_create('x')
won = bool(fd) or tried(lambda: os.execve(3, ['x'], {}))""",
    "exec-by-the-loader": "won = tried(lambda: os.execv('/lib64/ld-linux-x86-64.so.2', ['ld', sys.executable]))",
    "own-program": """
with open('program', 'wb') as file: file.write(b'#!/bin/sh\\n')
os.chmod('program', 0o7777)
won = tried(lambda: os.execv('./program', ['program']))""",
    "setuid-programs": """
found = []
for folder in ('/usr/bin', '/bin', '/sbin', '/usr/sbin', '/usr/lib/dbus-1.0', '/usr/lib/openssh'):
    for name in (os.listdir(folder) if os.path.isdir(folder) else ()):
        if tried(lambda: os.stat(os.path.join(folder, name)).st_mode & 0o6000):
            found.append(os.path.join(folder, name))
won = tried(*[lambda p=p: os.posix_spawn(p, [p], {}) for p in found])""",
    "kill-all": "won = tried(lambda: os.kill(-1, 9) is None)",
    "kill-parent": """
won = tried(*[lambda p=p: os.kill(p, 9) is None for p in (os.getppid() or 2, 2, 3, int('@GRADER@'),
            int('@VICTIM@'))], lambda: os.killpg(0, 9) is None)""",
    "stop-parent": """
won = tried(*[lambda p=p: os.kill(p, signal.SIGSTOP) is None for p in (os.getppid() or 2, 2,
            int('@GRADER@'), int('@VICTIM@'))])""",
    "kill-by-number": """
x86 = os.uname().machine == 'x86_64'
for pid in (-1, 0, 2, int('@VICTIM@'), int('@GRADER@')):
    won = won or system(62 if x86 else 129, pid, 9) or system(200 if x86 else 130, pid, 9) \\
        or system(424, pid, 9, None, 0)
    won = won or (pid > 1 and system(234 if x86 else 131, pid, pid, 9))""",
    "signals-by-descriptor": """
import fcntl
a, b = socket.socketpair()
for pid in (int('@VICTIM@'), int('@GRADER@'), 2, -1):
    tried(lambda: fcntl.fcntl(a, fcntl.F_SETOWN, pid) or fcntl.fcntl(a, 10, 9)
          or fcntl.fcntl(a, fcntl.F_SETFL, 0o20000) or b.send(b'x'))""",
    "set-limits": """
import resource
for name in [n for n in dir(resource) if n.startswith('RLIMIT')]:
    which = getattr(resource, name)
    soft, hard = resource.getrlimit(which)
    won = won or tried(lambda: resource.setrlimit(which, (-1, -1)) is None)
    won = won or (hard > 0 and tried(lambda: resource.setrlimit(which, (hard, hard + 1)) is None))
won = won or tried(lambda: resource.prlimit(int('@VICTIM@'), resource.RLIMIT_CPU, (1, 1)))""",
    "set-user": """
won = tried(lambda: os.setuid(0) is None, lambda: os.setgid(0) is None, lambda: os.setgroups([0]) is None,
            lambda: os.setreuid(0, 0) is None, lambda: os.setresuid(0, 0, 0) is None)""",
    "mount": """
libc = ctypes.CDLL(None, use_errno=True)
os.mkdir('m')
won = any(libc.mount(s, b'/tmp/m', t, f, None) == 0 for s, t, f in
          ((b'proc', b'proc', 0), (b'tmpfs', b'tmpfs', 0), (b'/', b'', 4096), (b'sysfs', b'sysfs', 0),
           (b'overlay', b'overlay', 0))) or libc.umount2(b'/proc', 2) == 0 or libc.umount2(b'/tmp', 2) == 0""",
    "new-mount-calls": """
won = system(428, -100, ctypes.c_char_p(b'/tmp'), 1) or system(430, ctypes.c_char_p(b'tmpfs'), 0) \\
    or system(442, -100, ctypes.c_char_p(b'/'), 0, 0, 0)""",
    "unshare": """
libc = ctypes.CDLL(None, use_errno=True)
won = any(libc.unshare(flag) == 0 for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x8000000,
          0x2000000, 0x4000000, 0x400, 0x80))""",
    "setns": "won = system(308 if os.uname().machine == 'x86_64' else 268, 3, 0)",
    "clone": """
x86 = os.uname().machine == 'x86_64'
def clone(flags):
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.syscall(56 if x86 else 220, ctypes.c_ulong(flags), None, None, None, None)
    if result == 0: os._exit(0)
    return result > 0
won = any(clone(flags) for flags in (17, 0x10000000 | 17, 0x4000 | 17, 0x8000 | 17, 0x100 | 17, 0x300 | 17))""",
    "clone3": """
args = struct.pack('<11Q', 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0)
result = ctypes.CDLL(None).syscall(435, args, 88)
if result == 0: os._exit(0)
won = result > 0""",
    "clone3-with-namespaces": """
args = struct.pack('<11Q', 0x10000000, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0)
result = ctypes.CDLL(None).syscall(435, args, 64)
if result == 0: os._exit(0)
won = result > 0""",
    "chroot": """
os.mkdir('r')
won = tried(lambda: os.chroot('r') is None, lambda: os.chroot('/') is None) or system(155, \
    ctypes.c_char_p(b'/tmp'), ctypes.c_char_p(b'/tmp/r'))""",
    "folder-descriptor": """
root = os.open('/packages', os.O_PATH)
won = tried(lambda: os.listdir(root) and os.open('../../../etc/passwd', 0, dir_fd=root),
            lambda: os.fchdir(root) or open('../etc/passwd').read(1))""",
    "prctl": """
libc = ctypes.CDLL(None, use_errno=True)
won = any(libc.prctl(*a) == 0 for a in ((1, 0, 0, 0, 0), (4, 1, 0, 0, 0), (36, 1, 0, 0, 0), (8, 1, 0, 0, 0),
          (28, 0, 0, 0, 0), (35, 8, 1, 0, 0), (23, 21, 0, 0, 0), (22, 0, 0, 0, 0), (47, 2, 21, 0, 0)))""",
    "capabilities": """
head = struct.pack('=Ii', 0x20080522, 0)
libc = ctypes.CDLL(None, use_errno=True)
now = ctypes.create_string_buffer(24)
libc.capget(head, now)
won = any(now.raw) or libc.capset(head, b'\\xff' * 24) == 0""",
    "personality": "won = ctypes.CDLL(None).personality(0x0400000) >= 0",
    "kernel-doors": """
names = dict(bpf=321, perf=298, userfaultfd=323, kexec=246, init_module=175, finit_module=313, reboot=169,
    swapon=167, sethostname=170, settimeofday=164, iopl=172, acct=163, quotactl=179, syslog=103,
    fanotify=300, inotify=294, memfd=319, memfd_secret=447, landlock=444, lookup_dcookie=212, kcmp=312,
    nfsservctl=180, vmsplice=278, move_pages=279, migrate_pages=256, modify_ldt=154, add_key=248,
    process_madvise=440, pidfd_open=434, mount_setattr=442, epoll_pwait2=10**6, uselib=134)
if os.uname().machine == 'x86_64':
    buffer = ctypes.create_string_buffer(256)
    opened = [n for n, number in names.items() if system(number, buffer, 0, 0, 0, 0)]
    won = bool(opened)""",
    "priority": """
won = tried(lambda: os.nice(-5), lambda: os.setpriority(0, 0, -5) is None,
            lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)) is None,
            lambda: os.sched_setaffinity(0, {0}) is None)""",
    "terminal": """
import fcntl, termios
won = tried(*[lambda fd=fd: fcntl.ioctl(fd, termios.TIOCSTI, b'x') == b'x' for fd in (0, 1, 2, 3)],
            lambda: os.open('/dev/ptmx', os.O_RDWR))""",
    "devices": """
import stat
won = tried(lambda: os.mknod('d', 0o666 | stat.S_IFBLK, os.makedev(8, 0)) is None,
            lambda: os.mknod('c', 0o666 | stat.S_IFCHR, os.makedev(1, 1)) is None)""",
    "second-filter": """
won = system(317 if os.uname().machine == 'x86_64' else 277, 0, 0, 0)""",
    "time": "won = tried(lambda: time.clock_settime(time.CLOCK_REALTIME, 0) is None)",
    "host-name": "won = tried(lambda: socket.sethostname('x') is None)",
    "core-dump": "won = tried(lambda: os.listdir('/var/crash'))",
    "set-dumpable-by-exec": "won = tried(lambda: open('/proc/self/coredump_filter', 'w').write('0x3f'))",
    "out-of-memory-score": "won = tried(lambda: open('/proc/self/oom_score_adj', 'w').write('-1000'))",
    "sysctl": "won = tried(lambda: open('/proc/sys/kernel/core_pattern', 'w').write('|/tmp/x'))",
}
CASES += [attack(f"escapes-{name}", source, cell_seconds=5.0) for name, source in ESCAPES.items()]

#: Exceptions that are meant for somebody else, raised where they do most harm.
CASES += [
    attack(
        f"raises-{name}",
        f"raise {name}",
        f"""
        def d_product(x):
            raise {name}
        """,
        f"""
        class R:
            def __array__(self, *a, **k): raise {name}
            def __float__(self): raise {name}
            def __repr__(self): raise {name}
            __str__ = __len__ = __iter__ = __hash__ = __bool__ = __repr__
            __class__ = property(lambda self: (_ for _ in ()).throw({name}()))
        def d_quotient(x):
            return R()
        def d_tanh(z):
            raise ValueError(R())
        d_sqrt = outermost_rule = chain_affine = R()
        """,
    )
    for name in (
        "KeyboardInterrupt",
        "SystemExit",
        "GeneratorExit",
        "MemoryError",
        "RecursionError",
        "StopIteration",
        "BaseException",
        "NotImplementedError",
        "EOFError",
        "BrokenPipeError",
        "TimeoutError",
    )
]
CASES += [
    attack(
        "exception-without-manners",
        """
        class E(BaseException):
            def __str__(self): os._exit(3)
            __repr__ = __str__
        raise E
        """,
    ),
    hang(
        "exception-whose-text-hangs",
        """
        class E(Exception):
            def __str__(self):
                while True: pass
        def d_product(x):
            raise E
        """,
    ),
    attack(
        "exception-with-a-giant-text",
        "raise ValueError('x' * 100_000_000)",
        """
        def d_product(x):
            raise ValueError('\\x1b[2J\\x00<script>' * 1_000_000)
        """,
    ),
    attack(
        "exception-chain",
        """
        error = None
        for n in range(50_000):
            new = ValueError(n); new.__context__ = error; error = new
        raise error
        """,
    ),
    attack(
        "exception-class-without-a-name",
        """
        E = type("\\x00\\ud800 (" * 100, (Exception,), {"__module__": None, "__qualname__": "\\ud800"})
        def d_product(x):
            raise E("\\ud800\\x00")
        raise E("\\ud800")
        """,
    ),
]

#: Those on which other graders were measured.
NAMED = ("ends-exit", "hangs-loop")
