"""Whatever the shape of a download, each student's work is found and nobody's is lost."""

import pytest
from support.handed_in import notebook, write, write_zip

from coursekit.grading.errors import GradingError
from coursekit.grading.submission import Roster, Student, collect

CLASS = Roster(
    [
        Student("abcd12", "Jane Doe", "jane@x.edu"),
        Student("efgh34", "Richard Roe"),
        Student("ijkl56", "Mary Major"),
    ]
)


def found(class_):
    """Return what each student's notebook says, or the fault."""
    return {
        read.student: read.fault or "; ".join(cell.source for cell in read.cells) for read in class_
    }


def as_folder(tmp_path, files):
    return write(tmp_path / "class", files)


def as_zip(tmp_path, files):
    return write_zip(tmp_path / "download.zip", files)


def as_zip_of_folder(tmp_path, files):
    return write_zip(tmp_path / "download.zip", {f"work/{name}": files[name] for name in files})


def as_folder_of_folder(tmp_path, files):
    return write(tmp_path / "class" / "work", files).parent


PLACES = [as_folder, as_zip, as_zip_of_folder, as_folder_of_folder]

DOWNLOADS = {
    "plain": {"abcd12.ipynb": "x = 1", "efgh34.ipynb": "y = 2"},
    "folders": {"abcd12/02_rules.ipynb": "x = 1", "efgh34/02_rules.ipynb": "y = 2"},
    "moodle": {
        "Jane Doe_412_assignsubmission_file_/02_rules.ipynb": "x = 1",
        "Richard Roe_413_assignsubmission_file_/my work.ipynb": "y = 2",
        "Richard Roe_413_assignsubmission_onlinetext_/onlinetext.html": b"<p>Hello",
    },
    "moodle, flat": {
        "Jane Doe_412_assignsubmission_file_02_rules.ipynb": "x = 1",
        "Richard Roe_413_assignsubmission_file_efgh34.ipynb": "y = 2",
    },
    "canvas": {
        "doejane_1001_2001_02_rules.ipynb": "x = 1",
        "roerichard_LATE_1002_2002_02_rules-1.ipynb": "y = 2",
    },
    "blackboard": {
        "Sheet_2_abcd12_attempt_2026-11-20-10-00-05_02_rules.ipynb": "x = 1",
        "Sheet_2_abcd12_attempt_2026-11-20-10-00-05.txt": b"Name: Jane Doe",
        "Sheet_2_efgh34_attempt_2026-11-20-10-00-06_02_rules.ipynb": "y = 2",
    },
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("platform", DOWNLOADS)
def test_every_download_in_every_wrapping_with_a_roster(tmp_path, place, platform):
    class_ = collect(place(tmp_path, DOWNLOADS[platform]), roster=CLASS)
    assert found(class_) == {"abcd12": "x = 1", "efgh34": "y = 2"}
    assert class_.missing == (CLASS.students[2],)
    assert class_.unlisted == ()
    assert [class_.name_of(student) for student in class_.students] == ["Jane Doe", "Richard Roe"]


@pytest.mark.parametrize(
    ("platform", "ids"),
    [
        ("plain", ["abcd12", "efgh34"]),
        ("folders", ["abcd12", "efgh34"]),
        ("moodle", ["412", "413"]),
        ("canvas", ["1001", "1002"]),
        ("blackboard", ["abcd12", "efgh34"]),
    ],
)
@pytest.mark.parametrize("place", PLACES)
def test_without_a_roster_the_platforms_own_ids_are_taken(tmp_path, place, platform, ids):
    class_ = collect(place(tmp_path, DOWNLOADS[platform]))
    assert list(found(class_)) == ids
    assert class_.missing == ()


def test_a_zip_a_student_in_a_folder_or_one_by_one(tmp_path):
    for student, source in (("abcd12", "x = 1"), ("efgh34", "y = 2")):
        files = {"work/02_rules.ipynb": source, "work/data.csv": b"1"}
        write_zip(tmp_path / f"{student}.zip", files)
    expected = {"abcd12": "x = 1", "efgh34": "y = 2"}
    assert found(collect(tmp_path)) == expected
    assert found(collect(sorted(tmp_path.glob("*.zip")))) == expected
    assert next(read.source for read in collect(tmp_path)) == "abcd12.zip/work/02_rules.ipynb"


def test_zips_inside_a_moodle_folder(tmp_path):
    top = tmp_path / "Jane Doe_412_assignsubmission_file_"
    top.mkdir()
    write_zip(top / "work.zip", {"a.ipynb": "x = 1"})
    assert found(collect(tmp_path)) == {"412": "x = 1"}


@pytest.mark.parametrize(
    ("files", "students"),
    [
        ({"02_rules.ipynb": "x", "01_derivatives.ipynb": "y"}, ["s1"]),
        ({"work.ipynb": "x", "helper.py": b"y = 1"}, ["s1"]),
        ({"a1.ipynb": "x", "a2.ipynb": "y"}, ["a1", "a2"]),
        ({"a1/02_rules.ipynb": "x", "a2/02_rules.ipynb": "y"}, ["a1", "a2"]),
        ({"doejane_1_2_a.ipynb": "x"}, ["1"]),
    ],
)
def test_whether_a_zip_is_one_students_or_a_class(tmp_path, files, students):
    assert list(found(collect(write_zip(tmp_path / "s1.zip", files)))) == students


def test_single_notebooks(tmp_path):
    write(tmp_path, {"abcd12.ipynb": "x = 1", "efgh34.py": b"# %%\ny = 2\n", "n.txt": b""})
    assert found(collect(tmp_path / "abcd12.ipynb")) == {"abcd12": "x = 1"}
    both = collect([tmp_path / "abcd12.ipynb", str(tmp_path / "efgh34.py")])
    assert found(both) == {"abcd12": "x = 1", "efgh34": "y = 2"}
    with pytest.raises(GradingError, match="neither a notebook"):
        collect(tmp_path / "n.txt")
    with pytest.raises(GradingError, match="no file or folder"):
        collect(tmp_path / "none.ipynb")
    with pytest.raises(GradingError, match="at least one"):
        collect([])


def test_single_files_of_one_download_decide_together_whose_they_are(tmp_path):
    write(
        tmp_path,
        {
            "doejane_1_11_x.ipynb": "x = 1",
            "eve_3_13_Jane_1_assignsubmission_file_x.ipynb": "forged",
            "roeno_2_12_y.ipynb": "y = 2",
        },
    )
    assert found(collect(sorted(tmp_path.iterdir()))) == {"1": "x = 1", "2": "y = 2", "3": "forged"}


def test_nothing_to_grade_says_what_was_there(tmp_path):
    write(tmp_path, {"readme.txt": b"", "marks.csv": b""})
    with pytest.raises(GradingError, match=r"no notebook to grade; marks\.csv is no notebook"):
        collect(tmp_path)
    class_ = collect(tmp_path, roster=CLASS)
    assert len(class_) == 0
    assert class_.missing == CLASS.students


def test_what_lies_beside_the_notebooks_of_a_class_is_told(tmp_path):
    write(tmp_path, {"abcd12.ipynb": "x = 1", "notes.txt": b"", "merge.py": b"x", "old.7z": b""})
    class_ = collect(tmp_path)
    assert [str(problem) for problem in class_.problems] == [
        "merge.py is a script beside notebooks",
        "notes.txt is no notebook",
        "old.7z is an archive that is not looked into: unpack it, and grade the folder",
    ]
    assert "old" in class_.students  # somebody may have handed it in


def test_who_handed_in_no_notebook_is_told_so_and_still_recorded(tmp_path):
    write(
        tmp_path,
        {
            "Jane Doe_412_assignsubmission_file_/scan.pdf": b"%PDF",
            "Richard Roe_413_assignsubmission_file_/a.ipynb": "y = 2",
            "Richard Roe_413_assignsubmission_file_/scan.pdf": b"%PDF",
        },
    )
    assert found(collect(tmp_path, roster=CLASS)) == {
        "abcd12": "No notebook was handed in, but Jane Doe_412_assignsubmission_file_/scan.pdf.",
        "efgh34": "y = 2",
    }


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        ({"a.ipynb": "1", "b.ipynb": "2"}, "a.ipynb"),
        ({"x2.ipynb": "1", "x10.ipynb": "2"}, "x10.ipynb"),
        ({"02_rules.ipynb": "1", "02_rules (1).ipynb": "2"}, "02_rules (1).ipynb"),
        ({"02_rules-1.ipynb": "1", "02_rules-2.ipynb": "2"}, "02_rules-2.ipynb"),
        ({"zz.py": b"x = 1", "a.ipynb": "2"}, "a.ipynb"),
        ({"sub/x9.ipynb": "1", "x1.ipynb": "2"}, "x1.ipynb"),
        ({"a.ipynb": "1", "my 02_rules.ipynb": "2"}, "my 02_rules.ipynb"),
        ({"01_derivatives 9.ipynb": "1", "work.ipynb": "2"}, "work.ipynb"),
        ({"01_derivatives.ipynb": "1"}, "01_derivatives.ipynb"),
        ({"b.ipynb": "{", "a.ipynb": b"", "c.ipynb": "3"}, "b.ipynb"),
        ({"a.ipynb": b"", "c.ipynb": "3"}, "c.ipynb"),
        ({"a.ipynb": b"{", "c.ipynb": b""}, "a.ipynb"),
    ],
)
def test_of_several_files_of_one_student_the_best_counts(tmp_path, files, chosen):
    write(tmp_path / "class" / "abcd12", files)
    write(tmp_path / "class" / "efgh34", {"x.ipynb": "other"})
    read = next(iter(collect(tmp_path / "class", sheet="02_rules")))
    assert read.source == f"abcd12/{chosen}"
    for name in files:
        if name != chosen:
            assert any(f"abcd12/{name}" in note for note in read.notes)


