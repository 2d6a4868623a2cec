"""Imports: users request them, a worker runs them."""
