"""Customers over time: who comes back, and which of them need what.

pandas is imported inside functions: nothing on the way to the first screen waits for it.
"""
