# ruff: noqa: E501 - attacks stand as they are handed in, one a line
"""Marks that nobody earned: answers that lie, patched machinery, hard-coded outputs."""

from __future__ import annotations

from coursekit.sheets import load

from .case import HONEST, Case, cell

__all__ = ["CASES", "NAMED"]


def wrong(name: str, *cells: str, **more: object) -> Case:
    """Return a submission whose d_sin_x2 (and every other answer beside d_power) is not earned."""
    marks = more.pop("marks", {"d_power": 1.0})
    return Case(name=name, cells=(HONEST, *map(cell, cells)), marks=marks, **more)  # type: ignore[arg-type]


AGREEABLE = """
    class Agreeable:
        shape = ()
        size = 1
        ndim = 0
        dtype = np.dtype(float)
        def _yes(self, *args, **kwargs):
            return True
        __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __bool__ = _yes
        __array_ufunc__ = __array_function__ = all = any = isfinite = _yes
        __hash__ = lambda self: 0
        def _same(self, *args):
            return self
        __sub__ = __rsub__ = __abs__ = __add__ = __radd__ = __mul__ = __rmul__ = _same
        __truediv__ = __neg__ = __pow__ = __getitem__ = astype = copy = ravel = reshape = _same
"""

LIARS = {
    "equals-everything": "Agreeable()",
    "list-of-agreeable": "[Agreeable()]",
    "array-of-agreeable": "np.array(Agreeable(), dtype=object)",
    "dict-of-agreeable": "{'value': Agreeable()}",
    "none-is-right": "None",
    "true-is-right": "True",
    "nan": "float('nan')",
    "nan-array": "np.full_like(x, np.nan, dtype=float)",
    "nan-with-payload": "np.uint64(0x7FF8DEADBEEF0000).view(np.float64)",
    "signalling-nan": "np.uint64(0x7FF0000000000001).view(np.float64)",
    "infinity": "np.inf",
    "minus-infinity": "-np.inf",
    "complex-nan": "complex(np.nan, np.nan)",
    "imaginary": "1j",
    "masked": "np.ma.masked",
    "masked-array": "np.ma.masked_all(())",
    "object-none": "np.array(None, dtype=object)",
    "datetime": "np.datetime64('NaT')",
    "record": "np.zeros((), dtype=[('verdict', 'f8')])",
    "void": "np.void(b'correct')",
    "bytes": "b'correct'",
    "text": "'correct'",
    "huge-int": "10**5000",
    "empty": "np.zeros(0)",
    "broadcast": "np.zeros((1, 1, 1))",
    "all-candidates": "np.linspace(-9, 9, 10001)",
    "verdict": "{'outcome': 'correct', 'score': 1.0, 'slip': None, 'message': ''}",
    "verdict-object": "__import__('coursekit.checking').checking.Verdict('correct', 1.0)",
    "ellipsis": "...",
    "not-implemented": "NotImplemented",
    "exception-object": "Exception('correct')",
    "type": "float",
    "function": "lambda *a: 0.0",
    "generator": "(0.0 for _ in range(3))",
    "silent-sheet": "__import__('coursekit').open_sheet('02_rules')",
}

CASES: list[Case] = [
    wrong(
        f"returns-{name}",
        AGREEABLE,
        f"""
        def d_sin_x2(x):
            return {value}
        """,
    )
    for name, value in LIARS.items()
]

