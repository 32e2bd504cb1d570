import json
import re

import pytest

from coursekit.notebook import NotebookError, predict
from coursekit.notebook.predict import Prediction

WIDGET = "application/vnd.jupyter.widget-view+json"
WHY = "because $x < 1$"


@pytest.fixture
def quiz() -> Prediction:
    return Prediction("Is `a` < **b**?", ["yes", "no", "never"], "no", WHY)


def parts(quiz: Prediction):
    ask, choice, button, answer, region = quiz.widget().children
    return ask, choice, button, answer, region


def test_the_answer_is_named_by_text_or_index() -> None:
    for answer in ("no", 1):
        assert Prediction("?", ["yes", "no"], answer, "w").reveal("no").startswith("✓ Right.")


@pytest.mark.parametrize("choice", ["B", "b", " b ", "no", 1])
def test_a_choice_is_a_letter_a_text_or_an_index(quiz: Prediction, choice) -> None:
    assert quiz.reveal(choice) == f"✓ Right. B: no. {WHY}"


def test_a_wrong_choice_learns_the_answer_and_why(quiz: Prediction) -> None:
    assert quiz.reveal("A") == f"✗ Not this one. The answer is B: no. {WHY}"


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        (["a", "b"], "c"),
        (["a", "b"], 2),
        (["a", "b"], -1),
        (["a", "b"], True),
        (["a"], "a"),
        (["a", "a"], "a"),
        ("ab", "a"),
        ([str(i) for i in range(27)], 0),
    ],
)
def test_what_nobody_could_answer_is_refused(options, answer) -> None:
    with pytest.raises(NotebookError, match="option"):
        predict("?", options, answer, "w")


def test_without_a_kernel_the_answer_is_folded(quiz: Prediction) -> None:
    before, folded = quiz.bundle["text/markdown"].split("<details>")
    assert "- **A**: yes\n- **B**: no" in before
    assert WHY not in before
    assert f"B: no. {WHY}" in folded
    assert folded.endswith("</details>")


def test_text_asks_and_does_not_tell(capsys) -> None:
    predict("Even?", ["yes", "no"], 0, WHY)
    out = capsys.readouterr().out
    assert "Even?\n  A: yes\n  B: no" in out
    assert WHY not in out


def test_in_a_notebook_one_bundle_has_widget_and_fallback(shell) -> None:
    shell.cell("from coursekit.notebook import predict")
    shell.cell('predict("Even?", ["yes", "no"], 0, "w")')
    (bundle,) = shell.published
    assert set(bundle) == {WIDGET, "text/markdown", "text/plain"}
    assert bundle[WIDGET]["model_id"]


def test_fallbacks_are_the_same_every_time(quiz: Prediction) -> None:
    other = Prediction("Is `a` < **b**?", ["yes", "no", "never"], "no", WHY)
    assert json.dumps(quiz.bundle) == json.dumps(other.bundle)


def test_nothing_is_chosen_or_shown_at_first(quiz: Prediction) -> None:
    _, choice, _, answer, _ = parts(quiz)
    assert choice.index is None
    assert WHY not in answer.value.replace("&lt;", "<")
    assert re.sub(r"<[^>]*>", "", answer.value) == ""


def test_the_button_without_a_choice_asks_for_one(quiz: Prediction) -> None:
    _, _, button, answer, _ = parts(quiz)
    button.click()
    assert "Choose one of the options first" in answer.value
    assert "because" not in answer.value


def test_right_and_wrong_choices_are_revealed(quiz: Prediction) -> None:
    _, choice, button, answer, _ = parts(quiz)
    choice.index = 0
    button.click()
    assert "Not this one" in answer.value
    assert "because $x &lt; 1$" in answer.value
    choice.index = 1
    assert "because" not in answer.value  # a new prediction is not yet revealed
    button.click()
    assert "Right." in answer.value


def test_the_live_region_stays_and_owns_the_answer(quiz: Prediction) -> None:
    _, choice, button, answer, region = parts(quiz)
    before = region.value
    owned = re.search(r'role="status"[^>]*aria-owns="([^"]+)"', before)
    assert owned
    assert f'id="{owned[1]}"' in answer.value
    choice.index = 1
    button.click()
    assert region.value == before
    assert f'id="{owned[1]}"' in answer.value


def test_latex_in_options_stands_where_it_is_set() -> None:
    quiz = Prediction("?", ["$x^2$", "$2x$"], 1, "w")
    ask, choice, *_ = parts(quiz)
    assert list(choice.options) == ["A", "B"]
    assert "A: $x^2$" in ask.value
    plain = Prediction("?", ["one", "two"], 1, "w")
    ask, choice, *_ = parts(plain)
    assert list(choice.options) == ["A: one", "B: two"]
    assert "one" not in ask.value


def test_text_is_escaped_in_the_widget() -> None:
    quiz = Prediction("<script>", ["<b>`", "c"], 0, "<i>")
    ask, choice, button, answer, _ = parts(quiz)
    choice.index = 0
    button.click()
    assert "<script>" not in ask.value
    assert "<b>" not in ask.value
    assert "<i>" not in answer.value
