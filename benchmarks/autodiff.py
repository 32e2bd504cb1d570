"""What differentiating costs: time over hand-written NumPy, measured in one run.

Each workload runs forward and backward by ``coursekit.autodiff``, by NumPy written by hand, and by
those of the libraries autograd, MyGrad and PyTorch (eager) that are installed, in turn, so that a
busy machine slows all of them; printed is the median of the ratios of one round.  All checks of the
library are on.  Run with ``python benchmarks/autodiff.py``; it takes a minute or two.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy loads: one thread for all sides

import gc
import importlib
import importlib.util
import platform
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from statistics import median
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import numpy as np

from coursekit.autodiff import hessian, jacobian, nn, value_and_grad

rng = np.random.default_rng(0)


@dataclass(frozen=True)
class Workload:
    """What to differentiate by ``args``: ``f(np, *args, *constants)``, with a NumPy to use."""

    name: str
    reach: float
    f: Callable[..., Any]
    args: Sequence[Any]
    by_hand: Callable[[], Any]
    kind: str = "gradient"  # or "forward", "reverse" (Jacobians), "Hessian"
    comparable: bool = True  # whether others can run the same code
    constants: Sequence[Any] = ()


# ------------------------------------------------------------------------------------- workloads


def scalar_chain() -> Workload:
    """Take a textbook's chain of scalar functions."""
    x = np.float64(0.7)

    def by_hand() -> Any:
        square = x * x
        s = np.sin(square)
        y = np.tanh(s * x)
        outer = 1 - y * y
        return y, outer * s + outer * x * np.cos(square) * 2 * x

    return Workload("tanh(sin(x²)·x)", 15, lambda np, x: np.tanh(np.sin(x * x) * x), [x], by_hand)


def entry_by_entry(n: int, reach: float) -> Workload:
    """Sum tanh x · sin x over n entries."""
    x = rng.normal(size=n)

    def by_hand() -> Any:
        t, s = np.tanh(x), np.sin(x)
        return np.sum(t * s), (1 - t * t) * s + t * np.cos(x)

    def f(np: Any, x: Any) -> Any:
        return np.sum(np.tanh(x) * np.sin(x))

    return Workload(f"sum(tanh x · sin x), n = 10^{len(str(n)) - 1}", reach, f, [x], by_hand)


def xor_network() -> Workload:
    """Take a 2-16-16-1 network with tanh and squared loss, batch 4."""
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    T = np.array([[0.0], [1.0], [1.0], [0.0]])
    parameters = _parameters([2, 16, 16, 1])

    def loss(np: Any, A: Any, a: Any, B: Any, b: Any, C: Any, c: Any, X: Any, T: Any) -> Any:
        h = np.tanh(X @ A + a)
        k = np.tanh(h @ B + b)
        return np.sum((k @ C + c - T) ** 2)

    def by_hand() -> Any:
        A, a, B, b, C, c = parameters
        h = np.tanh(X @ A + a)
        k = np.tanh(h @ B + b)
        e = k @ C + c - T
        value = np.sum(e**2)
        de = 2 * e
        dk = (de @ C.T) * (1 - k * k)
        dh = (dk @ B.T) * (1 - h * h)
        return value, X.T @ dh, dh.sum(0), h.T @ dk, dk.sum(0), k.T @ de, de.sum(0)

    name = "network 2-16-16-1, batch 4"
    return Workload(name, 4.0, loss, parameters, by_hand, constants=(X, T))


def classifier(sizes: list[int], batch: int, reach: float, fused: bool = False) -> Workload:
    """Take a network with ReLU and softmax cross-entropy."""
    X = rng.normal(size=(batch, sizes[0]))
    rows, labels = np.arange(batch), rng.integers(0, sizes[-1], size=batch)
    parameters = _parameters(sizes)

    def loss(np: Any, *given: Any) -> Any:
        *parameters, h, rows, labels = given
        for W, b in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
            h = np.maximum(h @ W + b, 0)
        z = h @ parameters[-2] + parameters[-1]
        if fused:
            return nn.cross_entropy(z, labels)
        z = z - np.max(z, axis=1, keepdims=True)
        log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
        return -np.mean(log_p[rows, labels])

    def by_hand() -> Any:
        layers = [X]
        for W, b in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
            layers.append(np.maximum(layers[-1] @ W + b, 0))
        z = layers[-1] @ parameters[-2] + parameters[-1]
        z = z - np.max(z, axis=1, keepdims=True)
        e = np.exp(z)
        s = e.sum(axis=1, keepdims=True)
        value = -np.mean((z - np.log(s))[rows, labels])
        d = e / s
        d[rows, labels] -= 1
        d /= batch
        found: list[Any] = []
        for W, h in zip(parameters[-2::-2], layers[::-1], strict=True):
            found[:0] = [h.T @ d, d.sum(0)]
            if h is not X:
                d = (d @ W.T) * (h > 0)
        return (value, *found)

    name = f"network {'-'.join(map(str, sizes))}{', fused loss' if fused else ''}"
    constants = (X, rows, labels)
    return Workload(
        name, reach, loss, parameters, by_hand, comparable=not fused, constants=constants
    )


