"""The course as a website of static pages: `python -m coursekit.authoring.site build/site`."""
