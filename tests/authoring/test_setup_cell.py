"""The set-up cell, run by IPython itself where coursekit is there and where it is missing."""

import re
import subprocess
import sys

import pytest

from coursekit.authoring.errors import AuthoringError
from coursekit.authoring.setup_cell import (
    SETUP_OUTPUT,
    SETUP_SOURCE,
    SETUP_VIEW,
    is_setup_cell,
    read_source,
    setup_source,
)

# A kernel in which coursekit is missing; unless told otherwise, until the pretended pip has run.
WITHOUT_COURSEKIT = """
import sys, types
from IPython.core.interactiveshell import InteractiveShell
source = sys.stdin.read()
shell = InteractiveShell.instance(colors="NoColor")
where, fails = sys.argv[1:]
def pip(line):
    print("pip", line)
    if fails == "no":
        del sys.modules["coursekit"]
    else:
        print("ERROR: Could not find a version")
if where == "colab":
    sys.modules |= {name: types.ModuleType(name) for name in ("google", "google.colab")}
if fails != "real":
    shell.register_magic_function(pip, "line", "pip")
sys.modules["coursekit"] = None
print("success", shell.run_cell(source).success)
"""


# Nothing of ours is on the path any more, but a folder of that name is.
SEES_ONLY_THE_FOLDER = """
import os
from importlib.util import find_spec
others = [p for p in sys.path if p and not os.path.exists(os.path.join(p, "coursekit"))]
sys.path[:] = [os.environ["HOME"], *others]
print("a folder" if find_spec("coursekit").origin is None else "the package")
"""


def run_without_coursekit(
    source, tmp_path, where="here", fails="no", script=WITHOUT_COURSEKIT, **environ
):
    return subprocess.run(
        [sys.executable, "-c", script, where, fails],
        input=source,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"IPYTHONDIR": str(tmp_path), "PATH": "", "HOME": str(tmp_path), **environ},
        cwd=environ.get("PYTHONPATH"),  # python -c looks there first
    ).stdout


def test_it_is_short_enough_to_be_read():
    assert len(SETUP_SOURCE.splitlines()) <= 15
    assert max(map(len, SETUP_SOURCE.splitlines())) <= 100


def test_colab_finds_its_title_in_the_first_line():
    """Colab's form: a title up to the line's end, which is an ordinary comment elsewhere."""
    first, _ = SETUP_SOURCE.split("\n", 1)
    assert re.fullmatch(r"# @title [^{}@]+", first)
    assert SETUP_VIEW == "form"


def test_it_never_names_the_public_index():
    assert not re.search(r"pip install\s+(-\S+\s+)*coursekit\b", SETUP_SOURCE)
    assert read_source(SETUP_SOURCE) == ""


def test_where_coursekit_is_there_it_installs_nothing(capsys):
    from coursekit.checking import run_cells

    namespace = {}
    [result] = run_cells([SETUP_SOURCE], namespace)
    assert result.error is None
    assert result.output == SETUP_OUTPUT


def test_unstamped_it_stops_and_says_whom_to_ask(tmp_path):
    said = run_without_coursekit(SETUP_SOURCE, tmp_path)
    assert "success False" in said
    assert "make lab" in said
    assert "ask your lecturer for the install line" in said
    assert "pip git" not in said


@pytest.mark.parametrize("where", ["here", "colab"])
def test_stamped_it_installs_from_the_stamped_place_and_says_so(tmp_path, where):
    source = "git+https://git.example.org/maths/course.git@v1#subdirectory=a"
    said = run_without_coursekit(setup_source(source), tmp_path, where)
    assert said.startswith(f"Installing coursekit from {source}\n")
    assert f'pip install --quiet "{source}"' in said
    assert said.rstrip().endswith("coursekit is ready.\nsuccess True")


