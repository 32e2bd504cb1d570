"""The widgets of lesson 05: a tensor of slopes found in two ways, and derivatives by a matrix."""

from coursekit.widgets.matrix_derivatives.layer_scene import matrix_gradient
from coursekit.widgets.matrix_derivatives.tensor_scene import tensor_shapes

__all__ = ["matrix_gradient", "tensor_shapes"]
