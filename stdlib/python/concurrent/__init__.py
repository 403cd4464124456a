"""Packages for work that is done at the same time; see concurrent.futures."""
