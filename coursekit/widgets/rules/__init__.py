"""The widgets of lesson 02: two functions under a rule, stretch factors, a derivative checked."""

from coursekit.widgets.rules.checker import derivative_checker

__all__ = ["derivative_checker"]
