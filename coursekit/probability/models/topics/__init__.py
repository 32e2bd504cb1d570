"""Topic models: documents as mixtures of topics, generated and recovered."""

from coursekit.probability.models.topics.alignment import Match
from coursekit.probability.models.topics.corpus import Corpus, Document
from coursekit.probability.models.topics.fitting import TopicFit
from coursekit.probability.models.topics.model import LogJoint, TopicModel
from coursekit.probability.models.topics.plates import PlateDiagram, plate_diagram
from coursekit.probability.models.topics.progress import progress_bar

__all__ = [
    "Corpus",
    "Document",
    "LogJoint",
    "Match",
    "PlateDiagram",
    "TopicFit",
    "TopicModel",
    "plate_diagram",
    "progress_bar",
]
