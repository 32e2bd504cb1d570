"""The widgets of lesson 07: sweeps, shared factors, bracketings, dual numbers."""

from coursekit.widgets.forward_and_reverse.ordering import bracketing
from coursekit.widgets.forward_and_reverse.pairs import dual_numbers
from coursekit.widgets.forward_and_reverse.plane import sweeps
from coursekit.widgets.forward_and_reverse.staircase import delta_chain

__all__ = ["bracketing", "delta_chain", "dual_numbers", "sweeps"]
