"""Days that were not as expected: what was expected, how rare they are, what may be behind them."""
