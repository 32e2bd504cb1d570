"""The problem sheets: what is asked, what is right, and which wrong answers have a name.

A sheet is data: one module a lesson, one `Exercise` after the other. Modules load when their sheet
is asked for.
"""

from importlib import import_module

from coursekit.sheets._sheet import Sheet, SheetError, closest, student_id

__all__ = ["Sheet", "SheetError", "load", "names", "student_id"]

# The sheet's name is its notebook's name; the module says what it is about.
_MODULES = {
    "01_derivatives": "derivatives",
    "02_rules": "rules",
    "03_gradients": "gradients",
    "04_jacobians": "jacobians",
    "05_matrix_derivatives": "matrix_derivatives",
    "06_backpropagation": "backpropagation",
    "07_forward_and_reverse": "forward_and_reverse",
    "08_training": "training",
    "09_probability": "probability",
    "10_bayes": "bayes",
    "11_structured_models": "structured_models",
    "12_cross_entropy": "cross_entropy",
}


def names() -> list[str]:
    """Return the names of all sheets, in the order of the lessons.

    >>> names()[:2]
    ['01_derivatives', '02_rules']
    """
    return list(_MODULES)


def load(name: str, student: str | int | None = None) -> Sheet:
    """Load one sheet, with the numbers of `student`; with None or "", those of the sources.

    Raises `SheetError` for a name that no sheet bears, and for an id that is no text.

    >>> sheet = load("02_rules")
    >>> sheet["d_sin_x2"].title
    'A sine of a square'
    """
    if name not in _MODULES:
        raise SheetError(f"no sheet is called {name!r}; {closest(name, _MODULES)}")
    module = import_module(f"{__name__}.{_MODULES[name]}")
    sheet: Sheet = module.SHEET
    return sheet.for_student(student)
