"""Joint distributions: tables of discrete variables, and densities on a grid."""

from coursekit.probability.joint.bayes import Update, bayes
from coursekit.probability.joint.conditional import Conditional
from coursekit.probability.joint.density_check import check_density
from coursekit.probability.joint.density_report import DensityReport
from coursekit.probability.joint.grid import GridDensity
from coursekit.probability.joint.mosaic import Rectangle, mosaic
from coursekit.probability.joint.table import Joint

__all__ = [
    "Conditional",
    "DensityReport",
    "GridDensity",
    "Joint",
    "Rectangle",
    "Update",
    "bayes",
    "check_density",
    "mosaic",
]
