import pytest

from coursekit.grading.errors import GradingError
from coursekit.grading.times import read_time, show_time

DUE = 1_795_219_140.0  # 2026-11-20 23:59:00 UTC, by `date -d`


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20 23:59",
        "2026-11-20T23:59:00Z",
        "2026-11-20T23:59:00+00:00",
        "2026-11-21 00:59:00+01:00",
        "2026-11-20 23:59 UTC",
        "Friday, 20 November 2026, 11:59 PM",
        "20 Nov 2026, 11:59PM",
        "20 November 2026, 23:59:00",
        "1795219140",
        " 1795219140.0 ",
    ],
)
def test_platforms_ways_of_writing_one_moment(text):
    assert read_time(text) == DUE
    assert show_time(DUE) == "2026-11-20 23:59:00 UTC"


def test_a_day_alone_is_its_beginning():
    assert read_time("2026-11-20") == DUE - 23 * 3600 - 59 * 60


def test_midnight_and_noon():
    assert read_time("20 Nov 2026, 12:00 AM") == read_time("2026-11-20")
    assert read_time("20 Nov 2026, 12:00 PM") == read_time("2026-11-20 12:00")


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "yesterday", "11/12/2026", "2026", "20261120", "nan", "inf", "1e99", "31 Feb"),
        *("31 February 2026, 10:00", "20 November 2026, 13:00 PM", "20 Brumaire 2026, 10:00"),
    ],
)
def test_what_could_be_two_moments_or_none_is_refused(text):
    with pytest.raises(GradingError, match="is no time"):
        read_time(text)
