"""Pages of the staff floor."""
