"""The widgets of lesson 11: models with structure, from chains of words to graphs and topics."""

from coursekit.widgets.structured_models.chain_rule import bigram_explorer
from coursekit.widgets.structured_models.documents import topic_model
from coursekit.widgets.structured_models.graphical_model import bayes_net

__all__ = ["bayes_net", "bigram_explorer", "topic_model"]
