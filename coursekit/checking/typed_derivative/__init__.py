"""The derivative of any function that a student types: judged, diagnosed, worked out in steps."""

from coursekit.checking.typed_derivative.exercise import derivative_exercise
from coursekit.checking.typed_derivative.steps import Step, derivative_steps, derivative_text
from coursekit.checking.typed_derivative.tidy import spelled

__all__ = ["Step", "derivative_exercise", "derivative_steps", "derivative_text", "spelled"]
