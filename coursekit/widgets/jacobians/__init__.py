"""The widgets of lesson 04: tangent columns, local linear maps, a layer's weights, shapes."""

from coursekit.widgets.jacobians.layer import layer_picture
from coursekit.widgets.jacobians.linear_map import local_linear_map
from coursekit.widgets.jacobians.shapes import shape_calculator
from coursekit.widgets.jacobians.tangents import helix

__all__ = ["helix", "layer_picture", "local_linear_map", "shape_calculator"]
