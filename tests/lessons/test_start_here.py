"""Lesson 00: its turns answer back, its checks can fail, and all that was promised is in it."""

import re

import nbformat
import pytest
from support.lesson import ROOT, lesson

from coursekit.authoring.setup_cell import SETUP_SOURCE

LESSON = lesson("00_start_here")


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(LESSON.path, as_version=4)


@pytest.fixture(scope="module")
def prose(notebook):
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("your-turn-parameters", "m * n + m"),
        ("your-turn-parameters", "m * (n + 1)"),
        ("your-turn-column", "A[:, i - 1]"),
        ("your-turn-column", "A.T[i - 1]"),
        ("your-turn-batch", '"C"'),
        ("your-turn-einsum", 'np.einsum("ij,i->j", W, g)'),
        ("your-turn-einsum", "W.T @ g"),
        ("your-turn-einsum", "g @ W"),
    ],
)
def test_right_answer_is_told_so(cell, answer):
    assert LESSON.tried(cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-parameters", "m * n", "Each output has a bias"),
        ("your-turn-parameters", "m * n + n", "A bias is added to an output"),
        ("your-turn-parameters", "m * n + 1", "Each output has its own"),
        ("your-turn-parameters", "n + m", "Every output is joined to every input"),
        ("your-turn-parameters", "(m + 1) * n", "A bias is added to an output"),
        ("your-turn-column", "A[:, i]", "its index is one less"),
        ("your-turn-column", "A[i - 1]", "That is a row"),
        ("your-turn-column", "A[i - 1, :]", "That is a row"),
        ("your-turn-column", "A[i]", "not even row i"),
        ("your-turn-column", "A[:, -i]", "counts from the last column"),
        ("your-turn-batch", '"A"', "the neighbours are 5 and 3"),
        ("your-turn-batch", '"B"', "the neighbours are 5 and 32"),
        ("your-turn-batch", '"D"', "entry by entry"),
        ("your-turn-einsum", "W @ g", "the first index, i, belongs to g"),
        ("your-turn-einsum", 'np.einsum("ij,j->i", W, g)', "the first index, i, belongs to g"),
        ("your-turn-einsum", 'np.einsum("ij,i->ij", W, g)', "The index i has to be summed"),
        ("your-turn-einsum", 'np.einsum("ij,i->", W, g)', "Keep j"),
        ("your-turn-einsum", "W * g", "sums nothing"),
    ],
)
def test_slip_gets_its_own_message(cell, answer, message):
    verdict = LESSON.tried(cell, answer)
    assert verdict.outcome == "wrong"
    assert message in verdict.message


def test_a_column_that_stays_a_matrix_and_a_bad_einsum_are_told():
    assert not LESSON.tried("your-turn-column", "A[:, i - 1 : i]").correct
    assert LESSON.tried("your-turn-einsum", 'np.einsum("ij,k->j", W)').outcome == "error"


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("count-parameters", "3 * 5 + 3", "3 * 5 + 5"),
        ("count-parameters", "== 8 * N", "== 4 * N"),
        ("count-parameters", "== 4 * N", "== 32 * N"),
        ("count-parameters", "f(np.zeros(5)), b", "f(np.zeros(5)), 0"),
        ("counting", "A[i - 1, j - 1] == 23", "A[i - 1, j - 2] == 23"),
        ("counting", "A[i - 1, :].shape == (3,)", "A[i - 1 : i, :].shape == (3,)"),
        ("counting", "A[:, j - 1].shape == (2,)", "A[:, j - 1].shape == (3,)"),
        ("products-in-code", "A[1, k] * B[k, 0]", "A[1, k] * B[k, 1]"),
        ("products-in-code", '"ik,kj->ij"', '"ik,kj->ji"'),
        ("products-in-code", "A @ (B @ A)", "A @ (A @ B)"),
        ("order-matters", "not np.array_equal(S @ T, T @ S)", "np.array_equal(S @ T, T @ S)"),
        ("order-matters", "np.eye(2) @ S", "T @ S"),
        ("transposes", "B.T @ A.T", "A.T @ B.T"),
        ("transposes", '"i,i->"', '"i,j->"'),
        ("transposes", "x[:, None] @ y[None, :]", "y[:, None] @ x[None, :]"),
        ("square-in-numbers", "a * d - b * c", "a * d + b * c"),
        ("square-in-numbers", "[[d, -b], [-c, a]]", "[[d, b], [c, a]]"),
        ("bell-curve", "range(2) for j in range(2)", "range(2) for j in [i]"),
        ("bell-curve", "det ** (-1 / 2)", "det ** (1 / 2)"),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(cell, true, false):
    error = LESSON.mutated(cell, true, false).error
    assert error is not None
    assert error.startswith(("AssertionError", "ValueError"))


def test_the_set_up_cell_is_the_one_of_every_lesson():
    assert LESSON.sources["set-up"] == SETUP_SOURCE


@pytest.mark.parametrize(
    "words",
    [
        # how to work
        *("**run**", "**predict**", "**move**", "**check**", "Interrupt"),
        # where to work
        *("On your own computer", "In Colab", "On your university's JupyterHub", "with SLURM"),
        *(
            "-m venv ~/course-env",
            "course-env/bin/coursekit kernel",
            "Never run\ncode on it",
            "tmux",
        ),
        *("srun", "sbatch", "Is a GPU needed?** No"),
        *("`coursekit doctor`", "`coursekit lab`", "`coursekit check"),
        # the right way round
        *("*affine*", "*in general*", "draws a 3×2 matrix here", "64×32", "S3 prints “indefinite”"),
        # what letters mean twice
        *(r"\alpha$, $\gamma$", r"\nabla f", "rank", r"M^{(i+1 \leftarrow i)}", "nats"),
        # linear algebra
        *("Hadamard product", "dot product", "outer product", "neighbouring", "quadratic form"),
        *("*determinant*", "*inverse*", "10,000 to 100,000", "175 billion", "700 GB"),
    ],
)
def test_what_was_promised_is_there(notebook, prose, words):
    everything = prose + "\n".join(
        str(output.get("data", "")) + cell.source
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    )
    assert words in everything


def test_the_whole_notation_is_stored_once(notebook):
    (table,) = (cell for cell in notebook.cells if cell.id == "picture-notation")
    stored = table.outputs[0].data["text/markdown"]
    assert len(re.findall(r"^\| \$", stored, re.MULTILINE)) == 65
    for title in ("Numbers and arrays", "Sets and graphs", "Indexing", "Calculus", "Functions"):
        assert f"**{title}**" in stored


def test_the_report_on_a_machine_is_not_stored(notebook):
    (report,) = (cell for cell in notebook.cells if cell.id == "environment")
    (output,) = report.outputs
    assert set(output.data) == {"text/markdown", "text/plain"}
    assert "once you have run this cell" in output.data["text/markdown"]
    assert "This machine" not in str(output.data)


def test_it_leads_to_lesson_01_which_is_there(prose):
    assert "(01_derivatives.ipynb)" in prose
    assert (ROOT / "notebooks" / "01_derivatives.ipynb").exists()
