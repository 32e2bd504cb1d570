# ruff: noqa: E501 - attacks stand as they are handed in, one a line
"""Too much of everything: memory, processes, disk, output, depth. Each costs its own submission."""

from __future__ import annotations

from .case import Case, attack, hang

__all__ = ["CASES", "NAMED"]

BOMBS = {
    "list": "a = []\nwhile True: a.append(' ' * 10**6)",
    "text": "a = 'x'\nwhile True: a += a",
    "number": "a = 2\nwhile True: a *= a",
    "arrays": "a = []\nwhile True: a.append(np.ones(10**7))",
    "one-array": "np.ones(10**11)",
    "mapped": "import mmap\na = []\nwhile True: a.append(mmap.mmap(-1, 1 << 30))",
    "caught": """
a = []
while True:
    try: a.append(bytearray(10**7))
    except MemoryError: pass""",
    "dicts": "a = {}\nn = 0\nwhile True: a[n] = [n] * 100; n += 1",
    "locals": "a = {}\nfor n in range(10**9): globals()['v%d' % n] = bytearray(10**6)",
    "stack-of-threads": """
threading.stack_size(256 << 20)
[threading.Thread(target=time.sleep, args=(60,), daemon=True).start() for _ in range(100)]""",
    "decompressed": "import zlib; a = [zlib.decompress(zlib.compress(bytes(10**8), 1)) for _ in range(99)]",
    "pipes": """
pipes = []
for _ in range(500):
    r, w = os.pipe(); pipes.append((r, w)); os.set_blocking(w, False)
    import fcntl
    tried(lambda: fcntl.fcntl(w, 1031, 1 << 20)); tried(lambda: os.write(w, bytes(1 << 20)))""",
    "sockets": """
pairs = []
for _ in range(500):
    a, b = socket.socketpair(); pairs.append((a, b)); a.setblocking(False)
    while tried(lambda: a.send(bytes(60000))): pass""",
    "tracebacks": "import traceback\na = []\nwhile True: a.append(traceback.format_stack() * 1000)",
    "code": "exec('x = [' + '[],' * 10**8 + ']')",
    "regular-expressions": "import re\nfor n in range(10**6): re.compile('(a{%d}){1000}' % n)",
    "interned": "for n in range(10**9): sys.intern('x' * 1000 + str(n))",
}
CASES: list[Case] = [
    hang(
        f"memory-{name}",
        source,
        cell_seconds=1.0,
        seconds=20.0,
        slow=name not in ("list", "arrays", "caught", "mapped", "pipes", "tracebacks"),
    )
    for name, source in BOMBS.items()
]

MORE = {
    "fork-bomb": "while True: os.fork()",
    "fork-bomb-of-threads": """
def run():
    while True:
        try: threading.Thread(target=run).start()
        except BaseException: pass
run()""",
    "thread-bomb": """
while True:
    try: threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    except BaseException: pass""",
    "clone-bomb": """
libc = ctypes.CDLL(None)
while True: libc.syscall(56, 0x3d0f00, 0, 0, 0, 0)""",
    "descriptor-bomb": "files = []\nwhile True: files.append(open('f', 'w'))",
    "disk-bomb": "file = open('big', 'wb')\nwhile True: file.write(bytes(1 << 20)); file.flush()",
    "disk-bomb-of-many": """
n = 0
while True:
    n += 1
    tried(lambda: open(f'f{n}', 'wb').write(bytes(1 << 20)))
    if n > 3000: break
while True: pass""",
    "sparse-file": "os.truncate(os.open('s', os.O_CREAT | os.O_RDWR), 1 << 60)",
    "reserved-file": "os.posix_fallocate(os.open('s', os.O_CREAT | os.O_RDWR), 0, 1 << 40)",
    "inode-bomb": """
n = 0
while True:
    n += 1; os.makedirs(f'd{n}/e/f')""",
    "deep-folders": """
while True:
    os.mkdir('d' * 200); os.chdir('d' * 200)""",
    "link-bomb": "open('a', 'w')\nn = 0\nwhile True: n += 1; os.link('a', f'l{n}')",
    "output-bomb": "while True: print('x' * 10**6)",
    "output-bomb-on-stderr": "while True: sys.stderr.write('x' * 10**6)",
    "output-bomb-from-c": "while True: os.write(1, b'x' * 10**6); os.write(2, b'x' * 10**6)",
    "output-of-many-lines": "for n in range(10**9): print(n)",
    "timer-bomb": """
libc = ctypes.CDLL(None)
while True:
    libc.timer_create(1, None, ctypes.byref(ctypes.c_void_p()))""",
    "warning-bomb": "import warnings\nfor n in range(10**9): warnings.warn(str(n))",
    "lock-bomb": "import fcntl\nf = open('l', 'w')\nn = 0\nwhile True: fcntl.lockf(f, fcntl.LOCK_EX, 1, 2 * n); n += 1",
    "map-bomb": "import mmap\na = []\nwhile True: a.append(mmap.mmap(-1, 4096)); a[-1].write(b'x')",
}
SIMILAR = ("output-of-many-lines", "output-bomb-on-stderr", "warning-bomb", "disk-bomb-of-many",
           "map-bomb", "lock-bomb", "thread-bomb")  # fmt: skip
