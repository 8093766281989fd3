"""Projects: how far they are, what was promised, what they took and brought."""
