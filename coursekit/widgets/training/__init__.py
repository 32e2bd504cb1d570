"""Widgets of lesson 08: descent on a surface, a polynomial fit, two networks that learn."""

from coursekit.widgets.training.downhill import descent
from coursekit.widgets.training.polynomial import polynomial_fit
from coursekit.widgets.training.trainers import fizzbuzz_trainer, xor_trainer

__all__ = ["descent", "fizzbuzz_trainer", "polynomial_fit", "xor_trainer"]
