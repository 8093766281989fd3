"""What the figures mean: periods, formulas, the catalogue of metrics, and how they are read."""
