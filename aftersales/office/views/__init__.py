"""Pages of the office floor."""
