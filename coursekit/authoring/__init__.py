"""What an instructor needs: release, verify and execute notebooks.

A new sheet in five steps, here for a sheet called ``03_powers``:

1. Declare the questions in ``coursekit/sheets/powers.py`` as ``SHEET = Sheet(name="03_powers", …)``
   and name the module in ``coursekit/sheets/__init__.py``.
2. Write ``solutions/03_powers.ipynb``: a title, the set-up cell and the cell that opens the sheet
   (copy both of another sheet: ``student = ""`` is where students write their ids, and stays
   empty); for each question, in the sheet's order, a cell ``sheet.ask("id")``, the worked answer,
   a cell ``sheet.check("id")``; last ``sheet.progress()``.
3. Put ``# BEGIN SOLUTION`` and ``# END SOLUTION`` round what a student must not see of an answer;
   tag a cell "solution" that is for you alone.
4. ``python -m coursekit.authoring.execute solutions/03_powers.ipynb``, then ``coursekit release``.
5. ``coursekit verify 03_powers`` until every question is proved.

A question of kind ``program`` has no slips that numbers could be compared with. Declare what goes
wrong as ``WRONG_PROGRAMS`` in the sheet's own test, a text for each tag that its predicate gives:
the tests run them here and in the jail (``tests/support/programs.py``; sheet 06 is an example).
"""
