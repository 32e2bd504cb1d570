# ruff: noqa: E501 - attacks stand as they are handed in, one a line
"""Honest work with bad luck: none of this may cost a mark that was earned."""

from __future__ import annotations

from .case import Case, honest

__all__ = ["CASES", "NAMED"]

POWER = """
    import numpy as np
    def d_power(x):
        return 5 * x**4
"""
SINE = """
    def d_sin_x2(x):
        return 2 * x * np.cos(x**2)
"""


def between(name: str, *cells: str, **more: object) -> Case:
    """Return a notebook with two right answers and something unlucky between them."""
    return honest(name, POWER, *cells, SINE, **more)  # type: ignore[arg-type]


def inside(name: str, before: str, line: str, **more: object) -> Case:
    """Return a notebook in which something unlucky happens in every call of a right answer."""
    body = f"{before}\ndef d_sin_x2(x):\n    {line}\n    return 2 * x * np.cos(x**2)\n"
    return honest(name, POWER, body, **more)  # type: ignore[arg-type]


CASES: list[Case] = [
    between("nothing-special"),
    between("stderr", "import sys; print('no!', file=sys.stderr); sys.stderr.write('x' * 10**6)"),
    between("printing", "print('x' * 10**6)\nfor n in range(20000): print(n)"),
    between("prints-nul-and-surrogates", "print('\\0\\ud800\\x1b[2J\\u202e', '😀' * 1000)"),
    between("logging", "import logging; logging.basicConfig(level=0); logging.error('x')"),
    between("warnings", "import warnings; warnings.warn('x'); np.log(0.0); np.float64(1) / 0"),
    between("warnings-as-errors", "import warnings; warnings.simplefilter('error')"),
    between("errors-as-exceptions", "np.seterr(all='raise')"),
    between("errors-called", "np.seterr(all='call'); np.seterrcall(lambda *a: 1 / 0)"),
    between("random-seeds", "np.random.seed(1); import random; random.seed(2); np.random.rand(10)"),
    between("print-options", "np.set_printoptions(precision=1, threshold=1, suppress=True)"),
    between(
        "plots",
        "import matplotlib.pyplot as plt\nfor n in range(40):\n    plt.figure(); plt.plot(np.arange(n))",
        "plt.show(); plt.title('$x^2$'); plt.savefig('figure.png'); fig, ax = plt.subplots(3, 3)",
    ),
    between(
        "plots-without-end",
        "import matplotlib.pyplot as plt\nplt.ion(); plt.pause(0.01); plt.show(block=True)",
    ),
    between(
        "plot-backends",
        "import matplotlib; matplotlib.use('TkAgg')",
        "import matplotlib.pyplot as plt; plt.switch_backend('QtAgg')",
        "matplotlib.use('module://ipympl.backend_nbagg'); plt.plot([1]); plt.show()",
    ),
    between(
        "plot-styles",
        "import matplotlib.pyplot as plt; plt.style.use('ggplot'); plt.xkcd(); plt.plot([1])",
    ),
    between(
        "widgets",
        "import ipywidgets as w; from IPython.display import display; display(w.IntSlider())",
    ),
    between(
        "interact", "from ipywidgets import interact\n@interact(n=(1, 5))\ndef show(n): print(n)"
    ),
    between(
        "display",
        "display(np.eye(3)); from IPython.display import Markdown, display; display(Markdown('x'))",
    ),
    between(
        "shell-object",
        "get_ipython().run_line_magic('matplotlib', 'inline'); get_ipython().system('ls')",
    ),
    between("input", "name = input('Your name? ')\nanswer = int(input())"),
    between("input-in-a-loop", "while True:\n    if input('again? ') == 'n': break"),
    between("password", "import getpass; getpass.getpass()"),
    between("sleeps", "import time; time.sleep(2)"),
    between("sleeps-long", "import time; time.sleep(10_000)", cell_seconds=1.0),
    between("endless-loop", "while True: pass", cell_seconds=1.0),
    between(
        "endless-loop-in-the-middle-of-a-cell", "a = 1\nwhile a: pass\nb = 2", cell_seconds=1.0
    ),
    between(
        "exits",
        "exit()",
        "quit()",
        "import sys; sys.exit(1)",
        "raise SystemExit",
        "raise KeyboardInterrupt",
    ),
    between("exits-hard", "import os; os._exit(0)"),
    between("too-much-memory", "big = np.ones((10**6, 10**6))", "big = [0] * 10**11"),
    between("memory-kept", "rows = []\nwhile True: rows.append([0.0] * 100)", cell_seconds=5.0),
    between("crashes", "import ctypes; ctypes.string_at(0)"),
    between("working-folder", "import os; os.makedirs('a/b'); os.chdir('a/b'); os.chdir('/tmp')"),
    between("working-folder-that-is-not-there", "import os; os.chdir('/content/drive/MyDrive')"),
    between(
        "files",
        "open('notes.txt', 'w').write('x'); open('notes.txt').read(); np.save('a', np.eye(2))",
    ),
    between("missing-file", "import csv; rows = open('data.csv').read()"),
    between("network", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:@TCP@/x')"),
    between("own-module", "import my_helpers\nfrom my_helpers import f"),
    between(
        "own-module-that-is-there",
        "open('mine.py', 'w').write('def f(x): return x')\nimport mine; mine.f(1)",
    ),
    between(
        "own-package-cell", "%%writefile helper.py\ndef f(x): return x", "from helper import f"
    ),
    between(
        "missing-packages",
        "import torch",
        "import tensorflow as tf",
        "import seaborn, plotly.express",
    ),
    between("colab", "from google.colab import drive, files\ndrive.mount('/content/drive')"),
    between("install", "!pip install numpy", "%pip install -q torch", "%conda install x", "!!ls"),
    between(
        "magics",
        "%matplotlib inline\n%load_ext autoreload\n%autoreload 2\nx = 1",
        "%%time\ny = 2\n",
        "%%html\n<b>",
        "%%bash\nrm -rf /",
    ),
    between(
        "magic-and-code",
        "%time z = np.ones(3)\nfiles = !ls\nnp.cos?\n?np.cos\n%timeit -n 1 np.ones(3)",
    ),
    between(
        "unknown-magics",
        "%nonsense",
        "%%nonsense\nx",
        "%config InlineBackend.figure_format = 'retina'",
    ),
    between(
        "failing-cell", "1 / 0", "undefined_name", "def f(:\n", "raise Exception('😀' * 10**5)"
    ),
    between("failing-cells", *["1 / 0"] * 60),
    between("indentation", "  x = 1\n y = 2", "\tx = 1"),
    between("empty-cells", "", "\n\n", "# nothing", "   "),
    between("star", "from numpy import *\nfrom math import *\nfrom random import *"),
    between("other-names-for-numpy", "import numpy\nimport numpy as numpy2\nnp2 = np"),
    between(
        "redefined-sum",
        "sum = 0\nfor n in range(5): sum += n\nlist = [1]; dict = {}; max = min = len = 3",
    ),
    between(
        "redefined-everything",
        "print = input = type = str = int = float = range = abs = object = None",
    ),
    between("redefined-isinstance", "isinstance = callable = hasattr = getattr = tuple = None"),
    between("redefined-modules", "json = struct = time = os = sys = io = inspect = 'mine'"),
    between("deleted-builtins", "import builtins\ndel builtins.sum"),
    between(
        "names-of-the-harness", "In = Out = _ = __ = channel = names = cells = nonce = seed = 0"
    ),
    between("its-own-main", "__name__ = 'me'\nif __name__ == '__main__': 1 / 0", "__file__"),
    between("docstrings", "x = '''" + "long " * 20_000 + "'''"),
    between("threads", "import threading\nt = threading.Thread(target=print); t.start(); t.join()"),
    between(
        "thread-left-running",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(99,)).start()",
    ),
    between(
        "pool",
        "from concurrent.futures import ThreadPoolExecutor as P\nlist(P(4).map(abs, range(9)))",
    ),
    between("processes", "from multiprocessing import Pool\nPool(2).map(abs, range(9))"),
    between("subprocess", "import subprocess; subprocess.run(['ls'], check=True)"),
    between(
        "async",
        "import asyncio\nawait asyncio.sleep(0.01)",
        "async def f(): return 1\nasync with x: pass",
    ),
    between("async-run", "import asyncio\nasync def f(): return 1\nasyncio.run(f())"),
    between(
        "async-loop",
        "import asyncio\nloop = asyncio.get_event_loop()\nloop.run_until_complete(asyncio.sleep(0))",
    ),
    between("time-zone", "import os, time; os.environ['TZ'] = 'Asia/Tokyo'; time.tzset()"),
    between(
        "locale",
        "import locale\nlocale.setlocale(locale.LC_ALL, 'C')\nlocale.setlocale(locale.LC_ALL, 'de_DE')",
    ),
    between(
        "recursion", "def f(n): return f(n + 1)\nf(0)", "import sys; sys.setrecursionlimit(10**6)"
    ),
    between("low-recursion-limit", "import sys; sys.setrecursionlimit(150)"),
    between(
        "signals", "import signal; signal.alarm(600); signal.signal(signal.SIGINT, signal.SIG_IGN)"
    ),
    between("collector", "import gc; gc.disable(); gc.collect(); gc.set_debug(0)"),
    between("decimal-context", "import decimal; decimal.getcontext().prec = 3"),
    between("hash-and-seed", "import os; os.environ['PYTHONHASHSEED'] = '0'; os.environ.clear()"),
    between(
        "stdout-replaced",
        "import sys, io\nsys.stdout = io.StringIO(); sys.stderr = None\nprint('x')",
    ),
    between("stdout-closed", "import sys; sys.stdout.close(); sys.stdout = sys.__stdout__"),
    between("excepthook", "import sys; sys.excepthook = lambda *a: None; sys.displayhook = None"),
    between("debugger", "breakpoint()", "import pdb; pdb.set_trace()"),
    between("profiler", "import cProfile; cProfile.run('1 + 1')"),
    between("tracer", "import sys; sys.settrace(lambda *a: None); sys.setprofile(None)"),
    between("doctest", "import doctest; doctest.testmod()"),
    between("unittest", "import unittest; unittest.main(argv=['x'], exit=True)"),
    between("assertion", "assert False, 'my own test'"),
    between(
        "typing",
        "from typing import *\nfrom dataclasses import dataclass\n@dataclass\nclass P: x: float = 0.0",
    ),
    between("annotations", "from __future__ import annotations\nx: Undefined = 1"),
    between("unicode", "π = np.pi; Δx = 0.1; größe = 'ä😀\\u2028'"),
    between("windows-lines", "x = 1\r\ny = 2\r\n"),
    between("byte-order-mark", "\ufeffx = 1"),
    between("nul", "x = '\0'", "y = 1\0"),
    between("surrogate", "x = '\ud800'", "print('\\ud800')"),
    between(
        "sheet",
        "import coursekit\nsheet = coursekit.open_sheet('02_rules', student='anna01')\nsheet.ask('d_power'); sheet.check('d_power'); sheet.hint('d_power'); sheet.progress(); sheet.submit()",
    ),
    between(
        "sheet-asserts",
        "import coursekit\nsheet = coursekit.open_sheet('02_rules')\nassert sheet.check('d_power').correct\nassert sheet.check('d_power').score == 1",
    ),
    between(
        "rooms",
        "from coursekit.autodiff import grad, Tensor\nfrom coursekit.probability import Normal\nfrom coursekit.widgets import *",
    ),
    between(
        "rooms-that-are-not-there",
        "import coursekit.sheets",
        "from coursekit.grading import *",
        "import coursekit.authoring",
    ),
    between(
        "set-up-cell",
        "try:\n    import coursekit\nexcept ImportError:\n    %pip install coursekit-dl",
    ),
    between("copied-cells", SINE, SINE, POWER, SINE),
    honest("reordered-cells", SINE, POWER),
    honest("numpy-comes-last", SINE, "def d_power(x): return 5 * x**4", "import numpy as np"),
    honest("answer-twice", POWER, "def d_sin_x2(x): return 0", SINE),
    honest(
        "all-in-one-cell",
        "import numpy as np\ndef d_power(x): return 5 * x**4\ndef d_sin_x2(x): return 2 * x * np.cos(x**2)\n1 / 0",
    ),
    honest("deleted-cells", SINE, marks={}),
    # Ways of writing an answer.
    honest(
        "lambda",
        "import numpy as np\nd_power = lambda x: 5 * x**4\nd_sin_x2 = lambda x: 2 * x * np.cos(x**2)",
    ),
    honest(
        "math",
        "import math\nd_power = lambda x: 5 * math.pow(x, 4)\ndef d_sin_x2(x): return 2 * x * math.cos(x * x)",
    ),
    honest(
        "vectorize",
        "import numpy as np\nd_power = np.vectorize(lambda x: 5 * x**4)\n@np.vectorize\ndef d_sin_x2(x): return 2 * x * np.cos(x**2)",
    ),
    honest(
        "partial",
        "import numpy as np\nfrom functools import partial\nd_power = partial(lambda n, x: n * x**(n - 1), 5)\nd_sin_x2 = partial(lambda x, k: k * x * np.cos(x**2), k=2)",
    ),
    honest(
        "decorated",
        POWER,
        "import functools\ndef log(f):\n    @functools.wraps(f)\n    def g(*a, **k):\n        print(a)\n        return f(*a, **k)\n    return g\n@log\n@functools.lru_cache\ndef d_sin_x2(x): return 2 * x * np.cos(x**2)",
    ),
    honest(
        "callable-object",
        POWER,
        "class D:\n    def __init__(self, k): self.k = k\n    def __call__(self, x): return self.k * x * np.cos(x**2)\nd_sin_x2 = D(2)",
    ),
    honest(
        "static-method",
        POWER,
        "class C:\n    @staticmethod\n    def f(x): return 2 * x * np.cos(x**2)\nd_sin_x2 = C.f",
    ),
    honest(
        "bound-method",
        POWER,
        "class C:\n    def f(self, x): return 2 * x * np.cos(x**2)\nd_sin_x2 = C().f",
    ),
    honest(
        "nested",
        POWER,
        "def outer():\n    k = 2\n    def d(x): return k * x * np.cos(x**2)\n    return d\nd_sin_x2 = outer()",
    ),
    honest(
        "ufunc",
        "import numpy as np\nd_power = np.frompyfunc(lambda x: 5.0 * x**4, 1, 1)\nd_sin_x2 = np.frompyfunc(lambda x: 2 * x * np.cos(x**2), 1, 1)",
    ),
    honest(
        "autodiff",
        POWER,
        "from coursekit.autodiff import grad\nd_sin_x2 = grad(lambda x: np.sin(x**2))",
    ),
    honest(
        "central-difference",
        POWER,
        "def d_sin_x2(x, h=1e-5):\n    f = lambda t: np.sin(t**2)\n    return (f(x + h) - f(x - h)) / (2 * h)",
    ),
    honest("float32", POWER, "def d_sin_x2(x): return np.float32(2 * x * np.cos(x**2))"),
    honest("python-float", POWER, "def d_sin_x2(x): return float(2 * x * np.cos(x**2))"),
    honest(
        "tensor",
        POWER,
        "from coursekit.autodiff import Tensor\ndef d_sin_x2(x): return Tensor(2 * x * np.cos(x**2))",
    ),
    honest(
        "keyword-defaults",
        POWER,
        "def d_sin_x2(x, *rest, scale=1.0, **more): return scale * 2 * x * np.cos(x**2)",
    ),
    honest("other-argument-name", POWER, "def d_sin_x2(t): return 2 * t * np.cos(t**2)"),
    honest(
        "global-counter",
        POWER,
        "calls = 0\ndef d_sin_x2(x):\n    global calls\n    calls += 1\n    return 2 * x * np.cos(x**2)",
    ),
    honest(
        "helpers",
        POWER,
        "def inner(x): return x**2\ndef outer(u): return np.cos(u)\ndef d_sin_x2(x): return outer(inner(x)) * 2 * x",
    ),
    honest(
        "helper-after-it",
        POWER,
        "def d_sin_x2(x): return helper(x)",
        "def helper(x): return 2 * x * np.cos(x**2)",
    ),
    honest("alias", POWER, "def my_answer(x): return 2 * x * np.cos(x**2)\nd_sin_x2 = my_answer"),
    honest(
        "typed",
        POWER,
        "def d_sin_x2(x: float) -> 'float':\n    '''A derivative.'''\n    result: float = 2 * x * np.cos(x**2)\n    return result",
    ),
    honest(
        "async-cell-with-answer",
        POWER,
        "import asyncio\nawait asyncio.sleep(0)\ndef d_sin_x2(x): return 2 * x * np.cos(x**2)",
    ),
    honest(
        "in-try",
        POWER,
        "try:\n    def d_sin_x2(x): return 2 * x * np.cos(x**2)\nfinally:\n    pass",
    ),
    honest("in-if", POWER, "if True:\n    def d_sin_x2(x): return 2 * x * np.cos(x**2)"),
    honest(
        "other-kinds",
        POWER,
        'd_sqrt = "1/(2 sqrt(x))"\noutermost_rule = " B "',
        marks={"d_power": 1.0, "d_sqrt": 1.0, "outermost_rule": 1.0},
    ),
    honest(
        "parts-in-another-order",
        "import numpy as np\ndef chain_steps(x):\n    r = np.sqrt(1 + x**2)\n    return {'slope': x / r, 'extra': 1, 'outer_slope': 1 / (2 * r), 'inner_slope': 2 * x}",
        marks={"chain_steps": 1.0},
    ),
    inside("prints-in-a-call", "", "print('x' * 1000)"),
    inside("warns-in-a-call", "import warnings", "warnings.warn('x'); np.log(-1.0)"),
    inside("plots-in-a-call", "import matplotlib.pyplot as plt", "plt.figure(); plt.plot([x])"),
    inside("sleeps-in-a-call", "import time", "time.sleep(0.05)"),
    inside("draws-in-a-call", "", "np.random.rand()"),
    inside("changes-folder-in-a-call", "import os", "os.chdir('/tmp')"),
    inside("sets-errors-in-a-call", "", "np.seterr(all='raise')"),
    inside("reads-input-in-a-call", "", "x = x if True else input()"),
    inside("opens-files-in-a-call", "", "file = open('log', 'a'); file.write('x')"),
    inside("writes-to-stderr-in-a-call", "import sys", "sys.stderr.write('x'); sys.stderr.flush()"),
    inside("asserts-in-a-call", "", "assert np.isfinite(x)"),
]

#: Those on which other graders were measured.
NAMED = ("stderr", "redefined-sum", "copied-cells", "failing-cell", "working-folder")