def _parameters(sizes: list[int]) -> list[Any]:
    parameters = []
    for m, n in pairwise(sizes):
        parameters += [rng.normal(size=(m, n)) / np.sqrt(m), np.zeros(n)]
    return parameters


def square_jacobian() -> Workload:
    """Take all 64 × 64 partial derivatives of tanh(B tanh(A x))."""
    A, B = rng.normal(size=(2, 64, 64)) / 8
    x = rng.normal(size=64)

    def by_hand() -> Any:
        h = np.tanh(A @ x)
        y = np.tanh(B @ h)
        return ((1 - y * y)[:, None] * B * (1 - h * h)) @ A

    def f(np: Any, x: Any, A: Any, B: Any) -> Any:
        return np.tanh(B @ np.tanh(A @ x))

    return Workload("Jacobian 64 → 64", 8, f, [x], by_hand, "reverse", constants=(A, B))


def tall_jacobian() -> Workload:
    """Take the Jacobian of a curve of 1000 points in two parameters, forward."""
    t = np.linspace(0, 3, 1000)
    x = np.array([1.3, 0.4])

    def by_hand() -> Any:
        inside = x[0] * t
        s, e = np.sin(inside), np.exp(-x[1] * t)
        _value = s * e
        return np.stack([np.cos(inside) * t * e, -t * s * e], axis=1)

    def f(np: Any, x: Any, t: Any) -> Any:
        return np.sin(x[0] * t) * np.exp(-x[1] * t)

    return Workload("Jacobian 2 → 1000, forward", 4, f, [x], by_hand, "forward", constants=(t,))


def wide_jacobian() -> Workload:
    """Take the Jacobian of two numbers by 1000 inputs, reverse."""
    A = rng.normal(size=(2, 1000)) / 30
    x = rng.normal(size=1000)

    def by_hand() -> Any:
        h = np.tanh(x)
        y = np.tanh(A @ h)
        return (1 - y * y)[:, None] * A * (1 - h * h)

    def f(np: Any, x: Any, A: Any) -> Any:
        return np.tanh(A @ np.tanh(x))

    return Workload("Jacobian 1000 → 2, reverse", 6, f, [x], by_hand, "reverse", constants=(A,))


def rosenbrock_hessian() -> Workload:
    """Take the 20 × 20 Hessian of Rosenbrock's function."""
    x = rng.normal(size=20)

    def f(np: Any, x: Any) -> Any:
        return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

    def by_hand() -> Any:
        off = -400 * x[:-1]
        main = np.zeros(20)
        main[:-1] = 1200 * x[:-1] ** 2 - 400 * x[1:] + 2
        main[1:] += 200
        return np.diag(main) + np.diag(off, 1) + np.diag(off, -1)

    return Workload("Hessian of Rosenbrock, 20", 16, f, [x], by_hand, "Hessian")


def long_chain() -> Workload:
    """Chain ten thousand scalar operations."""
    x = np.float64(0.5)

    def f(_np: Any, x: Any) -> Any:
        for _ in range(10_000):
            x = x * 1.0001
        return x

    def by_hand() -> Any:
        y, slope = x, np.float64(1.0)
        for _ in range(10_000):
            y = y * 1.0001
        for _ in range(10_000):
            slope = slope * 1.0001
        return y, slope

    return Workload("chain of 10 000 operations", 14, f, [x], by_hand)


def doubling() -> Workload:
    """Double sixty times by x + x: linear in the operations, or 2^60 steps."""
    x = np.float64(1.0)

    def f(_np: Any, x: Any) -> Any:
        for _ in range(60):
            x = x + x
        return x

    def by_hand() -> Any:
        y, slope = x, np.float64(1.0)
        for _ in range(60):
            y = y + y
        for _ in range(60):
            slope = slope + slope
        return y, slope

    return Workload("x = x + x, 60 times", 25, f, [x], by_hand)