CASES += [hang(name, source, seconds=20.0, slow=name in SIMILAR) for name, source in MORE.items()]

#: Its threads go on beside the next question, which must get its turn among thirty: it has more time.
THREADS = """
def run():
    while True: np.ones((500, 500)) @ np.ones((500, 500))
[threading.Thread(target=run, daemon=True).start() for _ in range(30)]
while True: pass"""
CASES += [hang("priority-bomb", THREADS, seconds=20.0, cell_seconds=3.0)]

#: Text that costs whoever parses it. It is looked at on both sides of the wire.
CODE = {
    "brackets": "(" * 100_000,
    "brackets-closed": "x = " + "(" * 90 + "1" + ")" * 90 + "\n" + "[" * 5000 + "]" * 5000,
    "minus": "x = " + "-" * 200_000 + "1",
    "not": "x = " + "not " * 50_000 + "1",
    "plus": "x = 1" + "+1" * 100_000,
    "attributes": "x = a" + ".b" * 100_000,
    "calls": "x = f" + "()" * 100_000,
    "subscripts": "x = f" + "[0]" * 60_000,
    "powers": "x = 2" + "**2" * 100_000,
    "lambdas": "x = " + "lambda: " * 20_000 + "1",
    "conditions": "x = " + "1 if 1 else " * 20_000 + "1",
    "elifs": "if 0: pass\n" + "elif 0: pass\n" * 20_000,
    "strings": "x = " + "'a' " * 100_000,
    "f-strings": "x = f'" + "{f'" * 50 + "'}" * 50 + "'",
    "f-string-of-many": "x = f'" + "{1}" * 50_000 + "'",
    "f-string-then-hang": "x = f'" + "{1}" * 60_000 + "'\nwhile True: pass",
    "indents": "".join(" " * n + "if 1:\n" for n in range(300)) + " " * 300 + "pass",
    "nested-defs": "".join(" " * n + f"def f{n}():\n" for n in range(95)) + " " * 95 + "pass",
    "digits": "x = " + "9" * 200_000,
    "digits-in-hex": "x = 0x" + "f" * 300_000,
    "names": "\n".join(f"name_{n} = {n}" for n in range(20_000)),
    "answers": "\n".join(f"d_sin_x{n} = {n}" for n in range(15_000)),
    "same-answer-again": "d_sin_x2 = 1\n" * 25_000,
    "aliases": "\n".join(f"a{n} = a{n + 1}" for n in range(15_000)) + "\nd_sin_x2 = a0",
    "alias-of-itself": "d_sin_x2 = d_sin_x2 = d_sin_x2",
    "magics": "%matplotlib inline\n" * 3000,
    "magics-between": "x = 1\n%time\n" * 3000,
    "shell": "!ls\n" * 3000,
    "questions": "print?\n" * 3000,
    "nul": "x = 1\0\n",
    "nul-in-text": "x = '\0'\n",
    "surrogates": "x = '\ud800'\n",
    "surrogate-name": "d\ud800 = 1\n",
    "form-feeds": "\f" * 100_000 + "x = 1",
    "backslashes": "x = 1 + \\\n" * 20_000 + "1",
    "tabs-and-spaces": "if 1:\n\tx = 1\n        y = 2\n",
    "carriage-returns": "x = 1\r" * 20_000,
    "odd-line-ends": "x = 1\u2028\u2029\x85\x0b\x0cy = 2",
    "encoding": "# -*- coding: utf-7 -*-\n+AHg-",
    "encoding-of-nowhere": "# coding: rot13\ncevag(1)",
    "future": "from __future__ import barry_as_FLUFL, braces",
    "star": "from numpy import *\nfrom coursekit.checking import *",
    "unicode-names": "def ｄ_sin_x2(x): return 0.0\n𝐝_𝐬𝐢𝐧_𝐱𝟐 = 0.0",
    "comments": "#" * 300_000,
    "one-line": "x = 1; " * 40_000,
    "decorators": "@staticmethod\n" * 20_000 + "def f(): pass",
    "big-match": "match 1:\n" + " case 1: pass\n" * 20_000,
    "big-try": "try: pass\n" + "except A: pass\n" * 20_000,
    "walrus": "x = " + "(y := " * 90 + "1" + ")" * 90,
    "stars": "f(" + "*[], " * 50_000 + ")",
    "globals": "global d_sin_x2\nnonlocal d_power",
    "class-body": "class C:\n" + "    d_sin_x2 = 1\n" * 20_000,
    "dict-display": "x = {" + "1: 1, " * 50_000 + "}",
    "comprehensions": "x = [" + "[" * 80 + "1" + "for a in b]" * 80 + "]",
}
CASES += [
    hang(
        f"code-{name}", source, seconds=20.0, slow=name in ("shell", "questions", "magics-between")
    )
    for name, source in CODE.items()
]

