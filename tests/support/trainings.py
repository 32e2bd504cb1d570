"""Programs that train a network for the last questions of sheet 08: right ones and wrong ones."""

XOR = """
def train_xor(X, t, seed):
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(size=(8, 2)), np.zeros(8)
    w2, b2 = rng.normal(size=8), 0.0
    rate = 1.0
    for _ in range(300):
        H = np.tanh(X @ W1.T + b1)
        y = 1 / (1 + np.exp(-(H @ w2 + b2)))
        z_bar = (y - t) / len(t)
        A_bar = np.outer(z_bar, w2) * (1 - H**2)
        w2, b2 = w2 - rate * z_bar @ H, b2 - rate * z_bar.sum()
        W1, b1 = W1 - rate * A_bar.T @ X, b1 - rate * A_bar.sum(axis=0)
    return W1, b1, w2, b2
"""

#: By grad, with another loss, other units and other forms of the arrays.
XOR_BY_GRAD = """
def train_xor(X, t, seed):
    from coursekit.autodiff import grad, nn, optim

    rng = np.random.default_rng(seed)
    params = [rng.normal(size=(10, 2)), rng.normal(size=10), rng.normal(size=(1, 10)), np.zeros(1)]

    def loss(params):
        W1, b1, W2, b2 = params
        y = nn.sigmoid(nn.linear(np.tanh(nn.linear(X, W1, b1)), W2, b2))[:, 0]
        return np.mean((y - t) ** 2)

    slope = grad(loss)
    for _ in range(600):
        params = [p - 4.0 * g for p, g in zip(params, slope(params))]
    return params
"""


def changed(program: str, *changes: tuple[str, str]) -> str:
    """The program with some of its text replaced; each place must be there."""
    for old, new in changes:
        assert old in program, old
        program = program.replace(old, new)
    return program


_LOOP = "for _ in range(300):"
_TANH = ("H = np.tanh(X @ W1.T + b1)", "(1 - H**2)")

WRONG_XOR = {
    "not_four": changed(XOR, ("return W1, b1, w2, b2", "return W1, b1, w2")),
    "transposed": changed(XOR, ("return W1,", "return W1.T,")),
    "shapes": changed(XOR, ("return W1, b1,", "return W1, b1[:, None] * np.ones(2),")),
    "one_unit": changed(
        XOR, ("size=(8, 2)", "size=(1, 2)"), ("zeros(8)", "zeros(1)"), ("=8", "=1")
    ),
    "not_finite": changed(XOR, ("z_bar = (y - t) / len(t)", "z_bar = (y - t) / np.log(y * 0 + 1)")),
    # The parameters of the loop are other names for the same arrays, and only those move.
    "untrained": changed(
        XOR,
        (_LOOP, "start = W1, b1, w2, b2\n    " + _LOOP),
        ("return W1, b1, w2, b2", "return start"),
    ),
    "not_from_data": """
def train_xor(X, t, seed):
    noise = np.random.default_rng(seed).normal(0, 0.01, (2, 2))
    return np.full((2, 2), 20.0) + noise, np.array([-10.0, -30.0]), np.array([5.0, -5.0]), -5.0
""",
    "equal_units": changed(
        XOR, ("rng.normal(size=(8, 2))", "np.zeros((8, 2))"), ("rng.normal(size=8)", "np.zeros(8)")
    ),
    "exchanged": changed(XOR, ("return W1, b1, w2,", "return W1, w2, b1,")),
    "other_hidden": changed(
        XOR,
        (_TANH[0], "H = np.maximum(X @ W1.T + b1, 0)"),
        (_TANH[1], "(H > 0)"),
        ("rate = 1.0", "rate = 0.5"),
        ("(8", "(24"),
        ("=8", "=24"),
    ),
    "no_sigmoid": changed(
        XOR,
        ("y = 1 / (1 + np.exp(-(H @ w2 + b2)))", "y = H @ w2 + b2"),
        ("1.0", "0.2"),
        ("range(300)", "range(800)"),
    ),
    "other_inputs": changed(XOR, ("    rate", "    X = 2 * X - 1\n    rate")),
    "no_hidden_tanh": changed(
        XOR, (_TANH[0], "H = X @ W1.T + b1"), (_TANH[1], "1"), ("1.0", "0.1")
    ),
    "uphill": changed(XOR, ("- rate *", "+ rate *")),
    # The last example is left out.
    "points_wrong": changed(XOR, ("    rate =", "    X, t = X[:3], t[:3]\n    rate =")),
    "dead_ends": changed(
        XOR, ("size=(8, 2)", "size=(2, 2)"), ("zeros(8)", "zeros(2)"), ("=8", "=2")
    ),
    # Uphill, when the targets are the opposite ones.
    "opposite_missed": changed(XOR, ("rate = 1.0", "rate = 2.0 * t[1] - 1.0")),
    "not_sure": changed(
        XOR, ("range(300)", "range(40)"), ("(8", "(24"), ("=8", "=24"), ("1.0", "0.3")
    ),
    "not_repeatable": changed(XOR, ("default_rng(seed)", "default_rng()")),
    "seed_ignored": changed(XOR, ("default_rng(seed)", "default_rng(0)")),
}

