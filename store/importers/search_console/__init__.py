"""What Google Search Console exports: queries and pages of a period, and the days of it."""
