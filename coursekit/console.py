"""Print for people: plain text in a pipe, tables that fit the terminal, no sign that stops it."""

import sys
from collections.abc import Sequence

import typer

__all__ = ["prepare", "say", "say_list", "show_table"]

# Without a terminal nothing says how wide a line may be; a table then gets this many columns.
_PIPE_WIDTH = 100
# Lines that are shown of a list; the rest is counted.
_LINES = 20


def prepare() -> None:
    """Let a console that cannot write ✓ or ′ show a ? there instead of stopping half-way."""
    for stream in (sys.stdout, sys.stderr):
        # A stream that somebody put in place of the console's may be of another kind.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def say(text: str, *, err: bool = False) -> None:
    """Print a text as it stands: no markup, and no line broken inside a path."""
    typer.echo(text, err=err)


def say_list(lines: Sequence[str]) -> None:
    """Print lines; of very many the first, and how many more there are."""
    for line in lines[:_LINES]:
        say(line)
    if len(lines) > _LINES:
        say(f"… and {len(lines) - _LINES} more")


def show_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; its cells are text and no markup, for a message may hold [brackets]."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")  # a path that is cut short helps nobody
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console() if sys.stdout.isatty() else Console(width=_PIPE_WIDTH, no_color=True)
    console.print(table)
