"""What is wrong with a student's scalar engine: from the numbers of its graphs to one message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from coursekit.checking import Verdict
from coursekit.sheets.scalar_engine import MOST_CALLS, Array, right_numbers

__all__ = ["POINTS", "engine_verdict"]

#: Points of the whole engine: one for each group of graphs, in the order of `_faults`.
POINTS = 6

Numbers = Mapping[str, Array]


class Fault(NamedTuple):
    """A fault by its tag, with what its message has to name."""

    tag: str
    example: str = ""
    detail: object = ""


Faults = Iterator[Fault]


def engine_verdict(result: Numbers, seed: int) -> Verdict:
    """Judge what `drive` returned for the seed; the first fault is the message.

    Points grow with how far the engine gets: numbers, local slopes, one path, several users, the
    order of the pass, and at last repeated passes and random graphs.

    >>> engine_verdict(right_numbers(3), 3).outcome
    'correct'
    """
    want = right_numbers(seed)
    groups = (_numbers, _slopes, _one_path, _several_users, _order, _everything)
    for earned, group in enumerate(groups):
        for fault in group(result, want):
            message = MESSAGES[fault.tag].format(*fault[1:])
            return Verdict("wrong", earned / POINTS, fault.tag, message)
    message = "Every adjoint in every graph is right, also where paths part and meet again."
    return Verdict("correct", 1.0, None, message)


#: By tag; {0} is the example in question, {1} a detail.
MESSAGES = {
    "no_data": "Value(x) does not keep the number x in .data. Store it in __init__.",
    "no_grad": (
        "A new Value has no .grad of 0. Set it in __init__, so that the backward pass has "
        "something to add to."
    ),
    "missing_operation": "Your Value cannot do {0} yet. Define the method {1}.",
    "not_a_value": "What {0} gives is no Value. Put the number into a new Value and return that.",
    "operand_changed": (
        "Computing {0} and its backward pass changed the data of an operand. An operation makes a "
        "new Value and leaves the old ones as they are."
    ),
    "forward_wrong": (
        "The number that {0} gives is not right. Mend the forward pass first: the backward pass "
        "computes with its numbers."
    ),
    "seed_missing": (
        "After c = a + b and c.backward() the grad of c is not 1. The pass begins with the "
        "derivative of the output by itself."
    ),
    "nothing_passed": (
        "After c = {0} and c.backward() nothing has reached the operands. Each of them receives "
        "the adjoint of c times the slope by this operand."
    ),
    "one_operand": (
        "After c = {0} and c.backward() the grad of {1} is still 0. An operation with two operands "
        "passes something to both."
    ),
    "product_swapped": (
        "In a * b each factor receives its own number. The slope of a product by one factor is the "
        "other factor."
    ),
    "product_as_sum": (
        "A product passes its adjoint on unchanged, as if it were a sum. Its slope by one factor "
        "is the other factor."
    ),
    "minus_lost": ("In a - b both operands receive the same. When b grows, the difference falls."),
    "tanh_of_input": (
        "The slope of tanh is computed from the number that went in. The short formula is one for "
        "the number that came out."
    ),
    "slope_of_sigmoid": (
        "That is how the slope of the sigmoid is computed from its output. The one of tanh is "
        "another."
    ),
    "square_missing": (
        "In the slope of tanh a square is missing. Take an input far below 0, where tanh is flat: "
        "yours is steep there."
    ),
    "power_rule": (
        "You differentiated exp by the power rule. Here the variable stands in the exponent."
    ),
    "times_the_input": (
        "The slope of exp is multiplied by the input. Look it up: the input is no factor of it."
    ),
    "local_slope": (
        "After c = {0} and c.backward() the grad of {1} is not right. Differentiate this one "
        "operation by each of its operands."
    ),
    "plain_number": (
        "{0} stops, or gives other results than with a Value. Make a Value of the plain number "
        "first; then it is an operand as any other."
    ),
    "pass_stops": (
        "In d = (a * b + c).tanh() nothing reaches a and b. The pass begins at the output and goes "
        "through every operation, the last one first, down to the leaves."
    ),
    "leaves_only": (
        "In d = (a * b + c).tanh() the grads of a, b and c are right, but the values between have "
        "0. Every Value of the graph keeps its grad, not only those at the beginning."
    ),
    "upstream_missing": (
        "In d = (a * b + c).tanh() an operation passes on its local slope alone. The chain rule "
        "multiplies it by the adjoint of the operation's own result."
    ),
    "chain": (
        "Each operation is right alone, but not in d = (a * b + c).tanh(). What a node passes on "
        "is its own adjoint times the local slope."
    ),
    "overwritten": (
        "In f = (a + b) * (a * b) only one path is left in the grad of a or of b: what came later "
        "overwrote it. Contributions are added up."
    ),
    "fan_out": (
        "In f = (a + b) * (a * b) the adjoints are not right, though each operation alone is. Two "
        "paths lead from f to a, and what arrives along them is added up."
    ),
    "same_operand": (
        "In {0} the same Value stands on both sides, and its two contributions do not both arrive. "
        "A set or a dict of operands keeps it only once."
    ),
    "shared_node": (
        "In f = m + m.tanh() * c, where m = a * b, the grad of m is not right. Two users pass "
        "something to it, and it is the sum of both."
    ),
    "visited_twice": (
        "In f = m + m.tanh() * c, where m = a * b, m passes on twice: first a part of its adjoint, "
        "then the whole, with that part in it again. Visit every node once, when all of its users "
        "are done."
    ),
    "too_early": (
        "In f = m + m.tanh() * c, where m = a * b, m passes on before both of its users have given "
        "their share. Go through the nodes in an order in which each one comes after all of its "
        "users."
    ),
    "shared_order": (
        "In f = m + m.tanh() * c, where m = a * b, the grad of m is right, but what it passes on "
        "is not. A node passes on its complete adjoint times the local slope, once."
    ),
    "every_path": (
        "Your adjoints are right, but the pass walks along every single path, and each shared node "
        "doubles their number. Visit a node once, when all of its users are done."
    ),
    "doubling": (
        "After x = x + x, fourteen times over, the adjoints on the way are not right. Each node is "
        "used twice by the next one, but it may stand in the order of the pass only once."
    ),
    "taken_for_one": (
        "In f = m + n * c, where m = a * b and n = a * b, two nodes hold the same number, and your "
        "pass seems to take them for one. Compare nodes with `is` or by id(), not by == (a "
        "dataclass compares contents)."
    ),
    "not_reset": (
        "A second backward() adds to what the first one left behind. Set the grad of every node of "
        "the graph to 0 before the pass begins."
    ),
    "random_graph": (
        "All small graphs are right, but in a random one of {0} nodes the {1} is not. What is "
        "there in your class that the small graphs never use?"
    ),
}


def _near(got: Any, want: Any) -> bool:
    """Whether two numbers or arrays agree; nan agrees with nothing."""
    got, want = np.asarray(got, dtype=float), np.asarray(want, dtype=float)
    return got.shape == want.shape and bool(np.allclose(got, want, rtol=1e-6, atol=1e-9))


def _near_any(got: Any, candidates: Any) -> bool:
    return any(_near(got, candidate) for candidate in candidates)


# First the numbers of the forward pass.

_METHODS = (
    ("a + b", "__add__"),
    ("a * b", "__mul__"),
    ("a - b", "__sub__"),
    ("a.tanh()", "tanh"),
    ("a.exp()", "exp"),
    ("c.backward()", "backward"),
    ("3 + a", "__radd__"),
    ("3 * a", "__rmul__"),
)
_OPERATIONS = tuple(example for example, _ in _METHODS[:5])
_WITH_NUMBERS = ("a + 2.0", "3 + a", "a - 2.0", "a * 2.0", "3 * a")


def _numbers(got: Numbers, want: Numbers) -> Faults:
    if not _near(got["made"][:, 0], want["made"][:, 0]):
        yield Fault("no_data")
    if not _near(got["made"][:, 1], [0.0, 0.0]):
        yield Fault("no_grad")
    for method, there in zip(_METHODS, got["has"], strict=True):
        if not there:
            yield Fault("missing_operation", *method)
    for example, given in zip(_OPERATIONS, got["given"], strict=True):
        if not given:
            yield Fault("not_a_value", example)
    for example in _OPERATIONS:
        if not _near(got[example][:3, 0], want[example][:3, 0]):
            yield Fault("operand_changed", example)
        if not _near(got[example][3, 0], want[example][3, 0]):
            yield Fault("forward_wrong", example)


# Then one operation at a time, c = a ∘ b: what it passes to its operands.


def _slopes(got: Numbers, want: Numbers) -> Faults:
    if not _near(got["a + b"][3, 1], 1.0):
        yield Fault("seed_missing")
    chained = _near(got["chain"], want["chain"])
    for example in _OPERATIONS:
        # A difference may be made of a product and a sum: then it is a chain, and comes later.
        if example == "a - b" and not chained:
            continue
        if not _near(got[example][:2, 1], want[example][:2, 1]):
            yield _slope_fault(example, got[example][:2, 1], want[example])
    for example in _WITH_NUMBERS:
        if not _near(got[example][[0, 3]], want[example][[0, 3]]):
            yield Fault("plain_number", example)


def _slope_fault(example: str, mine: Array, want: Array) -> Fault:
    """Name what one operation passes on, where that is known."""
    if _near(mine, [0.0, 0.0]):
        return Fault("nothing_passed", example)
    p, q = want[:2, 0]
    for tag, operation, values in _known_slopes(p, q):
        if operation == example and _near(mine, values):
            return Fault(tag)
    wrong = [k for k in (0, 1) if not _near(mine[k], want[k, 1])]
    if len(wrong) == 1 and _near(mine[wrong[0]], 0.0):
        return Fault("one_operand", example, "ab"[wrong[0]])
    return Fault("local_slope", example, " and of ".join("ab"[k] for k in wrong))


def _known_slopes(p: float, q: float) -> Iterator[tuple[str, str, list[float]]]:
    """Yield what is passed to a = p and b = q by an operation that is differentiated wrongly."""
    tanh, exp = float(np.tanh(p)), float(np.exp(p))
    yield "product_swapped", "a * b", [p, q]
    yield "product_as_sum", "a * b", [1.0, 1.0]
    yield "minus_lost", "a - b", [1.0, 1.0]
    yield "tanh_of_input", "a.tanh()", [1 - p**2, 0.0]
    yield "slope_of_sigmoid", "a.tanh()", [tanh * (1 - tanh), 0.0]
    yield "square_missing", "a.tanh()", [1 - tanh, 0.0]
    yield "power_rule", "a.exp()", [p * exp / float(np.e), 0.0]
    yield "times_the_input", "a.exp()", [p * exp, 0.0]


# Then several operations one after the other, d = (a·b + c).tanh(): no node has two users.


def _one_path(got: Numbers, want: Numbers) -> Faults:
    if _near(got["chain"], want["chain"]):
        return
    a, b, c, product, total, _ = got["chain"][:, 1]
    p, q = want["chain"][:2, 0]
    if _near([a, b], [0.0, 0.0]):
        yield Fault("pass_stops")
    elif _near([a, b, c], want["chain"][:3, 1]) and _near([product, total], [0.0, 0.0]):
        yield Fault("leaves_only")
    elif _near([a, b], [q, p]) or _near(product, 1.0) or not _near(total, product):
        yield Fault("upstream_missing")
    else:
        yield Fault("chain")


# Then leaves that are used twice, f = (a + b)(a·b), and one value on both sides.


def _several_users(got: Numbers, want: Numbers) -> Faults:
    if not _near(got["fan"], want["fan"]):
        p, q = want["fan"][:2, 0]
        # The right adjoint of a is the sum of the two, what one path alone brings is one of them.
        single = ((p * q, q * (p + q)), (p * q, p * (p + q)))
        right = want["fan"][:2, 1]
        mine = got["fan"][:2, 1]
        one_path = [_near_any(mine[k], single[k]) for k in (0, 1)]
        known = all(one_path[k] or _near(mine[k], right[k]) for k in (0, 1))
        yield Fault("overwritten" if known and any(one_path) else "fan_out")
    for example in ("a + a", "a * a", "a - a"):
        if not _near(got[example], want[example]):
            yield Fault("same_operand", example)


# Then a node in the middle that is used twice, f = m + tanh(m)·c with m = a·b, and the same with
# the summands exchanged. Now the order of the pass matters, and how often it visits a node. At the
# end two nodes with one number, f = m + n·c with m = n = a·b, which are two all the same.


def _order(got: Numbers, want: Numbers) -> Faults:
    for graph in ("shared", "turned"):
        if not _near(got[graph], want[graph]):
            yield _order_fault(got[graph][:, 1], want[graph])
    if got["calls"] > MOST_CALLS:
        yield Fault("every_path")
    if not _near(got["doubled"], want["doubled"]):
        yield Fault("doubling")
    if not _near(got["twins"], want["twins"]):
        yield Fault("taken_for_one")


def _order_fault(mine: Array, want: Array) -> Fault:
    b, whole = want[1, 0], want[3, 1]
    shares = (1.0, whole - 1.0)  # what m receives from each of its users
    if not _near(mine[3], whole):
        return Fault("shared_node")
    if _near_any(mine[0], [b * (share + whole) for share in shares]):
        return Fault("visited_twice")
    if _near_any(mine[0], [b * share for share in shares]):
        return Fault("too_early")
    return Fault("shared_order")


# At last passes that are repeated, and random graphs.


def _everything(got: Numbers, want: Numbers) -> Faults:
    if not (_near(got["again"], want["again"]) and _near(got["after"], want["after"])):
        yield Fault("not_reset")
    for graph in want:
        if graph.startswith("random") and not _near(got[graph], want[graph]):
            numbers = _near(got[graph][:, 0], want[graph][:, 0])
            what = "grad of a node" if numbers else "data of a node"
            yield Fault("random_graph", str(len(want[graph])), what)
