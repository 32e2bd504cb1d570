"""The widgets of lesson 01: the limit, the step size, and any function the student types."""

from coursekit.widgets.derivatives.plotter import function_plotter
from coursekit.widgets.derivatives.secant import secant_tangent
from coursekit.widgets.derivatives.step_size import step_size_error

__all__ = ["function_plotter", "secant_tangent", "step_size_error"]