# ------------------------------------------------------------------------------------- libraries


def ours(work: Workload) -> Callable[[], Any]:
    """Return the workload's derivative by this library, from plain NumPy code."""
    plain = partial(work.f, np)
    given = (*work.args, *work.constants)
    if work.kind == "Hessian":
        return partial(hessian(plain), *given)
    if work.kind != "gradient":
        return partial(jacobian(plain, mode=work.kind), *given)
    return partial(value_and_grad(plain, argnums=tuple(range(len(work.args)))), *given)


def by_autograd(work: Workload) -> Callable[[], Any] | None:
    """Return the same by autograd, which has a NumPy of its own."""
    library = importlib.import_module("autograd")
    plain = partial(work.f, importlib.import_module("autograd.numpy"))
    if not work.comparable:
        return None
    if work.kind == "gradient":
        both = library.value_and_grad(lambda args: plain(*args, *work.constants))
        return partial(both, tuple(work.args))
    derivative = (library.hessian if work.kind == "Hessian" else library.jacobian)(plain)
    return partial(derivative, *work.args, *work.constants)


def by_mygrad(work: Workload) -> Callable[[], Any] | None:
    """Return the same by MyGrad, which has gradients only."""
    library = importlib.import_module("mygrad")
    if work.kind != "gradient" or not work.comparable:
        return None

    def run() -> Any:
        tensors = [library.tensor(each) for each in work.args]
        result = work.f(np, *tensors, *work.constants)
        result.backward()
        return result.data, [each.grad for each in tensors]

    return run


def by_torch(work: Workload) -> Callable[[], Any] | None:
    """Return the same by PyTorch, eager, on one thread."""
    torch: Any = importlib.import_module("torch")
    if not work.comparable:
        return None
    torch.set_num_threads(1)
    names = {name: getattr(torch, name) for name in ("tanh", "sin", "exp", "log", "sum", "mean")}
    # torch.max along an axis gives positions too, and torch.maximum takes no plain numbers.
    numpy_of_torch = SimpleNamespace(**names, max=torch.amax, maximum=torch.clamp_min)
    plain = partial(work.f, numpy_of_torch)
    args = [torch.tensor(each) for each in work.args]
    constants = [torch.tensor(each) for each in work.constants]
    if work.kind != "gradient":
        transforms = {"Hessian": torch.func.hessian, "forward": torch.func.jacfwd,
                      "reverse": torch.func.jacrev}  # fmt: skip
        return partial(transforms[work.kind](plain), *args, *constants)
    variables = [each.requires_grad_() for each in args]

    def run() -> Any:
        result = plain(*variables, *constants)
        return result.detach(), torch.autograd.grad(result, variables)

    return run


PEERS = {"autograd": by_autograd, "mygrad": by_mygrad, "torch": by_torch}


# ------------------------------------------------------------------------------------- measuring


def _seconds_each(function: Callable[[], Any], times: int) -> float:
    start = perf_counter()
    for _ in range(times):
        function()
    return (perf_counter() - start) / times


def measure(functions: Sequence[Callable[[], Any]], rounds: int = 11) -> list[list[float]]:
    """Return seconds a call of each function in each round; in a round they run in turn."""
    times = [max(1, int(0.03 / max(min(_seconds_each(f, 1) for _ in "ab"), 1e-7)))
             for f in functions]  # fmt: skip
    seconds: list[list[float]] = [[] for _ in functions]
    gc.collect()
    gc.freeze()  # nobody pays for looking through the modules that the peers have loaded
    for _ in range(rounds):
        for each, f, n in zip(seconds, functions, times, strict=True):
            each.append(_seconds_each(f, n))
    return seconds


def ratio(seconds: list[float], to: list[float]) -> float:
    """Return the median of the ratios of one round."""
    return median(a / b for a, b in zip(seconds, to, strict=True))


def _listed(result: Any) -> list[Any]:
    if isinstance(result, tuple | list):
        return [each for part in result for each in _listed(part)]
    return [result]


def row(name: str, hand: str, found: str, value: float, reach: float, rest: str = "") -> None:
    """Print a line of the table."""
    met = "" if value <= reach else "  missed"
    print(f"{name:<36}{hand:>11}{found:>11}{value:>8.2f}{reach:>7g}{rest}{met}", flush=True)


