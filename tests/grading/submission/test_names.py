import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.grading.submission.names import Claim, claim, clean, name_keys, platform_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abcd12", "abcd12"),
        ("a\x00b\x07c\x1b[31m", "abc"),
        ("a\u202eb\u200bc\ufeffd\u2066", "abcd"),
        ("  a \t\r\n b ", "a b"),
        ("Zoe\u0308", "Zoë"),
        ("a\udcff", "a�"),
        ("\u0085\u2028\u2029", ""),
    ],
)
def test_names_are_cleaned(text, shown):
    assert clean(text) == shown


def test_long_names_stay_apart():
    names = {clean("x" * 300 + end) for end in "abc"}
    assert len(names) == 3
    assert {len(name) for name in names} == {120}


@given(st.text(st.characters(), max_size=50))
def test_a_clean_name_is_clean_and_can_be_written(text):
    once = clean(text)
    assert clean(once) == once
    assert "\n" not in once
    once.encode()


@pytest.mark.parametrize(
    ("platform", "name", "expected"),
    [
        (
            "moodle",
            "Jane Doe_412_assignsubmission_file_",
            Claim(("412",), "Jane Doe", platform="moodle"),
        ),
        (
            "moodle",
            "Ann_Lee_412_assignsubmission_file",
            Claim(("412",), "Ann_Lee", platform="moodle"),
        ),
        (
            "moodle",
            "Jane Doe_412_assignsubmission_file_x_9_assignsubmission_file_y.ipynb",
            Claim(("412",), "Jane Doe", platform="moodle"),
        ),
        (
            "canvas",
            "doejane_1001_2001_my_file_3.ipynb",
            Claim(("1001",), "doejane", (2001,), platform="canvas"),
        ),
        (
            "canvas",
            "doejane_LATE_1001_2001_f-2.ipynb",
            Claim(("1001",), "doejane", (2001,), late=True, platform="canvas"),
        ),
        (
            "blackboard",
            "Sheet_2_ab_cd_attempt_2026-11-20-10-00-05_x.ipynb",
            Claim(
                ("cd", "ab_cd", "2_ab_cd", "Sheet_2_ab_cd"),
                attempt=(20261120100005,),
                platform="blackboard",
            ),
        ),
        (
            "blackboard",
            "S_abcd12_attempt_2026-11-20-10-00-05.txt",
            Claim(("abcd12", "S_abcd12"), attempt=(20261120100005,), platform="blackboard"),
        ),
        (
            "blackboard",
            "S_abcd12_attempt_2026-11-20-10-00-05_eve_attempt_2030-01-01-00-00-00_x.ipynb",
            Claim(("abcd12", "S_abcd12"), attempt=(20261120100005,), platform="blackboard"),
        ),
        ("plain", "abcd12.ipynb", Claim(("abcd12",))),
        ("plain", "abcd12 (2).ipynb", Claim(("abcd12",), attempt=(2,))),
        ("plain", "abcd12(11).ipynb", Claim(("abcd12",), attempt=(11,))),
        ("plain", "first.last.ipynb", Claim(("first.last",))),
        ("plain", "...ipynb", None),
        ("plain", "\u200b.ipynb", None),
        ("plain", "(2).ipynb", Claim(("(2)",))),
        ("canvas", "abcd12.ipynb", Claim(("abcd12",))),
    ],
)
def test_whose_a_file_is(platform, name, expected):
    assert claim(name, platform, folder=name.endswith(("file_", "file"))) == expected


def test_what_a_student_adds_to_a_name_makes_it_no_other_platforms():
    canvas = ["doejane_1_11_x.ipynb", "roeno_2_12_y.ipynb"]
    spoofed = "eve_3_13_S_doejane_attempt_2030-01-01-00-00-00_x.ipynb"
    assert platform_of([*canvas, spoofed]) == "canvas"
    assert claim(spoofed, "canvas").ids == ("3",)
    spoofed = "eve_3_13_Jane_1_assignsubmission_file_x.ipynb"
    assert platform_of([*canvas, spoofed]) == "canvas"
    assert claim(spoofed, "canvas").ids == ("3",)


def test_the_download_decides_on_the_platform():
    assert platform_of([]) == "plain"
    assert platform_of(["a.ipynb", "b.ipynb", "doejane_1_11_x.ipynb"]) == "plain"
    assert platform_of(["Jane_1_assignsubmission_file_", "index.html"]) == "moodle"


def test_a_name_of_numbers_without_end_is_read_in_time():
    name = "a_" + "1" * 5000 + "_" + "2" * 5000 + "_x.ipynb"
    assert len(claim(name, "canvas").id) == 30


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane Doe", "Doe, Jane"),
        ("José María Ñandú", "nandujosemaria"),
        ("Ana María López García", "lopezgarciaanamaria"),
        ("Müller-Lüdenscheidt, Ole", "OLE MULLER LUDENSCHEIDT"),
    ],
)
def test_persons_are_the_same_whatever_the_order_of_their_names(one, other):
    assert name_keys(one) & name_keys(other)
    assert not name_keys(one) & name_keys("Jane Roe")
