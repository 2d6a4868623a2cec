"""Turns the figures of a quarter into what the page and the printed report show."""
