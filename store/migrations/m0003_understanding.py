"""What the owner makes of the figures: own metrics, saved segments, reviews, what was told."""

STATEMENTS: tuple[str, ...] = ()
