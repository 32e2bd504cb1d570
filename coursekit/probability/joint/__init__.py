"""Joint distributions: tables with named axes, and densities on a grid."""
