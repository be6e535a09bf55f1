"""What a table gives away, and what it lost."""
