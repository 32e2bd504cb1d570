"""Execute notebooks in a fresh kernel and save them so that the same code gives the same bytes.

``python -m coursekit.authoring.execute PATH…`` runs each notebook from top to bottom in its own
folder with this interpreter, and stops with the cell named at the first error, warning, absolute
path or memory address: none of them would be the same on a reader's machine.
"""

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib import get_data_path

from coursekit.authoring.errors import AuthoringError, RefusalError
from coursekit.authoring.notebook_file import dump, label, read, reduce_metadata
from coursekit.environment import MissingError
from coursekit.errors import CoursekitError
from coursekit.files import write_atomic

__all__ = ["execute", "executed", "main", "normalise", "refuse_unrepeatable"]

_CELL_SECONDS = 120
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# A memory address, or a path of somebody's machine.
_UNREPEATABLE = re.compile(
    r"\b0x[0-9a-fA-F]{6,}\b|(?:/home/|/Users/|/root/|/tmp/|[A-Z]:\\Users\\)[^\s'\"<>]*"
)
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def executed(notebook: Any, folder: Path) -> Any:
    """Run the cells in a fresh kernel of this interpreter with `folder` as its working folder.

    Returns the same notebook with its outputs. `RefusalError`: a cell raised, took more than two
    minutes or killed the kernel; `MissingError`: nbclient or ipykernel is not installed.
    """
    try:
        from jupyter_client.kernelspec import KernelSpec
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    except ImportError as error:
        raise MissingError(
            f"{error.name} is missing: install nbclient and ipykernel into this environment."
        ) from None

    class ThisInterpreter(AsyncKernelManager):
        """A kernel called python3 elsewhere on the machine may be another Python."""

        @property
        def kernel_spec(self) -> KernelSpec:
            argv = [
                sys.executable,
                "-m",
                "ipykernel_launcher",
                "-f",
                "{connection_file}",
                "--log-level=ERROR",
            ]
            return KernelSpec(argv=argv, display_name="this interpreter", language="python")

    reached = "the kernel's start"

    def note(cell: Any, cell_index: int) -> None:
        nonlocal reached
        reached = label(cell_index, cell)

    client = NotebookClient(
        notebook,
        on_cell_start=note,
        timeout=_CELL_SECONDS,
        kernel_manager_class=ThisInterpreter,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
    )
    with tempfile.TemporaryDirectory() as ipython:
        try:
            client.execute(env=_environment(ipython))
        except CellExecutionError as error:
            raise RefusalError(
                f"{reached} raised {error.ename}: {_ANSI.sub('', error.evalue)}"
            ) from None
        except CellTimeoutError:
            raise RefusalError(f"{reached} took over {_CELL_SECONDS} s") from None
        except DeadKernelError:
            raise RefusalError(f"{reached} killed the kernel") from None
    return notebook


def _environment(ipython: str) -> dict[str, str]:
    """Return the kernel's environment: nothing of this shell's settings shows in an output."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"MPLBACKEND", "PYTHONWARNINGS", "PYTHONSTARTUP"}
    }
    return kept | {
        "COURSEKIT_STATE": "memory",
        "MATPLOTLIBRC": str(Path(get_data_path()) / "matplotlibrc"),
        "PYTHONHASHSEED": "0",
        "IPYTHONDIR": ipython,
        "TZ": "UTC",
    }


def normalise(notebook: Any) -> Any:
    """Drop what differs from run to run (timings, widget views, how a stream was cut); in place."""
    reduce_metadata(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = _joined_streams(cell.outputs)
            for output in cell.outputs:
                if "data" in output:
                    output.data.pop(_WIDGET_VIEW, None)
    return notebook


def _joined_streams(outputs: Sequence[Any]) -> list[Any]:
    joined: list[Any] = []
    for output in outputs:
        if (
            joined
            and output.output_type == joined[-1].output_type == "stream"
            and output.name == joined[-1].name
        ):
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def refuse_unrepeatable(notebook: Any, folder: Path) -> None:
    """Raise `RefusalError` for an output that another machine or another run would not give."""
    places = {str(folder.resolve()), str(Path.home()), sys.prefix, sys.base_prefix} - {"/", "/usr"}
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                raise RefusalError(f"{label(index, cell)} writes to stderr: {output.text.strip()}")
            for text in _texts(output):
                found = [place for place in sorted(places) if place in text]
                if match := _UNREPEATABLE.search(text):
                    found.append(match[0])
                if found:
                    raise RefusalError(
                        f"{label(index, cell)} shows {found[0]}, which is another one on another "
                        "machine or run; print something else"
                    )


def _texts(output: Any) -> list[str]:
    if output.output_type == "stream":
        return [output.text]
    if output.output_type == "error":
        return ["\n".join(output.traceback)]
    return [text for kind, text in output.data.items() if kind.startswith("text/")]


def execute(path: Path) -> bool:
    """Execute the notebook at `path` and save it; return whether the file changed.

    `RefusalError` names the cell that failed or cannot be repeated; the file is then untouched.
    """
    old = path.read_bytes() if path.exists() else b""
    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    folder = path.resolve().parent
    try:
        notebook = normalise(executed(notebook, folder))
        refuse_unrepeatable(notebook, folder)
    except RefusalError as error:
        raise RefusalError(f"{path}: {error}") from None
    content = dump(notebook)
    if content != old:
        try:
            write_atomic(path, content)
        except OSError as error:
            raise AuthoringError(f"{path} cannot be written ({error.strerror}).") from None
    return content != old


def main(arguments: Sequence[str] | None = None) -> int:
    """Execute the notebooks named on the command line; 0 if all ran, 1 if one failed."""
    parser = argparse.ArgumentParser(
        prog="python -m coursekit.authoring.execute",
        description="Execute notebooks in place, so that the same code gives the same bytes.",
        epilog="example: python -m coursekit.authoring.execute notebooks/*.ipynb",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    for path in parser.parse_args(arguments).paths:
        try:
            changed = execute(path)
        except CoursekitError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        sys.stdout.write(f"{path}: {'saved' if changed else 'unchanged'}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
