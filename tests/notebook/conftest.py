"""A sheet of one question of each kind, and IPython shells that keep what they display."""

import atexit
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

from coursekit.checking import Exercise, Option, Reals, Slip
from coursekit.sheets import Sheet

D_SQUARE = Exercise(
    id="d_square",
    title="A square",
    prompt=r"Differentiate $f(x) = x^2$.",
    points=2,
    inputs={"x": Reals(-3, 3)},
    probes=((1.5,), (-0.7,), (2.3,)),
    reference=lambda x: 2 * x,
    slips=(
        Slip("exponent_kept", lambda x: 2 * x**2, "Lower the exponent by one."),
        Slip("no_factor", lambda x: x * 1.0, "The old exponent becomes a factor."),
        Slip("cube", lambda x: x**3, "That is the integral's exponent."),
        Slip("the_function", lambda x: x**2, "That is f itself."),
    ),
    hints=("Think of $x^n$.", "The power rule.", "Start: n = 2.", "`return ... * x`"),
    why="The slope grows with x.",
)
RIGHT_ANGLE = Exercise(
    id="slope_at_2",
    title="A slope",
    kind="value",
    prompt="Slope of the square at 2?",
    reference=4.0,
    slips=(
        Slip("the_height", lambda: 6.0, "No."),
        Slip("a", lambda: 1.0, "No."),
        Slip("b", lambda: 3.0, "No."),
        Slip("c", lambda: 5.0, "No."),
    ),
)
D_SIN = Exercise(
    id="d_sin",
    title="Sine",
    kind="formula",
    prompt=r"$\sin' = $?",
    inputs={"x": Reals(-3, 3)},
    probes=((0.3,), (-1.2,), (2.0,)),
    reference="cos(x)",
    slips=(Slip("sign", "-cos(x)", "Sine rises at 0."),),
)
LETTER = Exercise(
    id="even",
    title="Even or odd",
    kind="choice",
    prompt="Is $x^2$ even?",
    options=(
        Option("a", "even", message="It is its own mirror image."),
        Option("b", "odd", slip="odd", message="Look at -x."),
    ),
)
SHEET = Sheet(name="test_sheet", title="Tests", exercises=(D_SQUARE, RIGHT_ANGLE, D_SIN, LETTER))


class Recorder(DisplayPublisher):
    """Keeps every published bundle."""

    def publish(self, data: Any, *_: Any, **__: Any) -> None:
        self.shell.published.append(data)


class Shell(InteractiveShell):
    """An IPython shell whose displays and results can be looked at."""

    def init_display_pub(self) -> None:
        self.published: list[dict[str, Any]] = []
        self.display_pub = Recorder(parent=self, shell=self)

    def cell(self, source: str) -> Any:
        """Run a cell as a notebook does; what it displayed is in ``published``."""
        self.published.clear()
        result = self.run_cell(source, store_history=True)
        result.raise_error()
        return result.result


@pytest.fixture
def sheet() -> Sheet:
    return SHEET


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[Shell]:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.chdir(tmp_path)
    InteractiveShell.clear_instance()
    shell = Shell.instance()
    shell.history_manager.enabled = False
    shell.user_ns.update(np=np, SHEET=SHEET)
    yield shell
    shell.atexit_operations()
    atexit.unregister(shell.atexit_operations)  # it is gone by then
    InteractiveShell.clear_instance()
    Shell.clear_instance()