def test_the_newest_attempt_counts_however_its_file_is_called(tmp_path):
    names = [
        "S_abcd12_attempt_2026-11-19-10-00-00_02_rules 99.ipynb",
        "S_abcd12_attempt_2026-11-20-10-00-00_a.ipynb",
        "S_abcd12_attempt_2026-11-20-09-00-00_02_rules.ipynb",
    ]
    write(tmp_path, {name: name for name in names})
    (read,) = collect(tmp_path, sheet="02_rules")
    assert read.cells[0].source == names[1]
    assert "3 files" not in read.notes[0]
    assert read.notes[0].startswith("Several files were handed in")


def test_on_canvas_the_newest_upload_counts_and_helpers_do_not(tmp_path):
    names = ["doejane_1_20_a.ipynb", "doejane_1_21_b.ipynb", "doejane_1_22_helper.py"]
    write(tmp_path, {name: name for name in names})
    (read,) = collect(tmp_path)
    assert read.source == names[1]


def test_of_several_places_the_last_counts(tmp_path):
    write(tmp_path, {"first/abcd12.ipynb": "1", "second/abcd12.ipynb": "2", "second/x.ipynb": "3"})
    class_ = collect([tmp_path / "first", tmp_path / "second"])
    assert found(class_) == {"abcd12": "2", "x": "3"}
    assert next(read.source for read in class_) == "second/abcd12.ipynb"


