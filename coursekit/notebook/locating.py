"""Find the file of the notebook that runs: a kernel is not told, each front end knows it otherwise.

Colab's interface hands over the notebook itself, VS Code puts its path among the kernel's names,
Jupyter's server into the environment. Where none of them does, the folder is looked through.
"""

import importlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.notebook.errors import NotebookError
from coursekit.notebook.reading import read_notebook

__all__ = ["Located", "beside", "locate"]

_COLAB_WAIT = 15.0  # seconds


@dataclass(frozen=True)
class Located:
    """A notebook's bytes, where they came from, and whether a download must be offered."""

    raw: bytes
    name: str
    colab: bool = False


def locate(
    path: Path | str | None, sheet: str, names: Mapping[str, Any], folder: Path | None = None
) -> Located:
    """Return the notebook that runs.

    ``path`` is what the student has said, ``names`` the kernel's names, ``folder`` the kernel's
    working folder. Raises NotebookError, with the cure, where no file can be found.
    """
    folder = Path.cwd() if folder is None else folder
    if path is not None:
        return _read(folder / Path(path).expanduser())
    if "google.colab" in sys.modules:
        return _from_colab()
    told = names.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME")
    if isinstance(told, str) and told.endswith(".ipynb"):
        # The server's name may be a path from the folder that it serves.
        for place in (folder / told, folder / Path(told).name):
            if place.is_file():
                return _read(place)
    return _read(_only_one(folder, sheet))


def _read(path: Path) -> Located:
    if not path.exists():
        raise NotebookError(f"there is no file {path.name}; check the name and the folder")
    try:
        return Located(path.read_bytes(), str(path))
    except OSError as error:
        raise NotebookError(f"{path.name} cannot be read: {error.strerror}") from None


def _from_colab() -> Located:
    """Ask Colab's page for the notebook as it stands there, saved or not."""
    try:
        message = importlib.import_module("google.colab._message")
        reply = message.blocking_request("get_ipynb", timeout_sec=_COLAB_WAIT)
        notebook = reply["ipynb"]
        name = notebook.get("metadata", {}).get("colab", {}).get("name", "notebook.ipynb")
        raw = json.dumps(notebook).encode()
    except Exception as error:  # noqa: BLE001 - Colab's interface is not ours: any fault is one case
        raise NotebookError(
            f"Colab did not hand over the notebook ({type(error).__name__}); choose File > "
            "Download > Download .ipynb and hand that file in"
        ) from None
    return Located(raw, str(name), colab=True)


def beside(located: Located, sheet: str, folder: Path | None = None) -> list[Located]:
    """Return the other notebooks in the folder that open the sheet."""
    found = [] if located.colab else _all(Path.cwd() if folder is None else folder, sheet)
    return [_read(path) for path in found if path.name != Path(located.name).name]


def _all(folder: Path, sheet: str) -> list[Path]:
    return [path for path in sorted(folder.glob("*.ipynb")) if _opens(path, sheet)]


def _only_one(folder: Path, sheet: str) -> Path:
    """Return the one notebook in the folder that opens the sheet."""
    found = _all(folder, sheet)
    if len(found) == 1:
        return found[0]
    seen = f": {', '.join(path.name for path in found[:5])} open this sheet" if found else ""
    name = found[0].name if found else "my_notebook.ipynb"
    raise NotebookError(
        f"it is not known which file this notebook is{seen}; say it, as in "
        f'sheet.submit(path="{name}")'
    )


def _opens(path: Path, sheet: str) -> bool:
    try:
        return read_notebook(path).sheet == sheet
    except NotebookError:
        return False
