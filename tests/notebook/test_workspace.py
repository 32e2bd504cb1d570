import sys
from pathlib import Path

from coursekit.checking import judge_found
from coursekit.notebook.workspace import Workspace, workspace_of
from coursekit.sheets import Sheet, load


def run(source: str, file: str, **names: object) -> Workspace:
    names["here"] = lambda: workspace_of(sys._getframe(1))
    exec(compile(source + "\nfound = here()", file, "exec"), names)
    found = names["found"]
    assert isinstance(found, Workspace)
    return found


def test_a_scripts_names_and_text(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("a = 1\nb = ...\nfound = here()")
    space = run("a = 1\nb = ...", str(script))
    assert space.find("a").value == 1
    assert space.find("b").status == "stub"
    assert space.find("c").status == "missing"


def test_typed_at_a_prompt_the_names_are_all_there_is() -> None:
    assert run("a = 1", "<stdin>").find("a").status == "found"


def test_a_notebook_that_runs_without_ipython_brings_its_cells() -> None:
    space = run("from math import sin", "<cell 1>", In=["from math import sin"])
    assert space.find("sin").status == "imported"
    assert run("In = 3\na = 1", "<cell 1>").find("a").status == "found"


def test_what_is_not_there_is_unanswered_and_says_why(sheet: Sheet) -> None:
    exercise = sheet["d_square"]
    for sources, word in ((["x = 1"], "no `d_square`"), (["d_square = ..."], "`...`")):
        found = Workspace({"d_square": 1}, sources).find("d_square")
        verdict = judge_found(exercise, found, {})
        assert verdict.outcome == "unanswered"
        assert word in verdict.message


def test_ipythons_history_is_the_source(shell) -> None:
    shell.cell("a = 1")
    shell.cell("%%time\nb = ...")
    shell.cell("import sys\nfrom coursekit.notebook.workspace import workspace_of")
    shell.cell("space = workspace_of(sys._getframe())")
    space = shell.user_ns["space"]
    assert space.find("a").status == "found"
    assert space.find("b").status == "stub"


def missing(question: str, *taken: str, **names: object) -> str:
    sheet = load("01_derivatives")
    found = Workspace(names, []).find(question)
    verdict = judge_found(sheet[question], found, names, taken)
    assert verdict.outcome == "unanswered"
    return verdict.message


def test_a_misspelt_name_is_pointed_out_and_another_question_s_is_not() -> None:
    for name in ("dexp", "d_exp_", "d_expp"):
        assert f"If `{name}` is your answer, call it `d_exp`." in missing("d_exp", **{name: abs})
    for name in ("sheet", "np", "d_relu", "_d_exp"):
        assert "Write it in the answer cell" in missing("d_exp", **{name: abs})
    assert "dexp" not in missing("d_exp", "dexp", dexp=abs)


def test_a_formula_that_is_not_there_is_asked_for_in_quotes() -> None:
    assert "in quotes" in missing("quotient_x2")
    assert "quotes" not in missing("d_exp")


def test_without_a_recorded_history_what_is_bound_is_all_that_is_known(shell) -> None:
    setup = "import sys\nfrom coursekit.notebook.workspace import workspace_of\na = 1"
    shell.run_cell(setup, store_history=False)
    shell.run_cell("space = workspace_of(sys._getframe())", store_history=False)
    assert shell.user_ns["space"].find("a").status == "found"
