"""The widgets of lesson 10: what an observation says, from counted fruit to words of a review."""

from coursekit.widgets.bayes.base_rates import base_rate
from coursekit.widgets.bayes.opinions import sentiment
from coursekit.widgets.bayes.sequence import sequential_update
from coursekit.widgets.bayes.two_cartons import cartons

__all__ = ["base_rate", "cartons", "sentiment", "sequential_update"]
