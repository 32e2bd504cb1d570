# ruff: noqa: E501 - attacks stand as they are handed in, one a line
"""The wire to the grader in the hands of the student's code: forged, broken, flooded, dripping.

Whatever travels there is the answer of this student to the question that was asked; so the worst
that it may do is to cost the student's own marks, and that without delay.
"""

from __future__ import annotations

from .case import FLAG, HONEST, Case, cell

__all__ = ["CASES"]

#: What the attacks use: frames, and the harness's own module, from inside.
TOOLS = """
    def frame(text, length=None):
        body = text if isinstance(text, bytes) else text.encode()
        return struct.pack("<I", len(body) if length is None else length) + body

    serve = next(m for n, m in sys.modules.items() if n.endswith("inside.serve"))

    def nonce():
        found = sys._getframe()
        while found is not None:
            if type(found.f_locals.get("nonce")) is str:
                return found.f_locals["nonce"]
            found = found.f_back
        return ""

    RIGHT = {"value": 1.0, "error": None, "printed": False, "mutated": []}
"""


def wire(name: str, *cells: str, own: bool = False, **more: object) -> Case:
    """Return an attack; with ``own`` it may lose the attacker's first answer as well."""
    return Case(
        name=name,
        cells=(HONEST, cell(TOOLS), *map(cell, cells), FLAG),
        marks={} if own else {"d_power": 1.0},
        free=frozenset({"d_power"}) if own else frozenset(),
        **{"cell_seconds": 0.6, "seconds": 20.0, **more},  # type: ignore[arg-type]
    )


#: Frames that a cell writes before the grader has asked anything that they could answer.
AHEAD = {
    "correct": """frame('{"outcome": "correct", "score": 1.0}')""",
    "done": """frame('{"nonce": "", "is": "done"}')""",
    "ready-again": """frame('{"nonce": "", "is": "ready", "layers": []}')""",
    "ran-with-nonce": """frame(json.dumps({"nonce": nonce(), "is": "ran", "cell": 2, "error": None,
        "line": None, "traceback": "", "output": "", "notes": []}))""",
    "called-with-nonce": """frame(json.dumps({"nonce": nonce(), "is": "called",
        "outcomes": [RIGHT] * 100}))""",
    "described-with-nonce": """frame(json.dumps({"nonce": nonce(), "is": "described", "names":
        [{"status": "callable", "value": None, "parameters": None}] * 27}))""",
    "four-gigabytes": "struct.pack('<I', 0xFFFFFFFF)",
    "cap-and-one": "struct.pack('<I', (4 << 20) + 1)",
    "empty": "frame('')",
    "list": "frame('[]')",
    "number": "frame('1e999')",
    "not-a-number": """frame('{"nonce": NaN}')""",
    "endless-digits": """frame('{"nonce": ' + '9' * 1_000_000 + '}')""",
    "many-digits-after-the-point": """frame('{"nonce": 0.' + '9' * 1_000_000 + '}')""",
    "deep": "frame('[' * 2_000_000)",
    "deep-objects": """frame('{"a":' * 400_000)""",
    "wide": "frame('[' + '[],' * 1_000_000 + '[]]')",
    "key-twice": """frame('{"nonce": "", "nonce": ""}')""",
    "not-ascii": "frame(b'\\xff\\xfe\\x00')",
    "half-a-surrogate": """frame('{"nonce": "\\\\ud800", "is": "done"}')""",
    "nul": """frame('{"nonce": "\\\\u0000", "is": "done"}')""",
    "half-a-frame": "frame('{}', 1000)",
    "only-a-byte": "b'\\x00'",
    "noise": "os.urandom(100_000)",
    "quotes": "frame(b'\"' * 3_999_999)",
    "backslashes": "frame(b'\"' + b'\\\\\\\\' * 1_999_990)",
    "spaces": "frame(b' ' * 4_000_000)",
}
CASES: list[Case] = [
    wire(f"ahead-{name}", f"data = ({data})\nsocket.socket(fileno=os.dup(3)).sendall(data)")
    for name, data in AHEAD.items()
]

