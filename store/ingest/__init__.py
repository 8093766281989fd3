"""From an export to facts: identify → extract → stage → publish, and a receipt.

``run.run_import`` imports files. What makes rows without a file writes them with ``feed.feed``.
"""
