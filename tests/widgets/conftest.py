"""ipywidgets keeps every widget ever made: after 2,700 tests that is 1.5 GB of pictures."""

import ipywidgets
import pytest


@pytest.fixture(autouse=True)
def _forget_widgets():
    yield
    ipywidgets.Widget.close_all()
