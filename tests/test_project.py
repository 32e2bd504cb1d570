"""Promises that no single room can keep: light imports, arrows that point down, clean notebooks."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "coursekit"
NOTEBOOKS = sorted(
    path
    for room in ("notebooks", "solutions", "exercises")
    for path in (ROOT / room).glob("*.ipynb")
)

# Who may stand on whom (the arrows of the house); a room may always use itself and what lies below.
BELOW = {
    "errors": set(),
    "autodiff": {"errors"},
    "formula": {"errors"},
    "probability": {"errors", "autodiff"},
    "checking": {"errors", "autodiff", "formula", "probability"},
    "sheets": {"errors", "autodiff", "formula", "probability", "checking"},
    "widgets": {"errors", "autodiff", "formula", "probability", "checking"},
    "notebook": {
        *("errors", "autodiff", "formula", "probability", "checking", "sheets", "widgets"),
        "environment",  # lesson 00 shows what is missing
        *("course", "files"),  # a file to hand in is written whole or not at all
    },
    "grading": {
        *("errors", "autodiff", "formula", "probability", "checking", "sheets"),
        *("course", "environment", "console"),
        "widgets",  # the class page draws in the style of the lessons' pictures
    },
    "authoring": {
        *("errors", "autodiff", "formula", "probability", "checking", "sheets", "notebook"),
        *("course", "environment", "fetching", "files"),
    },
    "environment": {"errors", "course"},
    "course": {"errors"},
    "files": set(),
    "merging": set(),
    "fetching": {"errors", "course", "files", "merging"},
    "lab": {"errors", "course", "environment", "fetching"},
    "jupyter_nodelay": {"errors"},
}
#: Code that in the jail is a package of another name, so its imports are relative.
JAILED = PACKAGE / "grading" / "sandbox" / "inside"


def room_of(path):
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


def imported_rooms(path):
    """Rooms of coursekit that a module imports anywhere, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level and path.is_relative_to(JAILED):
                assert node.level <= 2, f"{path}:{node.lineno}: leaves what the jail sees"
                continue
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            modules = [node.module]
            if node.module == "coursekit":
                modules = [f"coursekit.{alias.name}" for alias in node.names]
        for module in modules:
            parts = module.split(".")
            if parts[0] == "coursekit" and len(parts) > 1:
                yield parts[1], node.lineno


@pytest.mark.parametrize("room", sorted(BELOW))
def test_arrows_point_down(room):
    modules = [path for path in PACKAGE.rglob("*.py") if room_of(path) == room]
    assert modules, f"no module in room {room}"
    for module in modules:
        for other, line in imported_rooms(module):
            if other.startswith("__"):
                continue
            assert other == room or other in BELOW[room], (
                f"{module.relative_to(ROOT)}:{line} imports coursekit.{other}, "
                f"which does not lie below {room}"
            )


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        (
            "coursekit",
            {"matplotlib", "ipywidgets", "IPython", "nbformat", "typer", "rich", "scipy"},
        ),
        (
            "coursekit.autodiff",
            {"matplotlib", "ipywidgets", "IPython", "nbformat", "typer", "scipy"},
        ),
        (
            "coursekit.probability",
            {"matplotlib", "ipywidgets", "IPython", "nbformat", "typer", "scipy"},
        ),
        ("coursekit.formula", {"matplotlib", "ipywidgets", "IPython", "nbformat", "typer"}),
        ("coursekit.sheets", {"matplotlib", "ipywidgets", "IPython", "nbformat", "typer"}),
    ],
)
def test_imports_stay_light(module, absent):
    code = f"import sys, {module}; print(' '.join(m.split('.')[0] for m in sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(out.stdout.split())
    assert not loaded & absent


def test_open_sheet_is_lazy_and_unknown_names_are_refused():
    import coursekit

    assert callable(coursekit.open_sheet)
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = coursekit.no_such_thing


def tracked_text_files():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout; clone the project to run this test")
    for name in listed.stdout.split("\n"):
        path = ROOT / name
        if name and path.is_file() and path.suffix not in {".png"}:
            yield name, path.read_text(encoding="utf-8")


def test_nobody_is_sent_to_another_package_of_that_name():
    wrong = re.compile(r"pip install (-\S+ )*['\"]?coursekit(?![-\w.])")
    for name, text in tracked_text_files():
        for number, line in enumerate(text.splitlines(), 1):
            assert not wrong.search(line), f"{name}:{number}: the distribution is coursekit-dl"


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_notebook_is_clean(path):
    """No widget state, no absolute path, no address; every run cell of a lesson has its number."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert "widgets" not in notebook["metadata"]
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in notebook["cells"]:
        where = f"{path.name}, cell {cell['id']}"
        if cell["cell_type"] != "code":
            continue
        if path.parent.name != "exercises":
            assert cell["execution_count"] is not None, f"{where} has not been run"
        for output in cell["outputs"]:
            assert output["output_type"] != "error", f"{where} stops with an error"
            text = json.dumps({k: v for k, v in output.get("data", {}).items() if k != "image/png"})
            text += json.dumps(output.get("text", ""))
            assert "widget-view" not in text, f"{where} keeps a widget view"
            assert not re.search(r"(?<![\w.])/(home|root|tmp|usr|Users|work)/", text), where
            assert not re.search(r"\b0x[0-9a-f]{6,}", text), f"{where} prints an address"


def test_nothing_is_unpickled():
    """No module that turns bytes into objects is imported, and NumPy is never allowed to."""
    unsafe = {"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
    found = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                bad = bool({alias.name.split(".")[0] for alias in node.names} & unsafe)
            elif isinstance(node, ast.ImportFrom):
                bad = (node.module or "").split(".")[0] in unsafe
            elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                bad = not (isinstance(node.value, ast.Constant) and node.value.value is False)
            else:
                bad = isinstance(node, ast.Attribute) and node.attr in {"read_pickle", "to_pickle"}
            if bad:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not found
