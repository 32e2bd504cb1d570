"""What differentiating costs: time over hand-written NumPy, measured in one run.

Each workload runs forward and backward by ``coursekit.autodiff`` and by NumPy written by hand,
alternately, so that a busy machine slows both; the ratio of the fastest runs is printed.  Run with
``python benchmarks/autodiff.py``; it takes about 20 seconds.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy loads: one thread for both sides

from collections.abc import Callable
from itertools import pairwise
from time import perf_counter
from typing import Any

import numpy as np

from coursekit.autodiff import grad, hessian, jacobian

Workload = tuple[str, Callable[[], Any], Callable[[], Any]]

rng = np.random.default_rng(0)


def scalar_chain() -> Workload:
    """Take a textbook's chain of scalar functions."""
    x = 0.7

    def f(x: Any) -> Any:
        return np.sin(x * x) * np.exp(-x) + np.tanh(3 * x)

    def by_hand() -> Any:
        s, e, t = np.sin(x * x), np.exp(-x), np.tanh(3 * x)
        _value = s * e + t
        return np.cos(x * x) * 2 * x * e - s * e + (1 - t * t) * 3

    g = grad(f)
    return "scalar chain", lambda: g(x), by_hand


def entry_by_entry(n: int) -> Workload:
    """Sum tanh x · sin x over n entries."""
    x = rng.normal(size=n)

    def by_hand() -> Any:
        t, s = np.tanh(x), np.sin(x)
        _value = np.sum(t * s)
        return (1 - t * t) * s + t * np.cos(x)

    g = grad(lambda x: np.sum(np.tanh(x) * np.sin(x)))
    return f"sum(tanh x sin x), n = {n:.0e}", lambda: g(x), by_hand


def xor_network() -> Workload:
    """Take a 2-16-16-1 network with tanh and squared loss, batch 4."""
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    T = np.array([[0.0], [1.0], [1.0], [0.0]])
    sizes = [2, 16, 16, 1]
    parameters = []
    for m, n in pairwise(sizes):
        parameters += [rng.normal(size=(m, n)), rng.normal(size=n)]

    def loss(A: Any, a: Any, B: Any, b: Any, C: Any, c: Any) -> Any:
        h = np.tanh(X @ A + a)
        k = np.tanh(h @ B + b)
        return np.sum((k @ C + c - T) ** 2)

    def by_hand() -> Any:
        A, a, B, b, C, c = parameters
        h = np.tanh(X @ A + a)
        k = np.tanh(h @ B + b)
        e = k @ C + c - T
        _value = np.sum(e**2)
        de = 2 * e
        dk = (de @ C.T) * (1 - k * k)
        dh = (dk @ B.T) * (1 - h * h)
        return X.T @ dh, dh.sum(0), h.T @ dk, dk.sum(0), k.T @ de, de.sum(0)

    g = grad(loss, argnums=tuple(range(6)))
    return "XOR network 2-16-16-1", lambda: g(*parameters), by_hand


def classifier() -> Workload:
    """Take a 64-128-128-10 network with ReLU and softmax cross-entropy, batch 64."""
    X = rng.normal(size=(64, 64))
    rows, labels = np.arange(64), rng.integers(0, 10, size=64)
    sizes = [64, 128, 128, 10]
    parameters = []
    for m, n in pairwise(sizes):
        parameters += [rng.normal(size=(m, n)) / np.sqrt(m), np.zeros(n)]

    def loss(A: Any, a: Any, B: Any, b: Any, C: Any, c: Any) -> Any:
        h = np.maximum(X @ A + a, 0)
        k = np.maximum(h @ B + b, 0)
        z = k @ C + c
        z = z - np.max(z, axis=1, keepdims=True)
        log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
        return -np.mean(log_p[rows, labels])

    def by_hand() -> Any:
        A, a, B, b, C, c = parameters
        h = np.maximum(X @ A + a, 0)
        k = np.maximum(h @ B + b, 0)
        z = k @ C + c
        z = z - np.max(z, axis=1, keepdims=True)
        e = np.exp(z)
        s = e.sum(axis=1, keepdims=True)
        _value = -np.mean((z - np.log(s))[rows, labels])
        dz = e / s
        dz[rows, labels] -= 1
        dz /= len(X)
        dk = (dz @ C.T) * (k > 0)
        dh = (dk @ B.T) * (h > 0)
        return X.T @ dh, dh.sum(0), h.T @ dk, dk.sum(0), k.T @ dz, dz.sum(0)

    g = grad(loss, argnums=tuple(range(6)))
    return "classifier 64-128-128-10", lambda: g(*parameters), by_hand


