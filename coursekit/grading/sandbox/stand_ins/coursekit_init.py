"""What ``import coursekit`` gives in the sandbox: the version, the error, and a silent sheet."""

from typing import Any

from coursekit.errors import CoursekitError

__all__ = ["CoursekitError", "__version__", "open_sheet"]

__version__ = "0.1.0"


class Silent:
    """Takes every call, operator and attribute, gives itself, and does nothing.

    In a student's notebook stands ``sheet.ask("d_relu")`` and ``sheet.check("d_relu")``; nothing
    of that may stop a cell here, print, or tell an answer.
    """

    def __call__(self, *_: object, **__: object) -> "Silent":
        return self

    def __getattr__(self, name: str) -> "Silent":
        # Protocols that NumPy, copy and IPython look for are not there; all else is.
        if name.startswith(("__", "_repr_", "_ipython_")):
            raise AttributeError(name)
        return self

    def __setattr__(self, name: str, value: object) -> None:
        pass

    def __delattr__(self, name: str) -> None:
        pass

    def __getitem__(self, _: object) -> "Silent":
        return self

    def __setitem__(self, _: object, __: object) -> None:
        pass

    def __delitem__(self, _: object) -> None:
        pass

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True  # `assert sheet.check("d_relu").correct` must not stop a cell

    def __contains__(self, _: object) -> bool:
        return True

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __repr__(self) -> str:
        return ""

    def __format__(self, _: str) -> str:
        return ""

    def __float__(self) -> float:
        return 0.0

    def __int__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return 0


def _same(self: Silent, *_: object) -> Silent:
    return self


_OPERATORS = (
    "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and or xor".split()  # noqa: SIM905
)
for _operator in _OPERATORS:
    for _prefix in ("", "r", "i"):
        if (_prefix, _operator) != ("i", "divmod"):
            setattr(Silent, f"__{_prefix}{_operator}__", _same)
for _operator in ("neg", "pos", "abs", "invert", "round", "lt", "le", "gt", "ge", "eq", "ne"):
    setattr(Silent, f"__{_operator}__", _same)

_SILENT = Silent()


def open_sheet(*_: object, **__: object) -> Silent:
    """Open no sheet: give an object that takes every call and does nothing.

    >>> open_sheet("02_rules").check("d_relu")
    <BLANKLINE>
    """
    return _SILENT
