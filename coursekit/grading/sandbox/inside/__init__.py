"""What runs on the student's side of the wire, seen from the grader as files to be mounted.

In the jail these modules and the three of the wire stand in a package of their own, ``sandbox``,
without the rest of `coursekit.grading`.
"""
