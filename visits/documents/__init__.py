"""What is printed of visits."""