def square_jacobian() -> Workload:
    """Take all 64 × 64 partial derivatives of tanh(B tanh(A x))."""
    A, B = rng.normal(size=(2, 64, 64)) / 8
    x = rng.normal(size=64)

    def by_hand() -> Any:
        h = np.tanh(A @ x)
        y = np.tanh(B @ h)
        return ((1 - y * y)[:, None] * B * (1 - h * h)) @ A

    j = jacobian(lambda x: np.tanh(B @ np.tanh(A @ x)))
    return "Jacobian 64 → 64", lambda: j(x), by_hand


def rosenbrock_hessian() -> Workload:
    """Take the 20 × 20 Hessian of Rosenbrock's function."""
    x = rng.normal(size=20)

    def f(x: Any) -> Any:
        return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

    def by_hand() -> Any:
        off = -400 * x[:-1]
        main = np.zeros(20)
        main[:-1] = 1200 * x[:-1] ** 2 - 400 * x[1:] + 2
        main[1:] += 200
        return np.diag(main) + np.diag(off, 1) + np.diag(off, -1)

    h = hessian(f)
    return "Hessian, 20 variables", lambda: h(x), by_hand


def long_chain() -> Workload:
    """Chain ten thousand scalar operations."""

    def f(x: Any) -> Any:
        for _ in range(5000):
            x = x * 1.0001 + 0.0001
        return x

    def by_hand() -> Any:
        x, slope = np.float64(0.5), np.float64(1.0)
        for _ in range(5000):
            x = x * 1.0001 + 0.0001
        for _ in range(5000):
            slope = slope * 1.0001
        return slope

    g = grad(f)
    return "chain of 10 000 operations", lambda: g(0.5), by_hand


def _seconds_each(function: Callable[[], Any], times: int) -> float:
    start = perf_counter()
    for _ in range(times):
        function()
    return (perf_counter() - start) / times


def measure(ours: Callable[[], Any], by_hand: Callable[[], Any], rounds: int = 10) -> list[float]:
    """Return the fastest seconds a call of both sides, measured in turn."""
    times = [max(1, int(0.04 / max(_seconds_each(f, 1), 1e-7))) for f in (ours, by_hand)]
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for side, f in enumerate((ours, by_hand)):
            best[side] = min(best[side], _seconds_each(f, times[side]))
    return best


def _listed(result: Any) -> list[Any]:
    return list(result) if isinstance(result, tuple) else [result]


def main() -> None:
    """Check that both sides agree, then print the table."""
    print(f"{'workload':<32}{'by hand':>12}{'coursekit':>12}{'ratio':>8}")
    for workload in (
        scalar_chain(),
        entry_by_entry(1000),
        entry_by_entry(1_000_000),
        xor_network(),
        classifier(),
        square_jacobian(),
        rosenbrock_hessian(),
        long_chain(),
    ):
        name, ours, by_hand = workload
        for a, b in zip(_listed(ours()), _listed(by_hand()), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-8, atol=1e-10)
        mine, hand = measure(ours, by_hand)
        print(f"{name:<32}{hand * 1e6:>10.1f}us{mine * 1e6:>10.1f}us{mine / hand:>8.2f}")


if __name__ == "__main__":
    main()
