"""The derivative of any function that a student types, judged and diagnosed."""

from coursekit.checking.typed_derivative.exercise import derivative_exercise

__all__ = ["derivative_exercise"]
