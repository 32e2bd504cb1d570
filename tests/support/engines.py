"""Scalar engines as students hand them in: right ones of several designs, and wrong ones by tag.

Each is the text of a class `Value` that uses NumPy as `np`.
"""

__all__ = ["DIFFERENCE", "ENGINE", "RIGHT_ENGINES", "WRONG_ENGINES", "with_change"]

ENGINE = """
class Value:
    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data - other.data, (self, other), (1.0, -1.0))

    __radd__ = __add__
    __rmul__ = __mul__

    def tanh(self):
        t = np.tanh(self.data)
        return Value(t, (self,), (1 - t**2,))

    def exp(self):
        e = np.exp(self.data)
        return Value(e, (self,), (e,))

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
"""
PASS = ENGINE[ENGINE.index("    def backward") :]


def with_change(old, new):
    assert old in ENGINE
    return ENGINE.replace(old, new)


def with_pass(lines):
    """The engine with another backward pass."""
    return ENGINE.replace(PASS, "    def backward(self, grad=1.0, first=True):\n" + lines)


SUM = "return Value(self.data + other.data, (self, other), (1.0, 1.0))"
DIFFERENCE = "return Value(self.data - other.data, (self, other), (1.0, -1.0))"
WRAP = "        other = other if isinstance(other, Value) else Value(other)\n"
COLLECT = """
        order = [self]
        for node in order:
            for parent in node.parents:
                if parent not in order:
                    order.append(parent)
"""
COLLECT_TWICE = """
        order = [self]
        for node in order:
            order += [parent for parent in node.parents if parent not in order]
"""
SPREAD = """
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order:
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
"""
LEAVES_ONLY = """
        for node in order[:-1]:
            if node.parents:
                node.grad = 0.0
"""
SAME_NUMBER = """
    def __eq__(self, other):
        return self.data == other.data

    def __hash__(self):
        return hash(self.data)
"""

CLOSURES = """
class Value:
    def __init__(self, data, children=()):
        self.data, self.grad = float(data), 0.0
        self.children, self.pass_on = set(children), lambda: None

    def made(self, other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = self.made(other)
        out = Value(self.data + other.data, (self, other))
        def pass_on():
            self.grad += out.grad
            other.grad += out.grad
        out.pass_on = pass_on
        return out

    def __mul__(self, other):
        other = self.made(other)
        out = Value(self.data * other.data, (self, other))
        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out.pass_on = pass_on
        return out

    def __radd__(self, other): return self + other
    def __rmul__(self, other): return self * other
    def __neg__(self): return self * -1
    def __sub__(self, other): return self + -self.made(other)

    def unary(self, value, slope):
        out = Value(value, (self,))
        def pass_on():
            self.grad += slope * out.grad
        out.pass_on = pass_on
        return out

    def tanh(self): return self.unary(np.tanh(self.data), 1 - np.tanh(self.data) ** 2)
    def exp(self): return self.unary(np.exp(self.data), np.exp(self.data))

    def backward(self):
        order, seen = [], set()
        def visit(node):
            if node not in seen:
                seen.add(node)
                for child in node.children:
                    visit(child)
                order.append(node)
        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            node.pass_on()
"""
COUNTED_USERS = with_pass(
    COLLECT
    + """
        users = {id(node): 0 for node in order}
        for node in order:
            node.grad = 0
            for parent in node.parents:
                users[id(parent)] += 1
        self.grad, ready = 1, [self]
        while ready:
            node = ready.pop()
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
                users[id(parent)] -= 1
                if users[id(parent)] == 0:
                    ready.append(parent)
"""
)
ONE_TAPE = "TAPE = []\n" + ENGINE.replace(
    "        self.grad = 0.0\n", "        self.grad = np.zeros(())\n        TAPE.append(self)\n", 1
).replace(
    PASS,
    """
    def backward(self):
        for node in TAPE:
            node.grad = np.zeros(())
        self.grad = np.ones(())
        for node in TAPE[::-1]:
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad = parent.grad + slope * node.grad
""",
)

#: By the idea of their backward pass.
RIGHT_ENGINES = {
    "slopes": ENGINE,
    "closures": CLOSURES,
    "counted users": COUNTED_USERS,
    "one tape": ONE_TAPE,
}

#: What is wrong with each is its tag.
WRONG_ENGINES = {
    "no_data": with_change("self.data = data", "self.value = self.data = 0.0"),
    "no_grad": with_change("self.grad = 0.0\n        self.p", "self.grad = None\n        self.p"),
    "missing_operation": with_change("    def __sub__", "    def minus"),
    "not_a_value": with_change("return Value(e, (self,), (e,))", "return e"),
    "operand_changed": with_change(SUM, "self.data += other.data\n        return self"),
    "forward_wrong": with_change("t = np.tanh(self.data)", "t = np.tan(self.data)"),
    "seed_missing": with_change("        self.grad = 1.0\n", ""),
    "nothing_passed": with_pass("        self.grad = 1.0\n"),
    "product_swapped": with_change("(other.data, self.data)", "(self.data, other.data)"),
    "product_as_sum": with_change("(other.data, self.data)", "(1.0, 1.0)"),
    "minus_lost": with_change("(1.0, -1.0)", "(1.0, 1.0)"),
    "tanh_of_input": with_change("1 - t**2", "1 - self.data**2"),
    "slope_of_sigmoid": with_change("1 - t**2", "t * (1 - t)"),
    "square_missing": with_change("1 - t**2", "1 - t"),
    "power_rule": with_change("(e,)", "(self.data * np.exp(self.data - 1),)"),
    "times_the_input": with_change("(e,)", "(self.data * e,)"),
    "one_operand": with_change("(self, other), (other.data, self.data)", "(self,), (other.data,)"),
    "local_slope": with_change("(e,)", "(e + 1,)"),
    "plain_number": ENGINE.replace(WRAP, ""),
    "pass_stops": with_change("reversed(order)", "[self]"),
    "leaves_only": ENGINE + LEAVES_ONLY,
    "upstream_missing": with_change("slope * node.grad", "slope"),
    "chain": with_change("slope * node.grad", "slope + node.grad - 1"),
    "overwritten": with_change("parent.grad += slope", "parent.grad = slope"),
    "fan_out": with_change("+= slope * node.grad", "+= slope * node.grad + 3 * parent.grad"),
    "same_operand": with_change(
        "in zip(node.parents, node.slopes)", "in dict(zip(node.parents, node.slopes)).items()"
    ),
    "visited_twice": with_pass(
        """
        if first:
            self.grad = 1.0
        for parent, slope in zip(self.parents, self.slopes):
            parent.grad += slope * self.grad
            parent.backward(first=False)
"""
    ),
    "too_early": with_pass(COLLECT + SPREAD),
    "every_path": with_pass(
        """
        self.grad += grad
        for parent, slope in zip(self.parents, self.slopes):
            parent.backward(slope * grad)
"""
    ),
    "not_reset": with_change("            node.grad = 0.0\n", "            pass\n"),
    "random_graph": with_change("t = np.tanh(self.data)", "t = np.tanh(min(self.data, 0.9))"),
    "shared_node": with_change(
        "parent.grad += slope * node.grad",
        "parent.grad = slope * node.grad + (0.0 if parent.parents else parent.grad)",
    ),
    "shared_order": with_change("slope * node.grad", "slope * min(node.grad, 1.1)"),
    "taken_for_one": with_change("class Value:\n", "class Value:\n" + SAME_NUMBER),
    "doubling": COUNTED_USERS.replace(COLLECT, COLLECT_TWICE),
}
