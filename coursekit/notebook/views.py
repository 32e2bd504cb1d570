"""What a student sees of a sheet: questions, verdicts, hints and progress as mime bundles."""

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np

from coursekit.checking import Exercise, Verdict
from coursekit.notebook.display import (
    LOOKS,
    Look,
    bar,
    card,
    inline_html,
    points_text,
    table,
)
from coursekit.notebook.progress import Entry
from coursekit.sheets import Sheet

__all__ = [
    "hint_view",
    "note_view",
    "practice_view",
    "progress_view",
    "question_view",
    "results_view",
    "sheet_view",
    "verdict_view",
]

Bundle = dict[str, str]

WIDTH = 88
HINT_NAMES = ("reminder", "rule", "first step", "skeleton")


def sheet_view(sheet: Sheet) -> Bundle:
    """Introduce a sheet: what it is, how long it is, how one works with it.

    >>> from coursekit.sheets import load
    >>> print(sheet_view(load("01_derivatives"))["text/plain"].splitlines()[0])
    Derivatives: from secant to tangent
    """
    whose = f"The numbers are those of {sheet.student}." if sheet.student else ""
    lines = [
        f"{len(sheet)} questions, {sheet.points} points. {whose}".rstrip(),
        '`sheet.ask("name")` shows a question; `sheet.check("name")` looks at your answer.',
        '`sheet.hint("name")` helps one step at a time and costs nothing.',
        "`sheet.check()` looks at everything; `sheet.progress()` shows how far you are.",
        "Try as often as you like.",
    ]
    return _card_bundle(sheet.title, lines)


def question_view(exercise: Exercise, number: int, total: int, alt: str | None = None) -> Bundle:
    """Put a question, in Markdown: prompt, options, and the form of the answer.

    ``alt`` describes the picture that comes with the question, if there is one.
    """
    facts = (
        f"Question {number} of {total} · {_points(exercise)} · level {exercise.level} · "
        f"`{exercise.id}`"
    )
    prompt = exercise.prompt_text().strip()
    options = [f"- **{option.key}**: {option.text}" for option in exercise.options]
    blocks = [
        f"### {exercise.title}",
        facts,
        prompt,
        "\n".join(options),
        f"<details><summary>The picture in words</summary>\n\n{alt}\n\n</details>" if alt else "",
        _expected(exercise),
    ]
    plain = [
        exercise.title,
        _plain(facts),
        "",
        *_folded(prompt),
        *(f"  {option.key}: {option.text}" for option in exercise.options),
        *(["", *_folded(f"The picture in words: {alt}")] if alt else []),
        "",
        *_folded(_plain(_expected(exercise))),
    ]
    return {
        "text/markdown": "\n\n".join(block for block in blocks if block),
        "text/plain": "\n".join(plain),
    }


def _expected(exercise: Exercise) -> str:
    """Say what kind of answer is expected."""
    name = exercise.id
    inputs = ", ".join(exercise.inputs)
    if exercise.kind == "function":
        return f"Your answer: a function `{name}({inputs})`."
    if exercise.kind == "parts" and exercise.inputs:
        keys = ", ".join(f'"{key}"' for key in exercise.part_points)
        return f"Your answer: a function `{name}({inputs})` that returns a dict with {keys}."
    if exercise.kind == "parts":
        keys = ", ".join(f'"{key}"' for key in exercise.part_points)
        return f"Your answer: a dict `{name}` with {keys}."
    if exercise.kind == "formula":
        return (
            f"Your answer: a formula in {inputs} as text in `{name}`, written as on paper "
            '(`"3x (x - 1)^2"`) or as in Python (`"3*x*(x - 1)**2"`).'
        )
    if exercise.kind == "choice":
        first = f'`"{exercise.options[0].key}"`'
        return f"Your answer: one letter as text in `{name}`, such as {first}."
    if exercise.kind == "program":
        return f"Your answer: code that the sheet runs, with `{name}` as its entrance."
    value = exercise.reference
    if callable(value):
        value = value(**exercise.parameters)
    return f"Your answer: {'an array' if np.ndim(value) else 'a number'} in `{name}`."


