"""Customers over time: who comes back, and which of them need what.

numpy and pandas are imported inside functions: nothing on the way to the first screen waits for it.
"""
