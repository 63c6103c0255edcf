"""Runs of the solvers' own code, one module for each repository; make_solvers.py calls them."""