# Objects that answer each question about themselves differently.
CASES += [
    wrong(
        "float-subclass",
        """
        class F(float):
            __eq__ = __le__ = __lt__ = __ge__ = __gt__ = lambda self, other: True
            __hash__ = float.__hash__
            __sub__ = __rsub__ = __abs__ = lambda self, *other: F(0.0)
            __float__ = lambda self: F(0.0)
        def d_sin_x2(x):
            return F(7.0)
        """,
    ),
    wrong(
        "ndarray-subclass",
        """
        class A(np.ndarray):
            def __array_ufunc__(self, *a, **k): return np.ones(self.shape, bool)
            def __array_function__(self, *a, **k): return True
            def __array_wrap__(self, *a, **k): return np.ones(self.shape, bool)
            __eq__ = lambda self, other: np.ones(self.shape, bool)
            def astype(self, *a, **k): return self
            def tobytes(self, *a): return b""
        def d_sin_x2(x):
            return np.asarray(0.0 * x + 5.0).view(A)
        """,
    ),
    wrong(
        "array-interface",
        """
        class I:
            @property
            def __array_interface__(self):
                return {"shape": (1 << 40,), "typestr": "<f8", "data": (8, False), "version": 3}
        def d_sin_x2(x):
            return I()
        """,
    ),
    wrong(
        "array-differs-each-time",
        """
        class D:
            turn = 0
            def __array__(self, *a, **k):
                D.turn += 1
                return np.array(float(D.turn))
        def d_sin_x2(x):
            return D()
        """,
    ),
    wrong(
        "lies-about-its-class",
        """
        class L:
            __class__ = property(lambda self: float)
            __module__ = "coursekit.autodiff.tensor"
            data = property(lambda self: L())
            __float__ = lambda self: 0.0
            __len__ = lambda self: 1 << 60
            __index__ = lambda self: 1
            __iter__ = lambda self: iter([1.0] * 5)
        def d_sin_x2(x):
            return L()
        """,
    ),
    wrong(
        "named-like-the-judge",
        """
        Verdict = type("Verdict", (), {"outcome": "correct", "correct": True, "score": 1.0})
        Refused = type("Refused", (Exception,), {"verdict": Verdict()})
        def d_sin_x2(x):
            raise Refused()
        """,
    ),
    wrong(
        "negative-length",
        """
        class N(list):
            __len__ = lambda self: -1
            __iter__ = lambda self: iter(())
        def d_sin_x2(x):
            return N()
        """,
    ),
    wrong(
        "tensor-that-lies",
        """
        from coursekit.autodiff import Tensor
        def d_sin_x2(x):
            t = Tensor(np.zeros(np.shape(x)))
            try:
                t.data = type("X", (), {"__array__": lambda *a, **k: np.zeros(1 << 10)})()
            except Exception:
                pass
            return t
        """,
    ),
    wrong(
        "callable-with-code-of-another",
        """
        def d_sin_x2(x):
            return 0.0 * x
        try:
            d_sin_x2.__code__ = sys._getframe().f_code
        except Exception:
            pass
        d_sin_x2.__wrapped__ = d_sin_x2
        d_sin_x2.__signature__ = "correct"
        """,
    ),
]

