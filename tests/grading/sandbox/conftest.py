"""One jail for all tests of the folder: a child is fresh anyway, and a jail takes a second."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support.requirements import require

from coursekit.grading.sandbox import Limits, Sandbox, available
from coursekit.grading.sandbox.layers import missing

LIMITS = Limits(memory_mb=256, cpu_seconds=20, disk_mb=16, inodes=256, file_mb=8)


@pytest.fixture(scope="session")
def _jail() -> Iterator[Sandbox]:
    require("sandbox", missing(available()) is None)
    with Sandbox(limits=LIMITS) as sandbox:
        yield sandbox


@pytest.fixture
def jail(_jail: Sandbox) -> Sandbox:
    return _jail


@pytest.fixture(params=["jailed", "trusted"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """The jail and the trusted mode: one interface, one behaviour."""
    if request.param == "jailed":
        yield request.getfixturevalue("_jail")
        return
    with Sandbox(trusted=True, limits=LIMITS) as plain:
        yield plain


@pytest.fixture
def look(jail: Sandbox) -> Callable[..., Any]:
    """Run cells in the jail and return what the name ``found`` holds at their end."""

    def run(*cells: str, seconds: float = 10.0) -> Any:
        with jail.start(cells) as child:
            results = child.run(cell_seconds=seconds)
            errors = [result.error for result in results if result.error]
            assert not errors, errors
            return child.describe(["found"])["found"].value

    return run
