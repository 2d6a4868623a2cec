"""Answers and models that were collected elsewhere."""
