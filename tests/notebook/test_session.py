import json
import linecache
from pathlib import Path

import numpy as np
import pytest

import coursekit
from coursekit.notebook.progress import Progress
from coursekit.notebook.session import Session
from coursekit.sheets import Sheet, SheetError


@pytest.fixture
def session(sheet: Sheet) -> Session:
    return Session(sheet, Progress(None))


def test_opening_a_sheet_prints_nothing_and_has_a_card(capsys) -> None:
    session = coursekit.open_sheet("01_derivatives")
    assert capsys.readouterr().out == ""
    card = repr(session)
    assert session.sheet.title in card
    assert f"{len(session.sheet)} questions, {session.sheet.points} points" in card
    assert set(session._repr_mimebundle_()) == {"text/html", "text/plain"}


def test_the_student_gets_their_own_numbers() -> None:
    base = coursekit.open_sheet("01_derivatives").sheet
    own = coursekit.open_sheet("01_derivatives", student="abcd12").sheet
    assert any(a.parameters != b.parameters for a, b in zip(base, own, strict=True))
    assert "abcd12" in repr(coursekit.open_sheet("01_derivatives", student="abcd12"))


@pytest.mark.parametrize("empty", [None, "", "  ", "\t"])
def test_an_id_that_was_not_filled_in_gives_the_lectures_numbers(empty: str | None) -> None:
    base = coursekit.open_sheet("01_derivatives").sheet
    sheet = coursekit.open_sheet("01_derivatives", student=empty).sheet
    assert sheet.student is None
    assert [each.parameters for each in sheet] == [each.parameters for each in base]


@pytest.mark.parametrize("given", [" abcd12", "abcd12\n", "ABCD12", "Abcd12 "])
def test_blanks_and_capitals_of_an_id_change_no_number(given: str) -> None:
    own = coursekit.open_sheet("01_derivatives", student="abcd12").sheet
    sheet = coursekit.open_sheet("01_derivatives", student=given).sheet
    assert sheet.student == given.strip()
    assert [each.parameters for each in sheet] == [each.parameters for each in own]


def test_an_id_typed_as_a_number_is_the_same_as_in_quotes() -> None:
    typed = coursekit.open_sheet("01_derivatives", student=1234567).sheet
    quoted = coursekit.open_sheet("01_derivatives", student="1234567").sheet
    assert typed.student == quoted.student == "1234567"
    assert [each.parameters for each in typed] == [each.parameters for each in quoted]


@pytest.mark.parametrize("given", [12.5, True, ..., ["abcd12"]])
def test_what_is_no_id_is_refused_with_the_cure(given: object) -> None:
    with pytest.raises(SheetError, match="text between quotes"):
        coursekit.open_sheet("01_derivatives", student=given)  # type: ignore[arg-type]


def test_unknown_names_come_with_close_ones(session: Session) -> None:
    with pytest.raises(SheetError, match="01_derivatives"):
        coursekit.open_sheet("01_derivative")
    for act in (session.ask, session.check, session.hint):
        with pytest.raises(SheetError, match="did you mean d_square"):
            act("d_sqare")
    with pytest.raises(SheetError, match="did you mean d_square"):
        session.check(d_sqare=1)


def test_ask_puts_the_question_in_markdown_and_text(session: Session, capsys) -> None:
    bundle = session.ask("d_square").bundle
    assert set(bundle) == {"text/markdown", "text/plain"}
    for text in bundle.values():
        assert r"Differentiate $f(x) = x^2$." in text
        assert "2 points" in text
        assert "a function" in text
        assert "d_square(x)" in text
    assert capsys.readouterr().out.startswith("A square\n")


def test_ask_says_what_kind_of_answer_is_expected(session: Session) -> None:
    expected = {
        "d_square": "a function d_square(x)",
        "slope_at_2": "a number in slope_at_2",
        "d_sin": "a formula in x as text",
        "even": "one letter as text",
    }
    for question, words in expected.items():
        assert words in session.ask(question).text


def test_options_are_lettered(session: Session) -> None:
    assert "- **a**: even\n- **b**: odd" in session.ask("even").bundle["text/markdown"]


RIGHT = {
    "d_square": lambda x: 2 * x,
    "slope_at_2": 4,
    "d_sin": "cos(x)",
    "even": "a",
}
WRONG = {
    "d_square": lambda x: 2 * x**2,
    "slope_at_2": 6.0,
    "d_sin": "-cos x".replace(" x", "(x)"),
    "even": "b",
}


