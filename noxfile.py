"""The matrix: the course on every Python and on the oldest, the newest and Colab's packages.

`nox` runs all sessions, `nox -s colab` one; `make test-full` calls it. A Python that the machine
lacks is named as skipped by nox itself.
"""

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import nox

PYTHONS = ("3.10", "3.11", "3.12", "3.13")

#: The oldest versions that pyproject.toml admits, and the oldest IPython that is met.
LOWEST = (
    "numpy==2.0.*",
    "matplotlib==3.9.*",
    "ipywidgets==7.7.*",
    "IPython==7.34.*",
    "ipykernel==6.17.*",
    "nbformat==5.10.*",
    "typer==0.16.*",
    "rich==13.*",
    "click==8.2.*",  # typer 0.16 calls what the next one warns of
    "pyparsing==3.1.*",  # and Matplotlib 3.9 what 3.3 warns of
    "scipy==1.13.*",
    "notebook==6.5.*",  # of ipywidgets 7; it would take one that cannot draw it
    "widgetsnbextension==3.6.6",
)
#: What Colab says that it has (its published list of August 2026), and the front end nearest to it.
COLAB = (
    "numpy==2.1.3",
    "matplotlib==3.10.0",
    "scipy==1.16.3",
    "ipywidgets==7.7.1",
    "ipykernel==6.17.1",
    "IPython==7.34.0",
    "pytest==8.4.2",
    "notebook==6.5.7",
    "widgetsnbextension==3.6.6",
)

#: What the tests call.
TOOLS = (
    "IPython",
    "hatchling",
    "hypothesis",
    "nbval",
    "playwright",
    "pytest",
    "pytest-xdist",
    "scipy",
)

nox.options.error_on_missing_interpreters = False
nox.options.default_venv_backend = "venv"


def _works(version: str) -> bool:
    """Tell whether `python3.X` starts: a shim of pyenv's is there for versions that are off too."""
    command = [f"python{version}", "-c", "import venv, ensurepip"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


for _version in PYTHONS:
    if not _works(_version):
        for _python in sorted(Path.home().glob(f".pyenv/versions/{_version}.*/bin")):
            os.environ["PATH"] = f"{_python}{os.pathsep}{os.environ['PATH']}"


def _pinned(session: nox.Session, wanted: Sequence[str]) -> str:
    """Write a constraints file: the versions wanted, and our tools' where they do not clash."""
    names = {re.split(r"[=<>]", pin)[0].lower() for pin in wanted}
    if "notebook" in names:
        names.add("jupyterlab")  # the old Notebook stands alone
    tools = Path("constraints.txt").read_text(encoding="utf-8").splitlines()
    tools = [line for line in tools if re.split(r"[=<>]", line)[0].lower() not in names]
    # Not in session.create_tmp(), which moves TMPDIR: temporary files would lie in the checkout.
    path = Path(session.virtualenv.location) / "constraints.txt"
    path.write_text("\n".join([*tools, *wanted]) + "\n", encoding="utf-8")
    return str(path)


def _tests(session: nox.Session, *options: str) -> None:
    """Run what needs neither browser nor patience, two files at a time, and the docstrings."""
    parallel = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", *options)
    tests = ("tests", "-m", "not slow and not browser")
    session.run("python", "-m", "pytest", "-q", *tests, *parallel, *session.posargs)
    session.run("python", "-m", "pytest", "-q", "--doctest-modules", "coursekit", *options)


def _lessons(session: nox.Session) -> None:
    """Run every lesson and sheet, and compare each output with the stored one.

    A warning in a cell is an output too, and stored nowhere; what pytest hears of are its tools'.
    """
    session.run(
        *("python", "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"),
        *("-p", "coursekit.authoring.nbval_history", "--nbval", "--nbval-current-env"),
        *("--nbval-cell-timeout=120", "-W", "default"),
        "--nbval-sanitize-with=coursekit/authoring/nbval_sanitize.cfg",
        *map(str, sorted(Path("notebooks").glob("*.ipynb"))),
        *map(str, sorted(Path("solutions").glob("*.ipynb"))),
        env={"COURSEKIT_STATE": "memory", "JUPYTER_PREFER_ENV_PATH": "1"},
    )


# Old packages on new Pythons warn of themselves; what our own modules are warned of stays an error.
_FILTERS = (
    "error",
    "default::DeprecationWarning",
    "default::pytest.PytestUnraisableExceptionWarning",
    "error::DeprecationWarning:coursekit",
)
_OLD_PACKAGES = ("-o", "filterwarnings=" + "\n".join(_FILTERS))


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Test with today's packages."""
    session.install("-c", "constraints.txt", "-e", ".[test]")
    _tests(session)


@nox.session(python="3.10")
def lowest(session: nox.Session) -> None:
    """Test with the oldest packages that are admitted; lessons included."""
    pins = _pinned(session, LOWEST)
    session.install("-c", pins, "-e", ".[grade,site]", *TOOLS)
    _tests(session, *_OLD_PACKAGES)
    _lessons(session)


@nox.session(python="3.13")
def newest(session: nox.Session) -> None:
    """Test with the newest release of everything, the tools too; lessons included."""
    session.install("--upgrade", "--upgrade-strategy", "eager", "-e", ".[test]")
    _tests(session)
    _lessons(session)


@nox.session(python="3.13")
def colab(session: nox.Session) -> None:
    """Test with Colab's versions; lessons included, one of them in a browser on Notebook 6."""
    pins = _pinned(session, COLAB)
    session.install("-c", pins, "-e", ".[grade,site]", *TOOLS, "notebook", "widgetsnbextension")
    _tests(session, *_OLD_PACKAGES)
    _lessons(session)
    session.run("python", "-m", "pytest", "-q", "tests/browser/test_notebook_6.py")
