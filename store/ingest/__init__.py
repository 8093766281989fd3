"""From an export to facts: identify → extract → stage → publish, and a receipt.

``run_import`` does it all for files. What makes rows without a file (the sample, a database of the
shop) writes them with ``writing_import``, which gives a ``Stage``.
"""