def assert_one_sentence(said):
    """No error behind an error, no frame but the cell's, and the sentence comes last."""
    assert "success False" in said
    assert said.count("Traceback") == 1
    assert "During handling" not in said
    assert said.count("\nCell In") + said.count("<ipython-input") == 1
    sentence = said.split("\nRuntimeError: ")[1].split("success False")[0]
    assert "go online, restart the kernel and run me again" in sentence
    assert len(sentence.strip().splitlines()) == 1


@pytest.mark.parametrize("where", ["here", "colab"])
def test_where_pip_fails_one_sentence_says_what_to_do(tmp_path, where):
    source = "https://files.example.org/coursekit_dl-0.1.0-py3-none-any.whl"
    assert_one_sentence(run_without_coursekit(setup_source(source), tmp_path, where, "yes"))


def test_offline_pip_itself_fails_and_the_sentence_comes_last(tmp_path):
    source = "http://127.0.0.1:9/coursekit_dl-0.1.0-py3-none-any.whl"  # nothing listens there
    environ = {"PIP_RETRIES": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    said = run_without_coursekit(setup_source(source), tmp_path, fails="real", **environ)
    assert "ERROR: Could not install packages" in said
    assert_one_sentence(said)


def test_a_package_that_coursekit_lacks_is_not_taken_for_coursekit(tmp_path):
    """Before, any import that failed inside coursekit was told as "coursekit is missing"."""
    (tmp_path / "coursekit").mkdir()
    (tmp_path / "coursekit" / "__init__.py").write_text("import a_package_that_it_needs\n")
    source = setup_source("https://files.example.org/coursekit_dl-0.1.0-py3-none-any.whl")
    said = run_without_coursekit(source, tmp_path, PYTHONPATH=str(tmp_path))
    assert "No module named 'a_package_that_it_needs'" in said
    assert "\nRuntimeError: " not in said


def test_a_bare_folder_of_that_name_is_not_taken_for_coursekit(tmp_path):
    """Python finds a package without `__init__` in it, as where students unpack files."""
    (tmp_path / "coursekit").mkdir()
    source = setup_source("http://127.0.0.1:9/coursekit_dl-0.1.0-py3-none-any.whl")
    script = WITHOUT_COURSEKIT.replace('sys.modules["coursekit"] = None', SEES_ONLY_THE_FOLDER)
    said = run_without_coursekit(source, tmp_path, fails="yes", script=script)
    assert said.startswith("a folder\nInstalling coursekit from http://127.0.0.1:9/")
    assert_one_sentence(said)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "git+https://git.example.org/maths/course.git",
        "git+ssh://git@git.example.org/maths/course.git@main",
        "https://files.example.org/coursekit_dl-0.1.0-py3-none-any.whl",
        "/srv/course/coursekit_dl-0.1.0-py3-none-any.whl",
        "coursekit-dl[grade] @ git+https://git.example.org/maths/course.git",
    ],
)
def test_an_address_is_stamped_and_read_back(source):
    assert read_source(setup_source(source)) == source
    assert is_setup_cell(setup_source(source))


@pytest.mark.parametrize("source", ["", "git+https://git.example.org/maths/course.git"])
def test_an_earlier_text_is_known_by_its_stamp(source):
    """Copies from before the title have another first line, and are stamped anew."""
    earlier = (
        "# Run me first. I install coursekit only where it is missing.\n"
        f'INSTALL_FROM = "{source}"\nif not find_spec("coursekit"):'
    )
    assert is_setup_cell(earlier)
    assert read_source(earlier) == source


@pytest.mark.parametrize(
    "source",
    [
        "coursekit",
        "coursekit-dl",
        "coursekit==0.1",
        "numpy git+https://git.example.org/a.git",
        'https://a.example.org/"; import os #.whl',
        "git+https://git.example.org/$HOME",
        "https://a.example.org/a.whl\nimport os",
    ],
)
def test_a_name_of_an_index_or_a_quote_is_refused(source):
    with pytest.raises(AuthoringError, match="--source"):
        setup_source(source)
