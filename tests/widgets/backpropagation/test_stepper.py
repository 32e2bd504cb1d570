"""The stepper: every expression opens, steps to its end, and tells the adjoints."""

import pytest

from coursekit.widgets import backprop_stepper
from coursekit.widgets.backpropagation.expressions import EXPRESSIONS


@pytest.mark.parametrize("name", [*EXPRESSIONS, "w*x + sin(w)"])
def test_every_expression_goes_to_its_end(name):
    widget = backprop_stepper(name)
    step = widget.controls["step"]
    for at in range(step.max + 1):
        step.value = at
        assert widget.message == ""
    assert "all adjoints are there" in widget.description
