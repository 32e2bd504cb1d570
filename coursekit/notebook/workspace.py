"""Where a student's answers are: the names of the notebook and the text of the cells that ran."""

import linecache
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

from coursekit.checking import Found, find_answer

__all__ = ["Workspace", "workspace_of"]


@dataclass(frozen=True)
class Workspace:
    """The names of a notebook or script, and the sources that bound them, in order.

    >>> Workspace({"d": 2.0}, ["d = 2.0"]).find("d").value
    2.0
    """

    names: Mapping[str, Any]
    sources: Sequence[str]

    def find(self, name: str) -> Found:
        """Find the answer of that name."""
        return find_answer(name, self.names, self.sources)


def workspace_of(frame: FrameType) -> Workspace:
    """Return IPython's names and history where it runs, else the globals and file of ``frame``."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None:
        # The raw text: in the parsed one a cell under %%time is a string inside a call.
        texts = [str(text) for text in shell.history_manager.input_hist_raw]
        # A front end may run cells without recording them: then only what is bound is known.
        return Workspace(shell.user_ns, texts if any(texts) else [])
    names = frame.f_globals
    cells = names.get("In")
    if isinstance(cells, list) and all(isinstance(cell, str) for cell in cells):
        return Workspace(names, list(cells))
    file = frame.f_code.co_filename
    # Typed at a prompt or run from a string: then what is bound is all that is known.
    source = "" if file.startswith("<") else "".join(linecache.getlines(file, names))
    return Workspace(names, [source] if source else [])
