"""A student's report: one HTML page that needs nothing else, and the same as text."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterator

from coursekit.grading.cleaning import clean
from coursekit.grading.report import prose
from coursekit.grading.report.facts import Facts, Guide, Item, Part
from coursekit.grading.report.feedback import Hint, Told
from coursekit.grading.report.html import Child, Html, element, escaped, joined
from coursekit.grading.report.page import badge, definitions, page, section, table
from coursekit.grading.report.standing import Standing
from coursekit.grading.report.words import FAULT_WORDS, LOOKS, points_of

__all__ = ["student_page", "student_text"]

# What is shown of texts that may come from a submission, in characters.
_ID, _MESSAGE, _NOTE = 120, 400, 300
#: Cells and notes beyond which the rest is only counted.
_MOST = 50


def student_page(standing: Standing, guide: Guide, *, zone: datetime.tzinfo | None = None) -> str:
    """Return the report on one student as an HTML document.

    It holds no answer, no reference, no input of the secret seed and nothing of other students.
    """
    facts = Facts.of(standing, guide, zone)
    student = clean(facts.student, _ID)
    return page(
        f"{guide.sheet.title}: report for {student}",
        [
            element("h1", facts.title),
            element("p", "Report for ", _who(facts), class_="soft"),
            *_marks(facts),
            _questions(facts) if facts.items else None,
            _to_do(facts),
            _unanswered(facts),
            _late(facts),
            _by_hand(facts),
            _cells(facts),
            _notes(facts),
        ],
        definitions(
            (name, element("code", _foreign(value, _NOTE)))
            for name, value in facts.provenance().items()
            if value
        ),
    )


def _foreign(text: str, limit: int) -> Html:
    """Set a text of somebody else's; whatever its writing direction, the rest stays in place."""
    return element("bdi", escaped(text, limit))


def _who(facts: Facts) -> Html:
    if not facts.name:
        return _foreign(facts.student, _ID)
    return joined([_foreign(facts.name, _ID), " (", _foreign(facts.student, _ID), ")"])


def _marks(facts: Facts) -> Iterator[Child]:
    yield element("p", facts.mark, class_="mark")
    points = facts.standing.grade.points
    if points and facts.standing.final:
        share = min(max(facts.standing.mark / points, 0.0), 1.0)
        yield element(
            "div", element("div", style=f"width:{100 * share:.1f}%"),
            class_="bar", aria_hidden="true",
        )  # fmt: skip
    if facts.reason_why_not_final:
        yield element(
            "p", element("strong", "Not final. "), facts.reason_why_not_final, class_="box"
        )
    if facts.unreadable is not None:
        yield element(
            "p", element("strong", "Your file could not be read. "),
            _foreign(facts.unreadable, _MESSAGE), class_="box error-edge",
        )  # fmt: skip
    if facts.counts:
        yield element(
            "p", joined((joined([f"{n} ", badge(outcome)]) for outcome, n in facts.counts), " · ")
        )
    if facts.account:
        yield table(
            "How the mark comes about", ["Step", "Points"], facts.account, numbers=[1], narrow=True
        )


def _questions(facts: Facts) -> Html:
    rows = (
        [
            joined([item.title, element("br"), element("code", item.id, class_="soft")]),
            badge(item.outcome),
            joined([item.of, element("br"), "(by hand)"]) if item.override else item.of,
        ]
        for item in facts.items
    )
    return section(
        "Questions",
        table(
            "Outcome and points of each question",
            ["Question", "Outcome", "Points"],
            rows,
            numbers=[2],
        ),
    )


def _told(message: Told) -> Html:
    return prose.as_html(message.text) if message.marked_up else escaped(message.text)


def _hint(hint: Hint, question: str) -> Html:
    call = element("code", f'sheet.hint("{question}")')
    where = f"Hint {hint.number} of {hint.total}"
    if hint.text:
        return element(
            "p", element("strong", f"{where}: "), prose.as_html(hint.text),
            element("span", " (", call, " in the notebook)", class_="soft"),
        )  # fmt: skip
    return element(
        "p", element("strong", where), " shows the form of an answer: call ", call,
        " in the notebook until you reach it.",
    )  # fmt: skip


def _to_do(facts: Facts) -> Html | None:
    if not facts.to_do:
        return None
    return section("What to look at", *map(_box, facts.to_do))


def _box(item: Item) -> Html:
    parts = None
    if item.parts:
        parts = element("ul", *map(_part, item.parts))
    return element(
        "article",
        element("h3", item.title, " ", element("code", item.id, class_="soft")),
        element("p", badge(item.outcome), f", {points_of(item.score, item.points)}"),
        element("p", prose.as_html(item.prompt), class_="prompt") if item.prompt else None,
        element("p", _told(item.message)) if item.message and not item.parts else None,
        parts,
        element("p", _foreign(item.note, _NOTE)) if item.note else None,
        _hint(item.hint, item.id) if item.hint else None,
        class_=f"box {item.outcome}-edge",
    )


def _part(part: Part) -> Html:
    said = None if part.message is None else joined([": ", _told(part.message)])
    return element(
        "li", element("code", part.name), ", ", badge(part.outcome), f", {part.points}", said
    )


def _unanswered(facts: Facts) -> Html | None:
    if not facts.unanswered:
        return None
    lines = (
        element(
            "li", item.title, " ", element("code", item.id, class_="soft"),
            None if not item.note else joined([": ", _foreign(item.note, _NOTE)]),
        )
        for item in facts.unanswered
    )  # fmt: skip
    return section(
        "Not answered",
        element("p", "No answer was found under these names. ", element("code", "sheet.hint(…)"),
                " in the notebook helps to begin; hints cost nothing."),
        element("ul", *lines),
    )  # fmt: skip


