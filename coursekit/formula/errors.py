"""What is wrong with a typed formula, where, and the cure."""

from coursekit.errors import CoursekitError

__all__ = ["FormulaError"]

#: Characters of a long formula that are shown on either side of the fault.
WINDOW = 30


class FormulaError(CoursekitError, ValueError):
    """A text that is not a formula, with the place of the fault and its cure.

    ``reason`` is one line, ``text`` what was typed, ``position`` the offset of the fault in it or
    None; ``str()`` adds the place with a caret below it.

    >>> print(FormulaError("xy is not known: for a product write x*y", "2xy", 1))
    xy is not known: for a product write x*y
        2xy
         ^
    """

    def __init__(self, reason: str, text: str = "", position: int | None = None) -> None:
        self.reason = reason
        self.text = text
        self.position = position
        super().__init__(reason + self._caret())

    def _caret(self) -> str:
        if self.position is None or not self.text.strip():
            return ""
        start = max(0, self.position - WINDOW)
        shown = "".join(
            c if c.isprintable() else " " for c in self.text[start : self.position + WINDOW]
        )
        return f"\n    {shown}\n    {' ' * (self.position - start)}^"