def _points(exercise: Exercise) -> str:
    return f"{exercise.points} point{'' if exercise.points == 1 else 's'}"


def verdict_view(
    exercise: Exercise, verdict: Verdict, entry: Entry, *, again: bool = False
) -> Bundle:
    """Show one verdict: outcome, points, diagnosis, parts, and what may help.

    ``again`` says that the answer gives the same values as the wrong one before it.
    """
    look = LOOKS[verdict.outcome]
    score = points_text(verdict.score * exercise.points, exercise.points)
    head = f"{look.word} · {exercise.title} · {score}"
    lines = _said(verdict, exercise.why)
    lines += [
        f"{LOOKS[part.outcome]} · `{part.name}` · "
        + points_text(part.score * part.points, part.points)
        for part in verdict.parts
    ]
    if again:
        lines.append("This is equivalent to your last answer.")
    if verdict.outcome == "wrong" and entry.hints < len(exercise.hints):
        tries = f"{entry.attempts} tries so far. " if entry.attempts > 1 else ""
        lines.append(f'{tries}A hint costs nothing: `sheet.hint("{exercise.id}")`.')
    return _verdict_bundle(look, head, lines)


def practice_view(verdict: Verdict, why: str = "") -> Bundle:
    """Show the verdict on a question of a lesson, which has no points.

    >>> print(practice_view(Verdict("correct", 1.0, None, ""), "Two terms vanish.")["text/plain"])
    ✓ Correct
      Two terms vanish.
    """
    look = LOOKS[verdict.outcome]
    return _verdict_bundle(look, look.word, _said(verdict, why))


def _said(verdict: Verdict, why: str) -> list[str]:
    """Return the message, and after a right answer why it is right, unless that is the message."""
    lines = [verdict.message] if verdict.message else []
    if verdict.correct and why and why not in verdict.message:
        lines.append(why)
    return lines


def _verdict_bundle(look: Look, head: str, lines: Sequence[str]) -> Bundle:
    return {
        "text/html": card(head, lines, look.colour, sign=look.sign),
        "text/plain": "\n".join([f"{look.sign} {head}", *(f"  {_plain(line)}" for line in lines)]),
    }


def results_view(sheet: Sheet, verdicts: Mapping[str, Verdict]) -> Bundle:
    """Show several verdicts as one table."""
    rows = []
    for id_, verdict in verdicts.items():
        exercise = sheet[id_]
        rows.append(
            [
                f"`{id_}`",
                str(LOOKS[verdict.outcome]),
                f"{verdict.score * exercise.points:.4g} of {exercise.points}",
                "" if verdict.outcome in ("correct", "unanswered") else verdict.message,
            ]
        )
    total = sum(sheet[id_].points for id_ in verdicts)
    reached = sum(sheet[id_].points * verdict.score for id_, verdict in verdicts.items())
    bar_html, bar_text = bar(reached, total)
    header = ["Question", "Outcome", "Points", "What was found"]
    as_html, _ = table(header, rows, caption=sheet.title)
    # Messages are sentences: in text they stand below the table, not in it.
    short = [[_plain(text) for text in row[:3]] for row in rows]
    _, as_text = table(header[:3], short, caption=sheet.title)
    found = [f"{_plain(row[0])}: {_plain(row[3])}" for row in rows if row[3]]
    return {
        "text/html": as_html + bar_html,
        "text/plain": "\n".join([as_text, bar_text, *found]),
    }


