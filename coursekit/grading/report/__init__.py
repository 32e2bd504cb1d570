"""Reports: a page for each student that helps, and one on the class that shows where it slipped."""

from coursekit.grading.report.facts import Guide
from coursekit.grading.report.standing import Late, Override, Standing
from coursekit.grading.report.student import student_page, student_text
from coursekit.grading.report.writing import CLASS_PAGE, STUDENTS, Written, write_reports

__all__ = [
    "CLASS_PAGE",
    "STUDENTS",
    "Guide",
    "Late",
    "Override",
    "Standing",
    "Written",
    "student_page",
    "student_text",
    "write_reports",
]