def test_case_does_not_make_another_student(tmp_path):
    write(tmp_path, {"a/ABCD12.ipynb": "1", "b/abcd12.ipynb": "2"})
    assert found(collect([tmp_path / "a", tmp_path / "b"])) == {"ABCD12": "2"}


def test_a_manifest_says_whose_files_are(tmp_path):
    write(tmp_path, {"x.ipynb": "1", "sub/y.ipynb": "2", "s/z.ipynb": "3", "other.txt": b""})
    manifest = {"x.ipynb": "abcd12", "sub": "efgh34", "s/z.ipynb": "new", "gone.ipynb": "ijkl56"}
    class_ = collect(tmp_path, manifest=manifest, roster=CLASS)
    assert found(class_) == {"abcd12": "1", "efgh34": "2", "new": "3"}
    assert "gone.ipynb stands in the manifest and was not handed in" in map(str, class_.problems)
    assert [student.id for student in class_.missing] == ["ijkl56"]


def test_who_is_not_on_the_roster_is_graded_all_the_same(tmp_path):
    write(tmp_path, {"abcd12.ipynb": "1", "zz99.ipynb": "2"})
    class_ = collect(tmp_path, roster=CLASS)
    assert found(class_) == {"abcd12": "1", "zz99": "2"}
    assert class_.unlisted == ("zz99",)
    assert [read.notes for read in class_] == [(), ("The student is not on the roster.",)]