#: Forms that stand where a value belongs; each is sent as the answer to a question.
FORMS = {
    "object-dtype": "{'array': ['|O', [1], 'AAAAAAAAAAA=']}",
    "object-dtype-hidden": "{'array': ['<f8O', [1], 'AAAAAAAAAAA=']}",
    "record-dtype": "{'array': [[['a', '|O']], [1], 'AAAAAAAAAAA=']}",
    "void-dtype": "{'array': ['|V8', [1], 'AAAAAAAAAAA=']}",
    "text-dtype": "{'array': ['<U2', [1], 'AAAAAAAAAAA=']}",
    "date-dtype": "{'array': ['<M8[s]', [1], 'AAAAAAAAAAA=']}",
    "long-double": "{'array': ['<f16', [1], 'AAAAAAAAAAAAAAAAAAAAAA==']}",
    "big-endian": "{'array': ['>f8', [1], 'AAAAAAAAAAA=']}",
    "shape-negative": "{'array': ['<f8', [-1], 'AAAAAAAAAAA=']}",
    "shape-true": "{'array': ['<f8', [True], 'AAAAAAAAAAA=']}",
    "shape-float": "{'array': ['<f8', [1.0], 'AAAAAAAAAAA=']}",
    "shape-huge": "{'array': ['<f8', [1 << 62, 1 << 62], 'AAAAAAAAAAA=']}",
    "shape-huge-beside-zero": "{'array': ['<f8', [0, 1 << 62, 1 << 62], '']}",
    "shape-many": "{'array': ['<f8', [1] * 10_000, 'AAAAAAAAAAA=']}",
    "data-short": "{'array': ['<f8', [2], 'AAAAAAAAAAA=']}",
    "data-not-base64": "{'array': ['<f8', [1], '!!!!']}",
    "data-list": "{'array': ['<f8', [1], [0] * 8]}",
    "bool-of-7": "{'array': ['|b1', [8], 'BwcHBwcHBwc=']}",
    "scalar-object": "{'scalar': ['|O', 'AAAAAAAAAAA=']}",
    "two-keys": "{'tuple': [], 'dict': []}",
    "unknown": "{'pickle': 'gASVIQAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAZ0b3VjaCB4lIWUUpQu'}",
    "class": "{'__class__': 'Verdict', 'outcome': 'correct'}",
    "foreign-dunder": "{'foreign': ['__init__', True]}",
    "foreign-verdict": "{'foreign': ['Verdict', False]}",
    "foreign-tensor": "{'foreign': ['Tensor', True]}",
    "foreign-nul": "{'foreign': ['a\\0b', False]}",
    "foreign-long": "{'foreign': ['A' * 1_000_000, False]}",
    "foreign-number": "{'foreign': [1, 1]}",
    "deep-tuples": "__import__('functools').reduce(lambda inner, _: {'tuple': [inner]}, range(25), 1)",
    "unhashable-key": "{'dict': [[[], 1]]}",
    "colliding-keys": "{'dict': [[k * (2**61 - 1), 1] for k in range(1, 2000)]}",
    "too-many-keys": "{'dict': [[k, 1] for k in range(20_000)]}",
    "nan-key": "{'dict': [[{'float': 'nan'}, 1]] * 1000}",
    "float-text": "{'float': '1e999999'}",
    "float-code": "{'float': '__import__(\"os\")'}",
    "complex-text": "{'complex': ['1', '2']}",
    "integer-of-10000-bits": "1 << 1300",
    "half-a-surrogate": "'\\ud800'",
    "null": "None",
    "number": "0.0",
}
CASES += [
    wire(
        f"form-{name}",
        f"""
        FORM = {form}
        serve.form_of = lambda value: FORM
        """,
        own=True,
    )
    for name, form in FORMS.items()
]

