"""The page on the whole class: for the instructor, with names."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from coursekit.grading.report import prose
from coursekit.grading.report.facts import Guide
from coursekit.grading.report.html import Child, Html, element, escaped, joined
from coursekit.grading.report.measures import ClassRecord, QuestionMeasure, Summary, cronbach_alpha
from coursekit.grading.report.page import definitions, page, scrolling, section, table
from coursekit.grading.report.pictures import (
    Picture,
    bins,
    marks_picture,
    questions_picture,
    slips_picture,
    time_picture,
)
from coursekit.grading.report.words import FAULT_WORDS, LOOKS, moment, number, percent

__all__ = ["class_page"]

_ID, _REASON = 120, 300
_SLIPS, _SLIPS_DRAWN, _SLIPS_A_QUESTION = 30, 15, 3
_LISTED = 300
_STATUS = {"graded": "graded", "unreadable": "could not be read", "harness": "not finished"}
#: Numbers of students and questions below which alpha says little.
_FEW_STUDENTS, _FEW_QUESTIONS = 30, 3


def class_page(
    record: ClassRecord,
    guide: Guide,
    *,
    roster: Sequence[str] = (),
    problems: Sequence[str] = (),
    links: Mapping[str, str] | None = None,
    made: float | None = None,
    zone: datetime.tzinfo | None = None,
) -> str:
    """Return the page on a class as an HTML document.

    ``roster`` are the students who should have handed in, ``problems`` what was found among the
    submissions and was none, ``links`` the addresses of the students' reports, ``made`` the time
    to print on it.
    """
    class_ = _Class(record, guide, list(roster), list(problems), dict(links or {}))
    sections = [
        ("overview", "Overview", class_.overview()),
        ("attention", "Needs a look", class_.attention()),
        ("marks", "Marks", class_.marks()),
        ("questions", "Questions", class_.questions()),
        ("slips", "Slips", class_.slips()),
        ("time", "Time", class_.time()),
        ("cells", "Cells that failed", class_.cells()),
        ("students", "Students", class_.students()),
    ]
    filled = [(id_, heading, list(parts)) for id_, heading, parts in sections]
    title = f"{guide.sheet.title}: the class"
    return page(
        title,
        [
            element("h1", title),
            element("p", moment(made, zone), class_="soft") if made is not None else None,
            element("nav", _links(filled), aria_label="Sections"),
            *(section(heading, *parts, id_=id_) for id_, heading, parts in filled if parts),
        ],
        class_.provenance(),
        wide=True,
    )


def _links(filled: Sequence[tuple[str, str, list[Child]]]) -> Html:
    items = (
        element("li", element("a", heading, href=f"#{id_}"))
        for id_, heading, parts in filled
        if parts
    )
    return element("ul", *items)


def _figure(picture: Picture, caption: str) -> Html:
    image = element("img", src=Html(picture.source), alt=picture.alt)
    return element("figure", scrolling(image, caption), element("figcaption", caption))


def _foreign(text: str, limit: int = _ID) -> Html:
    return element("bdi", escaped(text, limit))


def _or_dash(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else number(value, digits)


class _Class:
    """The sections; each yields its pieces, or nothing if there is nothing to say."""

    def __init__(
        self,
        record: ClassRecord,
        guide: Guide,
        roster: list[str],
        problems: list[str],
        links: dict[str, str],
    ) -> None:
        self.record, self.guide, self.links, self.problems = record, guide, links, problems
        self.graded = record.graded()
        self.absent = record.absent(roster)
        self.measures = record.questions()
        self.points = guide.sheet.points

    def _student(self, student: str, name: str = "") -> Html:
        who = _foreign(student)
        if student in self.links:
            who = element("a", who, href=quote(self.links[student]))
        return joined([who, " ", _foreign(name)]) if name else who

    def overview(self) -> Iterator[Child]:
        record, marks = self.record, [row.mark for row in self.graded]
        summary = Summary.of(marks)
        counted: list[tuple[str, Child]] = [("Submissions", str(len(record.rows)))]
        counted.append(("Graded", str(len(self.graded))))
        for status, word in (("unreadable", "Could not be read"), ("harness", "Not finished")):
            if rows := record.with_status(status):
                counted.append((word, str(len(rows))))
        if self.absent:
            counted.append(("Handed nothing in", str(len(self.absent))))
        yield definitions(counted)
        if summary is None:
            yield element("p", "No submission has been graded yet, so there are no statistics.")
            return
        yield table(
            f"Marks of {summary.count} graded submissions, in points of {self.points}",
            ["Measure", "Value"],
            self._statistics(summary),
            numbers=[1],
            narrow=True,
        )
        if len(self.graded) < _FEW_STUDENTS:
            yield element(
                "p", f"With fewer than {_FEW_STUDENTS} students, discrimination and alpha are "
                "rough guesses.", class_="soft",
            )  # fmt: skip

    def _statistics(self, summary: Summary) -> Iterator[tuple[str, str]]:
        yield "Mean", number(summary.mean)
        yield "Standard deviation (n − 1)", _or_dash(summary.deviation)
        yield "Lowest", number(summary.least)
        yield "Lower quartile", number(summary.lower)
        yield "Median", number(summary.median)
        yield "Upper quartile", number(summary.upper)
        yield "Highest", number(summary.most)
        if len(self.measures) >= _FEW_QUESTIONS:
            yield "Cronbach’s alpha", _or_dash(cronbach_alpha(self.record.scores()))

    def attention(self) -> Iterator[Child]:
        """Say what a person should look at before marks go out."""
        for status, caption in (
            ("harness", "Grading did not finish (the grader’s fault): grade these again"),
            ("unreadable", "Files that could not be read"),
        ):
            rows = self.record.with_status(status)
            if rows:
                yield table(
                    caption,
                    ["Student", "File", "Reason"],
                    (
                        [
                            self._student(r.student, r.name),
                            _foreign(r.source),
                            _foreign(r.reason, _REASON),
                        ]
                        for r in rows[:_LISTED]
                    ),
                    scroll=True,
                )
                yield _more(len(rows))
        if self.absent:
            yield element(
                "p", element("strong", "Handed nothing in: "),
                joined(map(_foreign, self.absent[:_LISTED]), ", "), ".",
            )  # fmt: skip
            yield _more(len(self.absent))
        yield from self._identical()
        yield from self._notes()
        if self.problems:
            yield element("p", element("strong", "Found among the submissions and left out:"))
            yield element(
                "ul", *(element("li", _foreign(p, _REASON)) for p in self.problems[:_LISTED])
            )
            yield _more(len(self.problems))
        if len(self._versions()) > 1:
            yield element(
                "p", element("strong", "Not all grades were made alike: "),
                "sheet, seed, version or jail differ, see the end of this page. "
                "Grade the class again before comparing marks.",
            )  # fmt: skip

    def _identical(self) -> Iterator[Child]:
        groups = self.record.identical()
        if not groups:
            return
        rows = []
        for group in groups[:_LISTED]:
            answered = any(o not in (None, "unanswered") for row in group for o in row.outcomes)
            pairs = len(group) * (len(group) - 1) // 2
            rows.append(
                [
                    joined((self._student(row.student) for row in group[:50]), ", "),
                    str(len(group)),
                    str(pairs),
                    None if answered else "nothing answered",
                ]
            )
        yield table(
            "Identical files, byte for byte",
            ["Students", "Files", "Pairs", "Remark"],
            rows,
            numbers=[1, 2],
            scroll=True,
        )

    def _notes(self) -> Iterator[Child]:
        notes = sorted(self.record.notes.items())
        if notes:
            yield table(
                "Noted",
                ["What", "Students", "Number"],
                (
                    [
                        _foreign(note, _REASON),
                        joined([*map(self._student, who[:50]), *["…"] * (len(who) > 50)], ", "),
                        str(len(who)),
                    ]
                    for note, who in notes[:_LISTED]
                ),
                numbers=[2],
                scroll=True,
            )
            yield _more(len(notes))

    def marks(self) -> Iterator[Child]:
        values = [row.mark for row in self.graded]
        summary = Summary.of(values)
        if summary is None:
            return
        picture = marks_picture(values, self.points, summary.mean, summary.median)
        yield _figure(picture, "Marks after changes by hand and what was taken off for being late.")
        edges, counts = bins(values, self.points)
        rows = [
            [f"{number(low)} to {'' if last else 'below '}{number(high)}", str(count),
             percent(count / len(values))]
            for low, high, count, last in zip(
                edges, edges[1:], counts, [False] * (len(counts) - 1) + [True], strict=False
            )
        ]  # fmt: skip
        yield table(
            "Marks by range", ["Points", "Students", "Share"], rows, numbers=[1, 2], narrow=True
        )

    def questions(self) -> Iterator[Child]:
        if not self.graded:
            return
        yield element(
            "p",
            "Difficulty is the mean share of a question’s points. Discrimination is the "
            "correlation of its points with the sum of all other questions: near 1, the strong "
            "answer it and the weak do not; below 0.2 or negative, look at the question, its "
            "wording or its reference. A dash stands where all have the same points.",
        )
        yield _figure(questions_picture(self.measures), "Difficulty and discrimination.")
        outcomes = list(LOOKS)
        yield table(
            "Questions",
            [
                "Question",
                "Points",
                "Difficulty",
                "Discrimination",
                *(LOOKS[o].word for o in outcomes),
            ],
            (
                [
                    _question_cell(q),
                    str(q.points),
                    percent(q.difficulty or 0.0),
                    _or_dash(q.discrimination),
                    *(str(q.counts.get(outcome, 0)) for outcome in outcomes),
                ]
                for q in self.measures
            ),
            numbers=range(1, 4 + len(outcomes)),
            scroll=True,
        )

    def slips(self) -> Iterator[Child]:
        ranked = sorted(self.record.slips.items(), key=lambda pair: (-pair[1], pair[0]))
        if not ranked:
            return
        total = len(self.graded)
        drawn = [(f"{question}: {tag}", n) for (question, tag), n in ranked[:_SLIPS_DRAWN]]
        yield _figure(slips_picture(drawn, total), "The most frequent slips of the class.")
        yield table(
            "Slips by frequency",
            ["Slip", "Students", "Share", "What they were told"],
            (
                [
                    _slip_cell(question, tag),
                    str(n),
                    percent(n / total),
                    self._message(question, tag),
                ]
                for (question, tag), n in ranked[:_SLIPS]
            ),
            numbers=[1, 2],
            scroll=True,
        )
        yield _more(len(ranked), _SLIPS)
        yield table(
            "The first slips of each question",
            ["Question", "Slip", "Students", "What they were told"],
            (
                [_question_cell(q), element("code", tag), str(n), self._message(q.id, tag)]
                for q in self.measures
                for tag, n in q.slips[:_SLIPS_A_QUESTION]
            ),
            numbers=[2],
            scroll=True,
        )

    def _message(self, question: str, tag: str) -> Html:
        message = self.record.message((question, tag))
        outcome = "error" if tag in ("raised", "exit", "timeout", "total") else "wrong"
        told = self.guide.told(question, outcome, tag, message)
        return prose.as_html(told.text) if told.marked_up else escaped(told.text)

    def time(self) -> Iterator[Child]:
        summary = Summary.of([1000 * row.seconds for row in self.graded])
        if summary is None:
            return
        picture = time_picture([1000 * row.seconds for row in self.graded], summary.median)
        yield _figure(picture, "Time of grading a submission, cells and questions together.")
        rows: list[list[Child]] = [["A submission", *_times(summary)]]
        rows += [[_question_cell(q), *_times(q.milliseconds)] for q in self.measures]
        header = ["What", "Median", "Upper quartile", "Longest"]
        yield table("Time in milliseconds", header, rows, numbers=[1, 2, 3], scroll=True)
        slowest = sorted(self.graded, key=lambda row: (-row.seconds, row.student))[:5]
        yield table(
            "The slowest submissions",
            ["Student", "Milliseconds"],
            (
                [self._student(row.student, row.name), number(1000 * row.seconds, 1)]
                for row in slowest
            ),
            numbers=[1],
            narrow=True,
        )

    def cells(self) -> Iterator[Child]:
        record = self.record
        if not record.fault_kinds:
            return
        yield table(
            "Cells that did not run to their end",
            ["What happened", "Cells"],
            (
                [FAULT_WORDS.get(kind, kind), str(n)]
                for kind, n in sorted(
                    record.fault_kinds.items(), key=lambda pair: (-pair[1], pair[0])
                )
            ),
            numbers=[1],
        )
        yield table(
            "One by one",
            ["Student", "Cell", "What happened", "Message"],
            (
                [self._student(student), str(cell), FAULT_WORDS.get(kind, kind),
                 element("code", _foreign(message, _REASON))]
                for student, kind, cell, message in record.faulty
            ),
            numbers=[1],
            scroll=True,
        )  # fmt: skip
        yield _more(record.fault_kinds.total(), ClassRecord.FAULTS)

    def students(self) -> Iterator[Child]:
        if not self.record.rows:
            return
        rows = sorted(self.record.rows, key=lambda row: (row.student.casefold(), row.student))
        yield table(
            f"All {len(rows)} submissions",
            ["Student", "Mark", "Correct", "State", "File"],
            (
                [
                    self._student(row.student, row.name),
                    number(row.mark),
                    str(sum(outcome == "correct" for outcome in row.outcomes)),
                    _STATUS[row.status],
                    _foreign(row.source),
                ]
                for row in rows
            ),
            numbers=[1, 2],
            scroll=True,
        )

    def _versions(self) -> list[tuple[tuple[str, str, str, tuple[str, ...]], int]]:
        return self.record.provenance.most_common()

    def provenance(self) -> Html:
        return joined(
            definitions(
                [
                    ("Sheet", element("code", f"{self.guide.sheet.name}, version {sheet_hash}")),
                    ("Seed", element("code", seed)),
                    ("Graded by", f"coursekit {version}: {n} submission{'' if n == 1 else 's'}"),
                    ("Jail", ", ".join(layers) or "no layer (trusted submissions)"),
                ]
            )
            for (sheet_hash, seed, version, layers), n in self._versions()
        )


def _question_cell(question: QuestionMeasure) -> Html:
    return joined([question.title, element("br"), element("code", question.id, class_="soft")])


def _slip_cell(question: str, tag: str) -> Html:
    return joined([element("code", tag), element("br"), element("code", question, class_="soft")])


def _times(summary: Summary | None) -> list[str]:
    if summary is None:
        return ["–"] * 3
    return [number(value, 1) for value in (summary.median, summary.upper, summary.most)]


def _more(count: int, shown: int = _LISTED) -> Html | None:
    return element("p", f"and {count - shown} more.") if count > shown else None
