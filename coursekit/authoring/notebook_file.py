"""Read a notebook, and write it so that the same notebook gives the same bytes."""

from pathlib import Path
from typing import Any

import nbformat as _nbformat

from coursekit.authoring.errors import AuthoringError

__all__ = ["dump", "label", "read", "reduce_metadata"]

# nbformat says that it is typed, but annotates few of its functions.
nbformat: Any = _nbformat

_KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# cellView: Colab folds a cell by it, as `jupyter` folds it elsewhere.
_KEPT_CELL_METADATA = ("cellView", "jupyter", "tags")


def read(path: Path) -> Any:
    """Return the notebook at ``path`` in format 4.

    ``AuthoringError``: the file is missing, is no notebook, or breaks the notebook format.
    """
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        nbformat.validate(notebook)
    except FileNotFoundError:
        raise AuthoringError(
            f"{path} does not exist; give the path of a notebook (.ipynb)."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise AuthoringError(f"{path} cannot be read: {error}.") from None
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, AttributeError) as error:
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else "bad format"
        raise AuthoringError(
            f"{path} is no notebook that can be read ({reason}). Open it in JupyterLab, save it "
            "again, or fetch a fresh copy."
        ) from None
    return notebook


def reduce_metadata(notebook: Any) -> Any:
    """Keep only what tells a front end which kernel to start, and the cells' tags; in place.

    The version of Python, widget state and timings differ from machine to machine.
    """
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": dict(_KERNELSPEC), "language_info": {"name": "python"}}
    )
    for cell in notebook.cells:
        kept = {key: cell.metadata[key] for key in _KEPT_CELL_METADATA if cell.metadata.get(key)}
        cell.metadata = nbformat.from_dict(kept)
    return notebook


def dump(notebook: Any) -> bytes:
    r"""Return the notebook's bytes: sorted keys, indent 1, UTF-8, one newline at the end.

    >>> import nbformat
    >>> dump(nbformat.v4.new_notebook())[:13]
    b'{\n "cells": ['
    """
    nbformat.validate(notebook)
    text: str = nbformat.v4.writes(notebook)
    return (text.rstrip("\n") + "\n").encode()


def label(index: int, cell: Any) -> str:
    r"""Name a cell so that an author finds it: its place from 1, its id and its first line.

    >>> label(2, {"id": "d-relu", "source": "def d_relu(z):\n    ..."})
    'cell 3 (d-relu: def d_relu(z):)'
    """
    lines = cell["source"].strip().splitlines()
    first = lines[0] if lines else "empty"
    return f"cell {index + 1} ({cell.get('id', 'no id')}: {first[:60]})"
