"""The line "Open in Colab" below a notebook's title, stamped with the place of the course."""

import re
from typing import Any

from coursekit.authoring.errors import AuthoringError

__all__ = ["colab_link", "read_link", "stamp_link"]

_LINE = re.compile(r"\n*^\[Open in Colab\]\((?P<link>[^)\n]*)\)$", re.MULTILINE)
# GitHub admits no name that ends in ".git": it stands in the address of a clone only.
_REPO = re.compile(r"(?P<repo>[\w-]+/[\w.-]*[\w-](?<!\.git))(?:@(?P<branch>[\w.-]+))?", re.ASCII)


def colab_link(repo: str, path: str) -> str:
    """Return Colab's address of the notebook at `path` in a repository on GitHub.

    `repo` is "owner/name" or "owner/name@branch", without a branch `main`. `AuthoringError`: it is
    neither, or the branch holds a slash, behind which an address goes on with the path.

    >>> colab_link("owner/course@2027", "notebooks/01_derivatives.ipynb")
    'https://colab.research.google.com/github/owner/course/blob/2027/notebooks/01_derivatives.ipynb'
    """
    found = _REPO.fullmatch(repo)
    if not found:
        raise AuthoringError(
            f"--repo {repo!r} is no GitHub repository; write owner/name or owner/name@branch, "
            "without .git, and with no slash in the branch's name."
        )
    base = "https://colab.research.google.com/github"
    return f"{base}/{found['repo']}/blob/{found['branch'] or 'main'}/{path}"


def stamp_link(notebook: Any, link: str) -> None:
    """Put the link below the first cell's text, in place of an earlier one; "" removes it.

    `AuthoringError`: the notebook does not begin with a cell of text.

    >>> import nbformat
    >>> notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Title")])
    >>> stamp_link(notebook, "https://colab.example.org/a.ipynb")
    >>> print(notebook.cells[0].source)
    # Title
    <BLANKLINE>
    [Open in Colab](https://colab.example.org/a.ipynb)
    """
    if not notebook.cells or notebook.cells[0].cell_type != "markdown":
        if link:
            raise AuthoringError("a notebook begins with a cell of text that holds its title.")
        return
    first = notebook.cells[0]
    first.source = _LINE.sub("", first.source)
    if link:
        first.source += f"\n\n[Open in Colab]({link})"


def read_link(notebook: Any) -> str:
    r"""Return the address that a notebook is stamped with, "" if it has none.

    >>> import nbformat
    >>> text = "# Title\n\n[Open in Colab](https://colab.example.org/a.ipynb)"
    >>> read_link(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)]))
    'https://colab.example.org/a.ipynb'
    """
    found = _LINE.search(notebook.cells[0].source) if notebook.cells else None
    return found["link"] if found else ""
