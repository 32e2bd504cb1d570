"""Every lesson has the same anatomy: what a student finds, and in which order."""

import re
import statistics
from pathlib import Path
from typing import Any

import nbformat
import pytest

from coursekit.authoring.setup_cell import SETUP_VIEW, is_setup_cell, read_source

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FIRST = "00_start_here"  # has no sheet, and looks at the machine before its first section
LONGEST_CELL = 15
SMALLEST_PICTURE = 2000  # base64 characters; an empty figure is smaller

#: The parts of a section in their order, each with how its cell is recognised.
PARTS = ("question", "predict", "picture", "definition", "example", "your turn", "slips")

pytestmark = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def cells(path: Path) -> list[Any]:
    notebook: Any = nbformat.read(path, as_version=4)
    return list(notebook.cells)


def sections(path: Path) -> list[list[Any]]:
    """Split at the numbered headings; the last section ends at a heading without number."""
    found: list[list[Any]] = []
    for cell in cells(path):
        if re.match(r"## \d+ · ", cell.source):
            found.append([])
        elif found and cell.source.startswith("## "):
            break
        if found:
            found[-1].append(cell)
    return found


def part(cell: Any) -> str:
    text = cell.source
    if cell.cell_type == "markdown":
        if text.startswith("> **Common slips**"):
            return "slips"
        if text.startswith("## "):
            return "question"
        return "definition" if "**Definition.**" in text else "text"
    if text.startswith("# Your turn."):
        return "your turn"
    if re.search(r"^predict\(", text, re.MULTILINE):
        return "predict"
    if is_picture(cell):
        return "picture"
    return "example"


def is_picture(cell: Any) -> bool:
    """Whether the cell ends by showing a widget: a call whose name is imported from the widgets."""
    import coursekit.widgets

    called = re.search(r"^(\w+)\(.*\)\Z", cell.source, re.MULTILINE)
    return called is not None and called[1] in coursekit.widgets.__all__


def goes_on_to(path: Path) -> str:
    """Where a lesson sends its readers: to its sheet, the first one to lesson 01."""
    if path.stem == FIRST:
        return "(01_derivatives.ipynb)"
    if not (ROOT / "exercises" / path.name).exists():
        return "problem sheet"  # a link is asked for as soon as there is a sheet
    return f"(../exercises/{path.name})"


def prose(path: Path) -> str:
    return "\n".join(cell.source for cell in cells(path) if cell.cell_type == "markdown")


def test_title_states_goals_time_and_needs(path: Path) -> None:
    title = cells(path)[0].source
    number, _, _ = path.stem.partition("_")
    assert title.startswith(f"# {number} · ")
    goals = title.partition("**Afterwards you can**")[2].partition("**Time**")[0]
    assert 3 <= len(re.findall(r"^- ", goals, re.MULTILINE)) <= 5
    for heading in ("**Time**", "**You need**", "**Notation.**"):
        assert heading in title
    if path.stem != FIRST:
        assert goes_on_to(path) in title


def test_set_up_cell_comes_second_and_is_unstamped(path: Path) -> None:
    second = cells(path)[1]
    assert is_setup_cell(second.source)
    assert read_source(second.source) == ""
    assert second.metadata == {"cellView": SETUP_VIEW}  # its code stays in sight but on Colab
    assert sum(is_setup_cell(cell.source) for cell in cells(path)) == 1


def test_lesson_is_neither_short_nor_long(path: Path) -> None:
    assert 25 <= len(cells(path)) <= 40


def test_visible_cells_are_short(path: Path) -> None:
    for cell in cells(path):
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        if cell.cell_type == "code" and not hidden:
            assert len(cell.source.splitlines()) <= LONGEST_CELL, cell.id


def test_half_of_the_visible_cells_have_six_lines_or_fewer(path: Path) -> None:
    lines = [
        sum(bool(line.strip()) for line in cell.source.splitlines())
        for cell in cells(path)[2:]
        if cell.cell_type == "code" and not cell.metadata.get("jupyter")
    ]
    assert statistics.median(lines) <= 6


def test_cells_have_names_of_their_own(path: Path) -> None:
    names = [cell.id for cell in cells(path)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) for name in names)


def test_sections_have_their_parts_in_order(path: Path) -> None:
    found = sections(path)
    assert len(found) >= 3
    for section in found:
        order = [part(cell) for cell in section if part(cell) != "text"]
        once = [name for i, name in enumerate(order) if i == 0 or order[i - 1] != name]
        assert once == list(PARTS), section[0].source.splitlines()[0]


def test_answer_of_a_prediction_is_folded_away(path: Path) -> None:
    quizzes = [cell for cell in cells(path) if part(cell) == "predict"]
    assert len(quizzes) >= 4
    assert all(cell.metadata.get("jupyter", {}).get("source_hidden") for cell in quizzes)
    # A folded cell shows its first line; in Colab it is the title of what is folded.
    assert all(cell.source.startswith("# @title A question") for cell in quizzes)


def test_pictures_are_stored_with_words_and_without_a_dead_widget(path: Path) -> None:
    pictures = [cell for cell in cells(path) if is_picture(cell)]
    assert len({cell.source.rpartition("\n")[2].partition("(")[0] for cell in pictures}) >= 2
    for cell in pictures:
        (output,) = cell.outputs
        if "text/markdown" in output.data:  # a table is its own words
            assert output.data["text/markdown"].count("| :--- ") >= 1
            assert set(output.data) == {"text/markdown", "text/plain"}
            continue
        assert len(output.data["image/png"]) > SMALLEST_PICTURE
        assert len(output.metadata["image/png"]["alt"]) > 40
        assert set(output.data) == {"image/png", "text/plain"}


def test_lesson_is_stored_executed(path: Path) -> None:
    counts = [cell.execution_count for cell in cells(path) if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_no_output_depends_on_the_version_of_numpy(path: Path) -> None:
    for cell in cells(path):
        for output in cell.get("outputs", []):
            shown = output.get("text", "") + output.get("data", {}).get("text/plain", "")
            assert "np.float" not in shown, cell.id
            last = cell.source.rstrip().splitlines()[-1]
            bare = output.output_type == "execute_result" and not is_picture(cell)
            assert not bare, f"{cell.id} ends in a bare value: {last}"


def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", prose(path)):
        assert "://" in target or (path.parent / target).exists(), target


def test_recap_links_and_sources_close_the_lesson(path: Path) -> None:
    last = "\n".join(cell.source for cell in cells(path)[-2:])
    places = [last.find(word) for word in ("## Recap", "**Not in this lesson.**", "**Sources.**")]
    assert -1 not in places
    assert places == sorted(places)
    assert goes_on_to(path) in last
    assert re.search(r"\bS[0-4]\b", last.partition("**Sources.**")[2])


def test_the_next_lesson_is_one_click_away(path: Path) -> None:
    following = [each for each in LESSONS if each.stem > path.stem][:1]
    for lesson in following:
        assert f"]({lesson.name})" in cells(path)[-1].source


def test_every_display_formula_has_a_twin_in_code(path: Path) -> None:
    """A section asserts at least as many things as it displays formulas, after the formulas."""
    for section in sections(path):
        heading = section[0].source.splitlines()[0]
        first = next(i for i, cell in enumerate(section) if part(cell) == "definition")
        shown = sum(cell.source.count("$$") // 2 for cell in section)
        twins = sum(
            len(re.findall(r"^\s*assert ", cell.source, re.MULTILINE))
            for cell in section[first:]
            if part(cell) == "example"
        )
        assert 1 <= shown <= twins, heading
