"""How a notebook is told to show a widget."""

from typing import Any

__all__ = ["view_of"]


def view_of(widget: Any) -> dict[str, Any]:
    """Return the part of a mime bundle that shows a widget where there is a kernel for it.

    >>> import ipywidgets
    >>> list(view_of(ipywidgets.HTML()))
    ['application/vnd.jupyter.widget-view+json']
    """
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return {"application/vnd.jupyter.widget-view+json": view}
