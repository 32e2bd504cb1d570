"""The graphs on which a student's scalar engine is tried, and the right numbers of each.

`drive` runs where the student's code is: it builds small graphs, each of which can go wrong in few
ways, and at last random ones from a secret seed, and returns plain numbers. `right_numbers` gives
the same where marks are given. It computes by forward accumulation, one node at a time, so that
nothing but the definition of a derivative is shared with the engine that is judged.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_CALLS", "Array", "drive", "right_numbers"]

Array = NDArray[np.float64]

#: Calls that a pass through fifteen nodes with 2¹⁴ paths may make; with one visit a node it is
#: about two hundred.
MOST_CALLS = 6000


def drive(names: Any, seed: int) -> dict[str, Any]:
    """Build graphs with the class ``Value`` of a namespace; return its numbers and adjoints.

    It is public and stands alone. For each graph there is an array of data and grad, shape (n, 2),
    of its leaves a, b, c and of the nodes in the order in which they were made. Where what is
    missing makes the rest meaningless, the rest is left out.
    """
    import sys

    def numbers(nodes: Any) -> list[list[float]]:
        """Return data and grad of every node, nan where there is no number."""
        kinds = (int, float, np.number, np.ndarray)
        pairs = [(getattr(node, "data", None), getattr(node, "grad", None)) for node in nodes]
        return [
            [float(x) if isinstance(x, kinds) and np.ndim(x) == 0 else np.nan for x in pair]
            for pair in pairs
        ]

    new = names["Value"]
    rng = np.random.default_rng(seed)
    p, q, r = (float(x) for x in rng.uniform(0.3, 0.9, 3) * [1, -1, 1])
    methods = ("__add__", "__mul__", "__sub__", "tanh", "exp", "backward", "__radd__", "__rmul__")
    told: dict[str, Any] = {
        "made": numbers([new(p), new(q)]),
        "has": [float(hasattr(type(new(p)), method)) for method in methods],
    }
    if not all(told["has"]):
        return told

    operations: dict[str, Any] = {
        "a + b": lambda a, b: a + b,
        "a * b": lambda a, b: a * b,
        "a - b": lambda a, b: a - b,
        "a.tanh()": lambda a, _: a.tanh(),
        "a.exp()": lambda a, _: a.exp(),
    }
    results = [operation(new(p), new(q)) for operation in operations.values()]
    if all(result is None for result in results):
        raise NotImplementedError
    told["given"] = [float(type(result) is type(new(p))) for result in results]
    if not all(told["given"]):
        return told

    with_numbers: dict[str, Any] = {
        "a + 2.0": lambda a, *_: [a + 2.0],
        "3 + a": lambda a, *_: [3 + a],
        "a - 2.0": lambda a, *_: [a - 2.0],
        "a * 2.0": lambda a, *_: [a * 2.0],
        "3 * a": lambda a, *_: [3 * a],
    }
    graphs: dict[str, Any] = {
        **{name: lambda a, b, _, made=made: [made(a, b)] for name, made in operations.items()},
        **with_numbers,
        "chain": lambda a, b, c: [m := a * b, s := m + c, s.tanh()],
        "fan": lambda a, b, _: [s := a + b, m := a * b, s * m],
        "a + a": lambda a, *_: [a + a],
        "a * a": lambda a, *_: [a * a],
        "a - a": lambda a, *_: [a - a],
        "twins": lambda a, b, c: [m := a * b, n := a * b, u := n * c, m + u],
        "shared": lambda a, b, c: [m := a * b, t := m.tanh(), u := t * c, m + u],
        "turned": lambda a, b, c: [m := a * b, t := m.tanh(), u := t * c, u + m],
    }
    for name, build in graphs.items():
        nodes = [new(p), new(q), new(r)]
        # That an engine knows no plain numbers is found here, and must not end everything.
        tolerated = (AttributeError, TypeError) if name in with_numbers else ()
        try:
            nodes += build(*nodes)
            nodes[-1].backward()
        except tolerated:
            nodes = [None] * 4
        told[name] = numbers(nodes)

    # Once more through the last graph, then through another one with the same leaves.
    nodes[-1].backward()
    told["again"] = numbers(nodes)
    (nodes[0] - nodes[1]).backward()
    told["after"] = numbers(nodes[:2])

    calls = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    nodes = [new(1.0)]
    for _ in range(14):
        nodes.append(nodes[-1] + nodes[-1])
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        nodes[-1].backward()
    finally:
        sys.setprofile(before)
    told["doubled"], told["calls"] = numbers(nodes), float(calls)

    on_floats: Any = (
        np.add,
        np.multiply,
        np.subtract,
        lambda u, _: np.tanh(u),
        lambda u, _: np.exp(u),
    )
    pairs = list(zip(operations.values(), on_floats, strict=True))
    # A pass that walks along every path would not come to an end here.
    for graph in range(6 if calls <= 6000 else 0):
        values = [float(x) for x in rng.uniform(-1.2, 1.2, 3)]
        nodes = [new(value) for value in values]
        while len(nodes) < 24:
            on_values, on_float = pairs[int(rng.integers(5))]
            i, j = (int(k) for k in rng.integers(max(0, len(nodes) - 5), len(nodes), 2))
            value = float(on_float(values[i], values[j]))
            if 0.01 < abs(value) < 3.0:
                values.append(value)
                nodes.append(on_values(nodes[i], nodes[j]))
        nodes[-1].backward()
        told[f"random {graph + 1}"] = numbers(nodes)
    return told


class _Forward:
    """The definition, slowly: the adjoint of a node is what a small step of it does to the output.

    A node knows the operands it was made from, with the slope by each, and all nodes before it. A
    step is carried forward from node to node.
    """

    def __init__(self, data: float, operands: tuple[tuple[_Forward, float], ...] = ()) -> None:
        self.data, self.grad, self.operands = float(data), 0.0, operands
        self.before: list[_Forward] = []
        for operand, _ in operands:
            self.before += [n for n in (*operand.before, operand) if n not in self.before]

    def __add__(self, other: _Forward | float) -> _Forward:
        other = _made(other)
        return _Forward(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __sub__(self, other: _Forward | float) -> _Forward:
        other = _made(other)
        return _Forward(self.data - other.data, ((self, 1.0), (other, -1.0)))

    def __mul__(self, other: _Forward | float) -> _Forward:
        other = _made(other)
        return _Forward(self.data * other.data, ((self, other.data), (other, self.data)))

    __radd__ = __add__
    __rmul__ = __mul__

    def tanh(self) -> _Forward:
        """Squash into (−1, 1)."""
        return _Forward(np.tanh(self.data), ((self, float(1 / np.cosh(self.data) ** 2)),))

    def exp(self) -> _Forward:
        """Raise e to this power."""
        return _Forward(np.exp(self.data), ((self, float(np.exp(self.data))),))

    def backward(self) -> None:
        """Move each node in turn and note how much that moves this one."""
        nodes = [*self.before, self]
        for moved in nodes:
            steps = {id(moved): 1.0}
            for node in nodes:
                for operand, slope in node.operands if node is not moved else ():
                    step = slope * steps.get(id(operand), 0.0)
                    steps[id(node)] = steps.get(id(node), 0.0) + step
            moved.grad = steps.get(id(self), 0.0)


def _made(value: _Forward | float) -> _Forward:
    return value if isinstance(value, _Forward) else _Forward(value)


@lru_cache(maxsize=64)
def right_numbers(seed: int) -> dict[str, Array]:
    """Return what `drive` gets from an engine without a fault.

    >>> numbers = right_numbers(1)
    >>> (a, a_bar), (b, b_bar) = numbers["a * b"][:2]
    >>> bool(a_bar == b and b_bar == a)
    True
    """
    told = drive({"Value": _Forward}, seed)
    return {key: np.array(value, dtype=float) for key, value in told.items()}
