"""Merging a newer notebook into a student's: examples, and laws on random edits."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.merging import merge, skeleton


def notebook(*cells, **texts):
    listed = [*cells, *({"id": i, "cell_type": "code", "source": t} for i, t in texts.items())]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": listed}


def texts(merged):
    return [cell["source"] for cell in merged.notebook["cells"]]


BASE = notebook(a="a", b="b", c="c")


@pytest.mark.parametrize(
    ("mine", "new", "expected"),
    [
        (notebook(a="a", c="c"), notebook(a="a", b="B", c="C"), ["a", "C"]),  # deleted stays so
        (notebook(a="a", b="b", c="c"), notebook(a="a", c="c"), ["a", "c"]),
        (notebook(a="a", b="mine", c="c"), notebook(a="a", c="c"), ["a", "mine", "c"]),
        (notebook(a="a", b="new", c="c"), notebook(a="a", b="new", c="c"), ["a", "new", "c"]),
        (notebook(c="c", a="a", b="b"), notebook(a="a", b="B", c="c"), ["c", "a", "B"]),
        (notebook(c="c", a="a", b="b"), notebook(a="a", x="x", b="b", c="c"), ["c", "a", "x", "b"]),
        (notebook(a="a", b="b", c="c"), notebook(c="c", a="a", b="b"), ["c", "a", "b"]),
        (
            notebook(own="0", a="a", b="b", c="c"),
            notebook(b="b", a="a", c="c"),
            ["0", "b", "a", "c"],
        ),
        (notebook(a="a", b="b", own="1", c="c"), notebook(a="a", c="c"), ["a", "1", "c"]),
        (
            notebook(a="a", b="b", own="1", c="c"),
            notebook(a="a", b="b", x="x", c="c"),
            ["a", "b", "1", "x", "c"],
        ),
    ],
)
def test_cells_come_go_and_move(mine, new, expected):
    assert texts(merge(BASE, mine, new)) == expected


def test_what_both_changed_stands_above_and_cannot_run():
    new = notebook(a="a", b='"""```"""\nnew', c="c")
    merged = merge(BASE, notebook(a="a", b="mine", c="c"), new)
    a, note, b, c = merged.notebook["cells"]
    assert merged.both == ["b"]
    assert (note["id"], note["cell_type"]) == ("b-update-1", "markdown")
    assert note["source"].endswith('````python\n"""```"""\nnew\n````')
    assert (a["source"], b["source"], c["source"]) == ("a", "mine", "c")


def test_a_cell_that_became_another_type_is_changed():
    text = {"id": "b", "cell_type": "markdown", "source": "b"}
    a, c = BASE["cells"][0], BASE["cells"][2]
    merged = merge(BASE, notebook(a, text, c), notebook(a="a", b="B", c="c"))
    assert [cell["cell_type"] for cell in merged.notebook["cells"] if cell["id"] == "b"] == [
        "markdown"
    ]


def test_white_space_at_line_ends_is_no_change():
    merged = merge(BASE, notebook(a="a ", b="b\n", c="c"), notebook(a="A", b="B", c="C"))
    assert texts(merged) == ["A", "B", "C"]


def test_ids_in_the_metadata_as_in_colab():
    mine = {
        "nbformat": 4,
        "nbformat_minor": 0,
        "metadata": {"colab": {}},
        "cells": [
            {"cell_type": "code", "metadata": {"id": id_}, "source": [text], "outputs": []}
            for id_, text in (("a", "a"), ("b", "mine"), ("c", "c"))
        ],
    }
    merged = merge(BASE, mine, notebook(a="A", b="b", c="c"))
    assert [cell["source"] for cell in merged.notebook["cells"]] == ["A", ["mine"], ["c"]]
    assert merged.notebook["nbformat_minor"] == 5
    assert [cell["id"] for cell in merged.notebook["cells"]] == ["a", "b", "c"]


def test_cells_that_lost_their_ids_are_known_by_their_text():
    mine = {
        "metadata": {},
        "cells": [{"cell_type": "code", "source": t} for t in ("a", "own", "c")],
    }
    merged = merge(BASE, mine, notebook(a="a", b="b", c="C", d="d"))
    assert texts(merged) == ["a", "own", "C", "d"]


def test_a_copied_cell_is_the_students_own():
    mine = notebook(*BASE["cells"], {"id": "b", "cell_type": "code", "source": "copy"})
    assert texts(merge(BASE, mine, notebook(a="a", b="B", c="c"))) == ["a", "B", "c", "copy"]


# Laws, on whatever a student and a course can do.

IDS = "abcdefgh"


@st.composite
def edited(draw, ids, author):
    """Some of the cells, in some order, some with another text, and cells of one's own."""
    kept = draw(st.permutations(draw(st.lists(st.sampled_from(ids), unique=True))))
    if draw(st.booleans()):
        kept = sorted(kept)
    cells = [(id_, draw(st.sampled_from((id_, f"{author}'s {id_}")))) for id_ in kept]
    for number in range(draw(st.integers(0, 3))):
        cells.insert(draw(st.integers(0, len(cells))), (f"{author}-{number}", f"{author} {number}"))
    return notebook(**dict(cells))


ALL = notebook(**{id_: id_ for id_ in IDS})


@given(edited(IDS, "student"), edited(IDS, "course"))
def test_nothing_of_the_students_is_lost_and_nothing_of_the_courses_is_missed(mine, new):
    before = copy.deepcopy((mine, new))
    merged = merge(skeleton(ALL), mine, new)
    assert (mine, new) == before
    result = {cell["id"]: cell["source"] for cell in merged.notebook["cells"]}
    assert len(result) == len(merged.notebook["cells"])
    mine_texts = {cell["id"]: cell["source"] for cell in mine["cells"]}
    new_texts = {cell["id"]: cell["source"] for cell in new["cells"]}
    for id_, text in mine_texts.items():
        if text != id_:
            assert result[id_] == text  # changed or written by the student
        elif id_ in new_texts:
            assert result[id_] == new_texts[id_]
        else:
            assert id_ not in result
    for id_, text in new_texts.items():
        if id_ not in mine_texts:
            assert (id_ in result) == (id_ not in IDS)  # new comes in, deleted stays away
        elif mine_texts[id_] not in (id_, text) and text != id_:
            assert any(text in source for key, source in result.items() if "update" in key)


@given(edited(IDS, "student"), edited(IDS, "course"))
def test_a_second_fetch_changes_nothing(mine, new):
    once = merge(skeleton(ALL), mine, new)
    again = merge(skeleton(new), once.notebook, new)
    assert not again.changed
    assert again.notebook == once.notebook


@given(edited(IDS, "course"))
def test_an_untouched_notebook_becomes_the_courses(new):
    merged = merge(skeleton(ALL), ALL, new)
    assert [(c["id"], c["source"]) for c in merged.notebook["cells"]] == [
        (c["id"], c["source"]) for c in new["cells"]
    ]


@given(edited(IDS, "student"))
def test_an_unchanged_course_leaves_everything(mine):
    merged = merge(skeleton(ALL), mine, ALL)
    assert not merged.changed
    assert merged.notebook == mine
