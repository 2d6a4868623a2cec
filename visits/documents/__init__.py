"""What visits print."""
