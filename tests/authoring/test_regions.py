import pytest

from coursekit.authoring.errors import AuthoringError
from coursekit.authoring.regions import bound_names, find_regions, stub_out


def test_a_region_in_a_def_becomes_an_ellipsis_at_its_own_indentation():
    source = (
        "def f(x):\n"
        '    """Docstring."""\n'
        "    if x > 0:\n"
        "        # BEGIN SOLUTION\n"
        "        y = x\n"
        "\n"
        "        return y\n"
        "        # END SOLUTION\n"
        "    return 0.0"
    )
    assert stub_out(source) == (
        'def f(x):\n    """Docstring."""\n    if x > 0:\n        ...\n    return 0.0'
    )


def test_a_region_at_the_top_level_keeps_every_name_that_it_binds():
    source = (
        "# BEGIN SOLUTION\n_half = 0.5\na, b = 1, 2\na = 3\n\n"
        "@property\ndef f(x, *, h=1e-3):\n    return x\n# END SOLUTION"
    )
    assert stub_out(source) == "a = ...\nb = ...\ndef f(x, *, h=0.001):\n    ..."


def test_several_regions_of_a_cell_are_all_replaced():
    source = (
        "# BEGIN SOLUTION\na = 1\n# END SOLUTION\n# between\n"
        "def f(x):\n    # BEGIN SOLUTION\n    return x\n    # END SOLUTION\n"
    )
    assert stub_out(source) == "a = ...\n# between\ndef f(x):\n    ..."
    assert [region.names for region in find_regions(source)] == [("a",), ("f",)]


def test_a_cell_without_regions_stays_as_it_is():
    assert stub_out("x = 1  # BEGIN SOLUTION of nothing") == "x = 1  # BEGIN SOLUTION of nothing"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("# BEGIN SOLUTION\na = 1", "line 1 never ends"),
        ("a = 1\n# END SOLUTION", "line 2 ends a solution that never began"),
        ("# BEGIN SOLUTION\n# BEGIN SOLUTION\na = 1\n# END SOLUTION", "line 2 begins"),
        ("# BEGIN SOLUTION\n# only a comment\n# END SOLUTION", "hides no code"),
        ("# BEGIN SOLUTION\nprint(1)\n# END SOLUTION", "binds no name"),
        ("# BEGIN SOLUTION\n_a = 1\n# END SOLUTION", "binds no name"),
        ("for i in [1]:\n    # BEGIN SOLUTION\n    a = i\n    # END SOLUTION", "in no def"),
        ("# BEGIN SOLUTION\na = = 1\n# END SOLUTION", "not Python"),
    ],
)
def test_a_faulty_region_is_refused_with_its_line(source, told):
    with pytest.raises(AuthoringError, match=told):
        find_regions(source)


def test_names_bound_inside_functions_and_by_imports_do_not_count():
    source = "%matplotlib inline\nimport numpy as np\nx = [i for i in y]\nf = lambda z: (w := z)"
    assert bound_names(source) == ["x", "f"]
