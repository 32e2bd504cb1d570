"""Executing twice gives the same bytes; what cannot be repeated is refused with its cell."""

import nbformat
import pytest

from coursekit.authoring.errors import RefusalError
from coursekit.authoring.execute import execute, main, normalise, refuse_unrepeatable
from coursekit.authoring.notebook_file import dump, read


@pytest.fixture
def notebook_with(tmp_path):
    def write(*sources):
        cells = [
            nbformat.v4.new_code_cell(source, id=f"cell-{number}")
            for number, source in enumerate(sources, 1)
        ]
        path = tmp_path / "n.ipynb"
        path.write_bytes(dump(nbformat.v4.new_notebook(cells=cells)))
        return path

    return write


def test_executing_twice_gives_the_same_bytes(notebook_with):
    path = notebook_with(
        "import os, sys\nimport ipywidgets\nprint(os.environ['COURSEKIT_STATE'])\nprint('b')",
        "from IPython.display import display, Image\n"
        "display({'image/png': 'iVBORw0=', 'text/plain': 'a picture'}, raw=True)",
        "ipywidgets.IntSlider()",
        "sorted({'b', 'a'}), hash('a') % 7",
    )
    assert execute(path)
    first = path.read_bytes()
    assert not execute(path)
    assert path.read_bytes() == first
    notebook = read(path)
    assert notebook.cells[0].outputs[0].text == "memory\nb\n"
    assert list(notebook.cells[1].outputs[0].data) == ["image/png", "text/plain"]
    assert list(notebook.cells[2].outputs[0].data) == ["text/plain"]
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert all(cell.metadata == {} for cell in notebook.cells)


def test_the_kernel_is_this_interpreter(notebook_with):
    import sys

    path = notebook_with(f"import sys\nassert sys.executable == {sys.executable!r}")
    assert execute(path)


def test_a_failing_cell_is_named_and_the_file_left_alone(notebook_with, capsys):
    path = notebook_with("a = 1", "a / 0", "a = 2")
    before = path.read_bytes()
    assert main([str(path)]) == 1
    told = capsys.readouterr().err
    assert "n.ipynb: cell 2 (cell-2: a / 0) raised ZeroDivisionError: division by zero" in told
    assert path.read_bytes() == before


def test_a_dead_kernel_is_told(notebook_with):
    path = notebook_with("a = 1", "import os\nos._exit(3)")
    with pytest.raises(RefusalError, match=r"cell 2 .* killed the kernel"):
        execute(path)


def output(kind, **fields):
    return nbformat.v4.new_output(kind, **fields)


def shown(*outputs):
    cell = nbformat.v4.new_code_cell("show()", id="shown", outputs=list(outputs))
    return nbformat.v4.new_notebook(cells=[cell])


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        (output("stream", name="stderr", text="UserWarning: x"), "writes to stderr: UserWarning"),
        (output("stream", text="<f at 0x7f52ab41c0d0>"), "0x7f52ab41c0d0"),
        (output("stream", text="saved /home/ada/course/a.txt"), "/home/ada/course/a.txt"),
        (output("stream", text=r"C:\Users\ada\a.txt"), "Users"),
        (output("display_data", data={"text/html": "<b>/tmp/ipykernel_1</b>"}), "/tmp/ipykernel_1"),
        (output("error", ename="E", evalue="e", traceback=["File /Users/ada/x.py"]), "/Users/ada"),
    ],
)
def test_what_differs_elsewhere_is_refused(planted, told, tmp_path):
    with pytest.raises(RefusalError, match=r"cell 1 \(shown") as caught:
        refuse_unrepeatable(shown(planted), tmp_path)
    assert told in str(caught.value)


def test_the_notebooks_own_folder_is_refused_wherever_it_is(tmp_path, monkeypatch):
    text = f"reading {tmp_path}/data.csv"
    with pytest.raises(RefusalError, match="another machine"):
        refuse_unrepeatable(shown(output("stream", text=text)), tmp_path)


def test_ordinary_outputs_pass(tmp_path):
    refuse_unrepeatable(
        shown(
            output("stream", text="0x1f and a/b and 3.14 at ../exercises"),
            output("display_data", data={"image/png": "/tmp/AAAA0x7f52ab41c0d0"}),
        ),
        tmp_path,
    )


def test_streams_that_were_cut_differently_are_saved_alike():
    cut = shown(output("stream", text="a\n"), output("stream", text="b\n"))
    whole = shown(output("stream", text="a\nb\n"))
    assert dump(normalise(cut)) == dump(normalise(whole))


def test_stderr_is_not_joined_to_stdout():
    two = shown(output("stream", text="a"), output("stream", name="stderr", text="b"))
    assert [o.name for o in normalise(two).cells[0].outputs] == ["stdout", "stderr"]


def test_a_missing_file_is_one_line(tmp_path, capsys):
    assert main([str(tmp_path / "none.ipynb")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_persons_own_matplotlibrc_does_not_show(notebook_with, tmp_path, monkeypatch):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "matplotlibrc").write_text("font.size: 31\n")
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "own"))
    path = notebook_with("import matplotlib\nprint(matplotlib.rcParams['font.size'])")
    assert execute(path)
    assert read(path).cells[0].outputs[0].text == "10.0\n"


def test_a_file_that_cannot_be_written_is_told(notebook_with, monkeypatch, capsys):
    def refuse(path, _content):
        raise OSError(30, "Read-only file system", str(path))

    monkeypatch.setattr("coursekit.authoring.execute.write_atomic", refuse)
    assert main([str(notebook_with("a = 1"))]) == 1
    assert "n.ipynb cannot be written (Read-only file system)" in capsys.readouterr().err
