"""Information: entropy, cross-entropy, divergences, and what one variable tells of another.

In nats unless ``unit="bits"``; of arrays, of Tensors (differentiable) and of Distributions.
"""

from coursekit.probability.information.measures import (
    binary_entropy,
    cross_entropy,
    entropy,
    js_divergence,
    kl_divergence,
    perplexity,
    surprise,
)
from coursekit.probability.information.tables import conditional_entropy, mutual_information

__all__ = [
    "binary_entropy",
    "conditional_entropy",
    "cross_entropy",
    "entropy",
    "js_divergence",
    "kl_divergence",
    "mutual_information",
    "perplexity",
    "surprise",
]
