"""What the importers of payment services share."""
