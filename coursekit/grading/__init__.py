"""Grading a class: untrusted notebooks in a jail, marks in a gradebook, reports for everybody."""
