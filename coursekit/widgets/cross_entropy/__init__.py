"""The widgets of lesson 12: likelihood, entropy, cross-entropy, divergence, and costs of logits."""

from coursekit.widgets.cross_entropy.binary import entropy_curve
from coursekit.widgets.cross_entropy.fit import likelihood
from coursekit.widgets.cross_entropy.normals import kl_normals
from coursekit.widgets.cross_entropy.objectives import three_objectives
from coursekit.widgets.cross_entropy.softmax import softmax_cost

__all__ = ["entropy_curve", "kl_normals", "likelihood", "softmax_cost", "three_objectives"]
