"""Build the site: one page a lesson, an index with a search, the student sheets to download."""

import json
import shutil
import sys
from html import escape
from importlib.resources import files
from pathlib import Path

from coursekit.authoring.notebook_file import read
from coursekit.authoring.site.page import Page, read_page
from coursekit.course import Course, find_course

__all__ = ["build", "main"]

_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="site.css">
<script src="site.js" defer></script>
{scripts}</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header><a href="index.html">All lessons</a>
<button id="dark" type="button" hidden>Light or dark</button></header>
{contents}<main id="main" tabindex="-1">
{body}
</main>
{footer}</body>
</html>
"""


def build(course: Course, folder: Path) -> None:
    """Write the site of a course into `folder`; the same course gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {}
    for name in course.lessons():
        notebook = course.notebooks / f"{name}.ipynb"
        pages[name] = read_page(read(notebook), f"notebooks/{notebook.name}")
    names = list(pages)
    for place, (name, page) in enumerate(pages.items()):
        before = names[place - 1] if place else None
        after = names[place + 1] if place + 1 < len(names) else None
        links = [
            f'<a rel="{rel}" href="{other}.html">{word}: {escape(pages[other].title)}</a>'
            for rel, word, other in (("prev", "Previous", before), ("next", "Next", after))
            if other
        ]
        footer = f'<footer><nav aria-label="Lessons">{" ".join(links)}</nav></footer>\n'
        _write(folder / f"{name}.html", page.title, page.body, _contents(page), footer)
    sheets = folder / "exercises"
    sheets.mkdir(exist_ok=True)
    for sheet in sorted(course.exercises.glob("*.ipynb")):
        shutil.copyfile(sheet, sheets / sheet.name)
    index = [
        {"to": f"{name}.html#{part.name}", "lesson": page.title, "title": part.title}
        | {"words": part.words, "terms": part.terms, "symbols": " ".join(sorted(part.symbols))}
        for name, page in pages.items()
        for part in page.sections
    ]
    # A script, not JSON: a page opened from a disk may not fetch a file beside it.
    text = json.dumps(index, ensure_ascii=False, indent=0)
    (folder / "search.js").write_bytes(f"const SECTIONS = {text};\n".encode())
    scripts = '<script src="search.js" defer></script>\n'
    _write(folder / "index.html", "The course", _index(course, pages), scripts=scripts)
    for name in ("site.css", "site.js"):
        (folder / name).write_bytes((files(__package__) / name).read_bytes())


def _write(
    path: Path, title: str, body: str, contents: str = "", footer: str = "", scripts: str = ""
) -> None:
    html = _FRAME.format(
        title=escape(title), body=body, contents=contents, footer=footer, scripts=scripts
    )
    path.write_bytes(html.encode())


def _contents(page: Page) -> str:
    items = "\n".join(
        f'<li><a href="#{part.name}">{escape(part.title)}</a></li>' for part in page.sections[1:]
    )
    return (
        '<nav aria-label="On this page"><details><summary>On this page</summary>'
        f"<ul>\n{items}\n</ul></details></nav>\n"
    )


def _index(course: Course, pages: dict[str, Page]) -> str:
    rows = []
    for name, page in pages.items():
        sheet = course.exercises / f"{name}.ipynb"
        link = (
            f'<a href="exercises/{sheet.name}" download>Sheet {name[:2]}</a>'
            if sheet.exists()
            else "–"
        )
        rows.append(
            f'<tr><td><a href="{name}.html">{escape(page.title)}</a></td><td>{link}</td></tr>'
        )
    table = "\n".join(rows)
    return f"""<h1>The mathematics of deep learning</h1>
<form role="search" hidden><label for="search">Search the lessons</label>
<input id="search" type="search" autocomplete="off"></form>
<p id="count" role="status"></p>
<ul id="found"></ul>
<table><thead><tr><th scope="col">Lesson</th><th scope="col">Problem sheet</th></tr></thead>
<tbody>
{table}
</tbody></table>"""


def main(arguments: list[str]) -> None:
    """Build the site of this course into the folder that is named."""
    build(find_course(), Path(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
