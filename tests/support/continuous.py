"""The continuous families of one number, with where to test them and what scipy.stats says."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from coursekit.probability.distributions import (
    Beta,
    Cauchy,
    ChiSquared,
    Exponential,
    Gamma,
    Laplace,
    LogNormal,
    Normal,
    StudentT,
    Uniform,
)

# family, its parameters, the frozen distribution of scipy.stats
_CASES = [
    (Normal, (0.0, 1.0), stats.norm()),
    (Normal, (-3.0, 0.2), stats.norm(-3, 0.2)),
    (Uniform, (0.0, 1.0), stats.uniform()),
    (Uniform, (-3.0, 7.5), stats.uniform(-3, 10.5)),
    (Exponential, (1.0,), stats.expon()),
    (Exponential, (0.02,), stats.expon(scale=50)),
    (Laplace, (0.0, 1.0), stats.laplace()),
    (Laplace, (3.0, 0.1), stats.laplace(3, 0.1)),
    (Cauchy, (0.0, 1.0), stats.cauchy()),
    (Cauchy, (3.0, 0.1), stats.cauchy(3, 0.1)),
    (LogNormal, (0.0, 1.0), stats.lognorm(1)),
    (LogNormal, (2.0, 0.3), stats.lognorm(0.3, scale=7.38905609893065)),
    (Gamma, (0.3, 2.0), stats.gamma(0.3, scale=0.5)),
    (Gamma, (1.0, 1.0), stats.gamma(1)),
    (Gamma, (3.3, 0.1), stats.gamma(3.3, scale=10)),
    (Gamma, (250.0, 4.0), stats.gamma(250, scale=0.25)),
    (ChiSquared, (1.0,), stats.chi2(1)),
    (ChiSquared, (2.0,), stats.chi2(2)),
    (ChiSquared, (7.5,), stats.chi2(7.5)),
    (Beta, (0.5, 0.4), stats.beta(0.5, 0.4)),
    (Beta, (1.0, 1.0), stats.beta(1, 1)),
    (Beta, (1.0, 3.0), stats.beta(1, 3)),
    (Beta, (2.5, 5.0), stats.beta(2.5, 5)),
    (Beta, (300.0, 40.0), stats.beta(300, 40)),
    (StudentT, (0.7, 0.0, 1.0), stats.t(0.7)),
    (StudentT, (2.0, 1.0, 3.0), stats.t(2, 1, 3)),
    (StudentT, (4.5, -2.0, 0.5), stats.t(4.5, -2, 0.5)),
    (StudentT, (1000.0, 0.0, 1.0), stats.t(1000)),
]


@dataclass(frozen=True)
class Case:
    """A distribution of ours and the same one of scipy's."""

    family: Any
    parameters: tuple[float, ...]
    reference: Any

    @property
    def ours(self):
        return self.family(*self.parameters)

    def __str__(self):
        return f"{self.family.__name__}{self.parameters}"


CASES = [Case(*case) for case in _CASES]


def assert_most_likely(fitted, data, steps=(1e-2, 1e-4)):
    """Move the parameters in all directions: nowhere near is the likelihood higher."""
    best = float(np.sum(fitted.log_prob(data)))
    rng = np.random.default_rng(0)
    unit = vars(fitted).get("scale", vars(fitted).get("log_std", 1.0))
    for step in steps:
        for _ in range(40):
            moved = {}
            for name, value in vars(fitted).items():
                by = step * rng.normal(size=np.shape(value))
                free = name in ("location", "log_mean")
                moved[name] = value + by * unit if free else value * np.exp(by)
            other = type(fitted)(**moved)
            assert float(np.sum(other.log_prob(data))) <= best + 1e-10 * abs(best), other
