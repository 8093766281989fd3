"""What the importers of shops' exports share: columns by our own words, orders, statuses."""
