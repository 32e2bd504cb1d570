"""Predict before you see: a small quiz that stores nothing."""

from collections.abc import Sequence
from typing import Any

from coursekit.notebook.display import LOOKS, Shown, card, inline_html, publish
from coursekit.notebook.errors import NotebookError
from coursekit.widgets.view import view_of

__all__ = ["Prediction", "predict"]


def predict(question: str, options: Sequence[str], answer: str | int, why: str) -> "Prediction":
    """Ask for a prediction, by mouse or keyboard, before the answer is shown.

    ``answer`` is the text of the right option or its index, from 0. Text may hold LaTeX, `code` and
    **bold**. A choice is neither marked nor stored. Where no kernel runs, and on paper, the
    question stands as a list with the answer folded below it. Raises NotebookError for a question
    that nobody could answer.

    >>> quiz = predict("Is $x^2$ even?", ["yes", "no"], "yes", "$(-x)^2 = x^2$.")
    Is $x^2$ even?
      A: yes
      B: no
    Decide first; then .reveal("A") says whether you were right.
    >>> quiz.reveal("b")
    '✗ Not this one. The answer is A: yes. $(-x)^2 = x^2$.'
    """
    return Prediction(question, options, answer, why).show()


class Prediction(Shown):
    """One prediction as it was displayed.

    >>> Prediction("1 + 1?", ["1", "2"], 1, "Count.").reveal("B")
    '✓ Right. B: 2. Count.'
    """

    def __init__(self, question: str, options: Sequence[str], answer: str | int, why: str) -> None:
        self.question, self.options, self.why = question, tuple(options), why
        self._right = _index(options, answer)
        super().__init__(
            {"text/markdown": self._markdown(), "text/plain": self._plain()}, summary="a prediction"
        )

    def show(self) -> "Prediction":
        """Display it now and return it."""
        super().show()
        return self

    def reveal(self, choice: str | int) -> str:
        """Say whether a choice (a letter, an option's text or its index) is right, and why."""
        if isinstance(choice, str) and choice.strip().upper() in self._letters:
            choice = self._letters.index(choice.strip().upper())
        look, word, text = self._outcome(_index(self.options, choice))
        return f"{look.sign} {word} {text}"

    @property
    def _letters(self) -> list[str]:
        return [chr(ord("A") + i) for i in range(len(self.options))]

    def _labelled(self, index: int) -> str:
        return f"{self._letters[index]}: {self.options[index]}"

    def _outcome(self, choice: int) -> tuple[Any, str, str]:
        right = f"{self._labelled(self._right)}. {self.why}"
        if choice == self._right:
            return LOOKS["correct"], "Right.", right
        return LOOKS["wrong"], "Not this one.", f"The answer is {right}"

    def _markdown(self) -> str:
        lines = [f"- **{letter}**: {text}" for letter, text in zip(
            self._letters, self.options, strict=True)]  # fmt: skip
        return (
            f"**Predict.** {self.question}\n\n" + "\n".join(lines) + "\n\n<details><summary>"
            f"Decide first, then open the answer</summary>\n\n{self._labelled(self._right)}. "
            f"{self.why}\n\n</details>"
        )

    def _plain(self) -> str:
        lines = [f"  {self._labelled(i)}" for i in range(len(self.options))]
        ending = 'Decide first; then .reveal("A") says whether you were right.'
        return "\n".join([self.question, *lines, ending])

    def _put_out(self) -> None:
        publish({**self.bundle, **view_of(self.widget())})

    def widget(self) -> Any:
        """Build the widget: question, options, a button, and what the button reveals, in order.

        A new one each time; the Tab key visits its parts in the order in which they stand.
        """
        import ipywidgets

        from coursekit.notebook.announced import Announced

        # An option's label is plain text to a widget: with LaTeX it must stand in the question.
        spelled_out = any("$" in option or "`" in option for option in self.options)
        labels = self._letters if spelled_out else [
            self._labelled(i) for i in range(len(self.options))
        ]  # fmt: skip
        wide = ipywidgets.Layout(width="auto", max_width="60em")
        ask = ipywidgets.HTMLMath(self._question_html(with_options=spelled_out), layout=wide)
        choice = ipywidgets.RadioButtons(options=labels, index=None, layout=wide)
        button = ipywidgets.Button(description="Show the answer", layout={"width": "max-content"})
        answer = Announced()

        def show(_button: object) -> None:
            answer.say(self._answer_html(choice.index))

        def hide(_change: object) -> None:
            # A new choice is a new prediction: what was revealed belongs to the old one.
            answer.say("")

        button.on_click(show)
        choice.observe(hide, "index")
        return ipywidgets.VBox([ask, choice, button, answer.words, answer.region])

    def _question_html(self, *, with_options: bool) -> str:
        lines = [f"<div><strong>Predict.</strong> {inline_html(self.question)}</div>"]
        if with_options:
            lines += [
                f'<div style="margin-left:1.5em">{inline_html(self._labelled(i))}</div>'
                for i in range(len(self.options))
            ]
        return f'<div style="line-height:1.5;color:inherit">{"".join(lines)}</div>'

    def _answer_html(self, choice: int | None) -> str:
        if choice is None:
            return card("Choose one of the options first.", [])
        look, word, text = self._outcome(choice)
        return card(word, [text], look.colour, sign=look.sign)


def _index(options: Sequence[str], answer: str | int) -> int:
    """Return the index of an option, given by its text or its index."""
    if isinstance(options, str) or not 2 <= len(options) <= 26:
        raise NotebookError(f"predict needs a list of 2 to 26 options; it got {options!r}")
    if len(set(options)) < len(options):
        raise NotebookError(f"predict needs options that differ; it got {list(options)!r}")
    if isinstance(answer, str) and answer in options:
        return options.index(answer)
    if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer < len(options):
        return answer
    raise NotebookError(
        f"{answer!r} is none of the options {list(options)!r}; give one of them as text, or its "
        f"index from 0 to {len(options) - 1}"
    )