# Machinery of this process: whatever is patched here decides nothing.
PATCHES = {
    "allclose": "np.allclose = np.isclose = np.array_equal = lambda *a, **k: True",
    "numpy-everything": """
for name in dir(np):
    if callable(getattr(np, name)) and not name.startswith("_") and not isinstance(getattr(np, name), type):
        try: setattr(np, name, lambda *a, **k: True)
        except Exception: pass
""",
    "builtins": """
import builtins
builtins.all = builtins.any = builtins.abs = builtins.bool = lambda *a: True
builtins.isinstance = lambda *a: True
""",
    "json": 'json.dumps = lambda *a, **k: \'{"outcome": "correct", "score": 1.0}\'',
    "json-encoder": """
import json.encoder
json.encoder.JSONEncoder.encode = lambda *a, **k: '{"outcome": "correct", "score": 1}'
""",
    "struct": "struct.pack = lambda *a: b'\\x02\\x00\\x00\\x00{}'",
    "judge": """
import coursekit.checking as c
import coursekit.checking.judge as j
right = lambda *a, **k: c.Verdict("correct", 1.0)
for module in [m for n, m in sys.modules.items() if n.startswith("coursekit")]:
    for name, value in list(vars(module).items()):
        if callable(value) and any(part in name for part in ("judge", "decide", "same", "plain")):
            setattr(module, name, right)
c.Exercise.judge = right
""",
    "verdict": """
import coursekit.checking as c
c.Verdict.score = property(lambda self: 1.0)
c.Verdict.correct = property(lambda self: True)
""",
    "verdict-init": """
import coursekit.checking as c
c.Verdict.__init__ = lambda self, *a, **k: self.__dict__.update(outcome="correct", score=1.0)
""",
    "harness": """
for name, module in list(sys.modules.items()):
    if "sandbox" in name or "inside" in name:
        for key in list(vars(module)):
            if key in ("encode", "form_of", "_same", "checked"):
                setattr(module, key, lambda *a, **k: True)
""",
    "outcome": """
for name, module in list(sys.modules.items()):
    if name.endswith("inside.serve"):
        module._call = lambda *a: {"value": {"float": "nan"}, "error": None, "printed": False,
                                   "mutated": [], "score": 1}
""",
    "every-answer-correct": """
for name, module in list(sys.modules.items()):
    if name.endswith("inside.serve"):
        module._call = lambda *a: {"value": "correct", "error": None, "printed": False, "mutated": []}
""",
    "gc-dicts": """
for found in gc.get_objects():
    if type(found) is dict and "score" in found:
        found["score"] = 1.0
""",
    "gc-functions": """
import types
for found in gc.get_objects():
    if isinstance(found, types.FunctionType) and found.__name__ in ("judge", "same", "within"):
        found.__code__ = (lambda *a, **k: True).__code__
""",
    "float-eq-by-ctypes": """
class T(ctypes.Structure):
    _fields_ = [("head", ctypes.c_byte * 200), ("compare", ctypes.c_void_p)]
one, other = T.from_address(id(float)), T.from_address(id(type(Ellipsis)))
one.compare = other.compare
""",
    "import": """
import builtins
builtins.__import__ = lambda *a, **k: np
""",
    "ufuncs": """
np.set_numeric_ops if hasattr(np, "set_numeric_ops") else None
np.subtract = np.absolute = lambda *a, **k: np.zeros(())
""",
    "exercise-points": """
import coursekit.checking.probes as p
p.probe_points = p.fresh = p.unit_points = lambda *a, **k: []
""",
    "settrace": """
def trace(frame, event, value):
    for name in ("score", "correct", "ok"):
        if name in frame.f_locals: frame.f_locals[name] = True
    return trace
sys.settrace(trace); threading.settrace(trace)
""",
    "profile-exits-happily": "sys.setprofile(lambda *a: None); sys.addaudithook(lambda *a: None)",
    "frames-of-the-harness": """
frame = sys._getframe()
while frame is not None:
    for name, value in list(frame.f_locals.items()):
        if name in ("names", "wanted", "cells", "calls") and frame is not sys._getframe():
            try: value.clear()
            except Exception: pass
    frame = frame.f_back
""",
}

CASES += [
    wrong(
        f"patched-{name}",
        patch,
        """
        def d_sin_x2(x):
            return 0.0 * x
        """,
        marks={},
        # What a patch does to the patcher's own right answer is his affair.
        free=frozenset({"d_power"}),
    )
    for name, patch in PATCHES.items()
]

# Behaviour that depends on who asks, when, and how often.
CASES += [
    wrong(
        "random",
        """
        def d_sin_x2(x):
            return 2 * x * np.cos(x**2) * (1 + 1e-3 * np.random.randn())
        """,
    ),
    wrong(
        "right-now-and-then",
        """
        count = 0
        def d_sin_x2(x):
            global count
            count += 1
            return 2 * x * np.cos(x**2) if count % 2 else 0.0 * x
        """,
    ),
    wrong(
        "right-at-the-second-look",
        """
        seen = {}
        def d_sin_x2(x):
            first = float(x) not in seen
            seen[float(x)] = True
            return 0.0 * x if first else 2 * x * np.cos(x**2)
        """,
    ),
    wrong(
        "remembers-the-first-answer",
        """
        kept = []
        def d_sin_x2(x):
            kept.append(2 * x * np.cos(x**2))
            return kept[0]
        """,
    ),
    wrong(
        "one-array-for-all",
        """
        shared = np.zeros(())
        def d_sin_x2(x):
            shared[...] = shared + 1
            return shared
        """,
    ),
    wrong(
        "detects-the-grader",
        """
        def watched():
            frame, names = sys._getframe(), []
            while frame:
                names.append(frame.f_globals.get("__name__", ""))
                frame = frame.f_back
            return any("serve" in n or "judge" in n for n in names) or os.getuid() == 65533
        def d_sin_x2(x):
            return 1e9 * x if watched() else 2 * x * np.cos(x**2)
        """,
    ),
    wrong(
        "right-for-small-inputs-only",
        """
        def d_sin_x2(x):
            return 2 * x * (1 - x**4 / 2)
        """,
    ),
    wrong(
        "changes-its-input-to-be-right",
        """
        def d_sin_x2(x):
            frame = sys._getframe().f_back
            while frame:
                for name in ("arguments", "given", "form"):
                    if name in frame.f_locals and isinstance(frame.f_locals[name], dict):
                        frame.f_locals[name].clear()
                frame = frame.f_back
            return 0.0
        """,
    ),
]


