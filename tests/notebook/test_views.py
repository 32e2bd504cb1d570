import re

import numpy as np
import pytest

from coursekit.checking import Exercise, Reals
from coursekit.notebook.progress import Entry
from coursekit.notebook.views import progress_view, question_view, verdict_view
from coursekit.sheets import Sheet, load, names

PARTS = Exercise(
    id="forward",
    title="Forward",
    kind="parts",
    prompt="Compute $z$ and $y$.",
    points=3,
    inputs={"w": Reals(-2, 2), "x": Reals(-2, 2)},
    probes=((0.5, 1.5), (-1.0, 0.3), (1.2, -0.7)),
    reference=lambda w, x: {"z": w * x, "y": np.tanh(w * x)},
    part_points={"z": 1, "y": 2},
)
PROGRAM = Exercise(
    id="counts",
    title="Count",
    kind="program",
    prompt="Write `counts()`.",
    driver=lambda names: np.asarray(names["counts"]()),
    reference=lambda result: bool(result == 3),
)


def test_parts_are_listed_with_their_points() -> None:
    verdict = PARTS.judge(lambda w, x: {"z": w * x, "y": w * x})
    text = verdict_view(PARTS, verdict, Entry())["text/plain"]
    assert "1 of 3 points" in text
    assert "✓ Correct · z · 1 of 1 point" in text
    assert "✗ Not yet · y · 0 of 2 points" in text


def test_each_kind_says_what_it_expects() -> None:
    assert 'forward(w, x) that returns a dict with "z", "y"' in text_of(PARTS)
    assert "code that the sheet runs, with counts" in text_of(PROGRAM)


def text_of(exercise: Exercise) -> str:
    return question_view(exercise, 1, 2)["text/plain"]


@pytest.mark.parametrize("name", names())
def test_every_question_of_every_sheet_can_be_put(name: str) -> None:
    sheet = load(name)
    for number, exercise in enumerate(sheet, start=1):
        bundle = question_view(exercise, number, len(sheet))
        assert exercise.prompt_text().strip() in bundle["text/markdown"]
        # The cell below holds the stub; a question names what it binds, with its inputs.
        call = f"{exercise.id}({', '.join(exercise.inputs)})"
        assert (call if exercise.kind == "function" else exercise.id) in bundle["text/plain"]
        assert all(len(line) < 140 for line in bundle["text/plain"].splitlines())


def test_next_comes_what_was_lost_then_what_is_open() -> None:
    sheet = Sheet(name="s", title="S", exercises=(PARTS, PROGRAM))

    def next_line(**entries: Entry) -> str:
        return progress_view(sheet, entries)["text/plain"].splitlines()[-1]

    assert next_line() == 'Next: Forward, sheet.ask("forward").'
    assert next_line(forward=Entry("wrong")) == 'Next: Forward, sheet.hint("forward").'
    assert "counts was correct before" in next_line(counts=Entry("error", best=1.0))
    both = Entry("correct", best=1.0)
    assert "Everything is correct" in next_line(forward=both, counts=both)


def test_part_of_a_question_is_part_of_the_points() -> None:
    sheet = Sheet(name="s", title="S", exercises=(PARTS, PROGRAM))
    text = progress_view(sheet, {"forward": Entry("wrong", best=1 / 3)})["text/plain"]
    assert "[#####...............] 1 of 4 points" in text


def test_the_table_has_a_row_for_each_question_and_no_other() -> None:
    sheet = Sheet(name="s", title="S", exercises=(PARTS, PROGRAM))
    bundle = progress_view(sheet, {"removed_long_ago": Entry("correct", best=1.0)})
    assert len(re.findall("<tr>", bundle["text/html"])) == 3
    assert "0 of 4 points" in bundle["text/plain"]