def _late(facts: Facts) -> Html | None:
    return None if facts.late is None else section("Time", element("p", escaped(facts.late)))


def _by_hand(facts: Facts) -> Html | None:
    if not facts.overrides:
        return None
    return section(
        "Changed by hand",
        table(
            "Points that a person has set", ["What", "Points", "Why"], facts.overrides, numbers=[1]
        ),
    )


def _cells(facts: Facts) -> Html | None:
    faults = facts.standing.grade.faults
    if not faults:
        return None
    rows = (
        [
            str(fault.cell),
            FAULT_WORDS.get(fault.kind, "did not end"),
            element("code", _foreign(fault.message, _MESSAGE)),
        ]
        for fault in faults[:_MOST]
    )
    return section(
        "Cells that did not run to their end",
        element("p", "Cells are counted from 1, text cells too. The other cells still count."),
        table("Cells", ["Cell", "What happened", "Message"], rows),
        _more(len(faults)),
    )  # fmt: skip


def _notes(facts: Facts) -> Html | None:
    notes = facts.standing.grade.notes
    if not notes:
        return None
    lines = (element("li", _foreign(note, _NOTE)) for note in notes[:_MOST])
    return section("Notes", element("ul", *lines), _more(len(notes)))


def _more(count: int) -> Html | None:
    return element("p", f"and {count - _MOST} more.") if count > _MOST else None


# As text.

_WIDTH = 78


def student_text(standing: Standing, guide: Guide, *, zone: datetime.tzinfo | None = None) -> str:
    """Return the report on one student as plain text of at most 78 columns where words allow it."""
    facts = Facts.of(standing, guide, zone)
    blocks = [block for block in _blocks(facts) if block]
    return "\n\n".join(blocks) + "\n"


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _blocks(facts: Facts) -> Iterator[str]:
    student = clean(facts.student, _ID)
    who = f"{clean(facts.name, _ID)} ({student})" if facts.name else student
    yield f"{facts.title}\nReport for {who}"
    yield "\n".join(_marks_lines(facts))
    if facts.items:
        yield _listing(facts)
    for item in facts.to_do:
        yield "\n".join(_item_lines(item))
    if facts.unanswered:
        yield _wrapped("Not answered: " + ", ".join(i.id for i in facts.unanswered))
    if facts.late is not None:
        yield _wrapped(clean(facts.late))
    if facts.overrides:
        lines = [
            _wrapped(f"{clean(what)}: {points} points. {clean(why)}", "  ")
            for what, points, why in facts.overrides
        ]
        yield "\n".join(["Changed by hand", *lines])
    yield _listed(
        "Cells that did not run to their end",
        [
            f"cell {f.cell} {FAULT_WORDS.get(f.kind, 'did not end')}: {clean(f.message, _MESSAGE)}"
            for f in facts.standing.grade.faults
        ],
    )
    yield _listed("Notes", [clean(note, _NOTE) for note in facts.standing.grade.notes])
    yield "\n".join(f"{name}: {clean(v, _NOTE)}" for name, v in facts.provenance().items() if v)


def _marks_lines(facts: Facts) -> Iterator[str]:
    yield f"Mark: {facts.mark}"
    if facts.reason_why_not_final:
        yield _wrapped(f"Not final. {facts.reason_why_not_final}")
    if facts.unreadable is not None:
        yield _wrapped(f"Your file could not be read. {clean(facts.unreadable, _MESSAGE)}")
    if facts.counts:
        yield ", ".join(f"{count} {LOOKS[outcome].word.lower()}" for outcome, count in facts.counts)
    yield from (f"  {step}: {points}" for step, points in facts.account)


def _listing(facts: Facts) -> str:
    width = max(len(item.id) for item in facts.items)
    words = max(len(str(item.look)) for item in facts.items)
    hand = {True: " (by hand)", False: ""}
    return "\n".join(
        f"{i.id:<{width}}  {i.look!s:<{words}}  {i.of}{hand[i.override is not None]}"
        for i in facts.items
    )


def _item_lines(item: Item) -> Iterator[str]:
    yield _wrapped(f"{item.id}: {item.title}. {item.look}, {points_of(item.score, item.points)}.")
    if item.prompt:
        yield _wrapped(prose.as_text(item.prompt), "  ")
    if item.message and not item.parts:
        yield _wrapped(_told_text(item.message), "  ")
    for part in item.parts:
        said = "" if part.message is None else f" {_told_text(part.message)}"
        yield _wrapped(f"{clean(part.name)}: {LOOKS[part.outcome]}, {part.points}.{said}", "  ")
    if item.note:
        yield _wrapped(clean(item.note, _NOTE), "  ")
    if item.hint:
        where = f"Hint {item.hint.number} of {item.hint.total}"
        text = prose.as_text(item.hint.text) or f'call sheet.hint("{item.id}") until you reach it.'
        yield _wrapped(f"{where}: {text}", "  ")


def _told_text(message: Told) -> str:
    return prose.as_text(message.text) if message.marked_up else message.text


def _listed(heading: str, lines: list[str]) -> str:
    if not lines:
        return ""
    more = [f"  and {len(lines) - _MOST} more"] if len(lines) > _MOST else []
    return "\n".join([heading, *(_wrapped(line, "  ") for line in lines[:_MOST]), *more])
