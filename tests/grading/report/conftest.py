import datetime

import pytest
from support.graded_class import simulate

from coursekit.grading.report import Guide
from coursekit.sheets import load

ZONE = datetime.timezone.utc


@pytest.fixture(scope="session")
def sheet():
    return load("02_rules")


@pytest.fixture(scope="session")
def guide(sheet):
    return Guide(sheet)


@pytest.fixture(scope="session")
def standings():
    return simulate()