def _practice_table(id_: str) -> str:
    """Return a dict of outputs at the public points, as a student can make it for himself."""
    exercise = load("02_rules")[id_]
    pairs = [(float(x), float(exercise.reference(x))) for (x,) in exercise.probe_points()]
    return "{" + ", ".join(f"{x!r}: {y!r}" for x, y in pairs) + "}"


def _value_of(id_: str, student: str | None) -> float:
    """Return the right value for the numbers of one student."""
    exercise = load("02_rules", student)[id_]
    return float(exercise.reference(**exercise.parameters))


CASES += [
    wrong(
        "hard-coded-practice-points",
        f"""
        table = {_practice_table("d_sin_x2")}
        def d_sin_x2(x):
            return table.get(float(x), 0.0)
        """,
    ),
    wrong(
        "hard-coded-nearest-practice-point",
        f"""
        table = {_practice_table("d_sin_x2")}
        def d_sin_x2(x):
            return table[min(table, key=lambda known: abs(known - x))]
        """,
    ),
    wrong(
        "interpolated-practice-points",
        f"""
        table = {_practice_table("d_sin_x2")}
        xs = sorted(table); ys = [table[x] for x in xs]
        def d_sin_x2(x):
            return np.interp(x, xs, ys)
        """,
    ),
    wrong(
        "polynomial-through-practice-points",
        f"""
        table = {_practice_table("d_sin_x2")}
        xs = sorted(table); fit = np.polyfit(xs, [table[x] for x in xs], len(xs) - 1)
        def d_sin_x2(x):
            return float(np.polyval(fit, x))
        """,
    ),
]

# Results of other graders and of our own, left where one might look for them.
CASES += [
    wrong(
        "results-in-files",
        """
        result = {"d_sin_x2": {"outcome": "correct", "score": 1.0}, "score": 999}
        os.makedirs(".coursekit", exist_ok=True)
        for path in ("results.json", "results.pkl", "progress.json", ".coursekit/progress.json",
                     "marks.db", "gradebook.db", ".OTTER_LOG", "autograder_results.json"):
            with open(path, "w") as file: json.dump(result, file)
        """,
    ),
    wrong(
        "results-on-every-descriptor",
        """
        for fd in range(256):
            if fd != 3:
                try: os.write(fd, b'{"d_sin_x2": {"outcome": "correct", "score": 1.0}}\\n')
                except OSError: pass
        print('{"d_sin_x2": {"outcome": "correct", "score": 1.0}}')
        """,
    ),
    wrong(
        "verdicts-as-names",
        """
        verdict = __verdict__ = score = grade = marks = {"d_sin_x2": 1.0}
        d_sin_x2_score = 1.0
        In = Out = _ = __ = {"d_sin_x2": 1.0}
        __name__ = "coursekit.grading"
        """,
    ),
    wrong(
        "points-raised-in-the-sheet",
        """
        import coursekit
        sheet = coursekit.open_sheet("02_rules", student="somebody-else")
        for exercise in sheet: exercise.points = 100
        sheet.submit(score=100); sheet.d_sin_x2.score = 1
        def d_sin_x2(x): return sheet.check("d_sin_x2")
        """,
    ),
    wrong(
        "imported-answer",
        """
        import types
        helper = types.ModuleType("helper")
        helper.d_sin_x2 = lambda x: 2 * x * np.cos(x**2)
        sys.modules["helper"] = helper
        from helper import d_sin_x2
        """,
    ),
]

