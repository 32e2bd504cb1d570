"""The line "Open in Colab": where it leads, and that it comes and goes without a trace."""

import nbformat
import pytest

from coursekit.authoring.errors import AuthoringError
from coursekit.authoring.links import colab_link, read_link, stamp_link

COLAB = "https://colab.research.google.com/github"


@pytest.mark.parametrize(
    ("repo", "start"),
    [
        ("owner/course", "owner/course/blob/main"),
        ("my-group/deep.learning_2", "my-group/deep.learning_2/blob/main"),
        ("owner/course@ws-2026.1", "owner/course/blob/ws-2026.1"),
        ("owner/.github", "owner/.github/blob/main"),
    ],
)
def test_the_address_names_repository_branch_and_file(repo, start):
    path = "exercises/01_derivatives.ipynb"
    assert colab_link(repo, path) == f"{COLAB}/{start}/{path}"


@pytest.mark.parametrize(
    "repo",
    [
        "owner",
        "owner/",
        "owner/course@",
        "owner/course/more",
        "owner/course.git",  # as it is copied from the address of a clone
        "owner/course.git@main",
        "owner/..",
        "../course",
        "https://github.com/owner/course",
        "own er/course",
        "owner/course)",
        "owner/course@feature/x",  # where would the branch end, and the path begin?
        "öwner/course",
    ],
)
def test_what_would_be_a_dead_link_is_refused(repo):
    with pytest.raises(AuthoringError, match="owner/name@branch"):
        colab_link(repo, "a.ipynb")


def notebook(text="# 01 · Title\n\nWhat it is about."):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text, id="title")])


def test_a_stamp_is_put_once_replaced_and_removed():
    stamped, link = notebook(), colab_link("owner/course", "a.ipynb")
    for _ in range(2):
        stamp_link(stamped, link)
        assert stamped.cells[0].source == f"{notebook().cells[0].source}\n\n[Open in Colab]({link})"
        assert read_link(stamped) == link
    stamp_link(stamped, colab_link("owner/course@2027", "a.ipynb"))
    assert stamped.cells[0].source.count("Colab") == 1
    assert "2027" in read_link(stamped)
    stamp_link(stamped, "")
    assert stamped == notebook()
    assert read_link(stamped) == ""