CASES += [
    hang(
        "recursion-in-a-call",
        """
        def d_product(x): return d_product(x)
        """,
    ),
    hang(
        "recursion-in-repr",
        """
        class R:
            def __repr__(self): return repr(self)
        R()
        def d_product(x): raise ValueError(R())
        """,
    ),
    hang(
        "endless-iterators",
        """
        import itertools
        class I:
            __iter__ = lambda self: itertools.count()
            __len__ = lambda self: 10
            __getitem__ = lambda self, n: 1.0
            def __array__(self, *a, **k):
                return np.fromiter(itertools.count(), float)
        def d_product(x): return I()
        """,
    ),
    hang(
        "hangs-when-described",
        """
        class H:
            @property
            def __array__(self):
                while True: pass
            def __call__(self, x): return 0.0
        d_product = H()
        """,
    ),
    hang(
        "hangs-in-its-signature",
        """
        class S:
            @property
            def __signature__(self):
                while True: pass
            def __call__(self, x): return 0.0
        d_product = S()
        """,
    ),
    hang(
        "hangs-in-every-question",
        """
        def forever(*a):
            while True: pass
        d_polynomial = d_reciprocal = d_product = d_quotient = d_tanh = forever
        """,
        seconds=30.0,
    ),
    hang(
        "hangs-at-the-last-call",
        """
        count = 0
        def d_product(x):
            global count
            count += 1
            if count > 8: time.sleep(1000)
            return 0.0
        """,
    ),
    hang("many-cells-that-hang", *["while True: pass"] * 12, seconds=30.0, free=("d_power",)),
    hang("many-cells-that-end", *["os._exit(0)"] * 40, free=("d_power",), seconds=20.0),
    attack("many-empty-cells", *[""] * 5000),
    attack("many-failing-cells", *["1 / 0"] * 2000),
    hang("cells-of-magics", *["%a\n" * 400] * 4, seconds=20.0),
    hang(
        "cells-of-late-magics", *["0\n" * 5000 + "%a\n" * 40] * 2, seconds=20.0, free=("d_power",)
    ),
    hang("cells-of-brackets", *["(" * 5000] * 80, seconds=20.0),
    hang("cells-of-attributes", *["a" + ".b" * 2400] * 80, seconds=20.0),
    attack(
        "many-figures", "from matplotlib import pyplot as plt\nfor _ in range(60): plt.figure()"
    ),
]

#: Those on which other graders were measured.
NAMED = ("fork-bomb", "memory-list")
