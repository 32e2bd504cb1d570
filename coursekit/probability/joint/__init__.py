"""Joint distributions: tables of discrete variables, and densities on a grid."""

from coursekit.probability.joint.bayes import Update, bayes
from coursekit.probability.joint.conditional import Conditional
from coursekit.probability.joint.mosaic import Rectangle, mosaic
from coursekit.probability.joint.table import Joint

__all__ = ["Conditional", "Joint", "Rectangle", "Update", "bayes", "mosaic"]