FIZZ_BUZZ = """
def train_fizz_buzz(n, t, new, seed):
    rng = np.random.default_rng(seed)
    bits = lambda n: 2.0 * (n[:, None] >> np.arange(10) & 1) - 1
    X, T = bits(n), np.eye(4)[t]
    h, rate, epochs = 200, 0.02, 60
    w = [rng.normal(0, 0.45, (10, h)), np.zeros(h), rng.normal(0, 0.1, (h, 4)), np.zeros(4)]
    m, v, k = [0.0] * 4, [0.0] * 4, 0
    for _ in range(epochs):
        order = rng.permutation(len(n))
        for start in range(0, len(n), 128):
            rows = order[start : start + 128]
            H = np.maximum(X[rows] @ w[0] + w[1], 0)
            Z = H @ w[2] + w[3]
            E = np.exp(Z - Z.max(axis=1, keepdims=True))
            Z_bar = (E / E.sum(axis=1, keepdims=True) - T[rows]) / len(rows)
            A_bar = Z_bar @ w[2].T * (H > 0)
            slopes = X[rows].T @ A_bar, A_bar.sum(axis=0), H.T @ Z_bar, Z_bar.sum(axis=0)
            k += 1
            for i, g in enumerate(slopes):
                m[i] = 0.9 * m[i] + 0.1 * g
                v[i] = 0.999 * v[i] + 0.001 * g * g
                w[i] = w[i] - rate * m[i] / (1 - 0.9**k) / (np.sqrt(v[i] / (1 - 0.999**k)) + 1e-8)
    return np.argmax(np.maximum(bits(new) @ w[0] + w[1], 0) @ w[2] + w[3], axis=1)
"""

#: The lesson's own program, with the optimiser of coursekit.autodiff.
FIZZ_BUZZ_BY_GRAD = """
def train_fizz_buzz(n, t, new, seed):
    from coursekit.autodiff import Tensor, nn, optim

    rng = np.random.default_rng(seed)
    to_bits = lambda n: 2.0 * (n[:, None] >> np.arange(10) & 1) - 1
    x = to_bits(n)
    w = [rng.normal(0, 0.45, (100, 10)), np.zeros(100), rng.normal(0, 0.1, (4, 100)), np.zeros(4)]
    w = [Tensor(each, requires_grad=True) for each in w]
    scores = lambda w, x: nn.linear(nn.relu(nn.linear(x, w[0], w[1])), w[2], w[3])
    adam = optim.Adam(w, lr=0.005)
    for _ in range(300):
        for rows in np.array_split(rng.permutation(len(n)), -(-len(n) // 128)):
            adam.zero_grad()
            nn.cross_entropy(scores(w, x[rows]), t[rows]).backward()
            adam.step()
    return np.argmax(scores([each.data for each in w], to_bits(new)), axis=1)
"""

_CLASS = "(n % 3 == 0) + 2 * (n % 5 == 0)"
_SHORT = ("epochs = 200, 0.02, 60", "epochs = 50, 0.02, 2")

WRONG_FIZZ_BUZZ = {
    "scores_given": changed(FIZZ_BUZZ, _SHORT, ("np.argmax(", "("), (", axis=1)\n", ")\n")),
    "shape": changed(FIZZ_BUZZ, _SHORT, ("bits(new)", "bits(np.arange(1, 101))")),
    "no_class": changed(FIZZ_BUZZ, _SHORT, ("np.argmax(", "np.max(")),
    "rule_of_the_game": f"""
def train_fizz_buzz(n, t, new, seed):
    return (lambda n: {_CLASS})(new)
""",
    "one_class": """
def train_fizz_buzz(n, t, new, seed):
    return np.full(len(new), np.argmax(np.bincount(t)))
""",
    "memorised": """
def train_fizz_buzz(n, t, new, seed):
    known = dict(zip(n, t))
    return [known.get(each, np.argmax(np.bincount(t))) for each in new]
""",
    # Of the new numbers the first bit is left out.
    "baseline": changed(
        FIZZ_BUZZ,
        ("epochs = 200, 0.02, 60", "epochs = 100, 0.02, 20"),
        ("bits(new)", "bits(new >> 1)"),
    ),
    # As if 0 stood for no class at all.
    "class_lost": changed(FIZZ_BUZZ, ("X, T =", "n, t = n[t > 0], t[t > 0]\n    X, T =")),
    "not_enough": changed(FIZZ_BUZZ, ("200, 0.02, 60", "100, 0.01, 30")),
    # Labels from the examples, but the rule from the program.
    "other_rule": f"""
def train_fizz_buzz(n, t, new, seed):
    kind = lambda n: {_CLASS}
    classes = [np.argmax(np.bincount(t[kind(n) == each], minlength=4)) for each in range(4)]
    return np.array(classes)[kind(new)]
""",
}