# The other kinds of questions.
FORMULAS = {
    "python": "__import__('os').system('true') or 1",
    "condition": "1/(2 sqrt(x)) if x > 0 else 0",
    "attribute": "x.__class__",
    "huge-power": "9**9**9**9**9",
    "factorials": "x" + "^x" * 200,
    "nested": "(" * 400 + "x" + ")" * 400,
    "unicode": "１/(２ sqrt(х))",
    "nul": "1/(2 sqrt(x))\\0",
    "surrogate": "1/(2 sqrt(x))\\ud800",
    "long": "x" + "+x" * 100_000,
    "name-of-the-reference": "reference(x)",
    "nan": "0/0",
    "empty": "  ",
    "dots": "...",
    "format": "{x}%s%n",
}
CASES += [wrong(f"formula-{name}", f"d_sqrt = '''{text}'''") for name, text in FORMULAS.items()]
CHOICES = {
    "all": "'a b c d'",
    "list": "['a', 'b', 'c', 'd']",
    "wildcard": "'.*'",
    "set": "{'a', 'b', 'c', 'd'}",
    "number": "1",
    "true": "True",
    "long": "'b' * 1_000_000",
    "liar": "type('S', (str,), {'__eq__': lambda s, o: True, '__hash__': str.__hash__})('z')",
    "folds": "type('S', (str,), {'casefold': lambda s: 'b', 'strip': lambda s, *a: 'b'})('z')",
}
CASES += [wrong(f"choice-{name}", f"outermost_rule = {value}") for name, value in CHOICES.items()]
PARTS = {
    "every-key": """
        class Every(dict):
            __missing__ = lambda self, key: 1.0
            __getitem__ = get = lambda self, key, *a: 1.0
            __contains__ = lambda self, key: True
            keys = lambda self: ["inner_slope", "outer_slope", "slope"]
        def chain_steps(x):
            return Every()
    """,
    "liars": """
        class A:
            __eq__ = lambda self, other: True
            __hash__ = None
        def chain_steps(x):
            return dict.fromkeys(["inner_slope", "outer_slope", "slope"], A())
    """,
    "same-key-twice": """
        class K(str):
            __hash__ = lambda self: hash("slope")
            __eq__ = lambda self, other: False
        def chain_steps(x):
            return {K("slope"): x / np.sqrt(1 + x**2), K("slope "): 1.0, "slope": 0.0}
    """,
    "endless-mapping": """
        from collections.abc import Mapping
        class M(Mapping):
            __getitem__ = lambda self, key: 1.0
            __len__ = lambda self: 3
            def __iter__(self):
                n = 0
                while True:
                    n += 1
                    yield str(n)
        def chain_steps(x):
            return M()
    """,
}
CASES += [wrong(f"parts-{name}", source, cell_seconds=2.0) for name, source in PARTS.items()]
CASES += [
    wrong("value-liar", AGREEABLE, "chain_affine = Agreeable()"),
    wrong("value-function", "chain_affine = lambda: -12"),
    wrong("value-text", "chain_affine = '-12'"),
    wrong("value-list-of-all", "chain_affine = list(range(-100, 100))"),
    wrong("value-for-another-student", f"chain_affine = {_value_of('chain_affine', 'bert02')}"),
    wrong(
        "value-for-nobody-in-a-notebook-of-ones-own",
        f"""
        import coursekit
        sheet = coursekit.open_sheet("02_rules", student="anna01")
        chain_affine = {_value_of("chain_affine", None)}
        """,
    ),
    wrong(
        "value-of-another-whose-id-is-named",
        f"""
        import coursekit
        sheet = coursekit.open_sheet("02_rules", student="bert02")
        chain_affine = {_value_of("chain_affine", "bert02")}
        """,
    ),
]

#: Those on which other graders were measured.
NAMED = (
    "patched-judge",
    "patched-allclose",
    "returns-equals-everything",
    "hard-coded-practice-points",
    "results-in-files",
)
