"""Forecasts of the shop's own daily figures, and how probable a goal is by them.

Everything here needs numpy but ``outlook`` and ``book``: import the rest inside functions.
"""