def test_a_platforms_number_never_becomes_another_student(tmp_path):
    roster = Roster([Student("1001", "José Ñandú"), Student("1002", "Jane Doe")])
    write(tmp_path, {"doejane_1001_5_x.ipynb": "1", "nobody_1002_6_x.ipynb": "2"})
    class_ = collect(tmp_path, roster=roster)
    assert found(class_) == {"1002": "1", "nobody 1002": "2"}
    assert class_.unlisted == ("nobody 1002",)


def test_a_name_that_fits_several_students_is_for_the_instructor(tmp_path):
    roster = Roster([Student("a1", "Jane Doe"), Student("a2", "Doe Jane")])
    write(tmp_path, {"doejane_7_5_x.ipynb": "1"})
    class_ = collect(tmp_path, roster=roster)
    (read,) = class_
    assert read.student == "7"
    assert "could be of several students (a1, a2)" in str(class_.problems[0])
    assert not any("a1" in note for note in read.notes)  # a student reads the notes


def test_times_are_the_platforms_and_nobody_elses(tmp_path):
    place = write_zip(tmp_path / "c.zip", DOWNLOADS["moodle"])  # its members say 1980
    times = tmp_path / "times.csv"
    times.write_text(
        "Identifier,Last modified (submission)\nParticipant 412,2026-11-20 10:00Z\n"
        "Participant 999,2026-11-20 10:00Z\n"
    )
    class_ = collect(place, submitted=times)
    assert [read.submitted for read in class_] == [1_795_168_800.0, None]
    assert class_.times == {"412": 1_795_168_800.0}
    assert "names 1 students of whom nothing was found: 999" in str(class_.problems[-1])
    assert [bool(read.notes) for read in class_] == [False, True]
    by_mail = collect(place, roster=CLASS, submitted={"JANE@x.edu": 5.0})
    assert by_mail.times == {"abcd12": 5.0}


def test_the_mark_late_is_told(tmp_path):
    write(tmp_path, DOWNLOADS["canvas"])
    notes = {read.student: read.notes for read in collect(tmp_path, roster=CLASS)}
    assert notes == {"abcd12": (), "efgh34": ("The learning platform marks it as late.",)}


def test_hostile_names_come_out_clean(tmp_path):
    name = "=cmd|' \x1b]0;title\x07<script>\u202e\u200d.ipynb"
    write(tmp_path, {name: "x"})
    (read,) = collect(tmp_path)
    assert read.student == "=cmd|' <script>"
    assert read.source == "=cmd|' <script>.ipynb"


@pytest.mark.parametrize("language", ["R", "julia"])
def test_another_kernel_is_noted_and_the_cells_are_delivered(tmp_path, language):
    raw = notebook("x = 1", metadata={"kernelspec": {"language": language}})
    write(tmp_path, {"abcd12.ipynb": raw})
    (read,) = collect(tmp_path)
    assert (read.fault, len(read.cells)) == (None, 1)
    assert read.notes == (f"The notebook is for {language}; it is run as Python.",)


@pytest.mark.parametrize(
    "name", ["02_rules_abcd12", "02_RULES-abcd12", "abcd12_02_rules", "abcd12 02_rules (1)"]
)
def test_the_sheets_name_is_no_part_of_an_id(tmp_path, name):
    place = write(tmp_path, {f"{name}.ipynb": "x = 1", "efgh34.ipynb": "y = 2"})
    assert found(collect(place)) == {"abcd12": "x = 1", "efgh34": "y = 2"}


def test_a_file_that_is_named_after_its_sheet_only_keeps_that_name(tmp_path):
    place = write(tmp_path, {"02_rules.ipynb": "x = 1", "efgh34.ipynb": "y = 2"})
    assert found(collect(place)) == {"02_rules": "x = 1", "efgh34": "y = 2"}


def test_a_roster_of_another_class_is_refused(tmp_path):
    place = write(tmp_path, {"zz1.ipynb": "x = 1", "zz2.ipynb": "y = 2"})
    with pytest.raises(GradingError, match=r"none of the 2 who handed in is on the roster .*zz1"):
        collect(place, roster=CLASS)
