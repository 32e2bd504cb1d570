"""One warm jail and one set of canaries for all attacks."""

from collections.abc import Iterator

import pytest
from support.requirements import require

from coursekit.grading.sandbox import Limits, Sandbox
from coursekit.grading.sandbox.layers import available, missing

from .corpus.accidents import POWER
from .grading import sent
from .world import World


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    with World() as canaries:
        yield canaries


@pytest.fixture(scope="session")
def jail() -> Iterator[Sandbox]:
    require("sandbox", missing(available()) is None)
    with Sandbox(limits=Limits(memory_mb=512)) as sandbox:
        # Both of its processes: the plain one and the one that draws.
        sent(sandbox, "02_rules", [POWER, "import matplotlib.pyplot as plt; plt.plot([1])"], 10.0)
        yield sandbox
