"""Special functions that NumPy lacks: of the gamma, beta and error function families."""
