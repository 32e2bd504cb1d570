"""What is stored in lessons and worked sheets is what a fresh run gives, pictures included.

nbval compares the text of outputs, leniently, and never looks at a picture; here the text has to be
the same to the last sign and the pictures have to look the same.
"""

import base64
from pathlib import Path

import pytest
from support.perceptual import compare
from support.references import recent_matplotlib

from coursekit.authoring.notebook_file import dump, label, read

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts"
EXECUTED = sorted(
    path for room in ("notebooks", "solutions") for path in (ROOT / room).glob("*.ipynb")
)
STUDENT = sorted((ROOT / "exercises").glob("*.ipynb"))
#: Training, a plain lesson, the last one, and a worked sheet; the second runs of the rest are slow.
ONCE_MORE = ("08_training", "12_cross_entropy", "01_derivatives")


def name(path):
    return f"{path.parent.name}/{path.name}"


def pictures(notebook):
    """Pairs of a cell's label and an output that holds a picture."""
    return [
        (label(index, cell), output)
        for index, cell in enumerate(notebook.cells)
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]


def png(output):
    return base64.b64decode(output.data["image/png"])


def forget(path):
    """Remove what an earlier run kept."""
    for old in ARTEFACTS.glob(f"{path.parent.name}_{path.stem}_picture_*.png"):
        old.unlink()


def keep(path, number, stored, fresh):
    """Put both pictures where a person can look at them; return how the files begin."""
    ARTEFACTS.mkdir(exist_ok=True)
    start = f"{path.parent.name}_{path.stem}_picture_{number}"
    (ARTEFACTS / f"{start}_stored.png").write_bytes(stored)
    (ARTEFACTS / f"{start}_fresh.png").write_bytes(fresh)
    return f"artefacts/{start}"


def without_pictures(cell):
    """A cell as it is in the file, but for the pixels of its pictures."""
    plain = dict(cell)
    if cell.cell_type == "code":
        plain["outputs"] = [dict(output) for output in cell.outputs]
        for output in plain["outputs"]:
            if "data" in output:
                output["data"] = {k: v for k, v in output["data"].items() if k != "image/png"}
    return plain


def test_there_are_notebooks_with_pictures():
    assert any(pictures(read(path)) for path in EXECUTED)


@recent_matplotlib
@pytest.mark.parametrize("path", EXECUTED, ids=name)
def test_stored_pictures_look_like_fresh_ones(path, fresh):
    forget(path)
    stored, new = pictures(read(path)), pictures(fresh(path))
    assert [cell for cell, _ in stored] == [cell for cell, _ in new]
    faults = []
    for number, ((cell, old), (_, now)) in enumerate(zip(stored, new, strict=True), 1):
        difference = compare(png(old), png(now))
        if difference.visible:
            files = keep(path, number, png(old), png(now))
            faults.append(f"{name(path)}, {cell}: {difference}; compare {files}_*.png")
    assert not faults, "\n".join(faults)


@recent_matplotlib
@pytest.mark.parametrize("path", EXECUTED, ids=name)
def test_all_else_is_stored_as_it_is_made(path, fresh):
    for index, (old, new) in enumerate(zip(read(path).cells, fresh(path).cells, strict=True)):
        assert without_pictures(old) == without_pictures(new), (
            f"{name(path)}, {label(index, old)}: if the new output is meant, run make notebooks"
        )


# A fresh run is compared with what is stored above; here two of them, to the last bit.
@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[] if path.stem in ONCE_MORE else pytest.mark.slow)
        for path in EXECUTED
    ],
    ids=name,
)
def test_two_runs_give_the_same_bytes(path, fresh, execute_afresh):
    assert dump(execute_afresh(path)) == dump(fresh(path))


@pytest.mark.parametrize("path", [*EXECUTED, *STUDENT], ids=name)
def test_every_stored_picture_has_words(path):
    """A screen reader, and whoever reads without images, is given the numbers in the picture."""
    for cell, output in pictures(read(path)):
        where = f"{name(path)}, {cell}"
        alt = output.metadata.get("image/png", {}).get("alt", "")
        assert len(alt.split()) >= 5, f"{where}: alt text {alt!r} does not say what is shown"
        assert "\n" not in alt, where
