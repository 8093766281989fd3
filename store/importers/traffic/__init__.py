"""What the importers of web analytics share, and how Google Analytics is read."""