#: Outcomes: what goes round a value.
OUTCOMES = {
    "extra-key": "dict(RIGHT, score=1.0)",
    "no-value": "{k: v for k, v in RIGHT.items() if k != 'value'}",
    "mutated-everything": "dict(RIGHT, mutated=list(range(100)))",
    "mutated-text": "dict(RIGHT, mutated=['0'])",
    "mutated-negative": "dict(RIGHT, mutated=[-1])",
    "printed-1": "dict(RIGHT, printed=1)",
    "error-true": "dict(RIGHT, error=True)",
    "error-keyboard-interrupt": """dict(RIGHT, error={"type": "KeyboardInterrupt", "text": "",
        "mro": ["KeyboardInterrupt", "BaseException", "object"], "line": None, "source": ""})""",
    "error-system-exit": """dict(RIGHT, error={"type": "SystemExit", "text": "0",
        "mro": ["SystemExit", "BaseException", "object"], "line": 0, "source": ""})""",
    "error-generator-exit": """dict(RIGHT, error={"type": "GeneratorExit", "text": "",
        "mro": ["GeneratorExit"], "line": None, "source": ""})""",
    "error-refused": """dict(RIGHT, error={"type": "Refused", "text": "correct",
        "mro": ["Refused", "Exception"], "line": 1, "source": "x"})""",
    "error-group": """dict(RIGHT, error={"type": "BaseExceptionGroup", "text": "",
        "mro": ["BaseExceptionGroup"], "line": None, "source": ""})""",
    "error-unicode": """dict(RIGHT, error={"type": "UnicodeDecodeError", "text": "",
        "mro": ["UnicodeDecodeError", "ValueError"], "line": None, "source": ""})""",
    "error-no-builtin": """dict(RIGHT, error={"type": "class", "text": "{0!r} %s \\0",
        "mro": ["print", "exec", "__import__"], "line": 7, "source": "\\x1b[2J"})""",
    "error-stop-iteration": """dict(RIGHT, error={"type": "StopIteration", "text": "",
        "mro": ["StopIteration", "Exception"], "line": None, "source": ""})""",
    "error-exit-of-memory": """dict(RIGHT, error={"type": "MemoryError", "text": "",
        "mro": ["MemoryError", "Exception"], "line": None, "source": ""})""",
}
CASES += [
    wire(
        f"outcome-{name}",
        f"""
        OUTCOME = {outcome}
        serve._call = lambda function, form: dict(OUTCOME)
        """,
        own=True,
    )
    for name, outcome in OUTCOMES.items()
]

