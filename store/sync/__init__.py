"""The shop's own database, read where it lives: ``kpi-tui sync``.

A source is configured in a private TOML file (``store.sync.config``). It is read over one
connection, in one read-only transaction (``store.sync.mysql``, ``store.sync.postgres``), table by
table in the order of keys, and goes into the store by the same door as a file (``store.sync.run``).
The next run asks for what changed since (``store.sync.marks``).
"""
