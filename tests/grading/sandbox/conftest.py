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


@pytest.fixture(scope="session")
def _own_jail() -> Iterator[Sandbox]:
    """The same where bubblewrap is not installed."""
    require("sandbox", missing(available()) is None)
    with Sandbox(limits=LIMITS) as sandbox:
        sandbox._found["bubblewrap"] = False
        yield sandbox


@pytest.fixture
def jail(_jail: Sandbox) -> Sandbox:
    return _jail


@pytest.fixture(params=["bubblewrap", "own"])
def each_jail(request: pytest.FixtureRequest) -> Sandbox:
    """Both ways in which the jail's root is built: one inside is as good as the other."""
    name = "_jail" if request.param == "bubblewrap" else "_own_jail"
    sandbox: Sandbox = request.getfixturevalue(name)
    return sandbox


@pytest.fixture(params=["jailed", "trusted"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """The jail and the trusted mode: one interface, one behaviour."""
    if request.param == "jailed":
        yield request.getfixturevalue("_jail")
        return
    with Sandbox(trusted=True, limits=LIMITS) as plain:
        yield plain


@pytest.fixture
def look(each_jail: Sandbox) -> Callable[..., Any]:
    """Run cells in a jail and return what the name ``found`` holds at their end."""

    def run(*cells: str, seconds: float = 10.0) -> Any:
        with each_jail.start(cells) as child:
            results = child.run(cell_seconds=seconds)
            errors = [result.error for result in results if result.error]
            assert not errors, errors
            return child.describe(["found"])["found"].value

    return run
