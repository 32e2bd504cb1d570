"""Bayesian networks: tables p(node | parents), exact and approximate inference, d-separation."""

from coursekit.probability.models.bayes_net.elimination import Plan
from coursekit.probability.models.bayes_net.examples import lecture_network, two_causes
from coursekit.probability.models.bayes_net.layout import Layout
from coursekit.probability.models.bayes_net.network import BayesNet
from coursekit.probability.models.bayes_net.sampling import Estimate
from coursekit.probability.models.bayes_net.separation import Junction, Path, Separation

__all__ = [
    "BayesNet",
    "Estimate",
    "Junction",
    "Layout",
    "Path",
    "Plan",
    "Separation",
    "lecture_network",
    "two_causes",
]