def compare(work: Workload, peers: Sequence[str]) -> None:
    """Check that all sides agree on a workload, and print what they cost."""
    functions = [work.by_hand, ours(work)]
    names = []
    for name in peers:
        peer = PEERS[name](work)
        if peer is not None:
            functions.append(peer)
            names.append(name)
    expected = _listed(work.by_hand())
    for function in functions[1:]:
        for a, b in zip(_listed(function()), expected, strict=True):
            np.testing.assert_allclose(np.asarray(a), b, rtol=1e-8, atol=1e-9)
    seconds = measure(functions)
    hand, mine = (f"{median(each) * 1e6:.1f}us" for each in seconds[:2])
    costs = {n: ratio(each, seconds[0]) for n, each in zip(names, seconds[2:], strict=True)}
    rest = "".join(f"{costs[n]:>10.2f}" if n in costs else f"{'–':>10}" for n in peers)
    row(work.name, hand, mine, ratio(seconds[1], seconds[0]), work.reach, rest)


def _peak(function: Callable[[], Any]) -> float:
    function()
    gc.collect()
    tracemalloc.start()
    try:
        kept = function()
        peak = tracemalloc.get_traced_memory()[1]
        del kept
    finally:
        tracemalloc.stop()
    return peak / 1e6


def memory(work: Workload, reach: float) -> None:
    """Print the peak memory of a workload over that of the code by hand."""
    hand, mine = _peak(work.by_hand), _peak(ours(work))
    row("  its peak memory", f"{hand:.1f}MB", f"{mine:.1f}MB", mine / hand, reach)


def import_time(reach: float) -> None:
    """Print what importing costs over NumPy, in milliseconds, in fresh processes."""
    code = "import time; import numpy; t = time.perf_counter(); import coursekit.autodiff; print(time.perf_counter() - t)"  # noqa: E501
    times = []
    with tempfile.TemporaryDirectory() as cache:  # of byte code, as an installed package has it
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = cache
        for _ in range(12):
            run = subprocess.run(
                [sys.executable, "-c", code],
                env=environment, capture_output=True, text=True, check=True,
            )  # fmt: skip
            times.append(float(run.stdout) * 1e3)
    row("import over NumPy, ms", "", "", median(times[1:]), reach)


def cheap_gradient(count: int, reach: float) -> None:
    """Print the time of value and gradient over that of the value, for a network of a size."""
    width = int((count / 2) ** 0.5)
    W, V = rng.normal(size=(2, width, width)) / np.sqrt(width)
    X = rng.normal(size=(256, width))

    def f(W: Any, V: Any) -> Any:
        return np.mean(np.tanh(np.tanh(X @ W) @ V) ** 2)

    both = value_and_grad(f, (0, 1))
    seconds = measure([lambda: f(W, V), lambda: both(W, V)], rounds=5)
    plain, mine = (f"{median(each) * 1e3:.2f}ms" for each in seconds)
    name = f"gradient over value, 10^{len(str(count)) - 1} parameters"
    row(name, plain, mine, ratio(seconds[1], seconds[0]), reach)


def main() -> None:
    """Print the table."""
    peers = [name for name in PEERS if importlib.util.find_spec(name)]
    for name in PEERS:
        if name not in peers:
            print(f"{name} is not installed: no column")
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, one thread; times over by"
          " hand")  # fmt: skip
    columns = "".join(f"{name:>10}" for name in peers)
    print(f"{'workload':<36}{'by hand':>11}{'coursekit':>11}{'ratio':>8}{'reach':>7}{columns}")
    large = classifier([784, 256, 10], 256, 1.10)
    for work in (
        scalar_chain(),
        entry_by_entry(1000, 2.0),
        entry_by_entry(1_000_000, 1.10),
        xor_network(),
        classifier([64, 128, 128, 10], 64, 1.6),
        classifier([64, 128, 128, 10], 64, 1.3, fused=True),
        large,
        square_jacobian(),
        tall_jacobian(),
        wide_jacobian(),
        rosenbrock_hessian(),
        long_chain(),
        doubling(),
    ):
        compare(work, peers)
        if work is large:
            memory(work, 1.5)
    import_time(15)
    for count in (10**4, 10**5, 10**6, 10**7):
        cheap_gradient(count, 4)


if __name__ == "__main__":
    main()
