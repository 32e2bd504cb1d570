"""How results look: HTML for a notebook, plain text for everything else, the same facts in both.

Inline styles only, no scripts and nothing random, so that a stored output equals a fresh one. Text
keeps the colour of the theme; only borders are coloured, in tones that stand out on white and on
black alike. Everything is escaped, because some of it comes from the student's own code.
"""

import html
import importlib
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = [
    "LOOKS",
    "Look",
    "Shown",
    "bar",
    "card",
    "inline_html",
    "points_text",
    "publish",
    "say",
    "table",
]


@dataclass(frozen=True)
class Look:
    """The word, the sign and the border colour of one outcome: three cues, not colour alone."""

    word: str
    sign: str
    colour: str

    def __str__(self) -> str:
        return f"{self.sign} {self.word}"


LOOKS: Mapping[str, Look] = {
    "correct": Look("Correct", "✓", "#008f68"),
    "wrong": Look("Not yet", "✗", "#c85a00"),
    "unanswered": Look("Not answered", "○", "#767676"),
    "error": Look("Your code stopped", "!", "#b3598c"),
    "invalid": Look("Cannot be read", "?", "#1a7fc4"),
}
NEUTRAL = "#767676"
SHORT = 24  # characters

# Code is set aside first: a dollar sign in it is not mathematics.
_MARKUP = re.compile(
    r"`(?P<code>[^`\n]+)`|(?P<math>\$\$.+?\$\$|\$[^$\n]+\$)|\*\*(?P<strong>[^*\n]+)\*\*", re.DOTALL
)


def inline_html(text: str) -> str:
    r"""Escape a line of text and set its `code`, **bold** and line breaks; $…$ is left to MathJax.

    >>> inline_html("`a<b` and **not** $x^2$")
    '<code>a&lt;b</code> and <strong>not</strong> $x^2$'
    """
    done: list[str] = []
    last = 0
    for match in _MARKUP.finditer(text):
        done.append(_escape(text[last : match.start()]))
        if match["code"] is not None:
            done.append(f"<code>{html.escape(match['code'], quote=True)}</code>")
        elif match["math"] is not None:
            done.append(html.escape(match["math"], quote=False))
        else:
            done.append(f"<strong>{_escape(match['strong'])}</strong>")
        last = match.end()
    done.append(_escape(text[last:]))
    return "".join(done)


def _escape(text: str) -> str:
    return html.escape(text, quote=True).replace("\n", "<br>")


def points_text(score: float, points: float) -> str:
    """Say points as people do: no decimals where none are needed.

    >>> points_text(1.5, 2), points_text(2.0, 2)
    ('1.5 of 2 points', '2 of 2 points')
    """
    return f"{score:.4g} of {points:.4g} point{'' if points == 1 else 's'}"


def card(heading: str, lines: Sequence[str], colour: str = NEUTRAL, *, sign: str = "") -> str:
    """Set a heading and lines of text in a box with a coloured edge.

    >>> card("A < B", ["one line"]).count("&lt;")
    1
    """
    mark = f'<span aria-hidden="true">{html.escape(sign)}</span> ' if sign else ""
    body = "".join(f'<div style="margin-top:0.3em">{inline_html(line)}</div>' for line in lines)
    return (
        f'<div style="border:1px solid {colour};border-left:0.4em solid {colour};'
        'padding:0.5em 0.9em;margin:0.3em 0;max-width:60em;color:inherit;overflow-wrap:anywhere">'
        f"<div>{mark}<strong>{inline_html(heading)}</strong></div>{body}</div>"
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, caption: str) -> tuple[str, str]:
    """Set rows as an HTML table and as aligned text, in this order.

    >>> table(["a", "b"], [["1", "long"]], caption="Two")[1].splitlines()
    ['Two', 'a  b', '-  ----', '1  long']
    """
    cell = "text-align:left;vertical-align:top;padding:0.25em 0.8em;color:inherit"
    heads = "".join(
        f'<th scope="col" style="{cell};border-bottom:1px solid {NEUTRAL}">{inline_html(name)}</th>'
        for name in header
    )

    def body_cell(text: str) -> str:
        # Short words stay whole; the width goes to the sentences.
        short = max(map(len, text.split("\n"))) <= SHORT
        return (
            f'<td style="{cell}{";white-space:nowrap" if short else ""}">{inline_html(text)}</td>'
        )

    body = "".join("<tr>" + "".join(map(body_cell, row)) + "</tr>" for row in rows)
    as_html = (
        '<table style="font-size:inherit;border-collapse:collapse;margin:0.3em 0;color:inherit">'
        f'<caption style="text-align:left;color:inherit;font-weight:bold;padding:0.25em 0">'
        f"{inline_html(caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    lines = [header, ["-" * width for width in widths], *rows]
    aligned = [
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return as_html, "\n".join([caption, *aligned])


def bar(score: float, points: float) -> tuple[str, str]:
    """Draw how far the sheet has come, as HTML and as text.

    >>> bar(5, 20)[1]
    '[#####...............] 5 of 20 points'
    """
    share = score / points if points else 0.0
    label = points_text(score, points)
    done = LOOKS["correct"].colour
    as_html = (
        f'<div role="img" aria-label="{label}" style="border:1px solid {NEUTRAL};max-width:24em;'
        f'height:0.8em;margin:0.3em 0"><div style="background:{done};height:100%;'
        f'width:{100 * share:.0f}%"></div></div><div>{label}</div>'
    )
    # Rounded down: a full bar means that everything is correct.
    filled = int(20 * share + 1e-9)
    return as_html, f"[{'#' * filled}{'.' * (20 - filled)}] {label}"


def say(text: str) -> None:
    """Write text to standard output, also where the console lacks a sign such as ✓."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")


def _shell() -> Any:
    """Return the running IPython shell, or None; IPython is never imported for this."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def publish(bundle: Mapping[str, Any], metadata: Mapping[str, Any] | None = None) -> None:
    """Send a mime bundle to the front end of the running IPython."""
    display: Callable[..., object] = importlib.import_module("IPython.display").display
    display(dict(bundle), metadata=dict(metadata or {}), raw=True)


class Shown:
    """Something displayed at once, that can be displayed again.

    ``show`` puts it out where it is called, so a loop or a cell with more lines below displays it
    too. As the last expression of that same cell it is not displayed a second time; in a later
    cell its name displays it again. Outside IPython the text is printed.

    >>> Shown({"text/plain": "hello"}, summary="a greeting").show()
    hello
    <a greeting>
    """

    def __init__(self, bundle: Mapping[str, Any], *, summary: str) -> None:
        self.bundle = dict(bundle)
        self._summary = summary
        self._shown_in: int | None = None

    @property
    def text(self) -> str:
        """What is printed where there is no notebook."""
        return str(self.bundle["text/plain"])

    def show(self) -> "Shown":
        """Display it now and return it."""
        shell = _shell()
        if shell is None:
            say(self.text)
        else:
            self._put_out()
            self._shown_in = shell.execution_count
        return self

    def _put_out(self) -> None:
        publish(self.bundle)

    def _ipython_display_(self) -> None:
        shell = _shell()
        if shell is not None and self._shown_in == shell.execution_count:
            # The cell's last expression: it stands above already.
            self._shown_in = None
            return
        if shell is None:
            say(self.text)
        else:
            self._put_out()

    def _repr_mimebundle_(
        self,
        include: object = None,  # noqa: ARG002 - IPython's protocol
        exclude: object = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        return dict(self.bundle)

    def __repr__(self) -> str:
        return f"<{self._summary}>"
