import pytest

from coursekit.grading.errors import GradingError
from coursekit.grading.submission import Roster, Student, read_manifest, read_roster, read_submitted
from coursekit.grading.submission.names import claim


def file(tmp_path, content, name="list.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        "id,name,email\nabcd12,Jane Doe,jane@x.edu\nefgh34,Richard Roe,\n",
        "abcd12,Jane Doe,jane@x.edu\nefgh34,Richard Roe,\n",
        "E-Mail;Full name;Username\njane@x.edu;Jane Doe;abcd12\n;Richard Roe;efgh34\n",
        (
            "Student\tID\tSIS Login ID\temail\n   Points\t\t\t\nJane Doe\t7\tabcd12\tjane@x.edu\n"
            "Richard Roe\t8\tefgh34\t\n"
        ),
        (
            "Last name,First name,Login,Email address\nDoe,Jane,abcd12,jane@x.edu\n"
            "Roe,Richard,efgh34,\n\n\n"
        ),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_rosters_of_many_kinds(tmp_path, content, encoding):
    roster = read_roster(file(tmp_path, content.encode(encoding)))
    assert list(roster) == [
        Student("abcd12", "Jane Doe", "jane@x.edu"),
        Student("efgh34", "Richard Roe"),
    ]


def test_every_column_is_kept_for_the_export(tmp_path):
    roster = read_roster(file(tmp_path, "id,name,Section\nabcd12,Jane Doe,B 2\n"))
    assert roster.students[0].columns["Section"] == "B 2"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is empty"),
        ("id,name\na,Jane\nA,John\n", "the id A in lines 2 and 3"),
        ("name,email\nJane,x\n", "none of them is an id"),
        ("id,name\n,Jane\n", "names no student"),
        ('id,name\na,"' + "x" * 200_000, "line 2"),
        (b"x" * 2000, "larger than"),
    ],
)
def test_rosters_that_make_no_sense_are_refused(tmp_path, content, says):
    with pytest.raises(GradingError, match=says):
        read_roster(file(tmp_path, content), limit=1000 if content == b"x" * 2000 else 10**6)


def test_a_roster_that_is_not_there(tmp_path):
    with pytest.raises(GradingError, match="there is no file"):
        read_roster(tmp_path / "none.csv")
    with pytest.raises(GradingError, match="cannot be read"):
        read_roster(tmp_path)


CLASS = Roster(
    [
        Student("abcd12", "Jane Doe", "jane.doe@x.edu"),
        Student("efgh34", "Richard Roe", "rr@x.edu", {"Identifier": "Participant 412"}),
        Student("1001", "José Ñandú"),
        Student("ij5", "Jane Smith"),
        Student("kl6", "Smith Jane"),
    ]
)


@pytest.mark.parametrize(
    ("name", "platform", "student"),
    [
        ("abcd12.ipynb", "plain", "abcd12"),
        ("ABCD12.ipynb", "plain", "abcd12"),
        ("jane.doe@x.edu.ipynb", "plain", "abcd12"),
        ("jane.doe.ipynb", "plain", "abcd12"),
        ("Doe, Jane.ipynb", "plain", "abcd12"),
        ("02_rules_abcd12.ipynb", "plain", "abcd12"),
        ("abcd12-rules (3).ipynb", "plain", "abcd12"),
        ("xabcd12.ipynb", "plain", None),
        ("abcd12_efgh34.ipynb", "plain", None),
        ("Jane Smith.ipynb", "plain", None),
        ("doejane_7_8_x.ipynb", "canvas", "abcd12"),
        # 1001 is Canvas' own number of Jane Doe, and by chance another student's id.
        ("doejane_1001_8_x.ipynb", "canvas", "abcd12"),
        ("nandujose_1001_8_x.ipynb", "canvas", "1001"),
        ("nobody_1001_8_x.ipynb", "canvas", None),
        ("nobody_7_8_abcd12.ipynb", "canvas", None),
        ("Richard Roe_412_assignsubmission_file_", "moodle", "efgh34"),
        ("Jane Doe_412_assignsubmission_file_", "moodle", "abcd12"),
        ("Participant_412_assignsubmission_file_", "moodle", None),
        ("S_ab_abcd12_attempt_2026-11-20-10-00-05_x.ipynb", "blackboard", "abcd12"),
        ("S_abcd12_eve_attempt_2026-11-20-10-00-05_x.ipynb", "blackboard", None),
    ],
)
def test_whom_a_name_means(name, platform, student):
    found = CLASS.match(claim(name, platform, folder=platform == "moodle")).student
    assert (found.id if found else None) == student


def test_who_fits_several_is_told():
    assert CLASS.match(claim("Jane Smith.ipynb", "plain")).several == ("ij5", "kl6")


def test_an_id_comes_before_another_students_e_mail():
    roster = Roster([Student("anna", email="x@x.edu"), Student("b7", email="anna@x.edu")])
    assert roster.find("anna").id == "anna"
    assert roster.find("anna@x.edu").id == "b7"
    assert roster.find("nobody") is None


def test_manifests(tmp_path):
    expected = {"a/x.ipynb": "abcd12", "b.ipynb": "efgh34"}
    csv_text = "file,id\na\\x.ipynb,abcd12\nb.ipynb,efgh34\n"
    assert read_manifest(file(tmp_path, csv_text)) == expected
    assert read_manifest(file(tmp_path, csv_text.partition("\n")[2])) == expected
    json_text = '{"a/x.ipynb": "abcd12", "b.ipynb": "efgh34"}'
    assert read_manifest(file(tmp_path, json_text, "m.json")) == expected


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("m.json", "[1]", "must be an object"),
        ("m.json", '{"a": 1}', "must be an object"),
        ("m.json", "[" * 100_000, "not JSON"),
        ("m.csv", "a.ipynb\n", "no pair"),
        ("m.csv", "a.ipynb,\n", "empty"),
        ("m.csv", "a.ipynb,x\na.ipynb,y\n", "two students"),
    ],
)
def test_manifests_that_make_no_sense(tmp_path, name, content, says):
    with pytest.raises(GradingError, match=says):
        read_manifest(file(tmp_path, content, name))


def test_times(tmp_path):
    text = (
        "Username;Last modified (submission)\nabcd12;20 November 2026, 11:59 PM\n"
        "abcd12;2026-11-21 00:00Z\nefgh34;-\n"
    )
    assert read_submitted(file(tmp_path, text)) == {"abcd12": 1_795_219_200.0}
    assert read_submitted(file(tmp_path, "abcd12,2026-11-21 00:00Z")) == {"abcd12": 1_795_219_200.0}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("id,submitted\nabcd12,11/12/2026\n", "line 2 of the list of times .*is no time"),
        ("id,mark\nabcd12,3\n", "call two of them id and submitted"),
        ("abcd12\n", "no pair"),
    ],
)
def test_times_that_make_no_sense(tmp_path, content, says):
    with pytest.raises(GradingError, match=says):
        read_submitted(file(tmp_path, content))
