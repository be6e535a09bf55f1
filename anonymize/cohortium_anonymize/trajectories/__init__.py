"""What many rows of one person give away together: rare combinations, known points, known intervals."""
