"""Forms of the company's settings."""