def hint_view(exercise: Exercise, step: int) -> Bundle:
    """Show one step of the ladder, counted from 0; from the last step on, all of them."""
    total = len(exercise.hints)
    if total == 0:
        text = "This question has no hints. Read it once more, slowly."
        return {"text/markdown": text, "text/plain": text}
    shown = range(total) if step >= total else [step]
    named = total == len(HINT_NAMES)
    heads = [
        f"Hint {i + 1} of {total}" + (f", {HINT_NAMES[i]}" if named else "") for i in range(total)
    ]
    title = exercise.title
    more = ""
    if step + 1 < total:
        more = f'The next step: `sheet.hint("{exercise.id}")` once more.'
    markdown = [f"**{heads[i]} · {title}**\n\n{exercise.hints[i]}" for i in shown]
    plain = [f"{heads[i]} · {title}\n  {_plain(exercise.hints[i])}" for i in shown]
    return {
        "text/markdown": "\n\n".join([*markdown, more] if more else markdown),
        "text/plain": "\n".join([*plain, _plain(more)] if more else plain),
    }


def progress_view(sheet: Sheet, entries: Mapping[str, Entry]) -> Bundle:
    """Show how far a sheet has come: each question, the points, and what to do next."""
    rows = []
    reached = 0.0
    for exercise in sheet:
        entry = entries.get(exercise.id, Entry())
        reached += exercise.points * entry.best
        last = str(LOOKS.get(entry.outcome, LOOKS["unanswered"]))
        if entry.best == 1.0 and entry.outcome != "correct":
            last += " (was correct before)"
        rows.append(
            [
                f"`{exercise.id}`\n{exercise.title}",
                last,
                f"{exercise.points * entry.best:.4g} of {exercise.points}",
                str(entry.attempts or ""),
                f"{entry.hints} of {len(exercise.hints)}" if entry.hints else "",
            ]
        )
    caption = sheet.title + (f" · {sheet.student}" if sheet.student else "")
    header = ["Question", "Last answer", "Best points", "Wrong tries", "Hints seen"]
    as_html, _ = table(header, rows, caption=caption)
    # In text one row is one line: the id is enough.
    short = [[_plain(cell.split("\n")[0]) for cell in row] for row in rows]
    _, as_text = table(header, short, caption=caption)
    bar_html, bar_text = bar(reached, sheet.points)
    following = _next_step(sheet, entries)
    return {
        "text/html": f"{as_html}{bar_html}<div>{inline_html(following)}</div>",
        "text/plain": "\n".join([as_text, bar_text, _plain(following)]),
    }


def _next_step(sheet: Sheet, entries: Mapping[str, Entry]) -> str:
    for exercise in sheet:
        entry = entries.get(exercise.id, Entry())
        if entry.best == 1.0 and entry.outcome != "correct":
            return (
                f"Next: `{exercise.id}` was correct before and is not now. Your last answer is "
                "what counts in the notebook: put the right one back."
            )
    for exercise in sheet:
        entry = entries.get(exercise.id, Entry())
        if entry.best < 1.0:
            how = "ask" if entry.outcome == "unanswered" else "hint"
            return f'Next: {exercise.title}, `sheet.{how}("{exercise.id}")`.'
    return "Everything is correct. Save the notebook."


def handed_in_view(title: str, sentences: Sequence[str]) -> Bundle:
    """Say which file is ready to be handed in and what is missing in it."""
    return _verdict_bundle(LOOKS["correct"], f"Ready to hand in · {title}", sentences)


def not_saved_view(title: str, sentences: Sequence[str]) -> Bundle:
    """Say why no file was written."""
    return _verdict_bundle(LOOKS["invalid"], f"Nothing was written · {title}", sentences)


def note_view(text: str) -> Bundle:
    """Show a sentence about the tool itself, not about an answer."""
    return _card_bundle("Please note", [text])


def _card_bundle(heading: str, lines: Sequence[str]) -> Bundle:
    return {
        "text/html": card(heading, lines),
        "text/plain": "\n".join([heading, *(f"  {_plain(line)}" for line in lines)]),
    }


def _folded(text: str) -> list[str]:
    """Fold paragraphs for a terminal; what is indented or short stays as it is."""
    lines = []
    for line in text.splitlines():
        whole = len(line) <= WIDTH or line.startswith(" ")
        lines += [line] if whole else textwrap.wrap(line, WIDTH, break_long_words=False)
    return lines


def _plain(text: str) -> str:
    """Take the code marks out: plain text reads better without them."""
    return text.replace("`", "")
