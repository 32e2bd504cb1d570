import datetime

import pytest

from coursekit.grading.records import FAULTS
from coursekit.grading.report.words import FAULT_WORDS, duration, moment, number, percent, points_of


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (17.0, "17"), (1 / 3, "0.33"), (-2.5, "−2.5"), (-0.0, "0"), (-0.004, "0"),
     (1234.5, "1234.5"), (99.999, "100"), (100.0, "100")],
)  # fmt: skip
def test_numbers(value, text):
    assert number(value) == text


def test_numbers_without_decimals_keep_their_zeros():
    assert number(100.0, 0) == "100"
    assert number(1500.0, 1) == "1500"


def test_points_and_shares():
    assert points_of(0.5, 1) == "0.5 of 1 point"
    assert points_of(12, 48) == "12 of 48 points"
    assert percent(1.0) == "100 %"


def test_times_have_their_zone():
    zone = datetime.timezone(datetime.timedelta(hours=-3, minutes=-30))
    assert moment(1_780_000_000, zone) == "2026-05-28 16:56 UTC-03:30"
    assert moment(1_780_000_000, datetime.timezone.utc) == "2026-05-28 20:26 UTC"
    assert "UTC" in moment(0.0)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "less than a second"), (59, "59 s"), (3600, "1 h"), (3661, "1 h 1 min"),
     (2 * 86400 + 59, "2 days 59 s"), (-5, "less than a second")],
)  # fmt: skip
def test_durations(seconds, text):
    assert duration(seconds) == text


def test_every_kind_of_fault_has_its_words():
    assert set(FAULT_WORDS) == set(FAULTS)
