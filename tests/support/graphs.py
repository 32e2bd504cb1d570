"""The computations that the lectures draw, as graphs."""

import numpy as np

from coursekit.autodiff import graph, named

__all__ = ["GRAPHS", "RandomGraph", "regularised", "softmax_by_entries"]

_rng = np.random.default_rng(3)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def logistic(w, x, b, t):
    z = named("z", w * x + b)
    y = named("y", sigmoid(z))
    return named("L", (y - t) ** 2 / 2)


def regularised(w, x, b, t):
    loss = logistic(w, x, b, t)
    penalty = named("R", w**2 / 2)
    return named("L_reg", loss + 0.1 * penalty)


def of_one_variable(t):
    x = named("x", np.cos(t))
    y = named("y", t**2)
    return named("f", y + np.exp(x * y))


def squared_norm(W, x, b, t):
    r = named("r", W @ x + b - t)
    return named("L", np.sum(r**2))


def softmax(W, x, b, t):
    z = named("z", W @ x + b)
    e = named("e", np.exp(z - np.max(z)))
    y = named("y", e / np.sum(e))
    return named("L", -np.sum(t * np.log(y)))


def mlp(W1, b1, W2, b2, x, t):
    h = named("h", np.tanh(W1 @ x + b1))
    y = named("y", W2 @ h + b2)
    return named("L", np.sum((y - t) ** 2) / 2)


def mlp_regularised(W1, b1, W2, b2, x, t):
    return mlp(W1, b1, W2, b2, x, t) + 0.01 * (np.sum(W1**2) + np.sum(W2**2))


def softmax_by_entries(x, w1, w2, w3, t1, t2, t3):
    e = [named(f"e{k}", np.exp(w * x)) for k, w in ((1, w1), (2, w2), (3, w3))]
    s = named("s", e[0] + e[1] + e[2])
    y = [named(f"y{k + 1}", each / s) for k, each in enumerate(e)]
    return named("L", -(t1 * np.log(y[0]) + t2 * np.log(y[1]) + t3 * np.log(y[2])))


_WEIGHTS = (
    _rng.normal(size=(3, 2)),
    _rng.normal(size=3),
    _rng.normal(size=(1, 3)),
    _rng.normal(size=1),
    _rng.normal(size=2),
    _rng.normal(size=1),
)
GRAPHS = {
    "logistic": graph(logistic, 0.5, 2.0, -0.2, 1.0),
    "regularised": graph(regularised, 0.5, 2.0, -0.2, 1.0),
    "of one variable": graph(of_one_variable, 0.7),
    "squared norm": graph(
        squared_norm,
        _rng.normal(size=(2, 3)),
        _rng.normal(size=3),
        _rng.normal(size=2),
        _rng.normal(size=2),
    ),
    "softmax": graph(
        softmax,
        _rng.normal(size=(3, 2)),
        _rng.normal(size=2),
        _rng.normal(size=3),
        np.array([0.2, 0.5, 0.3]),
    ),
    "mlp": graph(mlp, *_WEIGHTS),
    "mlp regularised": graph(mlp_regularised, *_WEIGHTS),
}
GRAPHS |= {f"{name}, folded": g.fold() for name, g in GRAPHS.items()}


class RandomGraph:
    """A computation on two numbers, drawn at random, in which values are used again and again.

    It runs on whatever adds, subtracts and multiplies and has an exp and a tanh that NumPy finds:
    floats, Tensors, a student's own values. Every value has a part in the result.
    """

    def __init__(self, seed, size=25):
        rng = np.random.default_rng(seed)
        self.steps = [
            (int(rng.integers(5)), *map(int, rng.integers(2 + made, size=2)))
            for made in range(size)
        ]

    def __call__(self, a, b):
        values = [a, b]
        for kind, i, j in self.steps:
            p, q = values[i], values[j]
            values.append(
                [
                    lambda p, q: p + q,
                    lambda p, q: p - q,
                    lambda p, q: p * np.tanh(q),
                    lambda p, q: np.tanh(p * q),
                    lambda p, q: np.exp(np.tanh(p - q)),
                ][kind](p, q)
            )
        return sum(values[1:], values[0])

    def gradient(self, a, b):
        """The two derivatives to the last digits, by complex steps: no rule of ours is used."""
        h = 1e-30
        return [self(a + h * 1j, b).imag / h, self(a, b + h * 1j).imag / h]