@pytest.mark.parametrize("question", RIGHT)
def test_right_and_wrong_answers_given_directly(session: Session, question: str) -> None:
    checked = session.check(**{question: WRONG[question]})
    assert checked.verdict.outcome == "wrong"
    assert checked.text.startswith("✗ Not yet · ")
    assert checked.verdict.message in checked.text
    assert session.check(**{question: RIGHT[question]}).verdict.outcome == "correct"


def test_each_outcome_has_its_word_and_sign(session: Session) -> None:
    def stops(x):
        raise RuntimeError("<b>deep</b> inside")

    def printed(x):
        print(x)

    seen = {}
    for answer in (RIGHT["d_square"], WRONG["d_square"], ..., stops, printed):
        checked = session.check(d_square=answer)
        seen[checked.verdict.outcome] = (checked.text, checked.bundle["text/html"])
    assert {outcome: text[:1] for outcome, (text, _) in seen.items()} == {
        "correct": "✓",
        "wrong": "✗",
        "unanswered": "○",
        "error": "!",
        "invalid": "?",
    }
    assert "&lt;b&gt;deep" in seen["error"][1]
    assert "<b>" not in seen["error"][1]


def test_why_follows_a_correct_answer_once(session: Session) -> None:
    text = session.check(d_square=RIGHT["d_square"]).text
    assert text.count("The slope grows with x.") == 1


def test_the_same_wrong_values_are_recognised_in_another_form(session: Session) -> None:
    again = "equivalent to your last answer"
    assert again not in session.check(d_square=lambda x: 2 * x**2).text
    assert again in session.check(d_square=lambda x: x * x + x * x).text
    assert again not in session.check(d_square=lambda x: x + 1).text
    assert session._progress.entries("test_sheet", None)["d_square"].attempts == 2


def test_values_and_formulas_are_recognised_too(session: Session) -> None:
    session.check(slope_at_2=6)
    assert "equivalent" in session.check(slope_at_2=np.float64(6.0)).text
    session.check(d_sin="-cos(x)")
    assert "equivalent" in session.check(d_sin="cos(x) * (-1)").text
    session.check(even="b")
    assert "equivalent" in session.check(even="B").text


def test_a_right_answer_in_between_forgets_the_wrong_one(session: Session) -> None:
    session.check(slope_at_2=6)
    session.check(slope_at_2=4)
    assert "equivalent" not in session.check(slope_at_2=6).text


def test_never_the_expected_number(session: Session) -> None:
    for value in (6.0, 1.0, 7.5, -4.0, 8.0, 4.001):
        text = session.check(slope_at_2=value).text
        words = text.replace(",", " ").replace(".", " ").split()
        assert "4" not in words, text


def test_a_given_stub_is_unanswered(session: Session) -> None:
    def d_square(x):
        return ... * x

    assert session.check(d_square=d_square).verdict.outcome == "unanswered"
    assert session.check(d_square=None).verdict.outcome == "unanswered"


def test_hints_climb_the_ladder_and_then_repeat(session: Session) -> None:
    for number, (name, hint) in enumerate(
        zip(
            ("reminder", "rule", "first step", "skeleton"),
            session.sheet["d_square"].hints,
            strict=True,
        ),
        start=1,
    ):
        shown = session.hint("d_square")
        assert f"Hint {number} of 4, {name}" in shown.text
        assert hint in shown.bundle["text/markdown"]
    everything = session.hint("d_square").bundle["text/markdown"]
    assert all(hint in everything for hint in session.sheet["d_square"].hints)
    assert session.hint("d_square").bundle["text/markdown"] == everything
    assert session._progress.entries("test_sheet", None)["d_square"].hints == 4
    assert "no hints" in session.hint("even").text


def test_hints_cost_nothing(session: Session) -> None:
    session.hint("d_square")
    assert session.check(d_square=RIGHT["d_square"]).verdict.score == 1.0


def test_wrong_answers_point_to_a_hint_as_long_as_there_is_one(session: Session) -> None:
    assert 'sheet.hint("d_square")' in session.check(d_square=lambda x: x**2).text
    for _ in range(4):
        session.hint("d_square")
    assert "sheet.hint" not in session.check(d_square=lambda x: x**3).text