CASES += [
    wire("closes-the-wire", "os.close(3)"),
    wire("shuts-the-wire-down", "socket.socket(fileno=os.dup(3)).shutdown(2)"),
    wire("wire-to-nowhere", "os.dup2(os.open('/dev/null', os.O_RDWR), 3)"),
    wire(
        "wire-to-itself",
        """
        a, b = socket.socketpair()
        os.dup2(a.fileno(), 3)
        """,
    ),
    wire(
        "reads-the-requests",
        """
        other = os.dup(3)
        os.set_blocking(other, False)
        def thief():
            while True:
                try: os.read(other, 1 << 20)
                except OSError: time.sleep(0.001)
        threading.Thread(target=thief, daemon=True).start()
        """,
        own=True,
    ),
    wire(
        "a-thread-answers",
        """
        def liar():
            while True:
                for text in ('{"nonce": "%s", "is": "called", "outcomes": []}' % nonce(),
                             '{"outcome": "correct"}'):
                    os.write(3, frame(text))
                time.sleep(0.0005)
        threading.Thread(target=liar, daemon=True).start()
        """,
        own=True,
    ),
    wire(
        "answers-by-itself",
        """
        def d_sin_x2(x):
            calls = 13
            os.write(3, frame(json.dumps({"nonce": nonce(), "is": "called",
                "outcomes": [RIGHT] * calls})))
            return 0.0
        """,
        own=True,
    ),
    wire(
        "answers-the-next-question",
        """
        def d_polynomial(x):
            found = sys._getframe()
            while found:
                if "channel" in found.f_locals:
                    channel = found.f_locals["channel"]
                    asked = channel.receive(time.monotonic() + 0.2)
                    channel.send({"nonce": asked["nonce"], "is": "done"})
                found = found.f_back
        """,
        own=True,
    ),
    wire(
        "drips",
        """
        def drip(self, message, deadline=None):
            body = frame(json.dumps(message))
            for byte in body:
                os.write(3, bytes([byte]))
                time.sleep(0.2)
        type(next(iter(o for o in gc.get_objects() if type(o).__name__ == "Channel"))).send = drip
        """,
        own=True,
        seconds=25.0,
    ),
    wire(
        "floods",
        """
        chunk = frame(b" " * 4_000_000)
        end = time.monotonic() + 1.0
        while time.monotonic() < end:
            os.write(3, chunk)
        """,
    ),
    wire(
        "floods-with-valid-frames",
        """
        def d_sin_x2(x):
            body = frame(json.dumps({"nonce": nonce(), "is": "called", "outcomes": []}))
            while True:
                os.write(3, body)
        """,
    ),
    wire(
        "never-reads",
        """
        def stuck(self, deadline=None):
            while True: time.sleep(1)
        type(next(o for o in gc.get_objects() if type(o).__name__ == "Channel")).receive = stuck
        """,
        own=True,
    ),
    wire(
        "dies-after-its-last-cell",
        """
        kind = type(next(o for o in gc.get_objects() if type(o).__name__ == "Channel"))
        send = kind.send
        def last(self, message, deadline=None):
            if message["is"] == "done": os._exit(0)
            send(self, message, deadline)
        kind.send = last
        """,
        own=True,
    ),
    wire(
        "closes-after-its-last-cell",
        """
        kind = type(next(o for o in gc.get_objects() if type(o).__name__ == "Channel"))
        send = kind.send
        def last(self, message, deadline=None):
            if message["is"] == "done":
                os.close(3)
                time.sleep(100)
            send(self, message, deadline)
        kind.send = last
        """,
        own=True,
    ),
    wire(
        "silent-after-its-last-cell",
        """
        kind = type(next(o for o in gc.get_objects() if type(o).__name__ == "Channel"))
        send = kind.send
        kind.send = lambda self, m, d=None: time.sleep(100) if m["is"] == "done" else send(self, m, d)
        """,
        own=True,
        slow=True,
    ),
    wire(
        "descriptors-in-the-answer",
        """
        won = tried(lambda: socket.send_fds(socket.socket(fileno=os.dup(3)), [b"x"], [0]))
        """,
        own=True,
    ),
    wire("a-hundred-megabytes-of-array", "def d_sin_x2(x): return np.zeros(13_000_000)"),
    wire("a-hundred-megabytes-of-text", "def d_sin_x2(x): return 'x' * 100_000_000"),
    wire("a-million-elements", "def d_sin_x2(x): return [1.0] * 1_000_000"),
    wire("a-million-lists", "def d_sin_x2(x): return [[]] * 1_000_000"),
    wire(
        "exponential-list",
        """
        bomb = [1.0]
        for _ in range(18): bomb = [bomb] * 10
        def d_sin_x2(x): return bomb
        """,
    ),
    wire(
        "list-in-itself",
        """
        loop = []; loop.append(loop)
        def d_sin_x2(x): return loop
        """,
    ),
    wire(
        "dict-in-itself",
        """
        loop = {}; loop["slope"] = loop
        def chain_steps(x): return loop
        """,
    ),
    wire(
        "deep-list",
        """
        deep = []
        for _ in range(200_000): deep = [deep]
        def d_sin_x2(x): return deep
        """,
    ),
    wire(
        "pickle-in-the-answer",
        """
        class P:
            def __reduce__(self):
                return os.system, ("touch @WORLD@/pickled",)
        def d_sin_x2(x): return np.array([P()], dtype=object)
        def chain_steps(x): return {"slope": P(), "inner_slope": P()}
        chain_affine = P()
        d_sqrt = P()
        """,
    ),
]
