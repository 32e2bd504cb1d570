"""The widgets of lesson 06: a graph in steps, three paths, a pass checked."""

from coursekit.widgets.backpropagation.check import gradient_check
from coursekit.widgets.backpropagation.paths import softmax_paths
from coursekit.widgets.backpropagation.stepper import backprop_stepper

__all__ = ["backprop_stepper", "gradient_check", "softmax_paths"]
