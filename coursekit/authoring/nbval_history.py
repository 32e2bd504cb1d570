"""A pytest plugin: nbval records the cells that it runs, as every front end does.

nbval tells the kernel to keep no history. Then `sheet.check`, which reads there what a student
wrote, finds no answer in any notebook. Load it with ``-p coursekit.authoring.nbval_history``.
"""

import os
import tempfile
from typing import Any

__all__ = ["pytest_configure"]


def pytest_configure(config: Any) -> None:
    """Record cells, in a folder that goes with this run and not among the user's own history."""
    try:
        from nbval.kernel import RunningKernel
    except ImportError:
        return  # pytest says itself that it does not know --nbval
    folder = tempfile.TemporaryDirectory(prefix="coursekit-", ignore_cleanup_errors=True)
    before = os.environ.get("IPYTHONDIR")
    unrecorded = RunningKernel.execute_cell_input

    def restore() -> None:
        RunningKernel.execute_cell_input = unrecorded
        os.environ.pop("IPYTHONDIR")
        if before is not None:
            os.environ["IPYTHONDIR"] = before
        folder.cleanup()

    RunningKernel.execute_cell_input = _recorded
    os.environ["IPYTHONDIR"] = folder.name
    config.add_cleanup(restore)


def _recorded(kernel: Any, cell_input: str, allow_stdin: bool | None = None) -> Any:
    """Run a cell as nbval does, but with history; return the message's id."""
    return kernel.kc.execute(
        cell_input, store_history=True, allow_stdin=allow_stdin, stop_on_error=False
    )
