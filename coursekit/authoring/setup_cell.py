"""The set-up cell: one text, the same in every lesson and sheet.

It runs unchanged in JupyterLab, Notebook 7, VS Code, Colab and a JupyterHub. Where coursekit can be
found it installs nothing; where it is missing it installs from the place that an instructor has
stamped with ``coursekit release --source``; if it is missing still, it stops with one sentence.
No index name may ever stand here: the name ``coursekit`` on the public index is someone else's.
"""

import re

from coursekit.authoring.errors import AuthoringError

__all__ = [
    "SETUP_OUTPUT",
    "SETUP_SOURCE",
    "SETUP_VIEW",
    "is_install_line",
    "is_setup_cell",
    "read_source",
    "setup_source",
]

# Colab shows a cell with a title, whose metadata say `SETUP_VIEW`, as that title and a button.
_FIRST_LINE = "# @title Run me first: I install coursekit only where it is missing"
SETUP_VIEW = "form"

_INSTALL = '%pip install --quiet "$INSTALL_FROM"'

# A folder coursekit/ beside the notebook is found too, as a package without an origin.
_MISSING = 'not getattr(find_spec("coursekit"), "origin", None)'

# RuntimeError: below an ImportError, Colab tells the student to install the name from the index.
_TEMPLATE = (
    _FIRST_LINE
    + f"""
from importlib.util import find_spec

INSTALL_FROM = "{{source}}"
if INSTALL_FROM and {_MISSING}:
    print("Installing coursekit from", INSTALL_FROM)
    {_INSTALL}
if {_MISSING}:
    raise RuntimeError(
        "coursekit is missing: choose the kernel that has it (in a checkout: `make lab`), or go "
        "online, restart the kernel and run me again, or ask your lecturer for the install line."
    )
import coursekit

print("coursekit is ready.")"""
)

SETUP_SOURCE = _TEMPLATE.format(source="")
SETUP_OUTPUT = "coursekit is ready.\n"

_STAMP = re.compile(r'^INSTALL_FROM = "(?P<source>[^"\n]*)"$', re.MULTILINE)
_INSTALLABLE = re.compile(
    r"(?:coursekit-dl(?:\[[\w, -]+\])? @ )?"
    r"(?:git\+(?:https|http|ssh|file)://\S+|(?:https|http|file)://\S+|\S+\.whl)"
)


def setup_source(source: str = "") -> str:
    """Return the set-up cell's text that installs from ``source`` (a git URL or a wheel's address).

    ``AuthoringError``: ``source`` is a bare name, which would be looked up on a public index, or
    holds a character that the cell's line of shell would not pass on as it stands.

    >>> setup_source("git+https://git.example.org/maths/course.git").splitlines()[3]
    'INSTALL_FROM = "git+https://git.example.org/maths/course.git"'
    >>> setup_source("coursekit")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    coursekit.authoring.errors.AuthoringError: --source 'coursekit' is no address...
    """
    if source and not _INSTALLABLE.fullmatch(source):
        raise AuthoringError(
            f"--source {source!r} is no address: give a git URL (git+https://…), a wheel's URL or "
            "the path of a .whl file. A bare name would be looked up on the public index, where it "
            "may be someone else's package."
        )
    if bad := sorted(set(source) & set("\"'\\${}`")):
        raise AuthoringError(
            f"--source {source!r} holds {' '.join(bad)}: the set-up cell hands the address to a "
            "shell, so use one without these signs."
        )
    return _TEMPLATE.format(source=source)


def is_setup_cell(source: str) -> bool:
    """Tell whether a cell's source is a set-up cell, stamped or not, of this or an older text.

    >>> is_setup_cell(SETUP_SOURCE), is_setup_cell("import coursekit")
    (True, False)
    """
    return source.startswith(_FIRST_LINE) or bool(_STAMP.search(source))


def is_install_line(text: str) -> bool:
    """Tell whether a text names the set-up cell's line for pip, which runs in a notebook only.

    >>> is_install_line('line 11 was left out: %pip install --quiet "$INSTALL_FROM"')
    True
    """
    return _INSTALL in text


def read_source(source: str) -> str:
    """Return where a set-up cell installs from, "" if it is unstamped.

    >>> read_source(setup_source("https://files.example.org/coursekit_dl-0.1.0-py3-none-any.whl"))
    'https://files.example.org/coursekit_dl-0.1.0-py3-none-any.whl'
    """
    found = _STAMP.search(source)
    return found["source"] if found else ""