def test_progress_keeps_the_best_and_shows_the_last(session: Session) -> None:
    assert "Next: A square" in session.progress().text
    session.check(d_square=RIGHT["d_square"])
    session.check(d_square=WRONG["d_square"])
    text = session.progress().text
    assert "✗ Not yet (was correct before)" in text
    assert "  2 of 2  " in text
    assert "[########............] 2 of 5 points" in text
    assert "d_square was correct before and is not now" in text


def test_progress_ends_when_everything_is_correct(session: Session) -> None:
    session.check(**RIGHT)
    assert "[####################] 5 of 5 points" in session.progress().text
    assert "Everything is correct" in session.progress().text


def test_several_checks_make_a_table(session: Session) -> None:
    checked = session.check(**{**RIGHT, "even": "b"})
    assert [v.outcome for v in checked.verdicts.values()] == ["correct"] * 3 + ["wrong"]
    assert "even: Look at -x." in checked.text
    assert checked.bundle["text/html"].count("<tr>") == 5
    assert repr(checked) == "<3 of 4 correct>"


def test_check_without_names_looks_at_all(session: Session) -> None:
    outcomes = {id_: v.outcome for id_, v in session.check().verdicts.items()}
    assert outcomes == dict.fromkeys(RIGHT, "unanswered")


def test_bundles_are_the_same_in_every_session(sheet: Sheet) -> None:
    def bundles() -> list[dict[str, str]]:
        session = Session(sheet, Progress(None))
        return [
            session.ask("d_square").bundle,
            session.check(**WRONG).bundle,
            session.hint("d_square").bundle,
            session.progress().bundle,
            session._repr_mimebundle_(),
        ]

    assert json.dumps(bundles()) == json.dumps(bundles())


def test_a_script_answers_from_its_own_names(session: Session, tmp_path: Path, capsys) -> None:
    script = tmp_path / "homework.py"
    script.write_text(
        "from coursekit.sheets import load as slope_at_2\n"
        "def d_square(x):\n    return 2 * x\n"
        "def even(): ...\n"
        "sheet.check()\n"
    )
    names = {"sheet": session, "__name__": "__main__"}
    linecache.checkcache()
    exec(compile(script.read_text(), str(script), "exec"), names)
    out = capsys.readouterr().out
    assert "d_square    ✓ Correct" in out
    assert "even        ○ Not answered" in out
    assert "slope_at_2  ○ Not answered" in out


def test_notices_are_shown_once(sheet: Sheet, tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.delenv("COURSEKIT_STATE")
    (tmp_path / ".coursekit").mkdir()
    (tmp_path / ".coursekit/progress.json").write_text("not json")
    session = Session(sheet, Progress(tmp_path))
    session.progress()
    assert "is kept as .coursekit/progress.kept-1.json" in capsys.readouterr().out
    session.progress()
    assert "kept" not in capsys.readouterr().out


# In IPython.


def test_ipython_finds_answers_in_cells(shell) -> None:
    shell.cell("from coursekit.notebook.session import Session\nsheet = Session(SHEET)")
    assert shell.published == []
    shell.cell("def d_square(x):\n    ...")
    shell.cell('r = sheet.check("d_square")')
    assert shell.user_ns["r"].verdict.outcome == "unanswered"
    shell.cell('def d_square(x):\n    return 2 * x\nr = sheet.check("d_square")')
    assert shell.user_ns["r"].verdict.outcome == "correct"
    shell.cell("%%time\ndef d_square(x):\n    return x ** 2")
    shell.cell('sheet.check("d_square")')
    (bundle,) = shell.published
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"].startswith("✗ Not yet")


def test_ipython_tells_an_import_from_an_answer(shell) -> None:
    shell.cell("from coursekit.notebook.session import Session\nsheet = Session(SHEET)")
    shell.cell("from numpy import square as d_square")
    shell.cell('r = sheet.check("d_square")')
    assert shell.user_ns["r"].verdict.outcome == "unanswered"
    assert "imported" in shell.user_ns["r"].text


def test_ipython_shows_the_card_of_an_opened_sheet(shell, capsys) -> None:
    shell.cell("from coursekit.notebook.session import Session\nSession(SHEET)")
    assert "Tests\n  4 questions, 5 points" in capsys.readouterr().out


def test_a_question_with_a_picture_shows_it(shell) -> None:
    shell.cell('import coursekit\nsheet = coursekit.open_sheet("01_derivatives")')
    shell.cell('sheet.ask("derivative_picture")')
    question, picture = shell.published
    assert picture["image/png"].startswith("iVBORw0KGgo")
    assert picture["text/plain"] in question["text/markdown"]
