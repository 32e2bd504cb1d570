"""Random Bayesian networks, and what they say by looping over all combinations of values."""

import itertools

import numpy as np

from coursekit.probability.models.bayes_net import BayesNet


class RandomNetwork:
    """Tables of a random network, kept apart from the class under test.

    ``window`` limits how far back parents lie; ``sharp`` below 1 makes strong dependences.
    """

    def __init__(self, seed, nodes, most_parents=3, values=(2, 3), window=None, sharp=0.7):
        rng = np.random.default_rng(seed)
        self.names = [f"x{j}" for j in range(nodes)]
        self.sizes = dict(
            zip(self.names, rng.integers(values[0], values[1] + 1, nodes).tolist(), strict=True)
        )
        self.parents, self.tables = {}, {}
        for j, name in enumerate(self.names):
            earlier = self.names[max(0, j - (window or nodes)) : j]
            count = min(len(earlier), int(rng.integers(0, most_parents + 1)))
            self.parents[name] = [str(p) for p in rng.choice(earlier, count, replace=False)]
            shape = [self.sizes[p] for p in self.parents[name]]
            self.tables[name] = rng.dirichlet(np.full(self.sizes[name], sharp), shape)

    def written(self):
        """The dict that a BayesNet is made from, children first to make the order matter."""
        return {
            f"p({name}{' | ' * bool(above)}{', '.join(above)})": self.tables[name]
            for name, above in reversed(self.parents.items())
        }

    def net(self):
        return BayesNet(self.written())

    def joint(self):
        """The full table, axes in the order of ``names``, by loops."""
        whole = np.ones([self.sizes[name] for name in self.names])
        for index in itertools.product(*(range(n) for n in whole.shape)):
            at = dict(zip(self.names, index, strict=True))
            for name, above in self.parents.items():
                whole[index] *= self.tables[name][(*(at[p] for p in above), at[name])]
        return whole

    def conditional(self, targets, given):
        """p(targets | given) from the full table: pick, sum, divide."""
        whole = self.joint()
        for axis, name in enumerate(self.names):
            if name in given:
                whole = np.take(whole, [given[name]], axis=axis)
        others = tuple(i for i, name in enumerate(self.names) if name not in targets)
        left = [name for name in self.names if name in targets]
        table = np.transpose(whole.sum(axis=others), [left.index(name) for name in targets])
        return table / table.sum()

    def question(self, seed, targets=1, evidence=2):
        """Names to ask for and values to give, at random."""
        rng = np.random.default_rng([seed, 1])
        chosen = [str(name) for name in rng.choice(self.names, targets + evidence, replace=False)]
        given = {name: int(rng.integers(self.sizes[name])) for name in chosen[targets:]}
        return chosen[:targets], given
