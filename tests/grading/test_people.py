import csv
import io

import pytest

from coursekit.grading.errors import GradingError
from coursekit.grading.people import Person, read_people


def rows(text):
    return csv.DictReader(io.StringIO(text))


CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Sheet 1 (77)
,,,,,Manual Posting
    Points Possible,,,,,10
"Berg, Ada",101,u1,ada12,Group A,9
"Čapek, Jan",102,u2,jan34,Group B,
"""
MOODLE = """First name,Last name,ID number,Institution,Department,Email address,Sheet 1 (Real)
Ada,Berg,700,,,ada@x.example,9.00
"""
BLACKBOARD = (
    '\ufeff"Last Name","First Name","Username","Student ID","Sheet 1 [Total Pts: 10 Score] |55"\n'
    '"Berg","Ada","ada12","700","9"\n'
)


def test_an_export_of_canvas():
    found = read_people(rows(CANVAS))
    assert found == {
        "ada12": Person("ada12", "Berg, Ada", "", "", "101", "u1", "ada12", "", "Group A"),
        "jan34": Person("jan34", "Čapek, Jan", "", "", "102", "u2", "jan34", "", "Group B"),
    }
    assert found["ada12"].full_name == "Berg, Ada"


def test_an_export_of_moodle():
    (person,) = read_people(rows(MOODLE)).values()
    assert (person.student, person.id, person.email) == ("700", "700", "ada@x.example")
    assert person.full_name == "Berg, Ada"
    assert list(read_people(rows(MOODLE), "email ADDRESS")) == ["ada@x.example"]


def test_an_export_of_blackboard_with_its_mark_of_byte_order():
    (person,) = read_people(rows(BLACKBOARD)).values()
    assert (person.student, person.last, person.id) == ("ada12", "Berg", "700")


def test_submissions_named_by_another_column():
    assert list(read_people(rows(CANVAS), key="SIS User ID")) == ["u1", "u2"]


def test_a_list_without_ids_is_refused_with_what_it_has():
    with pytest.raises(GradingError, match="'Colour'"):
        read_people([{"Colour": "red"}])
    with pytest.raises(GradingError, match="lacks the column 'Matrikel'"):
        read_people(rows(CANVAS), key="Matrikel")


def test_an_id_twice_is_refused():
    with pytest.raises(GradingError, match="'a' stands twice"):
        read_people([{"Username": "a"}, {"Username": "a"}])


def test_short_rows_and_nobody():
    assert read_people([]) == {}
    assert list(read_people([{"Username": "a", "Email address": None}])) == ["a"]
